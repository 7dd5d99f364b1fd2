package obs_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
)

// ---- Pictures and meters.

func TestWatchShowsAndEnds(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	ctx, cancel := context.WithCancel(t.Context())
	pictures, levels := make(chan obs.Picture, 1000), make(chan obs.Levels, 1000)
	ended := make(chan error, 1)
	go func() {
		ended <- w.Watch(ctx, obs.View{Program: true, Scenes: []string{"Questions", "nowhere"}, Meters: true, Width: 160},
			func(p obs.Picture) { pictures <- p }, func(l obs.Levels) { levels <- l })
	}()
	next := func(scene string) obs.Picture {
		t.Helper()
		for deadline := time.After(10 * time.Second); ; {
			select {
			case p := <-pictures:
				if p.Scene == scene {
					return p
				}
			case <-deadline:
				t.Fatalf("no picture of %s", scene)
			}
		}
	}
	first, second := next("Attente"), next("Attente")
	if !first.Program || first.Image.Bounds().Dx() != 160 || len(first.JPEG) == 0 || first.Brightness() < 0.1 {
		t.Errorf("picture %v of %v, brightness %v", first.Program, first.Image.Bounds(), first.Brightness())
	}
	if gap := second.At.Sub(first.At); gap < 150*time.Millisecond {
		t.Errorf("two pictures within %v", gap)
	}
	if next("Questions").Program {
		t.Error("a picture of another scene is called the program's")
	}
	if l := <-levels; l.Peak() < 0.2 || l.Inputs[0].Input != contract.Microphone {
		t.Errorf("levels %+v", l)
	}
	s.Hush(true)
	s.Blacken(true)
	for (<-levels).Peak() > 0 {
	}
	for p := next("Attente"); p.Brightness() > 0.01; p = next("Attente") {
	}
	if n := s.Sessions(); n != 3 {
		t.Errorf("%d sessions while somebody watches", n)
	}
	s.Kill()
	w.Link(obs.LinkLost)
	s.Heal()
	if err := s.Restart(); err != nil {
		t.Fatal(err)
	}
	for p := next("Attente"); p.Brightness() < 0.1; p = next("Attente") {
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	wait(t, "nobody watches any more", func() bool { return s.Sessions() == 2 })
}

func TestOnePictureAtATime(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Slow("GetSourceScreenshot", 60*time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 700*time.Millisecond)
	defer cancel()
	var watchers sync.WaitGroup
	for range 3 {
		watchers.Go(func() { w.Watch(ctx, obs.View{Program: true, Scenes: s.scenes}, func(obs.Picture) {}, nil) })
	}
	watchers.Wait()
	shots := s.Requests("GetSourceScreenshot")
	if len(shots) < 4 {
		t.Fatalf("%d pictures", len(shots))
	}
	for i := 1; i < len(shots); i++ {
		if gap := shots[i].At.Sub(shots[i-1].At); gap < 55*time.Millisecond {
			t.Errorf("two pictures %v apart: they were taken together", gap)
		}
	}
}

// ---- Health.

func TestHealthIsCompared(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	do(t, w, obs.DoStreamStart)
	sample := func(fits func(obs.Sample) bool) obs.Sample {
		return *w.Find(func(n obs.News) bool { return n.Kind == obs.Sampled && fits(*n.Health) }).Health
	}
	h := sample(func(h obs.Sample) bool { return h.Stream.Measured })
	if h.Stream.Bitrate < 150_000 || h.Stream.Bitrate > 250_000 || h.Stream.State != obs.Started || h.Stream.Frames < 20 {
		t.Errorf("sample %+v", h)
	}
	s.Strain(obstest.Strain{Congestion: 0.9, Skipped: 45, RenderSkipped: 12, DiskMB: 500})
	h = sample(func(h obs.Sample) bool { return h.Stream.Dropped > 0 })
	if h.Stream.Dropped != 45 || h.Missed != 12 || h.Disk != 500<<20 || h.Stream.Congestion != 0.9 {
		t.Errorf("sample %+v", h)
	}
	if h = sample(func(obs.Sample) bool { return true }); h.Stream.Dropped != 0 || h.Missed != 0 {
		t.Errorf("told again: %+v", h)
	}
	s.BreakStream()
	h = sample(func(h obs.Sample) bool { return h.Stream.State == obs.Reconnecting })
	if h.Stream.Bitrate < 0 || h.Stream.Measured {
		t.Errorf("sample %+v", h)
	}
	s.Drop() // what OBS counted over a gap belongs to no second
	w.Link(obs.LinkReady)
	if h = sample(func(obs.Sample) bool { return true }); h.Stream.Measured || h.Missed != 0 || h.Stream.State != obs.Reconnecting {
		t.Errorf("after a gap %+v", h)
	}
}

func TestEventFlood(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	for i := range 3000 { // a scene collection of many sources, moved about
		kind, event := obstest.SceneItems, "SceneItemCreated"
		if i%2 == 0 {
			kind, event = obstest.Filters, "SourceFilterCreated"
		}
		s.Emit(kind, event, map[string]any{"sceneName": "Plateau", "sourceName": "x", "sceneItemId": i})
	}
	start := time.Now()
	w.Take("Plateau")
	if took := time.Since(start); took > time.Second {
		t.Errorf("taken %v after a flood", took)
	}
	w.Next(obs.Stocked)
	w.Silence(0, obs.LinkChanged)
	if n := len(s.Requests("GetInputList")); n > 10 {
		t.Errorf("the flood was answered with %d inventories", n)
	}
}

// ---- Before the show.

func codes(found []obs.Finding) []string {
	var all []string
	for _, f := range found {
		if f.Weight != obs.Fine {
			all = append(all, f.Code)
		}
		if strings.ContainsAny(f.Text, "{}") || f.Text == "" {
			panic("unsaid: " + f.Code + ": " + f.Text)
		}
	}
	slices.Sort(all)
	return all
}

func TestInspect(t *testing.T) {
	t.Parallel()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	secure := httptest.NewTLSServer(http.NotFoundHandler()) // its certificate is its own
	defer secure.Close()
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	here := t.TempDir()
	near := obs.Destination{Name: "proche", Server: "rtmp://" + server.Addr().String() + "/live", Key: "secret"}
	s := simulate(t, 0)
	s.Folder(here)
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	look := func(p obs.Plan) []string {
		t.Helper()
		found, err := w.Inspect(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if strings.Contains(f.Text, "secret") {
				t.Errorf("%q tells the key", f.Text)
			}
		}
		return codes(found)
	}
	all := obs.Plan{Lasts: time.Hour, Stream: true, Record: true, Destinations: []obs.Destination{near, {Name: "rist", Server: "rist://127.0.0.1:9"}, {Name: "it calls", Server: "srt://127.0.0.1:9?mode=listener"}},
		Actions: []obs.Action{{Do: obs.DoScene, Scene: "Platau"}, {Do: "dance"}}}
	move(t, w, near, obs.MoveOptions{}, nil)
	do(t, w, obs.DoStreamStop)
	wait(t, "the stream has wound down", func() bool {
		answer, err := w.Request(t.Context(), "GetStreamStatus", nil)
		return err == nil && strings.Contains(string(answer), `"outputActive":false`)
	})
	want := []string{"inspect.action", "inspect.key-frames", "inspect.not-reached", "inspect.not-reached", "inspect.shared-encoder", "lack.scene.nearest"}
	if got := look(all); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	s.Profile("SimpleOutput/RecQuality", "Small")
	s.Profile("SimpleOutput/x264Settings", "keyint=60 min-keyint=60")
	all.Actions, all.Destinations = nil, nil
	if got := look(all); len(got) > 0 {
		t.Errorf("all is well, yet found %q", got)
	}
	s.Profile("Output/Mode", "Advanced")
	s.Profile("AdvOut/RecEncoder", "none")
	s.Strain(obstest.Strain{DiskMB: 50})
	s.SetStudioMode(true)
	wait(t, "it was heard", func() bool { return w.Mirror().StudioMode })
	do(t, w, obs.DoRecordStart)
	w.Find(func(n obs.News) bool { return n.Kind == obs.Sampled && n.Health.Record.Measured })
	want = []string{"inspect.disk", "inspect.key-frames-unseen", "inspect.recording", "inspect.shared-encoder", "inspect.studio-mode"}
	if got := look(all); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	move(t, w, obs.Destination{Server: near.Server}, obs.MoveOptions{}, nil)
	if got := look(obs.Plan{Stream: true}); !slices.Contains(got, "inspect.no-key") || !slices.Contains(got, "inspect.streaming") {
		t.Errorf("found %q", got)
	}
	server.Close()
	if got := look(obs.Plan{Destinations: []obs.Destination{near}}); !slices.Contains(got, "inspect.unreachable.refused") {
		t.Errorf("found %q", got)
	}
	if got := look(obs.Plan{Stream: true}); !slices.Contains(got, "inspect.no-key") || !slices.Contains(got, "inspect.unreachable.refused") {
		t.Errorf("without a key the profile's server is not looked for: %q", got)
	}
	for server, want := range map[string]string{"srt://127.0.0.1:9": "inspect.unreachable.refused", "rtmp://nobody.invalid/live": "inspect.unreachable.name", "rtmps://" + secure.Listener.Addr().String(): "inspect.unreachable.certificate.unknown"} {
		if got := look(obs.Plan{Destinations: []obs.Destination{{Name: "loin", Server: server}}}); !slices.Contains(got, want) {
			t.Errorf("%s: found %q, want %s", server, got, want)
		}
	}
	s.Kill()
	w.Link(obs.LinkLost)
	if _, err := w.Inspect(t.Context(), all); !errors.Is(err, obs.ErrNotConnected) {
		t.Errorf("no OBS: %v", err)
	}
}

// What a recording needs is reckoned at the rate that OBS records at, or at that of its profile where it names one.
func TestDiskNeed(t *testing.T) {
	t.Parallel()
	simple := map[string]string{"Output/Mode": "Simple", "SimpleOutput/VBitrate": "7840", "SimpleOutput/ABitrate": "160"}
	for name, tc := range map[string]struct {
		profile   map[string]string
		code      string
		need, per string
	}{
		"the stream's":                       {simple, "inspect.disk-fine", "3.6", "8.0"},
		"with little to spare":               {map[string]string{"SimpleOutput/VBitrate": "20840", "SimpleOutput/ABitrate": "160", "SimpleOutput/RecQuality": "Stream"}, "inspect.disk-tight", "9.4", "21.0"},
		"a quality":                          {map[string]string{"SimpleOutput/RecQuality": "HQ"}, "inspect.disk-fine.guessed", "2.7", "6.0"},
		"a quality, beside a rate":           {map[string]string{"SimpleOutput/VBitrate": "7840", "SimpleOutput/ABitrate": "160", "SimpleOutput/RecQuality": "Small"}, "inspect.disk-fine.guessed", "2.7", "6.0"},
		"a rate that is none":                {map[string]string{"SimpleOutput/VBitrate": "viel", "SimpleOutput/ABitrate": "160"}, "inspect.disk-fine.guessed", "2.7", "6.0"},
		"advanced, in a file that is unseen": {map[string]string{"Output/Mode": "Advanced", "AdvOut/RecType": "Standard", "AdvOut/FFVBitrate": "2500", "AdvOut/FFABitrate": "160"}, "inspect.disk-fine.guessed", "2.7", "6.0"},
		"advanced, by ffmpeg":                {map[string]string{"Output/Mode": "Advanced", "AdvOut/RecType": "FFmpeg", "AdvOut/FFVBitrate": "39840", "AdvOut/FFABitrate": "160"}, "inspect.disk", "18.0", "40.0"},
	} {
		s := simulate(t, 0)
		s.Strain(obstest.Strain{DiskMB: 10_000})
		for name, value := range tc.profile {
			s.Profile(name, value)
		}
		w := contract.Watch(t, obs.Brief(obs.Config{Address: s.URL(), Password: s.password}, time.Millisecond))
		w.Link(obs.LinkReady)
		disk := func() obs.Finding {
			found, err := w.Inspect(t.Context(), obs.Plan{Lasts: time.Hour, Record: true})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(found, func(f obs.Finding) bool { return strings.HasPrefix(f.Code, "inspect.disk") })
			if i < 0 {
				t.Fatalf("%s: nothing is said of the disk: %+v", name, found)
			}
			return found[i]
		}
		if f := disk(); f.Code != tc.code || f.Args["need"] != tc.need || f.Args["rate"] != tc.per || f.Args["lasts"] != "1 h 00" {
			t.Errorf("%s: %+v", name, f)
		}
		if tc.code != "inspect.disk" {
			continue
		}
		do(t, w, obs.DoRecordStart)
		is := w.Find(func(n obs.News) bool { return n.Kind == obs.Sampled && n.Health.Record.Measured }).Health.Record.Bitrate
		if f := disk(); f.Code != "inspect.disk-fine" || f.Args["rate"] != strconv.FormatFloat(w.Mirror().Health.Record.Bitrate/1e6, 'f', 1, 64) || is == 0 {
			t.Errorf("%s, recorded at %v: %+v", name, is, f)
		}
	}
}

// TestInspectFiles looks at what only an OBS on this computer can be asked: folders and files.
func TestInspectFiles(t *testing.T) {
	t.Parallel()
	clip := filepath.Join(t.TempDir(), "clip.mp4")
	if err := os.WriteFile(clip, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := obstest.Start(obstest.Config{Scenes: []string{"Vidéo", "Plateau"}, Inputs: []obstest.Input{
		{Name: "Clip", Kind: obstest.KindMedia, Lasts: time.Second, File: clip, Scenes: []string{"Vidéo"}},
		{Name: "Perdu", Kind: obstest.KindMedia, Scenes: []string{"Vidéo"}},
		{Name: "Flux", Kind: obstest.KindMedia, Lasts: time.Second, Scenes: []string{"Vidéo"}},
		{Name: "Micro", Kind: obstest.KindAudio, Scenes: []string{"Plateau"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w := contract.Watch(t, obs.Brief(obs.Config{Address: s.Addr()}, 500*time.Millisecond))
	w.Next(obs.Stocked)
	plan := obs.Plan{Record: true, Actions: []obs.Action{{Do: obs.DoScene, Scene: "Plateau"}, {Do: obs.DoScene, Scene: "Vidéo"},
		{Do: obs.DoMediaPlay, Source: "Perdu"}, {Do: obs.DoMediaPlay, Source: "Clip"}, {Do: obs.DoScene, Scene: "Platau"}, {Do: obs.DoScene, Scene: "Platau"}}}
	find := func(code string) (obs.Finding, bool) {
		t.Helper()
		found, err := w.Inspect(t.Context(), plan)
		if err != nil {
			t.Fatal(err)
		}
		var these []obs.Finding
		for _, f := range found {
			if f.Code == code {
				these = append(these, f)
			}
		}
		if len(these) > 1 {
			t.Errorf("said twice: %+v", these)
		}
		return append(these, obs.Finding{})[0], len(these) > 0
	}
	if f, _ := find("inspect.media"); !slices.Equal(f.Actions, []int{1, 2}) || f.Args["source"] != "Perdu" || f.Weight != obs.Blocker {
		t.Errorf("a file that is not there: %+v", f)
	}
	if f, _ := find("lack.scene.nearest"); !slices.Equal(f.Actions, []int{4, 5}) || f.Args["nearest"] != "Plateau" {
		t.Errorf("a scene that is not there: %+v", f)
	}
	s.Folder("/nowhere")
	if f, _ := find("inspect.folder"); f.Weight != obs.Blocker || f.Args["folder"] != "/nowhere" {
		t.Errorf("a folder that is not there: %+v", f)
	}
	s.Folder(filepath.Dir(clip))
	if _, ok := find("inspect.folder-fine"); !ok {
		t.Error("a folder that is there was not found so")
	}
	if f, ok := find("inspect.sound"); !ok || f.Args["inputs"] != "Micro -12 dB" {
		t.Errorf("sound: %+v", f)
	}
	s.Hush(true)
	if f, ok := find("inspect.silence"); !ok || f.Weight != obs.Warning {
		t.Errorf("silence: %+v", f)
	}
	left, err := os.ReadDir(filepath.Dir(clip))
	if err != nil || len(left) != 1 {
		t.Errorf("Inspect left something behind: %v %v", left, err)
	}
}

// ---- Two OBS.

func TestPair(t *testing.T) {
	first, second := simulate(t, 0), simulate(t, 0)
	a, b := linked(t, first, 0), linked(t, second, 0)
	a.Next(obs.Stocked)
	b.Next(obs.Stocked)
	p := obs.Pair{Main: a.Driver, Spare: b.Driver}
	alike := func(want ...string) {
		t.Helper()
		var got []string
		for _, d := range p.Differences(0, time.Now()) {
			got = append(got, d.What)
		}
		if !slices.Equal(got, want) {
			t.Errorf("differences %q, want %q: %+v", got, want, p.Differences(0, time.Now()))
		}
	}
	wait(t, "both know their outputs", func() bool { return a.Mirror().Record != "" && b.Mirror().Record != "" })
	p.Want(obs.Look{Scene: "Plateau"})
	a.Next(obs.SceneTaken)
	b.Next(obs.SceneTaken)
	alike()
	for _, deed := range []obs.Deed{obs.DoRecordStart, obs.DoStreamStart} {
		if err := p.Do(t.Context(), obs.Action{Do: deed}); err != nil {
			t.Error(err)
		}
	}
	if _, on := second.Streaming(); on {
		t.Error("the spare streams too")
	}
	alike()
	second.Touch("Invité")
	second.AddScene("Régie")
	b.Find(func(n obs.News) bool { return n.Kind == obs.ScenesListed && len(n.Scenes) == 5 })
	alike("scene", "scenes")
	var both *obs.BothError
	if err := p.Do(t.Context(), obs.Action{Do: obs.DoScene, Scene: "Régie"}); !errors.As(err, &both) || both.OnMain() || both.Spare != nil {
		t.Errorf("a scene that only the spare has: %v", err)
	}
	second.Kill()
	b.Link(obs.LinkLost)
	alike("link")
	if err := p.Do(t.Context(), obs.Action{Do: obs.DoScene, Scene: "Attente"}); err != nil {
		t.Errorf("without the spare: %v", err)
	}
	first.Kill()
	a.Link(obs.LinkLost)
	alike()
	if err := p.Do(t.Context(), obs.Action{Do: obs.DoRecordStop}); !errors.As(err, &both) || both.OnMain() || !errors.Is(err, obs.ErrNotConnected) {
		t.Errorf("without both: %v", err)
	}
}
