package desktop

import (
	"errors"

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
		return w.Say("desktop.did.link." + string(f.Link))
	case runsheet.SceneSeen:
		if f.Asked {
			return w.Say("desktop.did.scene", "scene", f.Scene)
		}
		return w.Say("desktop.did.scene-by-hand", "scene", f.Scene)
	case runsheet.SceneRefused:
		return w.Say("desktop.did.scene-refused", "scene", f.Scene)
	}
	return ""
}

// complaint says why something was not done and what to do about it.
func complaint(err error, w assets.Words) string {
	if why := runsheet.ReasonOf(err); why != "" {
		key := "refusal." + string(why)
		return w.Say(key) + " " + w.Say(key+".hint")
	}
	if errors.Is(err, errBusy) {
		return w.Say("desktop.busy")
	}
	return w.Say("desktop.failed", "why", err)
}

// errBusy: the desk has not answered what was sent to it so far.
var errBusy = errors.New("the desk does not answer")
