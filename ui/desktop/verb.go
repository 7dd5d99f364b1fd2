package desktop

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"regie/assets"
)

// action names one thing that a person can ask the room for; settings keep a changed key under it.
type action string

const noAction action = ""

// scope is where a verb's keys work: in one panel, in a dialog, or wherever no panel and no dialog has a use for them.
type scope string

// The scopes of the room. A panel with keys of its own has a scope of the same name.
const (
	anywhere    scope = ""
	inSheet     scope = scope(sheetPanel)
	inEdit      scope = "edit"
	inQuestions scope = scope(questionPanel)
	inDialog    scope = "dialog"
)

// group is a menu and a column of the card of keys.
type group string

// The groups, in the order of the menus. Verbs without one are in no menu and not on the card.
const (
	ungrouped      group = ""
	showGroup      group = "show"
	airGroup       group = "air"
	editGroup      group = "edit"
	outputGroup    group = "outputs"
	questionsGroup group = "questions"
	viewGroup      group = "view"
	helpGroup      group = "help"
)

var groups = []group{showGroup, editGroup, airGroup, outputGroup, questionsGroup, viewGroup, helpGroup}

// verb is one thing that a person can ask the room for. The table of verbs is the only place that says what there is to do:
// the dispatcher, the menus, the palette, the card of keys on the screen and on paper and the keys printed on buttons are made
// from it. Its words are desktop.verb.<id>.
type verb struct {
	id    action
	scope scope
	group group
	// keys are the strokes as built in, with blanks between them; the first is the one that is printed. A person may change them.
	keys string
	// repeats: a key held down goes on asking for it.
	repeats bool
	// fixed: the keys cannot be changed.
	fixed bool
	// line: in its menu, a line stands above it.
	line bool
	// ellipsis: it asks something before it does anything.
	ellipsis bool
	// unlessTyping: with Ctrl or Alt, its keys belong to a text field while one has the keyboard. It may stand in no menu with that
	// key, because Fyne gives a menu's keys to the menu first.
	unlessTyping bool
	// passesLock: it is done at a locked desk too, because it changes nothing but how things look here.
	passesLock bool
	// has says whether the room was given what the verb needs, can whether it would do something now; nil is yes. What a room has
	// not is nowhere on the screen; what cannot be done now is shown fainter.
	has, can func(*Room) bool
	// label is what the menu calls it now, "" for its usual words.
	label func(*Room) string
	do    func(*Room)
}

// verbs is the table. A matter with verbs of its own keeps them beside its panel and adds them here.
var verbs []verb

// What verbs do reads the table again, so Go cannot fill it where it is declared.
func init() {
	verbs = slices.Concat(showVerbs, dayVerbs, airVerbs, timeVerbs, correctionVerbs, editVerbs, questionVerbs, chosenVerbs, viewVerbs, lockVerbs, helpVerbs, dialogVerbs, checkVerbs, pageVerbs, linkVerbs, studioVerbs, rescueVerbs, orderVerbs, ruleVerbs, sourceVerbs, inviteVerbs, prepareVerbs)
}

// verbOf finds a verb by its name.
func verbOf(a action) (verb, bool) {
	i := slices.IndexFunc(verbs, func(v verb) bool { return v.id == a })
	if i < 0 {
		return verb{}, false
	}
	return verbs[i], true
}

// words is what the verb is called.
func (v verb) words(w assets.Words) string { return w.Say("desktop.verb." + string(v.id)) }

// labelNow is label's answer, "" without one.
func (v verb) labelNow(r *Room) string {
	if v.label == nil {
		return ""
	}
	return v.label(r)
}

// keymap is which keys ask for what: the table's, and what a person made of them.
type keymap struct {
	strokes map[action][]stroke
	means   map[scope]map[stroke]action
	again   map[action]bool
}

// newKeymap lays the changed keys, by the verbs' names, over the built-in ones. What cannot be read, or would give one key two
// meanings or Space another than GO, is left as built in and said.
func newKeymap(changed map[string]string) (*keymap, error) {
	m := &keymap{strokes: map[action][]stroke{}, means: map[scope]map[stroke]action{}, again: map[action]bool{}}
	var wrong error
	for _, v := range verbs {
		strokes, err := parseStrokes(v.keys)
		if err != nil {
			panic(err) // the table's own: a programmer's mistake
		}
		m.strokes[v.id], m.again[v.id] = strokes, v.repeats
	}
	for _, v := range verbs { // in the table's order, so that the same settings always come to the same
		text, given := changed[string(v.id)]
		if !given {
			continue
		}
		strokes, err := parseStrokes(text)
		if err == nil {
			err = m.may(v, strokes)
		}
		if err != nil {
			wrong = err
			continue
		}
		m.strokes[v.id] = strokes
	}
	m.index()
	return m, wrong
}

func (m *keymap) index() {
	clear(m.means)
	for _, v := range verbs {
		if m.means[v.scope] == nil {
			m.means[v.scope] = map[stroke]action{}
		}
		for _, s := range m.strokes[v.id] {
			m.means[v.scope][s] = v.id
		}
	}
}

// clash is a stroke that is taken.
type clash struct {
	stroke stroke
	by     action
}

func (c *clash) Error() string { return fmt.Sprintf("bind key %s: taken by %s", c.stroke, c.by) }

// may says why a verb may not have some strokes, nil where it may.
func (m *keymap) may(v verb, strokes []stroke) error {
	if v.fixed {
		return fmt.Errorf("bind %s: its keys are fixed", v.id)
	}
	for _, s := range strokes {
		if s.name == fyne.KeySpace && v.id != actGo && v.id != actBack {
			return &clash{s, actGo} // Space never stops anything
		}
		for _, other := range verbs {
			// One key may mean two things in two panels, never in one; chords are heard everywhere.
			meet := other.scope == v.scope || s.chorded() && other.scope != inDialog && v.scope != inDialog ||
				other.fixed && other.scope == anywhere
			if other.id != v.id && meet && slices.Contains(m.strokes[other.id], s) {
				return &clash{s, other.id}
			}
		}
	}
	return nil
}

// bind gives a verb other strokes, or says why not.
func (m *keymap) bind(a action, strokes []stroke) error {
	v, ok := verbOf(a)
	if !ok {
		return fmt.Errorf("bind %s: unknown", a)
	}
	if err := m.may(v, strokes); err != nil {
		return err
	}
	m.strokes[a] = strokes
	m.index()
	return nil
}

// find is what a stroke asks for in the first of some scopes that has a use for it. Shift is left out where it makes no
// difference, but never with Space.
func (m *keymap) find(s stroke, in ...scope) action {
	plain := s
	plain.mods &^= fyne.KeyModifierShift
	for _, sc := range in {
		if a, ok := m.means[sc][s]; ok {
			return a
		}
		if a, ok := m.means[sc][plain]; ok && s.name != fyne.KeySpace {
			return a
		}
	}
	return noAction
}

func (m *keymap) repeats(a action) bool { return m.again[a] }

// printed is the verb's first key as a button shows it, "" for none.
func (m *keymap) printed(a action, w assets.Words) string {
	if all := m.strokes[a]; len(all) > 0 {
		return all[0].printed(w)
	}
	return ""
}

// act does what a key, a button, a menu or the palette asks for.
func (r *Room) act(a action) {
	v, ok := verbOf(a)
	switch {
	case !ok || !v.offered(r):
	case r.bars(v):
		r.complain(errDeskLocked)
	default:
		v.do(r)
	}
}

func (v verb) offered(r *Room) bool { return v.has == nil || v.has(r) }

// possible says whether the verb would do something now.
func (v verb) possible(r *Room) bool { return v.can == nil || v.can(r) }

// keyOf is what a button prints for a verb in the present language.
func (r *Room) keyOf(a action) string { return r.keys.keys.printed(a, r.words) }

// chosen does what was picked from a menu or the palette, where the keyboard may be elsewhere: what edits the sheet begins to
// edit first.
func (r *Room) chosen(v verb) {
	switch {
	case r.bars(v):
		r.complain(errDeskLocked)
	case v.scope == inEdit && !r.editor.on:
		r.startEditing()
	case v.scope != anywhere && v.scope != inEdit && v.scope != inDialog && r.panel != panel(v.scope):
		r.focus(panel(v.scope)) // what would be changed must be seen before
	default:
		r.act(v.id)
	}
}
