package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Catcher has the keyboard and nothing to show: it hands over every key, sign and shortcut that is pressed.
type Catcher struct {
	widget.BaseWidget
	// OnKey, OnRune and OnShortcut are told what was pressed. A letter comes as a key and then as a sign.
	OnKey      func(fyne.KeyName)
	OnRune     func(rune)
	OnShortcut func(name fyne.KeyName, mods fyne.KeyModifier)
}

// NewCatcher makes a catcher; it hears nothing before it is given the focus.
func NewCatcher() *Catcher {
	c := &Catcher{}
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained, FocusLost, TypedKey, TypedRune and TypedShortcut are how Fyne tells of the keyboard.
func (c *Catcher) FocusGained()              {}
func (c *Catcher) FocusLost()                {}
func (c *Catcher) TypedKey(e *fyne.KeyEvent) { c.OnKey(e.Name) }
func (c *Catcher) TypedRune(r rune)          { c.OnRune(r) }
func (c *Catcher) AcceptsTab() bool          { return true }
func (c *Catcher) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *desktop.CustomShortcut:
		c.OnShortcut(s.KeyName, s.Modifier)
	case fyne.KeyboardShortcut:
		c.OnShortcut(s.Key(), s.Mod())
	}
}

// CreateRenderer draws nothing.
func (c *Catcher) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(Gap())
}
