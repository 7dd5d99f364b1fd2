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
	if r.cfg.Open != nil {
		show.Items = append(show.Items, item("paste", nil, r.paste))
	}
	if r.cfg.Templates != nil {
		show.Items = append(show.Items, item("template", ctrl(fyne.KeyT), r.askTemplate))
	}
	if r.cfg.Export != nil {
		show.Items = append(show.Items, item("save", ctrl(fyne.KeyS), r.askSave))
	}
	if r.cfg.Demo != nil {
		show.Items = append(show.Items, item("demo", ctrl(fyne.KeyE), r.demo))
	}
	if r.cfg.Connect != nil {
		show.Items = append(show.Items, item("connect", ctrl(fyne.KeyB), r.askConnect))
	}
	show.Items = append(show.Items, fyne.NewMenuItemSeparator(), quit)

	undo, redo := item("undo", &fyne.ShortcutUndo{}, r.undoKey), item("redo", &fyne.ShortcutRedo{}, r.redoKey)
	undo.Label, redo.Label = r.turnLabel("undo", r.turns[0]), r.turnLabel("redo", r.turns[1])
	edit := func(key string, a action) *fyne.MenuItem { return item(key, nil, func() { r.editFirst(a) }) }
	edits := fyne.NewMenu(w.Say("desktop.menu.edit"), undo, redo, fyne.NewMenuItemSeparator(),
		item("lock", ctrl(fyne.KeyL), r.toggleLock), edit("editing", actEdit), fyne.NewMenuItemSeparator(),
		edit("add", actAdd), edit("batch", actBatch),
		item("duplicate", ctrl(fyne.KeyD), r.unlessTyping(func() { r.editFirst(actCopy) })), edit("move-up", actMoveUp), edit("move-down", actMoveDown),
		edit("drop", actDrop), edit("reserve", actReserve), edit("remove", actRemove))

	questions := fyne.NewMenu(w.Say("desktop.menu.questions"), item("undo-question", nil, r.undoQuestion),
		item("moderation", ctrl(fyne.KeyM), r.moderate))
	if r.cfg.Share != nil {
		questions.Items = append(questions.Items, item("share", ctrl(fyne.KeyP), r.toggleShare))
	}
	view := fyne.NewMenu(w.Say("desktop.menu.view"),
		item("find", ctrl(fyne.KeyF), r.askFind),
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
	return fyne.NewMainMenu(show, edits, view, questions, language, help)
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

// tellMenu keeps the menu's undo and redo true.
func (r *Room) tellMenu() {
	if now := r.wouldTurn(); now != r.turns {
		r.turns = now
		r.window.SetMainMenu(r.menu())
	}
}

// editFirst begins to edit where that has not begun, and does what was asked for only where it has: what would be changed
// must be seen before.
func (r *Room) editFirst(a action) {
	if !r.editor.on {
		r.startEditing()
		return
	}
	r.actOnSheet(a)
}
