package runsheet

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func ptr[T any](v T) *T { return &v }

var operator = Actor{Role: Operator}

// order writes a sheet as "a b (c) | r": dropped slots in brackets, the reserve behind the bar.
func order(s Show) string {
	var words []string
	for _, slot := range s.Slots {
		if slot.Dropped {
			words = append(words, "("+string(slot.ID)+")")
		} else {
			words = append(words, string(slot.ID))
		}
	}
	if len(s.Reserve) > 0 {
		words = append(words, "|")
	}
	for _, slot := range s.Reserve {
		words = append(words, string(slot.ID))
	}
	return strings.Join(words, " ")
}

func TestDecideEdit(t *testing.T) {
	loaded := after(New(), Loaded{Show: threeSlots()}) // at version 1
	onB := after(loaded, Went{To: "a"}, Went{From: "a", To: "b"})
	titled := after(loaded, Edited{Changes: []Change{{Slot: "b", Was: &Patch{Title: ptr("Débat")}, Is: &Patch{Title: ptr("Table ronde")}}}})
	moved := after(loaded, Edited{Changes: []Change{{Slot: "b", From: &Place{After: "a"}, To: &Place{}}}})
	full := after(New(), Loaded{Show: longSheet(MaxSlots).Show})
	for _, tc := range []struct {
		name    string
		s       State
		c       Command
		order   string // afterwards
		standby SlotID
		reason  Reason
	}{
		{"title", loaded, EditSlot{"b", 1, Setting{Title: ptr(" Table\nronde ")}}, "a b c", "a", ""},
		{"same title", loaded, EditSlot{"b", 0, Setting{Title: ptr("Débat")}}, "a b c", "a", ""},
		{"title of what another retitled", titled, EditSlot{"b", 1, Setting{Title: ptr("Forum")}}, "", "", ChangedMeanwhile},
		{"length of what another retitled", titled, EditSlot{"b", 1, Setting{Length: ptr(time.Hour)}}, "a b c", "a", ""},
		{"length of what another moved", moved, EditSlot{"b", 1, Setting{Length: ptr(time.Hour)}}, "b a c", "b", ""},
		{"what I retitled", titled, EditSlot{"b", 2, Setting{Title: ptr("Forum")}}, "a b c", "a", ""},
		{"from a sheet of tomorrow", loaded, EditSlot{"b", 9, Setting{Title: ptr("x")}}, "", "", BadCommand},
		{"from before the load", loaded, EditSlot{"b", 0, Setting{Title: ptr("x")}}, "", "", ChangedMeanwhile},
		{"nowhere", loaded, EditSlot{"x", 1, Setting{}}, "", "", UnknownSlot},
		{"negative length", loaded, EditSlot{"b", 1, Setting{Length: ptr(-time.Second)}}, "", "", BadValue},
		{"endless length", loaded, EditSlot{"b", 1, Setting{Length: ptr(maxLength + 1)}}, "", "", BadValue},
		{"strange kind", loaded, EditSlot{"b", 1, Setting{Kind: ptr(Kind("circus"))}}, "", "", BadValue},
		{"far start", loaded, EditSlot{"b", 1, Setting{Start: ptr(time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC))}}, "", "", BadValue},
		{"long title", loaded, EditSlot{"b", 1, Setting{Title: ptr(strings.Repeat("é", MaxTitle+1))}}, "", "", FieldTooLong},
		{"long column", loaded, EditSlot{"b", 1, Setting{Fields: map[string]*string{"x": ptr(strings.Repeat("é", MaxNotes+1))}}}, "", "", FieldTooLong},
		{"column without header", loaded, EditSlot{"b", 1, Setting{Fields: map[string]*string{"": ptr("x")}}}, "", "", BadValue},
		{"on air", onB, EditSlot{"b", 1, Setting{Length: ptr(time.Minute), Title: ptr("x"), Notes: ptr("y")}}, "a b c", "c", ""},
		{"on air, dropped", onB, EditSlot{"b", 1, Setting{Dropped: ptr(true)}}, "", "", AlreadyRan},
		{"on air, less than was taken", after(onB, Extended{"b", -9 * time.Minute}), EditSlot{"b", 1, Setting{Length: ptr(time.Minute)}}, "", "", TooMuchTime},
		{"show", loaded, EditShow{Sheet: 1, Title: ptr("Minuit"), TimeZone: ptr("Europe/Paris")}, "a b c", "a", ""},
		{"show without a zone", loaded, EditShow{Sheet: 1, TimeZone: ptr("Europe/Atlantis")}, "", "", BadValue},
		{"show, long", loaded, EditShow{Sheet: 1, Title: ptr(strings.Repeat("é", MaxTitle+1))}, "", "", FieldTooLong},

		{"add", loaded, AddSlots{ID: "d", After: "a", Sheet: 1}, "a d b c", "a", ""},
		{"add again", after(loaded, Edited{Changes: []Change{{Slot: "d", Added: &Slot{ID: "d"}}}}), AddSlots{ID: "d", After: "a", Sheet: 1}, "d a b c", "d", ""},
		{"add first", loaded, AddSlots{Sheet: 1}, "new-2 a b c", "new-2", ""},
		{"add three", loaded, AddSlots{After: "c", Count: 3, Sheet: 1}, "a b c new-2-1 new-2-2 new-2-3", "a", ""},
		{"add to the reserve", loaded, AddSlots{ID: "d", Reserve: true, Sheet: 1}, "a b c | d", "a", ""},
		{"add next", onB, AddSlots{ID: "d", After: "b", Sheet: 1}, "a b d c", "d", ""},
		{"add behind what moved", moved, AddSlots{ID: "d", After: "b", Sheet: 1}, "", "", ChangedMeanwhile},
		{"add behind what was retitled", titled, AddSlots{ID: "d", After: "b", Sheet: 1}, "a b d c", "a", ""},
		{"add nowhere", loaded, AddSlots{After: "x", Sheet: 1}, "", "", UnknownSlot},
		{"add with a strange id", loaded, AddSlots{ID: "é", Sheet: 1}, "", "", NoID},
		{"add too many", full, AddSlots{Sheet: 1}, "", "", SheetFull},
		{"add endlessly", loaded, AddSlots{Sheet: 1, Count: 1 << 62}, "", "", SheetFull},
		{"duplicate", loaded, Duplicate{"b"}, "a b new-2 c", "a", ""},
		{"duplicate nothing", loaded, Duplicate{"x"}, "", "", UnknownSlot},

		{"remove", loaded, Remove{[]SlotID{"b", "b"}, 1}, "a c", "a", ""},
		{"remove standby", loaded, Remove{[]SlotID{"a"}, 1}, "b c", "b", ""},
		{"remove all", loaded, Remove{[]SlotID{"b", "a", "c"}, 1}, "", "", ""},
		{"remove what was retitled", titled, Remove{[]SlotID{"b"}, 1}, "", "", ChangedMeanwhile},
		{"remove what is on air", onB, Remove{[]SlotID{"b"}, 1}, "", "", AlreadyRan},
		{"remove what ran", onB, Remove{[]SlotID{"c", "a"}, 1}, "", "", AlreadyRan},
		{"remove nothing", loaded, Remove{nil, 1}, "", "", BadCommand},
		{"remove unknown", loaded, Remove{[]SlotID{"x"}, 1}, "", "", UnknownSlot},

		{"move", loaded, Move{Slots: []SlotID{"c"}, Sheet: 1}, "c a b", "c", ""},
		{"move two", loaded, Move{Slots: []SlotID{"c", "a"}, After: "b", Sheet: 1}, "b c a", "b", ""},
		{"move to where it is", loaded, Move{Slots: []SlotID{"b"}, After: "a", Sheet: 1}, "a b c", "a", ""},
		{"move behind itself", loaded, Move{Slots: []SlotID{"b"}, After: "b", Sheet: 1}, "", "", BadCommand},
		{"move what another moved", moved, Move{Slots: []SlotID{"b"}, After: "c", Sheet: 1}, "", "", ChangedMeanwhile},
		{"move what was retitled", titled, Move{Slots: []SlotID{"b"}, After: "c", Sheet: 1}, "a c b", "a", ""},
		{"move to the reserve", loaded, Move{Slots: []SlotID{"a"}, Reserve: true, Sheet: 1}, "b c | a", "b", ""},
		{"move out of the reserve", after(loaded, Edited{Changes: []Change{{Slot: "c", To: &Place{Reserve: true}}}}), Move{Slots: []SlotID{"c"}, After: "a", Sheet: 2}, "a c b", "a", ""},
		{"move behind the reserve", after(loaded, Edited{Changes: []Change{{Slot: "c", To: &Place{Reserve: true}}}}), Move{Slots: []SlotID{"a"}, After: "c", Sheet: 2}, "", "", UnknownSlot},
		{"move the one on air forward", onB, Move{Slots: []SlotID{"b"}, Sheet: 1}, "", "", AlreadyRan},
		{"move the one on air back", onB, Move{Slots: []SlotID{"b"}, After: "c", Sheet: 1}, "a c b", "", ""},
		{"move what ran behind it", onB, Move{Slots: []SlotID{"a"}, After: "b", Sheet: 1}, "", "", AlreadyRan},
		{"put what is on air aside", onB, Move{Slots: []SlotID{"b"}, Reserve: true, Sheet: 1}, "", "", AlreadyRan},

		{"drop", loaded, Drop{[]SlotID{"b"}}, "a (b) c", "a", ""},
		{"drop standby", loaded, Drop{[]SlotID{"a"}}, "(a) b c", "b", ""},
		{"drop all that comes", onB, Drop{[]SlotID{"c"}}, "a b (c)", "", ""},
		{"drop what is on air", onB, Drop{[]SlotID{"b"}}, "", "", AlreadyRan},
		{"drop what ran", onB, Drop{[]SlotID{"a"}}, "", "", AlreadyRan},
		{"bring back", after(onB, Edited{Changes: []Change{{Slot: "c", Is: &Patch{Dropped: ptr(true)}}}}), BringBack{[]SlotID{"c"}}, "a b c", "c", ""},
		{"bring back what is there", loaded, BringBack{[]SlotID{"c"}}, "a b c", "a", ""},

		{"undo nothing", loaded, Undo{1}, "", "", NothingToUndo},
		{"redo nothing", titled, Redo{7}, "", "", NothingToRedo},
		{"redo what is done", titled, Redo{2}, "a b c", "a", ""},
		{"undo another", titled, Undo{1}, "", "", ChangedMeanwhile},
		{"undo what ran", after(after(loaded, Edited{Changes: []Change{{Slot: "d", Added: &Slot{ID: "d"}, To: &Place{}}}}), Went{To: "d"}), Undo{2}, "", "", AlreadyRan},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decide(tc.s, Act{By: operator, At: tc.s.Last.At.Add(time.Second), Command: tc.c})
			if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
				t.Fatalf("refused with %v, want %q", err, tc.reason)
			}
			if err != nil {
				return
			}
			s := after(tc.s, got...)
			if order(s.Show) != tc.order || s.Standby != tc.standby {
				t.Errorf("the sheet is %q, standby %q; want %q, %q", order(s.Show), s.Standby, tc.order, tc.standby)
			}
		})
	}
}

func TestStandbyPassesOverDropped(t *testing.T) {
	s := after(New(), Loaded{Show: threeSlots()}, Edited{Changes: []Change{{Slot: "b", Is: &Patch{Dropped: ptr(true)}}}}, Went{To: "a"})
	if s.Standby != "c" {
		t.Errorf("standby %q", s.Standby)
	}
	if _, err := Decide(s, Act{By: operator, At: s.Last.At, Command: Standby{"b"}}); ReasonOf(err) != SlotDropped {
		t.Error(err)
	}
	c := s.Clock(s.Last.At)
	if want := s.Last.At.Wall.Add(20 * time.Minute); !c.ExpectedEnd.Equal(want) {
		t.Errorf("ends %v, want %v: a dropped slot takes no time", c.ExpectedEnd, want)
	}
	rows := s.Rows(s.Last.At, nil)
	if rows[1].Stage != Dropped || !rows[1].Start.IsZero() || rows[2].Stage != OnStand || !rows[2].Start.Equal(s.Last.At.Wall.Add(10*time.Minute)) {
		t.Errorf("%+v", rows)
	}
}

func TestBatchIsNumbered(t *testing.T) {
	h := newHall(t)
	if err := h.do(operator, AddSlots{After: "a", Count: 3, Sheet: 1, Set: Setting{Title: ptr("Pitch"), Number: ptr("7"), Length: ptr(5 * time.Minute), Start: ptr(noon.Wall)}}); err != nil {
		t.Fatal(err)
	}
	for i, slot := range h.s.Show.Slots[1:4] {
		if slot.Title != fmt.Sprintf("Pitch %d", i+1) || slot.Number != fmt.Sprint(7+i) || slot.Length != 5*time.Minute || slot.Start.IsZero() != (i > 0) {
			t.Errorf("%+v", slot)
		}
	}
}

// Undo and Redo go over the operator's own moves of questions too, but never over what a moderator did since.
func TestUndoQuestions(t *testing.T) {
	h := newHall(t, Moderated{Passive})
	for i := range 2 {
		if _, err := h.ask(phone(i), fmt.Sprintf("q%d", i), questions[i]); err != nil {
			t.Fatal(err)
		}
	}
	status := func(id QuestionID) Status {
		q, _ := h.s.Questions.Get(id)
		return q.Status
	}
	must := func(c Command) {
		t.Helper()
		h.now = h.now.Add(time.Minute)
		if err := h.do(operator, c); err != nil {
			t.Fatal(err)
		}
	}
	undo := func() {
		t.Helper()
		e, ok := h.s.Undoable()
		if !ok {
			t.Fatal("nothing to undo")
		}
		must(Undo{e.Seq})
		must(Undo{e.Seq}) // a key that is heard twice
	}
	redo := func() {
		t.Helper()
		e, ok := h.s.Redoable()
		if !ok {
			t.Fatal("nothing to redo")
		}
		must(Redo{e.Seq})
		must(Redo{e.Seq})
	}
	must(PutOnAir{"q0"})
	must(PutOnAir{"q1"})
	if status("q0") != Answered || status("q1") != OnAirNow {
		t.Fatal(status("q0"), status("q1"))
	}
	undo() // both at once: they were one press
	if status("q0") != OnAirNow || status("q1") != Approved {
		t.Error(status("q0"), status("q1"))
	}
	redo()
	if status("q0") != Answered || status("q1") != OnAirNow {
		t.Error(status("q0"), status("q1"))
	}
	undo()
	undo()
	if status("q0") != Approved || status("q1") != Approved {
		t.Error(status("q0"), status("q1"))
	}
	must(Reject{"q0"})
	if _, ok := h.s.Redoable(); ok {
		t.Error("redo after something new")
	}
	h.do(Actor{Role: Moderator}, Approve{"q0"})
	if _, ok := h.s.Undoable(); ok {
		t.Error("what a moderator did since would be undone")
	}
	if err := h.do(operator, Undo{1}); ReasonOf(err) != NothingToUndo {
		t.Error(err)
	}
}

// A sheet that was loaded by mistake is undone like any other edit.
func TestUndoLoad(t *testing.T) {
	h := newHall(t)
	if err := h.do(operator, Load{Show: Show{Slots: []Slot{{ID: "a"}, {ID: "z"}}}}); err != nil {
		t.Fatal(err)
	}
	e, _ := h.s.Undoable()
	if err := h.do(operator, Undo{e.Seq}); err != nil || order(h.s.Show) != "a b c" {
		t.Error(order(h.s.Show), err)
	}
	e, _ = h.s.Redoable()
	if err := h.do(operator, Redo{e.Seq}); err != nil || order(h.s.Show) != "a z" {
		t.Error(order(h.s.Show), err)
	}
}

func drawShow(t *rapid.T, name string) Show {
	ids := rapid.SliceOfNDistinct(rapid.SampledFrom([]SlotID{"a", "b", "c", "d", "e", "f", "g", "h"}), 1, 8, func(id SlotID) SlotID { return id }).Draw(t, name)
	cut := rapid.IntRange(1, len(ids)).Draw(t, name+" reserve")
	s := Show{Title: rapid.SampledFrom([]string{"Midi", "Soir"}).Draw(t, name+" title")}
	for i, id := range ids {
		slot := Slot{ID: id, Title: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "title"), Kind: Live, Dropped: rapid.Bool().Draw(t, "dropped")}
		slot.Length = time.Duration(rapid.IntRange(0, 3).Draw(t, "minutes")) * time.Minute
		if rapid.Bool().Draw(t, "more") {
			slot.People, slot.Start, slot.Cues = []string{"Léa"}, noon.Wall, []Cue{{Do: "play"}}
			slot.Fields = map[string]string{rapid.SampledFrom([]string{"Micro", "Son"}).Draw(t, "column"): rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "value")}
		}
		if i < cut {
			s.Slots = append(s.Slots, slot)
		} else {
			s.Reserve = append(s.Reserve, slot)
		}
	}
	return s
}

// Whatever two sheets are, their difference makes one of the other, through a file too, and back.
func TestDiffMakesTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, new := drawShow(t, "old"), drawShow(t, "new")
		changes := throughFile(Entry{Fact: Imported{Changes: Diff(old, new)}}).Fact.(Imported).Changes
		made := old.With(changes)
		if d := cmp.Diff(new, made); d != "" {
			t.Fatalf("%s\n(-want +made):\n%s", asText(changes), d)
		}
		if d := cmp.Diff(old, made.With(back(changes))); d != "" {
			t.Fatalf("and back, %s\n(-want +made):\n%s", asText(changes), d)
		}
		if d := Diff(new, made); len(d) != 0 {
			t.Fatalf("nothing differs, and still %s", asText(d))
		}
	})
}

func asText(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// One slot that moves is one change, however far it goes.
func TestDiffIsShort(t *testing.T) {
	s := longSheet(500).Show
	to := s.With([]Change{{Slot: "slot-00400", To: &Place{After: "slot-00003"}}, {Slot: "slot-00007", Is: &Patch{Title: ptr("x")}}})
	if changes := Diff(s, to); len(changes) != 2 {
		t.Errorf("%d changes: %s", len(changes), asText(changes))
	}
	changed, added, gone := Count(Diff(Show{Slots: []Slot{{ID: "a"}, {ID: "b"}}}, Show{Title: "x", Slots: []Slot{{ID: "b", Title: "y"}, {ID: "c"}, {ID: "d"}}}))
	if changed != 1 || added != 2 || gone != 1 {
		t.Error(changed, added, gone)
	}
}

// Any editing during any evening: the slot on air is never lost, what ran stays before it, nothing that was seen changes
// under anybody, every prefix replays, the changes make each sheet from any earlier one, and undoing it all gives back
// the sheet that was loaded.
func TestAnyEditing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := drawShow(t, "first")
		s := New()
		now := noon
		var entries []Entry
		var kept []State
		var digests []string
		enter := func(facts ...Fact) {
			for _, f := range facts {
				kept, digests = append(kept, s), append(digests, digest(s))
				now = now.Add(time.Second)
				e := Entry{Seq: s.Seq + 1, At: now, By: operator, Fact: f}
				s, entries = Apply(s, e), append(entries, e)
			}
		}
		enter(Loaded{Show: first})
		on := rapid.Bool().Draw(t, "live")
		some := func() SlotID {
			all := []SlotID{"a", "b", "nowhere"}
			for _, slots := range [2][]Slot{s.Show.Slots, s.Show.Reserve} {
				for _, slot := range slots {
					all = append(all, slot.ID)
				}
			}
			return rapid.SampledFrom(all).Draw(t, "slot")
		}
		saw := func() Seq {
			return max(s.SheetVersion()-Seq(rapid.SampledFrom([]int{0, 0, 0, 1, 3}).Draw(t, "old")), 0)
		}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			var c Command
			switch rapid.SampledFrom([]string{"edit", "edit", "add", "duplicate", "remove", "move", "move", "drop", "back", "undo", "undo", "redo", "merge", "load", "go", "go", "end"}).Draw(t, "what") {
			case "edit":
				c = EditSlot{some(), saw(), Setting{Title: ptr(rapid.SampledFrom([]string{"x", "y", "w"}).Draw(t, "title")), People: ptr([]string{})}}
			case "add":
				c = AddSlots{After: some(), Count: rapid.IntRange(0, 2).Draw(t, "count"), Reserve: rapid.Bool().Draw(t, "reserve"), Sheet: saw()}
			case "duplicate":
				c = Duplicate{some()}
			case "remove":
				c = Remove{[]SlotID{some()}, saw()}
			case "move":
				c = Move{[]SlotID{some(), some()}, some(), rapid.Bool().Draw(t, "reserve"), saw()}
			case "drop":
				c = Drop{[]SlotID{some()}}
			case "back":
				c = BringBack{[]SlotID{some()}}
			case "undo":
				e, _ := s.Undoable()
				c = Undo{e.Seq}
			case "redo":
				e, _ := s.Redoable()
				c = Redo{e.Seq}
			case "merge":
				c = Merge{drawShow(t, "merged"), "x.csv", rapid.SampledFrom([]How{Matched, Replaced, Fresh}).Draw(t, "how"), saw()}
			case "load":
				c = Load{Show: drawShow(t, "loaded")}
			case "go":
				if c = (Go{s.OnAirSlot(), s.Standby}); !on {
					continue
				}
			case "end":
				c = End{s.OnAirSlot()}
			}
			was := s
			facts, err := Decide(s, Act{By: operator, At: now, Command: c})
			if err != nil && (ReasonOf(err) == "" || len(facts) > 0) {
				t.Fatalf("%v with %v", err, facts)
			}
			enter(facts...)
			if err := s.Show.Check(); err != nil && len(s.Show.Slots) > 0 {
				t.Fatalf("after %s: %v", CommandName(c), err)
			}
			if air := s.OnAirSlot(); air != "" && s.place(air) < 0 {
				t.Fatalf("%s lost the slot on air", CommandName(c))
			}
			if s.Standby != "" && !s.canStandBy(s.Standby) {
				t.Fatalf("after %s %q is on standby in %q", CommandName(c), s.Standby, order(s.Show))
			}
			if _, loads := c.(Load); !loads && s.onAir == was.onAir {
				for i, slot := range was.Show.Slots {
					if m, merges := c.(Merge); was.Done(slot.ID) && i < was.place(was.OnAirSlot()) && s.place(slot.ID) > s.place(s.OnAirSlot()) && !(merges && m.How != Matched) {
						if _, turned := c.(Undo); !turned {
							t.Fatalf("%s put %q behind what is on air", CommandName(c), slot.ID)
						}
					}
				}
			}
			for i, slot := range s.Show.Slots {
				if s.place(slot.ID) != i {
					t.Fatalf("%q is said to be at %d of %q", slot.ID, s.place(slot.ID), order(s.Show))
				}
			}
			s.Rows(now, nil)
			s.Clock(now)
		}
		for i, old := range kept {
			if digest(old) != digests[i] {
				t.Fatalf("the state before entry %d was changed later:\n%s", i+1, cmp.Diff(digests[i], digest(old)))
			}
			if changes, ok := s.ChangesSince(old.SheetVersion()); ok && old.SheetVersion() > 0 {
				if d := cmp.Diff(s.Show, old.Show.With(changes)); d != "" {
					t.Fatalf("the changes since %d do not make the sheet:\n%s", old.SheetVersion(), d)
				}
			}
		}
		again := New()
		for i, e := range entries {
			if diff := cmp.Diff(kept[i], again, deep); diff != "" {
				t.Fatalf("the first %d entries replay to another state (-lived +replayed):\n%s", i, diff)
			}
			again = Apply(again, throughFile(e))
		}
		if diff := cmp.Diff(s, again, deep); diff != "" {
			t.Fatalf("the entries replay to another state (-lived +replayed):\n%s", diff)
		}
		undone := s
		for {
			e, more := s.Undoable()
			if !more {
				break
			}
			facts, err := Decide(s, Act{By: operator, At: now, Command: Undo{e.Seq}})
			if len(s.Passes) > 0 && ReasonOf(err) == AlreadyRan {
				return // what ran is never undone
			}
			if err != nil {
				t.Fatalf("undo %d: %v", e.Seq, err)
			}
			enter(facts...)
		}
		if d := cmp.Diff(first, s.Show); d != "" {
			t.Fatalf("all is undone, and the sheet is another one (-loaded +now):\n%s", d)
		}
		if len(undone.Passes) > 0 {
			return
		}
		for {
			e, more := s.Redoable()
			if !more {
				return
			}
			facts, err := Decide(s, Act{By: operator, At: now, Command: Redo{e.Seq}})
			if err != nil {
				t.Fatalf("redo %d: %v", e.Seq, err)
			}
			enter(facts...)
			if e, _ := undone.Undoable(); len(facts) > 0 && facts[0].(Redid).Entry == e.Seq {
				if d := cmp.Diff(undone.Show, s.Show); d != "" {
					t.Fatalf("all that was done is done again, and the sheet is another one:\n%s", d)
				}
			}
		}
	})
}

func TestMerge(t *testing.T) {
	base := Show{Title: "Midi", Zone: "Europe/Paris", Slots: []Slot{
		{ID: "accueil", Number: "1", Title: "Accueil"}, {ID: "debat", Number: "2", Title: "Débat", Length: time.Minute},
		{ID: "pause", Title: "Pause"}, {ID: "fin", Number: "4", Title: "Fin"},
	}, Reserve: []Slot{{ID: "bonus", Title: "Bonus"}}}
	loaded := after(New(), Loaded{Show: base}, Edited{Changes: []Change{{Slot: "pause", Is: &Patch{Dropped: ptr(true)}}}})
	live := after(loaded, Went{To: "accueil"}, Went{From: "accueil", To: "debat"})
	read := Show{Title: "Midi", Slots: []Slot{ // as a file says it: ids are made of titles
		{ID: "table-ronde", Number: "2", Title: "Table ronde", Length: 2 * time.Minute}, {ID: "pause", Title: "Pause café"},
		{ID: "annonces", Title: "Annonces"}, {ID: "bonus", Title: "Bonus", Notes: "court"}, {ID: "n9", Number: "9", Title: "FIN"},
	}}
	for _, tc := range []struct {
		name   string
		s      State
		m      Merge
		order  string
		reason Reason
	}{
		{"before", loaded, Merge{Show: read, How: Matched, Sheet: 2}, "debat (pause) annonces fin | bonus", ""},
		{"live", live, Merge{Show: read, How: Matched, Sheet: 2}, "accueil debat (pause) annonces fin | bonus", ""},
		{"live, unseen edit", live, Merge{Show: read, How: Matched, Sheet: 1}, "", ChangedMeanwhile},
		{"the same again", after(loaded, Imported{Changes: Diff(loaded.Show, base)}), Merge{Show: base, How: Matched, Sheet: 3}, "accueil debat pause fin | bonus", ""},
		{"without the one on air", live, Merge{Show: Show{Slots: []Slot{{ID: "x"}}}, How: Matched, Sheet: 2}, "accueil debat x | bonus", ""},
		{"reordered around the air", live, Merge{Show: Show{Slots: []Slot{base.Slots[3], base.Slots[1], base.Slots[0]}}, How: Matched, Sheet: 2}, "fin accueil debat | bonus", ""},
		{"replace", live, Merge{Show: read, How: Replaced, Sheet: 2}, "debat pause annonces bonus fin", ""},
		{"replace without the one on air", live, Merge{Show: Show{Slots: []Slot{{ID: "x"}}}, How: Replaced, Sheet: 2}, "", OnAirMissing},
		{"new", loaded, Merge{Show: read, How: Fresh, Sheet: 2}, "table-ronde pause annonces bonus n9", ""},
		{"new after a show", after(live, Closed{From: "debat"}), Merge{Show: base, How: Fresh, Sheet: 2}, "accueil-2 debat-2 pause fin | bonus", ""},
		{"new on air", live, Merge{Show: read, How: Fresh, Sheet: 2}, "", OnAirMissing},
		{"nothing", loaded, Merge{How: Matched, Sheet: 2}, "", BadShow},
		{"somehow", loaded, Merge{Show: read, Sheet: 2}, "", BadCommand},
		{"onto nothing", New(), Merge{Show: base, How: Matched}, "accueil debat pause fin | bonus", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decide(tc.s, Act{By: operator, At: tc.s.Last.At, Command: tc.m})
			if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
				t.Fatalf("refused with %v, want %q", err, tc.reason)
			}
			if err != nil {
				return
			}
			s := after(tc.s, got...)
			if order(s.Show) != tc.order {
				t.Errorf("the sheet is %q, want %q", order(s.Show), tc.order)
			}
			if shown, err := tc.s.Merged(tc.m); err != nil || cmp.Diff(shown, s.Show) != "" {
				t.Errorf("shown before: %v\n%s", err, cmp.Diff(shown, s.Show))
			}
		})
	}
	s := after(live, Imported{Changes: Diff(live.Show, func() Show { to, _ := live.Merged(Merge{Show: read, How: Matched}); return to }())})
	before, _ := live.Show.Slot("debat")
	if slot, _ := s.Show.Slot("debat"); cmp.Diff(before, slot) != "" {
		t.Errorf("the row on air changed in the file, and here too:\n%s", cmp.Diff(before, slot))
	}
	if s.Show.Zone != "Europe/Paris" || s.Show.Reserve[0].Notes != "court" {
		t.Errorf("%+v", s.Show)
	}
}

func TestVersions(t *testing.T) {
	var entries []Entry
	s := New()
	at := noon
	enter := func(wait time.Duration, f Fact) {
		at = at.Add(wait)
		e := Entry{Seq: s.Seq + 1, At: at, By: operator, Fact: f}
		s, entries = Apply(s, e), append(entries, e)
	}
	title := func(text string) Edited {
		was := s.Show.Slots[1].Title
		return Edited{Changes: []Change{{Slot: "b", Was: &Patch{Title: &was}, Is: &Patch{Title: &text}}}}
	}
	enter(0, Loaded{Show: threeSlots(), Source: "midi.xlsx"})
	enter(time.Minute, title("x"))
	enter(time.Minute, Went{To: "a"})
	enter(time.Minute, title("y"))
	enter(time.Minute, Undid{Entry: 4})
	enter(session, title("z"))
	enter(time.Minute, Imported{Source: "midi-2.xlsx", Changes: []Change{{Slot: "c", Is: &Patch{Title: ptr("Adieu")}}}})
	enter(time.Minute, title("w"))
	var got []string
	all := Versions(entries)
	for _, v := range all {
		got = append(got, fmt.Sprint(v.Seq, v.Source, v.Edits, v.Show.Slots[1].Title))
	}
	want := []string{"1midi.xlsx0Débat", "5 3x", "6 1z", "7midi-2.xlsx0z", "8 1w"}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], " ", "")
		if i < len(got) {
			got[i] = strings.ReplaceAll(got[i], " ", "")
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := Diff(all[0].Show, all[4].Show); len(d) != 2 {
		t.Errorf("from first to last: %s", asText(d))
	}
}

func TestParseEdits(t *testing.T) {
	start := time.Date(2026, 2, 4, 17, 30, 0, 0, time.FixedZone("", 3600))
	for _, tc := range []struct {
		name, body string
		want       Command
		reason     Reason
	}{
		{"edit", `{"slot":"a","sheet":4,"set":{"title":"x","length_ms":90000,"start":"2026-02-04T17:30:00+01:00","people":[],"fields":{"Son":"2","Micro":null}}}`,
			EditSlot{"a", 4, Setting{Title: ptr("x"), Length: ptr(90 * time.Second), Start: &start, People: ptr([]string{}), Fields: map[string]*string{"Son": ptr("2"), "Micro": nil}}}, ""},
		{"edit", `{"slot":"a","set":{"start":""}}`, EditSlot{"a", 0, Setting{Start: &time.Time{}}}, ""},
		{"edit", `{"slot":"a","set":{"start":"17h30"}}`, nil, BadCommand},
		{"edit", `{"slot":"a","set":{"length":5}}`, nil, BadCommand},
		{"edit", `{"slot":"a","set":{"cues":[]}}`, EditSlot{"a", 0, Setting{Cues: &[]Cue{}}}, ""},
		{"edit", `{"slot":"a","set":{"time_zone":"UTC"}}`, nil, BadCommand},
		{"edit", `{"slot":"a","set":{"length_ms":9223372036854775807}}`, EditSlot{"a", 0, Setting{Length: ptr(capped(1<<63 - 1))}}, ""},
		{"add", `{"after":"a","count":3,"sheet":4,"set":{"kind":"video"}}`, AddSlots{After: "a", Count: 3, Sheet: 4, Set: Setting{Kind: ptr(Video)}}, ""},
		{"move", `{"slots":["a","b"],"after":"c","sheet":4}`, Move{[]SlotID{"a", "b"}, "c", false, 4}, ""},
		{"undo", `{"entry":7}`, Undo{7}, ""},
		{"merge", `{}`, nil, UnknownCommand},
	} {
		got, err := ParseCommand(tc.name, []byte(tc.body))
		if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
			t.Errorf("%s %s: refused with %v, want %q", tc.name, tc.body, err, tc.reason)
			continue
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", tc.name, tc.body, diff)
		}
	}
}

// What a page is sent of a patch is what it may send itself.
func TestSettingThroughJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawShow(t, "a").Slots[0], drawShow(t, "b").Slots[0]
		_, is := differ(&a, &b)
		if is == nil {
			return
		}
		body, err := json.Marshal(Setting(*is))
		if err != nil {
			t.Fatal(err)
		}
		var again Setting
		if err := json.Unmarshal(body, &again); err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		if d := cmp.Diff(*is, Patch(again)); d != "" {
			t.Fatalf("%s:\n%s", body, d)
		}
	})
}

func BenchmarkEdit(b *testing.B) {
	for _, n := range []int{20, 5_000} {
		s := after(New(), Loaded{Show: longSheet(n).Show})
		mid, last := s.Show.Slots[n/2].ID, s.Show.Slots[n-1].ID
		for name, c := range map[string]Command{
			"title": EditSlot{mid, 1, Setting{Title: ptr("Table ronde")}}, "move": Move{Slots: []SlotID{last}, After: mid, Sheet: 1},
			"drop": Drop{[]SlotID{mid}}, "remove": Remove{[]SlotID{mid}, 1},
		} {
			b.Run(fmt.Sprintf("%s/slots=%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				size := 0
				for b.Loop() {
					facts, err := Decide(s, Act{By: operator, At: s.Last.At, Command: c})
					if err != nil {
						b.Fatal(err)
					}
					Apply(s, Entry{Seq: s.Seq + 1, At: s.Last.At, By: operator, Fact: facts[0]})
					if size == 0 {
						_, _, body, _ := EncodeFact(facts[0])
						size = len(body)
					}
				}
				b.ReportMetric(float64(size), "entry-B")
			})
		}
	}
}

func BenchmarkUndo(b *testing.B) {
	for _, n := range []int{20, 5_000} {
		b.Run(fmt.Sprintf("slots=%d", n), func(b *testing.B) {
			s := after(New(), Loaded{Show: longSheet(n).Show}, Edited{Changes: []Change{{Slot: "slot-00007", Was: &Patch{Title: ptr("")}, Is: &Patch{Title: ptr("x")}}}})
			b.ReportAllocs()
			for b.Loop() {
				facts, err := Decide(s, Act{By: operator, At: s.Last.At, Command: Undo{2}})
				if err != nil {
					b.Fatal(err)
				}
				Apply(s, Entry{Seq: s.Seq + 1, At: s.Last.At, By: operator, Fact: facts[0]})
			}
		})
	}
}

// BenchmarkDiff compares two sheets of which every row changed, and two of which the order was turned round.
func BenchmarkDiff(b *testing.B) {
	for _, n := range []int{20, 5_000} {
		old := longSheet(n).Show
		retitled, turned := Show{}, Show{}
		for i := range old.Slots {
			slot := old.Slots[i]
			slot.Title = "x"
			retitled.Slots = append(retitled.Slots, slot)
			turned.Slots = append(turned.Slots, old.Slots[n-1-i])
		}
		for name, to := range map[string]Show{"same": old, "retitled": retitled, "turned": turned} {
			b.Run(fmt.Sprintf("%s/slots=%d", name, n), func(b *testing.B) {
				for b.Loop() {
					Diff(old, to)
				}
			})
		}
	}
}
