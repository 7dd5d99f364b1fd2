package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"regie/runsheet"
)

// The same commands and states over a WebSocket, for controllers that hold one line open. A command that comes over it is
// the request that it would be over HTTP, with the same answer, so that there is one door and one set of rules.

const (
	// mostSockets bounds the lines; controllers are few.
	mostSockets = 64
	// Over one line so many commands a second, and so many at once.
	socketPace, socketBurst = time.Second / 50, 100
	// maxMessage is a command with its envelope.
	maxMessage = maxCommand + 1<<10
)

// asked is what a controller sends: a command, or a wish to be told the state again. ID comes back with the answer.
type asked struct {
	ID   json.RawMessage `json:"id,omitempty"`
	Do   string          `json:"do,omitempty"`
	Body json.RawMessage `json:"body,omitempty"`
	Get  string          `json:"get,omitempty"`
}

// said is what it is told: the state whenever that changes, and an answer to each command.
type said struct {
	Type   string          `json:"type"` // "state" or "answer"
	ID     json.RawMessage `json:"id,omitempty"`
	Seq    *runsheet.Seq   `json:"seq,omitempty"`
	State  json.RawMessage `json:"state,omitempty"`
	Status int             `json:"status,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
}

// socketsKey finds the count of a listener's sockets in a request: its server does not know lines that were taken over.
type socketsKey struct{}

func withSockets(ctx context.Context, open *sync.WaitGroup) context.Context {
	return context.WithValue(ctx, socketsKey{}, open)
}

func (s *Server) getSocket(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	if by.Role == runsheet.Audience {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	select {
	case s.sockets <- struct{}{}:
		defer func() { <-s.sockets }()
	default:
		w.Header().Set("Retry-After", "30")
		s.fail(w, r, http.StatusServiceUnavailable, "full")
		return
	}
	if open, ok := r.Context().Value(socketsKey{}).(*sync.WaitGroup); ok {
		open.Add(1)
		defer open.Done()
	}
	// Accept refuses other sites' pages by their Origin; what is no browser sends none.
	line, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return // it has answered
	}
	defer line.CloseNow()
	line.SetReadLimit(maxMessage)
	s.hub.join()
	defer s.hub.leave()
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	answers := make(chan said, 1)
	reading := make(chan struct{})
	go func() {
		defer close(reading)
		defer cancel()
		s.listen(ctx, line, r, by, answers)
	}()
	s.speak(ctx, line, by, answers)
	line.CloseNow()
	<-reading
}

// listen does what comes over the line until it ends. The next command is read when the last one is answered.
func (s *Server) listen(ctx context.Context, line *websocket.Conn, r *http.Request, by runsheet.Actor, answers chan<- said) {
	allowed := newPace(socketPace, socketBurst)
	for {
		kind, message, err := line.Read(ctx)
		if err != nil {
			return
		}
		var a asked
		var answer said
		switch {
		case kind != websocket.MessageText || json.Unmarshal(message, &a) != nil || (a.Do == "") == (a.Get == ""):
			answer = s.recorded(r, func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, http.StatusBadRequest, "unreadable") })
		case allowed.wait("", time.Now()) > 0:
			answer = s.recorded(r, func(w http.ResponseWriter, r *http.Request) {
				s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.TooMany, Detail: "over one line", Retry: time.Second}, nil)
			})
		case a.Get == "state":
			answer = s.recorded(r, func(w http.ResponseWriter, r *http.Request) { s.getState(w, r, by) })
		case a.Get != "":
			answer = s.recorded(r, s.notFound)
		default:
			do := r.Clone(ctx)
			do.Body = body{bytes.NewReader(a.Body)}
			do.ContentLength = int64(len(a.Body))
			do.SetPathValue("command", a.Do)
			answer = s.recorded(do, func(w http.ResponseWriter, r *http.Request) { s.postDo(w, r, by) })
		}
		answer.ID = a.ID
		select {
		case answers <- answer:
		case <-ctx.Done():
			return
		}
	}
}

// speak tells the state, its changes and the answers until the line ends or takes nothing more.
func (s *Server) speak(ctx context.Context, line *websocket.Conn, by runsheet.Actor, answers <-chan said) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	var shown news
	for first := true; ; {
		n := s.hub.news(by, false)
		if first || n.since != shown.since {
			if tell(ctx, line, said{Type: "state", Seq: &n.seq, State: n.body}) != nil || !wait(ctx, n.rest()) {
				return
			}
			first, shown = false, n
		}
		select {
		case <-ctx.Done():
			return
		case <-n.changed:
		case answer := <-answers:
			if tell(ctx, line, answer) != nil {
				return
			}
		case <-beat.C:
			ctx, done := context.WithTimeout(ctx, stuck)
			err := line.Ping(ctx)
			done()
			if err != nil {
				return
			}
		}
	}
}

func tell(ctx context.Context, line *websocket.Conn, what said) error {
	message, err := json.Marshal(what)
	if err != nil {
		return errors.Join(errors.New("encode message"), err)
	}
	ctx, done := context.WithTimeout(ctx, stuck)
	defer done()
	return line.Write(ctx, websocket.MessageText, message)
}

func wait(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// body is a request's body that came in a message.
type body struct{ *bytes.Reader }

func (body) Close() error { return nil }

// recorded lets a handler answer a message instead of a request.
func (s *Server) recorded(r *http.Request, handle http.HandlerFunc) said {
	w := &recorder{header: http.Header{}, status: http.StatusOK}
	handle(w, r)
	return said{Type: "answer", Status: w.status, Body: bytes.TrimSpace(w.body.Bytes())}
}

// recorder is a ResponseWriter that keeps what is written.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
