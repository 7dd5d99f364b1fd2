package runsheet

import (
	"cmp"
	"time"
)

// plannedSlot is a slot's place in time by the sheet alone; zero times mean that the sheet does not say.
type plannedSlot struct {
	start, end time.Time
	// gap is the air before the slot: positive gaps absorb delay.
	gap time.Duration
	// until is the time of day that the slot counts to, zero for one that has a length.
	until time.Time
}

// anotherDay is how far from its sheet a show may begin and still be on the day of the sheet. Beyond it, the sheet is
// one that was kept from another day, and its times are read as times of the day on which the show really runs.
const anotherDay = 12 * time.Hour

// daysOff is by how many days a sheet is moved when a slot that it plans at one time begins at another.
func daysOff(planned, began time.Time) int {
	off := began.Sub(planned)
	if planned.IsZero() || off.Abs() <= anotherDay {
		return 0
	}
	return int((off + off/off.Abs()*anotherDay) / (24 * time.Hour))
}

// onItsDay moves the sheet to the day on which a slot began. A slot that the sheet gives no time decides nothing.
func (s State) onItsDay(slot SlotID, began Moment) State {
	s = s.onDay(0)
	i := s.place(slot)
	if i < 0 || s.planned[i].start.IsZero() {
		return s
	}
	s.dated = true
	if days := daysOff(s.planned[i].start, began.Wall); days != 0 {
		s = s.onDay(days)
	}
	return s
}

// onDay plans the sheet, moved by some days.
func (s State) onDay(days int) State {
	s.days, s.planned, s.endBy = days, plan(s.Show, days), s.Show.EndBy
	if days != 0 && !s.endBy.IsZero() {
		s.endBy = s.endBy.In(s.Show.Location()).AddDate(0, 0, days)
	}
	return s
}

// plan gives each slot its planned times, moved by some days: a slot without a start follows the one before it. A dropped
// slot has its own times, and none of the others'.
func plan(s Show, days int) []plannedSlot {
	zone := time.UTC
	if days != 0 { // reading a zone takes longer than all the rest
		zone = s.Location()
	}
	planned := make([]plannedSlot, len(s.Slots))
	var end time.Time
	for i, slot := range s.Slots {
		p := plannedSlot{start: slot.Start}
		if days != 0 && !p.start.IsZero() {
			p.start = p.start.In(zone).AddDate(0, 0, days) // the same time of day, summer or winter
		}
		if p.start.IsZero() {
			p.start = end
		} else if !end.IsZero() {
			p.gap = p.start.Sub(end)
		}
		if !p.start.IsZero() {
			p.end = p.start.Add(slot.Length)
		}
		if slot.ToEnd {
			p.until = p.end
		}
		planned[i] = p
		if !slot.Dropped {
			end = p.end
		}
	}
	countToNext(s, planned)
	return planned
}

// countToNext lets each countdown count to the planned start of the slot behind it, where the sheet gives that one a time.
func countToNext(s Show, planned []plannedSlot) {
	next := -1
	for i := len(planned) - 1; i >= 0; i-- {
		slot := &s.Slots[i]
		if slot.Dropped {
			continue
		}
		if p := &planned[i]; slot.Kind == Countdown && next >= 0 && !s.Slots[next].Start.IsZero() && planned[next].start.After(p.start) {
			p.until = planned[next].start
			if !p.start.IsZero() {
				p.end = p.until
				planned[next].gap = 0
			}
		}
		next = i
	}
}

// Clock is what the screens show of time at one Moment. Every difference is already taken: nobody else subtracts.
type Clock struct {
	// Now is the wall clock of the Moment that was asked for.
	Now time.Time
	// OnAir says whether the fields down to Over mean anything.
	OnAir   bool
	Started time.Time
	// Length is what the slot may last in all, additions included.
	Length  time.Duration
	Elapsed time.Duration
	// Left is negative once the slot runs over.
	Left time.Duration
	Held bool
	// Media is what the slot on air counts with, because its end takes the next one; empty for none, or while nobody knows how
	// long it lasts. Left is then what is left of it, and Length what the slot will have lasted.
	Media string
	// Over says that the slot runs over; one that only marks a moment never does.
	Over bool
	// HeldFor is the length of the present hold.
	HeldFor time.Duration
	// Phase says how near the end of the slot is, by Warn and Danger: what is left at its thresholds, zero for none.
	Phase        Phase
	Warn, Danger time.Duration
	// SpeakerLeft is what the speaker's own countdown shows: Left, and what was given to the speaker alone.
	SpeakerLeft  time.Duration
	SpeakerPhase Phase

	// Late is how far the show is behind its sheet; negative is ahead. Zero when the sheet has no times.
	Late time.Duration
	// LateSinceStart is Late without what the show was late by when it began.
	LateSinceStart time.Duration
	// ExpectedEnd is when the last slot will end if nothing else happens, zero when nothing is to come; PlannedEnd is when
	// the sheet has it end.
	ExpectedEnd, PlannedEnd time.Time
	// GroupEnd is when the group on air will end, zero where the slot on air has none.
	GroupEnd time.Time
	// GroupBy is when the group on air will have had the length that it is meant to have, zero where it has none.
	GroupBy time.Time
	// EndBy is when the show must be over, PastEndBy by how much it is expected to miss that; negative is in time.
	EndBy     time.Time
	PastEndBy time.Duration
}

// ForSpeaker is the clock as the speaker is shown it, with what was given to the speaker alone.
func (c Clock) ForSpeaker() Clock {
	given := c.SpeakerLeft - c.Left
	c.Left, c.Length, c.Phase = c.SpeakerLeft, c.Length+given, c.SpeakerPhase
	c.Over = c.OnAir && c.Phase == PastItsTime && c.Left < 0
	return c
}

// Phase says how near the end of a slot is.
type Phase string

// The phases. A slot on hold, and one that only marks a moment, is calm.
const (
	Calm        Phase = "calm"
	InWarning   Phase = "warning"
	InDanger    Phase = "danger"
	PastItsTime Phase = "over"
)

// thresholds are what is left of a slot when people are warned, and warned again; zero is never.
func (s State) thresholds(i int) (warn, danger time.Duration) {
	if i < 0 {
		return DefaultWarn, DefaultDanger
	}
	slot := &s.Show.Slots[i]
	return max(cmp.Or(slot.Warn, s.Show.Warn, DefaultWarn), 0), max(cmp.Or(slot.Danger, s.Show.Danger, DefaultDanger), 0)
}

// phase is where a countdown stands; one as short as a threshold does not begin with a warning.
func (s State) phase(i int, length, left time.Duration) Phase {
	warn, danger := s.thresholds(i)
	switch {
	case left <= 0:
		return PastItsTime
	case left <= danger && length > danger:
		return InDanger
	case left <= warn && length > warn:
		return InWarning
	}
	return Calm
}

// measure says how long a pass may last in all, additions included, and what is left of it. It is not timed where the
// slot only marks a moment. Slot i is the pass's, -1 for one that the sheet has no more.
func (s State) measure(i int, p *Pass, now Moment) (length, left time.Duration, timed bool) {
	elapsed := p.elapsed(now)
	if i >= 0 {
		if until := s.until(i, p); !until.IsZero() {
			left = until.Add(p.Added).Sub(now.Wall)
			return elapsed + left, left, true
		}
		length = s.Show.Slots[i].Length
	}
	length += p.Added
	return length, length - elapsed, length > 0 || p.Added != 0
}

// mediaOnAir is the media that will take the next slot by its end, with what is left of it now.
func (s State) mediaOnAir(i int, p *Pass, now Moment) (first Media, plays bool) {
	h := s.Signals.Health
	if i < 0 || s.Show.Slots[i].AtEnd != TakeAfterMedia || !p.HeldSince.IsZero() || h == nil || !h.fresh(now) {
		return first, false
	}
	for _, m := range h.Media {
		if m.Playing && m.Length > 0 && s.endsWith(i, p, m.Source, now) && (!plays || m.Left < first.Left) {
			first, plays = m, true
		}
	}
	first.Left = max(0, first.Left-now.Since(h.At))
	return first, plays
}

// airEnds is when what is on air is expected to end, by its media where one ends it; zero for nothing.
func (s State) airEnds(now Moment) time.Time {
	if s.onAir < 0 {
		return time.Time{}
	}
	p := &s.Passes[s.onAir]
	i := s.place(p.Slot)
	_, left, _ := s.measure(i, p, now)
	if m, plays := s.mediaOnAir(i, p, now); plays {
		left = m.Left
	}
	return now.Wall.Add(max(left, 0))
}

// endsWith says whether the end of this media, were it now, would end a pass of slot i. A media of before does not.
func (s State) endsWith(i int, p *Pass, source string, now Moment) bool {
	for _, cue := range s.Show.Slots[i].Cues {
		if cue.Target == source || cue.Media == source {
			return true
		}
	}
	return now.Since(p.Started) >= mediaOfBefore
}

// until is the time of day that a pass counts to, zero for none. A countdown that begins when that time is past counts
// its length instead.
func (s State) until(i int, p *Pass) time.Time {
	until := s.planned[i].until
	if s.Show.Slots[i].Kind == Countdown && !s.Show.Slots[i].ToEnd && !until.After(p.Started.Wall) {
		return time.Time{}
	}
	return until
}

// Clock answers what a screen asks about time. It allocates nothing.
func (s State) Clock(now Moment) Clock {
	c := Clock{Now: now.Wall}
	var end time.Time
	group := ""
	if s.onAir >= 0 {
		pass := &s.Passes[s.onAir]
		i := s.place(pass.Slot)
		c.OnAir = true
		c.Started = pass.Started.Wall
		c.Elapsed = pass.elapsed(now)
		var timed bool
		c.Length, c.Left, timed = s.measure(i, pass, now)
		if m, plays := s.mediaOnAir(i, pass, now); plays {
			c.Media, c.Length, c.Left, timed = m.Source, c.Elapsed+m.Left, m.Left, true
		}
		c.SpeakerLeft = c.Left + pass.Speaker
		c.Over = c.Left < 0 && timed
		if c.Held = !pass.HeldSince.IsZero(); c.Held {
			c.HeldFor = now.Since(pass.HeldSince)
		}
		c.Phase, c.SpeakerPhase = Calm, Calm
		if timed {
			c.Warn, c.Danger = s.thresholds(i)
			c.Phase, c.SpeakerPhase = s.phase(i, c.Length, c.Left), s.phase(i, c.Length+pass.Speaker, c.SpeakerLeft)
		}
		end = now.Wall.Add(max(c.Left, 0))
		if i >= 0 {
			if group = s.Show.Slots[i].Group; group != "" {
				c.GroupEnd = end
				if target := s.Show.Targets[group]; target > 0 {
					c.GroupBy = s.groupBegan(group).Add(target)
				}
			}
			if !s.planned[i].end.IsZero() {
				c.Late = end.Sub(s.planned[i].end)
			}
		}
	}
	next := s.place(s.Standby)
	if !c.OnAir && next >= 0 && !s.planned[next].start.IsZero() {
		if c.Late = max(now.Wall.Sub(s.planned[next].start), 0); c.Late > anotherDay {
			c.Late = 0
		}
	}
	if over := s.place(s.OnAirSlot()); next >= 0 && (over < 0 || s.Show.Slots[over].Kind != Out) {
		for i := next; i < len(s.planned); i++ {
			if s.Show.Slots[i].Dropped {
				continue
			}
			if _, end = s.expect(i, end, now.Wall); s.Show.Slots[i].Kind == Out { // the show is over with it
				if s.Show.Slots[i].Group == group && group != "" {
					c.GroupEnd = end
				}
				break
			}
			if group != "" && s.Show.Slots[i].Group == group {
				c.GroupEnd = end
			} else {
				group = ""
			}
		}
	}
	c.ExpectedEnd = end
	c.LateSinceStart = c.Late - s.lateStart()
	c.PlannedEnd = s.plannedEnd(max(s.place(s.OnAirSlot()), next, 0))
	if c.EndBy = s.endBy; !c.EndBy.IsZero() && !end.IsZero() {
		c.PastEndBy = end.Sub(c.EndBy)
	}
	return c
}

// plannedEnd is when the sheet has the show end that is at place i: with the first way out from there on, else with its last slot
// that has a time.
func (s State) plannedEnd(i int) (end time.Time) {
	for ; i < len(s.planned); i++ {
		slot := &s.Show.Slots[i]
		if slot.Dropped {
			continue
		}
		if !s.planned[i].end.IsZero() {
			end = s.planned[i].end
		}
		if slot.Kind == Out {
			break
		}
	}
	return end
}

// groupBegan is when the group on air began: with the first of the passes that lie together in it.
func (s State) groupBegan(group string) (began time.Time) {
	for k := s.onAir; k >= s.opened; k-- {
		p := &s.Passes[k]
		if p.TakenBack {
			continue
		}
		if i := s.place(p.Slot); i < 0 || s.Show.Slots[i].Group != group {
			break
		}
		began = p.Started.Wall
	}
	return began
}

// lateStart is how late the show began, negative for early: the first slot with a planned time counts.
func (s State) lateStart() time.Duration {
	for k := s.opened; k < len(s.Passes); k++ {
		p := &s.Passes[k]
		if i := s.place(p.Slot); i >= 0 && !p.TakenBack && !s.planned[i].start.IsZero() {
			return p.Started.Wall.Sub(s.planned[i].start)
		}
	}
	return 0
}

// elapsed is how long the pass has been on air, its holds left out.
func (p Pass) elapsed(now Moment) time.Duration {
	if !p.Ended.IsZero() {
		now = p.Ended
	}
	e := now.Since(p.Started) - p.HeldFor
	if !p.HeldSince.IsZero() {
		e -= now.Since(p.HeldSince)
	}
	return e
}

// expect says when slot i will start and end, given when the one before it will end (zero: nothing before it). Hard
// starts and gaps wait for the planned time; everything else follows at once, early or late.
func (s State) expect(i int, before, now time.Time) (start, end time.Time) {
	p := s.planned[i]
	start = before
	if start.IsZero() {
		start = now
	}
	waits := s.Show.Slots[i].Hard || p.gap > 0 || before.IsZero()
	if waits && p.start.After(start) {
		start = p.start
	}
	switch slot := &s.Show.Slots[i]; {
	case p.until.After(start):
		return start, p.until
	case slot.ToEnd && !p.until.IsZero(): // its time is over before it begins
		return start, start
	default:
		return start, start.Add(slot.Length)
	}
}

// Stage is where a slot stands in the evening.
type Stage string

// The stages of a slot. A skipped slot was passed over and is not ahead any more.
const (
	Ahead    Stage = "ahead"
	OnStand  Stage = "standby"
	OnTheAir Stage = "on-air"
	Past     Stage = "done"
	Skipped  Stage = "skipped"
	Dropped  Stage = "dropped"
)

// Row is one slot's times, for lists. Planned times are zero when the sheet does not say.
type Row struct {
	Stage                    Stage
	PlannedStart, PlannedEnd time.Time
	// Start and End are actual where Started and Ended say so, expected where not; zero for a skipped slot.
	Start, End     time.Time
	Started, Ended bool
}

// Rows gives a Row for every slot of the sheet, in its order, in dst when that is large enough.
func (s State) Rows(now Moment, dst []Row) []Row {
	n := len(s.Show.Slots)
	if cap(dst) < n {
		dst = make([]Row, n)
	}
	dst = dst[:n]
	for i := range dst {
		dst[i] = Row{Stage: Skipped, PlannedStart: s.planned[i].start, PlannedEnd: s.planned[i].end}
		if s.Show.Slots[i].Dropped {
			dst[i].Stage = Dropped
		}
	}
	var end time.Time
	for k, pass := range s.Passes {
		i := s.place(pass.Slot)
		if i < 0 || pass.TakenBack {
			continue
		}
		r := &dst[i]
		r.Started = true
		r.Start = pass.Started.Wall
		if k == s.onAir {
			r.Stage = OnTheAir
			end = s.airEnds(now)
			r.Ended, r.End = false, end
		} else if !pass.Ended.IsZero() {
			r.Stage = Past
			r.Ended, r.End = true, pass.Ended.Wall
		}
	}
	if next := s.place(s.Standby); next >= 0 {
		for i := next; i < n; i++ {
			if s.Show.Slots[i].Dropped {
				continue
			}
			start, stop := s.expect(i, end, now.Wall)
			end = stop
			if r := &dst[i]; r.Stage != OnTheAir {
				*r = Row{Stage: Ahead, PlannedStart: r.PlannedStart, PlannedEnd: r.PlannedEnd, Start: start, End: stop}
			}
		}
		if dst[next].Stage == Ahead {
			dst[next].Stage = OnStand
		}
	}
	return dst
}

const (
	// takeWithin is how long after the end a slot may still take the next one by itself. An end that is noticed later came
	// while the machine slept or nobody was at the desk: people decide.
	takeWithin = 2 * time.Second
	// never is the wait when only a command can change something.
	never = 24 * time.Hour
)

// Due says what time alone makes happen at now, and how long nothing more will. Whoever runs a State writes the facts
// as entries, which is why none of them happens twice.
func (s State) Due(now Moment) (facts []Fact, wait time.Duration) {
	wait = never
	if s.onAir >= 0 && !s.Held() && s.Old.IsZero() {
		facts, wait = s.dueOnAir(now)
	}
	for _, due := range [...]func(State, Moment) ([]Fact, time.Duration){State.dueTimers, State.dueReminders, State.dueSights} {
		more, until := due(s, now)
		facts, wait = append(facts, more...), min(wait, until)
	}
	if s.Burst {
		if s.burstIsOver(now) {
			facts = append(facts, BurstEnded{})
		} else {
			wait = min(wait, 5*time.Second)
		}
	}
	return facts, wait
}

// dueOnAir is Due for the slot on air. Its thresholds and its end come once, unless people move them.
func (s State) dueOnAir(now Moment) (facts []Fact, wait time.Duration) {
	pass := &s.Passes[s.onAir]
	i := s.place(pass.Slot)
	length, left, timed := s.measure(i, pass, now)
	if !timed {
		return nil, never
	}
	if left <= 0 {
		if !pass.RanOver {
			facts = append(facts, RanOver{Slot: pass.Slot})
			facts = append(facts, s.atEnd(i, left)...)
		}
		return facts, never
	}
	warn, danger := s.thresholds(i)
	switch s.phase(i, length, left) {
	case InDanger:
		if !pass.Endangered {
			facts = append(facts, Endangered{Slot: pass.Slot})
		}
	case InWarning:
		if !pass.Warned {
			facts = append(facts, Warned{Slot: pass.Slot})
		}
	}
	wait = left
	for _, at := range [2]time.Duration{warn, danger} {
		if length > at && left > at {
			wait = min(wait, left-at)
		}
	}
	return facts, wait
}

// atEnd is what the sheet has happen when slot i's time is up. What was cut short by hand, or ended unseen, takes nothing:
// no correction and no restart may change the picture. Nothing is ever taken again from the top of the sheet.
func (s State) atEnd(i int, left time.Duration) []Fact {
	if i < 0 {
		return nil
	}
	pass := &s.Passes[s.onAir]
	switch s.Show.Slots[i].AtEnd {
	case StandbyNext:
		if next := s.Show.follow(i); next != "" && next != s.Standby {
			return []Fact{StoodBy{Slot: next}}
		}
	case TakeNext:
		if left > -takeWithin && !pass.cutShort && s.place(s.Standby) > i && s.canStandBy(s.Standby) {
			return []Fact{Went{From: pass.Slot, To: s.Standby}}
		}
	}
	return nil
}
