package runsheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// TimerID numbers the spare timers from 1.
type TimerID int

// SpareTimers is how many there are beside the slot's own clock: a coffee, a technician's ten minutes, a vote.
const SpareTimers = 3

// Direction is which way a timer counts.
type Direction string

// The directions.
const (
	CountDown Direction = "down"
	CountUp   Direction = "up"
)

// Timer is one spare timer.
type Timer struct {
	Title     string
	Direction Direction
	// Length is what a timer counts down from.
	Length time.Duration
	// Stage shows it on the speaker's screens too.
	Stage bool
	// Ran is what it had counted when it was last paused; Since is when it was started, zero while it is not running.
	Ran   time.Duration
	Since Moment
	// Rang: it came to its end, and says so once.
	Rang bool
}

// Running says whether the timer counts now.
func (t Timer) Running() bool { return !t.Since.IsZero() }

// Idle says that nobody has used the timer.
func (t Timer) Idle() bool { return t == Timer{Direction: t.Direction} }

// Elapsed is what the timer has counted.
func (t Timer) Elapsed(now Moment) time.Duration {
	if t.Running() {
		return t.Ran + now.Since(t.Since)
	}
	return t.Ran
}

// Shown is what its screens show: what is left, negative when it is over, or what has passed.
func (t Timer) Shown(now Moment) time.Duration {
	if t.Direction == CountUp {
		return t.Elapsed(now)
	}
	return t.Length - t.Elapsed(now)
}

// Over says that nothing is left of a timer that counts down.
func (t Timer) Over(now Moment) bool {
	return t.Direction == CountDown && t.Length > 0 && t.Shown(now) <= 0
}

const (
	// mostTimer bounds a spare timer; beyond a day it is a calendar that is wanted.
	mostTimer = 24 * time.Hour
	// maxTimerTitle is its length in characters.
	maxTimerTitle = 40
)

// The commands for the spare timers. Each may be given twice; only AddToTimer then does more.
type (
	// SetTimer says what a timer is. Another direction or length begins it anew, stopped.
	SetTimer struct {
		Timer     TimerID
		Title     string
		Direction Direction
		Length    time.Duration
		Stage     bool
	}
	// StartTimer lets it run on, PauseTimer stops it where it is, ResetTimer puts it back to its beginning, stopped.
	StartTimer struct {
		Timer TimerID `json:"timer"`
	}
	PauseTimer struct {
		Timer TimerID `json:"timer"`
	}
	ResetTimer struct {
		Timer TimerID `json:"timer"`
	}
	// AddToTimer gives a timer more to count, or less; one that counts up has counted more.
	AddToTimer struct {
		Timer TimerID
		By    time.Duration
	}
)

func (SetTimer) command() string   { return "set-timer" }
func (StartTimer) command() string { return "start-timer" }
func (PauseTimer) command() string { return "pause-timer" }
func (ResetTimer) command() string { return "reset-timer" }
func (AddToTimer) command() string { return "add-to-timer" }

// UnmarshalJSON reads {"timer","title","direction","length_ms","stage"}.
func (c *SetTimer) UnmarshalJSON(b []byte) error {
	w := struct {
		Timer     TimerID   `json:"timer"`
		Title     string    `json:"title"`
		Direction Direction `json:"direction"`
		Millis    int64     `json:"length_ms"`
		Stage     bool      `json:"stage"`
	}{Direction: CountDown}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	*c = SetTimer{w.Timer, w.Title, w.Direction, capped(w.Millis), w.Stage}
	return nil
}

// UnmarshalJSON reads {"timer","by_ms"}; a missing by_ms is an error, never a silent zero.
func (c *AddToTimer) UnmarshalJSON(b []byte) error {
	var w struct {
		Timer  TimerID `json:"timer"`
		Millis *int64  `json:"by_ms"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Millis == nil {
		return fmt.Errorf("by_ms is missing")
	}
	*c = AddToTimer{w.Timer, capped(*w.Millis)}
	return nil
}

type (
	// TimerSet: a spare timer was given a title, a direction and a length.
	TimerSet struct {
		Timer     TimerID       `json:"timer"`
		Title     string        `json:"title,omitempty"`
		Direction Direction     `json:"direction"`
		Length    time.Duration `json:"length_ns,omitempty"`
		Stage     bool          `json:"stage,omitempty"`
	}
	// TimerStarted, TimerPaused and TimerReset: somebody did that to one.
	TimerStarted struct {
		Timer TimerID `json:"timer"`
	}
	TimerPaused struct {
		Timer TimerID `json:"timer"`
	}
	TimerReset struct {
		Timer TimerID `json:"timer"`
	}
	// TimerAdded: one was given more, or less.
	TimerAdded struct {
		Timer TimerID       `json:"timer"`
		By    time.Duration `json:"by_ns"`
	}
	// TimerRang: one that counts down came to its end. It happens once for each end.
	TimerRang struct {
		Timer TimerID `json:"timer"`
	}
)

func (TimerSet) kind() (string, int)     { return "timer-set", 1 }
func (TimerStarted) kind() (string, int) { return "timer-started", 1 }
func (TimerPaused) kind() (string, int)  { return "timer-paused", 1 }
func (TimerReset) kind() (string, int)   { return "timer-reset", 1 }
func (TimerAdded) kind() (string, int)   { return "timer-added", 1 }
func (TimerRang) kind() (string, int)    { return "timer-rang", 1 }

func decideTimer(s State, at Moment, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case SetTimer:
		return decideSetTimer(s, c)
	case StartTimer:
		t, err := s.timer(c.Timer)
		if err != nil || t.Running() {
			return nil, err
		}
		if t.Direction == CountDown && t.Length <= 0 {
			return nil, refuse(TimerUnset, "timer %d has no length", c.Timer)
		}
		return facts(TimerStarted(c))
	case PauseTimer:
		if t, err := s.timer(c.Timer); err != nil || !t.Running() {
			return nil, err
		}
		return facts(TimerPaused(c))
	case ResetTimer:
		if t, err := s.timer(c.Timer); err != nil || t.Elapsed(at) == 0 && !t.Running() {
			return nil, err
		}
		return facts(TimerReset(c))
	case AddToTimer:
		t, err := s.timer(c.Timer)
		sum := t.Length + c.By
		if t.Direction == CountUp {
			sum = t.Elapsed(at) + c.By
		}
		switch {
		case err != nil || c.By == 0:
			return nil, err
		case c.By.Abs() > mostTimer || sum < 0 || sum > mostTimer:
			return nil, refuse(TooMuchTime, "a timer counts from 0 to %v", mostTimer)
		}
		return facts(TimerAdded(c))
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func decideSetTimer(s State, c SetTimer) ([]Fact, error) {
	t, err := s.timer(c.Timer)
	if err != nil {
		return nil, err
	}
	c.Title = Clean(c.Title)
	switch {
	case c.Direction != CountDown && c.Direction != CountUp:
		return nil, refuse(BadValue, "a timer counts down or up, not %q", c.Direction)
	case c.Length < 0 || c.Length > mostTimer:
		return nil, refuse(TooMuchTime, "a timer counts from 0 to %v", mostTimer)
	case utf8.RuneCountInString(c.Title) > maxTimerTitle:
		return nil, refuse(TooLong, "%d characters at most", maxTimerTitle)
	case c.Title == t.Title && c.Direction == t.Direction && c.Length == t.Length && c.Stage == t.Stage:
		return nil, nil
	}
	return facts(TimerSet(c))
}

func (s State) timer(n TimerID) (Timer, error) {
	if n < 1 || n > SpareTimers {
		return Timer{}, refuse(BadValue, "timers are 1 to %d, not %d", SpareTimers, n)
	}
	return s.Timers[n-1], nil
}

// withTimer changes one timer; a number that no timer has changes nothing.
func (s State) withTimer(n TimerID, change func(*Timer)) State {
	if n >= 1 && n <= SpareTimers {
		change(&s.Timers[n-1]) // an array: s is a copy, and so are its timers
	}
	return s
}

func applyTimer(s State, at Moment, f Fact) State {
	switch f := f.(type) {
	case TimerSet:
		return s.withTimer(f.Timer, func(t *Timer) {
			if f.Direction != t.Direction || f.Length != t.Length {
				*t = Timer{Direction: f.Direction, Length: f.Length}
			}
			t.Title, t.Stage = f.Title, f.Stage
		})
	case TimerStarted:
		return s.withTimer(f.Timer, func(t *Timer) { t.Since = at })
	case TimerPaused:
		return s.withTimer(f.Timer, func(t *Timer) { t.Ran, t.Since = t.Elapsed(at), Moment{} })
	case TimerReset:
		return s.withTimer(f.Timer, func(t *Timer) { t.Ran, t.Since, t.Rang = 0, Moment{}, false })
	case TimerAdded:
		return s.withTimer(f.Timer, func(t *Timer) {
			if t.Direction == CountUp {
				t.Ran += f.By
				return
			}
			t.Length += f.By
			t.Rang = t.Rang && t.Over(at) // what is left again ends again
		})
	case TimerRang:
		return s.withTimer(f.Timer, func(t *Timer) { t.Rang = true })
	}
	return s
}

// dueTimers says which timers come to their end, and when the next one will.
func (s State) dueTimers(now Moment) (facts []Fact, wait time.Duration) {
	wait = never
	for i, t := range s.Timers {
		switch {
		case !t.Running() || t.Rang || t.Direction != CountDown:
		case t.Over(now):
			facts = append(facts, TimerRang{TimerID(i + 1)})
		default:
			wait = min(wait, t.Shown(now))
		}
	}
	return facts, wait
}
