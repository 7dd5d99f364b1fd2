package runsheet

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"
)

// ReminderID names a reminder; whoever sets it makes it, so that setting it twice is setting it once.
type ReminderID string

// Reminder is something to be thought of some time before a slot begins.
type Reminder struct {
	ID ReminderID `json:"id"`
	// Slot is the one that it is for; "" is every slot.
	Slot   SlotID        `json:"slot,omitempty"`
	Before time.Duration `json:"before_ns"`
	Text   string        `json:"text,omitempty"`
}

// Reminding is a reminder whose time came, once a run for each slot.
type Reminding struct {
	Reminder ReminderID
	Slot     SlotID
	At       Moment
}

const (
	mostReminders = 200
	// mostBefore is how long before a slot one may be reminded of it.
	mostBefore = 12 * time.Hour
)

type (
	// Remind sets a reminder, or changes the one of that ID.
	Remind struct {
		ID     ReminderID
		Slot   SlotID
		Before time.Duration
		Text   string
	}
	// Forget takes a reminder away.
	Forget struct {
		ID ReminderID `json:"id"`
	}
)

func (Remind) command() string { return "remind" }
func (Forget) command() string { return "forget" }

// UnmarshalJSON reads {"id","slot","before_ms","text"}.
func (c *Remind) UnmarshalJSON(b []byte) error {
	var w struct {
		ID     ReminderID `json:"id"`
		Slot   SlotID     `json:"slot"`
		Millis int64      `json:"before_ms"`
		Text   string     `json:"text"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	*c = Remind{w.ID, w.Slot, capped(w.Millis), w.Text}
	return nil
}

type (
	// ReminderSet and ReminderForgotten: somebody asked to be reminded, or not any more.
	ReminderSet struct {
		Reminder
	}
	ReminderForgotten struct {
		ID ReminderID `json:"id"`
	}
	// Reminded: a reminder's time came.
	Reminded struct {
		ID   ReminderID `json:"id"`
		Slot SlotID     `json:"slot"`
		// Start is when the slot was expected then, Text what was to be thought of.
		Start time.Time `json:"start"`
		Text  string    `json:"text,omitempty"`
	}
)

func (ReminderSet) kind() (string, int)       { return "reminder-set", 1 }
func (ReminderForgotten) kind() (string, int) { return "reminder-forgotten", 1 }
func (Reminded) kind() (string, int)          { return "reminded", 1 }

func (s State) reminder(id ReminderID) int {
	return slices.IndexFunc(s.Reminders, func(r Reminder) bool { return r.ID == id })
}

func decideRemind(s State, c Remind) ([]Fact, error) {
	text := Clean(c.Text)
	i := s.reminder(c.ID)
	switch {
	case !validID(QuestionID(c.ID)):
		return nil, refuse(NoID, "a reminder needs an id of 1 to %d letters, digits, - or _", MaxID)
	case c.Slot != "" && s.Show.Index(c.Slot) < 0:
		return nil, refuse(UnknownSlot, "%q", c.Slot)
	case c.Before < 0 || c.Before > mostBefore:
		return nil, refuse(TooMuchTime, "a reminder comes 0 to %v before", mostBefore)
	case utf8.RuneCountInString(text) > MaxMessage:
		return nil, refuse(TooLong, "%d characters at most", MaxMessage)
	case i < 0 && len(s.Reminders) >= mostReminders:
		return nil, refuse(TooMany, "%d reminders at most", mostReminders)
	}
	r := Reminder{c.ID, c.Slot, c.Before, text}
	if i >= 0 && s.Reminders[i] == r {
		return nil, nil
	}
	return facts(ReminderSet{r})
}

func decideForget(s State, c Forget) ([]Fact, error) {
	if s.reminder(c.ID) < 0 {
		return nil, nil
	}
	return facts(ReminderForgotten(c))
}

func applyReminder(s State, at Moment, f Fact) State {
	switch f := f.(type) {
	case ReminderSet:
		all := slices.Clone(s.Reminders)
		if i := s.reminder(f.ID); i >= 0 {
			all[i] = f.Reminder
		} else {
			all = append(all, f.Reminder)
		}
		s.Reminders = all
	case ReminderForgotten:
		s.Reminders = slices.DeleteFunc(slices.Clone(s.Reminders), func(r Reminder) bool { return r.ID == f.ID })
	case Reminded:
		s.Reminded = append(slices.Clip(s.Reminded), Reminding{f.ID, f.Slot, at})
	}
	return s
}

// dueReminders says which reminders' time has come, by when their slots are expected.
func (s State) dueReminders(now Moment) (facts []Fact, wait time.Duration) {
	wait = never
	if len(s.Reminders) == 0 || !s.today(now) {
		return nil, wait
	}
	next, on, end := s.place(s.Standby), s.OnAirSlot(), s.airEnds(now)
	for i := max(next, 0); next >= 0 && i < len(s.planned); i++ {
		slot := &s.Show.Slots[i]
		if slot.Dropped {
			continue
		}
		var start time.Time
		if start, end = s.expect(i, end, now.Wall); slot.ID == on {
			continue
		}
		for k := range s.Reminders {
			r := &s.Reminders[k]
			if r.Slot != "" && slot.ID != r.Slot || s.wasReminded(r.ID, slot.ID) {
				continue
			}
			if left := start.Sub(now.Wall) - r.Before; left > 0 {
				wait = min(wait, left)
			} else {
				facts = append(facts, Reminded{r.ID, slot.ID, start, r.Text})
			}
		}
	}
	return facts, wait
}

func (s State) wasReminded(id ReminderID, slot SlotID) bool {
	return slices.ContainsFunc(s.Reminded, func(r Reminding) bool { return r.Reminder == id && r.Slot == slot })
}

// today says that the sheet's times mean something now: a slot is on air, or the next one is planned for about now. A
// sheet of last month that is being prepared reminds nobody.
func (s State) today(now Moment) bool {
	if s.OnAirSlot() != "" {
		return true
	}
	i := s.place(s.Standby)
	return i >= 0 && s.Mode != ClosedMode && !s.planned[i].start.IsZero() && now.Wall.Sub(s.planned[i].start) <= anotherDay
}
