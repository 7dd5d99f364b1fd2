//go:build linux

package obs_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/realobs"
	"regie/obs/realobs/bare"
)

// TestSoak takes scenes on a real OBS for a long time, while OBS is killed, closed, frozen and started again at random
// moments. REGIE_SOAK is how many takes: it is left out of the usual run for its length alone.
func TestSoak(t *testing.T) {
	takes, _ := strconv.Atoi(os.Getenv("REGIE_SOAK"))
	if takes == 1 { // only switched on
		takes = 1000
	}
	if takes <= 0 {
		t.Skip("REGIE_SOAK is not set: set it to 1, or to the number of takes, for the long run")
	}
	scenes := []string{"Attente", "Plateau", "Invité", "Questions"}
	studio := realobs.ForTest(t, realobs.Config{Scenes: scenes})
	ready := make(chan string, 1)
	var unasked atomic.Int64
	var may atomic.Bool // a scene that nobody asked for is no wonder: OBS has just begun
	d := obs.New(obs.Config{Address: studio.Addr(), Password: studio.Password(), OnNews: func(n obs.News) {
		switch {
		case n.Kind == obs.LinkChanged && n.Link == obs.LinkReady:
			select {
			case ready <- n.Scene:
			default:
			}
		case n.Kind == obs.SceneTaken && !n.Asked && !may.Load():
			unasked.Add(1)
			t.Logf("unasked: %+v", n)
		}
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	<-ready

	program := func() string {
		t.Helper()
		c, err := bare.Dial(ctx, studio.Addr(), studio.Password(), 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		answer, err := c.Request(ctx, "GetCurrentProgramScene", nil)
		if err != nil {
			t.Fatal(err)
		}
		var now struct {
			Scene string `json:"currentProgramSceneName"`
		}
		if err := json.Unmarshal(answer, &now); err != nil {
			t.Fatal(err)
		}
		return now.Scene
	}
	take := func(scene string) error {
		return d.Do(ctx, obs.Action{Do: obs.DoScene, Scene: scene})
	}
	var took []time.Duration
	restarts, refused, wrong, hung := 0, 0, 0, 0
	var heap0 uint64
	var routines0 int
	measure := func() (uint64, int) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	began := time.Now()
	for i := range takes {
		if i == takes/10 {
			heap0, routines0 = measure()
		}
		scene := scenes[rand.N(len(scenes))]
		if rand.N(50) != 0 {
			start := time.Now()
			if err := take(scene); err != nil {
				t.Errorf("take %d of %s: %v", i, scene, err)
				continue
			}
			took = append(took, time.Since(start))
			if got := program(); got != scene {
				wrong++
				t.Errorf("take %d: asked for %s, OBS shows %s", i, scene, got)
			}
			continue
		}
		restarts++
		under := make(chan error, 1)
		go func() { under <- take(scene) }()
		time.Sleep(rand.N(60 * time.Millisecond))
		may.Store(true)
		var err error
		how := rand.N(3)
		switch how {
		case 0:
			err = studio.Kill()
		case 1:
			err = studio.Quit()
		default:
			err = studio.Freeze()
			time.Sleep(3 * time.Second)
			if err == nil {
				err = studio.Thaw()
			}
		}
		switch {
		case errors.Is(err, realobs.ErrHung): // OBS's own close hangs now and then; to us it is one more way to vanish
			hung++
		case err != nil:
			t.Fatal(err)
		}
		if err := <-under; err != nil {
			refused++
			if !errors.Is(err, obs.ErrLost) && !errors.Is(err, obs.ErrClosed) && !errors.Is(err, obs.ErrClosing) && !errors.Is(err, obs.ErrNotConnected) && !errors.Is(err, obs.ErrUnseen) && !errors.Is(err, obs.ErrSilent) {
				t.Errorf("a take that OBS's end interrupted: %v", err)
			}
		}
		if how < 2 {
			if err := studio.Restart(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for deadline := time.Now().Add(30 * time.Second); d.Mirror().Link != obs.LinkReady || time.Since(d.Mirror().Heard) > time.Second; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("not back: %+v", d.Mirror())
			}
		}
		time.Sleep(300 * time.Millisecond) // a frozen OBS now does what it was asked before
		back := program()
		time.Sleep(700 * time.Millisecond)
		if now := program(); now != back || d.Mirror().Scene != now {
			wrong++
			t.Errorf("take %d: OBS came back with %s, now shows %s, mirrored is %s", i, back, now, d.Mirror().Scene)
		}
		may.Store(false)
	}
	heap, routines := measure()
	slices.Sort(took)
	part := func(p float64) time.Duration { return took[int(p*float64(len(took)-1))].Round(time.Millisecond) }
	t.Logf("%d takes in %v, half within %v, 99 of 100 within %v, all within %v; %d times away (%d times it hung at its end), %d takes refused by that; %d wrong scenes, %d unasked; heap %d kB then %d kB; goroutines %d then %d",
		len(took), time.Since(began).Round(time.Second), part(.5), part(.99), part(1), restarts, hung, refused, wrong, unasked.Load(), heap0>>10, heap>>10, routines0, routines)
	if unasked.Load() > 0 {
		t.Error("OBS showed scenes that nobody asked for")
	}
	if heap > heap0+4<<20 || routines > routines0+3 {
		t.Error("memory or goroutines grow")
	}
}
