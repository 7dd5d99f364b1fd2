package desktop

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
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
}

var stageSigns = map[runsheet.Stage]string{
	runsheet.Past: "✓", runsheet.OnTheAir: "▶", runsheet.OnStand: "◎", runsheet.Skipped: "✕",
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
}

// sheet is the run sheet's panel. It follows the slot on air, except while the pointer is on it.
type sheet struct {
	*kit.Surface
	list     *kit.List
	title    *kit.Line
	hint     *kit.Line
	captions *sheetRow

	state runsheet.State
	rows  []runsheet.Row
	words assets.Words
	loc   *time.Location
	// shown is the second that the rows were made for, followed the slots that the list was last scrolled to.
	shown    sheetKey
	followed [2]runsheet.SlotID
	owed     bool
	// number is the width of the widest slot number.
	number float32
}

// sheetKey says when the rows must be made again: something happened, or a minute of the clock may have turned.
type sheetKey struct {
	seq    runsheet.Seq
	second int64
	words  string
}

func newSheet(keys kit.Keyboard, tap func(runsheet.SlotID), focus func()) *sheet {
	s := &sheet{title: kit.NewBold(theme.Text, theme.Dim), hint: kit.NewLine(theme.Caption, theme.Dim).Whole(), loc: time.UTC}
	s.list = kit.NewList(keys, func() int { return len(s.rows) }, func() kit.Row { return newSheetRow(s, false) })
	s.list.OnTap = func(i int) { tap(s.state.Show.Slots[i].ID) }
	s.list.OnFocus = focus
	s.captions = newSheetRow(s, true)
	top := kit.Down(2, container.NewBorder(nil, nil, nil, s.hint, s.title), s.captions)
	s.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewBorder(top, nil, nil, nil, s.list))
	return s
}

func (s *sheet) show(state runsheet.State, now runsheet.Moment, w assets.Words, focused bool) {
	s.title.Set(w.Say("desktop.sheet", "n", len(state.Show.Slots)))
	s.hint.Set(w.Say("desktop.sheet.hint"))
	s.captions.caption(w)
	paintFocus(s.Surface, focused)

	key := sheetKey{state.Seq, now.Wall.Unix(), w.Say("desktop.lang")}
	if key != s.shown {
		grown := len(state.Show.Slots) != len(s.rows)
		s.shown, s.state, s.words, s.loc = key, state, w, state.Show.Location()
		s.rows = state.Rows(now, s.rows)
		if number := numberWidth(state.Show.Slots); grown || number != s.number {
			s.number = number
			s.captions.Refresh()
			s.list.Refresh()
		} else {
			s.list.EachRow(func(r kit.Row) { r.(*sheetRow).draw() })
		}
	}
	s.follow()
}

// follow keeps the slot on air in sight with a few lines before it, or the one on standby when that has just been chosen.
func (s *sheet) follow() {
	want := [2]runsheet.SlotID{s.state.OnAirSlot(), s.state.Standby}
	if want != s.followed {
		s.owed = true
	}
	if !s.owed || s.list.Hovered() || len(s.rows) == 0 || s.list.Size().Height <= 0 {
		return
	}
	aired := want[0] != s.followed[0]
	s.owed, s.followed = false, want
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
	hovered bool
	// caption rows head the columns and are no slot.
	isCaption bool

	ground, stripe                                        *canvas.Rectangle
	sign, number, planned, expected, length, title, scene *kit.Line
}

func newSheetRow(s *sheet, isCaption bool) *sheetRow {
	right, small, size := fyne.TextAlignTrailing, theme.Text, theme.Text+0.5
	if isCaption {
		small, size = theme.Caption, theme.Caption
	}
	r := &sheetRow{sheet: s, index: -1, isCaption: isCaption, ground: canvas.NewRectangle(nil), stripe: canvas.NewRectangle(nil),
		sign: kit.NewBold(theme.Text, theme.Dim).Align(fyne.TextAlignCenter), number: kit.NewBold(theme.Text, theme.Ink).Align(right),
		planned: kit.NewLine(small, theme.Dim).Align(right), expected: kit.NewBold(small, theme.Ink).Align(right),
		length: kit.NewLine(small, theme.Dim).Align(right), title: kit.NewLine(size, theme.Ink),
		scene: kit.NewLine(theme.Caption, theme.Dim).Align(right)}
	r.ground.CornerRadius = 4
	r.ExtendBaseWidget(r)
	return r
}

// Bind makes the row stand for a slot.
func (r *sheetRow) Bind(i int) {
	r.index = i
	r.draw()
}

func (r *sheetRow) draw() {
	s := r.sheet
	if r.index < 0 || r.index >= len(s.rows) || r.index >= len(s.state.Show.Slots) {
		return
	}
	r.show(rowOf(s.state.Show.Slots[r.index], s.rows[r.index], s.loc, s.words))
}

func (r *sheetRow) show(v rowView) {
	if v == r.view {
		return
	}
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
	r.title.Paint(v.title, look.ink)
	r.scene.Paint(v.scene, look.dim)
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
	look := rowLooks[r.view.stage]
	ground := look.ground
	if r.hovered && ground == theme.Clear {
		ground = theme.Raised
	}
	r.ground.FillColor = theme.Color(ground)
	r.stripe.FillColor = theme.Color(theme.Clear)
	if look.ground != theme.Clear && r.view.sign != "" {
		r.stripe.FillColor = theme.Color(look.sign)
	}
	r.ground.Refresh()
	r.stripe.Refresh()
}

// MouseIn, MouseMoved and MouseOut tell the list where the pointer is.
func (r *sheetRow) MouseIn(*desktop.MouseEvent)    { r.hover(true) }
func (r *sheetRow) MouseMoved(*desktop.MouseEvent) {}
func (r *sheetRow) MouseOut()                      { r.hover(false) }

func (r *sheetRow) hover(in bool) {
	if r.isCaption {
		return
	}
	r.hovered = in
	r.sheet.list.Hover(in)
	r.paint()
}

// AccessibilityLabel says the row with a word for its sign; AccessibilityRole says what it is.
func (r *sheetRow) AccessibilityLabel() string {
	return r.view.number + " " + r.view.word + " " + r.view.expected + " " + r.view.title
}

// AccessibilityRole see AccessibilityLabel.
func (r *sheetRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer draws the row.
func (r *sheetRow) CreateRenderer() fyne.WidgetRenderer {
	return &sheetRowRenderer{row: r, objects: []fyne.CanvasObject{r.ground, r.stripe, r.sign, r.number, r.planned, r.expected,
		r.length, r.title, r.scene}}
}

type sheetRowRenderer struct {
	row     *sheetRow
	objects []fyne.CanvasObject
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

func (r *sheetRowRenderer) MinSize() fyne.Size {
	if r.row.isCaption {
		return fyne.NewSize(300, 20)
	}
	return fyne.NewSize(300, rowHeight)
}

func (r *sheetRowRenderer) Layout(size fyne.Size) {
	row := r.row
	row.ground.Resize(size)
	row.stripe.Resize(fyne.NewSize(4, size.Height))
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
	// The scene has room of its own only where the title keeps the larger part.
	scene := float32(0)
	if size.Width >= 500 {
		scene = min(size.Width*0.18, 130)
	}
	column(row.title, max(size.Width-x-scene-14, 20), 8)
	row.scene.Hidden = scene == 0
	column(row.scene, scene, 0)
}

func (r *sheetRowRenderer) Refresh() {
	r.Layout(r.row.Size())
	canvas.Refresh(r.row)
}
func (r *sheetRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *sheetRowRenderer) Destroy()                     {}
