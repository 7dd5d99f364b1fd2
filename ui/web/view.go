package web

import (
	"encoding/json"
	"time"

	"regie/runsheet"
)

// The states that the roles see. Each is a type of its own, filled field by field: what a type has no field for cannot
// be shown by mistake. Lengths are in milliseconds, as their names say; a time that does not exist is null, never zero.

// instant is a moment that people read: in the show's time zone, to the millisecond. The zero one is null.
type instant time.Time

// MarshalJSON writes "2006-01-02T15:04:05.000+01:00" or null.
func (i instant) MarshalJSON() ([]byte, error) {
	t := time.Time(i)
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.AppendFormat(nil, `"2006-01-02T15:04:05.000Z07:00"`), nil
}

// millis is a length that may not exist.
type millis *int64

func ms(d time.Duration) int64 { return d.Milliseconds() }

func maybe(d time.Duration, exists bool) millis {
	if !exists {
		return nil
	}
	n := ms(d)
	return &n
}

// orNil makes an empty name null.
func orNil[S ~string](s S) *S {
	if s == "" {
		return nil
	}
	return &s
}

// countdown is what a page counts on by itself from the moment it was told. LeftMS and LengthMS are null in a slot
// without a length, which counts up.
type countdown struct {
	ElapsedMS int64  `json:"elapsed_ms"`
	LeftMS    millis `json:"left_ms"`
	LengthMS  millis `json:"length_ms"`
	Held      bool   `json:"held"`
	HeldForMS millis `json:"held_for_ms"`
	Over      bool   `json:"over"`
	// Phase says which threshold was passed; WarnMS is what is left at the first, null for none.
	Phase  runsheet.Phase `json:"phase"`
	WarnMS millis         `json:"warn_ms"`
	// Rate is how many of these seconds go by in one; more than one only in a rehearsal.
	Rate int `json:"rate"`
}

// eye is one look at the state at one moment: what all roles' views are made from.
type eye struct {
	state runsheet.State
	now   runsheet.Moment
	clock runsheet.Clock
	zone  *time.Location
	// onAir is meaningful while clock.OnAir, standby while hasStandby.
	onAir      runsheet.Slot
	standby    runsheet.Slot
	hasStandby bool
	// who names a device to those who must not know its name.
	who func(runsheet.DeviceID) string
}

func look(s runsheet.State, now runsheet.Moment, who func(runsheet.DeviceID) string) eye {
	e := eye{state: s, now: now, who: who, clock: s.Clock(now), zone: s.Show.Location()}
	e.onAir, _ = s.Show.Slot(s.OnAirSlot())
	e.standby, e.hasStandby = s.Show.Slot(s.Standby)
	return e
}

func (e eye) at(t time.Time) instant {
	if t.IsZero() {
		return instant{}
	}
	return instant(t.In(e.zone))
}

func (e eye) countdown() countdown {
	c := e.clock
	timed := c.Length > 0
	return countdown{
		ElapsedMS: ms(c.Elapsed), LeftMS: maybe(c.Left, timed), LengthMS: maybe(c.Length, timed),
		Held: c.Held, HeldForMS: maybe(c.HeldFor, c.Held), Over: timed && c.Over, Phase: c.Phase, WarnMS: maybe(c.Warn, c.Warn > 0), Rate: e.state.Run.Rate(),
	}
}

// speakers is the countdown that a speaker is shown: it has what was given to the speaker alone.
func (e eye) speakers() countdown {
	e.clock = e.clock.ForSpeaker()
	return e.countdown()
}

// message is the régie's word to those in front.
type message struct {
	Text  string  `json:"text"`
	At    instant `json:"at"`
	AgeMS int64   `json:"age_ms"`
}

func (e eye) message() *message {
	if e.state.Message == "" {
		return nil
	}
	at := e.state.MessageAt
	return &message{Text: e.state.Message, At: e.at(at.Wall), AgeMS: ms(e.now.Since(at))}
}

// title is all that most roles know of the slot on air.
type title struct {
	Title string `json:"title"`
}

func (e eye) title() *title {
	if !e.clock.OnAir {
		return nil
	}
	return &title{Title: e.onAir.Title}
}

// operatorView is everything: to the operator, and to an observer, who may touch nothing of it.
type operatorView struct {
	Role     runsheet.Role    `json:"role"`
	Seq      runsheet.Seq     `json:"seq"`
	Mode     runsheet.Mode    `json:"mode"`
	Title    string           `json:"title"`
	TimeZone string           `json:"time_zone"`
	Now      instant          `json:"now"`
	OnAir    *operatorOnAir   `json:"on_air"`
	Standby  *operatorStandby `json:"standby"`
	standingView
	// OldSince is there while nobody has said how a show goes on that was left on air.
	OldSince instant  `json:"old_since"`
	Message  *message `json:"message"`
	Waiting  *string  `json:"waiting_scene"`
	// Room is the show of the event that this desk runs, Shows all of them; null and empty without an event.
	Room       *roomView           `json:"room"`
	Shows      []roomView          `json:"shows"`
	OBS        obsView             `json:"obs"`
	Journal    journalView         `json:"journal"`
	Moderation runsheet.Moderation `json:"moderation"`
	Burst      bool                `json:"burst"`
	// SheetVersion is the entry that changed the sheet last; commands that edit name it.
	SheetVersion runsheet.Seq `json:"sheet_version"`
	// Undo and Redo are the entries that those commands would turn now.
	Undo *turnView `json:"undo"`
	Redo *turnView `json:"redo"`
	frontView
	BroadcastDelayMS int64          `json:"broadcast_delay_ms"`
	ViewersSee       *string        `json:"viewers_see"`
	Reminders        []reminderView `json:"reminders"`
	ShowQuestions    displayView    `json:"show_questions"`
	// Slots are not there for a page that follows the sheet apart.
	Slots     *[]slotView    `json:"slots,omitempty"`
	Questions []questionView `json:"questions"`
}

// displayView is where else the question on air is seen: the OBS text source, null for none, and why OBS does not show it, null
// while it does; and whether the speaker's screens have it.
type displayView struct {
	TextSource *string `json:"text_source"`
	Refused    *string `json:"refused"`
	Stage      bool    `json:"stage"`
}

// turnView is an entry that can be taken back, or done again.
type turnView struct {
	Entry runsheet.Seq `json:"entry"`
	Kind  string       `json:"kind"`
}

func turnOf(e runsheet.Entry, ok bool) *turnView {
	if !ok {
		return nil
	}
	return &turnView{Entry: e.Seq, Kind: runsheet.FactKind(e.Fact)}
}

type operatorOnAir struct {
	ID        runsheet.SlotID `json:"id"`
	Number    string          `json:"number"`
	Title     string          `json:"title"`
	Scene     *string         `json:"scene"`
	StartedAt instant         `json:"started_at"`
	// Estimated times rest on the wall clock alone, because the machine was started in between.
	Estimated bool `json:"estimated"`
	countdown
}

type operatorStandby struct {
	ID       runsheet.SlotID `json:"id"`
	Number   string          `json:"number"`
	Title    string          `json:"title"`
	Scene    *string         `json:"scene"`
	LengthMS millis          `json:"length_ms"`
	comingView
}

// obsView says what OBS does, and how old that news is: since its last sign of life, or since the link fell.
type obsView struct {
	Link    runsheet.Link `json:"link"`
	Detail  string        `json:"detail"`
	Scene   *string       `json:"scene"`
	Wanted  *string       `json:"wanted"`
	Asked   bool          `json:"asked"`
	Refused *string       `json:"refused"`
	Drifted bool          `json:"drifted"`
	AgeMS   millis        `json:"age_ms"`
}

// journalView: Seq is the newest entry on disk, Waiting how many are not there yet, Late why.
type journalView struct {
	Seq     runsheet.Seq `json:"seq"`
	Waiting int          `json:"waiting"`
	Late    *string      `json:"late"`
}

// slotView is one line of the run sheet. Start and End are actual where Started and Ended say so, else expected.
type slotView struct {
	ID           runsheet.SlotID `json:"id"`
	Number       string          `json:"number"`
	Title        string          `json:"title"`
	Kind         runsheet.Kind   `json:"kind"`
	Stage        runsheet.Stage  `json:"stage"`
	PlannedStart instant         `json:"planned_start"`
	PlannedEnd   instant         `json:"planned_end"`
	Start        instant         `json:"start"`
	End          instant         `json:"end"`
	Started      bool            `json:"started"`
	Ended        bool            `json:"ended"`
	LengthMS     millis          `json:"length_ms"`
	Scene        *string         `json:"scene"`
}

// operator is everything; apart leaves the slots out, for a page that follows the sheet as an event of its own.
func (e eye) operator(to runsheet.Role, apart bool) operatorView {
	s := e.state
	v := operatorView{
		Role: to, Seq: s.Seq, Mode: s.Mode, Title: s.Show.Title, TimeZone: e.zone.String(),
		Now: e.at(e.now.Wall), standingView: e.standing(),
		OldSince: e.at(s.Old.Wall), Message: e.message(),
		Waiting: orNil(s.Waiting), OBS: e.obs(),
		Journal:    journalView{Seq: s.Signals.Written, Waiting: s.Signals.Unwritten, Late: orNil(s.Signals.Late)},
		Moderation: s.Moderation, Burst: s.Burst, SheetVersion: s.SheetVersion(),
		Undo: turnOf(s.Undoable()), Redo: turnOf(s.Redoable()), Questions: e.questions(),
		ShowQuestions: displayView{orNil(s.Display.TextSource), orNil(s.Display.Refused.Why), s.Display.Stage},
	}
	v.Room, v.Shows = e.rooms()
	v.frontView = frontView{e.run(), e.timers(func(runsheet.Timer) bool { return true }), e.flash(), s.Blackout}
	v.BroadcastDelayMS, v.ViewersSee, v.Reminders = ms(s.Delay), orNil(string(s.ViewersSee())), e.reminders()
	if !apart {
		slots := e.slots()
		v.Slots = &slots
	}
	if pass, on := s.OnAir(); on {
		v.OnAir = &operatorOnAir{
			ID: pass.Slot, Number: e.onAir.Number, Title: e.onAir.Title, Scene: orNil(e.onAir.Scene),
			StartedAt: e.at(pass.Started.Wall), Estimated: pass.Estimated, countdown: e.countdown(),
		}
	}
	if n := e.standby; e.hasStandby {
		v.Standby = &operatorStandby{
			ID: n.ID, Number: n.Number, Title: n.Title, Scene: orNil(n.Scene), LengthMS: maybe(n.Length, n.Length > 0),
			comingView: e.coming(n.ID),
		}
	}
	return v
}

func (e eye) obs() obsView {
	o := e.state.OBS
	v := obsView{
		Link: o.Link, Detail: o.Detail, Scene: orNil(o.Scene), Wanted: orNil(e.state.Look().Scene), Asked: o.Asked,
		Refused: orNil(o.Refused.Why), Drifted: e.state.Drifted(),
	}
	since := o.LinkAt
	if heard := e.state.Signals.OBSHeard; o.Link == runsheet.LinkReady && !heard.IsZero() {
		since = heard
	}
	v.AgeMS = maybe(e.truly(e.now.Since(since)), !since.IsZero())
	return v
}

func (e eye) slots() []slotView {
	rows := e.state.Rows(e.now, nil)
	views := make([]slotView, len(rows))
	for i, r := range rows {
		slot := e.state.Show.Slots[i]
		views[i] = slotView{
			ID: slot.ID, Number: slot.Number, Title: slot.Title, Kind: slot.Kind, Stage: r.Stage,
			PlannedStart: e.at(r.PlannedStart), PlannedEnd: e.at(r.PlannedEnd), Start: e.at(r.Start), End: e.at(r.End),
			Started: r.Started, Ended: r.Ended, LengthMS: maybe(slot.Length, slot.Length > 0), Scene: orNil(slot.Scene),
		}
	}
	return views
}

// animatorView is what a host needs in front of an audience. Of the questions it has only those that were let through.
type animatorView struct {
	Role     runsheet.Role    `json:"role"`
	Seq      runsheet.Seq     `json:"seq"`
	Mode     runsheet.Mode    `json:"mode"`
	Title    string           `json:"title"`
	Now      instant          `json:"now"`
	OnAir    *animatorOnAir   `json:"on_air"`
	Standby  *animatorStandby `json:"standby"`
	Message  *message         `json:"message"`
	Question *readQuestion    `json:"question"`
	Next     []readQuestion   `json:"next"`
	Approved []readQuestion   `json:"approved"`
	Reminder *shownReminder   `json:"reminder"`
	standingView
	frontView
}

type animatorOnAir struct {
	Number        string   `json:"number"`
	Title         string   `json:"title"`
	People        []string `json:"people"`
	TalkingPoints string   `json:"talking_points"`
	Notes         string   `json:"notes"`
	countdown
}

type animatorStandby struct {
	Number   string   `json:"number"`
	Title    string   `json:"title"`
	People   []string `json:"people"`
	LengthMS millis   `json:"length_ms"`
	comingView
}

// readQuestion is a question that was let through, to be read aloud.
type readQuestion struct {
	ID     runsheet.QuestionID `json:"id"`
	Text   string              `json:"text"`
	Copies int                 `json:"copies"`
}

func (e eye) animator() animatorView {
	s := e.state
	v := animatorView{
		Role: runsheet.Animator, Seq: s.Seq, Mode: s.Mode, Title: s.Show.Title, Now: e.at(e.now.Wall),
		Message: e.message(), Next: []readQuestion{}, Approved: []readQuestion{}, Reminder: e.reminder(),
		standingView: e.standing(), frontView: frontView{e.run(), e.used(), e.flash(), s.Blackout},
	}
	if e.clock.OnAir {
		v.OnAir = &animatorOnAir{
			Number: e.onAir.Number, Title: e.onAir.Title, People: people(e.onAir), TalkingPoints: e.onAir.TalkingPoints,
			Notes: e.onAir.Notes, countdown: e.countdown(),
		}
	}
	if n := e.standby; e.hasStandby {
		v.Standby = &animatorStandby{
			Number: n.Number, Title: n.Title, People: people(n), LengthMS: maybe(n.Length, n.Length > 0), comingView: e.coming(n.ID),
		}
	}
	for q := range s.Questions.All() {
		read := readQuestion{ID: q.ID, Text: q.Text, Copies: q.Copies}
		switch q.Status {
		case runsheet.OnAirNow:
			v.Question = &read
		case runsheet.NextUp:
			v.Next = append(v.Next, read)
		case runsheet.Approved:
			v.Approved = append(v.Approved, read)
		}
	}
	return v
}

func people(s runsheet.Slot) []string {
	if s.People == nil {
		return []string{}
	}
	return s.People
}

// stageView is a speaker's screen, which the audience may see as well: it has no field for a text that is not on air.
type stageView struct {
	Role    runsheet.Role `json:"role"`
	Seq     runsheet.Seq  `json:"seq"`
	Mode    runsheet.Mode `json:"mode"`
	Title   string        `json:"title"`
	Now     instant       `json:"now"`
	OnAir   *stageOnAir   `json:"on_air"`
	Message *message      `json:"message"`
	// Question is there where the show wants it on this screen.
	Question *stageQuestion `json:"question"`
	frontView
}

type stageOnAir struct {
	Title string `json:"title"`
	countdown
}

// stageQuestion is the text on air.
type stageQuestion struct {
	Text string `json:"text"`
}

func (e eye) stage() stageView {
	s := e.state
	v := stageView{
		Role: runsheet.StageRole, Seq: s.Seq, Mode: s.Mode, Title: s.Show.Title, Now: e.at(e.now.Wall), Message: e.message(),
		frontView: frontView{e.run(), e.onStage(), e.flash(), s.Blackout},
	}
	if e.clock.OnAir {
		v.OnAir = &stageOnAir{Title: e.onAir.Title, countdown: e.speakers()}
	}
	if q, on := s.QuestionOnAir(); on && s.Display.Stage {
		v.Question = &stageQuestion{Text: q.Text}
	}
	return v
}

// encode gives a role's view as JSON: the audience's without "mine", the operator's without the slots when the sheet is
// told apart.
func encode(role runsheet.Role, e eye, apart bool) []byte {
	var view any
	switch role {
	case runsheet.Operator, runsheet.Observer:
		view = e.operator(role, apart)
	case runsheet.Moderator:
		view = e.moderator()
	case runsheet.Animator:
		view = e.animator()
	case runsheet.StageRole:
		view = e.stage()
	case runsheet.OverlayRole:
		view = e.overlay()
	case runsheet.Audience:
		view = e.audience()
	case public:
		outside, now := e.state.Outside(e.now)
		view = look(outside, now, e.who).live()
	default:
		panic("web: no view for role " + string(role))
	}
	body, err := json.Marshal(view)
	if err != nil {
		panic("web: encode state: " + err.Error()) // our own types
	}
	return body
}
