package runsheet

import (
	"fmt"
	"testing"
	"time"
)

// What a running show is behind by, worked out by hand for each case: the end of the slot on air as it is expected, beside
// the end that the sheet gives it. A gap behind it absorbs what it can; a slot that follows does not.
func TestLatenessByHand(t *testing.T) {
	at := func(h, m, s int) time.Time { return time.Date(2026, 2, 4, h, m, s, 0, time.UTC) }
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	for _, tc := range []struct {
		what        string
		began       time.Time // of a slot of ten minutes that is planned at ten
		toEnd       bool
		held, added time.Duration
		now         time.Time
		gap         time.Duration // before the next slot, of ten minutes too
		left, late  time.Duration
		since       time.Duration
		next, end   time.Time
	}{
		{"on time", at(10, 0, 0), false, 0, 0, at(10, 4, 0), 0, minutes(6), 0, 0, at(10, 10, 0), at(10, 20, 0)},
		{"began late", at(10, 3, 0), false, 0, 0, at(10, 4, 0), 0, minutes(9), minutes(3), 0, at(10, 13, 0), at(10, 23, 0)},
		{"began early", at(9, 58, 0), false, 0, 0, at(10, 4, 0), 0, minutes(4), minutes(-2), 0, at(10, 8, 0), at(10, 18, 0)},
		{"over time", at(10, 0, 0), false, 0, 0, at(10, 12, 0), 0, minutes(-2), minutes(2), minutes(2), at(10, 12, 0), at(10, 22, 0)},
		{"began late, over time", at(10, 3, 0), false, 0, 0, at(10, 15, 0), 0, minutes(-2), minutes(5), minutes(2), at(10, 15, 0), at(10, 25, 0)},
		{"time added", at(10, 0, 0), false, 0, minutes(5), at(10, 4, 0), 0, minutes(11), minutes(5), minutes(5), at(10, 15, 0), at(10, 25, 0)},
		{"held", at(10, 0, 0), false, minutes(3), 0, at(10, 4, 0), 0, minutes(9), minutes(3), minutes(3), at(10, 13, 0), at(10, 23, 0)},
		{"late, a gap is longer", at(10, 3, 0), false, 0, 0, at(10, 4, 0), minutes(5), minutes(9), minutes(3), 0, at(10, 15, 0), at(10, 25, 0)},
		{"late, a gap is shorter", at(10, 3, 0), false, 0, 0, at(10, 4, 0), minutes(1), minutes(9), minutes(3), 0, at(10, 13, 0), at(10, 23, 0)},
		{"early, before a gap", at(9, 58, 0), false, 0, 0, at(10, 4, 0), minutes(5), minutes(4), minutes(-2), 0, at(10, 15, 0), at(10, 25, 0)},
		{"overlap", at(10, 0, 0), false, 0, 0, at(10, 4, 0), minutes(-2), minutes(6), 0, 0, at(10, 10, 0), at(10, 20, 0)},
		{"to its end, began late", at(10, 3, 0), true, 0, 0, at(10, 4, 0), 0, minutes(6), 0, minutes(-3), at(10, 10, 0), at(10, 20, 0)},
		{"to its end, time added", at(10, 3, 0), true, 0, minutes(2), at(10, 4, 0), 0, minutes(8), minutes(2), minutes(-1), at(10, 12, 0), at(10, 22, 0)},
		{"to its end, over", at(10, 3, 0), true, 0, 0, at(10, 11, 0), 0, minutes(-1), minutes(1), minutes(-2), at(10, 11, 0), at(10, 21, 0)},
	} {
		t.Run(tc.what, func(t *testing.T) {
			show := Show{Slots: []Slot{
				{ID: "a", Start: at(10, 0, 0), Length: minutes(10), ToEnd: tc.toEnd},
				{ID: "b", Start: at(10, 10, 0).Add(tc.gap), Length: minutes(10)},
			}}
			s := Apply(New(), Entry{Seq: 1, At: Moment{Wall: at(9, 0, 0), Boot: "b"}, Fact: Loaded{Show: show}})
			moment := func(w time.Time) Moment { return Moment{Wall: w, Steady: w.Sub(at(9, 0, 0)), Boot: "b"} }
			enter := func(w time.Time, f Fact) { s = Apply(s, Entry{Seq: s.Seq + 1, At: moment(w), Fact: f}) }
			enter(tc.began, Went{To: "a"})
			if tc.held > 0 {
				enter(tc.began, Held{Slot: "a"})
				enter(tc.began.Add(tc.held), Released{Slot: "a"})
			}
			enter(tc.now, Extended{Slot: "a", By: tc.added})
			c := s.Clock(moment(tc.now))
			next := s.Rows(moment(tc.now), nil)[1].Start
			got := fmt.Sprint(c.Left, c.Late, c.LateSinceStart, next.Format("15:04:05"), c.ExpectedEnd.Format("15:04:05"))
			want := fmt.Sprint(tc.left, tc.late, tc.since, tc.next.Format("15:04:05"), tc.end.Format("15:04:05"))
			if got != want {
				t.Errorf("left, late, since the start, next, end: %s, want %s", got, want)
			}
		})
	}
}

// A speaker is shown what was given to the speaker alone, and nothing else changes by it.
func TestClockForSpeaker(t *testing.T) {
	s := after(New(), Loaded{Show: threeSlots()}, Went{To: "a"})
	now := s.Last.At.Add(4*time.Minute + 30*time.Second)
	before := s.Clock(now)
	s = after(s, SpeakerGiven{Slot: "a", By: 2 * time.Minute})
	c := s.Clock(now)
	if c.Left != before.Left || c.Late != before.Late || !c.ExpectedEnd.Equal(before.ExpectedEnd) {
		t.Errorf("the plan changed: %+v, was %+v", c, before)
	}
	if v := c.ForSpeaker(); v.Left != before.Left+2*time.Minute || v.Left+v.Elapsed != v.Length {
		t.Errorf("the speaker is shown %v left of %v after %v", v.Left, v.Length, v.Elapsed)
	}
}
