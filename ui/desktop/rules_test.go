package desktop

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// areas are the fields of the dialog that is open, in their order.
func (s seated) areas() []*kit.Field {
	var all []*kit.Field
	var walk func(fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Field:
			all = append(all, o)
		case *fyne.Container:
			for _, child := range o.Objects {
				walk(child)
			}
		}
	}
	walk(s.dialog.popup.Content)
	return all
}

// What was changed in the rules is sent, and nothing else.
func TestRules(t *testing.T) {
	s := seat(t, "rules")
	before := len(s.desk.Told())
	s.act(actRules)
	s.confirm()
	if got := s.desk.Told()[before:]; len(got) != 0 {
		t.Fatalf("nothing was touched, and sent is %v", got)
	}

	s.act(actRules)
	if s.window.Canvas().Focused() == nil {
		t.Fatal("nothing in the dialog has the keyboard")
	}
	fields := s.areas()
	slow, days, said, survey, hold, mask, block := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6]
	if got := hold.Text; got != "arnaque\ncasino\ncrypto" {
		t.Errorf("the list is shown as %q", got)
	}
	for _, wrong := range []struct {
		field *kit.Field
		text  string
	}{{slow, "1801"}, {slow, "bientôt"}, {days, "-1"}, {survey, "sondage"}, {survey, "javascript:alert(1)"}} {
		was := wrong.field.Text
		wrong.field.SetText(wrong.text)
		if s.dialog.yes.Enabled() {
			t.Errorf("%q can be sent", wrong.text)
		}
		s.confirm()
		if s.dialog == nil {
			t.Fatalf("%q was sent", wrong.text)
		}
		wrong.field.SetText(was)
	}
	slow.SetText("45")
	days.SetText("")
	said.SetText("Une question, courte.")
	survey.SetText("")
	hold.SetText("")
	mask.SetText("zut, flûte;  mince\n")
	block.SetText(block.Text + "\nCasino  gratuit")
	s.confirm()
	want := []runsheet.Command{
		runsheet.Restrict{Links: true, Slow: 45 * time.Second},
		runsheet.SetAudience{Rules: "Une question, courte.", Votes: true},
		runsheet.SetPrivacy{Contact: "dpo@example.org"},
		runsheet.SetWords{Mask: []string{"zut", "flûte", "mince"}, Block: []string{"abonnez vous a ma chaine", "Casino  gratuit"}},
	}
	if diff := cmp.Diff(want, s.desk.Told()[before:]); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if got := s.state.Masked; !slices.Equal(got, []string{"zut", "flute", "mince"}) || len(s.state.Words) != 0 {
		t.Errorf("masked %q, held %q", got, s.state.Words)
	}
}

// The mode is one of three, taken from the list with the others.
func TestRulesMode(t *testing.T) {
	s := seat(t, "live")
	before := len(s.desk.Told())
	s.act(actRules)
	mode, ok := s.window.Canvas().Focused().(*kit.Choice)
	if !ok {
		t.Fatal("the mode does not have the keyboard")
	}
	mode.SetSelectedIndex(2)
	s.confirm()
	if diff := cmp.Diff([]runsheet.Command{runsheet.Moderate{Mode: runsheet.Unmoderated}}, s.desk.Told()[before:]); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

// Where the question on air is seen is chosen in one dialog.
func TestDisplayDialog(t *testing.T) {
	s := seat(t, "live")
	s.act(actDisplay)
	s.areas()[0].SetText(" Question ")
	s.confirm()
	if got := s.state.Display; got != (runsheet.Display{TextSource: "Question"}) {
		t.Errorf("the question is seen in %+v", got)
	}
}

// A restriction that is forgotten keeps people from being heard: it stands above the questions.
func TestRestrictionIsSaid(t *testing.T) {
	s := seat(t, "rules")
	if got := s.questions.trouble.Text(); got != "⚠ Restreint : liens retenus · une question toutes les 30 s" || !s.questions.trouble.Visible() {
		t.Errorf("the panel says %q, shown %v", got, s.questions.trouble.Visible())
	}
}
