package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// A show on air has its sheet locked. A re-plan is made so, and taken back so; an edit made before stays out of reach.
func TestReplanIsTakenBackWithTheSheetLocked(t *testing.T) {
	s := seat(t, "replan")
	if !s.editor.locked {
		t.Fatal("the sheet is not locked on air")
	}
	was := s.state.Show
	s.act(actReplan)
	s.hit(fyne.KeyDown) // the first moves the plan alone
	s.hit(fyne.KeyReturn)
	if _, is := s.state.Last.Fact.(runsheet.Edited); !is || s.state.Clock(s.cfg.Desk.Now()).PastEndBy > 0 {
		t.Fatalf("%s, %v late", runsheet.FactKind(s.state.Last.Fact), s.state.Clock(s.cfg.Desk.Now()).PastEndBy)
	}
	s.undoKey()
	for i, slot := range s.state.Show.Slots {
		if slot.Length != was.Slots[i].Length || !slot.Start.Equal(was.Slots[i].Start) {
			t.Errorf("%q lasts %v, lasted %v", slot.Title, slot.Length, was.Slots[i].Length)
		}
	}
	s.redoKey()
	if s.state.Clock(s.cfg.Desk.Now()).PastEndBy > 0 {
		t.Error("the re-plan is not made again")
	}
	s.undoKey()
	version := s.state.SheetVersion()
	s.undoKey() // what comes next is the part and the ending that were set by hand
	if s.state.SheetVersion() != version {
		t.Error("an edit is taken back on a locked sheet")
	}
}

// within goes through all that stands in something.
func within(o fyne.CanvasObject, look func(fyne.CanvasObject)) {
	look(o)
	switch o := o.(type) {
	case *container.Scroll:
		within(o.Content, look)
	case *fyne.Container:
		for _, child := range o.Objects {
			within(child, look)
		}
	}
}

// Every proposal can be read whole: the dialog is as wide as the longest.
func TestLongProposalsStayInTheirDialog(t *testing.T) {
	s := seat(t, "replan-long")
	s.act(actReplan)
	var rows []*kit.Press
	within(s.dialog.popup.Content, func(o fyne.CanvasObject) {
		if p, is := o.(*kit.Press); is {
			rows = append(rows, p)
		}
	})
	if len(rows) < 6 {
		t.Fatalf("%d buttons", len(rows))
	}
	for _, p := range rows {
		if words, _ := p.Words(); p.MinSize().Width > p.Size().Width {
			t.Errorf("%q needs %v, has %v", words, p.MinSize().Width, p.Size().Width)
		}
	}
	if width := s.dialog.popup.MinSize().Width; width > 1280 {
		t.Errorf("the dialog asks for %v", width)
	}
}

// However much goes wrong, and in however many words: what is on air can be read, and nothing lies over anything.
func TestBannersLeaveWhatIsOnAirItsRoom(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1600, 900)} {
		s := seat(t, "banners")
		s.window.Resize(size)
		if len(s.alerting) < 3 {
			t.Fatalf("%d banners", len(s.alerting))
		}
		y, shown := float32(0), 0
		for _, one := range s.alerts.rows {
			if !one.Box.Visible() {
				continue
			}
			shown++
			if one.Box.Position().Y < y || one.Box.MinSize().Height > one.Box.Size().Height+1 {
				t.Errorf("%v: a banner at %v, the one above ends at %v; it is %v high and asks for %v", size, one.Box.Position().Y, y, one.Box.Size().Height, one.Box.MinSize().Height)
			}
			y = one.Box.Position().Y + one.Box.Size().Height
		}
		air := s.air.Box
		if shown == 0 || air.Position().Y < y || air.Size().Height < air.MinSize().Height || s.air.count.Size().Height < readable {
			t.Errorf("%v: %d banners end at %v, what is on air is at %v, %v high; the countdown has %v", size, shown, y, air.Position().Y, air.Size().Height, s.air.count.Size().Height)
		}
		if shown < len(s.alerting) {
			if last := s.alerts.rows[shown-1]; last.rest.Text() == "" {
				t.Errorf("%v: %d of %d banners are shown, and nothing says that there are more", size, shown, len(s.alerting))
			}
		}
	}
}
