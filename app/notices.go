package app

import (
	"context"

	"regie/app/notify"
	"regie/assets"
	"regie/runsheet"
)

// notice turns what happens into the system's notifications.
func (e *evening) notice(ctx context.Context) {
	states := e.desk.Watch(ctx)
	before, open := <-states
	if !open {
		return
	}
	for s := range states {
		if e.p.settings.Notify {
			for _, n := range notices(before, s, e.p.words) {
				e.notes.Send(n)
			}
		}
		before = s
	}
}

// notices are what somebody who looks elsewhere should know of the way from one state to another.
func notices(before, now runsheet.State, words assets.Words) []notify.Note {
	var notes []notify.Note
	say := func(key string, pairs ...any) {
		notes = append(notes, notify.Note{Title: words.Say("note." + key), Body: words.Say("note."+key+".body", pairs...)})
	}
	if before.OBS.Link == runsheet.LinkReady && now.OBS.Link == runsheet.LinkLost {
		say("obs-lost")
	}
	pass, on := now.OnAir()
	was, wasOn := before.OnAir()
	if on && pass.Warned && !pass.RanOver && !(wasOn && was.Slot == pass.Slot && was.Warned) {
		slot, _ := now.Show.Slot(pass.Slot)
		say("slot-ends", "title", slot.Title)
	}
	if now.Burst && !before.Burst {
		say("burst")
	}
	return notes
}
