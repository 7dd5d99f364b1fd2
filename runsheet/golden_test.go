package runsheet

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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

// A journal that was written once is read for ever: these hold every kind in every version, and the state that each
// gave on the day it was written. A new kind or version adds lines at the end of one, or another journal; no line is
// ever changed.
func TestGoldenJournals(t *testing.T) {
	journals, err := filepath.Glob("testdata/journal-v*.jsonl")
	if err != nil || len(journals) == 0 {
		t.Fatalf("no golden journals: %v", err)
	}
	missing := map[kindVersion]bool{}
	for k := range readers {
		missing[k] = true
	}
	for _, path := range journals {
		t.Run(filepath.Base(path), func(t *testing.T) { readGolden(t, path, missing) })
	}
	for k := range missing {
		t.Errorf("no line of %s version %d in any golden journal: add one", k.kind, k.version)
	}
}

// readGolden replays one journal, strikes what it holds from missing, and compares the state that it gives.
func readGolden(t *testing.T, journal string, missing map[kindVersion]bool) {
	file, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	s := New()
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
	got := summary(s)
	path := strings.TrimSuffix(journal, ".jsonl") + ".state.txt"
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
	fmt.Fprintf(&b, "seq %d, %s, on air %q, standby %q, wants {Scene:%s Turn:%d}, drifted %v\n", s.Seq, s.Mode, s.OnAirSlot(), s.Standby, s.Look().Scene, s.Look().Turn, s.Drifted())
	fmt.Fprintf(&b, "elapsed %v, left %v, length %v, held %v %v, late %v, ends %v\n", c.Elapsed, c.Left, c.Length, c.Held, c.HeldFor, c.Late, c.ExpectedEnd.UTC())
	fmt.Fprintf(&b, "message %q, waiting %q, moderation %s, words %q, burst %v\n", s.Message, s.Waiting, s.Moderation, s.Words, s.Burst)
	fmt.Fprintf(&b, "OBS %s %q, scene %q asked %v, refused %q\n", s.OBS.Link, s.OBS.Detail, s.OBS.Scene, s.OBS.Asked, s.OBS.Refused.Why)
	for _, p := range s.Passes {
		fmt.Fprintf(&b, "pass %s: %v to %v, added %v, held %v, warned %v, over %v, back %v, estimated %v\n", p.Slot, p.Started.Wall.UTC(), p.Ended.Wall.UTC(), p.Added, p.HeldFor, p.Warned, p.RanOver, p.TakenBack, p.Estimated)
	}
	for i, r := range s.Rows(now, nil) {
		fmt.Fprintf(&b, "slot %s %q: %s, %v to %v\n", s.Show.Slots[i].ID, s.Show.Slots[i].Title, r.Stage, r.Start.UTC(), r.End.UTC())
	}
	for q := range s.Questions.All() {
		fmt.Fprintf(&b, "question %s %q: %s %s, before %q, like %q, %d copies\n", q.ID, q.Text, q.Status, q.Why, q.Before, q.Like, q.Copies)
		if q.Source != (Source{}) {
			fmt.Fprintf(&b, "  from %+v\n", q.Source)
		}
		if more := handling(q); more != "" {
			fmt.Fprintf(&b, "  %s\n", more)
		}
	}
	if len(s.Stream.Destinations) > 0 {
		fmt.Fprintf(&b, "stream %s %v, recording %s %q, expected %+v, to %q, before %q, public %q\n", s.OBS.Stream, s.Streamed, s.OBS.Record, s.OBS.RecordPath, s.Expected, s.Stream.Current, s.Stream.Before, s.Public())
		if m := s.Stream.Move; m != nil {
			fmt.Fprintf(&b, "move to %s, approved by %q, ended %v %q, %v\n", m.To, m.Approved, m.Ended, m.Failed, m.Steps)
		}
	}
	for _, i := range s.Incidents {
		fmt.Fprintf(&b, "incident %s %s %q %s", i.ID, i.Symptom, i.Text, i.Alarm)
		for _, step := range IncidentSteps {
			fmt.Fprintf(&b, ", %s %v", step, i.At(step).Wall.UTC())
		}
		fmt.Fprintf(&b, ", %q %q %q %q %q\n", i.Decision, i.To, i.Announcement, i.Link, i.Outcome)
	}
	for _, a := range s.Alarms {
		fmt.Fprintf(&b, "alarm %s since %v\n", a.Kind, a.Since.Wall.UTC())
	}
	for _, c := range s.CueTroubles {
		fmt.Fprintf(&b, "cue of %s failed: %s: %s\n", c.Slot, c.Cue, c.Why)
	}
	if s.Spare.Link != "" {
		fmt.Fprintf(&b, "spare OBS %s %q\n", s.Spare.Link, s.Spare.Detail)
	}
	if !s.Preflight.Checked.IsZero() || len(s.Preflight.Words) > 0 {
		for _, f := range s.Ready() {
			fmt.Fprintf(&b, "ready %s %s %v, slots %v\n", f.Weight, f.Code, f.Args, f.Slots)
		}
	}
	for _, r := range s.Shows() {
		fmt.Fprintf(&b, "show %q, chosen %v, %d slots, %v in all\n", r.ID(), r.ID() == s.Event.Chosen, len(r.Show.Slots), lengthOf(r.Show))
	}
	b.WriteString(timeSummary(s, now))
	b.WriteString(room(s, now))
	return b.String()
}

func lengthOf(show Show) (sum time.Duration) {
	for _, slot := range show.Slots {
		sum += slot.Length
	}
	return sum
}

// handling is what was done to a question beside its status, "" for nothing.
func handling(q Question) string {
	var parts []string
	add := func(has bool, format string, args ...any) {
		if has {
			parts = append(parts, fmt.Sprintf(format, args...))
		}
	}
	add(q.Original != "", "original %q", q.Original)
	add(q.Kind != "", "%s", q.Kind)
	add(q.Name != "", "by %q", q.Name)
	add(q.Speaker != "", "for %q", q.Speaker)
	add(q.Prepared, "prepared")
	add(q.Votes != 0, "%d votes", q.Votes)
	add(q.ViewersKnow() != q.Status, "viewers know it %s", q.ViewersKnow())
	add(q.Fresh, "fresh")
	add(q.Disguised, "disguised")
	return strings.Join(parts, ", ")
}

// room is what is true around the questions, "" while nothing of it was ever set.
func room(s State, now Moment) string {
	var b strings.Builder
	if s.Restriction != (Restriction{}) || s.Audience != (AudienceSettings{}) || s.Masked != nil || s.Blocked != nil {
		fmt.Fprintf(&b, "restricted %+v, audience %+v, masked %q, blocked %q\n", s.Restriction, s.Audience, s.Masked, s.Blocked)
	}
	if s.Display != (Display{}) {
		fmt.Fprintf(&b, "question on air %q in %q, refused %q, on stage %v\n", s.DisplayText(), s.Display.TextSource, s.Display.Refused.Why, s.Display.Stage)
	}
	for _, c := range s.Claims {
		fmt.Fprintf(&b, "claim of %q on %q\n", c.By.Name, c.IDs)
	}
	for _, p := range s.Problems(now) {
		fmt.Fprintf(&b, "problem %s %v %v\n", p.Symptom, p.Minutes, p.Networks)
	}
	return b.String()
}

// timeSummary is what a state means of runs, timers and those in front; nothing where nobody used them.
func timeSummary(s State, now Moment) string {
	var b strings.Builder
	if s.Run.Kind == RehearsalRun || s.Run.Name != "" {
		fmt.Fprintf(&b, "run %d %s %q, at %d, real OBS %v, of %d; now %v\n", s.Run.N, s.Run.Kind, s.Run.Name, s.Run.Rate(), s.Run.OBS, s.RunsSoFar(), now.Wall.UTC())
	}
	for i, t := range s.Timers {
		if !t.Idle() {
			fmt.Fprintf(&b, "timer %d %q %s of %v: %v, running %v, rang %v, on stage %v\n", i+1, t.Title, t.Direction, t.Length, t.Shown(now), t.Running(), t.Rang, t.Stage)
		}
	}
	for _, r := range s.Reminders {
		fmt.Fprintf(&b, "reminder %s, %v before %q: %q\n", r.ID, r.Before, r.Slot, r.Text)
	}
	for _, r := range s.Reminded {
		fmt.Fprintf(&b, "reminded of %s before %s at %v\n", r.Reminder, r.Slot, r.At.Wall.UTC())
	}
	if s.Delay > 0 || s.Blackout || !s.FlashAt.IsZero() {
		fmt.Fprintf(&b, "delay %v, viewers see %q, dark %v, flashed %v\n", s.Delay, s.ViewersSee(), s.Blackout, s.FlashAt.Wall.UTC())
	}
	return b.String()
}
