//go:build !headless

package app

import (
	"fyne.io/fyne/v2"
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

// hidden says that nothing of a window can be seen: it is minimised or, on X11, on a workspace that is not shown. Fyne does not tell;
// the library below it does, of the window whose context is current. Wayland tells nobody: there a window is always seen.
func hidden(w fyne.Window) bool {
	over, ok := w.(interface{ RunWithContext(func()) })
	if !ok { // Fyne's test driver
		return false
	}
	unseen := false
	over.RunWithContext(func() {
		if view := glfw.GetCurrentContext(); view != nil {
			unseen = view.GetAttrib(glfw.Iconified) == glfw.True
		}
	})
	return unseen
}
