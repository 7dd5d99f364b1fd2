package kit

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"github.com/google/go-cmp/cmp"

	"regie/ui/desktop/theme"
)

// letters measures a text as if every letter were one unit wide.
func letters(s string) float32 { return float32(utf8.RuneCountInString(s)) }

func TestCutLines(t *testing.T) {
	for _, tt := range []struct {
		text  string
		width float32
		n     int
		want  []string
	}{
		{"", 10, 2, nil},
		{"   ", 10, 2, nil},
		{"court", 10, 1, []string{"court"}},
		{"un peu trop long", 10, 1, []string{"un peu tr…"}},
		{"un peu trop long", 10, 2, []string{"un peu", "trop long"}},
		{"un peu trop long pour deux", 10, 2, []string{"un peu", "trop long…"}},
		{"anticonstitutionnellement", 10, 2, []string{"anticonsti", "tutionnel…"}},
		{"dix lettre fin", 10, 2, []string{"dix lettre", "fin"}},
		{"éééééééééééé", 5, 1, []string{"éééé…"}},
		{"mot", 0, 1, []string{"…"}},
		{"Micro 2.\nLancer", 20, 1, []string{"Micro 2. Lancer"}},
		{"La médiation : suite", 12, 3, []string{"La", "médiation :", "suite"}},
		{"deux mots ? oui", 9, 3, []string{"deux", "mots ?", "oui"}},
		{"il dit « oui » deux fois", 9, 3, []string{"il dit", "« oui »", "deux fois"}},
		{"mot mot", 0, 3, []string{"…"}},
	} {
		if diff := cmp.Diff(tt.want, cutLines(tt.text, tt.width, tt.n, letters)); diff != "" {
			t.Errorf("%q in %d lines of %v (-want +got):\n%s", tt.text, tt.n, tt.width, diff)
		}
	}
}

func FuzzCutLines(f *testing.F) {
	f.Add("Qu'est-ce qu'un algorithme ?", uint8(12), uint8(2))
	f.Add("  a  b ", uint8(1), uint8(3))
	f.Fuzz(func(t *testing.T, text string, width, n uint8) {
		if !utf8.ValidString(text) || n == 0 || n > 8 || width == 0 {
			return
		}
		lines := cutLines(text, float32(width), int(n), letters)
		if len(lines) > int(n) {
			t.Fatalf("%d lines of %d", len(lines), n)
		}
		for _, line := range lines {
			if letters(line) > float32(width) || !utf8.ValidString(line) {
				t.Fatalf("line %q is wider than %d", line, width)
			}
		}
		if strings.TrimSpace(text) != "" && len(lines) == 0 {
			t.Fatal("nothing is shown of a text")
		}
	})
}

func TestFitKeepsItsSizeWhileDigitsRun(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New())
	place := fyne.NewSize(500, 200)
	size := fitSize("11:11", place, 300)
	for _, text := range []string{"00:00", "08:46", "59:59"} {
		if got := fitSize(text, place, 300); got != size {
			t.Errorf("%s is set at %v, 11:11 at %v", text, got, size)
		}
		if w := fyne.MeasureText(text, size, fyne.TextStyle{Bold: true}).Width; w > place.Width+1 {
			t.Errorf("%s is %v wide in a place of %v", text, w, place.Width)
		}
	}
	if got := fitSize("1:02:03", place, 300); got >= size {
		t.Errorf("a longer text is set at %v, a shorter one at %v", got, size)
	}
	if got := fitSize("00:00", fyne.NewSize(5000, 5000), 300); got != 300 {
		t.Errorf("grows to %v, 300 at most", got)
	}
}

func TestDigitsHaveOneWidth(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New())
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}} {
		one := fyne.MeasureText("1111111111", 50, style).Width
		for _, d := range "023456789" {
			if w := fyne.MeasureText(strings.Repeat(string(d), 10), 50, style).Width; w != one {
				t.Errorf("%+v: ten times %c is %v wide, ten times 1 is %v", style, d, w, one)
			}
		}
	}
}

func TestPressGuard(t *testing.T) {
	test.NewTempApp(t)
	now, taps := time.Unix(0, 0), 0
	p := NewPress(Main, func() { taps++ }).Guard(500 * time.Millisecond)
	p.now = func() time.Time { return now }
	for _, step := range []struct {
		wait time.Duration
		want int
	}{{time.Second, 1}, {100 * time.Millisecond, 1}, {450 * time.Millisecond, 1}, {500 * time.Millisecond, 2}} {
		now = now.Add(step.wait)
		if test.Tap(p); taps != step.want {
			t.Errorf("after %v: %d, want %d", step.wait, taps, step.want)
		}
	}
	p.Enable(false)
	now = now.Add(time.Hour)
	if test.Tap(p); taps != 2 {
		t.Error("a button that is off was pressed")
	}
}

func TestLineIsCutToItsPlace(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New())
	l := NewLine(theme.Text, theme.Ink)
	l.Set("une phrase bien trop longue pour une place de cent unités")
	w := test.NewTempWindow(t, l)
	w.Resize(fyne.NewSize(100, 30))
	if least := l.MinSize().Width; least > 30 {
		t.Errorf("asks for %v", least)
	}
	texts := test.WidgetRenderer(l).Objects()
	if n := len(texts); n != 1 {
		t.Fatalf("%d lines", n)
	}
	if got := texts[0].MinSize().Width; got > 100 {
		t.Errorf("draws %v in a place of 100", got)
	}
}

// Lines that grow together push what is below them down, although Fyne itself lays out for the last that changed alone.
func TestDownFollowsItsLines(t *testing.T) {
	test.NewTempApp(t)
	first, second, third := NewLine(theme.Text, theme.Ink).Lines(3).Snug(), NewLine(theme.Text, theme.Ink).Lines(3).Snug(), NewLine(theme.Text, theme.Ink).Lines(3).Snug()
	box := Down(4, first, second, third)
	w := test.NewTempWindow(t, container.NewVScroll(box))
	w.Resize(fyne.NewSize(200, 300))
	apart := func(when string) {
		t.Helper()
		box.MinSize() // as before each frame
		for _, pair := range [][2]*Line{{first, second}, {second, third}} {
			if end, next := pair[0].Position().Y+pair[0].MinSize().Height, pair[1].Position().Y; end > next || next > end+5 {
				t.Errorf("%s: a line ends at %.0f, the next begins at %.0f", when, end, next)
			}
		}
	}
	for _, line := range []*Line{first, second, third} {
		line.Set("court")
	}
	apart("short")
	first.Set("une ligne qui est bien plus longue que sa place")
	second.Set("une autre qui est bien plus longue que sa place")
	third.Set("long")
	apart("longer")
	first.Set("court")
	third.Set("une ligne qui est bien plus longue que sa place") // the sum is the same
	apart("changed about")
	second.Hide()
	box.MinSize()
	if third.Position().Y > first.Position().Y+first.MinSize().Height+5 {
		t.Error("a hidden line keeps its place")
	}
}

func TestShareGivesWhatIsLeft(t *testing.T) {
	test.NewTempApp(t)
	a, b, hidden := NewPress(Plain, nil).Label("court", "A"), NewPress(Plain, nil).Label("bien plus long", "B"), NewPress(Plain, nil)
	hidden.Hide()
	row := Share(6, a, hidden, b)
	least := row.MinSize()
	row.Resize(fyne.NewSize(least.Width+40, least.Height))
	if got, want := a.Size().Width-a.MinSize().Width, float32(20); got != want {
		t.Errorf("the first gets %v more, want %v", got, want)
	}
	if end := b.Position().X + b.Size().Width; end != least.Width+40 {
		t.Errorf("the row ends at %v, want %v", end, least.Width+40)
	}
}

// Each paragraph of a text begins a line of its own, and the letters stay as large as there is room for.
func TestBlockKeepsParagraphs(t *testing.T) {
	test.NewTempApp(t)
	b := NewBlock(8, 34)
	b.Paint("Une recette de cuisine.\n\nFaire voter la salle.", theme.Ink)
	lines, letters := b.fit(fyne.NewSize(600, 300))
	if want := []string{"Une recette de cuisine.", "Faire voter la salle."}; !slices.Equal(lines, want) || letters < 33 {
		t.Errorf("%q in letters of %v", lines, letters)
	}
	b = NewBlock(2, 34)
	b.Paint("Un.\nDeux.\nTrois.", theme.Ink)
	if lines, letters := b.fit(fyne.NewSize(600, 300)); len(lines) != 2 || letters > theme.Text {
		t.Errorf("what has no room: %q in letters of %v", lines, letters)
	}
}

// A cell stands exactly over the line that it takes the place of, with its letters where the line's are, and finds the letter that is
// pressed.
func TestCellStandsOverItsLine(t *testing.T) {
	test.NewTempApp(t)
	test.ApplyTheme(t, theme.New())
	for _, align := range []fyne.TextAlign{fyne.TextAlignLeading, fyne.TextAlignTrailing} {
		l, c := NewBold(theme.Strong, theme.Ink).Align(align), NewCell()
		l.Set("17:45")
		w := test.NewTempWindow(t, container.NewWithoutLayout(l, c.Box))
		w.Resize(fyne.NewSize(300, 100))
		l.Move(fyne.NewPos(40, 20))
		l.Resize(fyne.NewSize(100, 28))
		c.Over(l)
		c.SetText(l.Text())
		where := fyne.CurrentApp().Driver().AbsolutePositionForObject
		line, cell := test.WidgetRenderer(l).Objects()[0].(*canvas.Text), textIn(c.Field)
		width := fyne.MeasureText(line.Text, line.TextSize, line.TextStyle).Width
		from := where(line).X
		if align == fyne.TextAlignTrailing {
			from += line.Size().Width - width
		}
		at := where(cell)
		if cell.TextSize != line.TextSize || cell.TextStyle.Bold != line.TextStyle.Bold || at.X < from-0.6 || at.X > from+0.6 || at.Y < where(line).Y-0.6 || at.Y > where(line).Y+0.6 {
			t.Errorf("%v: the line's letters of %v are at %v from %v, the cell's of %v at %v", align, line.TextSize, where(line), from, cell.TextSize, at)
		}
		press := at.AddXY(fyne.MeasureText("17:", line.TextSize, line.TextStyle).Width, 5).Subtract(where(c.Field))
		c.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: press}, Button: desktop.MouseButtonPrimary})
		if c.CursorColumn != 3 {
			t.Errorf("%v: a press behind 17: puts the cursor at %d", align, c.CursorColumn)
		}
		if c.AcceptsTab() {
			t.Error("Tab stays in a field that has no use for it")
		}
		c.OnTab = func(bool) {}
		if !c.AcceptsTab() {
			t.Error("Tab leaves a field that wants it")
		}
	}
}

// textIn is the text of a field as it is drawn.
func textIn(o fyne.CanvasObject) *canvas.Text {
	switch o := o.(type) {
	case *canvas.Text:
		return o
	case *fyne.Container:
		for _, child := range o.Objects {
			if found := textIn(child); found != nil {
				return found
			}
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			if found := textIn(child); found != nil && found.Text != "" {
				return found
			}
		}
	}
	return nil
}
