package runsheet

import (
	"testing"
	"time"
)

// A kept sheet runs on another day, and is then corrected: loaded again with the day's own dates. Both times the show
// is as late as its times of day say, and no day is counted twice.
func TestSheetOfTheDayReplacesAKeptOne(t *testing.T) {
	sheet := func(day time.Time) Show {
		return Show{Title: "x", Zone: "UTC", Slots: []Slot{
			{ID: "a", Title: "A", Length: 20 * time.Minute, Start: day.Add(18 * time.Hour)},
			{ID: "b", Title: "B", Length: 20 * time.Minute, Start: day.Add(18*time.Hour + 20*time.Minute), Hard: true},
		}}
	}
	today := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	at := Moment{Wall: today.Add(18*time.Hour + 5*time.Minute), Boot: "x"}
	s := New()
	for i, f := range []Fact{Loaded{Show: sheet(time.Date(2021, 2, 4, 0, 0, 0, 0, time.UTC))}, Went{To: "a"}, Loaded{Show: sheet(today)}} {
		s = Apply(s, Entry{Seq: Seq(i + 1), At: at, Fact: f})
		if i == 0 {
			continue
		}
		if late := s.Clock(at).Late; late != 5*time.Minute {
			t.Errorf("after %s: %v late", FactKind(f), late)
		}
		if end := s.Clock(at).ExpectedEnd; !end.Equal(today.Add(18*time.Hour + 45*time.Minute)) {
			t.Errorf("after %s: ends %v", FactKind(f), end)
		}
	}
}
