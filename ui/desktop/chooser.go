package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// option is one way to answer a question that has several: what it is called, and what it would mean.
type option struct{ name, meaning string }

// chooser is the body of a dialog with several answers: the arrows go from one to the next, Enter takes the one that is
// marked, and a click only marks.
type chooser struct {
	box     fyne.CanvasObject
	rows    []*kit.Press
	meaning *widget.Label
	options []option
	at      int
	width   float32
}

// chooserWidth and chooserHeight are what a dialog with several answers has; longer answers make it wider.
const chooserWidth, chooserHeight = 620, 132

func newChooser(options []option) *chooser {
	c := &chooser{options: options, meaning: widget.NewLabel(""), width: chooserWidth}
	c.meaning.Wrapping = fyne.TextWrapWord
	list := kit.Down(5)
	for i := range options {
		p := kit.NewPress(kit.Quiet, func() { c.mark(i) }).Sized(theme.Strong)
		c.rows = append(c.rows, p)
		list.Add(p)
	}
	for i, p := range c.rows {
		for _, sign := range []string{marked, unmarked} {
			c.width = max(c.width, p.Label(sign+options[i].name, "").MinSize().Width)
		}
	}
	scroll := container.NewVScroll(c.meaning)
	scroll.SetMinSize(fyne.NewSize(c.width, chooserHeight))
	c.box = kit.Down(8, kit.Wide(c.width, list), scroll)
	c.mark(0)
	return c
}

// marked stands before the answer that Enter would give, unmarked before the others.
const marked, unmarked = "▸ ", "   "

// turn marks the answer above or below; at the ends it stays.
func (c *chooser) turn(by int) { c.mark(min(max(c.at+by, 0), len(c.options)-1)) }

func (c *chooser) mark(at int) {
	c.at = at
	for i, p := range c.rows {
		sign, weight := unmarked, kit.Quiet
		if i == at { // never by colour alone
			sign, weight = marked, kit.Plain
		}
		p.Label(sign+c.options[i].name, "")
		p.Weigh(weight)
	}
	c.meaning.SetText(c.options[at].meaning)
}

// askWhich opens a dialog with several answers.
func (r *Room) askWhich(title, body string, options []option, yes string, weight kit.Weight, then func(at int)) *dialog {
	return r.askWhichWith(nil, title, body, options, yes, weight, then)
}

// askWhichWith is askWhich with something below the answers, nil for nothing.
func (r *Room) askWhichWith(below fyne.CanvasObject, title, body string, options []option, yes string, weight kit.Weight, then func(at int)) *dialog {
	c := newChooser(options)
	content := c.box
	if body != "" {
		content = kit.Down(8, paragraph(body, c.width), c.box)
	}
	if below != nil {
		content = kit.Down(8, content, below)
	}
	d := r.ask(title, content, yes, weight, func() { then(c.at) })
	d.turn = c.turn
	return d
}

// pick is one of many answers: what its button says, and the line beside that, "" for none.
type pick struct{ name, key, about string }

// pickWidth is that of the buttons that have a line beside them.
const pickWidth = 250

// askPick opens a dialog with many answers: a click on one gives it, the arrows go from one to the next, and Enter gives the one
// that is marked.
func (r *Room) askPick(title string, picks []pick, size fyne.Size, yes string, then func(at int)) *dialog {
	at, list := 0, kit.Down(6)
	var presses []*kit.Press
	for i, p := range picks {
		press := kit.NewPress(kit.Quiet, func() { r.shut(); then(i) }).Sized(theme.Text)
		presses = append(presses, press)
		if p.about == "" {
			list.Add(press)
			continue
		}
		about := kit.NewLine(theme.Text, theme.Dim).Lines(2).Snug()
		about.Set(p.about)
		list.Add(container.NewBorder(nil, nil, kit.Wide(pickWidth, press), nil, kit.Pad(6, about)))
	}
	scroll := container.NewVScroll(besideBar(list))
	mark := func(to int) {
		at = min(max(to, 0), len(picks)-1)
		for i, press := range presses {
			sign, weight := unmarked, kit.Quiet
			if i == at { // never by colour alone
				sign, weight = marked, kit.Plain
			}
			press.Label(sign+picks[i].name, picks[i].key).Weigh(weight)
		}
		inSight(scroll, list.Objects[at])
	}
	mark(0)
	d := r.ask(title, container.New(&fixed{size}, scroll), yes, kit.Main, func() { then(at) })
	d.turn = func(by int) { mark(at + by) }
	return d
}

// inSight scrolls no further than it must to show a line.
func inSight(scroll *container.Scroll, line fyne.CanvasObject) {
	top, end := line.Position().Y, line.Position().Y+line.Size().Height
	if y := min(max(scroll.Offset.Y, end-scroll.Size().Height), top); y != scroll.Offset.Y {
		scroll.ScrollToOffset(fyne.NewPos(0, max(y, 0)))
	}
}

// sideDialog goes to what stands beside, in the dialog that is open.
func (r *Room) sideDialog(by int) {
	if r.dialog != nil && r.dialog.side != nil {
		r.dialog.side(by)
	}
}

// dialogDetails asks for what the dialog that is open can be told beside its answer.
func (r *Room) dialogDetails() {
	if r.dialog != nil && r.dialog.more != nil {
		r.dialog.more()
	}
}

// turnDialog goes to another answer of the dialog that is open.
func (r *Room) turnDialog(by int) {
	if r.dialog != nil && r.dialog.turn != nil {
		r.dialog.turn(by)
	}
}
