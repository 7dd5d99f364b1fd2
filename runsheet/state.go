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
	Preparation Mode = "preparation"
	LiveMode    Mode = "live"
	ClosedMode  Mode = "closed"
)

// State is everything that is true after some entries. It is a value: Apply gives a new one and never changes the old,
// so any number of goroutines may read one. Read its slices and maps; never write to them.
type State struct {
	Seq  Seq
	Mode Mode
	Show Show
	// Standby is the slot that GO will take, "" for none.
	Standby SlotID
	// Passes are the times on air, in the order in which they began.
	Passes []Pass
	// Message is what the régie tells the animator, and since when.
	Message   string
	MessageAt Moment
	// Waiting is the scene that Hold puts up; "" leaves the picture as it is.
	Waiting string

	Questions  Questions
	Moderation Moderation
	// Words are folded; a question with one of them is held.
	Words []string
	// Burst is true while far more questions come than an audience asks.
	Burst bool

	OBS OBS
	// Last is the newest entry, for the line that says what just happened.
	Last Entry

	// Signals is what the desk knows beside the entries. Apply never touches it.
	Signals Signals

	onAir   int // index in Passes, -1 for none
	opened  int // index in Passes of the first one since the show was last closed
	turn    int64
	planned []plannedSlot
	days    int            // by how many days the sheet is moved to the day of the show
	dated   bool           // days is decided: a slot with a planned time has been on air since the show was last closed
	places  map[SlotID]int // where each slot stands in the sheet
	lastGo  Moment

	edits        *pile[sheetEdit] // what changed the sheet, newest first
	done, undone *pile[step]      // what Undo takes back and Redo does again, next first
}

// Pass is one slot's time on air.
type Pass struct {
	Slot    SlotID
	Started Moment
	// Ended is zero while the slot is on air.
	Ended Moment
	// Added is what AddTime gave in all.
	Added time.Duration
	// HeldFor is the length of the holds that are over, HeldSince the start of the one that is not (zero: none).
	HeldFor   time.Duration
	HeldSince Moment
	// Warned and RanOver: these moments came, and come once.
	Warned, RanOver bool
	// TakenBack marks a pass that Back undid; its slot does not count as done.
	TakenBack bool
	// Estimated marks times that rest on the wall clock, because the machine was started in between.
	Estimated bool

	// carried: the machine was started again since the pass began, so going back to it would be an estimate.
	carried bool
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
	// Refused says why the last wanted scene was not taken, "" when it was.
	Refused string
}

// Signals is the desk's own health: true now, not part of what happened.
type Signals struct {
	// Written is the newest entry that is safely on disk; Unwritten is how many wait in memory.
	Written   Seq
	Unwritten int
	// Late says what keeps them from the disk, "" while all is well.
	Late string
	// OBSHeard is when OBS last gave a sign of life.
	OBSHeard Moment
}

// Look is how OBS ought to look. Turn grows with every intention of a person: the same scene with another Turn was
// asked for again, and a Look with the Turn already seen asks for nothing.
type Look struct {
	Scene string
	Turn  int64
}

// New is the state before the first entry.
func New() State {
	return State{Mode: Preparation, Moderation: Active, OBS: OBS{Link: LinkOff}, onAir: -1}
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
	l := Look{Turn: s.turn}
	if s.Held() && s.Waiting != "" {
		l.Scene = s.Waiting
		return l
	}
	if slot, ok := s.Show.Slot(s.OnAirSlot()); ok {
		l.Scene = slot.Scene
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
