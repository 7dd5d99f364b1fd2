package desktop

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
)

// underWay is what the status line says of a task, "" for none.
func (s seated) underWay() string {
	if !s.status.task.Visible() {
		return ""
	}
	text, key := s.status.task.Words()
	return text + " [" + key + "]"
}

// What takes long is shown after a moment, with how far it is, and Escape gives it up: its context ends, and nothing comes of it.
func TestTaskIsShownAndGivenUp(t *testing.T) {
	s := seat(t, "live")
	var ended error
	came := false
	s.begin("Bilan", func(ctx context.Context, t *task) error {
		ended = ctx.Err()
		t.later(func() { came = true })
		return nil
	})
	s.wait(taskShown - time.Millisecond)
	if got := s.underWay(); got != "" {
		t.Errorf("shown at once: %q", got)
	}
	s.hit(fyne.KeyEscape) // means what it means while nothing is shown
	s.wait(time.Millisecond)
	if got, want := s.underWay(), "Abandonner\u00a0: Bilan [Échap]"; got != want {
		t.Errorf("the status line has %q, want %q", got, want)
	}
	s.tasks[0].count(3, 12)
	if got, want := s.underWay(), "Abandonner\u00a0: Bilan · 3 sur 12 [Échap]"; got != want {
		t.Errorf("the status line has %q, want %q", got, want)
	}
	s.hit(fyne.KeyEscape)
	s.settle()
	if ended == nil || came || s.underWay() != "" || !strings.HasPrefix(s.notice.text, "Abandonné") {
		t.Errorf("given up: context %v, something came of it: %v, shown %q, said %q", ended, came, s.underWay(), s.notice.text)
	}
	if s.state.OnAirSlot() == "" {
		t.Error("Escape stopped the show")
	}
	s.begin("Bilan", func(_ context.Context, t *task) error { t.later(func() { came = true }); return nil })
	if s.settle(); !came || len(s.tasks) > 0 {
		t.Errorf("not given up: something came of it: %v, %d tasks are left", came, len(s.tasks))
	}
}

// A dialog takes Escape first: the task goes on behind it.
func TestEscapeClosesBeforeItGivesUp(t *testing.T) {
	s := seat(t, "live")
	s.begin("Bilan", func(context.Context, *task) error { return nil })
	s.wait(taskShown)
	s.act(actHelp)
	s.hit(fyne.KeyEscape)
	if s.dialog != nil || len(s.tasks) != 1 {
		t.Errorf("after one Escape: dialog %v, %d tasks", s.dialog != nil, len(s.tasks))
	}
	s.hit(fyne.KeyEscape)
	if len(s.tasks) != 0 {
		t.Errorf("after two: %d tasks", len(s.tasks))
	}
	s.settle()
}

// A file whose reading was given up offers nothing, and one that fails after that says nothing.
func TestReadingIsGivenUp(t *testing.T) {
	opened := 0
	s := seat(t, "live", func(c *Config) {
		c.Open = func(string, []byte, Wish, assets.Lang) (Reading, error) {
			opened++
			return Reading{Show: runsheet.Show{Slots: []runsheet.Slot{{ID: "x", Title: "X"}}}}, nil
		}
	})
	s.app.Clipboard().SetContent("17:30\tAccueil")
	s.paste()
	s.wait(taskShown)
	s.hit(fyne.KeyEscape)
	if s.settle(); s.importer != nil {
		t.Error("what was given up is offered")
	}
	s.paste()
	if s.settle(); s.importer == nil || opened != 2 {
		t.Errorf("offered %v, opened %d times", s.importer != nil, opened)
	}
}

// The checks say how far they are; the key that runs them gives them up, and what they found by then is nobody's.
func TestChecksAreGivenUp(t *testing.T) {
	runs, ends := 0, 0
	s := seat(t, "checked", func(c *Config) {
		c.Check = func(ctx context.Context, _ func(done, of int)) error {
			runs++
			if ctx.Err() != nil {
				ends++
			}
			return ctx.Err()
		}
	})
	s.act(actChecks)
	s.hitSign('v')
	s.checking.count(4, 12)
	if got := s.checks.when.Text(); got != "Vérification en cours… · 4 sur 12" {
		t.Errorf("under way: %q", got)
	}
	if got, _ := s.checks.run.Words(); got != "Abandonner" {
		t.Errorf("the key that runs them says %q", got)
	}
	s.hitSign('v')
	s.settle()
	if runs != 1 || ends != 1 || s.checking != nil || strings.Contains(s.checks.when.Text(), "en cours") || !strings.HasPrefix(s.notice.text, "Abandonné") {
		t.Errorf("%d runs, %d ends, under way %v, %q, said %q", runs, ends, s.checking != nil, s.checks.when.Text(), s.notice.text)
	}
	s.hitSign('v')
	s.shut() // they go on
	if s.settle(); runs != 2 || ends != 1 || s.checking != nil {
		t.Errorf("%d runs, %d ends, under way %v", runs, ends, s.checking != nil)
	}
}
