package desktop

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The names of the verbs of this matter: several questions at once, and those that hold some words.
const (
	actExtendUp     action = "extend-up"
	actExtendDown   action = "extend-down"
	actJoin         action = "join"
	actAssign       action = "assign"
	actFindQuestion action = "find-question"
	actSort         action = "sort-question"
	actErase        action = "erase-question"
)

var chosenVerbs = []verb{
	{id: actExtendUp, scope: inQuestions, keys: "Shift+Up", repeats: true, do: onQuestions(actExtendUp)},
	{id: actExtendDown, scope: inQuestions, group: questionsGroup, keys: "Shift+Down", line: true, repeats: true, do: onQuestions(actExtendDown)},
	{id: actJoin, scope: inQuestions, group: questionsGroup, keys: "j", do: onQuestions(actJoin)},
	{id: actAssign, scope: inQuestions, group: questionsGroup, keys: "g", ellipsis: true, do: onQuestions(actAssign)},
	{id: actSort, scope: inQuestions, group: questionsGroup, keys: "c", ellipsis: true, do: onQuestions(actSort)},
	{id: actErase, scope: inQuestions, group: questionsGroup, keys: "Delete", ellipsis: true, do: onQuestions(actErase)},
	{id: actFindQuestion, scope: inQuestions, group: questionsGroup, keys: "/", ellipsis: true, do: onQuestions(actFindQuestion)},
}

// shiftHeld says whether a press of the pointer means everything up to here.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// newFinding makes the line in which words are sought; it stands above the lists while it is used.
func (q *questions) newFinding(focus func()) fyne.CanvasObject {
	q.find, q.found = kit.NewField(), kit.NewLine(theme.Caption, theme.Dim).Align(fyne.TextAlignTrailing)
	q.find.OnChanged = func(text string) {
		q.queue.seek(text)
		q.follow()
		q.list.ScrollToTop()
	}
	q.find.OnSubmitted = func(string) { focus() }
	q.find.OnEscape = func() { q.endFind(); focus() }
	q.finding = container.NewBorder(nil, nil, nil, container.NewGridWrap(fyne.NewSize(96, 34), q.found), q.find)
	kit.Show(q.finding, false)
	return q.finding
}

// endFind shows all the questions again; false when it did so already.
func (q *questions) endFind() bool {
	if !q.finding.Visible() {
		return false
	}
	kit.Show(q.finding, false)
	q.find.SetText("")
	return true
}

// newSeveral makes the line that says how many questions are chosen, and what can be done to them together.
func (q *questions) newSeveral(do func(action) func()) fyne.CanvasObject {
	q.chosenText = kit.NewBold(theme.Text, theme.Focus)
	q.join = kit.NewPress(kit.Plain, do(actJoin)).Sized(theme.Caption + 1)
	q.assign = kit.NewPress(kit.Plain, do(actAssign)).Sized(theme.Caption + 1)
	q.several = kit.NewSurface(theme.Ground, theme.Focus, 6,
		container.NewBorder(nil, nil, nil, container.NewHBox(q.join, q.assign), q.chosenText))
	return q.several.Box
}

// redrawSeveral shows what belongs to several questions, and what was sought.
func (q *questions) redrawSeveral() {
	w, n := q.words, len(q.queue.chosen())
	q.chosenText.Set(w.Say("desktop.chosen", "n", n))
	q.join.Label(w.Say("desktop.chosen.join"), q.key(actJoin))
	q.assign.Label(w.Say("desktop.chosen.assign"), q.key(actAssign))
	kit.Show(q.several.Box, n > 1)
	if n > 1 {
		kit.Show(q.whole.Box, false)
		q.approve.Enable(q.queue.tab == toRead || q.queue.tab == rejected || q.queue.tab == quarantine)
		q.reject.Enable(q.queue.tab == toRead || q.queue.tab == approved || q.queue.tab == quarantine)
		q.forward.Enable(false)
		q.onAir.Enable(false)
	}
	if hint := w.Say("desktop.find-question.hint"); q.find.PlaceHolder != hint {
		q.find.SetPlaceHolder(hint)
	}
	found := ""
	if len(q.queue.sought) > 0 {
		found = w.Say("desktop.find-question.count", "n", len(q.queue.rows))
	}
	q.found.Set(found)
}

// calm takes back a choice of several, then what was sought; false when there was neither.
func (q *questions) calm() bool {
	if q.queue.anchor != "" {
		q.queue.anchor = ""
		q.redraw()
		return true
	}
	return q.endFind()
}

// extend takes the selection up or down, over everything on the way.
func (q *questions) extend(by int) {
	q.queue.extend(by)
	q.redraw()
	if i := q.queue.index(q.queue.selected); i >= 0 {
		q.list.ScrollTo(i)
	}
}

// bulk are the keys that act on everything that is chosen, and where it goes.
var bulk = map[action]runsheet.Status{actApprove: runsheet.Approved, actReject: runsheet.Rejected, actArchive: runsheet.Archived}

// actOnChosen does to several questions what a key or a button asks for, in one act that one undo takes back; false when it is
// nothing that several can have done.
func (r *Room) actOnChosen(a action) bool {
	q := r.questions
	ids := q.queue.chosen()
	to, moves := bulk[a]
	switch {
	case a == actExtendUp:
		q.extend(-1)
	case a == actExtendDown:
		q.extend(1)
	case a == actFindQuestion:
		kit.Show(q.finding, true)
		q.Box.Refresh()
		r.window.Canvas().Focus(q.find)
	case a == actAssign:
		r.askAssign(ids)
	case a == actSort:
		r.askSort(ids)
	case a == actErase:
		r.askErase(q.queue.selected)
	case a == actJoin && len(ids) < 2:
		r.say(r.words.Say("desktop.chosen.none"))
	case a == actJoin:
		r.deal(ids[1:], runsheet.Join{IDs: ids[1:], Into: ids[0]})
		q.queue.selected, q.queue.anchor = ids[0], ""
		q.redraw()
	case moves && len(ids) > 1:
		r.deal(ids, runsheet.MoveAll{IDs: ids, To: to})
		q.step()
	default:
		return false
	}
	return true
}

// deal sends what was decided on some questions, and remembers them for undo.
func (r *Room) deal(ids []runsheet.QuestionID, c runsheet.Command) {
	r.undo = append(r.undo, ids)
	r.send(c)
}

// undoing is what takes back the last thing that was done to some questions: of several, the whole act.
func undoing(s runsheet.State, ids []runsheet.QuestionID) runsheet.Command {
	if len(ids) > 1 {
		var last runsheet.Seq
		for _, id := range ids {
			if one, ok := s.Questions.Get(id); ok {
				last = max(last, one.Handled)
			}
		}
		if last > 0 {
			return runsheet.Restore{Entry: last}
		}
	}
	return runsheet.Restore{ID: ids[0]}
}

// mostNamed bounds the names that are offered as buttons; any other can be typed.
const mostNamed = 12

// speakersOf are the people who may answer: those of the run sheet, in its order.
func speakersOf(s runsheet.State) []string {
	var names []string
	for _, slot := range s.Show.Slots {
		for _, name := range slot.People {
			if !slices.Contains(names, name) && len(names) < mostNamed {
				names = append(names, name)
			}
		}
	}
	return names
}

// askAssign asks who is to answer some questions.
func (r *Room) askAssign(ids []runsheet.QuestionID) {
	if len(ids) == 0 {
		return
	}
	w := r.words
	assign := func(to string) { r.deal(ids, runsheet.Assign{IDs: ids, To: strings.TrimSpace(to)}) }
	field := kit.NewField()
	field.SetPlaceHolder(w.Say("desktop.assign.hint"))
	if one, ok := r.state.Questions.Get(ids[0]); ok {
		field.SetText(one.Speaker)
	}
	names := container.NewGridWithColumns(2)
	for _, name := range speakersOf(r.state) {
		names.Add(kit.NewPress(kit.Quiet, func() { r.shut(); assign(name) }).Sized(theme.Text).Label(name, ""))
	}
	names.Add(kit.NewPress(kit.Quiet, func() { r.shut(); assign("") }).Sized(theme.Text).Label(w.Say("desktop.assign.nobody"), ""))
	d := r.ask(w.Say("desktop.assign.title", "n", len(ids)), kit.Wide(520, kit.Down(8, names, field)), w.Say("desktop.assign.yes"), kit.Plain,
		func() { assign(field.Text) })
	field.OnEscape = r.shut
	field.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	r.window.Canvas().Focus(field)
	field.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// askSort asks what sort of thing was asked.
func (r *Room) askSort(ids []runsheet.QuestionID) {
	if len(ids) == 0 {
		return
	}
	w := r.words
	options := make([]option, len(kinds))
	at := 0
	for i, k := range kinds {
		options[i] = option{w.Say("desktop.kind." + string(k)), w.Say("desktop.sort." + string(k))}
		if one, ok := r.state.Questions.Get(ids[0]); ok && one.Kind == k {
			at = i
		}
	}
	d := r.askWhich(w.Say("desktop.sort.title", "n", len(ids)), "", options, w.Say("desktop.timer.do"), kit.Plain, func(at int) {
		r.deal(ids, runsheet.Sort{IDs: ids, Kind: kinds[at]})
	})
	d.turn(at)
}

// askErase asks whether a question goes, or all that its person asked. Neither comes back.
func (r *Room) askErase(id runsheet.QuestionID) {
	q, ok := r.state.Questions.Get(id)
	if !ok || q.Erased {
		return
	}
	w := r.words
	options := []option{{w.Say("desktop.erase.one"), w.Say("desktop.erase.one.meaning")}}
	if q.Device != "" {
		options = append(options, option{w.Say("desktop.erase.person"), w.Say("desktop.erase.person.meaning")})
	}
	r.askWhich(w.Say("desktop.erase"), quote(q.Text, 120, w), options, w.Say("desktop.erase.do"), kit.Urgent, func(at int) {
		r.send(runsheet.Erase{ID: id, Person: at == 1})
	})
}
