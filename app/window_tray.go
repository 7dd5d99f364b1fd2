//go:build !headless

package app

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"fyne.io/fyne/v2"
	fynedesktop "fyne.io/fyne/v2/driver/desktop"

	"regie/assets"
	"regie/assets/tokens"
	"regie/runsheet"
)

// trayState is what the tray's icon and its menu say: in colour and in words.
type trayState struct {
	colour tokens.Token
	text   string
}

func trayOf(s runsheet.State, words assets.Words) trayState {
	mode := words.Say("desktop.mode." + string(s.Mode))
	slot, _ := s.Show.Slot(s.OnAirSlot())
	switch {
	case s.Signals.Late != "":
		return trayState{tokens.Alarm, mode + " · " + words.Say("desktop.journal.late")}
	case s.OBS.Link == runsheet.LinkLost:
		return trayState{tokens.Warn, mode + " · " + words.Say("note.obs-lost")}
	case s.Held():
		return trayState{tokens.Warn, words.Say("desktop.hold.banner")}
	case slot.ID != "":
		return trayState{tokens.OnAir, mode + " · " + slot.Title}
	}
	return trayState{tokens.Faint, mode}
}

// trayIn puts the icon into the system's tray and gives what keeps it true until ctx ends. It must be called before the app runs: Fyne
// looks for a tray at its start and never again. Where there is no tray, nothing is shown and nothing is lost.
func (e *evening) trayIn(a fyne.App, w fyne.Window, quit func()) func(ctx context.Context) {
	d, ok := a.(fynedesktop.App)
	if !ok {
		return func(context.Context) {}
	}
	show := func(now trayState, words assets.Words) {
		d.SetSystemTrayIcon(fyne.NewStaticResource("regie-"+string(now.colour)+".png", trayIcon(now.colour)))
		state := fyne.NewMenuItem(now.text, nil)
		state.Disabled = true
		leave := fyne.NewMenuItem(words.Say("desktop.verb.quit"), quit)
		leave.IsQuit = true
		d.SetSystemTrayMenu(fyne.NewMenu("Régie", state, fyne.NewMenuItem(words.Say("desktop.tray.show"), func() { w.Show(); w.RequestFocus() }), leave))
	}
	s := e.desk.State()
	shown := trayOf(s, e.spoken.words())
	show(shown, e.spoken.words())
	return func(ctx context.Context) {
		states := e.desk.Watch(ctx)
		for {
			other := false // the menu has words besides the state's
			select {
			case latest, open := <-states:
				if !open {
					return
				}
				s = latest
			case <-e.spoken.changed:
				other = true
			}
			words := e.spoken.words()
			now := trayOf(s, words)
			if now == shown && !other {
				continue
			}
			shown = now
			fyne.Do(func() {
				if ctx.Err() == nil {
					show(now, words)
				}
			})
		}
	}
}

// trayIcon is the program's icon with a disc of a colour in its corner.
func trayIcon(t tokens.Token) []byte {
	mark, err := png.Decode(bytes.NewReader(assets.Icon))
	if err != nil {
		panic(err) // embedded: a programmer's mistake
	}
	const side = 64
	small := image.NewNRGBA(image.Rect(0, 0, side, side))
	from := mark.Bounds()
	for y := range side {
		for x := range side {
			small.Set(x, y, mark.At(from.Min.X+x*from.Dx()/side, from.Min.Y+y*from.Dy()/side))
		}
	}
	disc(small, image.Pt(44, 44), 20, color.NRGBA{A: 0xFF})
	disc(small, image.Pt(44, 44), 17, tokens.Dark.Color(t))
	var b bytes.Buffer
	if err := png.Encode(&b, small); err != nil {
		panic(err) // into memory: it cannot fail
	}
	return b.Bytes()
}

func disc(img draw.Image, at image.Point, radius int, c color.Color) {
	for y := -radius; y <= radius; y++ {
		for x := -radius; x <= radius; x++ {
			if x*x+y*y <= radius*radius {
				img.Set(at.X+x, at.Y+y, c)
			}
		}
	}
}
