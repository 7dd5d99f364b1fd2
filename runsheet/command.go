package runsheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// Command is something that somebody wants. It says what its sender saw, so that a press that comes late does nothing
// rather than something else. The commands are the types of this file, and only they.
type Command interface {
	// command is the name in scripts and addresses: lower case, dashes between words.
	command() string
}

// CommandName is the name by which scripts and pages know a command, "on-air".
func CommandName(c Command) string { return c.command() }

type (
	// Load puts a run sheet on the desk. During the show the slot on air must be in it.
	Load struct {
		Show Show `json:"show"`
		// Source says where it came from, usually a file's name without its folder.
		Source string `json:"source"`
	}
	// Standby chooses the slot that GO will take.
	Standby struct {
		Slot SlotID `json:"slot"`
	}
	// Go takes the standby slot on air. From is what its sender saw on air ("" for nothing), To what stood on standby.
	Go struct {
		From SlotID `json:"from"`
		To   SlotID `json:"to"`
	}
	// Back returns to the slot before, whose clock runs on as if it had never been left.
	Back struct {
		From SlotID `json:"from"`
	}
	// Hold puts up the waiting scene and holds the slot's clock.
	Hold struct {
		Slot SlotID `json:"slot"`
	}
	// Resume ends a hold.
	Resume struct {
		Slot SlotID `json:"slot"`
	}
	// AddTime gives the slot on air more time, or less.
	AddTime struct {
		Slot SlotID
		By   time.Duration
	}
	// End takes the last slot off the air and closes the show.
	End struct {
		From SlotID `json:"from"`
	}
	// TakeAgain asks OBS once more for the scene that the show wants now.
	TakeAgain struct{}
	// SendMessage puts a word in front of the animator; an empty one takes it away.
	SendMessage struct {
		Text string `json:"text"`
	}
	// SetWaiting names the scene that Hold puts up.
	SetWaiting struct {
		Scene string `json:"scene"`
	}
)

type (
	// Ask hands in a question. The same ID again is the same question, however often it is sent.
	Ask struct {
		ID   QuestionID `json:"id"`
		Text string     `json:"text"`
	}
	// Approve lets a question through, Reject keeps it from being shown, Next puts it in front of the animator.
	Approve struct {
		ID QuestionID `json:"id"`
	}
	Reject struct {
		ID QuestionID `json:"id"`
	}
	Next struct {
		ID QuestionID `json:"id"`
	}
	// PutOnAir shows a question that was approved; the one on air until then counts as answered.
	PutOnAir struct {
		ID QuestionID `json:"id"`
	}
	// Answer marks the question on air as answered.
	Answer struct {
		ID QuestionID `json:"id"`
	}
	// Restore undoes the last thing that was done to a question.
	Restore struct {
		ID QuestionID `json:"id"`
	}
	// Moderate chooses who looks at questions before they count as approved.
	Moderate struct {
		Mode Moderation `json:"mode"`
	}
	// SetWords replaces the list of words that hold a question back.
	SetWords struct {
		Words []string `json:"words"`
	}
)

type (
	// ReportLink says what became of the connection with OBS.
	ReportLink struct {
		Link   Link   `json:"link"`
		Detail string `json:"detail,omitempty"`
	}
	// ReportScene says what OBS really shows. Asked tells a take of ours from a hand on OBS.
	ReportScene struct {
		Scene string `json:"scene"`
		Asked bool   `json:"asked"`
	}
	// ReportRefused says that OBS did not take a scene, and why.
	ReportRefused struct {
		Scene string `json:"scene"`
		Why   string `json:"why"`
	}
)

func (Load) command() string          { return "load" }
func (Standby) command() string       { return "standby" }
func (Go) command() string            { return "go" }
func (Back) command() string          { return "back" }
func (Hold) command() string          { return "hold" }
func (Resume) command() string        { return "resume" }
func (AddTime) command() string       { return "add-time" }
func (End) command() string           { return "end" }
func (TakeAgain) command() string     { return "take-again" }
func (SendMessage) command() string   { return "message" }
func (SetWaiting) command() string    { return "waiting" }
func (Ask) command() string           { return "ask" }
func (Approve) command() string       { return "approve" }
func (Reject) command() string        { return "reject" }
func (Next) command() string          { return "next" }
func (PutOnAir) command() string      { return "on-air" }
func (Answer) command() string        { return "answer" }
func (Restore) command() string       { return "restore" }
func (Moderate) command() string      { return "moderate" }
func (SetWords) command() string      { return "words" }
func (ReportLink) command() string    { return "report-link" }
func (ReportScene) command() string   { return "report-scene" }
func (ReportRefused) command() string { return "report-refused" }

// addTime is AddTime as scripts write it, with its unit in the name.
type addTime struct {
	Slot   SlotID `json:"slot"`
	Millis *int64 `json:"by_ms"`
}

// UnmarshalJSON reads {"slot","by_ms"}; a missing by_ms is an error, never a silent zero.
func (a *AddTime) UnmarshalJSON(b []byte) error {
	var w addTime
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Millis == nil {
		return fmt.Errorf("by_ms is missing")
	}
	// More than a Duration holds would wrap round into an innocent number; Decide refuses what is left of it.
	const most = int64(math.MaxInt64 / time.Millisecond)
	*a = AddTime{Slot: w.Slot, By: time.Duration(min(max(*w.Millis, -most), most)) * time.Millisecond}
	return nil
}

// parsers are the commands that pages and scripts may send, each from its JSON body.
var parsers = map[string]func([]byte) (Command, error){
	"standby": parse[Standby], "go": parse[Go], "back": parse[Back], "hold": parse[Hold], "resume": parse[Resume],
	"add-time": parse[AddTime], "end": parse[End], "take-again": parse[TakeAgain], "message": parse[SendMessage],
	"waiting": parse[SetWaiting], "ask": parse[Ask], "approve": parse[Approve], "reject": parse[Reject],
	"next": parse[Next], "on-air": parse[PutOnAir], "answer": parse[Answer], "restore": parse[Restore],
	"moderate": parse[Moderate], "words": parse[SetWords],
}

func parse[C Command](body []byte) (Command, error) {
	var c C
	body = bytes.TrimSpace(body)
	if len(body) == 0 {
		body = []byte("{}")
	}
	if body[0] != '{' {
		return nil, fmt.Errorf("not an object")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one value")
	}
	return c, nil
}

// ParseCommand reads a command from its name and its JSON body. Only what people may ask for can be read: what OBS did
// and which sheet is loaded come from the desk's own rooms. An unknown name is a Refusal with UnknownCommand.
func ParseCommand(name string, body []byte) (Command, error) {
	p, known := parsers[name]
	if !known {
		return nil, refuse(UnknownCommand, "%q", name)
	}
	c, err := p(body)
	if err != nil {
		return nil, refuse(BadCommand, "read %s: %v", name, err)
	}
	return c, nil
}

// CommandNames lists what ParseCommand reads, sorted.
func CommandNames() []string {
	names := make([]string, 0, len(parsers))
	for n := range parsers {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// May says whether a role may give a command. The operator may give every one that a person can.
func May(r Role, c Command) bool {
	switch c.(type) {
	case ReportLink, ReportScene, ReportRefused, SetWords:
		return r == DeskRole || r == Operator
	}
	switch r {
	case Operator, DeskRole:
		return true
	case Moderator:
		switch c.(type) {
		case Ask, Approve, Reject, Next, PutOnAir, Answer, Restore, Moderate:
			return true
		}
	case Audience:
		_, ok := c.(Ask)
		return ok
	}
	return false
}
