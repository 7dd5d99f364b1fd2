package runsheet

import (
	"slices"
	"time"
)

// Link is how the connection with OBS stands.
type Link string

// The states of the link. LinkOff is a desk that was told to run without OBS.
const (
	LinkOff        Link = "off"
	LinkConnecting Link = "connecting"
	LinkReady      Link = "ready"
	LinkLost       Link = "lost"
	LinkRefused    Link = "refused"
	LinkKicked     Link = "kicked"
)

// Mode is what the desk is doing.
type Mode string

// The modes. A show is closed when its last slot has left the air; GO opens it again.
const (
	Preparation   Mode = "preparation"
	RehearsalMode Mode = "rehearsal"
	LiveMode      Mode = "live"
	ClosedMode    Mode = "closed"
)

// State is everything that is true after some entries. It is a value: Apply gives a new one and never changes the old,
// so any number of goroutines may read one. Read its slices and maps; never write to them.
type State struct {
	Seq  Seq
	Mode Mode
	// Run is what every entry belongs to now.
	Run Run
	// Show is the sheet; Event holds the others of the day, where there are any.
	Show  Show
	Event Event
	// Standby is the slot that GO will take, "" for none.
	Standby SlotID
	// Passes are the times on air, in the order in which they began.
	Passes []Pass
	// Message is what the régie tells those in front, and since when. FlashAt is when they were last made to look up.
	Message   string
	MessageAt Moment
	FlashAt   Moment
	// Blackout: the speaker's screens are dark.
	Blackout bool
	// Timers are the spare ones; timer 1 stands first.
	Timers [SpareTimers]Timer
	// Reminders are those that were asked for, Reminded those whose time came in this run, oldest first.
	Reminders []Reminder
	Reminded  []Reminding
	// Delay is how long after the desk viewers see what is on air.
	Delay time.Duration
	// Waiting is the scene that Hold puts up; "" leaves the picture as it is.
	Waiting string

	Questions  Questions
	Moderation Moderation
	// Privacy is what the audience was promised; ErasedAt is the entry that last erased something, 0 for none.
	Privacy  Privacy
	ErasedAt Seq
	// Words, Masked and Blocked are folded. A question with one of Words is held, with one of Masked shown with dots, with
	// one of Blocked rejected.
	Words, Masked, Blocked []string
	// Listed: somebody set those lists, so that an empty one is meant to be.
	Listed      bool
	Restriction Restriction
	Audience    AudienceSettings
	// Display is where else the question on air is seen.
	Display Display
	// Claims say who is busy with which questions; see ClaimOn.
	Claims []Claim
	// Reports are the problems that viewers told of lately, oldest first; see Problems.
	Reports []ProblemReport
	// Burst is true while far more questions come than an audience asks.
	Burst bool

	OBS OBS
	// Spare is a second OBS, driven like the first.
	Spare Spare
	// Stream is where the stream goes and could go; Streamed says that it has run since the show file began, Expected what
	// ought to run while the show is live.
	Stream   Streaming
	Streamed bool
	Expected Expected
	// Ignored are the alarms that mean nothing this evening.
	Ignored []AlarmKind
	// Alarms are those that are on, oldest first; Incidents all there were.
	Alarms    []Alarm
	Incidents []Incident
	// CueTroubles are the cues that failed since the last GO.
	CueTroubles []CueTrouble
	// Preflight is what is known before the show; Ready judges it.
	Preflight Preflight
	// Old is the end of what is known of a show that was left on air, from the start of the desk until somebody has said
	// how it goes on. Meanwhile time makes nothing happen.
	Old Moment
	// Stepped is the last time that somebody or something set the machine's clock.
	Stepped Step
	// Last is the newest entry, for the line that says what just happened.
	Last Entry

	// Signals is what the desk knows beside the entries. Apply never touches it.
	Signals Signals

	onAir   int // index in Passes, -1 for none
	opened  int // index in Passes of the first one since the show was last closed
	turn    int64
	topic   map[string]bool // what the evening is about, as of the beginning of the burst
	burst   Moment          // when the burst began
	planned []plannedSlot
	endBy   time.Time      // the show's, on its day
	days    int            // by how many days the sheet is moved to the day of the show
	dated   bool           // days is decided: a slot with a planned time has been on air since the show was last closed
	places  map[SlotID]int // where each slot stands in the sheet
	lastGo  Moment
	live    Seq // the entry up to which corrections of what is on air can no longer be undone

	runs         int      // how many were begun
	beside       *State   // what a rehearsal leaves alone and returns to
	asOf         Moment   // when the newest entry was made, by the clock that runs now
	viewed       SlotID   // what viewers see, while there is a delay
	unseen       []sight  // what they will see, in order
	untold       []tiding // what became of questions on air, until viewers see it
	picked       string   // the scene that a hand or a cue chose since the last GO, "" for none
	pickedInHold bool     // it was chosen during the present hold

	edits        *pile[sheetEdit] // what changed the sheet, newest first
	done, undone *pile[step]      // what Undo takes back and Redo does again, next first
}

// Pass is one slot's time on air.
type Pass struct {
	Slot    SlotID
	Started Moment
	// Ended is zero while the slot is on air.
	Ended Moment
	// Added is what AddTime gave in all, Speaker what SpeakerTime did: the speaker's countdown has it, the plan does not.
	Added, Speaker time.Duration
	// HeldFor is the length of the holds that are over, HeldSince the start of the one that is not (zero: none).
	HeldFor   time.Duration
	HeldSince Moment
	// Warned, Endangered and RanOver: these moments came, and come once, unless people move them.
	Warned, Endangered, RanOver bool
	// MediaEnds are the media that have played to their end meanwhile.
	MediaEnds []string
	// TakenBack marks a pass that Back undid; its slot does not count as done.
	TakenBack bool
	// Estimated marks times that rest on the wall clock, because the machine was started in between.
	Estimated bool

	// carried: the machine was started again since the pass began, so going back to it would be an estimate.
	carried bool
	// cutShort: people took away the time that was left.
	cutShort bool
}

// Step is a jump of the machine's wall clock; By is how far, forward positive. It moves no countdown.
type Step struct {
	At Moment
	By time.Duration
}

// OBS is what OBS was last seen to do.
type OBS struct {
	Link   Link
	Detail string
	// LinkAt is when the link came to stand as it does.
	LinkAt Moment
	// Scene is the program scene. Asked: we took it. Found: it was there when the link came up. Neither: a hand on OBS.
	Scene        string
	SceneAt      Moment
	Asked, Found bool
	// Stream and Record are how the outputs stand, RecordPath the newest file.
	Stream, Record OutputState
	RecordPath     string
	// Refused says why the last wanted scene was not taken; it has no Why when it was.
	Refused Denial
}

// Signals is the desk's own health: true now, not part of what happened.
type Signals struct {
	// Written is the newest entry that is safely on disk; Unwritten is how many wait in memory.
	Written   Seq
	Unwritten int
	// Late says what keeps them from the disk, "" while all is well; LateFor names it for screens, where it has a name.
	Late    string
	LateFor DiskCause
	// OBSHeard is when OBS last gave a sign of life.
	OBSHeard Moment
	// Health is how OBS fares, nil before it was measured.
	Health *Health
	// SpareSees is the scene on air in the spare OBS, which is worth knowing most of all when the main one is gone.
	SpareSees string
}

// DiskCause names what keeps entries from the disk.
type DiskCause string

// The causes that a person can do something about.
const (
	DiskFull     DiskCause = "full"
	DiskSlow     DiskCause = "slow"      // it has not answered for a while
	DiskReadOnly DiskCause = "read-only" // the file may not be written any more
)

// Look is how OBS ought to look. Turn grows with every intention of a person: the same scene with another Turn was
// asked for again, and a Look with the Turn already seen asks for nothing.
type Look struct {
	Scene string
	Turn  int64
	// Simulated: a rehearsal wants it, and nothing of it may reach the real OBS.
	Simulated bool
}

// New is the state before the first entry.
func New() State {
	s := State{Mode: Preparation, Moderation: Active, OBS: OBS{Link: LinkOff}, Expected: Expected{Stream: true, Record: true}, onAir: -1}
	for i := range s.Timers {
		s.Timers[i].Direction = CountDown
	}
	return s
}

// OnAir is the pass that is on air.
func (s State) OnAir() (Pass, bool) {
	if s.onAir < 0 {
		return Pass{}, false
	}
	return s.Passes[s.onAir], true
}

// OnAirSlot is the slot on air, "" for none.
func (s State) OnAirSlot() SlotID {
	if s.onAir < 0 {
		return ""
	}
	return s.Passes[s.onAir].Slot
}

// Held says whether the slot on air is on hold.
func (s State) Held() bool { return s.onAir >= 0 && !s.Passes[s.onAir].HeldSince.IsZero() }

// Done says whether a slot has been on air and is no longer.
func (s State) Done(id SlotID) bool {
	return slices.ContainsFunc(s.Passes, func(p Pass) bool {
		return p.Slot == id && !p.TakenBack && !p.Ended.IsZero()
	}) && s.OnAirSlot() != id
}

// Look is what the show wants to see in OBS now.
func (s State) Look() Look {
	l := Look{Turn: s.turn, Simulated: s.Run.Rehearsing() && !s.Run.OBS}
	if s.Held() && s.Waiting != "" && !s.pickedInHold {
		l.Scene = s.Waiting
		return l
	}
	if slot, ok := s.Show.Slot(s.OnAirSlot()); ok {
		l.Scene = slot.Scene
	}
	if s.picked != "" {
		l.Scene = s.picked
	}
	return l
}

// Drifted says that OBS is there and shows something other than the show wants.
func (s State) Drifted() bool {
	want := s.Look().Scene
	return want != "" && s.OBS.Link == LinkReady && s.OBS.Scene != "" && s.OBS.Scene != want
}

// place is what Show.Index says, however long the sheet is.
func (s State) place(id SlotID) int {
	if i, ok := s.places[id]; ok {
		return i
	}
	return -1
}

// follow is the first slot behind place i that is not dropped, "" when there is none; i is -1 before the first.
func (s Show) follow(i int) SlotID {
	for i++; i < len(s.Slots); i++ {
		if !s.Slots[i].Dropped {
			return s.Slots[i].ID
		}
	}
	return ""
}
