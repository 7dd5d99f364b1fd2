//go:build linux

package obs_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest/contract"
	"regie/obs/realobs"
)

// genuine is a real OBS as the suite needs it.
type genuine struct {
	*realobs.Studio
	ctx    context.Context
	scenes []string
}

func (g genuine) Scenes() []string            { return g.scenes }
func (g genuine) Touch(scene string) error    { return g.Studio.Touch(g.ctx, scene) }
func (g genuine) SetStudioMode(on bool) error { return g.Studio.SetStudioMode(g.ctx, on) }
func (g genuine) Restart() error              { return g.Studio.Restart(g.ctx) }

func (g genuine) Load(collection string) error { return g.Studio.Load(g.ctx, collection) }
func (g genuine) SetProfile(name string) error { return g.Studio.SetProfile(g.ctx, name) }

func (g genuine) SetPassword(password string) error { // obs-websocket has no request for it
	if err := g.Quit(); err != nil && !errors.Is(err, realobs.ErrHung) {
		return err
	}
	g.Studio.SetPassword(password)
	return g.Restart()
}

func TestContractReal(t *testing.T) {
	t.Parallel()
	scenes := []string{"Attente", "Plateau", "Invité", "Questions"}
	studio := realobs.ForTest(t, realobs.Config{Scenes: scenes, Profiles: []string{contract.OtherProfile},
		Collections: map[string][]string{contract.Tomorrow: contract.Tomorrows}, Inputs: []realobs.Input{
			{Name: contract.Title, Kind: "text_ft2_source", Scenes: scenes[1:2], Filters: []string{contract.Blur}},
			{Name: contract.Clip, Kind: "ffmpeg_source", Lasts: contract.ClipLasts, Scenes: scenes[1:2]},
			{Name: contract.Lost, Kind: "ffmpeg_source", Scenes: scenes[3:]},
			{Name: contract.Microphone, Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: scenes},
		}})
	contract.Run(t, genuine{studio, context.Background(), scenes})
}

// TestInspectReal has a real OBS looked at before a show that it is not ready for.
func TestInspectReal(t *testing.T) {
	t.Parallel()
	platform := realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: platform.Server, Key: "principal", SharedEncoder: true, Inputs: []realobs.Input{
		{Name: "Générique", Kind: "ffmpeg_source", Scenes: []string{"Plateau"}}, // its file is not there
		{Name: contract.Microphone, Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: []string{"Attente"}},
	}})
	w := contract.Watch(t, obs.Config{Address: studio.Addr(), Password: studio.Password()})
	w.Next(obs.Stocked)
	plan := obs.Plan{Lasts: time.Hour, Stream: true, Record: true, Destinations: []obs.Destination{{Name: "sourd", Server: realobs.SwallowerForTest(t)}},
		Actions: []obs.Action{{Do: obs.DoScene, Scene: "Platau"}, {Do: obs.DoScene, Scene: "Plateau"}, {Do: obs.DoText, Source: "Bandeau", Text: "x"}}}
	found, err := w.Inspect(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		got = append(got, f.Code)
		if f.Code == "inspect.disk-fine" && (f.Args["rate"] != "0.4" || f.Args["need"] != "0.2") { // 200 and 160 kbit/s
			t.Errorf("the recording was reckoned as %v", f.Args)
		}
	}
	slices.Sort(got)
	want := []string{"inspect.disk-fine", "inspect.folder-fine", "inspect.key-frames", "inspect.media", "inspect.reached", "inspect.shared-encoder",
		"inspect.sound", "inspect.unreachable.silent", "inspect.version", "lack.scene.nearest", "lack.source"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if m := w.Mirror(); m.Scene != "Attente" || m.Stream == obs.Started || m.Record == obs.Started {
		t.Errorf("something was changed: %+v", m)
	}
}
