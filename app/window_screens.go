//go:build !headless

package app

import (
	"github.com/go-gl/glfw/v3.4/glfw"

	"regie/ui/desktop"
)

// screens are the displays that there are now. Fyne does not tell of them; the library that it opens windows with does, on
// Fyne's thread only.
func screens() []desktop.Screen {
	var all []desktop.Screen
	primary := glfw.GetPrimaryMonitor()
	for _, m := range glfw.GetMonitors() {
		x, y := m.GetPos()
		s := desktop.Screen{Name: m.GetName(), X: x, Y: y, Primary: m == primary}
		if mode := m.GetVideoMode(); mode != nil {
			s.Width, s.Height = mode.Width, mode.Height
		}
		all = append(all, s)
	}
	return all
}
