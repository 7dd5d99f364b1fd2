//go:build !headless

package app

import (
	"errors"
	"testing"

	"regie/app/settings"
	"regie/obs/obstest"
	"regie/runsheet"
	"regie/ui/desktop"
)

// The spare is chosen, changed and taken away while the show runs; the main OBS never notices.
func TestSpareIsChosenInTheWindow(t *testing.T) {
	g := openGallery(t)
	g.do(runsheet.Go{To: "accueil"})
	g.until("the scene", func(s runsheet.State) bool { return s.OBS.Scene == "Plateau" })
	g.outcomes(5) // the next GO is no double press
	since := g.desk.State().OBS.LinkAt
	choose := func(address, password string) {
		t.Helper()
		if err := g.connectSpare(address, password); err != nil {
			t.Fatal(err)
		}
	}
	link := func(want runsheet.Link) func(runsheet.State) bool {
		return func(s runsheet.State) bool { return s.Spare.Link == want }
	}
	if g.differs("link")(g.desk.State()) {
		t.Error("a spare that nobody has set is a difference")
	}
	if err := g.connectSpare(g.sim.Addr(), ""); !errors.Is(err, desktop.ErrSameOBS) {
		t.Errorf("the main OBS as its own spare: %v", err)
	}
	spare := startOBS(t, obstest.Config{Password: "de secours"})
	choose(spare.Addr(), "autre chose")
	g.until("the password is wrong", link(runsheet.LinkRefused))
	choose(spare.Addr(), "de secours")
	g.until("the spare", link(runsheet.LinkReady))
	if n := takes(spare); n != 0 {
		t.Errorf("%d cuts in a spare that was just chosen", n)
	}
	g.do(runsheet.Go{From: "accueil", To: "debat"})
	g.until("both show it", func(runsheet.State) bool { return spare.Program() == "Débat" && g.sim.Program() == "Débat" })
	choose(spare.Addr(), "") // the password that is kept
	g.until("the same again", link(runsheet.LinkReady))
	other := startOBS(t, obstest.Config{})
	choose(other.Addr(), "")
	g.until("another spare", func(s runsheet.State) bool { return s.Spare.Link == runsheet.LinkReady && other.Sessions() > 0 })
	g.until("the first is left alone", func(runsheet.State) bool { return spare.Sessions() == 0 })
	choose("", "")
	g.until("there is none any more", link(""))
	g.until("it is left alone too", func(runsheet.State) bool { return other.Sessions() == 0 })
	g.until("nothing differs", func(s runsheet.State) bool { return s.Signals.Health != nil && len(s.Signals.Health.Differing) == 0 })
	if now := g.desk.State().OBS.LinkAt; now != since {
		t.Error("the link with the main OBS was broken on the way")
	}
	again, err := settings.Load(g.p.root().Flags())
	if err != nil || again.OBS.Spare != "" {
		t.Errorf("kept is %q (%v)", again.OBS.Spare, err)
	}
	if p, err := again.Password(spare.Addr()); err != nil || p != "de secours" {
		t.Errorf("the spare's password is kept as %q (%v)", p, err)
	}
}
