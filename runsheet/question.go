package runsheet

import (
	"iter"
	"slices"
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
	// Merged is a copy of an earlier question, which it counts for.
	Merged Status = "merged"
)

// Moderation is who looks at a question before it counts as approved.
type Moderation string

// Active: nothing passes unread. Passive: everything passes but what a rule holds back.
const (
	Active  Moderation = "active"
	Passive Moderation = "passive"
)

// Why says which rule put a question where it stands.
type Why string

// The rules that hold or merge a question.
const (
	WhyWord  Why = "word"
	WhyNear  Why = "near-copy"
	WhyCopy  Why = "copy"
	WhyBurst Why = "burst"
)

// Question is what someone in the audience asked.
type Question struct {
	ID     QuestionID
	Text   string
	Status Status
	// Before is the status that Restore returns to, "" when there is nothing to undo.
	Before Status
	Why    Why
	// Like is the earlier question that this one copies or nearly copies.
	Like QuestionID
	// Slot was on air when it was asked, "" when none was.
	Slot   SlotID
	Device DeviceID
	Asked  Moment
	// Copies counts those who asked the very same, besides the first.
	Copies int
	// Shown and Done are when it went on air and when it was answered; zero until then.
	Shown, Done Moment

	folded string
	sketch *sketch
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
