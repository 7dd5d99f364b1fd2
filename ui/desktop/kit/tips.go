package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/ui/desktop/theme"
)

// tipAfter is how long the pointer rests on a button before its tip comes: whoever knows the button is gone by then.
const tipAfter = 600 * time.Millisecond

// Tips shows, over a window, what the button under the pointer does. It never takes a press: what lies under it stays within
// reach. It belongs to Fyne's thread.
type Tips struct {
	// Layer is what to lay over the window's content.
	Layer *fyne.Container
	line  *Line
	box   *fyne.Container
	over  *Press // the button whose tip is shown or awaited
	timer *time.Timer
}

// NewTips makes a layer of tips with nothing on it.
func NewTips() *Tips {
	t := &Tips{line: NewLine(theme.Text, theme.Ink).Whole()}
	t.box = NewSurface(theme.Raised, theme.Focus, 6, t.line).Box
	t.box.Hide()
	t.Layer = container.NewWithoutLayout(t.box)
	return t
}

// Shown is the tip that can be read now, "" for none.
func (t *Tips) Shown() string {
	if !t.box.Visible() {
		return ""
	}
	return t.line.Text()
}

// Over is the button whose tip is shown or awaited, nil for none.
func (t *Tips) Over() *Press { return t.over }

// Leave takes the tip away, and stops the one that would come.
func (t *Tips) Leave() {
	t.over = nil
	if t.timer != nil {
		t.timer.Stop()
	}
	Show(t.box, false)
}

// await shows a button's tip when the pointer has rested on it.
func (t *Tips) await(p *Press) {
	t.Leave()
	t.over = p
	t.timer = time.AfterFunc(tipAfter, func() {
		fyne.Do(func() {
			if t.over == p {
				t.show()
			}
		})
	})
}

// show puts the tip under its button, or over it where the window ends.
func (t *Tips) show() {
	p := t.over
	text := ""
	if p != nil && p.tip != nil {
		text = p.tip()
	}
	if text == "" {
		return
	}
	t.line.Set(text)
	size, room := t.box.MinSize(), t.Layer.Size()
	where := fyne.CurrentApp().Driver().AbsolutePositionForObject
	at := where(p).Subtract(where(t.Layer))
	below := at.Y + p.Size().Height + theme.Gap
	if below+size.Height > room.Height {
		below = at.Y - size.Height - theme.Gap
	}
	t.box.Resize(size)
	t.box.Move(fyne.NewPos(max(min(at.X, room.Width-size.Width), 0), max(below, 0)))
	Show(t.box, true)
}
