package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
)

// attackLine is a line of the evening that the rules' own tests wrote down: how it begins, or one step of it.
type attackLine struct {
	Kind    string              `json:"kind"` // of a fact, or of a hostile message
	Version int                 `json:"version"`
	Body    json.RawMessage     `json:"body"`
	At      time.Duration       `json:"at_ns"`
	Phone   runsheet.DeviceID   `json:"phone"`
	Fresh   bool                `json:"fresh"`
	ID      runsheet.QuestionID `json:"id"`
	Text    string              `json:"text"`
	Became  runsheet.Status     `json:"became"`
	Approve runsheet.QuestionID `json:"approve"`
}

func attackLines(t *testing.T) (lines []attackLine) {
	t.Helper()
	file, err := os.Open("../../runsheet/testdata/attack/evening.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for in := bufio.NewScanner(file); in.Scan(); {
		var l attackLine
		if err := json.Unmarshal(in.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, l)
	}
	return lines
}

// fromAddress is a client on an address of this computer; each stands for somebody's own.
func fromAddress(n int) *http.Client {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+n/200), byte(2+n%200))}}
	return &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		return dialer.DialContext(ctx, network, address)
	}}}
}

// until puts a still clock forward to a time after the evening's beginning, and enters what time makes due.
func (d *memoryDesk) until(after time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead = after
	facts, _ := d.state.Due(d.now())
	for _, f := range facts {
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.now(), By: runsheet.Actor{Role: runsheet.DeskRole}, Fact: f})
	}
}

// An evening with 700 hostile messages in a minute among genuine ones, posted by browsers at addresses of their own: what
// moderators are shown is what the rules alone make of it, message by message, and nothing genuine is lost.
func TestAttackOverHTTP(t *testing.T) {
	lines := attackLines(t)
	d := newDesk()
	d.still = true
	for len(lines) > 0 && lines[0].Body != nil {
		f, err := runsheet.DecodeFact(lines[0].Kind, lines[0].Version, lines[0].Body)
		if err != nil {
			t.Fatal(err)
		}
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.now(), Fact: f})
		lines = lines[1:]
	}
	s := serve(t, d)
	clients := make([]*http.Client, 300)
	for i := range clients {
		clients[i] = fromAddress(i)
		defer clients[i].CloseIdleConnections()
	}
	type browser struct {
		cookie *http.Cookie
		client *http.Client
	}
	browsers := map[runsheet.DeviceID]*browser{}
	want := map[runsheet.QuestionID]runsheet.Status{}
	hostile, genuine := map[runsheet.QuestionID]bool{}, 0
	for _, l := range lines {
		d.until(l.At)
		if l.Approve != "" {
			d.do(t, runsheet.Moderator, runsheet.Approve{ID: l.Approve})
			continue
		}
		b := browsers[l.Phone]
		if b == nil {
			b = &browser{client: clients[len(browsers)%len(clients)]}
			named := time.Now().Add(-time.Hour)
			if l.Fresh {
				named = time.Now()
			}
			b.cookie = s.server.DeviceCookie(named)
			browsers[l.Phone] = b
		}
		body, _ := json.Marshal(map[string]any{"id": l.ID, "text": l.Text})
		r, err := http.NewRequest("POST", s.base+"/api/do/ask", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+testKeys[runsheet.Audience])
		r.Header.Set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", len(want)%250))
		r.AddCookie(b.cookie)
		a, err := b.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", l.ID, a.StatusCode, answer)
		}
		want[l.ID] = l.Became
		if l.Kind != "" {
			hostile[l.ID] = true
		} else {
			genuine++
		}
	}
	if len(hostile) != 700 || genuine < 20 {
		t.Fatalf("%d hostile and %d genuine messages: this is not the evening", len(hostile), genuine)
	}

	var seen struct {
		Questions []struct {
			ID     runsheet.QuestionID `json:"id"`
			Status runsheet.Status     `json:"status"`
			Like   runsheet.QuestionID `json:"like"`
		} `json:"questions"`
	}
	s.call(runsheet.Moderator, "GET", "/api/state", "").decode(t, &seen)
	got := map[runsheet.QuestionID]runsheet.Status{}
	caught, aside, lost := 0, 0, 0
	for _, q := range seen.Questions {
		got[q.ID] = q.Status
		stands := q.Status
		if stands == runsheet.Merged { // a copy is where its first is, which came before
			stands = got[q.Like]
		}
		switch {
		case hostile[q.ID] && stands == runsheet.Quarantined:
			caught++
		case !hostile[q.ID] && stands == runsheet.Quarantined:
			aside++
		case !hostile[q.ID] && (stands == runsheet.Rejected || stands == runsheet.Archived):
			lost++
		}
	}
	t.Logf("from %d addresses: %d of 700 hostile ones in quarantine, of %d genuine ones %d in quarantine and %d lost", len(clients), caught, genuine, aside, lost)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("what moderators see is not what the rules make of it:\n%s", d)
	}
	if lost > 0 || caught < 500 {
		t.Errorf("%d genuine ones lost, %d of 700 caught", lost, caught)
	}
}

// A machine at one address is slowed down, whatever addresses it says that it speaks for.
func TestForwardedAddressesAreNotBelieved(t *testing.T) {
	s := serve(t, onAirDesk(t))
	client := fromAddress(0)
	defer client.CloseIdleConnections()
	refused := 0
	for i := range 400 {
		r, _ := http.NewRequest("POST", s.base+"/api/do/ask", strings.NewReader(fmt.Sprintf(`{"id":"q%d","text":"Une question %d ?"}`, i, i)))
		r.Header.Set("Authorization", "Bearer "+testKeys[runsheet.Audience])
		for _, h := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP"} {
			r.Header.Set(h, fmt.Sprintf("203.0.113.%d", i%250))
		}
		r.AddCookie(s.server.DeviceCookie(time.Now())) // a new browser each time
		a, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		if a.StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused == 0 {
		t.Error("400 questions at once from one address, and none was refused")
	}
}
