package obs

import (
	"context"
	"crypto/x509"
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
	roots  *x509.CertPool
	wake   chan struct{} // one deep: the inbox below has something
	ran    atomic.Bool

	lanes   lanes
	stopped chan struct{} // closed when Run is over
	shutter chan struct{} // one deep: held while a picture is taken

	mu      sync.Mutex
	mirror  Mirror
	target  target
	moved   bool          // target was set since the loop last looked
	wishes  []wish        // not yet seen by the loop, oldest first
	errands []func(*loop) // likewise
	live    *session      // the loop's, for those who do things in OBS; nil unless ready
	busy    error         // why nothing may be done although there is a session
	short   *session      // the loop rests and expects no scene: the next take need not wait until it wakes
}

// wish is a Look on its way to the loop. One that has gone to OBS already has a letter, sent in a session.
type wish struct {
	Look
	sent    time.Time
	session *session
	letter  letter
}

// New makes a driver that does nothing until Run.
func New(c Config) *Driver {
	d := &Driver{
		onNews: c.OnNews,
		log:    c.Log,
		pace:   c.pace.orDefaults(),
		roots:  c.roots,
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

// want sends a take itself when the loop has nothing else on its mind: to wake the loop, and a goroutine after it, costs a
// fifth of what OBS needs to begin. The loop hears of the wish before it hears of anything that comes of it.
func (d *Driver) want(look Look) {
	w := wish{Look: look}
	d.mu.Lock()
	d.mirror.Wanted = look.Scene
	if s := d.short; s != nil && look.Scene != d.mirror.Scene && s.commands.clear() {
		if letter, err := s.commands.letter(takeOf(look.Scene)); err == nil {
			w.session, w.letter, w.sent = s, letter, time.Now()
			d.short = nil
		}
	}
	d.wishes = append(d.wishes, w)
	d.mu.Unlock()
	if w.session != nil {
		w.letter.send()
	}
	d.nudge()
}

// SetTarget leaves the present OBS for this one. With the same values it connects anew, whatever had ended the link.
func (d *Driver) SetTarget(address, password string) {
	d.mu.Lock()
	d.target = target{address, password}
	d.moved, d.short = true, nil
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

// inbox takes what Want, SetTarget and errand left. From then on the loop has something on its mind.
func (d *Driver) inbox() (wishes []wish, errands []func(*loop), moved bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.short = nil
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

// noteMode, noteCollection and noteProfile keep when each was seen to change; what is read for the first time has not changed.
func (m *Mirror) noteMode(on bool, at time.Time) {
	if on != m.StudioMode && m.Version != "" {
		m.StudioAt = at
	}
	m.StudioMode = on
}

func (m *Mirror) noteCollection(name string, at time.Time) {
	if name != m.Collection && m.Collection != "" {
		m.LoadedAt = at
	}
	m.Collection = name
}

func (m *Mirror) noteProfile(name string, at time.Time) {
	if name != m.Profile && m.Profile != "" {
		m.ProfileAt = at
	}
	m.Profile = name
}

// show copies a read into the mirror.
func (m *Mirror) show(s *session, p picture, at time.Time) {
	m.Heard = at
	m.noteMode(p.studio, at)
	m.noteCollection(s.collection, at)
	m.noteProfile(s.profile, at)
	m.Scene, m.Scenes, m.Preview = p.scene, p.scenes, p.preview
	m.Version, m.Protocol, m.Platform = s.version, s.commands.protocol, s.platform
}
