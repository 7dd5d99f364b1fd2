package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Choice is a list of words of which one is taken. It says what a person took and never what it was given.
type Choice struct {
	widget.Select
	// OnPick is told the place of what was taken.
	OnPick func(int)
	// OnEscape is called when the choice is left as it is, OnEnter when it is confirmed.
	OnEscape, OnEnter func()
}

// NewChoice makes a choice; what there is to choose comes with Offer.
func NewChoice(onPick func(int)) *Choice {
	c := &Choice{OnPick: onPick}
	c.ExtendBaseWidget(c)
	return c
}

// Offer shows what there is to choose, and which one is taken.
func (c *Choice) Offer(options []string, taken int) {
	word := ""
	if taken >= 0 && taken < len(options) {
		word = options[taken]
	}
	same := word == c.Selected && len(options) == len(c.Options)
	for i := 0; same && i < len(options); i++ {
		same = options[i] == c.Options[i]
	}
	if same {
		return
	}
	c.OnChanged = nil
	c.Options = options
	c.Selected = word
	c.OnChanged = func(string) {
		if c.OnPick != nil {
			c.OnPick(c.SelectedIndex())
		}
	}
	c.Refresh()
}

// TypedKey catches Escape and Enter, which a choice has no use for.
func (c *Choice) TypedKey(e *fyne.KeyEvent) {
	if !leaves(e, c.OnEscape, c.OnEnter) {
		c.Select.TypedKey(e)
	}
}

// Check is a word that holds or does not.
type Check struct {
	widget.Check
	// OnTurn is told what a person made of it.
	OnTurn func(bool)
	// OnEscape is called when it is left, OnEnter when a person is done with it.
	OnEscape, OnEnter func()
}

// NewCheck makes a check that does not hold.
func NewCheck(onTurn func(bool)) *Check {
	c := &Check{OnTurn: onTurn}
	c.ExtendBaseWidget(c)
	return c
}

// Turn shows whether it holds.
func (c *Check) Turn(label string, on bool) {
	if c.Text == label && c.Checked == on {
		return
	}
	c.OnChanged = nil
	c.Text = label
	c.Checked = on
	c.OnChanged = func(on bool) {
		if c.OnTurn != nil {
			c.OnTurn(on)
		}
	}
	c.Refresh()
}

// TypedKey catches Escape and Enter, which a check has no use for.
func (c *Check) TypedKey(e *fyne.KeyEvent) {
	if !leaves(e, c.OnEscape, c.OnEnter) {
		c.Check.TypedKey(e)
	}
}

// leaves does what Escape or Enter asks for.
func leaves(e *fyne.KeyEvent, escape, enter func()) bool {
	var do func()
	switch e.Name {
	case fyne.KeyEscape:
		do = escape
	case fyne.KeyReturn, fyne.KeyEnter:
		do = enter
	}
	if do != nil {
		do()
	}
	return do != nil
}
