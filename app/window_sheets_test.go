//go:build !headless

package app

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/app/settings"
	"regie/assets"
	"regie/runsheet"
	"regie/runsheet/formats"
	"regie/ui/desktop"
)

func TestMappingsAreFoundAgain(t *testing.T) {
	one := formats.Mapping{Shape: "0123456789012345", Columns: []formats.Column{{Index: 0, Header: "Quoi", Role: formats.RoleTitle}}}
	m := &mappings{}
	if _, known := m.of(one.Shape); known {
		t.Error("a mapping that nobody chose")
	}
	text := m.keep(one)
	again := &mappings{kept: map[string]string{mappingKey(one.Shape): text, mappingKey("bad"): "{", mappingKey("other"): text}}
	got, known := again.of(one.Shape)
	if diff := cmp.Diff(one, got); !known || diff != "" {
		t.Errorf("known %v (-want +got):\n%s", known, diff)
	}
	for _, shape := range []string{"bad", "other", ""} {
		if _, known := again.of(shape); known {
			t.Errorf("%q is known", shape)
		}
	}
}

// A schedule is read as one room's show, with the others at hand; another room can be wished for, and all of them at once.
func TestReadingAnEvent(t *testing.T) {
	e := &evening{p: &program{settings: &settings.Settings{}}, read: map[string][]byte{}}
	data := twoDays(time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC))
	rooms := []byte("4 février 2021\nSalle;Heure;Durée;Titre\nA;17h30;15';Un\nB;17h30;5';Deux\n")
	for _, tt := range []struct {
		what   string
		data   []byte
		wish   desktop.Wish
		shows  int
		chosen runsheet.ShowID
		first  string
	}{
		{"a schedule", data, desktop.Wish{}, 3, "2026-02-04/Grande salle", "Ouverture"},
		{"another room", data, desktop.Wish{Room: "Studio"}, 3, "2026-02-04/Studio", "Atelier son"},
		{"another day", data, desktop.Wish{Day: "2026-02-05"}, 3, "2026-02-05/Grande salle", "Clôture"},
		{"all at once", data, desktop.Wish{Day: desktop.Every, Room: desktop.Every}, 3, "", "Ouverture"},
		{"a sheet of rooms", rooms, desktop.Wish{}, 2, "2021-02-04/A", "Un"},
		{"its second room", rooms, desktop.Wish{Room: "B"}, 2, "2021-02-04/B", "Deux"},
		{"a sheet alone", []byte("Heure;Titre\n17h30;Un\n"), desktop.Wish{}, 0, "", "Un"},
	} {
		r, err := e.readWished("x.csv", tt.data, tt.wish, assets.French, &mappings{})
		if err != nil {
			t.Fatalf("%s: %v", tt.what, err)
		}
		if len(r.Shows) != tt.shows || r.Chosen != tt.chosen || r.Show.Slots[0].Title != tt.first {
			t.Errorf("%s: %d shows, %q chosen, begins with %q", tt.what, len(r.Shows), r.Chosen, r.Show.Slots[0].Title)
		}
	}
}

// Every sort of file that the window offers is written, and what can be read is read back.
func TestEveryExport(t *testing.T) {
	start := time.Date(2027, 2, 4, 16, 30, 0, 0, time.UTC)
	show := runsheet.Show{Title: "Essai", Zone: "Europe/Paris", Slots: []runsheet.Slot{
		{ID: "a", Number: "1", Title: "Ouverture", Kind: runsheet.Live, Start: start, Length: 5 * time.Minute},
		{ID: "b", Number: "2", Title: "Suite", Kind: runsheet.Live, Start: start.Add(5 * time.Minute), Length: 10 * time.Minute}}}
	var c desktop.Config
	(&evening{p: &program{settings: &settings.Settings{}}}).sheets(&c)
	for _, e := range c.Exports {
		for _, l := range assets.Langs {
			var b bytes.Buffer
			if err := c.Export(e.ID, show, l, &b); err != nil {
				t.Errorf("%s %s: %v", e.ID, l, err)
				continue
			}
			if e.Ending == ".pdf" {
				if !bytes.HasPrefix(b.Bytes(), []byte("%PDF-")) {
					t.Errorf("%s is no PDF", e.ID)
				}
				continue
			}
			res, err := formats.Read(b.Bytes(), formats.Options{Name: "x" + e.Ending, Today: start, Zone: "Europe/Paris"})
			if err != nil || len(res.Show.Slots) != 2 {
				t.Errorf("%s %s is read back as %d slots: %v", e.ID, l, len(res.Show.Slots), err)
			}
		}
		if key := "desktop.export." + e.ID; assets.In(assets.French).Say(key) == key {
			t.Errorf("%s has no name", e.ID)
		}
	}
	for _, role := range c.Roles {
		if key := "desktop.column-role." + role; assets.In(assets.French).Say(key) == key {
			t.Errorf("role %q has no name", role)
		}
	}
	if len(c.Roles) != len(formats.Roles) || len(c.Templates(assets.French)) == 0 {
		t.Error("roles or templates are missing")
	}
}

// What could not be read of a sheet that the shell opens comes to the window, but not again when its show goes on.
func TestUnreadRowsReachTheWindow(t *testing.T) {
	folder := t.TempDir()
	sheet := filepath.Join(folder, "soir.csv")
	if err := os.WriteFile(sheet, []byte("Heure;Durée;Titre\n17h30;5';Un\n;vingt;Deux\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"vingt", ""} {
		e := &evening{p: &program{settings: &settings.Settings{}, words: assets.In(assets.French)}}
		if _, err := e.openShow(eveningOptions{file: sheet, showFile: filepath.Join(folder, "soir.regie")}); err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range problemsOf(e.problems, e.p.words) {
			if p.Severity == desktop.SeverityError {
				got += p.Read
			}
		}
		if got != want {
			t.Errorf("start %d: %q was not read, want %q", i, got, want)
		}
		if i == 0 {
			if err := errors.Join(e.journal.KeepSheet("soir.csv", time.Now(), e.raw), e.journal.Append([]runsheet.Entry{{Seq: 1, Fact: runsheet.Loaded{Show: e.sheet.Show}}})); err != nil {
				t.Fatal(err)
			}
		}
		e.journal.Close()
	}
}
