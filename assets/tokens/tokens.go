// Package tokens is how Régie looks, as plain values: its colours by what they mean, in three schemes, its sizes and its
// distances. The window and the pages are drawn from the same ones.
//
// It knows no toolkit and draws nothing. The theme of the window and the style sheet of the pages are made from it, and
// nothing else needs it.
package tokens

import (
	"fmt"
	"image/color"
	"strings"
)

// Token is a colour by what it means. Colour is never the only thing that says it: a sign or a word stands beside.
type Token string

// The tokens. Red is on air and green comes next, as on a vision mixer; amber asks for a hand, and Alarm for one at once.
const (
	Ground  Token = "ground" // behind everything
	Panel   Token = "panel"  // a surface that holds text
	Raised  Token = "raised" // a button, a row under the pointer
	Edge    Token = "edge"   // the line around a surface
	Ink     Token = "ink"    // text to be read
	Dim     Token = "dim"    // text that can wait
	Faint   Token = "faint"  // what is over, or cannot be used now
	OnAir   Token = "on-air"
	AirRow  Token = "air-row" // behind the row on air
	Ready   Token = "ready"   // standby, GO, all is well
	NextRow Token = "next-row"
	Warn    Token = "warn"
	Alarm   Token = "alarm"     // a banner's ground
	Focus   Token = "focus"     // what has the keyboard
	Chosen  Token = "chosen"    // the ground of what has the keyboard
	OnLight Token = "on-signal" // text on OnAir, Ready, Warn, Focus and Faint
	OnDark  Token = "on-alarm"  // text on Alarm
	Clear   Token = "clear"     // nothing at all
)

// Scheme is one set of colours.
type Scheme string

// The schemes. Dark is for a room without light and the one to begin with; Contrast gives up every shade for the eyes that
// need it.
const (
	Dark     Scheme = "dark"
	Light    Scheme = "light"
	Contrast Scheme = "contrast"
)

// Schemes lists them in the order in which screens offer them.
var Schemes = []Scheme{Dark, Light, Contrast}

// rgb is a colour as it is written: 0xRRGGBB.
type rgb uint32

var palettes = map[Scheme]map[Token]rgb{
	Dark: {
		Ground: 0x0A0D10, Panel: 0x12171C, Raised: 0x1F272F, Edge: 0x2C3742,
		Ink: 0xEEF2F5, Dim: 0xA9B6C2, Faint: 0x74828F,
		OnAir: 0xFF5C5C, AirRow: 0x3A1619, Ready: 0x45D993, NextRow: 0x112C22, Warn: 0xFFBE3D, Alarm: 0xC41E2A,
		Focus: 0x7A9DFF, Chosen: 0x24406F, OnLight: 0x080B0E, OnDark: 0xFFFFFF,
	},
	Light: {
		Ground: 0xEEF1F4, Panel: 0xFFFFFF, Raised: 0xE1E7ED, Edge: 0xB3BEC9,
		Ink: 0x10161C, Dim: 0x3F4B57, Faint: 0x5F6B77,
		OnAir: 0x960A16, AirRow: 0xFCE4E6, Ready: 0x116960, NextRow: 0xD9F2EA, Warn: 0x8C600A, Alarm: 0xA8112B,
		Focus: 0x1A2B9E, Chosen: 0xCBE1FA, OnLight: 0xFFFFFF, OnDark: 0xFFFFFF,
	},
	Contrast: {
		Ground: 0x000000, Panel: 0x000000, Raised: 0x1C1C1C, Edge: 0xBFBFBF,
		Ink: 0xFFFFFF, Dim: 0xE6E6E6, Faint: 0xB3B3B3,
		OnAir: 0xFF7B7B, AirRow: 0x3D0008, Ready: 0x5CFFB6, NextRow: 0x002E1D, Warn: 0xFFD83D, Alarm: 0xB00014,
		Focus: 0x7CC7FF, Chosen: 0x00376B, OnLight: 0x000000, OnDark: 0xFFFFFF,
	},
}

// Color is the colour of a token in a scheme; an unknown scheme is Dark. An unknown token is a programmer's mistake, and
// magenta.
func (s Scheme) Color(t Token) color.NRGBA {
	if t == Clear {
		return color.NRGBA{}
	}
	palette, ok := palettes[s]
	if !ok {
		palette = palettes[Dark]
	}
	c, ok := palette[t]
	if !ok {
		c = 0xFF00FF
	}
	return color.NRGBA{R: uint8(c >> 16), G: uint8(c >> 8), B: uint8(c), A: 0xFF}
}

// All lists the tokens that every scheme has a colour for.
func All() []Token {
	return []Token{Ground, Panel, Raised, Edge, Ink, Dim, Faint, OnAir, AirRow, Ready, NextRow, Warn, Alarm, Focus, Chosen, OnLight, OnDark}
}

// The type scale and the distances, in pixels at scale 1.
const (
	Caption float32 = 12
	Text    float32 = 14.5
	Strong  float32 = 17
	Heading float32 = 22
	Display float32 = 30

	Gap    float32 = 6
	Inset  float32 = 12
	Radius float32 = 6
)

// CSS gives the tokens as custom properties of a style sheet: --ground, --on-air, --size-text, --gap… A page shows the
// scheme that its root element names in data-scheme; where it names none, the one that the reader's system prefers. Whoever
// needs high contrast gets it either way. Sizes of text are multiples of the reader's own.
func CSS() string {
	var b strings.Builder
	block := func(selector string, s Scheme, indent string) {
		fmt.Fprintf(&b, "%s%s {\n", indent, selector)
		for _, t := range All() {
			c := s.Color(t)
			fmt.Fprintf(&b, "%s  --%s: #%02x%02x%02x;\n", indent, t, c.R, c.G, c.B)
		}
		scheme := "dark"
		if s == Light {
			scheme = "light"
		}
		fmt.Fprintf(&b, "%s  color-scheme: %s;\n%s}\n", indent, scheme, indent)
	}
	b.WriteString(":root {\n")
	type length struct {
		name  string
		value float32
	}
	for _, l := range []length{{"caption", Caption}, {"text", Text}, {"strong", Strong}, {"heading", Heading}, {"display", Display}} {
		fmt.Fprintf(&b, "  --size-%s: %.4grem;\n", l.name, l.value/Text)
	}
	for _, l := range []length{{"gap", Gap}, {"inset", Inset}, {"radius", Radius}} {
		fmt.Fprintf(&b, "  --%s: %gpx;\n", l.name, l.value)
	}
	b.WriteString("}\n")
	block(`:root, :root[data-scheme="dark"]`, Dark, "")
	b.WriteString("@media (prefers-color-scheme: light) {\n")
	block(":root:not([data-scheme])", Light, "  ")
	b.WriteString("}\n")
	block(`:root[data-scheme="light"]`, Light, "")
	block(`:root[data-scheme="contrast"]`, Contrast, "")
	b.WriteString("@media (prefers-contrast: more) {\n")
	block(`:root, :root:not([data-scheme]), :root[data-scheme]`, Contrast, "  ")
	b.WriteString("}\n")
	return b.String()
}
