package desktop

import (
	"time"

	"fyne.io/fyne/v2"

	"regie/runsheet"
)

// doublePress is the time within which a second GO is the same press of the same finger. The desk has the same rule for everybody
// who may give a GO, but counts from when it hears: where the disk holds up the second press, the two are further apart there.
const doublePress = 300 * time.Millisecond

// key is one event of the keyboard. A press that makes a sign comes twice, once with its Name and once with its Rune;
// each stroke is bound by one of the two only.
type key struct {
	Name  fyne.KeyName
	Rune  rune
	Shift bool
	// Repeat marks an event that the keyboard sent because the key is still down.
	Repeat bool
	At     runsheet.Moment
}

// panel is the part of the room that the keyboard is in.
type panel string

const (
	sheetPanel    panel = "sheet"
	questionPanel panel = "questions"
)

// place is what decides on the meaning of a key.
type place struct {
	// Modal: a dialog is open.
	Modal bool
	Panel panel
	// Edit: the keyboard is in the run sheet, and the run sheet is being edited.
	Edit bool
}

// scope is the set of verbs whose keys go before those of anywhere.
func (p place) scope() scope {
	if p.Panel == sheetPanel && p.Edit {
		return inEdit
	}
	return scope(p.Panel)
}

// dispatcher says what a key asks for, and remembers the little that this depends on.
type dispatcher struct {
	keys   *keymap
	lastGo runsheet.Moment
}

// press says what a key asks for, and what to remember. What is pressed in a text field never comes here, but for the F keys (see
// kit.Field), of which the room does those that ask. A dialog keeps all keys but its own few; Space is GO or nothing, and a key
// held down never acts twice where it matters.
func (d dispatcher) press(k key, in place) (dispatcher, action) {
	scopes := []scope{in.scope(), anywhere}
	if in.Modal {
		scopes = []scope{inDialog}
	}
	did := d.keys.find(strokeOf(k), scopes...)
	if k.Repeat && !d.keys.repeats(did) {
		return d, noAction
	}
	if did == actGo {
		if !d.lastGo.IsZero() && k.At.Since(d.lastGo) < doublePress {
			return d, noAction
		}
		d.lastGo = k.At
	}
	return d, did
}
