package desktop

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
)

// since is what the desk was asked for since the story began.
func (s seated) since(from int) []runsheet.Command { return s.desk.Told()[from:] }

// The first GO asks once, and then is one: the live is opened and its slot taken. Escape leaves everything as it was.
func TestGoingLiveAsksOnce(t *testing.T) {
	s := seat(t, "prep")
	from := len(s.desk.Told())
	s.KeyDown(nil)
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if s.dialog == nil || len(s.since(from)) != 0 {
		t.Fatalf("GO in preparation did %v", s.since(from))
	}
	s.act(actDialogLeave)
	if s.dialog != nil || s.state.Mode != runsheet.Preparation {
		t.Fatal("Escape went live")
	}
	s.act(actGo)
	s.act(actConfirm)
	want := []runsheet.Command{runsheet.BeginRun{Kind: runsheet.LiveRun}, runsheet.Go{To: "s1"}}
	if diff := cmp.Diff(want, s.since(from)); diff != "" {
		t.Fatal(diff)
	}
	s.desk.Pass(time.Minute)
	s.state = s.desk.State()
	s.act(actGo)
	if s.dialog != nil || s.desk.State().OnAirSlot() != "s2" {
		t.Error("the second GO asked")
	}
	s.act(actRehearse)
	if s.dialog != nil {
		t.Error("a rehearsal is offered in the live")
	}
}

// A desk that is busy has not said yet that the show is live: a second Space asks nothing then, and asks again if it never was.
func TestGoingLiveIsNotAskedTwice(t *testing.T) {
	s := seat(t, "prep")
	s.send = func(runsheet.Command) {}
	s.hit(fyne.KeySpace)
	s.act(actConfirm)
	s.desk.Pass(goGuard)
	s.hit(fyne.KeySpace)
	if s.dialog != nil {
		t.Error("the second Space asked again")
	}
	s.desk.Pass(aimed)
	s.hit(fyne.KeySpace)
	if s.dialog == nil {
		t.Error("a going live that came to nothing is never asked for again")
	}
}

// A rehearsal begins at another hour and speed, and gives the preparation back; with the true OBS only on request.
func TestRehearsalFromTheWindow(t *testing.T) {
	s := seat(t, "prep")
	from := len(s.desk.Told())
	s.act(actRehearse)
	s.act(actConfirm)
	day := time.Date(2027, time.February, 4, 17, 24, 0, 0, s.state.Show.Location())
	want := []runsheet.Command{runsheet.BeginRun{Kind: runsheet.RehearsalRun, Name: "Répétition 1", As: day, Speed: 1}}
	if diff := cmp.Diff(want, s.since(from)); diff != "" {
		t.Fatal(diff)
	}
	if got := s.header.mode.Text(); got != "RÉPÉTITION" {
		t.Errorf("the header says %q", got)
	}
	s.act(actGo) // never asks in a rehearsal
	if s.dialog != nil || s.desk.State().OnAirSlot() != "s1" {
		t.Error("GO in a rehearsal")
	}
	s.act(actEndRun)
	if got := s.desk.State(); got.Mode != runsheet.Preparation || got.OnAirSlot() != "" {
		t.Errorf("the rehearsal left %s", got.Mode)
	}
}

func TestTimersFromTheWindow(t *testing.T) {
	s := seat(t, "front")
	s.showPane(timersPane)
	if got := s.timers.rows[0].count.Text(); got != "▲ +00:30" {
		t.Errorf("timer 1 shows %q", got)
	}
	from := len(s.desk.Told())
	s.act(actTimer2)
	s.act(actTimer2)
	s.timers.rows[0].more.Tapped(nil)
	s.act(actFlash)
	s.act(actDark)
	s.act(actDark)
	want := []runsheet.Command{runsheet.StartTimer{Timer: 2}, runsheet.PauseTimer{Timer: 2}, runsheet.AddToTimer{Timer: 1, By: time.Minute},
		runsheet.Flash{}, runsheet.Blackout{On: true}, runsheet.Blackout{}}
	if diff := cmp.Diff(want, s.since(from)); diff != "" {
		t.Error(diff)
	}
	if got := s.timers.rows[0].count.Text(); got != "00:30" {
		t.Errorf("with a minute more timer 1 shows %q", got)
	}
	s.askTimer(3)
	s.act(actConfirm)
	if len(s.since(from)) != len(want)+1 || s.dialog != nil {
		t.Errorf("setting a timer did %v", s.since(from)[len(want):])
	}
}
