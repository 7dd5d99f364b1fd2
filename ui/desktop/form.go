package desktop

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// form shows one slot and lets a person change all of it, field by field; what its row shows can be written there as well, see
// cell. A field that is left hands over what was typed in it; nothing is sent for one in which nothing changed.
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

// formField is one field of the form.
type formField struct {
	slotField
	label *kit.Line
	field *kit.Field
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

func newForm(r *Room) *form {
	f := &form{room: r, head: kit.NewBold(theme.Strong, theme.Ink), state: kit.NewLine(theme.Text, theme.Dim), kindOf: kit.NewBold(theme.Caption, theme.Dim),
		endOf: kit.NewBold(theme.Caption, theme.Dim),
		hint:  kit.NewLine(theme.Caption, theme.Dim).Lines(2).Snug()}
	box := map[string]fyne.CanvasObject{}
	for _, what := range slotFields {
		name := what.name
		one := &formField{slotField: what, label: kit.NewBold(theme.Caption, theme.Dim), field: kit.NewField()}
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

// enter gives the keyboard to the first of what no row shows: the others can be written there.
func (f *form) enter() {
	for _, one := range f.fields {
		if one.name == "people" {
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
	if err := r.hand(one.slotField, one.of, was, text); err != nil {
		one.field.SetText(was)
		r.complain(err)
		return false
	}
	one.shown = one.field.Text
	return true
}

// show fills the form from the selected slot; a field that is being typed in keeps what is in it.
func (f *form) show(s runsheet.State, id runsheet.SlotID, locked bool, w assets.Words) {
	slot, there := s.Show.Find(id)
	for _, one := range f.fields {
		one.label.Set(w.Say("desktop.field." + one.name))
		value := f.room.says(one.slotField, slot)
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

// able lets a field be typed in, or not; Fyne repaints for less.
func able(f *kit.Field, can bool) {
	switch {
	case can && f.Disabled():
		f.Enable()
	case !can && !f.Disabled():
		f.Disable()
	}
}
