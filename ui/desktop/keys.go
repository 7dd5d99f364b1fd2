package desktop

import (
	"time"
	"unicode"

	"fyne.io/fyne/v2"

	"regie/runsheet"
)

// doublePress is the time within which a second GO is the same press of the same finger.
const doublePress = 300 * time.Millisecond

// key is one event of the keyboard. A press that makes a sign comes twice, once with its Name and once with its Rune;
// each key below is bound by one of the two only.
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
	// Typing: a text field has the keyboard. Modal: a dialog is open.
	Typing, Modal bool
	Panel         panel
	// Edit: the keyboard is in the run sheet, and the run sheet is being edited.
	Edit bool
}

// action is what a key asks for.
type action string

const (
	noAction   action = ""
	actGo      action = "go"
	actBack    action = "back"
	actUp      action = "up"
	actDown    action = "down"
	actHold    action = "hold"
	actMore    action = "more"
	actLess    action = "less"
	actAgain   action = "take-again"
	actEnd     action = "end"
	actHelp    action = "help"
	actLeave   action = "leave"   // Escape: close the dialog, or give the keyboard back to the run sheet
	actConfirm action = "confirm" // Enter in a dialog
	actMerge   action = "merge"   // these three in the dialog of a new sheet
	actReplace action = "replace"
	actFresh   action = "fresh"

	actEdit       action = "edit"
	actSelectUp   action = "select-up"
	actSelectDown action = "select-down"
	actPageUp     action = "page-up"
	actPageDown   action = "page-down"
	actFirst      action = "first"
	actLast       action = "last"
	actField      action = "field"
	actAdd        action = "add"
	actBatch      action = "batch"
	actCopy       action = "duplicate"
	actRemove     action = "remove"
	actDrop       action = "drop"
	actReserve    action = "reserve"
	actMoveUp     action = "move-up"
	actMoveDown   action = "move-down"

	actQuestionUp   action = "question-up"
	actQuestionDown action = "question-down"
	actTabLeft      action = "tab-left"
	actTabRight     action = "tab-right"
	actApprove      action = "approve"
	actReject       action = "reject"
	actNext         action = "next"
	actOnAir        action = "on-air"
	actDone         action = "done"
	actUndo         action = "undo"
)

// dispatcher remembers the little that the meaning of a key depends on.
type dispatcher struct {
	lastGo runsheet.Moment
}

// namedKeys and signKeys are the keys that mean the same wherever the keyboard is; the question keys go before them while
// it is in the questions, the edit keys while the run sheet is being edited. Signs are bound by what is typed, because an AZERTY row has them elsewhere.
var (
	namedKeys = map[fyne.KeyName]action{
		fyne.KeyUp: actUp, fyne.KeyDown: actDown, fyne.KeyEnd: actEnd, fyne.KeyEscape: actLeave,
	}
	sheetNames = map[fyne.KeyName]action{fyne.KeyF2: actEdit}
	sheetSigns = map[rune]action{'e': actEdit}
	editNames  = map[fyne.KeyName]action{
		fyne.KeyUp: actSelectUp, fyne.KeyDown: actSelectDown, fyne.KeyPageUp: actPageUp, fyne.KeyPageDown: actPageDown,
		fyne.KeyHome: actFirst, fyne.KeyEnd: actLast, fyne.KeyReturn: actField, fyne.KeyEnter: actField, fyne.KeyF2: actField,
		fyne.KeyInsert: actAdd, fyne.KeyDelete: actRemove,
	}
	editSigns = map[rune]action{'e': actField, 'k': actDrop, 'r': actReserve, 'n': actBatch}
	signKeys  = map[rune]action{
		'p': actHold, '+': actMore, '=': actMore, '-': actLess, '−': actLess, 't': actAgain, '?': actHelp,
	}
	questionNames = map[fyne.KeyName]action{
		fyne.KeyUp: actQuestionUp, fyne.KeyDown: actQuestionDown, fyne.KeyLeft: actTabLeft, fyne.KeyRight: actTabRight,
	}
	questionSigns = map[rune]action{
		'a': actApprove, 'r': actReject, 'n': actNext, 's': actOnAir, 'd': actDone, 'z': actUndo,
	}
	dialogKeys = map[fyne.KeyName]action{
		fyne.KeyEscape: actLeave, fyne.KeyReturn: actConfirm, fyne.KeyEnter: actConfirm,
		fyne.KeyLeft: actTabLeft, fyne.KeyRight: actTabRight,
	}
	dialogSigns = map[rune]action{'m': actMerge, 'r': actReplace, 'n': actFresh}
	// repeating are the actions that a key held down goes on asking for.
	repeating = map[action]bool{
		actUp: true, actDown: true, actQuestionUp: true, actQuestionDown: true,
		actSelectUp: true, actSelectDown: true, actPageUp: true, actPageDown: true,
	}
)

// press says what a key asks for, and what to remember. A text field keeps every key to itself, a dialog all but its own
// few; Space is GO or nothing, and a key held down never acts twice where it matters.
func (d dispatcher) press(k key, in place) (dispatcher, action) {
	if in.Typing {
		return d, noAction
	}
	if in.Modal {
		if k.Repeat {
			return d, noAction
		}
		if did, ok := dialogKeys[k.Name]; ok {
			return d, did
		}
		return d, dialogSigns[unicode.ToLower(k.Rune)]
	}
	if k.Name == fyne.KeySpace {
		return d.space(k)
	}
	did := meaning(k, in)
	if k.Repeat && !repeating[did] {
		return d, noAction
	}
	return d, did
}

func (d dispatcher) space(k key) (dispatcher, action) {
	switch {
	case k.Repeat:
		return d, noAction
	case k.Shift:
		return d, actBack
	case !d.lastGo.IsZero() && k.At.Since(d.lastGo) < doublePress:
		return d, noAction
	}
	d.lastGo = k.At
	return d, actGo
}

func meaning(k key, in place) action {
	sign := unicode.ToLower(k.Rune)
	names, signs := sheetNames, sheetSigns
	switch {
	case in.Panel == questionPanel:
		names, signs = questionNames, questionSigns
	case in.Edit:
		names, signs = editNames, editSigns
	}
	if did, ok := names[k.Name]; ok {
		return did
	}
	if did, ok := signs[sign]; ok {
		return did
	}
	if did, ok := namedKeys[k.Name]; ok {
		return did
	}
	return signKeys[sign]
}
