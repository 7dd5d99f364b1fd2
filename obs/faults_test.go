package obs_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
	"regie/obs/realobs/bare"
)

// linked is a driver, ready, on a simulated OBS.
func linked(t *testing.T, s simulated, request time.Duration) *contract.Watcher {
	t.Helper()
	c := obs.Config{Address: s.URL(), Password: s.password}
	w := contract.Watch(t, obs.Brief(obs.Hasty(c, request, 50*time.Millisecond), 500*time.Millisecond))
	w.Link(obs.LinkReady)
	return w
}

func outcome(w *contract.Watcher) obs.News {
	return w.Find(func(n obs.News) bool { return n.Kind == obs.SceneTaken || n.Kind == obs.Refused })
}

func TestLateAnswerToATake(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 150*time.Millisecond)
	s.Slow("SetCurrentProgramScene", 400*time.Millisecond)
	w.Want(obs.Look{Scene: "Plateau"})
	// OBS does it, and says so long before it answers.
	if n := outcome(w); n.Kind != obs.SceneTaken || !n.Asked || n.Scene != "Plateau" {
		t.Errorf("got %+v", n)
	}
	w.Silence(500*time.Millisecond, obs.LinkChanged, obs.SceneTaken, obs.Refused)
	s.Heal()
	w.Take("Invité")
}

func TestHungOBSThatStillPongs(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 150*time.Millisecond)
	s.Mute("GetStats")
	if n := w.Link(obs.LinkLost); !errors.Is(n.Why, obs.ErrLost) {
		t.Errorf("lost because of %v", n.Why)
	}
	s.Heal()
	w.Link(obs.LinkReady)
	w.Take("Plateau")
}

func TestCutConnectionsComeBack(t *testing.T) {
	for name, cut := range map[string]func(*obstest.Server){
		"closed":   (*obstest.Server).Drop,
		"reset":    (*obstest.Server).Reset,
		"decode":   func(s *obstest.Server) { s.CloseSessions(4002, "") },
		"password": func(s *obstest.Server) { s.CloseSessions(4009, "") }, // refused, then seldom tried again
	} {
		t.Run(name, func(t *testing.T) {
			s := simulate(t, 0)
			w := linked(t, s, 0)
			w.Take("Plateau")
			s.Touch("Invité")
			w.Next(obs.SceneTaken)
			start := time.Now()
			cut(s.Server)
			n := w.Find(func(n obs.News) bool { return n.Kind == obs.LinkChanged })
			if noticed := n.At.Sub(start); noticed > 500*time.Millisecond || n.Link == obs.LinkReady {
				t.Errorf("after %v: %+v", noticed, n)
			}
			w.Link(obs.LinkReady)
			if n := w.Next(obs.Drifted); n.Scene != "Invité" || n.Wanted != "Plateau" {
				t.Errorf("drifted %+v", n)
			}
			w.Silence(200*time.Millisecond, obs.SceneTaken, obs.TransitionStarted)
			if got := s.Program(); got != "Invité" {
				t.Errorf("OBS shows %q", got)
			}
		})
	}
}

func TestKickedStaysAway(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Kick()
	if n := w.Link(obs.LinkKicked); !errors.Is(n.Why, obs.ErrKicked) {
		t.Errorf("kicked because of %v", n.Why)
	}
	w.Silence(time.Second, obs.LinkChanged)
	if n := s.Sessions(); n != 0 {
		t.Errorf("%d sessions after the kick", n)
	}
	w.Want(obs.Look{Scene: "Plateau"})
	if n := w.Next(obs.Refused); !errors.Is(n.Why, obs.ErrNotConnected) {
		t.Errorf("refused because of %v", n.Why)
	}
	w.SetTarget(s.Addr(), s.password)
	w.Link(obs.LinkReady)
}

func TestTakeUnderWayWhenTheLinkGoes(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Refuse("SetCurrentProgramScene", 207, "", 1000) // it tries again and again
	w.Want(obs.Look{Scene: "Plateau", Reason: "go"})
	for len(s.Requests("SetCurrentProgramScene")) == 0 {
		time.Sleep(time.Millisecond)
	}
	w.Want(obs.Look{Scene: "Invité"})
	s.Reset()
	for _, scene := range []string{"Plateau", "Invité"} {
		if n := w.Next(obs.Refused); n.Scene != scene || !errors.Is(n.Why, obs.ErrLost) {
			t.Errorf("refused %+v", n)
		}
	}
	s.Heal()
	w.Link(obs.LinkReady)
	w.Silence(300*time.Millisecond, obs.SceneTaken, obs.TransitionStarted)
}

// TestTakeWhileOBSCloses: OBS 29 drops its scenes before it says that it closes, and then knows none of them. That is no
// reason to tell an operator that the scene does not exist.
func TestTakeWhileOBSCloses(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	gone := make(chan struct{})
	go func() { s.Exit(); close(gone) }()
	for wiped := false; !wiped; {
		_, err := w.Request(t.Context(), "GetSceneItemList", []byte(`{"sceneName":"Plateau"}`))
		var refusal *obs.RequestError
		wiped = errors.As(err, &refusal) && refusal.Code == 600
	}
	w.Want(obs.Look{Scene: "Plateau"})
	n := w.Next(obs.Refused)
	if !errors.Is(n.Why, obs.ErrLost) && !errors.Is(n.Why, obs.ErrClosing) {
		t.Errorf("refused because of %v", n.Why)
	}
	<-gone
	if m := w.Mirror(); !slices.Equal(m.Scenes, s.scenes) {
		t.Errorf("the mirror forgot its scenes: %q", m.Scenes)
	}
}

// TestTakeOfASceneThatWasJustRemoved: the same answer from an OBS that stays.
func TestTakeOfASceneThatWasJustRemoved(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.RemoveScene("Plateau")
	w.Want(obs.Look{Scene: "Plateau"})
	n := w.Next(obs.Refused)
	var none *obs.NoSceneError
	if !errors.As(n.Why, &none) || slices.Contains(none.Nearest, "Plateau") {
		t.Errorf("refused because of %v", n.Why)
	}
	w.Take("Invité")
}

func TestNotReady(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	s.Refuse("GetSceneList", 207, "", 3)
	s.Refuse("SetCurrentProgramScene", 207, "", 3)
	w := linked(t, s, 0)
	w.Take("Plateau")
	if n := len(s.Requests("SetCurrentProgramScene")); n != 4 {
		t.Errorf("%d tries", n)
	}
	s.Refuse("SetCurrentProgramScene", 207, "", 1000)
	w.Want(obs.Look{Scene: "Invité"})
	n := outcome(w)
	var refusal *obs.RequestError
	if !errors.As(n.Why, &refusal) || refusal.Code != 207 {
		t.Errorf("got %+v", n)
	}
	s.Heal()
	w.Silence(200*time.Millisecond, obs.SceneTaken)
	w.Take("Invité")
}

func TestEventsThatOvertake(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Overtake()
	s.Touch("Plateau")
	for s.Program() != "Plateau" {
		time.Sleep(time.Millisecond)
	}
	w.Want(obs.Look{Scene: "Invité"})
	// Heard: on air is Invité, then Plateau. True: Plateau, then Invité.
	w.Find(func(n obs.News) bool { return n.Kind == obs.SceneTaken && n.Scene == "Invité" })
	w.Silence(200*time.Millisecond, obs.SceneTaken, obs.Refused)
	if m := w.Mirror(); m.Scene != "Invité" {
		t.Errorf("mirror shows %q", m.Scene)
	}
}

func TestTwoSlowRequestsHoldUpEverything(t *testing.T) {
	s := simulated{password: "p", scenes: []string{"Attente", "Plateau"}}
	var err error
	if s.Server, err = obstest.Start(obstest.Config{Password: "p", Scenes: s.scenes, Workers: 2}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w := linked(t, s, 0)
	s.Slow("GetCurrentProgramScene", 700*time.Millisecond)
	busy := make(chan error, 2)
	for range 2 {
		go func() { busy <- hog(t.Context(), s) }()
	}
	for len(s.Requests("GetCurrentProgramScene")) < 2 {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	w.Take("Plateau")
	if took := time.Since(start); took < 300*time.Millisecond {
		t.Errorf("taken after %v: the server was not held up", took)
	}
	for range 2 {
		if err := <-busy; err != nil {
			t.Error(err)
		}
	}
	w.Silence(0, obs.LinkChanged)
}

func TestNewerOBS(t *testing.T) {
	t.Setenv("GOOBS_LOG", "trace") // makes goobs' own client refuse unknown fields; ours must not care
	s := simulate(t, 0)
	s.Newer()
	w := linked(t, s, 0)
	s.Emit(obstest.General, "EventOfANewerOBS", map[string]any{"a": 1})
	s.Emit(obstest.Scenes, "CurrentProgramSceneChanged", map[string]any{"sceneName": 7})
	w.Take("Plateau")
	w.Take("Invité")
}

// TestNextProtocol: an OBS whose obs-websocket is of another generation and still speaks to us is used, and said before the show.
func TestNextProtocol(t *testing.T) {
	t.Parallel()
	s := simulateVersion(t, 0, "6.0.0")
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	found, err := w.Inspect(t.Context(), obs.Plan{})
	if err != nil || !slices.ContainsFunc(found, func(f obs.Finding) bool { return f.Code == "inspect.protocol" && f.Weight == obs.Blocker }) {
		t.Errorf("found %+v, %v", found, err)
	}
	w.Take("Plateau")
}

func TestFade(t *testing.T) {
	const fade = 300 * time.Millisecond
	s := simulate(t, fade)
	w := linked(t, s, 0)

	start := time.Now()
	w.Want(obs.Look{Scene: "Plateau"})
	begun := w.Next(obs.TransitionStarted)
	if m := w.Mirror(); m.Scene != "Attente" {
		t.Errorf("on air is %q while the fade begins", m.Scene)
	}
	w.Want(obs.Look{Scene: "Plateau"}) // a double press
	taken := w.Next(obs.SceneTaken)
	if begun.At.Sub(start) > fade/2 || taken.At.Sub(begun.At) < fade*9/10 {
		t.Errorf("begun after %v, taken %v later", begun.At.Sub(start), taken.At.Sub(begun.At))
	}
	if n := len(s.Requests("SetCurrentProgramScene")); n != 1 {
		t.Errorf("a double press made %d takes", n)
	}

	w.Want(obs.Look{Scene: "Invité"}) // interrupted by the next: OBS never says that it was on air
	w.Next(obs.TransitionStarted)
	w.Want(obs.Look{Scene: "Questions"})
	if n := outcome(w); n.Kind != obs.Refused || n.Scene != "Invité" || !errors.Is(n.Why, obs.ErrOvertaken) {
		t.Errorf("interrupted: %+v", n)
	}
	if n := outcome(w); n.Kind != obs.SceneTaken || n.Scene != "Questions" || !n.Asked {
		t.Errorf("after it: %+v", n)
	}

	s.Touch("Attente") // a hand's fade: told when it begins, believed when it ends
	if n := w.Next(obs.TransitionStarted); n.Asked {
		t.Errorf("started %+v", n)
	}
	s.AddScene("Régie") // makes the driver read in the middle of the fade
	w.Next(obs.ScenesListed)
	n := w.Next(obs.SceneTaken)
	if n.Asked || n.Scene != "Attente" || s.Program() != "Attente" {
		t.Errorf("taken %+v while OBS shows %q", n, s.Program())
	}
}

func TestHandInterruptsOurFade(t *testing.T) {
	s := simulate(t, 300*time.Millisecond)
	w := linked(t, s, 0)
	w.Want(obs.Look{Scene: "Plateau"})
	w.Next(obs.TransitionStarted)
	s.Touch("Invité")
	var seen []obs.News
	for len(seen) < 2 {
		seen = append(seen, outcome(w))
	}
	if !slices.ContainsFunc(seen, func(n obs.News) bool {
		return n.Kind == obs.Refused && n.Scene == "Plateau" && errors.Is(n.Why, obs.ErrUnseen)
	}) || !slices.ContainsFunc(seen, func(n obs.News) bool {
		return n.Kind == obs.SceneTaken && n.Scene == "Invité" && !n.Asked
	}) {
		t.Errorf("news %+v", seen)
	}
	w.Take("Plateau")
}

func TestCollectionChanges(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Next(obs.ScenesListed)
	w.Take("Plateau")
	reads := len(s.Requests("GetSceneList"))
	s.Slow("GetSceneList", 100*time.Millisecond)
	s.Touch("Invité") // makes the driver read; the change overtakes the answer, which tells of scenes that are gone
	for len(s.Requests("GetSceneList")) == reads {
		time.Sleep(time.Millisecond)
	}
	s.ChangeCollection("Demain", []string{"Accueil", "Débat"}, 300*time.Millisecond)
	time.Sleep(20 * time.Millisecond) // until the driver has heard of it
	w.Want(obs.Look{Scene: "Plateau"})
	if n := w.Next(obs.Refused); !errors.Is(n.Why, obs.ErrChanging) {
		t.Errorf("refused because of %v", n.Why)
	}
	listed := w.Find(func(n obs.News) bool {
		if n.Kind == obs.SceneTaken {
			t.Errorf("an old answer was believed: %+v", n)
		}
		return n.Kind == obs.ScenesListed
	})
	if !slices.Equal(listed.Scenes, []string{"Accueil", "Débat"}) {
		t.Errorf("listed %q", listed.Scenes)
	}
	if n := w.Next(obs.SceneTaken); n.Asked || n.Scene != "Accueil" {
		t.Errorf("taken %+v", n)
	}
	s.Heal()
	w.Take("Débat")
	w.Silence(0, obs.LinkChanged)
}

func TestScenesComeAndChangeNames(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Next(obs.ScenesListed)
	s.AddScene("Régie")
	if n := w.Next(obs.ScenesListed); !slices.Equal(n.Scenes, append(slices.Clone(s.scenes), "Régie")) {
		t.Errorf("listed %q", n.Scenes)
	}
	s.RenameScene("Plateau", "Plateau A")
	if n := w.Next(obs.ScenesListed); n.Scenes[1] != "Plateau A" {
		t.Errorf("listed %q", n.Scenes)
	}
}

// TestFloodWhileNobodyListens holds the driver up in OnNews until events must be dropped: it reads instead of counting them.
func TestFloodWhileNobodyListens(t *testing.T) {
	s := simulate(t, 0)
	held, release := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	w := obs.New(obs.Config{Address: s.Addr(), Password: s.password, OnNews: func(n obs.News) {
		if n.Kind == obs.LinkChanged && n.Link == obs.LinkReady && !once.Swap(true) {
			close(held)
			<-release
		}
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	<-held
	for i := range 2000 {
		s.Emit(obstest.UI, "StudioModeStateChanged", map[string]any{"studioModeEnabled": i%2 == 0})
		w.Want(obs.Look{Scene: "Attente"}) // never waits
	}
	s.AddScene("Régie")
	s.Touch("Invité")
	close(release)
	want := append(slices.Clone(s.scenes), "Régie")
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		m := w.Mirror()
		if slices.Equal(m.Scenes, want) && m.Scene == s.Program() {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("mirror is %+v, OBS shows %q", m, s.Program())
		}
	}
	cancel()
	<-ended
}

func TestStrangers(t *testing.T) {
	page := httptest.NewServer(http.NotFoundHandler())
	defer page.Close()
	for name, tc := range map[string]struct {
		answer string // to anything; empty for silence
		want   error
	}{
		"a mail server": {"220 mail.example ESMTP\r\n", obs.ErrNotOBS},
		"silence":       {"", obs.ErrSilent},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					c, err := l.Accept()
					if err != nil {
						return
					}
					fmt.Fprint(c, tc.answer)
					t.Cleanup(func() { c.Close() })
				}
			}()
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			if _, err := obs.Probe(ctx, l.Addr().String(), ""); !errors.Is(err, tc.want) {
				t.Errorf("probe says %v, want %v", err, tc.want)
			}
		})
	}
	if _, err := obs.Probe(t.Context(), page.Listener.Addr().String(), ""); !errors.Is(err, obs.ErrNotOBS) {
		t.Errorf("a web page: probe says %v", err)
	}
	if _, err := obs.Probe(t.Context(), "not an address", ""); !errors.Is(err, obs.ErrAddress) {
		t.Errorf("probe says %v", err)
	}
}

func TestSetTargetToAndFro(t *testing.T) {
	first, second := simulate(t, 0), simulate(t, 0)
	second.Touch("Questions")
	w := linked(t, first, 0)
	for range 5 {
		w.SetTarget(second.Addr(), second.password)
		w.SetTarget(first.Addr(), first.password)
	}
	w.SetTarget(second.Addr(), second.password)
	w.Find(func(n obs.News) bool { return n.Link == obs.LinkReady && n.Scene == "Questions" })
	for deadline := time.Now().Add(5 * time.Second); first.Sessions() != 0 || second.Sessions() != 2; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d sessions at the first, %d at the second", first.Sessions(), second.Sessions())
		}
	}
}

func hog(ctx context.Context, s simulated) error {
	c, err := bare.Dial(ctx, s.Addr(), s.password, 0, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Request(ctx, "GetCurrentProgramScene", nil)
	return err
}
