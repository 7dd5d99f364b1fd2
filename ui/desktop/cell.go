package desktop

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// cellNames are the fields that can be written in a row, from left to right.
var cellNames = []string{"number", "start", "length", "title", "scene"}

// cell is the one place in the rows of the run sheet where somebody writes. It is no row's own: what is typed stays in it while its
// row is scrolled out of sight, where the list uses the row's widget for another slot, and goes on in whichever widget shows the
// slot again. What it hands over, and how that is read, is the form's (see slotField).
type cell struct {
	*kit.Cell
	room *Room
	on   bool
	slot runsheet.SlotID
	what slotField
	// added: the slot was just added, and Enter ends the writing so that the next one can be.
	added bool
	// shown is what the field was filled with.
	shown string
	// wrong is why what was typed is not taken. theirs is what somebody else has written there since, seen whether whoever writes
	// here was told that before they confirmed.
	wrong        error
	theirs       string
	beaten, seen bool
	// row is the widget that the cell is in, nil for none; frames are drawn around what else can be written in it.
	row    *sheetRow
	frames []*canvas.Rectangle

	// Over the list lies a layer for what is said of the cell, under it.
	layer  *fyne.Container
	box    *kit.Surface
	reason *kit.Line
	placed fyne.Position // where the cell was then, in a layer as large as within
	within fyne.Size
}

// reasonLines is how many lines a reason may take, reasonInset what is left free around it.
const (
	reasonLines = 3
	reasonInset = 6
)

func newCell(r *Room) *cell {
	c := &cell{Cell: kit.NewCell(), room: r, what: fieldNamed("title"), reason: kit.NewLine(theme.Text, theme.Ink).Lines(reasonLines)}
	c.box = kit.NewSurface(theme.Raised, theme.Warn, reasonInset, c.reason)
	c.box.Box.Hide()
	c.layer = container.NewWithoutLayout(c.box.Box)
	for range cellNames {
		frame := canvas.NewRectangle(nil)
		frame.CornerRadius, frame.StrokeWidth = 4, 1
		c.frames = append(c.frames, frame)
	}
	c.OnEscape = c.leave
	c.OnKey = c.key
	c.OnTab = func(back bool) { c.across(map[bool]int{false: 1, true: -1}[back]) }
	c.OnShortcut = func(s fyne.Shortcut) bool {
		chord, ok := s.(*fynedesktop.CustomShortcut)
		if !ok || r.keys.keys.find(stroke{name: chord.KeyName, mods: chord.Modifier}, inEdit) != actForm {
			return false
		}
		r.act(actForm)
		return true
	}
	c.OnChanged = func(string) {
		if c.on && c.typed() {
			c.say(nil)
			r.sheet.reveal(c.slot)
		}
	}
	c.OnWheel = func(e *fyne.ScrollEvent) { r.sheet.roll(c.row, e.Scrolled.DY) }
	c.OnFocus = func(in bool) {
		if !in {
			c.left()
		}
	}
	return c
}

// key is what the keys do that a text of one line has no use for.
func (c *cell) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyReturn, fyne.KeyEnter:
		switch {
		case c.added:
			if c.keep() {
				c.leave()
			}
		case c.Shifted():
			c.down(-1, true)
		default:
			c.down(1, true)
		}
	case fyne.KeyUp:
		c.down(-1, false)
	case fyne.KeyDown:
		c.down(1, false)
	default:
		return false
	}
	return true
}

// down confirms and goes on to the same cell of another row. Past the last one it ends or stays.
func (c *cell) down(by int, ends bool) {
	if !c.keep() {
		return
	}
	ids := everySlot(c.room.state.Show)
	switch i := slices.Index(ids, c.slot) + by; {
	case i >= 0 && i < len(ids):
		c.room.writeIn(ids[i], c.what.name)
	case ends:
		c.leave()
	}
}

// across confirms and goes on to the next cell of the row, and from its last one to the row after it.
func (c *cell) across(by int) {
	if !c.keep() {
		return
	}
	names := c.names()
	if i := slices.Index(names, c.what.name) + by; i >= 0 && i < len(names) {
		c.room.writeIn(c.slot, names[i])
		return
	}
	first := names[0]
	if by < 0 {
		first = names[len(names)-1]
	}
	ids := everySlot(c.room.state.Show)
	if i := slices.Index(ids, c.slot) + by; i >= 0 && i < len(ids) {
		c.room.writeIn(ids[i], first)
		return
	}
	c.leave()
}

// names are the fields that can be written in the rows as wide as they are now.
func (c *cell) names() []string {
	var names []string
	for _, name := range cellNames {
		if c.room.reads(name) && (name != "scene" || c.room.sheet.wide()) {
			names = append(names, name)
		}
	}
	return names
}

// writeIn begins to write in a cell of a slot, with all of it selected: what is typed takes the place of what was there.
func (r *Room) writeIn(id runsheet.SlotID, name string) {
	c := r.cell
	if !r.editor.on {
		r.startEditing() // or say why not
	}
	if !r.editor.on || c.on && !c.keep() {
		return
	}
	c.on = false // the keyboard stays in it all the same
	r.panel = sheetPanel
	r.choose(id)
	slot, ok := r.state.Show.Find(id)
	if !ok {
		c.leave()
		return
	}
	if !slices.Contains(c.names(), name) {
		name = "title"
	}
	c.on, c.slot, c.what, c.added = true, id, fieldNamed(name), false
	c.fill(slot)
	if c.show(); c.row == nil { // a window without room for a single row
		c.leave()
		return
	}
	r.window.Canvas().Focus(c.Field)
	c.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// fill shows what the slot holds.
func (c *cell) fill(slot runsheet.Slot) {
	c.wrong, c.beaten, c.seen = nil, false, false
	c.shown = c.room.says(c.what, slot)
	c.SetText(c.shown)
}

// show draws the row that the cell is in, and the one that it was in.
func (c *cell) show() {
	was := c.row
	c.row = c.room.sheet.holder()
	if was != nil && was != c.row {
		was.draw()
	}
	if c.row != nil {
		c.row.draw()
	}
	c.tell()
}

// typed says whether something else stands in the cell than what it was filled with.
func (c *cell) typed() bool { return strings.TrimSpace(c.Text) != strings.TrimSpace(c.shown) }

// keep hands over what was typed, and says whether the cell can be left. What somebody else has written there meanwhile is only
// written over by who was told of it.
func (c *cell) keep() bool {
	if !c.typed() {
		return true
	}
	if c.beaten && !c.seen {
		c.seen, c.shown = true, c.theirs
		c.room.sheet.reveal(c.slot)
		c.tell()
		return false
	}
	if err := c.room.hand(c.what, c.slot, c.shown, strings.TrimSpace(c.Text)); err != nil {
		c.room.sheet.reveal(c.slot)
		c.say(err)
		return false
	}
	c.shown, c.beaten = c.Text, false
	return true
}

// left is when the keyboard goes elsewhere: what can be taken is taken, as in the form.
func (c *cell) left() {
	if !c.on {
		return
	}
	typed, unaware := c.typed(), c.beaten && !c.seen
	var err error
	switch c.leave(); {
	case !typed:
	case unaware:
		err = &runsheet.Refusal{Reason: runsheet.ChangedMeanwhile}
	default:
		err = c.room.hand(c.what, c.slot, c.shown, strings.TrimSpace(c.Text))
	}
	if err != nil {
		c.room.complain(err)
	}
}

// leave ends the writing, and gives up what was typed and not handed over.
func (c *cell) leave() {
	c.on, c.wrong, c.beaten = false, nil, false
	c.show()
	c.room.unfocus()
}

// say tells why what was typed is not taken, nil where nothing is wrong so far.
func (c *cell) say(err error) {
	c.wrong = err
	c.tell()
}

// follow keeps the cell true to the show: what nobody has typed in follows what the slot holds, and the selection, which goes where
// something was taken back. What was typed stays, and what others have written meanwhile is said beside it.
func (c *cell) follow() {
	if !c.on {
		return
	}
	slot, _ := c.room.state.Show.Find(c.slot)
	if now := c.room.says(c.what, slot); now != c.shown {
		switch {
		case !c.typed():
			c.fill(slot)
			c.TypedShortcut(&fyne.ShortcutSelectAll{})
		case strings.TrimSpace(c.Text) == now: // what was handed over has arrived, or both wrote the same
			c.shown, c.beaten, c.seen = now, false, false
		case now != c.theirs || !c.beaten:
			c.theirs, c.beaten, c.seen = now, true, false
		}
	}
	if e := &c.room.editor; e.selected != c.slot {
		c.room.writeIn(e.selected, c.what.name)
		return
	}
	c.show()
}

// gone ends the writing in a slot that is in the sheet no more, and says so.
func (c *cell) gone() error {
	if _, there := c.room.state.Show.Find(c.slot); !c.on || there {
		return nil
	}
	c.leave()
	return &runsheet.Refusal{Reason: runsheet.UnknownSlot}
}

// words is what is said under the cell, and the colour of its edge: why what was typed is not taken, else how a time or a length would
// be read that is written in another way than the desk's, because 5:30 is hours and minutes.
func (c *cell) words(w assets.Words) (string, theme.Token) {
	switch {
	case !c.on || !c.typed():
		return "", theme.Edge
	case c.wrong != nil:
		return complaint(c.wrong, w), theme.Warn
	case c.beaten:
		key, theirs := "desktop.cell.changed", quote(c.theirs, 40, w)
		if c.seen {
			key = "desktop.cell.again"
		}
		if c.theirs == "" {
			theirs = w.Say("desktop.cell.empty")
		}
		return w.Say(key, "text", theirs, "enter", w.Say("desktop.key.enter"), "escape", w.Say("desktop.key.escape")), theme.Warn
	}
	slot, _ := c.room.state.Show.Find(c.slot)
	set, err := c.what.read(c.room, slot, strings.TrimSpace(c.Text))
	if err != nil {
		return "", theme.Edge // it may be half a word yet
	}
	switch {
	case set.Length != nil:
		slot.Length = *set.Length
	case set.Start != nil:
		slot.Start = *set.Start
	}
	if read := c.room.says(c.what, slot); (set.Length != nil || set.Start != nil) && read != strings.TrimSpace(c.Text) && read != "" {
		return "= " + read, theme.Edge
	}
	return "", theme.Edge
}

// tell puts the words under the cell, or above it where the list ends; it is not there while the cell is out of sight.
func (c *cell) tell() {
	text, edge := c.words(c.room.words)
	c.box.Paint(theme.Raised, edge, 1)
	kit.Show(c.box.Box, text != "" && c.room.sheet.inSight(c.slot) && c.row != nil)
	if !c.box.Box.Visible() {
		return
	}
	where := fyne.CurrentApp().Driver().AbsolutePositionForObject
	at := where(c.Box).Subtract(where(c.layer))
	room := c.layer.Size()
	if text == c.reason.Text() && at == c.placed && room == c.within {
		return
	}
	c.placed, c.within = at, room
	c.reason.Set(text)
	width := min(fyne.MeasureText(text, theme.Text, fyne.TextStyle{}).Width+1, room.Width-2*reasonInset)
	size := fyne.NewSize(width+2*reasonInset, c.reason.Tall(width, reasonLines)+2*reasonInset)
	below := at.Y + c.Box.Size().Height + theme.Gap
	if below+size.Height > room.Height {
		below = at.Y - size.Height - theme.Gap
	}
	c.box.Box.Resize(size)
	c.box.Box.Move(fyne.NewPos(max(min(at.X, room.Width-size.Width), 0), max(below, 0)))
}

// tapped is the last press on a row: a second one soon after it, and on the same row, is a double click.
type tapped struct {
	slot runsheet.SlotID
	at   runsheet.Moment
	// before is what was on standby then.
	before runsheet.SlotID
}

// doubleClick is how far apart its two presses may be, as on most desks, and not as little as Fyne's own: they are counted from when
// they are heard, which on a busy machine is a frame later.
const doubleClick = 500 * time.Millisecond

// tapCell is a press on a cell of a row, "" for one beside them. Where the row is selected it begins to write there; a double click
// begins to edit for that, and leaves on standby what was there.
func (r *Room) tapCell(id runsheet.SlotID, name string) {
	now := r.cfg.Desk.Now()
	double := r.tapped.slot == id && now.Since(r.tapped.at) < doubleClick
	switch {
	case name == "":
	case r.editor.on && r.editor.selected == id:
		r.writeIn(id, name)
		return
	case double && !r.editor.on:
		if was := r.tapped.before; !r.editor.locked && was != "" && was != id && r.onStandby() == id {
			r.standby(was)
		}
		r.writeIn(id, name)
		return
	}
	r.tapped = tapped{id, now, r.onStandby()}
	r.tapSlot(id)
}
