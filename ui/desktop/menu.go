package desktop

import (
	"slices"

	"fyne.io/fyne/v2"

	"regie/assets"
)

// menu is the main menu in the present language, made from the verbs. What was not given to the room is not in it.
func (r *Room) menu() *fyne.MainMenu {
	w := r.words
	var menus []*fyne.Menu
	for _, g := range groups {
		m := fyne.NewMenu(w.Say("desktop.menu." + string(g)))
		for _, v := range verbs {
			if v.group != g || !v.offered(r) {
				continue
			}
			if v.line && len(m.Items) > 0 {
				m.Items = append(m.Items, fyne.NewMenuItemSeparator())
			}
			m.Items = append(m.Items, r.menuItem(v))
		}
		if len(m.Items) > 0 {
			menus = append(menus, m)
		}
	}
	return fyne.NewMainMenu(append(menus, r.languageMenu())...)
}

// menuItem is one line of a menu. Fyne hears the keys with Ctrl or Alt of its menu wherever the keyboard is, in text fields too,
// and no others: those are in the words.
func (r *Room) menuItem(v verb) *fyne.MenuItem {
	label := v.words(r.words)
	if now := v.labelNow(r); now != "" {
		label = now
	}
	if v.ellipsis {
		label += "…"
	}
	item := fyne.NewMenuItem(label, r.unlessModal(func() { r.chosen(v) }))
	item.IsQuit = v.id == actQuit
	if s, ok := r.menuStroke(v); ok {
		item.Shortcut = s.shortcut()
		do := item.Action
		item.Action = func() {
			if r.rebinder != nil { // Fyne gives a menu's keys to the menu first
				r.rebinder.take(s)
				return
			}
			do()
		}
	} else if key := r.keyOf(v.id); key != "" {
		item.Label += "   ( " + key + " )"
	}
	return item
}

// menuStroke is the stroke of a verb that its menu hears.
func (r *Room) menuStroke(v verb) (stroke, bool) {
	if all := r.keys.keys.strokes[v.id]; len(all) > 0 && all[0].chorded() && !v.unlessTyping && v.group != ungrouped {
		return all[0], true
	}
	return stroke{}, false
}

func (r *Room) languageMenu() *fyne.Menu {
	language := fyne.NewMenu(r.words.Say("desktop.menu.language"))
	for _, l := range assets.Langs {
		i := fyne.NewMenuItem(assets.In(l).Say("desktop.language"), func() { r.speak(l) })
		i.Checked = l == r.lang
		language.Items = append(language.Items, i)
	}
	return language
}

// bindChords leads the keys with Ctrl or Alt to their verbs: the menu's by the menu, the others by the window, which does not
// hear them while a text field has the keyboard. The other windows have no menu: they hear all of them themselves.
func (r *Room) bindChords() {
	r.chords = r.listen(r.window.Canvas(), r.chords, func(v verb, s stroke) bool {
		heard, byMenu := r.menuStroke(v)
		return !byMenu || s != heard
	}, r.unlessModal)
	for _, s := range r.seconds {
		r.bindSecondChords(s)
	}
	r.window.SetMainMenu(r.menu())
}

// listen has a canvas hear the chords that it should, in the place of what it heard before, and gives those.
func (r *Room) listen(c fyne.Canvas, before []fyne.Shortcut, should func(verb, stroke) bool, how func(func()) func()) (heard []fyne.Shortcut) {
	for _, was := range before {
		c.RemoveShortcut(was)
	}
	for _, v := range verbs {
		for _, s := range r.keys.keys.strokes[v.id] {
			if !s.chorded() || !v.offered(r) || !should(v, s) {
				continue
			}
			shortcut, do := s.shortcut(), how(func() { r.chosen(v) })
			heard = append(heard, shortcut)
			c.AddShortcut(shortcut, func(fyne.Shortcut) { do() })
		}
	}
	return heard
}

// unlessModal keeps a shortcut from acting behind an open dialog.
func (r *Room) unlessModal(do func()) func() {
	return func() {
		if r.window.Canvas().Overlays().Top() == nil {
			do()
		}
	}
}

// turnLabel is what the menu calls undo or redo, with what it would do.
func (r *Room) turnLabel(key, what string) string {
	if what == "" {
		return r.words.Say("desktop.menu." + key)
	}
	return r.words.Say("desktop.menu."+key+".what", "what", what)
}

// tellMenu keeps true what the menu calls its lines.
func (r *Room) tellMenu() {
	r.turns = r.wouldTurn()
	var labels []string
	for _, v := range verbs {
		labels = append(labels, v.labelNow(r))
	}
	if !slices.Equal(labels, r.labels) {
		r.labels = labels
		r.window.SetMainMenu(r.menu())
	}
}
