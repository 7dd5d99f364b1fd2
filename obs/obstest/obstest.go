// Package obstest is a small OBS that draws next to nothing: a real obs-websocket 5 server with scenes, transitions, studio
// mode, inputs, media that end, a stream and a recording. Tests, rehearsals and the demo use it in place of an OBS Studio.
//
// It keeps to what OBS 29 was seen to do, also where that surprises: reads name the new scene as soon as a transition
// begins, while the event comes when it has ended; a scene taken again without a transition makes no event, unless the sound
// of its last transition goes on: then it begins one that never ends, as one that is interrupted does; a closing OBS first removes all its scenes. Faults, on demand, are in faults.go.
//
// It never touches a real OBS, keeps nothing on disk and has no client in it.
package obstest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// frame is how long a cut takes to be seen, at 30 frames a second and half a frame early.
const frame = 20 * time.Millisecond

// sound is by how much a transition's sound outlasts its picture; on a machine that was busy once it is up to a second.
const sound = 100 * time.Millisecond

// memory is how many requests the server remembers.
const memory = 1000

// Config is what the server starts with.
type Config struct {
	Addr     string        // where to listen; empty for a free port on this machine
	Password string        // empty: clients need none
	Scenes   []string      // top to bottom, the first is on air; empty for Attente, Plateau, Invité
	Fade     time.Duration // how long a transition lasts; 0 for the transition Cut
	Inputs   []Input       // in the scenes that they name
	Version  string        // of obs-websocket; empty for 5.1.0
	Workers  int           // requests done at the same time, as OBS does one for each processor; 0 for any number
}

// Request is one request that a client made.
type Request struct {
	At   time.Time
	Type string
	Data json.RawMessage
}

// Server is a running OBS. All methods may be called from any goroutine.
type Server struct {
	config  Config
	addr    string // stays the same after Restart
	gate    *gate
	workers chan struct{}   // nil for any number
	jobs    sync.WaitGroup  // everything that this server has started
	life    context.Context // ends with Close
	end     context.CancelFunc

	mu       sync.Mutex
	http     *http.Server // nil while OBS is down
	conns    map[*conn]struct{}
	sessions map[*session]struct{}
	requests []Request
	studio   studio
	outputs  outputs
	faults   faults
	hold     hold
}

// Start starts a server. Close ends it.
func Start(c Config) (*Server, error) {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:0"
	}
	if len(c.Scenes) == 0 {
		c.Scenes = []string{"Attente", "Plateau", "Invité"}
	}
	if c.Version == "" {
		c.Version = "5.1.0"
	}
	s := &Server{
		config:   c,
		addr:     c.Addr,
		gate:     newGate(),
		conns:    map[*conn]struct{}{},
		sessions: map[*session]struct{}{},
		studio: studio{
			scenes: slices.Clone(c.Scenes), chosen: c.Scenes[0], shown: c.Scenes[0], preview: c.Scenes[0],
			transition: cut, duration: 300 * time.Millisecond, collection: "Sans titre", profileName: "Sans titre", profile: map[string]string{},
		},
		outputs: newOutputs(),
	}
	s.studio.furnish(c.Inputs)
	if c.Fade > 0 {
		s.studio.transition, s.studio.duration = fade, c.Fade
	}
	if c.Workers > 0 {
		s.workers = make(chan struct{}, c.Workers)
	}
	s.life, s.end = context.WithCancel(context.Background())
	if err := s.Restart(); err != nil {
		s.end()
		return nil, err
	}
	return s, nil
}

// Restart starts an OBS that Kill or Exit had ended, on the same address.
func (s *Server) Restart() error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("start simulated OBS: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.http != nil || s.life.Err() != nil {
		listener.Close()
		return errors.New("start simulated OBS: it runs, or was closed for good")
	}
	for _, o := range []*output{&s.outputs.stream, &s.outputs.record, &s.outputs.camera, &s.outputs.replay} {
		*o = output{journey: o.journey + 1} // nothing goes out of an OBS that has just begun
	}
	s.addr = listener.Addr().String()
	server := &http.Server{
		Handler: http.HandlerFunc(s.serve),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connKey{}, c)
		},
	}
	s.http = server
	s.jobs.Go(func() { server.Serve(gatedListener{listener, s}) })
	return nil
}

// Addr is host:port, also while the server is down.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addr
}

// URL is the address as ws://host:port.
func (s *Server) URL() string { return "ws://" + s.Addr() }

// Close ends the server for good and returns when nothing of it runs any more.
func (s *Server) Close() {
	s.mu.Lock()
	s.end()
	s.mu.Unlock()
	s.Kill()
	s.jobs.Wait()
}

// Sessions is how many clients have identified themselves.
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for x := range s.sessions {
		if x.identified {
			n++
		}
	}
	return n
}

// Requests gives the latest requests, oldest first, at most a thousand. With kinds, only those.
func (s *Server) Requests(kinds ...string) []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Request
	for _, r := range s.requests {
		if len(kinds) == 0 || slices.Contains(kinds, r.Type) {
			found = append(found, r)
		}
	}
	return found
}

func (s *Server) remember(r request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.requests) == memory {
		s.requests = slices.Delete(s.requests, 0, memory/2)
	}
	s.requests = append(s.requests, Request{time.Now(), r.Type, r.Data})
}

// pause waits, unless the server ends first.
func (s *Server) pause(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.life.Done():
	}
}

// later runs f under the lock after a while, unless the server ends first.
func (s *Server) later(d time.Duration, f func()) { s.laterOr(d, nil, f) }

// laterOr runs f when or is closed, too.
func (s *Server) laterOr(d time.Duration, or <-chan struct{}, f func()) {
	s.jobs.Go(func() {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-or:
		case <-s.life.Done():
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.life.Err() == nil {
			f()
		}
	})
}
