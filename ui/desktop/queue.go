package desktop

import (
	"slices"
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
)

var tabs = []tab{toRead, approved, answered, rejected}

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
}

// follow brings the list up to the state, without moving what is under the pointer or the selection.
func (q *queue) follow(s runsheet.State, now runsheet.Moment, hovered bool) {
	here := make(map[runsheet.QuestionID]bool)
	var order []runsheet.QuestionID
	for question := range s.Questions.All() {
		if tabOf(question.Status) == q.tab {
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
	if q.index(q.selected) < 0 {
		q.selected = ""
		if len(q.rows) > 0 {
			q.selected = q.rows[min(max(at, 0), len(q.rows)-1)].id
		}
	}
}

// turn shows another list, made anew.
func (q *queue) turn(to tab) {
	if q.tab != to {
		*q = queue{tab: to}
	}
}

func (q *queue) index(id runsheet.QuestionID) int {
	return slices.IndexFunc(q.rows, func(r queued) bool { return r.id == id })
}

// move takes the selection some lines up or down, past the ones that have left.
func (q *queue) move(by int) {
	for i := q.index(q.selected) + by; i >= 0 && i < len(q.rows); i += by {
		if q.rows[i].gone.IsZero() {
			q.selected = q.rows[i].id
			return
		}
	}
}

// step selects what comes after the selected question, or before it where nothing does: it has just been dealt with.
func (q *queue) step() {
	was := q.selected
	if q.move(1); q.selected == was {
		q.move(-1)
	}
}
