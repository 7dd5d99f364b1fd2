package desktop

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"regie/assets"
	"regie/ui/desktop/stories"
	"regie/ui/desktop/theme"
)

func speakerAt(t *testing.T, story string) (speakerView, stories.Story) {
	t.Helper()
	s, ok := stories.Find(story)
	if !ok {
		t.Fatalf("no story %q", story)
	}
	return speakerOf(s.State, s.Now, false, assets.In(assets.French)), s
}

// The number, its colour and the word that says the same; and nothing of the show that speakers need not know.
func TestSpeakerSees(t *testing.T) {
	for name, want := range map[string]speakerView{
		"empty": {},
		"prep":  {},
		"live":  {count: tinted{"07:32", theme.Ink}, word: tinted{"reste", theme.Dim}, message: "Le son de la salle est bon, tu peux y aller."},
		"warn":  {count: tinted{"00:38", theme.Warn}, word: tinted{"⚠ DERNIÈRE MINUTE", theme.Warn}},
		"over":  {count: tinted{"+02:47", theme.OnAir}, word: tinted{"▲ DÉPASSEMENT", theme.OnAir}},
		"hold": {count: tinted{"12:20", theme.Dim}, word: tinted{"■ HORLOGE ARRÊTÉE", theme.Warn},
			message: "Le flux est figé : meublez, on revient."},
		"rehearsal": {count: tinted{"06:00", theme.Ink}, word: tinted{"reste", theme.Dim}, mark: "RÉPÉTITION"},
		"dark": {count: tinted{"04:30", theme.Ink}, word: tinted{"reste", theme.Dim}, message: "Rapprochez-vous du micro, s'il vous plaît",
			timers: "Café  +00:30", dark: true},
	} {
		got, _ := speakerAt(t, name)
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
}

// A flash goes on and off less than three times a second, and ends.
func TestSpeakerFlashes(t *testing.T) {
	_, s := speakerAt(t, "flash")
	turns, was := 0, false
	for d := time.Duration(0); d < 5*time.Second; d += 50 * time.Millisecond {
		v := speakerOf(s.State, s.State.FlashAt.Add(d), false, assets.In(assets.French))
		if v.flash != was {
			turns++
		}
		was = v.flash
		if d > 3*time.Second && v.flash {
			t.Fatalf("still flashing after %v", d)
		}
	}
	if on := turns / 2; on < 5 || on > 6 {
		t.Errorf("%d flashes in three seconds", on)
	}
}

// Whatever stands on it stays inside the window, at any size, and dark is dark.
func TestSpeakerFits(t *testing.T) {
	test.NewTempApp(t)
	p := newSpeaker()
	w := test.NewWindow(container.NewStack(p.box))
	defer w.Close()
	w.SetPadded(false)
	for _, name := range []string{"live", "over", "front", "flash", "rehearsal", "dark", "prep"} {
		v, _ := speakerAt(t, name)
		for _, size := range []fyne.Size{{Width: 1920, Height: 1080}, {Width: 640, Height: 360}, {Width: 600, Height: 900}, {Width: 160, Height: 90}} {
			w.Resize(size)
			p.show(v)
			for _, o := range []fyne.CanvasObject{p.count, p.word, p.message, p.timers, p.mark} {
				if end := o.Position().AddXY(o.Size().Width, o.Size().Height); o.Visible() && (end.X > size.Width || end.Y > size.Height+0.5) {
					t.Errorf("%s at %v: something ends at %v", name, size, end)
				}
			}
			if got := w.Canvas().Capture().At(int(size.Width)/2, int(size.Height)/2); v.dark {
				if r, g, b, _ := got.RGBA(); r+g+b != 0 {
					t.Errorf("dark shows %v", got)
				}
			}
		}
	}
}

// Where nothing may blink, a flash is seen all the same.
func TestFlashWithoutBlinking(t *testing.T) {
	s, _ := stories.Find("flash")
	changes, was := 0, false
	for d := time.Duration(0); d < 10*time.Second; d += 50 * time.Millisecond {
		if v := speakerOf(s.State, s.State.FlashAt.Add(d), true, assets.In(assets.French)); v.flash != was {
			was = v.flash
			changes++
		}
	}
	if changes != 2 {
		t.Errorf("the screen changed %d times, want to and back", changes)
	}
	r := seat(t, "flash", func(c *Config) { c.Appearance.Still = true })
	if !r.still() {
		t.Error("the choice is not kept")
	}
}
