package runsheet

import (
	"encoding/json"
	"fmt"
	"time"
)

// Seq numbers the entries of one show file from 1, without a gap.
type Seq int64

// Entry is one thing that happened. Entries are a file format: a kind and version that was ever written can be read for
// ever.
type Entry struct {
	Seq  Seq
	At   Moment
	By   Actor
	Fact Fact
}

// Fact is what happened, without when and by whom. The facts are the types of this package that have a kind, and only they.
type Fact interface {
	// kind is the name and the version under which the fact is written.
	kind() (string, int)
}

type (
	// Loaded: a run sheet was put on the desk.
	Loaded struct {
		Show   Show   `json:"show"`
		Source string `json:"source,omitempty"`
	}
	// StoodBy: a slot was chosen for the next GO; "" when the sheet has no more.
	StoodBy struct {
		Slot SlotID `json:"slot"`
	}
	// Went: GO. From is "" when nothing was on air. Jumped: the slot did not stand on standby.
	Went struct {
		From   SlotID `json:"from,omitempty"`
		To     SlotID `json:"to"`
		Jumped bool   `json:"jumped,omitempty"`
		// Media is the one whose end did it.
		Media string `json:"media,omitempty"`
	}
	// WentBack: the slot on air was left for the one before it.
	WentBack struct {
		From SlotID `json:"from"`
		To   SlotID `json:"to"`
	}
	// Held and Released: the waiting scene went up, and down again.
	Held struct {
		Slot SlotID `json:"slot"`
	}
	Released struct {
		Slot SlotID `json:"slot"`
	}
	// Extended: the slot on air was given more time, or less.
	Extended struct {
		Slot SlotID        `json:"slot"`
		By   time.Duration `json:"by_ns"`
	}
	// Closed: the last slot left the air.
	Closed struct {
		From SlotID `json:"from"`
	}
	// Retook: the wanted scene was asked for again.
	Retook struct{}
	// WaitingSet: the scene for holds was named.
	WaitingSet struct {
		Scene string `json:"scene,omitempty"`
	}
	// Warned: the first threshold of the slot was reached. RanOver: its time is up. Each happens once a pass, unless people
	// put it off.
	Warned struct {
		Slot SlotID `json:"slot"`
	}
	RanOver struct {
		Slot SlotID `json:"slot"`
	}
	// Resumed: the desk was started again on this file. Gap is how long nobody was at it, by the wall clock; Estimated
	// says that the machine was started in between, so that the running clocks rest on the wall clock alone.
	Resumed struct {
		Gap       time.Duration `json:"gap_ns"`
		Estimated bool          `json:"estimated,omitempty"`
	}
)

type (
	// Edited: the sheet was changed by hand. Remedy says that it was re-planned while live.
	Edited struct {
		Changes []Change `json:"changes"`
		Remedy  Remedy   `json:"remedy,omitempty"`
	}
	// Imported: a newly read sheet was merged into the one that was there.
	Imported struct {
		Source  string   `json:"source,omitempty"`
		Changes []Change `json:"changes"`
	}
	// Undid: what an earlier entry did was taken back. Redid: it was done again.
	Undid struct {
		Entry Seq `json:"entry"`
	}
	Redid struct {
		Entry Seq `json:"entry"`
	}
)

type (
	// Moved: somebody put a question elsewhere.
	Moved struct {
		ID   QuestionID `json:"id"`
		From Status     `json:"from"`
		To   Status     `json:"to"`
	}
	// Moderated: the way of moderating changed.
	Moderated struct {
		Mode Moderation `json:"mode"`
	}
	// BurstBegan and BurstEnded: far more questions came than an audience asks, and then no longer.
	BurstBegan struct {
		Count int `json:"count"`
	}
	BurstEnded struct{}
)

type (
	// LinkChanged: the connection with OBS came up or went.
	LinkChanged struct {
		Link   Link   `json:"link"`
		Detail string `json:"detail,omitempty"`
	}
	// SceneSeen: OBS really shows this scene now. Asked: we took it. Found: it was there when the link came up. Neither: a
	// hand on OBS took it.
	SceneSeen struct {
		Scene string `json:"scene"`
		Asked bool   `json:"asked,omitempty"`
		Found bool   `json:"found,omitempty"`
	}
	// SceneRefused: OBS did not take a scene.
	SceneRefused struct {
		Scene string `json:"scene"`
		Denial
	}
)

func (Loaded) kind() (string, int)       { return "loaded", 1 }
func (StoodBy) kind() (string, int)      { return "standby", 1 }
func (Went) kind() (string, int)         { return "went", 1 }
func (WentBack) kind() (string, int)     { return "went-back", 1 }
func (Held) kind() (string, int)         { return "held", 1 }
func (Released) kind() (string, int)     { return "released", 1 }
func (Extended) kind() (string, int)     { return "extended", 1 }
func (Closed) kind() (string, int)       { return "closed", 1 }
func (Retook) kind() (string, int)       { return "retook", 1 }
func (WaitingSet) kind() (string, int)   { return "waiting-set", 1 }
func (Warned) kind() (string, int)       { return "warned", 1 }
func (RanOver) kind() (string, int)      { return "ran-over", 1 }
func (Resumed) kind() (string, int)      { return "resumed", 1 }
func (Edited) kind() (string, int)       { return "edited", 1 }
func (Imported) kind() (string, int)     { return "imported", 1 }
func (Undid) kind() (string, int)        { return "undid", 1 }
func (Redid) kind() (string, int)        { return "redid", 1 }
func (Moved) kind() (string, int)        { return "moved", 1 }
func (Moderated) kind() (string, int)    { return "moderated", 1 }
func (BurstBegan) kind() (string, int)   { return "burst-began", 1 }
func (BurstEnded) kind() (string, int)   { return "burst-ended", 1 }
func (LinkChanged) kind() (string, int)  { return "link", 1 }
func (SceneSeen) kind() (string, int)    { return "scene", 1 }
func (SceneRefused) kind() (string, int) { return "scene-refused", 1 }

type kindVersion struct {
	kind    string
	version int
}

// readers hold every kind and version that was ever written. A new version of a kind gets a line of its own that reads
// the old form; no line is ever taken out.
var readers = func() map[kindVersion]func([]byte) (Fact, error) {
	m := map[kindVersion]func([]byte) (Fact, error){}
	for k, read := range questionReaders {
		m[k] = read
	}
	for _, r := range []struct {
		zero Fact
		read func([]byte) (Fact, error)
	}{
		{Loaded{}, readFact[Loaded]}, {StoodBy{}, readFact[StoodBy]}, {Went{}, readFact[Went]},
		{WentBack{}, readFact[WentBack]}, {Held{}, readFact[Held]}, {Released{}, readFact[Released]},
		{Extended{}, readFact[Extended]}, {Closed{}, readFact[Closed]}, {Retook{}, readFact[Retook]},
		{Told{}, readFact[Told]}, {WaitingSet{}, readFact[WaitingSet]}, {Warned{}, readFact[Warned]},
		{RanOver{}, readFact[RanOver]}, {Resumed{}, readFact[Resumed]},
		{Moved{}, readFact[Moved]}, {Moderated{}, readFact[Moderated]},
		{BurstBegan{}, readFact[BurstBegan]}, {BurstEnded{}, readFact[BurstEnded]},
		{LinkChanged{}, readFact[LinkChanged]}, {SceneSeen{}, readFact[SceneSeen]},
		{SceneRefused{}, readFact[SceneRefused]}, {Edited{}, readFact[Edited]}, {Imported{}, readFact[Imported]},
		{Undid{}, readFact[Undid]}, {Redid{}, readFact[Redid]},
		{RunBegan{}, readFact[RunBegan]}, {RunEnded{}, readFact[RunEnded]}, {Flashed{}, readFact[Flashed]},
		{BlackedOut{}, readFact[BlackedOut]}, {TimerSet{}, readFact[TimerSet]}, {TimerStarted{}, readFact[TimerStarted]},
		{TimerPaused{}, readFact[TimerPaused]}, {TimerReset{}, readFact[TimerReset]}, {TimerAdded{}, readFact[TimerAdded]},
		{TimerRang{}, readFact[TimerRang]}, {ReminderSet{}, readFact[ReminderSet]},
		{ReminderForgotten{}, readFact[ReminderForgotten]}, {Reminded{}, readFact[Reminded]},
		{DelaySet{}, readFact[DelaySet]}, {Viewed{}, readFact[Viewed]}, {QuestionViewed{}, readFact[QuestionViewed]},
		{DisplaySet{}, readFact[DisplaySet]}, {DisplayRefused{}, readFact[DisplayRefused]},
		{CueAsked{}, readFact[CueAsked]}, {CueRan{}, readFact[CueRan]}, {MediaSeen{}, readFact[MediaSeen]}, {Picked{}, readFact[Picked]},
		{DestinationsSet{}, readFact[DestinationsSet]}, {MoveBegan{}, readFact[MoveBegan]}, {MovePassed{}, readFact[MovePassed]},
		{IncidentOpened{}, readFact[IncidentOpened]}, {IncidentAdvanced{}, readFact[IncidentAdvanced]},
		{AlarmRaised{}, readFact[AlarmRaised]}, {AlarmCleared{}, readFact[AlarmCleared]}, {OutputSeen{}, readFact[OutputSeen]},
		{SpareLink{}, readFact[SpareLink]}, {OutputsExpected{}, readFact[OutputsExpected]},
		{SpeakerGiven{}, readFact[SpeakerGiven]}, {StartShifted{}, readFact[StartShifted]}, {Restarted{}, readFact[Restarted]},
		{Marked{}, readFact[Marked]}, {Endangered{}, readFact[Endangered]},
		{ClockStepped{}, readFact[ClockStepped]}, {Settled{}, readFact[Settled]},
		{PrivacySet{}, readFact[PrivacySet]}, {Erased{}, readFact[Erased]}, {Accessed{}, readFact[Accessed]},
		{AlarmIgnored{}, readFact[AlarmIgnored]}, {EventLoaded{}, readFact[EventLoaded]}, {ShowChosen{}, readFact[ShowChosen]},
		{CheckDone{}, readFact[CheckDone]}, {Vouched{}, readFact[Vouched]}, {AudienceExpected{}, readFact[AudienceExpected]},
	} {
		kind, version := r.zero.kind()
		m[kindVersion{kind, version}] = r.read
	}
	return m
}()

func readFact[F Fact](body []byte) (Fact, error) {
	var f F
	err := json.Unmarshal(body, &f)
	return f, err
}

// FactKind is the name under which a fact is written, "went".
func FactKind(f Fact) string {
	kind, _ := f.kind()
	return kind
}

// EncodeFact gives the written form of a fact: its kind, its version and a JSON body.
func EncodeFact(f Fact) (kind string, version int, body []byte, err error) {
	kind, version = f.kind()
	body, err = json.Marshal(f)
	if err != nil {
		return "", 0, nil, fmt.Errorf("encode %s: %w", kind, err)
	}
	return kind, version, body, nil
}

// DecodeFact reads what EncodeFact wrote, in this version of the program or an earlier one.
func DecodeFact(kind string, version int, body []byte) (Fact, error) {
	read, known := readers[kindVersion{kind, version}]
	if !known {
		return nil, fmt.Errorf("read entry: unknown kind %q version %d: written by a newer Régie", kind, version)
	}
	f, err := read(body)
	if err != nil {
		return nil, fmt.Errorf("read entry: %s version %d: %w", kind, version, err)
	}
	return f, nil
}
