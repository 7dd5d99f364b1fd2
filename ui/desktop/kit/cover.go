package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Cover lies over a window, lets it be seen and keeps every hand off: it takes each press of the pointer, and while it has the
// focus each key, Tab included. A band at its foot says why.
type Cover struct {
	Catcher
	band fyne.CanvasObject
}

// NewCover makes a cover with a band; it is hidden.
func NewCover(band fyne.CanvasObject) *Cover {
	c := &Cover{band: band}
	c.ExtendBaseWidget(c)
	c.Hide()
	return c
}

// Tapped, TappedSecondary, DoubleTapped, Dragged, DragEnd, MouseDown, MouseUp, MouseIn, MouseMoved and MouseOut take what the
// pointer does and do nothing with it.
func (c *Cover) Tapped(*fyne.PointEvent)          {}
func (c *Cover) TappedSecondary(*fyne.PointEvent) {}
func (c *Cover) DoubleTapped(*fyne.PointEvent)    {}
func (c *Cover) Dragged(*fyne.DragEvent)          {}
func (c *Cover) DragEnd()                         {}
func (c *Cover) MouseDown(*desktop.MouseEvent)    {}
func (c *Cover) MouseUp(*desktop.MouseEvent)      {}
func (c *Cover) MouseIn(*desktop.MouseEvent)      {}
func (c *Cover) MouseMoved(*desktop.MouseEvent)   {}
func (c *Cover) MouseOut()                        {}

// CreateRenderer lays the band along the foot.
func (c *Cover) CreateRenderer() fyne.WidgetRenderer { return &coverRenderer{c} }

type coverRenderer struct{ cover *Cover }

func (r *coverRenderer) MinSize() fyne.Size { return r.cover.band.MinSize() }

func (r *coverRenderer) Layout(size fyne.Size) {
	height := r.cover.band.MinSize().Height
	r.cover.band.Move(fyne.NewPos(0, size.Height-height))
	r.cover.band.Resize(fyne.NewSize(size.Width, height))
}

func (r *coverRenderer) Refresh()                     { r.cover.band.Refresh() }
func (r *coverRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.cover.band} }
func (r *coverRenderer) Destroy()                     {}
