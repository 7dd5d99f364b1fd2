package runsheet

import (
	"errors"
	"fmt"
	"time"
)

// Reason is why something was refused, for a screen to say in its own language and for a script to test.
type Reason string

// The reasons. Each has a sentence in every catalogue, with what to do next.
const (
	UnknownCommand  Reason = "unknown-command"
	BadCommand      Reason = "bad-command"
	NotAllowed      Reason = "not-allowed"
	NoShow          Reason = "no-show"
	BadShow         Reason = "bad-show"
	OnAirMissing    Reason = "on-air-missing"
	UnknownSlot     Reason = "unknown-slot"
	MovedOn         Reason = "moved-on"
	NothingStandby  Reason = "nothing-on-standby"
	NothingOnAir    Reason = "nothing-on-air"
	NothingBefore   Reason = "nothing-before"
	AlreadyOnAir    Reason = "already-on-air"
	TooMuchTime     Reason = "too-much-time"
	UnknownQuestion Reason = "unknown-question"
	WrongStatus     Reason = "wrong-status"
	EmptyText       Reason = "empty-text"
	TooLong         Reason = "too-long"
	TooMany         Reason = "too-many"
	NoID            Reason = "no-id"
	NotSaved        Reason = "not-saved"
	// ClaimedByOther: another moderator is busy with the question; claiming it first takes it over.
	ClaimedByOther Reason = "claimed"
	NoVotes        Reason = "no-votes"
	// NoDevice: a vote needs a browser that has entered by a page.
	NoDevice  Reason = "no-device"
	NamedOnly Reason = "named-only"

	// ChangedMeanwhile: somebody changed the same thing after the sender last saw it.
	ChangedMeanwhile Reason = "changed-meanwhile"
	// AlreadyRan: the slot is or was on air, and keeps its place.
	AlreadyRan   Reason = "already-ran"
	SlotDropped  Reason = "dropped"
	SheetFull    Reason = "sheet-full"
	FieldTooLong Reason = "field-too-long"
	// BadValue: a field cannot hold what was sent.
	BadValue      Reason = "bad-value"
	NothingToUndo Reason = "nothing-to-undo"
	NothingToRedo Reason = "nothing-to-redo"

	// Rehearsing: a rehearsal must be ended first. AlreadyLive: the live has begun.
	Rehearsing  Reason = "rehearsing"
	AlreadyLive Reason = "already-live"
	// ShowBegun: the desk cannot go to another show of the event. UnknownShow: the event has none of that name.
	ShowBegun   Reason = "show-begun"
	UnknownShow Reason = "unknown-show"
	// TimerUnset: a timer that counts down needs a length.
	TimerUnset Reason = "timer-unset"
)

// Refusal is a command that was not done, and changed nothing.
type Refusal struct {
	Reason Reason
	// Detail names the slot, the question or the limit; it may be empty.
	Detail string
	// Retry is how long to wait before the same would be done; zero when waiting does not help.
	Retry time.Duration
}

func (r *Refusal) Error() string {
	if r.Detail == "" {
		return string(r.Reason)
	}
	return string(r.Reason) + ": " + r.Detail
}

func refuse(why Reason, format string, args ...any) *Refusal {
	return &Refusal{Reason: why, Detail: fmt.Sprintf(format, args...)}
}

// ReasonOf finds the reason in an error, "" when it is no refusal.
func ReasonOf(err error) Reason {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Reason
	}
	return ""
}
