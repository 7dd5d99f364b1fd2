package app

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"regie/app/notify"
	"regie/app/sound"
	"regie/assets"
	"regie/runsheet"
)

// notice is one thing that somebody who looks elsewhere should know: kind names it, chime is how it sounds.
type notice struct {
	kind  string
	note  notify.Note
	chime sound.Chime
}

// notice turns what happens into the system's notifications and, where they are wanted, sounds; while the show is live
// it keeps this machine awake.
func (e *evening) notice(ctx context.Context) {
	states := e.desk.Watch(ctx)
	before, open := <-states
	if !open {
		return
	}
	e.awake.Keep(before.Mode == runsheet.LiveMode)
	for s := range states {
		e.awake.Keep(s.Mode == runsheet.LiveMode)
		for _, n := range e.wishes.of(notices(before, s, e.spoken.words())) {
			e.notes.Send(n.note)
			if e.wishes.has(chimes) {
				e.sounds.Play(n.chime)
			}
		}
		before = s
	}
}

// notices are what somebody who looks elsewhere should know of the way from one state to another.
func notices(before, now runsheet.State, words assets.Words) []notice {
	var all []notice
	say := func(kind string, chime sound.Chime, pairs ...any) {
		note := notify.Note{Title: words.Say("note." + kind), Body: words.Say("note."+kind+".body", pairs...)}
		all = append(all, notice{kind, note, chime})
	}
	if before.OBS.Link == runsheet.LinkReady && now.OBS.Link == runsheet.LinkLost {
		say("obs-lost", sound.Broken)
	}
	for _, a := range now.Alarms {
		if !slices.ContainsFunc(before.Alarms, func(was runsheet.Alarm) bool { return was.Kind == a.Kind }) {
			say("alarm", sound.Broken, "alarm", words.Say("desktop.alarm."+string(a.Kind)))
		}
	}
	if before.Signals.Late == "" && now.Signals.Late != "" {
		say("journal", sound.Broken)
	}
	pass, on := now.OnAir()
	was, wasOn := before.OnAir()
	if on && pass.Warned && !pass.RanOver && !(wasOn && was.Slot == pass.Slot && was.Warned) {
		slot, _ := now.Show.Slot(pass.Slot)
		say("slot-ends", sound.Ending, "title", slot.Title)
	}
	for i, t := range now.Timers {
		if now.Run.N == before.Run.N && t.Rang && !before.Timers[i].Rang {
			say("timer", sound.Ending, "title", cmp.Or(t.Title, strconv.Itoa(i+1)))
		}
	}
	if now.Run.N == before.Run.N && len(now.Reminded) > len(before.Reminded) {
		rows := now.Rows(now.AsOf(), nil)
		for _, r := range now.Reminded[len(before.Reminded):] {
			slot, _ := now.Show.Slot(r.Slot)
			at, text := "", ""
			if i := now.Show.Index(r.Slot); i >= 0 {
				at = rows[i].Start.In(now.Show.Location()).Format("15:04")
			}
			for _, asked := range now.Reminders {
				if asked.ID == r.Reminder {
					text = asked.Text
				}
			}
			say("reminder", sound.Soon, "title", slot.Title, "at", at, "text", text)
		}
	}
	if now.Burst && !before.Burst {
		say("burst", sound.Broken)
	}
	return all
}
