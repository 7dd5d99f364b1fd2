package desktop

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/ui/desktop/kit"
)

// between is what lies between two parts of the column.
const between = 3

// centre sets the middle column from the top down: the banners, what is on air, what is next. What is on air keeps the room
// in which it is read from across the desk, whatever goes wrong: the banners get the rest, and lose lines before they
// take more.
type centre struct {
	alerts    *alerts
	air, next fyne.CanvasObject
}

func newCentre(a *alerts, air, next fyne.CanvasObject) *fyne.Container {
	objects := []fyne.CanvasObject{air}
	for _, one := range a.rows {
		objects = append(objects, one.Box)
	}
	return container.New(&centre{a, air, next}, append(objects, next)...)
}

func (l *centre) MinSize([]fyne.CanvasObject) fyne.Size {
	air, next := l.air.MinSize(), l.next.MinSize()
	return fyne.NewSize(max(air.Width, next.Width), air.Height+next.Height+between)
}

func (l *centre) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	foot := l.next.MinSize().Height
	lines, heights := l.alerts.fit(size.Width, size.Height-foot-between-l.air.MinSize().Height)
	y := float32(0)
	set := func(o fyne.CanvasObject, height float32) {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + between
	}
	for i, one := range l.alerts.rows {
		shown := i < len(heights)
		kit.Show(one.Box, shown)
		left := ""
		if waiting := l.alerts.told - len(heights); i == len(heights)-1 && waiting > 0 {
			left = fmt.Sprintf("+%d", waiting)
		}
		one.rest.Set(left)
		kit.Show(one.rest, left != "")
		if shown {
			one.text.Lines(lines[i])
			set(one.Box, heights[i])
		}
	}
	set(l.air, max(size.Height-y-foot-between, 0))
	set(l.next, foot)
}
