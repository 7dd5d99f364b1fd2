package desktop

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// palette is the dialog that finds any verb by its words, and does it.
type palette struct {
	room  *Room
	field *kit.Field
	list  *kit.List
	none  *kit.Line
	all   []paletteLine
	hits  []paletteLine
	at    int
}

// paletteLine is one verb as the palette shows it. Hay is what it is found by.
type paletteLine struct {
	verb             verb
	what, group, key string
	hay              string
	can              bool
}

// linesOf lists what the room can be asked for; what it can do now comes first.
func (r *Room) linesOf() []paletteLine {
	var can, cannot []paletteLine
	for _, v := range verbs {
		if v.scope == inDialog || v.group == ungrouped || v.id == actPalette || !v.offered(r) {
			continue
		}
		l := paletteLine{verb: v, what: v.words(r.words), group: r.words.Say("desktop.menu." + string(v.group)), key: r.keyOf(v.id), can: v.possible(r)}
		l.hay = runsheet.Fold(l.what + " " + l.group + " " + string(v.id))
		if l.can {
			can = append(can, l)
		} else {
			cannot = append(cannot, l)
		}
	}
	return append(can, cannot...)
}

// paletteRows is how many lines are in sight at once, and paletteWidth how wide they are.
const (
	paletteRows  = 12
	paletteWidth = 620
)

// askPalette opens the palette.
func (r *Room) askPalette() {
	p := &palette{room: r, field: kit.NewField(), all: r.linesOf(), none: kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter)}
	p.none.Set(r.words.Say("desktop.palette.none"))
	p.list = kit.NewList(r, func() int { return len(p.hits) }, func() kit.Row { return newPaletteRow(p.line) })
	p.list.OnTap = func(i int) { p.at = i; p.do() }
	p.field.SetPlaceHolder(r.words.Say("desktop.palette.hint"))
	p.field.OnChanged = func(string) { p.seek() }
	p.field.OnSubmitted = func(string) { p.do() }
	p.field.OnEscape = r.shut
	p.field.OnKey = p.key
	size := fyne.NewSize(paletteWidth, paletteRows*paletteRowHeight+40)
	body := container.NewBorder(p.field, nil, nil, nil, container.NewGridWrap(size, container.NewStack(p.list, container.NewCenter(kit.Wide(300, p.none)))))
	r.ask(r.words.Say("desktop.palette"), body, "", kit.Plain, nil)
	p.seek()
	r.window.Canvas().Focus(p.field)
}

// key is what the arrows do while a text is typed.
func (p *palette) key(name fyne.KeyName) bool {
	switch name {
	case fyne.KeyUp:
		p.move(-1)
	case fyne.KeyDown:
		p.move(1)
	case fyne.KeyPageUp:
		p.move(-paletteRows)
	case fyne.KeyPageDown:
		p.move(paletteRows)
	default:
		return false
	}
	return true
}

func (p *palette) move(by int) {
	if len(p.hits) > 0 {
		p.at = min(max(p.at+by, 0), len(p.hits)-1)
		p.list.ScrollTo(p.at)
		p.draw()
	}
}

// seek shows the verbs that hold every word of what was typed, whatever the accents.
func (p *palette) seek() {
	words := strings.Fields(runsheet.Fold(p.field.Text))
	p.hits, p.at = nil, 0
	for _, l := range p.all {
		all := true
		for _, word := range words {
			all = all && strings.Contains(l.hay, word)
		}
		if all {
			p.hits = append(p.hits, l)
		}
	}
	kit.Show(p.none, len(p.hits) == 0)
	p.list.Refresh()
	p.list.ScrollToTop()
	p.draw()
}

func (p *palette) draw() { p.list.EachRow(func(r kit.Row) { r.(*paletteRow).draw() }) }

// do leaves the palette and does what is selected.
func (p *palette) do() {
	if p.at < len(p.hits) {
		v := p.hits[p.at].verb
		p.room.shut()
		p.room.chosen(v)
	}
}

// line is what a row shows, and whether it is the one that Enter would take; false for a row that stands for none.
func (p *palette) line(i int) (l paletteLine, marked, ok bool) {
	if i >= len(p.hits) {
		return paletteLine{}, false, false
	}
	return p.hits[i], i == p.at, true
}

// paletteRow draws one line.
type paletteRow struct {
	widget.BaseWidget
	line             func(int) (l paletteLine, marked, ok bool)
	index            int
	ground           *canvas.Rectangle
	what, group, key *kit.Line
}

const paletteRowHeight = 30

func newPaletteRow(line func(int) (l paletteLine, marked, ok bool)) *paletteRow {
	r := &paletteRow{line: line, index: -1, ground: canvas.NewRectangle(nil), what: kit.NewLine(theme.Text, theme.Ink),
		group: kit.NewLine(theme.Caption, theme.Dim).Align(fyne.TextAlignTrailing), key: kit.NewBold(theme.Text, theme.Ink).Align(fyne.TextAlignTrailing)}
	r.ground.CornerRadius = 4
	r.ExtendBaseWidget(r)
	return r
}

// Bind makes the row stand for a line.
func (r *paletteRow) Bind(i int) {
	r.index = i
	r.draw()
}

func (r *paletteRow) draw() {
	if r.index < 0 {
		return
	}
	l, _, ok := r.line(r.index)
	if !ok {
		return
	}
	ink := theme.Ink
	if !l.can {
		ink = theme.Faint
	}
	r.what.Paint(l.what, ink)
	r.group.Paint(l.group, theme.Dim)
	r.key.Paint(l.key, ink)
	r.paint()
}

func (r *paletteRow) paint() {
	ground := theme.Clear
	if _, marked, _ := r.line(r.index); r.index >= 0 && marked {
		ground = theme.Chosen
	}
	r.ground.FillColor = theme.Color(ground)
	r.ground.Refresh()
}

// CreateRenderer draws the row.
func (r *paletteRow) CreateRenderer() fyne.WidgetRenderer {
	return &paletteRowRenderer{row: r, objects: []fyne.CanvasObject{r.ground, r.what, r.group, r.key}}
}

type paletteRowRenderer struct {
	row     *paletteRow
	objects []fyne.CanvasObject
}

func (r *paletteRowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, paletteRowHeight-4) }

func (r *paletteRowRenderer) Layout(size fyne.Size) {
	row := r.row
	row.ground.Resize(size)
	const group, key = 110, 130
	at := func(o fyne.CanvasObject, x, width float32) {
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(width, size.Height))
	}
	at(row.what, 10, size.Width-group-key-24)
	at(row.group, size.Width-group-key-12, group)
	at(row.key, size.Width-key-10, key)
}

func (r *paletteRowRenderer) Refresh() {
	r.row.paint()
	r.Layout(r.row.Size())
}
func (r *paletteRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *paletteRowRenderer) Destroy()                     {}
