package app

import (
	"context"
	"image"
	"sync"
	"time"

	"regie/obs"
)

// glimpse is the small picture of the scene that GO would take. Each one costs OBS something, so they come while somebody asks
// for them, and a little longer.
type glimpse struct {
	mu      sync.Mutex
	scene   string
	picture image.Image
	asked   time.Time
	stop    context.CancelFunc // nil while none come
}

const (
	glimpseWidth = 192
	glimpseEvery = time.Second
	glimpseFor   = 5 * time.Second
)

// glimpse gives the newest picture of a scene, nil for none yet, and has more come; "" ends them.
func (e *evening) glimpse(scene string) image.Image {
	g := &e.sight
	g.mu.Lock()
	defer g.mu.Unlock()
	g.asked = time.Now()
	if scene != g.scene {
		g.end()
		g.scene = scene
	}
	if g.stop == nil && scene != "" && e.ctx.Err() == nil {
		ctx, stop := context.WithCancel(e.ctx)
		g.stop = stop
		e.running.Go(func() {
			e.studio.main.Watch(ctx, obs.View{Scenes: []string{scene}, Every: glimpseEvery, Width: glimpseWidth}, g.take, nil)
		})
	}
	return g.picture
}

// take keeps a picture, and ends them where nobody asks any more.
func (g *glimpse) take(p obs.Picture) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case p.Scene != g.scene: // of the scene before
	case time.Since(g.asked) > glimpseFor:
		g.end()
	default:
		g.picture = p.Image
	}
}

func (g *glimpse) end() {
	if g.stop != nil {
		g.stop()
	}
	g.stop, g.picture = nil, nil
}
