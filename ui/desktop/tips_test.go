package desktop

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
)

// pressesIn are the buttons that can be seen on a window.
func pressesIn(o fyne.CanvasObject) []*kit.Press {
	if !o.Visible() {
		return nil
	}
	var found []*kit.Press
	switch o := o.(type) {
	case *kit.Press:
		found = append(found, o)
	case *fyne.Container:
		for _, child := range o.Objects {
			found = append(found, pressesIn(child)...)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			found = append(found, pressesIn(child)...)
		}
	}
	return found
}

// Every button with a key on it has a tip, which names that key as it is now, in the language of now.
func TestEveryButtonHasATip(t *testing.T) {
	for _, pane := range []pane{questionsPane, studioPane, rescuePane, publicPane} {
		s := seat(t, "live", func(c *Config) { c.Keys = map[string]string{"hold": "h"} })
		s.showPane(pane)
		labelled, n := s.labelled(), 0
		for _, p := range pressesIn(s.window.Content()) {
			_, key := p.Words()
			a, known := labelled[p]
			if key == "" {
				continue
			}
			if n++; !known {
				label, _ := p.Words()
				t.Errorf("%s: no tip for %q", pane, label)
			} else if tip := s.tipOf(a); !strings.Contains(tip, key) || strings.HasPrefix(tip, "desktop.") {
				t.Errorf("%s: the button has the key %q, its tip says %q", pane, key, tip)
			}
		}
		if n < 10 {
			t.Errorf("%s: only %d buttons were found", pane, n)
		}
	}
	s := seat(t, "live")
	french := s.tipOf(actMore)
	s.nextLanguage()
	if english := s.tipOf(actMore); english == french || !slices.Contains(strings.Split(english, ", "), "=") {
		t.Errorf("the tip says %q, before it said %q", english, french)
	}
}

// A tip goes with its button: with the welcome when a sheet comes, with a pane when another is shown, behind a dialog.
func TestTipGoesWithItsButton(t *testing.T) {
	s := seat(t, "empty")
	s.welcome.template.MouseIn(nil)
	if s.tips.Over() != s.welcome.template {
		t.Fatal("no tip is awaited")
	}
	s.send(runsheet.Load{Show: stories.Evening()})
	if s.tips.Over() != nil {
		t.Error("the welcome is gone, its tip is not")
	}
	for what, do := range map[string]func(){"another pane is shown": func() { s.showPane(studioPane) }, "a dialog opens": func() { s.act(actHelp) }} {
		s.showPane(rescuePane)
		s.status.help.MouseIn(nil)
		if do(); s.tips.Over() != nil {
			t.Errorf("%s, the tip stays", what)
		}
	}
}
