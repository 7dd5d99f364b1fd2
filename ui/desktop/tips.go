package desktop

import (
	"strings"

	"regie/ui/desktop/kit"
)

// labelled are the buttons of the room by what they do. Dialogs say everything in their own words.
func (r *Room) labelled() map[*kit.Press]action {
	q := r.questions
	all := map[*kit.Press]action{
		r.next.gone: actGo, r.next.back: actBack, r.next.hold: actHold, r.next.less: actLess, r.next.more: actMore, r.next.end: actEnd,
		r.sheet.lock: actLock, r.sheet.edit: actEdit, r.sheet.find: actFind, r.message.flash: actFlash, r.message.dark: actDark,
		r.status.help: actHelp, r.status.undo: actUndoSheet, r.status.lock: actLockDesk, r.status.incident: actIncident, r.public.switched: actShare,
		r.studio.heed: actAlarmsOn, r.studio.stream: actStreaming, r.studio.record: actRecording, r.studio.move: actMove, r.studio.take: actTakeView,
		r.welcome.open: actOpen, r.welcome.template: actTemplate, r.welcome.demo: actDemo, r.welcome.connect: actConnect,
		q.moderation: actModeration, q.airCard.button: actDone, q.nextCard.button: actOnAir, q.approve: actApprove, q.reject: actReject,
		q.forward: actNext, q.onAir: actOnAir, q.undo: actUndo, q.rejectAll: actRejectBurst, q.join: actJoin, q.assign: actAssign,
	}
	for _, p := range r.panes {
		all[r.tabs[p.id]] = p.key
	}
	for a, p := range r.rescue.buttons {
		all[p] = a
	}
	for _, row := range r.studio.alarms {
		all[row.ignore] = actAlarmsOff
	}
	for i, p := range r.studio.scenes {
		all[p] = sceneAction(i + 1)
	}
	for _, one := range r.alerts.rows {
		all[one.again] = actAgain
	}
	for _, p := range r.form.presses {
		all[p.press] = p.does
	}
	return all
}

// giveTips has each button say its whole name, and every key that does the same, when the pointer rests on it.
func (r *Room) giveTips() {
	r.tips = kit.NewTips()
	for p, a := range r.labelled() {
		p.Tip(r.tips, func() string { return r.tipOf(a) })
	}
}

// tipOf is what a verb is called, and every one of its keys, in the present language.
func (r *Room) tipOf(a action) string {
	v, ok := verbOf(a)
	if !ok {
		return ""
	}
	var keys []string
	for _, s := range r.keys.keys.strokes[a] {
		keys = append(keys, s.printed(r.words))
	}
	return join(" · ", v.words(r.words), strings.Join(keys, ", "))
}
