package runsheet

import "time"

// Moment is one instant as a machine knew it. Durations between Moments of one boot come from Steady alone, so that a
// wall clock that is set, stepped or corrected neither stretches nor shortens anything.
type Moment struct {
	// Wall is what people read on a clock.
	Wall time.Time `json:"wall"`
	// Steady counts on through suspend and never jumps; it means something only beside another Steady of the same Boot.
	Steady time.Duration `json:"steady_ns"`
	// Boot names the start of the machine that Steady counts from.
	Boot string `json:"boot,omitempty"`
}

// IsZero tells the Moment that never happened.
func (m Moment) IsZero() bool { return m.Wall.IsZero() && m.Steady == 0 && m.Boot == "" }

// Since is the time that passed from start to m: by the steady clock within one boot, by the wall clock across two.
func (m Moment) Since(start Moment) time.Duration {
	if m.Boot == start.Boot {
		return m.Steady - start.Steady
	}
	return m.Wall.Sub(start.Wall)
}

// Add is the Moment d later (or earlier) on the same machine.
func (m Moment) Add(d time.Duration) Moment {
	return Moment{Wall: m.Wall.Add(d), Steady: m.Steady + d, Boot: m.Boot}
}

// carried says the same instant in the terms of the boot of now. Up to last, the last that is known of the boot before,
// the steady clock counts; only the gap from there to now rests on the wall clock, which may have been set back in it.
func (m Moment) carried(last, now Moment) Moment {
	if m.IsZero() || m.Boot == now.Boot {
		return m
	}
	gap := max(now.Since(last), 0)
	return Moment{Wall: m.Wall, Steady: now.Steady - gap - last.Since(m), Boot: now.Boot}
}

// Role is what somebody may do here; each has its own link with its own key.
type Role string

// The roles. DeskRole is the desk itself, when time or OBS makes something happen; nobody holds a key for it.
const (
	Operator  Role = "operator"
	Animator  Role = "animator"
	Moderator Role = "moderator"
	StageRole Role = "stage"
	Audience  Role = "audience"
	// Observer sees everything, as remote staff must, and may do nothing.
	Observer Role = "observer"
	// OverlayRole is a picture in a stream: it sees the question on air, and may do nothing.
	OverlayRole Role = "overlay"
	DeskRole    Role = "desk"
)

// DeviceID is one phone or browser, by an invented name that says nothing of its owner.
type DeviceID string

// Actor is who does something.
type Actor struct {
	Role Role `json:"role"`
	// Name is how other people see the actor, "Moderation 2"; it may be empty.
	Name   string   `json:"name,omitempty"`
	Device DeviceID `json:"device,omitempty"`
	// Shared marks a Device that stands for an address many people may sit behind, such as a school's.
	Shared bool `json:"shared,omitempty"`
	// Fresh marks a Device that was named only minutes ago, or whose age nobody knows.
	Fresh bool `json:"fresh,omitempty"`
}

// Act is a command, who gave it and when the desk heard it.
type Act struct {
	By      Actor
	At      Moment
	Command Command
}
