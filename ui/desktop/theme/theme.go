// Package theme is how the control room looks: its colours by what they mean, its sizes, its typeface. It is dark and of
// high contrast, for a room without light; it has no bright variant, whatever the system prefers.
//
// It knows nothing of shows and holds no widgets. The control room and its kit of widgets call it.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"regie/assets"
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
	Alarm   Token = "alarm"  // a banner's ground
	Focus   Token = "focus"  // what has the keyboard
	Chosen  Token = "chosen" // the ground of what has the keyboard
	OnLight Token = "on-light"
	OnDark  Token = "on-dark"
	Clear   Token = "clear" // nothing at all
)

var palette = map[Token]color.NRGBA{
	Ground:  {0x0A, 0x0D, 0x10, 0xFF},
	Panel:   {0x12, 0x17, 0x1C, 0xFF},
	Raised:  {0x1F, 0x27, 0x2F, 0xFF},
	Edge:    {0x2C, 0x37, 0x42, 0xFF},
	Ink:     {0xEE, 0xF2, 0xF5, 0xFF},
	Dim:     {0xA9, 0xB6, 0xC2, 0xFF},
	Faint:   {0x74, 0x82, 0x8F, 0xFF},
	OnAir:   {0xFF, 0x5C, 0x5C, 0xFF},
	AirRow:  {0x3A, 0x16, 0x19, 0xFF},
	Ready:   {0x45, 0xD9, 0x93, 0xFF},
	NextRow: {0x11, 0x2C, 0x22, 0xFF},
	Warn:    {0xFF, 0xBE, 0x3D, 0xFF},
	Alarm:   {0xC4, 0x1E, 0x2A, 0xFF},
	Focus:   {0x6C, 0xB6, 0xFF, 0xFF},
	Chosen:  {0x1B, 0x44, 0x6B, 0xFF},
	OnLight: {0x08, 0x0B, 0x0E, 0xFF},
	OnDark:  {0xFF, 0xFF, 0xFF, 0xFF},
	Clear:   {},
}

// Color is the colour of a token. An unknown token is a programmer's mistake, and magenta.
func Color(t Token) color.NRGBA {
	if c, ok := palette[t]; ok {
		return c
	}
	return color.NRGBA{0xFF, 0, 0xFF, 0xFF}
}

// The type scale and the distances, in Fyne's units (one pixel at scale 1).
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

// control is the theme that Fyne's own widgets (entries, menus, dialogs, scroll bars) are drawn with.
type control struct{}

// New gives the theme to hand to the app's settings.
func New() fyne.Theme { return control{} }

var fyneColors = map[fyne.ThemeColorName]Token{
	fynetheme.ColorNameBackground:          Ground,
	fynetheme.ColorNameButton:              Raised,
	fynetheme.ColorNameDisabledButton:      Panel,
	fynetheme.ColorNameDisabled:            Faint,
	fynetheme.ColorNameError:               OnAir,
	fynetheme.ColorNameFocus:               Chosen,
	fynetheme.ColorNameForeground:          Ink,
	fynetheme.ColorNameForegroundOnError:   OnLight,
	fynetheme.ColorNameForegroundOnPrimary: OnLight,
	fynetheme.ColorNameForegroundOnSuccess: OnLight,
	fynetheme.ColorNameForegroundOnWarning: OnLight,
	fynetheme.ColorNameHeaderBackground:    Panel,
	fynetheme.ColorNameHover:               Raised,
	fynetheme.ColorNameHyperlink:           Focus,
	fynetheme.ColorNameInputBackground:     Ground,
	fynetheme.ColorNameInputBorder:         Edge,
	fynetheme.ColorNameMenuBackground:      Panel,
	fynetheme.ColorNameOverlayBackground:   Panel,
	fynetheme.ColorNamePlaceHolder:         Faint,
	fynetheme.ColorNamePressed:             Edge,
	fynetheme.ColorNamePrimary:             Focus,
	fynetheme.ColorNameScrollBar:           Faint,
	fynetheme.ColorNameScrollBarBackground: Panel,
	fynetheme.ColorNameSelection:           Edge,
	fynetheme.ColorNameSeparator:           Edge,
	fynetheme.ColorNameSuccess:             Ready,
	fynetheme.ColorNameWarning:             Warn,
}

func (control) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if t, ok := fyneColors[name]; ok {
		return Color(t)
	}
	return fynetheme.DefaultTheme().Color(name, fynetheme.VariantDark)
}

var (
	regular = fyne.NewStaticResource("DejaVuSansCondensed.ttf", assets.FontRegular)
	bold    = fyne.NewStaticResource("DejaVuSansCondensed-Bold.ttf", assets.FontBold)
	mono    = fyne.NewStaticResource("DejaVuSansMono.ttf", assets.FontMono)
)

// Font never leaves the embedded faces: what the machine has installed must not change a digit's width.
func (control) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Monospace:
		return mono
	case style.Bold:
		return bold
	}
	return regular
}

func (control) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

func (control) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText:
		return Text
	case fynetheme.SizeNameCaptionText:
		return Caption
	case fynetheme.SizeNameSubHeadingText:
		return Strong
	case fynetheme.SizeNameHeadingText:
		return Heading
	case fynetheme.SizeNamePadding:
		return 3
	case fynetheme.SizeNameScrollBar:
		return 10
	}
	return fynetheme.DefaultTheme().Size(name)
}
