package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Keyboard is where a List or a Field sends the keys that it does not use itself.
type Keyboard interface {
	KeyDown(*fyne.KeyEvent)
	TypedKey(*fyne.KeyEvent)
	TypedRune(rune)
}

// List is Fyne's virtual list with its own keys taken out: whatever is typed while it has the focus goes to the Keyboard
// of the room, so that Space is GO there too. It says when it is given the focus, by a click or by Tab.
type List struct {
	widget.List
	// OnFocus is called when the list is given the keyboard.
	OnFocus func()
	// OnTap is called with the row that was pressed.
	OnTap func(int)

	keys  Keyboard
	rows  []Row
	hover bool
}

// Row is one row's widget: it is told which row it stands for, and draws it, as often as it is told.
type Row interface {
	fyne.CanvasObject
	Bind(index int)
}

// NewList makes a list of length() rows, each drawn by what newRow makes. The rows are few and used again and again.
func NewList(keys Keyboard, length func() int, newRow func() Row) *List {
	l := &List{keys: keys}
	l.Length = length
	l.CreateItem = func() fyne.CanvasObject { return newRow() }
	l.UpdateItem = func(i int, o fyne.CanvasObject) {
		row := o.(Row)
		l.remember(row)
		row.Bind(i)
	}
	l.OnSelected = func(i int) {
		l.UnselectAll()
		if l.OnTap != nil {
			l.OnTap(i)
		}
	}
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// remember keeps the rows that are in use, to redraw them one by one.
func (l *List) remember(row Row) {
	for _, known := range l.rows {
		if known == row {
			return
		}
	}
	l.rows = append(l.rows, row)
}

// EachRow calls f with every row widget that was ever used; the ones out of sight cost nothing to draw.
func (l *List) EachRow(f func(Row)) {
	for _, row := range l.rows {
		f(row)
	}
}

// Hovered says whether the pointer is over a row: then the list must not move.
func (l *List) Hovered() bool { return l.hover }

// Hover is for the rows to tell where the pointer is.
func (l *List) Hover(in bool) { l.hover = in }

// FocusGained tells the room instead of showing a highlight of its own.
func (l *List) FocusGained() {
	if l.OnFocus != nil {
		l.OnFocus()
	}
}

// FocusLost shows nothing.
func (l *List) FocusLost() {}

// TypedKey, TypedRune, KeyDown and KeyUp send the keys on.
func (l *List) TypedKey(e *fyne.KeyEvent) { l.keys.TypedKey(e) }
func (l *List) TypedRune(r rune)          { l.keys.TypedRune(r) }
func (l *List) KeyDown(e *fyne.KeyEvent)  { l.keys.KeyDown(e) }
func (l *List) KeyUp(*fyne.KeyEvent)      {}

var _ desktop.Keyable = (*List)(nil)

// Field is an entry of one line. Enter hands its text over and Escape leaves it; every other key is text. Fyne gives keys to what has
// the focus and to nothing else, so that here alone it is decided which of them the window hears while somebody types: the F keys, so that it
// can say what it does with them.
type Field struct {
	widget.Entry
	// OnEscape is called when the field is left without handing over.
	OnEscape func()
	// OnKey is shown each key before the field uses it; true keeps it from the field.
	OnKey func(fyne.KeyName) bool
	// OnFocus is told when the field gets the keyboard, and when it loses it.
	OnFocus func(bool)
	// OnTab is told of Tab, and of Tab with Shift, which then stay in the field; nil leaves them to the window.
	OnTab func(back bool)
	// OnShortcut is shown each key with Ctrl or Alt that no menu has heard; true keeps it from the field.
	OnShortcut func(fyne.Shortcut) bool

	shift bool
	look  *cellLook // nil but in a Cell
}

// NewField makes an empty field.
func NewField() *Field {
	f := &Field{}
	f.ExtendBaseWidget(f)
	return f
}

// NewArea makes an empty field of several lines, of which some are in sight. Enter begins a new line in it; Tab leaves it,
// as it leaves every field.
func NewArea(lines int) *Field {
	f := NewField()
	f.MultiLine = true
	f.Wrapping = fyne.TextWrapWord
	f.SetMinRowsVisible(lines)
	return f
}

// AcceptsTab says whether the field keeps Tab to itself.
func (f *Field) AcceptsTab() bool { return f.OnTab != nil }

// TypedKey catches Escape, which an entry has no use for, and hands the F keys to the window.
func (f *Field) TypedKey(e *fyne.KeyEvent) {
	if f.OnKey != nil && f.OnKey(e.Name) {
		return
	}
	if e.Name == fyne.KeyTab && f.OnTab != nil {
		f.OnTab(f.shift)
		return
	}
	if isFunction(e.Name) {
		if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil && c.OnTypedKey() != nil {
			c.OnTypedKey()(e)
		}
		return
	}
	if e.Name == fyne.KeyEscape {
		if f.OnEscape != nil {
			f.OnEscape()
		}
		return
	}
	f.Entry.TypedKey(e)
}

// isFunction says whether a key is one of F1 to F12, which mean nothing in a text.
func isFunction(name fyne.KeyName) bool {
	return len(name) >= 2 && name[0] == 'F' && name[1] >= '1' && name[1] <= '9'
}

// KeyDown tells the window that a key went down, so that it knows an F key that is held from one that is pressed.
func (f *Field) KeyDown(e *fyne.KeyEvent) {
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(f).(desktop.Canvas); ok && c.OnKeyDown() != nil && isFunction(e.Name) {
		c.OnKeyDown()(e)
	}
	f.holds(e.Name, true)
	f.Entry.KeyDown(e)
}

// KeyUp see KeyDown.
func (f *Field) KeyUp(e *fyne.KeyEvent) {
	f.holds(e.Name, false)
	f.Entry.KeyUp(e)
}

// holds keeps whether Shift is down.
func (f *Field) holds(name fyne.KeyName, down bool) {
	if name == desktop.KeyShiftLeft || name == desktop.KeyShiftRight {
		f.shift = down
	}
}

// Shifted says whether Shift is held down.
func (f *Field) Shifted() bool { return f.shift }

// TypedShortcut see OnShortcut.
func (f *Field) TypedShortcut(s fyne.Shortcut) {
	if f.OnShortcut == nil || !f.OnShortcut(s) {
		f.Entry.TypedShortcut(s)
	}
}

// FocusGained and FocusLost pass on what they hear.
func (f *Field) FocusGained() {
	f.Entry.FocusGained()
	if f.OnFocus != nil {
		f.OnFocus(true)
	}
}

// FocusLost see FocusGained.
func (f *Field) FocusLost() {
	f.Entry.FocusLost()
	f.shift = false
	if f.OnFocus != nil {
		f.OnFocus(false)
	}
}
