package runsheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// RunKind says whether a run counts.
type RunKind string

// A rehearsal leaves the show as it found it; the live is the show.
const (
	RehearsalRun RunKind = "rehearsal"
	LiveRun      RunKind = "live"
)

// MostSpeed is how fast a rehearsal's clock may run at most.
const MostSpeed = 60

// Run is one pass through the sheet. Every entry between its beginning and its end belongs to it. Numbers go from 1; the
// zero Run is the preparation. A first GO that nobody announced begins the live as well.
type Run struct {
	N    int
	Kind RunKind
	Name string
	// Began is by the machine's clock, whatever the run's own shows.
	Began Moment
	// As is what the run's clock showed then; zero is the true time.
	As time.Time
	// Speed is by how much the run's clock is faster than the machine's, 1 to MostSpeed.
	Speed int
	// OBS says that a rehearsal drives the real one. Otherwise nothing that it wants may reach it.
	OBS bool
}

// Rehearsing says that what happens now does not count.
func (r Run) Rehearsing() bool { return r.Kind == RehearsalRun }

// Simulated says that the run's clock is not the machine's.
func (r Run) Simulated() bool { return r.Rehearsing() && (!r.As.IsZero() || r.Speed > 1) }

// Rate is how many seconds of the run pass in one of the machine's.
func (r Run) Rate() int { return max(r.Speed, 1) }

// mark ends the name of the boot in a simulated run's Moments, so that they are never taken for the machine's.
func (r Run) mark() string { return "/run-" + strconv.Itoa(r.N) }

// start is the run's clock at Began.
func (r Run) start() Moment {
	m := r.Began
	if !r.As.IsZero() {
		m.Wall = r.As
	}
	m.Boot += r.mark()
	return m
}

// Moment is what the run's clock shows at a moment of the machine's. After a restart of the machine it rests on the wall
// clock, as everything does.
func (r Run) Moment(real Moment) Moment {
	if !r.Simulated() || real.IsZero() || strings.HasSuffix(real.Boot, r.mark()) {
		return real
	}
	m := r.start().Add(real.Since(r.Began) * time.Duration(r.Rate()))
	m.Boot = real.Boot + r.mark()
	return m
}

// Real is when the run's clock showed m, by the machine's.
func (r Run) Real(m Moment) Moment {
	boot, ours := strings.CutSuffix(m.Boot, r.mark())
	if !r.Simulated() || !ours {
		return m
	}
	start := r.start()
	start.Boot = m.Boot // the run's steady clock is one, across restarts
	real := r.Began.Add(m.Since(start) / time.Duration(r.Rate()))
	real.Boot = boot
	return real
}

// Lasts is how long some time of the run takes in truth.
func (r Run) Lasts(d time.Duration) time.Duration { return d / time.Duration(r.Rate()) }

type (
	// BeginRun opens a rehearsal or the live. Seen is how many runs there were when its sender decided (State.RunsSoFar).
	// As, Speed and OBS are for rehearsals.
	BeginRun struct {
		Kind  RunKind   `json:"kind"`
		Name  string    `json:"name"`
		As    time.Time `json:"as_if"`
		Speed int       `json:"speed"`
		OBS   bool      `json:"obs"`
		Seen  int       `json:"seen"`
	}
	// EndRun ends the rehearsal of that number, or a live in which nothing has been on air yet.
	EndRun struct {
		Run int `json:"run"`
	}
)

func (BeginRun) command() string { return "begin-run" }
func (EndRun) command() string   { return "end-run" }

// UnmarshalJSON reads a BeginRun; a missing seen is an error, so that nobody goes live without having looked.
func (c *BeginRun) UnmarshalJSON(b []byte) error {
	type plain BeginRun
	w := struct {
		*plain
		Seen *int `json:"seen"`
	}{plain: (*plain)(c)}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Seen == nil {
		return fmt.Errorf("seen is missing")
	}
	c.Seen = *w.Seen
	return nil
}

type (
	// RunBegan: a run was opened, stamped by the clock that ran before it.
	RunBegan struct {
		Kind  RunKind   `json:"kind"`
		Name  string    `json:"name,omitempty"`
		As    time.Time `json:"as_if,omitzero"`
		Speed int       `json:"speed,omitempty"`
		OBS   bool      `json:"obs,omitempty"`
	}
	// RunEnded: a run ended without having been closed, stamped by its own clock.
	RunEnded struct{}
)

func (RunBegan) kind() (string, int) { return "run-began", 1 }
func (RunEnded) kind() (string, int) { return "run-ended", 1 }

// RunsSoFar is how many runs were begun.
func (s State) RunsSoFar() int { return s.runs }

// AsOf is when the newest entry was made, by the clock that runs now.
func (s State) AsOf() Moment { return s.asOf }

// Outside is what a rehearsal keeps from the world: the show as it stood before, with the sheet as it is now, at the true
// time. Outside a rehearsal it is the state itself.
func (s State) Outside(now Moment) (State, Moment) {
	if !s.Run.Rehearsing() || s.beside == nil {
		return s, now
	}
	outside, now := s.ofRun(*s.beside), s.Run.Real(now)
	seen, _ := outside.dueSights(now) // entered once the rehearsal is over
	for _, f := range seen {
		outside = Apply(outside, Entry{Seq: s.Seq, At: now, Fact: f})
	}
	return outside, now
}

// Counts says that something changes with time alone: a slot is on air, a timer runs, a reminder or viewers wait.
func (s State) Counts() bool {
	if s.onAir >= 0 || len(s.unseen) > 0 || len(s.untold) > 0 || len(s.Reminders) > 0 {
		return true
	}
	for _, t := range s.Timers {
		if t.Running() {
			return true
		}
	}
	return false
}

// maxRunName is the length of a run's name in characters.
const maxRunName = 80

func decideBeginRun(s State, c BeginRun) ([]Fact, error) {
	name := Clean(c.Name)
	switch {
	case c.Kind != RehearsalRun && c.Kind != LiveRun:
		return nil, refuse(BadCommand, "a run is a rehearsal or live, not %q", c.Kind)
	case utf8.RuneCountInString(name) > maxRunName:
		return nil, refuse(TooLong, "%d characters at most", maxRunName)
	case c.Speed < 0 || c.Speed > MostSpeed:
		return nil, refuse(BadValue, "speed is 1 to %d, not %d", MostSpeed, c.Speed)
	case c.Kind == LiveRun && (c.Speed > 1 || !c.As.IsZero()):
		return nil, refuse(BadValue, "the live has no clock but the true one")
	case len(s.Show.Slots) == 0:
		return nil, refuse(NoShow, "no run sheet is loaded")
	}
	f := RunBegan{Kind: c.Kind, Name: name, As: c.As, Speed: max(c.Speed, 1), OBS: c.OBS && c.Kind == RehearsalRun}
	if now := s.Run; s.runs == c.Seen+1 && now.N == s.runs && now.Kind == f.Kind && now.Name == f.Name && now.As.Equal(f.As) &&
		now.Speed == f.Speed && now.OBS == f.OBS { // heard twice
		return nil, nil
	}
	switch {
	case c.Seen != s.runs:
		return nil, refuse(ChangedMeanwhile, "there were %d runs, not %d", s.runs, c.Seen)
	case s.Run.Rehearsing():
		return nil, refuse(Rehearsing, "run %d is a rehearsal", s.Run.N)
	case s.Mode == LiveMode:
		return nil, refuse(AlreadyLive, "run %d is live", s.Run.N)
	}
	return facts(f)
}

func decideEndRun(s State, c EndRun) ([]Fact, error) {
	switch {
	case c.Run > 0 && c.Run <= s.runs && s.Run.N != c.Run: // heard twice
		return nil, nil
	case s.Run.N == 0 || s.Run.N != c.Run:
		return nil, refuse(ChangedMeanwhile, "run %d is on, not %d", s.Run.N, c.Run)
	case !s.Run.Rehearsing() && (s.OnAirSlot() != "" || s.opened < len(s.Passes) || s.Mode != LiveMode):
		return nil, refuse(AlreadyLive, "the live is ended by its last slot")
	}
	return facts(RunEnded{})
}

// ofRun gives a state the run of another one, and leaves what belongs to the show: the sheet, its past, OBS, the settings.
// TestStateHasTwoParts names every field.
func (s State) ofRun(o State) State {
	s.Mode, s.Run, s.beside = o.Mode, o.Run, o.beside
	s.Standby, s.Passes, s.onAir, s.opened, s.lastGo, s.Old = o.Standby, o.Passes, o.onAir, o.opened, o.lastGo, o.Old
	s.Questions, s.Burst, s.burst, s.topic = o.Questions, o.Burst, o.burst, o.topic
	s.Claims, s.Reports = o.Claims, o.Reports
	s.Message, s.MessageAt, s.FlashAt, s.Blackout = o.Message, o.MessageAt, o.FlashAt, o.Blackout
	s.Timers, s.Reminded = o.Timers, o.Reminded
	s.viewed, s.unseen, s.untold = o.viewed, o.unseen, o.untold
	s.picked, s.pickedInHold, s.CueTroubles = o.picked, o.pickedInHold, o.CueTroubles
	s.Incidents = o.Incidents
	s.Stream.Current, s.Stream.Before, s.Stream.Move = o.Stream.Current, o.Stream.Before, o.Stream.Move // the list is the show's
	s.dated = o.dated
	return s.onDay(o.days)
}

func applyRunBegan(s State, e Entry, f RunBegan) State {
	before := s
	s.runs++
	run := Run{N: s.runs, Kind: f.Kind, Name: f.Name, Began: e.At, As: f.As, Speed: f.Speed, OBS: f.OBS}
	if run.Rehearsing() {
		s = s.ofRun(New())
		s.Mode, s.beside = RehearsalMode, &before
	} else {
		s.Mode, s.Passes, s.onAir, s.opened, s.lastGo = LiveMode, nil, -1, 0, Moment{}
		s.viewed, s.unseen = "", nil
		s.dated, s.Old = false, Moment{}
		s = s.onDay(0)
	}
	s.Run = run
	if run.Rehearsing() || before.Mode == ClosedMode || !s.canStandBy(s.Standby) { // what stands ready for the live stays so
		s.Standby = s.Show.follow(-1)
	}
	return s.onClock(run.Moment)
}

// applyRunEnded returns to what was there before a rehearsal, with the sheet as it is now.
func applyRunEnded(s State) State {
	if !s.Run.Rehearsing() || s.beside == nil {
		s.Mode, s.Run = Preparation, Run{}
		return s
	}
	s = s.onClock(s.Run.Real)
	s = s.ofRun(*s.beside)
	if s.OnAirSlot() == "" && !s.canStandBy(s.Standby) && s.Mode != ClosedMode { // the rehearsal has changed the sheet
		s.Standby = s.Show.follow(-1)
	}
	return s
}

// onClock says the moments that outlast a run in the terms of another clock.
func (s State) onClock(say func(Moment) Moment) State {
	for _, m := range []*Moment{&s.asOf, &s.Stepped.At, &s.OBS.LinkAt, &s.OBS.SceneAt} {
		*m = say(*m)
	}
	return s.studioMoments(say)
}

// goes says what mode a GO leads to; the first one that nobody announced begins the live.
func (s State) goes(at Moment) State {
	switch {
	case s.Run.Rehearsing():
		s.Mode = RehearsalMode
		return s
	case s.Run.N == 0:
		s.runs++
		s.Run = Run{N: s.runs, Kind: LiveRun, Began: at, Speed: 1}
	}
	s.Mode = LiveMode
	return s
}
