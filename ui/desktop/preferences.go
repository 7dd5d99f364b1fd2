package desktop

import (
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/assets/tokens"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// askPreferences opens what a person may choose about this machine. Every choice holds at once and is remembered.
func (r *Room) askPreferences() {
	w := r.words
	label := func(key string) fyne.CanvasObject {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(w.Say(key))
		return line
	}
	again := func() { r.shut(); r.askPreferences() }

	var langs, schemes []string
	for _, l := range assets.Langs {
		langs = append(langs, assets.In(l).Say("desktop.language"))
	}
	for _, s := range tokens.Schemes {
		schemes = append(schemes, w.Say("desktop.scheme."+string(s)))
	}
	lang := kit.NewChoice(func(i int) { r.speak(assets.Langs[i]); again() })
	lang.Offer(langs, slices.Index(assets.Langs, r.lang))
	scheme := kit.NewChoice(func(i int) {
		a := r.look
		a.Scheme = tokens.Schemes[i]
		r.appear(a)
	})
	scheme.Offer(schemes, slices.Index(tokens.Schemes, r.look.Scheme))
	size := kit.NewBold(theme.Text, theme.Ink).Align(fyne.TextAlignCenter)
	tellSize := func() { size.Set(w.Say("desktop.did.size", "n", int(math.Round(r.look.Size*100)))) }
	tellSize()
	smaller := kit.NewPress(kit.Plain, func() { r.resize(-sizeStep); tellSize() }).Label(w.Say("desktop.verb.smaller"), r.keyOf(actSmaller))
	larger := kit.NewPress(kit.Plain, func() { r.resize(sizeStep); tellSize() }).Label(w.Say("desktop.verb.larger"), r.keyOf(actLarger))
	keys := kit.NewPress(kit.Plain, func() { r.shut(); r.askKeys() }).Label(w.Say("desktop.verb.change-keys")+"…", "")
	still := kit.NewCheck(func(on bool) {
		a := r.look
		a.Still = on
		r.appear(a)
	})
	still.Turn(w.Say("desktop.preferences.still"), r.look.Still)
	still.OnEscape = r.shut
	lang.OnEscape, scheme.OnEscape = r.shut, r.shut

	left := kit.Down(6, label("desktop.preferences.language"), lang, label("desktop.preferences.scheme"), scheme,
		label("desktop.preferences.size"), container.NewGridWithColumns(2, smaller, larger), size, still, kit.Pad(4, kit.Down(0)), keys)
	body := fyne.CanvasObject(kit.Wide(420, left))
	if len(r.cfg.Choices) > 0 {
		right := kit.Down(4, label("desktop.preferences.notices"))
		for i := range r.cfg.Choices {
			c := &r.cfg.Choices[i]
			check := kit.NewCheck(func(on bool) {
				c.On = on
				r.cfg.Choose(c.ID, on)
			})
			check.Turn(w.Say("desktop.choice."+c.ID), c.On)
			check.OnEscape = r.shut
			right.Add(check)
		}
		body = kit.Across(28, body, kit.Wide(330, right))
	}
	r.ask(w.Say("desktop.preferences"), body, "", kit.Plain, nil)
	r.window.Canvas().Focus(lang)
}
