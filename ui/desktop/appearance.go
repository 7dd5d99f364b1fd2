package desktop

import (
	"math"
	"os"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"

	"regie/assets/tokens"
	"regie/ui/desktop/theme"
)

// The sizes between which everything can be drawn, and the step of one key press.
const (
	leastSize = 0.8
	mostSize  = 1.6
	sizeStep  = 0.1
)

// whole is the appearance with what is missing as built.
func (a Appearance) whole() Appearance {
	if !slices.Contains(tokens.Schemes, a.Scheme) {
		a.Scheme = tokens.Dark
	}
	if a.Size == 0 {
		a.Size = 1
	}
	a.Size = min(max(math.Round(a.Size*10)/10, leastSize), mostSize)
	return a
}

// wear draws everything that is on the screen as a person wants it.
func (r *Room) wear() {
	worn := r.app.Settings().Theme() == theme.New() && theme.Scheme() == r.look.Scheme && r.look.Size == drawnAt()
	if worn {
		return // a theme that is set again makes Fyne read every typeface again
	}
	theme.Use(r.look.Scheme)
	// Fyne reads its scale from the environment whenever its settings change, and has no other way to be told.
	if r.look.Size != 1 || os.Getenv(scaleVariable) != "" {
		os.Setenv(scaleVariable, strconv.FormatFloat(r.look.Size, 'f', 1, 64))
	}
	r.app.Settings().SetTheme(theme.New())
}

// still says whether nothing may blink: a person chose so here, or for every program of Fyne's.
func (r *Room) still() bool { return r.look.Still || !r.app.Settings().ShowAnimations() }

const scaleVariable = "FYNE_SCALE"

// drawnAt is how large everything is drawn now.
func drawnAt() float64 {
	size, err := strconv.ParseFloat(os.Getenv(scaleVariable), 64)
	if err != nil {
		return 1
	}
	return size
}

// appear changes how the window looks, at once and for the evenings to come.
func (r *Room) appear(a Appearance) {
	if a = a.whole(); a == r.look {
		return
	}
	size, factor := r.window.Canvas().Size(), float32(r.look.Size/a.Size)
	r.look = a
	r.wear()
	if factor != 1 && !r.window.FullScreen() {
		r.window.Resize(fyne.NewSize(size.Width*factor, size.Height*factor)) // the window keeps its place on the display
	}
	r.render()
	if r.cfg.Appear != nil {
		r.cfg.Appear(a)
	}
}

// nextScheme shows everything in the scheme after the present one.
func (r *Room) nextScheme() {
	a := r.look
	a.Scheme = tokens.Schemes[(slices.Index(tokens.Schemes, a.Scheme)+1)%len(tokens.Schemes)]
	r.appear(a)
	r.say(r.words.Say("desktop.did.scheme", "scheme", r.words.Say("desktop.scheme."+string(a.Scheme))))
}

// resize draws everything larger or smaller.
func (r *Room) resize(by float64) {
	a := r.look
	a.Size += by
	r.appear(a)
	r.say(r.words.Say("desktop.did.size", "n", int(math.Round(r.look.Size*100))))
}
