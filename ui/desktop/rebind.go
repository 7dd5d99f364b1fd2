package desktop

import (
	"errors"
	"slices"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// rebinder is the dialog in which keys are changed: a verb is chosen, and the next key that is pressed is its key.
type rebinder struct {
	room     *Room
	rows     *palette // the verbs, drawn as the palette draws them
	catcher  *kit.Catcher
	hint     *kit.Line
	catching bool
}

// askKeys opens the dialog of the keys.
func (r *Room) askKeys() {
	b := &rebinder{room: r, rows: &palette{room: r, hits: r.bindable()}, catcher: kit.NewCatcher(),
		hint: kit.NewLine(theme.Text, theme.Dim).Lines(2)}
	b.rows.list = kit.NewList(r, func() int { return len(b.rows.hits) }, func() kit.Row { return newPaletteRow(b.rows.line) })
	b.rows.list.OnTap = func(i int) { b.rows.at = i; b.begin(); r.window.Canvas().Focus(b.catcher) }
	b.rows.list.OnFocus = func() { r.window.Canvas().Focus(b.catcher) }
	b.catcher.OnKey, b.catcher.OnRune, b.catcher.OnShortcut = b.key, b.sign, b.chord
	size := fyne.NewSize(paletteWidth, paletteRows*paletteRowHeight+40)
	body := container.NewBorder(b.hint, b.catcher, nil, nil, container.NewGridWrap(size, b.rows.list))
	d := r.ask(r.words.Say("desktop.keys.change"), body, "", kit.Plain, nil)
	d.left = func() { r.rebinder = nil; r.unfocus() }
	r.rebinder = b
	b.say("desktop.keys.hint")
	r.window.Canvas().Focus(b.catcher)
}

// bindable lists the verbs whose keys can be changed.
func (r *Room) bindable() []paletteLine {
	var all []paletteLine
	for _, v := range verbs {
		if v.fixed || !v.offered(r) {
			continue
		}
		group := v.group
		if group == ungrouped && v.scope == inEdit {
			group = editGroup
		}
		all = append(all, paletteLine{verb: v, what: v.words(r.words), group: r.words.Say("desktop.menu." + string(group)), key: r.keyOf(v.id), can: true})
	}
	return all
}

func (b *rebinder) say(key string, pairs ...any) {
	b.hint.Paint(b.room.words.Say(key, pairs...), theme.Dim)
}

// begin waits for the new key of the chosen verb.
func (b *rebinder) begin() {
	b.catching = true
	b.rows.draw()
	b.hint.Paint(b.room.words.Say("desktop.keys.press", "what", b.chosen().words(b.room.words)), theme.Focus)
}

func (b *rebinder) chosen() verb { return b.rows.hits[b.rows.at].verb }

// key is a key without a sign, while a verb is chosen or while its key is waited for.
func (b *rebinder) key(name fyne.KeyName) {
	switch {
	case b.catching && name == fyne.KeyEscape:
		b.catching = false
		b.say("desktop.keys.hint")
	case b.catching:
		for _, known := range keyNames {
			if known == name {
				b.take(strokeOf(key{Name: name, Shift: shifted()}))
				return
			}
		}
	case name == fyne.KeyEscape:
		b.room.shut()
	case name == fyne.KeyReturn, name == fyne.KeyEnter:
		b.begin()
	case name == fyne.KeyDelete, name == fyne.KeyBackspace:
		b.restore()
	default:
		b.rows.key(name)
	}
}

func (b *rebinder) sign(r rune) {
	if b.catching && !unicode.IsSpace(r) && unicode.IsGraphic(r) {
		b.take(stroke{sign: unicode.ToLower(r)})
	}
}

func (b *rebinder) chord(name fyne.KeyName, mods fyne.KeyModifier) {
	b.take(stroke{name: name, mods: mods})
}

// take gives the chosen verb its new key, or says why not.
func (b *rebinder) take(s stroke) {
	if !b.catching {
		return
	}
	b.catching = false
	b.bind([]stroke{s})
}

// restore gives the chosen verb the keys that it was built with.
func (b *rebinder) restore() {
	built, err := parseStrokes(b.chosen().keys)
	if err != nil {
		panic(err) // the table's own: a programmer's mistake
	}
	b.bind(built)
}

func (b *rebinder) bind(strokes []stroke) {
	r, v := b.room, b.chosen()
	err := r.keys.keys.bind(v.id, strokes)
	var taken *clash
	switch {
	case errors.As(err, &taken):
		by, _ := verbOf(taken.by)
		b.hint.Paint("✕  "+r.words.Say("desktop.keys.taken", "key", taken.stroke.printed(r.words), "what", by.words(r.words)), theme.Warn)
		return
	case err != nil:
		b.hint.Paint("✕  "+r.words.Say("desktop.failed", "why", err), theme.Warn)
		return
	}
	r.bindChords()
	r.render()
	if r.cfg.KeepKeys != nil {
		r.cfg.KeepKeys(r.keys.keys.changed())
	}
	b.rows.hits[b.rows.at].key = r.keyOf(v.id)
	b.rows.draw()
	b.hint.Paint("✓  "+r.words.Say("desktop.keys.done", "key", r.keyOf(v.id), "what", v.words(r.words)), theme.Ready)
}

// changed is what differs from the built-in keys, as settings write it.
func (m *keymap) changed() map[string]string {
	all := map[string]string{}
	for _, v := range verbs {
		built, _ := parseStrokes(v.keys)
		if now := m.strokes[v.id]; !slices.Equal(built, now) {
			text := ""
			for _, s := range now {
				text = join(" ", text, s.String())
			}
			all[string(v.id)] = text
		}
	}
	return all
}
