package runsheet

import (
	"cmp"
	"slices"
	"time"
)

// Remedy is a way to bring the plan back in line with the clock.
type Remedy string

// The remedies. ShiftAll tells the plan the truth and costs nobody a minute; TakeReserve is for a show that is early; the
// others make up for time that was lost.
const (
	ShiftAll     Remedy = "shift"
	CompressSome Remedy = "compress"
	BreaksFirst  Remedy = "breaks"
	DropOne      Remedy = "drop"
	TakeReserve  Remedy = "reserve"
)

// Remedies lists every Remedy, in the order in which screens offer them.
var Remedies = []Remedy{ShiftAll, BreaksFirst, CompressSome, DropOne, TakeReserve}

// grain is what lengths are compressed to, down; a plan of odd seconds is one that nobody can say on the intercom.
const grain = 15 * time.Second

// leastShare is what is left of a compressed slot at least, where its sender names no minimum: half, and a minute.
const leastShare, leastLength = 2, time.Minute

// ReplanWish is what a person wants of a re-plan. The zero wish takes every slot that is to come.
type ReplanWish struct {
	// Slots are those that may be compressed, or of which one may be dropped; none means all.
	Slots []SlotID
	// Least is the shortest that a compressed slot may become; zero is half of its length, a minute at least.
	Least time.Duration
	// Reserve is the slot that is taken from the reserve, "" for the one that fits best.
	Reserve SlotID
}

// Proposal is one remedy worked out: what it makes of the sheet, when the show would end then, and what that costs.
type Proposal struct {
	Remedy  Remedy
	Changes []Change
	// End is the new expected end; Missed is by how much it still is behind the target, 0 or less when it is met.
	End    time.Time
	Missed time.Duration
	Costs  []Cost
}

// Cost is what a proposal does to one slot. Is is zero for one that is dropped, Was for one that is taken in.
type Cost struct {
	Slot    SlotID
	Title   string
	People  []string
	Was, Is time.Duration
}

// Lost is what the slots of a proposal lose in all; negative when they gain.
func (p Proposal) Lost() time.Duration {
	var lost time.Duration
	for _, c := range p.Costs {
		lost += c.Was - c.Is
	}
	return lost
}

// Target is when the show ought to end: the time it must be over by, else its planned end; zero when neither is known.
func (s State) Target(now Moment) time.Time {
	c := s.Clock(now)
	if !c.EndBy.IsZero() {
		return c.EndBy
	}
	return c.PlannedEnd
}

// Replans works out every remedy that would change something now, in the order of Remedies. What is on air, or was, is
// never touched. It takes some milliseconds with a long sheet: not for every frame.
func (s State) Replans(now Moment, wish ReplanWish) []Proposal {
	target, expected := s.Target(now), s.Clock(now).ExpectedEnd
	var all []Proposal
	for _, r := range Remedies {
		changes := s.remedy(r, now, target, wish)
		if len(changes) == 0 {
			continue
		}
		p := Proposal{Remedy: r, Changes: changes, Costs: s.costs(changes)}
		if p.End = s.with(changes).Clock(now).ExpectedEnd; !target.IsZero() {
			p.Missed = p.End.Sub(target)
		}
		switch {
		case r == ShiftAll: // it moves the plan, not the show
			p.Missed = max(p.Missed, 0)
		case r != TakeReserve && !p.End.Before(expected): // it costs something and gives nothing
			continue
		}
		all = append(all, p)
	}
	return all
}

// with is the state with some changes of the sheet, for working out what they would do; nothing else is true in it.
func (s State) with(changes []Change) State {
	return s.become(s.Show.With(changes), slices.ContainsFunc(changes, Change.shapes))
}

func (s State) remedy(r Remedy, now Moment, target time.Time, wish ReplanWish) []Change {
	late := !target.IsZero() && s.Clock(now).ExpectedEnd.After(target)
	switch {
	case r == ShiftAll:
		return s.shifted(now)
	case r == TakeReserve:
		return s.fromReserve(now, target, wish)
	case !late:
		return nil
	case r == CompressSome:
		return s.compressed(now, target, s.toCome(now, wish.Slots), wish.Least, nil)
	case r == BreaksFirst:
		return s.breaksFirst(now, target, wish)
	case r == DropOne:
		return s.dropped(now, target, wish)
	}
	return nil
}

// toCome are the places of the slots ahead whose length has a say in when the show ends: what stands before a gap, a hard
// start or a time of day that is kept as it is makes nothing later. Of those, the ones that were chosen, where some were.
func (s State) toCome(now Moment, chosen []SlotID) []int {
	next := s.place(s.Standby)
	if on := s.place(s.OnAirSlot()); next < 0 || on >= 0 && s.Show.Slots[on].Kind == Out {
		return nil
	}
	end := s.airEnds(now)
	var places []int
	for i := next; i < len(s.planned); i++ {
		slot := &s.Show.Slots[i]
		if slot.Dropped {
			continue
		}
		p := &s.planned[i]
		inTime := !p.start.IsZero() && !end.After(p.start) && (slot.Hard || p.gap > 0)
		var start time.Time
		if start, end = s.expect(i, end, now.Wall); inTime || p.until.After(start) {
			places = places[:0] // nothing before it matters
		}
		if slot.Kind == Out { // the show is over with it, and not without it
			break
		}
		if slot.Length > 0 && !slot.ToEnd && (len(chosen) == 0 || slices.Contains(chosen, slot.ID)) {
			places = append(places, i)
		}
	}
	return places
}

// shifted moves the planned starts of all that is to come by as much as each is expected to be off. Hard starts and
// times of day that a slot counts to stay: they are promised to somebody.
func (s State) shifted(now Moment) []Change {
	next := s.place(s.Standby)
	if next < 0 {
		return nil
	}
	rows := s.Rows(now, nil)
	var changes []Change
	for i := next; i < len(rows); i++ {
		slot := &s.Show.Slots[i]
		if off := rows[i].Start.Sub(rows[i].PlannedStart); !slot.Dropped && !slot.Hard && !slot.ToEnd && !slot.Start.IsZero() && off != 0 {
			was, is := slot.Start, slot.Start.Add(off)
			changes = append(changes, Change{Slot: slot.ID, Was: &Patch{Start: &was}, Is: &Patch{Start: &is}})
		}
	}
	return changes
}

// caughtUp lets what follows shorter and dropped slots move up, as far as the target needs it. Without it, each would wait
// for its planned start as behind a gap that somebody had planned.
func (s State) caughtUp(now Moment, target time.Time, changes []Change) []Change {
	if !s.with(changes).Clock(now).ExpectedEnd.After(target) {
		return changes
	}
	moved := s.movedUp(now, changes, 0)
	if spare := target.Sub(s.with(moved).Clock(now).ExpectedEnd); spare > 0 {
		moved = s.movedUp(now, changes, spare)
	}
	return moved
}

// movedUp has what follows shorter and dropped slots follow them at once, but for some spare time. Only what had no gap before
// it moves, to when it is expected then; hard starts and times of day that a slot counts to stay.
func (s State) movedUp(now Moment, changes []Change, spare time.Duration) []Change {
	is := s.with(changes)
	next := is.place(is.Standby)
	if next < 0 {
		return changes
	}
	end := s.airEnds(now)
	var least time.Time      // when a dropped slot would have begun that had to wait
	var before time.Duration // by how much the one before was moved up
	for i := next; i < len(is.planned); i++ {
		slot, p := &is.Show.Slots[i], &is.planned[i]
		was := s.place(slot.ID)
		waited := was >= 0 && (s.planned[was].gap > 0 || slot.Hard)
		if slot.Dropped {
			if was >= 0 && !s.Show.Slots[was].Dropped && waited {
				least = s.planned[was].start
			}
			continue
		}
		move := time.Duration(0)
		switch {
		case slot.Start.IsZero(): // the sheet has it follow anyway
			move = before
		case p.gap+before > 0 && !waited && !slot.ToEnd && !end.IsZero():
			to := end
			if least.After(to) {
				to = least
			}
			wait := min(max(p.start.Sub(to), 0), spare)
			spare -= wait
			if to = to.Add(wait).Truncate(time.Second); p.start.After(to) {
				move = p.start.Sub(to)
				was, is := slot.Start, slot.Start.Add(-move)
				changes = append(slices.Clip(changes), Change{Slot: slot.ID, Was: &Patch{Start: &was}, Is: &Patch{Start: &is}})
			}
		}
		if !slot.Start.IsZero() {
			p.gap += before - move
		}
		p.start, p.end = p.start.Add(-move), p.end.Add(-move)
		if before, least = move, (time.Time{}); !p.until.IsZero() {
			before = 0
		}
		_, end = is.expect(i, end, now.Wall)
	}
	return changes
}

// compressed shortens slots in proportion, beside those that are shortened already, so far that the target is met; where it
// cannot be, so far that more would bring nothing.
func (s State) compressed(now Moment, target time.Time, places []int, least time.Duration, already []Change) []Change {
	// share is what is kept of what a slot could give, in parts of parts: the most that still meets the target.
	const parts = 1 << 12
	keep := func(share int) []Change {
		changes := slices.Clip(already)
		for _, i := range places {
			slot := &s.Show.Slots[i]
			low := min(cmp.Or(least, max(slot.Length/leastShare, leastLength)), slot.Length)
			is := low + (slot.Length-low)/parts*time.Duration(share)
			if is = max(is.Truncate(grain), low); is < slot.Length {
				changes = append(changes, shorter(slot, is))
			}
		}
		return s.caughtUp(now, target, changes)
	}
	if best := s.with(keep(0)).Clock(now).ExpectedEnd; best.After(target) {
		target = best
	}
	low, high := 0, parts // keeping all misses the target; keeping nothing is the best there is
	for high-low > 1 {
		if half := (low + high) / 2; s.with(keep(half)).Clock(now).ExpectedEnd.After(target) {
			high = half
		} else {
			low = half
		}
	}
	return keep(low)
}

func shorter(slot *Slot, is time.Duration) Change {
	was := slot.Length
	return Change{Slot: slot.ID, Was: &Patch{Length: &was}, Is: &Patch{Length: &is}}
}

// breaksFirst takes what it can from breaks and questions, and only the rest from the others.
func (s State) breaksFirst(now Moment, target time.Time, wish ReplanWish) []Change {
	var soft, others []int
	for _, i := range s.toCome(now, wish.Slots) {
		if kind := s.Show.Slots[i].Kind; kind == Break || kind == QA {
			soft = append(soft, i)
		} else {
			others = append(others, i)
		}
	}
	changes := s.compressed(now, target, soft, wish.Least, nil)
	if len(changes) == 0 || !s.with(changes).Clock(now).ExpectedEnd.After(target) {
		return changes
	}
	shorter := slices.DeleteFunc(changes, func(c Change) bool { return c.Is.Length == nil }) // what follows moves up anew
	return s.compressed(now, target, others, wish.Least, shorter)
}

// dropped leaves out the shortest slot that is long enough to meet the target, else the one that helps most.
func (s State) dropped(now Moment, target time.Time, wish ReplanWish) []Change {
	places := s.toCome(now, wish.Slots)
	slices.SortStableFunc(places, func(i, j int) int { return cmp.Compare(s.Show.Slots[i].Length, s.Show.Slots[j].Length) })
	need := s.Clock(now).ExpectedEnd.Sub(target)
	tried := 0
	var best []Change
	var bestEnd time.Time
	for k, i := range places {
		slot := &s.Show.Slots[i]
		if slot.Length < need && k < len(places)-1 {
			continue
		}
		changes := s.caughtUp(now, target, []Change{leftOut(slot)})
		end := s.with(changes).Clock(now).ExpectedEnd // a gap behind it may keep some of what it gives
		if !end.After(target) {
			return changes
		}
		if best == nil || end.Before(bestEnd) {
			best, bestEnd = changes, end
		}
		if tried++; tried == mostTried {
			break
		}
	}
	return best
}

// mostTried bounds how many slots are tried one by one: a sheet may have thousands.
const mostTried = 20

func leftOut(slot *Slot) Change {
	was, is := false, true
	return Change{Slot: slot.ID, Was: &Patch{Dropped: &was}, Is: &Patch{Dropped: &is}}
}

// fromReserve puts the longest slot of the reserve that there is time for behind what is on air: the show still ends in
// time, and what would have begun when it is planned still does. A slot that was chosen is proposed whatever it costs.
func (s State) fromReserve(now Moment, target time.Time, wish ReplanWish) []Change {
	if target.IsZero() || s.Standby == "" && s.onAir < 0 {
		return nil
	}
	longest := make([]int, len(s.Show.Reserve))
	for i := range longest {
		longest[i] = i
	}
	slices.SortStableFunc(longest, func(i, j int) int { return cmp.Compare(s.Show.Reserve[j].Length, s.Show.Reserve[i].Length) })
	tried := 0
	for _, i := range longest {
		slot := &s.Show.Reserve[i]
		if slot.Dropped || slot.Length <= 0 || wish.Reserve != "" && slot.ID != wish.Reserve {
			continue
		}
		from := Place{Reserve: true}
		if i > 0 {
			from.After = s.Show.Reserve[i-1].ID
		}
		changes := []Change{{Slot: slot.ID, From: &from, To: &Place{After: s.OnAirSlot()}}}
		if wish.Reserve != "" || s.inTime(s.with(changes), now, target) {
			return changes
		}
		if tried++; tried == mostTried {
			break
		}
	}
	return nil
}

// inTime says whether another sheet ends by the target and delays nothing that begins when it is planned.
func (s State) inTime(other State, now Moment, target time.Time) bool {
	if other.Clock(now).ExpectedEnd.After(target) {
		return false
	}
	rows, others := s.Rows(now, nil), other.Rows(now, nil)
	for i := max(s.place(s.Standby), 0); i < len(rows); i++ {
		planned := !rows[i].Started && !s.Show.Slots[i].Start.IsZero() && rows[i].Start.Equal(rows[i].PlannedStart)
		if j := other.place(s.Show.Slots[i].ID); planned && j >= 0 && others[j].Start.After(rows[i].Start) {
			return false
		}
	}
	return true
}

// costs says what changes do to each slot that they lengthen, shorten, leave out or take in.
func (s State) costs(changes []Change) []Cost {
	var costs []Cost
	for _, c := range changes {
		slot, _ := s.Show.Find(c.Slot)
		cost := Cost{Slot: slot.ID, Title: slot.Title, People: slot.People, Was: slot.Length, Is: slot.Length}
		switch {
		case c.To != nil:
			cost.Was = 0
		case c.Is != nil && c.Is.Dropped != nil:
			cost.Is = 0
		case c.Is != nil && c.Is.Length != nil:
			cost.Is = *c.Is.Length
		}
		if cost.Was != cost.Is {
			costs = append(costs, cost)
		}
	}
	return costs
}

// Replan makes a remedy's changes of the sheet, all or none, as one entry. From is what its sender saw on air and Sheet the
// version of the sheet: when either moved on, nothing is done, for the proposal was about another show.
type Replan struct {
	Remedy  Remedy   `json:"remedy"`
	From    SlotID   `json:"from"`
	Sheet   Seq      `json:"sheet"`
	Changes []Change `json:"changes"`
}

func (Replan) command() string { return "replan" }

func decideReplan(s State, c Replan) ([]Fact, error) {
	switch {
	case !slices.Contains(Remedies, c.Remedy):
		return nil, refuse(BadValue, "a remedy is one of %q, not %q", Remedies, c.Remedy)
	case c.From != s.OnAirSlot():
		return nil, refuse(MovedOn, "%q is on air, not %q", s.OnAirSlot(), c.From)
	case len(c.Changes) > MaxSlots:
		return nil, refuse(BadCommand, "%d changes", len(c.Changes))
	}
	if err := s.seen(c.Sheet, func(Change) bool { return true }); err != nil {
		return nil, err
	}
	d := s.draft()
	for _, one := range c.Changes {
		change, err := d.replanned(one)
		if err != nil {
			return nil, err
		}
		d.do(change)
	}
	made, err := d.facts()
	if err != nil || len(made) == 0 {
		return nil, err
	}
	return facts(Edited{Changes: d.changes, Remedy: c.Remedy})
}

// replanned is a change as a re-plan may make it: a length, a start, a drop, or a move out of the reserve, of a slot that
// has not been on air. What it was is read from the sheet, never believed.
func (d *draft) replanned(c Change) (Change, error) {
	slot := d.b.slot(c.Slot)
	switch {
	case slot == nil:
		return c, refuse(UnknownSlot, "%q", c.Slot)
	case d.s.everRan(c.Slot) && (d.s.Done(c.Slot) || d.s.OnAirSlot() == c.Slot):
		return c, refuse(AlreadyRan, "%q", c.Slot)
	case c.To != nil:
		from := d.b.where(c.Slot)
		if l, i := d.b.find(c.To.After); !from.Reserve || c.To.Reserve || c.To.After != "" && (i < 0 || l != inOrder) {
			return c, refuse(BadCommand, "a re-plan moves out of the reserve alone")
		}
		to := *c.To
		return Change{Slot: c.Slot, From: &from, To: &to}, nil
	case c.Is == nil:
		return c, refuse(BadCommand, "a change of %q that changes nothing", c.Slot)
	}
	is, err := (Patch{Length: c.Is.Length, Start: c.Is.Start, Dropped: c.Is.Dropped}).fit()
	if err != nil {
		return c, err
	}
	next := is.on(*slot)
	was, now := differ(slot, &next)
	if now == nil {
		return c, refuse(BadCommand, "a change of %q that changes nothing", c.Slot)
	}
	return Change{Slot: c.Slot, Was: was, Is: now}, nil
}
