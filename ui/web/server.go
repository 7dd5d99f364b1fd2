package web

import (
	"context"
	"errors"
	"io/fs"
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
	// Keys open the roles; a role without a key is closed. Ring, where there is one, takes their place: its keys may be
	// added and revoked while the server runs.
	Keys Keys
	Ring *Keyring
	// Show tells this show's cookies from those of another desk on the same computer; letters and digits.
	Show string
	// Secret signs the names of devices, so that they outlive a restart; a new one is made when it is empty.
	Secret string
	// Ingest takes messages from other programs; nil means that none come in here.
	Ingest Ingest
	// Manager makes links and switches sources; nil means that this is not done here.
	Manager Manager
	// Themes holds style sheets for the overlay, NAME.css; nil for none.
	Themes fs.FS
	// Audit is told what the staff's keys were used for, and which keys were wrong; it must not block. Nil hears nothing.
	Audit func(Access)
	// Load reads a run sheet file, and says its problems in a language; nil means that loading is not offered here.
	Load func(name string, data []byte, l assets.Lang) (runsheet.Load, []Problem, error)
	// Check looks at everything before the show and reports it to the desk; nil means that this is not done here.
	Check func(context.Context) error
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
	ring    *Keyring
	show    string
	audit   *audit
	themes  fs.FS
	manager Manager
	ingest  Ingest
	ingests *pace
	load    func(name string, data []byte, l assets.Lang) (runsheet.Load, []Problem, error)
	check   func(context.Context) error
	lang    assets.Lang
	log     *slog.Logger
	devices signer
	hub     *hub
	open    openList
	// connected are the staff's pages, one by one.
	connected *connected
	// sockets has a place for each WebSocket.
	sockets chan struct{}
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
	if c.Ring == nil {
		c.Ring = c.Keys.Ring()
	}
	if c.Secret == "" {
		c.Secret = random(33)
	}
	var s *Server
	s = &Server{
		desk: c.Desk, ring: c.Ring, show: c.Show, audit: newAudit(c.Audit), themes: c.Themes, manager: c.Manager, ingest: c.Ingest, ingests: newPace(time.Second/50, 500), load: c.Load, check: c.Check, lang: c.Lang, log: c.Log,
		hub:       newHub(c.Desk, func(d runsheet.DeviceID) string { return s.devices.who(d) }),
		connected: newConnected(),
		sockets:   make(chan struct{}, mostSockets),
		mark:      random(6),
		watching:  map[runsheet.Role]int{},
		asks:      newPace(time.Second/20, 200),
		enters:    newPace(time.Second/10, 1000),
	}
	s.devices = newSigner(c.Secret, s.cookie("device"), s.cookie("person"))
	s.handler = s.guard(s.routes(), hostList(c.Hosts))
	return s
}

func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/state", s.as(s.getState))
	mux.HandleFunc("GET /api/watch", s.as(s.getWatch))
	mux.HandleFunc("GET /api/socket", s.as(s.getSocket))
	mux.HandleFunc("GET /api/questions/mine", s.as(s.getMine))
	mux.HandleFunc("GET /api/questions/open", s.as(s.getOpen))
	mux.HandleFunc("POST /api/do/{command}", s.as(s.postDo))
	mux.HandleFunc("POST /api/load", s.as(s.postLoad))
	mux.HandleFunc("POST /api/enter", s.postEnter)
	mux.HandleFunc("GET /api/live", s.anybody(s.getState))
	mux.HandleFunc("GET /api/live/watch", s.anybody(s.getWatch))
	mux.HandleFunc("GET /api/me", s.getMe)
	mux.HandleFunc("GET /api/words", s.getWords)
	mux.HandleFunc("GET /api/checks", s.as(s.getChecks))
	mux.HandleFunc("POST /api/checks", s.as(s.postChecks))
	mux.HandleFunc("GET /api/pages", s.as(s.getPages))
	mux.HandleFunc("POST /api/pages/{id}/{what}", s.as(s.postPage))
	mux.HandleFunc("POST /api/ingest", s.postIngest)
	mux.HandleFunc("OPTIONS /api/ingest", s.optionsIngest)
	mux.HandleFunc("GET /api/links", s.managed(s.getLinks))
	mux.HandleFunc("POST /api/links", s.managed(s.postLink))
	mux.HandleFunc("POST /api/links/{id}/revoke", s.managed(s.postRevoke))
	mux.HandleFunc("POST /api/people/{id}/revoke", s.managed(s.postRevokePerson))
	mux.HandleFunc("GET /api/sources", s.managed(s.getSources))
	mux.HandleFunc("POST /api/sources", s.managed(s.postSource))
	mux.HandleFunc("GET /api/privacy", s.getPrivacy)
	mux.HandleFunc("GET /overlay/theme/{file}", s.getTheme)
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
	var sockets sync.WaitGroup
	ctx = withSockets(ctx, &sockets)
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
	sockets.Wait()
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
	if (role == runsheet.Audience || role == public) && s.watching[runsheet.Audience]+s.watching[public] >= maxAudience {
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
