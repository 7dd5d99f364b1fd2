package theme

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"regie/assets/tokens"
)

func TestEveryColourOfFyneIsAToken(t *testing.T) {
	for name, token := range fyneColors {
		if !slices.Contains(tokens.All(), token) {
			t.Errorf("%s is drawn with %q, which has no colour", name, token)
		}
	}
}

func TestUseChangesEveryColour(t *testing.T) {
	t.Cleanup(func() { Use(tokens.Dark) })
	for _, s := range tokens.Schemes {
		Use(s)
		if got, want := New().Color(fynetheme.ColorNameForeground, fynetheme.VariantDark), s.Color(Ink); got != want {
			t.Errorf("%s: text is %v, want %v", s, got, want)
		}
		if Color(Ground) != s.Color(Ground) || Scheme() != s {
			t.Errorf("%s is not used", s)
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
