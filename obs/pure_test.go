package obs

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	known := []string{"Attente", "Plateau", "Invité", "Questions", "Générique", "Plateau large", "Q"}
	for _, tc := range []struct {
		name string
		want []string
	}{
		{"Platau", []string{"Plateau"}},
		{"PLATEAU", []string{"Plateau", "Plateau large"}},
		{"invite", []string{"Invité"}},
		{"generique", []string{"Générique"}},
		{"Question s", []string{"Questions"}},
		{"large", []string{"Plateau large"}},
		{"zzzzzz", nil},
		{"", []string{"Q"}},
	} {
		if got := nearest(tc.name, known); !slices.Equal(got, tc.want) {
			t.Errorf("nearest to %q is %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestDistanceIsAMetric(t *testing.T) {
	word := rapid.SliceOfN(rapid.RuneFrom([]rune("abé")), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word.Draw(t, "a"), word.Draw(t, "b"), word.Draw(t, "c")
		ab, bc, ac := distance(a, b), distance(b, c), distance(a, c)
		if ab != distance(b, a) || (ab == 0) != slices.Equal(a, b) || ac > ab+bc {
			t.Fatalf("%q %q %q: %d %d %d", string(a), string(b), string(c), ab, bc, ac)
		}
	})
}

func TestBackOffDoublesUpToTheCeiling(t *testing.T) {
	p := pace{}.orDefaults()
	rapid.Check(t, func(t *rapid.T) {
		failed := rapid.IntRange(0, 1000).Draw(t, "failed")
		middle := min(p.backoff<<min(failed, 10), p.ceiling)
		if d := p.wait(failed); d < middle*8/10 || d > middle*12/10+time.Nanosecond {
			t.Fatalf("after %d failures it waits %v, want about %v", failed, d, middle)
		}
	})
}
