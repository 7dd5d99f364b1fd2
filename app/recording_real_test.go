//go:build linux

package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"regie/app/report"
	"regie/obs/realobs"
	"regie/runsheet"
)

// The times that the report gives for a question are those at which its words come and go in the file that OBS wrote.
func TestQuestionIsFoundInARealRecording(t *testing.T) {
	studio := realobs.ForTest(t, realobs.Config{Scenes: []string{"Attente", "Plateau"}, Inputs: []realobs.Input{
		{Name: "Bandeau", Kind: "text_ft2_source", Scenes: []string{"Plateau"}},
	}})
	keyring.MockInit()
	dir := home(t)
	g := &gallery{t: t, url: "ws://" + studio.Addr(), show: filepath.Join(dir, "soir.regie"),
		password: put(t, filepath.Join(dir, "password"), []byte(studio.Password()))}
	g.open(put(t, filepath.Join(dir, "sheet.csv"), []byte("N°;Heure;Durée;Titre;Scène\n1;17h30;5';Accueil;Plateau\n")))
	g.do(runsheet.BeginRun{Kind: runsheet.LiveRun})
	g.do(runsheet.Go{To: "accueil"})
	g.until("the scene", func(s runsheet.State) bool { return s.OBS.Scene == "Plateau" })
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStart}})
	recorded := func(least time.Duration) {
		t.Helper()
		g.until("so much is recorded", func(s runsheet.State) bool {
			return s.Signals.Health != nil && s.Signals.Health.Record.Duration >= least
		})
	}
	recorded(2 * time.Second)
	lost := studio.LostFrames(t)
	g.airs("Bandeau")
	recorded(4 * time.Second)
	g.do(runsheet.Answer{ID: "q1"})
	recorded(6 * time.Second)
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStop}})
	s := g.until("the file is whole", func(s runsheet.State) bool { return s.OBS.Record == "stopped" && s.OBS.RecordPath != "" })

	var q report.Question
	for _, one := range report.Make(g.log()).Questions {
		if one.ID == "q1" {
			q = one
		}
	}
	seen := realobs.Changes(t, s.OBS.RecordPath)
	if len(seen) < 2 || q.OnAirMark.Number != 1 || q.AnsweredMark.Number != 1 {
		t.Fatalf("the picture changed at %v, the report has %+v to %+v", seen, q.OnAirMark, q.AnsweredMark)
	}
	const near = 500 * time.Millisecond
	for _, m := range []struct {
		what             string
		reported, inFile time.Duration
	}{{"comes", q.OnAirMark.Offset, seen[0]}, {"goes", q.AnsweredMark.Offset, seen[len(seen)-1]}} {
		off := m.inFile - m.reported
		t.Logf("it %s at %v in the file, at %v in the report (%v apart)", m.what, m.inFile.Round(time.Millisecond), m.reported.Round(time.Millisecond), off.Round(time.Millisecond))
		if tolerance := near + time.Duration(studio.LostFrames(t)-lost)*time.Second/30; off < -tolerance || off > tolerance {
			t.Errorf("it %s %v away from where the report has it", m.what, off)
		}
	}
}
