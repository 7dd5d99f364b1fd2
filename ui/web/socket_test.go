package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"regie/runsheet"
)

// controller is a script's end of a WebSocket.
type controller struct {
	t    *testing.T
	line *websocket.Conn
}

type heard struct {
	Type   string          `json:"type"`
	ID     json.RawMessage `json:"id"`
	Seq    runsheet.Seq    `json:"seq"`
	State  json.RawMessage `json:"state"`
	Status int             `json:"status"`
	Body   json.RawMessage `json:"body"`
}

func dial(t *testing.T, s *site, query string, headers ...string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(headers); i += 2 {
		h.Set(headers[i], headers[i+1])
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return websocket.Dial(ctx, strings.Replace(s.base, "http", "ws", 1)+"/api/socket"+query, &websocket.DialOptions{HTTPHeader: h})
}

func control(t *testing.T, s *site, role runsheet.Role) controller {
	t.Helper()
	line, _, err := dial(t, s, "", "Authorization", "Bearer "+testKeys[role])
	if err != nil {
		t.Fatal(err)
	}
	line.SetReadLimit(1 << 20)
	t.Cleanup(func() { line.CloseNow() })
	return controller{t, line}
}

func (c controller) send(message string) {
	c.t.Helper()
	if err := c.line.Write(c.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		c.t.Fatal(err)
	}
}

// until reads until something is told that is wanted.
func (c controller) until(wanted func(heard) bool) heard {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 5*time.Second)
	defer cancel()
	for {
		_, message, err := c.line.Read(ctx)
		if err != nil {
			c.t.Fatalf("what was waited for never came: %v", err)
		}
		var w heard
		if err := json.Unmarshal(message, &w); err != nil {
			c.t.Fatalf("read %q: %v", message, err)
		}
		if wanted(w) {
			return w
		}
	}
}

func (c controller) answer(id string) heard {
	c.t.Helper()
	return c.until(func(w heard) bool { return w.Type == "answer" && string(w.ID) == id })
}

func TestSocketTellsAndDoes(t *testing.T) {
	s := serve(t, onAirDesk(t))
	c := control(t, s, runsheet.Operator)
	first := c.until(func(w heard) bool { return true })
	if first.Type != "state" || !strings.Contains(string(first.State), `"role":"operator"`) || first.Seq != s.desk.State().Seq {
		t.Errorf("first comes %+v", first)
	}
	c.send(`{"id":1,"do":"go","body":{"from":"s3","to":"s4"}}`)
	changed := false
	got := c.until(func(w heard) bool {
		changed = changed || w.Type == "state" && strings.Contains(string(w.State), `"on_air":{"id":"s4"`)
		return w.Type == "answer"
	})
	if got.Status != 200 || string(got.ID) != "1" || !strings.Contains(string(got.Body), `"ok":true`) {
		t.Errorf("GO: %d %s", got.Status, got.Body)
	}
	if !changed {
		c.until(func(w heard) bool { return strings.Contains(string(w.State), `"on_air":{"id":"s4"`) })
	}
	// The same answers as over HTTP, refusals as well.
	for _, tc := range []struct {
		message string
		status  int
		holds   string
	}{
		{`{"id":"a","do":"go","body":{"from":"s1","to":"s2"}}`, 409, `"reason":"moved-on"`},
		{`{"id":"a","do":"nonsense"}`, 404, `"reason":"unknown-command"`},
		{`{"id":"a","do":"hold","body":{"slot":7}}`, 400, `"reason":"bad-command"`},
		{`{"id":"a","get":"state"}`, 200, `"role":"operator"`},
		{`{"id":"a","get":"else"}`, 404, `"reason":"not-found"`},
		{`{"id":"a"}`, 400, `"reason":"unreadable"`},
	} {
		c.send(tc.message)
		if got := c.answer(`"a"`); got.Status != tc.status || !strings.Contains(string(got.Body), tc.holds) {
			t.Errorf("%s: %d %s", tc.message, got.Status, got.Body)
		}
	}
	c.send("not JSON at all")
	if got := c.until(func(w heard) bool { return w.Type == "answer" }); got.Status != 400 {
		t.Errorf("nonsense: %d %s", got.Status, got.Body)
	}
}

func TestSocketKeepsRoles(t *testing.T) {
	s := serve(t, onAirDesk(t))
	c := control(t, s, runsheet.Moderator)
	c.send(`{"id":1,"do":"go","body":{"from":"s3","to":"s4"}}`)
	if got := c.answer("1"); got.Status != 403 {
		t.Errorf("a moderator's GO: %d %s", got.Status, got.Body)
	}
	if on := s.desk.State().OnAirSlot(); on != "s3" {
		t.Errorf("%s is on air", on)
	}
	for _, tc := range []struct {
		query   string
		headers []string
		status  int
	}{
		{"", nil, 401},
		{"?key=nonsense", nil, 401},
		{"", []string{"Authorization", "Bearer " + testKeys[runsheet.Audience]}, 403},
		{"?key=" + testKeys[runsheet.Operator], []string{"Origin", "https://evil.example"}, 403},
		{"?key=" + testKeys[runsheet.Operator], []string{"Origin", s.base}, 101},
	} {
		line, answer, err := dial(t, s, tc.query, tc.headers...)
		if line != nil {
			line.CloseNow()
		}
		if answer == nil || answer.StatusCode != tc.status {
			t.Errorf("%s %v: %v %v, want %d", tc.query, tc.headers, answer, err, tc.status)
		}
	}
}

func TestSocketLimits(t *testing.T) {
	s := serve(t, onAirDesk(t))
	t.Run("messages", func(t *testing.T) {
		c := control(t, s, runsheet.Operator)
		const sent = 400 // 100 may come at once, 50 more a second
		for i := range sent {
			c.send(fmt.Sprintf(`{"id":%d,"do":"message","body":{"text":"%d"}}`, i, i))
		}
		refused := 0
		for i := range sent {
			if got := c.answer(fmt.Sprint(i)); got.Status == 429 {
				refused++
			} else if got.Status != 200 {
				t.Fatalf("message %d: %d %s", i, got.Status, got.Body)
			}
		}
		if refused == 0 || refused > sent-100 {
			t.Errorf("%d of %d at once were refused", refused, sent)
		}
	})
	t.Run("size", func(t *testing.T) {
		c := control(t, s, runsheet.Operator)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		// The line may be closed before the whole message is written: that is an end too.
		if err := c.line.Write(ctx, websocket.MessageText, []byte(`{"do":"message","body":{"text":"`+strings.Repeat("x", 80<<10)+`"}}`)); err != nil {
			t.Logf("written in part: %v", err)
		}
		for {
			if _, _, err := c.line.Read(ctx); err != nil {
				if status := websocket.CloseStatus(err); status != websocket.StatusMessageTooBig && (status != -1 || ctx.Err() != nil) {
					t.Errorf("a message of 80 KiB ends with %v", err)
				}
				return
			}
		}
	})
	t.Run("lines", func(t *testing.T) {
		var refused int
		for range 70 {
			line, answer, err := dial(t, s, "?key="+testKeys[runsheet.StageRole])
			if err != nil {
				if answer == nil || answer.StatusCode != http.StatusServiceUnavailable {
					t.Fatal(err)
				}
				refused++
				continue
			}
			t.Cleanup(func() { line.CloseNow() })
		}
		if refused == 0 {
			t.Error("70 lines are let in")
		}
	})
}

// A stopped server leaves no line open, and Serve has not returned before.
func TestSocketEndsWithItsServer(t *testing.T) {
	s := serve(t, onAirDesk(t))
	c := control(t, s, runsheet.Operator)
	c.until(func(heard) bool { return true })
	began := time.Now()
	s.stop()
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("the server took %v to end", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	for {
		if _, _, err := c.line.Read(ctx); err != nil {
			if ctx.Err() != nil {
				t.Error("the line is still open")
			}
			return
		}
	}
}
