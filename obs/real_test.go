//go:build linux

package obs_test

import (
	"context"
	"testing"

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

func TestContractReal(t *testing.T) {
	t.Parallel()
	scenes := []string{"Attente", "Plateau", "Invité", "Questions"}
	contract.Run(t, genuine{realobs.ForTest(t, realobs.Config{Scenes: scenes}), context.Background(), scenes})
}
