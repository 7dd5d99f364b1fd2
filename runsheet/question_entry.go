package runsheet

import (
	"slices"
	"time"
)

// What happens to questions, beside what entry.go has.
type (
	// Asked: a question came in, and the rules put it where Status says.
	Asked struct {
		ID   QuestionID `json:"id"`
		Text string     `json:"text"`
		// Original is what was sent, where a word of it is masked.
		Original string     `json:"original,omitempty"`
		Kind     Category   `json:"kind,omitempty"`
		Status   Status     `json:"status"`
		Why      Why        `json:"why,omitempty"`
		Like     QuestionID `json:"like,omitempty"`
		Slot     SlotID     `json:"slot,omitempty"`
		Device   DeviceID   `json:"device,omitempty"`
		Name     string     `json:"name,omitempty"`
		Source   *Source    `json:"source,omitempty"`
		// Fresh and Disguised are what the rules knew of it and cannot find out again.
		Fresh     bool `json:"fresh,omitempty"`
		Disguised bool `json:"disguised,omitempty"`
	}
	// Prepared: the crew brought questions along.
	Prepared struct {
		Questions []PreparedQuestion `json:"questions"`
	}
	// MovedMany: somebody put several questions elsewhere, in one act.
	MovedMany struct {
		Moves []Moved `json:"moves"`
	}
	// SetAside: the rules found out what these belong to, and put them in quarantine.
	SetAside struct {
		IDs []QuestionID `json:"ids"`
		Why Why          `json:"why"`
	}
	// Reworded: a question's text was edited. Was is the text before.
	Reworded struct {
		ID   QuestionID `json:"id"`
		Text string     `json:"text"`
		Was  string     `json:"was"`
	}
	// Joined: questions count with another one from here on.
	Joined struct {
		IDs  []QuestionID `json:"ids"`
		Into QuestionID   `json:"into"`
	}
	// Assigned: questions were given to a speaker, or to nobody.
	Assigned struct {
		IDs []QuestionID `json:"ids"`
		To  string       `json:"to,omitempty"`
	}
	// Sorted: questions are of another category.
	Sorted struct {
		IDs  []QuestionID `json:"ids"`
		Kind Category     `json:"kind"`
	}
	// Restored: what was last done to questions was taken back; where Entry is given, what that entry did.
	Restored struct {
		IDs   []QuestionID `json:"ids"`
		Entry Seq          `json:"entry,omitempty"`
	}
	// Claimed: somebody is busy with these questions and with no others; with none at all when IDs is empty.
	Claimed struct {
		IDs []QuestionID `json:"ids"`
	}
	// Voted and Unvoted: a device wants to hear a question, and no longer.
	Voted struct {
		ID     QuestionID `json:"id"`
		Device DeviceID   `json:"device"`
	}
	Unvoted struct {
		ID     QuestionID `json:"id"`
		Device DeviceID   `json:"device"`
	}
	// Reported: a viewer told of a problem.
	Reported struct {
		Symptom Symptom  `json:"symptom"`
		Network string   `json:"network,omitempty"`
		Device  DeviceID `json:"device,omitempty"`
	}
	// Restricted: what is held or slowed down changed.
	Restricted Restriction
	// AudienceSet: what the audience is told and may do changed.
	AudienceSet AudienceSettings
	// WordsSet: the lists of words changed. The words are folded.
	WordsSet struct {
		Words []string `json:"words"`
		Mask  []string `json:"mask,omitempty"`
		Block []string `json:"block,omitempty"`
	}
)

// PreparedQuestion is one that the crew brought along: approved, and as good as asked.
type PreparedQuestion struct {
	ID      QuestionID `json:"id"`
	Text    string     `json:"text"`
	Name    string     `json:"name,omitempty"`
	Speaker string     `json:"speaker,omitempty"`
	// Slot is where it belongs; without one, to what is on air when it is brought along.
	Slot SlotID `json:"slot,omitempty"`
	// Kind is its category, "" for a question.
	Kind Category `json:"kind,omitempty"`
}

// Restriction is what is asked of the audience while trouble is about. The zero one asks nothing.
type Restriction struct {
	// Links and FirstTimers hold what has an address in it, and what comes from a device of which nobody let anything
	// through yet. NamedOnly takes questions from personal links alone.
	Links       bool `json:"links,omitempty"`
	FirstTimers bool `json:"first_timers,omitempty"`
	NamedOnly   bool `json:"named_only,omitempty"`
	// Slow is the time between two questions of one device, 0 for the usual pace.
	Slow time.Duration `json:"slow_ns,omitempty"`
}

// AudienceSettings are what the audience is told and may do.
type AudienceSettings struct {
	// Rules is the show's own sentence of rules, "" for the usual one.
	Rules string `json:"rules,omitempty"`
	// Survey is the address that is offered when the show is over, "" for none.
	Survey string `json:"survey,omitempty"`
	// Votes: the audience sees the approved questions, and may say which it wants to hear.
	Votes bool `json:"votes,omitempty"`
}

func (MovedMany) kind() (string, int)   { return "moved-many", 1 }
func (SetAside) kind() (string, int)    { return "set-aside", 1 }
func (Reworded) kind() (string, int)    { return "reworded", 1 }
func (Joined) kind() (string, int)      { return "joined", 1 }
func (Assigned) kind() (string, int)    { return "assigned", 1 }
func (Sorted) kind() (string, int)      { return "sorted", 1 }
func (Restored) kind() (string, int)    { return "restored", 1 }
func (Claimed) kind() (string, int)     { return "claimed", 1 }
func (Voted) kind() (string, int)       { return "voted", 1 }
func (Unvoted) kind() (string, int)     { return "unvoted", 1 }
func (Reported) kind() (string, int)    { return "reported", 1 }
func (Restricted) kind() (string, int)  { return "restricted", 1 }
func (AudienceSet) kind() (string, int) { return "audience-set", 1 }

// What the first version can say is written in it, so that an older program reads it.
func (a Asked) kind() (string, int) {
	if a.Original == "" && a.Kind == "" && a.Name == "" && !a.Fresh && !a.Disguised {
		return "asked", 1
	}
	return "asked", 2
}

func (p Prepared) kind() (string, int) {
	if !slices.ContainsFunc(p.Questions, func(q PreparedQuestion) bool { return q.Kind != "" }) {
		return "prepared", 1
	}
	return "prepared", 2
}

func (w WordsSet) kind() (string, int) {
	if w.Mask == nil && w.Block == nil {
		return "words-set", 1
	}
	return "words-set", 2
}

// questionReaders are the lines of readers for the facts of this file. The second versions of asked, words-set and prepared only
// have more fields than the first.
var questionReaders = map[kindVersion]func([]byte) (Fact, error){
	{"asked", 1}: readFact[Asked], {"asked", 2}: readFact[Asked],
	{"words-set", 1}: readFact[WordsSet], {"words-set", 2}: readFact[WordsSet],
	{"prepared", 1}: readFact[Prepared], {"prepared", 2}: readFact[Prepared], {"moved-many", 1}: readFact[MovedMany], {"set-aside", 1}: readFact[SetAside],
	{"reworded", 1}: readFact[Reworded], {"joined", 1}: readFact[Joined], {"assigned", 1}: readFact[Assigned],
	{"sorted", 1}: readFact[Sorted], {"restored", 1}: readFact[Restored], {"claimed", 1}: readFact[Claimed],
	{"voted", 1}: readFact[Voted], {"unvoted", 1}: readFact[Unvoted], {"reported", 1}: readFact[Reported],
	{"restricted", 1}: readFact[Restricted], {"audience-set", 1}: readFact[AudienceSet],
}
