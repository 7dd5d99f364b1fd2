package runsheet

import "slices"

// Apply folds one entry into the state. It trusts the entry: what Decide let through, or what a file holds, happened.
// A fact about something that the state does not know changes nothing but the sequence.
func Apply(s State, e Entry) State {
	last := s.asOf
	s.Seq = e.Seq
	s.Last, s.asOf = e, e.At
	switch f := e.Fact.(type) {
	case Loaded:
		return applyLoaded(s, e, f)
	case EventLoaded, ShowChosen:
		return applyEvent(s, e)
	case Edited:
		return s.edit(e.Seq, f.Changes).did(step{entry: e})
	case Imported:
		return s.edit(e.Seq, f.Changes).did(step{entry: e})
	case Undid:
		return applyTurn(s, e, f.Entry, true)
	case Redid:
		return applyTurn(s, e, f.Entry, false)
	case CueAsked, CueRan, MediaSeen, Picked:
		return applyCue(s, e)
	case DestinationsSet, MoveBegan, MovePassed:
		return applyStream(s, e)
	case IncidentOpened, IncidentAdvanced:
		return applyIncident(s, e)
	case AlarmRaised, AlarmCleared, OutputSeen, SpareLink, OutputsExpected, AlarmIgnored:
		return applyHealth(s, e)
	case CheckDone, Vouched, AudienceExpected:
		return applyPreflight(s, e)
	case StoodBy:
		s.Standby = f.Slot
	case Went, WentBack, Held, Released, Extended, SpeakerGiven, StartShifted, Restarted, Closed, Settled:
		return applyLive(s, e)
	case Retook:
		s.turn++
	case Told:
		s.Message, s.MessageAt = f.Text, e.At
	case Flashed:
		s.FlashAt = e.At
	case BlackedOut:
		s.Blackout = f.On
	case RunBegan:
		s.live = e.Seq
		return applyRunBegan(s, e, f)
	case RunEnded:
		s.live = e.Seq
		return applyRunEnded(s)
	case TimerSet, TimerStarted, TimerPaused, TimerReset, TimerAdded, TimerRang:
		return applyTimer(s, e.At, f)
	case ReminderSet, ReminderForgotten, Reminded:
		return applyReminder(s, e.At, f)
	case DelaySet:
		return applyDelay(s, f)
	case Viewed:
		return applyViewed(s, f)
	case QuestionViewed:
		return applyQuestionViewed(s, f)
	case DisplaySet:
		return applyDisplaySet(s, f)
	case DisplayRefused:
		s.Display.Refused = f.Denial
	case WaitingSet:
		s.Waiting = f.Scene
	case Warned:
		s = changePass(s, func(p *Pass) { p.Warned = true })
	case Endangered:
		s = changePass(s, func(p *Pass) { p.Warned, p.Endangered = true, true })
	case RanOver:
		s = changePass(s, func(p *Pass) { p.Warned, p.Endangered, p.RanOver = true, true, true })
	case ClockStepped:
		s.Stepped = Step{At: e.At, By: f.By}
	case Resumed:
		return applyResumed(s, last, e.At, f)
	case PrivacySet:
		s.Privacy = Privacy(f)
	case Erased:
		return s.erase(e.Seq, f)
	case Asked:
		return applyAsked(s, e.At, f)
	case Prepared:
		return applyPrepared(s, e.At, f)
	case Moved, MovedMany, Reworded, Joined, Assigned, Sorted:
		return s.deal(e, e.By.Role == Operator)
	case SetAside:
		return applySetAside(s, f)
	case Restored:
		return applyRestored(s, f)
	case Claimed:
		s.Claims = s.claimed(e, f)
	case Voted:
		return s.vote(f.ID, f.Device, true)
	case Unvoted:
		return s.vote(f.ID, f.Device, false)
	case Reported:
		s.Reports = s.reported(e.At, f)
	case Restricted:
		s.Restriction = Restriction(f)
	case AudienceSet:
		s.Audience = AudienceSettings(f)
	case Moderated:
		s.Moderation = f.Mode
	case WordsSet:
		s.Words, s.Masked, s.Blocked, s.Listed = f.Words, f.Mask, f.Block, true
	case BurstBegan:
		s.Burst, s.burst = true, e.At
		s.topic = s.subject()
	case BurstEnded:
		s.Burst, s.topic = false, nil
	case LinkChanged:
		if f.Link != s.OBS.Link || f.Link == LinkReady { // another reason for the same trouble does not make it younger
			s.OBS.LinkAt = e.At
		}
		s.OBS.Link, s.OBS.Detail = f.Link, f.Detail
	case SceneSeen:
		s.OBS.Scene, s.OBS.Asked, s.OBS.SceneAt, s.OBS.Refused = f.Scene, f.Asked, e.At, Denial{}
		s.OBS.Found = f.Found
	case SceneRefused:
		s.OBS.Refused = f.named()
	}
	return s
}

func applyLoaded(s State, e Entry, f Loaded) State {
	if before := s.Show; s.edits != nil { // the first sheet is where everything begins
		s = s.did(step{entry: e, show: &before})
	}
	return s.load(e.Seq, f.Show)
}

// load puts another sheet on the desk.
func (s State) load(seq Seq, show Show) State {
	standby := s.Standby
	s = s.replace(seq, show)
	if s.Standby = standby; !s.canStandBy(standby) { // a new sheet is no reason to take what stands ready away
		s.Standby = show.follow(s.place(s.OnAirSlot()))
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
	s = changePass(s, func(p *Pass) { p.end(at) })
	s.onAir = -1
	return s
}

// beginPass ends the pass on air and begins another. A long day is copied once for it: OBS waits for this.
func beginPass(s State, slot SlotID, at Moment) State {
	passes := make([]Pass, len(s.Passes), len(s.Passes)+1)
	copy(passes, s.Passes)
	if s.onAir >= 0 {
		passes[s.onAir].end(at)
	}
	s.Passes, s.onAir = append(passes, Pass{Slot: slot, Started: at}), len(passes)
	return s
}

func (p *Pass) end(at Moment) {
	p.release(at)
	p.Ended = at
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
	s.picked, s.pickedInHold = "", false
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
	s.MessageAt, s.FlashAt = s.MessageAt.carried(last, at), s.FlashAt.carried(last, at)
	for i := range s.Timers {
		s.Timers[i].Since = s.Timers[i].Since.carried(last, at)
	}
	s.unseen = slices.Clone(s.unseen)
	for i := range s.unseen {
		s.unseen[i].at = s.unseen[i].at.carried(last, at)
	}
	s.untold = slices.Clone(s.untold)
	for i := range s.untold {
		s.untold[i].at = s.untold[i].at.carried(last, at)
	}
	s.OBS.LinkAt, s.OBS.SceneAt = s.OBS.LinkAt.carried(last, at), s.OBS.SceneAt.carried(last, at)
	s = s.studioMoments(func(m Moment) Moment { return m.carried(last, at) })
	s.Stream = s.Stream.interrupted()
	s.Stepped.At, s.Old = s.Stepped.At.carried(last, at), s.Old.carried(last, at)
	if s.onAir >= 0 && s.Old.IsZero() && f.Gap >= oldAfter {
		s.Old = last.carried(last, at)
	}
	if last.Boot != at.Boot {
		s.live = s.Seq // the moments that corrections would go back to are those of another boot
	}
	s.burst = s.burst.carried(last, at)
	s.lastGo = Moment{}
	return s
}
