package runsheet

import (
	"slices"
	"time"
	"unicode/utf8"
)

// The commands that correct what is on air. Each makes one entry, and Undo takes that back.
type (
	// SpeakerTime gives the speaker more time, or less: the speaker's own countdown changes, the plan and every expected end
	// stay.
	SpeakerTime struct {
		Slot SlotID
		By   time.Duration
	}
	// ShiftStart says that the slot on air began earlier than was noted (By is negative) or later.
	ShiftStart struct {
		Slot SlotID
		By   time.Duration
	}
	// Restart begins the slot on air anew: its clock, its additions, its thresholds.
	Restart struct {
		Slot SlotID `json:"slot"`
	}
	// Jump takes any slot on air, wherever it stands. Standby stays what a person sees; what follows is on standby then.
	Jump struct {
		From SlotID `json:"from"`
		To   SlotID `json:"to"`
	}
	// Mark notes the present moment, for the report and the cutting room; Text may be empty.
	Mark struct {
		Text string `json:"text"`
	}
	// Settle says how a show goes on that was left on air long ago (State.Old).
	Settle struct {
		How Settling `json:"how"`
	}
)

// Settling is how a show goes on that was left on air.
type Settling string

// RunOn: its clock ran on all the while. FromStop: it goes on from the moment at which it was left. CloseOld: it ended then.
const (
	RunOn    Settling = "run-on"
	FromStop Settling = "from-stop"
	CloseOld Settling = "close"
)

// Settlings lists every Settling, in the order in which screens offer them.
var Settlings = []Settling{RunOn, FromStop, CloseOld}

func (SpeakerTime) command() string { return "speaker-time" }
func (ShiftStart) command() string  { return "shift-start" }
func (Restart) command() string     { return "restart" }
func (Jump) command() string        { return "jump" }
func (Mark) command() string        { return "mark" }
func (Settle) command() string      { return "settle" }

// UnmarshalJSON reads {"slot","by_ms"}.
func (c *SpeakerTime) UnmarshalJSON(b []byte) (err error) {
	c.Slot, c.By, err = readBy(b)
	return err
}

// UnmarshalJSON reads {"slot","by_ms"}.
func (c *ShiftStart) UnmarshalJSON(b []byte) (err error) {
	c.Slot, c.By, err = readBy(b)
	return err
}

type (
	// SpeakerGiven: the speaker alone was given more time, or less.
	SpeakerGiven struct {
		Slot SlotID        `json:"slot"`
		By   time.Duration `json:"by_ns"`
	}
	// StartShifted: the slot on air began earlier (By is negative) or later than was noted.
	StartShifted struct {
		Slot SlotID        `json:"slot"`
		By   time.Duration `json:"by_ns"`
	}
	// Restarted: the slot on air began anew.
	Restarted struct {
		Slot SlotID `json:"slot"`
	}
	// Marked: somebody noted the moment. Slot is "" when nothing was on air.
	Marked struct {
		Slot SlotID `json:"slot,omitempty"`
		Text string `json:"text,omitempty"`
	}
	// Endangered: the second threshold of a slot was reached.
	Endangered struct {
		Slot SlotID `json:"slot"`
	}
	// ClockStepped: the machine's wall clock was set, forward where By is positive. Seen once a jump.
	ClockStepped struct {
		By time.Duration `json:"by_ns"`
	}
	// Settled: somebody said how a show goes on that was left on air.
	Settled struct {
		How Settling `json:"how"`
	}
)

func (SpeakerGiven) kind() (string, int) { return "speaker-time", 1 }
func (StartShifted) kind() (string, int) { return "start-shifted", 1 }
func (Restarted) kind() (string, int)    { return "restarted", 1 }
func (Marked) kind() (string, int)       { return "marked", 1 }
func (Endangered) kind() (string, int)   { return "danger", 1 }
func (ClockStepped) kind() (string, int) { return "clock-stepped", 1 }
func (Settled) kind() (string, int)      { return "settled", 1 }

const (
	// oldAfter is how long a desk may be away from a show on air before it asks how that goes on. A crash is over in
	// seconds, the longest outage on record took an hour and nobody closed the program in it.
	oldAfter = 30 * time.Minute
	// mediaOfBefore is how long after a slot began a media that ends still is the slot's before, unless its cues name it.
	mediaOfBefore = time.Second
)

func decideCorrection(s State, at Moment, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case SpeakerTime:
		return decideSpeakerTime(s, at, c)
	case ShiftStart:
		return decideShiftStart(s, at, c)
	case Restart:
		if err := s.seesOnAir(c.Slot); err != nil {
			return nil, err
		}
		if at.Since(s.Passes[s.onAir].Started) < doublePress {
			return nil, nil
		}
		return facts(Restarted(c))
	case Jump:
		return decideJump(s, at, c)
	case Mark:
		if len(c.Text) > 16*MaxMessage {
			return nil, refuse(TooLong, "%d characters at most", MaxMessage)
		}
		text := Clean(c.Text)
		if utf8.RuneCountInString(text) > MaxMessage {
			return nil, refuse(TooLong, "%d characters at most", MaxMessage)
		}
		return facts(Marked{Slot: s.OnAirSlot(), Text: text})
	case Settle:
		if !slices.Contains(Settlings, c.How) {
			return nil, refuse(BadValue, "how %q; there are %q", c.How, Settlings)
		}
		if s.Old.IsZero() {
			return nil, nil
		}
		return facts(Settled(c))
	case ReportMedia:
		return decideMedia(s, at, c)
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func decideSpeakerTime(s State, at Moment, c SpeakerTime) ([]Fact, error) {
	if err := s.seesOnAir(c.Slot); err != nil {
		return nil, err
	}
	pass := &s.Passes[s.onAir]
	length, _, _ := s.measure(s.place(c.Slot), pass, at)
	switch {
	case c.By == 0:
		return nil, nil
	case c.By.Abs() > mostAdded:
		return nil, refuse(TooMuchTime, "%v at once; the most is %v", c.By, mostAdded)
	case length+pass.Speaker+c.By < 0:
		return nil, refuse(TooMuchTime, "the speaker has only %v", length+pass.Speaker)
	}
	return facts(SpeakerGiven(c))
}

func decideShiftStart(s State, at Moment, c ShiftStart) ([]Fact, error) {
	if err := s.seesOnAir(c.Slot); err != nil {
		return nil, err
	}
	pass := &s.Passes[s.onAir]
	switch elapsed := pass.elapsed(at); {
	case c.By == 0:
		return nil, nil
	case c.By.Abs() > mostAdded:
		return nil, refuse(TooMuchTime, "%v at once; the most is %v", c.By, mostAdded)
	case c.By > elapsed:
		return nil, refuse(TooMuchTime, "it has been on air for only %v", elapsed)
	}
	for k := s.onAir + 1; k < len(s.Passes); k++ { // what was taken back ran inside this one
		if into := s.Passes[k].Started.Since(pass.Started); into < c.By {
			return nil, refuse(TooMuchTime, "%q was on air %v after it began", s.Passes[k].Slot, into)
		}
	}
	if k := s.boundary(); k >= 0 {
		if before := s.Passes[k].elapsed(at); before+c.By < 0 {
			return nil, refuse(TooMuchTime, "what was on air before lasted only %v", before)
		}
		return facts(StartShifted(c))
	}
	for k := range s.Passes {
		if free := pass.Started.Since(s.Passes[k].Ended); k != s.onAir && !s.Passes[k].Ended.IsZero() && free+c.By < 0 {
			return nil, refuse(TooMuchTime, "something else ended %v before", free)
		}
	}
	return facts(StartShifted(c))
}

// boundary is the pass that ended when the one on air began, -1 for none: their common moment moves as one.
func (s State) boundary() int {
	pass := &s.Passes[s.onAir]
	for k := len(s.Passes) - 1; k >= 0; k-- {
		if p := &s.Passes[k]; k != s.onAir && p.Ended == pass.Started {
			return k
		}
	}
	return -1
}

func decideJump(s State, at Moment, c Jump) ([]Fact, error) {
	on := s.OnAirSlot()
	switch {
	case on != "" && c.To == on && c.From == s.before(): // heard twice
		return nil, nil
	case s.Show.Index(c.To) < 0:
		return nil, refuse(UnknownSlot, "%q", c.To)
	case c.From != on:
		return nil, refuse(MovedOn, "%q is on air, not %q", on, c.From)
	case c.To == on:
		return nil, refuse(AlreadyOnAir, "%q", c.To)
	case !s.canStandBy(c.To):
		return nil, refuse(SlotDropped, "%q", c.To)
	case !s.lastGo.IsZero() && at.Since(s.lastGo) < doublePress:
		return nil, nil
	}
	return facts(Went{From: c.From, To: c.To, Jumped: true})
}

// decideMedia notes what a media does, and has its end take the next slot where the sheet says so.
func decideMedia(s State, at Moment, c ReportMedia) ([]Fact, error) {
	if !s.minds(c) {
		return nil, nil
	}
	out := []Fact{MediaSeen(c)}
	if s.takesAfter(at, c) {
		out = append(out, Went{From: s.OnAirSlot(), To: s.Standby, Media: c.Input})
	}
	return out, nil
}

// takesAfter says whether what a media does takes the next slot on air.
func (s State) takesAfter(at Moment, c ReportMedia) bool {
	pass, on := s.OnAir()
	if !on || c.Event != MediaEnded || s.Held() || !s.Old.IsZero() {
		return false
	}
	i := s.place(pass.Slot)
	if i < 0 || s.Show.Slots[i].AtEnd != TakeAfterMedia || s.place(s.Standby) <= i || !s.canStandBy(s.Standby) {
		return false
	}
	return s.endsWith(i, &pass, c.Input, at)
}

// liveStep is how things stood on air before a correction.
type liveStep struct {
	passes  []Pass
	onAir   int
	standby SlotID
	// mark is State.live of that time: beyond it nothing can be turned back.
	mark Seq
}

func (s State) liveStep() *liveStep {
	return &liveStep{passes: s.Passes, onAir: s.onAir, standby: s.Standby, mark: s.live}
}

// applyLive folds what happens to the slot on air, and notes what Undo can take back of it.
func applyLive(s State, e Entry) State {
	before := s
	s.Old = Moment{} // whoever acts on what is on air has gone on with it
	undoable := true
	switch f := e.Fact.(type) {
	case Went:
		s = applyWent(s, e.At, f)
		if undoable = f.Jumped && before.onAir >= 0; !undoable {
			s.live = e.Seq
		}
	case WentBack:
		s = applyBack(s, e.At).sends(e.At)
	case Held:
		s = changePass(s, func(p *Pass) { p.HeldSince = e.At })
		s.pickedInHold = false
	case Released:
		s = changePass(s, func(p *Pass) { p.release(e.At) })
		s.pickedInHold = false
	case Extended:
		s = changePass(s, func(p *Pass) { p.Added += f.By }).rearmed(e.At)
	case SpeakerGiven:
		s = changePass(s, func(p *Pass) { p.Speaker += f.By })
	case StartShifted:
		s = applyStartShifted(s, f.By).rearmed(e.At)
	case Restarted:
		s = applyRestarted(s, e.At, f)
	case Closed:
		s = closed(s, e.At)
		s.live, undoable = e.Seq, false
	case Settled:
		s = applySettled(s, before.Old, e.At, f.How)
		s.live, undoable = e.Seq, false
	}
	// Without a waiting scene a hold leaves the picture as it is, whoever put it there.
	if before.Held() != s.Held() && before.onAir == s.onAir && s.Waiting != "" {
		s.turn++
	}
	if undoable && before.onAir >= 0 {
		s = s.did(step{entry: e, live: before.liveStep()})
	}
	return s
}

func applyWent(s State, at Moment, f Went) State {
	if !s.dated {
		s = s.onItsDay(f.To, at)
	}
	s = beginPass(s, f.To, at)
	s.Standby = s.Show.follow(s.place(f.To))
	s = s.goes(at).sends(at)
	s.lastGo = at
	s.picked, s.pickedInHold, s.CueTroubles = "", false, nil
	s.OBS.Refused = Denial{} // it was about the scene before
	s.turn++
	return s
}

func applyStartShifted(s State, by time.Duration) State {
	if s.onAir < 0 {
		return s
	}
	k := s.boundary()
	s.Passes = slices.Clone(s.Passes)
	p := &s.Passes[s.onAir]
	p.Started = p.Started.Add(by)
	if k >= 0 {
		s.Passes[k].Ended = p.Started
	}
	return s
}

// applyRestarted leaves the pass as one that was taken back, so that no time on air is lost from the log.
func applyRestarted(s State, at Moment, f Restarted) State {
	if s.onAir < 0 {
		return s
	}
	again := s.onAir
	s = beginPass(s, s.OnAirSlot(), at)
	s.Passes[again].TakenBack = true // beginPass has just made the copy
	return s
}

func closed(s State, at Moment) State {
	s = endPass(s, at).sends(at)
	s.picked = ""
	if !s.Run.Rehearsing() {
		s.Mode = ClosedMode
	}
	s.opened, s.dated = len(s.Passes), false
	return s
}

func applySettled(s State, old, at Moment, how Settling) State {
	switch {
	case old.IsZero():
	case how == CloseOld:
		s = closed(s, old)
	case how == FromStop && !s.Held(): // a hold goes on anyway
		s = changePass(s, func(p *Pass) { p.HeldFor += at.Since(old) }).rearmed(at)
	}
	return s
}

// rearmed lets the thresholds and the end that people have put off come again.
func (s State) rearmed(at Moment) State {
	if s.onAir < 0 {
		return s
	}
	pass := &s.Passes[s.onAir]
	i := s.place(pass.Slot)
	_, left, _ := s.measure(i, pass, at)
	warn, danger := s.thresholds(i)
	return changePass(s, func(p *Pass) {
		p.cutShort = left <= 0 && (p.cutShort || !p.RanOver)
		p.RanOver = p.RanOver && left <= 0
		p.Endangered = p.Endangered && left <= danger
		p.Warned = p.Warned && left <= warn
	})
}

// turned puts what is on air back to how it stood in a step. What has been warned of stays so, and what began since then
// stays in the log.
func (s State) turned(to *liveStep, at Moment) State {
	scene := s.Look().Scene
	passes := slices.Clone(s.Passes)
	for i := range passes {
		p := &passes[i]
		if i >= len(to.passes) {
			p.release(at)
			if p.TakenBack = true; p.Ended.IsZero() {
				p.Ended = at
			}
			continue
		}
		seen := *p
		*p = to.passes[i]
		p.Warned, p.Endangered, p.RanOver = p.Warned || seen.Warned, p.Endangered || seen.Endangered, p.RanOver || seen.RanOver
		p.MediaEnds = seen.MediaEnds
	}
	if s.Passes = passes; s.onAir != to.onAir {
		s.onAir = to.onAir
		s.Standby, s.OBS.Refused = to.standby, Denial{}
		if !s.canStandBy(s.Standby) {
			s.Standby = s.Show.follow(s.place(s.OnAirSlot()))
		}
		s.picked, s.pickedInHold = "", false
		s = s.sends(at)
	}
	s = s.rearmed(at)
	if s.Look().Scene != scene {
		s.turn++
	}
	return s
}

// readBy reads {"slot","by_ms"}; a missing by_ms is an error, never a silent zero.
func readBy(b []byte) (SlotID, time.Duration, error) {
	var w addTime
	if err := strictly(b, &w); err != nil {
		return "", 0, err
	}
	if w.Millis == nil {
		return "", 0, errNoBy
	}
	return w.Slot, capped(*w.Millis), nil
}
