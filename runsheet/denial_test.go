package runsheet

import "testing"

// What is shown of a scene that was not taken, in journals of before causes as well.
func TestRefusedSceneHasItsCause(t *testing.T) {
	for _, tc := range []struct {
		name   string
		denied Denial
		want   OBSCause
	}{
		{"named", Denial{Why: "OBS has no such scene", Cause: CauseScene, Near: "Plateau"}, CauseScene},
		{"of an old journal, without OBS", Denial{Why: "not connected to OBS"}, CauseAway},
		{"of an old journal", Denial{Why: "OBS has no such scene"}, ""},
	} {
		if got := after(New(), SceneRefused{"Plato", tc.denied}).OBS.Refused; got.Cause != tc.want || got.Why != tc.denied.Why || got.Near != tc.denied.Near {
			t.Errorf("%s: %+v", tc.name, got)
		}
	}
}

// A cue's denial is kept for the screens as it was told.
func TestCueTroubleHasItsCause(t *testing.T) {
	no := Denial{Why: "mute: OBS has nothing of this name", Cause: CauseMissing}
	s := after(New(), CueRan{Cue: Cue{Do: CueMute, Target: "Salle"}, Outcome: CueHasFailed, Denial: no})
	if len(s.CueTroubles) != 1 || s.CueTroubles[0].Denial != no {
		t.Errorf("%+v", s.CueTroubles)
	}
}
