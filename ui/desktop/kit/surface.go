package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Surface is a ground and an edge around something; both can change while it is shown.
type Surface struct {
	// Box is what to put into a layout.
	Box  *fyne.Container
	back *back
}

// NewSurface puts a surface with an inset behind content.
func NewSurface(ground, edge theme.Token, inset float32, content fyne.CanvasObject) *Surface {
	b := &back{ground: ground, edge: edge, stroke: 1}
	b.ExtendBaseWidget(b)
	return &Surface{back: b, Box: container.NewStack(b, Pad(inset, content))}
}

// Paint changes the colours and the width of the edge.
func (s *Surface) Paint(ground, edge theme.Token, stroke float32) {
	if b := s.back; b.ground != ground || b.edge != edge || b.stroke != stroke {
		b.ground, b.edge, b.stroke = ground, edge, stroke
		b.Refresh()
	}
}

// Edge is the colour of the edge as it is shown.
func (s *Surface) Edge() theme.Token { return s.back.edge }

// Ground is the colour of the ground as it is shown.
func (s *Surface) Ground() theme.Token { return s.back.ground }

// back is the rectangle of a surface. It is a widget so that it is painted again when the scheme changes.
type back struct {
	widget.BaseWidget
	ground, edge theme.Token
	stroke       float32
}

// CreateRenderer draws the rectangle.
func (b *back) CreateRenderer() fyne.WidgetRenderer {
	r := &backRenderer{back: b, shape: canvas.NewRectangle(nil)}
	r.shape.CornerRadius = theme.Radius
	r.Refresh()
	return r
}

type backRenderer struct {
	back  *back
	shape *canvas.Rectangle
}

func (r *backRenderer) MinSize() fyne.Size    { return fyne.Size{} }
func (r *backRenderer) Layout(size fyne.Size) { r.shape.Resize(size) }

func (r *backRenderer) Refresh() {
	b := r.back
	r.shape.FillColor, r.shape.StrokeColor, r.shape.StrokeWidth = theme.Color(b.ground), theme.Color(b.edge), b.stroke
	r.shape.Refresh()
}

func (r *backRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.shape} }
func (r *backRenderer) Destroy()                     {}

// Pad leaves room around content.
func Pad(inset float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(inset, inset, inset, inset), content)
}

// Down stacks objects with a gap.
func Down(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&down{stack: layout.NewCustomPaddedVBoxLayout(gap), gap: gap}, objects...)
}

// down sets its objects anew when one of them asks for another height. Fyne does so too before it paints, but remembers one container
// at a time: where two lines change at once, and the second keeps its height, it forgets the first, whose words then lie over what is
// below them.
type down struct {
	stack   fyne.Layout
	gap     float32
	size    fyne.Size // as last laid out
	heights []float32 // asked for by then
}

func (l *down) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least, n, moved := fyne.Size{}, 0, false
	for _, o := range objects {
		if _, spacer := o.(layout.SpacerObject); spacer || !o.Visible() {
			continue
		}
		size := o.MinSize()
		least = fyne.NewSize(max(least.Width, size.Width), least.Height+size.Height)
		if n > 0 {
			least.Height += l.gap
		}
		moved = moved || n >= len(l.heights) || l.heights[n] != size.Height
		n++
	}
	if l.size.Width > 0 && (moved || n != len(l.heights)) {
		l.Layout(objects, l.size)
	}
	return least
}

func (l *down) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.size, l.heights = size, l.heights[:0]
	for _, o := range objects {
		if _, spacer := o.(layout.SpacerObject); !spacer && o.Visible() {
			l.heights = append(l.heights, o.MinSize().Height)
		}
	}
	l.stack.Layout(objects, size)
}

// Across sets objects side by side with a gap.
func Across(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedHBoxLayout(gap), objects...)
}

// Gap is empty room that takes what is left in Down or Across.
func Gap() fyne.CanvasObject { return layout.NewSpacer() }

// Share sets objects side by side, each as wide as it asks for and an equal part of what is left.
func Share(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&shared{gap}, objects...)
}

type shared struct{ gap float32 }

func (l *shared) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size, gap := fyne.Size{}, float32(0)
	for _, o := range objects {
		if o.Visible() {
			least := o.MinSize()
			size = fyne.NewSize(size.Width+gap+least.Width, max(size.Height, least.Height))
			gap = l.gap
		}
	}
	return size
}

func (l *shared) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := 0
	for _, o := range objects {
		if o.Visible() {
			n++
		}
	}
	if n == 0 {
		return
	}
	more := max(size.Width-l.MinSize(objects).Width, 0) / float32(n)
	x := float32(0)
	for _, o := range objects {
		if o.Visible() {
			width := o.MinSize().Width + more
			o.Move(fyne.NewPos(x, 0))
			o.Resize(fyne.NewSize(width, size.Height))
			x += width + l.gap
		}
	}
}

// Flow sets objects side by side in as many rows as they need, each as wide as it asks for and an equal part of what is left
// of its row.
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flow{gap: gap}, objects...)
}

// flow remembers the width it was given, because its height depends on it.
type flow struct{ gap, width float32 }

// rows shares the visible objects out.
func (l *flow) rows(objects []fyne.CanvasObject) [][]fyne.CanvasObject {
	var rows [][]fyne.CanvasObject
	used := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize().Width
		if len(rows) == 0 || used+l.gap+least > l.width && l.width > 0 {
			rows, used = append(rows, nil), -l.gap
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], o)
		used += l.gap + least
	}
	return rows
}

func (l *flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for i, row := range l.rows(objects) {
		if i > 0 {
			size.Height += l.gap
		}
		height := float32(0)
		for _, o := range row {
			least := o.MinSize()
			size.Width, height = max(size.Width, least.Width), max(height, least.Height)
		}
		size.Height += height
	}
	return size
}

func (l *flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	share, y := shared{l.gap}, float32(0)
	for _, row := range l.rows(objects) {
		height := share.MinSize(row).Height
		share.Layout(row, fyne.NewSize(size.Width, height))
		for _, o := range row {
			o.Move(o.Position().AddXY(0, y))
		}
		y += height + l.gap
	}
}

// Between sets a body between a head and a foot, with all the room that they leave. The head is told its width before it is asked
// for its height, which in a Flow depends on it.
func Between(head, foot, body fyne.CanvasObject) *fyne.Container {
	return container.New(between{}, body, head, foot)
}

type between struct{}

// betweenGap is what parts them: as much as in Fyne's own borders.
const betweenGap = 3

func (between) MinSize(o []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(0, 2*betweenGap)
	for _, one := range o {
		least := one.MinSize()
		size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height)
	}
	return size
}

func (between) Layout(o []fyne.CanvasObject, size fyne.Size) {
	body, head, foot := o[0], o[1], o[2]
	head.Resize(fyne.NewSize(size.Width, head.MinSize().Height))
	top, bottom := head.MinSize().Height, foot.MinSize().Height
	head.Resize(fyne.NewSize(size.Width, top))
	head.Move(fyne.Position{})
	body.Resize(fyne.NewSize(size.Width, max(size.Height-top-bottom-2*betweenGap, 0)))
	body.Move(fyne.NewPos(0, top+betweenGap))
	foot.Resize(fyne.NewSize(size.Width, bottom))
	foot.Move(fyne.NewPos(0, size.Height-bottom))
}

// Wide gives an object a width.
func Wide(width float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&wide{width: width}, o)
}

type wide struct{ width float32 }

func (l *wide) MinSize(objects []fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for _, o := range objects {
		height = max(height, o.MinSize().Height)
	}
	return fyne.NewSize(l.width, height)
}

func (l *wide) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// Lead puts a badge before something, with room between them.
func Lead(badge, rest fyne.CanvasObject) *fyne.Container {
	before := container.New(layout.NewCustomPaddedLayout(0, 0, 0, 8), container.NewCenter(badge))
	return container.NewBorder(nil, nil, before, nil, rest)
}

// Show shows or hides an object, and says nothing to Fyne when it is so already.
func Show(o fyne.CanvasObject, visible bool) {
	switch {
	case visible && !o.Visible():
		o.Show()
	case !visible && o.Visible():
		o.Hide()
	}
}

// Badge is a word or two on a filled ground.
type Badge struct {
	widget.BaseWidget
	text        string
	ground, ink theme.Token
	size        float32
}

// NewBadge makes a badge of a letter size.
func NewBadge(size float32) *Badge {
	b := &Badge{size: size, ground: theme.Raised, ink: theme.Ink}
	b.ExtendBaseWidget(b)
	return b
}

// Paint shows a text on a ground.
func (b *Badge) Paint(text string, ground, ink theme.Token) {
	if b.text == text && b.ground == ground && b.ink == ink {
		return
	}
	b.text, b.ground, b.ink = text, ground, ink
	b.Refresh()
}

// Text is what is shown.
func (b *Badge) Text() string { return b.text }

// CreateRenderer draws the badge.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{badge: b, back: canvas.NewRectangle(nil), text: canvas.NewText("", nil)}
	r.back.CornerRadius = 4
	r.text.TextStyle.Bold = true
	r.text.Alignment = fyne.TextAlignCenter
	r.Refresh()
	return r
}

type badgeRenderer struct {
	badge *Badge
	back  *canvas.Rectangle
	text  *canvas.Text
}

func (r *badgeRenderer) MinSize() fyne.Size {
	return fyne.MeasureText(r.badge.text, r.badge.size, fyne.TextStyle{Bold: true}).Add(fyne.NewSize(16, 6))
}

func (r *badgeRenderer) Layout(size fyne.Size) {
	want := r.MinSize()
	y := (size.Height - want.Height) / 2
	r.back.Move(fyne.NewPos(0, y))
	r.back.Resize(fyne.NewSize(size.Width, want.Height))
	r.text.Move(fyne.NewPos(0, y+3))
	r.text.Resize(fyne.NewSize(size.Width, want.Height-6))
}

func (r *badgeRenderer) Refresh() {
	b := r.badge
	r.back.FillColor = theme.Color(b.ground)
	r.text.Text, r.text.Color, r.text.TextSize = b.text, theme.Color(b.ink), b.size
	r.Layout(b.Size())
	r.back.Refresh()
	r.text.Refresh()
}

func (r *badgeRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.text} }
func (r *badgeRenderer) Destroy()                     {}

// Bar is how much of something is used up, from 0 to 1.
type Bar struct {
	widget.BaseWidget
	share float32
	token theme.Token
}

// NewBar makes an empty bar.
func NewBar() *Bar {
	b := &Bar{token: theme.Ready}
	b.ExtendBaseWidget(b)
	return b
}

// Paint shows a share in a colour. Steps smaller than a pixel of a wide bar are not drawn.
func (b *Bar) Paint(share float32, token theme.Token) {
	share = float32(int(min(max(share, 0), 1)*400)) / 400
	if b.share == share && b.token == token {
		return
	}
	b.share, b.token = share, token
	b.Refresh()
}

// Share is what is shown.
func (b *Bar) Share() float32 { return b.share }

// CreateRenderer draws the bar.
func (b *Bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{bar: b, back: canvas.NewRectangle(nil), fill: canvas.NewRectangle(nil)}
	r.back.CornerRadius, r.fill.CornerRadius = 4, 4
	r.Refresh()
	return r
}

type barRenderer struct {
	bar        *Bar
	back, fill *canvas.Rectangle
}

func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, 10) }

func (r *barRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.fill.Resize(fyne.NewSize(size.Width*r.bar.share, size.Height))
}

func (r *barRenderer) Refresh() {
	r.back.FillColor, r.fill.FillColor = theme.Color(theme.Raised), theme.Color(r.bar.token)
	r.Layout(r.bar.Size())
	r.back.Refresh()
	r.fill.Refresh()
}

func (r *barRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.back, r.fill} }
func (r *barRenderer) Destroy()                     {}
