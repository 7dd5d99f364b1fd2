package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Weight says how much a Press stands out.
type Weight int

// The weights, from the least to the one that is GO.
const (
	Quiet Weight = iota
	Plain
	Urgent
	Main
)

// Press is a button with its key printed on it. The keyboard cannot land on it: Tab passes it by, so that Space can only
// ever mean GO. A press counts when the pointer goes down and up on it.
type Press struct {
	widget.BaseWidget
	// OnTap is what a press does.
	OnTap func()

	label, key string
	weight     Weight
	size       float32
	on         bool // shown as switched on
	off        bool // cannot be pressed now
	hovered    bool
	down       bool
	tall       bool

	tips *Tips
	tip  func() string

	guard time.Duration
	last  time.Time
	now   func() time.Time
}

// NewPress makes a button; its words come with Label.
func NewPress(weight Weight, onTap func()) *Press {
	p := &Press{OnTap: onTap, weight: weight, size: theme.Text, now: time.Now}
	if weight == Main {
		p.size = theme.Heading
	}
	p.ExtendBaseWidget(p)
	return p
}

// Guard makes presses that follow another within d part of that other: a finger that trembles is one finger.
func (p *Press) Guard(d time.Duration) *Press { p.guard = d; return p }

// Tall makes the button one that is found without looking.
func (p *Press) Tall() *Press { p.tall = true; return p }

// Sized sets the height of the letters.
func (p *Press) Sized(size float32) *Press { p.size = size; return p }

// Tip has the layer say more about the button while the pointer rests on it.
func (p *Press) Tip(on *Tips, text func() string) { p.tips, p.tip = on, text }

// Label shows what the button does and the key that does the same.
func (p *Press) Label(label, key string) *Press {
	if label != p.label || key != p.key {
		p.label, p.key = label, key
		p.Refresh()
	}
	return p
}

// Words is what is printed on the button: what it does, and its key.
func (p *Press) Words() (label, key string) { return p.label, p.key }

// Enable lets the button be pressed, or not.
func (p *Press) Enable(can bool) {
	if p.off == can {
		p.off = !can
		p.Refresh()
	}
}

// Enabled says whether it can be pressed.
func (p *Press) Enabled() bool { return !p.off }

// Switch shows the button as on or off; it says nothing of what a press does.
func (p *Press) Switch(on bool) {
	if p.on != on {
		p.on = on
		p.Refresh()
	}
}

// On says whether the button is shown as switched on.
func (p *Press) On() bool { return p.on }

// Weigh changes how much the button stands out.
func (p *Press) Weigh(w Weight) {
	if p.weight != w {
		p.weight = w
		p.Refresh()
	}
}

// Tapped is the pointer's press.
func (p *Press) Tapped(*fyne.PointEvent) {
	p.untip()
	if p.off || p.OnTap == nil {
		return
	}
	if now := p.now(); p.guard > 0 {
		again := !p.last.IsZero() && now.Sub(p.last) < p.guard
		p.last = now
		if again {
			return
		}
	}
	p.OnTap()
}

// MouseIn, MouseMoved, MouseOut, MouseDown and MouseUp show where the pointer is and what it does.
func (p *Press) MouseIn(*desktop.MouseEvent) {
	p.hovered = true
	if p.tips != nil {
		p.tips.await(p)
	}
	p.Refresh()
}
func (p *Press) MouseMoved(*desktop.MouseEvent) {}
func (p *Press) MouseOut()                      { p.hovered, p.down = false, false; p.untip(); p.Refresh() }
func (p *Press) MouseDown(*desktop.MouseEvent)  { p.down = true; p.Refresh() }
func (p *Press) MouseUp(*desktop.MouseEvent)    { p.down = false; p.Refresh() }

func (p *Press) untip() {
	if p.tips != nil {
		p.tips.Leave()
	}
}

// Cursor is a hand where a press does something.
func (p *Press) Cursor() desktop.Cursor {
	if p.off {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// AccessibilityLabel and AccessibilityRole are what a screen reader says.
func (p *Press) AccessibilityLabel() string             { return p.label + " [" + p.key + "]" }
func (p *Press) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// colours are the surface, its edge, the words and the key of a button as it stands.
func (p *Press) colours() (ground, edge, ink, key theme.Token) {
	switch {
	case p.off:
		return theme.Panel, theme.Edge, theme.Faint, theme.Faint
	case p.weight == Main && (p.down || p.hovered):
		return theme.Ink, theme.Ink, theme.OnLight, theme.OnLight
	case p.weight == Main:
		return theme.Ready, theme.Ready, theme.OnLight, theme.OnLight
	case p.on || p.weight == Urgent:
		return theme.Warn, theme.Warn, theme.OnLight, theme.OnLight
	case p.down:
		return theme.Edge, theme.Focus, theme.Ink, theme.Dim
	case p.hovered:
		return theme.Edge, theme.Edge, theme.Ink, theme.Dim
	case p.weight == Quiet:
		return theme.Panel, theme.Edge, theme.Dim, theme.Dim
	}
	return theme.Raised, theme.Edge, theme.Ink, theme.Dim
}

// CreateRenderer draws the button.
func (p *Press) CreateRenderer() fyne.WidgetRenderer {
	r := &pressRenderer{press: p, ground: canvas.NewRectangle(nil), cap: canvas.NewRectangle(nil),
		label: canvas.NewText("", nil), key: canvas.NewText("", nil)}
	r.label.TextStyle.Bold = true
	r.Refresh()
	return r
}

type pressRenderer struct {
	press       *Press
	ground, cap *canvas.Rectangle
	label, key  *canvas.Text
}

// inset is what lies beside the words: less where the letters are small.
func (p *Press) inset() float32 {
	if p.size <= theme.Caption+1 {
		return 7
	}
	return 9
}

func (r *pressRenderer) sizes() (label, key fyne.Size) {
	p := r.press
	label = fyne.MeasureText(p.label, p.size, fyne.TextStyle{Bold: true})
	if p.key != "" {
		key = fyne.MeasureText(p.key, p.keySize(), fyne.TextStyle{}).Add(fyne.NewSize(10, 3))
	}
	return label, key
}

func (p *Press) keySize() float32 { return min(p.size-1.5, theme.Strong) }

func (r *pressRenderer) MinSize() fyne.Size {
	label, key := r.sizes()
	w := label.Width + 2*r.press.inset()
	if key.Width > 0 {
		w += key.Width
	}
	if key.Width > 0 && label.Width > 0 {
		w += 8
	}
	h := max(label.Height, key.Height) + 10
	if r.press.tall {
		h += 18
	}
	return fyne.NewSize(w, h)
}

func (r *pressRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	label, key := r.sizes()
	// Words and key stand together in the middle; where there is no room, the words give way to nothing: the key stays.
	whole := label.Width
	if key.Width > 0 {
		whole += key.Width
	}
	if key.Width > 0 && label.Width > 0 {
		whole += 8
	}
	x := max((size.Width-whole)/2, r.press.inset()/2)
	r.label.Move(fyne.NewPos(x, (size.Height-label.Height)/2))
	r.label.Resize(label)
	x += label.Width + 8
	if label.Width == 0 {
		x -= 8
	}
	r.cap.Move(fyne.NewPos(x, (size.Height-key.Height)/2))
	r.cap.Resize(key)
	r.key.Move(fyne.NewPos(x, (size.Height-key.Height)/2+1.5))
	r.key.Resize(fyne.NewSize(key.Width, key.Height-3))
}

func (r *pressRenderer) Refresh() {
	p := r.press
	ground, edge, ink, key := p.colours()
	r.ground.FillColor, r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(ground), theme.Color(edge), 1
	r.ground.CornerRadius = theme.Radius
	r.label.Text, r.label.Color, r.label.TextSize = p.label, theme.Color(ink), p.size
	r.key.Text, r.key.Color, r.key.TextSize = p.key, theme.Color(key), p.keySize()
	r.key.Alignment = fyne.TextAlignCenter
	r.cap.FillColor, r.cap.StrokeColor, r.cap.StrokeWidth = theme.Color(theme.Clear), theme.Color(key), 1
	r.cap.CornerRadius = 3
	r.cap.Hidden, r.key.Hidden = p.key == "", p.key == ""
	r.Layout(p.Size())
	r.ground.Refresh()
	r.cap.Refresh()
	r.label.Refresh()
	r.key.Refresh()
}

func (r *pressRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.cap, r.label, r.key}
}
func (r *pressRenderer) Destroy() {}
