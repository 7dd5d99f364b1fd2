package desktop

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"regie/ui/desktop/stories"
)

// At a locked desk no key and no pointer does anything, whatever had the keyboard before; the key that locked it opens it.
func TestLockedDeskDoesNothing(t *testing.T) {
	s := seat(t, "live")
	s.window.Canvas().Focus(s.message.field)
	s.act(actHelp)
	s.act(actLockDesk)
	if !s.cover.Visible() || s.window.Canvas().Overlays().Top() != nil {
		t.Fatalf("the cover is seen: %v; a dialog stayed open: %v", s.cover.Visible(), s.window.Canvas().Overlays().Top() != nil)
	}
	before, panel, pane := len(s.desk.Told()), s.panel, s.pane
	for _, name := range []fyne.KeyName{fyne.KeySpace, fyne.KeyP, fyne.KeyDown, fyne.KeyF9, fyne.KeyEscape, fyne.KeyReturn, fyne.KeyTab} {
		s.KeyDown(nil)
		if f := s.window.Canvas().Focused(); f != nil {
			f.TypedKey(&fyne.KeyEvent{Name: name})
		} else {
			s.TypedKey(&fyne.KeyEvent{Name: name})
		}
	}
	for _, sign := range "p+-tefbn" {
		s.KeyDown(nil)
		s.window.Canvas().Focused().TypedRune(sign)
	}
	for at := float32(20); at < 1600; at += 60 { // every row and every button, wherever they are
		for down := float32(60); down < 860; down += 20 {
			test.TapCanvas(s.window.Canvas(), fyne.NewPos(at, down))
		}
	}
	for _, v := range verbs {
		if !v.passesLock {
			s.chosen(v)
			s.act(v.id)
		}
	}
	if told := s.desk.Told(); len(told) != before || s.dialog != nil || s.state.OnAirSlot() != "s4" {
		t.Errorf("a locked desk did %v, a dialog: %v", told[before:], s.dialog != nil)
	}
	if s.panel != panel || s.pane != pane || s.editor.on {
		t.Errorf("behind the lock the keyboard went to %s, %s is shown, editing: %v", s.panel, s.pane, s.editor.on)
	}
	if s.message.field.Text != "" {
		t.Errorf("a field was typed into: %q", s.message.field.Text)
	}
	if got, want := s.notice.text, s.words.Say("desktop.desk.barred"); len(got) < len(want) || got[len(got)-len(want):] != want {
		t.Errorf("it says %q", got)
	}
	s.act(actLockDesk)
	s.wait(time.Second) // a second GO within 300 ms is the same finger
	s.press(key{Name: fyne.KeySpace})
	if s.cover.Visible() || s.state.OnAirSlot() != "s5" {
		t.Errorf("an open desk: covered %v, on air %s", s.cover.Visible(), s.state.OnAirSlot())
	}
}

func TestWindowOfALockedDeskStays(t *testing.T) {
	s := seat(t, "prep")
	s.act(actLockDesk)
	s.askClose()
	if s.window == nil || s.leave {
		t.Error("the window was closed")
	}
}

// A file that is dropped on a locked desk is not even read.
func TestNothingIsDroppedOnALockedDesk(t *testing.T) {
	f := &reader{read: Reading{Show: stories.Evening()}}
	s := seat(t, "live", f.config)
	file := filepath.Join(t.TempDir(), "a.csv")
	if err := os.WriteFile(file, []byte("Titre\nDébat\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	drop := func() {
		s.dropped([]fyne.URI{storage.NewFileURI(file)})
		s.settle()
	}
	s.act(actLockDesk)
	drop()
	if s.importer != nil || s.notice.text != "✕  "+s.words.Say("desktop.desk.barred") {
		t.Errorf("behind the lock a sheet is offered: %v; it says %q", s.importer != nil, s.notice.text)
	}
	s.act(actLockDesk)
	drop()
	if s.importer == nil {
		t.Error("at an open desk it is not offered")
	}
}
