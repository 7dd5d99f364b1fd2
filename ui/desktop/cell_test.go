package desktop

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// row is the widget that shows a slot now.
func (s seated) row(t *testing.T, id runsheet.SlotID) *sheetRow {
	t.Helper()
	var found *sheetRow
	s.sheet.eachRow(func(r *sheetRow) {
		if slot, ok := r.slot(); ok && slot.ID == id && (found == nil || r.bound > found.bound) {
			found = r
		}
	})
	if found == nil {
		t.Fatalf("no row shows %q", id)
	}
	return found
}

// click presses a slot's row where a field stands, as a pointer does: what has the keyboard elsewhere loses it before.
func (s seated) click(t *testing.T, id runsheet.SlotID, name string) {
	t.Helper()
	r := s.row(t, id)
	l := r.line(name)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(l)
	test.TapCanvas(s.window.Canvas(), at.AddXY(l.Size().Width/2, l.Size().Height/2))
}

// types types a text into what has the keyboard, in the place of what is selected there.
func (s seated) types(text string) {
	for _, sign := range text {
		s.hitSign(sign)
	}
}

// tab is Tab, or Tab with Shift.
func (s seated) tab(back bool) {
	if back {
		s.down(fynedesktop.KeyShiftLeft)
	}
	s.hit(fyne.KeyTab)
	if k, ok := s.window.Canvas().Focused().(fynedesktop.Keyable); ok && back {
		k.KeyUp(&fyne.KeyEvent{Name: fynedesktop.KeyShiftLeft})
	}
}

// wants checks in which cell the keyboard is, and what stands in it; "" for none.
func (s seated) wants(t *testing.T, id runsheet.SlotID, name, text string) {
	t.Helper()
	c := s.cell
	has := s.window.Canvas().Focused() == c.Field
	switch {
	case id == "" && (c.on || has):
		t.Fatalf("somebody writes in %s of %q, keyboard %v", c.what.name, c.slot, has)
	case id == "":
	case !c.on || !has || c.slot != id || c.what.name != name || c.Text != text:
		t.Fatalf("writing %v in %s of %q (%q), keyboard %v; want %s of %q (%q)", c.on, c.what.name, c.slot, c.Text, has, name, id, text)
	case s.editor.selected != id:
		t.Fatalf("%q is selected, %q is written in", s.editor.selected, id)
	case c.row != s.row(t, id) || c.row.view.writing != name || c.row.line(name).Visible():
		t.Fatalf("the row of %q does not hold the cell", id)
	}
}

// reason is what is said under the cell.
func (s seated) reason() string {
	if !s.cell.box.Box.Visible() {
		return ""
	}
	return s.cell.reason.Text()
}

func (s seated) slot(t *testing.T, id runsheet.SlotID) runsheet.Slot {
	t.Helper()
	slot, ok := s.state.Show.Find(id)
	if !ok {
		t.Fatalf("no slot %q", id)
	}
	return slot
}

// lengths stands for the parser of the formats' room, and reads what the room itself writes.
func lengths(c *Config) {
	c.ParseLength = func(text string) (time.Duration, error) {
		return time.ParseDuration(strings.NewReplacer("′", "m", "″", "s", "'", "m", " h", "h").Replace(text))
	}
}

func TestRowIsWrittenInByKeyboard(t *testing.T) {
	s := seat(t, "edited", lengths)
	s.hitSign('e')
	s.wants(t, "", "", "")
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyReturn)
	s.wants(t, "s2", "title", "Générique")
	if got := s.cell.SelectedText(); got != "Générique" {
		t.Errorf("%q is selected: what is typed would not take its place", got)
	}
	s.types("Jingle")
	s.told(t)
	s.hit(fyne.KeyReturn) // to the same cell of the next row
	s.wants(t, "s3", "title", "Présentation du sujet")
	s.hit(fyne.KeyUp)
	s.wants(t, "s2", "title", "Jingle")
	s.tab(false)
	s.wants(t, "s2", "scene", "Vidéo")
	s.tab(false) // past the last cell of a row
	s.wants(t, "s3", "number", "3")
	s.tab(false)
	s.wants(t, "s3", "start", "17:31")
	s.types("17:32")
	s.tab(false)
	s.wants(t, "s3", "length", "9′")
	s.types("8m")
	s.tab(true)
	s.wants(t, "s3", "start", "17:32")
	s.tab(true)
	s.tab(true)
	s.wants(t, "s2", "scene", "Vidéo")
	s.hit(fyne.KeyDown)
	s.wants(t, "s3", "scene", "Plateau")
	s.hit(fyne.KeyEscape)
	s.wants(t, "", "", "")
	if !s.editor.on || s.editor.selected != "s3" {
		t.Errorf("after Escape: editing %v, %q selected", s.editor.on, s.editor.selected)
	}
	if two, three := s.slot(t, "s2"), s.slot(t, "s3"); two.Title != "Jingle" || three.Length != 8*time.Minute || clockTime(three.Start, s.state.Show.Location()) != "17:32" {
		t.Errorf("became %+v and %+v", two, three)
	}
	if n := len(s.desk.Told()); n != 3 {
		t.Errorf("%d commands for three cells", n)
	}
	s.hitSign('e') // goes on where it was left
	s.wants(t, "s3", "scene", "Plateau")
	s.types("Salle")
	s.act(actField) // from the menu, with the keyboard in the cell
	s.wants(t, "s3", "scene", "Salle")
	s.down(fynedesktop.KeyShiftLeft)
	s.hit(fyne.KeyReturn) // with Shift, to the row above
	s.wants(t, "s2", "scene", "Vidéo")
	s.hit(fyne.KeyEscape)
	s.hit(fyne.KeyEscape)
	s.hitSign('e')
	s.hitSign('e')
	s.wants(t, "s2", "title", "Jingle") // begun anew
}

// What a row does not show, or nobody could read, is no cell of it.
func TestCellsOfANarrowRow(t *testing.T) {
	s := seat(t, "edited", func(c *Config) { c.ParseStart = nil })
	s.window.Resize(fyne.NewSize(1280, 690))
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	s.tab(false) // the scenes have no room
	s.wants(t, "s2", "number", "2")
	s.tab(false)
	s.wants(t, "s2", "length", "45″")
	if s.row(t, "s2").scene.Visible() {
		t.Error("the scene is shown")
	}
	// Who writes a title sees more of it than the words beside it leave.
	narrow := s.row(t, "s6").title.Size().Width
	s.writeIn("s6", "title")
	if wide := s.cell.Box.Size().Width; wide < narrow+50 || s.row(t, "s6").mark.Visible() {
		t.Errorf("a title of %v is written in %v", narrow, wide)
	}
	s.tab(false)
	if !s.row(t, "s6").mark.Visible() {
		t.Error("the overlap is not said any more")
	}
}

func TestRowEndsWhereTheSheetEnds(t *testing.T) {
	s := seat(t, "edited")
	s.hitSign('e')
	s.hit(fyne.KeyHome)
	s.hit(fyne.KeyReturn)
	s.hit(fyne.KeyUp) // nothing is above
	s.wants(t, "s1", "title", "Pré-antenne")
	for range 3 {
		s.tab(true)
	}
	s.wants(t, "s1", "number", "1")
	long := strings.Repeat("1", runsheet.MaxTitle+1)
	s.types(long)
	s.tab(true)
	s.wants(t, "s1", "number", long)
	s.undoKey()
	s.undoKey()
	s.types("0")
	s.tab(true)
	s.wants(t, "", "", "")
	if got := s.slot(t, "s1").Number; got != "10" {
		t.Errorf("number %q", got)
	}
	s.hit(fyne.KeyEnd)
	s.hit(fyne.KeyReturn)
	s.wants(t, "r2", "number", "") // the reserve is written in too
	s.tab(false)
	s.tab(false)
	s.tab(false)
	s.types("Plus tard")
	s.hit(fyne.KeyDown)
	s.wants(t, "r2", "title", "Plus tard")
	s.hit(fyne.KeyReturn)
	s.wants(t, "", "", "")
	if got := s.slot(t, "r2").Title; got != "Plus tard" {
		t.Errorf("title %q", got)
	}
}

// A first click selects, the next one writes where it falls; outside editing it takes a double click, which leaves standby alone.
func TestRowIsWrittenInByPointer(t *testing.T) {
	s := seat(t, "prep", lengths)
	s.hitSign('e')
	s.click(t, "s4", "length")
	s.wants(t, "", "", "")
	s.click(t, "s4", "length")
	s.wants(t, "s4", "length", "20′")
	s.types("25m")
	s.click(t, "s4", "title") // of the row that is written in: confirms and goes there
	s.wants(t, "s4", "title", "Qu'est-ce qu'un algorithme ?")
	s.types("Les tris")
	s.click(t, "s6", "title") // elsewhere: confirms and ends
	s.wants(t, "", "", "")
	if slot := s.slot(t, "s4"); slot.Length != 25*time.Minute || slot.Title != "Les tris" || s.editor.selected != "s6" {
		t.Errorf("became %+v, %q selected", slot, s.editor.selected)
	}
	s.hit(fyne.KeyEscape)

	s = seat(t, "edited")
	s.hitSign('e')
	s.click(t, "s6", "title")
	r := s.row(t, "s6")
	test.TapCanvas(s.window.Canvas(), fyne.CurrentApp().Driver().AbsolutePositionForObject(r).AddXY(10, 10))
	s.wants(t, "", "", "") // beside the cells
	mark := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.mark)
	test.TapCanvas(s.window.Canvas(), mark.AddXY(r.mark.Size().Width-5, 10))
	s.wants(t, "s6", "title", "Reportage au lycée") // the words beside the title are its place too

	s = seat(t, "prep")
	s.click(t, "s7", "title")
	s.wait(time.Second)
	s.click(t, "s7", "title")
	if s.editor.on {
		t.Fatal("two clicks far apart edit")
	}
	s.click(t, "s6", "title") // quick, and on another row
	s.click(t, "s7", "title")
	if s.editor.on {
		t.Fatal("two clicks on two rows edit")
	}
	s.wait(time.Second)
	s.click(t, "s8", "number")
	s.wait(100 * time.Millisecond)
	s.click(t, "s8", "number")
	s.wants(t, "s8", "number", "8")
	if s.state.Standby != "s7" {
		t.Errorf("the double click leaves %q on standby", s.state.Standby)
	}
}

func TestDoubleClickOnALockedSheetSaysSo(t *testing.T) {
	s := seat(t, "live")
	s.click(t, "s7", "title")
	s.click(t, "s7", "title")
	s.wants(t, "", "", "")
	if got := s.status.text.Text(); s.editor.on || s.state.Standby != "s7" || !strings.Contains(got, "verrouillé") {
		t.Errorf("editing %v, standby %q, status line %q", s.editor.on, s.state.Standby, got)
	}
}

// The slot on air can be written in once the sheet is unlocked, by the rules of the form; locking ends it and keeps what was typed.
func TestRowOnAir(t *testing.T) {
	s := seat(t, "live", lengths)
	s.toggleLock()
	s.click(t, "s4", "title")
	s.click(t, "s4", "title")
	s.wants(t, "s4", "title", "Qu'est-ce qu'un algorithme ?")
	s.types("À l'antenne")
	s.toggleLock()
	s.wants(t, "", "", "")
	if got := s.slot(t, "s4").Title; got != "À l'antenne" || s.editor.on {
		t.Errorf("title %q, editing %v", got, s.editor.on)
	}
	s.hit(fyne.KeySpace)
	if s.state.OnAirSlot() != "s5" {
		t.Error("GO is not given after the writing")
	}
}

func TestLockedDeskTakesTheKeyboard(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	s.types("Accueil")
	s.act(actLockDesk)
	s.wants(t, "", "", "")
	told := len(s.desk.Told())
	s.types("e")
	s.hit(fyne.KeyReturn)
	s.click(t, "s2", "title")
	s.click(t, "s2", "title")
	s.wants(t, "", "", "")
	if len(s.desk.Told()) != told {
		t.Error("something is asked for behind the lock")
	}
}

// What cannot be read, or is against the rules, is said under its cell, which keeps the keyboard and the text.
func TestWrongCellSaysSo(t *testing.T) {
	s := seat(t, "prep", lengths)
	s.hitSign('e')
	for _, tt := range []struct{ name, text, says string }{
		{"length", "bientôt", "n'est pas une durée"},
		{"start", "midi", "n'est pas une heure"},
		{"length", "1000h", "valeur"},
		{"title", strings.Repeat("é", runsheet.MaxTitle+1), "trop long"},
	} {
		s.writeIn("s2", tt.name)
		was := s.cell.Text
		s.types(tt.text)
		for _, leave := range []func(){func() { s.hit(fyne.KeyReturn) }, func() { s.tab(false) }, func() { s.hit(fyne.KeyDown) }, func() { s.act(actForm) }} {
			leave()
			s.wait(time.Second)
			s.wants(t, "s2", tt.name, tt.text)
			if got := s.reason(); !strings.Contains(got, tt.says) {
				t.Errorf("%s %.10q: %q is said", tt.name, tt.text, got)
			}
		}
		s.types("x")
		if got := s.reason(); got != "" {
			t.Errorf("while it is put right: %q", got)
		}
		s.hit(fyne.KeyEscape)
		s.wants(t, "", "", "")
		s.writeIn("s2", tt.name)
		s.wants(t, "s2", tt.name, was)
		s.types(tt.text)
		s.unfocus() // the keyboard goes elsewhere: as in the form, nothing is changed, and the status line says why
		if got := s.status.text.Text(); !strings.Contains(got, tt.says) || s.reason() != "" {
			t.Errorf("after it is left: status line %q, under the cell %q", got, s.reason())
		}
	}
	s.told(t)
}

// How a length is read is said while it is typed, where that is not how it is written.
func TestCellSaysHowALengthIsRead(t *testing.T) {
	s := seat(t, "prep", func(c *Config) {
		c.ParseLength = func(text string) (time.Duration, error) {
			since, err := hoursMinutes(text)
			return since, err
		}
	})
	s.hitSign('e')
	s.writeIn("s3", "length")
	for _, tt := range []struct{ typed, says string }{{"5", ""}, {":30", "= 5 h 30"}, {"x", ""}} {
		s.types(tt.typed)
		if got := s.reason(); got != tt.says {
			t.Errorf("%q: %q is said", s.cell.Text, got)
		}
	}
	s.writeIn("s3", "title") // is refused: it cannot be read
	s.hit(fyne.KeyEscape)
	s.writeIn("s3", "start")
	s.types("17:35")
	if got := s.reason(); got != "" {
		t.Errorf("what is written as the desk writes it: %q", got)
	}
	s.writeIn("s3", "title")
	s.types("5:30")
	if got := s.reason(); got != "" {
		t.Errorf("a title: %q", got)
	}
}

// The reason stands under its cell, or above it where there is no more room, whole and within the panel.
func TestReasonStandsByItsCell(t *testing.T) {
	s := seat(t, "edited", lengths)
	s.hitSign('e')
	where := fyne.CurrentApp().Driver().AbsolutePositionForObject
	for _, size := range []fyne.Size{{Width: 1600, Height: 900}, {Width: 1280, Height: 690}} {
		s.window.Resize(size)
		for _, id := range []runsheet.SlotID{"s2", "r2"} {
			s.writeIn(id, "length")
			s.types("bientôt")
			s.hit(fyne.KeyReturn)
			box, field := s.cell.box.Box, s.cell.Box
			at, end := where(box), where(box).Add(box.Size())
			if at.Y < where(field).Y+field.Size().Height && end.Y > where(field).Y {
				t.Errorf("%v %s: the reason lies over its cell", size, id)
			}
			if away := at.Y - where(field).Y; away > 40 || away < -100 {
				t.Errorf("%v %s: the reason is %v from its cell", size, id, away)
			}
			if panel := s.sheet.Box; at.X < where(panel).X || end.X > where(panel).X+panel.Size().Width || end.Y > where(panel).Y+panel.Size().Height {
				t.Errorf("%v %s: the reason leaves the panel", size, id)
			}
			if n := s.cell.reason.Used(s.cell.reason.Size().Width); n > 3 || strings.Contains(s.reason(), "…") {
				t.Errorf("%v %s: %d lines", size, id, n)
			}
			s.hit(fyne.KeyEscape)
		}
	}
}

func TestCellIsUndoneAndRedone(t *testing.T) {
	s := seat(t, "prep", lengths)
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	s.types("Accueil")
	s.hit(fyne.KeyReturn)
	s.wants(t, "s2", "title", "Générique")
	s.types("Jin")
	s.undoKey() // the typing first
	s.wants(t, "s2", "title", "")
	s.undoKey() // and what it took the place of
	s.wants(t, "s2", "title", "Générique")
	if n := len(s.desk.Told()); n != 1 {
		t.Fatalf("%d commands", n)
	}
	s.redoKey()
	s.redoKey()
	s.wants(t, "s2", "title", "Jin")
	s.undoKey()
	s.undoKey()
	s.undoKey() // nothing of the typing is left: the cell before, and the writing goes there
	s.wants(t, "s1", "title", "Pré-antenne")
	s.redoKey()
	s.wants(t, "s1", "title", "Accueil")
	s.hit(fyne.KeyEscape)
	s.undoKey()
	if got := s.slot(t, "s1").Title; got != "Pré-antenne" {
		t.Errorf("title %q", got)
	}
}

// While somebody writes, the keys of the desk are text, as in every field; Escape gives them back.
func TestCellKeepsTheKeysOfTheDesk(t *testing.T) {
	s := seat(t, "live")
	s.toggleLock()
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	for _, sign := range "p +ka*" {
		if sign == ' ' {
			s.hit(fyne.KeySpace)
		}
		s.hitSign(sign)
	}
	for _, name := range []fyne.KeyName{fyne.KeyEnd, fyne.KeyHome, fyne.KeyInsert, fyne.KeyPageDown, fyne.KeyLeft} {
		s.hit(name)
	}
	s.told(t)
	s.wants(t, "s5", "title", "p +ka*")
	s.hit(fyne.KeyEscape)
	s.told(t)
	s.hit(fyne.KeySpace)
	s.told(t, runsheet.Go{From: "s4", To: "s5"})
}

// Somebody else changes what is being written: it is said, and nobody writes over it unawares.
func TestCellChangedByOthers(t *testing.T) {
	s := seat(t, "prep")
	theirs := func(title string) {
		s.send(runsheet.EditSlot{Slot: "s1", Sheet: s.state.SheetVersion(), Set: runsheet.Setting{Title: &title}})
	}
	ours := func() string { return s.slot(t, "s1").Title }
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	theirs("Ailleurs") // nobody has typed yet
	s.wants(t, "s1", "title", "Ailleurs")
	s.types("D'ici")
	theirs("D'ailleurs")
	s.wants(t, "s1", "title", "D'ici")
	if got := s.reason(); !strings.Contains(got, "D'ailleurs") || strings.Contains(got, "Entrée") {
		t.Errorf("%q is said", got)
	}
	s.hit(fyne.KeyReturn)
	s.wants(t, "s1", "title", "D'ici")
	if got := s.reason(); ours() != "D'ailleurs" || !strings.Contains(got, "Entrée encore une fois") {
		t.Fatalf("Enter makes it %q and says %q", ours(), got)
	}
	theirs("Et encore") // and once more before the second Enter
	s.hit(fyne.KeyReturn)
	s.wants(t, "s1", "title", "D'ici")
	if ours() != "Et encore" {
		t.Fatalf("what was never shown was written over by %q", ours())
	}
	s.hit(fyne.KeyReturn)
	if ours() != "D'ici" {
		t.Errorf("told and confirmed, it is %q", ours())
	}
	s.wants(t, "s2", "title", "Générique")

	s.writeIn("s1", "title")
	s.types("Encore d'ici")
	theirs("Ailleurs")
	s.hit(fyne.KeyEscape)
	s.writeIn("s1", "title")
	s.types("Trop tard")
	theirs("Là-bas")
	s.unfocus()
	if got := s.status.text.Text(); ours() != "Là-bas" || !strings.Contains(got, "entre-temps") {
		t.Errorf("left: %q, status line %q", ours(), got)
	}
	// The others' change comes while ours is under way: the desk's turn decides.
	s.writeIn("s1", "title")
	s.types("En route")
	var late []intent
	s.change = func(i intent) { late = append(late, i) }
	s.hit(fyne.KeyReturn)
	theirs("Plus vite")
	if _, err := late[0](s.desk.State()); runsheet.ReasonOf(err) != runsheet.ChangedMeanwhile {
		t.Errorf("the desk is given %v", err)
	}
}

// The same text from elsewhere is no change to be told of, and a slot that goes takes the cell with it.
func TestCellOfASlotThatGoes(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hit(fyne.KeyReturn)
	s.types("Pareil")
	same := "Pareil"
	s.send(runsheet.EditSlot{Slot: "s1", Sheet: s.state.SheetVersion(), Set: runsheet.Setting{Title: &same}})
	if got := s.reason(); got != "" {
		t.Errorf("%q is said", got)
	}
	s.types(" !")
	s.send(runsheet.Move{Slots: []runsheet.SlotID{"s1"}, After: "s3", Sheet: s.state.SheetVersion()})
	s.wants(t, "s1", "title", "Pareil !") // in its row, wherever that is
	s.send(runsheet.Remove{Slots: []runsheet.SlotID{"s1"}, Sheet: s.state.SheetVersion()})
	s.wants(t, "", "", "")
	s.render()
	if got := s.status.text.Text(); !strings.Contains(got, "✕") {
		t.Errorf("status line %q", got)
	}
	s.hit(fyne.KeyReturn)
	s.wants(t, s.editor.selected, "title", s.slot(t, s.editor.selected).Title)
	s.send(runsheet.Load{Show: runsheet.Show{Title: "Autre", Slots: []runsheet.Slot{{ID: "z", Title: "Z"}}}})
	s.wants(t, "", "", "")
}

// What is typed stays while its row is scrolled away, where its widget shows another slot, and typing brings it back.
func TestCellScrolledAway(t *testing.T) {
	s := seat(t, "crowd")
	s.toggleLock()
	s.startEditing()
	s.writeIn("c2400", "title")
	s.types("Atelier")
	s.hit(fyne.KeyReturn)
	s.hit(fyne.KeyUp)
	s.types("Atelier noir")
	held := s.cell.row
	over := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.cell.Field).AddXY(5, 5)
	before := s.sheet.list.GetScrollOffset()
	if test.Scroll(s.window.Canvas(), over, 0, -40); s.sheet.list.GetScrollOffset() != before+40 {
		t.Error("the wheel over the cell does not scroll the list")
	}
	if held.Bind(5); held.view.writing != "" {
		t.Fatal("a widget that stands for another slot shows the cell")
	}
	s.sheet.list.ScrollTo(10)
	s.wait(time.Second)
	s.sheet.eachRow(func(r *sheetRow) {
		if slot, ok := r.slot(); ok && s.sheet.inSight(slot.ID) && r.view.writing != "" {
			t.Errorf("the row of %s shows the cell of one that is out of sight", slot.ID)
		}
	})
	s.sheet.list.ScrollTo(2399)
	s.wants(t, "c2400", "title", "Atelier noir")
	s.sheet.list.ScrollTo(10)
	s.types("s")
	if !s.sheet.inSight("c2400") {
		t.Error("typing does not bring the row back")
	}
	s.wants(t, "c2400", "title", "Atelier noirs")
	s.writeIn("c2400", "length")
	s.types("bientôt")
	s.hit(fyne.KeyReturn)
	s.sheet.list.ScrollTo(10)
	s.wait(time.Second)
	if s.reason() != "" {
		t.Error("what is wrong is said where its cell is not")
	}
	s.hit(fyne.KeyReturn)
	if !s.sheet.inSight("c2400") || s.reason() == "" {
		t.Error("what is wrong is not shown")
	}
	s.hit(fyne.KeyEscape)
	s.writeIn("c2400", "title")
	s.sheet.list.ScrollTo(10)
	s.hit(fyne.KeyReturn)
	s.wants(t, "c2401", "title", "Séquence 2401")
	if got := s.slot(t, "c2400").Title; got != "Atelier noirs" {
		t.Errorf("title %q", got)
	}
}

// Dragging a row moves it, also one that is written in: what was typed is kept before.
func TestRowThatIsWrittenInCanBeDragged(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.writeIn("s2", "title")
	s.types("Jingle")
	from := s.row(t, "s2")
	where := fyne.CurrentApp().Driver().AbsolutePositionForObject
	s.unfocus() // as a press beside a field does
	from.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: where(s.row(t, "s5")).AddXY(20, 1)}})
	from.DragEnd()
	if got := s.order(); got != "s1 s3 s4 s2 s5 s6 s7 s8 s9 |" || s.slot(t, "s2").Title != "Jingle" {
		t.Errorf("order %s, title %q", got, s.slot(t, "s2").Title)
	}
	s.wants(t, "", "", "")
}

// The form is for what a row does not show: a key of its own goes there, from the row and from its cell.
func TestFormFromTheRow(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hitSign('o')
	if people := s.field(t, "people"); s.window.Canvas().Focused() != people.field {
		t.Fatal("O does not go to the form")
	}
	s.hit(fyne.KeyEscape)
	s.hit(fyne.KeyReturn)
	s.types("Accueil")
	s.chord(s.window, &fynedesktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierAlt})
	if people := s.field(t, "people"); s.window.Canvas().Focused() != people.field || s.slot(t, "s1").Title != "Accueil" {
		t.Fatal("Alt+Enter in a cell does not confirm and go to the form")
	}
	s.hit(fyne.KeyEscape)
	s.chord(s.window, &fynedesktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierAlt})
	if s.window.Canvas().Focused() != s.field(t, "people").field {
		t.Error("Alt+Enter on a row does not go to the form")
	}
}

// Only the rows that the cell comes to and leaves are drawn, and nothing else in the list moves.
func TestCellTouchesItsRowsOnly(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hit(fyne.KeyDown)
	type place struct {
		at   fyne.Position
		size fyne.Size
	}
	places := func() map[string]place {
		all := map[string]place{}
		for _, slot := range s.state.Show.Slots {
			r := s.row(t, slot.ID)
			for _, name := range cellNames {
				l := r.line(name)
				all[string(slot.ID)+" "+name] = place{fyne.CurrentApp().Driver().AbsolutePositionForObject(r).Add(l.Position()), l.Size()}
			}
		}
		return all
	}
	was := places()
	s.hit(fyne.KeyReturn)
	s.wants(t, "s2", "title", "Générique")
	for _, id := range []runsheet.SlotID{"s1", "s3", "s9"} {
		s.row(t, id).view.word = "untouched"
	}
	s.tab(true)
	s.types("3m")
	for what, p := range places() {
		if p != was[what] {
			t.Errorf("%s was at %v %v, and is at %v %v", what, was[what].at, was[what].size, p.at, p.size)
		}
	}
	for _, id := range []runsheet.SlotID{"s1", "s3", "s9"} {
		if s.row(t, id).view.word != "untouched" {
			t.Errorf("the row of %s was drawn", id)
		}
	}
	line, field := s.row(t, "s2").line("length"), s.cell.Box
	if at, size := kit.CellOver(line); at != field.Position() || size != field.Size() {
		t.Errorf("the cell is at %v %v, over a text at %v %v", field.Position(), field.Size(), line.Position(), line.Size())
	}
}
