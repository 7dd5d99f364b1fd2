package formats_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// listed sketches shows, one a line.
func listed(shows []runsheet.RoomShow) []string {
	var lines []string
	for _, s := range shows {
		lines = append(lines, string(s.ID())+": "+strings.Join(sketch(s.Show), ", "))
	}
	return lines
}

// workbook makes a workbook of sheets, each a name and its rows with cells set apart by semicolons.
func workbook(t *testing.T, sheets ...[2]string) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, s := range sheets {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s[0]); err != nil {
				t.Fatal(err)
			}
		} else if _, err := f.NewSheet(s[0]); err != nil {
			t.Fatal(err)
		}
		for r, line := range strings.Split(s[1], "\n") {
			for c, text := range strings.Split(line, ";") {
				cell, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if err := f.SetCellStr(s[0], cell, text); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadRooms(t *testing.T) {
	const rooms = "4 février 2021\nSalle;Heure;Durée;Titre\nA;17h30;15';Un\nB;17h30;5';Deux\nA;17h45;5';Trois\n"
	const crew = "4 février 2021\nSalle;Heure;Durée;Titre\nA;17h30;15';Un\nB;17h45;5';Deux\n"
	const days = "Date;Heure;Durée;Titre\n04/02/2021;17h30;15';Un\n05/02/2021;09h00;5';Deux\n"
	const hall = "4 février 2021\nHeure;Durée;Titre\n17h30;15';Un"
	const nook = "4 février 2021\nHeure;Durée;Titre\n17h35;5';Deux"
	const calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Un\nDTSTART:20210204T163000Z\nDTEND:20210204T164500Z\nLOCATION:A\nEND:VEVENT\n" +
		"BEGIN:VEVENT\nUID:2\nSUMMARY:Deux\nDTSTART:20210205T163000Z\nDTEND:20210205T164500Z\nLOCATION:B\nEND:VEVENT\nEND:VCALENDAR\n"
	two := workbook(t, [2]string{"Grande salle", hall}, [2]string{"Studio", nook}, [2]string{"Contacts", "Nom;Téléphone\nCamille;06"})
	one := workbook(t, [2]string{"Grande salle", hall}, [2]string{"Contacts", "Nom;Téléphone\nCamille;06"})
	for _, test := range []struct {
		name, file string
		opt        formats.Options
		want       []string
	}{
		{"rooms at the same time", rooms, formats.Options{}, []string{"2021-02-04/A: Un 04.17:30:00 15m0s, Trois 04.17:45:00 5m0s", "2021-02-04/B: Deux 04.17:30:00 5m0s"}},
		{"one room", rooms, formats.Options{Room: "B"}, []string{"2021-02-04/B: Deux 04.17:30:00 5m0s"}},
		{"no such room", rooms, formats.Options{Room: "C"}, nil},
		{"no such day", rooms, formats.Options{Day: "2021-02-05"}, nil},
		{"a crew that moves", crew, formats.Options{}, []string{"2021-02-04/: Un 04.17:30:00 15m0s, Deux 04.17:45:00 5m0s"}},
		{"a crew that moves, one room asked for", crew, formats.Options{Room: "B"}, []string{"2021-02-04/B: Deux 04.17:45:00 5m0s"}},
		{"a show of two days", days, formats.Options{}, []string{"2021-02-04/: Un 04.17:30:00 15m0s, Deux 05.09:00:00 5m0s"}},
		{"one day of two", days, formats.Options{Day: "2021-02-05"}, []string{"2021-02-05/: Deux 05.09:00:00 5m0s"}},
		{"no rooms", hall, formats.Options{}, []string{"2021-02-04/: Un 04.17:30:00 15m0s"}},
		{"a sheet for each room", string(two), formats.Options{}, []string{"2021-02-04/Grande salle: Un 04.17:30:00 15m0s", "2021-02-04/Studio: Deux 04.17:35:00 5m0s"}},
		{"one sheet of those", string(two), formats.Options{Room: "Studio"}, []string{"2021-02-04/Studio: Deux 04.17:35:00 5m0s"}},
		{"a sheet with a list beside it", string(one), formats.Options{}, []string{"2021-02-04/: Un 04.17:30:00 15m0s"}},
		{"a calendar", calendar, formats.Options{}, []string{"2021-02-04/A: Un 04.17:30:00 15m0s", "2021-02-05/B: Deux 05.17:30:00 15m0s"}},
	} {
		test.opt.Name, test.opt.Today = "x.csv", today
		shows, err := formats.ReadRooms([]byte(test.file), test.opt)
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		if diff := cmp.Diff(test.want, listed(shows)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	_, err := formats.ReadRooms(nil, formats.Options{Today: today})
	if _, not := errors.AsType[*formats.NotRunSheetError](err); !not {
		t.Errorf("an empty file: %v", err)
	}
}

// The shows of an event hold together exactly what the event does, and each what Read takes of that room and day.
func TestReadRoomsAgreesWithRead(t *testing.T) {
	files, err := filepath.Glob("testdata/readers/*")
	if err != nil {
		t.Fatal(err)
	}
	several := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		opt := formats.Options{Name: filepath.Base(path), Today: today}
		shows, err := formats.ReadRooms(data, opt)
		if err != nil || len(shows) < 2 {
			continue
		}
		several++
		for _, s := range shows {
			one := opt
			one.Day, one.Room = s.Day, s.Room
			res, err := formats.Read(data, one)
			if err != nil {
				t.Fatalf("%s, %s: %v", path, s.ID(), err)
			}
			if len(res.Sheets) > 1 {
				continue // a room is a sheet there
			}
			if diff := cmp.Diff(sketch(res.Show), sketch(s.Show)); diff != "" {
				t.Errorf("%s, %s (-alone +apart):\n%s", path, s.ID(), diff)
			}
		}
	}
	if several == 0 {
		t.Error("no file with several shows was compared")
	}
}
