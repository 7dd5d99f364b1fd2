package web

import (
	"encoding/json"

	"regie/runsheet"
)

// fate is what became of a question, in the words of the person who asked it.
type fate string

const (
	received fate = "received"
	accepted fate = "accepted"
	onAir    fate = "on-air"
	answered fate = "answered"
	notKept  fate = "not-kept"
)

// fates tell statuses to their authors. A held question is "received": saying more would teach how to pass the rules.
var fates = fateTable{
	runsheet.Incoming: received, runsheet.Quarantined: received,
	runsheet.Approved: accepted, runsheet.NextUp: accepted,
	runsheet.OnAirNow: onAir, runsheet.Answered: answered, runsheet.Rejected: notKept, runsheet.Archived: answered,
}

type fateTable map[runsheet.Status]fate

// of is "received" for a status that has no fate of its own: a copy of something that is not there.
func (t fateTable) of(s runsheet.Status) fate {
	if f, ok := t[s]; ok {
		return f
	}
	return received
}

// mineView is a question to the one who asked it.
type mineView struct {
	ID     runsheet.QuestionID `json:"id"`
	Text   string              `json:"text"`
	Status fate                `json:"status"`
	// Copy says that somebody asked the very same before, and that Status is what became of that.
	Copy bool `json:"copy"`
}

func fateOf(s runsheet.State, q runsheet.Question) fate {
	if q.ViewersKnow() == runsheet.Merged {
		q, _ = s.Questions.Get(s.Root(q.ID))
	}
	return fateAlone(q)
}

// fateAlone is the fate of a question that counts for itself. What a list of words rejected looks like what it held.
func fateAlone(q runsheet.Question) fate {
	known := q.ViewersKnow()
	if known == runsheet.Rejected && q.Why == runsheet.WhyBlocked && q.Handled == 0 {
		return received
	}
	return fates.of(known)
}

// mineOf lists one device's questions. Behind a shared address they are many people's, and shown to none.
func mineOf(s runsheet.State, by runsheet.Actor) []mineView {
	mine := []mineView{}
	if by.Shared {
		return mine
	}
	for q := range s.Questions.All() {
		if q.Device == by.Device {
			mine = append(mine, mineView{ID: q.ID, Text: q.Text, Status: fateOf(s, q), Copy: q.ViewersKnow() == runsheet.Merged})
		}
	}
	return mine
}

// authors knows which questions each device asked, and when their fates last changed, so that a change costs one look
// at every question and not one for every question of every phone.
type authors struct {
	marks  []mark
	places map[runsheet.QuestionID]int
	own    map[runsheet.DeviceID]*author
}

// mark is what of a question its author would notice.
type mark struct {
	id     runsheet.QuestionID
	device runsheet.DeviceID
	fate   fate
	text   string
	// alone is the fate by itself, like what it counts for, "" where it counts for itself.
	alone fate
	like  runsheet.QuestionID
}

type author struct {
	questions []int // places in the state's list
	// version is the hub's when a fate last changed; body is the list as of built.
	version, built uint64
	body           []byte
}

func newAuthors() *authors {
	return &authors{places: map[runsheet.QuestionID]int{}, own: map[runsheet.DeviceID]*author{}}
}

// follow notes what changed in s, which is version. It is false when s is not what came before, grown: then a new
// authors must follow it.
func (a *authors) follow(s runsheet.State, version uint64) bool {
	if s.Questions.Len() < len(a.marks) {
		return false
	}
	i := 0
	for q := range s.Questions.All() {
		if i == len(a.marks) {
			a.marks = append(a.marks, mark{id: q.ID, device: q.Device})
			a.places[q.ID] = i
			own := a.own[q.Device]
			if own == nil {
				own = &author{}
				a.own[q.Device] = own
			}
			own.questions = append(own.questions, i)
			own.version = version
		}
		m := &a.marks[i]
		if m.id != q.ID || m.device != q.Device {
			return false
		}
		like := runsheet.QuestionID("")
		if q.ViewersKnow() == runsheet.Merged {
			like = q.Like
		}
		if m.text != q.Text || m.like != like {
			m.text, m.like = q.Text, like
			a.own[q.Device].version = version
		}
		m.alone = fateAlone(q)
		i++
	}
	// Only now is every fate known: a question may be joined to one that came after it.
	for i := range a.marks {
		m := &a.marks[i]
		if f := a.fateIn(i); f != m.fate {
			m.fate = f
			a.own[m.device].version = version
		}
	}
	return true
}

// fateIn is the fate of a question, or of what it counts for in the end.
func (a *authors) fateIn(i int) fate {
	for range 64 { // what a file says may go round in a circle
		next, known := a.places[a.marks[i].like]
		if !known {
			break
		}
		i = next
	}
	return a.marks[i].alone
}

var noQuestions = []byte("[]")

// of gives a device's list as JSON and the version since which it has been so.
func (a *authors) of(by runsheet.Actor, s runsheet.State) ([]byte, uint64) {
	own := a.own[by.Device]
	if own == nil || by.Shared {
		return noQuestions, 0
	}
	if own.built != own.version {
		list := make([]mineView, len(own.questions))
		for k, i := range own.questions {
			q := s.Questions.At(i)
			list[k] = mineView{ID: q.ID, Text: q.Text, Status: a.marks[i].fate, Copy: q.ViewersKnow() == runsheet.Merged}
		}
		own.body, _ = json.Marshal(list) // strings and a bool: cannot fail
		own.built = own.version
	}
	return own.body, own.version
}
