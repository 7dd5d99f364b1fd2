package runsheet

import (
	"iter"
	"slices"

	"regie/runsheet/sift"
)

// QuestionID names a question; the page that asks makes it, so that asking twice is asking once.
type QuestionID string

// Status is where a question stands. Nothing is ever deleted.
type Status string

// incoming → approved → next → on air → answered; every step can be undone.
const (
	Incoming    Status = "incoming"
	Approved    Status = "approved"
	NextUp      Status = "next"
	OnAirNow    Status = "on-air"
	Answered    Status = "answered"
	Rejected    Status = "rejected"
	Quarantined Status = "quarantined"
	// Merged is counted with another question, which it copies or was joined to.
	Merged Status = "merged"
	// Archived is out of everybody's way, and kept.
	Archived Status = "archived"
)

// Moderation is who looks at a question before it counts as approved.
type Moderation string

// Active: nothing passes unread. Passive: everything passes but what a rule holds back. Unmoderated: nobody is there to
// read, so that only a blocked word and a burst keep anything back, and the words that would be held are masked.
const (
	Active      Moderation = "active"
	Passive     Moderation = "passive"
	Unmoderated Moderation = "none"
)

// Category is what a person in the audience wants.
type Category string

// The categories. The empty one, of questions asked before there were any, is a question too.
const (
	IsQuestion Category = "question"
	IsComment  Category = "comment"
	IsHelp     Category = "help"
	IsProblem  Category = "problem"
)

func (c Category) known() bool {
	switch c {
	case "", IsQuestion, IsComment, IsHelp, IsProblem:
		return true
	}
	return false
}

// Why says which rule put a question where it stands.
type Why string

// The rules that hold or merge a question.
const (
	WhyWord  Why = "word"
	WhyNear  Why = "near-copy"
	WhyCopy  Why = "copy"
	WhyBurst Why = "burst"
	// WhyBlocked: it holds a word of the list that nobody wants to read. WhyLink and WhyFirst: links, and those who ask for
	// the first time, are held while the show is restricted.
	WhyBlocked Why = "blocked"
	WhyLink    Why = "link"
	WhyFirst   Why = "first-time"
	// WhyJoined: somebody counted it with another one.
	WhyJoined Why = "joined"
)

// Question is what someone in the audience asked.
type Question struct {
	ID   QuestionID
	Text string
	// Original is what was asked, where Text was edited or has masked words; "" where it is the same.
	Original string
	Kind     Category
	Status   Status
	// Before is the status that Restore returns to, "" when there is nothing to undo.
	Before Status
	Why    Why
	// Like is the question that this one copies, nearly copies, or was joined to.
	Like QuestionID
	// Slot was on air when it was asked, "" when none was.
	Slot   SlotID
	Device DeviceID
	// Source is where it was asked, when that was not on a page of ours.
	Source Source
	// Erased: what was written, and by whom, is gone for good.
	Erased bool
	Asked  Moment
	// Name is who asked, where people come with their names; else "".
	Name string
	// Speaker is who is meant to answer, "" when that is open.
	Speaker string
	// Prepared marks a question that the crew brought along.
	Prepared bool
	// Copies counts those who asked the very same, besides the first; Votes those who did not ask and want to hear it. A
	// device counts once.
	Copies, Votes int
	// Handled is the entry with which somebody last dealt with it, 0 while only rules have.
	Handled Seq
	// Shown and Done are when it went on air and when it was answered; zero until then.
	Shown, Done Moment

	// Fresh: its device had been named only just before. Disguised: it was written to get past a reader of words.
	Fresh, Disguised bool

	folded string
	sketch *sift.Sketch
	link   bool
	voters []DeviceID // sorted
	known  Status     // what viewers know of it while they are behind, else ""
	joined bool       // another one was joined to it, so that who stands behind it is counted over all of them
	past   *pile[past]
}

// Backers is how many people want to hear a question, as far as devices tell people apart.
func (q Question) Backers() int { return 1 + q.Copies + q.Votes }

// past is what a question was before somebody dealt with it.
type past struct {
	entry Seq
	was   *Question
}

// Questions is a list of questions in the order in which they came. It is a value: changing one gives a new list, and
// the old one stays as it was, so that a State can be handed to any goroutine.
type Questions struct {
	chunks [][]Question
	count  int
}

// chunkSize bounds what one change copies: one chunk and the list of chunks.
const chunkSize = 64

// Len is how many questions there are, merged ones included.
func (q Questions) Len() int { return q.count }

// At is the i-th question, oldest first.
func (q Questions) At(i int) Question { return *q.at(i) }

func (q Questions) at(i int) *Question { return &q.chunks[i/chunkSize][i%chunkSize] }

// All goes through the questions, oldest first.
func (q Questions) All() iter.Seq[Question] {
	return func(yield func(Question) bool) {
		for _, chunk := range q.chunks {
			for i := range chunk {
				if !yield(chunk[i]) {
					return
				}
			}
		}
	}
}

// Find is the place of a question, -1 when it is unknown. It looks from the newest: most of what is asked for is recent.
func (q Questions) Find(id QuestionID) int {
	for c := len(q.chunks) - 1; c >= 0; c-- {
		chunk := q.chunks[c]
		for i := len(chunk) - 1; i >= 0; i-- {
			if chunk[i].ID == id {
				return c*chunkSize + i
			}
		}
	}
	return -1
}

// Get returns the question of that name.
func (q Questions) Get(id QuestionID) (Question, bool) {
	if i := q.Find(id); i >= 0 {
		return q.At(i), true
	}
	return Question{}, false
}

func (q Questions) with(i int, change func(*Question)) Questions {
	c := i / chunkSize
	chunks := slices.Clone(q.chunks)
	chunks[c] = slices.Clone(chunks[c])
	change(&chunks[c][i%chunkSize])
	return Questions{chunks, q.count}
}

func (q Questions) add(one Question) Questions {
	chunks := slices.Clone(q.chunks)
	if last := len(chunks) - 1; last >= 0 && len(chunks[last]) < chunkSize {
		chunks[last] = append(slices.Clip(chunks[last]), one)
	} else {
		chunks = append(chunks, []Question{one})
	}
	return Questions{chunks, q.count + 1}
}
