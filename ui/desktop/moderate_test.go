package desktop

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regie/runsheet"
)

// What a burst brought does not stand among the questions to be read: it is a number, and one key rejects it.
func TestBurstStandsAside(t *testing.T) {
	s := seat(t, "questions")
	before := len(s.questions.queue.rows)
	for i := range 40 {
		id := runsheet.QuestionID(fmt.Sprint("burst", i))
		s.state = runsheet.Apply(s.state, runsheet.Entry{Seq: s.state.Seq + 1, At: s.state.Last.At, Fact: runsheet.Asked{
			ID: id, Text: fmt.Sprintf("Gagnez %d euros", i), Status: runsheet.Quarantined, Why: runsheet.WhyBurst}})
	}
	s.state = runsheet.Apply(s.state, runsheet.Entry{Seq: s.state.Seq + 1, At: s.state.Last.At, Fact: runsheet.Reported{Symptom: runsheet.SymptomBlack, Network: "Orange", Device: "d"}})
	s.render()
	if n := len(s.questions.queue.rows); n != before {
		t.Errorf("%d rows to read, %d before the burst", n, before)
	}
	if text := s.questions.asideText.Text(); !s.questions.aside.Box.Visible() || !strings.Contains(text, "40") {
		t.Errorf("aside says %q", text)
	}
	if text := s.questions.trouble.Text(); !strings.Contains(text, "Orange") {
		t.Errorf("trouble says %q", text)
	}
	if dir := os.Getenv("REGIE_SHOTS"); dir != "" {
		f, err := os.Create(filepath.Join(dir, "desktop-burst.png"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := png.Encode(f, s.window.Canvas().Capture()); err != nil {
			t.Fatal(err)
		}
	}
	// Each count is what its list holds, and the quarantine is looked at like the lists beside it.
	for range tabs {
		s.questions.turnBy(1)
		s.render()
	}
	if s.questions.queue.tab != quarantine || len(s.questions.queue.rows) != 40 {
		t.Errorf("to the right of the lists stands %q with %d rows", s.questions.queue.tab, len(s.questions.queue.rows))
	}
	for _, list := range append([]tab{quarantine}, tabs...) {
		s.questions.turn(list)
		s.render()
		if rows, told := len(s.questions.queue.rows), s.questions.now.count[list]; rows != told {
			t.Errorf("%s holds %d questions and says %d", list, rows, told)
		}
	}
	s.actOnQuestions(actRejectBurst)
	s.told(t, runsheet.RejectBurst{})
	s.questions.turn(quarantine)
	for i := range 40 {
		s.state = moved(s.state, runsheet.QuestionID(fmt.Sprint("burst", i)), runsheet.Rejected)
	}
	s.questions.turn(toRead)
	s.questions.turn(quarantine)
	s.render()
	if s.questions.queue.tab != toRead || s.questions.aside.Box.Visible() {
		t.Errorf("the quarantine is empty, and %q is shown", s.questions.queue.tab)
	}
}
