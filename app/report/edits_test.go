package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

func ptr[T any](v T) *T { return &v }

// The log tells what became of the sheet, and what was taken back of it.
func TestLogTellsEdits(t *testing.T) {
	s := &story{now: runsheet.Moment{Wall: time.Date(2021, 2, 4, 17, 0, 0, 0, time.UTC)}}
	bonus := runsheet.Slot{ID: "x", Number: "9", Title: "Bonus"}
	const op = runsheet.Operator
	change := func(changes ...runsheet.Change) {
		s.then(time.Minute, op, runsheet.Edited{Changes: changes})
	}
	s.then(0, op, runsheet.Loaded{Show: runsheet.Show{Slots: []runsheet.Slot{
		{ID: "a", Number: "1", Title: "Accueil"}, {ID: "b", Number: "2", Title: "Débat"}, {ID: "c", Number: "3", Title: "Fin"},
	}}})
	change(runsheet.Change{Slot: "b", Was: &runsheet.Patch{Title: ptr("Débat"), Scene: ptr("")}, Is: &runsheet.Patch{Title: ptr("Table ronde"), Scene: ptr("Débat")}})
	change(runsheet.Change{Slot: "x", Added: &bonus, To: &runsheet.Place{After: "c"}}, runsheet.Change{Slot: "c", From: &runsheet.Place{After: "b"}, To: &runsheet.Place{}})
	change(runsheet.Change{Slot: "a", From: &runsheet.Place{After: "c"}, To: &runsheet.Place{After: "b"}})
	change(runsheet.Change{Slot: "x", Was: &runsheet.Patch{Dropped: ptr(false)}, Is: &runsheet.Patch{Dropped: ptr(true)}})
	s.then(time.Minute, op, runsheet.Undid{Entry: 5}, runsheet.Redid{Entry: 5})
	change(runsheet.Change{Slot: "x", Was: &runsheet.Patch{Dropped: ptr(true)}, Is: &runsheet.Patch{Dropped: ptr(false)}})
	change(runsheet.Change{Slot: "a", To: &runsheet.Place{Reserve: true}}, runsheet.Change{Slot: "x", Removed: &bonus}, runsheet.Change{Was: &runsheet.Patch{Title: ptr("")}, Is: &runsheet.Patch{Title: ptr("Soir")}})
	many := make([]runsheet.Change, 4)
	for i := range many {
		many[i].Slot = "b"
	}
	change(many...)
	s.then(time.Minute, op, runsheet.Imported{Source: "soir.xlsx", Changes: many})
	var out bytes.Buffer
	if err := Log(&out, s.entries, time.UTC); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{
		"EDIT  2 Table ronde changed (title, scene)", "EDIT  9 Bonus added; 3 Fin moved to the top", "EDIT  1 Accueil moved behind 2 Table ronde",
		"EDIT  9 Bonus dropped", "UNDO  entry 5: EDIT  9 Bonus dropped", "REDO  entry 5: EDIT  9 Bonus dropped", "EDIT  9 Bonus brought back",
		"EDIT  1 Accueil put in the reserve; 9 Bonus removed; the show changed (title)", "EDIT  4 slots changed, 0 added, 0 gone",
		"MERGE  soir.xlsx: 4 changed, 0 added, 0 gone",
	} {
		if !strings.Contains(got, "  "+want+"\n") {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
}

// What was on air and then edited is reported as it is now.
func TestReportAfterEdits(t *testing.T) {
	entries := evening(t)
	last := entries[len(entries)-1]
	entries = append(entries, runsheet.Entry{Seq: last.Seq + 1, At: last.At, Fact: runsheet.Edited{Changes: []runsheet.Change{
		{Slot: "s1", Is: &runsheet.Patch{Title: ptr("Bienvenue")}},
	}}})
	if r := Make(entries); r.Slots[0].Title != "Bienvenue" {
		t.Errorf("%+v", r.Slots[0])
	}
}
