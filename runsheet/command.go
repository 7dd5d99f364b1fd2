package runsheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// Command is something that somebody wants. It says what its sender saw, so that a press that comes late does nothing
// rather than something else. The commands are the types of this package that have a name, and only they.
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
	// EditShow gives the show another title, time zone, thresholds (Never for none) or time to be over by (zero for none);
	// nil leaves it. Targets gives some groups the lengths that they are meant to have, zero for none; the others keep theirs.
	EditShow struct {
		Sheet           Seq
		Title, TimeZone *string
		Warn, Danger    *time.Duration
		EndBy           *time.Time
		Targets         map[string]time.Duration
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
	ToEnd         *bool              `json:"to_end,omitempty"`
	Group         *string            `json:"group,omitempty"`
	Warn          *int64             `json:"warn_ms,omitempty"`
	Danger        *int64             `json:"danger_ms,omitempty"`
	AtEnd         *Ending            `json:"at_end,omitempty"`
	People        *[]string          `json:"people,omitempty"`
	Scene         *string            `json:"scene,omitempty"`
	Notes         *string            `json:"notes,omitempty"`
	TalkingPoints *string            `json:"talking_points,omitempty"`
	Fields        map[string]*string `json:"fields,omitempty"`
	Cues          *[]Cue             `json:"cues,omitempty"`
	Dropped       *bool              `json:"dropped,omitempty"`
	Zone          *string            `json:"time_zone,omitempty"`
	EndBy         *string            `json:"end_by,omitempty"`
}

// MarshalJSON writes what UnmarshalJSON reads.
func (s Setting) MarshalJSON() ([]byte, error) {
	return json.Marshal(setting{
		Number: s.Number, Title: s.Title, Kind: s.Kind, Start: instantText(s.Start), Hard: s.Hard, Millis: millisOf(s.Length),
		ToEnd: s.ToEnd, Group: s.Group, Warn: millisOf(s.Warn), Danger: millisOf(s.Danger), AtEnd: s.AtEnd, People: s.People,
		Scene: s.Scene, Notes: s.Notes, TalkingPoints: s.TalkingPoints, Fields: s.Fields, Cues: s.Cues, Dropped: s.Dropped,
		Zone: s.Zone, EndBy: instantText(s.EndBy),
	})
}

// UnmarshalJSON reads a Setting; a field that there is not is an error. What is the show's cannot be set so.
func (s *Setting) UnmarshalJSON(b []byte) error {
	var w setting
	if err := strictly(b, &w); err != nil {
		return err
	}
	if w.Zone != nil || w.EndBy != nil {
		return fmt.Errorf("time_zone and end_by cannot be set here")
	}
	start, err := instantOf("start", w.Start)
	if err != nil {
		return err
	}
	*s = Setting{
		Number: w.Number, Title: w.Title, Kind: w.Kind, Start: start, Hard: w.Hard, Length: spanOf(w.Millis), ToEnd: w.ToEnd,
		Group: w.Group, Warn: spanOf(w.Warn), Danger: spanOf(w.Danger), AtEnd: w.AtEnd, People: w.People, Scene: w.Scene,
		Notes: w.Notes, TalkingPoints: w.TalkingPoints, Fields: w.Fields, Cues: w.Cues, Dropped: w.Dropped,
	}
	return nil
}

type editShow struct {
	Sheet    Seq     `json:"sheet"`
	Title    *string `json:"title"`
	TimeZone *string `json:"time_zone"`
	Warn     *int64  `json:"warn_ms"`
	Danger   *int64  `json:"danger_ms"`
	EndBy    *string `json:"end_by"`
	// Targets are whole milliseconds.
	Targets map[string]int64 `json:"targets_ms"`
}

// UnmarshalJSON reads an EditShow as pages write it.
func (e *EditShow) UnmarshalJSON(b []byte) error {
	var w editShow
	if err := strictly(b, &w); err != nil {
		return err
	}
	end, err := instantOf("end_by", w.EndBy)
	*e = EditShow{Sheet: w.Sheet, Title: w.Title, TimeZone: w.TimeZone, Warn: spanOf(w.Warn), Danger: spanOf(w.Danger), EndBy: end}
	for group, ms := range w.Targets {
		if e.Targets == nil {
			e.Targets = map[string]time.Duration{}
		}
		e.Targets[group] = *spanOf(&ms)
	}
	return err
}

// instantText and instantOf write and read an instant as RFC 3339 text, "" for none; nil stays nil.
func instantText(at *time.Time) *string {
	if at == nil {
		return nil
	}
	text := ""
	if !at.IsZero() {
		text = at.Format(time.RFC3339Nano)
	}
	return &text
}

func instantOf(name string, text *string) (*time.Time, error) {
	if text == nil {
		return nil, nil
	}
	var at time.Time
	if *text != "" {
		var err error
		if at, err = time.Parse(time.RFC3339, *text); err != nil {
			return nil, fmt.Errorf("%s is RFC 3339, like 2026-02-04T17:30:00+01:00: %w", name, err)
		}
	}
	return &at, nil
}

// millisOf writes a length in whole milliseconds, Never as -1; spanOf reads it.
func millisOf(d *time.Duration) *int64 {
	if d == nil {
		return nil
	}
	millis := d.Milliseconds()
	if *d < 0 && millis == 0 {
		millis = -1
	}
	return &millis
}

func spanOf(millis *int64) *time.Duration {
	if millis == nil {
		return nil
	}
	d := capped(*millis)
	return &d
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
		// Source is where it was asked, when not on a page; only the desk's own rooms can say so.
		Source Source   `json:"-"`
		Kind   Category `json:"kind"`
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
	// Restore undoes the last thing that was done to a question; or, where Entry is given, what that entry did to all its
	// questions that nobody has dealt with since.
	Restore struct {
		ID    QuestionID `json:"id"`
		Entry Seq        `json:"entry"`
	}
	// Moderate chooses who looks at questions before they count as approved.
	Moderate struct {
		Mode Moderation `json:"mode"`
	}
	// SetWords replaces the lists of words that hold a question back, are shown with dots, or have it rejected.
	SetWords struct {
		Words []string `json:"words"`
		Mask  []string `json:"mask"`
		Block []string `json:"block"`
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
		Denial
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

// UnmarshalJSON reads {"slot","by_ms"}.
func (a *AddTime) UnmarshalJSON(b []byte) (err error) {
	a.Slot, a.By, err = readBy(b)
	return err
}

var errNoBy = errors.New("by_ms is missing")

// strictly reads JSON that holds no field which there is not.
func strictly(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// parsers are the commands that pages and scripts may send, each from its JSON body.
var parsers = map[string]func([]byte) (Command, error){
	"standby": parse[Standby], "go": parse[Go], "back": parse[Back], "hold": parse[Hold], "resume": parse[Resume],
	"add-time": parse[AddTime], "end": parse[End], "take-again": parse[TakeAgain], "message": parse[SendMessage],
	"waiting": parse[SetWaiting], "ask": parse[Ask], "approve": parse[Approve], "reject": parse[Reject],
	"next": parse[Next], "on-air": parse[PutOnAir], "answer": parse[Answer], "restore": parse[Restore],
	"moderate": parse[Moderate], "words": parse[SetWords],
	"vote": parse[Vote], "unvote": parse[Unvote], "report": parse[Report], "prepare": parse[Prepare],
	"move-all": parse[MoveAll], "reject-burst": parse[RejectBurst], "reword": parse[Reword], "join": parse[Join],
	"assign": parse[Assign], "sort": parse[Sort], "claim": parse[Claiming], "restrict": parse[Restrict],
	"audience": parse[SetAudience], "show-questions": parse[ShowQuestions],
	"edit": parse[EditSlot], "edit-show": parse[EditShow], "add": parse[AddSlots], "duplicate": parse[Duplicate],
	"remove": parse[Remove], "move": parse[Move], "drop": parse[Drop], "bring-back": parse[BringBack],
	"choose-show": parse[ChooseShow],
	"undo":        parse[Undo], "redo": parse[Redo],
	"speaker-time": parse[SpeakerTime], "shift-start": parse[ShiftStart], "restart": parse[Restart], "jump": parse[Jump],
	"mark": parse[Mark], "settle": parse[Settle], "replan": parse[Replan],
	"begin-run": parse[BeginRun], "end-run": parse[EndRun], "flash": parse[Flash], "blackout": parse[Blackout],
	"set-timer": parse[SetTimer], "start-timer": parse[StartTimer], "pause-timer": parse[PauseTimer],
	"reset-timer": parse[ResetTimer], "add-to-timer": parse[AddToTimer], "remind": parse[Remind], "forget": parse[Forget],
	"broadcast-delay": parse[SetDelay],
	"privacy":         parse[SetPrivacy], "erase": parse[Erase], "purge": parse[Purge],
	"vouch": parse[Vouch], "expect-audience": parse[ExpectAudience],
	"cue": parse[FireCue], "scene": parse[TakeScene], "destinations": parse[SetDestinations], "move-stream": parse[MoveStream],
	"incident": parse[OpenIncident], "incident-step": parse[AdvanceIncident], "expect": parse[Expect],
	"ignore-alarm": parse[Ignore],
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
	case ReportAccess:
		return r == DeskRole
	case ReportLink, ReportScene, ReportRefused, ReportChecks, SetWords, SetAudience,
		ReportCue, ReportMedia, ReportMove, ReportAlarm, ReportOutput, ReportSpare, ShowQuestions, ReportDisplay:
		return r == DeskRole || r == Operator
	}
	switch r {
	case Operator, DeskRole:
		return true
	case Moderator:
		switch c.(type) {
		case OpenIncident, Ask, Approve, Reject, Next, PutOnAir, Answer, Restore, Moderate,
			Prepare, MoveAll, RejectBurst, Reword, Join, Assign, Sort, Claiming, Restrict:
			return true
		}
	case Animator:
		_, ok := c.(OpenIncident)
		return ok
	case Audience:
		switch c.(type) {
		case Ask, Vote, Unvote, Report:
			return true
		}
	case SourceRole:
		_, ok := c.(Ask)
		return ok
	}
	return false
}
