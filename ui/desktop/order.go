package desktop

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The verbs of a dialog in which something is put in order.
const (
	actItemUp     action = "item-up"
	actItemDown   action = "item-down"
	actItemAdd    action = "item-add"
	actItemChange action = "item-change"
	actItemText   action = "item-text"
	actItemFile   action = "item-file"
	actItemRemove action = "item-remove"
)

var orderVerbs = []verb{
	{id: actItemUp, scope: inDialog, keys: "Shift+Up", fixed: true, do: onOrder(func(o *order) { o.push(-1) })},
	{id: actItemDown, scope: inDialog, keys: "Shift+Down", fixed: true, do: onOrder(func(o *order) { o.push(1) })},
	{id: actItemAdd, scope: inDialog, keys: "Insert +", fixed: true, do: onOrder(func(o *order) { o.call(o.add) })},
	{id: actItemChange, scope: inDialog, keys: "c", fixed: true, do: onOrder(func(o *order) { o.callOn(o.change) })},
	{id: actItemText, scope: inDialog, keys: "t", fixed: true, do: onOrder(func(o *order) { o.call(o.text) })},
	{id: actItemFile, scope: inDialog, keys: "f", fixed: true, do: onOrder(func(o *order) { o.call(o.file) })},
	{id: actItemRemove, scope: inDialog, keys: "Delete", fixed: true, do: onOrder(func(o *order) { o.callOn(o.remove) })},
}

// onOrder does something in the list that is open, if one is.
func onOrder(do func(*order)) func(*Room) {
	return func(r *Room) {
		if r.ordering != nil {
			do(r.ordering)
		}
	}
}

// item is one line of an order: what it is, and what else there is to know.
type item struct{ name, more string }

// order is a dialog with a list that a person goes through, and may put in order. Its owner says what stands in it now, and what
// its keys do; a nil deed is not offered.
type order struct {
	room  *Room
	title string
	empty string             // said where nothing stands in it
	items func() []item      // as they are now
	swap  func(from, to int) // nothing else moves
	words map[action]string  // for a key whose usual word is too general
	add   func()             //
	text  func()             // all at once, as text
	file  func()             // from a file
	change,
	remove func(at int)
	take  func(at int)        // what Enter does; the dialog is left before
	takes func(at int) string // and what that is called
	heavy kit.Weight          // and how much it matters
	about func(at int) string // more of the marked line, below the list
	left  func()              // it is gone
	draft bool                // nothing in it counts before Enter: leaving it cancels

	at      int
	now     []item
	list    *kit.List
	none    *kit.Line
	told    *kit.Line
	dialog  *dialog
	presses map[action]*kit.Press
}

// put opens a list to be put in order, with a line marked.
func (r *Room) put(o *order, at int) {
	o.room, o.at, o.presses = r, at, map[action]*kit.Press{}
	acts := kit.Flow(6)
	offer := func(a action, has bool) {
		if !has {
			return
		}
		v, _ := verbOf(a)
		word := v.words(r.words)
		if own := o.words[a]; own != "" {
			word = own
		}
		o.presses[a] = kit.NewPress(kit.Plain, func() { v.do(r) }).Sized(theme.Text).Label(word, r.keyOf(a))
		acts.Add(o.presses[a])
	}
	offer(actItemAdd, o.add != nil)
	offer(actItemUp, o.swap != nil)
	offer(actItemDown, o.swap != nil)
	offer(actItemChange, o.change != nil)
	offer(actItemRemove, o.remove != nil)
	offer(actItemText, o.text != nil)
	offer(actItemFile, o.file != nil)
	o.list = kit.NewList(r, func() int { return len(o.now) }, func() kit.Row { return newItemRow(o) })
	o.list.OnTap = o.mark
	o.none = kit.NewLine(theme.Text, theme.Dim).Lines(2)
	foot := kit.Down(6)
	if o.about != nil {
		o.told = kit.NewLine(theme.Text, theme.Ink).Lines(3)
		foot.Add(o.told)
	}
	foot.Add(acts)
	o.follow() // before there is anything to lay out anew
	size := r.window.Canvas().Size()
	size = fyne.NewSize(min(size.Width-160, 860), min(size.Height-260, 460))
	yes := ""
	if o.take != nil {
		yes = o.takes(at)
	}
	o.dialog = r.ask(o.title, container.New(&fixed{size}, container.NewBorder(o.none, foot, nil, nil, kit.Pad(6, o.list))), yes, o.heavy,
		func() { o.callOn(o.take) })
	if !o.draft {
		o.dialog.settled(r.words)
	}
	o.dialog.left, o.dialog.turn = o.gone, func(by int) { o.mark(o.at + by) }
	r.ordering = o
	o.mark(at)
}

func (o *order) gone() {
	o.room.ordering = nil
	o.call(o.left)
}

// follow keeps the list true while the show changes.
func (o *order) follow() {
	now := o.items()
	if o.now != nil && slices.Equal(now, o.now) {
		return
	}
	o.now = now
	if len(now) == 0 {
		o.none.Set(o.empty)
	}
	kit.Show(o.none, len(now) == 0)
	o.mark(o.at)
}

// mark goes to a line, or to the nearest that there is.
func (o *order) mark(at int) {
	o.at = max(0, min(at, len(o.now)-1))
	for a, p := range o.presses {
		switch a {
		case actItemUp:
			p.Enable(o.at > 0)
		case actItemDown:
			p.Enable(o.at+1 < len(o.now))
		case actItemChange, actItemRemove:
			p.Enable(len(o.now) > 0)
		}
	}
	if o.take != nil && o.dialog != nil {
		o.dialog.yes.Label(o.takes(o.at), o.room.words.Say("desktop.key.enter")).Enable(len(o.now) > 0)
	}
	if o.told != nil {
		told := ""
		if len(o.now) > 0 {
			told = o.about(o.at)
		}
		o.told.Set(told)
	}
	o.list.Refresh()
	if len(o.now) > 0 {
		o.list.ScrollTo(o.at)
	}
}

// push moves the marked line, and the mark with it.
func (o *order) push(by int) {
	from, to := o.at, o.at+by
	if o.swap == nil || to < 0 || to >= len(o.now) {
		return
	}
	o.at = to
	o.swap(from, to)
}

func (o *order) call(do func()) {
	if do != nil {
		do()
	}
}

func (o *order) callOn(do func(int)) {
	if do != nil && o.at < len(o.now) {
		do(o.at)
	}
}

// swapped is a list with two of its members in each other's place.
func swapped[S ~[]E, E any](list S, a, b int) S {
	list = slices.Clone(list)
	list[a], list[b] = list[b], list[a]
	return list
}

// without is a list with one of its members left out.
func without[S ~[]E, E any](list S, at int) S { return slices.Delete(slices.Clone(list), at, at+1) }

// itemRow draws one line of an order.
type itemRow struct {
	widget.BaseWidget
	order  *order
	sign   *kit.Line
	text   twoLines
	ground *kit.Surface
}

func newItemRow(o *order) *itemRow {
	r := &itemRow{order: o, sign: kit.NewBold(theme.Strong, theme.Focus).Align(fyne.TextAlignCenter).Least(26), text: newTwoLines()}
	r.ground = kit.NewSurface(theme.Panel, theme.Panel, 4, container.NewBorder(nil, nil, r.sign, nil, r.text.box))
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer draws the row.
func (r *itemRow) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(r.ground.Box)
}

// twoLines is a text with what else there is to say below it; where there is nothing, the text has both lines.
type twoLines struct {
	text, more *kit.Line
	box        *fyne.Container
}

func newTwoLines() twoLines {
	l := twoLines{text: kit.NewLine(theme.Text, theme.Ink).Lines(2).Middle(), more: kit.NewLine(theme.Caption, theme.Dim)}
	l.more.Hide() // as high as two lines, whichever they are
	l.box = kit.Down(0, l.text, l.more)
	return l
}

func (l twoLines) set(text, more string) {
	lines := 2
	if more != "" {
		lines = 1
	}
	l.text.Lines(lines).Set(text)
	l.more.Set(more)
	if l.more.Visible() != (more != "") {
		kit.Show(l.more, more != "")
		l.box.Refresh()
	}
}

// Bind makes the row stand for a line.
func (r *itemRow) Bind(n int) {
	if n >= len(r.order.now) {
		return
	}
	it := r.order.now[n]
	r.text.set(it.name, it.more)
	if n == r.order.at { // never by colour alone
		r.sign.Set("▸")
		r.ground.Paint(theme.Raised, theme.Focus, 2)
		return
	}
	r.sign.Set("")
	r.ground.Paint(theme.Panel, theme.Panel, 1)
}
