package obs

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// samples holds one right action for each deed.
var samples = map[Deed]Action{
	DoScene:         {Scene: "Plateau"},
	DoPreview:       {Scene: "Plateau"},
	DoTake:          {Scene: "Plateau", Keep: true},
	DoTransition:    {Transition: "Fade", Length: 300 * time.Millisecond},
	DoMediaPlay:     {Source: "Générique"},
	DoMediaPause:    {Source: "Générique"},
	DoMediaRestart:  {Source: "Générique"},
	DoMediaStop:     {Source: "Générique"},
	DoText:          {Source: "Nom", Text: "Zoé"},
	DoShow:          {Scene: "Plateau", Source: "Nom"},
	DoHide:          {Scene: "Plateau", Source: "Nom"},
	DoFilterOn:      {Source: "Caméra", Filter: "Flou"},
	DoFilterOff:     {Source: "Caméra", Filter: "Flou"},
	DoMute:          {Source: "Micro"},
	DoUnmute:        {Source: "Micro"},
	DoVolume:        {Source: "Micro", Volume: -6.5},
	DoStreamStart:   {},
	DoStreamStop:    {},
	DoRecordStart:   {},
	DoRecordStop:    {},
	DoRecordPause:   {},
	DoRecordResume:  {},
	DoRecordSplit:   {},
	DoRecordChapter: {Text: "Débat"},
	DoCameraStart:   {},
	DoCameraStop:    {},
	DoReplayStart:   {},
	DoReplayStop:    {},
	DoReplaySave:    {},
	DoHotkey:        {Hotkey: "OBSBasic.Transition"},
	DoWait:          {Length: 2 * time.Second},
	DoRequest:       {Request: "GetStats", Data: json.RawMessage(`{"a":1}`)},
}

func TestEveryDeedIsReadSaidAndDone(t *testing.T) {
	for _, deed := range Deeds() {
		a, ok := samples[deed]
		if !ok {
			t.Errorf("%s has no sample", deed)
			continue
		}
		a.Do = deed
		if err := a.Check(); err != nil {
			t.Error(err)
		}
		back, err := ParseAction([]byte(a.Format()))
		if err != nil || !cmp.Equal(back, a) {
			t.Errorf("%s came back as %+v, %v", a.Format(), back, err)
		}
		w := a.Words()
		if w.Text == "" || strings.ContainsAny(w.Text, "{}") || strings.Contains(w.Text, "  ") || !strings.HasPrefix(w.Code, "action."+string(deed)) {
			t.Errorf("%s is said as %+v", deed, w)
		}
		for name, v := range w.Args {
			if name != "data" && name != "length_ms" && name != "keep" && !strings.Contains(w.Text, v) {
				t.Errorf("%q does not tell %s", w.Text, name)
			}
		}
		if deed != DoWait && deed != DoScene && jobs[deed] == nil {
			t.Errorf("%s cannot be done", deed)
		}
	}
	if len(samples) != len(deeds) {
		t.Errorf("%d samples for %d deeds", len(samples), len(deeds))
	}
}

func TestWrongActionsAreRefused(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `"scene"`, `{}`, `{"do":"dance"}`, `{"do":"scene"}`, `{"do":"scene","scene":7}`, `{"do":"scene","scene":"A","sceen":"B"}`,
		`{"do":"scene","scene":"A","source":"B"}`, `{"do":"stream.start","scene":"A"}`, `{"do":"wait"}`, `{"do":"wait","length_ms":-1}`,
		`{"do":"wait","length_ms":3600001}`, `{"do":"wait","length_ms":9223372036854775807}`, `{"do":"wait","length_ms":1.5}`,
		`{"do":"transition","transition":"Fade","length_ms":10}`, `{"do":"transition","transition":"Fade","length_ms":21000}`,
		`{"do":"volume","source":"A","volume_db":27}`, `{"do":"volume","source":"A","volume_db":-101}`, `{"do":"hide","source":"A"}`,
		`{"do":"request","request":"A","data":[1]}`, `{"do":"request","request":"A","data":1}`, `{"do":"scene","scene":"A"} x`,
		`{"do":"text","source":"A","text":"` + strings.Repeat("a", maxText+1) + `"}`, strings.Repeat(" ", maxAction) + `{"do":"record.start"}`,
	} {
		if a, err := ParseAction([]byte(text)); !errors.Is(err, ErrAction) {
			t.Errorf("%.60s gives %+v, %v", text, a, err)
		}
	}
	for _, a := range []Action{
		{Do: DoVolume, Source: "A", Volume: math.NaN()}, {Do: DoWait, Length: time.Microsecond},
		{Do: DoRequest, Request: "A", Data: json.RawMessage("{")},
	} {
		if err := a.Check(); !errors.Is(err, ErrAction) {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

func FuzzParseAction(f *testing.F) {
	for deed, a := range samples {
		a.Do = deed
		f.Add([]byte(a.Format()))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		a, err := ParseAction(text)
		if err != nil {
			return
		}
		back, err := ParseAction([]byte(a.Format()))
		if err != nil || back.Format() != a.Format() {
			t.Errorf("%q became %q, %v", a.Format(), back.Format(), err)
		}
		_ = a.Words()
	})
}

func TestMissing(t *testing.T) {
	m := Mirror{Scenes: []string{"Attente", "Plateau"}, Holds: &Inventory{
		Inputs:      map[string]string{"Générique": "ffmpeg_source", "Nom": "text_ft2_source_v2", "Micro": "pulse_input_capture"},
		Items:       map[string][]Item{"Plateau": {{Source: "Nom"}}},
		Filters:     map[string][]string{"Micro": {"Porte de bruit"}},
		Transitions: []string{"Cut", "Fade"},
		Hotkeys:     []string{"OBSBasic.Transition"},
		Requests:    []string{"GetStats", "GetVersion"},
	}}
	for _, tc := range []struct {
		a    Action
		want []Lack
	}{
		{Action{Do: DoScene, Scene: "Plateau"}, nil},
		{Action{Do: DoScene, Scene: "plato"}, nil}, // filled in below: too far from any
		{Action{Do: DoScene, Scene: "Platau"}, []Lack{{"scene", "Platau", "", []string{"Plateau"}}}},
		{Action{Do: DoTake}, []Lack{{What: "studio mode"}}},
		{Action{Do: DoMediaPlay, Source: "generique"}, []Lack{{"source", "generique", "", []string{"Générique"}}}},
		{Action{Do: DoMediaPlay, Source: "Micro"}, []Lack{{What: "media", Name: "Micro"}}},
		{Action{Do: DoShow, Scene: "Plateau", Source: "Non"}, []Lack{{"item", "Non", "Plateau", []string{"Nom"}}}},
		{Action{Do: DoShow, Scene: "Plateua", Source: "Non"}, []Lack{{"scene", "Plateua", "", []string{"Plateau"}}}},
		{Action{Do: DoFilterOn, Source: "Micro", Filter: "Porte de bruits"}, []Lack{{"filter", "Porte de bruits", "Micro", []string{"Porte de bruit"}}}},
		{Action{Do: DoTransition, Transition: "Fad"}, []Lack{{"transition", "Fad", "", []string{"Fade"}}}},
		{Action{Do: DoHotkey, Hotkey: "OBSBasic.Transitio"}, []Lack{{"hotkey", "OBSBasic.Transitio", "", []string{"OBSBasic.Transition"}}}},
		{Action{Do: DoRequest, Request: "GetStat"}, []Lack{{"request", "GetStat", "", []string{"GetStats"}}}},
		{Action{Do: DoRecordChapter}, []Lack{{What: "request", Name: "CreateRecordChapter"}}},
		{Action{Do: DoMute, Source: "Micro"}, nil},
		{Action{Do: DoStreamStart}, nil},
	} {
		if tc.a.Scene == "plato" {
			tc.want = []Lack{{What: "scene", Name: "plato", Nearest: nearest("plato", m.Scenes)}}
		}
		got := tc.a.Missing(m)
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s: %s", tc.a, diff)
		}
		for _, l := range got {
			if w := l.Words(); w.Text == "" || !strings.HasPrefix(w.Code, "lack.") || !strings.Contains(w.Text, l.Name) {
				t.Errorf("%+v is said as %+v", l, w)
			}
		}
	}
	if lacks := (Action{Do: DoMute, Source: "X"}).Missing(Mirror{}); lacks != nil {
		t.Errorf("an OBS that was never read lacks %+v", lacks)
	}
}

func TestMediaWithinScenes(t *testing.T) {
	inv := &Inventory{
		Inputs: map[string]string{"Clip": "ffmpeg_source", "Caché": "ffmpeg_source", "Nom": "text", "Liste": "vlc_source"},
		Items: map[string][]Item{
			"A": {{"Clip", true, false}, {"Caché", false, false}, {"Nom", true, false}, {"B", true, true}},
			"B": {{"Liste", true, false}, {"Clip", true, false}, {"A", true, true}}, // OBS forbids a circle; a race may show one
		},
	}
	if got := inv.playing("A"); !slices.Equal(got, []string{"Clip", "Liste"}) {
		t.Errorf("playing %q", got)
	}
}
