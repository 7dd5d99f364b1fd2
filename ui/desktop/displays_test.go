package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
)

// Where a second window goes is chosen by the keyboard: the other display first, an ordinary window last.
func TestDisplayIsChosenByKeyboard(t *testing.T) {
	two := []Screen{{Name: "eDP-1", Width: 1920, Height: 1080, Primary: true}, {Name: "HDMI-1", X: 1920, Width: 1280, Height: 720}}
	var kept []Window
	for _, tt := range []struct {
		keys []fyne.KeyName
		want Place
	}{
		{nil, Place{speakerWindow, true, 1920, 0}},
		{[]fyne.KeyName{fyne.KeyUp}, Place{speakerWindow, true, 0, 0}},
		{[]fyne.KeyName{fyne.KeyDown, fyne.KeyDown}, Place{Name: speakerWindow}},
	} {
		kept = nil
		s := seat(t, "live", func(c *Config) {
			c.Screens = func() []Screen { return two }
			c.Remember = func(w Window) { kept = append(kept, w) }
		})
		s.act(actSpeaker)
		for _, key := range tt.keys {
			s.hit(key)
		}
		s.hit(fyne.KeyReturn)
		if places := s.Room.places(); len(places) != 1 || places[0] != tt.want {
			t.Errorf("%v: %+v, not %+v", tt.keys, places, tt.want)
		}
		if n := len(kept); n == 0 || len(kept[n-1].Second) != 1 || kept[n-1].Second[0] != tt.want {
			t.Errorf("%v: a crash would find %+v", tt.keys, kept)
		}
		s.act(actSpeaker) // closes it
		if n := len(kept); len(s.Room.places()) != 0 || len(kept[n-1].Second) != 0 {
			t.Errorf("%v: closed, and kept as %+v", tt.keys, kept)
		}
	}
}

// A window that was built for a large display opens within a small one.
func TestWindowFitsItsDisplay(t *testing.T) {
	small := []Screen{{Name: "eDP-1", Width: 1366, Height: 768, Primary: true}}
	s := seat(t, "live", func(c *Config) { c.Screens = func() []Screen { return small } })
	s.window.Resize(fyne.NewSize(1600, 900))
	s.fit()
	if size := s.window.Canvas().Size(); size.Width > 1366 || size.Height > 768 {
		t.Errorf("the window is %v on a display of 1366 × 768", size)
	}
	s.cfg.Screens = func() []Screen { return append(small, Screen{Width: 2560, Height: 1440}) }
	s.window.Resize(fyne.NewSize(1600, 900))
	if s.fit(); s.window.Canvas().Size() != fyne.NewSize(1600, 900) {
		t.Errorf("the window is %v beside a large display", s.window.Canvas().Size())
	}
}
