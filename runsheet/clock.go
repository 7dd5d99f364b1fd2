package runsheet

import "time"

// plannedSlot is a slot's place in time by the sheet alone; zero times mean that the sheet does not say.
type plannedSlot struct {
	start, end time.Time
	// gap is the air before the slot: positive gaps absorb delay.
	gap time.Duration
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
	s.days, s.planned = 0, plan(s.Show, 0)
	i := s.place(slot)
	if i < 0 || s.planned[i].start.IsZero() {
		return s
	}
	s.dated = true
	if s.days = daysOff(s.planned[i].start, began.Wall); s.days != 0 {
		s.planned = plan(s.Show, s.days)
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
		planned[i] = p
		if !slot.Dropped {
			end = p.end
		}
	}
	return planned
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
	// Over says that the slot runs over; one that only marks a moment never does.
	Over bool
	// HeldFor is the length of the present hold.
	HeldFor time.Duration
	// Late is how far the show is behind its sheet; negative is ahead. Zero when the sheet has no times.
	Late time.Duration
	// ExpectedEnd is when the last slot will end if nothing else happens, zero when nothing is to come.
	ExpectedEnd time.Time
}

// Clock answers what a screen asks about time. It allocates nothing.
func (s State) Clock(now Moment) Clock {
	c := Clock{Now: now.Wall}
	var end time.Time
	if pass, on := s.OnAir(); on {
		i := s.place(pass.Slot)
		c.OnAir = true
		c.Started = pass.Started.Wall
		c.Elapsed = pass.elapsed(now)
		c.Length = pass.Added
		if i >= 0 {
			c.Length += s.Show.Slots[i].Length
		}
		c.Left = c.Length - c.Elapsed
		c.Over = c.Left < 0 && (c.Length > 0 || pass.Added != 0)
		if c.Held = !pass.HeldSince.IsZero(); c.Held {
			c.HeldFor = now.Since(pass.HeldSince)
		}
		end = now.Wall.Add(max(c.Left, 0))
		if i >= 0 && !s.planned[i].end.IsZero() {
			c.Late = end.Sub(s.planned[i].end)
		}
	}
	next := s.place(s.Standby)
	if !c.OnAir && next >= 0 && !s.planned[next].start.IsZero() {
		if c.Late = max(now.Wall.Sub(s.planned[next].start), 0); c.Late > anotherDay {
			c.Late = 0
		}
	}
	if next >= 0 {
		for i := next; i < len(s.planned); i++ {
			if !s.Show.Slots[i].Dropped {
				_, end = s.expect(i, end, now.Wall)
			}
		}
	}
	c.ExpectedEnd = end
	return c
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
	return start, start.Add(s.Show.Slots[i].Length)
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
			end = now.Wall.Add(max(s.Show.Slots[i].Length+pass.Added-pass.elapsed(now), 0))
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
	// warnAt is what is left of a slot when people are warned.
	warnAt = time.Minute
	// window is the time over which questions are counted, for the burst and for one device.
	window = time.Minute
	// burstFrom questions in one window are a burst, which is over below burstUntil. A quiet public evening brings less
	// than one a minute; a hall of 2,000 that has just been told to ask has been seen to bring some tens.
	burstFrom, burstUntil = 60, 15
	// never is the wait when only a command can change something.
	never = 24 * time.Hour
)

// Due says what time alone makes happen at now, and how long nothing more will. Whoever runs a State writes the facts
// as entries, which is why none of them happens twice.
func (s State) Due(now Moment) (facts []Fact, wait time.Duration) {
	wait = never
	if pass, on := s.OnAir(); on && pass.HeldSince.IsZero() {
		c := s.Clock(now)
		switch {
		case c.Length <= 0 && pass.Added == 0: // it only marks a moment
		case c.Left <= 0:
			if !pass.RanOver {
				facts = append(facts, RanOver{Slot: pass.Slot})
			}
		case !pass.Warned && c.Length > warnAt && c.Left <= warnAt:
			facts = append(facts, Warned{Slot: pass.Slot})
			wait = min(wait, c.Left)
		case !pass.Warned && c.Length > warnAt:
			wait = min(wait, c.Left-warnAt)
		case !pass.RanOver:
			wait = min(wait, c.Left)
		}
	}
	if s.Burst {
		if s.askedSince(now, window, nil) < burstUntil {
			facts = append(facts, BurstEnded{})
		} else {
			wait = min(wait, 5*time.Second)
		}
	}
	return facts, wait
}

// askedSince counts the questions of the last d, of one device only where one is given.
func (s State) askedSince(now Moment, d time.Duration, device *DeviceID) int {
	n := 0
	for i := s.Questions.Len() - 1; i >= 0; i-- {
		q := s.Questions.at(i)
		// A negative age is a wall clock that was set back while the machine was off: nothing of that is recent.
		if age := now.Since(q.Asked); age > d || age < 0 {
			break
		}
		if device == nil || q.Device == *device {
			n++
		}
	}
	return n
}
