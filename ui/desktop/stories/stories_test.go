package stories

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"regie/runsheet"
)

func TestStoriesTellWhatTheySay(t *testing.T) {
	checks := map[string]func(runsheet.State, runsheet.Clock) bool{
		"empty": func(s runsheet.State, _ runsheet.Clock) bool { return len(s.Show.Slots) == 0 },
		"prep": func(s runsheet.State, _ runsheet.Clock) bool {
			return s.Mode == runsheet.Preparation && s.Standby == "s1"
		},
		"edited": func(s runsheet.State, _ runsheet.Clock) bool {
			_, undo := s.Undoable()
			_, redo := s.Redoable()
			return len(s.Show.Reserve) == 2 && s.Show.Slots[7].Dropped && undo && redo
		},
		"checked": func(s runsheet.State, _ runsheet.Clock) bool {
			return runsheet.Worst(s.Ready()) == runsheet.Blocking && len(s.Preflight.Words) == 4
		},
		"checks": func(s runsheet.State, _ runsheet.Clock) bool { return !s.Preflight.Checked.IsZero() },
		"live": func(s runsheet.State, c runsheet.Clock) bool {
			return c.OnAir && !c.Over && c.Left > time.Minute && s.Message != ""
		},
		"warn":         func(_ runsheet.State, c runsheet.Clock) bool { return c.Left > 0 && c.Left < time.Minute },
		"late":         func(_ runsheet.State, c runsheet.Clock) bool { return c.Late > 5*time.Minute },
		"over":         func(_ runsheet.State, c runsheet.Clock) bool { return c.Over },
		"hold":         func(s runsheet.State, c runsheet.Clock) bool { return c.Held && s.OBS.Scene == "Attente" },
		"obs-lost":     func(s runsheet.State, _ runsheet.Clock) bool { return s.OBS.Link == runsheet.LinkLost },
		"drift":        func(s runsheet.State, _ runsheet.Clock) bool { return s.Drifted() },
		"journal-late": func(s runsheet.State, _ runsheet.Clock) bool { return s.Signals.Late != "" },
		"questions":    func(s runsheet.State, _ runsheet.Clock) bool { _, on := s.QuestionOnAir(); return on },
		"burst":        func(s runsheet.State, _ runsheet.Clock) bool { return s.Burst },
		"long":         func(s runsheet.State, _ runsheet.Clock) bool { return len([]rune(s.Show.Title)) > 40 },
		"last":         func(s runsheet.State, c runsheet.Clock) bool { return c.OnAir && s.Standby == "" },
		"crowd":        func(s runsheet.State, _ runsheet.Clock) bool { return len(s.Show.Slots) == 5000 },
		"names": func(s runsheet.State, _ runsheet.Clock) bool {
			return len([]rune(s.Show.Slots[0].People[0])) == 40
		},
		"right-to-left": func(s runsheet.State, _ runsheet.Clock) bool { _, ok := s.Questions.Get("rtl1"); return ok },
		"closed":        func(s runsheet.State, _ runsheet.Clock) bool { return s.Mode == runsheet.ClosedMode },
		"rehearsal": func(s runsheet.State, c runsheet.Clock) bool {
			return s.Run.Simulated() && c.OnAir && s.Mode == runsheet.RehearsalMode
		},
		"front": func(s runsheet.State, c runsheet.Clock) bool {
			return c.OnAir && s.Message != "" && s.Timers[0].Running() && len(s.Reminded) > 0 && s.Delay > 0
		},
		"flash": func(s runsheet.State, _ runsheet.Clock) bool { return !s.FlashAt.IsZero() },
		"overtime": func(s runsheet.State, c runsheet.Clock) bool {
			return c.Over && c.PastEndBy > 0 && !c.GroupEnd.IsZero()
		},
		"wrap-up":       func(_ runsheet.State, c runsheet.Clock) bool { return c.Phase == runsheet.InDanger },
		"replan":        func(s runsheet.State, c runsheet.Clock) bool { return c.PastEndBy > 0 && !c.Over },
		"old-show":      func(s runsheet.State, _ runsheet.Clock) bool { return !s.Old.IsZero() },
		"clock-set":     func(s runsheet.State, c runsheet.Clock) bool { return s.Stepped.By == -time.Hour && c.OnAir },
		"began-earlier": func(_ runsheet.State, c runsheet.Clock) bool { return c.OnAir },
		"undo-jump":     func(s runsheet.State, _ runsheet.Clock) bool { return s.OnAirSlot() == "s7" },
		"banners": func(s runsheet.State, _ runsheet.Clock) bool {
			return s.Signals.Late != "" && s.OBS.Refused.Why != "" && !s.Stepped.At.IsZero()
		},
		"glimpse": func(s runsheet.State, _ runsheet.Clock) bool {
			slot, _ := s.Show.Slot(s.Standby)
			return s.OBS.Link == runsheet.LinkReady && slot.Scene == "Débat"
		},
		"sources-lost": func(_ runsheet.State, c runsheet.Clock) bool { return c.OnAir },
		"dark":         func(s runsheet.State, _ runsheet.Clock) bool { return s.Blackout },
		"event":        func(s runsheet.State, _ runsheet.Clock) bool { return len(s.Event.Shows) == 4 && len(s.Show.Slots) > 0 },
	}
	all := All()
	for _, s := range all {
		if len(s.Press) > 0 { // a screen on top of a state that has its check
			continue
		}
		if is, ok := checks[s.Name]; !ok || !is(s.State, s.State.Clock(s.Now)) {
			t.Errorf("%s does not tell what it says", s.Name)
		}
	}
	if _, ok := Find("none"); ok {
		t.Error("found a story that does not exist")
	}
}

func TestDeskTellsEveryWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, _ := Find("live")
		d := NewDesk(s, true)
		ctx, stop := context.WithCancel(t.Context())
		states := d.Watch(ctx)
		if first := <-states; first.OnAirSlot() != "s4" {
			t.Fatalf("first %q", first.OnAirSlot())
		}
		time.Sleep(10 * time.Second)
		if got := d.Now().Since(s.Now); got != 10*time.Second {
			t.Errorf("the clock ran %v in 10 s", got)
		}
		by := runsheet.Actor{Role: runsheet.Operator}
		if err := d.Do(ctx, by, runsheet.Go{From: "s4", To: "s5"}); err != nil {
			t.Fatal(err)
		}
		if next := <-states; next.OnAirSlot() != "s5" || next.OBS.Scene != "Débat" {
			t.Errorf("told %q on air, OBS on %q", next.OnAirSlot(), next.OBS.Scene)
		}
		if err := d.Do(ctx, by, runsheet.Back{From: "s1"}); runsheet.ReasonOf(err) != runsheet.MovedOn {
			t.Errorf("a late press: %v", err)
		}
		stop()
		synctest.Wait()
		for range states {
		}
	})
}
