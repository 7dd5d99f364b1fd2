package desktop

import (
	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
)

// ctrl is a shortcut with the Ctrl key (Cmd on a Mac). These work wherever the keyboard is, in text fields too.
func ctrl(name fyne.KeyName) fyne.Shortcut {
	return &fynedesktop.CustomShortcut{KeyName: name, Modifier: fyne.KeyModifierShortcutDefault}
}

// menu is the main menu in the present language. What was not given to the room is not in it.
func (r *Room) menu() *fyne.MainMenu {
	w := r.words
	item := func(key string, shortcut fyne.Shortcut, do func()) *fyne.MenuItem {
		i := fyne.NewMenuItem(w.Say("desktop.menu."+key), r.unlessModal(do))
		i.Shortcut = shortcut
		return i
	}
	quit := item("quit", ctrl(fyne.KeyQ), r.askClose)
	quit.IsQuit = true
	show := fyne.NewMenu(w.Say("desktop.menu.show"))
	if r.cfg.Open != nil {
		show.Items = append(show.Items, item("open", ctrl(fyne.KeyO), r.askOpen))
	}
	if r.cfg.Demo != nil {
		show.Items = append(show.Items, item("demo", ctrl(fyne.KeyD), r.demo))
	}
	if r.cfg.Connect != nil {
		show.Items = append(show.Items, item("connect", ctrl(fyne.KeyB), r.askConnect))
	}
	show.Items = append(show.Items, fyne.NewMenuItemSeparator(), quit)

	questions := fyne.NewMenu(w.Say("desktop.menu.questions"),
		item("undo", &fyne.ShortcutUndo{}, r.undoKey), item("moderation", ctrl(fyne.KeyM), r.moderate))
	if r.cfg.Share != nil {
		questions.Items = append(questions.Items, item("share", ctrl(fyne.KeyP), r.toggleShare))
	}
	view := fyne.NewMenu(w.Say("desktop.menu.view"),
		item("sheet", ctrl(fyne.Key1), func() { r.unfocus(); r.focus(sheetPanel) }),
		item("questions.panel", ctrl(fyne.Key2), func() { r.unfocus(); r.focus(questionPanel) }),
		item("message", ctrl(fyne.Key3), func() { r.window.Canvas().Focus(r.message.field) }),
		item("public", ctrl(fyne.Key4), func() { r.unfocus(); r.showPublic(true) }))
	language := fyne.NewMenu(w.Say("desktop.menu.language"))
	for _, l := range assets.Langs {
		i := fyne.NewMenuItem(assets.In(l).Say("desktop.language"), func() { r.speak(l) })
		i.Checked = l == r.lang
		language.Items = append(language.Items, i)
	}
	help := fyne.NewMenu(w.Say("desktop.menu.help"), item("keys", nil, r.help), item("about", nil, r.about))
	return fyne.NewMainMenu(show, view, questions, language, help)
}

// unlessModal keeps a shortcut from acting behind an open dialog.
func (r *Room) unlessModal(do func()) func() {
	return func() {
		if r.window.Canvas().Overlays().Top() == nil {
			do()
		}
	}
}

// undoKey is Ctrl+Z: in a text field it undoes the typing, elsewhere the last thing done to a question.
func (r *Room) undoKey() {
	if typing := r.place().Typing; typing {
		r.message.field.Undo()
		return
	}
	r.undoQuestion()
}
