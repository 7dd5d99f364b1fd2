package obstest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/coder/websocket"
)

// Operations of the protocol.
const (
	opHello      = 0
	opIdentify   = 1
	opIdentified = 2
	opReidentify = 3
	opEvent      = 5
	opRequest    = 6
	opResponse   = 7
	opBatch      = 8
	opResults    = 9
)

// Close codes of the protocol.
const (
	closeNotDecoded    = 4002
	closeMissingField  = 4003
	closeUnknownOp     = 4006
	closeNotIdentified = 4007
	closeAlreadyKnown  = 4008
	closePassword      = 4009
	closeVersion       = 4010
	closeKicked        = 4011
)

// defaultEvents is what a client hears that does not say what it wants: all but the four busiest kinds.
const defaultEvents = 2047

// outboxSize is how many messages may wait for a client. One that does not read is dropped, as a full socket would be.
const outboxSize = 4096

type message struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
}

type request struct {
	Type string          `json:"requestType"`
	ID   string          `json:"requestId,omitempty"`
	Data json.RawMessage `json:"requestData,omitempty"`
}

type status struct {
	OK      bool   `json:"result"`
	Code    int    `json:"code"`
	Comment string `json:"comment,omitempty"`
}

type response struct {
	Type   string `json:"requestType"`
	ID     string `json:"requestId,omitempty"`
	Status status `json:"requestStatus"`
	Data   any    `json:"responseData,omitempty"`
}

// session is one client. Its fields below the line are guarded by the server's lock.
type session struct {
	server          *Server
	ws              *websocket.Conn
	raw             *conn
	outbox          chan []byte
	salt, challenge string
	// ----
	identified bool
	events     int // subscriptions, one bit for each kind
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	closed := s.life.Err() != nil
	if !closed { // under the lock, so that Close does not wait before it is counted
		s.jobs.Add(1)
	}
	s.mu.Unlock()
	if closed {
		return
	}
	defer s.jobs.Done()
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		Subprotocols:       []string{"obswebsocket.json"},
		InsecureSkipVerify: true, // OBS takes a browser from anywhere: the password is its guard
	})
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(8 << 20)
	x := &session{
		server: s, ws: ws, raw: r.Context().Value(connKey{}).(*conn),
		outbox: make(chan []byte, outboxSize), salt: rand.Text(), challenge: rand.Text(),
	}
	s.mu.Lock()
	s.sessions[x] = struct{}{}
	s.mu.Unlock()
	over := make(chan struct{})
	s.jobs.Go(func() { x.write(over) })
	x.hello()
	x.read()
	close(over)
	s.mu.Lock()
	delete(s.sessions, x)
	s.mu.Unlock()
}

// write sends what waits in the outbox, in order.
func (x *session) write(over <-chan struct{}) {
	for {
		select {
		case text := <-x.outbox:
			if x.ws.Write(context.Background(), websocket.MessageText, text) != nil {
				return
			}
		case <-over:
			return
		}
	}
}

// post puts a message into the outbox and never waits.
func (x *session) post(op int, d any) {
	body, err := json.Marshal(d)
	if err != nil {
		panic(err) // our own answers
	}
	text, _ := json.Marshal(message{op, body})
	select {
	case x.outbox <- text:
	default:
		x.raw.Conn.Close()
	}
}

func (x *session) hello() {
	hello := map[string]any{"obsWebSocketVersion": x.server.config.Version, "rpcVersion": 1}
	if x.server.Password() != "" {
		hello["authentication"] = map[string]string{"challenge": x.challenge, "salt": x.salt}
	}
	x.post(opHello, hello)
}

func (x *session) read() {
	for {
		kind, text, err := x.ws.Read(context.Background())
		if err != nil {
			return
		}
		var m message
		switch {
		case kind != websocket.MessageText || json.Unmarshal(text, &m) != nil:
			x.ws.Close(closeNotDecoded, "not a text message in JSON")
			return
		case len(m.D) == 0 || string(m.D) == "null":
			x.ws.Close(closeMissingField, "d is missing")
			return
		}
		if code, why := x.handle(m); code != 0 {
			x.ws.Close(code, why)
			return
		}
	}
}

// handle does one message; a code other than 0 ends the session.
func (x *session) handle(m message) (websocket.StatusCode, string) {
	if !x.known() && m.Op != opIdentify {
		return closeNotIdentified, "identify first"
	}
	switch m.Op {
	case opIdentify:
		return x.identify(m.D)
	case opReidentify:
		var d struct {
			Events *int `json:"eventSubscriptions"`
		}
		if json.Unmarshal(m.D, &d) != nil {
			return closeNotDecoded, "not a Reidentify"
		}
		x.accept(d.Events)
	case opRequest:
		var r request
		if json.Unmarshal(m.D, &r) != nil || r.ID == "" {
			return closeMissingField, "requestId is missing"
		}
		// Each request has a goroutine of its own: as in OBS, answers may overtake each other.
		x.server.jobs.Go(func() { x.server.answer(x, r) })
	case opBatch:
		var b batch
		if json.Unmarshal(m.D, &b) != nil || b.ID == "" {
			return closeMissingField, "requestId is missing"
		}
		x.server.jobs.Go(func() { x.server.answerBatch(x, b) })
	default:
		return closeUnknownOp, "no such op"
	}
	return 0, ""
}

func (x *session) known() bool {
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	return x.identified
}

func (x *session) identify(d json.RawMessage) (websocket.StatusCode, string) {
	var me struct {
		Version        int    `json:"rpcVersion"`
		Authentication string `json:"authentication"`
		Events         *int   `json:"eventSubscriptions"`
	}
	if json.Unmarshal(d, &me) != nil {
		return closeNotDecoded, "not an Identify"
	}
	x.server.mu.Lock()
	password, turned := x.server.config.Password, x.server.faults.turned
	x.server.mu.Unlock()
	switch {
	case turned != 0:
		return websocket.StatusCode(turned), "turned away"
	case x.known():
		return closeAlreadyKnown, "already identified"
	case password != "" && me.Authentication != digest(digest(password+x.salt)+x.challenge):
		return closePassword, "Authentication failed."
	case me.Version != 1:
		return closeVersion, "only version 1 is spoken here"
	}
	x.accept(me.Events)
	return 0, ""
}

// accept identifies a client, or changes what it hears.
func (x *session) accept(events *int) {
	s := x.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if events != nil {
		x.events = *events
	} else if !x.identified {
		x.events = defaultEvents
	}
	x.identified = true
	if s.faults.newer && x.events != 0 {
		x.post(opEvent, object{"eventType": "EventOfANewerOBS", "eventIntent": General, "eventData": object{"a": 1}})
	}
	if x.events&Meters != 0 {
		s.meter()
	}
	x.post(opIdentified, map[string]int{"negotiatedRpcVersion": 1})
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

type batch struct {
	ID       string    `json:"requestId"`
	Halt     bool      `json:"haltOnFailure"`
	Requests []request `json:"requests"`
}

func (s *Server) answer(x *session, r request) {
	if answer, speak := s.do(r); speak {
		x.post(opResponse, answer)
	}
}

func (s *Server) answerBatch(x *session, b batch) {
	results := []response{}
	for _, r := range b.Requests {
		answer, _ := s.do(r)
		results = append(results, answer)
		if b.Halt && !answer.Status.OK {
			break
		}
	}
	x.post(opResults, map[string]any{"requestId": b.ID, "results": results})
}

// do does one request, with whatever faults are on; speak is false when its answer is to be swallowed.
func (s *Server) do(r request) (answer response, speak bool) {
	if s.workers != nil {
		s.workers <- struct{}{}
		defer func() { <-s.workers }()
	}
	s.remember(r)
	s.mu.Lock()
	if s.faults.stalled[r.Type] {
		lifted := s.faults.lifted
		s.mu.Unlock()
		select {
		case <-lifted:
		case <-s.life.Done():
		}
		s.mu.Lock()
	}
	data, st := s.faults.refusal(r.Type)
	if st.Code == 0 {
		data, st = s.perform(r)
	}
	delay, mute, newer := s.faults.slow[r.Type], s.faults.mute[r.Type], s.faults.newer
	s.mu.Unlock()
	if fields, ok := data.(object); ok && newer {
		fields["fieldOfANewerOBS"] = object{"a": 1}
	}
	s.pause(delay)
	return response{r.Type, r.ID, st, data}, !mute
}
