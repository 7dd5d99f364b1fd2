package desktop

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
)

// asked is a state with n questions to read, "q0" first.
func asked(n int) runsheet.State {
	s := runsheet.New()
	for i := range n {
		s = runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: moment(time.Duration(i) * time.Second), Fact: runsheet.Asked{
			ID: runsheet.QuestionID(fmt.Sprintf("q%d", i)), Text: fmt.Sprintf("question %d", i), Status: runsheet.Incoming}})
	}
	return s
}

func moved(s runsheet.State, id runsheet.QuestionID, to runsheet.Status) runsheet.State {
	q, _ := s.Questions.Get(id)
	return runsheet.Apply(s, runsheet.Entry{Seq: s.Seq + 1, At: moment(time.Hour), Fact: runsheet.Moved{ID: id, From: q.Status, To: to}})
}

func (q *queue) ids() []runsheet.QuestionID {
	var ids []runsheet.QuestionID
	for _, row := range q.rows {
		ids = append(ids, row.id)
	}
	return ids
}

func TestQueueKeepsItsOrder(t *testing.T) {
	q := queue{tab: toRead}
	s := asked(4)
	q.follow(s, moment(0), false)
	if q.selected != "q0" {
		t.Errorf("selected %q at first, want q0", q.selected)
	}
	q.move(2)
	if q.selected != "q2" {
		t.Errorf("selected %q, want q2", q.selected)
	}

	// Somebody else deals with q1: its line stays a while, so that q2 does not slip away.
	s = moved(s, "q1", runsheet.Approved)
	q.follow(s, moment(0), false)
	all := []runsheet.QuestionID{"q0", "q1", "q2", "q3"}
	if diff := cmp.Diff(all, q.ids()); diff != "" {
		t.Errorf("at once (-want +got):\n%s", diff)
	}
	q.follow(s, moment(lingers-time.Millisecond), false)
	if diff := cmp.Diff(all, q.ids()); diff != "" {
		t.Errorf("just before (-want +got):\n%s", diff)
	}
	q.follow(s, moment(lingers), true)
	if diff := cmp.Diff(all, q.ids()); diff != "" {
		t.Errorf("under the pointer (-want +got):\n%s", diff)
	}
	q.follow(s, moment(lingers), false)
	if diff := cmp.Diff([]runsheet.QuestionID{"q0", "q2", "q3"}, q.ids()); diff != "" {
		t.Errorf("in the end (-want +got):\n%s", diff)
	}
	if q.selected != "q2" {
		t.Errorf("selected %q, want q2 still", q.selected)
	}
}

func TestQueueTakesBackWhatReturns(t *testing.T) {
	q := queue{tab: toRead}
	s := asked(3)
	q.follow(s, moment(0), false)
	s = moved(s, "q1", runsheet.Rejected)
	q.follow(s, moment(0), false)
	s = moved(s, "q1", runsheet.Incoming)
	q.follow(s, moment(time.Second), false)
	q.follow(s, moment(time.Hour), false)
	if diff := cmp.Diff([]runsheet.QuestionID{"q0", "q1", "q2"}, q.ids()); diff != "" {
		t.Errorf("after an undo (-want +got):\n%s", diff)
	}
}

func TestQueueSelectsANeighbour(t *testing.T) {
	q := queue{tab: toRead}
	s := asked(3)
	q.follow(s, moment(0), false)
	q.selected = "q2"
	s = moved(s, "q2", runsheet.Approved)
	q.follow(s, moment(0), false)
	q.step()
	if q.selected != "q1" {
		t.Errorf("after the last one, %q is selected, want q1", q.selected)
	}
	s = moved(moved(s, "q0", runsheet.Rejected), "q1", runsheet.Rejected)
	q.follow(s, moment(0), false)
	q.follow(s, moment(lingers), false)
	if len(q.rows) != 0 || q.selected != "" {
		t.Errorf("an empty queue holds %v and selects %q", q.ids(), q.selected)
	}
}

func TestEveryStatusHasItsPlace(t *testing.T) {
	for status, want := range map[runsheet.Status]tab{
		runsheet.Incoming: toRead, runsheet.Quarantined: toRead, runsheet.Approved: approved, runsheet.Answered: answered,
		runsheet.Rejected: rejected, runsheet.NextUp: "", runsheet.OnAirNow: "", runsheet.Merged: "",
	} {
		if got := tabOf(status); got != want {
			t.Errorf("tabOf(%s) = %q, want %q", status, got, want)
		}
	}
}
