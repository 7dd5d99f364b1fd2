package desktop

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
)

// sheetOfDay is the table as a person reads it: "|" where something goes on that began before.
func sheetOfDay(v dayView) []string {
	var lines []string
	for _, l := range v.lines {
		line := clockTime(l.at, v.shows[0].Show.Location())
		for _, c := range l.cells {
			cell := c.title
			if c.on {
				cell = "|"
			}
			line += " [" + cell + "]"
		}
		lines = append(lines, line)
	}
	return lines
}

func TestDaySetsRoomsSideBySide(t *testing.T) {
	story, _ := stories.Find("event")
	v := dayOf(story.State.Shows(), "2027-02-04", assets.In(assets.French))
	got := sheetOfDay(v)
	want := []string{
		"17:00 [Accueil  30′] [] []",
		"17:15 [|] [] [Écrire son premier algorithme  1 h 15]",
		"17:25 [|] [1  Pré-antenne  5′] [|]",
	}
	if len(got) < 12 || cmp.Diff(want, got[:3]) != "" {
		t.Errorf("%d lines, %s", len(got), cmp.Diff(want, got[:3]))
	}
	if v := dayOf(story.State.Shows(), "2027-02-05", assets.In(assets.French)); len(v.shows) != 1 || len(v.lines) != 2 {
		t.Errorf("the next day has %d rooms, %d lines", len(v.shows), len(v.lines))
	}
}

func TestAnotherRoomIsTakenFromTheDay(t *testing.T) {
	s := seat(t, "event")
	s.act(actDay)
	if s.dialog == nil || s.dialog.yes.Enabled() {
		t.Fatal("the room that this desk runs can be taken again")
	}
	s.hit(fyne.KeyRight)
	s.hit(fyne.KeyReturn)
	s.told(t, runsheet.ChooseShow{From: "2027-02-04/Studio", To: "2027-02-04/Atelier"})
	if got := s.header.title.Text(); got != "Atelier · Rencontres du numérique" {
		t.Errorf("the header says %q", got)
	}
	// Down goes to the next day, and back.
	s.act(actDay)
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyReturn)
	if now, _ := s.state.Room(); now.Day != "2027-02-05" {
		t.Errorf("runs %s", now.ID())
	}
	s.undoKey()
	if now, _ := s.state.Room(); now.ID() != "2027-02-04/Atelier" {
		t.Errorf("taken back: runs %s", now.ID())
	}
}

func TestNoOtherRoomOnAir(t *testing.T) {
	s := seat(t, "day-live")
	s.act(actDay)
	s.hit(fyne.KeyRight)
	if s.dialog.yes.Enabled() {
		t.Error("another room can be taken while this one is on air")
	}
	s.hit(fyne.KeyReturn)
	s.told(t)
}

// The show's own settings are one change, of what was changed alone.
func TestTheShowIsChanged(t *testing.T) {
	s := seat(t, "show")
	field := func(n int) *kit.Field {
		var fields []*kit.Field
		var walk func(fyne.CanvasObject)
		walk = func(o fyne.CanvasObject) {
			switch o := o.(type) {
			case *kit.Field:
				fields = append(fields, o)
			case *fyne.Container:
				for _, child := range o.Objects {
					walk(child)
				}
			}
		}
		walk(s.dialog.popup.Content)
		return fields[n]
	}
	s.act(actLock)
	s.act(actShow)
	field(1).SetText("19:30")
	field(4).SetText("20")
	s.confirm()
	told := s.desk.Told()
	c, is := told[len(told)-1].(runsheet.EditShow)
	if !is || c.Title != nil || c.Warn != nil || c.Danger != nil || c.EndBy == nil || c.EndBy.Format("15:04") != "18:30" && c.EndBy.Format("15:04") != "19:30" ||
		!cmp.Equal(c.Targets, map[string]time.Duration{"Comprendre": 20 * time.Minute}) {
		t.Fatalf("told %+v", told[len(told)-1])
	}
	if got := s.state.Show.Targets; len(got) != 2 || !strings.Contains(s.air.timing.Text(), "visée") {
		t.Errorf("targets %v, the card says %q", got, s.air.timing.Text())
	}
}

// Only what was picked is shortened, and no further than was said.
func TestReplanOfPickedSlots(t *testing.T) {
	s := seat(t, "replan-pick")
	s.act(actReplan)
	s.hitSign('d')
	var checks []*kit.Check
	var least *kit.Field
	within(s.dialog.popup.Content, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Check:
			checks = append(checks, o)
		case *kit.Field:
			least = o
		}
	})
	if len(checks) != 4 {
		t.Fatalf("%d slots can be picked", len(checks))
	}
	checks[1].SetChecked(true) // the public's questions
	least.SetText("19")
	s.window.Canvas().Focus(checks[1])
	checks[1].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // Enter proposes from wherever the keyboard is
	s.hit(fyne.KeyDown)                                      // the first moves the plan alone
	s.hit(fyne.KeyReturn)
	told := s.desk.Told()
	c, is := told[len(told)-1].(runsheet.Replan)
	if !is || len(c.Changes) != 1 || c.Changes[0].Slot != "s7" || *c.Changes[0].Is.Length < 19*time.Minute {
		t.Errorf("told %+v", told[len(told)-1])
	}
}

// A file with several shows brings them all; one that only brings the sheet up to date brings none.
func TestImportOfAnEvent(t *testing.T) {
	story, _ := stories.Find("event")
	shows := story.State.Shows()
	f := &reader{read: Reading{Show: shows[0].Show, Source: "programme.json", Shows: shows, Chosen: shows[0].ID()}}
	s := seat(t, "empty", f.config)
	i := s.offered(t, "programme.json")
	if got := i.found.Text(); !strings.Contains(got, "3 autres émissions") {
		t.Errorf("the file is said to hold %q", got)
	}
	s.hit(fyne.KeyReturn)
	if len(s.state.Shows()) != 4 || s.state.Event.Chosen != shows[0].ID() {
		t.Fatalf("%d shows, %q", len(s.state.Shows()), s.state.Event.Chosen)
	}
	s.offered(t, "programme.json")
	s.hitSign('m')
	s.hit(fyne.KeyReturn)
	if len(s.state.Shows()) != 4 {
		t.Error("bringing the sheet up to date took the event away")
	}
	s.offered(t, "programme.json")
	s.hitSign('r')
	s.hit(fyne.KeyReturn)
	if got := s.desk.Told(); len(got) == 0 {
		t.Error("nothing was told")
	} else if _, whole := got[len(got)-1].(runsheet.LoadEvent); !whole {
		t.Errorf("replacing told %T", got[len(got)-1])
	}
}
