package report

import (
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

func TestVersionsAndTheirComparison(t *testing.T) {
	at := runsheet.Moment{Wall: time.Date(2026, 2, 4, 18, 0, 0, 0, time.UTC), Boot: "x"}
	first := runsheet.Show{Title: "Soirée", Slots: []runsheet.Slot{
		{ID: "a", Number: "1", Title: "Accueil", Length: time.Minute}, {ID: "b", Number: "2", Title: "Débat", Length: time.Hour},
	}}
	second := runsheet.Show{Title: "Soirée", Slots: []runsheet.Slot{
		{ID: "a", Number: "1", Title: "Ouverture", Length: time.Minute}, {ID: "c", Number: "3", Title: "Annonces", Length: time.Minute},
	}}
	by := runsheet.Actor{Role: runsheet.Operator}
	entries := []runsheet.Entry{
		{Seq: 1, At: at, By: by, Fact: runsheet.Loaded{Show: first, Source: "lundi.csv"}},
		{Seq: 2, At: at.Add(time.Hour), By: by, Fact: runsheet.Loaded{Show: second, Source: "mardi.csv"}},
	}
	var list strings.Builder
	if err := Versions(&list, entries, time.UTC); err != nil {
		t.Fatal(err)
	}
	want := "  1  2026-02-04 18:00:00  operator   2 slots  lundi.csv\n  2  2026-02-04 19:00:00  operator   2 slots  mardi.csv\n"
	if list.String() != want {
		t.Errorf("versions:\n%swant:\n%s", list.String(), want)
	}
	var diff strings.Builder
	if err := Compare(&diff, entries, 1, 2); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"1 Ouverture changed (title)", "2 Débat removed", "3 Annonces added"} {
		if !strings.Contains(diff.String(), line+"\n") {
			t.Errorf("the comparison lacks %q:\n%s", line, diff.String())
		}
	}
	if err := Compare(&diff, entries, 1, 3); err == nil {
		t.Error("a version that is not there was compared")
	}
}
