package storybook

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/test"

	"regie/assets/tokens"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// outline is what a window draws, one thing a line: its kind, where it stands in the widget around it, how large it is and in which
// tokens it is drawn. Containers and what cannot be seen are left out, so that only what a person sees changes it. Fyne's own
// markup says the same in five times the room, and calls the tokens by Fyne's names.
func outline(c fyne.Canvas) string {
	b := &strings.Builder{}
	fmt.Fprintf(b, "window %s\n", sized(c.Size()))
	sketch(b, c.Content(), fyne.Position{}, 1)
	for _, o := range c.Overlays().List() {
		b.WriteString("overlay\n")
		sketch(b, o, fyne.Position{}, 1)
	}
	return b.String()
}

func sketch(b *strings.Builder, o fyne.CanvasObject, from fyne.Position, depth int) {
	if !o.Visible() {
		return
	}
	at := from.Add(o.Position())
	if box, ok := o.(*fyne.Container); ok {
		for _, child := range box.Objects {
			sketch(b, child, at, depth)
		}
		return
	}
	looks, seen := drawn(o)
	if !seen {
		return
	}
	kind := strings.TrimPrefix(strings.TrimPrefix(reflect.TypeOf(o).String(), "*"), "canvas.")
	fmt.Fprintf(b, "%*s%s %.0f,%.0f %s%s\n", depth, "", kind, at.X, at.Y, sized(o.Size()), looks)
	if w, ok := o.(fyne.Widget); ok {
		for _, child := range test.WidgetRenderer(w).Objects() {
			sketch(b, child, fyne.Position{}, depth+1)
		}
	}
}

func sized(s fyne.Size) string { return fmt.Sprintf("%.0fx%.0f", s.Width, s.Height) }

// drawn is how a thing looks besides its place, and whether there is anything to see of it.
func drawn(o fyne.CanvasObject) (looks string, seen bool) {
	switch o := o.(type) {
	case *canvas.Text:
		looks = fmt.Sprintf(" %s %g", named(o.Color), math.Round(10*float64(o.TextSize))/10)
		for _, style := range []struct {
			on   bool
			name string
		}{{o.TextStyle.Bold, "bold"}, {o.TextStyle.Italic, "italic"}, {o.TextStyle.Monospace, "mono"}, {o.TextStyle.Underline, "underline"},
			{o.TextStyle.Strikethrough, "struck"}, {o.Alignment == fyne.TextAlignCenter, "centre"}, {o.Alignment == fyne.TextAlignTrailing, "right"}} {
			if style.on {
				looks += " " + style.name
			}
		}
		return looks + fmt.Sprintf(" %q", o.Text), strings.TrimSpace(o.Text) != ""
	case *canvas.Rectangle:
		if o.CornerRadius > 0 {
			looks = fmt.Sprintf(" round %g", o.CornerRadius)
		}
		return filled(o.FillColor, o.StrokeColor, o.StrokeWidth) + looks, visible(o.FillColor) || visible(o.StrokeColor) && o.StrokeWidth > 0
	case *canvas.Circle:
		return filled(o.FillColor, o.StrokeColor, o.StrokeWidth), visible(o.FillColor) || visible(o.StrokeColor) && o.StrokeWidth > 0
	case *canvas.Line:
		return filled(nil, o.StrokeColor, o.StrokeWidth), visible(o.StrokeColor)
	case *canvas.Image:
		if o.Resource != nil {
			looks = " " + o.Resource.Name()
		}
		return looks, o.Resource != nil || o.Image != nil || o.File != ""
	case *layout.Spacer:
		return "", false
	}
	return "", true
}

func filled(fill, stroke color.Color, width float32) (looks string) {
	if visible(fill) {
		looks = " " + named(fill)
	}
	if visible(stroke) && width > 0 {
		looks += fmt.Sprintf(" edge %s %g", named(stroke), width)
	}
	return looks
}

func visible(c color.Color) bool {
	if c == nil {
		return false
	}
	_, _, _, a := c.RGBA()
	return a > 0
}

// named is the first token that has a colour, else its digits.
func named(c color.Color) string {
	is := color.NRGBAModel.Convert(c).(color.NRGBA)
	for _, t := range tokens.All() {
		if theme.Color(t) == is {
			return string(t)
		}
	}
	return fmt.Sprintf("#%02x%02x%02x%02x", is.R, is.G, is.B, is.A)
}

// An outline that stays the same whatever happens would be worse than none.
func TestOutlineSeesEveryChange(t *testing.T) {
	w := stageApp().NewWindow("")
	t.Cleanup(w.Close)
	line := kit.NewLine(theme.Text, theme.Ink)
	line.Set("À suivre")
	ground := canvas.NewRectangle(theme.Color(theme.Panel))
	inner := container.NewWithoutLayout(ground, line)
	w.SetContent(container.NewWithoutLayout(inner))
	for _, o := range []fyne.CanvasObject{ground, line} {
		o.Resize(fyne.NewSize(100, 20))
	}
	is := func() string { return outline(w.Canvas()) }
	was := is()
	for name, change := range map[string]struct{ do, undo func() }{
		"moved":        {func() { line.Move(fyne.NewPos(0, 1)) }, func() { line.Move(fyne.NewPos(0, 0)) }},
		"moved within": {func() { inner.Move(fyne.NewPos(1, 0)) }, func() { inner.Move(fyne.NewPos(0, 0)) }},
		"resized":      {func() { ground.Resize(fyne.NewSize(100, 21)) }, func() { ground.Resize(fyne.NewSize(100, 20)) }},
		"hidden":       {line.Hide, line.Show},
		"said":         {func() { line.Set("À l'antenne") }, func() { line.Set("À suivre") }},
		"recoloured":   {func() { line.Paint("À suivre", theme.Warn) }, func() { line.Paint("À suivre", theme.Ink) }},
		"filled":       {func() { ground.FillColor = theme.Color(theme.Raised) }, func() { ground.FillColor = theme.Color(theme.Panel) }},
		"edged":        {func() { ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.Edge), 1 }, func() { ground.StrokeColor, ground.StrokeWidth = nil, 0 }},
		"struck":       {func() { line.Strike("À suivre", theme.Ink, true) }, func() { line.Strike("À suivre", theme.Ink, false) }},
		"reordered":    {func() { inner.Objects[0], inner.Objects[1] = line, ground }, func() { inner.Objects[0], inner.Objects[1] = ground, line }},
	} {
		change.do()
		if is() == was {
			t.Errorf("%s, and the outline does not say so:\n%s", name, was)
		}
		change.undo()
		if now := is(); now != was {
			t.Errorf("%s and back:\n%s\nis not\n%s", name, now, was)
		}
	}
}
