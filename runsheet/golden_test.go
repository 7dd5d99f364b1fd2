package runsheet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var write = flag.Bool("write", false, "write the expected state anew, when a rule was changed on purpose")

// line is one entry as golden journals hold it.
type line struct {
	Seq     Seq             `json:"seq"`
	At      Moment          `json:"at"`
	By      Actor           `json:"by"`
	Kind    string          `json:"kind"`
	Version int             `json:"version"`
	Body    json.RawMessage `json:"body"`
}

const goldenJournal = "testdata/journal-v1.jsonl"

// A journal that was written once is read for ever: this one holds every kind in every version, and the state that it
// gave on the day it was written. A new kind or version adds lines at its end; no line is ever changed.
func TestGoldenJournal(t *testing.T) {
	file, err := os.ReadFile(goldenJournal)
	if err != nil {
		t.Fatal(err)
	}
	s := New()
	missing := map[kindVersion]bool{}
	for k := range readers {
		missing[k] = true
	}
	lines := bufio.NewScanner(bytes.NewReader(file))
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatalf("line %d: %v", s.Seq+1, err)
		}
		fact, err := DecodeFact(l.Kind, l.Version, l.Body)
		if err != nil {
			t.Fatalf("line %d: %v", s.Seq+1, err)
		}
		delete(missing, kindVersion{l.Kind, l.Version})
		// An older program of the same version must be able to read what this one writes.
		if kind, version, body, err := EncodeFact(fact); err != nil || version == l.Version && (kind != l.Kind || !bytes.Equal(body, l.Body)) {
			t.Errorf("line %d is written differently now: %s %s %v", l.Seq, kind, body, err)
		}
		s = Apply(s, Entry{Seq: l.Seq, At: l.At, By: l.By, Fact: fact})
	}
	for k := range missing {
		t.Errorf("no line of %s version %d: add one to %s", k.kind, k.version, goldenJournal)
	}
	got := summary(s)
	const path = "testdata/journal-v1.state.txt"
	if *write {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the old journal gives another state (-then +now):\n%s", diff)
	}
}

// summary writes what a state means, not how it is kept.
func summary(s State) string {
	var b strings.Builder
	now := s.Last.At.Add(30 * time.Second)
	c := s.Clock(now)
	fmt.Fprintf(&b, "seq %d, %s, on air %q, standby %q, wants %+v, drifted %v\n", s.Seq, s.Mode, s.OnAirSlot(), s.Standby, s.Look(), s.Drifted())
	fmt.Fprintf(&b, "elapsed %v, left %v, length %v, held %v %v, late %v, ends %v\n", c.Elapsed, c.Left, c.Length, c.Held, c.HeldFor, c.Late, c.ExpectedEnd.UTC())
	fmt.Fprintf(&b, "message %q, waiting %q, moderation %s, words %q, burst %v\n", s.Message, s.Waiting, s.Moderation, s.Words, s.Burst)
	fmt.Fprintf(&b, "OBS %s %q, scene %q asked %v, refused %q\n", s.OBS.Link, s.OBS.Detail, s.OBS.Scene, s.OBS.Asked, s.OBS.Refused)
	for _, p := range s.Passes {
		fmt.Fprintf(&b, "pass %s: %v to %v, added %v, held %v, warned %v, over %v, back %v, estimated %v\n", p.Slot, p.Started.Wall.UTC(), p.Ended.Wall.UTC(), p.Added, p.HeldFor, p.Warned, p.RanOver, p.TakenBack, p.Estimated)
	}
	for i, r := range s.Rows(now, nil) {
		fmt.Fprintf(&b, "slot %s %q: %s, %v to %v\n", s.Show.Slots[i].ID, s.Show.Slots[i].Title, r.Stage, r.Start.UTC(), r.End.UTC())
	}
	for q := range s.Questions.All() {
		fmt.Fprintf(&b, "question %s %q: %s %s, before %q, like %q, %d copies\n", q.ID, q.Text, q.Status, q.Why, q.Before, q.Like, q.Copies)
	}
	return b.String()
}
