//go:build linux

package obs_test

import (
	"context"
	"errors"
	"testing"
	"time"

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
