package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// Touch takes the pointer's press for what lies under it; it has nothing to show, and the keyboard cannot land on it.
type Touch struct {
	widget.BaseWidget
	onTap func()
}

// NewTouch makes a touch.
func NewTouch(onTap func()) *Touch {
	t := &Touch{onTap: onTap}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped is the pointer's press.
func (t *Touch) Tapped(*fyne.PointEvent) { t.onTap() }

// CreateRenderer draws nothing.
func (t *Touch) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(Gap()) }
