package samples

import (
	"flag"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var update = flag.Bool("update", false, "write the sample workbook again")

const workbookName = "webinaire-2021-02-04.xlsx"

// webinar is the sheet below its header: the columns B to I as typed. Its starts are formulas, as such sheets have them.
var webinar = []struct {
	length                                           any
	title, kind, people, scene, points, notes, start string
}{
	{length: "10 min", title: "Pré-antenne", kind: "Compte à rebours", scene: "Attente", points: "« Le webinaire commence à 17 h 30. »", notes: "Tester le son de chaque intervenant", start: "17h20"},
	{length: 45 * time.Second, title: "Générique", kind: "Vidéo", scene: "Générique", notes: "generique-ouverture.mp4"},
	{length: "4'15\"", title: "Présentation", kind: "Plateau", people: "Agnès (animatrice), Rémi (animateur)", scene: "Plateau", points: "Bienvenue, thème, déroulé.\nLes questions se posent dès maintenant : une page, pas d’inscription."},
	{length: "1 min 30", title: "Les algorithmes dans l’actualité", kind: "Vidéo", people: "", scene: "Générique", notes: "magneto-actualite.mp4"},
	{length: 20 * time.Minute, title: "Qu'est-ce qu'un algorithme ?", kind: "Intervention", people: "Mme Odile (INRIA)", scene: "Intervenant", points: "Une recette, pas de magie.\nTrois exemples en classe.", notes: "Partage d’écran : diapositives 1 à 14"},
	{length: "5'", title: "Pause", kind: "Pause", scene: "Attente"},
	{length: "25 mn", title: "Table ronde", kind: "Débat", people: "Mme Odile (INRIA) ; Karim (professeur de mathématiques) ; Solène (inspectrice)", scene: "Débat", points: "Peut-on expliquer une décision ?\nQue change l’IA en classe ?"},
	{length: "env. 20 min", title: "Questions / réponses", kind: "Questions", people: "Agnès et Rémi / les intervenants", scene: "Questions", points: "Une question à la fois ; citer le prénom.", notes: "Dernières questions à 18 h 45"},
	{length: "3 min", title: "Annonces", kind: "Plateau", people: "Rémi", scene: "Plateau", points: "Replay ce soir. Prochain webinaire en mars."},
	{length: 30 * time.Second, title: "Générique de fin", kind: "Vidéo", scene: "Générique", notes: "generique-fin.mp4"},
}

// starts are the results that a spreadsheet program stored for the formulas, from the second row on.
var starts = []string{"17:30:00", "17:30:45", "17:35:00", "17:36:30", "17:56:30", "18:01:30", "18:26:30", "18:46:30", "18:49:30"}

var webinarHeader = []string{"N°", "Heure", "Durée", "Séquence", "Type", "Intervenants", "Scène", "Éléments de langage", "Notes"}

// TestWorkbook keeps the sample workbook and the table above the same; -update writes it.
func TestWorkbook(t *testing.T) {
	if *update {
		f := writeWebinar(t)
		if err := f.SaveAs(workbookName); err != nil {
			t.Fatal(err)
		}
	}
	data, err := FS.Open(workbookName)
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	got, err := excelize.OpenReader(data)
	if *update {
		got, err = excelize.OpenFile(workbookName)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer got.Close()
	rows, err := got.GetRows("Conducteur")
	if err != nil {
		t.Fatal(err)
	}
	var titles, clocks []string
	for _, row := range rows[headerRow:] {
		if len(row) > 3 && row[0] != "" {
			titles = append(titles, row[3])
			clocks = append(clocks, row[1])
		}
	}
	want := make([]string, len(webinar))
	for i, line := range webinar {
		want[i] = line.title
	}
	if diff := cmp.Diff(want, titles); diff != "" {
		t.Errorf("titles (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(append([]string{"17h20"}, starts...), clocks); diff != "" {
		t.Errorf("starts (-want +got):\n%s", diff)
	}
}

const headerRow = 5

// writeWebinar makes the workbook: title rows, a merged date row, formulas with their stored results, a TOTAL row.
func writeWebinar(t *testing.T) *excelize.File {
	t.Helper()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	const sheet = "Conducteur"
	f := excelize.NewFile()
	check(f.SetSheetName("Sheet1", sheet))
	style := func(s excelize.Style) int {
		id, err := f.NewStyle(&s)
		check(err)
		return id
	}
	clock, span := "hh:mm:ss", "mm:ss"
	bold := style(excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}})
	head := style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"D9E2F3"}}})
	asClock := style(excelize.Style{CustomNumFmt: &clock})
	asSpan := style(excelize.Style{CustomNumFmt: &span})
	wrap := style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})

	// The streaming writer is the one that stores a formula's result as a number, as spreadsheet programs do.
	out, err := f.NewStreamWriter(sheet)
	check(err)
	for column, width := range []float64{5, 10, 12, 32, 16, 30, 14, 44, 34} {
		check(out.SetColWidth(column+1, column+1, width))
	}
	row := 0
	add := func(cells ...any) {
		row++
		check(out.SetRow(fmt.Sprintf("A%d", row), cells))
	}
	add(excelize.Cell{StyleID: bold, Value: "Webinaire « Les algorithmes dans l'IA »"})
	add("Jeudi 4 février 2021")
	add("Régie : une personne · Animation : 3 · Modération : 5")
	for i := 1; i <= row; i++ {
		check(out.MergeCell(fmt.Sprintf("A%d", i), fmt.Sprintf("I%d", i)))
	}
	row = headerRow - 1
	var names []any
	for _, name := range webinarHeader {
		names = append(names, excelize.Cell{StyleID: head, Value: name})
	}
	add(names...)
	for i, line := range webinar {
		cells := []any{i + 1, line.start, line.length}
		if line.start == "" {
			cells[1] = excelize.Cell{StyleID: asClock, Formula: startFormula(i, row), Value: dayFraction(t, starts[i-1])}
		}
		if d, ok := line.length.(time.Duration); ok {
			cells[2] = excelize.Cell{StyleID: asSpan, Value: d.Hours() / 24}
		}
		for _, text := range []string{line.title, line.kind, line.people, line.scene, line.points, line.notes} {
			if text == "" {
				cells = append(cells, nil)
				continue
			}
			cells = append(cells, excelize.Cell{StyleID: wrap, Value: text})
		}
		add(cells...)
	}
	row++
	add("TOTAL", nil, "1 h 30")
	check(out.Flush())
	check(f.SetDocProps(&excelize.DocProperties{Creator: "Régie", Title: "Conducteur", Created: "2021-01-18T09:00:00Z", Modified: "2021-01-18T09:00:00Z", Language: "fr-FR"}))
	return f
}

// startFormula is how an author makes a start of the row above: its start and its length, which is written out where it is text.
func startFormula(i, above int) string {
	if i == 1 {
		return "TIME(17,30,0)"
	}
	if _, ok := webinar[i-1].length.(time.Duration); ok {
		return fmt.Sprintf("B%d+C%d", above, above)
	}
	return fmt.Sprintf("B%d+TIME(0,%s)", above, map[int]string{2: "4,15", 3: "1,30", 5: "5,0", 6: "25,0", 7: "20,0", 8: "3,0"}[i-1])
}

func dayFraction(t *testing.T, clock string) float64 {
	t.Helper()
	at, err := time.Parse(time.TimeOnly, clock)
	if err != nil {
		t.Fatal(err)
	}
	return at.Sub(at.Truncate(24*time.Hour)).Hours() / 24
}

// TestFiles says which samples there are, so that none is lost or added unseen.
func TestFiles(t *testing.T) {
	entries, err := FS.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"rencontre.csv", "soiree-minuit.csv", workbookName}, got); diff != "" {
		t.Errorf("samples (-want +got):\n%s", diff)
	}
}
