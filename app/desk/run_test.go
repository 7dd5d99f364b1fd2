package desk

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"regie/runsheet"
)

// A rehearsal at sixty: five minutes of the run are five seconds here, due to the tenth, and then the clock is true again.
func TestRehearsalHasItsOwnClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		as := time.Date(2026, time.February, 4, 19, 0, 0, 0, time.UTC)
		r.must(runsheet.BeginRun{Kind: runsheet.RehearsalRun, As: as, Speed: 60})
		if now := r.Now(); !now.Wall.Equal(as) {
			t.Fatalf("the rehearsal begins at %v", now.Wall)
		}
		r.must(runsheet.Go{To: "a"})
		begun, real := r.Now(), time.Now()
		time.Sleep(2500 * time.Millisecond)
		if left := r.State().Clock(r.Now()).Left; left != 150*time.Second-60*headStart { // GO is acknowledged when it is written
			t.Errorf("%v are left of five minutes, half way", left)
		}
		r.Heard(time.Second)
		if heard := r.State().Signals.OBSHeard; r.State().Run.Lasts(r.Now().Since(heard)) != time.Second {
			t.Errorf("OBS was heard %v ago", r.State().Run.Lasts(r.Now().Since(heard)))
		}
		time.Sleep(3 * time.Second)
		synctest.Wait()
		var got []string
		for _, e := range r.paper.entries[3:] {
			got = append(got, fmt.Sprint(runsheet.FactKind(e.Fact), " ", e.At.Since(begun).Round(time.Second)))
		}
		if want := []string{"warned 4m0s", "danger 4m45s", "ran-over 5m0s"}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		r.must(runsheet.EndRun{Run: 1})
		if now := r.Now(); now.Wall.Sub(real) != 5500*time.Millisecond || now.Boot != "boot" {
			t.Errorf("after it the clock shows %v", now)
		}
		if s := r.State(); s.Mode != runsheet.Preparation || len(s.Passes) != 0 || s.Standby != "a" {
			t.Errorf("the rehearsal left %s, %d passes, standby %q", s.Mode, len(s.Passes), s.Standby)
		}
	})
}

// Whoever wants something of OBS for a rehearsal says so.
func TestRehearsalWantsASimulatedOBS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.must(runsheet.BeginRun{Kind: runsheet.RehearsalRun})
		r.must(runsheet.Go{To: "a"})
		r.must(runsheet.EndRun{Run: 1})
		r.must(runsheet.BeginRun{Kind: runsheet.RehearsalRun, OBS: true, Seen: 1})
		time.Sleep(time.Second)
		r.must(runsheet.Go{To: "a"})
		r.must(runsheet.EndRun{Run: 2})
		r.must(runsheet.Go{To: "a"})
		synctest.Wait()
		var got []bool
		for _, l := range r.wants {
			got = append(got, l.Simulated)
		}
		if want := []bool{true, false, false}; !slices.Equal(got, want) || !slices.Equal(r.wanted(), []string{"A", "A", "A"}) {
			t.Errorf("wanted %v, simulated %v", r.wanted(), got)
		}
	})
}

// A spare timer that came to its end while the machine slept has rung when it wakes, also with nothing on air.
func TestTimerAcrossSuspend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.must(runsheet.SetTimer{Timer: 1, Direction: runsheet.CountDown, Length: 10 * time.Minute})
		r.must(runsheet.StartTimer{Timer: 1})
		time.Sleep(time.Second)
		r.mu.Lock()
		r.slept = time.Hour
		r.mu.Unlock()
		time.Sleep(tick + 10*time.Millisecond)
		synctest.Wait()
		if !r.State().Timers[0].Rang {
			t.Error("nobody noticed that the timer ended")
		}
	})
}
