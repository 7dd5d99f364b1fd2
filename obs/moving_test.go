package obs_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
)

const (
	mainServer  = "rtmp://127.0.0.1:1935/live" // of the simulated OBS, unless moved
	spareServer = "rtmp://127.0.0.1:1936/live"
	deafServer  = "rtmp://127.0.0.1:1937/live"
)

var spare = obs.Destination{Name: "secours", Server: spareServer, Key: "k"}

func do(t *testing.T, w *contract.Watcher, deeds ...obs.Deed) {
	t.Helper()
	for _, deed := range deeds {
		if err := w.Do(t.Context(), obs.Action{Do: deed}); err != nil {
			t.Fatal(err)
		}
	}
}

func move(t *testing.T, w *contract.Watcher, to obs.Destination, o obs.MoveOptions, want error) obs.Moved {
	t.Helper()
	moved, err := w.Move(t.Context(), to, o)
	if !errors.Is(err, want) {
		t.Fatalf("moved with %v, want %v; steps %+v", err, want, moved.Steps)
	}
	return moved
}

func phases(m obs.Moved) []obs.MovePhase {
	var all []obs.MovePhase
	for _, s := range m.Steps {
		all = append(all, s.Phase)
	}
	return all
}

func streams(t *testing.T, s simulated, want string) {
	t.Helper()
	if server, on := s.Streaming(); !on || server != want {
		t.Errorf("streams %v to %s, want %s", on, server, want)
	}
}

// A busy OBS agrees to a start right behind the end of the stream before, and forgets it.
func TestMoveWhoseStartIsOverlooked(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	do(t, w, obs.DoStreamStart)
	s.OverlookStarts(2)
	moved := move(t, w, spare, obs.MoveOptions{}, nil)
	streams(t, s, spareServer)
	if want := []obs.MovePhase{obs.MoveStop, obs.MoveSet, obs.MoveStart, obs.MoveStart, obs.MoveStart, obs.MoveDone}; !slices.Equal(phases(moved), want) {
		t.Errorf("steps %v", phases(moved))
	}
}

// OBS says STOPPED before the stream has gone: a start that comes at once is forgotten, and a second of the show with it.
func TestMoveWaitsForTheEnd(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	do(t, w, obs.DoStreamStart)
	s.WindDown(150 * time.Millisecond)
	moved := move(t, w, spare, obs.MoveOptions{}, nil)
	streams(t, s, spareServer)
	if want := []obs.MovePhase{obs.MoveStop, obs.MoveSet, obs.MoveStart, obs.MoveDone}; !slices.Equal(phases(moved), want) {
		t.Errorf("steps %v", phases(moved))
	}
	if n := len(s.Requests("StartStream")); n != 2 {
		t.Errorf("StartStream was sent %d times, want once for each stream", n)
	}
}

// A stream that goes on behind OBS's back is stopped and moved like any other.
func TestOrphanStream(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]func(*testing.T, *contract.Watcher){
		"stopped": func(t *testing.T, w *contract.Watcher) { do(t, w, obs.DoStreamStop) },
		"moved":   func(t *testing.T, w *contract.Watcher) { move(t, w, spare, obs.MoveOptions{}, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 0)
			w := linked(t, s, 0)
			do(t, w, obs.DoStreamStart)
			s.OrphanStream()
			then(t, w)
			if server, on := s.Streaming(); on != (name == "moved") || on && server != spareServer {
				t.Errorf("streams %v to %s", on, server)
			}
		})
	}
}

func TestMoveAndBack(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	do(t, w, obs.DoStreamStart, obs.DoRecordStart)
	streams(t, s, mainServer)
	var refusal *obs.RequestError
	if _, err := w.Request(t.Context(), "SetStreamServiceSettings", []byte(`{"streamServiceType":"rtmp_custom","streamServiceSettings":{}}`)); !errors.As(err, &refusal) || refusal.Code != 500 {
		t.Errorf("set while streaming: %v", err)
	}
	moved := move(t, w, spare, obs.MoveOptions{Restore: true}, nil)
	streams(t, s, spareServer)
	if want := []obs.MovePhase{obs.MoveStop, obs.MoveSet, obs.MoveStart, obs.MoveDone}; !slices.Equal(phases(moved), want) {
		t.Errorf("steps %v", phases(moved))
	}
	for _, step := range moved.Steps {
		if n := w.Next(obs.Moving); n.Step.Phase != step.Phase || n.Step.To != "secours" || n.Step.Since != step.Since {
			t.Errorf("told %+v, done %+v", n.Step, step)
		}
	}
	if moved.Dark <= 0 || moved.Dark > 5*time.Second || moved.Before.Server != mainServer || moved.Before.Key != "principal" {
		t.Errorf("moved %+v", moved)
	}
	move(t, w, moved.Before, obs.MoveOptions{Restore: true}, nil)
	streams(t, s, mainServer)
	move(t, w, spare, obs.MoveOptions{Restore: true}, nil)
	if !s.Recording() || len(s.Requests("StopRecord", "PauseRecord")) > 0 {
		t.Error("the recording was touched")
	}
	do(t, w, obs.DoStreamStop)
	w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestored && n.Why == nil })
	if server, on := s.Streaming(); on || server != mainServer {
		t.Errorf("after the stream the profile has %s", server)
	}
}

func TestMoveFromTrouble(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		before func(*testing.T, simulated, *contract.Watcher)
		want   []obs.MovePhase
	}{
		"no stream": {func(*testing.T, simulated, *contract.Watcher) {}, []obs.MovePhase{obs.MoveSet, obs.MoveStart, obs.MoveDone}},
		"it reconnects": {func(t *testing.T, s simulated, w *contract.Watcher) {
			do(t, w, obs.DoStreamStart)
			s.BreakStream()
			w.Find(func(n obs.News) bool { return n.Output == obs.Reconnecting })
		}, []obs.MovePhase{obs.MoveStop, obs.MoveSet, obs.MoveStart, obs.MoveDone}},
		"the first packet is not out yet": {func(t *testing.T, s simulated, w *contract.Watcher) {
			s.FirstPacket(time.Minute)
			do(t, w, obs.DoStreamStart)
		}, []obs.MovePhase{obs.MoveStop, obs.MoveStopAgain, obs.MoveSet, obs.MoveStart, obs.MoveDone}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 0)
			w := linked(t, s, 0)
			tc.before(t, s, w)
			if moved := move(t, w, spare, obs.MoveOptions{}, nil); !slices.Equal(phases(moved), tc.want) {
				t.Errorf("steps %v", phases(moved))
			}
			streams(t, s, spareServer)
		})
	}
}

func TestMoveToNowhere(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Destination(deafServer, obstest.Refuses)
	do(t, w, obs.DoStreamStart)
	move(t, w, obs.Destination{Server: deafServer}, obs.MoveOptions{}, obs.ErrRefusedTo)
	if n := w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveFailed }); !errors.Is(n.Why, obs.ErrRefusedTo) {
		t.Errorf("told %+v", n)
	}
	move(t, w, spare, obs.MoveOptions{}, nil)
	move(t, w, obs.Destination{}, obs.MoveOptions{}, obs.ErrDestination)
	streams(t, s, spareServer)
}

// TestSilentDestination meets the worst of OBS's traps: it gives a silent destination up long after the stream has been
// moved on, and stops the healthy one on that account.
func TestSilentDestination(t *testing.T) {
	t.Parallel()
	for name, byHand := range map[string]bool{"the time-out stops it": false, "it reconnects behind OBS's back": false, "a hand stops it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 0)
			w := contract.Watch(t, obs.Impatient(obs.Config{Address: s.URL(), Password: s.password}, 1500*time.Millisecond))
			w.Link(obs.LinkReady)
			s.Destination(deafServer, obstest.Silent)
			s.Patience(obstest.Silent, 4*time.Second)
			if strings.Contains(name, "back") {
				s.Clumsy()
			}
			move(t, w, obs.Destination{Server: deafServer}, obs.MoveOptions{}, obs.ErrSilentTo)
			move(t, w, spare, obs.MoveOptions{}, nil)
			if byHand {
				s.StopStreamByHand()
				w.Find(func(n obs.News) bool { return n.Output == obs.Stopping })
				w.Silence(3*time.Second, obs.Moving)
				if _, on := s.Streaming(); on {
					t.Error("a stream that a hand had stopped was started again")
				}
				return
			}
			w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Stopped })
			w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestart })
			w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Started })
			streams(t, s, spareServer)
			w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone && n.Why == nil })
			do(t, w, obs.DoStreamStop)
			if _, on := s.Streaming(); on {
				t.Error("the stream cannot be stopped any more")
			}
		})
	}
}

// The healthy stream is out of the way when OBS gives the silent destination up, and comes back.
func TestStreamStepsAside(t *testing.T) {
	t.Parallel()
	const tired = 6 * time.Second
	s := simulate(t, 0)
	w := contract.Watch(t, obs.Tiring(obs.Impatient(obs.Config{Address: s.URL(), Password: s.password}, 1500*time.Millisecond), tired-2*time.Second, time.Minute))
	w.Link(obs.LinkReady)
	s.Destination(deafServer, obstest.Silent)
	s.Patience(obstest.Silent, tired)
	s.Clumsy() // a stream that is still there would be lost to OBS
	do(t, w, obs.DoRecordStart)
	deaf := time.Now()
	move(t, w, obs.Destination{Server: deafServer}, obs.MoveOptions{}, obs.ErrSilentTo)
	move(t, w, spare, obs.MoveOptions{}, nil)
	w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Started })
	w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Stopping })
	w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestart })
	up := w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone })
	if after := up.At.Sub(deaf); after < tired {
		t.Errorf("up again %v after the silent start: OBS had not given it up", after)
	}
	streams(t, s, spareServer)
	if !s.Recording() {
		t.Error("the recording was touched")
	}
	do(t, w, obs.DoStreamStop)
	if _, on := s.Streaming(); on {
		t.Error("the stream cannot be stopped any more")
	}
	w.Silence(500*time.Millisecond, obs.Moving)
}

func TestMoveIsGivenUp(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Destination(deafServer, obstest.Silent)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := w.Move(ctx, obs.Destination{Server: deafServer}, obs.MoveOptions{}); !errors.Is(err, obs.ErrSilent) {
		t.Errorf("given up with %v", err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := w.Move(t.Context(), obs.Destination{Server: deafServer}, obs.MoveOptions{})
		ended <- err
	}()
	wait(t, "it starts", func() bool { return len(s.Requests("StartStream")) == 2 })
	s.Kill()
	if err := <-ended; !errors.Is(err, obs.ErrLost) {
		t.Errorf("OBS died: %v", err)
	}
}
