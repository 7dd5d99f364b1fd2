package desktop

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The windows that can stand on other displays, by the names that settings keep.
const (
	speakerWindow  = "speaker"
	animatorWindow = "animator"
)

// second is a window on another display. It shows and never asks; what is pressed in it goes to the room.
type second struct {
	name   string
	window fyne.Window
	chords []fyne.Shortcut
	tell   func(runsheet.State, runsheet.Moment, runsheet.Clock, assets.Words)
	// place is the display that it fills, if it fills one. lost: that display is not there now.
	place Place
	lost  bool
}

// settle is how long a system takes to put a window where it was asked to: only then does it fill the display that it stands on.
const settle = 400 * time.Millisecond

// toggleSecond opens a window on a display, or closes it. Where there are several displays, it asks which.
func (r *Room) toggleSecond(name string) {
	if i := slices.IndexFunc(r.seconds, func(s *second) bool { return s.name == name }); i >= 0 {
		r.leaveSecond(r.seconds[i])
		return
	}
	screens := r.displays()
	if len(screens) < 2 {
		r.openSecond(Place{Name: name})
		return
	}
	w, other := r.words, 0
	var options []option
	for i, one := range screens {
		options = append(options, option{w.Say("desktop.second.screen", "n", i+1, "name", one.Name, "w", one.Width, "h", one.Height), w.Say("desktop.second.fills")})
		if !one.Primary && other == 0 {
			other = i
		}
	}
	options = append(options, option{w.Say("desktop.second.window"), w.Say("desktop.second.placed")})
	d := r.askWhich(w.Say("desktop.second.which"), "", options, w.Say("desktop.second.open"), kit.Main, func(at int) {
		place := Place{Name: name}
		if at < len(screens) {
			place = Place{name, true, screens[at].X, screens[at].Y}
		}
		r.openSecond(place)
	})
	d.turn(other) // what is meant for others is rarely meant for the display of this room
}

func (r *Room) displays() []Screen {
	if r.cfg.Screens == nil {
		return nil
	}
	return r.cfg.Screens()
}

// openSecond opens a window on the display whose corner a place names; without such a display, as an ordinary window.
func (r *Room) openSecond(p Place) {
	s := &second{name: p.Name, place: p}
	var content fyne.CanvasObject
	switch p.Name {
	case speakerWindow:
		speaker := newSpeaker()
		content = speaker.box
		s.tell = func(s runsheet.State, now runsheet.Moment, _ runsheet.Clock, w assets.Words) {
			speaker.show(speakerOf(s, now, r.still(), w))
		}
	case animatorWindow:
		animator := newAnimator()
		content = animator.box
		s.tell = func(s runsheet.State, _ runsheet.Moment, c runsheet.Clock, w assets.Words) {
			animator.show(animatorOf(s, c, w), w)
		}
	default:
		return // a window of a later version
	}
	s.window = r.app.NewWindow(r.words.Say("desktop.second." + s.name))
	s.window.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	s.window.SetPadded(false)
	s.window.SetContent(content)
	s.window.Resize(fyne.NewSize(960, 540))
	s.window.SetCloseIntercept(func() { r.leaveSecond(s) })
	r.bindSecond(s)
	r.seconds = append(r.seconds, s)
	r.say(r.words.Say("desktop.second.opened", "what", r.words.Say("desktop.second."+s.name)))
	r.settleSecond(s)
	s.window.Show()
	r.remember()
}

// leaveSecond closes a window that is not wanted any more.
func (r *Room) leaveSecond(s *second) {
	r.closeSecond(s)
	r.remember()
	r.render()
}

// bindSecond leads the keys of a second window to the room: whichever window has the keyboard, Space is GO and Ctrl+Z undoes.
func (r *Room) bindSecond(s *second) {
	c := s.window.Canvas()
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch {
		case e.Name == fyne.KeyF11:
			s.window.SetFullScreen(!s.window.FullScreen())
		case e.Name == fyne.KeyEscape && s.window.FullScreen() && !s.place.Fills:
			s.window.SetFullScreen(false)
		default:
			r.elsewhere(func() { r.TypedKey(e) })
		}
	})
	c.SetOnTypedRune(func(sign rune) { r.elsewhere(func() { r.TypedRune(sign) }) })
	if d, ok := c.(fynedesktop.Canvas); ok {
		d.SetOnKeyDown(r.KeyDown)
	}
	r.bindSecondChords(s)
}

// bindSecondChords leaves out what changes the row that is selected in the run sheet: that wants to be looked at.
func (r *Room) bindSecondChords(s *second) {
	s.chords = r.listen(s.window.Canvas(), s.chords, func(v verb, _ stroke) bool { return v.scope == anywhere },
		func(do func()) func() { return func() { r.elsewhere(r.unlessModal(do)) } })
}

// elsewhere does what was pressed in a second window. A text field of the room that Fyne still counts as focused has no keyboard
// then: Ctrl+Z is not about its text. What asks something, or is to be typed into, brings the room to the front.
func (r *Room) elsewhere(do func()) {
	c := r.window.Canvas()
	asked := c.Overlays().Top()
	if asked == nil && r.typing() {
		r.unfocus()
	}
	do()
	if r.window == nil { // it was closed
		return
	}
	if asks := c.Overlays().Top(); asks != nil && asks != asked || asks == nil && r.typing() {
		r.window.RequestFocus()
	}
}

// typing says whether a text field of the room would have the keyboard.
func (r *Room) typing() bool {
	_, is := r.window.Canvas().Focused().(*kit.Field)
	return is
}

// settleSecond puts a window on its display and lets it fill that, or says that the display is gone.
func (r *Room) settleSecond(s *second) {
	if !s.place.Fills {
		return
	}
	there := slices.ContainsFunc(r.displays(), func(d Screen) bool { return d.X == s.place.X && d.Y == s.place.Y })
	if !there {
		if !s.lost {
			s.lost = true
			s.window.SetFullScreen(false)
			r.bringBack(s)
			r.notice = notice{"⚠  " + r.words.Say("desktop.second.gone", "what", r.words.Say("desktop.second."+s.name)), r.cfg.Desk.Now(), theme.Warn, noticed}
		}
		return
	}
	s.lost = false
	w, ok := s.window.(fynedesktop.Window)
	if !ok {
		return
	}
	w.RequestPosition(s.place.X+50, s.place.Y+50)
	time.AfterFunc(settle, func() {
		r.later(func() {
			if slices.Contains(r.seconds, s) && !s.lost {
				s.window.SetFullScreen(true)
			}
		})
	})
}

// bringBack puts a window that has lost its display where it can be found, under the room: nobody has asked for it there.
func (r *Room) bringBack(s *second) {
	w, ok := s.window.(fynedesktop.Window)
	if screens := r.displays(); ok && len(screens) > 0 {
		x, y := screens[0].X+50, screens[0].Y+50
		time.AfterFunc(settle, func() {
			r.later(func() {
				if slices.Contains(r.seconds, s) && s.lost {
					w.RequestPosition(x, y)
					r.window.RequestFocus()
				}
			})
		})
	}
}

// followScreens brings the windows back to their displays when those come and go.
func (r *Room) followScreens() {
	if len(r.seconds) == 0 {
		return
	}
	screens := r.displays()
	if slices.Equal(screens, r.screens) {
		return
	}
	first := r.screens == nil
	r.screens = slices.Clone(screens)
	if first {
		return
	}
	for _, s := range r.seconds {
		if s.place.Fills {
			s.window.SetFullScreen(false)
			r.settleSecond(s)
		}
	}
}

func (r *Room) closeSecond(s *second) {
	r.seconds = slices.DeleteFunc(r.seconds, func(one *second) bool { return one == s })
	s.window.SetCloseIntercept(nil)
	s.window.Close()
}

// places are where the second windows stand, to be opened there again.
func (r *Room) places() []Place {
	var all []Place
	for _, s := range r.seconds {
		all = append(all, s.place)
	}
	return all
}

// tellSeconds shows the present state on the other displays.
func (r *Room) tellSeconds(s runsheet.State, now runsheet.Moment, c runsheet.Clock, w assets.Words) {
	for _, one := range r.seconds {
		one.tell(s, now, c, w)
	}
}
