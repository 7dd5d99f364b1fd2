package desktop

import (
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
	"regie/runsheet"
)

// photograph keeps a picture of the room where somebody wants to look at it.
func (s seated) photograph(t *testing.T, name string) {
	t.Helper()
	dir := os.Getenv("REGIE_SHOTS")
	if dir == "" {
		return
	}
	size := s.window.Canvas().Size()
	s.window.Resize(size.AddWidthHeight(10, 10)) // everything is laid out again, as a window on a screen would
	s.window.Resize(size)
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}

func (s seated) statuses(ids []runsheet.QuestionID) map[runsheet.Status]int {
	n := map[runsheet.Status]int{}
	for _, id := range ids {
		q, _ := s.state.Questions.Get(id)
		n[q.Status]++
	}
	return n
}

// Several questions are chosen with Shift, dealt with in one act, and brought back by one undo.
func TestSeveralQuestions(t *testing.T) {
	for _, lang := range []assets.Lang{assets.French, assets.English} {
		s := seat(t, "questions", func(c *Config) { c.Lang = lang })
		s.focus(questionPanel)
		for range 2 {
			s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
			s.actOnQuestions(actExtendDown)
		}
		ids := s.questions.queue.chosen()
		if len(ids) != 3 || !s.questions.several.Box.Visible() {
			t.Fatalf("%v are chosen, bar %t", ids, s.questions.several.Box.Visible())
		}
		s.photograph(t, "desktop-chosen."+string(lang)+".png")
		before := s.state.Seq
		s.actOnQuestions(actReject)
		if got := s.statuses(ids); got[runsheet.Rejected] != 3 || s.state.Seq != before+1 {
			t.Fatalf("after R: %v in %d entries", got, s.state.Seq-before)
		}
		if len(s.questions.queue.chosen()) > 1 {
			t.Error("what follows is still a choice of several")
		}
		s.actOnQuestions(actUndo)
		if got := s.statuses(ids); got[runsheet.Rejected] != 0 {
			t.Fatalf("after undo: %v", got)
		}
	}
}

func TestJoinAndAssign(t *testing.T) {
	s := seat(t, "questions")
	s.focus(questionPanel)
	s.actOnQuestions(actJoin)
	if text := s.status.text.Text(); text == "" {
		t.Error("nothing says why one question alone is not joined")
	}
	s.questions.queue.selected = s.questions.queue.rows[0].id
	s.actOnQuestions(actExtendDown)
	ids := s.questions.queue.chosen()
	s.actOnQuestions(actAssign)
	s.photograph(t, "desktop-assign.png")
	s.shut()
	s.deal(ids, runsheet.Assign{IDs: ids, To: "Maud"})
	for _, id := range ids {
		if q, _ := s.state.Questions.Get(id); q.Speaker != "Maud" {
			t.Errorf("%s is for %q", id, q.Speaker)
		}
	}
	s.actOnQuestions(actUndo)
	s.actOnQuestions(actExtendDown)
	s.actOnQuestions(actJoin)
	if q, _ := s.state.Questions.Get(ids[1]); q.Status != runsheet.Merged || q.Like != ids[0] || q.Speaker != "" {
		t.Errorf("%s is %s, like %s, for %q", q.ID, q.Status, q.Like, q.Speaker)
	}
	s.actOnQuestions(actUndo)
	if q, _ := s.state.Questions.Get(ids[1]); q.Status == runsheet.Merged {
		t.Error("undo left it joined")
	}
}

func TestFindQuestion(t *testing.T) {
	s := seat(t, "questions")
	s.focus(questionPanel)
	all := len(s.questions.queue.rows)
	s.actOnQuestions(actFindQuestion)
	q, _ := s.state.Questions.Get(s.questions.queue.rows[1].id)
	s.questions.find.SetText(runsheet.Fold(q.Text))
	if n := len(s.questions.queue.rows); n == 0 || n >= all || s.questions.queue.index(q.ID) < 0 {
		t.Errorf("%d of %d lines hold %q", n, all, q.Text)
	}
	s.photograph(t, "desktop-find-question.png")
	s.escape()
	if n := len(s.questions.queue.rows); n != all || s.questions.finding.Visible() {
		t.Errorf("after Escape: %d of %d lines", n, all)
	}
	s.escape()
	if s.panel != sheetPanel {
		t.Error("the second Escape does not go back to the run sheet")
	}
}

// What was asked is sorted by a key, and a person's questions are erased by one, after a word.
func TestSortAndEraseByKeyboard(t *testing.T) {
	s := seat(t, "questions")
	s.act(actToQuestions)
	id := s.questions.queue.selected
	at := s.questions.queue.index(id)
	s.hitSign('c')
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyReturn)
	if q, _ := s.state.Questions.Get(id); q.Kind != runsheet.IsComment {
		t.Errorf("%q is a %q", q.Text, q.Kind)
	}
	s.hitSign('z')
	if q, _ := s.state.Questions.Get(id); q.Kind != runsheet.IsQuestion && q.Kind != "" {
		t.Errorf("taken back, it is a %q", q.Kind)
	}

	s.hit(fyne.KeyDelete)
	if q, _ := s.state.Questions.Get(id); q.Erased || s.dialog == nil {
		t.Fatal("it is erased without asking")
	}
	s.hit(fyne.KeyEscape)
	if q, _ := s.state.Questions.Get(id); q.Erased {
		t.Fatal("Escape erases")
	}
	s.hit(fyne.KeyDelete)
	s.hit(fyne.KeyReturn)
	if q, _ := s.state.Questions.Get(id); !q.Erased || q.Text != "" || at < 0 {
		t.Errorf("it is still there: %+v", q)
	}
}
