package app

import (
	"fmt"
	"strings"
	"testing"

	"regie/obs/obstest"
	"regie/runsheet"
)

const recipe = "Qui écrit la « recette » ?"

// airs prepares a question, names the text source that shows it, and puts it on air.
func (g *gallery) airs(source string) {
	g.t.Helper()
	g.do(runsheet.ShowQuestions{TextSource: &source})
	g.do(runsheet.Prepare{Questions: []runsheet.PreparedQuestion{{ID: "q1", Text: recipe}}})
	g.do(runsheet.PutOnAir{ID: "q1"})
}

// shows waits until the text source has a text.
func (g *gallery) shows(source, text string) {
	g.t.Helper()
	g.until(fmt.Sprintf("%q shows %q", source, text), func(runsheet.State) bool { return g.sim.Setting(source, "text") == text })
}

// The question on air stands in a text source of OBS while it is on air, also of an OBS that was started anew meanwhile.
func TestQuestionOnAirInOBS(t *testing.T) {
	g := openGallery(t)
	g.airs("Bandeau")
	g.shows("Bandeau", recipe)
	g.do(runsheet.Answer{ID: "q1"})
	g.shows("Bandeau", "")

	g.do(runsheet.Restore{ID: "q1"})
	g.shows("Bandeau", recipe)
	address := g.sim.Addr()
	g.sim.Close()
	g.until("the gap is seen", func(s runsheet.State) bool { return s.OBS.Link != runsheet.LinkReady })
	g.sim = startOBS(t, obstest.Config{Addr: address})
	g.shows("Bandeau", recipe)

	g.do(runsheet.ShowQuestions{TextSource: new("")})
	g.shows("Bandeau", "")
}

// An OBS that has no such source is trouble that people are told of, without the words of the question; it ends when it ends.
func TestQuestionThatOBSRefuses(t *testing.T) {
	g := openGallery(t)
	g.airs("Nulle")
	s := g.until("the trouble is told", func(s runsheet.State) bool { return s.Display.Refused.Why != "" })
	for _, f := range factsOf[runsheet.DisplayRefused](g) {
		if said := fmt.Sprint(f); strings.Contains(said, "recette") || !strings.Contains(said, "600") {
			t.Errorf("the log says %q", said)
		}
	}
	if len(s.CueTroubles) != 0 {
		t.Errorf("a question is told as the trouble of a cue: %+v", s.CueTroubles)
	}
	g.do(runsheet.ShowQuestions{TextSource: new("Bandeau")})
	g.shows("Bandeau", recipe)
	g.until("the trouble is over", func(s runsheet.State) bool { return s.Display.Refused.Why == "" })
}

// A rehearsal's questions are seen on the simulated OBS, which has the text source, and never on the real one.
func TestQuestionOfARehearsalStaysOffOBS(t *testing.T) {
	g := openGallery(t)
	g.do(runsheet.EndRun{Run: 1})
	source := "Bandeau"
	g.do(runsheet.ShowQuestions{TextSource: &source})
	g.do(runsheet.BeginRun{Kind: runsheet.RehearsalRun, Seen: 1})
	g.stood()
	g.airs(source)
	g.until("the simulated OBS shows it", func(s runsheet.State) bool { return g.standIn.server.Setting(source, "text") == recipe })
	for _, r := range g.sim.Requests("SetInputSettings") {
		if strings.Contains(string(r.Data), "recette") {
			t.Errorf("the real OBS was told %s", r.Data)
		}
	}
	if s := g.desk.State(); s.Display.Refused.Why != "" {
		t.Errorf("told as trouble: %s", s.Display.Refused.Why)
	}
}
