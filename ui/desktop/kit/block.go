package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Block is bold text on a few lines, in the middle of its place and as large as that allows: what is read from afar.
type Block struct {
	widget.BaseWidget
	text  string
	token theme.Token
	most  float32
	lines int
}

// NewBlock makes a text of so many lines at most, its letters no higher than most.
func NewBlock(lines int, most float32) *Block {
	b := &Block{token: theme.Ink, most: most, lines: lines}
	b.ExtendBaseWidget(b)
	return b
}

// Text is what is shown, Token its colour.
func (b *Block) Text() string       { return b.text }
func (b *Block) Token() theme.Token { return b.token }

// Paint shows a text in a colour.
func (b *Block) Paint(text string, token theme.Token) {
	if text != b.text || token != b.token {
		b.text, b.token = text, token
		b.Refresh()
	}
}

// CreateRenderer draws the text.
func (b *Block) CreateRenderer() fyne.WidgetRenderer {
	r := &blockRenderer{block: b}
	for range b.lines {
		t := canvas.NewText("", nil)
		t.TextStyle.Bold, t.Alignment = true, fyne.TextAlignCenter
		r.texts = append(r.texts, t)
		r.objects = append(r.objects, t)
	}
	return r
}

type blockRenderer struct {
	block   *Block
	texts   []*canvas.Text
	objects []fyne.CanvasObject
}

func (r *blockRenderer) MinSize() fyne.Size { return fyne.NewSize(60, theme.Text) }

func (r *blockRenderer) Layout(size fyne.Size) {
	lines, letters := r.block.fit(size)
	height := fyne.MeasureText("Ag", letters, fyne.TextStyle{Bold: true}).Height
	y := max((size.Height-height*float32(len(lines)))/2, 0)
	for i, t := range r.texts {
		t.Text, t.TextSize, t.Color = "", letters, theme.Color(r.block.token)
		if i < len(lines) {
			t.Text = lines[i]
		}
		t.Move(fyne.NewPos(0, y))
		t.Resize(fyne.NewSize(size.Width, height))
		y += height
	}
}

// fit finds the largest letters at which all of the text has room, and its lines then. Where it has none at the smallest
// that can be read, it is cut.
func (b *Block) fit(size fyne.Size) (lines []string, letters float32) {
	at := func(letters float32) ([]string, bool) {
		measure := func(s string) float32 { return fyne.MeasureText(s, letters, fyne.TextStyle{Bold: true}).Width }
		high := fyne.MeasureText("Ag", letters, fyne.TextStyle{Bold: true}).Height
		room := min(b.lines, max(int(size.Height/high), 1))
		var lines []string
		for paragraph := range strings.SplitSeq(b.text, "\n") {
			if paragraph = strings.Join(strings.Fields(paragraph), " "); paragraph == "" {
				continue
			}
			cut := cutLines(paragraph, size.Width, room-len(lines), measure)
			lines = append(lines, cut...)
			if strings.Join(cut, " ") != paragraph {
				return lines, false
			}
		}
		return lines, high*float32(len(lines)) <= size.Height
	}
	low, high := theme.Text, max(b.most, theme.Text)
	for high-low > 0.5 {
		if middle := (low + high) / 2; second(at(middle)) {
			low = middle
		} else {
			high = middle
		}
	}
	lines, _ = at(low)
	return lines, low
}

func second[A any](_ A, ok bool) bool { return ok }

func (r *blockRenderer) Refresh() {
	r.Layout(r.block.Size())
	for _, t := range r.texts {
		t.Refresh()
	}
}

func (r *blockRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *blockRenderer) Destroy()                     {}
