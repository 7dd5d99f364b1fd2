package stories

import (
	"time"

	"regie/runsheet"
)

// timingTales are the states in which time needs a hand, and what the hand is offered.
var timingTales = []tale{
	{"overtime", overtime, nil}, {"wrap-up", wrapUp, nil}, {"replan", mustEnd, []string{"replan"}}, {"replan-pick", mustEnd, []string{"replan", "dialog-more"}}, {"show", parts, []string{"lock", "show"}}, {"old-show", oldShow, nil},
	{"clock-set", clockSet, nil}, {"began-earlier", began, []string{"began"}}, {"undo-jump", jumped, []string{"undo-sheet"}},
	{"banners", banners, nil}, {"replan-long", farTooLate, []string{"replan", "dialog-down"}},
}

// overtime is a slot that runs over in a show that must be over at nine, with all that a slot can be told to do.
func overtime(b *script) {
	live(b)
	on := b.state.OnAirSlot()
	end := b.state.Clock(b.now).PlannedEnd
	group, ending := "Première partie", runsheet.StandbyNext
	b.by(operator, runsheet.EditShow{Sheet: b.state.SheetVersion(), EndBy: &end})
	b.by(operator, runsheet.EditSlot{Slot: on, Sheet: b.state.SheetVersion(), Set: runsheet.Setting{Group: &group, AtEnd: &ending}})
	b.by(operator, runsheet.AddTime{Slot: on, By: -time.Minute})
	b.by(operator, runsheet.SpeakerTime{Slot: on, By: 2 * time.Minute})
	b.until(b.now.Add(b.state.Clock(b.now).Left + 4*time.Minute + 12*time.Second))
}

// wrapUp is the last seconds, past the second threshold.
func wrapUp(b *script) {
	live(b)
	b.until(b.now.Add(b.state.Clock(b.now).Left - 9*time.Second))
}

// mustEnd is a show that is late and has a time to be over by.
func mustEnd(b *script) {
	overtime(b)
	b.goes()
	b.until(b.now.Add(30 * time.Second))
}

// oldShow is what the program finds when it is started two days after it was left on air.
func oldShow(b *script) {
	live(b)
	b.now = b.now.Add(49 * time.Hour)
	b.apply(desk, runsheet.Resumed{Gap: 49 * time.Hour})
}

func clockSet(b *script) {
	live(b)
	b.now.Wall = b.now.Wall.Add(-time.Hour)
	b.apply(desk, runsheet.ClockStepped{By: -time.Hour})
}

func began(b *script) { live(b) }

// jumped is a slot that was taken out of its turn.
func jumped(b *script) {
	live(b)
	b.by(operator, runsheet.Jump{From: b.state.OnAirSlot(), To: "s7"})
	b.until(b.now.Add(5 * time.Second))
}

// parts is an evening in parts that are meant to have lengths, and must be over by an hour.
func parts(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	show := Evening()
	for i := range show.Slots {
		switch {
		case i >= 2 && i < 4:
			show.Slots[i].Group = "Comprendre"
		case i >= 4 && i < 7:
			show.Slots[i].Group = "Débattre"
		}
	}
	show.EndBy, show.Targets = clock(19, 0), map[string]time.Duration{"Débattre": 45 * time.Minute}
	b.by(operator, runsheet.Load{Show: show, Source: "conducteur.xlsx"})
	b.until(at(17, 25, 0))
	for range 3 {
		b.goes()
		b.until(b.now.Add(4 * time.Minute))
	}
}

// banners is an evening on which as much goes wrong at once as there is room to say, in long words.
func banners(b *script) {
	live(b)
	b.by(desk, runsheet.ReportRefused{Scene: "Diapositives", Denial: runsheet.Denial{Why: "OBS has no such scene, nearest: \"Diapos\"", Cause: runsheet.CauseScene, Near: "Diapos"}})
	b.now.Wall = b.now.Wall.Add(-time.Hour)
	b.apply(desk, runsheet.ClockStepped{By: -time.Hour})
	b.state.Signals.Late, b.state.Signals.LateFor, b.state.Signals.Unwritten = "disk full (database or disk is full)", runsheet.DiskFull, 12
}

// farTooLate is a show with long names that is so late that nothing brings it home in time.
func farTooLate(b *script) {
	long(b)
	on := b.state.OnAirSlot()
	end := b.state.Clock(b.now).PlannedEnd
	b.by(operator, runsheet.EditShow{Sheet: b.state.SheetVersion(), EndBy: &end})
	b.until(b.now.Add(b.state.Clock(b.now).Left + 84*time.Minute + 12*time.Second))
	if b.state.OnAirSlot() != on {
		panic("stories: the slot was to run over")
	}
}
