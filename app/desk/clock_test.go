package desk

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"regie/runsheet"
)

// setClock is what a person, or the network, does to the machine's wall clock.
func (r *room) setClock(by time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.set += by
}

// steps are the jumps of the wall clock that were written.
func (r *room) steps() (by []time.Duration) {
	r.paper.mu.Lock()
	defer r.paper.mu.Unlock()
	for _, e := range r.paper.entries {
		if f, is := e.Fact.(runsheet.ClockStepped); is {
			by = append(by, f.By)
		}
	}
	return by
}

// A clock that is set is told once, with its size, on air and off it; no countdown moves and nothing fires.
func TestSetClockIsToldAndMovesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.setClock(-time.Hour)
		time.Sleep(idle + time.Millisecond)
		synctest.Wait()
		r.must(runsheet.Go{To: "a"})
		time.Sleep(3 * time.Second)
		before := r.State().Clock(r.Now()).Left
		r.setClock(time.Hour)
		if left := r.State().Clock(r.Now()).Left; left != before {
			t.Errorf("%v left, %v before the clock was set", left, before)
		}
		time.Sleep(2 * tick)
		r.setClock(-10 * time.Second) // what takes the next slot elsewhere
		time.Sleep(2 * tick)
		r.setClock(128 * time.Millisecond) // a network clock's correction is not worth a word
		time.Sleep(2 * tick)
		synctest.Wait()
		want := []time.Duration{-time.Hour, time.Hour, -10 * time.Second}
		if got := r.steps(); !slices.Equal(got, want) {
			t.Errorf("steps %v, want %v", got, want)
		}
		if s := r.State(); s.OnAirSlot() != "a" || s.Stepped.By != -10*time.Second {
			t.Errorf("on air %q, last step %v", s.OnAirSlot(), s.Stepped.By)
		}
		if p, _ := r.State().OnAir(); p.Warned || p.RanOver {
			t.Error("a clock that was set fired something")
		}
	})
}

// Suspend is no step: both clocks go on through it.
func TestSuspendIsNoStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		defer r.stop()
		r.must(runsheet.Go{To: "a"})
		r.mu.Lock()
		r.slept = 3 * time.Hour
		r.mu.Unlock()
		time.Sleep(2 * tick)
		synctest.Wait()
		if got := r.steps(); len(got) > 0 {
			t.Errorf("steps %v", got)
		}
		if p, _ := r.State().OnAir(); !p.RanOver {
			t.Error("nobody noticed that time went by")
		}
	})
}

// A slot that takes the next one by itself tells OBS so, once; after a sleep that lasted beyond its end it does not.
func TestTakeNextByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		show := sheet()
		show.Slots[0].AtEnd, show.Slots[1].AtEnd, show.Slots[2].AtEnd = runsheet.TakeNext, runsheet.TakeNext, runsheet.TakeNext
		r := open(t, runsheet.New())
		defer r.stop()
		r.must(runsheet.Load{Show: show})
		r.must(runsheet.Go{To: "a"})
		time.Sleep(5*time.Minute + 50*time.Millisecond)
		synctest.Wait()
		if on := r.State().OnAirSlot(); on != "b" {
			t.Fatalf("%q is on air", on)
		}
		r.mu.Lock()
		r.slept += time.Hour
		r.mu.Unlock()
		time.Sleep(2 * tick)
		synctest.Wait()
		if s := r.State(); s.OnAirSlot() != "b" || !s.Passes[1].RanOver {
			t.Errorf("%q is on air after a sleep", s.OnAirSlot())
		}
		if want := []string{"A", "B"}; !slices.Equal(r.wanted(), want) {
			t.Errorf("OBS was told %v, want %v", r.wanted(), want)
		}
	})
}

// Started again on the same machine, the desk notices what happened to the clock while it was away.
func TestClockSetWhileAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := loaded(t)
		r.must(runsheet.Go{To: "a"})
		time.Sleep(10 * time.Second)
		s := r.State()
		r.stop()
		r.setClock(2 * time.Hour)
		time.Sleep(5 * time.Second)
		again := New(s, Config{Journal: &paper{entries: r.paper.entries}, Now: r.Now, Resumed: true})
		ctx, cancel := context.WithCancel(t.Context())
		ended := start(func() error { return again.Run(ctx) })
		time.Sleep(100 * time.Millisecond)
		synctest.Wait()
		now := again.State()
		if now.Stepped.By != 2*time.Hour {
			t.Errorf("the step is %v", now.Stepped.By)
		}
		if e := now.Clock(r.Now()).Elapsed.Round(time.Second); e != 15*time.Second {
			t.Errorf("%v on air, want 15s", e)
		}
		cancel()
		<-ended
	})
}
