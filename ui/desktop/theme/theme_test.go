package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
)

// contrast is the ratio that WCAG defines, from 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(a), luminance(b)
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

func luminance(c color.NRGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func TestContrast(t *testing.T) {
	for _, tt := range []struct {
		text, ground Token
		least        float64
	}{
		{Ink, Ground, 12}, {Ink, Panel, 12}, {Ink, Raised, 10}, {Ink, AirRow, 10}, {Ink, NextRow, 10},
		{Dim, Ground, 7}, {Dim, Panel, 7}, {Dim, Raised, 7}, {Dim, AirRow, 7}, {Dim, NextRow, 7},
		{Faint, Ground, 4.5}, {Faint, Panel, 4.5},
		{OnAir, Panel, 4.5}, {OnAir, AirRow, 4.5}, {Ready, Panel, 7}, {Ready, NextRow, 7}, {Warn, Panel, 7}, {Focus, Panel, 7}, {Ink, Chosen, 7},
		{OnLight, Ready, 7}, {OnLight, Warn, 7}, {OnLight, OnAir, 6}, {OnDark, Alarm, 5},
	} {
		if got := contrast(Color(tt.text), Color(tt.ground)); got < tt.least {
			t.Errorf("%s on %s: contrast %.1f, want %.1f at least", tt.text, tt.ground, got, tt.least)
		}
	}
}

func TestEveryTokenHasItsColour(t *testing.T) {
	for name, token := range fyneColors {
		if _, ok := palette[token]; !ok {
			t.Errorf("%s is drawn with %q, which has no colour", name, token)
		}
	}
}

func TestFontsAreEmbedded(t *testing.T) {
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Italic: true}, {Monospace: true}, {Symbol: true}} {
		if res := New().Font(style); len(res.Content()) < 100_000 {
			t.Errorf("font of %+v holds %d bytes", style, len(res.Content()))
		}
	}
}
