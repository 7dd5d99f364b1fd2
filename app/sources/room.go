package sources

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"

	"regie/runsheet"
)

// Reader follows one place on one platform.
type Reader interface {
	// Read follows it until ctx ends or the line to it does, and says why. It calls heard for each message, in order.
	Read(ctx context.Context, heard Heard) error
}

// Heard is what a Reader tells while it reads.
type Heard struct {
	// Live says that the platform has let us in.
	Live func()
	// Message hands over what was written.
	Message func(Message)
	// Spent says how much of a day's allowance is used; readers without one never call it.
	Spent func(Quota)
}

// Quota is what a platform lets one key do in a day.
type Quota struct{ Used, Daily int }

// Stopped is an error that no patience mends: somebody has to change something, and switch the source on again.
type Stopped struct{ Cause error }

func (s *Stopped) Error() string { return s.Cause.Error() }
func (s *Stopped) Unwrap() error { return s.Cause }

// Later is an error that names the time to wait: a quota, a limit.
type Later struct {
	Wait  time.Duration
	Cause error
}

func (l *Later) Error() string { return l.Cause.Error() }
func (l *Later) Unwrap() error { return l.Cause }

// Cause is why a source is not live, for a screen to say in its own language.
type Cause string

// The causes. A source that fails otherwise has CauseOther.
const (
	CauseKey     Cause = "key"     // the key is refused, or may not do this
	CauseQuota   Cause = "quota"   // the day's allowance is used up
	CausePace    Cause = "pace"    // asked too often
	CauseUnknown Cause = "unknown" // the platform knows no such place
	CauseNotLive Cause = "not-live"
	CauseOver    Cause = "over" // the live, or its chat, is over
	CauseSilent  Cause = "silent"
	CauseNetwork Cause = "network"
	CauseOther   Cause = "other"
)

// caused is an error whose cause is known.
type caused struct {
	error
	cause Cause
}

func (c *caused) Unwrap() error { return c.error }

// causeOf finds the cause of what ended a Read.
func causeOf(err error) Cause {
	if c, known := errors.AsType[*caused](err); known {
		return c.cause
	}
	_, network := errors.AsType[net.Error](err)
	if network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, errLine) {
		return CauseNetwork
	}
	return CauseOther
}

// errLine is what a Read has ended with that says nothing.
var errLine = errors.New("the line was closed")

// Light is how a source stands, for a lamp with a word beside it.
type Light string

// The lights. Waiting is between two tries; Halted needs a person.
const (
	Off        Light = "off"
	Connecting Light = "connecting"
	Live       Light = "live"
	Waiting    Light = "waiting"
	Halted     Light = "halted"
)

// Status is a source as a screen shows it.
type Status struct {
	ID       string
	Platform runsheet.Platform
	// Target is the place that is followed: a channel, a video.
	Target string
	// On says that somebody wants it.
	On    bool
	Light Light
	// Cause says why it is not live, "" while it is; Detail says the same in English, and more.
	Cause  Cause
	Detail string
	// Since is when the light came on; Last when the last message was heard, zero before the first; Next when it is tried
	// again while waiting.
	Since, Last, Next time.Time
	// Kept went to the desk; Refused the desk would not have; Dropped were more than could be taken.
	Kept, Refused, Dropped int
	Quota                  Quota
}

// Config is what a Room needs. Put must be there.
type Config struct {
	// Put hands a message to the desk and returns when it is safe. A *runsheet.Refusal with a Retry or NotSaved is tried
	// again; any other refusal is final for that message.
	Put func(context.Context, Message) error
	Log *slog.Logger
}

const (
	firstPause, lastPause = time.Second, time.Minute
	// steady is how long a source must have been live for its next pause to be the first again.
	steady = 30 * time.Second
	// waiting bounds what one source may have on the way to the desk; a flood beyond it is counted and dropped.
	waiting = 500
	// known is how many ids are remembered here, so that the desk is not asked about what a platform tells twice. The desk
	// itself remembers all of them.
	known = 5000
)

// Room runs the sources. Make it with New; it runs nothing before Run.
type Room struct {
	cfg Config

	mu     sync.Mutex
	feeds  []*feed
	ctx    context.Context // nil before Run
	ended  bool
	closed sync.WaitGroup
}

// New makes a Room.
func New(c Config) *Room {
	if c.Put == nil {
		panic("sources: nowhere to put a message")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Room{cfg: c}
}

// feed is one source with what is known of it; the room's mutex guards status and stop.
type feed struct {
	room   *Room
	reader Reader
	status Status
	stop   context.CancelFunc
	done   chan struct{}
	seen   *recent
}

// Run lets the sources that are on run, until ctx ends; when it returns, none is left.
func (r *Room) Run(ctx context.Context) {
	r.mu.Lock()
	r.ctx = ctx
	for _, f := range r.feeds {
		if f.status.On {
			r.begin(f)
		}
	}
	r.mu.Unlock()
	<-ctx.Done()
	r.mu.Lock()
	r.ended = true
	r.mu.Unlock()
	r.closed.Wait()
}

// ErrTarget is what a reader's maker says of a place that cannot be one.
var ErrTarget = errors.New("not a place that can be followed")

// ErrKnown is what Add says to a source that is there already.
var ErrKnown = errors.New("there already")

// mostFeeds bounds how many places are followed at once.
const mostFeeds = 20

// Add takes a source in and switches it on. Its id is "platform:target".
func (r *Room) Add(p runsheet.Platform, target string, reader Reader, on bool) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	id := string(p) + ":" + target
	if r.find(id) != nil {
		return id, fmt.Errorf("add source %s: %w", id, ErrKnown)
	}
	if len(r.feeds) >= mostFeeds {
		return id, fmt.Errorf("add source %s: %d at most", id, mostFeeds)
	}
	f := &feed{
		room: r, reader: reader, seen: newRecent(known),
		status: Status{ID: id, Platform: p, Target: target, Light: Off, Since: time.Now()},
	}
	r.feeds = append(r.feeds, f)
	r.turn(f, on)
	return id, nil
}

// Switch turns a source on or off; off is at once: no message of it is put any more when Switch returns.
func (r *Room) Switch(id string, on bool) bool {
	r.mu.Lock()
	f := r.find(id)
	if f == nil {
		r.mu.Unlock()
		return false
	}
	if on && f.status.Light == Halted {
		r.turn(f, false)
	}
	done := r.turn(f, on)
	r.mu.Unlock()
	if done != nil {
		<-done
	}
	return true
}

// Remove switches a source off and forgets it.
func (r *Room) Remove(id string) bool {
	if !r.Switch(id, false) {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.feeds = slices.DeleteFunc(r.feeds, func(f *feed) bool { return f.status.ID == id })
	return true
}

// Statuses lists the sources in the order in which they were added.
func (r *Room) Statuses() []Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make([]Status, len(r.feeds))
	for i, f := range r.feeds {
		all[i] = f.status
	}
	return all
}

func (r *Room) find(id string) *feed {
	for _, f := range r.feeds {
		if f.status.ID == id {
			return f
		}
	}
	return nil
}

// turn switches a feed; mu is held. The channel, where there is one, is closed when what ran has ended.
func (r *Room) turn(f *feed, on bool) <-chan struct{} {
	if f.status.On == on {
		return nil
	}
	f.status.On = on
	if on {
		f.light(Connecting, nil, time.Time{})
		if r.ctx != nil {
			r.begin(f)
		}
		return nil
	}
	f.light(Off, nil, time.Time{})
	if f.stop == nil {
		return nil
	}
	f.stop()
	f.stop = nil
	return f.done
}

// begin starts a feed; mu is held.
func (r *Room) begin(f *feed) {
	if r.ended {
		return
	}
	before := f.done
	ctx, stop := context.WithCancel(r.ctx)
	f.stop, f.done = stop, make(chan struct{})
	done := f.done
	r.closed.Go(func() {
		defer close(done)
		defer stop()
		if before != nil {
			<-before
		}
		f.run(ctx)
	})
}

// light sets the lamp; mu is held.
func (f *feed) light(l Light, why error, next time.Time) {
	if f.status.Light != l {
		f.status.Since = time.Now()
	}
	f.status.Light, f.status.Cause, f.status.Detail, f.status.Next = l, "", "", next
	if why != nil {
		f.status.Cause, f.status.Detail = causeOf(why), why.Error()
	}
}

// lit sets the lamp of a feed that runs under ctx, unless it was switched off meanwhile.
func (f *feed) lit(ctx context.Context, l Light, why error, next time.Time) {
	f.room.mu.Lock()
	defer f.room.mu.Unlock()
	if ctx.Err() == nil {
		f.light(l, why, next)
	}
}

func (f *feed) count(change func(*Status)) {
	f.room.mu.Lock()
	defer f.room.mu.Unlock()
	change(&f.status)
}

// run reads until ctx ends or the reader says that it is of no use.
func (f *feed) run(ctx context.Context) {
	queue := make(chan Message, waiting)
	var putting sync.WaitGroup
	putting.Go(func() { f.put(ctx, queue) })
	defer putting.Wait()
	for pause := firstPause; ; {
		f.lit(ctx, Connecting, nil, time.Time{})
		var live time.Time
		err := f.read(ctx, Heard{
			Live: func() {
				live = time.Now()
				f.lit(ctx, Live, nil, time.Time{})
			},
			Message: func(m Message) { f.hear(m, queue) },
			Spent:   func(q Quota) { f.count(func(s *Status) { s.Quota = q }) },
		})
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = errLine
		}
		id := f.status.ID
		if stopped, ok := errors.AsType[*Stopped](err); ok {
			f.room.cfg.Log.Warn("source halted", "source", id, "error", stopped)
			f.lit(ctx, Halted, err, time.Time{})
			<-ctx.Done()
			return
		}
		if !live.IsZero() && time.Since(live) >= steady {
			pause = firstPause
		}
		wait := jitter(pause)
		if later, ok := errors.AsType[*Later](err); ok {
			wait = max(wait, later.Wait)
		}
		pause = min(2*pause, lastPause)
		f.room.cfg.Log.Info("source lost", "source", id, "error", err, "again", wait)
		f.lit(ctx, Waiting, err, time.Now().Add(wait))
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// read is the reader's, which reads what strangers send: one that panics has lost its line, and the show goes on.
func (f *feed) read(ctx context.Context, heard Heard) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read: %v", p)
		}
	}()
	return f.reader.Read(ctx, heard)
}

// jitter spreads a pause from half of it to one and a half: many desks that lost a platform must not come back as one.
func jitter(d time.Duration) time.Duration {
	return d/2 + time.Duration(rand.Int64N(int64(d)))
}

func (f *feed) hear(m Message, queue chan<- Message) {
	m.Text = short(m.Text)
	if m.Text == "" || !f.seen.add(m.ID) {
		return
	}
	f.count(func(s *Status) { s.Last = time.Now() })
	select {
	case queue <- m:
	default:
		f.seen.forget(m.ID) // told again later, it may find room
		f.count(func(s *Status) { s.Dropped++ })
	}
}

// put hands over what was heard, one after the other, until ctx ends.
func (f *feed) put(ctx context.Context, queue <-chan Message) {
	for {
		select {
		case <-ctx.Done():
			return
		case m := <-queue:
			err := Put(ctx, f.room.cfg.Put, m)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				f.room.cfg.Log.Info("message refused", "source", f.status.ID, "error", err)
				f.count(func(s *Status) { s.Refused++ })
			default:
				f.count(func(s *Status) { s.Kept++ })
			}
		}
	}
}

// Put hands one message over, and again while the desk says that waiting helps.
func Put(ctx context.Context, put func(context.Context, Message) error, m Message) error {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := put(ctx, m)
		no, refused := errors.AsType[*runsheet.Refusal](err)
		if !refused || no.Reason != runsheet.NotSaved && no.Retry == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(max(jitter(pause), no.Retry)):
		}
	}
}

// recent remembers the last n ids. One goroutine at a time may use it.
type recent struct {
	have map[string]bool
	ring []string
	next int
}

func newRecent(n int) *recent {
	return &recent{have: make(map[string]bool, n), ring: make([]string, n)}
}

// add is false when the id is there already. An empty one is never known.
func (r *recent) add(id string) bool {
	if id == "" {
		return true
	}
	if r.have[id] {
		return false
	}
	delete(r.have, r.ring[r.next])
	r.ring[r.next], r.have[id] = id, true
	r.next = (r.next + 1) % len(r.ring)
	return true
}

func (r *recent) forget(id string) { delete(r.have, id) }
