package report

import (
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

// tape makes entries at minutes into an evening.
type tape struct{ entries []runsheet.Entry }

func (s *tape) at(after time.Duration, facts ...runsheet.Fact) {
	began := time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)
	for _, f := range facts {
		at := runsheet.Moment{Wall: began.Add(after), Steady: time.Hour + after, Boot: "b"}
		s.entries = append(s.entries, runsheet.Entry{Seq: runsheet.Seq(len(s.entries) + 1), At: at, Fact: f})
	}
}

func recording(state runsheet.OutputState, path string) runsheet.OutputSeen {
	return runsheet.OutputSeen{Output: runsheet.RecordOutput, State: state, Path: path}
}

// onAir are the facts that bring a question from its page to the air.
func onAir(id runsheet.QuestionID) []runsheet.Fact {
	return []runsheet.Fact{
		runsheet.Asked{ID: id, Text: "La question " + string(id), Status: runsheet.Approved, Name: "Élodie Martin", Device: "d"},
		runsheet.Moved{ID: id, From: runsheet.Approved, To: runsheet.OnAirNow},
	}
}

func answered(id runsheet.QuestionID) runsheet.Fact {
	return runsheet.Moved{ID: id, From: runsheet.OnAirNow, To: runsheet.Answered}
}

func TestQuestionsInTheRecording(t *testing.T) {
	var s tape
	s.at(0, runsheet.Loaded{Show: runsheet.Show{Title: "x", Slots: []runsheet.Slot{{ID: "a", Title: "Accueil", Kind: runsheet.Live}, {ID: "b", Title: "Débat", Kind: runsheet.Live}}}})
	s.at(1*time.Minute, onAir("before")...)
	s.at(2*time.Minute, answered("before"), recording("starting", ""))
	s.at(3*time.Minute, recording("started", "C:\\videos\\un.mkv"), runsheet.Went{To: "a"})
	s.at(5*time.Minute, onAir("first")...)
	s.at(6*time.Minute, recording("paused", ""))
	s.at(7*time.Minute, answered("first")) // in the pause
	s.at(16*time.Minute, recording("started", ""), runsheet.Went{From: "a", To: "b"})
	s.at(18*time.Minute, onAir("second")...)
	s.at(19*time.Minute, recording("started", "C:\\videos\\deux.mkv")) // split
	s.at(20*time.Minute, answered("second"))
	s.at(21*time.Minute, recording("stopped", "C:\\videos\\deux.mkv"))
	s.at(22*time.Minute, onAir("after")...)
	s.at(23*time.Minute, answered("after"), recording("started", "C:\\videos\\trois.mkv"))
	s.at(24*time.Minute, onAir("third")...)
	r := Make(s.entries)
	type times struct {
		file            int
		on, done        string
		path, donesFile string
	}
	want := map[runsheet.QuestionID]times{
		"before": {}, "after": {on: "", done: "0:00:00", donesFile: "C:\\videos\\trois.mkv"},
		"first":  {1, "0:02:00", "0:03:00", "C:\\videos\\un.mkv", "C:\\videos\\un.mkv"},
		"second": {1, "0:05:00", "0:01:00", "C:\\videos\\un.mkv", "C:\\videos\\deux.mkv"},
		"third":  {3, "0:01:00", "", "C:\\videos\\trois.mkv", ""},
	}
	for _, q := range r.Questions {
		got := times{q.OnAirMark.Number, q.OnAirMark.timecode(), q.AnsweredMark.timecode(), q.OnAirMark.File, q.AnsweredMark.File}
		if got != want[q.ID] || q.OnAirMark.Estimated {
			t.Errorf("%s: %+v, want %+v", q.ID, got, want[q.ID])
		}
	}
	var chapters, csv, anonymous strings.Builder
	if err := r.WriteChapters(&chapters); err != nil {
		t.Fatal(err)
	}
	if want := "# un.mkv\n0:00:00 Accueil\n0:02:00 La question first\n0:03:00 Débat\n0:05:00 La question second\n\n# trois.mkv\n0:00:00 La question third\n"; chapters.String() != want {
		t.Errorf("chapters:\n%s", chapters.String())
	}
	if err := r.WriteQuestionsCSV(&csv); err != nil || !strings.Contains(csv.String(), "un.mkv,0:02:00,0:03:00,first") || !strings.Contains(csv.String(), "Élodie Martin") {
		t.Errorf("%v\n%s", err, csv.String())
	}
	if err := r.Anonymous().WriteJSON(&anonymous); err != nil || strings.Contains(anonymous.String(), "Élodie") || strings.Contains(anonymous.String(), `"first"`) {
		t.Errorf("%v\n%s", err, anonymous.String())
	}
	if r.Questions[1].Name == "" {
		t.Error("the report itself was changed")
	}
}

// A recording that was running when the desk came is told as such.
func TestRecordingFoundRunning(t *testing.T) {
	var s tape
	s.at(0, recording("started", "un.mkv"))
	s.at(time.Minute, onAir("q")...)
	if q := Make(s.entries).Questions[0]; !q.OnAirMark.Estimated || q.OnAirMark.Offset != time.Minute {
		t.Errorf("%+v", q.OnAirMark)
	}
}
