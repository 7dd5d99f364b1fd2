package runsheet

import "slices"

// Apply folds one entry into the state. It trusts the entry: what Decide let through, or what a file holds, happened.
// A fact about something that the state does not know changes nothing but the sequence.
func Apply(s State, e Entry) State {
	last := s.Last.At
	s.Seq = e.Seq
	s.Last = e
	switch f := e.Fact.(type) {
	case Loaded:
		return applyLoaded(s, e, f)
	case Edited:
		return s.edit(e.Seq, f.Changes).did(step{entry: e})
	case Imported:
		return s.edit(e.Seq, f.Changes).did(step{entry: e})
	case Undid:
		return applyTurn(s, e, f.Entry, true)
	case Redid:
		return applyTurn(s, e, f.Entry, false)
	case StoodBy:
		s.Standby = f.Slot
	case Went:
		if !s.dated {
			s = s.onItsDay(f.To, e.At)
		}
		s = endPass(s, e.At)
		s.Passes = append(slices.Clip(s.Passes), Pass{Slot: f.To, Started: e.At})
		s.onAir = len(s.Passes) - 1
		s.Standby = s.Show.follow(s.place(f.To))
		s.Mode = LiveMode
		s.lastGo = e.At
		s.OBS.Refused = "" // it was about the scene before
		s.turn++
	case WentBack:
		return applyBack(s, e.At)
	case Held:
		s = changePass(s, func(p *Pass) { p.HeldSince = e.At })
		if s.Waiting != "" { // without a waiting scene the picture stays as it is, whoever put it there
			s.turn++
		}
	case Released:
		s = changePass(s, func(p *Pass) { p.release(e.At) })
		if s.Waiting != "" {
			s.turn++
		}
	case Extended:
		s = changePass(s, func(p *Pass) { p.Added += f.By })
	case Closed:
		s = endPass(s, e.At)
		s.Mode = ClosedMode
		s.opened, s.dated = len(s.Passes), false
	case Retook:
		s.turn++
	case Told:
		s.Message, s.MessageAt = f.Text, e.At
	case WaitingSet:
		s.Waiting = f.Scene
	case Warned:
		s = changePass(s, func(p *Pass) { p.Warned = true })
	case RanOver:
		s = changePass(s, func(p *Pass) { p.Warned, p.RanOver = true, true })
	case Resumed:
		return applyResumed(s, last, e.At, f)
	case Asked:
		return applyAsked(s, e.At, f)
	case Moved:
		if i := s.Questions.Find(f.ID); i >= 0 && e.By.Role == Operator {
			was := s.Questions.At(i)
			s = s.did(step{entry: e, question: &was})
		}
		return applyMoved(s, e.At, f)
	case Moderated:
		s.Moderation = f.Mode
	case WordsSet:
		s.Words = f.Words
	case BurstBegan:
		s.Burst = true
	case BurstEnded:
		s.Burst = false
	case LinkChanged:
		s.OBS.Link, s.OBS.Detail, s.OBS.LinkAt = f.Link, f.Detail, e.At
	case SceneSeen:
		s.OBS.Scene, s.OBS.Asked, s.OBS.SceneAt, s.OBS.Refused = f.Scene, f.Asked, e.At, ""
		s.OBS.Found = f.Found
	case SceneRefused:
		s.OBS.Refused = f.Why
	}
	return s
}

func applyLoaded(s State, e Entry, f Loaded) State {
	if before := s.Show; s.edits != nil { // the first sheet is where everything begins
		s = s.did(step{entry: e, show: &before})
	}
	standby := s.Standby
	s = s.replace(e.Seq, f.Show)
	if s.Standby = standby; !s.canStandBy(standby) { // a new sheet is no reason to take what stands ready away
		s.Standby = f.Show.follow(s.place(s.OnAirSlot()))
	}
	if s.Mode == ClosedMode && s.onAir < 0 {
		s.Mode = Preparation
		s.Standby = s.Show.follow(-1)
	}
	return s
}

// changePass changes the pass on air, in a copy.
func changePass(s State, change func(*Pass)) State {
	if s.onAir < 0 {
		return s
	}
	s.Passes = slices.Clone(s.Passes)
	change(&s.Passes[s.onAir])
	return s
}

func endPass(s State, at Moment) State {
	s = changePass(s, func(p *Pass) {
		p.release(at)
		p.Ended = at
	})
	s.onAir = -1
	return s
}

// release ends a hold, if there is one.
func (p *Pass) release(at Moment) {
	if !p.HeldSince.IsZero() {
		p.HeldFor += at.Since(p.HeldSince)
		p.HeldSince = Moment{}
	}
}

func applyBack(s State, at Moment) State {
	i := s.previous()
	if i < 0 {
		return s
	}
	left, undone := s.OnAirSlot(), s.onAir
	s = endPass(s, at)
	s.Passes[undone].TakenBack = true // endPass has just made the copy
	back := &s.Passes[i]
	back.Ended = Moment{}
	back.Estimated = back.Estimated || back.carried
	s.onAir = i
	s.Standby = left
	s.turn++
	return s
}

// applyResumed carries the clocks over to the machine that goes on with them; last is what is known of the one before.
func applyResumed(s State, last, at Moment, f Resumed) State {
	s.Passes = slices.Clone(s.Passes)
	for i := range s.Passes {
		p := &s.Passes[i]
		p.Started, p.Ended, p.HeldSince = p.Started.carried(last, at), p.Ended.carried(last, at), p.HeldSince.carried(last, at)
		p.carried = p.carried || f.Estimated
		if i == s.onAir {
			p.Estimated = p.Estimated || f.Estimated
		}
	}
	s.MessageAt = s.MessageAt.carried(last, at)
	s.OBS.LinkAt, s.OBS.SceneAt = s.OBS.LinkAt.carried(last, at), s.OBS.SceneAt.carried(last, at)
	s.lastGo = Moment{}
	return s
}

func applyAsked(s State, at Moment, f Asked) State {
	q := Question{ID: f.ID, Text: f.Text, Status: f.Status, Why: f.Why, Like: f.Like, Slot: f.Slot, Device: f.Device, Asked: at}
	if f.Status != Merged {
		q.folded = foldedKey(f.Text)
		q.sketch = sketchOf(q.folded)
	} else if i := s.Questions.Find(f.Like); i >= 0 && !s.heardFrom(f.Like, f.Device) {
		s.Questions = s.Questions.with(i, func(first *Question) { first.Copies++ })
	}
	s.Questions = s.Questions.add(q)
	return s
}

// heardFrom says whether a device already counts for a question; one without a name counts each time.
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

func applyMoved(s State, at Moment, f Moved) State {
	i := s.Questions.Find(f.ID)
	if i < 0 {
		return s
	}
	s.Questions = s.Questions.with(i, func(q *Question) {
		q.Before, q.Status = f.From, f.To
		switch {
		case f.To == OnAirNow && f.From == Answered: // it was not answered after all
			q.Done = Moment{}
		case f.To == OnAirNow:
			q.Shown = at
		case f.To == Answered:
			q.Done = at
		}
	})
	return s
}
