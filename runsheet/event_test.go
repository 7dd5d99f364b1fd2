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

// room begins another show of the evening's event.
func (e *evening) room(name string) {
	e.show.Slots = nil
	e.rooms = append(e.rooms, RoomShow{Room: name, Day: e.day})
}

// loaded is what the evening begins with.
func (e *evening) loaded() Fact {
	if len(e.rooms) == 0 {
		return Loaded{Show: e.show}
	}
	return EventLoaded{Shows: e.rooms, Chosen: e.rooms[0].ID()}
}

// What evenings say of an event: operator choose Studio (from another room: choose Studio Hall) · > room Studio · > sheet a b c
func (e *evening) eventCommand(name string, args []string) (Command, bool) {
	if name != "choose" {
		return nil, false
	}
	called := func(room string) ShowID { return RoomShow{Room: room, Day: e.day}.ID() }
	c := ChooseShow{From: e.s.Event.Chosen, To: called(args[0])}
	if len(args) > 1 {
		c.From = called(args[1])
	}
	return c, true
}

func (e *evening) eventClaims() map[string]func() string {
	return map[string]func() string{
		"room": func() string {
			now, _ := e.s.Room()
			return "room " + now.Room
		},
		"sheet": func() string {
			line := "sheet"
			for _, slot := range e.s.Show.Slots {
				line += " " + string(slot.ID)
			}
			return line
		},
	}
}

// twoRooms is an event of two rooms on one day, and one of them on the next.
func twoRooms() []RoomShow {
	show := func(ids ...SlotID) Show {
		s := Show{Title: "Rencontres"}
		for _, id := range ids {
			s.Slots = append(s.Slots, Slot{ID: id, Title: strings.ToUpper(string(id)), Kind: Live, Length: 10 * time.Minute})
		}
		return s
	}
	return []RoomShow{
		{Room: "Hall", Day: "2026-02-04", Show: show("a", "b", "lunch")},
		{Room: "Studio", Day: "2026-02-04", Show: show("c", "d", "lunch")},
		{Room: "Hall", Day: "2026-02-05", Show: show("e")},
	}
}

const hallDay, studioDay, hallNext ShowID = "2026-02-04/Hall", "2026-02-04/Studio", "2026-02-05/Hall"

func TestLoadEvent(t *testing.T) {
	long := make([]RoomShow, MaxShows+1)
	for i := range long {
		long[i] = RoomShow{Room: fmt.Sprint(i), Show: threeSlots()}
	}
	broken := twoRooms()
	broken[1].Show.Slots = nil
	for _, tc := range []struct {
		what string
		s    State
		c    LoadEvent
		want Reason
	}{
		{"an event", New(), LoadEvent{Shows: twoRooms(), Choose: hallDay}, ""},
		{"over a sheet", after(New(), Loaded{Show: threeSlots()}), LoadEvent{Shows: twoRooms(), Choose: studioDay}, ""},
		{"none of its shows", New(), LoadEvent{Shows: twoRooms(), Choose: "2026-02-06/Hall"}, UnknownShow},
		{"no shows", New(), LoadEvent{}, BadShow},
		{"a show without slots", New(), LoadEvent{Shows: broken, Choose: hallDay}, BadShow},
		{"one show twice", New(), LoadEvent{Shows: slices.Repeat(twoRooms()[:1], 2), Choose: hallDay}, BadShow},
		{"far too many", New(), LoadEvent{Shows: long, Choose: "/0"}, SheetFull},
		{"on air", after(New(), Loaded{Show: threeSlots()}, Went{To: "a"}), LoadEvent{Shows: twoRooms(), Choose: hallDay}, ShowBegun},
	} {
		facts, err := Decide(tc.s, Act{By: Actor{Role: Operator}, At: noon, Command: tc.c})
		if ReasonOf(err) != tc.want || err == nil && len(facts) != 1 {
			t.Errorf("%s: %d facts, %v, want %q", tc.what, len(facts), err, tc.want)
		}
	}
}

// No two slots of an event have one id; the chosen show keeps its own.
func TestSlotsOfAnEventAreDistinct(t *testing.T) {
	facts, err := Decide(New(), Act{By: Actor{Role: Operator}, At: noon, Command: LoadEvent{Shows: twoRooms(), Choose: studioDay}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range facts[0].(EventLoaded).Shows {
		line := string(r.ID()) + ":"
		for _, slot := range r.Show.Slots {
			line += " " + string(slot.ID)
		}
		got = append(got, line)
	}
	want := []string{"2026-02-04/Hall: a b lunch-2", "2026-02-04/Studio: c d lunch", "2026-02-05/Hall: e"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if twoRooms()[0].Show.Slots[2].ID != "lunch" {
		t.Error("the sender's own shows were changed")
	}
}

func TestChooseShow(t *testing.T) {
	event := after(New(), EventLoaded{Shows: twoRooms(), Chosen: hallDay})
	live := after(event, Went{To: "a"})
	for _, tc := range []struct {
		what string
		s    State
		c    ChooseShow
		want Reason
		none bool
	}{
		{"the next room", event, ChooseShow{hallDay, studioDay}, "", false},
		{"heard twice", event, ChooseShow{studioDay, hallDay}, "", true},
		{"somebody chose before", event, ChooseShow{hallNext, studioDay}, ChangedMeanwhile, false},
		{"a show that is not there", event, ChooseShow{hallDay, "x/y"}, UnknownShow, false},
		{"no event", after(New(), Loaded{Show: threeSlots()}), ChooseShow{"", studioDay}, UnknownShow, false},
		{"on air", live, ChooseShow{hallDay, studioDay}, ShowBegun, false},
		{"when it is over", after(live, Closed{From: "a"}), ChooseShow{hallDay, studioDay}, ShowBegun, false},
		{"announced, nothing on air yet", after(event, RunBegan{Kind: LiveRun}), ChooseShow{hallDay, studioDay}, "", false},
		{"in another live", after(live, Closed{From: "a"}, RunBegan{Kind: LiveRun}), ChooseShow{hallDay, hallNext}, "", false},
		{"in a rehearsal that has begun", after(event, RunBegan{Kind: RehearsalRun}, Went{To: "a"}), ChooseShow{hallDay, studioDay}, ShowBegun, false},
		{"after a rehearsal", after(event, RunBegan{Kind: RehearsalRun}, Went{To: "a"}, RunEnded{}), ChooseShow{hallDay, studioDay}, "", false},
		{"in a rehearsal after the live", after(live, Closed{From: "a"}, RunBegan{Kind: RehearsalRun}), ChooseShow{hallDay, studioDay}, ShowBegun, false},
	} {
		facts, err := Decide(tc.s, Act{By: Actor{Role: Operator}, At: noon, Command: tc.c})
		if ReasonOf(err) != tc.want || err == nil && (len(facts) == 0) != tc.none {
			t.Errorf("%s: %v, %v, want %q", tc.what, facts, err, tc.want)
		}
	}
}

// A sheet that has nothing to do with the event ends it, and undo brings both back; one that is brought up to date does not.
func TestAnotherSheetEndsTheEvent(t *testing.T) {
	event := after(New(), EventLoaded{Shows: twoRooms(), Chosen: hallDay})
	other := Show{Title: "Autre", Slots: []Slot{{ID: "z", Title: "Z"}}}
	for _, c := range []Command{Load{Show: other}, Merge{Show: other, How: Fresh, Sheet: event.SheetVersion()}} {
		facts, err := Decide(event, Act{By: Actor{Role: Operator}, At: noon, Command: c})
		if err != nil {
			t.Fatal(err)
		}
		s := after(event, facts...)
		if s.Shows() != nil || s.Show.Title != "Autre" {
			t.Errorf("%s: %d shows, %q", CommandName(c), len(s.Shows()), s.Show.Title)
		}
		for range facts {
			last, _ := s.Undoable()
			s = after(s, Undid{Entry: last.Seq})
		}
		if diff := cmp.Diff(event.Shows(), s.Shows()); diff != "" || s.Show.Slots[0].ID != "a" {
			t.Errorf("%s taken back: %s", CommandName(c), diff)
		}
	}
	facts, err := Decide(event, Act{By: Actor{Role: Operator}, At: noon, Command: Merge{Show: other, How: Matched, Sheet: event.SheetVersion()}})
	if s := after(event, facts...); err != nil || len(s.Shows()) != 3 || s.Shows()[0].Show.Slots[0].ID != "z" {
		t.Errorf("brought up to date: %v", err)
	}
}

// Choosing back and forth loses no edit, and neither does taking it all back; a plain map of sheets stands beside.
func TestChoosingLosesNoEdit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := after(New(), EventLoaded{Shows: twoRooms(), Chosen: hallDay})
		sheets := map[ShowID][]Slot{}
		for _, r := range s.Shows() {
			sheets[r.ID()] = r.Show.Slots
		}
		type moment struct {
			sheets map[ShowID][]Slot
			chosen ShowID
		}
		now := func() moment {
			m := moment{map[ShowID][]Slot{}, s.Event.Chosen}
			for _, r := range s.Shows() {
				m.sheets[r.ID()] = r.Show.Slots
			}
			return m
		}
		var past []moment
		do := func(c Command) {
			facts, err := Decide(s, Act{By: Actor{Role: Operator}, At: s.AsOf(), Command: c})
			if err != nil {
				t.Fatalf("%s: %v", CommandName(c), err)
			}
			if len(facts) > 0 {
				past = append(past, now())
			}
			s = after(s, facts...)
		}
		for i := range rapid.IntRange(1, 25).Draw(t, "steps") {
			here := s.Event.Chosen
			if rapid.Bool().Draw(t, "choose") {
				do(ChooseShow{From: here, To: rapid.SampledFrom([]ShowID{hallDay, studioDay, hallNext}).Draw(t, "to")})
			} else {
				title := fmt.Sprintf("edit %d", i)
				slot := rapid.SampledFrom(s.Show.Slots).Draw(t, "slot").ID
				do(EditSlot{Slot: slot, Sheet: s.SheetVersion(), Set: Setting{Title: &title}})
				sheets[here] = s.Show.Slots
			}
			for _, r := range s.Shows() {
				if diff := cmp.Diff(sheets[r.ID()], r.Show.Slots); diff != "" {
					t.Fatalf("%s lost something (-then +now):\n%s", r.ID(), diff)
				}
			}
			if one, _ := s.Event.Find(s.Event.Chosen); one.Room == "" || s.Standby != s.Show.Slots[0].ID {
				t.Fatalf("%q stands by in %q", s.Standby, s.Event.Chosen)
			}
		}
		latest := now()
		for _, want := range slices.Backward(past) {
			last, ok := s.Undoable()
			if !ok {
				t.Fatal("nothing can be taken back")
			}
			s = after(s, Undid{Entry: last.Seq})
			if got := now(); got.chosen != want.chosen || cmp.Diff(want.sheets, got.sheets) != "" {
				t.Fatalf("taken back: %q, want %q %s", got.chosen, want.chosen, cmp.Diff(want.sheets, got.sheets))
			}
		}
		for range past {
			next, _ := s.Redoable()
			s = after(s, Redid{Entry: next.Seq})
		}
		if got := now(); got.chosen != latest.chosen || cmp.Diff(latest.sheets, got.sheets) != "" {
			t.Fatalf("done again: %s", cmp.Diff(latest.sheets, got.sheets))
		}
	})
}

func TestFirstOn(t *testing.T) {
	for day, want := range map[string]ShowID{"2026-02-05": hallNext, "2026-02-04": hallDay, "2026-02-06": hallDay} {
		if got := FirstOn(day, twoRooms()).ID(); got != want {
			t.Errorf("%s: %s, want %s", day, got, want)
		}
	}
	if got := FirstOn("2026-02-04", nil).ID(); got != "/" {
		t.Error(got)
	}
}
