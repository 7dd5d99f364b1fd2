package app

import (
	"image"
	"testing"
	"time"

	"regie/obs"
)

// Only the scene that is asked for is seen, and once nobody asks any more its pictures end.
func TestGlimpse(t *testing.T) {
	ended := 0
	picture := image.NewGray(image.Rect(0, 0, 16, 9))
	g := glimpse{scene: "Plateau", asked: time.Now(), stop: func() { ended++ }}
	if g.take(obs.Picture{Scene: "Attente", Image: picture}); g.picture != nil {
		t.Error("the picture of another scene is kept")
	}
	if g.take(obs.Picture{Scene: "Plateau", Image: picture}); g.picture != picture || ended > 0 {
		t.Errorf("kept %v, ended %d times", g.picture, ended)
	}
	g.asked = time.Now().Add(-glimpseFor - time.Second)
	if g.take(obs.Picture{Scene: "Plateau", Image: picture}); g.picture != nil || g.stop != nil || ended != 1 {
		t.Errorf("nobody asks: kept %v, ended %d times", g.picture, ended)
	}
	g.take(obs.Picture{Scene: "Plateau", Image: picture}) // one that was under way
	if g.end(); ended != 1 || g.picture != nil {
		t.Errorf("ended %d times, kept %v", ended, g.picture)
	}
}
