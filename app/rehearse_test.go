package app

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"regie/assets"
	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// A rehearsal has an OBS of its own: the real one hears nothing of it, and is there again for the live.
func TestRehearsalLeavesOBSAlone(t *testing.T) {
	dir := home(t)
	real, err := obstest.Start(obstest.Config{Scenes: []string{"Attente", "Plateau", "Débat"}})
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	takes := func() int {
		n := 0
		for _, r := range real.Requests() {
			if strings.HasPrefix(r.Type, "SetCurrent") || strings.Contains(r.Type, "Transition") && !strings.HasPrefix(r.Type, "Get") {
				n++
			}
		}
		return n
	}
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("N°;Heure;Durée;Titre;Scène\n1;17h30;5';Accueil;Plateau\n2;17h35;10';Débat;Débat\n"))
	show := filepath.Join(dir, "soir.regie")
	s := serve(t, sheet, "--listen", "127.0.0.1:0", "--obs", real.URL(), "--show-file", show)
	do := func(command, body string) {
		t.Helper()
		if status, answer := s.call(runsheet.Operator, "POST", "/api/do/"+command, body); status != 200 {
			t.Fatalf("%s: %d %s", command, status, answer)
		}
	}
	s.until("the real OBS", `"link":"ready"`)
	do("begin-run", `{"kind":"rehearsal","name":"Filage","as_if":"2026-02-04T17:29:00+01:00","speed":60,"seen":0}`)
	do("go", `{"from":"","to":"accueil"}`) // at once, before the simulated one is there
	s.until("the simulated OBS has the scene", `"scene":"Plateau","wanted":"Plateau"`)
	s.until("its clock", `"now":"2026-02-04T17:`)
	time.Sleep(doublePressed)
	do("go", `{"from":"accueil","to":"debat"}`)
	s.until("and the next", `"scene":"Débat","wanted":"Débat"`)
	if n := takes(); n != 0 {
		t.Fatalf("the real OBS was asked %d times for a scene in a rehearsal", n)
	}

	s.end() // killed or not, a rehearsal goes on as one
	s = serve(t, show, "--listen", "127.0.0.1:0", "--obs", real.URL())
	s.until("the rehearsal", `"mode":"rehearsal"`)
	s.until("its OBS", `"link":"ready"`)
	do("end-run", `{"run":1}`)
	s.until("the preparation", `"mode":"preparation"`)
	s.until("the real OBS with the scene that it had", `"link":"ready","detail":"","scene":"Attente"`)
	if n := takes(); n != 0 {
		t.Fatalf("the real OBS was asked %d times for a scene by the end of a rehearsal", n)
	}
	do("begin-run", `{"kind":"live","seen":1}`)
	do("go", `{"from":"","to":"accueil"}`)
	s.until("the real OBS takes", `"scene":"Plateau","wanted":"Plateau"`)
	if takes() == 0 {
		t.Error("the real OBS was not asked for the live's scene")
	}
}

// doublePressed is longer than what counts as one press.
const doublePressed = 400 * time.Millisecond

// Time that falls due tells somebody who looks elsewhere, once.
func TestNoticesOfTime(t *testing.T) {
	at := runsheet.Moment{Wall: time.Date(2026, 2, 4, 19, 0, 0, 0, time.UTC), Steady: time.Hour, Boot: "b"}
	s := runsheet.New()
	enter := func(f runsheet.Fact) (before runsheet.State) {
		before = s
		s = runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: at, Fact: f})
		return before
	}
	enter(runsheet.Loaded{Show: runsheet.Show{Zone: "Europe/Paris", Slots: []runsheet.Slot{{ID: "a", Title: "Débat", Start: at.Wall.Add(5 * time.Minute), Length: time.Hour}}}})
	enter(runsheet.TimerSet{Timer: 2, Title: "Café", Direction: runsheet.CountDown, Length: time.Minute})
	enter(runsheet.ReminderSet{Reminder: runsheet.Reminder{ID: "r", Slot: "a", Before: 5 * time.Minute, Text: "Micro 2"}})
	for _, tc := range []struct {
		fact runsheet.Fact
		want string
	}{
		{runsheet.TimerStarted{Timer: 2}, ""},
		{runsheet.TimerRang{Timer: 2}, "timer «\u00a0Café\u00a0»\u00a0: c'est fini."},
		{runsheet.Reminded{ID: "r", Slot: "a", Start: at.Wall.Add(5 * time.Minute)}, "reminder Débat à 20:05. Micro 2"},
		{runsheet.Flashed{}, ""},
		{runsheet.RunBegan{Kind: runsheet.RehearsalRun, Speed: 1}, ""},
		{runsheet.RunEnded{}, ""},
	} {
		before := enter(tc.fact)
		got := ""
		for _, n := range notices(before, s, assets.In(assets.French)) {
			got += n.kind + " " + n.note.Body
		}
		if got != tc.want {
			t.Errorf("%T: %q, want %q", tc.fact, got, tc.want)
		}
	}
}

// stood waits until a simulated OBS stands in for the real one, and the driver has left that.
func (g *gallery) stood() {
	g.t.Helper()
	g.until("the simulated OBS", func(s runsheet.State) bool {
		stands, _ := g.standIn.stands()
		m := g.studio.main.Mirror()
		return stands && s.OBS.Link == runsheet.LinkReady && m.Link == obs.LinkReady && m.Address != g.url
	})
}

// A move of the stream is rehearsed on the simulated OBS, with its waits: the real one is asked for nothing.
func TestRehearsedMove(t *testing.T) {
	keyring.MockInit()
	dir := home(t)
	g := &gallery{t: t, sim: startOBS(t, obstest.Config{}), show: filepath.Join(dir, "soir.regie")}
	g.url = g.sim.URL()
	g.open(put(t, filepath.Join(dir, "sheet.csv"), []byte(gallerySheet)))
	g.twoPlaces("rtmp://one.example/live", "rtmp://two.example/live")
	g.do(runsheet.BeginRun{Kind: runsheet.RehearsalRun})
	g.stood()
	stands := g.standIn.server
	for _, to := range []runsheet.DestinationID{"one", "two"} {
		g.do(runsheet.MoveStream{From: g.desk.State().Stream.Current, To: to, Approved: "la directrice"})
		s := g.until("the stream is at "+string(to), func(s runsheet.State) bool { return !s.Stream.Moving() })
		if s.Stream.Current != to || s.Stream.Move.Failed != "" {
			t.Fatalf("moved to %q: %s", s.Stream.Current, s.Stream.Move.Failed)
		}
	}
	if server, on := stands.Streaming(); !on || server != "rtmp://two.example/live" {
		t.Errorf("the simulated OBS streams %v to %s", on, server)
	}
	var phases []runsheet.MovePhase
	for _, f := range factsOf[runsheet.MovePassed](g) {
		if f.To == "two" {
			phases = append(phases, f.Phase)
			if f.Phase == runsheet.MoveDone && f.After < 100 {
				t.Errorf("a move that takes %d ms is no rehearsal", f.After)
			}
		}
	}
	if want := []runsheet.MovePhase{runsheet.MoveStop, runsheet.MoveSet, runsheet.MoveStart, runsheet.MoveDone}; !slices.Equal(phases, want) {
		t.Errorf("the log has the steps %v, want %v", phases, want)
	}
	if n := len(g.sim.Requests("StartStream", "StopStream", "SetStreamServiceSettings")); n != 0 {
		t.Errorf("the real OBS was asked %d times", n)
	}
}
