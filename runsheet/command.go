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

// The commands that change the sheet. Sheet is the version of it that the sender saw (State.SheetVersion): what somebody
// else changed since then is never overwritten unseen. Edits of different fields, or of different slots, never clash.
type (
	// EditSlot gives fields of a slot new values. The slot may be on air, or in the reserve.
	EditSlot struct {
		Slot  SlotID  `json:"slot"`
		Sheet Seq     `json:"sheet"`
		Set   Setting `json:"set"`
	}
	// EditShow gives the show another title or time zone; nil leaves it.
	EditShow struct {
		Sheet    Seq     `json:"sheet"`
		Title    *string `json:"title"`
		TimeZone *string `json:"time_zone"`
	}
	// AddSlots puts one slot, or Count of them with their titles numbered, behind another one (first when After is ""), in
	// the running order or in the reserve. The same ID again is the same slot; left out, the desk makes one.
	AddSlots struct {
		ID      SlotID  `json:"id"`
		After   SlotID  `json:"after"`
		Reserve bool    `json:"reserve"`
		Count   int     `json:"count"`
		Sheet   Seq     `json:"sheet"`
		Set     Setting `json:"set"`
	}
	// Duplicate puts a copy of a slot behind it, without its start.
	Duplicate struct {
		Slot SlotID `json:"slot"`
	}
	// Remove takes slots out of the sheet; the entries keep them, and Undo brings them back.
	Remove struct {
		Slots []SlotID `json:"slots"`
		Sheet Seq      `json:"sheet"`
	}
	// Move puts slots behind another one, in the order named: within the running order, out of it into the reserve, or back.
	Move struct {
		Slots   []SlotID `json:"slots"`
		After   SlotID   `json:"after"`
		Reserve bool     `json:"reserve"`
		Sheet   Seq      `json:"sheet"`
	}
	// Drop leaves slots out of the show and in the sheet; BringBack takes them in again.
	Drop struct {
		Slots []SlotID `json:"slots"`
	}
	BringBack struct {
		Slots []SlotID `json:"slots"`
	}
	// Undo takes back what an entry did to the sheet or to a question, Redo does it again. Entry is what the sender saw
	// to be next (State.Undoable, State.Redoable).
	Undo struct {
		Entry Seq `json:"entry"`
	}
	Redo struct {
		Entry Seq `json:"entry"`
	}
	// Merge brings in a newly read sheet; Sheet is the version that it was compared with.
	Merge struct {
		Show   Show
		Source string
		How    How
		Sheet  Seq
	}
)

// Setting is a Patch as commands and pages write it: lengths in whole milliseconds, a start as RFC 3339 text and "" for
// none.
type Setting Patch

type setting struct {
	Number        *string            `json:"number,omitempty"`
	Title         *string            `json:"title,omitempty"`
	Kind          *Kind              `json:"kind,omitempty"`
	Start         *string            `json:"start,omitempty"`
	Hard          *bool              `json:"hard,omitempty"`
	Millis        *int64             `json:"length_ms,omitempty"`
	People        *[]string          `json:"people,omitempty"`
	Scene         *string            `json:"scene,omitempty"`
	Notes         *string            `json:"notes,omitempty"`
	TalkingPoints *string            `json:"talking_points,omitempty"`
	Fields        map[string]*string `json:"fields,omitempty"`
	Cues          *[]Cue             `json:"cues,omitempty"`
	Dropped       *bool              `json:"dropped,omitempty"`
	Zone          *string            `json:"time_zone,omitempty"`
}

// MarshalJSON writes what UnmarshalJSON reads.
func (s Setting) MarshalJSON() ([]byte, error) {
	w := setting{
		s.Number, s.Title, s.Kind, nil, s.Hard, nil, s.People, s.Scene, s.Notes, s.TalkingPoints, s.Fields, s.Cues, s.Dropped, s.Zone,
	}
	if s.Start != nil {
		text := ""
		if !s.Start.IsZero() {
			text = s.Start.Format(time.RFC3339Nano)
		}
		w.Start = &text
	}
	if s.Length != nil {
		millis := s.Length.Milliseconds()
		w.Millis = &millis
	}
	return json.Marshal(w)
}

// UnmarshalJSON reads a Setting; a field that there is not is an error. Cues and the zone cannot be set so.
func (s *Setting) UnmarshalJSON(b []byte) error {
	var w setting
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Cues != nil || w.Zone != nil {
		return fmt.Errorf("cues and time_zone cannot be set here")
	}
	*s = Setting{
		Number: w.Number, Title: w.Title, Kind: w.Kind, Hard: w.Hard, People: w.People, Scene: w.Scene, Notes: w.Notes,
		TalkingPoints: w.TalkingPoints, Fields: w.Fields, Dropped: w.Dropped,
	}
	if w.Start != nil {
		var at time.Time
		if *w.Start != "" {
			var err error
			if at, err = time.Parse(time.RFC3339, *w.Start); err != nil {
				return fmt.Errorf("start is RFC 3339, like 2026-02-04T17:30:00+01:00: %w", err)
			}
		}
		s.Start = &at
	}
	if w.Millis != nil {
		length := capped(*w.Millis)
		s.Length = &length
	}
	return nil
}

// capped is some milliseconds; more than a Duration holds would wrap round into an innocent number, and Decide refuses
// what is left of it.
func capped(millis int64) time.Duration {
	const most = int64(math.MaxInt64 / time.Millisecond)
	return time.Duration(min(max(millis, -most), most)) * time.Millisecond
}

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
	// ReportScene says what OBS really shows: Asked by us, Found when the link came up, or else taken by a hand on OBS.
	ReportScene struct {
		Scene string `json:"scene"`
		Asked bool   `json:"asked"`
		Found bool   `json:"found"`
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
func (EditSlot) command() string      { return "edit" }
func (EditShow) command() string      { return "edit-show" }
func (AddSlots) command() string      { return "add" }
func (Duplicate) command() string     { return "duplicate" }
func (Remove) command() string        { return "remove" }
func (Move) command() string          { return "move" }
func (Drop) command() string          { return "drop" }
func (BringBack) command() string     { return "bring-back" }
func (Undo) command() string          { return "undo" }
func (Redo) command() string          { return "redo" }
func (Merge) command() string         { return "merge" }
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
	*a = AddTime{Slot: w.Slot, By: capped(*w.Millis)}
	return nil
}

// parsers are the commands that pages and scripts may send, each from its JSON body.
var parsers = map[string]func([]byte) (Command, error){
	"standby": parse[Standby], "go": parse[Go], "back": parse[Back], "hold": parse[Hold], "resume": parse[Resume],
	"add-time": parse[AddTime], "end": parse[End], "take-again": parse[TakeAgain], "message": parse[SendMessage],
	"waiting": parse[SetWaiting], "ask": parse[Ask], "approve": parse[Approve], "reject": parse[Reject],
	"next": parse[Next], "on-air": parse[PutOnAir], "answer": parse[Answer], "restore": parse[Restore],
	"moderate": parse[Moderate], "words": parse[SetWords],
	"edit": parse[EditSlot], "edit-show": parse[EditShow], "add": parse[AddSlots], "duplicate": parse[Duplicate],
	"remove": parse[Remove], "move": parse[Move], "drop": parse[Drop], "bring-back": parse[BringBack],
	"undo": parse[Undo], "redo": parse[Redo],
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
