package runsheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lateForum is at 20:40 with its second slot five minutes over, ten minutes late, and must be over by 22:00.
func lateForum() (State, Moment) {
	s, now := forum(5 * time.Minute)
	return s, now.Add(15 * time.Minute)
}

// forum is five minutes into its second slot, which began as late as is said.
//
//	20:00 a 15' · 20:15 b 15' · 20:30 talk 30' · 21:00 pause 10' · 21:10 table 30' · 21:40 questions 15' · 21:55 bye 5'
func forum(late time.Duration) (State, Moment) {
	at := func(h, m int) time.Time { return time.Date(2026, 2, 4, h, m, 0, 0, time.UTC) }
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	show := Show{Title: "Forum", EndBy: at(22, 0), Slots: []Slot{
		{ID: "a", Title: "Ouverture", Start: at(20, 0), Length: minutes(15)},
		{ID: "b", Title: "Film", Start: at(20, 15), Length: minutes(15)},
		{ID: "talk", Title: "Conférence", Start: at(20, 30), Length: minutes(30), People: []string{"Maud"}},
		{ID: "pause", Title: "Pause", Kind: Break, Start: at(21, 0), Length: minutes(10)},
		{ID: "table", Title: "Table ronde", Start: at(21, 10), Length: minutes(30), People: []string{"Inès", "Paul"}},
		{ID: "questions", Title: "Vos questions", Kind: QA, Start: at(21, 40), Length: minutes(15)},
		{ID: "bye", Title: "Au revoir", Start: at(21, 55), Length: minutes(5)},
	}, Reserve: []Slot{
		{ID: "short", Title: "Portrait", Length: minutes(4)},
		{ID: "long", Title: "Archives", Length: minutes(12)},
		{ID: "too-long", Title: "Concert", Length: minutes(60)},
	}}
	now := Moment{Wall: at(19, 59), Steady: time.Hour, Boot: "boot-0"}
	s := New()
	enter := func(d time.Duration, f Fact) {
		now = now.Add(d)
		s = Apply(s, Entry{Seq: s.Seq + 1, At: now, By: Actor{Role: Operator}, Fact: f})
	}
	enter(0, Loaded{Show: show})
	enter(minutes(1), Went{To: "a"})
	enter(minutes(15)+late, Went{From: "a", To: "b"})
	return s, now.Add(minutes(5))
}

func told(p Proposal) string {
	var costs []string
	for _, c := range p.Costs {
		costs = append(costs, fmt.Sprintf("%s %v→%v", c.Slot, c.Was, c.Is))
	}
	return strings.TrimSpace(fmt.Sprintf("%s ends %s missed %v: %s", p.Remedy, p.End.Format("15:04:05"), p.Missed, strings.Join(costs, ", ")))
}

// What each remedy proposes, to the second.
func TestReplans(t *testing.T) {
	s, now := lateForum()
	for _, tc := range []struct {
		what string
		wish ReplanWish
		want []string
	}{
		{"everything that is to come", ReplanWish{}, []string{
			"shift ends 22:10:00 missed 10m0s:",
			"breaks ends 22:00:00 missed 0s: pause 10m0s→6m0s, questions 15m0s→9m0s",
			"compress ends 21:59:45 missed -15s: talk 30m0s→26m45s, pause 10m0s→8m45s, table 30m0s→26m45s, questions 15m0s→13m15s, bye 5m0s→4m15s",
			"drop ends 22:00:00 missed 0s: pause 10m0s→0s",
		}},
		{"two that were chosen", ReplanWish{Slots: []SlotID{"talk", "table"}, Least: 20 * time.Minute}, []string{
			"shift ends 22:10:00 missed 10m0s:",
			"compress ends 22:00:00 missed 0s: talk 30m0s→25m0s, table 30m0s→25m0s",
			"drop ends 22:00:00 missed 0s: talk 30m0s→0s",
		}},
		{"one that cannot give enough", ReplanWish{Slots: []SlotID{"questions"}, Least: 12 * time.Minute}, []string{
			"shift ends 22:10:00 missed 10m0s:",
			"breaks ends 22:07:00 missed 7m0s: questions 15m0s→12m0s",
			"compress ends 22:07:00 missed 7m0s: questions 15m0s→12m0s",
			"drop ends 22:00:00 missed 0s: questions 15m0s→0s",
		}},
	} {
		var got []string
		for _, p := range s.Replans(now, tc.wish) {
			got = append(got, told(p))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.what, diff)
		}
	}
}

// A show that is on time and must be over ten minutes before its planned end: what follows a shorter slot moves up, for else it
// would wait for its planned start; a hard start stays, and what stands before it is left alone.
func TestReplanOnTime(t *testing.T) {
	hard := true
	for _, tc := range []struct {
		what string
		hard SlotID
		want []string
	}{
		{"nothing is promised", "", []string{
			"breaks ends 21:50:00 missed 0s: pause 10m0s→6m0s, questions 15m0s→9m0s | 21:00 pause, 21:06 table, 21:36 questions, 21:45 bye",
			"compress ends 21:50:00 missed 0s: talk 30m0s→26m45s, pause 10m0s→8m45s, table 30m0s→26m45s, questions 15m0s→13m15s, bye 5m0s→4m15s" +
				" | 20:57 pause, 21:05 table, 21:32 questions, 21:45 bye",
			"drop ends 21:50:00 missed 0s: pause 10m0s→0s | 21:00 table, 21:30 questions, 21:45 bye",
		}},
		{"the table is", "table", []string{
			"breaks ends 21:50:00 missed 0s: questions 15m0s→7m30s, table 30m0s→28m0s, bye 5m0s→4m30s | 21:00 pause, 21:10 table, 21:38 questions, 21:45 bye",
			"compress ends 21:50:00 missed 0s: table 30m0s→24m0s, questions 15m0s→12m0s, bye 5m0s→4m0s | 21:00 pause, 21:10 table, 21:34 questions, 21:46 bye",
			"drop ends 21:50:00 missed 0s: questions 15m0s→0s | 21:00 pause, 21:10 table, 21:45 bye",
		}},
	} {
		s, now := forum(0)
		changes := []Change{{Is: &Patch{EndBy: ptr(time.Date(2026, 2, 4, 21, 50, 0, 0, time.UTC))}}}
		if tc.hard != "" {
			changes = append(changes, Change{Slot: tc.hard, Is: &Patch{Hard: &hard}})
		}
		s = Apply(s, Entry{Seq: s.Seq + 1, At: now, Fact: Edited{Changes: changes}})
		var got []string
		for _, p := range s.Replans(now, ReplanWish{}) {
			is := s.with(p.Changes)
			var starts []string
			for i, row := range is.Rows(now, nil) {
				if slot := is.Show.Slots[i]; i > 2 && !slot.Dropped {
					starts = append(starts, row.Start.Format("15:04 ")+string(slot.ID))
				}
			}
			got = append(got, told(p)+" | "+strings.Join(starts, ", "))
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tc.what, diff)
		}
	}
}

// Breaks that cannot give enough leave the rest to the others.
func TestReplanTakesTheRestFromTheOthers(t *testing.T) {
	s, now := lateForum()
	now = now.Add(10 * time.Minute) // twenty minutes late
	proposals := s.Replans(now, ReplanWish{})
	i := slices.IndexFunc(proposals, func(p Proposal) bool { return p.Remedy == BreaksFirst })
	if i < 0 {
		t.Fatal("no proposal")
	}
	p := proposals[i]
	got := map[SlotID]time.Duration{}
	for _, c := range p.Costs {
		got[c.Slot] = c.Is
	}
	if got["pause"] != 5*time.Minute || got["questions"] != 7*time.Minute+30*time.Second || got["talk"] == 0 || p.Missed > 0 || p.Lost() < 20*time.Minute {
		t.Errorf("%s, %v lost", told(p), p.Lost())
	}
}

// What stands before a gap is never shortened: it makes nothing later.
func TestReplanSparesWhatAGapAbsorbs(t *testing.T) {
	s, now := lateForum()
	s = after(s, Edited{Changes: []Change{{Slot: "table", Is: &Patch{Start: ptr(time.Date(2026, 2, 4, 21, 30, 0, 0, time.UTC))}}}})
	if s.Clock(now).PastEndBy != 20*time.Minute {
		t.Fatal(s.Clock(now).PastEndBy)
	}
	for _, p := range s.Replans(now, ReplanWish{}) {
		for _, c := range p.Costs {
			if c.Slot == "talk" || c.Slot == "pause" {
				t.Errorf("%s takes %v from %q for nothing", p.Remedy, c.Was-c.Is, c.Slot)
			}
		}
	}
}

func TestReplanFromReserve(t *testing.T) {
	s, now := lateForum()
	// Ten minutes late, and twenty-five are won before the break: there are fifteen to fill.
	s = after(s, Edited{Changes: []Change{{Slot: "talk", Is: &Patch{Length: ptr(5 * time.Minute)}}}})
	proposals := s.Replans(now, ReplanWish{})
	i := slices.IndexFunc(proposals, func(p Proposal) bool { return p.Remedy == TakeReserve })
	if i < 0 {
		t.Fatal("nothing is taken from the reserve")
	}
	p := proposals[i]
	if p.Changes[0].Slot != "long" || p.Missed > 0 {
		t.Errorf("%s", told(p))
	}
	facts, err := Decide(s, Act{By: Actor{Role: Operator}, At: now, Command: Replan{Remedy: p.Remedy, From: "b", Sheet: s.SheetVersion(), Changes: p.Changes}})
	if err != nil {
		t.Fatal(err)
	}
	if got := after(s, facts...); got.Standby != p.Changes[0].Slot || len(got.Show.Reserve) != 2 {
		t.Errorf("standby %q, %d in reserve", got.Standby, len(got.Show.Reserve))
	}
}

// A proposal is one entry and one undo, and is refused once the sheet or the air has moved on.
func TestReplanIsOneEntry(t *testing.T) {
	s, now := lateForum()
	act := func(s State, c Command) ([]Fact, error) {
		return Decide(s, Act{By: Actor{Role: Operator}, At: now, Command: c})
	}
	for _, p := range s.Replans(now, ReplanWish{}) {
		c := Replan{Remedy: p.Remedy, From: "b", Sheet: s.SheetVersion(), Changes: p.Changes}
		facts, err := act(s, c)
		if err != nil || len(facts) != 1 {
			t.Fatalf("%s: %v %v", p.Remedy, facts, err)
		}
		replanned := s
		replanned = Apply(replanned, Entry{Seq: s.Seq + 1, At: now, Fact: throughFile(Entry{Fact: facts[0]}).Fact})
		if end := replanned.Clock(now).ExpectedEnd; !end.Equal(p.End) {
			t.Errorf("%s: ends %v, promised %v", p.Remedy, end, p.End)
		}
		undo, _ := replanned.Undoable()
		facts, err = act(replanned, Undo{Entry: undo.Seq})
		if err != nil {
			t.Fatal(err)
		}
		back := Apply(replanned, Entry{Seq: s.Seq + 2, At: now, Fact: facts[0]})
		if diff := cmp.Diff(s.Show, back.Show); diff != "" {
			t.Errorf("%s is not undone:\n%s", p.Remedy, diff)
		}
		if _, err := act(replanned, c); ReasonOf(err) != ChangedMeanwhile {
			t.Errorf("%s again: %v", p.Remedy, err)
		}
		c.From = "a"
		if _, err := act(s, c); ReasonOf(err) != MovedOn {
			t.Errorf("%s from elsewhere: %v", p.Remedy, err)
		}
	}
	for what, c := range map[string]Replan{
		"what ran":          {Remedy: CompressSome, Changes: []Change{{Slot: "a", Is: &Patch{Length: ptr(time.Minute)}}}},
		"what is on air":    {Remedy: CompressSome, Changes: []Change{{Slot: "b", Is: &Patch{Length: ptr(time.Minute)}}}},
		"a negative length": {Remedy: CompressSome, Changes: []Change{{Slot: "talk", Is: &Patch{Length: ptr(-time.Minute)}}}},
		"a title":           {Remedy: CompressSome, Changes: []Change{{Slot: "talk", Is: &Patch{Title: ptr("Autre")}}}},
		"a removal":         {Remedy: DropOne, Changes: []Change{{Slot: "talk", Removed: &Slot{}}}},
		"nobody":            {Remedy: DropOne, Changes: []Change{{Slot: "x", Is: &Patch{Dropped: ptr(true)}}}},
		"no remedy":         {Remedy: "pray", Changes: []Change{{Slot: "talk", Is: &Patch{Dropped: ptr(true)}}}},
	} {
		c.From, c.Sheet = "b", s.SheetVersion()
		if facts, err := act(s, c); ReasonOf(err) == "" {
			t.Errorf("%s: %v %v", what, facts, err)
		}
	}
}

// Whatever the sheet: nothing becomes shorter than was allowed, what ran is left alone, and the promised end is kept.
func TestAnyReplan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		show := Show{Title: "x"}
		at := noon.Wall
		for i := range rapid.IntRange(2, 12).Draw(t, "slots") {
			slot := Slot{ID: SlotID(fmt.Sprint("s", i)), Length: time.Duration(rapid.IntRange(0, 3000).Draw(t, "length")) * time.Second,
				Kind: rapid.SampledFrom(Kinds).Draw(t, "kind")}
			if rapid.Bool().Draw(t, "timed") {
				slot.ToEnd = rapid.IntRange(0, 9).Draw(t, "to end") == 9
				slot.Start = at.Add(time.Duration(rapid.IntRange(0, 600).Draw(t, "gap")) * time.Second)
				slot.Hard = rapid.IntRange(0, 3).Draw(t, "hard") == 0
			}
			if at = at.Add(slot.Length); !slot.Start.IsZero() {
				at = slot.Start.Add(slot.Length)
			}
			show.Slots = append(show.Slots, slot)
		}
		show.Reserve = []Slot{{ID: "r", Length: 5 * time.Minute}}
		if rapid.Bool().Draw(t, "must end") {
			show.EndBy = at.Add(-time.Duration(rapid.IntRange(0, 3600).Draw(t, "before")) * time.Second)
		}
		s := after(New(), Loaded{Show: show}, Went{To: "s0"})
		now := s.Last.At.Add(time.Duration(rapid.IntRange(0, 7200).Draw(t, "now")) * time.Second)
		least := time.Duration(rapid.IntRange(0, 1200).Draw(t, "least")) * time.Second
		for _, p := range s.Replans(now, ReplanWish{Least: least}) {
			facts, err := Decide(s, Act{By: Actor{Role: Operator}, At: now, Command: Replan{Remedy: p.Remedy, From: "s0", Sheet: s.SheetVersion(), Changes: p.Changes}})
			if err != nil {
				t.Fatalf("%s is refused: %v", p.Remedy, err)
			}
			is := after(s, facts...)
			if end := is.Clock(now).ExpectedEnd; !end.Equal(p.End) {
				t.Fatalf("%s ends %v, promised %v", p.Remedy, end, p.End)
			}
			for _, c := range p.Costs {
				if low := min(cmp2(least, max(c.Was/2, time.Minute)), c.Was); c.Is < low && (p.Remedy == CompressSome || p.Remedy == BreaksFirst) {
					t.Fatalf("%s makes %v of %v, at least %v", p.Remedy, c.Is, c.Was, low)
				}
				if c.Slot == "s0" {
					t.Fatalf("%s touches what is on air", p.Remedy)
				}
			}
			if p.Remedy == ShiftAll || p.Remedy == TakeReserve {
				continue
			}
			if !p.End.Before(s.Clock(now).ExpectedEnd) {
				t.Fatalf("%s costs something and ends no earlier than doing nothing", p.Remedy)
			}
			for _, c := range p.Changes {
				if slot, _ := s.Show.Find(c.Slot); c.Is.Start != nil && (slot.Hard || slot.ToEnd || c.Is.Start.After(slot.Start)) {
					t.Fatalf("%s moves %q from %v to %v, hard %v, to its end %v", p.Remedy, slot.ID, slot.Start, *c.Is.Start, slot.Hard, slot.ToEnd)
				}
			}
			if all := closedUp(s, is, now); p.Missed > 0 && all.Before(p.End) {
				t.Fatalf("%s has slots wait for no reason: %v would be %v, with %v to be met", p.Remedy, p.End, all, s.Target(now))
			}
		}
	})
}

// closedUp is when the new sheet would end if nothing in it waited but what had a reason to in the old one.
func closedUp(was, is State, now Moment) time.Time {
	for {
		end, idle := is.airEnds(now), false
		for i := is.place(is.Standby); i >= 0 && i < len(is.planned) && !idle; i++ {
			slot := is.Show.Slots[i]
			if slot.Dropped {
				continue
			}
			old := was.place(slot.ID)
			waited := slot.Hard || slot.ToEnd || was.planned[old].gap > 0
			for k := old - 1; k > 0 && is.Show.Slots[k].Dropped; k-- { // it takes the place of one that waited
				waited = waited || is.Show.Slots[k].Hard || was.planned[k].gap > 0
			}
			var start time.Time
			before := end
			if start, end = is.expect(i, before, now.Wall); start.After(before) && !waited {
				at := before.Truncate(time.Second)
				is, idle = is.with([]Change{{Slot: slot.ID, Is: &Patch{Start: &at}}}), true
			}
		}
		if !idle {
			return is.Clock(now).ExpectedEnd
		}
	}
}

func cmp2(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

func BenchmarkReplans(b *testing.B) {
	for _, n := range []int{20, 1_000, 5_000} {
		s := longSheet(n)
		now := s.Last.At.Add(2 * time.Hour)
		b.Run(fmt.Sprintf("slots=%d", n), func(b *testing.B) {
			for b.Loop() {
				s.Replans(now, ReplanWish{})
			}
		})
	}
}
