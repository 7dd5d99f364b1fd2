package obs_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
)

// TestEveryCloseCode: goobs' own client panics, hangs or waits for ever after most of these. OBS may send one at any moment
// of a session, and while we introduce ourselves.
func TestEveryCloseCode(t *testing.T) {
	t.Parallel()
	for code := 4002; code <= 4012; code++ {
		link, why := obs.LinkLost, obs.ErrLost // and the driver comes back by itself
		switch code {
		case 4009:
			link, why = obs.LinkRefused, obs.ErrPassword // likewise, though seldom
		case 4010:
			link, why = obs.LinkRefused, obs.ErrProtocol
		case 4011:
			link, why = obs.LinkKicked, obs.ErrKicked
		}
		stays := code == 4010 || code == 4011
		for _, greeting := range []bool{false, true} {
			s := simulate(t, 0)
			w := linked(t, s, 0)
			if greeting { // the link goes, and the next introduction meets the code
				s.TurnAway(code)
				s.Drop()
				w.Link(obs.LinkLost)
			} else {
				s.CloseSessions(code, "")
			}
			if greeting && link == obs.LinkLost { // nothing new to tell, however often it happens
				w.Silence(400*time.Millisecond, obs.LinkChanged)
			} else if n := w.Find(func(n obs.News) bool { return n.Kind == obs.LinkChanged }); n.Link != link || !errors.Is(n.Why, why) {
				t.Errorf("%d (greeting %v): %s because of %v", code, greeting, n.Link, n.Why)
			}
			s.Heal()
			if stays {
				w.Silence(400*time.Millisecond, obs.LinkChanged)
				w.SetTarget(s.Addr(), s.password)
			}
			w.Link(obs.LinkReady)
			w.Take("Plateau")
		}
	}
}

// TestFrozenWindow: OBS's window hangs, so that nothing which changes the picture is done or answered, while its server goes
// on pinging and reading. The take is refused after its time; done late, it is still ours and no hand's.
func TestFrozenWindow(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 200*time.Millisecond)
	s.Stall("SetCurrentProgramScene", "StartStream")
	start := time.Now()
	w.Want(obs.Look{Scene: "Plateau"})
	if n := w.Next(obs.Refused); !errors.Is(n.Why, obs.ErrSilent) || time.Since(start) > 2*time.Second {
		t.Errorf("refused after %v because of %v", time.Since(start), n.Why)
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoStreamStart}); !errors.Is(err, obs.ErrSilent) {
		t.Errorf("the stream: %v", err)
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoMute, Source: contract.Microphone}); err != nil {
		t.Errorf("what needs no window: %v", err)
	}
	if m := w.Mirror(); m.Link != obs.LinkReady {
		t.Errorf("the link is %s", m.Link)
	}
	s.Heal()
	if n := w.Next(obs.SceneTaken); !n.Asked || n.Scene != "Plateau" {
		t.Errorf("done late: %+v", n)
	}
	w.Take("Invité")
}

// TestLeavingDuringAFlood leaves OBS again and again while it pours out events: goobs' own client panics there.
func TestLeavingDuringAFlood(t *testing.T) {
	s := simulate(t, 0)
	ctx, cancel := context.WithCancel(t.Context())
	var flood sync.WaitGroup
	for range 2 {
		flood.Go(func() {
			for ctx.Err() == nil {
				s.Emit(obstest.SceneItems, "SceneItemCreated", map[string]any{"sceneName": "Plateau", "sourceName": "x", "sceneItemId": 1})
				time.Sleep(20 * time.Microsecond)
			}
		})
	}
	w := linked(t, s, 0)
	for range 20 {
		w.SetTarget("", "")
		w.Link(obs.LinkOff)
		w.SetTarget(s.Addr(), s.password)
		w.Link(obs.LinkReady)
	}
	cancel()
	flood.Wait()
	w.Take("Plateau")
}

// TestMessageOfAnySize: a message larger than any that OBS sends ends the session, not the program.
func TestMessageOfAnySize(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Emit(obstest.Scenes, "SceneCreated", map[string]any{"sceneName": strings.Repeat("x", 9<<20)})
	if n := w.Link(obs.LinkLost); !errors.Is(n.Why, obs.ErrLost) {
		t.Errorf("lost because of %v", n.Why)
	}
	w.Link(obs.LinkReady)
	w.Take("Plateau")
}

// TestBeginningHeardAfterTheEnd: events overtake each other, so that a transition seems to begin when it is over. Nothing may
// wait for its end for as long as a transition may last.
func TestBeginningHeardAfterTheEnd(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Take("Plateau")
	s.Emit(obstest.Transitions, "SceneTransitionStarted", map[string]any{"transitionName": "Cut"})
	w.Next(obs.TransitionStarted)
	start := time.Now()
	w.Take("Plateau")
	s.Touch("Invité")
	if n := w.Next(obs.SceneTaken); n.Scene != "Invité" || n.Asked {
		t.Errorf("a hand: %+v", n)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("believed after %v", took)
	}
}

// TestStopStream has the two ways in which OBS does not stop a stream at once: before the first packet it hangs until it is
// asked again, and while it is about to reconnect it says that nothing runs.
func TestStopStream(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]func(*obstest.Server){
		"before the first packet": func(s *obstest.Server) { s.FirstPacket(time.Minute) },
		"about to reconnect":      func(s *obstest.Server) { s.BreakStreamSlowly(300 * time.Millisecond) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 0)
			w := linked(t, s, 0)
			do(t, w, obs.DoStreamStart)
			trouble(s.Server)
			do(t, w, obs.DoStreamStop)
			if _, on := s.Streaming(); on {
				t.Error("OBS streams")
			}
			wait(t, "its end is mirrored", func() bool { return w.Mirror().Stream == obs.Stopped }) // the event may come after the answer
			w.Passed(200 * time.Millisecond)
			w.Silence(time.Second, obs.StreamChanged) // and it stays so
			if _, on := s.Streaming(); on {
				t.Error("the stream came back")
			}
		})
	}
}

// TestChapterThatOBSRefuses: OBS 30.2 and later know chapters, and refuse them unless the file is a Hybrid MP4.
func TestChapterThatOBSRefuses(t *testing.T) {
	s := simulateVersion(t, 0, "5.5.4")
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	do(t, w, obs.DoRecordStart, obs.DoRecordChapter, obs.DoRecordSplit)
	s.Refuse("CreateRecordChapter", 702, "Output does not support chapters", 1)
	var refusal *obs.RequestError
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoRecordChapter, Text: "Débat"}); !errors.As(err, &refusal) || refusal.Code != 702 {
		t.Errorf("a chapter: %v", err)
	}
	if got := s.Chapters(); len(got) != 1 {
		t.Errorf("chapters %q", got)
	}
}

// TestWantWhileAHandIsDoubted: OBS shows another scene than the mirror, which a read has seen and not believed yet. Asking for
// the mirror's scene then is no "already on air": it must be sent.
func TestWantWhileAHandIsDoubted(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Take("Plateau")
	w.Silence(300*time.Millisecond, obs.SceneTaken)
	s.Overtake() // its event is held back: only a read tells
	s.Touch("Invité")
	wait(t, "the public sees it", func() bool { return s.Program() == "Invité" })
	time.Sleep(40 * time.Millisecond) // the driver has looked, and doubts
	w.Want(obs.Look{Scene: "Plateau"})
	if n := w.Find(func(n obs.News) bool { return n.Kind == obs.SceneTaken && n.Asked }); n.Already || n.Scene != "Plateau" {
		t.Errorf("taken %+v", n)
	}
	if got := s.Program(); got != "Plateau" {
		t.Errorf("OBS shows %q", got)
	}
}

// TestTakenAgainWhileItSounds: the driver still looks after a cut and therefore asks once more for what is on air; OBS, whose
// sound is not over yet, begins a transition and says nothing else. The look alone tells, and must not wait for its event.
func TestTakenAgainWhileItSounds(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Slow("GetSceneList", 20*time.Millisecond)
	for range 3 {
		for _, scene := range []string{"Plateau", "Invité"} {
			w.Take(scene)
			start := time.Now()
			w.Want(obs.Look{Scene: scene})
			begun := false
			w.Find(func(n obs.News) bool {
				begun = begun || n.Kind == obs.TransitionStarted && n.Asked
				return n.Kind == obs.SceneTaken && n.Asked && n.Already
			})
			if took := time.Since(start); !begun || took > 500*time.Millisecond {
				t.Errorf("%s taken again after %v, a transition began: %v", scene, took, begun)
			}
		}
	}
}

// TestReadBesideATake: OBS does requests side by side, so that a read which it has begun may tell of the scene before a take
// that it has agreed to since. That scene was a hand's; the take has not come to nothing.
func TestReadBesideATake(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 5*time.Second)
	w.Next(obs.Stocked)
	s.Stall("SetCurrentProgramScene")
	w.Want(obs.Look{Scene: "Invité"})
	wait(t, "it was sent", func() bool { return len(s.Requests("SetCurrentProgramScene")) == 1 })
	looks := func() int { return len(s.Requests("GetSceneList")) }
	before := looks()
	s.Slow("GetSceneList", 600*time.Millisecond)
	s.Touch("Plateau")
	// The second look has begun when the hand's last event was heard, and is the one that will be believed.
	wait(t, "the driver looks again", func() bool { return looks() == before+2 })
	s.HoldEvents()
	s.Heal()
	wait(t, "OBS has done it", func() bool { return s.Program() == "Invité" })
	w.Silence(0, obs.SceneTaken, obs.Refused) // else the look was faster than the take
	if n := outcome(w); n.Kind != obs.SceneTaken || n.Scene != "Plateau" || n.Asked {
		t.Errorf("the hand's scene: %+v", n)
	}
	w.Silence(200*time.Millisecond, obs.SceneTaken, obs.Refused)
	s.ReleaseEvents()
	if n := outcome(w); n.Kind != obs.SceneTaken || n.Scene != "Invité" || !n.Asked {
		t.Errorf("the take: %+v", n)
	}
}
