package desktop

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
)

// secondVersion is the evening's sheet as it comes back from its author: one row less, one more, two that changed, one of
// them on air.
func secondVersion() runsheet.Show {
	show := stories.Evening()
	show.Slots[3].Length = time.Hour // on air in the live stories
	show.Slots[4].Title = "Table ronde, version 2"
	show.Slots[8].ID = "s10"
	show.Slots[8].Number = "10"
	show.Slots[8].Title = "Adieux"
	return show
}

// reader stands for the formats' room: it answers with what it was asked.
type reader struct {
	wishes []Wish
	kept   []Mapping
	read   Reading
	fails  error
}

func (f *reader) config(c *Config) {
	c.Roles = []string{"", "title", "start", "length", "notes"}
	c.KeepMapping = func(m Mapping) { f.kept = append(f.kept, m) }
	c.Open = func(name string, _ []byte, wish Wish, _ assets.Lang) (Reading, error) {
		f.wishes = append(f.wishes, wish)
		read := f.read
		if wish.Mapping != nil {
			read.Mapping = *wish.Mapping
		}
		return read, f.fails
	}
}

func columns() Mapping {
	return Mapping{Shape: "a1", Columns: []Column{{0, "Heure", "start"}, {1, "Quoi", "title"}, {2, "Détail", ""}}}
}

func (s seated) offered(t *testing.T, name string) *importer {
	t.Helper()
	s.Offer(name, []byte("x"))
	if s.importer == nil {
		t.Fatalf("no import screen; status line %q", s.status.text.Text())
	}
	return s.importer
}

func TestFirstSheetIsLoaded(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Source: "a.csv"}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "a.csv")
	if i.howRow.Visible() || i.tabs[changesTab].Visible() || i.tab != slotsTab {
		t.Error("an empty desk is asked how to bring a sheet in")
	}
	s.hitSign('r') // nothing to replace
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.Load{Show: stories.Evening(), Source: "a.csv"})
	if s.importer != nil || s.dialog != nil {
		t.Error("the import screen stays")
	}
}

func TestMergeIsShownBeforeItIsDone(t *testing.T) {
	f := &reader{read: Reading{Show: secondVersion(), Source: "b.csv"}}
	s := seat(t, "prep", f.config)
	i := s.offered(t, "b.csv")
	if i.how != runsheet.Matched || i.tab != changesTab {
		t.Fatalf("begins with %s", i.how)
	}
	var lines []string
	for n := range i.changes {
		l := i.changeLine(n)
		lines = append(lines, l.sign.text+" "+l.text+": "+l.more)
	}
	want := []string{
		"− 9  Générique de fin: retirée",
		"≈ 4  Qu'est-ce qu'un algorithme ?: durée «\u00a020′\u00a0» → «\u00a01 h\u00a0»",
		"≈ 5  Table ronde : qui décide ?: titre «\u00a0Table ronde : qui décide ?\u00a0» → «\u00a0Table ronde, version 2\u00a0»",
		"+ 10  Adieux: ajoutée",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if got := i.why.Text(); !strings.Contains(got, "ajoutées 1, retirées 1, modifiées 2") {
		t.Errorf("says %q", got)
	}
	s.told(t)
	s.hit(fyne.KeyReturn)
	if len(s.state.Show.Slots) != 9 || s.state.Show.Index("s9") >= 0 || s.state.Show.Index("s10") < 0 {
		t.Errorf("after merging: %s", s.order())
	}
	s.undoKey()
	if got := s.order(); got != "s1 s2 s3 s4 s5 s6 s7 s8 s9 |" {
		t.Errorf("after undoing: %s", got)
	}
}

// On air, whatever is chosen, the slot on air stays exactly as it is.
func TestImportNeverTouchesWhatIsOnAir(t *testing.T) {
	for _, key := range []rune{'m', 'r', 'n'} {
		f := &reader{read: Reading{Show: secondVersion(), Source: "b.csv"}}
		s := seat(t, "live", f.config)
		was, _ := s.state.Show.Slot("s4")
		i := s.offered(t, "b.csv")
		s.hitSign(key)
		can := i.refused == nil
		if can != i.dialog.yes.Enabled() || can == (key == 'n') {
			t.Errorf("%c: refused %v, the button can be pressed: %v", key, i.refused, i.dialog.yes.Enabled())
		}
		s.hit(fyne.KeyReturn)
		is, _ := s.state.Show.Slot("s4")
		if s.state.OnAirSlot() != "s4" || !cmp.Equal(was, is) {
			t.Errorf("%c: on air %q, %+v", key, s.state.OnAirSlot(), is)
		}
		if s.dialog != nil {
			s.escape()
		}
		if slot, _ := s.state.Show.Slot("s5"); can != (slot.Title == "Table ronde, version 2") {
			t.Errorf("%c: the slot to come is %q", key, slot.Title)
		}
	}
}

func TestASheetWithoutTheSlotOnAirIsRefused(t *testing.T) {
	show := secondVersion()
	show.Slots = show.Slots[5:]
	f := &reader{read: Reading{Show: show, Source: "c.csv"}}
	s := seat(t, "live", f.config)
	i := s.offered(t, "c.csv")
	s.hitSign('r')
	if i.dialog.yes.Enabled() || !strings.Contains(i.why.Text(), "à l'antenne") {
		t.Errorf("can be confirmed: %v, says %q", i.dialog.yes.Enabled(), i.why.Text())
	}
	s.hit(fyne.KeyReturn)
	s.told(t)
}

func TestAMappingIsReadAgainAtOnceAndKept(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Source: "a.csv", Mapping: columns(), Sample: [][]string{{"17h30", "Générique", "son"}}}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "a.csv")
	s.hit(fyne.KeyRight)
	if i.tab != columnsTab || !i.columnsBox.Visible() {
		t.Fatalf("right arrow shows tab %d", i.tab)
	}
	i.choices[2].OnPick(1) // the details are the title
	s.settle()
	want := columns()
	want.Columns[1].Role, want.Columns[2].Role = "", "title"
	if diff := cmp.Diff([]Wish{{}, {Mapping: &want}}, f.wishes); diff != "" {
		t.Fatalf("wishes (-want +got):\n%s", diff)
	}
	if got := i.choices[1].Selected; got != "(gardée à part)" {
		t.Errorf("the column that was the title is now %q", got)
	}
	if len(f.kept) != 0 {
		t.Error("kept before it was confirmed")
	}
	s.hit(fyne.KeyReturn)
	if diff := cmp.Diff([]Mapping{want}, f.kept); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
}

func TestAGuessThatWasNotChangedIsNotKept(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Mapping: columns()}}
	s := seat(t, "empty", f.config)
	s.offered(t, "a.csv")
	s.hit(fyne.KeyReturn)
	if len(f.kept) != 0 {
		t.Errorf("kept %v", f.kept)
	}
}

func TestReadingThatFailsKeepsTheOneBefore(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Mapping: columns()}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "a.csv")
	f.fails = errors.New("no title column")
	i.choices[1].OnPick(0)
	s.settle()
	if len(i.reading.Show.Slots) != 9 || !strings.Contains(s.status.text.Text(), "no title column") {
		t.Errorf("%d slots, status line %q", len(i.reading.Show.Slots), s.status.text.Text())
	}
}

func TestSheetsDaysAndRoomsAreChosen(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Sheet: "Jeudi", Sheets: []string{"Jeudi", "Contacts"}, Days: []string{"2027-02-04", "2027-02-05"},
		Rooms: []string{"Grande salle"}, Taken: [2]string{"2027-02-04", Every}, AsksColon: true}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "a.ods")
	if got := []bool{i.pickRow.Objects[pickSheet].Visible(), i.pickRow.Objects[pickDay].Visible(), i.pickRow.Objects[pickRoom].Visible(), i.pickRow.Objects[pickColon].Visible()}; !cmp.Equal(got, []bool{true, true, false, true}) {
		t.Errorf("choices in sight: %v", got)
	}
	i.picks[pickDay].OnPick(2)
	s.settle()
	i.picks[pickColon].OnPick(2)
	s.settle()
	i.picks[pickSheet].OnPick(1)
	s.settle()
	want := []Wish{{}, {Day: "2027-02-05"}, {Day: "2027-02-05", Colon: "m:ss"}, {Sheet: "Contacts"}}
	if diff := cmp.Diff(want, f.wishes); diff != "" {
		t.Errorf("wishes (-want +got):\n%s", diff)
	}
}

func TestProblemsComeFirst(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Problems: []Problem{
		{Sheet: "Jeudi", Row: 7, Column: "Durée", Severity: SeverityError, Read: "vingt", Message: "pas une durée"},
		{Row: 9, Severity: SeverityRepair, Message: "total"}}}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "a.csv")
	if i.tab != problemsTab || i.found.Text() != "✕ 1 non lu · ✓ 1 réparé ou laissé de côté" {
		t.Errorf("tab %d, %q", i.tab, i.found.Text())
	}
	if got := i.problemLine(0); got.sign.text != "✕" || got.text != "Jeudi · ligne 7 · Durée · «\u00a0vingt\u00a0»" || got.more != "pas une durée" {
		t.Errorf("first line %+v", got)
	}
}

// What is imported can be read to its end by keyboard.
func TestArrowsScrollTheImportScreen(t *testing.T) {
	show := stories.Evening()
	for n := range 60 {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID("more-" + strconv.Itoa(n)), Title: "Encore"})
	}
	s := seat(t, "empty", (&reader{read: Reading{Show: show, Source: "a.csv"}}).config)
	list := s.offered(t, "a.csv").lists[slotsTab]
	s.hit(fyne.KeyDown)
	if list.GetScrollOffset() <= 0 {
		t.Error("the arrows do not scroll what is listed")
	}
	s.hit(fyne.KeyUp)
	if got := list.GetScrollOffset(); got != 0 {
		t.Errorf("scrolled back to %v", got)
	}
}

// A sheet that is opened from outside the window has its unread rows named in it; a remark alone keeps nobody.
func TestUnreadRowsAreNamedAtTheStart(t *testing.T) {
	bad := Problem{Row: 11, Column: "Durée", Severity: SeverityError, Read: "abc", Message: "pas une durée"}
	remark := Problem{Severity: SeverityWarning, Message: "le conducteur ne dit pas le jour"}
	for _, c := range []struct {
		name     string
		problems []Problem
		tells    bool
	}{{"nothing", nil, false}, {"a remark", []Problem{remark}, false}, {"a row that was not read", []Problem{remark, bad}, true}} {
		offered := false
		s := seat(t, "prep", func(cfg *Config) {
			cfg.Problems, cfg.OfferOBS = c.problems, true
			cfg.FindOBS = func(assets.Lang) error { return nil }
			cfg.OfferedOBS = func() { offered = true }
		})
		if c.tells {
			said := ""
			for _, l := range find[*kit.Line](s.dialog.popup.Content) {
				said += l.Text() + "|"
			}
			for _, want := range []string{"À relire", "1 non lu", "ligne 11 · Durée · «\u00a0abc\u00a0»", "pas une durée", "le conducteur ne dit pas le jour"} {
				if !strings.Contains(said, want) {
					t.Errorf("%s: %q is not in %q", c.name, want, said)
				}
			}
			s.hit(fyne.KeyEscape)
		}
		if s.dialog == nil || offered {
			t.Errorf("%s: nothing is asked about OBS", c.name)
		}
		s.hit(fyne.KeyEscape)
		if s.dialog != nil || !offered {
			t.Errorf("%s: a dialog is left open", c.name)
		}
	}
}

func TestAnEditMeanwhileIsSeenOnTheImportScreen(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening(), Source: "a.csv"}}
	s := seat(t, "prep", f.config)
	i := s.offered(t, "a.csv")
	if len(i.changes) != 0 {
		t.Fatalf("the same sheet changes %d things", len(i.changes))
	}
	other := "Ailleurs"
	s.send(runsheet.EditSlot{Slot: "s2", Sheet: s.state.SheetVersion(), Set: runsheet.Setting{Title: &other}})
	if len(i.changes) != 1 {
		t.Errorf("%d changes after somebody's edit", len(i.changes))
	}
}

func TestPaste(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening()}}
	s := seat(t, "live", f.config)
	s.app.Clipboard().SetContent("  ")
	s.paste()
	if got := s.status.text.Text(); s.importer != nil || !strings.Contains(got, "vide") {
		t.Fatalf("status line %q", got)
	}
	s.app.Clipboard().SetContent("Heure\tTitre\n17h30\tGénérique")
	s.window.Canvas().Focus(s.message.field)
	s.chord(s.window, &fyne.ShortcutPaste{Clipboard: s.app.Clipboard()})
	s.settle()
	if s.importer != nil || !strings.Contains(s.message.field.Text, "Générique") {
		t.Errorf("pasting in a field puts %q there, or opens the import screen", s.message.field.Text)
	}
	s.unfocus()
	s.chord(s.window, &fyne.ShortcutPaste{Clipboard: s.app.Clipboard()})
	s.settle()
	if s.importer == nil || s.importer.name != "Presse-papiers" {
		t.Error("pasting does not open the import screen")
	}
}

// What is pasted has no title of its own, and leaves the show's.
func TestPastingLeavesTheTitle(t *testing.T) {
	show := secondVersion()
	show.Title = "Presse-papiers"
	f := &reader{read: Reading{Show: show}}
	s := seat(t, "prep", f.config)
	s.app.Clipboard().SetContent("x")
	s.paste()
	s.settle()
	for _, key := range []rune{'m', 'r'} {
		s.hitSign(key)
		if got := s.importer.plan.Show.Title; got != "Les algorithmes dans l'IA" {
			t.Errorf("%c: the title becomes %q", key, got)
		}
	}
	s.hitSign('n')
	if got := s.importer.plan.Show.Title; got != "Presse-papiers" {
		t.Errorf("a new show is called %q", got)
	}
}

func TestTemplateGoesThroughTheImportScreen(t *testing.T) {
	show := stories.Evening()
	s := seat(t, "empty", func(c *Config) {
		c.Templates = func(assets.Lang) []Template {
			return []Template{{Title: "Rencontre", About: "Une heure.", Show: show}, {Title: "Démo", About: "Courte."}}
		}
	})
	if !s.welcome.template.Visible() {
		t.Error("the first screen offers no template")
	}
	s.askTemplate()
	s.hit(fyne.KeyReturn)
	if s.importer == nil || s.importer.tabs[columnsTab].Visible() {
		t.Fatal("no import screen, or columns in it")
	}
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.Load{Show: show, Source: "Rencontre"})
}

// find lists the objects of one sort in a tree of containers.
func find[T fyne.CanvasObject](in fyne.CanvasObject) []T {
	var found []T
	if one, ok := in.(T); ok {
		found = append(found, one)
	}
	var under []fyne.CanvasObject
	switch c := in.(type) {
	case *fyne.Container:
		under = c.Objects
	case fyne.Widget:
		under = test.WidgetRenderer(c).Objects()
	}
	for _, o := range under {
		found = append(found, find[T](o)...)
	}
	return found
}

func TestExportsAreOfferedAndWritten(t *testing.T) {
	var wrote []string
	fails := error(nil)
	s := seat(t, "live", func(c *Config) {
		c.Exports = []Export{{"xlsx", ".xlsx"}, {"pdf", ".pdf"}}
		c.Export = func(id string, show runsheet.Show, _ assets.Lang, w io.Writer) error {
			wrote = append(wrote, id+" "+show.Title)
			io.Copy(w, bytes.NewReader([]byte("x")))
			return fails
		}
	})
	s.askSave()
	said := func() (all string) {
		for _, p := range find[*kit.Press](s.dialog.popup.Content)[:2] {
			label, ending := p.Words()
			all += label + ending + "|"
		}
		return all
	}
	if got := said(); got != "▸ Classeur à imprimer.xlsx|   PDF pour la régie.pdf|" {
		t.Errorf("offered are %q", got)
	}
	test.Tap(find[*kit.Press](s.dialog.popup.Content)[0])
	s.settle()
	s.hit(fyne.KeyEscape)
	s.askSave()
	s.hit(fyne.KeyUp)
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyDown) // at the end it stays
	if got := said(); !strings.HasPrefix(got, "   Classeur") || !strings.Contains(got, "|▸ ") {
		t.Errorf("the arrows mark %q", got)
	}
	s.hit(fyne.KeyReturn)
	s.settle()
	if len(wrote) != 2 || !strings.HasPrefix(wrote[0], "xlsx ") || !strings.HasPrefix(wrote[1], "pdf ") || s.window.Canvas().Overlays().Top() == nil {
		t.Fatalf("wrote %v, asks where to: %v", wrote, s.window.Canvas().Overlays().Top() != nil)
	}
	s.escape()
	fails = errors.New("no fonts")
	s.save(Export{"pdf", ".pdf"})
	s.settle()
	if !strings.Contains(s.status.text.Text(), "no fonts") {
		t.Errorf("status line %q", s.status.text.Text())
	}
}

func TestFileName(t *testing.T) {
	for title, want := range map[string]string{"Les algorithmes dans l'IA": "Les algorithmes dans l'IA", `a/b\c:d`: "abcd", " . ": "regie", "": "regie"} {
		if got := fileName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

// The import screen says everything in both languages and fits.
func TestImportScreenDraws(t *testing.T) {
	f := &reader{read: Reading{Show: secondVersion(), Source: "b.csv", Mapping: columns(), Sheet: "Jeudi", Sheets: []string{"Jeudi", "Contacts"}, AsksColon: true,
		Days: []string{"2027-02-04", "2027-02-05"}, Taken: [2]string{"2027-02-04", Every},
		Problems: []Problem{{Row: 3, Severity: SeverityError, Message: "?"}}}}
	for _, l := range assets.Langs {
		s := seat(t, "live", f.config, func(c *Config) { c.Lang = l })
		s.window.Resize(fyne.NewSize(1280, 690))
		i := s.offered(t, "b.csv")
		if least := s.dialog.popup.Content.MinSize(); least.Width > 1280 || least.Height > 690 {
			t.Errorf("%s: asks for %v", l, least)
		}
		for tab := range importTabs {
			i.turnTo(tab)
			if markup := test.RenderToMarkup(s.window.Canvas()); strings.Contains(markup, ">desktop.") {
				t.Errorf("%s: a sentence is missing on tab %d", l, tab)
			}
		}
		s.escape()
		if s.importer != nil {
			t.Error("the import screen is not left")
		}
	}
}
