package desktop

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

func TestOBSOfThisComputerIsOfferedOnce(t *testing.T) {
	read, asked := 0, 0
	offer := func(c *Config) {
		c.OfferOBS = true
		c.FindOBS = func(assets.Lang) error { read++; return errors.New("OBS est là, mais éteint.") }
		c.OfferedOBS = func() { asked++ }
	}
	s := seat(t, "prep", offer)
	if s.dialog == nil || read != 0 {
		t.Fatalf("at the start: dialog %v, read %d times before anybody said yes", s.dialog, read)
	}
	s.hit(fyne.KeyEscape)
	s.settle()
	if s.dialog != nil || read != 0 || asked != 1 {
		t.Errorf("left: read %d, asked %d", read, asked)
	}
	s = seat(t, "prep", offer)
	s.hit(fyne.KeyReturn)
	s.settle()
	if read != 1 || asked != 2 || !strings.Contains(s.notice.text, "éteint") {
		t.Errorf("yes: read %d, asked %d, said %q", read, asked, s.notice.text)
	}
	s = seat(t, "prep", func(c *Config) { c.FindOBS = func(assets.Lang) error { read++; return nil } })
	if s.dialog != nil {
		t.Error("asked although nobody is to be asked")
	}
	s.act(actFindOBS)
	s.hit(fyne.KeyReturn)
	s.settle()
	if read != 2 {
		t.Errorf("from the menu: read %d", read)
	}
}

// Changing the spare OBS leaves the main one's link alone, and the other way round.
func TestConnectTouchesOnlyWhatChanged(t *testing.T) {
	for name, tc := range map[string]struct {
		typed func([]*kit.Field)
		want  []string
		down  bool
	}{
		"nothing":             {typed: func([]*kit.Field) {}},
		"nothing, it is lost": {typed: func([]*kit.Field) {}, down: true, want: []string{"main host:4455 "}},
		"the spare":           {typed: func(f []*kit.Field) { f[2].SetText(" deux:4455 "); f[3].SetText("clé") }, want: []string{"spare deux:4455 clé"}},
		"the spare, away":     {typed: func(f []*kit.Field) { f[2].SetText("") }, want: []string{"spare  "}},
		"the password":        {typed: func(f []*kit.Field) { f[1].SetText("clé") }, want: []string{"main host:4455 clé"}},
		"both":                {typed: func(f []*kit.Field) { f[0].SetText("un"); f[2].SetText("deux") }, want: []string{"main un ", "spare deux "}},
	} {
		t.Run(name, func(t *testing.T) {
			var asked []string
			s := seat(t, "obs-panel", func(c *Config) {
				c.Connect = func(a, p string) error { asked = append(asked, "main "+a+" "+p); return nil }
				c.ConnectSpare = func(a, p string) error { asked = append(asked, "spare "+a+" "+p); return nil }
				c.Target = func() string { return "host:4455" }
				c.Spare = func() string { return "second:4455" }
			})
			if tc.down {
				s.state.OBS.Link = runsheet.LinkLost
			}
			s.askConnect()
			tc.typed(find[*kit.Field](s.dialog.popup.Content))
			s.dialog.yes.Tapped(nil)
			s.settle()
			if !slices.Equal(asked, tc.want) {
				t.Errorf("asked for %q, want %q", asked, tc.want)
			}
		})
	}
	for _, l := range assets.Langs {
		if text := complaint(errors.Join(nil, ErrSameOBS), assets.In(l)); strings.Contains(text, "desktop.") || strings.Contains(text, ErrSameOBS.Error()) {
			t.Errorf("%s: %q", l, text)
		}
	}
}
