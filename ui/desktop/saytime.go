package desktop

import (
	"cmp"
	"strconv"

	"regie/runsheet"
)

// happenedInTime says what became of a run, a timer, a reminder, the delay or the screens in front.
func happenedInTime(s runsheet.State, f runsheet.Fact, say func(key string, pairs ...any) string) string {
	timer := func(n runsheet.TimerID) string {
		if n < 1 || n > runsheet.SpareTimers {
			return strconv.Itoa(int(n))
		}
		return cmp.Or(s.Timers[n-1].Title, strconv.Itoa(int(n)))
	}
	switch f := f.(type) {
	case runsheet.RunBegan:
		if f.Kind == runsheet.RehearsalRun {
			return say("rehearsal")
		}
		return say("live")
	case runsheet.RunEnded:
		return say("run-ended")
	case runsheet.Flashed:
		return say("flashed")
	case runsheet.BlackedOut:
		if f.On {
			return say("dark")
		}
		return say("light")
	case runsheet.TimerSet:
		return say("timer.set", "timer", timer(f.Timer))
	case runsheet.TimerStarted:
		return say("timer.started", "timer", timer(f.Timer))
	case runsheet.TimerPaused:
		return say("timer.paused", "timer", timer(f.Timer))
	case runsheet.TimerReset:
		return say("timer.reset", "timer", timer(f.Timer))
	case runsheet.TimerAdded:
		return say("timer.added", "timer", timer(f.Timer), "d", signed(f.By))
	case runsheet.TimerRang:
		return say("timer.rang", "timer", timer(f.Timer))
	case runsheet.ReminderSet:
		if f.Slot == "" {
			return say("reminder.every", "d", span(f.Before))
		}
		return say("reminder.set", "d", span(f.Before), "slot", slotName(s, f.Slot))
	case runsheet.ReminderForgotten:
		return say("reminder.forgotten")
	case runsheet.Reminded:
		return say("reminded", "slot", slotName(s, f.Slot), "at", clockTime(f.Start, s.Show.Location()), "text", f.Text)
	case runsheet.DelaySet:
		return say("delay", "d", cmp.Or(span(f.Delay), "0″"))
	case runsheet.Viewed:
		return say("viewed", "slot", slotName(s, f.Slot))
	}
	return ""
}
