package desktop

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// rowView is one line of the run sheet as it is shown.
type rowView struct {
	stage                runsheet.Stage
	sign, word, number   string
	planned, expected    string
	moved                bool // the expected start is not the planned one
	length, title, scene string
	// mark says in words what is out of the ordinary: dropped, a fixed start, the air before it.
	mark tinted
	// air is the planned air before it: above zero a gap, below an overlap.
	air time.Duration
	// selected: edits are about this one. target: what is dragged would be put above it.
	selected, target bool
	// last: what is dragged would be put below it, at the end.
	last bool
	// writing is the field that somebody writes in here, "" for none.
	writing string
}

var stageSigns = map[runsheet.Stage]string{
	runsheet.Past: "✓", runsheet.OnTheAir: "▶", runsheet.OnStand: "◎", runsheet.Skipped: "✕",
	runsheet.Dropped: "✕",
}

// airFrom is the least gap or overlap that is worth a word; nightFrom is where a gap is no mistake but a night.
const (
	airFrom   = 30 * time.Second
	nightFrom = 6 * time.Hour
)

// airBefore is the planned time between a slot and the one that it follows, where the sheet says both.
func airBefore(slots []runsheet.Slot, rows []runsheet.Row, i int) time.Duration {
	if slots[i].Dropped || slots[i].Start.IsZero() {
		return 0
	}
	for j := i - 1; j >= 0; j-- {
		if slots[j].Dropped {
			continue
		}
		if slots[j].Length == 0 || rows[j].PlannedEnd.IsZero() {
			return 0
		}
		air := rows[i].PlannedStart.Sub(rows[j].PlannedEnd)
		if air.Abs() < airFrom || air > nightFrom {
			return 0
		}
		return air
	}
	return 0
}

// marked adds to a row what is out of the ordinary about it.
func (v rowView) marked(slot runsheet.Slot, air time.Duration, w assets.Words) rowView {
	switch {
	case slot.Dropped:
		v.mark = tinted{v.word, theme.Faint}
		return v
	case v.stage == runsheet.Past || v.stage == runsheet.Skipped:
		return v
	}
	fixed := ""
	if slot.Hard {
		fixed = w.Say("desktop.row.hard")
	}
	v.air = air
	switch {
	case air < 0:
		v.mark = tinted{join(" · ", w.Say("desktop.row.overlap", "d", span(-air)), fixed), theme.Warn}
	case air > 0:
		v.mark = tinted{join(" · ", w.Say("desktop.row.gap", "d", span(air)), fixed), theme.Dim}
	default:
		v.mark = tinted{fixed, theme.Dim}
	}
	return v
}

func rowOf(slot runsheet.Slot, r runsheet.Row, loc *time.Location, w assets.Words) rowView {
	v := rowView{
		stage: r.Stage, sign: stageSigns[r.Stage], word: w.Say("desktop.stage." + string(r.Stage)), number: slot.Number,
		planned: clockTime(r.PlannedStart, loc), expected: clockTime(r.Start, loc),
		length: span(slot.Length), title: slot.Title, scene: slot.Scene,
	}
	v.moved = v.planned != "" && v.expected != "" && v.planned != v.expected
	if v.title == "" {
		v.title = w.Say("desktop.untitled")
	}
	return v
}

// rowLook is how the stages are painted: the ground, the text, what can wait, and the sign.
type rowLook struct{ ground, ink, dim, sign theme.Token }

var rowLooks = map[runsheet.Stage]rowLook{
	runsheet.OnTheAir: {theme.AirRow, theme.Ink, theme.Dim, theme.OnAir},
	runsheet.OnStand:  {theme.NextRow, theme.Ink, theme.Dim, theme.Ready},
	runsheet.Ahead:    {theme.Clear, theme.Ink, theme.Dim, theme.Dim},
	runsheet.Past:     {theme.Clear, theme.Faint, theme.Faint, theme.Faint},
	runsheet.Skipped:  {theme.Clear, theme.Faint, theme.Faint, theme.Faint},
	runsheet.Dropped:  {theme.Clear, theme.Faint, theme.Faint, theme.Faint},
}

// sheet is the run sheet's panel: the running order, and the reserve under it. It follows the slot on air, except while
// the pointer is on it or while it is being edited.
type sheet struct {
	*kit.Surface
	list     *kit.List
	title    *kit.Line
	lock     *kit.Press
	edit     *kit.Press
	find     *kit.Press
	captions *sheetRow
	finder   *finder
	reserve  *kit.List
	spare    *kit.Line
	bin      *fyne.Container

	state runsheet.State
	rows  []runsheet.Row
	words assets.Words
	loc   *time.Location
	// shown is the second that the rows were made for, followed the slots that the list was last scrolled to when it was so tall.
	shown    sheetKey
	followed [2]runsheet.SlotID
	tall     float32
	owed     bool
	// number and scene are the widths of the widest slot number and of the widest scene's name.
	number, scene float32
	version       runsheet.Seq // of the sheet that they were measured for
	// stays: the list stays where a person left it, instead of following the slot on air.
	stays bool
	// editing: the selection is shown; drag is told of rows that are dragged.
	editing  bool
	selected runsheet.SlotID
	drag     dragged
	moved    func(dragged)
	key      func(action) string
	// cell is where somebody writes; tapped is told of presses on the rows, binds counts which row stands for what.
	cell   *cell
	tapped func(runsheet.SlotID, string)
	binds  int
}

// dragged is a slot under way to another place: before the one that stands at Index in the running order or the reserve.
type dragged struct {
	Slot    runsheet.SlotID
	Reserve bool
	Index   int
}

// sheetKey says when the rows must be made again: something happened, or a minute of the clock may have turned.
type sheetKey struct {
	seq    runsheet.Seq
	second int64
	words  string
}

func newSheet(r *Room) *sheet {
	s := &sheet{key: r.keyOf, cell: r.cell, tapped: r.tapCell, title: kit.NewBold(theme.Caption, theme.Dim), loc: time.UTC, moved: r.dragTo,
		lock: kit.NewPress(kit.Quiet, r.toggleLock).Sized(theme.Caption), edit: kit.NewPress(kit.Quiet, r.toggleEdit).Sized(theme.Caption),
		find:  kit.NewPress(kit.Quiet, func() { r.act(actFind) }).Sized(theme.Caption),
		spare: kit.NewBold(theme.Caption, theme.Dim)}
	s.list = kit.NewList(r, func() int { return len(s.rows) }, func() kit.Row { return newSheetRow(s, orderRow) })
	s.list.OnFocus = func() { r.focus(sheetPanel) }
	s.reserve = kit.NewList(r, func() int { return len(s.state.Show.Reserve) }, func() kit.Row { return newSheetRow(s, reserveRow) })
	s.reserve.OnFocus = s.list.OnFocus
	s.captions = newSheetRow(s, captionRow)
	s.bin = container.New(&binLayout{sheet: s}, s.spare, s.reserve)
	kit.Show(s.bin, false)
	s.finder = newFinder(r)
	top := kit.Down(2, container.NewBorder(nil, nil, nil, kit.Across(4, s.find, s.lock, s.edit), s.title), s.finder.box, s.captions)
	s.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewStack(container.NewBorder(top, s.bin, nil, nil, s.list), s.cell.layer))
	return s
}

// binRows is how many slots of the reserve are in sight at once.
const binRows = 4

// binLayout sets the reserve's name above its slots, of which a few are in sight.
type binLayout struct{ sheet *sheet }

const binTitle = 22

func (l *binLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	rows := min(max(len(l.sheet.state.Show.Reserve), 1), binRows)
	return fyne.NewSize(100, binTitle+float32(rows)*(rowHeight+fynetheme.Padding()))
}

func (l *binLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) == 2 {
		put(objects[0], 7, size.Width-7, binTitle)
		objects[1].Move(fyne.NewPos(0, binTitle))
		objects[1].Resize(fyne.NewSize(size.Width, max(size.Height-binTitle, 0)))
	}
}

// sheetMode is how the sheet may be used now.
type sheetMode struct {
	locked, editing, focused bool
	selected                 runsheet.SlotID
}

func (s *sheet) show(state runsheet.State, now runsheet.Moment, w assets.Words, mode sheetMode) {
	s.title.Set(w.Say("desktop.sheet", "n", len(state.Show.Slots)))
	s.captions.caption(w)
	s.finder.show(w)
	paintFocus(s.Surface, mode.focused)
	lock, edit, done := "desktop.sheet.open", "desktop.sheet.edit", s.key(actEdit)
	if mode.locked {
		lock = "desktop.sheet.locked"
	}
	if mode.editing {
		edit, done = "desktop.sheet.done", s.key(actLeave)
	}
	s.find.Label("", s.key(actFind)) // the key says it, and the tip
	s.lock.Label(w.Say(lock), s.key(actLock)).Switch(mode.locked && state.OnAirSlot() == "")
	s.edit.Label(w.Say(edit), done).Enable(!mode.locked)

	key := sheetKey{state.Seq, now.Wall.Unix(), w.Say("desktop.lang")}
	if key == s.shown && mode.editing == s.editing && mode.selected == s.selected {
		s.follow()
		return
	}
	again, fit := key != s.shown, false
	s.editing, s.selected = mode.editing, mode.selected
	if again {
		grown := len(state.Show.Slots) != len(s.rows) || len(state.Show.Reserve) != len(s.state.Show.Reserve)
		s.shown, s.state, s.words, s.loc = key, state, w, state.Show.Location()
		s.rows = state.Rows(now, s.rows)
		s.spare.Set(w.Say("desktop.reserve", "n", len(state.Show.Reserve)))
		number, scene := numberWidth(state.Show.Slots), s.scene
		if v := state.SheetVersion(); grown || v != s.version {
			s.version, scene = v, sceneWidth(state.Show.Slots)
		}
		if grown || number != s.number || scene != s.scene {
			s.number, s.scene = number, scene
			s.captions.Refresh()
			s.list.Refresh()
			s.reserve.Refresh()
			s.eachRow(func(r *sheetRow) { r.Refresh() })
			fit = true
		}
	}
	if bin := mode.editing || len(state.Show.Reserve) > 0; fit || bin != s.bin.Visible() {
		kit.Show(s.bin, bin)
		s.Box.Refresh() // the reserve asks for another height
	}
	s.redraw()
	s.follow()
}

// redraw draws the rows that are in use, each only where it differs from what it shows.
func (s *sheet) redraw() {
	s.eachRow((*sheetRow).draw)
}

func (s *sheet) eachRow(f func(*sheetRow)) {
	for _, l := range []*kit.List{s.list, s.reserve} {
		l.EachRow(func(r kit.Row) { f(r.(*sheetRow)) })
	}
}

// reveal brings a slot into sight. The list is not asked for what is there: it would bind all of its rows again.
func (s *sheet) reveal(id runsheet.SlotID) {
	if _, reserve, i := listed(s.state.Show, id); i >= 0 && !s.inSight(id) {
		if reserve {
			s.reserve.ScrollTo(i)
		} else {
			s.list.ScrollTo(i)
		}
	}
}

// roll scrolls the list of a row by so much, for whatever lies over the row.
func (s *sheet) roll(r *sheetRow, by float32) {
	l := s.list
	if r != nil && r.sort == reserveRow {
		l = s.reserve
	}
	l.ScrollToOffset(l.GetScrollOffset() - by)
}

// inSight says whether all of a slot's row can be seen.
func (s *sheet) inSight(id runsheet.SlotID) bool {
	l := s.list
	_, reserve, i := listed(s.state.Show, id)
	if reserve {
		l = s.reserve
	}
	top := float32(i)*(rowHeight+fynetheme.Padding()) - l.GetScrollOffset()
	return i >= 0 && top > -1 && top+rowHeight < l.Size().Height+1
}

// wide says whether the rows have room for the scenes.
func (s *sheet) wide() bool { return s.list.Size().Width >= sceneFrom }

// holder is the row that shows the slot in which somebody writes, nil for none. Rows that the list has put aside still stand for what
// they showed last: the one that was bound last counts.
func (s *sheet) holder() *sheetRow {
	var found *sheetRow
	if s.cell.on {
		s.eachRow(func(r *sheetRow) {
			if slot, ok := r.slot(); ok && slot.ID == s.cell.slot && (found == nil || r.bound > found.bound) {
				found = r
			}
		})
	}
	return found
}

// dragging shows where the slot that is dragged would go, done puts it there.
func (s *sheet) dragging(to dragged) {
	if to != s.drag {
		s.drag = to
		s.redraw()
	}
}

// at finds the place under the pointer, at a height in the window.
func (s *sheet) at(y float32) (reserve bool, index int) {
	driver := fyne.CurrentApp().Driver()
	l, n := s.list, len(s.rows)
	if s.bin.Visible() && y >= driver.AbsolutePositionForObject(s.bin).Y {
		reserve, l, n = true, s.reserve, len(s.state.Show.Reserve)
	}
	step := rowHeight + fynetheme.Padding()
	index = int((y-driver.AbsolutePositionForObject(l).Y+l.GetScrollOffset())/step + 0.5)
	return reserve, min(max(index, 0), n)
}

// follow keeps the slot on air in sight with a few lines before it, also in a window that became smaller, or the one on standby when
// that has just been chosen.
func (s *sheet) follow() {
	want := [2]runsheet.SlotID{s.state.OnAirSlot(), s.state.Standby}
	tall := s.list.Size().Height
	if want != s.followed || tall != s.tall {
		s.owed = true
	}
	if !s.owed || s.stays || s.editing || s.finder.on || s.list.Hovered() || len(s.rows) == 0 || tall <= 0 {
		return
	}
	aired := want[0] != s.followed[0] || tall != s.tall
	s.owed, s.followed, s.tall = false, want, tall
	air, next := s.state.Show.Index(want[0]), s.state.Show.Index(want[1])
	if aired && air >= 0 {
		s.list.ScrollTo(max(air-3, 0))
		s.list.ScrollTo(min(air+4, len(s.rows)-1))
	}
	if next >= 0 && (!aired || air < 0) {
		s.list.ScrollTo(next)
	}
}

// paintFocus shows which panel has the keyboard: its edge, wider and of another colour.
func paintFocus(s *kit.Surface, focused bool) {
	if focused {
		s.Paint(theme.Panel, theme.Focus, 2)
		return
	}
	s.Paint(theme.Panel, theme.Edge, 1)
}

// sheetRow draws one line.
type sheetRow struct {
	widget.BaseWidget
	sheet   *sheet
	index   int
	view    rowView
	drawn   bool
	hovered bool
	sort    rowSort
	bound   int // when it was bound, among all rows

	ground, stripe, above                                       *canvas.Rectangle
	sign, number, planned, expected, length, title, mark, scene *kit.Line
}

// rowSort is what a row stands for: a slot of the running order, one of the reserve, or nothing but the columns' names.
type rowSort int

const (
	orderRow rowSort = iota
	reserveRow
	captionRow
)

func newSheetRow(s *sheet, sort rowSort) *sheetRow {
	right, small, size := fyne.TextAlignTrailing, theme.Text, theme.Text+0.5
	if sort == captionRow {
		small, size = theme.Caption, theme.Caption
	}
	r := &sheetRow{sheet: s, index: -1, sort: sort, ground: canvas.NewRectangle(nil), stripe: canvas.NewRectangle(nil),
		above: canvas.NewRectangle(nil), mark: kit.NewBold(theme.Caption, theme.Dim).Align(right), sign: kit.NewBold(theme.Text, theme.Dim).Align(fyne.TextAlignCenter), number: kit.NewBold(theme.Text, theme.Ink).Align(right),
		planned: kit.NewLine(small, theme.Dim).Align(right), expected: kit.NewBold(small, theme.Ink).Align(right),
		length: kit.NewLine(small, theme.Dim).Align(right), title: kit.NewLine(size, theme.Ink),
		scene: kit.NewLine(theme.Caption, theme.Dim).Align(right)}
	r.ground.CornerRadius = 4
	r.ExtendBaseWidget(r)
	return r
}

// Bind makes the row stand for a slot.
func (r *sheetRow) Bind(i int) {
	s := r.sheet
	s.binds++
	r.index, r.bound = i, s.binds
	r.draw()
	if slot, ok := r.slot(); ok && s.cell.on && slot.ID == s.cell.slot {
		s.cell.show()
	}
}

// slot is what the row stands for, and false for a row that stands for nothing any more.
func (r *sheetRow) slot() (runsheet.Slot, bool) {
	slots := r.sheet.state.Show.Slots
	if r.sort == reserveRow {
		slots = r.sheet.state.Show.Reserve
	}
	if r.index < 0 || r.index >= len(slots) {
		return runsheet.Slot{}, false
	}
	return slots[r.index], true
}

func (r *sheetRow) draw() {
	s := r.sheet
	slot, ok := r.slot()
	if !ok {
		return
	}
	var v rowView
	if r.sort == reserveRow {
		v = rowOf(slot, runsheet.Row{Stage: runsheet.Ahead}, s.loc, s.words)
		v.expected = clockTime(slot.Start, s.loc)
		v = v.marked(slot, 0, s.words)
	} else if r.index < len(s.rows) {
		v = rowOf(slot, s.rows[r.index], s.loc, s.words).marked(slot, airBefore(s.state.Show.Slots, s.rows, r.index), s.words)
	}
	if c := s.cell; c.on && c.row == r {
		if slot.ID == c.slot {
			v.writing = c.what.name
		} else {
			c.row = nil
		}
	}
	v.selected = s.editing && slot.ID == s.selected || slot.ID == s.finder.found()
	if s.drag.Slot != "" && s.drag.Reserve == (r.sort == reserveRow) {
		n := len(s.rows)
		if s.drag.Reserve {
			n = len(s.state.Show.Reserve)
		}
		v.target, v.last = s.drag.Index == r.index, s.drag.Index == n && r.index == n-1
	}
	r.show(v)
}

func (r *sheetRow) show(v rowView) {
	if v == r.view && r.drawn {
		return
	}
	refit := v.mark != r.view.mark || (v.scene == "") != (r.view.scene == "") || v.writing != r.view.writing || v.writing != "" && v.moved != r.view.moved
	r.drawn = true
	r.view = v
	look := rowLooks[v.stage]
	r.paint()
	r.sign.Paint(v.sign, look.sign)
	r.number.Paint(v.number, look.dim)
	switch {
	case v.moved:
		r.planned.Strike(v.planned, look.dim, true)
		r.expected.Paint(v.expected, look.ink)
	case v.planned == "":
		r.planned.Strike("", look.dim, false)
		r.expected.Paint(v.expected, look.dim)
	default:
		r.planned.Strike("", look.dim, false)
		r.expected.Paint(v.planned, look.ink)
	}
	r.length.Paint(v.length, look.dim)
	r.title.Strike(v.title, look.ink, v.stage == runsheet.Dropped)
	r.scene.Paint(v.scene, look.dim)
	r.mark.Paint(v.mark.text, v.mark.token)
	if refit {
		r.Refresh()
	}
}

func (r *sheetRow) caption(w assets.Words) {
	r.number.Paint("", theme.Dim)
	r.planned.Paint(w.Say("desktop.column.planned"), theme.Dim)
	r.expected.Paint(w.Say("desktop.column.start"), theme.Dim)
	r.length.Paint(w.Say("desktop.column.length"), theme.Dim)
	r.title.Paint(w.Say("desktop.column.title"), theme.Dim)
	r.scene.Paint(w.Say("desktop.column.scene"), theme.Dim)
}

func (r *sheetRow) paint() {
	look, known := rowLooks[r.view.stage]
	if !known {
		look.ground = theme.Clear // the captions
	}
	ground := look.ground
	if r.hovered && ground == theme.Clear {
		ground = theme.Raised
	}
	r.ground.FillColor = theme.Color(ground)
	r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Clear), 0
	if r.view.selected {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(theme.Focus), 2
	}
	r.above.FillColor = theme.Color(theme.Clear)
	switch {
	case r.view.target || r.view.last:
		r.above.FillColor = theme.Color(theme.Focus)
	case r.view.air < 0:
		r.above.FillColor = theme.Color(theme.Warn)
	case r.view.air > 0:
		r.above.FillColor = theme.Color(theme.Dim)
	}
	r.above.Move(fyne.NewPos(0, r.lineAt()))
	r.above.Refresh()
	r.stripe.FillColor = theme.Color(theme.Clear)
	if look.ground != theme.Clear && r.view.sign != "" {
		r.stripe.FillColor = theme.Color(look.sign)
	}
	r.ground.Refresh()
	r.stripe.Refresh()
	if r.view.writing != "" {
		for _, frame := range r.sheet.cell.frames {
			frame.StrokeColor = theme.Color(theme.Faint)
			frame.Refresh()
		}
	}
}

// line is what shows a field: the planned start stands elsewhere where the expected one differs.
func (r *sheetRow) line(name string) *kit.Line {
	switch name {
	case "number":
		return r.number
	case "start":
		if r.view.moved {
			return r.planned
		}
		return r.expected
	case "length":
		return r.length
	case "scene":
		return r.scene
	}
	return r.title
}

// cellAt is the field that can be written at a place in the row, "" for none.
func (r *sheetRow) cellAt(x float32) string {
	for _, name := range r.sheet.cell.names() {
		l := r.line(name)
		from, to := l.Position().X-cellReach, l.Position().X+l.Size().Width+cellReach
		if name == "title" {
			to += r.markWidth()
		}
		if l.Visible() && x >= from && x < to {
			return name
		}
	}
	return ""
}

// cellReach is how far beside its text a cell still takes a press.
const cellReach = 4

// Tapped is the press that a draggable row would keep from its list.
func (r *sheetRow) Tapped(e *fyne.PointEvent) {
	if slot, ok := r.slot(); ok && r.sort != captionRow {
		r.sheet.tapped(slot.ID, r.cellAt(e.Position.X))
	}
}

// Dragged takes the row's slot along with the pointer while the sheet is being edited; the list moves on at its ends.
func (r *sheetRow) Dragged(e *fyne.DragEvent) {
	s := r.sheet
	slot, ok := r.slot()
	if !s.editing || !ok || r.sort == captionRow {
		return
	}
	to := s.drag
	if to.Slot == "" {
		to.Slot = slot.ID
	}
	y := e.AbsolutePosition.Y
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.list).Y
	switch bottom := top + s.list.Size().Height; {
	case y < top+rowHeight/2:
		s.list.ScrollToOffset(max(s.list.GetScrollOffset()-rowHeight/2, 0))
	case y > bottom-rowHeight/2 && y < bottom:
		s.list.ScrollToOffset(s.list.GetScrollOffset() + rowHeight/2)
	}
	to.Reserve, to.Index = s.at(y)
	s.dragging(to)
}

// DragEnd puts the slot down.
func (r *sheetRow) DragEnd() {
	to := r.sheet.drag
	r.sheet.dragging(dragged{})
	if to.Slot != "" {
		r.sheet.moved(to)
	}
}

// MouseIn, MouseMoved and MouseOut tell the list where the pointer is.
func (r *sheetRow) MouseIn(*desktop.MouseEvent)    { r.hover(true) }
func (r *sheetRow) MouseMoved(*desktop.MouseEvent) {}
func (r *sheetRow) MouseOut()                      { r.hover(false) }

func (r *sheetRow) hover(in bool) {
	if r.sort == captionRow {
		return
	}
	r.hovered = in
	r.sheet.list.Hover(in)
	r.paint()
}

// AccessibilityLabel says the row with a word for its sign; AccessibilityRole says what it is.
func (r *sheetRow) AccessibilityLabel() string {
	return join(" ", r.view.number, r.view.word, r.view.expected, r.view.title, r.view.mark.text)
}

// AccessibilityRole see AccessibilityLabel.
func (r *sheetRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the row.
func (r *sheetRow) CreateRenderer() fyne.WidgetRenderer {
	d := &sheetRowRenderer{row: r}
	d.gather()
	return d
}

type sheetRowRenderer struct {
	row     *sheetRow
	objects []fyne.CanvasObject
}

// gather lists what is drawn: the cell goes from row to row.
func (r *sheetRowRenderer) gather() {
	row := r.row
	r.objects = []fyne.CanvasObject{row.ground, row.stripe, row.above, row.sign, row.number, row.planned, row.expected, row.length, row.title,
		row.mark, row.scene}
	if row.view.writing != "" {
		for _, frame := range row.sheet.cell.frames {
			r.objects = append(r.objects, frame)
		}
		r.objects = append(r.objects, row.sheet.cell.Box)
	}
}

const rowHeight = 28

// numberWidth is the room that the slots' numbers need, within reason.
func numberWidth(slots []runsheet.Slot) float32 {
	longest := ""
	for _, slot := range slots {
		if len(slot.Number) > len(longest) {
			longest = slot.Number
		}
	}
	width := fyne.MeasureText(longest, theme.Text, fyne.TextStyle{Bold: true}).Width
	return min(max(width+1, 22), 64)
}

// sceneWidth is the room that the scenes' names need, within reason; the titles get what is left.
func sceneWidth(slots []runsheet.Slot) float32 {
	const least, most = 44, 130
	width, seen := float32(least), map[string]bool{}
	for _, slot := range slots {
		if !seen[slot.Scene] && width < most {
			seen[slot.Scene] = true
			width = max(width, fyne.MeasureText(slot.Scene, theme.Caption, fyne.TextStyle{}).Width+4)
		}
	}
	return min(width, most)
}

func (r *sheetRowRenderer) MinSize() fyne.Size {
	if r.row.sort == captionRow {
		return fyne.NewSize(300, 20)
	}
	return fyne.NewSize(300, rowHeight)
}

func (r *sheetRowRenderer) Layout(size fyne.Size) {
	row := r.row
	row.ground.Resize(size)
	row.stripe.Resize(fyne.NewSize(4, size.Height))
	row.above.Move(fyne.NewPos(0, row.lineAt()))
	row.above.Resize(fyne.NewSize(size.Width, 2))
	x := float32(7)
	column := func(l *kit.Line, width, gap float32) {
		put(l, x, width, size.Height)
		x += width + gap
	}
	column(row.sign, 16, 2)
	column(row.number, row.sheet.number, 7)
	column(row.planned, 39, 5)
	column(row.expected, 45, 2)
	column(row.length, 46, 10)
	// The scene has room of its own only where the title keeps the larger part, and where there is one.
	scene := float32(0)
	if size.Width >= sceneFrom && (row.view.scene != "" || row.view.writing != "" || row.sort == captionRow) {
		scene = min(size.Width*0.18, row.sheet.scene)
	}
	row.mark.Hidden = row.view.writing == "title" // whoever writes there sees more of it
	mark := row.markWidth()
	if row.mark.Hidden {
		mark = 0
	}
	column(row.title, max(size.Width-x-scene-mark-14, 20), 8)
	put(row.mark, x-8, mark, size.Height)
	x += mark
	row.scene.Hidden = scene == 0
	column(row.scene, scene, 0)
	for _, l := range []*kit.Line{row.number, row.planned, row.expected, row.length, row.title} {
		l.Hidden = false
	}
	if row.view.writing != "" {
		row.layCell()
	}
}

// layCell puts the cell in the place of the text that is written, and frames around what else can be.
func (r *sheetRow) layCell() {
	c := r.sheet.cell
	for i, name := range cellNames {
		l, frame := r.line(name), c.frames[i]
		frame.Hidden = name == r.view.writing || !slices.Contains(c.names(), name)
		at, size := kit.CellOver(l)
		frame.Move(at)
		frame.Resize(size)
	}
	l := r.line(r.view.writing)
	c.Over(l)
	l.Hidden = true
}

// sceneFrom is the width from which a row has room for the scene.
const sceneFrom = 500

// lineAt is where the row's thin line is: above it, or below the last one.
func (r *sheetRow) lineAt() float32 {
	if r.view.last {
		return rowHeight
	}
	return -1
}

// markWidth is the room that the words of a row's mark take from its title, at most a third of the row.
func (r *sheetRow) markWidth() float32 {
	if r.view.mark.text == "" {
		return 0
	}
	return min(fyne.MeasureText(r.view.mark.text, theme.Caption, fyne.TextStyle{Bold: true}).Width+9, r.Size().Width/3)
}

func (r *sheetRowRenderer) Refresh() {
	r.row.paint()
	r.gather()
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}
func (r *sheetRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sheetRowRenderer) Destroy()                     {}
