package app

import (
	"bytes"
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// gallery is an evening in this process, with the simulated OBS that it drives.
type gallery struct {
	*evening
	t    *testing.T
	sim  *obstest.Server
	url  string // of the OBS
	show string
	// password is the file with OBS's, "" for one that asks for none.
	password string
	servers  map[runsheet.DestinationID]string // of twoPlaces
	end      func()
}

const gallerySheet = "N°;Heure;Durée;Titre;Scène;Tops\n" +
	"1;17h30;5';Accueil;Plateau;\"text Bandeau, text=Bonsoir\nwait 300ms\ntext Nulle, text=perdu\nmedia.restart Clip\nrecord.start\nafter Clip: mute Micro\nend: unmute Micro\"\n" +
	"2;17h35;10';Débat;Débat;\n"

func startOBS(t *testing.T, c obstest.Config) *obstest.Server {
	t.Helper()
	c.Scenes = []string{"Attente", "Plateau", "Débat"}
	c.Inputs = []obstest.Input{
		{Name: "Clip", Kind: obstest.KindMedia, Lasts: 2 * time.Second, Scenes: []string{"Plateau"}},
		{Name: "Bandeau", Kind: obstest.KindText, Scenes: []string{"Plateau"}},
		{Name: "Micro", Kind: obstest.KindAudio, Scenes: []string{"Plateau"}},
	}
	sim, err := obstest.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(sim.Close)
	return sim
}

// openGallery opens an evening on a simulated OBS; more are flags.
func openGallery(t *testing.T, more ...string) *gallery {
	t.Helper()
	keyring.MockInit()
	dir := home(t)
	g := &gallery{t: t, sim: startOBS(t, obstest.Config{}), show: filepath.Join(dir, "soir.regie")}
	g.url = g.sim.URL()
	g.open(put(t, filepath.Join(dir, "sheet.csv"), []byte(gallerySheet)), more...)
	g.do(runsheet.BeginRun{Kind: runsheet.LiveRun})
	return g
}

func (g *gallery) open(file string, more ...string) {
	g.t.Helper()
	p := &program{out: io.Discard, err: io.Discard}
	cmd, _, err := p.root().Find([]string{"serve"})
	if err != nil {
		g.t.Fatal(err)
	}
	if err := cmd.ParseFlags(append([]string{"--listen", "127.0.0.1:0", "--obs", g.url}, more...)); err != nil {
		g.t.Fatal(err)
	}
	if err := p.begin(cmd); err != nil {
		g.t.Fatal(err)
	}
	if g.evening, err = p.openEvening(eveningOptions{file: file, showFile: g.show, passwordFile: g.password, strict: true}); err != nil {
		g.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := false
	g.end = func() {
		if ended {
			return
		}
		ended = true
		stop()
		if err := g.wait(); err != nil {
			g.t.Errorf("the evening ended with %v", err)
		}
		g.close()
	}
	g.t.Cleanup(g.end)
	if err := g.start(ctx); err != nil {
		g.t.Fatal(err)
	}
	g.until("OBS is there", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkReady })
}

func (g *gallery) do(c runsheet.Command) {
	g.t.Helper()
	if err := g.desk.Do(g.t.Context(), runsheet.Actor{Role: runsheet.Operator, Name: "Régie"}, c); err != nil {
		g.t.Fatalf("%s: %v", runsheet.CommandName(c), err)
	}
}

func (g *gallery) until(what string, is func(runsheet.State) bool) runsheet.State {
	g.t.Helper()
	var s runsheet.State
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if s = g.desk.State(); is(s) {
			return s
		}
	}
	g.t.Fatalf("waited in vain: %s\nOBS %+v\nstream %+v\nalarms %v\nincidents %+v", what, s.OBS, s.Stream, s.Alarms, s.Incidents)
	return s
}

// log is all that is written so far.
func (g *gallery) log() []runsheet.Entry {
	g.t.Helper()
	entries, err := g.journal.After(context.WithoutCancel(g.t.Context()), 0, 10_000)
	if err != nil {
		g.t.Fatal(err)
	}
	return entries
}

// factsOf gives those of one sort in the log, in order.
func factsOf[F runsheet.Fact](g *gallery) (all []F) {
	g.t.Helper()
	for _, e := range g.log() {
		if f, is := e.Fact.(F); is {
			all = append(all, f)
		}
	}
	return all
}

// outcomes waits for so many cues to have ended, and says how each did.
func (g *gallery) outcomes(n int) []string {
	g.t.Helper()
	var said []string
	g.until("the cues have ended", func(runsheet.State) bool {
		said = nil
		for _, f := range factsOf[runsheet.CueRan](g) {
			said = append(said, string(f.Cue.Do)+" "+f.Cue.Target+" "+string(f.Outcome))
		}
		return len(said) >= n
	})
	return said
}

// takes counts what would be a cut or a transition on air.
func takes(of *obstest.Server) int {
	return len(of.Requests("SetCurrentProgramScene", "TriggerStudioModeTransition"))
}

// holds are the names that menus of cues offer.
func holds(s runsheet.State, kind runsheet.TargetKind, name string) bool {
	h := s.Signals.Health
	return h != nil && h.Names != nil && slices.Contains(h.Names.Targets[kind], name)
}

func TestCuesOfASlot(t *testing.T) {
	g := openGallery(t)
	g.until("the names of what OBS holds", func(s runsheet.State) bool {
		return holds(s, runsheet.TargetText, "Bandeau") && holds(s, runsheet.TargetMedia, "Clip") && holds(s, runsheet.TargetSound, "Micro") &&
			holds(s, runsheet.TargetTransition, "Cut") && !holds(s, runsheet.TargetSound, "Bandeau") && !holds(s, runsheet.TargetMedia, "Micro")
	})
	g.do(runsheet.Go{To: "accueil"})
	said := g.outcomes(5)
	slices.Sort(said[3:]) // the recording's start and the end of the media are two matters
	want := []string{"text Bandeau done", "text Nulle failed", "media.restart Clip done", "mute Micro done", "record.start  done"}
	if !slices.Equal(said, want) {
		t.Errorf("the cues did %q, want %q", said, want)
	}
	if text := g.sim.Setting("Bandeau", "text"); text != "Bonsoir" {
		t.Errorf("the text on screen is %v", text)
	}
	if !g.sim.Recording() {
		t.Error("the cue behind the failed one was not done: nothing is recorded")
	}
	texts, plays := g.sim.Requests("SetInputSettings"), g.sim.Requests("TriggerMediaInputAction")
	if len(texts) == 0 || len(plays) != 1 || plays[0].At.Sub(texts[0].At) < 300*time.Millisecond {
		t.Errorf("the wait did not stand between text %v and media %v", texts, plays)
	}
	if s := g.desk.State(); len(s.CueTroubles) != 1 || s.CueTroubles[0].Why == "" || s.OnAirSlot() != "accueil" {
		t.Errorf("troubles %+v on %q", s.CueTroubles, s.OnAirSlot())
	}

	before := len(g.sim.Requests())
	g.end()
	g.open(g.show)
	time.Sleep(500 * time.Millisecond)
	for _, r := range g.sim.Requests()[before:] {
		if strings.HasPrefix(r.Type, "Set") || strings.HasPrefix(r.Type, "Trigger") || strings.HasPrefix(r.Type, "Start") {
			t.Errorf("the desk came back and asked for %s %s", r.Type, r.Data)
		}
	}

	g.do(runsheet.Go{From: "accueil", To: "debat"})
	if said := g.outcomes(6); said[5] != "unmute Micro done" {
		t.Errorf("the slot's end did %q", said[5:])
	}
}

// twoPlaces are destinations with keys in the keyring.
func (g *gallery) twoPlaces(one, two string) {
	g.t.Helper()
	g.servers = map[runsheet.DestinationID]string{"one": one, "two": two}
	for _, id := range []runsheet.DestinationID{"one", "two"} {
		if err := g.keepStreamKey(id, "secret-of-"+string(id)); err != nil {
			g.t.Fatal(err)
		}
	}
	g.do(runsheet.SetDestinations{Destinations: []runsheet.Destination{
		{ID: "one", Name: "Vimeo", Server: one, Watch: "https://one.example/watch"},
		{ID: "two", Name: "Owncast", Server: two, Watch: "https://two.example/watch"},
	}})
}

func (g *gallery) moveTo(from, to runsheet.DestinationID) {
	g.t.Helper()
	g.do(runsheet.MoveStream{From: from, To: to, Approved: "la directrice"})
	s := g.until("the stream is at "+string(to), func(s runsheet.State) bool { return !s.Stream.Moving() })
	server, on := g.sim.Streaming()
	if s.Stream.Current != to || s.Stream.Move.Failed != "" || !on || server != g.servers[to] {
		g.t.Fatalf("moved to %q (%s): OBS streams %v to %q", s.Stream.Current, s.Stream.Move.Failed, on, server)
	}
	if want := "https://" + string(to) + ".example/watch"; s.Public() != want {
		g.t.Errorf("the public is sent to %q, want %q", s.Public(), want)
	}
}

// door is a server that takes connections, and no more.
func door(t *testing.T) (server string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return "rtmp://" + l.Addr().String() + "/live"
}

func TestMovingTheStreamAndBack(t *testing.T) {
	g := openGallery(t)
	g.twoPlaces(door(t), door(t))
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStart}})
	g.until("it records", func(s runsheet.State) bool { return s.OBS.Record == "started" })
	g.moveTo("", "one")
	g.moveTo("one", "two")
	g.moveTo("two", "one")
	if n := len(g.sim.Requests("StopRecord", "PauseRecord", "ToggleRecord")); n != 0 || !g.sim.Recording() {
		t.Errorf("the recording was touched %d times", n)
	}
	var steps []runsheet.MovePhase
	for _, f := range factsOf[runsheet.MovePassed](g) {
		if f.To == "two" {
			steps = append(steps, f.Phase)
		}
	}
	if want := []runsheet.MovePhase{runsheet.MoveStop, runsheet.MoveSet, runsheet.MoveStart, runsheet.MoveDone}; !slices.Equal(steps, want) {
		t.Errorf("the log has the steps %v, want %v", steps, want)
	}
	g.end()
	files, _ := filepath.Glob(g.show + "*")
	for _, name := range files {
		if b, err := os.ReadFile(name); err != nil || bytes.Contains(b, []byte("secret-of-")) {
			t.Errorf("%s holds a stream key (%v)", filepath.Base(name), err)
		}
	}
}

// The stream stays where it is when the destination takes no connection, or is not who it says, unless it is asked for again.
func TestMoveToNowhereIsSpared(t *testing.T) {
	stranger := httptest.NewUnstartedServer(http.NotFoundHandler())
	stranger.Config.ErrorLog = log.New(io.Discard, "", 0)
	stranger.StartTLS()
	t.Cleanup(stranger.Close)
	for server, want := range map[string]runsheet.MoveCause{
		"rtmp://127.0.0.1:9/live":                                runsheet.MoveSpared,
		"rtmps://" + stranger.Listener.Addr().String() + "/live": runsheet.MoveSparedUnproven,
	} {
		t.Run(string(want), func(t *testing.T) {
			g := openGallery(t)
			g.twoPlaces(door(t), server)
			g.moveTo("", "one")
			move := runsheet.MoveStream{From: "one", To: "two"}
			g.do(move)
			s := g.until("the move came to nothing", func(s runsheet.State) bool { return s.Stream.Move.To == "two" && !s.Stream.Moving() })
			if s.Stream.Move.Cause != want || s.Stream.Current != "one" {
				t.Errorf("the move ended as %+v, the stream is at %q", s.Stream.Move, s.Stream.Current)
			}
			if server, on := g.sim.Streaming(); !on || server != g.servers["one"] {
				t.Errorf("OBS streams %v to %s", on, server)
			}
			g.moveTo("one", "two") // the simulated OBS finds a server there
		})
	}
}

// What is black when nobody watches is no alarm; what was one when the program ended is over once all is well; what begins while
// it is ignored is one as soon as it counts again.
func TestAlarmsEnd(t *testing.T) {
	g := openGallery(t)
	recordless := func(s runsheet.State) bool { return s.Alarmed(runsheet.AlarmRecord) }
	well := func(s runsheet.State) bool { return !s.Alarmed(runsheet.AlarmRecord) }
	g.do(runsheet.Ignore{Alarm: runsheet.AlarmRecord, Ignore: true})
	g.do(runsheet.Go{To: "accueil"})
	g.until("its cue records", func(s runsheet.State) bool { return s.OBS.Record == "started" })
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStop}})
	g.until("the driver has found it", func(runsheet.State) bool {
		g.studio.mu.Lock()
		defer g.studio.mu.Unlock()
		return slices.Contains(g.studio.alarms.On(), obs.AlarmRecord)
	})
	if recordless(g.desk.State()) {
		t.Error("an alarm that is ignored was raised")
	}
	g.do(runsheet.Ignore{Alarm: runsheet.AlarmRecord, Ignore: false})
	g.until("it counts again", recordless)

	g.end()
	g.open(g.show)
	if !recordless(g.desk.State()) {
		t.Error("a restart ended the alarm")
	}
	g.until("the link is there", func(runsheet.State) bool { return g.studio.main.Mirror().Link == obs.LinkReady })
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStart}})
	g.until("all is well after the restart", well)

	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStop}})
	g.until("nothing is recorded", recordless)
	g.do(runsheet.End{From: "accueil"})
	g.sim.Kill()
	g.until("nobody watches", well)
}

func TestStreamGoneIsAnIncident(t *testing.T) {
	g := openGallery(t)
	g.twoPlaces(door(t), door(t))
	g.moveTo("", "one")
	g.do(runsheet.Go{To: "accueil"})
	g.sim.StopStreamByHand()
	s := g.until("an incident", func(s runsheet.State) bool { _, open := s.Incident(); return open })
	i, _ := s.Incident()
	if i.Symptom != runsheet.SymptomStream || i.Alarm == "" {
		t.Errorf("the incident is %+v", i)
	}
	g.moveTo("one", "two")
	g.do(runsheet.AdvanceIncident{Incident: i.ID, Step: runsheet.IncidentAnnounced, Text: "Le direct continue ici"})
	g.do(runsheet.AdvanceIncident{Incident: i.ID, Step: runsheet.IncidentResolved, Text: "sur Owncast"})
	s = g.until("the alarm is over", func(s runsheet.State) bool {
		return !slices.ContainsFunc(s.Alarms, func(a runsheet.Alarm) bool { return a.Kind == i.Alarm })
	})
	i = s.Incidents[0]
	if i.Decided.IsZero() || i.Switched.IsZero() || i.To != "Owncast" || i.Link != "https://two.example/watch" || i.Resolved.IsZero() {
		t.Errorf("the incident ended as %+v", i)
	}
	if len(factsOf[runsheet.AlarmRaised](g)) == 0 || len(factsOf[runsheet.AlarmCleared](g)) == 0 {
		t.Error("the alarm's beginning and end are not in the log")
	}
}

// What happens to OBS in an evening is got over without a hand, and without a cut that nobody asked for.
func TestOBSIsRecoveredWithoutACut(t *testing.T) {
	g := openGallery(t)
	g.do(runsheet.Go{To: "accueil"})
	g.until("the scene", func(s runsheet.State) bool { return s.OBS.Scene == "Plateau" })
	before := takes(g.sim)
	quiet := func(what string) {
		t.Helper()
		time.Sleep(300 * time.Millisecond)
		if n := takes(g.sim) - before; n != 0 {
			t.Fatalf("%s: %d cuts that nobody asked for", what, n)
		}
	}
	ready := func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkReady }

	g.sim.Touch("Attente")
	g.until("the hand is seen", func(s runsheet.State) bool { return s.OBS.Scene == "Attente" && s.Drifted() })
	quiet("a hand")
	for _, gap := range []struct {
		what       string
		end, begin func()
	}{
		{"a crash", g.sim.Kill, func() { g.restart(g.sim) }},
		{"a normal end", g.sim.Exit, func() { g.restart(g.sim) }},
		{"a frozen process", g.sim.Freeze, g.sim.Thaw},
	} {
		gap.end()
		gone := g.until(gap.what+" is seen", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkLost })
		if age := g.desk.Now().Since(gone.OBS.LinkAt); age < 0 || age > 15*time.Second || gone.OBS.Detail == "" {
			t.Errorf("%s: since %v, because of %q", gap.what, age, gone.OBS.Detail)
		}
		gap.begin()
		g.until("the link is back after "+gap.what, ready)
		quiet(gap.what)
	}
	health := func(what string, is func(*runsheet.Health) (runsheet.Moment, bool)) {
		t.Helper()
		g.until(what+" is seen, with its age", func(s runsheet.State) bool {
			if s.Signals.Health == nil {
				return false
			}
			at, so := is(s.Signals.Health)
			return so && !at.IsZero() && g.desk.Now().Since(at) < 15*time.Second
		})
		quiet(what)
	}
	g.sim.SetStudioMode(true)
	health("studio mode", func(h *runsheet.Health) (runsheet.Moment, bool) { return h.StudioModeAt, h.StudioMode })
	g.sim.SetStudioMode(false)
	health("its end", func(h *runsheet.Health) (runsheet.Moment, bool) { return h.StudioModeAt, !h.StudioMode })
	g.sim.ChangeProfile("Plein air")
	health("another profile", func(h *runsheet.Health) (runsheet.Moment, bool) { return h.ProfileAt, h.Profile == "Plein air" })
	g.sim.ChangeCollection("Autre", []string{"Mire", "Débat"}, 200*time.Millisecond)
	g.until("the other collection", func(s runsheet.State) bool { return ready(s) && s.OBS.Scene == "Mire" })
	health("another collection", func(h *runsheet.Health) (runsheet.Moment, bool) { return h.CollectionAt, h.Collection == "Autre" })

	g.do(runsheet.Go{From: "accueil", To: "debat"})
	g.until("and then GO works", func(s runsheet.State) bool { return s.OBS.Scene == "Débat" })

	g.sim.SetPassword("nouveau") // while we are connected
	before = takes(g.sim)
	g.until("the password is wrong", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkRefused })
	if err := g.connect(g.sim.URL(), "nouveau"); err != nil {
		t.Fatal(err)
	}
	g.until("the new password is taken", ready)
	quiet("a new password")
	address := g.sim.Addr()
	g.sim.Close()
	g.sim = startOBS(t, obstest.Config{Addr: address, Password: "encore un autre"}) // while OBS was away
	refused := g.until("it is wrong again", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkRefused })
	if refused.OBS.LinkAt.IsZero() || refused.OBS.Detail == "" {
		t.Errorf("a refused password is told as %+v", refused.OBS)
	}
	if err := g.connect(g.sim.URL(), "encore un autre"); err != nil {
		t.Fatal(err)
	}
	g.until("that one is taken, too", ready)
	before = 0
	quiet("another one")
}

func (g *gallery) restart(sim *obstest.Server) {
	g.t.Helper()
	if err := sim.Restart(); err != nil {
		g.t.Fatal(err)
	}
}

func TestSpareIsDrivenAlikeAndMayVanish(t *testing.T) {
	spare := startOBS(t, obstest.Config{})
	g := openGallery(t, "--spare", spare.URL())
	g.until("the spare", func(s runsheet.State) bool { return s.Spare.Link == runsheet.LinkReady })
	g.do(runsheet.Go{To: "accueil"})
	g.outcomes(5)
	if spare.Program() != "Plateau" || g.sim.Program() != "Plateau" || spare.Setting("Bandeau", "text") != "Bonsoir" || !spare.Recording() {
		t.Errorf("the spare shows %q with %v, records %v", spare.Program(), spare.Setting("Bandeau", "text"), spare.Recording())
	}
	spare.Kill()
	g.until("its loss is seen", func(s runsheet.State) bool { return s.Spare.Link != runsheet.LinkReady })
	g.do(runsheet.Go{From: "accueil", To: "debat"})
	s := g.until("the show goes on", func(s runsheet.State) bool { return s.OBS.Scene == "Débat" })
	if s.OBS.Refused.Why != "" {
		t.Errorf("the main OBS refused: %s", s.OBS.Refused.Why)
	}
	if last := g.outcomes(6)[5]; last != "unmute Micro done" {
		t.Errorf("without the spare: %s", last)
	}
}
