package obstest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"regie/obs/obstest"
	"regie/obs/realobs/bare"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, c obstest.Config) *obstest.Server {
	t.Helper()
	s, err := obstest.Start(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func dial(t *testing.T, s *obstest.Server, events int, hears func(bare.Event)) *bare.Client {
	t.Helper()
	c, err := bare.Dial(t.Context(), s.Addr(), "p", events, hears)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

type fields = map[string]any

func TestRequests(t *testing.T) {
	s := start(t, obstest.Config{Password: "p", Scenes: []string{"A", "B"}, Inputs: []obstest.Input{
		{Name: "Nom", Kind: obstest.KindText, Scenes: []string{"A"}, Filters: []string{"Flou"}},
		{Name: "Clip", Kind: obstest.KindMedia, Lasts: time.Second, Scenes: []string{"B"}},
	}})
	c := dial(t, s, 0, nil)
	for _, step := range []struct {
		request string
		data    any
		want    string // part of the answer, or of the error
	}{
		{"GetVersion", nil, `"SetCurrentProgramScene"`},
		{"GetStats", nil, `"activeFps":30`},
		{"GetSceneList", nil, `"currentPreviewSceneName":null,"currentProgramSceneName":"A","scenes":[{"sceneIndex":0,"sceneName":"B"},{"sceneIndex":1,"sceneName":"A"}]`},
		{"SetCurrentProgramScene", fields{}, "300"},
		{"SetCurrentProgramScene", fields{"sceneName": "C"}, "600"},
		{"SetCurrentProgramScene", fields{"sceneName": "B"}, ""},
		{"GetCurrentProgramScene", nil, `"B"`},
		{"SetCurrentPreviewScene", fields{"sceneName": "A"}, "506"},
		{"TriggerStudioModeTransition", nil, "506"},
		{"GetCurrentPreviewScene", nil, "506"},
		{"SetStudioModeEnabled", fields{"studioModeEnabled": true}, ""},
		{"GetStudioModeEnabled", nil, "true"},
		{"SetCurrentPreviewScene", fields{"sceneName": "A"}, ""},
		{"GetCurrentPreviewScene", nil, `"A"`},
		{"TriggerStudioModeTransition", nil, ""},
		{"GetCurrentProgramScene", nil, `"A"`},
		{"SetCurrentSceneTransition", fields{"transitionName": "Fade"}, ""},
		{"SetCurrentSceneTransition", fields{"transitionName": "Star"}, "600"},
		{"SetCurrentSceneTransitionDuration", fields{"transitionDuration": 1}, "402"},
		{"SetCurrentSceneTransitionDuration", fields{"transitionDuration": 500}, ""},
		{"GetSceneTransitionList", nil, `"currentSceneTransitionName":"Fade"`},
		{"GetNothing", nil, "204"},
		{"GetInputList", nil, `"Clip"`},
		{"SetInputSettings", fields{"inputName": "Nom", "inputSettings": fields{"text": "Zoé"}}, ""},
		{"GetInputSettings", fields{"inputName": "Nom"}, `"text":"Zoé"`},
		{"SetInputVolume", fields{"inputName": "Nom", "inputVolumeDb": 27}, "402"},
		{"SetInputMute", fields{"inputName": "nobody", "inputMuted": true}, "600"},
		{"GetSceneItemId", fields{"sceneName": "A", "sourceName": "Clip"}, "600"},
		{"GetSceneItemId", fields{"sceneName": "B", "sourceName": "Clip"}, `"sceneItemId":1`},
		{"SetSceneItemEnabled", fields{"sceneName": "B", "sceneItemId": 7, "sceneItemEnabled": true}, "600"},
		{"SetSourceFilterEnabled", fields{"sourceName": "Nom", "filterName": "Flou", "filterEnabled": false}, ""},
		{"GetSourceFilter", fields{"sourceName": "Nom", "filterName": "Flou"}, `"filterEnabled":false`},
		{"GetSourceFilter", fields{"sourceName": "Nom", "filterName": "Gris"}, "600"},
		{"TriggerMediaInputAction", fields{"inputName": "Nom", "mediaAction": "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_PLAY"}, "602"},
		{"TriggerMediaInputAction", fields{"inputName": "Clip", "mediaAction": "dance"}, "400"},
		{"StopStream", nil, "501"},
		{"GetOutputList", nil, `"outputName":"simple_stream"`},
		{"StopOutput", fields{"outputName": "simple_stream"}, "501"},
		{"StopOutput", fields{"outputName": "nothing"}, "600"},
		{"StopRecord", nil, "501"},
		{"ResumeRecord", nil, "503"},
		{"StartVirtualCam", nil, "604"},
		{"CreateRecordChapter", nil, "204"},
		{"GetSourceScreenshot", fields{"sourceName": "A", "imageFormat": "bmp"}, "400"},
		{"GetSourceScreenshot", fields{"sourceName": "A", "imageFormat": "jpg", "imageWidth": 32, "imageHeight": 18}, "data:image/jpg;base64,"},
		{"TriggerHotkeyByName", fields{"hotkeyName": "nothing"}, "600"},
	} {
		answer, err := c.Request(t.Context(), step.request, step.data)
		if got := string(answer) + fmt.Sprint(err); !strings.Contains(got, step.want) {
			t.Errorf("%s %v gives %s, want %s", step.request, step.data, got, step.want)
		}
	}
}

func TestBatchStopsWhereItIsTold(t *testing.T) {
	s := start(t, obstest.Config{Password: "p", Scenes: []string{"A", "B"}})
	c := dial(t, s, 0, nil)
	batch := []bare.Request{
		{Type: "SetCurrentProgramScene", Data: fields{"sceneName": "B"}},
		{Type: "SetCurrentProgramScene", Data: fields{"sceneName": "C"}},
		{Type: "GetCurrentProgramScene"},
	}
	for halt, want := range map[bool]int{true: 2, false: 3} {
		if got, err := c.Batch(t.Context(), halt, batch...); err != nil || len(got) != want || got[1].Status.Code != 600 {
			t.Errorf("halt %v gives %v, %v", halt, got, err)
		}
	}
}

func TestEventsFollowTheTransitionAndTheMask(t *testing.T) {
	s := start(t, obstest.Config{Password: "p", Scenes: []string{"A", "B"}, Fade: 100 * time.Millisecond})
	heard := make(chan bare.Event, 100)
	c := dial(t, s, obstest.Scenes|obstest.Transitions, func(e bare.Event) { heard <- e })
	deaf := dial(t, s, 0, func(e bare.Event) { t.Errorf("a deaf client heard %s", e.Type) })
	if n := s.Sessions(); n != 2 {
		t.Errorf("%d sessions", n)
	}
	s.Touch("B")
	if s.Program() != "A" {
		t.Error("a fade was over at once")
	}
	var kinds []string
	var at []time.Time
	for range 4 {
		e := <-heard
		kinds, at = append(kinds, e.Type), append(at, e.At)
	}
	want := []string{"SceneTransitionStarted", "SceneTransitionVideoEnded", "CurrentProgramSceneChanged", "SceneTransitionEnded"}
	if !slices.Equal(kinds, want) || at[2].Sub(at[0]) < 90*time.Millisecond || s.Program() != "B" {
		t.Errorf("heard %q in %v, on air %q", kinds, at[2].Sub(at[0]), s.Program())
	}
	if err := c.Reidentify(t.Context(), obstest.UI); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Request(t.Context(), "GetStats", nil); err != nil {
		t.Fatal(err)
	}
	s.Touch("A")
	s.SetStudioMode(true)
	if e := <-heard; e.Type != "StudioModeStateChanged" {
		t.Errorf("heard %s", e.Type)
	}
	if _, err := deaf.Request(t.Context(), "GetStats", nil); err != nil {
		t.Error(err)
	}
}

// TestBadClientsAreClosed speaks the protocol wrongly in every way that OBS has a code for.
func TestBadClientsAreClosed(t *testing.T) {
	identify := func(version int, secret string) string {
		return fmt.Sprintf(`{"op":1,"d":{"rpcVersion":%d,"authentication":%q}}`, version, secret)
	}
	open := start(t, obstest.Config{})
	locked := start(t, obstest.Config{Password: "p"})
	for name, tc := range map[string]struct {
		server *obstest.Server
		says   []string
		code   websocket.StatusCode
	}{
		"nonsense":          {open, []string{"hello"}, 4002},
		"nothing":           {open, []string{`{"op":1}`}, 4003},
		"unknown op":        {open, []string{identify(1, ""), `{"op":77,"d":{}}`}, 4006},
		"no introduction":   {open, []string{`{"op":6,"d":{"requestId":"1"}}`}, 4007},
		"introduced twice":  {open, []string{identify(1, ""), identify(1, "")}, 4008},
		"wrong password":    {locked, []string{identify(1, "open sesame")}, 4009},
		"wrong version":     {open, []string{identify(2, "")}, 4010},
		"nameless request":  {open, []string{identify(1, ""), `{"op":6,"d":{"requestType":"GetStats"}}`}, 4003},
		"nameless requests": {open, []string{identify(1, ""), `{"op":8,"d":{"requests":[]}}`}, 4003},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			ws, _, err := websocket.Dial(ctx, tc.server.URL(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer ws.CloseNow()
			for _, text := range tc.says {
				if err := ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
					t.Fatal(err)
				}
			}
			for err == nil {
				_, _, err = ws.Read(ctx)
			}
			if code := websocket.CloseStatus(err); code != tc.code {
				t.Errorf("closed with %d (%v), want %d", code, err, tc.code)
			}
		})
	}
}

func TestRestartKeepsAddressAndScenes(t *testing.T) {
	s := start(t, obstest.Config{Password: "p", Scenes: []string{"A", "B"}})
	addr := s.Addr()
	for name, end := range map[string]func(){"killed": s.Kill, "closed": s.Exit} {
		var kinds []string
		over := make(chan struct{})
		c := dial(t, s, bare.All, func(e bare.Event) { kinds = append(kinds, e.Type) })
		go func() { <-c.Done(); close(over) }()
		end()
		<-over
		if said := slices.Contains(kinds, "ExitStarted"); said != (name == "closed") {
			t.Errorf("%s: heard %q", name, kinds)
		}
		if _, err := bare.Dial(t.Context(), addr, "p", 0, nil); err == nil {
			t.Errorf("%s: still there", name)
		}
		if err := s.Restart(); err != nil || s.Addr() != addr {
			t.Fatalf("%s: restart at %s: %v", name, s.Addr(), err)
		}
		answer, err := dial(t, s, 0, nil).Request(t.Context(), "GetSceneList", nil)
		var list struct{ Scenes []any }
		if json.Unmarshal(answer, &list); err != nil || len(list.Scenes) != 2 {
			t.Errorf("%s: %s, %v", name, answer, err)
		}
	}
	if err := s.Restart(); err == nil {
		t.Error("a running server was started again")
	}
}

func TestFrozenServerEndsToo(t *testing.T) {
	s := start(t, obstest.Config{Password: "p"})
	c := dial(t, s, bare.All, nil)
	s.Freeze()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Request(ctx, "GetStats", nil); err == nil {
		t.Error("a frozen server answered")
	}
	if n := len(s.Requests("GetStats")); n != 0 {
		t.Errorf("a frozen server did %d requests", n)
	}
}
