package runsheet

import (
	"fmt"
	"testing"
	"time"
)

func longSheet(n int) State {
	show := Show{Zone: "Europe/Paris"}
	for i := range n {
		slot := Slot{ID: SlotID(fmt.Sprintf("slot-%05d", i)), Length: 5 * time.Minute}
		if i%10 == 0 {
			slot.Start = noon.Wall.Add(time.Duration(i) * 5 * time.Minute)
		}
		show.Slots = append(show.Slots, slot)
	}
	s := after(New(), Loaded{Show: show})
	for i := n/2 - min(n/2, 200); i < n/2; i++ { // more times on air than any day has
		s = after(s, Went{From: s.OnAirSlot(), To: show.Slots[i].ID})
	}
	return s
}

func TestClockAllocatesNothing(t *testing.T) {
	for _, n := range []int{20, 1_000, 5_000} {
		s := longSheet(n)
		now := s.Last.At.Add(time.Minute)
		if got := testing.AllocsPerRun(20, func() { s.Clock(now) }); got != 0 {
			t.Errorf("%d slots: %v allocations", n, got)
		}
		rows := s.Rows(now, nil)
		if got := testing.AllocsPerRun(20, func() { rows = s.Rows(now, rows) }); got != 0 {
			t.Errorf("%d slots: Rows into room enough makes %v allocations", n, got)
		}
	}
}

// An empty desk has a clock too.
func TestClockOfNothing(t *testing.T) {
	s := New()
	if c := s.Clock(noon); c.OnAir || !c.ExpectedEnd.IsZero() || c.Late != 0 {
		t.Errorf("%+v", c)
	}
	if rows := s.Rows(noon, nil); len(rows) != 0 {
		t.Error(rows)
	}
	if facts, wait := s.Due(noon); len(facts) != 0 || wait != never {
		t.Error(facts, wait)
	}
}

func TestMomentSince(t *testing.T) {
	later := noon.Add(time.Minute)
	later.Wall = later.Wall.Add(time.Hour)
	if d := later.Since(noon); d != time.Minute {
		t.Errorf("within one boot: %v", d)
	}
	later.Boot = "boot-1"
	if d := later.Since(noon); d != time.Hour+time.Minute {
		t.Errorf("across two: %v", d)
	}
	if !(Moment{}).IsZero() || noon.IsZero() {
		t.Error("IsZero")
	}
}

func BenchmarkClock(b *testing.B) {
	for _, n := range []int{20, 1_000, 5_000} {
		s := longSheet(n)
		now := s.Last.At.Add(time.Minute)
		b.Run(fmt.Sprintf("slots=%d", n), func(b *testing.B) {
			for b.Loop() {
				s.Clock(now)
			}
		})
	}
}

func BenchmarkRows(b *testing.B) {
	for _, n := range []int{20, 1_000, 5_000} {
		s := longSheet(n)
		now := s.Last.At.Add(time.Minute)
		var rows []Row
		b.Run(fmt.Sprintf("slots=%d", n), func(b *testing.B) {
			for b.Loop() {
				rows = s.Rows(now, rows)
			}
		})
	}
}

func BenchmarkGo(b *testing.B) {
	s := longSheet(1_000)
	at := s.Last.At.Add(time.Minute)
	for b.Loop() {
		facts, err := Decide(s, Act{By: Actor{Role: Operator}, At: at, Command: Go{s.OnAirSlot(), s.Standby}})
		if err != nil || len(facts) != 1 {
			b.Fatal(facts, err)
		}
		Apply(s, Entry{Seq: s.Seq + 1, At: at, Fact: facts[0]})
	}
}
