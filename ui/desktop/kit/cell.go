package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Cell is a field in the place of a Line, with its letters exactly where the line's are.
type Cell struct {
	*Field
	// Box is what to put into a layout.
	Box *fyne.Container
	// OnWheel is told of the wheel over the cell, which Fyne's field would keep to itself.
	OnWheel func(*fyne.ScrollEvent)
}

// NewCell makes an empty cell; Over gives it its place.
func NewCell() *Cell {
	f := &Field{look: &cellLook{Theme: theme.New(), text: theme.Text}}
	f.ExtendBaseWidget(f)
	c := &Cell{Field: f}
	over := &wheel{cell: c}
	over.ExtendBaseWidget(over)
	c.Box = container.NewStack(container.NewThemeOverride(f, f.look), over)
	return c
}

// wheel lies over a cell and takes nothing from it but the wheel.
type wheel struct {
	widget.BaseWidget
	cell *Cell
}

// Scrolled see fyne.Scrollable.
func (o *wheel) Scrolled(e *fyne.ScrollEvent) {
	if o.cell.OnWheel != nil {
		o.cell.OnWheel(e)
	}
}

// CreateRenderer draws nothing.
func (o *wheel) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(Gap()) }

// cellPad is how much higher than its letters a cell is, above and below.
const cellPad = 3

// CellOver is the place of a cell over a line. Where the line's text ends at its right, it leaves the left to what stands there, as far
// as the text does.
func CellOver(l *Line) (fyne.Position, fyne.Size) {
	from, to := l.Position().X-cellPad, l.Position().X+l.Size().Width+cellPad
	if l.align == fyne.TextAlignTrailing {
		from = max(from, min(l.Position().X+1, to-l.measure(l.text)-2*cellPad))
	}
	letters := fyne.MeasureText("Ag", l.size, fyne.TextStyle{Bold: l.style.Bold}).Height
	return fyne.NewPos(from, l.Position().Y+(l.Size().Height-letters)/2-cellPad), fyne.NewSize(to-from, letters+2*cellPad)
}

// Over puts the cell over a line that lies in the same layout.
func (c *Cell) Over(l *Line) {
	look, style := c.look, fyne.TextStyle{Bold: l.style.Bold}
	look.right = l.align == fyne.TextAlignTrailing
	at, size := CellOver(l)
	c.Box.Move(at)
	c.Box.Resize(size)
	if look.text != l.size || c.TextStyle != style {
		look.text, c.TextStyle = l.size, style
		c.Refresh()
	}
}

// cellLook is the theme that a cell is drawn with: Fyne's field is wider and higher than its text, by more than a row has.
type cellLook struct {
	fyne.Theme
	text  float32
	right bool // its text ends at its right edge
	shift float32
}

// Size see fyne.Theme.
func (t *cellLook) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case fynetheme.SizeNameText:
		return t.text
	case fynetheme.SizeNameInnerPadding:
		return cellPad
	case fynetheme.SizeNameScrollBar, fynetheme.SizeNameScrollBarSmall: // it would lie over the letters' feet
		return 0
	}
	return t.Theme.Size(name)
}

// CreateRenderer draws the field.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	drawn := f.Entry.CreateRenderer()
	if f.look == nil {
		return drawn
	}
	return &cellRenderer{drawn, f}
}

// cellRenderer moves the text of Fyne's field to the right where it ends there, which Fyne's own cannot.
type cellRenderer struct {
	fyne.WidgetRenderer
	field *Field
}

func (r *cellRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.align()
}

func (r *cellRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.align()
}

// align leaves no more room before the text than it needs.
func (r *cellRenderer) align() {
	f := r.field
	size, look := f.Size(), f.look
	if look.shift = 0; look.right {
		look.shift = max(size.Width-fyne.MeasureText(f.Text, look.text, f.TextStyle).Width-2*cellPad, 0)
	}
	inside := r.Objects()[2] // behind the ground and the edge
	inside.Move(fyne.NewPos(look.shift, inside.Position().Y))
	inside.Resize(fyne.NewSize(size.Width-look.shift, inside.Size().Height))
}

// MouseDown finds the letter under the pointer, wherever the text begins.
func (f *Field) MouseDown(e *desktop.MouseEvent) {
	if f.look != nil {
		moved := *e
		moved.Position.X -= f.look.shift
		e = &moved
	}
	f.Entry.MouseDown(e)
}
