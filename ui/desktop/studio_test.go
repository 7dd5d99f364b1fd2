package desktop

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// A meter has the same length whatever is heard, also what is louder than all that fits, which OBS tells too.
func TestMeters(t *testing.T) {
	for peak, want := range map[float64]string{0: strings.Repeat("▯", meterBars), 1: strings.Repeat("▮", meterBars), 1.8: strings.Repeat("▮", meterBars), 1e-9: strings.Repeat("▯", meterBars)} {
		got := meterOf(Level{Input: "Micro", Peak: peak})
		bars, rest, _ := strings.Cut(got, " ")
		if bars != want || utf8.RuneCountInString(bars) != meterBars || !strings.HasSuffix(rest, "dB  Micro") {
			t.Errorf("a peak of %v is drawn as %q", peak, got)
		}
	}
	if got := meterOf(Level{Input: "Micro", Peak: 1.8}); !strings.Contains(got, "5 dB") {
		t.Errorf("how much too loud it is: %q", got)
	}
}
