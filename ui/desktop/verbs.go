package desktop

import (
	"time"

	"regie/runsheet"
)

// The names of the verbs.
const (
	actOpen     action = "open"
	actPaste    action = "paste"
	actTemplate action = "template"
	actSave     action = "save"
	actReport   action = "report"
	actDemo     action = "demo"
	actConnect  action = "connect"
	actQuit     action = "quit"

	actGo    action = "go"
	actBack  action = "back"
	actUp    action = "up"
	actDown  action = "down"
	actHold  action = "hold"
	actMore  action = "more"
	actLess  action = "less"
	actAgain action = "take-again"
	actEnd   action = "end"
	actLeave action = "leave" // Escape: close the dialog, or give the keyboard back to the run sheet

	actUndoSheet  action = "undo-sheet"
	actRedoSheet  action = "redo-sheet"
	actLock       action = "lock"
	actEdit       action = "edit"
	actSelectUp   action = "select-up"
	actSelectDown action = "select-down"
	actPageUp     action = "page-up"
	actPageDown   action = "page-down"
	actFirst      action = "first"
	actLast       action = "last"
	actField      action = "field"
	actForm       action = "form"
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
	actReword       action = "reword"
	actArchive      action = "archive"
	actRejectBurst  action = "reject-burst"
	actModeration   action = "moderation"
	actShare        action = "share"

	actPalette     action = "palette"
	actFollow      action = "follow"
	actFind        action = "find"
	actToSheet     action = "to-sheet"
	actToQuestions action = "to-questions"
	actToMessage   action = "to-message"
	actToPublic    action = "to-public"

	actScheme   action = "scheme"
	actLarger   action = "larger"
	actSmaller  action = "smaller"
	actLanguage action = "language"

	actSpeaker  action = "speaker-window"
	actAnimator action = "animator-window"

	actPreferences action = "preferences"
	actChangeKeys  action = "change-keys"
	actPrintKeys   action = "print-keys"

	actHelp  action = "help"
	actAbout action = "about"

	actDialogLeave action = "dialog-leave"
	actConfirm     action = "confirm" // Enter in a dialog
	actDialogLeft  action = "dialog-left"
	actDialogRight action = "dialog-right"
	actMerge       action = "merge" // these three in the dialog of a new sheet
	actReplace     action = "replace"
	actFresh       action = "fresh"
)

func onAir(r *Room) bool { return r.state.OnAirSlot() != "" }

func loaded(r *Room) bool { return len(r.state.Show.Slots) > 0 }

func unlocked(r *Room) bool { return loaded(r) && !r.editor.locked }

var showVerbs = []verb{
	{id: actOpen, group: showGroup, keys: "Ctrl+O", ellipsis: true, has: func(r *Room) bool { return r.cfg.Open != nil }, do: (*Room).askOpen},
	{id: actPaste, group: showGroup, keys: "Ctrl+V", unlessTyping: true, has: func(r *Room) bool { return r.cfg.Open != nil }, do: (*Room).paste},
	{id: actTemplate, group: showGroup, keys: "Ctrl+T", ellipsis: true, has: func(r *Room) bool { return r.cfg.Templates != nil }, do: (*Room).askTemplate},
	{id: actSave, group: showGroup, keys: "Ctrl+S", ellipsis: true, has: func(r *Room) bool { return r.cfg.Export != nil }, can: loaded, do: (*Room).askSave},
	{id: actReport, group: showGroup, keys: "Ctrl+Shift+H", has: func(r *Room) bool { return r.cfg.Report != nil }, can: loaded, do: func(r *Room) { r.browse("desktop.verb.report", r.cfg.Report) }},
	{id: actDemo, group: showGroup, keys: "Ctrl+E", line: true, has: func(r *Room) bool { return r.cfg.Demo != nil }, do: (*Room).demo},
	{id: actQuit, group: showGroup, keys: "Ctrl+Q", line: true, do: (*Room).askClose},
}

var airVerbs = []verb{
	{id: actGo, group: airGroup, keys: "Space", can: func(r *Room) bool { return r.onStandby() != "" }, do: (*Room).goes},
	{id: actBack, group: airGroup, keys: "Shift+Space", ellipsis: true, can: onAir, do: (*Room).askBack},
	{id: actUp, group: airGroup, keys: "Up", line: true, repeats: true, can: loaded, do: func(r *Room) { r.moveStandby(-1) }},
	{id: actDown, group: airGroup, keys: "Down", repeats: true, can: loaded, do: func(r *Room) { r.moveStandby(1) }},
	{id: actHold, group: airGroup, keys: "p", line: true, can: onAir, do: (*Room).hold},
	{id: actMore, group: airGroup, keys: "+ =", can: onAir, do: func(r *Room) { r.addTime(time.Minute) }},
	{id: actLess, group: airGroup, keys: "- −", can: onAir, do: func(r *Room) { r.addTime(-time.Minute) }},
	{id: actAgain, group: airGroup, keys: "t", can: onAir, do: func(r *Room) { r.send(runsheet.TakeAgain{}) }},
	{id: actEnd, group: airGroup, keys: "End", line: true, ellipsis: true, can: onAir, do: (*Room).askEnd},
}

var editVerbs = []verb{
	{id: actUndoSheet, group: editGroup, keys: "Ctrl+Z", label: func(r *Room) string { return r.turnLabel("undo", r.turns[0]) },
		can: func(r *Room) bool { return r.turns[0] != "" }, do: (*Room).undoKey},
	{id: actRedoSheet, group: editGroup, keys: "Ctrl+Y", label: func(r *Room) string { return r.turnLabel("redo", r.turns[1]) },
		can: func(r *Room) bool { return r.turns[1] != "" }, do: (*Room).redoKey},
	{id: actLock, group: editGroup, keys: "Alt+L", line: true, can: loaded, do: (*Room).toggleLock},
	{id: actShow, group: editGroup, keys: "Ctrl+I", ellipsis: true, can: unlocked, do: (*Room).askShow},
	{id: actEdit, scope: inSheet, group: editGroup, keys: "e", can: unlocked, do: (*Room).startEditing},
	{id: actSelectUp, scope: inEdit, keys: "Up", repeats: true, do: func(r *Room) { r.selectBy(-1) }},
	{id: actSelectDown, scope: inEdit, keys: "Down", repeats: true, do: func(r *Room) { r.selectBy(1) }},
	{id: actPageUp, scope: inEdit, keys: "PageUp", repeats: true, do: func(r *Room) { r.selectBy(-page) }},
	{id: actPageDown, scope: inEdit, keys: "PageDown", repeats: true, do: func(r *Room) { r.selectBy(page) }},
	{id: actFirst, scope: inEdit, keys: "Home", do: func(r *Room) { r.selectBy(-runsheet.MaxSlots) }},
	{id: actLast, scope: inEdit, keys: "End", do: func(r *Room) { r.selectBy(runsheet.MaxSlots) }},
	{id: actField, scope: inEdit, group: editGroup, keys: "Enter NumEnter e", can: unlocked, do: func(r *Room) { r.writeIn(r.editor.selected, r.cell.what.name) }},
	{id: actForm, scope: inEdit, group: editGroup, keys: "o Alt+Enter", can: unlocked, do: (*Room).openForm},
	{id: actAdd, scope: inEdit, group: editGroup, keys: "Insert", line: true, can: unlocked, do: func(r *Room) { r.addSlots(1, "") }},
	{id: actBatch, scope: inEdit, group: editGroup, keys: "n", ellipsis: true, can: unlocked, do: (*Room).askBatch},
	{id: actCopy, scope: inEdit, group: editGroup, keys: "Ctrl+D", unlessTyping: true, can: unlocked, do: (*Room).duplicate},
	{id: actMoveUp, scope: inEdit, group: editGroup, keys: "Alt+Up", unlessTyping: true, can: unlocked, do: func(r *Room) { r.moveSelected(-1) }},
	{id: actMoveDown, scope: inEdit, group: editGroup, keys: "Alt+Down", unlessTyping: true, can: unlocked, do: func(r *Room) { r.moveSelected(1) }},
	{id: actDrop, scope: inEdit, group: editGroup, keys: "k", can: unlocked, do: (*Room).dropSelected},
	{id: actReserve, scope: inEdit, group: editGroup, keys: "r", can: unlocked, do: (*Room).shelveSelected},
	{id: actRemove, scope: inEdit, group: editGroup, keys: "Delete", can: unlocked, do: (*Room).removeSelected},
}

// onQuestions does something in the questions' panel.
func onQuestions(a action) func(*Room) { return func(r *Room) { r.actOnQuestions(a) } }

var questionVerbs = []verb{
	{id: actQuestionUp, scope: inQuestions, group: questionsGroup, keys: "Up", repeats: true, do: onQuestions(actQuestionUp)},
	{id: actQuestionDown, scope: inQuestions, group: questionsGroup, keys: "Down", repeats: true, do: onQuestions(actQuestionDown)},
	{id: actTabLeft, scope: inQuestions, group: questionsGroup, keys: "Left", do: onQuestions(actTabLeft)},
	{id: actTabRight, scope: inQuestions, group: questionsGroup, keys: "Right", do: onQuestions(actTabRight)},
	{id: actApprove, scope: inQuestions, group: questionsGroup, keys: "a", line: true, do: onQuestions(actApprove)},
	{id: actReject, scope: inQuestions, group: questionsGroup, keys: "r", do: onQuestions(actReject)},
	{id: actNext, scope: inQuestions, group: questionsGroup, keys: "n", do: onQuestions(actNext)},
	{id: actOnAir, scope: inQuestions, group: questionsGroup, keys: "s", do: onQuestions(actOnAir)},
	{id: actDone, scope: inQuestions, group: questionsGroup, keys: "d", do: onQuestions(actDone)},
	{id: actUndo, scope: inQuestions, group: questionsGroup, keys: "z", do: onQuestions(actUndo)},
	{id: actReword, scope: inQuestions, group: questionsGroup, keys: "e", ellipsis: true, do: onQuestions(actReword)},
	{id: actArchive, scope: inQuestions, group: questionsGroup, keys: "v", do: onQuestions(actArchive)},
	{id: actRejectBurst, scope: inQuestions, group: questionsGroup, keys: "x", do: onQuestions(actRejectBurst)},
	{id: actModeration, group: questionsGroup, keys: "Ctrl+M", line: true, do: (*Room).moderate},
}

var viewVerbs = []verb{
	{id: actPalette, group: viewGroup, keys: "Ctrl+K", do: (*Room).askPalette},
	{id: actFollow, group: viewGroup, keys: "l", can: loaded, do: (*Room).toggleFollow},
	{id: actFind, group: viewGroup, keys: "Ctrl+F", can: loaded, do: (*Room).askFind},
	{id: actToSheet, group: viewGroup, keys: "Ctrl+1", line: true, can: loaded, do: func(r *Room) { r.unfocus(); r.focus(sheetPanel) }},
	{id: actToQuestions, group: viewGroup, keys: "Ctrl+2", can: loaded, do: func(r *Room) { r.unfocus(); r.focus(questionPanel) }},
	{id: actToMessage, group: viewGroup, keys: "Ctrl+3", can: loaded, do: func(r *Room) { r.window.Canvas().Focus(r.message.field) }},
	{id: actToPublic, group: viewGroup, keys: "Ctrl+4", can: loaded, do: func(r *Room) { r.unfocus(); r.showPane(publicPane) }},
	{id: actScheme, group: viewGroup, keys: "Ctrl+Shift+T", passesLock: true, line: true, do: (*Room).nextScheme},
	{id: actLarger, group: viewGroup, keys: "Ctrl++ Ctrl+=", passesLock: true, do: func(r *Room) { r.resize(sizeStep) }},
	{id: actSmaller, group: viewGroup, keys: "Ctrl+-", passesLock: true, do: func(r *Room) { r.resize(-sizeStep) }},
	{id: actLanguage, group: viewGroup, keys: "Ctrl+Shift+L", passesLock: true, do: (*Room).nextLanguage},
	{id: actSpeaker, group: outputGroup, keys: "Ctrl+Shift+S", can: loaded, do: func(r *Room) { r.toggleSecond(speakerWindow) }},
	{id: actAnimator, group: outputGroup, keys: "Ctrl+Shift+A", can: loaded, do: func(r *Room) { r.toggleSecond(animatorWindow) }},
	{id: actShare, line: true, group: outputGroup, keys: "Ctrl+P", has: func(r *Room) bool { return r.cfg.Share != nil }, do: (*Room).toggleShare},
	{id: actConnect, group: outputGroup, keys: "Ctrl+B", ellipsis: true, has: func(r *Room) bool { return r.cfg.Connect != nil }, do: (*Room).askConnect},
}

var helpVerbs = []verb{
	{id: actHelp, group: helpGroup, keys: "?", do: (*Room).help},
	{id: actFirstSteps, group: helpGroup, ellipsis: true, do: func(r *Room) { r.askFirstSteps(0) }},
	{id: actPrintKeys, group: helpGroup, has: func(r *Room) bool { return r.cfg.Print != nil }, do: (*Room).printKeys},
	{id: actPreferences, group: viewGroup, keys: "Ctrl+,", line: true, ellipsis: true, do: (*Room).askPreferences},
	{id: actChangeKeys, group: viewGroup, ellipsis: true, do: (*Room).askKeys},
	{id: actLeave, keys: "Escape", fixed: true, do: (*Room).escape},
	{id: actAbout, group: helpGroup, line: true, do: (*Room).about},
}

var dialogVerbs = []verb{
	{id: actDialogLeave, scope: inDialog, keys: "Escape", fixed: true, do: (*Room).escape},
	{id: actConfirm, scope: inDialog, keys: "Enter NumEnter", fixed: true, do: (*Room).confirm},
	{id: actDialogLeft, scope: inDialog, keys: "Left", fixed: true, do: func(r *Room) { r.sideDialog(-1) }},
	{id: actDialogRight, scope: inDialog, keys: "Right", fixed: true, do: func(r *Room) { r.sideDialog(1) }},
	{id: actMerge, scope: inDialog, keys: "m", fixed: true, do: onImport(func(i *importer) { i.choose(runsheet.Matched) })},
	{id: actReplace, scope: inDialog, keys: "r", fixed: true, do: onImport(func(i *importer) { i.choose(runsheet.Replaced) })},
	{id: actFresh, scope: inDialog, keys: "n", fixed: true, do: onImport(func(i *importer) { i.choose(runsheet.Fresh) })},
}
