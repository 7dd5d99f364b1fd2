package app

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// studio is OBS as the evening has it: what it is told, and what is heard of it.
type studio struct {
	// The drivers are always there; either's address may be empty, and changes while they run.
	main, spare *obs.Driver
	cues        *cueRunner

	post letters

	mu      sync.Mutex
	alarms  obs.Alarms
	known   *obs.Inventory // what named is of
	named   *runsheet.Names
	dropped int64 // frames, since the stream began
	moves   map[string]runsheet.DestinationID
	spared  struct { // the destination that took no connection, so that the stream was not moved there
		id runsheet.DestinationID
		at time.Time
	}
}

// differGrace is how long two OBS may show different scenes before that is a difference.
const differGrace = 2 * time.Second

// openStudio makes the drivers; nothing is connected yet. The alarms are those that were on when the show file was written.
func (e *evening) openStudio(address, password, spare, sparePassword string, on []runsheet.Alarm) {
	s := &e.studio
	s.alarms, s.moves = obs.NewAlarms(obs.UsualLimits()), map[string]runsheet.DestinationID{}
	for _, a := range on {
		s.alarms = s.alarms.Holding(obs.AlarmKind(a.Kind))
	}
	s.main = obs.New(obs.Config{Address: address, Password: password, OnNews: e.hear, Log: e.p.log})
	s.spare = obs.New(obs.Config{Address: spare, Password: sparePassword, OnNews: e.hearSpare, Log: e.p.log.With("obs", "spare")})
	s.cues = &cueRunner{
		do: e.do, tell: e.report, goes: e.goes,
		rate: func() int { return e.desk.State().Run.Rate() },
	}
}

// runStudio keeps both OBS until ctx ends.
func (e *evening) runStudio(ctx context.Context) {
	e.goes(func() error { e.studio.post.deliver(ctx, e.tell); return nil })
	e.goes(func() error { e.studio.main.Run(ctx); return nil })
	e.goes(func() error { e.studio.spare.Run(ctx); return nil })
	e.goes(func() error { e.listenToOBS(ctx); return nil })
	e.goes(func() error { e.watchProgram(ctx); return nil })
	e.goes(func() error { e.showQuestions(ctx); return nil })
}

// errOther is why something is not done when the rehearsal that asked for it has just begun or ended.
var errOther = errors.New("another OBS is driven now")

// do does an action on both OBS, or for a rehearsal on the one that stands in; where there is none at all a rehearsal does
// without. A spare that fails alone does not fail the show; its difference is shown.
func (e *evening) do(ctx context.Context, a obs.Action, simulated bool) error {
	s := &e.studio
	switch stands, needed := e.standIn.stands(); {
	case simulated && !needed:
		return nil
	case simulated != stands:
		return errOther
	case simulated:
		return s.main.Do(ctx, a)
	}
	err := s.pair().Do(ctx, a)
	var both *obs.BothError
	if errors.As(err, &both) && both.OnMain() {
		return nil
	}
	return err
}

// want hands the desk's wish to the OBS that it is meant for.
func (e *evening) want(look runsheet.Look) { e.standIn.want(look, e.drive) }

// drive says a wish in OBS's words. A rehearsal's never reaches the spare, which nobody stands in for.
func (e *evening) drive(look runsheet.Look) {
	if e.studio.main.Mirror().Link == obs.LinkOff { // a desk without OBS wants nothing of it
		return
	}
	wish := obs.Look{Scene: look.Scene, Reason: "turn " + strconv.FormatInt(look.Turn, 10)}
	if look.Simulated {
		e.studio.main.Want(wish)
		return
	}
	e.studio.pair().Want(wish)
}

// act begins what an entry has done outside, and returns at once.
func (e *evening) act(o runsheet.Order) {
	e.studio.cues.start(e.ctx, o)
	if o.Move != nil {
		e.goes(func() error { e.move(e.ctx, o); return nil })
	}
}

// letters are reports on their way to the desk, in order: a slow disk must not keep OBS waiting for who hears it.
type letters struct {
	mu   sync.Mutex
	all  []func() runsheet.Command
	wake chan struct{}
}

// mostLetters bounds what waits for the disk; beyond it only the newest are kept.
const mostLetters = 10_000

func (l *letters) put(c func() runsheet.Command) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wake == nil {
		l.wake = make(chan struct{}, 1)
	}
	if len(l.all) == mostLetters {
		l.all = l.all[1:]
	}
	l.all = append(l.all, c)
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *letters) deliver(ctx context.Context, tell func(runsheet.Command)) {
	l.mu.Lock()
	if l.wake == nil {
		l.wake = make(chan struct{}, 1)
	}
	wake := l.wake
	l.mu.Unlock()
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		}
		for ctx.Err() == nil {
			l.mu.Lock()
			if len(l.all) == 0 {
				l.mu.Unlock()
				break
			}
			next := l.all[0]
			l.all = l.all[1:]
			l.mu.Unlock()
			if c := next(); c != nil {
				tell(c)
			}
		}
	}
}

// report puts a report on its way.
func (e *evening) report(c runsheet.Command) {
	e.studio.post.put(func() runsheet.Command { return c })
}

func (e *evening) tell(c runsheet.Command) {
	if err := e.desk.Do(e.ctx, itself, c); err != nil && e.ctx.Err() == nil {
		e.p.log.Error("OBS's news is not in the log", "command", runsheet.CommandName(c), "error", err)
	}
}

// hear brings what OBS did back to the desk, as commands: the log then holds what really happened.
func (e *evening) hear(n obs.News) {
	switch n.Kind {
	case obs.LinkChanged:
		e.report(runsheet.ReportLink{Link: runsheet.Link(n.Link), Detail: detail(n.Why)})
		if n.Link != obs.LinkReady {
			e.desk.Fares(nil)
			return
		}
		e.standIn.ready(e.drive)
		e.studio.post.put(func() runsheet.Command {
			if n.Scene == e.desk.State().OBS.Scene {
				return nil
			}
			return runsheet.ReportScene{Scene: n.Scene, Found: true}
		})
	case obs.SceneTaken:
		e.report(runsheet.ReportScene{Scene: n.Scene, Asked: n.Asked})
	case obs.Refused:
		e.report(runsheet.ReportRefused{Scene: n.Scene, Denial: denial(n.Why)})
	case obs.StreamChanged:
		e.reportOutput(runsheet.StreamOutput, n)
	case obs.RecordChanged:
		e.reportOutput(runsheet.RecordOutput, n)
	case obs.MediaStarted:
		e.report(runsheet.ReportMedia{Input: n.Source, Event: runsheet.MediaStarted})
	case obs.MediaEnded:
		event := runsheet.MediaEnded
		if n.Why != nil {
			event = runsheet.MediaFailed
		}
		e.report(runsheet.ReportMedia{Input: n.Source, Event: event})
	case obs.Sampled:
		e.fares(n)
	case obs.Moving:
		e.hearMove(n)
	}
}

func detail(why error) string {
	if why == nil {
		return ""
	}
	return why.Error()
}

func (e *evening) reportOutput(of runsheet.Output, n obs.News) {
	state := n.Output
	switch state { // news, and then it has started
	case obs.Reconnected, obs.Resumed:
		state = obs.Started
	}
	e.report(runsheet.ReportOutput{Output: of, State: runsheet.OutputState(state), Path: n.Path})
}

func (s *studio) pair() obs.Pair { return obs.Pair{Main: s.main, Spare: s.spare} }

// hearSpare brings back what became of the link with the spare OBS; what it shows is compared, not logged.
func (e *evening) hearSpare(n obs.News) {
	e.desk.SpareSees(e.studio.spare.Mirror().Scene)
	if n.Kind != obs.LinkChanged {
		return
	}
	link := runsheet.Link(n.Link)
	if n.Link == obs.LinkOff { // it was taken away
		link = ""
	}
	e.report(runsheet.ReportSpare{Link: link, Detail: detail(n.Why)})
}

// fares tells everybody how OBS fares, and judges it.
func (e *evening) fares(n obs.News) {
	s, m := n.Health, e.studio.main.Mirror()
	e.studio.mu.Lock()
	if !m.Stream.Running() {
		e.studio.dropped = 0
	}
	e.studio.dropped += s.Stream.Dropped
	dropped := e.studio.dropped
	if m.Holds != e.studio.known {
		e.studio.known, e.studio.named = m.Holds, namesOf(m.Holds)
	}
	names := e.studio.named
	e.studio.mu.Unlock()
	h := &runsheet.Health{
		At: e.desk.Now(), Measured: true,
		Scenes: slices.Clone(m.Scenes), StudioMode: m.StudioMode, Preview: m.Preview, Version: m.Version, Names: names,
		Collection: m.Collection, Profile: m.Profile, StudioModeAt: e.ago(m.StudioAt), CollectionAt: e.ago(m.LoadedAt), ProfileAt: e.ago(m.ProfileAt),
		FPS: s.FPS, CPU: s.CPU, Memory: s.Memory, Missed: s.Missed + s.Lagged, Disk: s.Disk,
		Stream: runsheet.StreamHealth{Duration: s.Stream.Duration, Bitrate: s.Stream.Bitrate, Congestion: s.Stream.Congestion, Dropped: dropped},
		Record: runsheet.RecordHealth{Duration: s.Record.Duration, Bytes: s.Record.Bytes},
	}
	for _, x := range s.Media {
		h.Media = append(h.Media, runsheet.Media{Source: x.Source, Playing: x.State == "playing", Length: x.Length, Left: x.Left})
	}
	for _, d := range e.studio.pair().Differences(differGrace, time.Now()) {
		h.Differing = append(h.Differing, differing(d, h.At, e.desk.State().Signals.Health))
	}
	e.desk.Fares(h)
	e.judge(func(a obs.Alarms, d obs.Duty) (obs.Alarms, []obs.Alarm) { return a.Next(*s, d) })
}

// differing is a difference in the desk's words: it lasts since the health before knew something that differs there.
func differing(d obs.Difference, at runsheet.Moment, before *runsheet.Health) runsheet.Difference {
	if before != nil {
		for _, was := range before.Differing {
			if was.What == d.What {
				at = was.Since
			}
		}
	}
	return runsheet.Difference{What: d.What, Main: d.Main, Spare: d.Spare, Since: at}
}

// ago is an instant of the driver's on the desk's clock.
func (e *evening) ago(t time.Time) runsheet.Moment {
	if t.IsZero() {
		return runsheet.Moment{}
	}
	return e.desk.Now().Add(-time.Since(t))
}

// namesOf are the names that OBS holds, by what cues do with them.
func namesOf(i *obs.Inventory) *runsheet.Names {
	if i == nil {
		return nil
	}
	return &runsheet.Names{Filters: i.Filters, Targets: map[runsheet.TargetKind][]string{
		runsheet.TargetMedia: i.Media(), runsheet.TargetText: i.Texts(), runsheet.TargetSound: i.Sounds(), runsheet.TargetSource: i.Sources(),
		runsheet.TargetTransition: i.Transitions, runsheet.TargetHotkey: i.Hotkeys, runsheet.TargetRequest: i.Requests,
	}}
}

// judge lets the alarms see something, and reports those that begin or end by it.
func (e *evening) judge(see func(obs.Alarms, obs.Duty) (obs.Alarms, []obs.Alarm)) {
	state := e.desk.State()
	duty := state.Duty()
	e.studio.mu.Lock()
	var told []obs.Alarm
	e.studio.alarms, told = see(e.studio.alarms, obs.Duty{Live: duty.Live, Record: duty.Record, Stream: duty.Stream, Held: duty.Held})
	on := e.studio.alarms.On()
	e.studio.mu.Unlock()
	for _, a := range told {
		e.report(runsheet.ReportAlarm{Alarm: runsheet.AlarmKind(a.Kind), On: a.On})
	}
	for _, kind := range on { // one that began while it was ignored, and is ignored no longer
		if kind := runsheet.AlarmKind(kind); !slices.Contains(state.Ignored, kind) && !state.Alarmed(kind) {
			e.report(runsheet.ReportAlarm{Alarm: kind, On: true})
		}
	}
}

// listenToOBS keeps the age of OBS's last sign of life.
func (e *evening) listenToOBS(ctx context.Context) {
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			if m := e.studio.main.Mirror(); !m.Heard.IsZero() {
				e.desk.Heard(time.Since(m.Heard))
			}
		}
	}
}

// watchEvery is how often the picture on air is looked at for being black or frozen, while the show is live.
const watchEvery = time.Second

// watchProgram judges what the public sees and hears while the show is live; otherwise nothing is asked of OBS.
func (e *evening) watchProgram(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		switch {
		case e.desk.State().Duty().Live:
			e.watchLive(ctx)
		case e.troubled():
			e.judge(func(a obs.Alarms, _ obs.Duty) (obs.Alarms, []obs.Alarm) { return a.Idle(time.Now()) })
		}
	}
}

// troubled says that an alarm is on.
func (e *evening) troubled() bool {
	e.studio.mu.Lock()
	defer e.studio.mu.Unlock()
	return len(e.studio.alarms.On()) > 0
}

func (e *evening) watchLive(ctx context.Context) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() { // ends with the slot on air
		t := time.NewTicker(watchEvery)
		defer t.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				if !e.desk.State().Duty().Live {
					stop()
					return
				}
			}
		}
	}()
	var before *obs.Picture
	e.studio.main.Watch(ctx, obs.View{Program: true, Meters: true, Every: watchEvery, Width: 160}, func(p obs.Picture) {
		if !p.Program {
			return
		}
		e.judge(func(a obs.Alarms, d obs.Duty) (obs.Alarms, []obs.Alarm) { return a.Picture(&p, before, d) })
		before = &p
	}, func(l obs.Levels) {
		e.judge(func(a obs.Alarms, d obs.Duty) (obs.Alarms, []obs.Alarm) { return a.Sound(l.Peak(), l.At, d) })
	})
}

// simInputs are what a simulated OBS needs for the cues of some shows: media that last as long as their slots, texts, sounds, and
// a microphone that is heard; and the text that shows the question on air, "" for none.
func simInputs(shows []runsheet.Show, question string) []obstest.Input {
	var slots []runsheet.Slot
	for _, show := range shows {
		slots = append(slots, show.Slots...)
	}
	made := map[string]*obstest.Input{"Micro": {Name: "Micro", Kind: obstest.KindAudio}}
	make := func(name, kind, scene string) *obstest.Input {
		in := made[name]
		if in == nil {
			in = &obstest.Input{Name: name, Kind: kind}
			made[name] = in
		}
		if scene != "" && !slices.Contains(in.Scenes, scene) {
			in.Scenes = append(in.Scenes, scene)
		}
		return in
	}
	if question != "" {
		make(question, obstest.KindText, "")
	}
	for _, slot := range slots {
		for _, c := range slot.Cues {
			use, _ := runsheet.UseOf(c.Do)
			switch use.Target {
			case runsheet.TargetMedia:
				make(c.Target, obstest.KindMedia, slot.Scene).Lasts = max(slot.Length, time.Second)
			case runsheet.TargetText:
				make(c.Target, obstest.KindText, slot.Scene)
			case runsheet.TargetSound:
				make(c.Target, obstest.KindAudio, slot.Scene)
			case runsheet.TargetSource:
				in := make(c.Target, "image_source", c.Arg(runsheet.ArgScene))
				if f := c.Arg(runsheet.ArgFilter); f != "" && !slices.Contains(in.Filters, f) {
					in.Filters = append(in.Filters, f)
				}
			}
		}
	}
	var all []obstest.Input
	for _, name := range slices.Sorted(maps.Keys(made)) {
		all = append(all, *made[name])
	}
	return all
}

// connect goes to another OBS, now and in the evenings to come.
func (e *evening) connect(address, password string) error {
	password, err := e.kept(address, password)
	if err != nil {
		return err
	}
	e.standIn.connect(address, password)
	return e.p.settings.Keep(map[string]any{"obs.address": address})
}

// kept is the password of an OBS: the one that was typed, which is kept from now on, else the one that is.
func (e *evening) kept(address, password string) (string, error) {
	if password == "" {
		return e.p.settings.Password(address)
	}
	_, err := e.p.settings.KeepPassword(address, password)
	return password, err
}

func (e *evening) keepStreamKey(id runsheet.DestinationID, key string) error {
	_, err := e.p.settings.KeepSecret(streamKey(id), key)
	e.keyed.Store(id, err == nil)
	return err
}
