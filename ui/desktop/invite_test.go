package desktop

import (
	"errors"
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// enter confirms a dialog, pastes reads what is in the clipboard, and both let what follows from it happen.
func (s seated) enter()  { s.hit(fyne.KeyReturn); s.settle() }
func (s seated) pastes() { s.hitSign('t'); s.settle() }

// The participants' links by keyboard alone: a list is pasted, a link copied, a name taken away, the file has the others.
func TestInvitationsByKeyboard(t *testing.T) {
	var read, wrote, revoked string
	s := seat(t, "live", func(c *Config) {
		c.Invitations = &Invitations{
			Read: func(data []byte) ([]Invitation, error) {
				if read = string(data); !strings.HasPrefix(read, "Nom") {
					return nil, FaultNoNames
				}
				return []Invitation{{ID: "1", Name: "Élodie", URL: "http://x/1"}, {ID: "2", Name: "Zoé", URL: "http://x/2"}}, nil
			},
			Write: func(all []Invitation, _ assets.Lang, _ io.Writer) error {
				for _, one := range all {
					wrote += one.Name
				}
				return errors.New("no disk") // so that no dialog of Fyne's is opened
			},
			Revoke: func(id string) error { revoked = id; return nil },
		}
	})
	s.act(actInvite)
	s.enter() // nothing to copy yet
	s.app.Clipboard().SetContent("zut")
	s.act(actInvite)
	s.pastes()
	if got := s.status.text.Text(); !strings.Contains(got, s.words.Say("desktop.fault.no-names")) {
		t.Errorf("a list of nobody is told as %q", got)
	}
	s.app.Clipboard().SetContent("Nom\nÉlodie\nZoé")
	s.pastes()
	if s.ordering == nil || len(s.ordering.now) != 2 {
		t.Fatal("nobody is listed")
	}
	s.hit(fyne.KeyDown)
	s.enter()
	if got := s.app.Clipboard().Content(); got != "http://x/2" || s.ordering == nil || s.ordering.at != 1 {
		t.Errorf("copied %q", got)
	}
	s.hit(fyne.KeyDelete)
	if revoked != "" {
		t.Fatal("it is taken away without asking")
	}
	s.enter()
	if revoked != "2" || s.ordering == nil || !strings.Contains(s.ordering.now[1].more, "retiré") {
		t.Errorf("revoked %q, the list has %+v", revoked, s.ordering.now)
	}
	if s.hit(fyne.KeyDelete); s.ordering == nil {
		t.Error("it is asked a second time")
	}
	s.hitSign('c')
	s.settle()
	if wrote != "Élodie" {
		t.Errorf("the file has %q", wrote)
	}
}

// Prepared questions by keyboard alone: pasted, one typed, one left out, seen, then added.
func TestPreparedByKeyboard(t *testing.T) {
	s := seat(t, "live", func(c *Config) {
		c.ReadPrepared = func(_ runsheet.Show, data []byte) ([]runsheet.PreparedQuestion, []string, error) {
			if len(data) < 4 {
				return nil, nil, FaultNoQuestions
			}
			return []runsheet.PreparedQuestion{
				{ID: "a", Text: "Première ?", Speaker: "Inès", Slot: "s5"}, {ID: "b", Text: "Bravo", Kind: runsheet.IsComment}, {ID: "c", Text: "Troisième ?"},
			}, []string{"Clôture"}, nil
		}
	})
	before := len(s.desk.Told())
	s.act(actPrepare)
	s.app.Clipboard().SetContent("x")
	s.pastes()
	if got := s.status.text.Text(); !strings.Contains(got, s.words.Say("desktop.fault.no-questions")) || s.ordering == nil {
		t.Errorf("nothing to read is told as %q", got)
	}
	s.app.Clipboard().SetContent("trois lignes")
	s.pastes()
	if s.ordering == nil || len(s.ordering.now) != 3 || !strings.Contains(s.ordering.told.Text(), "Clôture") {
		t.Fatalf("not listed: %+v", s.ordering)
	}
	if got := s.ordering.now[0].more; !strings.Contains(got, "→ Inès") || !strings.Contains(got, "Table ronde") {
		t.Errorf("the first is said as %q", got)
	}
	s.pastes() // once more
	if len(s.ordering.now) != 3 {
		t.Errorf("the same file twice gives %d lines", len(s.ordering.now))
	}
	s.ordering.mark(1)
	s.hit(fyne.KeyDelete)
	s.hit(fyne.KeyInsert)
	field := s.window.Canvas().Focused().(*kit.Field)
	field.SetText("  Et  demain ? ")
	field.OnSubmitted("")
	s.settle()
	s.render()
	if s.ordering == nil || len(s.ordering.now) != 3 || s.ordering.at != 2 || len(s.desk.Told()) != before {
		t.Fatalf("after typing one: %+v, told %v", s.ordering, s.desk.Told()[before:])
	}
	if word, _ := s.dialog.yes.Words(); word != "Ajouter 3 questions" {
		t.Errorf("Enter is called %q", word)
	}
	s.enter()
	var texts []string
	for q := range s.state.Questions.All() {
		if q.Prepared {
			texts = append(texts, q.Text)
			if q.Status != runsheet.Approved {
				t.Errorf("%q is %s", q.Text, q.Status)
			}
		}
	}
	if got := strings.Join(texts, "|"); got != "Première ?|Troisième ?|Et demain ?" {
		t.Errorf("brought along: %s", got)
	}
	s.act(actPrepare)
	s.pastes()
	if word, _ := s.dialog.yes.Words(); word != "Ajouter une question" || !strings.Contains(s.ordering.now[0].more, "déjà") {
		t.Errorf("what is there already is offered again: %q, %+v", word, s.ordering.now)
	}
}
