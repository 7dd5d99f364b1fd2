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
	s.actOnQuestions(actRejectBurst)
	s.told(t, runsheet.RejectBurst{})
}
