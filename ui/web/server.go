package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// Desk is the one thing that this package asks of the program.
type Desk interface {
	// Do returns once the command is written; a command that was not done is a *runsheet.Refusal.
	Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error
	// Watch gives the present first. A slow reader misses frames, but never the latest. The channel ends with ctx.
	Watch(ctx context.Context) <-chan runsheet.State
	State() runsheet.State
	Now() runsheet.Moment
}

// Problem is one thing about a run sheet's row that a person should know. Row is counted from 1 as the file's own
// program shows it; 0 is the whole file.
type Problem struct {
	Sheet    string `json:"sheet,omitempty"`
	Row      int    `json:"row,omitempty"`
	Column   string `json:"column,omitempty"`
	Severity string `json:"severity"`
	Read     string `json:"read,omitempty"`
	Message  string `json:"message"`
}

// Config is what a Server needs. Desk and Keys must be there.
type Config struct {
	Desk Desk
	// Keys open the roles; a role without a key is closed.
	Keys Keys
	// Load reads a run sheet file, and says its problems in a language; nil means that loading is not offered here.
	Load func(name string, data []byte, l assets.Lang) (runsheet.Load, []Problem, error)
	// Hosts are further names by which this server may be called.
	Hosts []string
	// Lang is for readers whose browser asks for no language that we have; English when empty.
	Lang assets.Lang
	// Log gets what went wrong; nil drops it.
	Log *slog.Logger
}

// Server is the desk over HTTP. It may serve any number of listeners.
type Server struct {
	desk    Desk
	keys    Keys
	load    func(name string, data []byte, l assets.Lang) (runsheet.Load, []Problem, error)
	lang    assets.Lang
	log     *slog.Logger
	devices signer
	hub     *hub
	// mark tells this server's event ids from those of one that had another show file.
	mark    string
	handler http.Handler
	// asks and enters count, by address, the questions that come in and the devices that are named.
	asks, enters *pace

	mu       sync.Mutex
	watching map[runsheet.Role]int
}

// New makes a Server; it starts nothing. A Config without a desk is a programmer's mistake.
func New(c Config) *Server {
	if c.Desk == nil {
		panic("web: no desk")
	}
	if c.Lang == "" {
		c.Lang = assets.English
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		desk: c.Desk, keys: c.Keys, load: c.Load, lang: c.Lang, log: c.Log,
		devices:  newSigner(c.Keys),
		hub:      newHub(c.Desk),
		mark:     random(6),
		watching: map[runsheet.Role]int{},
		asks:     newPace(time.Second/20, 200),
		enters:   newPace(time.Second/10, 1000),
	}
	s.handler = s.guard(s.routes(), hostList(c.Hosts))
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/state", s.as(s.getState))
	mux.HandleFunc("GET /api/watch", s.as(s.getWatch))
	mux.HandleFunc("GET /api/questions/mine", s.as(s.getMine))
	mux.HandleFunc("POST /api/do/{command}", s.as(s.postDo))
	mux.HandleFunc("POST /api/load", s.as(s.postLoad))
	mux.HandleFunc("POST /api/enter", s.postEnter)
	mux.HandleFunc("/api/", s.notFound)
	s.routePages(mux)
	return mux
}

// Handler is everything behind its guards, for a server of the caller's own.
func (s *Server) Handler() http.Handler { return s.handler }

const (
	headerTime  = 10 * time.Second
	headerBytes = 8 << 10
	idleTime    = 2 * time.Minute
	// leaveTime is what running requests get when the server closes; watchers are let go before it begins.
	leaveTime = 2 * time.Second
)

// Serve answers on l until ctx ends or l fails, and closes l. It may run for several listeners at once. When it returns,
// none of its goroutines is left. An end by ctx is no error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Requests hang on ctx, so that the endless ones end with it.
	server := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		<-ctx.Done()
		leave, done := context.WithTimeout(context.WithoutCancel(ctx), leaveTime)
		defer done()
		if server.Shutdown(leave) != nil {
			server.Close()
		}
	}()
	err := server.Serve(l)
	cancel()
	<-closed
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Watching counts the pages that are connected now, by role.
func (s *Server) Watching() map[runsheet.Role]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := make(map[runsheet.Role]int, len(s.watching))
	for role, n := range s.watching {
		if n > 0 {
			counts[role] = n
		}
	}
	return counts
}

// maxAudience bounds the memory that an audience can take (some 25 KiB a page); staff are always let in.
const maxAudience = 10_000

// arrive counts a watcher in, unless the house is full; leave counts it out.
func (s *Server) arrive(role runsheet.Role) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if role == runsheet.Audience && s.watching[role] >= maxAudience {
		return false
	}
	s.watching[role]++
	return true
}

func (s *Server) leave(role runsheet.Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watching[role]--
}
