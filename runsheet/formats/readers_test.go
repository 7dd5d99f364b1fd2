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

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"regie/assets"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// sheetODS puts the XML of a spreadsheet into the archive that it comes in.
func sheetODS(content []byte) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("content.xml")
	if err == nil {
		_, err = f.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // memory does not fail
	}
	return b.Bytes()
}

// readerFile is one of testdata/readers, packed as people have it.
func readerFile(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "readers", name))
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(name, ".fods.xml") {
		return sheetODS(data)
	}
	return data
}

var readerFiles = []string{"ontime.json", "schedule.xml", "sessionize-grid.json", "sessionize-all.json", "agenda.ics", "collé.tsv", "gala.fods.xml"}

// TestReaders: what every reader makes of its file, its problems and choices included.
func TestReaders(t *testing.T) {
	for _, name := range readerFiles {
		t.Run(name, func(t *testing.T) {
			res := read(t, name, readerFile(t, name))
			var got bytes.Buffer
			fmt.Fprintf(&got, "sheets %q, days %q, rooms %q\n", res.Sheets, res.Days, res.Rooms)
			if err := formats.WriteJSON(&got, res); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "readers", name+".golden")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func TestChoices(t *testing.T) {
	for _, test := range []struct {
		name string
		opt  formats.Options
		want []string
		said []string
	}{
		{"schedule.xml", formats.Options{Day: "2021-10-31"}, []string{"Demain 31.10:00:00 30m0s workshop"}, nil},
		{"schedule.xml", formats.Options{Day: "2021-10-30", Room: "Petite salle"}, []string{"Ailleurs 30.18:00:00 30m0s workshop"}, nil},
		{"schedule.xml", formats.Options{Day: formats.Every, Room: "Petite salle"}, []string{"Ailleurs 30.18:00:00 30m0s workshop", "Demain 31.10:00:00 30m0s workshop"}, nil},
		{"schedule.xml", formats.Options{Day: "2021-10-30", Room: "Cave"}, nil, []string{"0 choice_unknown"}},
		{"sessionize-grid.json", formats.Options{Room: "Studio"}, []string{"Accueil café 25.08:30:00 30m0s break", "En parallèle 25.09:00:00 30m0s"}, nil},
		{"ontime.json", formats.Options{Sheet: "Soirée"}, nil, nil},
	} {
		test.opt.Name, test.opt.Today = test.name, today
		res, err := formats.Read(readerFile(t, test.name), test.opt)
		if err != nil {
			t.Fatal(err)
		}
		if got := sketch(res.Show); test.want != nil && !cmp.Equal(test.want, got) {
			t.Errorf("%+v: %q, want %q", test.opt, got, test.want)
		}
		for _, code := range []formats.Code{formats.CodeDayTaken, formats.CodeRoomTaken, formats.CodeSheetTaken, formats.CodeChoiceUnknown} {
			line := "0 " + string(code)
			if slices.Contains(codes(res), line) != slices.Contains(test.said, line) {
				t.Errorf("%+v: %v, want %v", test.opt, codes(res), test.said)
			}
		}
	}
	const sheet = "4 février 2021\nSalle;Heure;Durée;Titre\nA;17h30;15';A\nB;17h30;5';B\n"
	res, err := formats.Read([]byte(sheet), formats.Options{Name: "x.csv", Today: today, Room: "B"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"B 04.17:30:00 5m0s"}, sketch(res.Show)); diff != "" {
		t.Errorf("one room of a sheet (-want +got):\n%s", diff)
	}
}

// TestForeignSchedules reads the schedules of two conferences and refuses a third.
func TestForeignSchedules(t *testing.T) {
	load := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "foreign", name))
		if err != nil {
			t.Skipf("the foreign schedule %s is not here", name)
		}
		return data
	}
	camp := load("frab-camp2019.json")
	all, err := formats.Read(camp, formats.Options{Today: today, Day: formats.Every, Room: formats.Every})
	if err != nil || len(all.Show.Slots) != 79 || len(all.Days) != 5 || !cmp.Equal(all.Rooms, []string{"Curie", "Meitner"}) || all.Show.Zone != "Europe/Berlin" {
		t.Errorf("camp: %v, %d slots, %q, %q, %s", err, len(all.Show.Slots), all.Days, all.Rooms, all.Show.Zone)
	}
	res := read(t, "camp.json", camp)
	if got := sketch(res.Show); len(got) != 9 || got[0] != "Opening Ceremony 21.11:00:00 30m0s jinxx+smtw" {
		t.Errorf("camp, first day of the first room: %q", got)
	}
	res = read(t, "democon.json", load("pretalx-democon.json"))
	if got := sketch(res.Show); len(got) != 9 || !strings.Contains(got[0], "14.09:00:00") || !slices.Contains(codes(res), "0 zone_offset") {
		t.Errorf("democon: %q, %v", got, codes(res))
	}
	if first := res.Show.Slots[0].Start; !first.Equal(time.Date(2020, 12, 14, 8, 0, 0, 0, time.UTC)) {
		t.Errorf("democon starts at %v", first)
	}
	_, err = formats.Read(load("schedule-invalid.json"), formats.Options{Today: today})
	var not *formats.NotRunSheetError
	if !errors.As(err, &not) || !strings.Contains(err.Error(), "schedule.rooms") {
		t.Errorf("the invalid one: %v", err)
	}
}

// TestOntimeTemplate reads a sheet made like Ontime's template: the header lower down, a sort for every row, parts of days.
func TestOntimeTemplate(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		rows := [][]any{
			2: {nil, "How to use this sheet"},
			5: {nil, "ID", "Flag", "Cue", "Title", "Colour", "Time Start", "Time End", "Duration", "Link Start", "Count to end", "Note", "Timer Type", "Skip", "Scene OBS"},
			6: {nil, "", "", "", "Ouverture", "", "", "", 15, "", "", "", "group"},
			7: {nil, "a1", true, "1", "Accueil", "#FF0000", 0.75, nil, 10, false, "", "Note", "count-down", false, "Plateau"},
			8: {nil, "a2", "", "2", "Débat", "", 0.9, nil, "1h05", true, "", "", "count-up", "", ""},
			9: {nil, "", "", "M", "Repère", "", "", "", "", "", "", "", "milestone"}, 10: {nil, "", "", "", "", "", "", "", "", "", "", "", "group-end"},
			11: {nil, "a4", "", "4", "Sauté", "", 0.95, nil, 5, "", "", "", "", true},
			12: {nil, "", "", "", "Commentaire", "", "", "", "", "", "", "", "remark"},
			13: {nil, "a5", "", "5", "Suite", "", 1170, nil, 5, "", "", "", ""},
		}
		for i, cells := range rows {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &cells); err != nil {
				t.Fatal(err)
			}
		}
	})
	res := read(t, "2021-02-04.xlsx", data)
	want := []string{"Accueil 04.18:00:00 10m0s", "Débat - 1h5m0s", "Repère - 0s", "Sauté 04.22:48:00 5m0s", "Suite 04.19:30:00 5m0s"}
	if diff := cmp.Diff(want, sketch(res.Show)); diff != "" {
		t.Errorf("slots (-want +got):\n%s", diff)
	}
	if s := res.Show.Slots; s[0].Scene != "Plateau" || s[0].Group != "Ouverture" || s[4].Group != "" || !s[3].Dropped || s[0].ID != "a1" || s[0].Number != "1" {
		t.Errorf("%+v", s)
	}
}

const questionSheet = "Durée;Machin;Truc\n0:05;A;x\n0:10;B;y\n"

// TestMapping: a guess, a change by a person, and the change found again by its shape.
func TestMapping(t *testing.T) {
	opt := formats.Options{Name: "x.csv", Today: today}
	m, sample, err := formats.Guess([]byte("Soir\n"+questionSheet), opt)
	if err != nil {
		t.Fatal(err)
	}
	want := []formats.Column{{Index: 0, Header: "Durée", Role: formats.RoleLength}, {Index: 1, Header: "Machin"}, {Index: 2, Header: "Truc"}}
	if diff := cmp.Diff(want, m.Columns); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(formats.Sample{HeaderRow: 2, Rows: [][]string{{"0:05", "A", "x"}, {"0:10", "B", "y"}}}, sample); diff != "" {
		t.Errorf("sample (-want +got):\n%s", diff)
	}
	m.Columns[1].Role, m.Columns[2].Role = formats.RoleTitle, formats.RolePeople
	again, _, err := formats.Guess([]byte(questionSheet+"0:20;C;z\n"), opt)
	if err != nil || again.Shape != m.Shape {
		t.Errorf("the same header has another shape: %v, %s and %s", err, again.Shape, m.Shape)
	}
	opt.Mapping, opt.Colon = &m, formats.MinutesSeconds
	res, err := formats.Read([]byte(questionSheet), opt)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"A - 5s x", "B - 10s y"}, sketch(res.Show)); diff != "" {
		t.Errorf("mapped (-want +got):\n%s", diff)
	}
	res, err = formats.Read([]byte("Durée;Titre\n5;A\n"), opt)
	if err != nil || !slices.Contains(codes(res), "1 mapping_other") {
		t.Errorf("another header: %v, %v", err, codes(res))
	}
	raw, err := json.Marshal(m)
	var back formats.Mapping
	if err != nil || json.Unmarshal(raw, &back) != nil || !cmp.Equal(m, back) {
		t.Errorf("kept as %s", raw)
	}
}

// TestQuestion: a length that may be two things is asked about, with both of them.
func TestQuestion(t *testing.T) {
	res := read(t, "x.csv", []byte("Durée;Titre\n0:05;A\n0:10;B\n"))
	if len(res.Problems) != 1 || res.Problems[0].Code != formats.CodeLengthAmbiguous || !cmp.Equal(res.Problems[0].Args, []string{"5 min", "5 s"}) {
		t.Errorf("%+v", res.Problems)
	}
	res = read(t, "x.csv", []byte("4/2/2021\nHeure;Durée;Titre\n17h30;00:05;A\n17h35;01:30;B\n17:36:30;00:10;C\n"))
	if diff := cmp.Diff([]string{"A 04.17:30:00 5m0s", "B 04.17:35:00 1m30s", "C 04.17:36:30 10m0s"}, sketch(res.Show)); diff != "" {
		t.Errorf("each by its neighbours (-want +got):\n%s", diff)
	}
}

// TestSpellings: every spelling that crews have been seen to use, through a whole sheet.
func TestSpellings(t *testing.T) {
	for in, want := range map[string]string{
		"17h30": "17:30:00", "17 h 45": "17:45:00", "17h46mn30": "17:46:30", "9h05": "09:05:00", "17:36:30": "17:36:30", "9:07:30 AM": "09:07:30", "9:07:30 PM": "21:07:30",
	} {
		res := read(t, "x.csv", []byte("4/2/2021\nHeure;Durée;Titre\n"+in+";1;A\n"))
		if got := res.Show.Slots[0].Start.Format("15:04:05"); got != want || len(res.Problems) > 0 {
			t.Errorf("start %q is %s, want %s; %v", in, got, want, codes(res))
		}
	}
	for in, want := range map[string]time.Duration{
		"1h15": 75 * time.Minute, "1h 10m": 70 * time.Minute, "0h40": 40 * time.Minute, "5'": 5 * time.Minute, "1'30''": 90 * time.Second, `10'30""`: 630 * time.Second,
		"10 min": 10 * time.Minute, "2 mn": 2 * time.Minute, "7,5 min": 450 * time.Second, "45 s": 45 * time.Second, "90s": 90 * time.Second, "00:25:00": 25 * time.Minute, "env. 20 min": 20 * time.Minute,
	} {
		res := read(t, "x.csv", []byte("4/2/2021\nHeure;Durée;Titre\n17h30;\""+in+"\";A\n"))
		if got := res.Show.Slots[0].Length; got != want || len(res.Problems) > 0 {
			t.Errorf("length %q is %v, want %v; %v", in, got, want, codes(res))
		}
	}
}

// TestNightsOfTheClocks: the hour that comes twice and the hour that never comes.
func TestNightsOfTheClocks(t *testing.T) {
	for _, test := range []struct {
		name, sheet string
		want        []string // in UTC
		said        []string
	}{
		{"autumn, one after the other", "30/10/2021\nHeure;Durée;Titre\n23h;3h30;A\n2h30;1h;B\n2h30;30';C\n3h;1h;D\n", []string{"30 21:00", "31 00:30", "31 01:30", "31 02:00"}, nil},
		{"autumn, by its length", "30/10/2021\nHeure;Durée;Titre\n23h;4h30;A\n2h30;30';B\n", []string{"30 21:00", "31 01:30"}, nil},
		{"spring", "27/03/2021\nHeure;Durée;Titre\n23h;3h;A\n2h30;30';B\n", []string{"27 22:00", "28 01:30"}, []string{"4 no_such_time"}},
	} {
		res := read(t, "x.csv", []byte(test.sheet))
		var got []string
		for _, s := range res.Show.Slots {
			got = append(got, s.Start.UTC().Format("02 15:04"))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
		for _, line := range test.said {
			if !slices.Contains(codes(res), line) {
				t.Errorf("%s: %v, want %v", test.name, codes(res), test.said)
			}
		}
	}
}

// TestEveryRowIsAccountedFor: the rows that became slots, those that are named in a problem, days, titles and headers are
// all the rows that are not blank.
func TestEveryRowIsAccountedFor(t *testing.T) {
	cell := rapid.OneOf(rapid.SampledFrom([]string{"", "", "17h30", "5'", "0:05", "Titre", "Total", "4/2/2021", "jeudi 5 février 2021", "----", "PARTIE 2", "x", "Accueil", "bientôt", "19:00 - 20:00", "#", "Agnès"}),
		rapid.StringMatching(`[a-z0-9:h' ]{0,8}`))
	rapid.Check(t, func(t *rapid.T) {
		above := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 4), 0, 3).Draw(t, "above")
		below := rapid.SliceOfN(rapid.SliceOfN(cell, 4, 5), 1, 12).Draw(t, "below")
		rows := append(above, []string{"Heure", "Durée", "Titre", "Intervenants"})
		rows = append(rows, below...)
		var sheet strings.Builder
		blank := map[int]bool{}
		for i, r := range rows {
			blank[i+1] = strings.TrimSpace(strings.Join(r, "")) == ""
			sheet.WriteString(strings.Join(r, ";") + ";\n")
		}
		res, err := formats.Read([]byte(sheet.String()), formats.Options{Name: "x.csv", Today: today})
		if err != nil {
			return // no slot at all
		}
		uses := map[int]formats.RowUse{}
		for _, u := range res.Rows {
			if _, twice := uses[u.Row]; twice {
				t.Fatalf("row %d is used twice", u.Row)
			}
			uses[u.Row] = u
		}
		slots := 0
		for row := 1; row <= len(rows); row++ {
			u, used := uses[row]
			if used == blank[row] {
				t.Fatalf("row %d: used %v, blank %v in\n%s", row, used, blank[row], sheet.String())
			}
			named := slices.ContainsFunc(res.Problems, func(p formats.Problem) bool { return p.Row == row && p.Message != "" })
			switch u.Use {
			case formats.UseSlot:
				slots++
				if _, ok := res.Show.Slot(u.Slot); !ok {
					t.Fatalf("row %d is the slot %q, which is none", row, u.Slot)
				}
			case formats.UseLeftOut:
				if !named {
					t.Fatalf("row %d was left out in silence in\n%s", row, sheet.String())
				}
			}
		}
		if slots != len(res.Show.Slots) {
			t.Fatalf("%d rows are slots, the show has %d", slots, len(res.Show.Slots))
		}
	})
}

// TestODSLimits: a sheet that says it is a million rows long costs as much as what stands in it.
func TestODSLimits(t *testing.T) {
	const head = `<d xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:spreadsheet><table:table table:name="A">`
	const cell = `<table:table-cell %s office:value-type="string"><text:p>Titre</text:p></table:table-cell>`
	for name, rows := range map[string]string{
		"rows":    `<table:table-row table:number-rows-repeated="1048576">` + fmt.Sprintf(cell, "") + `</table:table-row>`,
		"columns": `<table:table-row>` + fmt.Sprintf(cell, `table:number-columns-repeated="16384"`) + `</table:table-row>`,
		"both":    strings.Repeat(`<table:table-row table:number-rows-repeated="2147483647"/>`, 3) + `<table:table-row>` + fmt.Sprintf(cell, "") + `</table:table-row>`,
	} {
		_, err := formats.Read(sheetODS([]byte(head+rows+`</table:table></office:spreadsheet></d>`)), formats.Options{Today: today})
		var limit *formats.LimitError
		if !errors.As(err, &limit) {
			t.Errorf("%s: got %v, want a LimitError", name, err)
		}
	}
	deep := head + strings.Repeat("<table:table-row-group>", 100_000)
	if _, err := formats.Read(sheetODS([]byte(deep)), formats.Options{Today: today}); err == nil {
		t.Error("a sheet nested without end was read")
	}
	nested := strings.Repeat("BEGIN:VEVENT\r\n", 200_000)
	if _, err := formats.Read([]byte("BEGIN:VCALENDAR\r\n"+nested), formats.Options{Today: today}); err == nil {
		t.Error("a calendar nested without end was read")
	}
	if _, err := formats.Read([]byte(`{"rundowns":`+strings.Repeat(`{"a":`, 100_000)), formats.Options{Today: today}); err == nil {
		t.Error("JSON nested without end was read")
	}
}

// TestOntimeShape: Ontime refuses a project without its seven keys or its version.
func TestOntimeShape(t *testing.T) {
	show := read(t, "gala.ods", readerFile(t, "gala.fods.xml")).Show
	show.Slots[1].Dropped = true
	var b bytes.Buffer
	if err := formats.WriteOntime(&b, show); err != nil {
		t.Fatal(err)
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(b.Bytes(), &top); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"rundowns", "project", "settings", "viewSettings", "urlPresets", "customFields", "automation"} {
		if _, ok := top[key]; !ok {
			t.Errorf("%s is missing", key)
		}
	}
	var p struct {
		Settings struct{ Version string }
		Rundowns map[string]struct {
			Order   []string
			Entries map[string]struct {
				TimeStart float64
				LinkStart bool
				Skip      bool
				Custom    map[string]string
			}
		}
		CustomFields map[string]struct{ Label string }
	}
	if err := json.Unmarshal(b.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	r := p.Rundowns["default"]
	first, second := r.Entries[r.Order[0]], r.Entries[r.Order[1]]
	if p.Settings.Version != "4.11.0" || first.TimeStart != 63_000_000 || first.Custom["Scene_OBS"] != "Plateau" || !second.Skip {
		t.Errorf("version %s, first %+v, second %+v", p.Settings.Version, first, second)
	}
	for key, f := range p.CustomFields {
		if key != strings.ReplaceAll(f.Label, " ", "_") {
			t.Errorf("custom field %q has the label %q", key, f.Label)
		}
	}
}

// TestWorkbookToPrint: what Excel needs to print the conducteur, and the sums that it works out.
func TestWorkbookToPrint(t *testing.T) {
	show := read(t, "gala.ods", readerFile(t, "gala.fods.xml")).Show
	var b bytes.Buffer
	if err := formats.WriteXLSX(&b, show, formats.French); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const sheet = "Conducteur"
	layout, err := f.GetPageLayout(sheet)
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("page %+v, %v", layout, err)
	}
	if !slices.ContainsFunc(f.GetDefinedName(), func(n excelize.DefinedName) bool { return n.Name == "_xlnm.Print_Titles" }) {
		t.Error("no titles to repeat on every page")
	}
	if panes, err := f.GetPanes(sheet); err != nil || !panes.Freeze {
		t.Errorf("panes %+v, %v", panes, err)
	}
	total := fmt.Sprintf("D%d", 5+len(show.Slots))
	formula, err := f.GetCellFormula(sheet, total)
	if err != nil || !strings.HasPrefix(formula, "SUM(") {
		t.Errorf("total %q, %v", formula, err)
	}
	var sum time.Duration
	for _, s := range show.Slots {
		sum += s.Length
	}
	worked, err := f.CalcCellValue(sheet, total, excelize.Options{RawCellValue: true})
	if err != nil || !strings.HasPrefix(worked, fmt.Sprint(sum.Hours() / 24)[:6]) {
		t.Errorf("the total is %s days, want %v; %v", worked, sum.Hours()/24, err)
	}
	long := show
	long.Slots = slices.Clone(show.Slots)
	long.Slots[0].Notes = strings.Repeat("a", 40_000)
	if err := formats.WriteXLSX(&b, long, formats.French); err == nil {
		t.Error("notes longer than a cell were cut in silence")
	}
}

func TestPDF(t *testing.T) {
	show := read(t, "gala.ods", readerFile(t, "gala.fods.xml")).Show
	show.Title = "L'été → déjà 🎬"
	show.Slots[0].TalkingPoints = strings.Repeat("Un point à dire. ", 800)
	fonts := formats.Fonts{Regular: assets.FontRegular, Bold: assets.FontBold}
	for _, role := range formats.PrintRoles {
		var first, second bytes.Buffer
		if err := formats.WritePDF(&first, show, role, formats.French, fonts); err != nil {
			t.Fatal(err)
		}
		if err := formats.WritePDF(&second, show, role, formats.French, fonts); err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-")) || !bytes.Equal(first.Bytes(), second.Bytes()) {
			t.Errorf("%s: %d bytes, the same again: %v", role, first.Len(), bytes.Equal(first.Bytes(), second.Bytes()))
		}
		pages := bytes.Count(first.Bytes(), []byte("/Type /Page\n"))
		if want := role == formats.PrintAnimator; (pages > 1) != want {
			t.Errorf("%s: %d pages", role, pages)
		}
	}
	if err := formats.WritePDF(&bytes.Buffer{}, show, "cook", formats.French, fonts); err == nil {
		t.Error("printed for nobody")
	}
	if err := formats.WritePDF(&bytes.Buffer{}, show, formats.PrintRegie, formats.French, formats.Fonts{}); err == nil {
		t.Error("printed without fonts")
	}
}

// fuzzReader: whatever the bytes, Read answers with a show that can be run or an error in our voice, and every writer
// writes what was read.
func fuzzReader(f *testing.F, wrap func([]byte) []byte, seeds ...string) {
	for _, name := range seeds {
		data, err := os.ReadFile(filepath.Join("testdata", "readers", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = wrap(data)
		opt := formats.Options{Name: "fuzz", Today: today}
		_, _, guessErr := formats.Guess(data, opt)
		res, err := formats.Read(data, opt)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "read ") {
				t.Fatalf("an error in another voice: %v", err)
			}
			return
		}
		if guessErr != nil {
			t.Fatalf("read, but not guessed: %v", guessErr)
		}
		if err := res.Show.Check(); err != nil {
			t.Fatal(err)
		}
		for name, write := range map[string]func(*bytes.Buffer, runsheet.Show) error{
			"x.json": func(b *bytes.Buffer, s runsheet.Show) error { return formats.WriteOntime(b, s) },
			"x.ics":  func(b *bytes.Buffer, s runsheet.Show) error { return formats.WriteICS(b, s) },
		} {
			var b bytes.Buffer
			if err := write(&b, res.Show); err != nil {
				t.Fatal(err)
			}
			again, err := formats.Read(b.Bytes(), formats.Options{Name: name, Today: today})
			if err != nil || len(again.Show.Slots) != len(res.Show.Slots) {
				t.Fatalf("%s: %d slots of %d, %v\n%s", name, len(again.Show.Slots), len(res.Show.Slots), err, b.String())
			}
		}
	})
}

func asIs(data []byte) []byte { return data }

func FuzzOntime(f *testing.F)     { fuzzReader(f, asIs, "ontime.json") }
func FuzzSchedule(f *testing.F)   { fuzzReader(f, asIs, "schedule.xml") }
func FuzzSessionize(f *testing.F) { fuzzReader(f, asIs, "sessionize-grid.json", "sessionize-all.json") }
func FuzzICS(f *testing.F)        { fuzzReader(f, asIs, "agenda.ics") }
func FuzzText(f *testing.F)       { fuzzReader(f, asIs, "collé.tsv") }
func FuzzODS(f *testing.F)        { fuzzReader(f, sheetODS, "gala.fods.xml") }

// FuzzXLSX fuzzes the XML of a sheet inside a workbook that is otherwise whole.
func FuzzXLSX(f *testing.F) {
	fuzzReader(f, func(sheet []byte) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, text := range map[string]string{
			"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="a"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="a.xml"/></Relationships>`,
			"xl/a.xml":                   string(sheet),
		} {
			part, err := w.Create(name)
			if err == nil {
				_, err = part.Write([]byte(text))
			}
			if err != nil {
				panic(err)
			}
		}
		if err := w.Close(); err != nil {
			panic(err)
		}
		return b.Bytes()
	}, "sheet.xml")
}
