package desktop

import (
	"slices"
	"strings"
	"time"

	"regie/runsheet"
)

// tab is one of the lists that the questions are looked at in.
type tab string

const (
	toRead   tab = "to-read"
	approved tab = "approved"
	answered tab = "answered"
	rejected tab = "rejected"
	// quarantine has no tab beside the others: it is there only while something is in it, with a box of its own.
	quarantine tab = "quarantine"
)

var tabs = []tab{toRead, approved, answered, rejected}

// inTab is tabOf for a question: what a burst brought stands in quarantine, where one key rejects it all.
func inTab(q runsheet.Question) tab {
	if q.Status == runsheet.Quarantined && q.Why == runsheet.WhyBurst {
		return quarantine
	}
	return tabOf(q.Status)
}

// tabOf is the list that a question belongs to; "" for the ones that stand elsewhere (next, on air, merged).
func tabOf(s runsheet.Status) tab {
	switch s {
	case runsheet.Incoming, runsheet.Quarantined:
		return toRead
	case runsheet.Approved:
		return approved
	case runsheet.Answered:
		return answered
	case runsheet.Rejected:
		return rejected
	}
	return ""
}

// lingers is how long a question that has left a list is still shown there, so that the one below does not slip under
// the finger that was about to press.
const lingers = 4 * time.Second

// queued is one line of a queue. Gone is when the question was first seen to have left, zero while it is there.
type queued struct {
	id   runsheet.QuestionID
	gone runsheet.Moment
}

// queue is one tab's list in the order in which it is shown: new ones come at the end, and the ones that have left stay
// for a while, and for as long as the pointer is over the list.
type queue struct {
	tab  tab
	rows []queued
	// selected is the question that the keys act on, "" for none.
	selected runsheet.QuestionID
	// anchor is where a choice of several began: they reach from there to the selected one. "" while there is one alone.
	anchor runsheet.QuestionID
	// sought are the folded words that every line must hold.
	sought []string
}

// follow brings the list up to the state, without moving what is under the pointer or the selection.
func (q *queue) follow(s runsheet.State, now runsheet.Moment, hovered bool) {
	here := make(map[runsheet.QuestionID]bool)
	var order []runsheet.QuestionID
	for question := range s.Questions.All() {
		if inTab(question) == q.tab && q.holds(question) {
			here[question.ID] = true
			order = append(order, question.ID)
		}
	}
	at := q.index(q.selected)
	kept := q.rows[:0]
	for _, row := range q.rows {
		switch {
		case here[row.id]:
			row.gone = runsheet.Moment{}
			delete(here, row.id)
		case row.gone.IsZero():
			row.gone = now
		case !hovered && now.Since(row.gone) >= lingers:
			continue
		}
		kept = append(kept, row)
	}
	q.rows = kept
	for _, id := range order {
		if here[id] {
			q.rows = append(q.rows, queued{id: id})
		}
	}
	if q.index(q.anchor) < 0 {
		q.anchor = ""
	}
	if q.index(q.selected) < 0 {
		q.selected, q.anchor = "", ""
		if len(q.rows) > 0 {
			q.selected = q.rows[min(max(at, 0), len(q.rows)-1)].id
		}
	}
}

// turn shows another list, made anew.
func (q *queue) turn(to tab) {
	if q.tab != to {
		*q = queue{tab: to, sought: q.sought}
	}
}

func (q *queue) index(id runsheet.QuestionID) int {
	return slices.IndexFunc(q.rows, func(r queued) bool { return r.id == id })
}

// move takes the selection some lines up or down, past the ones that have left.
func (q *queue) move(by int) {
	q.anchor = ""
	q.shift(by)
}

func (q *queue) shift(by int) {
	for i := q.index(q.selected) + by; i >= 0 && i < len(q.rows); i += by {
		if q.rows[i].gone.IsZero() {
			q.selected = q.rows[i].id
			return
		}
	}
}

// step selects what comes after the selected question, or before it where nothing does: it has just been dealt with.
func (q *queue) step() {
	if _, last := q.reach(); last >= 0 {
		q.selected = q.rows[last].id
	}
	was := q.selected
	if q.move(1); q.selected == was {
		q.move(-1)
	}
}

// extend takes the selection up or down and keeps what it came over.
func (q *queue) extend(by int) {
	if q.anchor == "" {
		q.anchor = q.selected
	}
	q.shift(by)
}

// pick selects a line; with reach, everything from the one before to it.
func (q *queue) pick(id runsheet.QuestionID, reach bool) {
	switch {
	case !reach:
		q.anchor = ""
	case q.anchor == "":
		q.anchor = q.selected
	}
	q.selected = id
}

// reach is the first and the last line that is chosen, -1 for none.
func (q *queue) reach() (first, last int) {
	at := q.index(q.selected)
	if from := q.index(q.anchor); from >= 0 && at >= 0 {
		return min(from, at), max(from, at)
	}
	return at, at
}

// chosen are the questions that the keys act on, in the order of the list. Those that have left it are not among them.
func (q *queue) chosen() []runsheet.QuestionID {
	var ids []runsheet.QuestionID
	first, last := q.reach()
	for i := first; i >= 0 && i <= last; i++ {
		if q.rows[i].gone.IsZero() {
			ids = append(ids, q.rows[i].id)
		}
	}
	return ids
}

// seek keeps the lines that hold every word of a text, whatever its accents and capitals; "" keeps them all.
func (q *queue) seek(text string) {
	*q = queue{tab: q.tab, selected: q.selected, sought: strings.Fields(runsheet.Fold(text))}
}

// holds says whether a question is one that was sought.
func (q *queue) holds(one runsheet.Question) bool {
	if len(q.sought) == 0 {
		return true
	}
	hay := runsheet.Fold(strings.Join([]string{one.Text, one.Original, one.Name, one.Speaker}, " "))
	return !slices.ContainsFunc(q.sought, func(word string) bool { return !strings.Contains(hay, word) })
}
