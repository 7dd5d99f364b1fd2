package desktop

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"regie/assets"
	"regie/runsheet"
)

// line is where the checks say something about a subject, -1 for nowhere.
func (c *checks) line(subject string) int {
	for i, f := range c.found {
		if f.Args["subject"] == subject {
			return i
		}
	}
	return -1
}

func TestChecksAreVouchedForByKey(t *testing.T) {
	s := seat(t, "checked")
	s.hit(fyne.KeyF10)
	if s.checks == nil || s.checks.found[0].Code != "lack.scene.nearest" {
		t.Fatalf("F10 shows %+v", s.checks)
	}
	s.hitSign('1') // nobody can vouch for a scene
	s.told(t)
	for range s.checks.line("Tomasz") {
		s.hit(fyne.KeyDown)
	}
	s.hitSign('1')
	s.told(t, runsheet.Vouch{Matter: runsheet.SpeakerTest, Subject: "Tomasz", From: "Gdańsk, fibre", Outcome: runsheet.Good, Note: "écho, casque demandé"})
	if at := s.checks.line("Tomasz"); s.checks.at != at || s.checks.found[at].Weight != runsheet.Fine {
		t.Errorf("the line went to %d and the keys to %d", at, s.checks.at)
	}
	s.hit(fyne.KeySpace) // GO is not given behind a dialog
	s.hit(fyne.KeyEscape)
	if s.checks != nil || s.dialog != nil {
		t.Error("Escape leaves the checks open")
	}
	s.act(actUndoSheet)
	if w, _ := s.desk.State().Preflight.On(runsheet.SpeakerTest, "Tomasz"); w.Outcome != runsheet.Poor {
		t.Errorf("taken back: %+v", w)
	}
}

func TestChecksForms(t *testing.T) {
	s := seat(t, "checked")
	s.act(actChecks)
	enter := func(texts ...string) {
		t.Helper()
		for i, text := range texts {
			field := s.window.Canvas().Focused().(interface{ SetText(string) })
			field.SetText(text)
			if i < len(texts)-1 {
				s.window.Canvas().FocusNext()
			}
		}
		s.confirm()
	}
	s.hitSign('s')
	enter("Image", "tout est prêt")
	s.hitSign('a')
	enter("1 200", "25", "40", "24")
	s.hitSign('a')
	enter("beaucoup")
	s.checks.at = s.checks.line("Inès")
	s.hitSign('e')
	enter("Inès", "son bureau", "bien")
	s.told(t,
		runsheet.Vouch{Matter: runsheet.SignOff, Subject: "Image", Outcome: runsheet.Good, Note: "tout est prêt"},
		runsheet.ExpectAudience{Registered: 1200, NoShows: 25, PerModerator: 40, Moderators: 24},
		runsheet.Vouch{Matter: runsheet.SpeakerTest, Subject: "Inès", From: "son bureau", Outcome: runsheet.Good, Note: "bien"})
	if s.checks == nil {
		t.Error("the checks are not there again after a form")
	}
}

func TestCheckAgain(t *testing.T) {
	calls := 0
	s := seat(t, "checked", func(c *Config) {
		c.Check = func(context.Context, func(int, int)) error { calls++; return errors.New("no OBS") }
		c.PrintChecks = func(context.Context, assets.Lang) (string, error) { calls += 10; return "/tmp/checks.html", nil }
	})
	s.act(actChecks)
	s.hitSign('v')
	s.settle()
	s.hitSign('i')
	s.settle()
	if calls != 11 || s.checking != nil || !strings.Contains(s.notice.text, "no OBS") {
		t.Errorf("%d calls, busy %v, said %q", calls, s.checking != nil, s.notice.text)
	}
}

// What checks find is shown from its top, where it is gravest, wherever the keys were when they were asked for.
func TestChecksAreShownFromTheirTop(t *testing.T) {
	var s seated
	done := func(code string) error {
		return s.desk.Do(t.Context(), runsheet.Actor{Role: runsheet.DeskRole}, runsheet.ReportChecks{Findings: []runsheet.Finding{{Weight: runsheet.Blocking, Code: code}}})
	}
	s = seat(t, "checked", func(c *Config) {
		c.Check = func(context.Context, func(int, int)) error { return done("inspect.no-server") }
	})
	s.act(actChecks)
	for range s.checks.line("Tomasz") {
		s.hit(fyne.KeyDown)
	}
	if err := done("inspect.no-key"); err != nil { // a page asked for them
		t.Fatal(err)
	}
	s.wait(time.Second)
	if at := s.checks.line("Tomasz"); s.checks.at != at {
		t.Errorf("somebody else's checks move the keys to %d from %d", s.checks.at, at)
	}
	s.hitSign('v')
	s.settle()
	s.wait(time.Second)
	if s.checks.at != 0 || s.checks.found[0].Code != "inspect.no-server" {
		t.Errorf("the keys are at %d of %+v", s.checks.at, s.checks.found)
	}
}

func TestReportIsShownByKey(t *testing.T) {
	var asked []assets.Lang
	s := seat(t, "closed", func(c *Config) {
		c.Lang = assets.English
		c.Report = func(_ context.Context, l assets.Lang) (string, error) {
			asked = append(asked, l)
			return "", errors.New("disk full")
		}
	})
	s.act(actReport)
	s.settle()
	if !slices.Equal(asked, []assets.Lang{assets.English}) || !strings.Contains(s.notice.text, "disk full") {
		t.Errorf("asked %v, said %q", asked, s.notice.text)
	}
}

func TestChecksDrawInBothLanguages(t *testing.T) {
	for _, l := range assets.Langs {
		s := seat(t, "checked", func(c *Config) {
			c.Lang = l
			c.Check = func(context.Context, func(int, int)) error { return nil }
			c.PrintChecks = func(context.Context, assets.Lang) (string, error) { return "", nil }
		})
		s.act(actChecks)
		for _, open := range []func(){func() {}, s.checks.askAudience, s.checks.askTest} {
			open()
			if markup := test.RenderToMarkup(s.window.Canvas()); strings.Contains(markup, ">preflight.") || strings.Contains(markup, ">desktop.") || strings.Contains(markup, ">inspect.") {
				t.Errorf("%s: a sentence is missing", l)
			}
			if s.checks == nil {
				s.escape()
			}
		}
	}
}
