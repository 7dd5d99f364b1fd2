package app

import (
	"errors"
	"slices"
	"testing"
	"time"

	"regie/app/settings"
	"regie/obs/obstest"
	"regie/runsheet"
	"regie/ui/desktop"
)

func (g *gallery) differs(what string) func(runsheet.State) bool {
	return func(s runsheet.State) bool {
		h := s.Signals.Health
		return h != nil && slices.ContainsFunc(h.Differing, func(d runsheet.Difference) bool { return d.What == what })
	}
}

// A spare that returns shows what it showed, and is not cut to what is on air: the difference is shown, and the next GO makes
// the two alike.
func TestSpareReturnsWithoutACut(t *testing.T) {
	spare := startOBS(t, obstest.Config{})
	g := openGallery(t, "--spare", spare.URL())
	ready := func(s runsheet.State) bool { return s.Spare.Link == runsheet.LinkReady }
	g.until("the spare", ready)
	g.do(runsheet.Go{To: "accueil"})
	g.until("both show it", func(runsheet.State) bool { return spare.Program() == "Plateau" && g.sim.Program() == "Plateau" })
	spare.Kill()
	lost := g.until("its loss is seen", func(s runsheet.State) bool { return s.Spare.Link == runsheet.LinkLost })
	if lost.Spare.LinkAt.IsZero() || lost.Spare.Detail == "" {
		t.Errorf("since when it is gone, and why, is not told: %+v", lost.Spare)
	}
	g.until("that it is away is a difference", g.differs("link"))
	time.Sleep(doublePressed)
	g.do(runsheet.Go{From: "accueil", To: "debat"})
	g.until("the show goes on", func(runsheet.State) bool { return g.sim.Program() == "Débat" })
	before := takes(spare)
	if err := spare.Restart(); err != nil {
		t.Fatal(err)
	}
	back := g.until("it is back", ready)
	if !back.Spare.LinkAt.Wall.After(lost.Spare.LinkAt.Wall) {
		t.Errorf("the age of the link is %v, that of the loss %v", back.Spare.LinkAt.Wall, lost.Spare.LinkAt.Wall)
	}
	s := g.until("another scene is a difference", g.differs("scene"))
	if s.Signals.SpareSees != "Plateau" || takes(spare) != before || spare.Program() != "Plateau" {
		t.Errorf("the spare shows %q after %d cuts that nobody asked for", spare.Program(), takes(spare)-before)
	}
	g.do(runsheet.Back{From: "debat"})
	g.until("both show it again", func(runsheet.State) bool { return spare.Program() == "Plateau" && g.sim.Program() == "Plateau" })
	s = g.until("its scene differs no more", func(s runsheet.State) bool { return s.Signals.Health != nil && !g.differs("scene")(s) })
	if !g.differs("record")(s) {
		t.Error("that the spare lost its recording is not told")
	}
	g.sim.Kill()
	g.until("the main OBS is gone", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkLost })
	g.do(runsheet.Go{From: "accueil", To: "debat"})
	g.until("what the spare shows is known", func(s runsheet.State) bool { return s.Signals.SpareSees == "Débat" && s.Signals.Health == nil })
}

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
