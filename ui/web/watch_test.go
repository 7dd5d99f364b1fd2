package web_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"regie/runsheet"
	"regie/ui/web"
)

// event is one Server-Sent Event with its data.
type event struct {
	id   string
	name string // "" for a state
	data []byte
}

// stream follows /api/watch until the test ends or the line does.
type stream struct {
	events chan event
	close  func()
}

func (s *site) watch(path string, headers ...string) *stream {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, "GET", s.base+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if w.StatusCode != 200 || w.Header.Get("Content-Type") != "text/event-stream" {
		s.t.Fatalf("watch: %d %v", w.StatusCode, w.Header)
	}
	st := &stream{events: make(chan event)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(st.events)
		defer w.Body.Close()
		lines := bufio.NewScanner(w.Body)
		lines.Buffer(nil, 64<<20)
		var e event
		for lines.Scan() {
			if id, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
				e.id = id
			}
			if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				e.name = name
			}
			if data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: ")); ok {
				e.data = bytes.Clone(data)
				select {
				case st.events <- e:
				case <-ctx.Done():
					return
				}
				e = event{}
			}
		}
	}()
	st.close = func() { cancel(); <-done }
	s.t.Cleanup(st.close)
	return st
}

func (st *stream) next(t testing.TB) event {
	t.Helper()
	select {
	case e, open := <-st.events:
		if !open {
			t.Fatal("the line was cut")
		}
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
	}
	return event{}
}

// until reads events until one holds a text.
func (st *stream) until(t testing.TB, text string) event {
	t.Helper()
	for {
		if e := st.next(t); bytes.Contains(e.data, []byte(text)) {
			return e
		}
	}
}

func TestWatchPresentFirstThenChanges(t *testing.T) {
	s := serve(t, onAirDesk(t))
	st := s.watch("/api/watch?key=key-operator", "Last-Event-ID", "2")
	first := st.next(t)
	// It is said once, even to the first who came.
	select {
	case e := <-st.events:
		t.Errorf("the present came again: %s", e.id)
	case <-time.After(200 * time.Millisecond):
	}
	if first.id != fmt.Sprint(s.desk.State().Seq) || !bytes.Contains(first.data, []byte(`"id":"s3"`)) {
		t.Errorf("first is %s: %s", first.id, first.data)
	}
	s.desk.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	if next := st.until(t, `"on_air":{"id":"s4"`); next.id != fmt.Sprint(s.desk.State().Seq) {
		t.Errorf("id is %s", next.id)
	}
	// What is no entry is told as well: the journal's health.
	s.desk.signal(func(sig *runsheet.Signals) { sig.Late = "disk full" })
	st.until(t, `"late":"disk full"`)
}

// Many changes become a few frames, and the last of them is the present.
func TestWatchCoalesces(t *testing.T) {
	s := serve(t, onAirDesk(t))
	st := s.watch("/api/watch?key=key-stage")
	st.next(t)
	start := time.Now()
	const changes = 300
	for i := range changes {
		s.desk.do(t, runsheet.Operator, runsheet.SendMessage{Text: fmt.Sprintf("mot %d.", i)})
		time.Sleep(time.Millisecond) // the pace of the changes, not a wait for anything
	}
	frames := 1
	for !bytes.Contains(st.next(t).data, fmt.Appendf(nil, `"mot %d."`, changes-1)) {
		frames++
	}
	most := int(time.Since(start)/(50*time.Millisecond)) + 2
	if frames > most {
		t.Errorf("%d frames for %d changes, at most %d", frames, changes, most)
	}
}

// The audience is left alone while nothing that it sees has changed, and each phone hears of its own questions only.
func TestWatchAudience(t *testing.T) {
	s := serve(t, onAirDesk(t))
	browser := func() string {
		a := s.call("", "POST", "/api/enter", `{"key":"key-audience"}`)
		var all []string
		for _, c := range (&http.Response{Header: a.header}).Cookies() {
			all = append(all, c.Name+"="+c.Value)
		}
		return strings.Join(all, "; ")
	}
	me, you := browser(), browser()
	mine, yours := s.watch("/api/watch?role=audience", "Cookie", me), s.watch("/api/watch", "Cookie", you)
	mine.until(t, `"mine":[]`)
	yours.until(t, `"mine":[]`)
	if a := s.call("", "POST", "/api/do/ask", `{"id":"q","text":"C'est la mienne ?"}`, "Cookie", me); a.status != 200 {
		t.Fatal(string(a.body))
	}
	mine.until(t, `"status":"received"`)
	s.desk.do(t, runsheet.Moderator, runsheet.Approve{ID: "q"})
	mine.until(t, `"status":"accepted"`)
	s.desk.do(t, runsheet.Moderator, runsheet.PutOnAir{ID: "q"})
	mine.until(t, `"status":"on-air"`)
	s.desk.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	// The other phone's second frame is the new slot: it was told nothing in between.
	if e := yours.next(t); !bytes.Contains(e.data, []byte("Table ronde")) || !bytes.Contains(e.data, []byte(`"mine":[]`)) {
		t.Errorf("the other phone got %s", e.data)
	}
}

// A copy shares the fate of the question that it copies.
func TestCopiesShareTheirFirstsFate(t *testing.T) {
	s := serve(t, onAirDesk(t))
	a := s.call("", "POST", "/api/enter", `{"key":"key-audience"}`)
	var all []string
	for _, c := range (&http.Response{Header: a.header}).Cookies() {
		all = append(all, c.Name+"="+c.Value)
	}
	cookie := strings.Join(all, "; ")
	s.desk.do(t, runsheet.Operator, runsheet.Ask{ID: "first", Text: "Qui écrit la recette ?"})
	s.call("", "POST", "/api/do/ask", `{"id":"again","text":"qui ecrit la recette"}`, "Cookie", cookie)
	st := s.watch("/api/watch", "Cookie", cookie)
	st.until(t, `"id":"again","text":"qui ecrit la recette","status":"received","copy":true`)
	s.desk.do(t, runsheet.Moderator, runsheet.Approve{ID: "first"})
	st.until(t, `"id":"again","text":"qui ecrit la recette","status":"accepted","copy":true`)
}

func TestFiveHundredWatchers(t *testing.T) {
	const watchers = 500
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := serve(t, onAirDesk(t))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var present, told, together sync.WaitGroup
	var wrong atomic.Int64
	present.Add(watchers)
	told.Add(watchers)
	for i := range watchers {
		role := []runsheet.Role{runsheet.Audience, runsheet.Audience, runsheet.Audience, runsheet.StageRole, runsheet.Moderator}[i%5]
		together.Go(func() {
			r, err := http.NewRequestWithContext(ctx, "GET", s.base+"/api/watch?key="+testKeys[role], nil)
			if err != nil {
				t.Error(err)
			}
			w, err := client.Do(r)
			if err != nil {
				t.Error(err)
				present.Done()
				told.Done()
				return
			}
			defer w.Body.Close()
			lines, seen := bufio.NewScanner(w.Body), 0
			for lines.Scan() {
				data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
				if !ok {
					continue
				}
				var state struct {
					Role  runsheet.Role
					OnAir struct{ Title string } `json:"on_air"`
				}
				if json.Unmarshal(data, &state) != nil || state.Role != role {
					wrong.Add(1)
				}
				if seen++; seen == 1 {
					present.Done()
				}
				if state.OnAir.Title == "Table ronde" {
					told.Done()
					<-ctx.Done()
					return
				}
			}
		})
	}
	present.Wait()
	counts := s.server.Watching()
	if counts[runsheet.Audience] != 300 || counts[runsheet.StageRole] != 100 || counts[runsheet.Moderator] != 100 {
		t.Errorf("watching: %v", counts)
	}
	s.desk.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	told.Wait()
	if n := wrong.Load(); n > 0 {
		t.Errorf("%d frames were wrong", n)
	}
	// The server lets go at once, with all of them still there.
	start := time.Now()
	s.stop()
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("closing took %v", took)
	}
	cancel()
	together.Wait()
	if counts := s.server.Watching(); len(counts) != 0 {
		t.Errorf("still watching: %v", counts)
	}
}

// pipes is a listener within this process, so that time in a test can be invented.
type pipes struct {
	lines chan net.Conn
	ended chan struct{}
	once  sync.Once
}

func newPipes() *pipes { return &pipes{lines: make(chan net.Conn), ended: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.lines:
		return c, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}
func (p *pipes) Close() error   { p.once.Do(func() { close(p.ended) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }
func (p *pipes) dial() net.Conn {
	here, there := net.Pipe()
	p.lines <- there
	return here
}

// A quiet line has a heartbeat every 15 seconds; a page that takes nothing for 10 is dropped.
func TestHeartbeatAndStuckPages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := onAirDesk(t)
		server := web.New(web.Config{Desk: d, Keys: testKeys})
		l := newPipes()
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(ctx, l) }()

		good := l.dial()
		fmt.Fprint(good, "GET /api/watch?key=key-stage HTTP/1.1\r\nHost: localhost\r\n\r\n")
		lines := make(chan string, 1000)
		go func() {
			for s := bufio.NewScanner(good); s.Scan(); {
				lines <- s.Text()
			}
			close(lines)
		}()
		stuck := l.dial()
		fmt.Fprint(stuck, "GET /api/watch?key=key-stage HTTP/1.1\r\nHost: localhost\r\n\r\n")
		synctest.Wait()
		if n := server.Watching()[runsheet.StageRole]; n != 2 {
			t.Errorf("%d are watching", n)
		}
		time.Sleep(9 * time.Second)
		synctest.Wait()
		if n := server.Watching()[runsheet.StageRole]; n != 2 {
			t.Errorf("after 9 s %d are watching", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := server.Watching()[runsheet.StageRole]; n != 1 {
			t.Errorf("after 11 s %d are watching", n)
		}
		time.Sleep(50 * time.Second)
		synctest.Wait()
		beats := 0
		for len(lines) > 0 {
			if <-lines == ":" {
				beats++
			}
		}
		if beats != 4 {
			t.Errorf("%d heartbeats in a minute", beats)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		good.Close()
		stuck.Close()
		for range lines {
		}
		synctest.Wait()
	})
}

// A question that nobody let through is in no byte that the stage, the host or another phone gets, whatever is typed and
// whatever moderators do.
func TestNothingLeaks(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := onAirDesk(t)
		d.do(t, runsheet.Moderator, runsheet.Moderate{Mode: rapid.SampledFrom([]runsheet.Moderation{runsheet.Active, runsheet.Passive}).Draw(r, "mode")})
		wished := rapid.Bool().Draw(r, "on stage")
		d.do(t, runsheet.Operator, runsheet.ShowQuestions{Stage: &wished})
		server := web.New(web.Config{Desk: d, Keys: testKeys}).Handler()
		n := rapid.IntRange(1, 6).Draw(r, "questions")
		for i := range n {
			text := rapid.StringMatching(`[a-z\pL<>&"' ]{3,40}`).Draw(r, "text")
			id := runsheet.QuestionID(fmt.Sprintf("q%d", i))
			// The number keeps one text from being part of another, or of the show.
			d.Do(t.Context(), runsheet.Actor{Role: runsheet.Operator}, runsheet.Ask{ID: id, Text: fmt.Sprintf("%s §%d§", text, 1000+i)})
			for range rapid.IntRange(0, 4).Draw(r, "moves") {
				move := rapid.SampledFrom([]runsheet.Command{
					runsheet.Approve{ID: id}, runsheet.Reject{ID: id}, runsheet.Next{ID: id}, runsheet.PutOnAir{ID: id},
					runsheet.Answer{ID: id}, runsheet.Restore{ID: id},
				}).Draw(r, "move")
				d.Do(t.Context(), runsheet.Actor{Role: runsheet.Moderator}, move) // a refusal is fine
			}
		}
		may := map[runsheet.Role][]runsheet.Status{
			runsheet.Audience: {}, runsheet.StageRole: {runsheet.OnAirNow},
			runsheet.Animator: {runsheet.OnAirNow, runsheet.NextUp, runsheet.Approved},
			// Those who moderate see all: it shows that this test can see.
			runsheet.Moderator: {runsheet.Incoming, runsheet.Approved, runsheet.NextUp, runsheet.OnAirNow, runsheet.Answered, runsheet.Rejected, runsheet.Quarantined, runsheet.Merged},
		}
		if !wished {
			may[runsheet.StageRole] = nil
		}
		for role, statuses := range may {
			rec := newRecorder()
			q, _ := http.NewRequest("GET", "http://localhost/api/state?key="+testKeys[role], nil)
			server.ServeHTTP(rec, q)
			for q := range d.State().Questions.All() {
				mark := q.Text[strings.Index(q.Text, "§"):]
				if got, want := strings.Contains(rec.body.String(), mark), slices.Contains(statuses, q.Status); got != want {
					r.Errorf("%s, question %q is %s: shown %v, want %v\n%s", role, q.Text, q.Status, got, want, rec.body.String())
				}
			}
		}
	})
}
