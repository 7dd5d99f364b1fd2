package obs_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
)

func wait(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s", what)
		}
	}
}

func TestActionsWaitForTheirTurn(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Slow("SetInputSettings", 50*time.Millisecond)
	var under sync.WaitGroup
	texts := []string{"un", "deux", "trois", "quatre"}
	for _, text := range texts {
		under.Go(func() {
			if err := w.Do(t.Context(), obs.Action{Do: obs.DoText, Source: contract.Title, Text: text}); err != nil {
				t.Error(err)
			}
		})
		wait(t, "it was sent", func() bool { return len(s.Requests("SetInputSettings")) > 0 })
	}
	start := time.Now()
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoMute, Source: contract.Microphone}); err != nil || time.Since(start) > 50*time.Millisecond {
		t.Errorf("another thing waited %v (%v)", time.Since(start), err)
	}
	under.Wait()
	sent := s.Requests("SetInputSettings")
	for i := 1; i < len(sent); i++ {
		if gap := sent[i].At.Sub(sent[i-1].At); gap < 50*time.Millisecond {
			t.Errorf("the next one was sent after %v, before the answer", gap)
		}
	}
}

func TestGivenUpTurnKeepsTheOrder(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Slow("SetInputMute", 200*time.Millisecond)
	mute := obs.Action{Do: obs.DoMute, Source: contract.Microphone}
	first := make(chan error, 1)
	go func() { first <- w.Do(t.Context(), mute) }()
	wait(t, "it was sent", func() bool { return len(s.Requests("SetInputMute")) == 1 })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := w.Do(ctx, mute); !errors.Is(err, obs.ErrSilent) {
		t.Errorf("gave up with %v", err)
	}
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoUnmute, Source: contract.Microphone}); err != nil {
		t.Error(err)
	}
	if err := <-first; err != nil {
		t.Error(err)
	}
	if sent := s.Requests("SetInputMute"); len(sent) != 2 || sent[1].At.Sub(sent[0].At) < 200*time.Millisecond {
		t.Errorf("sent %v", sent)
	}
}

func TestRefusalsAreTyped(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 150*time.Millisecond)
	do := func(a obs.Action) error { return w.Do(t.Context(), a) }
	var refusal *obs.RequestError
	if err := do(obs.Action{Do: obs.DoCameraStart}); !errors.As(err, &refusal) || refusal.Code != 604 {
		t.Errorf("no virtual camera: %v", err)
	}
	if err := do(obs.Action{Do: obs.DoRecordChapter, Text: "Débat"}); !errors.Is(err, obs.ErrUnsupported) {
		t.Errorf("chapter on an old OBS: %v", err)
	}
	if err := do(obs.Action{Do: "dance"}); !errors.Is(err, obs.ErrAction) {
		t.Errorf("nonsense: %v", err)
	}
	s.Mute("SetInputMute")
	if err := do(obs.Action{Do: obs.DoMute, Source: contract.Microphone}); !errors.Is(err, obs.ErrSilent) {
		t.Errorf("no answer: %v", err)
	}
	s.Heal()
	s.ChangeCollection("Demain", []string{"Accueil"}, 300*time.Millisecond)
	wait(t, "the driver heard of it", func() bool {
		return errors.Is(do(obs.Action{Do: obs.DoUnmute, Source: contract.Microphone}), obs.ErrChanging)
	})
	s.Kill()
	w.Link(obs.LinkLost)
	if err := do(obs.Action{Do: obs.DoRecordStart}); !errors.Is(err, obs.ErrNotConnected) {
		t.Errorf("no OBS: %v", err)
	}
}

func TestActionUnderWayWhenTheLinkGoes(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Destination("rtmp://127.0.0.1:1935/live", obstest.Silent)
	for name, a := range map[string]obs.Action{
		"SetInputMute": {Do: obs.DoMute, Source: contract.Microphone}, "StartStream": {Do: obs.DoStreamStart},
	} {
		s.Mute("SetInputMute")
		ended := make(chan error, 1)
		go func() { ended <- w.Do(t.Context(), a) }()
		wait(t, "it was sent", func() bool { return len(s.Requests(name)) > 0 })
		s.Reset()
		if err := <-ended; !errors.Is(err, obs.ErrLost) {
			t.Errorf("%s ended with %v", name, err)
		}
		s.Heal()
		w.Link(obs.LinkReady)
	}
}

func TestTakesByDo(t *testing.T) {
	s := simulate(t, 300*time.Millisecond)
	w := linked(t, s, 0)
	var none *obs.NoSceneError
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoScene, Scene: "Platau"}); !errors.As(err, &none) {
		t.Errorf("unknown scene: %v", err)
	}
	// A double press, and one that comes in between.
	ends := make(chan error, 3)
	take := func(scene string) {
		go func() { ends <- w.Do(t.Context(), obs.Action{Do: obs.DoScene, Scene: scene}) }()
	}
	take("Plateau")
	w.Next(obs.TransitionStarted)
	take("Plateau")
	time.Sleep(50 * time.Millisecond) // nothing shows that the second press has come
	take("Invité")
	var overtaken, taken int
	for range 3 { // they end in any order
		switch err := <-ends; {
		case err == nil:
			taken++
		case errors.Is(err, obs.ErrOvertaken):
			overtaken++
		default:
			t.Error(err)
		}
	}
	if overtaken != 2 || taken != 1 {
		t.Errorf("%d overtaken, %d taken", overtaken, taken)
	}
	take("Questions")
	if err := <-ends; err != nil {
		t.Error(err)
	}
	take("Questions")
	if err := <-ends; err != nil {
		t.Errorf("on air already: %v", err)
	}
}

func TestNewerOBSDoesMore(t *testing.T) {
	s := simulated{password: "p", scenes: []string{"Attente", "Plateau"}}
	var err error
	if s.Server, err = obstest.Start(obstest.Config{Password: "p", Scenes: s.scenes, Version: "5.6.3"}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	for _, a := range []obs.Action{
		{Do: obs.DoRecordStart}, {Do: obs.DoRecordChapter, Text: "Débat"}, {Do: obs.DoRecordSplit}, {Do: obs.DoReplayStart},
		{Do: obs.DoReplaySave}, {Do: obs.DoReplayStop}, {Do: obs.DoRecordStop},
	} {
		if lacks := a.Missing(w.Mirror()); lacks != nil {
			t.Errorf("%s lacks %+v", a, lacks)
		}
		if err := w.Do(t.Context(), a); err != nil {
			t.Error(err)
		}
	}
	if got := s.Chapters(); !slices.Equal(got, []string{"Débat"}) {
		t.Errorf("chapters %q", got)
	}
}

// The virtual camera and the replay buffer are begun, ended, and found as wanted already; one that is not set up is refused.
func TestCameraAndReplay(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.Camera(true)
	do(t, w, obs.DoCameraStart, obs.DoCameraStart)
	on := func(request string) bool {
		t.Helper()
		answer, err := w.Request(t.Context(), request, nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(answer) == `{"outputActive":true}`
	}
	if !on("GetVirtualCamStatus") {
		t.Error("the camera does not run")
	}
	do(t, w, obs.DoCameraStop, obs.DoCameraStop, obs.DoReplayStart, obs.DoReplaySave)
	if on("GetVirtualCamStatus") || !on("GetReplayBufferStatus") {
		t.Error("the camera runs, or the replay buffer does not")
	}
	do(t, w, obs.DoReplayStop)
	s.ReplayBuffer(false)
	var refusal *obs.RequestError
	for _, deed := range []obs.Deed{obs.DoReplayStart, obs.DoReplaySave} {
		if err := w.Do(t.Context(), obs.Action{Do: deed}); !errors.As(err, &refusal) || refusal.Code != 604 {
			t.Errorf("%s without a replay buffer: %v", deed, err)
		}
	}
}

func TestFreeRequest(t *testing.T) {
	s := simulate(t, 0)
	w := linked(t, s, 0)
	err := w.Do(t.Context(), obs.Action{Do: obs.DoRequest, Request: "SetInputVolume",
		Data: json.RawMessage(`{"inputName":"` + contract.Microphone + `","inputVolumeDb":-12}`)})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := w.Request(t.Context(), "GetInputVolume", json.RawMessage(`{"inputName":"`+contract.Microphone+`"}`))
	if err != nil || !json.Valid(answer) || string(answer) != `{"inputVolumeDb":-12}` {
		t.Errorf("answer %s, %v", answer, err)
	}
	if _, err := w.Request(t.Context(), "GetStats", nil); err != nil {
		t.Error(err)
	}
}

// TestSharedEncoderCannotPause: OBS answers "yes" and does nothing.
func TestSharedEncoderCannotPause(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	s.ShareEncoder(true)
	do(t, w, obs.DoRecordStart)
	if err := w.Do(t.Context(), obs.Action{Do: obs.DoRecordPause}); !errors.Is(err, obs.ErrUndone) {
		t.Errorf("paused with %v", err)
	}
	if m := w.Mirror(); m.Record != obs.Started {
		t.Errorf("mirror says %s", m.Record)
	}
	s.ShareEncoder(false)
	do(t, w, obs.DoRecordPause, obs.DoRecordResume, obs.DoRecordStop) // as fast as can be
}

// TestTransitionHeardBackwards: OBS's events may overtake each other, also the beginning of a transition its end.
func TestTransitionHeardBackwards(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Take("Plateau")
	s.Emit(obstest.Transitions, "SceneTransitionStarted", map[string]any{"transitionName": "Cut"})
	w.Next(obs.TransitionStarted)
	start := time.Now()
	if n := w.Take("Plateau"); !n.Already || time.Since(start) > 5*time.Second {
		t.Errorf("%+v after %v", n, time.Since(start))
	}
}
