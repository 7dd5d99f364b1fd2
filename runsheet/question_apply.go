package runsheet

import (
	"cmp"
	"slices"
	"strings"

	"regie/runsheet/sift"
)

func applyAsked(s State, at Moment, f Asked) State {
	q := Question{
		ID: f.ID, Text: f.Text, Original: f.Original, Kind: f.Kind, Status: f.Status, Why: f.Why, Like: f.Like, Slot: f.Slot,
		Device: f.Device, Name: f.Name, Asked: at, Fresh: f.Fresh, Disguised: f.Disguised,
	}
	if f.Source != nil {
		q.Source = *f.Source
	}
	if f.Status != Merged {
		q = q.compared()
	} else if i := s.Questions.Find(f.Like); i >= 0 {
		s.Questions = s.Questions.with(i, func(first *Question) {
			if first.drop(f.Device) {
				first.Votes--
			}
			if !s.heardFrom(f.Like, f.Device) {
				first.Copies++
			}
		})
	}
	s.Questions = s.Questions.add(q)
	if first, _ := s.Questions.Get(f.Like); f.Status == Merged && first.joined {
		return s.recount(s.Root(f.Like)) // its sender may stand behind what was joined
	}
	return s
}

// compared notes what later questions are compared with.
func (q Question) compared() Question {
	text := q.Text
	if q.Original != "" {
		text = q.Original
	}
	q.folded = sift.Key(text)
	q.sketch = sift.Of(q.folded)
	q.link = sift.HasLink(text)
	return q
}

func applyPrepared(s State, at Moment, f Prepared) State {
	for _, p := range f.Questions {
		q := Question{
			ID: p.ID, Text: p.Text, Kind: cmp.Or(p.Kind, IsQuestion), Status: Approved, Name: p.Name, Speaker: p.Speaker, Prepared: true,
			Slot: cmp.Or(p.Slot, s.OnAirSlot()), Asked: at,
		}
		s.Questions = s.Questions.add(q.compared())
	}
	return s
}

// heardFrom says whether a device already asked a question, or its copy; one without a name counts each time.
func (s State) heardFrom(id QuestionID, device DeviceID) bool {
	if device == "" {
		return false
	}
	for i := range s.Questions.Len() {
		q := s.Questions.at(i)
		if q.Device == device && (q.ID == id || q.Like == id && q.Status == Merged) {
			return true
		}
	}
	return false
}

// deals lists the questions that a fact deals with.
func deals(f Fact) []QuestionID {
	switch f := f.(type) {
	case Moved:
		return []QuestionID{f.ID}
	case MovedMany:
		ids := make([]QuestionID, len(f.Moves))
		for i, m := range f.Moves {
			ids[i] = m.ID
		}
		return ids
	case Reworded:
		return []QuestionID{f.ID}
	case Joined:
		return f.IDs
	case Assigned:
		return f.IDs
	case Sorted:
		return f.IDs
	}
	return nil
}

// deal does what somebody did to questions, and notes what they were before: for Restore, and for Undo where own is set.
func (s State) deal(e Entry, own bool) State {
	var before []*Question
	for k, id := range deals(e.Fact) {
		i := s.Questions.Find(id)
		if i < 0 {
			continue
		}
		if f, is := e.Fact.(Joined); is && (s.Root(f.Into) == id || s.Questions.Find(f.Into) < 0) {
			continue
		}
		was := s.Questions.At(i)
		before = append(before, &was)
		s.Questions = s.Questions.with(i, func(q *Question) {
			q.Before, q.Handled = was.Status, e.Seq
			q.past = &pile[past]{past{e.Seq, &was}, was.past}
			q.become(e.Fact, k, e.At)
		})
		s = s.tells(id, was.Status)
	}
	switch f := e.Fact.(type) {
	case Joined:
		root := s.Root(f.Into)
		if i := s.Questions.Find(root); i >= 0 {
			s.Questions = s.Questions.with(i, func(q *Question) { q.joined = true })
		}
		s = s.recount(root)
	case Moved, MovedMany:
		s.Claims = unclaimed(s.Claims, deals(f))
	}
	if own && len(before) > 0 {
		s = s.did(step{entry: e, questions: before})
	}
	return s
}

// become changes one question: the k-th that a fact deals with.
func (q *Question) become(fact Fact, k int, at Moment) {
	switch f := fact.(type) {
	case Moved:
		q.move(f.From, f.To, at)
	case MovedMany:
		q.Before = f.Moves[k].From
		q.move(f.Moves[k].From, f.Moves[k].To, at)
	case Reworded:
		if q.Original == "" {
			q.Original = q.Text
		}
		if q.Text = f.Text; q.Text == q.Original {
			q.Original = ""
		}
	case Joined:
		q.Status, q.Like, q.Why = Merged, f.Into, WhyJoined
	case Assigned:
		q.Speaker = f.To
	case Sorted:
		q.Kind = f.Kind
	}
}

func (q *Question) move(from, to Status, at Moment) {
	q.Before, q.Status = from, to
	switch {
	case to == OnAirNow && from == Answered: // it was not answered after all
		q.Done = Moment{}
	case to == OnAirNow:
		q.Shown = at
	case to == Answered:
		q.Done = at
	}
}

// redeal does a step again that was taken back.
func (s State) redeal(one step, at Moment) State {
	again := Entry{Seq: one.entry.Seq, At: at, By: one.entry.By, Fact: one.entry.Fact}
	var left []QuestionID
	for _, was := range one.questions {
		if now, ok := s.Questions.Get(was.ID); !ok || now.Handled != was.Handled {
			left = append(left, was.ID)
		}
	}
	again.Fact = without(again.Fact, left)
	return s.deal(again, false)
}

// without is a fact that spares some of its questions.
func without(f Fact, ids []QuestionID) Fact {
	if len(ids) == 0 {
		return f
	}
	keep := func(all []QuestionID) []QuestionID {
		return slices.DeleteFunc(slices.Clone(all), func(id QuestionID) bool { return slices.Contains(ids, id) })
	}
	switch f := f.(type) {
	case MovedMany:
		f.Moves = slices.DeleteFunc(slices.Clone(f.Moves), func(m Moved) bool { return slices.Contains(ids, m.ID) })
		return f
	case Joined:
		f.IDs = keep(f.IDs)
		return f
	case Assigned:
		f.IDs = keep(f.IDs)
		return f
	case Sorted:
		f.IDs = keep(f.IDs)
		return f
	case Moved:
		return MovedMany{}
	case Reworded:
		return MovedMany{}
	}
	return f
}

// putBack makes a question what it was; what others made of it meanwhile, copies and votes, stays.
func (s State) putBack(was *Question) State {
	i := s.Questions.Find(was.ID)
	if i < 0 || was.Status == Merged && s.Root(was.Like) == was.ID {
		return s
	}
	now := s.Questions.At(i)
	s.Questions = s.Questions.with(i, func(q *Question) {
		*q = *was
		q.Copies, q.Votes, q.voters, q.joined, q.known = now.Copies, now.Votes, now.voters, now.joined, now.known
	})
	s = s.tells(was.ID, now.Status)
	for _, q := range []Question{now, *was} {
		if q.Status == Merged {
			s = s.recount(s.Root(q.Like))
		}
	}
	if now.joined {
		s = s.recount(was.ID)
	}
	return s
}

func applyRestored(s State, f Restored) State {
	for _, id := range f.IDs {
		q, ok := s.Questions.Get(id)
		if ok && q.past != nil && (f.Entry == 0 || q.past.top.entry == f.Entry) {
			s = s.putBack(q.past.top.was)
		}
	}
	return s
}

func applySetAside(s State, f SetAside) State {
	for _, id := range f.IDs {
		if i := s.Questions.Find(id); i >= 0 {
			s.Questions = s.Questions.with(i, func(q *Question) { q.Status, q.Why = Quarantined, f.Why })
		}
	}
	return s
}

// Root is the question that another one counts for in the end: itself unless it is merged.
func (s State) Root(id QuestionID) QuestionID {
	for range 64 { // what a file says may go round in a circle
		q, ok := s.Questions.Get(id)
		if !ok || q.Status != Merged || q.Like == "" || q.Like == id {
			return id
		}
		id = q.Like
	}
	return id
}

// family is a question and all that count for it, copies of copies included.
func (s State) family(root QuestionID) map[QuestionID]bool {
	family := map[QuestionID]bool{root: true}
	for grew := true; grew; {
		grew = false
		for q := range s.Questions.All() {
			if q.Status == Merged && !family[q.ID] && family[q.Like] {
				family[q.ID], grew = true, true
			}
		}
	}
	return family
}

// recount counts anew who stands behind a question, after something was joined to it or taken away.
func (s State) recount(root QuestionID) State {
	at := s.Questions.Find(root)
	if at < 0 {
		return s
	}
	family := s.family(root)
	own := s.Questions.at(at)
	askers, voters := map[DeviceID]bool{}, map[DeviceID]bool{}
	nameless := 0
	for q := range s.Questions.All() {
		if !family[q.ID] {
			continue
		}
		if q.Device != "" {
			askers[q.Device] = true
		} else if q.ID != root {
			nameless++
		}
		for _, d := range q.voters {
			voters[d] = true
		}
	}
	copies, votes := nameless+len(askers), 0
	if own.Device != "" {
		copies--
	}
	for d := range voters {
		if !askers[d] {
			votes++
		}
	}
	if own.Copies == copies && own.Votes == votes {
		return s
	}
	s.Questions = s.Questions.with(at, func(q *Question) { q.Copies, q.Votes = copies, votes })
	return s
}

// vote counts a device in, or out. A vote is kept with the question that it was given to, and counts where that counts.
func (s State) vote(id QuestionID, device DeviceID, in bool) State {
	i := s.Questions.Find(id)
	if i < 0 || device == "" {
		return s
	}
	s.Questions = s.Questions.with(i, func(q *Question) {
		if in {
			if at, has := slices.BinarySearch(q.voters, device); !has {
				q.voters = slices.Insert(slices.Clone(q.voters), at, device)
				q.Votes++
			}
		} else if q.drop(device) {
			q.Votes--
		}
	})
	if q := s.Questions.At(i); q.joined || q.Status == Merged {
		return s.recount(s.Root(id))
	}
	return s
}

// drop takes a device's vote away, and says whether there was one.
func (q *Question) drop(device DeviceID) bool {
	at, has := slices.BinarySearch(q.voters, device)
	if has {
		q.voters = slices.Delete(slices.Clone(q.voters), at, at+1)
	}
	return has
}

// voted says whether a device wants to hear a question, by a vote or by having asked it or what was joined to it.
func (s State) voted(id QuestionID, device DeviceID) bool {
	family := map[QuestionID]bool{}
	if own, ok := s.Questions.Get(id); ok && own.joined { // else there are no copies of copies
		family = s.family(id)
	}
	for q := range s.Questions.All() {
		if q.ID != id && !family[q.ID] && (q.Status != Merged || q.Like != id) {
			continue
		}
		if _, has := slices.BinarySearch(q.voters, device); has || q.Device == device {
			return true
		}
	}
	return false
}

// subject is what the evening is about: the words of its sheet, and of the questions that somebody let through.
func (s State) subject() map[string]bool {
	about := map[string]bool{}
	note := func(texts ...string) {
		for _, stem := range sift.Stems(strings.Join(texts, " ")) {
			about[stem] = true
		}
	}
	note(s.Show.Title)
	for _, slot := range s.Show.Slots {
		note(slot.Title, slot.TalkingPoints, strings.Join(slot.People, " "))
	}
	for q := range s.Questions.All() {
		if q.passed() {
			note(q.Text)
		}
	}
	return about
}

// passed says that a person let a question through, or that the crew brought it.
func (q *Question) passed() bool {
	switch q.Status {
	case Approved, NextUp, OnAirNow, Answered:
		return q.Handled != 0 || q.Prepared
	}
	return false
}
