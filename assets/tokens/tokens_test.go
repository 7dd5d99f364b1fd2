package tokens

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"
)

// contrast is the ratio that WCAG defines, from 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	la, lb := luminance(linear(a)), luminance(linear(b))
	if la < lb {
		la, lb = lb, la
	}
	return (la + 0.05) / (lb + 0.05)
}

// linear takes the curve off a colour's parts.
func linear(c color.NRGBA) (out [3]float64) {
	for i, v := range [3]uint8{c.R, c.G, c.B} {
		s := float64(v) / 255
		if s <= 0.04045 {
			out[i] = s / 12.92
		} else {
			out[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return out
}

func luminance(c [3]float64) float64 { return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2] }

func TestContrast(t *testing.T) {
	for _, tt := range []struct {
		text, ground Token
		least        float64
	}{
		{Ink, Ground, 12}, {Ink, Panel, 12}, {Ink, Raised, 10}, {Ink, AirRow, 10}, {Ink, NextRow, 10},
		{Dim, Ground, 7}, {Dim, Panel, 7}, {Dim, Raised, 7}, {Dim, AirRow, 7}, {Dim, NextRow, 7},
		{Faint, Ground, 4.5}, {Faint, Panel, 4.5},
		{OnAir, Panel, 4.5}, {OnAir, AirRow, 4.5}, {Ready, Panel, 6.3}, {Ready, NextRow, 5.5}, {Warn, Panel, 5.3}, {Focus, Panel, 6.5}, {Ink, Chosen, 7},
		{OnLight, Ready, 6.3}, {OnLight, Warn, 5.3}, {OnLight, OnAir, 6}, {OnLight, Focus, 6}, {OnLight, Faint, 4.5}, {OnDark, Alarm, 5},
		{Focus, Ground, 3}, // the ring around what has the keyboard
	} {
		for _, s := range Schemes {
			if got := contrast(s.Color(tt.text), s.Color(tt.ground)); got < tt.least {
				t.Errorf("%s: %s on %s: contrast %.1f, want %.1f at least", s, tt.text, tt.ground, got, tt.least)
			}
		}
	}
	for _, tt := range []struct{ text, ground Token }{{Ink, Panel}, {Dim, Panel}, {Faint, Panel}, {OnAir, Panel}, {Ready, Panel}, {Warn, Panel}, {Focus, Panel}, {Edge, Panel}} {
		if got := contrast(Contrast.Color(tt.text), Contrast.Color(tt.ground)); got < 7 {
			t.Errorf("high contrast: %s on %s: %.1f, want 7 at least", tt.text, tt.ground, got)
		}
	}
}

// sights are the ways in which people see colours, as matrices on linear RGB: all of them, and the three kinds of colour
// blindness at their full strength (Machado, Oliveira and Fernandes, 2009).
var sights = map[string][3][3]float64{
	"all colours":  {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// seen is a colour as somebody sees it, in Oklab, where equal distances look equally far.
func seen(c color.NRGBA, how [3][3]float64) [3]float64 {
	l := linear(c)
	var s [3]float64
	for i, row := range how {
		s[i] = min(max(row[0]*l[0]+row[1]*l[1]+row[2]*l[2], 0), 1)
	}
	cone := [3]float64{
		math.Cbrt(0.4122214708*s[0] + 0.5363325363*s[1] + 0.0514459929*s[2]),
		math.Cbrt(0.2119034982*s[0] + 0.6806995451*s[1] + 0.1073969566*s[2]),
		math.Cbrt(0.0883024619*s[0] + 0.2817188376*s[1] + 0.6299787005*s[2]),
	}
	return [3]float64{
		0.2104542553*cone[0] + 0.7936177850*cone[1] - 0.0040720468*cone[2],
		1.9779984951*cone[0] - 2.4285922050*cone[1] + 0.4505937099*cone[2],
		0.0259040371*cone[0] + 0.7827717662*cone[1] - 0.8086757660*cone[2],
	}
}

func distance(a, b [3]float64) float64 {
	return math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2])
}

// Whoever cannot tell red from green still tells what is on air from what comes next and from what asks for a hand: 0.08 in
// Oklab is some four times the least difference that is seen side by side.
func TestSignalsDifferToEveryEye(t *testing.T) {
	signals := []Token{OnAir, Ready, Warn, Focus}
	for _, s := range Schemes {
		for name, how := range sights {
			for i, a := range signals {
				for _, b := range signals[i+1:] {
					if d := distance(seen(s.Color(a), how), seen(s.Color(b), how)); d < 0.08 {
						t.Errorf("%s, %s: %s and %s are %.3f apart", s, name, a, b, d)
					}
				}
			}
		}
	}
}

func TestSightsKeepGrey(t *testing.T) {
	for name, how := range sights {
		grey, white := seen(color.NRGBA{R: 128, G: 128, B: 128, A: 255}, how), seen(color.NRGBA{R: 128, G: 128, B: 128, A: 255}, sights["all colours"])
		if d := distance(grey, white); d > 0.01 {
			t.Errorf("%s sees grey %.3f away from grey: the matrix is wrong", name, d)
		}
	}
}

func TestEverySchemeHasEveryColour(t *testing.T) {
	for _, s := range Schemes {
		if got, want := len(palettes[s]), len(All()); got != want {
			t.Errorf("%s has %d colours, %d tokens", s, got, want)
		}
		for _, token := range All() {
			if _, ok := palettes[s][token]; !ok {
				t.Errorf("%s has no %s", s, token)
			}
		}
	}
	if got := Scheme("").Color(Ink); got != Dark.Color(Ink) {
		t.Errorf("an unknown scheme is drawn with %v", got)
	}
}

func TestCSSHoldsEveryToken(t *testing.T) {
	css := CSS()
	for _, s := range Schemes {
		for _, token := range All() {
			c := s.Color(token)
			if line := fmt.Sprintf("--%s: #%02x%02x%02x;", token, c.R, c.G, c.B); !strings.Contains(css, line) {
				t.Errorf("the style sheet lacks %q of %s", line, s)
			}
		}
	}
	if open, shut := strings.Count(css, "{"), strings.Count(css, "}"); open != shut {
		t.Errorf("%d blocks open, %d close", open, shut)
	}
}
