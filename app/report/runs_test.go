package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

// rehearsed is a show with a rehearsal at ten and then its live, in which the first slot took a minute more.
func rehearsed() []runsheet.Entry {
	at := runsheet.Moment{Wall: time.Date(2026, 2, 4, 14, 0, 0, 0, time.UTC), Steady: time.Hour, Boot: "b"}
	var all []runsheet.Entry
	s := runsheet.New()
	enter := func(after time.Duration, f runsheet.Fact) {
		if len(all) > 0 {
			at = s.AsOf().Add(after)
		}
		e := runsheet.Entry{Seq: s.Seq + 1, At: at, Fact: f}
		s, all = runsheet.Apply(s, e), append(all, e)
	}
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	enter(0, runsheet.Loaded{Show: runsheet.Show{Title: "Soir", Slots: []runsheet.Slot{{ID: "a", Number: "1", Title: "Accueil", Length: minutes(10)}, {ID: "b", Number: "2", Title: "Débat", Length: minutes(20)}}}})
	enter(0, runsheet.LinkChanged{Link: runsheet.LinkReady})
	enter(0, runsheet.RunBegan{Kind: runsheet.RehearsalRun, Name: "Filage", Speed: 10, As: at.Wall.Add(6 * time.Hour)})
	enter(0, runsheet.Went{To: "a"})
	enter(minutes(8), runsheet.Went{From: "a", To: "b"})
	enter(minutes(1), runsheet.LinkChanged{Link: runsheet.LinkLost})
	enter(0, runsheet.Asked{ID: "q", Text: "Pour rire", Status: runsheet.Incoming})
	enter(minutes(24), runsheet.Closed{From: "b"})
	enter(0, runsheet.RunEnded{})
	enter(0, runsheet.LinkChanged{Link: runsheet.LinkReady})
	enter(minutes(60), runsheet.RunBegan{Kind: runsheet.LiveRun, Speed: 1})
	enter(0, runsheet.Went{To: "a"})
	enter(minutes(11), runsheet.Went{From: "a", To: "b"})
	enter(minutes(20), runsheet.Closed{From: "b"})
	return all
}

// The report is the live's; a rehearsal has its own, and takes nothing of it.
func TestReportOfARun(t *testing.T) {
	all := rehearsed()
	for _, tc := range []struct {
		name      string
		r         Report
		a, b      time.Duration
		questions int
		outages   int
	}{
		{"live", Make(all), 11 * time.Minute, 20 * time.Minute, 0, 0},
		{"rehearsal", MakeRun(all, 1), 8 * time.Minute, 25 * time.Minute, 1, 1},
		{"before the live", Make(all[:9]), 0, 0, 0, 0},
	} {
		if tc.r.Title != "Soir" || tc.r.Slots[0].Length != tc.a || tc.r.Slots[1].Length != tc.b || len(tc.r.Questions) != tc.questions || len(tc.r.Links) != tc.outages {
			t.Errorf("%s: %+v", tc.name, tc.r)
		}
	}
	if r := MakeRun(all, 7); r.Title != "" {
		t.Errorf("a run that there is not: %+v", r)
	}
}

func TestRunsAreListedAndCompared(t *testing.T) {
	var list, table strings.Builder
	if err := WriteRuns(&list, rehearsed()); err != nil {
		t.Fatal(err)
	}
	want := "RUN  KIND       NAME    BEGAN                AS IF             SPEED  OBS        SLOTS\n" +
		"1    rehearsal  Filage  2026-02-04 14:00:00  2026-02-04 20:00  ×10    simulated  2 of 2\n" +
		"2    live               2026-02-04 15:03:18                    ×1     real       2 of 2\n"
	if list.String() != want {
		t.Errorf("got\n%s", list.String())
	}
	if err := CompareRuns(&table, rehearsed(), []int{1, 2}); err != nil {
		t.Fatal(err)
	}
	want = "NUMBER  TITLE    PLANNED  1 rehearsal         2 live\n" +
		"1       Accueil  0:10:00  0:08:00 (-0:02:00)  0:11:00 (+0:01:00)\n" +
		"2       Débat    0:20:00  0:25:00 (+0:05:00)  0:20:00 (+0:00:00)\n"
	if table.String() != want {
		t.Errorf("got\n%s", table.String())
	}
	if err := CompareRuns(&table, rehearsed(), []int{1, 9}); err == nil {
		t.Error("a run that there is not was compared")
	}
}

// Each entry of the log says whose it is, and moments that were noted are in the report of their run alone.
func TestRunsAreMarked(t *testing.T) {
	var text bytes.Buffer
	entries := rehearsed()
	at := entries[len(entries)-1].At
	entries = append(entries, runsheet.Entry{Seq: entries[len(entries)-1].Seq + 1, At: at, Fact: runsheet.Marked{Text: "applaudissements"}})
	if err := Log(&text, entries, time.UTC); err != nil {
		t.Fatal(err)
	}
	s := runsheet.New()
	log := strings.Split(strings.TrimSpace(text.String()), "\n")
	log = slices.DeleteFunc(log, func(line string) bool { return !strings.Contains(line[:5], ":") }) // the days
	for i, e := range entries {
		before := s.Run
		s = runsheet.Apply(s, e)
		if marked, want := strings.Contains(log[i], "[run "), before.Rehearsing() || s.Run.Rehearsing(); marked != want {
			t.Errorf("of a rehearsal: %v, the log says %q", want, log[i])
		}
	}
	live := Make(entries)
	if len(live.Markers) != 1 || live.Markers[0].Text != "applaudissements" || len(MakeRun(entries, 1).Markers) != 0 {
		t.Errorf("markers %+v", live.Markers)
	}
}
