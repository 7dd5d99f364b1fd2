package app

import (
	"slices"
	"testing"
	"time"

	"regie/obs/obstest"
	"regie/runsheet"
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
	since := func(s runsheet.State) runsheet.Moment {
		i := slices.IndexFunc(s.Signals.Health.Differing, func(d runsheet.Difference) bool { return d.What == "scene" })
		return s.Signals.Health.Differing[i].Since
	}
	first := s.Signals.Health
	if later := g.until("OBS is measured again", func(s runsheet.State) bool { return s.Signals.Health != first && g.differs("scene")(s) }); since(later) != since(s) || since(s).IsZero() {
		t.Errorf("the scene differs since %v, and later since %v", since(s), since(later))
	}
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
