package runsheet

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A sheet that has no column for something says nothing about it: a merge keeps what was there.
func TestMergeKeepsWhatTheNewSheetDoesNotSay(t *testing.T) {
	s := after(New(), Loaded{Show: Show{Title: "Soirée", Slots: []Slot{
		{ID: "a", Number: "1", Title: "Accueil", Length: time.Minute, Scene: "Plateau", Notes: "micro 2", People: []string{"Inès"}, Fields: map[string]string{"Lumière": "bleu", "Son": "3"}},
	}}})
	to, err := s.Merged(Merge{How: Matched, Show: Show{Slots: []Slot{{ID: "x", Title: "Accueil", Length: 2 * time.Minute, Fields: map[string]string{"Son": "4"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	want := Slot{ID: "a", Number: "1", Title: "Accueil", Length: 2 * time.Minute, Scene: "Plateau", Notes: "micro 2", People: []string{"Inès"}, Fields: map[string]string{"Lumière": "bleu", "Son": "4"}}
	if diff := cmp.Diff([]Slot{want}, to.Slots); diff != "" {
		t.Error(diff)
	}
}
