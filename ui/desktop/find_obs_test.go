package desktop

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"regie/assets"
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
