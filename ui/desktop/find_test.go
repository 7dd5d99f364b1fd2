package desktop

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"regie/runsheet"
)

func TestFind(t *testing.T) {
	s := seat(t, "empty")
	show := runsheet.Show{Title: "Trois jours"}
	for i := range runsheet.MaxSlots - 10 {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("s%d", i)), Number: fmt.Sprint(i), Title: "Atelier", Length: time.Minute})
	}
	show.Slots[40].People = []string{"Mme Élodie (INRIA)"}
	show.Slots[4000].Title = "Débat d'élodie"
	s.send(runsheet.Load{Show: show})
	standby := s.state.Standby
	s.askFind()
	f := s.sheet.finder
	if s.window.Canvas().Focused() != f.field {
		t.Fatal("Ctrl+F does not lead into the field")
	}
	test.Type(f.field, "elodie ")
	if f.found() != "s40" || f.count.Text() != "1 sur 2" {
		t.Errorf("found %q, %q", f.found(), f.count.Text())
	}
	f.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if f.found() != "s4000" {
		t.Errorf("Enter leads to %q", f.found())
	}
	top := 4000*(rowHeight+fynetheme.Padding()) - s.sheet.list.GetScrollOffset()
	if top < -1 || top+rowHeight > s.sheet.list.Size().Height+1 {
		t.Errorf("what was found stands %v below the top of the list", top)
	}
	f.field.SetText("nobody at all")
	if f.found() != "" || f.count.Text() != "rien" {
		t.Errorf("found %q, %q", f.found(), f.count.Text())
	}
	f.field.SetText("4000")
	f.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.on || f.box.Visible() || s.window.Canvas().Focused() == f.field {
		t.Error("Escape does not leave")
	}
	if s.state.Standby != standby || s.state.OnAirSlot() != "" {
		t.Error("looking for a slot changed the show")
	}
	s.startEditing()
	s.askFind()
	f.field.SetText("4000")
	f.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.editor.selected != "s4000" {
		t.Errorf("while editing, %q is selected", s.editor.selected)
	}
}
