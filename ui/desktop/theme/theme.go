// Package theme is how the control room looks: package tokens as a theme of Fyne, with the embedded typeface. It is dark
// unless a person chose otherwise, whatever the system prefers: the room has no light.
//
// It knows nothing of shows and holds no widgets. The control room and its kit of widgets call it.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"regie/assets"
	"regie/assets/tokens"
)

// Token is a colour by what it means; see package tokens, which holds them for the window and the pages alike.
type Token = tokens.Token

// The tokens and the sizes, by the names that the window's code calls them.
const (
	Ground  = tokens.Ground
	Panel   = tokens.Panel
	Raised  = tokens.Raised
	Edge    = tokens.Edge
	Ink     = tokens.Ink
	Dim     = tokens.Dim
	Faint   = tokens.Faint
	OnAir   = tokens.OnAir
	AirRow  = tokens.AirRow
	Ready   = tokens.Ready
	NextRow = tokens.NextRow
	Warn    = tokens.Warn
	Alarm   = tokens.Alarm
	Focus   = tokens.Focus
	Chosen  = tokens.Chosen
	OnLight = tokens.OnLight
	OnDark  = tokens.OnDark
	Clear   = tokens.Clear

	Caption = tokens.Caption
	Text    = tokens.Text
	Strong  = tokens.Strong
	Heading = tokens.Heading
	Display = tokens.Display
	Gap     = tokens.Gap
	Inset   = tokens.Inset
	Radius  = tokens.Radius
)

// scheme is what everything is drawn in. It belongs to Fyne's thread.
var scheme = tokens.Dark

// Use draws everything from now on in a scheme; what is on the screen follows when the theme is set again.
func Use(s tokens.Scheme) { scheme = s }

// Scheme is what everything is drawn in.
func Scheme() tokens.Scheme { return scheme }

// Color is the colour of a token in the present scheme.
func Color(t Token) color.NRGBA { return scheme.Color(t) }

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
	fynetheme.ColorNameInputBorder:         Faint, // an empty box must be seen: 3 to 1 at least (WCAG 2.2, 1.4.11)
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
	variant := fynetheme.VariantDark
	if scheme == tokens.Light {
		variant = fynetheme.VariantLight
	}
	return fynetheme.DefaultTheme().Color(name, variant)
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
