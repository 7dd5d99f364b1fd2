package obstest

import (
	"net"
	"time"

	"github.com/coder/websocket"
)

// faults are on until Heal.
type faults struct {
	slow     map[string]time.Duration
	mute     map[string]bool
	stalled  map[string]bool
	lifted   chan struct{} // closed when what is stalled may go on
	refuse   map[string]refusal
	turned   int // the code that clients are turned away with when they introduce themselves; 0 for none
	newer    bool
	overtake bool
	black    bool // the picture
	still    bool
	silent   bool           // the microphones
	held     map[string]any // a program event that the next one shall overtake
}

// hold keeps events back.
type hold struct {
	on   bool
	back []func()
}

type refusal struct {
	status
	times int // how often yet
}

// refusal is the answer that a fault puts in place of the true one, if any.
func (f *faults) refusal(kind string) (any, status) {
	r, ok := f.refuse[kind]
	if !ok || r.times == 0 {
		return nil, status{}
	}
	r.times--
	f.refuse[kind] = r
	return nil, r.status
}

func set[V any](m *map[string]V, kind string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[kind] = v
}

// Slow delays every answer to this kind of request; what it asks for is done at once.
func (s *Server) Slow(request string, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set(&s.faults.slow, request, d)
}

// Mute does this kind of request, and never answers it.
func (s *Server) Mute(request string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set(&s.faults.mute, request, true)
}

// Stall neither does nor answers these kinds of requests until Heal, as an OBS whose window hangs: the rest goes on.
func (s *Server) Stall(requests ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.lifted == nil {
		s.faults.lifted = make(chan struct{})
	}
	for _, kind := range requests {
		set(&s.faults.stalled, kind, true)
	}
}

// TurnAway closes every client that introduces itself with a code of the protocol, until Heal.
func (s *Server) TurnAway(code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.turned = code
}

// Refuse answers the next so many requests of this kind with a status of the protocol, and does not do them.
func (s *Server) Refuse(request string, code int, comment string, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set(&s.faults.refuse, request, refusal{status{Code: code, Comment: comment}, times})
}

// Newer adds fields that no client knows to every answer, as the next OBS will, and greets each client that hears events
// with an unknown one before it says Identified.
func (s *Server) Newer() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.newer = true
}

// Overtake holds the next program event back until the one after it has gone out.
func (s *Server) Overtake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.overtake = true
}

// Heal ends all faults above.
func (s *Server) Heal() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.lifted != nil {
		close(s.faults.lifted)
	}
	s.faults = faults{}
}

// Freeze stops everything on the wire, as a hung process or a half-open connection does: clients connect, and hear nothing.
func (s *Server) Freeze() { s.gate.set(false) }

// Thaw ends Freeze; what was asked meanwhile is answered late.
func (s *Server) Thaw() { s.gate.set(true) }

// HoldEvents keeps every event back, while requests are answered: OBS sends both by threads of their own.
func (s *Server) HoldEvents() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold.on = true
}

// ReleaseEvents ends HoldEvents: what was kept back goes out now.
func (s *Server) ReleaseEvents() {
	s.mu.Lock()
	defer s.mu.Unlock()
	back := s.hold.back
	s.hold = hold{}
	for _, send := range back {
		send()
	}
}

// Password is what clients must know, empty for none.
func (s *Server) Password() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config.Password
}

// SetPassword changes the password as a person does in OBS's settings: its server begins anew, and every session ends.
func (s *Server) SetPassword(password string) {
	s.mu.Lock()
	s.config.Password = password
	s.mu.Unlock()
	s.CloseSessions(int(websocket.StatusGoingAway), "Server stopping.")
}

// Kick disconnects every client as the button in OBS does: clients must not come back by themselves.
func (s *Server) Kick() { s.CloseSessions(closeKicked, "Your session has been invalidated.") }

// CloseSessions closes every session with a code of the protocol.
func (s *Server) CloseSessions(code int, reason string) {
	for _, x := range s.everySession() {
		s.jobs.Go(func() { x.ws.Close(websocket.StatusCode(code), reason) })
	}
}

func (s *Server) everySession() []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*session
	for x := range s.sessions {
		all = append(all, x)
	}
	return all
}

// Drop closes every connection without a goodbye.
func (s *Server) Drop() { s.cutConns(false) }

// Reset breaks every connection with a TCP reset, as a host that lost its memory of it does.
func (s *Server) Reset() { s.cutConns(true) }

func (s *Server) cutConns(reset bool) {
	s.mu.Lock()
	var all []*conn
	for c := range s.conns {
		all = append(all, c)
	}
	s.mu.Unlock()
	for _, c := range all {
		if tcp, ok := c.Conn.(*net.TCPConn); ok && reset {
			tcp.SetLinger(0)
		}
		c.Close()
	}
}

// Kill ends OBS as a crash does: nothing listens any more, no client hears a goodbye. Restart starts it again.
func (s *Server) Kill() {
	s.stopListening()
	s.Drop()
}

func (s *Server) stopListening() {
	s.mu.Lock()
	server := s.http
	s.http = nil
	s.mu.Unlock()
	if server != nil {
		server.Close()
	}
}

// Exit closes OBS as a person does. OBS 29 first removes all its scenes, then says that it is closing, then closes the
// sessions; OBS 30 and later say nothing of the scenes and are "not ready". It takes a third of a second. Restart starts it
// again, with its scenes.
func (s *Server) Exit() {
	s.mu.Lock()
	scenes := s.studio.scenes
	if older(s.config.Version, "5.3.0") {
		s.studio.scenes = nil
		for _, scene := range scenes {
			s.emit(Scenes, "SceneRemoved", object{"sceneName": scene, "isGroup": false})
		}
		s.emit(Scenes, "SceneListChanged", object{"scenes": s.list()})
	} else {
		s.studio.loading = true
	}
	s.mu.Unlock()
	s.pause(80 * time.Millisecond)
	s.Emit(General, "ExitStarted", nil)
	s.pause(190 * time.Millisecond)
	s.stopListening()
	s.CloseSessions(int(websocket.StatusGoingAway), "Server stopping.")
	s.pause(50 * time.Millisecond)
	s.Drop()
	s.mu.Lock()
	s.studio.scenes, s.studio.loading = scenes, false
	s.mu.Unlock()
}
