package desktop

import (
	"errors"
	"strings"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// errLocked: the run sheet is locked against edits.
var errLocked = errors.New("the run sheet is locked")

// wrongEntry is what a person typed and no field can hold.
type wrongEntry struct{ key, text string }

func (e *wrongEntry) Error() string { return e.key + ": " + e.text }

// slotField is one thing about a slot that people write as text, in the form or in the row: how what the slot holds is written, and
// how what somebody typed is read. Writing needs nothing of the room, because the desk's turn is not on Fyne's thread.
type slotField struct {
	name  string
	write func(runsheet.Slot, *time.Location, assets.Words) string
	read  func(*Room, runsheet.Slot, string) (runsheet.Setting, error)
}

// slotFields are all of them, in the order in which the form is filled in.
var slotFields = []slotField{
	textField("number", func(s runsheet.Slot) string { return s.Number }, func(t string) runsheet.Setting { return runsheet.Setting{Number: &t} }),
	textField("title", func(s runsheet.Slot) string { return s.Title }, func(t string) runsheet.Setting { return runsheet.Setting{Title: &t} }),
	{"start", writeStart, (*Room).readStart},
	{"length", func(s runsheet.Slot, _ *time.Location, _ assets.Words) string { return span(s.Length) }, (*Room).readLength},
	textField("people", func(s runsheet.Slot) string { return strings.Join(s.People, ", ") }, func(t string) runsheet.Setting {
		people := strings.FieldsFunc(t, func(r rune) bool { return r == ',' || r == ';' })
		return runsheet.Setting{People: &people}
	}),
	textField("scene", func(s runsheet.Slot) string { return s.Scene }, func(t string) runsheet.Setting { return runsheet.Setting{Scene: &t} }),
	textField("group", func(s runsheet.Slot) string { return s.Group }, func(t string) runsheet.Setting { return runsheet.Setting{Group: &t} }),
	{"warn", writeThreshold(func(s runsheet.Slot) time.Duration { return s.Warn }), (*Room).readWarn},
	{"danger", writeThreshold(func(s runsheet.Slot) time.Duration { return s.Danger }), (*Room).readDanger},
	textField("notes", func(s runsheet.Slot) string { return s.Notes }, func(t string) runsheet.Setting { return runsheet.Setting{Notes: &t} }),
	textField("points", func(s runsheet.Slot) string { return s.TalkingPoints }, func(t string) runsheet.Setting { return runsheet.Setting{TalkingPoints: &t} }),
}

func textField(name string, in func(runsheet.Slot) string, set func(string) runsheet.Setting) slotField {
	return slotField{name, func(s runsheet.Slot, _ *time.Location, _ assets.Words) string { return in(s) },
		func(_ *Room, _ runsheet.Slot, text string) (runsheet.Setting, error) { return set(text), nil }}
}

// fieldNamed is one of slotFields, a name of which is a programmer's.
func fieldNamed(name string) slotField {
	for _, f := range slotFields {
		if f.name == name {
			return f
		}
	}
	panic("no field " + name)
}

// says is what a field of a slot holds, as it is written here.
func (r *Room) says(f slotField, slot runsheet.Slot) string {
	return f.write(slot, r.state.Show.Location(), r.words)
}

// hand asks for a field of a slot to become what somebody typed in the place of what it was. It is an error at once where that
// cannot be read or is against the rules; where somebody else was faster, the desk's turn says so.
func (r *Room) hand(f slotField, id runsheet.SlotID, was, text string) error {
	slot, ok := r.state.Show.Find(id)
	if !ok {
		return &runsheet.Refusal{Reason: runsheet.UnknownSlot}
	}
	set, err := f.read(r, slot, text)
	if err != nil {
		return err
	}
	try := runsheet.Act{By: runsheet.Actor{Role: runsheet.Operator}, At: r.cfg.Desk.Now(),
		Command: runsheet.EditSlot{Slot: id, Sheet: r.state.SheetVersion(), Set: set}}
	if _, err := runsheet.Decide(r.state, try); err != nil {
		return err
	}
	loc, w := r.state.Show.Location(), r.words
	r.setField(id, set, func(s runsheet.Slot) bool { return f.write(s, loc, w) == was })
	return nil
}

// setField changes one field of a slot, unless somebody else has changed it since it was shown here.
func (r *Room) setField(id runsheet.SlotID, set runsheet.Setting, same func(runsheet.Slot) bool) {
	r.alter(func(s runsheet.State) (runsheet.Command, error) {
		slot, ok := s.Show.Find(id)
		switch {
		case !ok:
			return nil, &runsheet.Refusal{Reason: runsheet.UnknownSlot}
		case same != nil && !same(slot):
			return nil, &runsheet.Refusal{Reason: runsheet.ChangedMeanwhile}
		}
		return runsheet.EditSlot{Slot: id, Sheet: s.SheetVersion(), Set: set}, nil
	})
}

// writeStart is a start with as much of the clock as it needs.
func writeStart(s runsheet.Slot, loc *time.Location, _ assets.Words) string {
	if at := s.Start.In(loc); !s.Start.IsZero() && at.Second() != 0 {
		return at.Format("15:04:05")
	}
	return clockTime(s.Start, loc)
}

// readStart takes a time of day for the start of a slot: on its own day, or else on the one that the sheet has come to.
func (r *Room) readStart(slot runsheet.Slot, text string) (runsheet.Setting, error) {
	at := time.Time{}
	if text != "" {
		since, err := r.cfg.ParseStart(text)
		if err != nil {
			return runsheet.Setting{}, &wrongEntry{"desktop.wrong.start", text}
		}
		at = nearest(since, r.startsAbout(slot), r.state.Show.Location())
	}
	return runsheet.Setting{Start: &at}, nil
}

func (r *Room) readLength(_ runsheet.Slot, text string) (runsheet.Setting, error) {
	length := time.Duration(0)
	if text != "" {
		var err error
		if length, err = r.cfg.ParseLength(text); err != nil {
			return runsheet.Setting{}, &wrongEntry{"desktop.wrong.length", text}
		}
	}
	return runsheet.Setting{Length: &length}, nil
}

// writeThreshold writes what is left of a slot when people are warned: "" for the show's own.
func writeThreshold(of func(runsheet.Slot) time.Duration) func(runsheet.Slot, *time.Location, assets.Words) string {
	return func(s runsheet.Slot, _ *time.Location, w assets.Words) string { return threshold(of(s), w) }
}

func threshold(left time.Duration, w assets.Words) string {
	if left < 0 {
		return w.Say("desktop.never")
	}
	return span(left)
}

// readThreshold takes a length, a word for never, and nothing for what the show has.
func (r *Room) readThreshold(text string) (*time.Duration, error) {
	left := time.Duration(0)
	switch never := r.words.Say("desktop.never"); {
	case text == "":
	case strings.EqualFold(text, never) || text == "-" || text == "−":
		left = runsheet.Never
	default:
		var err error
		if left, err = r.cfg.ParseLength(text); err != nil {
			return nil, &wrongEntry{"desktop.wrong.length", text}
		}
	}
	return &left, nil
}

func (r *Room) readWarn(_ runsheet.Slot, text string) (runsheet.Setting, error) {
	left, err := r.readThreshold(text)
	return runsheet.Setting{Warn: left}, err
}

func (r *Room) readDanger(_ runsheet.Slot, text string) (runsheet.Setting, error) {
	left, err := r.readThreshold(text)
	return runsheet.Setting{Danger: left}, err
}

// startsAbout is an instant that a slot's start is likely near to.
func (r *Room) startsAbout(slot runsheet.Slot) time.Time {
	if !slot.Start.IsZero() {
		return slot.Start
	}
	rows, i := r.sheet.rows, r.state.Show.Index(slot.ID)
	for j := min(i, len(rows)) - 1; j >= 0; j-- {
		if !rows[j].PlannedEnd.IsZero() {
			return rows[j].PlannedEnd
		}
	}
	for j := range rows {
		if !rows[j].PlannedStart.IsZero() {
			return rows[j].PlannedStart
		}
	}
	return r.cfg.Desk.Now().Wall
}

// nearest is the instant at a time of day that is the least away from another.
func nearest(since time.Duration, to time.Time, loc *time.Location) time.Time {
	to = to.In(loc)
	best := time.Time{}
	for day := -1; day <= 1; day++ {
		h, m, s := int(since/time.Hour), int(since/time.Minute%60), int(since/time.Second%60)
		at := time.Date(to.Year(), to.Month(), to.Day()+day, h, m, s, 0, loc)
		if best.IsZero() || at.Sub(to).Abs() < best.Sub(to).Abs() {
			best = at
		}
	}
	return best
}

// reads says whether what is typed in a field can be understood here.
func (r *Room) reads(name string) bool {
	switch name {
	case "start":
		return r.cfg.ParseStart != nil
	case "length", "warn", "danger":
		return r.cfg.ParseLength != nil
	}
	return true
}
