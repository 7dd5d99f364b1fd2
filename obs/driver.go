package obs

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Driver keeps one OBS. New makes it, Run makes it live; the other methods may be called from anywhere, at any time,
// and never wait.
type Driver struct {
	onNews func(News)
	log    *slog.Logger
	pace   pace
	wake   chan struct{} // one deep: the inbox below has something
	ran    atomic.Bool

	lanes   lanes
	stopped chan struct{} // closed when Run is over
	shutter chan struct{} // one deep: held while a picture is taken

	mu      sync.Mutex
	mirror  Mirror
	target  target
	moved   bool          // target was set since the loop last looked
	wishes  []Look        // not yet seen by the loop, oldest first
	errands []func(*loop) // likewise
	live    *session      // the loop's, for those who do things in OBS; nil unless ready
	busy    error         // why nothing may be done although there is a session
}

// New makes a driver that does nothing until Run.
func New(c Config) *Driver {
	d := &Driver{
		onNews: c.OnNews,
		log:    c.Log,
		pace:   c.pace.orDefaults(),
		wake:   make(chan struct{}, 1),

		stopped: make(chan struct{}),
		shutter: make(chan struct{}, 1),

		target: target{c.Address, c.Password},
		mirror: Mirror{Link: LinkOff, Since: time.Now(), Address: c.Address},
	}
	if d.onNews == nil {
		d.onNews = func(News) {}
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	return d
}

// Run keeps the link up until ctx ends, then closes everything it opened and returns ctx's cause. A driver runs once.
func (d *Driver) Run(ctx context.Context) error {
	if d.ran.Swap(true) {
		panic("obs: Driver.Run called twice")
	}
	defer close(d.stopped)
	newLoop(ctx, d).run()
	return context.Cause(ctx)
}

// Want says how OBS ought to look, once: it is done now, or it comes to nothing and is told as Refused. It is never
// kept for later. When several come at once, the latest wins.
func (d *Driver) Want(look Look) {
	if look.Scene == "" {
		return
	}
	d.want(look)
}

func (d *Driver) want(look Look) {
	d.mu.Lock()
	d.mirror.Wanted = look.Scene
	d.wishes = append(d.wishes, look)
	d.mu.Unlock()
	d.nudge()
}

// SetTarget leaves the present OBS for this one. With the same values it connects anew, whatever had ended the link.
func (d *Driver) SetTarget(address, password string) {
	d.mu.Lock()
	d.target = target{address, password}
	d.moved = true
	d.mu.Unlock()
	d.nudge()
}

// Mirror gives a copy of what the driver last saw.
func (d *Driver) Mirror() Mirror {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := d.mirror
	m.Scenes = slices.Clone(m.Scenes)
	return m
}

func (d *Driver) nudge() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// inbox takes what Want, SetTarget and errand left.
func (d *Driver) inbox() (wishes []Look, errands []func(*loop), moved bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	wishes, errands, moved = d.wishes, d.errands, d.moved
	d.wishes, d.errands, d.moved = nil, nil, false
	return wishes, errands, moved
}

// errand runs do on the loop, soon; never when Run is over.
func (d *Driver) errand(do func(*loop)) {
	d.mu.Lock()
	d.errands = append(d.errands, do)
	d.mu.Unlock()
	d.nudge()
}

// present is the session, if anything may be done with it.
func (d *Driver) present() (*session, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.live == nil:
		return nil, ErrNotConnected
	case d.busy != nil:
		return nil, d.busy
	}
	return d.live, nil
}

// update changes the mirror; only the loop calls it.
func (d *Driver) update(change func(*Mirror)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change(&d.mirror)
}

// Probe connects to an OBS once, reads it and leaves: for the check before a show. It returns within some seconds; its
// error wraps ErrNoOBS, ErrNotOBS, ErrPassword, ErrProtocol, ErrSilent, ErrLost or ErrAddress.
func Probe(ctx context.Context, address, password string) (Mirror, error) {
	s, first, err := open(ctx, target{address, password}, pace{}.orDefaults())
	if err != nil {
		return Mirror{}, err
	}
	defer s.close()
	now := time.Now()
	m := Mirror{Link: LinkReady, Since: now, Address: address}
	m.show(s, first, now)
	return m, nil
}

// show copies a read into the mirror.
func (m *Mirror) show(s *session, p picture, at time.Time) {
	m.Heard = at
	m.Scene, m.Scenes, m.StudioMode, m.Preview = p.scene, p.scenes, p.studio, p.preview
	m.Version, m.Protocol, m.Platform = s.version, s.commands.protocol, s.platform
}
