package app

import (
	"context"
	"fmt"
	"testing"

	"regie/assets"
	"regie/obs"
	"regie/runsheet"
)

func TestDenial(t *testing.T) {
	refused := func(code int) error {
		return fmt.Errorf("mute: %w", &obs.RequestError{Request: "SetInputMute", Code: code, Comment: "No source was found by the name of `Salle`."})
	}
	for _, tc := range []struct {
		name string
		err  error
		want runsheet.OBSCause
	}{
		{"nothing", nil, ""},
		{"no such source", refused(600), runsheet.CauseMissing},
		{"a scene where a source should be", refused(602), runsheet.CauseKind},
		{"running", refused(500), runsheet.CauseRunning},
		{"not running", refused(501), runsheet.CauseIdle},
		{"no replay buffer", refused(604), runsheet.CauseOff},
		{"without studio mode", refused(506), runsheet.CauseStudio},
		{"not ready", refused(207), runsheet.CauseChanging},
		{"an expert's mistake", refused(401), runsheet.CauseWrong},
		{"too old an OBS", refused(204), runsheet.CauseUnsupported},
		{"what only OBS can say", refused(702), ""},
		{"no file", fmt.Errorf("media: %w: %w", obs.ErrUndone, obs.ErrNoMedia), runsheet.CauseMedia},
		{"agreed, and nothing", fmt.Errorf("mute: %w", obs.ErrUndone), runsheet.CauseUndone},
		{"left the air", errLeft, runsheet.CauseLeft},
		{"cut", fmt.Errorf("mute: %w: %w", obs.ErrLost, context.Canceled), runsheet.CauseLost},
		{"no scene", &obs.NoSceneError{Scene: "Plato", Nearest: []string{"Plateau", "Plan"}}, runsheet.CauseScene},
		{"main and spare", &obs.BothError{Main: refused(600), Spare: obs.ErrSilent}, runsheet.CauseMissing},
	} {
		got := denial(tc.err)
		if got.Cause != tc.want || (got.Why == "") != (tc.err == nil) || (got.Near == "Plateau") != (tc.want == runsheet.CauseScene) {
			t.Errorf("%s: %+v, want %q", tc.name, got, tc.want)
		}
	}
}

// Every cause has its words; a missing one would be shown as its key.
func TestDenialsHaveWords(t *testing.T) {
	causes := []runsheet.OBSCause{runsheet.CauseScene}
	for _, d := range denials {
		causes = append(causes, d.cause)
	}
	for _, lang := range []assets.Lang{"fr", "en"} {
		for _, c := range causes {
			key := "desktop.denied." + string(c)
			if said := assets.In(lang).Say(key); said == "" || said == key {
				t.Errorf("%s: %q has no words", lang, c)
			}
		}
	}
}
