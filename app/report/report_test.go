package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
)

var write = flag.Bool("write", false, "write the golden files anew")

func paris(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// story collects entries, each so long after the one before.
type story struct {
	now     runsheet.Moment
	entries []runsheet.Entry
}

func (s *story) then(after time.Duration, by runsheet.Role, facts ...runsheet.Fact) {
	s.now = s.now.Add(after)
	for _, f := range facts {
		s.entries = append(s.entries, runsheet.Entry{Seq: runsheet.Seq(len(s.entries) + 1), At: s.now, By: runsheet.Actor{Role: by}, Fact: f})
	}
}

// evening is the case study of a winter day: a hold, a step back, OBS lost for a while, an end three minutes late.
func evening(t testing.TB) []runsheet.Entry {
	at := func(h, m int) time.Time { return time.Date(2021, 2, 4, h, m, 0, 0, paris(t)) }
	show := runsheet.Show{Title: "Les algorithmes dans l'IA", Zone: "Europe/Paris", Slots: []runsheet.Slot{
		{ID: "s1", Number: "1", Title: "Accueil", Start: at(17, 30), Length: 5 * time.Minute, Scene: "Plateau"},
		{ID: "s2", Number: "2", Title: "=HYPERLINK(\"http://example.org\")", Length: 10 * time.Minute},
		{ID: "s3", Number: "3", Title: "Qu'est-ce qu'un algorithme ?", Length: 20 * time.Minute},
		{ID: "s4", Number: "4", Title: "Vidéo\nqui ne passe pas", Length: 5 * time.Minute},
		{ID: "s5", Number: "+5", Title: "Questions", Start: at(18, 15), Length: 15 * time.Minute},
	}}
	old := show
	old.Slots = append([]runsheet.Slot{{ID: "s0", Number: "0", Title: "Test micro", Length: time.Minute}}, show.Slots...)
	s := &story{now: runsheet.Moment{Wall: at(17, 20), Steady: time.Hour, Boot: "boot"}}
	const op, desk = runsheet.Operator, runsheet.DeskRole
	s.then(0, op, runsheet.Loaded{Show: old, Source: "conducteur.xlsx"}, runsheet.WaitingSet{Scene: "Attente"})
	s.then(0, desk, runsheet.LinkChanged{Link: runsheet.LinkConnecting}, runsheet.LinkChanged{Link: runsheet.LinkReady})
	s.then(time.Minute, op, runsheet.Went{To: "s0"})
	s.then(time.Minute, op, runsheet.Closed{From: "s0"}, runsheet.Loaded{Show: show, Source: "conducteur 2.xlsx"})
	s.then(10*time.Minute, op, runsheet.Went{To: "s1"}) // 17:32, two minutes late
	s.then(40*time.Millisecond, desk, runsheet.SceneSeen{Scene: "Plateau", Asked: true})
	s.then(4*time.Minute, desk, runsheet.Warned{Slot: "s1"})
	s.then(time.Minute, desk, runsheet.RanOver{Slot: "s1"})
	s.then(0, op, runsheet.Went{From: "s1", To: "s2"})
	s.then(time.Minute, runsheet.Audience, runsheet.Asked{ID: "q1", Text: "Pourquoi ?", Status: runsheet.Incoming, Slot: "s2", Device: "d1"})
	s.then(time.Minute, op, runsheet.Went{From: "s2", To: "s3"})
	s.then(20*time.Second, op, runsheet.WentBack{From: "s3", To: "s2"})
	s.then(8*time.Minute, op, runsheet.Extended{Slot: "s2", By: 2 * time.Minute})
	s.then(2*time.Minute, op, runsheet.Went{From: "s2", To: "s3"})
	s.then(5*time.Minute, desk, runsheet.LinkChanged{Link: runsheet.LinkLost, Detail: "no answer for 3 s"})
	s.then(time.Second, op, runsheet.Held{Slot: "s3"})
	s.then(90*time.Second, desk, runsheet.LinkChanged{Link: runsheet.LinkReady})
	s.then(time.Second, op, runsheet.Released{Slot: "s3"}, runsheet.Told{Text: "On reprend"})
	s.then(time.Minute, runsheet.Moderator, runsheet.Moved{ID: "q1", From: runsheet.Incoming, To: runsheet.Approved})
	s.then(17*time.Minute, op, runsheet.StoodBy{Slot: "s5"})
	s.then(time.Minute, op, runsheet.Went{From: "s3", To: "s5"})
	s.then(time.Minute, runsheet.Moderator, runsheet.Moved{ID: "q1", From: runsheet.Approved, To: runsheet.OnAirNow})
	s.then(2*time.Minute, runsheet.Moderator, runsheet.Moved{ID: "q1", From: runsheet.OnAirNow, To: runsheet.Answered})
	s.then(10*time.Minute, op, runsheet.Extended{Slot: "s5", By: -time.Minute})
	s.then(5*time.Minute, op, runsheet.Closed{From: "s5"})
	return s.entries
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *write {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	entries := evening(t)
	r := Make(entries)
	var table, object, log, lines bytes.Buffer
	if err := errors.Join(r.WriteCSV(&table), r.WriteJSON(&object), Log(&log, entries, paris(t)), LogJSON(&lines, entries)); err != nil {
		t.Fatal(err)
	}
	golden(t, "evening.csv", table.Bytes())
	golden(t, "evening.json", object.Bytes())
	golden(t, "evening.log", log.Bytes())
	golden(t, "evening.jsonl", lines.Bytes())
}

func TestMake(t *testing.T) {
	r := Make(evening(t))
	slots := map[runsheet.SlotID]Slot{}
	for _, s := range r.Slots {
		slots[s.ID] = s
	}
	s2 := slots["s2"]
	if s2.Passes != 1 || s2.Length != 12*time.Minute+20*time.Second || s2.Added != 2*time.Minute || s2.Overrun != 20*time.Second {
		t.Errorf("a slot gone back to: %+v", s2)
	}
	if s3 := slots["s3"]; s3.Passes != 1 || s3.TakenBack != 1 || s3.Held != 91*time.Second || s3.Length != 24*time.Minute+time.Second || s3.Overrun != 4*time.Minute+time.Second {
		t.Errorf("a slot held: %+v", s3)
	}
	if s4 := slots["s4"]; s4.Passes != 0 || !s4.Start.IsZero() || s4.PlannedStart.IsZero() || s4.Overrun != 0 {
		t.Errorf("a slot skipped: %+v", s4)
	}
	if s0 := slots["s0"]; s0.Title != "Test micro" || s0.Passes != 1 || s0.Length != time.Minute {
		t.Errorf("a slot of an earlier sheet: %+v", s0)
	}
	if len(r.Links) != 1 || r.Links[0].Back.Sub(r.Links[0].Lost) != 91*time.Second {
		t.Errorf("outages: %+v", r.Links)
	}
	if q := r.Questions[0]; q.Status != runsheet.Answered || q.Answered.Sub(q.OnAir) != 2*time.Minute || q.Slot != "s2" {
		t.Errorf("%+v", q)
	}
	if s5 := slots["s5"]; !r.Ended || r.Late != s5.End.Sub(s5.PlannedEnd) || r.Late <= 0 {
		t.Errorf("ended %v, late %v", r.Ended, r.Late)
	}
}

// A report can be made at any moment of the evening, of nothing at all too.
func TestMakeOfAnyPart(t *testing.T) {
	all := evening(t)
	for n := range len(all) + 1 {
		r := Make(all[:n])
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		var shape struct {
			Slots, Questions []map[string]any
		}
		if err := json.Unmarshal(b.Bytes(), &shape); err != nil || shape.Slots == nil || shape.Questions == nil {
			t.Fatalf("after %d entries: %v %s", n, err, b.String())
		}
		for _, s := range r.Slots {
			if s.Length < 0 || s.Overrun < 0 || s.Held < 0 || !s.End.IsZero() && s.End.Before(s.Start) {
				t.Errorf("after %d entries: %+v", n, s)
			}
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	var b bytes.Buffer
	show := runsheet.Show{}
	for i, s := range []string{"=1+1", "+33 1", "-x", "@sum", "\t=1", " =1", "\r\n@x", "=\"é\";", "ok, vraiment \"ok\""} {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprint(s, i)), Number: s, Title: s})
	}
	r := Make([]runsheet.Entry{{Seq: 1, Fact: runsheet.Loaded{Show: show}}})
	if err := r.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(show.Slots)+1 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if c := strings.TrimSpace(cell); c != "" && strings.ContainsAny(c[:1], "=+-@") {
				t.Errorf("%q is a formula", cell)
			}
		}
	}
	if rows[9][1] != show.Slots[8].Title {
		t.Errorf("harmless text became %q", rows[9][1])
	}
}

// Every kind has a sentence of its own: none is told by its bare name.
func TestLogTellsEveryKind(t *testing.T) {
	for _, name := range []string{"journal-v1", "journal-v1-questions"} {
		t.Run(name, func(t *testing.T) { logTellsAll(t, "../../runsheet/testdata/"+name+".jsonl") })
	}
}

func logTellsAll(t *testing.T, journal string) {
	t.Helper()
	file, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	var entries []runsheet.Entry
	for d := json.NewDecoder(bytes.NewReader(file)); d.More(); {
		var l struct {
			Seq     runsheet.Seq
			At      runsheet.Moment
			By      runsheet.Actor
			Kind    string
			Version int
			Body    json.RawMessage
		}
		if err := d.Decode(&l); err != nil {
			t.Fatal(err)
		}
		fact, err := runsheet.DecodeFact(l.Kind, l.Version, l.Body)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, runsheet.Entry{Seq: l.Seq, At: l.At, By: l.By, Fact: fact})
		if said := sentence(fact, shows{}, nil); said == l.Kind || said == "" {
			t.Errorf("%s has no sentence", l.Kind)
		}
	}
	var log, lines bytes.Buffer
	if err := errors.Join(Log(&log, entries, time.UTC), LogJSON(&lines, entries)); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(log.String(), "\n"); n != len(entries)+1 {
		t.Errorf("%d lines for %d entries and a date", n, len(entries))
	}
	if diff := cmp.Diff(string(file), lines.String()); diff != "" {
		t.Errorf("the log is not what was written (-file +log):\n%s", diff)
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWritersSayWhenTheyFail(t *testing.T) {
	entries := evening(t)
	r := Make(entries)
	for what, err := range map[string]error{"csv": r.WriteCSV(broken{}), "json": r.WriteJSON(broken{}), "log": Log(broken{}, entries, time.UTC), "log json": LogJSON(broken{}, entries)} {
		if err == nil || !strings.HasPrefix(err.Error(), "write ") || !strings.HasSuffix(err.Error(), "disk full") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
