package kit

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/theme"
)

// Line is text of one colour on one line or a few, cut with an ellipsis where its place ends. It asks for little width
// and takes what it gets.
type Line struct {
	widget.BaseWidget
	text     string
	token    theme.Token
	size     float32
	style    fyne.TextStyle
	align    fyne.TextAlign
	lines    int
	minWidth float32
	natural  bool
	middle   bool
	snug     bool
}

// NewLine makes a line of normal weight; the other makers and setters build on it.
func NewLine(size float32, token theme.Token) *Line {
	l := &Line{size: size, token: token, lines: 1, minWidth: 24}
	l.ExtendBaseWidget(l)
	return l
}

// NewBold makes a line of bold weight.
func NewBold(size float32, token theme.Token) *Line {
	l := NewLine(size, token)
	l.style.Bold = true
	return l
}

// Align puts the text at one side of its place.
func (l *Line) Align(a fyne.TextAlign) *Line { l.align = a; return l }

// Lines lets the text run over n lines before it is cut. Once it is drawn, they can be fewer, and again as many.
func (l *Line) Lines(n int) *Line {
	if l.lines != n {
		l.lines = n
		l.Refresh()
	}
	return l
}

// Tall is the height of the text at a width, over n lines at most.
func (l *Line) Tall(width float32, n int) float32 {
	used := len(cutLines(l.text, width+0.5, n, l.measure))
	return fyne.MeasureText("Ag", l.size, l.style).Height * float32(max(used, 1))
}

// Middle puts fewer lines than there is room for in the middle of their place, instead of at its top.
func (l *Line) Middle() *Line { l.middle = true; return l }

// Snug makes the line ask for the height of the lines that its text needs, not of all it may have.
func (l *Line) Snug() *Line { l.snug = true; return l }

// Least is the width that the line asks for at least.
func (l *Line) Least(width float32) *Line { l.minWidth = width; return l }

// Whole makes the line ask for the width of all its text, for words that must not be cut.
func (l *Line) Whole() *Line { l.natural = true; return l }

// Mono sets the line in letters of one width, for addresses that people type.
func (l *Line) Mono() *Line { l.style.Monospace = true; return l }

// Used is how many lines the text takes at a width.
func (l *Line) Used(width float32) int {
	return len(cutLines(l.text, width+0.5, l.lines, l.measure))
}

// Text is what the line was told to show, before any cut.
func (l *Line) Text() string { return l.text }

// Token is the colour that the line was told to show.
func (l *Line) Token() theme.Token { return l.token }

// Set shows a text.
func (l *Line) Set(text string) { l.Paint(text, l.token) }

// Paint shows a text in a colour.
func (l *Line) Paint(text string, token theme.Token) { l.paint(text, token, l.style.Strikethrough) }

// Strike shows a text in a colour, struck through or not.
func (l *Line) Strike(text string, token theme.Token, struck bool) { l.paint(text, token, struck) }

func (l *Line) paint(text string, token theme.Token, struck bool) {
	if text == l.text && token == l.token && struck == l.style.Strikethrough {
		return
	}
	l.text, l.token, l.style.Strikethrough = text, token, struck
	l.Refresh()
}

func (l *Line) measure(s string) float32 { return fyne.MeasureText(s, l.size, l.style).Width }

// CreateRenderer draws the line.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	r := &lineRenderer{line: l, height: fyne.MeasureText("Ag", l.size, l.style).Height}
	for range l.lines {
		t := canvas.NewText("", theme.Color(l.token))
		t.TextSize = l.size
		r.texts = append(r.texts, t)
		r.objects = append(r.objects, t)
	}
	r.fill()
	return r
}

type lineRenderer struct {
	line    *Line
	texts   []*canvas.Text
	objects []fyne.CanvasObject
	height  float32
	width   float32
	// used is how many lines the text takes up.
	used int
}

func (r *lineRenderer) MinSize() fyne.Size {
	w := r.line.minWidth
	if r.line.natural {
		w = max(w, r.line.measure(r.line.text))
	}
	lines := min(len(r.texts), r.line.lines)
	if r.line.snug && r.width > 0 {
		lines = max(r.used, 1)
	}
	return fyne.NewSize(w, r.height*float32(lines))
}

func (r *lineRenderer) Layout(size fyne.Size) {
	if size.Width != r.width {
		r.width = size.Width
		r.fill()
	}
	y := float32(0)
	if len(r.texts) == 1 || r.line.middle {
		y = max((size.Height-r.height*float32(max(r.used, 1)))/2, 0)
	}
	for _, t := range r.texts {
		t.Move(fyne.NewPos(0, y))
		t.Resize(fyne.NewSize(size.Width, r.height))
		y += r.height
	}
}

func (r *lineRenderer) Refresh() {
	r.fill()
	r.Layout(r.line.Size())
	for _, t := range r.texts {
		t.Refresh()
	}
}

func (r *lineRenderer) fill() {
	l := r.line
	pieces := make([]string, len(r.texts))
	if r.width > 0 || l.natural {
		width := r.width
		if l.natural && width <= 0 {
			width = l.measure(l.text)
		}
		r.used = copy(pieces, cutLines(l.text, width+0.5, min(len(r.texts), l.lines), l.measure))
	}
	for i, t := range r.texts {
		t.Text, t.Color, t.TextStyle, t.Alignment = pieces[i], theme.Color(l.token), l.style, l.align
	}
}

func (r *lineRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *lineRenderer) Destroy()                     {}

// cutLines breaks a text between words into at most n lines of a width, and ends the last with an ellipsis where more
// was to come. A word that is longer than a line is broken where the line ends.
func cutLines(text string, width float32, n int, measure func(string) float32) []string {
	var lines []string
	rest := strings.TrimSpace(strings.ReplaceAll(text, "\n", " ")) // a line has no sign for its end
	for rest != "" && len(lines) < n {
		if measure(rest) <= width {
			return append(lines, rest)
		}
		if len(lines) == n-1 {
			return append(lines, strings.TrimRight(rest[:fits(rest, width-measure("…"), measure)], " ")+"…")
		}
		end := fits(rest, width, measure)
		if space := lastBreak(rest, end); space > 0 {
			end = space
		}
		if end == 0 {
			return append(lines, "…")
		}
		lines = append(lines, strings.TrimSpace(rest[:end]))
		rest = strings.TrimSpace(rest[end:])
	}
	return lines
}

// lastBreak is the last space, up to a place, at which a line may end, 0 for none. French sets a space before a colon, a question
// mark or a closing quotation mark and after an opening one; none of them stands alone.
func lastBreak(text string, end int) int {
	for at := strings.LastIndexByte(text[:min(end+1, len(text))], ' '); at > 0; at = strings.LastIndexByte(text[:at], ' ') {
		next, _ := utf8.DecodeRuneInString(text[at+1:])
		if !strings.ContainsRune(":;?!»%", next) && !strings.HasSuffix(text[:at], "«") {
			return at
		}
	}
	return 0
}

// fits is the length in bytes of the longest beginning, of whole letters, that is not wider than width.
func fits(s string, width float32, measure func(string) float32) int {
	starts := make([]int, 0, len(s)+1)
	for i := range s {
		starts = append(starts, i)
	}
	starts = append(starts, len(s))
	low, high := 0, len(starts)-1
	for low < high {
		mid := (low + high + 1) / 2
		if measure(s[:starts[mid]]) <= width {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return starts[low]
}
