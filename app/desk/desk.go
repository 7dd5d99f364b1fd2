// Package desk is the one loop of Régie: it decides what a command makes happen, has it written, applies it and tells
// everybody.
//
// All that anyone wants goes in through Do; all that anyone sees comes out of Watch. The desk draws nothing, opens
// nothing and knows neither OBS nor the web: package app hands it a journal, a clock and the hand that OBS is told with.
// Commands are taken in one order, each on its sender's own thread; many that arrive at once are written together.
//
// The show goes on: when the journal is slow or cannot be written, GO still reaches OBS, the entries wait in memory and
// every state says so. Questions are not thanked for until they are written.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"regie/runsheet"
)

// Journal is where entries become durable: Append returns when all of them are on the disk, or none.
type Journal interface {
	Append([]runsheet.Entry) error
}

// Config is what a desk needs from outside.
type Config struct {
	Journal Journal
	// Now is the machine's clock.
	Now func() runsheet.Moment
	// Want is told how OBS ought to look, once for each intention, one after the other. It must not block; nil is a desk
	// without OBS.
	Want func(runsheet.Look)
	// Act is told what entries have done outside, once each, when everybody has been told of them: cues, a move of the
	// stream. It must not block; nil does nothing.
	Act func(runsheet.Order)
	// Cause names what kept Journal from writing, "" for what has no name; nil names nothing.
	Cause func(error) runsheet.DiskCause
	// Resumed says that the state comes from a show file that another run of the program left: the desk then enters that
	// it goes on, and carries the running clocks over.
	Resumed bool
	// Broken is told where it began when the desk ends the program, because what is panicked again elsewhere has lost that; nil
	// tells nobody.
	Broken func(stack []byte)
	Log    *slog.Logger
}

// ErrClosed is what Do returns once the desk has stopped.
var ErrClosed = errors.New("the desk is closed")

const (
	// headStart is how long the disk waits for OBS, when both have been given something to do: a commit beside it keeps the
	// processor from OBS for a quarter of the time that it needs until it begins.
	headStart = 1500 * time.Microsecond
	// patience is how long a command waits for the journal before people and OBS are told; a healthy disk needs a tenth
	// of it.
	patience = 50 * time.Millisecond
	// slow is when people are told that the disk keeps them waiting.
	slow = time.Second
	// tick bounds a wait for the clock while something runs: a timer of Go stands still while the machine is suspended,
	// and what became due in the meantime is due when it wakes.
	tick = time.Second
	// idle bounds it while nothing runs: a clock that is set is noticed, and the desk costs nothing.
	idle = 10 * time.Second
	// stepFrom is the least jump of the wall clock that is told. A network clock that is only disciplined moves by less
	// than a thousandth of the time between two looks.
	stepFrom = 500 * time.Millisecond
	// mediaSlack is by how much the end of a media may move before people are told: it is measured once a second.
	mediaSlack = 500 * time.Millisecond
	// mostUnwritten bounds what waits in memory; beyond it only the show itself goes on.
	mostUnwritten = 5000
	retryFirst    = 250 * time.Millisecond
	retryLast     = 5 * time.Second
)

// Desk is one show's loop. Make it with New, run it with Run.
type Desk struct {
	cfg Config
	// turn holds the loop whenever nobody is at it: a command, the disk's answer and the time each take it, work alone, and put
	// it back. Those who wait are served in the order in which they came, so that a flood cannot keep a GO waiting.
	turn chan *loop
	done chan struct{}

	mu       sync.Mutex
	told     runsheet.State
	watchers map[chan runsheet.State]struct{}
	closed   bool
}

type request struct {
	act   runsheet.Act
	reply chan error
}

// waiter is a request whose command was decided and whose entries are not all written yet.
type waiter struct {
	seq   runsheet.Seq
	goes  bool // the show cannot wait for the disk
	asked bool // it must not be thanked before it is written
	reply chan error
}

// New makes a desk that goes on from a state.
func New(s runsheet.State, cfg Config) *Desk {
	if cfg.Want == nil {
		cfg.Want = func(runsheet.Look) {}
	}
	if cfg.Act == nil {
		cfg.Act = func(runsheet.Order) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s.Signals.Written = s.Seq
	return &Desk{
		cfg: cfg, told: s, watchers: map[chan runsheet.State]struct{}{},
		turn: make(chan *loop, 1), done: make(chan struct{}),
	}
}

// Now reads the desk's clock: the machine's, or that of the rehearsal that everybody was told of last.
func (d *Desk) Now() runsheet.Moment {
	d.mu.Lock()
	run := d.told.Run
	d.mu.Unlock()
	return run.Moment(d.cfg.Now())
}

// State is what everybody has been told last.
func (d *Desk) State() runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told
}

// Do gives the desk a command and returns once what it made happen is written, or a *runsheet.Refusal. What the show
// cannot wait for (GO, jump, back, hold, resume, take again, end) returns when it is done, written or not, if the disk is slow;
// so does everything else once State.Signals.Late tells everybody so. A question is then refused with NotSaved, though
// sending it again under the same id is always safe.
func (d *Desk) Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error {
	r := request{runsheet.Act{By: by, Command: c}, make(chan error, 1)}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case l := <-d.turn:
		d.takes(l, r)
	case <-ctx.Done():
		return ctx.Err()
	case <-d.done:
		return ErrClosed
	}
	select {
	case err := <-r.reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-d.done:
		select {
		case err := <-r.reply:
			return err
		default:
			return ErrClosed
		}
	}
}

// takes decides a command on its sender's thread: the picture need not wait until another one wakes.
func (d *Desk) takes(l *loop, r request) {
	defer func() {
		if p := recover(); p != nil {
			// Nobody may go on from half a decision, and a page's server would swallow this: the next start reads the file.
			stack := debug.Stack()
			if d.cfg.Broken != nil {
				d.cfg.Broken(stack)
			}
			why := fmt.Sprintf("%v\n%s", p, stack)
			go panic(why)
			select {}
		}
	}()
	l.decide(r)
	l.launch()
	l.rest()
}

// Watch sends the present state at once, then every change. A slow reader misses states, never the latest. The channel
// is closed when ctx or the desk ends.
func (d *Desk) Watch(ctx context.Context) <-chan runsheet.State {
	ch := make(chan runsheet.State, 1)
	d.mu.Lock()
	defer d.mu.Unlock()
	ch <- d.told
	if d.closed {
		close(ch)
		return ch
	}
	d.watchers[ch] = struct{}{}
	context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if _, still := d.watchers[ch]; still {
			delete(d.watchers, ch)
			close(ch)
		}
	})
	return ch
}

// Heard notes that OBS gave a sign of life so long ago. It wakes nobody: an age is read when somebody looks.
func (d *Desk) Heard(ago time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told.Signals.OBSHeard = d.told.Run.Moment(d.cfg.Now().Add(-ago))
}

// SpareSees notes the scene on air in the spare OBS. Nobody is woken for it.
func (d *Desk) SpareSees(scene string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.told.Signals.SpareSees = scene
}

// Fares notes how OBS fares. Whoever draws seconds reads it from State; people are woken only where a countdown that they run by
// themselves would end elsewhere, because a media began, was moved or stopped.
func (d *Desk) Fares(h *runsheet.Health) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := d.told.Run.Moment(d.cfg.Now())
	was := d.told.Clock(now)
	d.told.Signals.Health = h
	is := d.told.Clock(now)
	if was.Media != is.Media || (was.Left-is.Left).Abs() > mediaSlack {
		d.spread()
	}
}

// spread sends what everybody is told to all who watch.
func (d *Desk) spread() {
	for ch := range d.watchers {
		select {
		case <-ch: // an unread frame makes room for the latest
		default:
		}
		ch <- d.told
	}
}

// tell makes a state what everybody sees, with the signals as they are now.
func (d *Desk) tell(s runsheet.State, written runsheet.Seq, unwritten int, late string, cause runsheet.DiskCause) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s.Signals = runsheet.Signals{Written: written, Unwritten: unwritten, Late: late, LateFor: cause, OBSHeard: d.told.Signals.OBSHeard, Health: d.told.Signals.Health,
		SpareSees: d.told.Signals.SpareSees}
	d.told = s
	d.spread()
}

// Run works until ctx ends, then writes what is still unwritten if that is possible. It may be called once.
func (d *Desk) Run(ctx context.Context) error {
	told := d.State() // signals may already come in
	l := loop{
		d: d, head: told, told: told, written: told.Seq, turn: told.Look().Turn,
		timer: time.NewTimer(idle), last: make(chan error), retry: retryFirst,
	}
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.closed = true
		close(d.done)
		for ch := range d.watchers {
			delete(d.watchers, ch)
			close(ch)
		}
	}()
	if d.cfg.Resumed {
		l.resume()
	}
	return l.run(ctx)
}

// loop is what only who has the turn touches.
type loop struct {
	d *Desk
	// head is the state after every decided entry, told the one that people have seen. The first entry that they have not
	// seen was decided at unseen.
	head, told runsheet.State
	unseen     time.Time
	// pending entries are decided and not on their way; flying ones are being written since flown, and end in the state
	// landing.
	pending, flying []runsheet.Entry
	queued, flown   time.Time // queued is when the first of pending was decided
	landing         runsheet.State
	timer           *time.Timer // wakes run
	last            chan error  // the disk's answer at the end, when nobody gets the turn any more
	written         runsheet.Seq
	waiting         []waiter
	late            string
	cause           runsheet.DiskCause
	retry           time.Duration
	retryAt         time.Time
	turn            int64
	ahead           time.Time        // until then OBS has the machine
	orders          []runsheet.Order // given by entries that people have not seen yet
	seen            runsheet.Moment  // the last look at the clock
}

// run does what time makes happen, and takes the turn for good at the end.
func (l *loop) run(ctx context.Context) error {
	defer l.timer.Stop()
	l.rest()
	for {
		select {
		case <-ctx.Done():
		case <-l.timer.C:
		}
		<-l.d.turn
		if ctx.Err() != nil {
			return l.close()
		}
		l.impatient()
		l.rest()
	}
}

// rest ends a turn: nothing is left to do before something comes in or the timer wakes run.
func (l *loop) rest() {
	l.due()
	l.launch()
	l.timer.Reset(l.sleep())
	l.d.turn <- l
}

// now is the clock of what is decided next.
func (l *loop) now() runsheet.Moment { return l.head.Run.Moment(l.d.cfg.Now()) }

// resume enters that the desk goes on where another run of it left.
func (l *loop) resume() {
	now, last := l.now(), l.head.AsOf()
	l.seen = l.head.Run.Real(last)
	l.enter(now, runsheet.Actor{Role: runsheet.DeskRole}, []runsheet.Fact{
		runsheet.Resumed{Gap: max(now.Since(last), 0), Estimated: now.Boot != last.Boot},
	})
}

// decide takes one command as far as its entries.
func (l *loop) decide(r request) {
	r.act.At = l.now()
	_, asked := r.act.Command.(runsheet.Ask)
	if refused := l.full(r.act.Command, asked); refused != nil {
		r.reply <- refused
		return
	}
	facts, err := runsheet.Decide(l.head, r.act)
	if err != nil {
		r.reply <- err
		return
	}
	l.enter(r.act.At, r.act.By, facts)
	// Nothing new to write still waits for what was written before it: a repeated question is thanked for no sooner
	// than the first.
	if l.late != "" {
		l.show(l.head)
	}
	// Whoever gets an answer finds what he did in the state that everybody sees.
	if l.head.Seq <= l.written || (l.late != "" && !asked) {
		r.reply <- nil
	} else {
		l.waiting = append(l.waiting, waiter{l.head.Seq, goes(r.act.Command), asked, r.reply})
	}
}

// full refuses what must not be promised, or not be kept in memory, while the disk fails.
func (l *loop) full(c runsheet.Command, asked bool) error {
	if l.late == "" {
		return nil
	}
	if asked {
		return &runsheet.Refusal{Reason: runsheet.NotSaved, Detail: l.late, Retry: l.retry}
	}
	if len(l.pending)+len(l.flying) < mostUnwritten {
		return nil
	}
	if goes(c) {
		return nil
	}
	return &runsheet.Refusal{Reason: runsheet.NotSaved, Detail: "too much waits to be written: " + l.late, Retry: l.retry}
}

func (l *loop) enter(at runsheet.Moment, by runsheet.Actor, facts []runsheet.Fact) {
	if len(facts) > 0 && l.head.Seq == l.told.Seq {
		l.unseen = time.Now()
	}
	if len(facts) > 0 && len(l.pending) == 0 {
		l.queued = time.Now()
	}
	for _, f := range facts {
		e := runsheet.Entry{Seq: l.head.Seq + 1, At: at, By: by, Fact: f}
		before := l.head
		l.head = runsheet.Apply(l.head, e)
		l.orders = append(l.orders, runsheet.Orders(before, l.head)...)
		l.pending = append(l.pending, e)
	}
	l.want()
}

// want tells OBS of a new intention as soon as it is decided, while the disk writes it: the disk's milliseconds would be
// the picture's. What is lost when the machine dies in between is a scene that OBS shows and the file does not know, which
// is said at the next start like any other hand's. Orders wait for the disk: done twice, they would not be the same.
func (l *loop) want() {
	if look := l.head.Look(); look.Turn != l.turn {
		l.turn = look.Turn
		l.d.cfg.Want(look)
		l.ahead = time.Now().Add(headStart)
	}
}

// due enters what time alone makes happen.
func (l *loop) due() {
	now := l.now()
	real := l.d.cfg.Now()
	if by := stepped(l.seen, real); by.Abs() >= stepFrom && l.head.Seq > 0 {
		l.d.cfg.Log.Warn("the machine's clock was set", "by", by)
		l.enter(now, runsheet.Actor{Role: runsheet.DeskRole}, []runsheet.Fact{runsheet.ClockStepped{By: by}})
	}
	l.seen = real
	if facts, _ := l.head.Due(now); len(facts) > 0 {
		l.enter(now, runsheet.Actor{Role: runsheet.DeskRole}, facts)
	}
}

// stepped is by how much the wall clock was set between two looks: what it went on by, beside what really passed. Across
// a start of the machine nobody can tell.
func stepped(from, to runsheet.Moment) time.Duration {
	if from.IsZero() || from.Boot != to.Boot {
		return 0
	}
	return to.Wall.Sub(from.Wall) - (to.Steady - from.Steady)
}

// launch sends the pending entries to the disk, one group at a time.
func (l *loop) launch() {
	if now := time.Now(); len(l.flying) > 0 || len(l.pending) == 0 || now.Before(l.retryAt) || now.Before(l.ahead) {
		return
	}
	l.flying, l.pending = l.pending, nil
	l.flown, l.landing = time.Now(), l.head
	go func(entries []runsheet.Entry) {
		err := l.d.cfg.Journal.Append(entries)
		select {
		case <-l.d.turn:
			l.landed(err)
			l.rest()
		case l.last <- err:
		}
	}(l.flying)
}

// sleep is how long the loop may wait for anything but a command or the disk.
func (l *loop) sleep() time.Duration {
	_, wait := l.head.Due(l.now())
	wait = l.head.Run.Lasts(wait)
	if l.head.Counts() {
		wait = min(wait, tick)
	} else {
		wait = min(wait, idle)
	}
	if l.head.Seq > l.told.Seq {
		wait = min(wait, patience-time.Since(l.unseen))
	}
	switch {
	case len(l.flying) > 0 && l.late == "":
		wait = min(wait, slow-time.Since(l.flown))
	case len(l.flying) == 0 && len(l.pending) > 0:
		wait = min(wait, max(time.Until(l.retryAt), time.Until(l.ahead)))
	}
	return max(wait, time.Millisecond)
}

// landed takes the disk's answer.
func (l *loop) landed(err error) {
	entries := l.flying
	l.flying = nil
	if err != nil {
		l.failed(entries, err)
		return
	}
	l.written = entries[len(entries)-1].Seq
	if l.late != "" && len(l.pending) == 0 {
		l.d.cfg.Log.Info("journal written again", "seq", l.written)
		l.late, l.cause = "", ""
	}
	l.retry, l.retryAt = retryFirst, time.Time{}
	// People are told of nothing that is not written, unless the disk has already kept them waiting.
	l.show(l.landing)
	l.unseen = l.queued
	kept := l.waiting[:0]
	for _, w := range l.waiting {
		if w.seq <= l.written {
			w.reply <- nil
		} else {
			kept = append(kept, w)
		}
	}
	l.waiting = kept
}

func (l *loop) failed(entries []runsheet.Entry, err error) {
	if l.late == "" {
		l.d.cfg.Log.Error("journal cannot be written", "error", err)
	}
	l.late, l.cause = err.Error(), ""
	if name := l.d.cfg.Cause; name != nil {
		l.cause = name(err)
	}
	l.pending = append(entries, l.pending...)
	l.retryAt = time.Now().Add(l.retry)
	l.retry = min(2*l.retry, retryLast)
	l.show(l.head)
	for _, w := range l.waiting {
		if w.asked {
			w.reply <- &runsheet.Refusal{Reason: runsheet.NotSaved, Detail: l.late, Retry: l.retry}
		} else {
			w.reply <- nil
		}
	}
	l.waiting = nil
}

// impatient lets the show go on when the disk takes too long: for any one command, or for everybody.
func (l *loop) impatient() {
	news := l.head.Seq > l.told.Seq && time.Since(l.unseen) >= patience
	if since := time.Since(l.flown); len(l.flying) > 0 && since >= slow && l.late == "" {
		l.late = fmt.Sprintf("the disk has not answered for %v", since.Round(100*time.Millisecond))
		l.cause = runsheet.DiskSlow
		l.d.cfg.Log.Warn("journal is slow", "waiting", len(l.flying)+len(l.pending))
		news = true
	}
	if !news {
		return
	}
	l.show(l.head)
	kept := l.waiting[:0]
	for _, w := range l.waiting {
		// The show does not wait. Everything else does, until every screen says that the disk is late; questions do to the end.
		if w.goes || !w.asked && l.late != "" {
			w.reply <- nil
		} else {
			kept = append(kept, w)
		}
	}
	l.waiting = kept
}

// goes says whether a command is one that the show cannot wait for.
func goes(c runsheet.Command) bool {
	switch c.(type) {
	case runsheet.Go, runsheet.Jump, runsheet.Back, runsheet.Hold, runsheet.Resume, runsheet.TakeAgain, runsheet.End, runsheet.TakeScene, runsheet.FireCue, runsheet.MoveStream:
		return true
	}
	return false
}

// show tells a state to everybody, and has done outside what its entries ordered.
func (l *loop) show(s runsheet.State) {
	if s.Seq < l.told.Seq {
		s = l.told
	}
	l.told = s
	for len(l.orders) > 0 && l.orders[0].Entry <= s.Seq {
		l.d.cfg.Act(l.orders[0])
		l.orders = l.orders[1:]
	}
	l.d.tell(s, l.written, len(l.flying)+len(l.pending), l.late, l.cause)
}

// close writes what is left, once, and lets everybody go.
func (l *loop) close() error {
	var err error
	if len(l.flying) > 0 {
		l.landed(<-l.last)
	}
	if len(l.pending) > 0 {
		l.flying, l.pending, l.landing = l.pending, nil, l.head
		if err = l.d.cfg.Journal.Append(l.flying); err != nil {
			err = fmt.Errorf("close desk: %d entries are lost: %w", len(l.flying), err)
			for _, w := range l.waiting {
				w.reply <- err
			}
			return err
		}
		l.landed(nil)
	}
	return nil
}
