package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"regie/runsheet"
)

const (
	// heartbeat tells both ends that the other is still there.
	heartbeat = 15 * time.Second
	// stuck is how long a page may take nothing before it is dropped.
	stuck = 10 * time.Second
)

func (s *Server) getState(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	state := s.desk.State()
	body := encode(by.Role, look(state, s.desk.Now(), s.devices.who), false)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if by.Role == runsheet.Audience {
		mine, _ := json.Marshal(mineOf(state, by)) // strings and a bool: cannot fail
		body = withMine(body, mine)
	}
	w.Write(append(body, '\n'))
}

func (s *Server) getMine(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	writeJSON(w, http.StatusOK, struct {
		Questions []mineView `json:"questions"`
	}{mineOf(s.desk.State(), by)})
}

// withMine puts an author's own questions at the end of the audience's state.
func withMine(state, mine []byte) []byte {
	body := append([]byte{}, state[:len(state)-1]...)
	body = append(body, `,"mine":`...)
	return append(append(body, mine...), '}')
}

// getWatch sends the present and then every change, until the page goes. Every event is the whole state, so that it does
// not matter what was missed: a Last-Event-ID is welcome and needs nothing. Only the run sheet may be followed by its
// changes, by whoever asks for that.
func (s *Server) getWatch(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	if !s.arrive(by.Role) {
		w.Header().Set("Retry-After", "30")
		s.fail(w, r, http.StatusServiceUnavailable, "full")
		return
	}
	defer s.leave(by.Role)
	if _, key := s.roleOf(r); key != nil {
		key.here.Add(1)
		defer key.here.Add(-1)
	}
	s.hub.join()
	defer s.hub.leave()
	words, left := s.connected.join(pageIn(r, by.Role))
	defer left()

	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	w.Header().Set(buildHeader, build)
	c := http.NewResponseController(w)
	out := bufio.NewWriterSize(w, 1024)
	// Pages that lose a server together must not come back together.
	retry := 1000 + rand.IntN(2000)

	quiet := time.NewTimer(heartbeat)
	defer quiet.Stop()
	apart, have := s.asksForSheet(r, by)
	var shown news
	for first := true; ; {
		n := s.hub.news(by, apart)
		if first || n.since != shown.since || n.mineSince != shown.mineSince {
			if !send(c, out, func() {
				if first {
					fmt.Fprintf(out, "retry: %d\n", retry)
				}
				mark := ""
				if apart { // the sheet first, so that the state speaks of slots that the page knows
					have = s.writeSheet(out, n.state, have)
					mark = "-" + s.mark
				}
				writeEvent(out, n, by.Role, mark)
			}) {
				return
			}
			first, shown = false, n
			quiet.Reset(heartbeat)
			if !pause(r, n.rest()) {
				return
			}
		}
		select {
		case <-r.Context().Done():
			return
		case <-n.changed:
		case said := <-words:
			if !send(c, out, func() { writeWord(out, said) }) {
				return
			}
			quiet.Reset(heartbeat)
		case <-quiet.C:
			if !send(c, out, func() { out.WriteString(":\n\n") }) {
				return
			}
			quiet.Reset(heartbeat)
		}
	}
}

// rest is how long a page is left alone after a state. The hub's beat is enough for most; a list of thousands of
// questions takes a phone longer to read than us to send.
func (n news) rest() time.Duration {
	const small, perMillisecond = 64 << 10, 4 << 10
	if len(n.body) < small {
		return 0
	}
	return time.Duration(len(n.body)/perMillisecond) * time.Millisecond
}

func pause(r *http.Request, d time.Duration) bool {
	if d == 0 {
		return true
	}
	select {
	case <-r.Context().Done():
		return false
	case <-time.After(d):
		return true
	}
}

func writeEvent(out *bufio.Writer, n news, role runsheet.Role, mark string) {
	fmt.Fprintf(out, "id: %d%s\ndata: ", n.seq, mark)
	if role == runsheet.Audience {
		out.Write(n.body[:len(n.body)-1])
		out.WriteString(`,"mine":`)
		out.Write(n.mine)
		out.WriteByte('}')
	} else {
		out.Write(n.body)
	}
	out.WriteString("\n\n")
}

// writeWord tells a page what is for it alone, as an event "page".
func writeWord(out *bufio.Writer, said word) {
	body, err := json.Marshal(said)
	if err != nil {
		panic("web: encode word: " + err.Error()) // our own types
	}
	fmt.Fprintf(out, "event: page\ndata: %s\n\n", body)
}

// send writes and hands over, and says whether the page took it in time.
func send(c *http.ResponseController, out *bufio.Writer, write func()) bool {
	c.SetWriteDeadline(time.Now().Add(stuck)) // not every test's writer has deadlines
	write()
	return out.Flush() == nil && c.Flush() == nil
}
