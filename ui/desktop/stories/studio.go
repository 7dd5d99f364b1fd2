package stories

import (
	"time"

	"regie/runsheet"
)

// studioTales are OBS's panel, and an evening on which the platform fails.
var studioTales = []tale{
	{"glimpse", studio, nil}, {"obs-panel", studio, []string{"studio"}}, {"obs-alarms", studioAlarms, []string{"studio"}}, {"cues", cued, []string{"edit", "cues"}},
	{"cue-add", cued, []string{"edit", "cues", "item-add"}}, {"cues-text", cued, []string{"edit", "cues", "item-text"}},
	{"incident", incident, []string{"rescue"}}, {"incident-report", studio, []string{"incident"}}, {"move", incident, []string{"move-stream"}},
	{"spare-lost", spareLost, []string{"studio"}},
	{"moved", moved, []string{"rescue"}}, {"destinations", studio, []string{"destinations"}}, {"move-to", moved, []string{"move-back"}},
}

func healthy(b *script) {
	b.state.Signals.Health = &runsheet.Health{
		At: b.now, Measured: true, Scenes: []string{"Attente", "Vidéo", "Plateau", "Diapositives", "Débat"}, StudioMode: true, Preview: "Débat", Version: "31.0.2",
		Collection: "Les algorithmes", Profile: "Direct", CollectionAt: b.now.Add(-3 * time.Minute),
		Names: &runsheet.Names{Filters: map[string][]string{"Plateau large": {"Flou", "Correction"}}, Targets: map[runsheet.TargetKind][]string{
			runsheet.TargetMedia: {"Générique", "Reportage au lycée"}, runsheet.TargetText: {"Titre"}, runsheet.TargetSound: {"Micro", "Salle"},
			runsheet.TargetSource:     {"Générique", "Logo", "Micro", "Plateau large", "Reportage au lycée", "Salle", "Titre"},
			runsheet.TargetTransition: {"Coupure", "Fondu"}, runsheet.TargetHotkey: {"OBSBasic.Transition"}, runsheet.TargetRequest: {"GetStats"},
		}},
		FPS: 30, CPU: 12, Disk: 38 << 30,
		Stream:    runsheet.StreamHealth{Duration: 41*time.Minute + 55*time.Second, Bitrate: 4.5e6},
		Record:    runsheet.RecordHealth{Duration: 42 * time.Minute, Bytes: 1400 << 20},
		Media:     []runsheet.Media{{Source: "Reportage au lycée", Playing: true, Length: 4 * time.Minute, Left: 72 * time.Second}},
		Differing: []runsheet.Difference{{What: "record", Main: "started", Spare: "stopped", Since: b.now.Add(-130 * time.Second)}, {What: "version", Main: "31.0.2", Spare: "30.2.3", Since: b.now.Add(-42 * time.Minute)}},
	}
}

// studio is the evening with OBS streaming, recording and all well.
func studio(b *script) {
	b.by(operator, runsheet.SetDestinations{Destinations: []runsheet.Destination{
		{ID: "vimeo", Name: "Vimeo", Platform: "vimeo", Server: "rtmps://rtmp-global.cloud.vimeo.com:443/live", Watch: "https://vimeo.com/event/4242"},
		{ID: "youtube", Name: "YouTube", Platform: "youtube", Server: "rtmps://a.rtmps.youtube.com:443/live2", Watch: "https://www.youtube.com/watch?v=4242"},
	}, Seen: b.state.Stream.Version})
	live(b)
	b.by(operator, runsheet.MoveStream{To: "vimeo"})
	b.by(desk, runsheet.ReportMove{To: "vimeo", Phase: runsheet.MoveDone, After: 210})
	b.by(desk, runsheet.ReportOutput{Output: runsheet.StreamOutput, State: "started"})
	b.by(desk, runsheet.ReportOutput{Output: runsheet.RecordOutput, State: "started"})
	b.by(desk, runsheet.ReportSpare{Link: runsheet.LinkReady})
	b.state.Signals.SpareSees = "Diapositives"
	healthy(b)
}

// cued is the evening before it begins, with cues in the slot that is chosen first.
func cued(b *script) {
	prep(b)
	healthy(b)
	b.by(operator, runsheet.EditSlot{Slot: b.state.Show.Slots[0].ID, Sheet: b.state.SheetVersion(), Set: runsheet.Setting{Cues: &[]runsheet.Cue{
		{Do: runsheet.CueMediaRestart, Target: "Générique"},
		{Do: runsheet.CueText, Target: "Titre", With: map[string]string{"text": "Bonsoir"}},
		{Do: runsheet.CueScene, Target: "Plateau", When: runsheet.AtMediaEnd, Media: "Générique"},
		{Do: runsheet.CueMute, Target: "Micro", When: runsheet.AtEnd},
	}}})
}

// spareLost is the show going on with the main OBS alone.
func spareLost(b *script) {
	studio(b)
	b.by(desk, runsheet.ReportSpare{Link: runsheet.LinkLost, Detail: "connection refused"})
	b.until(b.now.Add(2*time.Minute + 10*time.Second))
	healthy(b)
	b.state.Signals.Health.Differing = []runsheet.Difference{{What: "link", Main: "ready", Spare: "lost"}}
}

func studioAlarms(b *script) {
	studio(b)
	b.by(desk, runsheet.ReportAlarm{Alarm: runsheet.AlarmSilence, On: true})
	b.by(desk, runsheet.ReportAlarm{Alarm: runsheet.AlarmDisk, On: true})
	b.by(desk, runsheet.ReportCue{Slot: b.state.OnAirSlot(), Cue: runsheet.Cue{Do: runsheet.CueMute, Target: "Salle"}, Outcome: runsheet.CueHasFailed, Denial: runsheet.Denial{Why: "No source was found by the name of `Salle`.", Cause: runsheet.CauseMissing}})
	b.until(b.now.Add(25 * time.Second))
	healthy(b)
}

// incident is the moment in which people say that the platform shows nothing.
func incident(b *script) {
	studio(b)
	b.by(operator, runsheet.OpenIncident{Symptom: runsheet.SymptomPlatform, Text: "écran noir chez un opérateur, lu en ligne"})
	b.until(b.now.Add(2*time.Minute + 5*time.Second))
	healthy(b)
}

func moved(b *script) {
	incident(b)
	b.by(operator, runsheet.MoveStream{From: "vimeo", To: "youtube", Approved: "Claire"})
	for _, step := range []struct {
		phase runsheet.MovePhase
		after runsheet.Millis
	}{{runsheet.MoveStop, 0}, {runsheet.MoveSet, 320}, {runsheet.MoveStart, 340}, {runsheet.MoveDone, 760}} {
		b.by(desk, runsheet.ReportMove{To: "youtube", Phase: step.phase, After: step.after})
	}
	b.until(b.now.Add(20 * time.Second))
	i, _ := b.state.Incident()
	b.by(operator, runsheet.AdvanceIncident{Incident: i.ID, Step: runsheet.IncidentAnnounced, Text: "Le direct continue ici :"})
	healthy(b)
}
