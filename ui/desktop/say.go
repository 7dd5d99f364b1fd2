package desktop

import (
	"cmp"
	"errors"
	"strings"

	"regie/assets"
	"regie/runsheet"
)

// who names an actor: by name, else by role.
func who(by runsheet.Actor, w assets.Words) string {
	if by.Name != "" {
		return by.Name
	}
	return w.Say("desktop.role." + string(by.Role))
}

// slotName is a slot as people call it: its number and its title.
func slotName(s runsheet.State, id runsheet.SlotID) string {
	slot, ok := s.Show.Slot(id)
	switch {
	case !ok:
		return string(id)
	case slot.Number == "":
		return slot.Title
	}
	return slot.Number + "  " + slot.Title
}

// slotTitle is a slot as people call it.
func slotTitle(slot runsheet.Slot, w assets.Words) string {
	title := slot.Title
	if title == "" {
		title = w.Say("desktop.untitled")
	}
	return join("  ", slot.Number, title)
}

// deed names what an entry did to the sheet or to a question, for "undo: …".
func deed(s runsheet.State, e runsheet.Entry, w assets.Words) string {
	switch f := e.Fact.(type) {
	case runsheet.Loaded:
		return w.Say("desktop.deed.loaded", "name", cmp.Or(f.Source, f.Show.Title))
	case runsheet.EventLoaded, runsheet.ShowChosen:
		return eventDeed(f, w)
	case runsheet.Imported:
		return w.Say("desktop.deed.imported", "name", f.Source)
	case runsheet.Edited:
		if f.Remedy != "" {
			return w.Say("desktop.deed.replan." + string(f.Remedy))
		}
		return edited(s, f.Changes, w)
	case runsheet.Vouched:
		return w.Say("desktop.deed.vouched", "what", quote(vouchedFor(s, f), 40, w))
	case runsheet.AudienceExpected:
		return w.Say("desktop.deed.audience")
	case runsheet.Moved:
		q, _ := s.Questions.Get(f.ID)
		return w.Say("desktop.deed.question", "text", quote(q.Text, 40, w), "status", w.Say("desktop.status."+string(f.To)))
	case runsheet.MovedMany, runsheet.Reworded, runsheet.Joined, runsheet.Assigned, runsheet.Sorted:
		return handling(s, f, w)
	}
	return correction(s, e.Fact, w)
}

// vouchedFor names whom or what a person has vouched for.
func vouchedFor(s runsheet.State, f runsheet.Vouched) string {
	if f.Matter == runsheet.Equipment {
		return slotName(s, runsheet.SlotID(f.Subject))
	}
	return f.Subject
}

// edited names some changes of the sheet.
func edited(s runsheet.State, changes []runsheet.Change, w assets.Words) string {
	if len(changes) != 1 {
		if _, added, gone := runsheet.Count(changes); added == len(changes) {
			return w.Say("desktop.deed.added-some", "n", added)
		} else if gone == len(changes) {
			return w.Say("desktop.deed.removed-some", "n", gone)
		}
		return w.Say("desktop.deed.some", "n", len(changes))
	}
	c := changes[0]
	slot, _ := s.Show.Find(c.Slot)
	name := quote(slotTitle(slot, w), 44, w)
	switch {
	case c.Slot == "":
		return w.Say("desktop.deed.show", "fields", fieldNames(c.Is, w))
	case c.Added != nil:
		return w.Say("desktop.deed.added", "slot", quote(slotTitle(*c.Added, w), 44, w))
	case c.Removed != nil:
		return w.Say("desktop.deed.removed", "slot", quote(slotTitle(*c.Removed, w), 44, w))
	case c.To != nil && c.To.Reserve && (c.From == nil || !c.From.Reserve):
		return w.Say("desktop.deed.reserved", "slot", name)
	case c.To != nil:
		return w.Say("desktop.deed.moved", "slot", name)
	case c.Is != nil && c.Is.Dropped != nil && *c.Is.Dropped:
		return w.Say("desktop.deed.dropped", "slot", name)
	case c.Is != nil && c.Is.Dropped != nil:
		return w.Say("desktop.deed.restored", "slot", name)
	}
	return w.Say("desktop.deed.fields", "slot", name, "fields", fieldNames(c.Is, w))
}

// fieldNames lists the fields of a patch in the reader's language; a column of the sheet's own by its header.
func fieldNames(p *runsheet.Patch, w assets.Words) string {
	var names []string
	for _, name := range p.Names() {
		key := "desktop.patch." + strings.ReplaceAll(name, " ", "-")
		if said := w.Say(key); said != key {
			name = said
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// happened says what an entry was, in one sentence; empty for what a person need not be told.
func happened(s runsheet.State, e runsheet.Entry, w assets.Words) string {
	by := who(e.By, w)
	say := func(key string, pairs ...any) string {
		return w.Say("desktop.did."+key, append([]any{"who", by}, pairs...)...)
	}
	slot := func(id runsheet.SlotID) string { return slotName(s, id) }
	switch f := e.Fact.(type) {
	case runsheet.Loaded:
		return say("loaded", "title", f.Show.Title, "n", len(f.Show.Slots))
	case runsheet.EventLoaded, runsheet.ShowChosen:
		return say("event", "what", eventDeed(f, w))
	case runsheet.Prepared, runsheet.MovedMany, runsheet.SetAside, runsheet.Reworded, runsheet.Joined, runsheet.Assigned,
		runsheet.Sorted, runsheet.Restored, runsheet.Voted, runsheet.Unvoted, runsheet.Reported, runsheet.Restricted, runsheet.AudienceSet,
		runsheet.DisplaySet, runsheet.DisplayRefused, runsheet.QuestionViewed:
		return handled(s, e, w)
	case runsheet.Edited:
		if f.Remedy != "" {
			return say("edited", "what", w.Say("desktop.deed.replan."+string(f.Remedy)))
		}
		return say("edited", "what", edited(s, f.Changes, w))
	case runsheet.SpeakerGiven, runsheet.StartShifted, runsheet.Restarted, runsheet.Marked, runsheet.Endangered, runsheet.ClockStepped, runsheet.Settled:
		return happenedOnAir(s, f, w, say)
	case runsheet.Imported:
		return say("imported", "name", f.Source, "n", len(f.Changes))
	case runsheet.Undid:
		what, _ := s.Redoable()
		return say("undid", "what", deed(s, what, w))
	case runsheet.Redid:
		what, _ := s.Undoable()
		return say("redid", "what", deed(s, what, w))
	case runsheet.CheckDone:
		return w.Say("desktop.did.checked", "what", w.Say("preflight.weight."+string(runsheet.Worst(f.Findings))))
	case runsheet.Vouched:
		return say("vouched", "what", join(" – ", vouchedFor(s, f), w.Say("preflight.outcome."+string(f.Outcome))))
	case runsheet.AudienceExpected:
		return say("audience")
	case runsheet.StoodBy:
		return say("standby", "slot", slot(f.Slot))
	case runsheet.Went:
		return say("went", "slot", slot(f.To))
	case runsheet.WentBack:
		return say("back", "slot", slot(f.To))
	case runsheet.Held:
		return say("held")
	case runsheet.Released:
		return say("released")
	case runsheet.Extended:
		return say("extended", "d", signed(f.By))
	case runsheet.Closed:
		return say("closed")
	case runsheet.Retook:
		return say("retook")
	case runsheet.Told:
		if f.Text == "" {
			return say("untold")
		}
		return say("told", "text", f.Text)
	case runsheet.RunBegan, runsheet.RunEnded, runsheet.Flashed, runsheet.BlackedOut, runsheet.TimerSet, runsheet.TimerStarted,
		runsheet.TimerPaused, runsheet.TimerReset, runsheet.TimerAdded, runsheet.TimerRang, runsheet.ReminderSet,
		runsheet.ReminderForgotten, runsheet.Reminded, runsheet.DelaySet, runsheet.Viewed:
		return happenedInTime(s, f, say)
	case runsheet.PrivacySet:
		return say("privacy")
	case runsheet.Erased:
		return say("erased", "n", len(f.IDs))
	case runsheet.Accessed:
		name := f.Key
		if name == string(f.Role) {
			name = w.Say("desktop.role." + string(f.Role))
		}
		return w.Say("desktop.did.access."+f.Did, "name", name, "address", f.Address)
	case runsheet.WaitingSet:
		return say("waiting", "scene", f.Scene)
	case runsheet.Warned:
		return w.Say("desktop.did.warned", "slot", slot(f.Slot))
	case runsheet.RanOver:
		return w.Say("desktop.did.ran-over", "slot", slot(f.Slot))
	case runsheet.Resumed:
		return w.Say("desktop.did.resumed", "d", digits(f.Gap))
	case runsheet.Asked:
		return w.Say("desktop.did.asked", "text", f.Text)
	case runsheet.Moved:
		q, _ := s.Questions.Get(f.ID)
		return say("moved."+string(f.To), "text", quote(q.Text, 60, w))
	case runsheet.Moderated:
		return say("moderated." + string(f.Mode))
	case runsheet.WordsSet:
		return say("words")
	case runsheet.BurstBegan:
		return w.Say("desktop.did.burst", "n", f.Count)
	case runsheet.BurstEnded:
		return w.Say("desktop.did.burst-over")
	case runsheet.LinkChanged:
		if f.Link == runsheet.LinkLost && unmet(s) {
			return w.Say("desktop.did.link.unmet")
		}
		return w.Say("desktop.did.link." + string(f.Link))
	case runsheet.SceneSeen:
		if f.Asked || f.Found { // a hand took it only while the link was there to see it
			return w.Say("desktop.did.scene", "scene", f.Scene)
		}
		return w.Say("desktop.did.scene-by-hand", "scene", f.Scene)
	case runsheet.SceneRefused:
		return w.Say("desktop.did.scene-refused", "scene", f.Scene)
	}
	return ""
}

// denied says why OBS did not do something: in the room's words where the cause has a name, else in OBS's own.
func denied(d runsheet.Denial, w assets.Words) string {
	switch {
	case d.Cause == "":
		return d.Why
	case d.Near != "":
		return w.Say("desktop.denied.near", "why", w.Say("desktop.denied."+string(d.Cause)), "name", d.Near)
	}
	return w.Say("desktop.denied." + string(d.Cause))
}

// complaint says why something was not done and what to do about it.
func complaint(err error, w assets.Words) string {
	if why := runsheet.ReasonOf(err); why != "" {
		key := "refusal." + string(why)
		return w.Say(key) + " " + w.Say(key+".hint")
	}
	var wrong *wrongEntry
	var writes *spared
	var fault Fault
	switch {
	case errors.As(err, &fault):
		return w.Say("desktop.fault." + string(fault))
	case errors.Is(err, errNoAddress):
		return w.Say("desktop.sources.no-address")
	case errors.Is(err, errBusy):
		return w.Say("desktop.busy")
	case errors.Is(err, ErrSameOBS):
		return w.Say("desktop.connect.same")
	case errors.Is(err, errNothingToPaste):
		return w.Say("desktop.paste.empty")
	case errors.Is(err, errDeskLocked):
		return w.Say("desktop.desk.barred")
	case errors.Is(err, errLocked):
		return w.Say("desktop.locked")
	case errors.As(err, &writes):
		return w.Say("desktop.spared", "key", writes.key, "what", writes.what, "escape", w.Say("desktop.key.escape"))
	case errors.As(err, &wrong):
		return w.Say(wrong.key, "text", quote(wrong.text, 30, w))
	}
	return w.Say("desktop.failed", "why", err)
}

// Fault is why something that a person asked for is not done, in a word that the room has a sentence for (desktop.fault.<fault>).
type Fault string

// The faults of what is read or followed.
const (
	FaultKnown       Fault = "known"        // the chat is followed already
	FaultKey         Fault = "key"          // the platform wants a key
	FaultTarget      Fault = "target"       // it is no chat of the platform
	FaultNoNames     Fault = "no-names"     // the list has no names
	FaultNoQuestions Fault = "no-questions" // the file has no questions
	FaultNoNetwork   Fault = "no-network"   // there is no address that others could follow
)

func (f Fault) Error() string { return "not done: " + string(f) }

// errNoAddress: what is marked has no address to copy.
var errNoAddress = errors.New("nothing to copy")

// errBusy: the desk has not answered what was sent to it so far.
var errBusy = errors.New("the desk does not answer")
