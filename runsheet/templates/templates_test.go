package templates

import (
	"slices"
	"testing"
	"time"

	"regie/runsheet"
)

// Every template is a show that can be run, in both languages, and keeps its own caps.
func TestEveryTemplateRuns(t *testing.T) {
	start := time.Date(2026, 2, 4, 17, 30, 0, 0, time.UTC)
	ids := map[string]bool{}
	for _, tm := range All() {
		if ids[tm.ID] {
			t.Errorf("two templates are called %s", tm.ID)
		}
		ids[tm.ID] = true
		fr, en := tm.Show(French, start, "Europe/Paris"), tm.Show("en", start, "Europe/Paris")
		if tm.Title(French) == "" || tm.Title("en") == "" || tm.About(French) == tm.About("en") {
			t.Errorf("%s: %q, %q, %q", tm.ID, tm.Title(French), tm.Title("en"), tm.About("en"))
		}
		if err := fr.Check(); err != nil {
			t.Errorf("%s: %v", tm.ID, err)
		}
		if !fr.Slots[0].Start.Equal(start) || fr.Zone != "Europe/Paris" || len(fr.Slots) != len(en.Slots) || len(fr.Reserve) != len(en.Reserve) {
			t.Errorf("%s: %+v", tm.ID, fr)
		}
		for i, slot := range fr.Slots {
			if slot.Title == "" || en.Slots[i].Title == "" || slot.ID != en.Slots[i].ID || slot.Length <= 0 || !slices.Contains(runsheet.Kinds, slot.Kind) {
				t.Errorf("%s: slot %d is %+v", tm.ID, i, slot)
			}
			if tm.Cap > 0 && slot.Kind != runsheet.QA && slot.Length > tm.Cap {
				t.Errorf("%s: %q lasts %v, the format's cap is %v", tm.ID, slot.Title, slot.Length, tm.Cap)
			}
		}
	}
	for _, id := range []string{"blank", "rencontre", "webinar-talk", "pitch", "demo", "workshop", "masterclass", "retex", "keynote", "explorcamp", "design-fiction"} {
		if tm, ok := Find(id); !ok || tm.ID != id {
			t.Errorf("no template %s", id)
		}
	}
	if _, ok := Find("opera"); ok {
		t.Error("an opera")
	}
}

// The caps that the formats have.
func TestCaps(t *testing.T) {
	for id, most := range map[string]time.Duration{"workshop": 20 * time.Minute, "demo": 30 * time.Minute, "retex": 30 * time.Minute, "masterclass": 80 * time.Minute} {
		if tm, _ := Find(id); tm.Cap != most {
			t.Errorf("%s: %v, want %v", id, tm.Cap, most)
		}
	}
}

// A template is a value: who changes the show that was made of it changes nobody else's.
func TestShowsAreTheirOwn(t *testing.T) {
	tm, _ := Find("rencontre")
	one := tm.Show(French, time.Time{}, "")
	one.Slots[0].Title = "changed"
	if again := tm.Show(French, time.Time{}, ""); again.Slots[0].Title == "changed" || !again.Slots[0].Start.IsZero() {
		t.Error(again.Slots[0])
	}
	All()[0].ID = "changed"
	if _, ok := Find("blank"); !ok {
		t.Error("the list was changed")
	}
}
