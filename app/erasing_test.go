package app

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"regie/app/desk"
	"regie/app/journal"
	"regie/runsheet"
)

// bytesHold says whether a show file or what lies beside it holds a text, anywhere.
func bytesHold(t *testing.T, path, text string) bool {
	t.Helper()
	for _, name := range []string{path, path + "-wal", path + "-journal"} {
		b, err := os.ReadFile(name)
		if err == nil && bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}

// desked is an evening of a journal and a desk, with what carries out erasings.
func desked(t *testing.T, path string) (*evening, func()) {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := j.Replay(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := &evening{p: &program{log: slog.New(slog.DiscardHandler)}, journal: j, failed: make(chan error, 1)}
	e.desk = desk.New(s, desk.Config{Journal: j, Now: desk.SystemClock()})
	ctx, cancel := context.WithCancel(context.Background())
	e.goes(func() error { return e.desk.Run(ctx) })
	return e, func() {
		cancel()
		e.wait()
		j.Close()
	}
}

const unforgettable = "Tournesol-Bergamote"

func TestErasedTextIsInNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "show.regie")
	e, stop := desked(t, path)
	do := func(by runsheet.Actor, c runsheet.Command) {
		t.Helper()
		if err := e.desk.Do(t.Context(), by, c); err != nil {
			t.Fatal(err)
		}
	}
	phone := runsheet.Actor{Role: runsheet.Audience, Device: "phone-of-lucie"}
	do(phone, runsheet.Ask{ID: "a", Text: "Ma question sur " + unforgettable})
	for i := range 40 { // so that it is on no page that is written last
		do(runsheet.Actor{Role: runsheet.Operator}, runsheet.Ask{ID: runsheet.QuestionID("x" + strings.Repeat("x", i)), Text: "Une autre question " + strings.Repeat("très ", i) + "longue"})
	}
	if !bytesHold(t, path, unforgettable) || !bytesHold(t, path, "phone-of-lucie") {
		t.Fatal("the text is not in the file: this test could not fail")
	}
	do(runsheet.Actor{Role: runsheet.Operator}, runsheet.Erase{ID: "a", Person: true})
	stop() // killed before it was carried out in the file
	if !bytesHold(t, path, unforgettable) {
		t.Fatal("something else than erase has written the file: this test could not fail")
	}

	e, stop = desked(t, path)
	defer func() { stop() }()
	ctx, cancel := context.WithCancel(t.Context())
	e.goes(func() error { e.erase(ctx); return nil })
	deadline := time.Now().Add(10 * time.Second)
	for bytesHold(t, path, unforgettable) || bytesHold(t, path, "phone-of-lucie") {
		if time.Now().After(deadline) {
			t.Fatal("the text is in the file still")
		}
		time.Sleep(20 * time.Millisecond)
	}
	do(runsheet.Actor{Role: runsheet.Operator}, runsheet.Approve{ID: "x"}) // the desk goes on
	cancel()
	live := e.desk.State()
	stop()
	j, err := journal.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	s, err := j.Replay(t.Context(), nil)
	if err != nil || s.Questions.Len() != live.Questions.Len() || s.Seq != live.Seq {
		t.Fatalf("the redacted file: %v, %d questions, seq %d", err, s.Questions.Len(), s.Seq)
	}
	if q, _ := s.Questions.Get("a"); !q.Erased || q.Text != "" {
		t.Errorf("%+v", q)
	}
	stop = func() {}
}

func TestPromiseIsKeptWhenTheShowIsOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "show.regie")
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	then := runsheet.Moment{Wall: time.Now().Add(-40 * 24 * time.Hour), Boot: "long ago"}
	err = j.Append([]runsheet.Entry{
		{Seq: 1, At: then, By: runsheet.Actor{Role: runsheet.Operator}, Fact: runsheet.PrivacySet{Days: 30}},
		{Seq: 2, At: then, By: runsheet.Actor{Role: runsheet.Audience, Device: "d"}, Fact: runsheet.Asked{ID: "a", Text: unforgettable, Status: runsheet.Incoming, Device: "d"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	j.Close()
	e, stop := desked(t, path)
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	e.goes(func() error { e.erase(ctx); return nil })
	for deadline := time.Now().Add(10 * time.Second); bytesHold(t, path, unforgettable); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("30 days are over, and the text is there")
		}
	}
	cancel()
}
