package kit

import (
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Fit is one line of bold text as large as its place allows: the countdown. A large canvas.Text would force the window
// to its own size; this one asks for little and grows.
type Fit struct {
	widget.BaseWidget
	text  string
	token theme.Token
	least fyne.Size
	most  float32
}

// NewFit makes a fitted text that asks for the least size and never grows above most units of letter height.
func NewFit(least fyne.Size, most float32) *Fit {
	f := &Fit{token: theme.Ink, least: least, most: most}
	f.ExtendBaseWidget(f)
	return f
}

// Text is what is shown.
func (f *Fit) Text() string { return f.text }

// Token is the colour that is shown.
func (f *Fit) Token() theme.Token { return f.token }

// Paint shows a text in a colour.
func (f *Fit) Paint(text string, token theme.Token) {
	if text == f.text && token == f.token {
		return
	}
	f.text, f.token = text, token
	f.Refresh()
}

// CreateRenderer draws the text.
func (f *Fit) CreateRenderer() fyne.WidgetRenderer {
	t := canvas.NewText(f.text, theme.Color(f.token))
	t.TextStyle.Bold = true
	t.Alignment = fyne.TextAlignCenter
	return &fitRenderer{fit: f, text: t}
}

type fitRenderer struct {
	fit  *Fit
	text *canvas.Text
}

func (r *fitRenderer) MinSize() fyne.Size { return r.fit.least }

func (r *fitRenderer) Layout(size fyne.Size) {
	r.text.TextSize = fitSize(r.fit.text, size, r.fit.most)
	r.text.Resize(size)
}

func (r *fitRenderer) Refresh() {
	r.text.Text, r.text.Color = r.fit.text, theme.Color(r.fit.token)
	r.Layout(r.fit.Size())
	r.text.Refresh()
}

func (r *fitRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.text} }
func (r *fitRenderer) Destroy()                     {}

// fitSize is the largest letter size at which the shape of a text fits. The shape has every digit replaced by 0, so that
// a running countdown never changes size from one second to the next.
func fitSize(text string, size fyne.Size, most float32) float32 {
	shape := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '0'
		}
		return r
	}, text)
	const probe = 100
	need := fyne.MeasureText(shape, probe, fyne.TextStyle{Bold: true})
	if need.Width <= 0 || need.Height <= 0 {
		return most
	}
	fit := min(size.Width/need.Width, size.Height/need.Height) * probe
	return max(min(fit, most), theme.Text)
}
