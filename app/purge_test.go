package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regie/app/journal"
	"regie/runsheet"
)

// promised makes a show file of some days ago, with a promise and a question by somebody, of a last use that long ago.
func promised(t *testing.T, path string, ago time.Duration, days int, more ...runsheet.Fact) string {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	then := runsheet.Moment{Wall: time.Now().Add(-ago), Boot: "long ago"}
	facts := append([]runsheet.Fact{
		runsheet.PrivacySet{Days: days},
		runsheet.Asked{ID: "a", Text: unforgettable, Status: runsheet.Incoming, Device: "d", Name: "Élodie Martin"},
		runsheet.Asked{ID: "b", Text: "La question d'une autre", Status: runsheet.Incoming, Device: "e", Name: "Sam Reed"},
	}, more...)
	for i, f := range facts {
		if err := j.Append([]runsheet.Entry{{Seq: runsheet.Seq(i + 1), At: then, By: runsheet.Actor{Role: runsheet.Operator}, Fact: f}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(path, then.Wall, then.Wall); err != nil {
		t.Fatal(err)
	}
	return path
}

const day = 24 * time.Hour

func TestPurgeCommand(t *testing.T) {
	dir := home(t)
	shows := filepath.Join(dir, "shows")
	if err := os.Mkdir(shows, 0o700); err != nil {
		t.Fatal(err)
	}
	due := promised(t, filepath.Join(shows, "due.regie"), 40*day, 30)
	early := promised(t, filepath.Join(shows, "early.regie"), 20*day, 30)
	silent := promised(t, filepath.Join(shows, "silent.regie"), 400*day, 0)
	bad := put(t, filepath.Join(shows, "bad.regie"), []byte("nonsense"))
	used, err := os.Stat(due)
	if err != nil {
		t.Fatal(err)
	}
	status, out, errOut := regie(t, "purge", shows)
	if status != exitRefused || !strings.Contains(errOut, "bad.regie") {
		t.Errorf("%d %s", status, errOut)
	}
	for _, line := range []string{due + ": questions erased, 2.", early + ": nothing to erase.", silent + ": nothing to erase."} {
		if !strings.Contains(out, line) {
			t.Errorf("no %q in\n%s", line, out)
		}
	}
	if bytesHold(t, due, unforgettable) || !bytesHold(t, early, unforgettable) || !bytesHold(t, silent, unforgettable) {
		t.Error("the wrong text is gone, or is there")
	}
	if info, err := os.Stat(due); err != nil || !info.ModTime().Equal(used.ModTime()) {
		t.Error("a purge counts as a use of the show")
	}
	if b, _ := os.ReadFile(bad); string(b) != "nonsense" {
		t.Error("a file that is no show was touched")
	}
	if status, out, errOut := regie(t, "purge", due); status != exitDone || !strings.Contains(out, "nothing to erase") {
		t.Errorf("again: %d %s %s", status, out, errOut)
	}
}

// Starting Régie for one show keeps the promises of the others.
func TestOtherShowsArePurgedAtTheStart(t *testing.T) {
	dir := home(t)
	p := ownProgram(t)
	if err := os.MkdirAll(p.settings.Shows, 0o700); err != nil {
		t.Fatal(err)
	}
	due := promised(t, filepath.Join(p.settings.Shows, "due.regie"), 40*day, 30)
	begun(t, p, eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	for deadline := time.Now().Add(30 * time.Second); bytesHold(t, due, unforgettable); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("30 days are over, and the text is there")
		}
	}
}

func TestEraseCommand(t *testing.T) {
	dir := home(t)
	path := promised(t, filepath.Join(dir, "soir.regie"), day, 0)
	if status, out, errOut := regie(t, "erase", path, "--named", "elodie MARTIN"); status != exitDone || !strings.Contains(out, "questions erased, 1.") {
		t.Errorf("%d %s %s", status, out, errOut)
	}
	if bytesHold(t, path, unforgettable) || bytesHold(t, path, "Élodie") || !bytesHold(t, path, "La question d'une autre") {
		t.Error("the wrong text is gone, or is there")
	}
	if status, _, errOut := regie(t, "erase", path, "b"); status != exitDone || bytesHold(t, path, "La question d'une autre") {
		t.Errorf("by its id: %d %s", status, errOut)
	}
	for _, args := range [][]string{{"erase", path}, {"erase", path, "nobody"}, {"erase", filepath.Join(dir, "none.regie"), "a"}} {
		if status, _, _ := regie(t, args...); status == exitDone {
			t.Errorf("%v is done", args)
		}
	}
	live := promised(t, filepath.Join(dir, "live.regie"), day, 0,
		runsheet.Loaded{Show: runsheet.Show{Title: "x", Slots: []runsheet.Slot{{ID: "s", Title: "S", Kind: runsheet.Live}}}}, runsheet.Went{To: "s"})
	if status, _, errOut := regie(t, "erase", live, "a"); status != exitRefused || !strings.Contains(errOut, "on air") {
		t.Errorf("a show on air: %d %s", status, errOut)
	}
}

func TestQuestionsCommand(t *testing.T) {
	dir := home(t)
	show := showFile(t, filepath.Join(dir, "soir.regie"))
	list := put(t, filepath.Join(dir, "questions.csv"), []byte("Question;Pour;Séquence\nQui écrit la recette ?;Agnès;a\nEt demain ?;;Clôture\n"))
	status, out, errOut := regie(t, "questions", show, list, "--lang", "fr")
	if status != exitDone || !strings.Contains(out, "2 sur 2") || !strings.Contains(errOut, "Clôture") {
		t.Errorf("%d %s %s", status, out, errOut)
	}
	if _, out, _ := regie(t, "questions", show, list); !strings.Contains(out, "0 of 2") {
		t.Errorf("read again: %s", out)
	}
	s, err := stateOf(t.Context(), show)
	if err != nil || s.Questions.Len() != 2 {
		t.Fatalf("%d questions, %v", s.Questions.Len(), err)
	}
	if q := s.Questions.At(0); q.Slot != "a" || q.Speaker != "Agnès" || !q.Prepared || q.Status != runsheet.Approved {
		t.Errorf("%+v", q)
	}
	if status, _, errOut := regie(t, "questions", show, put(t, filepath.Join(dir, "empty.csv"), []byte("Question\n"))); status != exitRefused || !strings.Contains(errOut, "empty.csv holds no question") {
		t.Errorf("an empty file: %d %s", status, errOut)
	}
}
