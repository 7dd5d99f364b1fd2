package desktop

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// errLocked: the run sheet is locked against edits.
var errLocked = errors.New("the run sheet is locked")

// wrongEntry is what a person typed and no field can hold.
type wrongEntry struct{ key, text string }

func (e *wrongEntry) Error() string { return e.key + ": " + e.text }

// form shows one slot and lets a person change it, field by field. A field that is left hands over what was typed in it;
// nothing is sent for one in which nothing changed.
type form struct {
	*kit.Surface
	room    *Room
	head    *kit.Line
	state   *kit.Line
	fields  []*formField
	scroll  *container.Scroll
	kind    *kit.Choice
	kindOf  *kit.Line
	hard    *kit.Check
	toEnd   *kit.Check
	ending  *kit.Choice
	endOf   *kit.Line
	hint    *kit.Line
	presses []formPress
	redo    *kit.Press
	slot    runsheet.Slot
}

// formField is one field: how it writes what a slot holds, and how it reads what a person typed.
type formField struct {
	name  string
	label *kit.Line
	field *kit.Field
	write func(runsheet.Slot, *time.Location) string
	read  func(*Room, runsheet.Slot, string) (runsheet.Setting, error)
	// shown is what the field was last filled with, from the slot named of.
	shown string
	of    runsheet.SlotID
}

type formPress struct {
	press *kit.Press
	word  string
	does  action
}

// areas are the fields of several lines.
var areas = map[string]int{"notes": 3, "points": 4}

func textField(in func(runsheet.Slot) string, set func(string) runsheet.Setting) (func(runsheet.Slot, *time.Location) string, func(*Room, runsheet.Slot, string) (runsheet.Setting, error)) {
	return func(s runsheet.Slot, _ *time.Location) string { return in(s) },
		func(_ *Room, _ runsheet.Slot, text string) (runsheet.Setting, error) { return set(text), nil }
}

func newForm(r *Room) *form {
	f := &form{room: r, head: kit.NewBold(theme.Strong, theme.Ink), state: kit.NewLine(theme.Text, theme.Dim), kindOf: kit.NewBold(theme.Caption, theme.Dim),
		endOf: kit.NewBold(theme.Caption, theme.Dim),
		hint:  kit.NewLine(theme.Caption, theme.Dim).Lines(2).Snug()}
	box := map[string]fyne.CanvasObject{}
	add := func(name string, write func(runsheet.Slot, *time.Location) string, read func(*Room, runsheet.Slot, string) (runsheet.Setting, error)) {
		one := &formField{name: name, label: kit.NewBold(theme.Caption, theme.Dim), field: kit.NewField(), write: write, read: read}
		if lines, area := areas[name]; area {
			one.field = kit.NewArea(lines)
		}
		one.field.OnFocus = func(in bool) {
			if in {
				f.reveal(box[name])
				if !one.field.MultiLine { // as in a spreadsheet: what is typed takes the place of what was there
					one.field.TypedShortcut(&fyne.ShortcutSelectAll{})
				}
			} else {
				f.commit(one)
			}
		}
		one.field.OnSubmitted = func(string) {
			if f.commit(one) {
				r.unfocus()
			}
		}
		one.field.OnEscape = func() {
			if !one.field.MultiLine { // what fills lines is not thrown away by one key
				one.field.SetText(one.shown)
			}
			r.unfocus()
		}
		f.fields = append(f.fields, one)
		box[name] = kit.Down(1, one.label, one.field)
	}
	text := func(name string, in func(runsheet.Slot) string, set func(string) runsheet.Setting) {
		write, read := textField(in, set)
		add(name, write, read)
	}
	text("number", func(s runsheet.Slot) string { return s.Number }, func(t string) runsheet.Setting { return runsheet.Setting{Number: &t} })
	text("title", func(s runsheet.Slot) string { return s.Title }, func(t string) runsheet.Setting { return runsheet.Setting{Title: &t} })
	add("start", writeStart, (*Room).readStart)
	add("length", func(s runsheet.Slot, _ *time.Location) string { return span(s.Length) }, (*Room).readLength)
	text("people", func(s runsheet.Slot) string { return strings.Join(s.People, ", ") }, func(t string) runsheet.Setting {
		people := strings.FieldsFunc(t, func(r rune) bool { return r == ',' || r == ';' })
		return runsheet.Setting{People: &people}
	})
	text("scene", func(s runsheet.Slot) string { return s.Scene }, func(t string) runsheet.Setting { return runsheet.Setting{Scene: &t} })
	text("group", func(s runsheet.Slot) string { return s.Group }, func(t string) runsheet.Setting { return runsheet.Setting{Group: &t} })
	add("warn", f.writeThreshold(func(s runsheet.Slot) time.Duration { return s.Warn }), (*Room).readWarn)
	add("danger", f.writeThreshold(func(s runsheet.Slot) time.Duration { return s.Danger }), (*Room).readDanger)
	text("notes", func(s runsheet.Slot) string { return s.Notes }, func(t string) runsheet.Setting { return runsheet.Setting{Notes: &t} })
	text("points", func(s runsheet.Slot) string { return s.TalkingPoints }, func(t string) runsheet.Setting { return runsheet.Setting{TalkingPoints: &t} })

	f.kind = kit.NewChoice(func(i int) {
		kind := runsheet.Kinds[i]
		r.setField(f.slot.ID, runsheet.Setting{Kind: &kind}, func(s runsheet.Slot) bool { return s.Kind == f.slot.Kind })
		r.unfocus()
	})
	f.hard = kit.NewCheck(func(on bool) {
		r.setField(f.slot.ID, runsheet.Setting{Hard: &on}, nil)
		r.unfocus()
	})
	f.toEnd = kit.NewCheck(func(on bool) {
		r.setField(f.slot.ID, runsheet.Setting{ToEnd: &on}, nil)
		r.unfocus()
	})
	f.ending = kit.NewChoice(func(i int) {
		ending := runsheet.Endings[i]
		r.setField(f.slot.ID, runsheet.Setting{AtEnd: &ending}, func(s runsheet.Slot) bool { return s.AtEnd == f.slot.AtEnd })
		r.unfocus()
	})
	f.kind.OnEscape, f.hard.OnEscape, f.toEnd.OnEscape, f.ending.OnEscape = r.unfocus, r.unfocus, r.unfocus, r.unfocus

	press := func(word string, a action) fyne.CanvasObject {
		p := kit.NewPress(kit.Plain, func() { r.act(a) }).Sized(theme.Caption + 0.5)
		f.presses = append(f.presses, formPress{p, word, a})
		return p
	}
	f.redo = kit.NewPress(kit.Quiet, r.redoKey).Sized(theme.Caption + 0.5)
	fields := kit.Down(4,
		container.New(&numbered{}, box["number"], box["title"]),
		container.NewGridWithColumns(2, box["start"], box["length"]),
		container.NewGridWithColumns(2, kit.Down(1, f.kindOf, f.kind), kit.Down(15, kit.Down(0), f.hard)),
		container.NewGridWithColumns(2, kit.Down(1, f.endOf, f.ending), kit.Down(15, kit.Down(0), f.toEnd)),
		container.NewGridWithColumns(3, box["group"], box["warn"], box["danger"]),
		container.NewGridWithColumns(2, box["people"], box["scene"]), box["points"], box["notes"], f.hint)
	bottom := kit.Down(4,
		kit.Share(4, press("add", actAdd), press("copy", actCopy), press("batch", actBatch)),
		kit.Share(4, press("up", actMoveUp), press("down", actMoveDown), press("reserve", actReserve)),
		kit.Share(4, press("drop", actDrop), press("remove", actRemove), f.redo))
	f.scroll = container.NewVScroll(besideBar(fields))
	f.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8,
		container.NewBorder(kit.Down(2, f.head, f.state), bottom, nil, nil, kit.Pad(2, f.scroll)))
	return f
}

// numbered sets a number beside its title, in the order in which Tab goes through them.
type numbered struct{}

const numberField = 74

func (*numbered) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(2*numberField, height)
}

func (*numbered) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) == 2 {
		put(objects[0], 0, numberField, size.Height)
		put(objects[1], numberField+theme.Gap, size.Width-numberField-theme.Gap, size.Height)
	}
}

// besideBar leaves room for a scroll bar to the right.
func besideBar(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(0, 0, 0, 10), o)
}

// reveal brings a field into sight when the keyboard comes to it.
func (f *form) reveal(box fyne.CanvasObject) {
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(box).Y - driver.AbsolutePositionForObject(f.scroll).Y
	switch below := top + box.Size().Height - f.scroll.Size().Height; {
	case top < 0:
		f.scroll.ScrollToOffset(fyne.NewPos(0, f.scroll.Offset.Y+top))
	case below > 0:
		f.scroll.ScrollToOffset(fyne.NewPos(0, f.scroll.Offset.Y+below))
	}
}

// enter gives the keyboard to the title, with all of it selected.
func (f *form) enter() {
	for _, one := range f.fields {
		if one.name == "title" {
			f.room.window.Canvas().Focus(one.field)
		}
	}
}

// commit hands over what was typed in a field, and says whether that could be read.
func (f *form) commit(one *formField) bool {
	text := strings.TrimSpace(one.field.Text)
	if text == strings.TrimSpace(one.shown) {
		return true
	}
	r, was := f.room, one.shown
	set, err := one.read(r, f.slot, text)
	if err != nil {
		one.field.SetText(was)
		r.complain(err)
		return false
	}
	one.shown = one.field.Text
	loc := r.state.Show.Location()
	r.setField(one.of, set, func(s runsheet.Slot) bool { return one.write(s, loc) == was })
	return true
}

// setField changes one field of a slot, unless somebody else has changed it since it was shown here.
func (r *Room) setField(id runsheet.SlotID, set runsheet.Setting, same func(runsheet.Slot) bool) {
	r.edit(func(s runsheet.State) (runsheet.Command, error) {
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
func writeStart(s runsheet.Slot, loc *time.Location) string {
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
func (f *form) writeThreshold(of func(runsheet.Slot) time.Duration) func(runsheet.Slot, *time.Location) string {
	return func(s runsheet.Slot, _ *time.Location) string { return f.threshold(of(s)) }
}

func (f *form) threshold(left time.Duration) string {
	if left < 0 {
		return f.room.words.Say("desktop.never")
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

// show fills the form from the selected slot; a field that is being typed in keeps what is in it.
func (f *form) show(s runsheet.State, id runsheet.SlotID, locked bool, w assets.Words) {
	slot, there := s.Show.Find(id)
	loc := s.Show.Location()
	for _, one := range f.fields {
		one.label.Set(w.Say("desktop.field." + one.name))
		value := one.write(slot, loc)
		typed := one.field.Text != one.shown && one.of == id
		if !typed && (one.shown != value || one.of != id || one.field.Text != value) {
			one.shown, one.of = value, id
			one.field.SetText(value)
		}
		able(one.field, there && !locked && f.room.reads(one.name))
	}
	f.slot = slot
	_, inOrder := s.Show.Slot(id)
	f.head.Set(slotTitle(slot, w))
	f.state.Set(f.stateOf(s, slot, inOrder, w))
	f.kindOf.Set(w.Say("desktop.field.kind"))
	kinds, at := make([]string, len(runsheet.Kinds)), 0
	for i, k := range runsheet.Kinds {
		kinds[i] = w.Say("desktop.kind." + string(k))
		if k == slot.Kind {
			at = i
		}
	}
	f.kind.Offer(kinds, at)
	f.hard.Turn(w.Say("desktop.field.hard"), slot.Hard)
	f.toEnd.Turn(w.Say("desktop.field.to-end"), slot.ToEnd)
	f.endOf.Set(w.Say("desktop.field.at-end"))
	endings := make([]string, len(runsheet.Endings))
	for i, e := range runsheet.Endings {
		endings[i] = w.Say("desktop.ending." + cmp.Or(string(e), "none"))
	}
	f.ending.Offer(endings, max(slices.Index(runsheet.Endings, slot.AtEnd), 0))
	f.hint.Set(w.Say("desktop.form.hint"))
	for _, p := range f.presses {
		word := "desktop.form." + p.word
		switch {
		case p.word == "drop" && slot.Dropped:
			word = "desktop.form.restore"
		case p.word == "reserve" && there && !inOrder:
			word = "desktop.form.unreserve"
		}
		p.press.Label(w.Say(word), f.room.keyOf(p.does)).Enable(there && !locked)
	}
	f.redo.Label(w.Say("desktop.form.redo"), f.room.keyOf(actRedoSheet)).Enable(f.room.turns[1] != "")
}

// stateOf says where the slot stands: on air, dropped, in reserve; and when it is expected.
func (f *form) stateOf(s runsheet.State, slot runsheet.Slot, inOrder bool, w assets.Words) string {
	if !inOrder {
		return w.Say("desktop.form.in-reserve")
	}
	rows := f.room.sheet.rows
	i := s.Show.Index(slot.ID)
	if i < 0 || i >= len(rows) {
		return ""
	}
	v := rowOf(slot, rows[i], s.Show.Location(), w).marked(slot, airBefore(s.Show.Slots, rows, i), w)
	expected := ""
	if v.expected != "" && v.stage != runsheet.Dropped {
		expected = w.Say("desktop.expected", "at", v.expected)
	}
	mark := v.mark.text
	if v.stage == runsheet.Dropped {
		mark = ""
	}
	return join(" · ", v.word, expected, mark)
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

// able lets a field be typed in, or not; Fyne repaints for less.
func able(f *kit.Field, can bool) {
	switch {
	case can && f.Disabled():
		f.Enable()
	case !can && !f.Disabled():
		f.Disable()
	}
}
