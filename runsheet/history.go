package runsheet

import "slices"

// pile is a list that grows at its top. It is a value: what stands on an older top stays as it is.
type pile[T any] struct {
	top   T
	under *pile[T]
}

// sheetEdit is what one entry did to the sheet. All of them since the show file began are kept: a sender's sight of the
// sheet is checked against them, and a watcher is sent those that it has not seen.
type sheetEdit struct {
	seq     Seq
	changes []Change
	// whole: another sheet took the place of the one before.
	whole bool
}

// step is one entry that Undo can take back, with what the entry itself does not say of the time before.
type step struct {
	entry Entry
	// show is the sheet before a Loaded, questions what it dealt with were before, preflight what people had said before
	// they said more.
	show      *Show
	questions []*Question
	preflight *Preflight
	// event is what there was of it before another one was loaded, or another show chosen.
	event *Event
	// live is what was on air before a correction of it.
	live *liveStep
}

// SheetVersion is the entry that changed the sheet last, 0 before the first.
func (s State) SheetVersion() Seq {
	if s.edits == nil {
		return 0
	}
	return s.edits.top.seq
}

// ChangesSince gives what makes the sheet of an earlier version into this one. It is false when that cannot be told in
// changes: another sheet was put in its place, or the version is not one of this file's past.
func (s State) ChangesSince(version Seq) ([]Change, bool) {
	if version > s.SheetVersion() {
		return nil, false
	}
	var newer []sheetEdit
	for p := s.edits; p != nil && p.top.seq > version; p = p.under {
		if p.top.whole {
			return nil, false
		}
		newer = append(newer, p.top)
	}
	changes := []Change{}
	for _, e := range slices.Backward(newer) {
		changes = append(changes, e.changes...)
	}
	return changes, true
}

// edit applies changes to the sheet.
func (s State) edit(seq Seq, changes []Change) State {
	s.edits = &pile[sheetEdit]{sheetEdit{seq: seq, changes: changes}, s.edits}
	return s.become(s.Show.With(changes), slices.ContainsFunc(changes, Change.shapes)).rearmed(s.Last.At)
}

// replace puts another sheet in the place of this one.
func (s State) replace(seq Seq, show Show) State {
	s.edits = &pile[sheetEdit]{sheetEdit{seq: seq, whole: true}, s.edits}
	return s.become(show, true).rearmed(s.Last.At)
}

// become is where every new sheet comes in; shaped says that its slots are not the same ones in the same order.
func (s State) become(show Show, shaped bool) State {
	old, on := s.Show, s.OnAirSlot()
	// A standby slot that simply follows the one on air goes on doing so; one that was chosen stays chosen.
	follows := s.Standby == old.follow(s.place(on))
	s.Show = show
	if shaped {
		s.places = make(map[SlotID]int, len(show.Slots))
		for i := range show.Slots {
			s.places[show.Slots[i].ID] = i
		}
	}
	if pass, live := s.OnAir(); live {
		s = s.onItsDay(on, pass.Started)
	} else {
		s = s.onDay(0)
	}
	switch {
	case s.Mode == ClosedMode && s.Standby == "":
	case follows && s.Mode != ClosedMode:
		s.Standby = show.follow(s.place(on))
	case !s.canStandBy(s.Standby):
		s.Standby = s.nextOf(old)
	}
	return s
}

// canStandBy says whether GO could take a slot.
func (s State) canStandBy(id SlotID) bool {
	i := s.place(id)
	return i >= 0 && !s.Show.Slots[i].Dropped
}

// nextOf finds what comes on standby when the slot that stood there is gone: the next one of the old sheet that is left.
func (s State) nextOf(old Show) SlotID {
	if i := old.Index(s.Standby); i >= 0 {
		for _, slot := range old.Slots[i:] {
			if s.canStandBy(slot.ID) && slot.ID != s.OnAirSlot() {
				return slot.ID
			}
		}
	}
	return s.Show.follow(s.place(s.OnAirSlot()))
}

// did notes what Undo can take back; from here on there is nothing to redo.
func (s State) did(one step) State {
	s.done, s.undone = &pile[step]{one, s.done}, nil
	return s
}

// stands says whether something that a step dealt with still is as the step left it (or, for Redo, as it found it), so
// that the step can be turned round. A question that somebody dealt with since then is nobody's to undo.
func (s State) stands(one step, undo bool) bool {
	for _, was := range one.questions {
		if s.standing(one, was, undo) {
			return true
		}
	}
	return false
}

func (s State) standing(one step, was *Question, undo bool) bool {
	q, ok := s.Questions.Get(was.ID)
	left, to := one.entry.Seq, was.Status
	if !undo {
		left, to = was.Handled, one.target(was)
	}
	if !ok || q.Handled != left {
		return false
	}
	if to != OnAirNow {
		return true
	}
	now, taken := s.QuestionOnAir()
	return !taken || now.ID == q.ID
}

// target is the status that a step leads one of its questions to.
func (one step) target(was *Question) Status {
	if f, is := one.entry.Fact.(Moved); is {
		return f.To
	}
	return was.Status // nothing but a Moved puts anything on air
}

// replaced says that two steps are one act: a question that went on air and the one that it took off it.
func replaced(first, second step) bool {
	off, is := first.entry.Fact.(Moved)
	on, are := second.entry.Fact.(Moved)
	return is && are && off.From == OnAirNow && on.To == OnAirNow && second.entry.Seq == first.entry.Seq+1
}

// inReach says whether a step about what is on air still can be turned: after a GO it cannot.
func (one step) inReach(s State) bool { return one.live == nil || one.live.mark == s.live }

// undoable is the step that Undo takes back; steps about questions that were moved on since, and about what was on air
// before the last GO, are passed over.
func (s State) undoable() *pile[step] {
	p := s.done
	for ; p != nil; p = p.under {
		if p.top.inReach(s) && (p.top.questions == nil || s.stands(p.top, true)) {
			return p
		}
	}
	return nil
}

// redoable is the step that Redo does again.
func (s State) redoable() *pile[step] {
	p := s.undone
	for ; p != nil; p = p.under {
		if p.top.inReach(s) && (p.top.questions == nil || s.stands(p.top, false)) || p.under != nil && replaced(p.top, p.under.top) {
			return p
		}
	}
	return nil
}

// Undoable is the entry that Undo would take back now: an edit of the sheet, a correction of what is on air, or a question
// that the operator moved.
func (s State) Undoable() (Entry, bool) {
	if p := s.undoable(); p != nil {
		return p.top.entry, true
	}
	return Entry{}, false
}

// Redoable is the entry that Redo would do again now.
func (s State) Redoable() (Entry, bool) {
	p := s.redoable()
	if p == nil {
		return Entry{}, false
	}
	if p.under != nil && replaced(p.top, p.under.top) {
		p = p.under
	}
	return p.top.entry, true
}

// mayTurn says why a step about the sheet must not be taken back, or done again, now.
func (s State) mayTurn(one step, undo bool) error {
	if one.event != nil {
		return s.MayChoose()
	}
	b := boardOf(s.Show)
	switch f := one.entry.Fact.(type) {
	case Loaded:
		b = boardOf(one.sheet(undo))
	case Edited:
		b.makeAll(turn(f.Changes, undo))
	case Imported:
		b.makeAll(turn(f.Changes, undo))
	default:
		return nil
	}
	return s.mayBecome(b)
}

// sheet is the one that a load leads to when it is taken back, or done again.
func (one step) sheet(undo bool) Show {
	if undo {
		return *one.show
	}
	return one.entry.Fact.(Loaded).Show
}

func turn(changes []Change, undo bool) []Change {
	if undo {
		return back(changes)
	}
	return changes
}

func decideUndo(s State, c Undo) ([]Fact, error) {
	p := s.undoable()
	last, undone := s.Redoable()
	switch {
	case undone && last.Seq == c.Entry: // heard twice
		return nil, nil
	case p == nil:
		return nil, refuse(NothingToUndo, "nothing was edited")
	case p.top.entry.Seq != c.Entry:
		return nil, refuse(ChangedMeanwhile, "entry %d was the last, not %d", p.top.entry.Seq, c.Entry)
	}
	if err := s.mayTurn(p.top, true); err != nil {
		return nil, err
	}
	if p.under != nil && replaced(p.under.top, p.top) {
		return facts(Undid(c), Undid{Entry: p.under.top.entry.Seq})
	}
	return facts(Undid(c))
}

func decideRedo(s State, c Redo) ([]Fact, error) {
	next, ok := s.Redoable()
	switch {
	case s.done != nil && s.done.top.entry.Seq == c.Entry: // heard twice
		return nil, nil
	case !ok:
		return nil, refuse(NothingToRedo, "nothing was undone")
	case next.Seq != c.Entry:
		return nil, refuse(ChangedMeanwhile, "entry %d comes next, not %d", next.Seq, c.Entry)
	}
	one := s.redoable().top
	if one.entry.Seq != c.Entry { // the question that it took off the air goes first
		if !s.stands(one, false) {
			return nil, refuse(WrongStatus, "%q was moved meanwhile", one.questions[0].ID)
		}
		return facts(Redid{Entry: one.entry.Seq}, Redid(c))
	}
	if err := s.mayTurn(one, false); err != nil {
		return nil, err
	}
	return facts(Redid(c))
}

// applyTurn takes an entry back, or does it again.
func applyTurn(s State, e Entry, entry Seq, undo bool) State {
	from, to := &s.done, &s.undone
	if !undo {
		from, to = to, from
	}
	p := *from
	for ; p != nil && p.top.entry.Seq != entry; p = p.under { // what is passed over can no longer be turned
	}
	if p == nil {
		return s
	}
	one := p.top
	next := one
	if one.live != nil {
		next.live = s.liveStep()
	}
	*from, *to = p.under, &pile[step]{next, *to}
	switch f := one.entry.Fact.(type) {
	case EventLoaded, ShowChosen:
		if !undo {
			return s.toEvent(Entry{Seq: e.Seq, Fact: f})
		}
		s.Event = *one.event
		return s.load(e.Seq, *one.show)
	case Loaded:
		return s.replace(e.Seq, one.sheet(undo))
	case Edited:
		return s.edit(e.Seq, turn(f.Changes, undo))
	case Imported:
		return s.edit(e.Seq, turn(f.Changes, undo))
	case WentBack, Went, Held, Released, Extended, SpeakerGiven, StartShifted, Restarted:
		if one.live != nil {
			s.Old = Moment{}
			return s.turned(one.live, e.At)
		}
	case Vouched, AudienceExpected:
		if undo {
			s.Preflight.Words, s.Preflight.Audience = one.preflight.Words, one.preflight.Audience
		} else {
			s.Preflight = s.Preflight.with(one.entry)
		}
		return s
	}
	if !undo {
		return s.redeal(one, e.At)
	}
	for _, was := range one.questions {
		if now, ok := s.Questions.Get(was.ID); ok && now.Handled == one.entry.Seq {
			s = s.putBack(was)
		}
	}
	return s
}
