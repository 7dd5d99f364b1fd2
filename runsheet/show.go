package runsheet

import (
	"fmt"
	"slices"
	"time"
)

// SlotID names a slot for as long as the show lives; it never changes when the slot moves or is renumbered.
type SlotID string

// Kind says what a slot is to the people in it; it decides colours and defaults. Some mean more: a Countdown counts to the
// planned start of what follows; a Break and a QA are what a re-plan shortens first, and silence in a Break is no alarm; the show is
// over with an Out, and what stands behind it is expected by nobody. A Break keeps its length when it begins late: one that absorbs
// delay is a slot ToEnd.
type Kind string

// The kinds of slot. A sheet that names none of them has live slots.
const (
	Live      Kind = "live"
	Video     Kind = "video"
	QA        Kind = "q&a"
	Break     Kind = "break"
	Countdown Kind = "countdown"
	Workshop  Kind = "workshop"
	Out       Kind = "out"
)

// Kinds lists every Kind, in the order in which screens offer them.
var Kinds = []Kind{Live, Video, QA, Break, Countdown, Workshop, Out}

// Ending is what happens when a slot's time is up.
type Ending string

// The endings. StandbyNext puts what follows in the sheet on standby, TakeNext takes the standby slot on air,
// TakeAfterMedia does so when a media has ended, whatever the clock says. The empty one does nothing: people decide.
const (
	DoNothing      Ending = ""
	StandbyNext    Ending = "standby"
	TakeNext       Ending = "take"
	TakeAfterMedia Ending = "take-after-media"
)

// Endings lists every Ending, in the order in which screens offer them.
var Endings = []Ending{DoNothing, StandbyNext, TakeNext, TakeAfterMedia}

// Never is a threshold that warns nobody.
const Never = -time.Nanosecond

// What is left of a slot when people are warned, where neither the slot nor the show says.
const (
	DefaultWarn   = time.Minute
	DefaultDanger = 15 * time.Second
)

// Show is one room's evening or day. A Show that a State holds is never changed in place.
type Show struct {
	Title string `json:"title"`
	// Zone is the IANA name of the show's time zone, "Europe/Paris"; empty means UTC.
	Zone  string `json:"zone,omitempty"`
	Slots []Slot `json:"slots"`
	// Reserve holds slots outside the running order, to be put into it when there is time or need.
	Reserve []Slot `json:"reserve,omitempty"`
	// Warn and Danger are the thresholds of the slots that have none of their own; zero is DefaultWarn and DefaultDanger.
	Warn   time.Duration `json:"warn_ns,omitempty"`
	Danger time.Duration `json:"danger_ns,omitempty"`
	// EndBy is when the show must be over, zero where nobody minds.
	EndBy time.Time `json:"end_by,omitzero"`
	// Targets are the lengths that groups are meant to have, by their names.
	Targets map[string]time.Duration `json:"targets_ns,omitempty"`
}

// Slot is one line of the run sheet.
type Slot struct {
	ID SlotID `json:"id"`
	// Number is what people call the slot ("3", "4b", "M2"); it need not be a number nor unique.
	Number string `json:"number,omitempty"`
	Title  string `json:"title"`
	Kind   Kind   `json:"kind"`
	// Start is the planned start, an instant; zero means "when the slot before ends".
	Start time.Time `json:"start,omitzero"`
	// Hard slots never start before Start; soft ones slide with what comes before.
	Hard bool `json:"hard,omitempty"`
	// Length is the planned length; zero is a slot that only marks a moment.
	Length time.Duration `json:"length_ns,omitempty"`
	// ToEnd slots last until their planned end, whenever they began.
	ToEnd bool `json:"to_end,omitempty"`
	// Group is the part of the show that the slot belongs to; the slots of a group stand together.
	Group string `json:"group,omitempty"`
	// Warn and Danger are what is left when people are warned, and warned again; zero is the show's, Never not at all.
	Warn   time.Duration `json:"warn_ns,omitempty"`
	Danger time.Duration `json:"danger_ns,omitempty"`
	AtEnd  Ending        `json:"at_end,omitempty"`
	People []string      `json:"people,omitempty"`
	// Scene is the scene that GO takes in OBS; empty leaves the picture as it is.
	Scene         string `json:"scene,omitempty"`
	Notes         string `json:"notes,omitempty"`
	TalkingPoints string `json:"talking_points,omitempty"`
	// Fields holds the sheet's columns that Régie has no place for, by their header.
	Fields map[string]string `json:"fields,omitempty"`
	Cues   []Cue             `json:"cues,omitempty"`
	// Dropped slots stay in the sheet; standby, GO and the clock pass over them.
	Dropped bool `json:"dropped,omitempty"`
}

// Location is the show's time zone, UTC when its name is empty or unknown here.
func (s Show) Location() *time.Location {
	if s.Zone == "" {
		return time.UTC
	}
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		return time.UTC
	}
	return loc
}

// Index is the place of a slot in the sheet, -1 when it has none.
func (s Show) Index(id SlotID) int {
	for i := range s.Slots {
		if s.Slots[i].ID == id {
			return i
		}
	}
	return -1
}

// Slot returns the slot of that name.
func (s Show) Slot(id SlotID) (Slot, bool) {
	if i := s.Index(id); i >= 0 {
		return s.Slots[i], true
	}
	return Slot{}, false
}

// Find returns the slot of that name, in the running order or in the reserve.
func (s Show) Find(id SlotID) (Slot, bool) {
	if slot, ok := s.Slot(id); ok {
		return slot, true
	}
	for i := range s.Reserve {
		if s.Reserve[i].ID == id {
			return s.Reserve[i], true
		}
	}
	return Slot{}, false
}

// Check says why a show cannot be run: no slots, a slot without a name of its own, a negative length.
func (s Show) Check() error {
	if len(s.Slots) == 0 {
		return fmt.Errorf("the run sheet has no slots")
	}
	seen := make(map[SlotID]int, len(s.Slots)+len(s.Reserve))
	for i, slot := range slices.Concat(s.Slots, s.Reserve) {
		if slot.ID == "" {
			return fmt.Errorf("slot %d has no id", i+1)
		}
		if first, twice := seen[slot.ID]; twice {
			return fmt.Errorf("slots %d and %d have the same id %q", first+1, i+1, slot.ID)
		}
		seen[slot.ID] = i
		if slot.Length < 0 {
			return fmt.Errorf("slot %d has a negative length", i+1)
		}
	}
	return nil
}
