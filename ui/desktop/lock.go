package desktop

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const actLockDesk action = "lock-desk"

// errDeskLocked: nothing that is asked for at this desk is done.
var errDeskLocked = errors.New("the desk is locked")

var lockVerbs = []verb{
	{id: actLockDesk, group: viewGroup, keys: "Ctrl+L", line: true, passesLock: true, can: loaded, do: (*Room).toggleLocked},
}

// lockCover is what lies over a locked desk: everything can be read and nothing touched. The show goes on by its clock, and what
// others do on their pages is shown.
type lockCover struct {
	*kit.Cover
	text *kit.Line
	open *kit.Press
}

func newLockCover(r *Room) *lockCover {
	c := &lockCover{text: kit.NewBold(theme.Strong, theme.OnLight), open: kit.NewPress(kit.Quiet, func() { r.act(actLockDesk) })}
	c.Cover = kit.NewCover(kit.NewSurface(theme.Warn, theme.Warn, 6, container.NewBorder(nil, nil, nil, c.open, c.text)).Box)
	c.OnKey = func(name fyne.KeyName) { r.TypedKey(&fyne.KeyEvent{Name: name}) }
	c.OnRune = r.TypedRune
	c.OnShortcut = func(name fyne.KeyName, mods fyne.KeyModifier) {
		r.act(r.keys.keys.find(stroke{name: name, mods: mods}, anywhere))
	}
	return c
}

// toggleLocked locks the whole desk, or opens it again. A dialog that is open is left: it would answer behind the lock.
func (r *Room) toggleLocked() {
	r.locked = !r.locked
	did := "desktop.did.open"
	if r.locked {
		r.shut()
		did = "desktop.did.shut"
	} else {
		r.unfocus()
	}
	r.say(r.words.Say(did))
}

// bars says whether the lock keeps a verb from being done.
func (r *Room) bars(v verb) bool { return r.locked && !v.passesLock }

// showLock draws the lock, and takes the keyboard back from whatever got it.
func (r *Room) showLock() {
	w := r.words
	kit.Show(r.cover, r.locked)
	if !r.locked {
		return
	}
	key := r.keyOf(actLockDesk)
	r.cover.text.Set(strings.TrimSpace(w.Say("desktop.desk.locked", "key", key)))
	r.cover.open.Label(w.Say("desktop.desk.unlock"), key)
	if c := r.window.Canvas(); c.Overlays().Top() == nil && c.Focused() != fyne.Focusable(r.cover) {
		c.Focus(r.cover)
	}
}
