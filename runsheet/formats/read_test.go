package formats_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// sketch writes the slots of a show in short lines: number title kind start length people.
func sketch(show runsheet.Show) []string {
	var lines []string
	for _, s := range show.Slots {
		start := "-"
		if !s.Start.IsZero() {
			start = s.Start.Format("02.15:04:05")
		}
		line := fmt.Sprintf("%s %s %v", s.Title, start, s.Length)
		if s.Kind != runsheet.Live {
			line += " " + string(s.Kind)
		}
		if len(s.People) > 0 {
			line += " " + strings.Join(s.People, "+")
		}
		lines = append(lines, line)
	}
	return lines
}

// codes lists what was reported, as "row code".
func codes(res formats.Result) []string {
	var list []string
	for _, p := range res.Problems {
		list = append(list, fmt.Sprintf("%d %s", p.Row, p.Code))
	}
	return list
}

func TestSheets(t *testing.T) {
	const day = "4 février 2021\n"
	for _, test := range []struct {
		name, sheet   string
		want, reports []string
	}{
		{
			"start and end", day + "Start;End;Title\n17:30;17:45;A\n17:45;18:00;B\n",
			[]string{"A 04.17:30:00 15m0s", "B 04.17:45:00 15m0s"}, nil,
		},
		{
			"only starts", day + "Heure;Titre\n17h30;A\n17h45;B\n18h;C\n",
			[]string{"A 04.17:30:00 15m0s", "B 04.17:45:00 15m0s", "C 04.18:00:00 0s"}, nil,
		},
		{
			"a last time ends the last slot", day + "Heure;Titre\n17h30;A\n18h;\n",
			[]string{"A 04.17:30:00 30m0s"}, []string{"4 row_only_time"},
		},
		{
			"ranges", day + "Horaire;Titre\n17h30 - 17h45;A\nde 17h45 à 18h;B\n18:00–18:10;C\n",
			[]string{"A 04.17:30:00 15m0s", "B 04.17:45:00 15m0s", "C 04.18:00:00 10m0s"}, nil,
		},
		{
			"rows without a start follow", day + "Heure;Durée;Titre\n17h30;5';A\n;10';B\n",
			[]string{"A 04.17:30:00 5m0s", "B - 10m0s"}, nil,
		},
		{
			"no times at all", "Durée;Titre\n5';A\n10';B\n",
			[]string{"A - 5m0s", "B - 10m0s"}, nil,
		},
		{
			"past midnight", day + "Heure;Durée;Titre\n23h50;20';A\n0h10;5';B\n0h15;5';C\n",
			[]string{"A 04.23:50:00 20m0s", "B 05.00:10:00 5m0s", "C 05.00:15:00 5m0s"}, nil,
		},
		{
			"past midnight with the evening's date in each row", "Date;Heure;Durée;Titre\n4/2/2021;23h50;20';A\n4/2/2021;0h10;5';B\n",
			[]string{"A 04.23:50:00 20m0s", "B 05.00:10:00 5m0s"}, nil,
		},
		{
			"a broadcast day", day + "Heure;Durée;Titre\n23h50;20';A\n24h10;5';B\n25:00;5';C\n",
			[]string{"A 04.23:50:00 20m0s", "B 05.00:10:00 5m0s", "C 05.01:00:00 5m0s"}, nil,
		},
		{
			"a clock that goes back a little is a mistake", day + "Heure;Durée;Titre\n17h30;5';A\n17h20;5';B\n",
			[]string{"A 04.17:30:00 5m0s", "B 04.17:20:00 5m0s"}, []string{"4 backwards"},
		},
		{
			"overlap", day + "Heure;Durée;Titre\n17h30;15';A\n17h40;5';B\n",
			[]string{"A 04.17:30:00 15m0s", "B 04.17:40:00 5m0s"}, []string{"4 overlap"},
		},
		{
			"rooms in parallel do not overlap", day + "Salle;Heure;Durée;Titre\nA;17h30;15';A\nB;17h30;5';B\n",
			[]string{"A 04.17:30:00 15m0s", "B 04.17:30:00 5m0s"}, []string{"0 several_rooms"},
		},
		{
			"day rows", "Heure;Durée;Titre\njeudi 4 février 2021;;\n17h30;5';A\nVendredi 5 février 2021;;\n9h;5';B\n",
			[]string{"A 04.17:30:00 5m0s", "B 05.09:00:00 5m0s"}, nil,
		},
		{
			"decoration, headings, totals and the header again", day + "N°;Heure;Durée;Titre\n1;17h30;5';A\n;;;\n-----;;;\nPARTIE 2;;;\nN°;Heure;Durée;Titre\n2;;5';B\nTotal;;10';\n;;10';\n",
			[]string{"A 04.17:30:00 5m0s", "B - 5m0s"},
			[]string{"5 row_decoration", "6 row_heading", "7 row_header", "9 row_total", "10 row_only_time"},
		},
		{
			"bad cells keep their rows", day + "Heure;Durée;Titre;Fixe\nbientôt;5';A;x\n17h30;longtemps;B;peut-être\n17h45;5';;\n",
			[]string{"A - 5m0s", "B 04.17:30:00 15m0s", " 04.17:45:00 5m0s"},
			[]string{"3 bad_start", "4 bad_hard", "4 bad_length", "5 no_title"},
		},
		{
			"minutes and seconds by the starts", day + "Heure;Durée;Titre\n17:30:00;1:30;A\n17:31:30;10:00;B\n17:41:30;0:45;C\n",
			[]string{"A 04.17:30:00 1m30s", "B 04.17:31:30 10m0s", "C 04.17:41:30 45s"}, nil,
		},
		{
			"hours and minutes by the starts", day + "Heure;Durée;Titre\n17:30;0:05;A\n17:35;1:30;B\n19:05;0:45;C\n",
			[]string{"A 04.17:30:00 5m0s", "B 04.17:35:00 1h30m0s", "C 04.19:05:00 45m0s"}, nil,
		},
		{
			"hours and minutes for want of better", "Durée;Titre\n0:05;A\n0:10;B\n",
			[]string{"A - 5m0s", "B - 10m0s"}, []string{"2 length_ambiguous"},
		},
		{
			"an end that contradicts", day + "Heure;Fin;Durée;Titre\n17h30;17h45;5';A\n",
			[]string{"A 04.17:30:00 5m0s"}, []string{"3 end_disagrees"},
		},
		{
			"no length for a night", day + "Heure;Titre\n8h;A\n18h;B\n",
			[]string{"A 04.08:00:00 0s", "B 04.18:00:00 0s"}, []string{"3 length_unknown"},
		},
		{
			"kinds", day + "Heure;Durée;Titre;Type\n17h;1;A;Vidéo\n;1;B;Mystère\n;1;Pause;\n;1;Générique ou princeps ?;\n",
			[]string{"A 04.17:00:00 1m0s video", "B - 1m0s", "Pause - 1m0s break", "Générique ou princeps ? - 1m0s"}, []string{"4 unknown_kind"},
		},
		{
			"people in several columns", "Titre;Durée;Intervenant 1;Intervenant 2;Animateur\nA;1;Odile (INRIA, Paris);Karim;Agnès et Rémi\n",
			[]string{"A - 1m0s Odile (INRIA, Paris)+Karim+Agnès+Rémi"}, nil,
		},
		{
			"description is the title where there is no other", day + "Heure;Description\n17h30;A\n",
			[]string{"A 04.17:30:00 0s"}, nil,
		},
		{
			"no day", "Heure;Titre\n17h30;A\n",
			[]string{"A 01.17:30:00 0s"}, []string{"0 no_date"},
		},
		{
			"commas, tabs, a hint", "sep=,\nDate,Start,Title\n2021-02-04,17:30,\"A, B\"\n",
			[]string{"A, B 04.17:30:00 0s"}, nil,
		},
		{
			"a forgotten quotation mark", day + "Heure;Durée;Titre\n17h30;5';\"A\n17h35;10';B\n17h45;5';\"C\nD\"\n",
			[]string{"A 04.17:30:00 5m0s", "B 04.17:35:00 10m0s", "C\nD 04.17:45:00 5m0s"}, []string{"3 quote"},
		},
		{
			"double ids", "id;Titre;Durée\na;A;1\na;B;1\n",
			[]string{"A - 1m0s", "B - 1m0s"}, []string{"3 duplicate_id"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			res := read(t, "sheet.csv", []byte(test.sheet))
			if diff := cmp.Diff(test.want, sketch(res.Show)); diff != "" {
				t.Errorf("slots (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.reports, codes(res)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTitleAndDay(t *testing.T) {
	const body = "Heure;Titre\n17h30;A\n"
	for _, test := range []struct{ name, top, title, day string }{
		{"soir.csv", "Le grand soir\njeudi 4 février 2021\n", "Le grand soir", "2021-02-04"},
		{"soir.csv", "CONDUCTEUR\nLe grand soir du 04/02/2021\n", "Le grand soir du 04/02/2021", "2021-02-04"},
		{"soir.csv", "Date : 4 février 2021\nTitre : Le grand soir\n", "Le grand soir", "2021-02-04"},
		{"soir.csv", "Titre;Le grand soir\nLieu;Petite salle\nDate;4 février 2021\n", "Titre", "2021-02-04"},
		{"soir.csv", "Titre :;Le grand soir\nLieu :;Petite salle\nDate :;4 février 2021\n", "Le grand soir", "2021-02-04"},
		{"2021-02-04_soir.csv", "", "2021-02-04_soir", "2021-02-04"},
		{"soir.csv", "CONDUCTEUR\n", "CONDUCTEUR", "2021-02-01"},
	} {
		res := read(t, test.name, []byte(test.top+body))
		if res.Show.Title != test.title || res.Date != test.day {
			t.Errorf("%q in %s: %q on %s, want %q on %s", test.top, test.name, res.Show.Title, res.Date, test.title, test.day)
		}
	}
}

func TestEncodings(t *testing.T) {
	const sheet = "Débats ’21\n4 février 2021\nHeure;Durée;Titre;Intervenants\n17h30;5’;L’été à Nîmes;Agnès\n"
	want := read(t, "x.csv", []byte(sheet)).Show
	windows, err := charmap.Windows1252.NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	mac, err := charmap.Macintosh.NewEncoder().String(sheet)
	if err != nil {
		t.Fatal(err)
	}
	little, big := []byte{}, []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(sheet)) {
		little = append(little, byte(u), byte(u>>8))
		big = append(big, byte(u>>8), byte(u))
	}
	readAs := func(m *charmap.Charmap) string {
		s, err := m.NewDecoder().String(sheet)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, test := range []struct {
		name string
		data string
		code formats.Code
	}{
		{"UTF-8 with a mark", "\ufeff" + sheet, ""},
		{"UTF-16 without a mark", string(little), formats.CodeEncoding},
		{"UTF-16 with a mark", string(big), formats.CodeEncoding},
		{"Windows-1252", windows, formats.CodeEncoding},
		{"Mac Roman", mac, formats.CodeEncoding},
		{"UTF-8 read as Windows-1252", readAs(charmap.Windows1252), formats.CodeMojibake},
		{"UTF-8 read as Mac Roman", readAs(charmap.Macintosh), formats.CodeMojibake},
		{"line ends of old Macs", strings.ReplaceAll(sheet, "\n", "\r"), ""},
		{"line ends of Windows", strings.ReplaceAll(sheet, "\n", "\r\n"), ""},
	} {
		res := read(t, "x.csv", []byte(test.data))
		if diff := cmp.Diff(want, res.Show); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		said := slices.ContainsFunc(res.Problems, func(p formats.Problem) bool {
			return p.Code == test.code && p.Severity == formats.SeverityRepair
		})
		if said != (test.code != "") {
			t.Errorf("%s: reported %v, want %q", test.name, codes(res), test.code)
		}
	}
}

func TestNotRunSheets(t *testing.T) {
	zipped := func(name string) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for seems, data := range map[string][]byte{
		"an empty file":                       nil,
		"an image (PNG)":                      []byte("\x89PNG\r\n\x1a\n"),
		"an image (JPEG)":                     []byte("\xff\xd8\xff\xe0"),
		"a PDF":                               []byte("%PDF-1.7"),
		"a SQLite database":                   []byte("SQLite format 3\x00"),
		"a video (MP4)":                       []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"),
		"a web page (HTML)":                   []byte("<!DOCTYPE html><table>"),
		"a calendar without an event":         []byte("BEGIN:VCALENDAR\r\n"),
		"a JSON file without slots":           []byte(`{"name":"a"}`),
		"a conference schedule (frab, ":       []byte(`{"schedule":{}}`),
		"a JSON file of another kind":         []byte(`{"slots": 3}`),
		"a text without columns":              []byte("Bonjour\nvoici le conducteur.\n"),
		"without a title or time column":      []byte("Nom;Adresse;Ville\nA;B;C\n"),
		"looks like Prénom · Adresse":         []byte("Prénom;Adresse\nA;B\n"),
		"a header and no slots":               []byte("Heure;Titre\n"),
		"a binary file":                       []byte("a\x00b\x00\x00\x01\x02\x03"),
		"a text document (DOCX)":              zipped("word/document.xml"),
		"an OpenDocument file that is no":     zipped("content.xml"),
		"an archive (ZIP)":                    zipped("photo.jpg"),
		"a damaged workbook (XLSX)":           zipped("xl/styles.xml"),
		"a damaged archive or workbook":       []byte("PK\x03\x04"),
		"an old Office file (.xls, .doc) or ": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
	} {
		_, err := formats.Read(data, formats.Options{Name: "x", Today: today})
		var not *formats.NotRunSheetError
		if !errors.As(err, &not) || !strings.Contains(not.Seems, seems) {
			t.Errorf("got %v, want %q", err, seems)
		}
	}
}

func TestLimits(t *testing.T) {
	const header = "Heure;Titre\n"
	for name, data := range map[string]string{
		"rows":    header + strings.Repeat("17h30;A\n", 20_001),
		"columns": header + "17h30;A" + strings.Repeat(";x", 200),
		"a cell":  header + "17h30;" + strings.Repeat("a", 1<<20+1),
		"a file":  string(make([]byte, 64<<20+1)),
	} {
		_, err := formats.Read([]byte(data), formats.Options{Today: today})
		var limit *formats.LimitError
		if !errors.As(err, &limit) {
			t.Errorf("%s: got %v, want a LimitError", name, err)
		}
	}
	read(t, "x.csv", []byte(header+strings.Repeat("17h30;A\n", 5_000)))
}

// book makes a workbook with excelize, whose writing we do not read with its own reader.
func book(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func set(t *testing.T, f *excelize.File, sheet string, cells map[string]any) {
	t.Helper()
	for at, v := range cells {
		if err := f.SetCellValue(sheet, at, v); err != nil {
			t.Fatal(err)
		}
	}
}

func number(t *testing.T, f *excelize.File, at, format string, v float64) {
	t.Helper()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	set(t, f, "Sheet1", map[string]any{at: v})
	if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
		t.Fatal(err)
	}
}

func TestWorkbook(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		set(t, f, "Sheet1", map[string]any{"A1": "Le grand soir", "A3": "Heure", "B3": "Durée", "C3": "Titre", "D3": "Scène", "E3": "Son",
			"C4": "A", "C5": "B", "C6": "C", "C7": "D", "C8": "E", "D4": "Plateau", "E5": 12.5, "B8": 7.5, "C30000": nil})
		number(t, f, "A2", "dddd d mmmm yyyy", 44231)
		number(t, f, "A4", "hh:mm", 17.5/24)
		number(t, f, "B4", "[h]:mm", 0.25/24)
		number(t, f, "A5", `hh"h"mm`, 44231+17.75/24)
		number(t, f, "B5", "mm:ss", 1.5/24/60)
		number(t, f, "A6", "hh:mm", 1+0.5/24)
		number(t, f, "B6", "[mm]:ss", 90.0/24/60)
		for _, err := range []error{
			f.MergeCell("Sheet1", "A1", "E1"), f.MergeCell("Sheet1", "D4", "D6"), f.SetRowVisible("Sheet1", 5, false),
			f.SetCellFormula("Sheet1", "A7", "A6+B6"),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := f.NewSheet("Contacts"); err != nil {
			t.Fatal(err)
		}
		set(t, f, "Contacts", map[string]any{"A1": "Nom", "B1": "Téléphone"})
	})
	res := read(t, "x.xlsx", data)
	want := []string{"A 04.17:30:00 15m0s", "B 04.17:45:00 1m30s", "C 05.00:30:00 1h30m0s", "D - 0s", "E - 7m30s"}
	if diff := cmp.Diff(want, sketch(res.Show)); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"0 sheet_left_out", "5 row_hidden"}, codes(res)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	var scenes []string
	for _, s := range res.Show.Slots {
		scenes = append(scenes, s.Scene)
	}
	if diff := cmp.Diff([]string{"Plateau", "Plateau", "Plateau", "", ""}, scenes); diff != "" {
		t.Errorf("a scene merged over three rows (-want +got):\n%s", diff)
	}
	if got := res.Show.Slots[1].Fields["Son"]; got != "12.5" {
		t.Errorf("extra column: %q", got)
	}
	if res.Show.Title != "Le grand soir" || res.Sheet != "Sheet1" || len(res.Sheets) != 2 {
		t.Errorf("title %q, sheet %q of %q", res.Show.Title, res.Sheet, res.Sheets)
	}
}

// TestForeign reads sheets that other people made; they are not part of the project.
func TestForeign(t *testing.T) {
	for _, test := range []struct {
		name   string
		slots  int
		titles map[int]string
	}{
		{"gpn11.csv", 29, map[int]string{
			0:  "What to hack 23.19:00:00 1h30m0s 1:diverse",
			9:  "GSM 24.17:30:00 1h0m0s 10:Konrad Meier+11:Dennis Wehrle",
			25: "Ergebnisse Gamejam 26.00:00:00 1h0m0s 1:diverse",
		}},
		{"schedule-example-de.xlsx", 13, map[int]string{
			0:  "Offenheit, Partizipation und Digitalisierung 27.09:00:00 20m0s Peter Onderscheka+Landeshauptstadt München",
			5:  "E-Partizipation – Macht keinen Sinn? Keiner macht mit? Angst vor Shitstorm? 27.11:00:00 45m0s Julia Kleber+polidia GmbH",
			12: "Zusammenfassung, Ausblick und Verabschiedung 27.16:45:00 0s Wolfgang Glock+Peter Onderscheka",
		}},
		{"schedule-example-de.ods", 13, map[int]string{
			0:  "Offenheit, Partizipation und Digitalisierung 27.09:00:00 20m0s Peter Onderscheka",
			5:  "E-Partizipation – Macht keinen Sinn? Keiner macht mit? Angst vor Shitstorm? 27.11:00:00 45m0s Julia Kleber",
			12: "Zusammenfassung, Ausblick und Verabschiedung 27.16:45:00 0s Wolfgang Glock+Peter Onderscheka",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join("..", "..", "..", "shared", "foreign", test.name)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Skipf("the foreign sheet %s is not here", file)
			}
			res := read(t, test.name, data)
			got := sketch(res.Show)
			if len(got) != test.slots {
				t.Fatalf("%d slots, want %d:\n%s", len(got), test.slots, strings.Join(got, "\n"))
			}
			for i, want := range test.titles {
				if got[i] != want {
					t.Errorf("slot %d: %s, want %s", i, got[i], want)
				}
			}
			for _, p := range res.Problems {
				if p.Code != formats.CodeSeveralRooms && (p.Code != formats.CodeDuplicateID || p.Read != "1111") {
					t.Errorf("%+v", p)
				}
			}
		})
	}
}

// TestJSONShape: people's scripts read this JSON; its keys and their order stay.
func TestJSONShape(t *testing.T) {
	res := formats.Result{
		Show: runsheet.Show{Title: "Soir <1>", Zone: "Europe/Paris", Slots: []runsheet.Slot{
			{ID: "a", Title: "A", Kind: runsheet.Live},
			{ID: "b", Kind: runsheet.Video, Start: time.Date(2021, 2, 4, 16, 30, 0, 0, time.UTC), Length: 1500 * time.Millisecond, Hard: true},
		}},
		Date:     "2021-02-04",
		Problems: []formats.Problem{{Sheet: "S", Row: 3, Column: "Durée", Severity: formats.SeverityError, Read: "x", Message: "not a length"}},
	}
	const want = `{
  "title": "Soir <1>",
  "date": "2021-02-04",
  "time_zone": "Europe/Paris",
  "slots": [
    {
      "id": "a",
      "number": "",
      "title": "A",
      "kind": "live",
      "start": null,
      "hard": false,
      "duration_s": 0,
      "people": [],
      "scene": "",
      "notes": "",
      "talking_points": "",
      "fields": {}
    },
    {
      "id": "b",
      "number": "",
      "title": "",
      "kind": "video",
      "start": "2021-02-04T17:30:00+01:00",
      "hard": true,
      "duration_s": 1.5,
      "people": [],
      "scene": "",
      "notes": "",
      "talking_points": "",
      "fields": {}
    }
  ],
  "problems": [
    {
      "sheet": "S",
      "row": 3,
      "column": "Durée",
      "severity": "error",
      "message": "\"x\": not a length"
    }
  ]
}
`
	var got bytes.Buffer
	if err := formats.WriteJSON(&got, res); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if !json.Valid(got.Bytes()) {
		t.Error("not JSON")
	}
}

// TestSameIDs: reading a file twice, or after a row was put in front, gives the same slots the same ids.
func TestSameIDs(t *testing.T) {
	const rows = "1;Accueil;5\n2;Débat;50\n3;Débat;10\n4;;5\n;;3\n"
	ids := func(sheet string) (list []runsheet.SlotID) {
		for _, s := range read(t, "x.csv", []byte(sheet)).Show.Slots {
			list = append(list, s.ID)
		}
		return list
	}
	first := ids("N°;Titre;Durée\n" + rows)
	if diff := cmp.Diff([]runsheet.SlotID{"accueil", "debat", "debat-2", "n4"}, first); diff != "" {
		t.Errorf("ids (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(first, ids("N°;Titre;Durée\n0;Générique;1\n" + rows)[1:]); diff != "" {
		t.Errorf("ids moved (-want +got):\n%s", diff)
	}
}
