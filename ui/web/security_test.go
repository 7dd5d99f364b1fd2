package web_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"regie/runsheet"
	"regie/ui/web"
)

// Every address that answers, by who may: a new route belongs here, and in doc/security.md where it opens something.
func TestWhoMayWhere(t *testing.T) {
	operator, observer, moderator, animator := runsheet.Operator, runsheet.Observer, runsheet.Moderator, runsheet.Animator
	stage, audience, overlay, source := runsheet.StageRole, runsheet.Audience, runsheet.OverlayRole, runsheet.SourceRole
	everybody := []runsheet.Role{"", operator, observer, moderator, animator, stage, audience, overlay, source}
	keyed := []runsheet.Role{operator, observer, moderator, animator, stage, audience, overlay}
	keys := web.Keys{}
	for _, role := range everybody[1:] {
		keys[role] = "key-of-" + string(role)
	}
	s := serve(t, onAirDesk(t), func(c *web.Config) {
		c.Keys = keys
		c.Ingest = func(context.Context, []byte) (int, error) { return 1, nil }
		c.Themes = fstest.MapFS{"bleu.css": {Data: []byte("body{}")}}
		c.Manager = noManager{}
	})
	for _, route := range []struct {
		method, path, body string
		may                []runsheet.Role
	}{
		{"GET", "/", "", everybody}, {"GET", "/ask", "", everybody}, {"GET", "/mod", "", everybody}, {"GET", "/overlay", "", everybody},
		{"GET", "/privacy", "", everybody}, {"GET", "/static/watch.js", "", everybody}, {"GET", "/api/privacy", "", everybody},
		{"GET", "/overlay/theme/bleu.css", "", everybody},
		{"GET", "/api/state", "", keyed}, {"GET", "/api/questions/mine", "", keyed},
		{"POST", "/api/do/message", `{"text":"x"}`, []runsheet.Role{operator}},
		{"POST", "/api/do/moderate", `{"mode":"active"}`, []runsheet.Role{operator, moderator}},
		{"POST", "/api/do/ask", `{"id":"q","text":"x"}`, []runsheet.Role{operator, moderator, audience}},
		{"POST", "/api/do/erase", `{"id":"q"}`, []runsheet.Role{operator}},
		{"POST", "/api/do/purge", ``, []runsheet.Role{operator}},
		{"POST", "/api/do/privacy", `{"days":3}`, []runsheet.Role{operator}},
		{"POST", "/api/ingest", `{"text":"x"}`, []runsheet.Role{source}},
		{"GET", "/api/pages", "", []runsheet.Role{operator}},
		{"POST", "/api/people/x/revoke", "", []runsheet.Role{operator}},
		{"GET", "/api/links", "", []runsheet.Role{operator}}, {"GET", "/api/sources", "", []runsheet.Role{operator}},
		{"POST", "/api/sources", `{"do":"off","id":"twitch:x"}`, []runsheet.Role{operator}},
	} {
		for _, role := range everybody {
			for _, how := range []string{"", "cookie", "Host", "Origin"} {
				headers := []string{}
				switch {
				case role == "":
				case how == "cookie":
					headers = append(headers, "Cookie", "regie-"+string(role)+"="+keys[role], "X-Regie-Role", string(role))
				default:
					headers = append(headers, "Authorization", "Bearer "+keys[role])
				}
				may := slices.Contains(route.may, role)
				want := []int{200}
				switch {
				case how == "Host":
					headers, want = append(headers, "Host", "evil.example"), []int{421}
				case how == "Origin" && route.method == "POST" && route.path != "/api/ingest":
					headers, want = append(headers, "Origin", "https://evil.example"), []int{403}
				case !may || how == "cookie" && role == source && len(route.may) < len(everybody):
					want = []int{401, 403}
				}
				if a := s.call("", route.method, route.path, route.body, headers...); !slices.Contains(want, a.status) {
					t.Errorf("%s %s as %q by %q: %d %.200s, want %v", route.method, route.path, role, how, a.status, a.body, want)
				}
			}
		}
	}
}

// A name that is none of ours in the place of a role opens nothing, whoever holds which cookie.
func TestInventedRoles(t *testing.T) {
	s := serve(t, onAirDesk(t))
	for _, role := range []string{"source", "desk", "hacker", "operator\x00"} {
		a := s.call("", "GET", "/api/state?role="+strings.ReplaceAll(role, "\x00", "%00"), "", "Cookie", "regie-operator=key-operator")
		if a.status != 401 {
			t.Errorf("as %q: %d %s", role, a.status, a.body)
		}
	}
}

func TestIngest(t *testing.T) {
	got := make(chan string, 1000)
	keys := web.Keys{runsheet.SourceRole: "key-source", runsheet.Operator: "key-operator"}
	var refusal error
	s := serve(t, onAirDesk(t), func(c *web.Config) {
		c.Keys = keys
		c.Ingest = func(_ context.Context, body []byte) (int, error) { got <- string(body); return 1, refusal }
	})
	if a := s.call("", "POST", "/api/ingest?key=key-source", `{"text":"é"}`, "Origin", "chrome-extension://abc", "Sec-Fetch-Site", "cross-site"); a.status != 200 || <-got != `{"text":"é"}` || !strings.Contains(string(a.body), `"kept":1`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := s.call("", "OPTIONS", "/api/ingest", ""); a.status != 204 || a.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", a.status, a.header)
	}
	if a := s.call("", "POST", "/api/enter", `{"key":"key-source"}`); a.status != 401 {
		t.Errorf("a source has a cookie: %d", a.status)
	}
	if a := s.call("", "POST", "/api/ingest?key=key-source", strings.Repeat("x", 65<<10)); a.status != 413 {
		t.Errorf("65 KiB: %d", a.status)
	}
	refusal = &runsheet.Refusal{Reason: runsheet.NotSaved}
	if a := s.call("", "POST", "/api/ingest?key=key-source", `{}`); a.status != 503 || a.header.Get("Retry-After") == "" {
		t.Errorf("a full disk: %d", a.status)
	}
	<-got
	refusal = nil
	s.server.IngestOnly(1)
	for i, want := range []int{200, 429} {
		if a := s.call("", "POST", "/api/ingest?key=key-source", `{}`); a.status != want || want == 429 && a.header.Get("Retry-After") == "" {
			t.Errorf("%d at once: %d %v", i+1, a.status, a.header)
		}
	}
}

func TestThemesAreFilesOfOneFolder(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) {
		c.Themes = fstest.MapFS{"bleu.css": {Data: []byte("body{}")}, "x.txt": {Data: []byte("secret")}, "big.css": {Data: make([]byte, 300<<10)}}
	})
	for path, want := range map[string]int{"bleu.css": 200, "x.txt": 404, "..%2fx.txt": 404, "..%2f..%2fetc%2fpasswd.css": 404, "big.css": 404, ".css": 404, "none.css": 404} {
		if a := s.call("", "GET", "/overlay/theme/"+path, ""); a.status != want {
			t.Errorf("%s: %d", path, a.status)
		}
	}
	h := s.call("", "GET", "/overlay", "").header.Get("Content-Security-Policy")
	if !strings.Contains(h, "script-src 'self';") || !strings.Contains(h, "style-src 'self' 'unsafe-inline'") || strings.Count(h, "unsafe") != 1 {
		t.Errorf("policy %s", h)
	}
}

// Lines that begin a request and never end it are cut, and keep nobody else waiting.
func TestSlowloris(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes as long as a header may")
	}
	s := serve(t, onAirDesk(t))
	const many = 200
	lines := make([]net.Conn, many)
	for i := range lines {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET /ask HTTP/1.1\r\nHost: localhost\r\nX-%d: ", i)
		lines[i] = c
	}
	start := time.Now()
	if a := s.call("", "GET", "/ask", ""); a.status != 200 || time.Since(start) > 5*time.Second {
		t.Errorf("somebody else waits: %d after %v", a.status, time.Since(start))
	}
	for stop := time.Now().Add(20 * time.Second); len(lines) > 0 && time.Now().Before(stop); {
		time.Sleep(500 * time.Millisecond)
		lines = slices.DeleteFunc(lines, func(c net.Conn) bool {
			c.SetReadDeadline(time.Now().Add(time.Millisecond))
			_, err := io.Copy(io.Discard, c)
			var timeout net.Error
			return err == nil || !errors.As(err, &timeout) || !timeout.Timeout()
		})
		for _, c := range lines {
			c.Write([]byte("a"))
		}
	}
	if len(lines) > 0 {
		t.Errorf("%d of %d lines are held open", len(lines), many)
	}
}

// A page that reads nothing is cut; the others have the news all the same.
func TestSlowReadersAreCut(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	stuck, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer stuck.Close()
	stuck.(*net.TCPConn).SetReadBuffer(2048)
	fmt.Fprint(stuck, "GET /api/watch?key=key-operator HTTP/1.1\r\nHost: localhost\r\n\r\n")
	for i := range 3000 { // a state of some hundred kilobytes
		s.desk.do(t, runsheet.Operator, runsheet.Ask{ID: runsheet.QuestionID(fmt.Sprint("q", i)), Text: fmt.Sprintf("Question %d, %s", i, strings.Repeat("longue ", 20))})
	}
	deadline := time.Now().Add(40 * time.Second)
	for i := 0; s.server.Watching()[runsheet.Operator] > 0; i++ {
		if time.Now().After(deadline) {
			t.Fatal("a page that reads nothing is still served")
		}
		s.desk.do(t, runsheet.Operator, runsheet.SendMessage{Text: fmt.Sprint("mot ", i)})
		time.Sleep(200 * time.Millisecond)
	}
}

func TestHeaderFlood(t *testing.T) {
	s := serve(t, onAirDesk(t))
	c, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	go func() {
		fmt.Fprint(c, "GET /ask HTTP/1.1\r\nHost: localhost\r\n")
		for i := range 100_000 {
			if _, err := fmt.Fprintf(c, "X-%d: a\r\n", i); err != nil {
				return
			}
		}
	}()
	c.SetReadDeadline(time.Now().Add(10 * time.Second))
	w, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err == nil && w.StatusCode != 431 {
		t.Errorf("got %d", w.StatusCode)
	}
}

func TestOverlaySeesOnlyWhatIsOnAir(t *testing.T) {
	keys := web.Keys{runsheet.OverlayRole: "key-overlay"}
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Keys = keys })
	operator := runsheet.Operator
	s.desk.do(t, operator, runsheet.SendMessage{Text: "mot de la régie"}, runsheet.Ask{ID: "a", Text: "En attente"},
		runsheet.Ask{ID: "b", Text: "Retenue"}, runsheet.Approve{ID: "b"})
	state := func() string { return string(s.call("", "GET", "/api/state?key=key-overlay", "").body) }
	if got := strings.TrimSpace(state()); got != `{"role":"overlay","question":null,"people":["Agnès","Karim"]}` {
		t.Errorf("got %s", got)
	}
	s.desk.do(t, operator, runsheet.PutOnAir{ID: "b"})
	if got := state(); !strings.Contains(got, `"question":{"id":"b","text":"Retenue","author":null,"platform":null}`) {
		t.Errorf("got %s", got)
	}
}

// noManager knows every source and no link.
type noManager struct{}

func (noManager) MakeLink(runsheet.Role, string) (web.Key, error) {
	return web.Key{}, errors.New("none")
}
func (noManager) RevokeLink(string) error        { return errors.New("none") }
func (noManager) RevokePerson(string) error      { return nil }
func (noManager) Sources() []web.SourceStatus    { return nil }
func (noManager) AddSource(string, string) error { return errors.New("none") }
func (noManager) SwitchSource(string, bool) bool { return true }
func (noManager) RemoveSource(string) bool       { return true }
