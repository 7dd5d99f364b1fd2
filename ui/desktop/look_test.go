package desktop

import (
	"image"
	"testing"

	"fyne.io/fyne/v2"

	"regie/runsheet"
)

// A dialog hides the countdown behind it, so it shows what is left of the slot itself; before the show there is nothing to count.
func TestDialogKeepsTheCountdown(t *testing.T) {
	s := seat(t, "hold")
	s.act(actAbout)
	if got, want := s.dialog.count.Text(), "▶ "+s.air.shown.count.text; got != want {
		t.Errorf("the dialog counts %q, want %q", got, want)
	}
	s.act(actHold)
	s.desk.Pass(5e9)
	s.state = s.desk.State()
	s.render()
	if got, want := s.dialog.count.Text(), "▶ "+s.air.shown.count.text; got != want {
		t.Errorf("later the dialog counts %q, want %q", got, want)
	}
	s = seat(t, "prep")
	s.act(actAbout)
	if got := s.dialog.count.Text(); got != "" {
		t.Errorf("before the show the dialog counts %q", got)
	}
}

// Where nothing can be cancelled the button does not say so; what counts only after Enter is cancelled.
func TestDialogsThatOnlyClose(t *testing.T) {
	offered := func(c *Config) {
		c.ReadPrepared = func(runsheet.Show, []byte) ([]runsheet.PreparedQuestion, []string, error) { return nil, nil, nil }
		c.Sources = &Sources{List: func() []Source { return []Source{{ID: "twitch:x", Platform: "twitch", Target: "x", On: true}} },
			Switch: func(string, bool) {}}
	}
	for _, c := range []struct {
		do   action
		want string
	}{{actSources, "Fermer"}, {actPrepare, "Annuler"}, {actBack, "Annuler"}, {actAbout, "Fermer"}} {
		s := seat(t, "live", offered)
		s.act(c.do)
		if s.dialog == nil {
			t.Fatalf("%s opens no dialog", c.do)
		}
		if label, _ := s.dialog.no.Words(); label != c.want {
			t.Errorf("%s: %q, want %q", c.do, label, c.want)
		}
	}
}

// The columns stay where they are whatever the right one shows, in the least window.
func TestColumnsStayWhereTheyAre(t *testing.T) {
	s := seat(t, "moved")
	s.window.Resize(fyne.NewSize(1280, 720))
	width := s.centre.Size().Width
	for _, p := range s.panes {
		if p.offered != nil {
			continue
		}
		s.showPane(p.id)
		s.window.Resize(fyne.NewSize(1290, 730))
		s.window.Resize(fyne.NewSize(1280, 720))
		if got := s.centre.Size().Width; got != width {
			t.Errorf("with %s the middle column is %v wide, it was %v", p.id, got, width)
		}
	}
}

// The status line offers the desk's lock and an incident by their keys, and says that one is open.
func TestStatusLineOffersLockAndIncident(t *testing.T) {
	s := seat(t, "live")
	label, key := s.status.incident.Words()
	if label != "Incident" || key != "F9" || s.status.incident.On() {
		t.Errorf("incident: %q %q, on %v", label, key, s.status.incident.On())
	}
	s.status.incident.Tapped(nil)
	if s.dialog == nil {
		t.Fatal("the button of incidents asks nothing")
	}
	s.shut()
	s.status.lock.Tapped(nil)
	if !s.locked {
		t.Error("the button of the lock locks nothing")
	}
	if s = seat(t, "moved"); !s.status.incident.On() {
		t.Error("an open incident is not shown")
	}
	if s = seat(t, "empty"); s.status.lock.Visible() || s.status.incident.Visible() {
		t.Error("without a show there is something to lock or to report")
	}
}

// The top says how many of the audience are there, and how fast a rehearsal runs.
func TestTopSaysAudienceAndSpeed(t *testing.T) {
	s := seat(t, "live", func(c *Config) {
		c.Share, c.Shared = func(bool) error { return nil }, func() bool { return true }
		c.Audience = func() int { return 1204 }
	})
	if got, want := s.header.public.Text(), "● Pages ouvertes · 1\u202f204 personnes"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if s = seat(t, "rehearsal"); s.header.mode.Text() != "RÉPÉTITION ×10" {
		t.Errorf("the mode is %q", s.header.mode.Text())
	}
}

// What GO would take is seen beside its name, once there is a picture of it; that of another slot never is.
func TestSceneAheadIsSeen(t *testing.T) {
	asked, debate := "", image.NewGray(image.Rect(0, 0, 16, 9))
	s := seat(t, "live", func(c *Config) {
		c.Glimpse = func(scene string) image.Image {
			if asked = scene; scene == "Débat" {
				return debate
			}
			return nil
		}
	})
	if asked != "Débat" || !s.next.sight.Visible() || s.next.sight.Image != debate {
		t.Fatalf("asked for %q, seen %v", asked, s.next.sight.Visible())
	}
	wide := s.next.title.Size().Width
	s.desk.Do(t.Context(), runsheet.Actor{Role: runsheet.Operator}, runsheet.Standby{Slot: "s7"})
	s.state = s.desk.State()
	s.render() // within the same second: nothing new was asked for
	if s.next.sight.Visible() || s.next.title.Size().Width <= wide {
		t.Errorf("the scene of another slot is seen: %v, the title is %v wide, it was %v", s.next.sight.Visible(), s.next.title.Size().Width, wide)
	}
	s.desk.Do(t.Context(), runsheet.Actor{Role: runsheet.DeskRole}, runsheet.ReportLink{Link: runsheet.LinkLost})
	s.desk.Pass(2e9)
	s.state = s.desk.State()
	s.render()
	if asked != "" {
		t.Errorf("with OBS away a picture of %q is asked for", asked)
	}
}
