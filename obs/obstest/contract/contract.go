// Package contract states what the driver does with an OBS, once, as a test suite. The simulated OBS and the real one
// must both pass it: where they differ, the simulation is wrong. Only tests may use it.
package contract

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/obs"
)

// Studio is an OBS at the suite's disposal, with the transition Cut, four scenes, and the inputs named
// below.
type Studio interface {
	Addr() string
	Password() string
	Scenes() []string // top to bottom
	Touch(scene string) error
	SetStudioMode(on bool) error
	Kill() error // as a crash does
	Quit() error // as a person does; the error says that it had to be killed
	Restart() error
	Freeze() error
	Thaw() error
	// As a person does: another scene collection with two scenes, and back to the one with Scenes; another profile; another
	// password, for which OBS may have to be started anew.
	Load(collection string) error
	SetProfile(name string) error
	SetPassword(password string) error
}

// The collections and profiles that a studio has, besides the one it begins with.
const (
	Tomorrow      = "Demain" // a collection with Tomorrows
	OtherProfile  = "Autre"
	OtherPassword = "une autre clé"
)

// Tomorrows are the scenes of Tomorrow.
var Tomorrows = []string{"Mire", "Table ronde"}

// patience is how long anything may take on a busy machine; the limits that matter are tested one by one.
const patience = 30 * time.Second

// Run makes one studio pass through an evening: the parts follow each other and each leaves the studio running.
func Run(t *testing.T, s Studio) {
	for _, part := range []struct {
		name string
		run  func(*testing.T, Studio)
	}{
		{"password is asked", passwordIsAsked},
		{"probe reads OBS", probeReads},
		{"nobody there", nobodyThere},
		{"scenes are listed", scenesAreListed},
		{"a scene is taken", sceneIsTaken},
		{"a scene on air is left alone", sceneOnAirIsLeftAlone},
		{"the latest wish wins", latestWins},
		{"an unknown scene is refused", unknownSceneIsRefused},
		{"a hand wins", handWins},
		{"studio mode", studioMode},
		{"another collection of scenes", anotherCollection},
		{"another profile", anotherProfile},
		{"everything is listed", inventory},
		{"inputs, items and filters obey", inputsObey},
		{"transitions obey", transitionsObey},
		{"the preview is taken and kept", previewIsTaken},
		{"a media ends", mediaEnds},
		{"a media without its file", mediaWithoutFile},
		{"the recording obeys", recordObeys},
		{"outputs refuse what makes no sense", outputsRefuse},
		{"pictures and levels are shown", viewsShow},
		{"a crash is survived without a cut", crash},
		{"a normal end is told", normalEnd},
		{"a frozen OBS is noticed", frozen},
		{"another password", anotherPassword},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, s) })
	}
}

// Watcher runs a driver and keeps its news until a test asks for them.
type Watcher struct {
	*obs.Driver
	t    *testing.T
	news chan obs.News
}

// Watch runs a driver until the test ends.
func Watch(t *testing.T, c obs.Config) *Watcher {
	t.Helper()
	w := &Watcher{t: t, news: make(chan obs.News, 10000)}
	c.OnNews = func(n obs.News) { w.news <- n }
	w.Driver = obs.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Run returned %v", err)
			}
		case <-time.After(patience):
			t.Error("Run does not end")
		}
	})
	return w
}

// Next gives the next news of a kind; what came before it is passed over.
func (w *Watcher) Next(kind obs.Kind) obs.News {
	w.t.Helper()
	return w.Find(func(n obs.News) bool { return n.Kind == kind })
}

// Link waits until the link is this.
func (w *Watcher) Link(link obs.Link) obs.News {
	w.t.Helper()
	return w.Find(func(n obs.News) bool { return n.Kind == obs.LinkChanged && n.Link == link })
}

// Find waits for news that fit.
func (w *Watcher) Find(fits func(obs.News) bool) obs.News {
	w.t.Helper()
	deadline := time.After(patience)
	var passed []obs.News
	for {
		select {
		case n := <-w.news:
			if fits(n) {
				return n
			}
			passed = append(passed, n)
		case <-deadline:
			w.t.Fatalf("no such news within %v; mirror %+v, news %+v", patience, w.Mirror(), passed)
		}
	}
}

// Silence fails when news of these kinds come within d.
func (w *Watcher) Silence(d time.Duration, kinds ...obs.Kind) {
	w.t.Helper()
	deadline := time.After(d)
	for {
		select {
		case n := <-w.news:
			if slices.Contains(kinds, n.Kind) {
				w.t.Errorf("unexpected news: %+v", n)
			}
		case <-deadline:
			return
		}
	}
}

// Take wants a scene and waits until it is on air.
func (w *Watcher) Take(scene string) obs.News {
	w.t.Helper()
	w.Want(obs.Look{Scene: scene, Reason: "test"})
	n := w.Find(func(n obs.News) bool { return n.Kind == obs.SceneTaken || n.Kind == obs.Refused })
	if n.Kind != obs.SceneTaken || n.Scene != scene || !n.Asked {
		w.t.Fatalf("took %q, got %+v", scene, n)
	}
	return n
}

func ready(t *testing.T, s Studio) *Watcher {
	t.Helper()
	w := Watch(t, obs.Config{Address: s.Addr(), Password: s.Password()})
	w.Link(obs.LinkReady)
	return w
}

// another is a scene that is not on air.
func another(w *Watcher, s Studio) string {
	onAir := w.Mirror().Scene
	return s.Scenes()[slices.IndexFunc(s.Scenes(), func(name string) bool { return name != onAir })]
}

func passwordIsAsked(t *testing.T, s Studio) {
	for _, password := range []string{"", "not " + s.Password()} {
		w := Watch(t, obs.Config{Address: s.Addr(), Password: password})
		if n := w.Link(obs.LinkRefused); !errors.Is(n.Why, obs.ErrPassword) {
			t.Errorf("password %q: refused because of %v", password, n.Why)
		}
		if _, err := obs.Probe(t.Context(), s.Addr(), password); !errors.Is(err, obs.ErrPassword) {
			t.Errorf("password %q: probe says %v", password, err)
		}
		w.SetTarget(s.Addr(), s.Password())
		w.Link(obs.LinkReady)
	}
}

func probeReads(t *testing.T, s Studio) {
	m, err := obs.Probe(t.Context(), s.Addr(), s.Password())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Scenes, s.Scenes()) || !slices.Contains(m.Scenes, m.Scene) || m.Version == "" || m.Link != obs.LinkReady {
		t.Errorf("probe reads %+v", m)
	}
}

func nobodyThere(t *testing.T, s Studio) {
	const nobody = "127.0.0.1:1"
	if _, err := obs.Probe(t.Context(), nobody, ""); !errors.Is(err, obs.ErrNoOBS) {
		t.Errorf("probe says %v", err)
	}
	w := Watch(t, obs.Config{Address: nobody})
	if n := w.Link(obs.LinkLost); !errors.Is(n.Why, obs.ErrNoOBS) {
		t.Errorf("lost because of %v", n.Why)
	}
	w.Want(obs.Look{Scene: s.Scenes()[0]})
	if n := w.Next(obs.Refused); !errors.Is(n.Why, obs.ErrNotConnected) {
		t.Errorf("refused because of %v", n.Why)
	}
	w.SetTarget(s.Addr(), s.Password())
	w.Link(obs.LinkReady)
	w.SetTarget("", "")
	w.Link(obs.LinkOff)
}

func scenesAreListed(t *testing.T, s Studio) {
	w := ready(t, s)
	if n := w.Next(obs.ScenesListed); !slices.Equal(n.Scenes, s.Scenes()) {
		t.Errorf("listed %q, want %q", n.Scenes, s.Scenes())
	}
	m := w.Mirror()
	if !slices.Equal(m.Scenes, s.Scenes()) || !slices.Contains(m.Scenes, m.Scene) || m.Version == "" || m.Heard.IsZero() {
		t.Errorf("mirror is %+v", m)
	}
}

func sceneIsTaken(t *testing.T, s Studio) {
	w := ready(t, s)
	for range 3 {
		scene := another(w, s)
		asked := time.Now()
		w.Want(obs.Look{Scene: scene, Reason: "go"})
		started, taken := w.Next(obs.TransitionStarted), w.Next(obs.SceneTaken)
		if !started.Asked || started.Scene != scene || started.Reason != "go" {
			t.Errorf("started %+v", started)
		}
		if !taken.Asked || taken.Already || taken.Scene != scene || taken.Reason != "go" {
			t.Errorf("taken %+v", taken)
		}
		if asked.After(started.At) || started.At.After(taken.At) {
			t.Errorf("asked %v, started %v, taken %v: out of order", asked, started.At, taken.At)
		}
		if m := w.Mirror(); m.Scene != scene || m.Wanted != scene || m.Drifted() {
			t.Errorf("mirror is %+v", m)
		}
		if m, err := obs.Probe(t.Context(), s.Addr(), s.Password()); err != nil || m.Scene != scene {
			t.Errorf("OBS shows %q (%v), want %q", m.Scene, err, scene)
		}
	}
}

func sceneOnAirIsLeftAlone(t *testing.T, s Studio) {
	w := ready(t, s)
	scene := another(w, s)
	w.Take(scene)
	// At once the driver still checks, and asks once more: OBS may begin a transition that shows nothing. Later nothing is sent.
	for _, never := range [][]obs.Kind{{obs.SceneTaken, obs.Refused}, {obs.TransitionStarted, obs.SceneTaken, obs.Refused}} {
		if n := w.Take(scene); !n.Already {
			t.Errorf("taken again: %+v", n)
		}
		w.Silence(100*time.Millisecond, never...)
	}
}

func latestWins(t *testing.T, s Studio) {
	w := ready(t, s)
	first := w.Mirror().Scene
	scenes := s.Scenes()
	last := another(w, s)
	for range 5 {
		for _, scene := range scenes {
			w.Want(obs.Look{Scene: scene})
		}
	}
	w.Want(obs.Look{Scene: last})
	w.Find(func(n obs.News) bool { return n.Kind == obs.SceneTaken && n.Scene == last && w.Mirror().Scene == last })
	w.Silence(1500*time.Millisecond, obs.TransitionStarted)
	if m := w.Mirror(); m.Scene != last {
		t.Errorf("from %q, asked at last for %q, on air is %q", first, last, m.Scene)
	}
}

func unknownSceneIsRefused(t *testing.T, s Studio) {
	w := ready(t, s)
	onAir := w.Mirror().Scene
	typo := strings.ToUpper(s.Scenes()[1]) + "x"
	w.Want(obs.Look{Scene: typo, Reason: "go"})
	n := w.Next(obs.Refused)
	var none *obs.NoSceneError
	if !errors.As(n.Why, &none) || n.Scene != typo || n.Reason != "go" {
		t.Fatalf("refused %+v", n)
	}
	if len(none.Nearest) == 0 || none.Nearest[0] != s.Scenes()[1] {
		t.Errorf("nearest to %q is %q, want %q", typo, none.Nearest, s.Scenes()[1])
	}
	if m := w.Mirror(); m.Scene != onAir {
		t.Errorf("on air is %q, was %q", m.Scene, onAir)
	}
	w.Take(another(w, s)) // the driver goes on
}

func handWins(t *testing.T, s Studio) {
	w := ready(t, s)
	ours := another(w, s)
	w.Take(ours)
	theirs := another(w, s)
	if err := s.Touch(theirs); err != nil {
		t.Fatal(err)
	}
	if n := w.Next(obs.TransitionStarted); n.Asked || n.Scene != "" {
		t.Errorf("started %+v", n)
	}
	if n := w.Next(obs.SceneTaken); n.Asked || n.Scene != theirs {
		t.Errorf("taken %+v", n)
	}
	w.Silence(1500*time.Millisecond, obs.SceneTaken, obs.TransitionStarted, obs.Refused)
	if m := w.Mirror(); m.Scene != theirs || m.Wanted != ours || !m.Drifted() {
		t.Errorf("mirror is %+v", m)
	}
	w.Take(ours)
}

func studioMode(t *testing.T, s Studio) {
	w := ready(t, s)
	on := func(want bool) {
		t.Helper()
		if err := s.SetStudioMode(want); err != nil {
			t.Fatal(err)
		}
		for deadline := time.Now().Add(patience); w.Mirror().StudioMode != want; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("mirror does not show studio mode %v", want)
			}
		}
	}
	on(true)
	w.Take(another(w, s))
	w.Take(another(w, s))
	if m := w.Mirror(); m.Preview == "" {
		t.Errorf("mirror is %+v", m)
	}
	on(false)
	w.Silence(100*time.Millisecond, obs.SceneTaken)
	w.Take(another(w, s))
}

// shows fails when OBS shows another scene than this one, now or soon.
func (w *Watcher) shows(s Studio, scene string) {
	w.t.Helper()
	for range 5 {
		if m, err := obs.Probe(w.t.Context(), s.Addr(), s.Password()); err != nil || m.Scene != scene {
			w.t.Fatalf("OBS shows %q (%v), want %q", m.Scene, err, scene)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func (w *Watcher) until(what string, is func(obs.Mirror) bool) obs.Mirror {
	w.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		m := w.Mirror()
		if is(m) {
			return m
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("not %s: %+v", what, m)
		}
	}
}

// A collection brings scenes of its own, one of which OBS puts on air: the driver tells, and leaves it there.
func anotherCollection(t *testing.T, s Studio) {
	w := ready(t, s)
	wanted := another(w, s)
	w.Take(wanted)
	home := w.Mirror().Collection
	if home == "" || !w.Mirror().LoadedAt.IsZero() {
		t.Errorf("mirror is %+v", w.Mirror())
	}
	for _, there := range []struct {
		name   string
		scenes []string
	}{{Tomorrow, Tomorrows}, {home, s.Scenes()}} {
		start := time.Now()
		if err := s.Load(there.name); err != nil {
			t.Fatal(err)
		}
		m := w.until("in step with "+there.name, func(m obs.Mirror) bool {
			return m.Collection == there.name && slices.Equal(m.Scenes, there.scenes) && slices.Contains(there.scenes, m.Scene)
		})
		if m.Link != obs.LinkReady || m.LoadedAt.Before(start) || m.Wanted != wanted {
			t.Errorf("mirror is %+v", m)
		}
		w.shows(s, m.Scene)
		for _, n := range w.Passed(10 * time.Millisecond) {
			if n.Kind == obs.SceneTaken && n.Asked || n.Kind == obs.LinkChanged {
				t.Errorf("told %+v", n)
			}
		}
		other := there.scenes[0]
		if other == m.Scene {
			other = there.scenes[1]
		}
		w.Take(other)
		wanted = other
	}
}

// A profile changes outputs and nothing of the picture.
func anotherProfile(t *testing.T, s Studio) {
	w := ready(t, s)
	wanted := another(w, s)
	w.Take(wanted)
	home := w.Mirror().Profile
	for _, name := range []string{OtherProfile, home} {
		start := time.Now()
		if err := s.SetProfile(name); err != nil {
			t.Fatal(err)
		}
		if m := w.until("in step with "+name, func(m obs.Mirror) bool { return m.Profile == name }); m.ProfileAt.Before(start) {
			t.Errorf("mirror is %+v", m)
		}
		w.Silence(500*time.Millisecond, obs.SceneTaken, obs.TransitionStarted, obs.LinkChanged)
		w.shows(s, wanted)
		wanted = another(w, s)
		w.Take(wanted)
	}
}

// Another password ends the link until it is given; then everything goes on, and nothing is cut.
func anotherPassword(t *testing.T, s Studio) {
	w := ready(t, s)
	w.Take(another(w, s))
	old := s.Password()
	for _, password := range []string{OtherPassword, old} {
		if err := s.SetPassword(password); err != nil {
			t.Fatal(err)
		}
		n := w.Link(obs.LinkRefused)
		if m := w.Mirror(); !errors.Is(n.Why, obs.ErrPassword) || m.Since.IsZero() || time.Since(m.Since) > patience {
			t.Errorf("told %+v, mirror is %+v", n, m)
		}
		w.SetTarget(s.Addr(), password)
		back := w.Link(obs.LinkReady)
		w.Silence(time.Second, obs.SceneTaken, obs.TransitionStarted)
		w.shows(s, back.Scene)
		w.Take(another(w, s))
	}
}

// crash also covers the rule that an OBS which returns never causes a cut: it comes back with the scene it had saved last,
// or with another one, and the driver only tells.
func crash(t *testing.T, s Studio) {
	w := ready(t, s)
	wanted := another(w, s)
	w.Take(wanted)
	start := time.Now()
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	n := w.Link(obs.LinkLost)
	if noticed := n.At.Sub(start); noticed > 2*time.Second {
		t.Errorf("noticed after %v", noticed)
	}
	// Not the first scene: OBS saves seldom, and comes back with what it showed at its start.
	absent := s.Scenes()[len(s.Scenes())-1]
	w.Want(obs.Look{Scene: absent})
	missed := w.Next(obs.Refused)
	if !errors.Is(missed.Why, obs.ErrNotConnected) {
		t.Errorf("refused because of %v", missed.Why)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	back := w.Link(obs.LinkReady)
	if back.Scene == missed.Scene {
		t.Fatalf("OBS came back with the scene that was asked for while it was down, which shows nothing")
	}
	if n := w.Next(obs.Drifted); n.Scene != back.Scene || n.Wanted != missed.Scene {
		t.Errorf("drifted %+v", n)
	}
	w.Silence(1500*time.Millisecond, obs.SceneTaken, obs.TransitionStarted)
	if m, err := obs.Probe(t.Context(), s.Addr(), s.Password()); err != nil || m.Scene != back.Scene {
		t.Errorf("OBS shows %q (%v), came back with %q", m.Scene, err, back.Scene)
	}
	w.Take(missed.Scene)
}

func normalEnd(t *testing.T, s Studio) {
	w := ready(t, s)
	before := w.Mirror()
	start := time.Now()
	for tries := 1; ; tries++ {
		err := s.Quit()
		if err == nil {
			break
		}
		if tries == 3 {
			t.Fatal(err)
		}
		t.Logf("no normal end: %v", err) // the close of a real OBS hangs now and then
		if err := s.Restart(); err != nil {
			t.Fatal(err)
		}
		w = ready(t, s)
		before, start = w.Mirror(), time.Now()
	}
	n := w.Find(func(n obs.News) bool {
		if n.Kind == obs.SceneTaken || n.Kind == obs.ScenesListed && !slices.Equal(n.Scenes, before.Scenes) {
			t.Errorf("a closing OBS was believed: %+v", n)
		}
		return n.Kind == obs.LinkChanged && n.Link == obs.LinkLost
	})
	if noticed := n.At.Sub(start); noticed > 2*time.Second || !errors.Is(n.Why, obs.ErrClosed) {
		t.Errorf("noticed after %v, because of %v", noticed, n.Why)
	}
	if m := w.Mirror(); m.Scene != before.Scene || !slices.Equal(m.Scenes, before.Scenes) {
		t.Errorf("mirror forgot: %+v, was %+v", m, before)
	}
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	w.Link(obs.LinkReady)
	w.Take(another(w, s))
}

func frozen(t *testing.T, s Studio) {
	w := ready(t, s)
	scene := another(w, s)
	start := time.Now()
	if err := s.Freeze(); err != nil {
		t.Fatal(err)
	}
	w.Want(obs.Look{Scene: scene})
	if n := w.Next(obs.Refused); n.Scene != scene || !errors.Is(n.Why, obs.ErrLost) {
		t.Errorf("refused %+v", n)
	}
	n := w.Link(obs.LinkLost)
	if noticed := n.At.Sub(start); noticed > 2500*time.Millisecond {
		t.Errorf("noticed after %v", noticed)
	}
	if err := s.Thaw(); err != nil {
		t.Fatal(err)
	}
	w.Link(obs.LinkReady)
	w.Take(another(w, s))
}

// What the suite's studio holds besides its scenes: a text and a clip in the second scene, a microphone everywhere.
const (
	Title      = "Titre"
	Clip       = "Clip"
	Lost       = "Perdu" // a clip without a file, in no scene on air
	Microphone = "Micro"
	Blur       = "Flou" // a filter of Title
)

// ClipLasts is how long the clip plays.
const ClipLasts = 2 * time.Second

func must(t *testing.T, w *Watcher, actions ...obs.Action) {
	t.Helper()
	for _, a := range actions {
		start := time.Now()
		if err := w.Do(t.Context(), a); err != nil {
			t.Errorf("%s after %v: %v", a.Format(), time.Since(start), err)
		}
	}
}

// stocked is a driver that has read everything.
func stocked(t *testing.T, s Studio) *Watcher {
	t.Helper()
	w := ready(t, s)
	w.Next(obs.Stocked)
	return w
}

func inventory(t *testing.T, s Studio) {
	w := stocked(t, s)
	m := w.Mirror()
	for _, a := range []obs.Action{
		{Do: obs.DoScene, Scene: s.Scenes()[1]}, {Do: obs.DoText, Source: Title}, {Do: obs.DoMediaPlay, Source: Clip},
		{Do: obs.DoShow, Scene: s.Scenes()[1], Source: Title}, {Do: obs.DoFilterOn, Source: Title, Filter: Blur},
		{Do: obs.DoMute, Source: Microphone}, {Do: obs.DoTransition, Transition: "Cut"}, {Do: obs.DoRecordStart},
	} {
		if lacks := a.Missing(m); lacks != nil {
			t.Errorf("%s lacks %+v", a, lacks)
		}
	}
	for _, a := range []obs.Action{
		{Do: obs.DoScene, Scene: s.Scenes()[1] + "x"}, {Do: obs.DoText, Source: Title + "x"}, {Do: obs.DoMediaPlay, Source: Title},
		{Do: obs.DoShow, Scene: s.Scenes()[0], Source: Clip}, {Do: obs.DoFilterOn, Source: Title, Filter: Blur + "x"},
		{Do: obs.DoRequest, Request: "GetNothing"},
	} {
		if lacks := a.Missing(m); len(lacks) != 1 {
			t.Errorf("%s lacks %+v", a, lacks)
		}
	}
}

func inputsObey(t *testing.T, s Studio) {
	w := ready(t, s)
	second := s.Scenes()[1]
	for range 3 {
		must(t, w,
			obs.Action{Do: obs.DoText, Source: Title, Text: "Zoé, « autrice »\nParis"}, obs.Action{Do: obs.DoText, Source: Title},
			obs.Action{Do: obs.DoHide, Scene: second, Source: Title}, obs.Action{Do: obs.DoShow, Scene: second, Source: Title},
			obs.Action{Do: obs.DoFilterOff, Source: Title, Filter: Blur}, obs.Action{Do: obs.DoFilterOn, Source: Title, Filter: Blur},
			obs.Action{Do: obs.DoMute, Source: Microphone}, obs.Action{Do: obs.DoUnmute, Source: Microphone},
			obs.Action{Do: obs.DoVolume, Source: Microphone, Volume: -9.5}, obs.Action{Do: obs.DoVolume, Source: Microphone, Volume: -100},
			obs.Action{Do: obs.DoVolume, Source: Microphone}, obs.Action{Do: obs.DoWait, Length: 10 * time.Millisecond},
			obs.Action{Do: obs.DoRequest, Request: "GetStats"}, obs.Action{Do: obs.DoHotkey, Hotkey: "OBSBasic.Transition"})
	}
	for kind, actions := range map[error][]obs.Action{
		obs.ErrMissing: {{Do: obs.DoText, Source: "nobody"}, {Do: obs.DoShow, Scene: second, Source: "nobody"}, {Do: obs.DoFilterOn, Source: Title, Filter: "nothing"},
			{Do: obs.DoMediaPlay, Source: "nobody"}, {Do: obs.DoHotkey, Hotkey: "nothing"}, {Do: obs.DoTransition, Transition: "Comet"}},
		obs.ErrStudio: {{Do: obs.DoPreview, Scene: second}, {Do: obs.DoTake}}, // it is off
	} {
		for _, a := range actions {
			var refusal *obs.RequestError
			if err := w.Do(t.Context(), a); !errors.As(err, &refusal) || !errors.Is(err, kind) {
				t.Errorf("%s: %v", a, err)
			}
		}
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoRequest, Request: "SetInputMute", Data: json.RawMessage(`{"inputName":5}`)}); !errors.Is(err, obs.ErrRequest) {
		t.Errorf("a request that OBS cannot read: %v", err)
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoRequest, Request: "GetNothing"}); !errors.Is(err, obs.ErrUnsupported) {
		t.Errorf("an unknown request: %v", err)
	}
}

func transitionsObey(t *testing.T, s Studio) {
	w := stocked(t, s)
	known := w.Mirror().Holds.Transitions
	fade := known[slices.IndexFunc(known, func(name string) bool { return name != "Cut" })]
	must(t, w, obs.Action{Do: obs.DoTransition, Transition: fade, Length: 400 * time.Millisecond})
	scene := another(w, s)
	start := time.Now()
	must(t, w, obs.Action{Do: obs.DoScene, Scene: scene})
	if took := time.Since(start); took < 350*time.Millisecond || w.Mirror().Scene != scene {
		t.Errorf("a fade of 400 ms took %v, on air is %q", took, w.Mirror().Scene)
	}
	must(t, w, obs.Action{Do: obs.DoTransition, Transition: "Cut"})
}

func previewIsTaken(t *testing.T, s Studio) {
	w := ready(t, s)
	if err := s.SetStudioMode(true); err != nil {
		t.Fatal(err)
	}
	scenes := s.Scenes()
	must(t, w, obs.Action{Do: obs.DoScene, Scene: scenes[0]}, obs.Action{Do: obs.DoPreview, Scene: scenes[2]})
	must(t, w, obs.Action{Do: obs.DoTake, Scene: scenes[1], Keep: true})
	preview := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(patience); w.Mirror().Preview != want; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("in preview is %q, want %q", w.Mirror().Preview, want)
			}
		}
	}
	if m := w.Mirror(); m.Scene != scenes[1] {
		t.Errorf("on air is %q", m.Scene)
	}
	preview(scenes[2])
	must(t, w, obs.Action{Do: obs.DoTake})
	if m := w.Mirror(); m.Scene != scenes[2] || m.Wanted != scenes[2] {
		t.Errorf("mirror is %+v", m)
	}
	preview(scenes[1]) // OBS swaps the two
	if err := s.SetStudioMode(false); err != nil {
		t.Fatal(err)
	}
}

func mediaEnds(t *testing.T, s Studio) {
	w := stocked(t, s)
	must(t, w, obs.Action{Do: obs.DoScene, Scene: s.Scenes()[0]}, obs.Action{Do: obs.DoScene, Scene: s.Scenes()[1]})
	must(t, w, obs.Action{Do: obs.DoMediaRestart, Source: Clip})
	about := func(n obs.News) bool { return n.Source == Clip }
	w.Find(func(n obs.News) bool { return n.Kind == obs.MediaStarted && about(n) })
	must(t, w, obs.Action{Do: obs.DoMediaPause, Source: Clip}, obs.Action{Do: obs.DoMediaPlay, Source: Clip})
	sampled := w.Find(func(n obs.News) bool {
		return n.Kind == obs.Sampled && len(n.Health.Media) > 0 && n.Health.Media[0].Left > 0
	})
	if m := sampled.Health.Media[0]; m.Source != Clip || m.Length < ClipLasts*9/10 || m.Length > ClipLasts*11/10 || m.Left > m.Length {
		t.Errorf("sampled %+v", m)
	}
	ended := w.Find(func(n obs.News) bool { return n.Kind == obs.MediaEnded && about(n) })
	if ended.Why != nil {
		t.Errorf("ended %+v", ended)
	}
	if off := ended.At.Sub(sampled.At) - sampled.Health.Media[0].Left; off.Abs() > 700*time.Millisecond {
		t.Errorf("the end came %v beside what was left", off)
	}
	must(t, w, obs.Action{Do: obs.DoMediaRestart, Source: Clip}, obs.Action{Do: obs.DoMediaStop, Source: Clip})
}

func mediaWithoutFile(t *testing.T, s Studio) {
	w := stocked(t, s)
	must(t, w, obs.Action{Do: obs.DoScene, Scene: s.Scenes()[0]}, obs.Action{Do: obs.DoScene, Scene: s.Scenes()[3]})
	err := w.Do(t.Context(), obs.Action{Do: obs.DoMediaRestart, Source: Lost})
	told := errors.Is(err, obs.ErrUndone)
	for _, n := range w.Passed(500 * time.Millisecond) {
		if n.Kind == obs.MediaEnded && n.Source == Lost {
			told = told || errors.Is(n.Why, obs.ErrNoMedia)
			if n.Why == nil {
				t.Errorf("a media that never played ended: %+v", n)
			}
		}
	}
	if !told {
		t.Errorf("nobody told that the file is not there (%v)", err)
	}
	must(t, w, obs.Action{Do: obs.DoScene, Scene: s.Scenes()[0]})
}

func recordObeys(t *testing.T, s Studio) {
	w := ready(t, s)
	must(t, w, obs.Action{Do: obs.DoRecordStart}, obs.Action{Do: obs.DoRecordStart}) // the second finds it done
	w.Find(func(n obs.News) bool { return n.Kind == obs.RecordChanged && n.Output == obs.Started })
	if m := w.Mirror(); m.Record != obs.Started {
		t.Errorf("mirror is %+v", m)
	}
	must(t, w, obs.Action{Do: obs.DoRecordPause})
	if m := w.Mirror(); m.Record != obs.Paused {
		t.Errorf("mirror is %+v", m)
	}
	must(t, w, obs.Action{Do: obs.DoRecordResume})
	n := w.Find(func(n obs.News) bool { return n.Kind == obs.Sampled && n.Health.Record.Bitrate > 0 })
	if r := n.Health.Record; r.State != obs.Started || r.Duration <= 0 || n.Health.Disk <= 0 || n.Health.FPS <= 0 {
		t.Errorf("sampled %+v", n.Health)
	}
	must(t, w, obs.Action{Do: obs.DoRecordStop}, obs.Action{Do: obs.DoRecordStop})
	last := w.Find(func(n obs.News) bool { return n.Kind == obs.RecordChanged && n.Output == obs.Stopped })
	if last.Path == "" {
		t.Errorf("stopped %+v", last)
	}
	if m := w.Mirror(); m.Record != obs.Stopped {
		t.Errorf("mirror is %+v", m)
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoRecordChapter}); err == nil {
		t.Error("a chapter without a recording")
	}
}

func outputsRefuse(t *testing.T, s Studio) {
	w := stocked(t, s)
	refused := func(code int, request string) {
		t.Helper()
		_, err := w.Request(t.Context(), request, nil)
		kind := map[int]error{204: obs.ErrUnsupported, 500: obs.ErrRunning, 501: obs.ErrIdle}[code]
		var refusal *obs.RequestError
		if !errors.As(err, &refusal) || refusal.Code != code || kind != nil && !errors.Is(err, kind) {
			t.Errorf("%s: %v, want %d", request, err, code)
		}
	}
	refused(501, "StopStream")
	refused(501, "StopRecord")
	for _, deed := range []obs.Deed{obs.DoRecordPause, obs.DoRecordResume} { // OBS says yes to the first
		var refusal *obs.RequestError
		if err := w.Do(t.Context(), obs.Action{Do: deed}); !errors.As(err, &refusal) || refusal.Code != 501 {
			t.Errorf("%s without a recording: %v", deed, err)
		}
	}
	must(t, w, obs.Action{Do: obs.DoStreamStop}) // as wanted already
	must(t, w, obs.Action{Do: obs.DoRecordStart})
	refused(500, "StartRecord")
	refused(503, "ResumeRecord")
	if !w.Mirror().Holds.Can("CreateRecordChapter") {
		refused(204, "CreateRecordChapter")
		if err := w.Do(t.Context(), obs.Action{Do: obs.DoRecordChapter}); !errors.Is(err, obs.ErrUnsupported) {
			t.Errorf("a chapter: %v", err)
		}
	}
	must(t, w, obs.Action{Do: obs.DoRecordStop})
	for _, deed := range []obs.Deed{obs.DoCameraStart, obs.DoReplaySave} { // not set up, or not running
		if err := w.Do(t.Context(), obs.Action{Do: deed}); !errors.Is(err, obs.ErrOff) && !errors.Is(err, obs.ErrIdle) {
			t.Errorf("%s: %v", deed, err)
		}
	}
}

func viewsShow(t *testing.T, s Studio) {
	w := ready(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	pictures, levels, ended := make(chan obs.Picture, 100), make(chan obs.Levels, 100), make(chan error, 1)
	go func() {
		ended <- w.Watch(ctx, obs.View{Program: true, Scenes: s.Scenes(), Meters: true},
			func(p obs.Picture) { pictures <- p }, func(l obs.Levels) { levels <- l })
	}()
	defer func() { cancel(); <-ended }()
	seen, heard := map[string]bool{}, false
	for deadline := time.After(patience); len(seen) < len(s.Scenes()) || !heard; {
		select {
		case p := <-pictures:
			seen[p.Scene] = true
			if p.Program != (p.Scene == w.Mirror().Scene) || p.Image.Bounds().Dx() != 320 || p.Brightness() < 0.05 {
				t.Errorf("picture of %s: program %v, %v, brightness %v", p.Scene, p.Program, p.Image.Bounds(), p.Brightness())
			}
		case l := <-levels:
			heard = heard || l.Peak() > 0.01
		case <-deadline:
			t.Fatalf("seen %v, heard %v", seen, heard)
		}
	}
}

// Passed gives the news that come within d.
func (w *Watcher) Passed(d time.Duration) []obs.News {
	var all []obs.News
	for deadline := time.After(d); ; {
		select {
		case n := <-w.news:
			all = append(all, n)
		case <-deadline:
			return all
		}
	}
}
