package obs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/andreykaipov/goobs/api/events"
	"github.com/andreykaipov/goobs/api/requests/transitions"
)

// loop is a running driver: one goroutine that owns everything below. What takes time is done aside and comes back as
// a function to run here.
type loop struct {
	*Driver
	ctx    context.Context
	back   chan func()
	asides sync.WaitGroup

	// The link.
	session  *session // nil unless ready
	attempt  int      // since the last steady link
	journey  int      // counts connections tried, so that a late arrival is known
	stopDial context.CancelFunc
	readyAt  time.Time
	retry    *time.Timer
	pulse    *time.Timer // next read of OBS's health

	// Reading: marks counts the reasons to look. A read that began before the latest mark is old, and done again.
	marks     int
	adopted   int // the mark of the last picture believed
	looking   bool
	unready   time.Time // since when OBS answers "not ready"; zero when it does not
	stormy    time.Time // since when scenes come and go; zero when they rest
	reread    *time.Timer
	handAt    time.Time // when an unasked change of scene was first heard; zero when it is told
	handTo    string    // what that event called the scene
	doubted   string    // the scene of the last picture, when no event had announced it
	doubtTill time.Time // until then it is not believed
	stocking  bool      // the inventory is being read
	shelving  bool      // it soon will be
	stocked   int       // reasons to read it that were met by the last read
	stocks    int       // reasons to read it, so far
	shelves   *time.Timer
	changing  bool // OBS changes its scene collection: hands off
	closing   bool // OBS said that it is closing

	// Health.
	last   reading              // the zero reading after a gap
	outs   int                  // events of outputs heard
	begun  map[string]time.Time // when a media last started
	ledger guard

	// Taking. One take is under way at a time; takes wait in pending for OBS's word that they are on air.
	taking   bool
	next     *Look
	pending  []*take
	fadeFrom time.Time // since when a transition runs; zero when none does
	confirm  *time.Timer
	settle   bool    // the next picture decides what became of the pending takes
	missed   []*take // OBS has their scenes no longer: removed, or is it closing? The next picture decides
}

// answeredTake is what the log says when OBS has answered a take: benchmarks measure by it.
const answeredTake = "obs answered a take"

// take is a scene that we asked OBS for.
type take struct {
	Look
	sent     time.Time
	answered bool      // OBS agreed
	agreed   time.Time // when
	begun    bool      // OBS began a transition since
	doubted  bool      // another scene than the mirror's may have been on air when it was sent
	told     bool      // already refused, for want of an answer; OBS may still do it
	again    []Look    // asked for while this one was under way
}

func newLoop(ctx context.Context, d *Driver) *loop {
	l := &loop{Driver: d, ctx: ctx, back: make(chan func()), stopDial: func() {}}
	for _, t := range []**time.Timer{&l.retry, &l.pulse, &l.reread, &l.confirm, &l.shelves} {
		*t = time.NewTimer(time.Hour)
		(*t).Stop()
	}
	return l
}

func (l *loop) run() {
	defer l.finish()
	l.begin()
	for l.ctx.Err() == nil {
		l.rest()
		var sightings <-chan sighting
		var commandsEnded, eventsEnded <-chan struct{}
		if s := l.session; s != nil {
			sightings = s.sightings
			commandsEnded, eventsEnded = s.commands.done, s.events.done
		}
		var next, home func()
		journey := l.journey
		select {
		case <-l.ctx.Done():
		case <-l.wake:
		case x := <-sightings:
			next = func() { l.see(x) }
		case <-commandsEnded:
			next = l.lose
		case <-eventsEnded:
			next = l.lose
		case home = <-l.back: // it knows itself which session it tells of
		case <-l.retry.C:
			next = l.connect
		case <-l.pulse.C:
			next = l.checkPulse
		case <-l.reread.C:
			next = func() {
				l.stormy, l.changing = time.Time{}, false
				l.lookNow()
			}
		case <-l.confirm.C:
			next = l.confirmDue
		case <-l.shelves.C:
			next = l.stock
		}
		l.readInbox() // what was wanted before this happened comes before it
		switch {
		case home != nil:
			home()
		case next != nil && journey == l.journey: // else it was of the OBS that was left just now
			next()
		}
		l.publish()
	}
}

// rest lets the next take go straight to OBS, when there is nothing that it would have to wait for.
func (l *loop) rest() {
	free := l.session != nil && !l.closing && !l.changing && !l.taking && len(l.pending) == 0
	l.mu.Lock()
	defer l.mu.Unlock()
	if free && !l.moved && len(l.wishes) == 0 {
		l.short = l.session
	}
}

// publish lets those who do things in OBS know what they may.
func (l *loop) publish() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.live, l.busy = l.session, nil
	switch {
	case l.closing:
		l.busy = ErrClosing
	case l.changing:
		l.busy = ErrChanging
	}
}

// finish waits for everything that is under way, and closes what it brings home.
func (l *loop) finish() {
	l.stopDial()
	l.dropSession()
	l.publish()
	home := make(chan struct{})
	go func() {
		l.asides.Wait()
		close(home)
	}()
	for {
		select {
		case do := <-l.back:
			do()
		case <-home:
			return
		}
	}
}

// aside does work beside the loop, and then runs on the loop what work returns.
func (l *loop) aside(work func() (home func())) {
	l.asides.Add(1)
	go func() {
		defer l.asides.Done()
		if home := work(); home != nil {
			l.back <- home
		}
	}()
}

func (l *loop) tell(n News) {
	if n.At.IsZero() {
		n.At = time.Now()
	}
	l.publish() // whoever hears the news may act upon it at once
	l.log.Debug("obs", "news", n.Kind, "link", n.Link, "scene", n.Scene, "asked", n.Asked, "why", n.Why)
	l.onNews(n)
}

func (l *loop) refuse(look Look, why error) {
	l.tell(News{Kind: Refused, Scene: look.Scene, Reason: look.Reason, Why: why})
	look.end(why)
}

func (l *loop) readInbox() {
	wishes, errands, moved := l.inbox()
	if moved {
		l.moveOn()
	}
	for _, do := range errands {
		do(l)
	}
	for i, w := range wishes {
		switch {
		case w.session != nil && w.session != l.session:
			l.refuse(w.Look, ErrLost)
		case w.session != nil:
			l.take(w)
		case i < len(wishes)-1:
			l.refuse(w.Look, ErrOvertaken)
		default:
			l.want(w.Look)
		}
	}
}

// ---- The link.

func (l *loop) setLink(link Link, why error) {
	var same bool
	var scene string
	l.update(func(m *Mirror) {
		same = m.Link == link && sameCause(m.Why, why)
		if m.Link != link {
			m.Since = time.Now()
		}
		m.Link, m.Why = link, why
		switch link {
		case LinkReady:
			scene = m.Scene
		case LinkConnecting, LinkOff: // in one step: a link that is ready is always that of the address beside it
			m.Address = l.target.address
		}
	})
	if !same {
		l.log.Info("obs link", "link", link, "why", why)
		l.tell(News{Kind: LinkChanged, Link: link, Scene: scene, Why: why})
	}
}

// sameCause compares what callers can test for: texts hold port numbers that differ at each try.
func sameCause(a, b error) bool {
	for _, known := range []error{ErrAddress, ErrNoOBS, ErrNotOBS, ErrPassword, ErrProtocol, ErrSilent, ErrLost, ErrClosed, ErrKicked} {
		if errors.Is(a, known) != errors.Is(b, known) {
			return false
		}
	}
	return true
}

// begin turns to the target for the first time.
func (l *loop) begin() {
	l.mu.Lock()
	nowhere := l.target.address == ""
	l.mu.Unlock()
	if nowhere {
		l.setLink(LinkOff, nil)
		return
	}
	l.setLink(LinkConnecting, nil)
	l.connect()
}

// connect starts one try. What comes of it arrives as a call of connected.
func (l *loop) connect() {
	l.mu.Lock()
	to := l.target
	l.mu.Unlock()
	l.journey++
	journey := l.journey
	ctx, cancel := context.WithCancel(l.ctx)
	l.stopDial = cancel
	l.aside(func() func() {
		defer cancel()
		s, first, err := open(ctx, to, l.pace)
		return func() { l.connected(journey, s, first, err) }
	})
}

func (l *loop) connected(journey int, s *session, first picture, err error) {
	switch {
	case l.ctx.Err() != nil || journey != l.journey: // nobody waits for it any more
		if err == nil {
			l.aside(func() func() { s.close(); return nil })
		}
	case err != nil:
		l.failed(err)
	default:
		l.ready(s, first)
	}
}

func (l *loop) ready(s *session, first picture) {
	l.session, l.readyAt = s, time.Now()
	l.marks, l.adopted, l.looking = 0, 0, false
	l.changing, l.closing, l.settle = false, false, false
	l.unready, l.stormy, l.handAt, l.fadeFrom = time.Time{}, time.Time{}, time.Time{}, time.Time{}
	l.doubted, l.handTo, l.doubtTill = "", "", time.Time{}
	l.last, l.begun = reading{}, map[string]time.Time{}
	l.stocking, l.shelving, l.stocked, l.stocks = false, false, 0, 0
	l.pulse.Reset(0)
	l.stockSoon(0)
	var wanted string
	l.update(func(m *Mirror) {
		m.show(s, first, l.readyAt)
		wanted = m.Wanted
	})
	l.setLink(LinkReady, nil)
	l.tell(News{Kind: ScenesListed, Scenes: slices.Clone(first.scenes)})
	if wanted != "" && wanted != first.scene {
		l.tell(News{Kind: Drifted, Scene: first.scene, Wanted: wanted})
	}
}

// lose runs when either connection has ended: one is of no use without the other.
func (l *loop) lose() {
	why := l.session.why()
	if l.closing {
		why = ErrClosed
	}
	if time.Since(l.readyAt) > l.pace.steady {
		l.attempt = 0
	}
	l.dropSession()
	l.failed(why)
}

// dropSession forgets the session and everything that hung on it.
func (l *loop) dropSession() {
	s := l.session
	if s == nil {
		return
	}
	l.session = nil
	for _, t := range []*time.Timer{l.pulse, l.reread, l.confirm, l.shelves} {
		t.Stop()
	}
	l.aside(func() func() { s.close(); return nil })
	lost := append(l.pending, l.missed...)
	next := l.next
	l.pending, l.missed, l.next, l.taking = nil, nil, nil, false
	for _, t := range lost {
		l.giveUp(t, ErrLost)
	}
	if next != nil {
		l.refuse(*next, ErrLost)
	}
}

// failed decides what follows a lost or refused connection.
func (l *loop) failed(why error) {
	switch {
	case errors.Is(why, ErrKicked):
		l.setLink(LinkKicked, why)
	case errors.Is(why, ErrPassword): // OBS shows each refusal on its screen, so seldom
		l.setLink(LinkRefused, why)
		l.retry.Reset(l.pace.password)
	case errors.Is(why, ErrProtocol), errors.Is(why, ErrAddress):
		l.setLink(LinkRefused, why)
	default:
		wait := l.pace.wait(l.attempt)
		l.attempt++
		l.setLink(LinkLost, why)
		l.retry.Reset(wait)
	}
}

// moveOn leaves the present OBS and tries the one that SetTarget named.
func (l *loop) moveOn() {
	l.stopDial()
	l.journey++ // whoever is still on the way arrives for nothing
	l.retry.Stop()
	l.dropSession()
	l.attempt, l.ledger = 0, guard{}
	l.update(func(m *Mirror) { // another OBS: the memory of this one would mislead
		*m = Mirror{Link: m.Link, Since: m.Since, Wanted: m.Wanted}
	})
	l.begin()
}

// checkPulse asks OBS how it fares. Pongs come from a thread of their own, so they do not prove that OBS still works.
func (l *loop) checkPulse() {
	if l.changing || l.closing {
		l.pulse.Reset(l.pace.stats)
		return
	}
	s := l.session
	m := l.Mirror()
	media, outs := m.Holds.playing(m.Scene), l.outs
	l.aside(func() func() {
		r, err := s.measure(l.ctx, media)
		r.heard = outs
		return func() { l.felt(s, r, err) }
	})
}

func (l *loop) felt(s *session, r reading, err error) {
	switch {
	case s != l.session:
		return
	case errors.Is(err, ErrSilent):
		s.kill(fmt.Errorf("%w: OBS does not answer", ErrLost))
		return
	case err == nil:
		l.sampled(r)
	}
	l.pulse.Reset(l.pace.stats)
}

// sampled believes a reading.
func (l *loop) sampled(r reading) {
	sample := r.since(l.last)
	l.last = r
	var was Mirror
	l.update(func(m *Mirror) {
		was = *m
		if r.heard == l.outs { // else an event has overtaken it
			m.Stream = m.Stream.settle(r.stream.OutputActive, r.stream.OutputReconnecting, false)
			m.Record = m.Record.settle(r.record.OutputActive, false, r.record.OutputPaused)
		}
		sample.Scene, sample.Stream.State, sample.Record.State = m.Scene, m.Stream, m.Record
		m.Heard, m.FPS, m.Health = r.at, sample.FPS, &sample
	})
	if was.Stream != sample.Stream.State {
		l.tell(News{At: r.at, Kind: StreamChanged, Output: sample.Stream.State})
	}
	if was.Record != sample.Record.State {
		l.tell(News{At: r.at, Kind: RecordChanged, Output: sample.Record.State})
	}
	l.tell(News{At: r.at, Kind: Sampled, Health: &sample})
	l.guardLooks(sample.Stream.State, r.at)
}

func (l *loop) streamChanged(state OutputState, at time.Time) {
	l.outs++
	l.update(func(m *Mirror) { m.Stream = state.lasting() })
	l.tell(News{At: at, Kind: StreamChanged, Output: state})
	l.guardHears(state, at)
}

func (l *loop) recordChanged(state OutputState, path string, at time.Time) {
	l.outs++
	l.update(func(m *Mirror) { m.Record = state.lasting() })
	l.tell(News{At: at, Kind: RecordChanged, Output: state, Path: path})
}

func (l *loop) mediaStarted(source string, at time.Time) {
	l.begun[source] = at
	l.tell(News{At: at, Kind: MediaStarted, Source: source})
}

// mediaEnded tells a media that has played from one whose file is not there: that one ends at once.
func (l *loop) mediaEnded(source string, at time.Time) {
	begun, ok := l.begun[source]
	delete(l.begun, source)
	switch {
	case !ok && !slices.ContainsFunc(l.last.media, func(m Media) bool { return m.Source == source && m.State == mediaPlaying }):
		// Never seen to play: a file that is not there ends before it starts, too.
	case ok && at.Sub(begun) < l.pace.glitch:
		l.tell(News{At: at, Kind: MediaEnded, Source: source, Why: ErrNoMedia})
	default:
		l.tell(News{At: at, Kind: MediaEnded, Source: source})
	}
}

// stockSoon reads the inventory after d, and again when something has changed meanwhile.
func (l *loop) stockSoon(d time.Duration) {
	l.stocks++
	if !l.stocking && !l.shelving {
		l.shelving = true
		l.shelves.Reset(d)
	}
}

func (l *loop) stock() {
	l.shelving = false
	if l.session == nil || l.changing || l.closing || l.stocking {
		return
	}
	l.stocking, l.stocked = true, l.stocks
	s, scenes := l.session, l.Mirror().Scenes
	l.aside(func() func() {
		inv, err := s.stock(l.ctx, scenes)
		return func() { l.shelved(s, inv, err) }
	})
}

func (l *loop) shelved(s *session, inv *Inventory, err error) {
	if s != l.session {
		return
	}
	l.stocking = false
	switch {
	case err != nil || l.stocked != l.stocks: // something went away meanwhile, or came
		l.stockSoon(l.pace.quiet)
	default:
		l.update(func(m *Mirror) { m.Holds = inv })
		l.tell(News{Kind: Stocked})
	}
}

// ---- Seeing.

func (l *loop) see(x sighting) {
	defer l.session.overhear(x.event) // last: whoever waits for it may look at the mirror next
	l.update(func(m *Mirror) { m.Heard = x.at })
	if l.session.spilled.Swap(false) {
		l.lookLater()
		l.stockSoon(l.pace.quiet)
	}
	if l.closing { // a closing OBS removes all its scenes first: none of it is news
		return
	}
	switch e := x.event.(type) {
	case *events.ExitStarted:
		l.closing = true
		l.reread.Stop()
	case *events.CurrentSceneCollectionChanging:
		l.changing = true // reading now may crash OBS, says its documentation
		l.marks++
		l.reread.Reset(l.pace.change)
	case *events.CurrentSceneCollectionChanged:
		l.update(func(m *Mirror) { m.noteCollection(e.SceneCollectionName, x.at) })
		l.changing = false
		l.lookLater()
		l.stockSoon(l.pace.quiet)
	case *events.CurrentProfileChanged:
		l.update(func(m *Mirror) { m.noteProfile(e.ProfileName, x.at) })
		l.lookNow()
	case *events.SceneTransitionStarted:
		l.transitionStarted(x.at)
	case *events.SceneTransitionVideoEnded:
		l.fadeFrom = time.Time{}
		l.lookNow()
	case *events.CurrentProgramSceneChanged:
		l.programChanged(e.SceneName, x.at)
	case *events.StudioModeStateChanged, *events.CurrentPreviewSceneChanged:
		l.lookNow()
	case *events.StreamStateChanged:
		l.streamChanged(outputState(e.OutputState), x.at)
	case *events.RecordStateChanged:
		l.recordChanged(outputState(e.OutputState), e.OutputPath, x.at)
	case *events.RecordFileChanged:
		l.tell(News{At: x.at, Kind: RecordChanged, Output: Started, Path: e.NewOutputPath})
	case *events.MediaInputPlaybackStarted:
		l.mediaStarted(e.InputName, x.at)
	case *events.MediaInputPlaybackEnded:
		l.mediaEnded(e.InputName, x.at)
	case *events.SceneCreated, *events.SceneRemoved, *events.SceneNameChanged, *events.SceneListChanged:
		l.lookLater()
		l.stockSoon(l.pace.quiet)
	case *events.VirtualcamStateChanged, *events.ReplayBufferStateChanged, *events.ReplayBufferSaved:
		// Only whoever asked for it waits for it.
	default: // inputs, items or filters
		l.stockSoon(l.pace.quiet)
	}
}

// transitionStarted waits for the transition's end, except when the scene on air was taken again while the sound of its
// last transition went on: then OBS begins one, and says neither that its picture has ended nor that the scene has changed.
func (l *loop) transitionStarted(at time.Time) {
	news := News{At: at, Kind: TransitionStarted}
	again := false
	if n := len(l.pending); n > 0 && !l.pending[n-1].told {
		t := l.pending[n-1]
		news.Scene, news.Reason, news.Asked = t.Scene, t.Reason, true
		again = n == 1 && !t.begun && !t.doubted && !l.fading() && t.Scene == l.Mirror().Scene
		t.begun = true
	}
	if !again {
		l.fadeFrom = at
	}
	l.confirm.Reset(l.pace.confirm)
	l.tell(news)
}

// programChanged believes at once what we asked for; anything else is a reason to look.
func (l *loop) programChanged(scene string, at time.Time) {
	l.fadeFrom = time.Time{}
	if i := l.awaiting(scene); i >= 0 {
		t, passed := l.pending[i], l.pending[:i]
		l.pending = l.pending[i+1:]
		for _, p := range passed { // OBS drops a transition when the next one begins
			l.giveUp(p, ErrOvertaken)
		}
		l.succeed(t, News{At: at, Scene: scene, Asked: true, Reason: t.Reason})
	} else {
		l.handTo = scene
		if l.handAt.IsZero() {
			l.handAt = at
		}
	}
	l.lookNow()
}

func (l *loop) awaiting(scene string) int {
	return slices.IndexFunc(l.pending, func(t *take) bool { return t.Scene == scene })
}

// giveUp ends a take that is not in pending any more.
func (l *loop) giveUp(t *take, why error) {
	if !t.told {
		l.refuse(t.Look, why)
	}
	for _, again := range t.again {
		again.end(why)
	}
}

// succeed ends a take that is on air.
func (l *loop) succeed(t *take, n News) {
	l.onAir(n)
	t.end(nil)
	for _, again := range t.again {
		again.end(nil)
	}
}

func (l *loop) onAir(n News) {
	l.handAt, l.handTo = time.Time{}, ""
	l.update(func(m *Mirror) { m.Scene, m.Taken = n.Scene, n.At })
	n.Kind = SceneTaken
	l.tell(n)
}

// lookNow reads OBS, unless it is told to rest; a read under way counts for nothing any more.
func (l *loop) lookNow() {
	l.marks++
	if l.looking || l.changing || l.closing || !l.stormy.IsZero() || l.session == nil {
		return
	}
	l.look()
}

// lookLater reads OBS once its scenes have rested for a while, or when that takes too long.
func (l *loop) lookLater() {
	l.marks++
	if l.changing || l.closing {
		return
	}
	now := time.Now()
	if l.stormy.IsZero() {
		l.stormy = now
	}
	l.reread.Reset(min(l.pace.quiet, l.stormy.Add(l.pace.storm).Sub(now)))
}

func (l *loop) look() {
	l.looking = true
	s, mark, began := l.session, l.marks, time.Now()
	l.aside(func() func() {
		seen, err := bounded(l.ctx, l.pace.request, s.look)
		return func() {
			if s == l.session { // else it tells of a time before the gap
				l.looking = false
				l.looked(mark, began, seen, err)
			}
		}
	})
}

func (l *loop) looked(mark int, began time.Time, seen picture, err error) {
	now := time.Now()
	if !hasCode(err, codeNotReady) {
		l.unready = time.Time{}
	} else if l.unready.IsZero() {
		l.unready = now
	}
	switch {
	case l.changing || l.closing || !l.stormy.IsZero():
		// Another look is due when that is over.
	case hasCode(err, codeNotReady) && now.Sub(l.unready) < l.pace.ready:
		l.reread.Reset(l.pace.again)
	case errors.Is(err, ErrLost), errors.Is(err, ErrClosed), errors.Is(err, ErrKicked):
		// The session has ended; lose tells it.
	case err != nil:
		l.session.kill(fmt.Errorf("%w: read OBS: %w", ErrLost, err))
	case mark != l.marks:
		l.look()
	default:
		l.adopted = mark
		l.adopt(seen, began, now)
	}
}

// adopt believes a picture that nothing has overtaken, and that was asked for when it began.
func (l *loop) adopt(seen picture, began, now time.Time) {
	var listed, left bool
	l.update(func(m *Mirror) {
		left = m.StudioMode && !seen.studio
		listed = !slices.Equal(m.Scenes, seen.scenes)
		m.Heard = now
		m.noteMode(seen.studio, now)
		m.Scenes, m.Preview = seen.scenes, seen.preview
	})
	if listed {
		l.tell(News{Kind: ScenesListed, Scenes: slices.Clone(seen.scenes)})
	}
	missed := l.missed
	l.missed = nil
	for _, t := range missed {
		l.giveUp(t, &NoSceneError{t.Scene, nearest(t.Scene, seen.scenes)})
	}
	// OBS names the new scene when a transition begins; it is on air when the transition ends, which looks again.
	if l.fading() {
		return
	}
	onAir := l.Mirror().Scene
	if l.settle {
		l.settlePending(seen.scene, now)
	} else if len(l.pending) == 1 && l.pending[0].answered && !l.pending[0].doubted && l.pending[0].Scene == seen.scene && seen.scene == onAir {
		// OBS sends no event when it is asked for what it shows already.
		t := l.pending[0]
		l.pending = nil
		l.succeed(t, News{At: now, Scene: seen.scene, Asked: true, Already: true, Reason: t.Reason})
	}
	l.settle = false
	switch {
	case seen.scene == l.Mirror().Scene:
		l.handAt = time.Time{}
	case l.awaiting(seen.scene) >= 0: // its event is on the way, and will say when
	case now.Before(l.doubtTill), (left || l.handTo != seen.scene) && l.doubted != seen.scene:
		// While OBS leaves studio mode it calls the preview the program for an instant, in reads and in events: such a
		// scene, or one that no event has announced, is believed when it is still there a little later.
		if l.doubted != seen.scene {
			l.doubted, l.doubtTill = seen.scene, now.Add(l.pace.again)
		}
		l.reread.Reset(l.doubtTill.Sub(now) + time.Millisecond)
		return
	default:
		l.byHand(seen.scene, began, now)
	}
	l.doubted, l.doubtTill = "", time.Time{}
}

// byHand tells of a scene that we did not ask for. It has replaced whatever OBS had agreed to do for us before it was asked what
// it shows: OBS does requests side by side, and may have looked before it took.
func (l *loop) byHand(scene string, began, now time.Time) {
	at := l.handAt
	if at.IsZero() {
		at = now
	}
	replaced := l.pending
	l.pending = nil
	for _, t := range replaced {
		if t.answered && t.agreed.Before(began) {
			l.giveUp(t, ErrUnseen)
		} else {
			l.pending = append(l.pending, t)
		}
	}
	l.onAir(News{At: at, Scene: scene})
}

func (l *loop) fading() bool { return !l.fadeFrom.IsZero() && time.Since(l.fadeFrom) < l.pace.fade }

// settlePending ends the takes whose event has not come: what is on air decides.
func (l *loop) settlePending(scene string, now time.Time) {
	for len(l.pending) > 0 && l.due(l.pending[0], now) {
		t := l.pending[0]
		l.pending = l.pending[1:]
		if t.Scene == scene {
			l.succeed(t, News{At: now, Scene: scene, Asked: true, Reason: t.Reason})
		} else {
			l.giveUp(t, ErrUnseen)
		}
	}
	if len(l.pending) > 0 {
		l.confirm.Reset(l.pace.confirm)
	}
}

// due is true when a take has waited long enough. One that OBS did not answer may still be done when OBS wakes up, and is
// then ours, not a hand's.
func (l *loop) due(t *take, now time.Time) bool {
	patience := l.pace.confirm
	if t.told {
		patience = l.pace.fade
	}
	return now.Sub(t.sent) >= patience
}

// ---- Taking.

// want does one wish now, or refuses it.
func (l *loop) want(look Look) {
	switch {
	case l.session == nil:
		l.refuse(look, ErrNotConnected)
	case l.closing:
		l.refuse(look, ErrClosing)
	case l.changing:
		l.refuse(look, ErrChanging)
	case l.comingUp(look.Scene):
		// Asked again while it is under way: OBS would begin the transition anew. Its news is this one's news.
		t := l.pending[len(l.pending)-1]
		t.again = append(t.again, look)
	case l.taking:
		if l.next != nil {
			l.refuse(*l.next, ErrOvertaken)
		}
		l.next = &look
	case l.surelyOnAir(look.Scene):
		l.tell(News{Kind: SceneTaken, Scene: look.Scene, Asked: true, Already: true, Reason: look.Reason})
		look.end(nil)
	default:
		l.take(wish{Look: look, sent: time.Now()})
	}
}

// comingUp is true when this scene is the last one asked for, and OBS has not had its say yet.
func (l *loop) comingUp(scene string) bool {
	n := len(l.pending)
	return n > 0 && l.next == nil && l.pending[n-1].Scene == scene && !l.pending[n-1].told && l.handAt.IsZero()
}

// surelyOnAir is true when there is no reason to doubt the mirror.
func (l *loop) surelyOnAir(scene string) bool {
	return l.Mirror().Scene == scene && len(l.pending) == 0 && !l.fading() && l.adopted == l.marks && l.doubted == "" && l.handAt.IsZero()
}

func (l *loop) take(w wish) {
	l.taking = true
	l.marks++ // a read under way cannot know of it
	t := &take{Look: w.Look, sent: w.sent, doubted: l.doubted != "" || !l.handAt.IsZero()}
	l.pending = append(l.pending, t)
	l.log.Debug("obs take", "scene", w.Scene, "reason", w.Reason)
	s := l.session
	l.aside(func() func() {
		err := s.take(l.ctx, w)
		return func() {
			if s == l.session { // else it was refused when the session was lost
				l.taking = false
				l.took(t, err)
			}
		}
	})
}

func (l *loop) took(t *take, err error) {
	l.log.Debug(answeredTake, "scene", t.Scene, "after", time.Since(t.sent), "why", err)
	switch {
	case err == nil:
		t.answered, t.agreed = true, time.Now()
		l.confirm.Reset(l.pace.confirm)
		if t.Scene == l.Mirror().Scene && !l.fading() {
			l.lookNow()
		}
	case errors.Is(err, ErrLost), errors.Is(err, ErrClosed), errors.Is(err, ErrKicked):
		return // lose tells it
	case !slices.Contains(l.pending, t): // seen on air before the answer: what the answer says is of no interest
	case errors.Is(err, ErrSilent): // it stays pending: a busy OBS may still do it
		t.told = true
		l.refuse(t.Look, err)
		l.confirm.Reset(l.pace.fade)
	default:
		l.pending = slices.DeleteFunc(l.pending, func(p *take) bool { return p == t })
		scenes := l.Mirror().Scenes
		switch {
		case hasCode(err, codeNotFound) && slices.Contains(scenes, t.Scene): // OBS 29 drops all its scenes before it says that it closes
			l.missed = append(l.missed, t)
			l.lookLater()
		case hasCode(err, codeNotFound):
			l.giveUp(t, &NoSceneError{t.Scene, nearest(t.Scene, scenes)})
			l.lookNow()
		default:
			l.giveUp(t, err)
			l.lookNow()
		}
	}
	if next := l.next; next != nil {
		l.next = nil
		l.want(*next)
	}
}

// confirmDue runs when an answered take has waited long enough for its event.
func (l *loop) confirmDue() {
	switch {
	case l.taking:
		l.confirm.Reset(l.pace.confirm)
	case l.fading():
		l.confirm.Reset(l.pace.confirm)
		l.checkFade()
	case len(l.pending) > 0:
		l.settle = true
		l.lookNow()
	}
}

// checkFade asks whether a transition still runs: its beginning may have been heard after its end.
func (l *loop) checkFade() {
	s, from := l.session, l.fadeFrom
	l.aside(func() func() {
		now, err := reads[transitions.GetCurrentSceneTransitionCursorResponse](l.ctx, s, &transitions.GetCurrentSceneTransitionCursorParams{})
		return func() {
			if err == nil && now.TransitionCursor >= 1 && s == l.session && from.Equal(l.fadeFrom) {
				l.fadeFrom = time.Time{}
				l.lookNow()
			}
		}
	})
}
