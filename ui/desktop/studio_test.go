package desktop

import (
	"context"
	"image"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// Pictures are asked of OBS only while its panel is seen.
func TestPicturesOnlyWhileSeen(t *testing.T) {
	begun, ended := make(chan struct{}, 9), make(chan struct{}, 9)
	s := seat(t, "obs-panel", func(c *Config) {
		c.Studio = func(ctx context.Context, _ time.Duration, _ int, _ func(Picture), _ func([]Level)) {
			begun <- struct{}{}
			<-ctx.Done()
			ended <- struct{}{}
		}
	})
	s.act(actToQuestions)
	for len(begun) > 0 { // the story shows the panel
		<-begun
		<-ended
	}
	for range 2 {
		s.act(actStudio)
		<-begun
		s.act(actToQuestions)
		<-ended
	}
	if len(begun)+len(ended) > 0 {
		t.Errorf("%d looks more, %d ends", len(begun), len(ended))
	}
}

// Nothing of a window that is minimised is seen: neither its panel nor the scene ahead costs OBS a picture.
func TestHiddenWindowAsksForNoPicture(t *testing.T) {
	begun, ended := make(chan struct{}, 9), make(chan struct{}, 9)
	hidden, ahead := false, ""
	s := seat(t, "obs-panel", func(c *Config) {
		c.Hidden = func(fyne.Window) bool { return hidden }
		c.Glimpse = func(scene string) image.Image { ahead = scene; return nil }
		c.Studio = func(ctx context.Context, _ time.Duration, _ int, _ func(Picture), _ func([]Level)) {
			begun <- struct{}{}
			<-ctx.Done()
			ended <- struct{}{}
		}
	})
	s.act(actStudio)
	<-begun
	for range 2 {
		hidden, s.polled = true, 0
		s.render()
		if <-ended; ahead != "" {
			t.Errorf("hidden, and %q is asked for", ahead)
		}
		hidden, s.polled = false, 0
		s.render()
		if <-begun; ahead == "" {
			t.Error("seen again, and the scene ahead is not asked for")
		}
	}
}

// Each alarm is ignored by its own button, the newest by the key; what is ignored can count again.
func TestAlarmsAreIgnoredAndHeeded(t *testing.T) {
	s := seat(t, "obs-panel")
	for _, kind := range []runsheet.AlarmKind{runsheet.AlarmRecord, runsheet.AlarmDisk, runsheet.AlarmFrozen} {
		s.send(runsheet.ReportAlarm{Alarm: kind, On: true})
	}
	s.act(actStudio)
	if got := s.studio.alarms[1].words.Text(); got != "⚠ Disque presque plein (0\u00a0s)" {
		t.Errorf("the second row says %q", got)
	}
	s.studio.alarms[1].ignore.Tapped(nil)
	if s.state.Alarmed(runsheet.AlarmDisk) || !s.state.Alarmed(runsheet.AlarmFrozen) || s.studio.alarms[2].box.Visible() {
		t.Errorf("after the second row's button: alarms %v", s.state.Alarms)
	}
	s.act(actAlarmsOff)
	if s.state.Alarmed(runsheet.AlarmFrozen) || !s.state.Alarmed(runsheet.AlarmRecord) || !s.studio.ignored.Visible() || !s.studio.heed.Visible() {
		t.Errorf("alarms %v, ignored %v", s.state.Alarms, s.state.Ignored)
	}
	s.act(actAlarmsOn)
	if len(s.state.Ignored) > 0 || s.studio.ignored.Visible() || s.studio.heed.Visible() {
		t.Errorf("still ignored: %v", s.state.Ignored)
	}
}

// Of an OBS that is away nobody knows whether anything is still wrong: no banner says so, the panel in the past tense.
func TestAlarmsOfAnOBSThatIsAway(t *testing.T) {
	s := seat(t, "obs-panel")
	for _, kind := range []runsheet.AlarmKind{runsheet.AlarmDisk, runsheet.AlarmSilence} {
		s.send(runsheet.ReportAlarm{Alarm: kind, On: true})
	}
	says := func() (text string) {
		for _, a := range alertsOf(s.state, s.cfg.Desk.Now(), s.words) {
			text += a.text + "\n"
		}
		return text
	}
	if got := says(); !strings.Contains(got, "On n'entend rien (0\u00a0s) · Disque presque plein") { // the gravest first
		t.Errorf("the banners say %q", got)
	}
	s.send(runsheet.ReportLink{Link: runsheet.LinkLost, Detail: "frozen"})
	if got, panel := says(), s.studio.alarms[1].words.Text(); strings.Contains(got, "On n'entend rien") || panel != "On n'entend rien (quand OBS était là)" {
		t.Errorf("OBS away: the banners say %q, the panel %q", got, panel)
	}
}

// In the least window the banners that there is room for are the gravest, and what one that is left out would have had goes to them.
func TestGravestBannersAreShown(t *testing.T) {
	s := seat(t, "obs-panel")
	s.send(runsheet.OpenIncident{Symptom: runsheet.SymptomPlatform})
	for _, kind := range []runsheet.AlarmKind{runsheet.AlarmRecord, runsheet.AlarmSilence, runsheet.AlarmBlack} {
		s.send(runsheet.ReportAlarm{Alarm: kind, On: true})
	}
	s.state.OBS.Scene = "Attente"
	s.window.Resize(fyne.NewSize(1280, 675)) // what a title and the menus leave of 720
	s.render()
	if s.alerts.told != 3 {
		t.Fatalf("%d banners", s.alerts.told)
	}
	for i, want := range []string{"⚠ OBS montre «\u00a0Attente\u00a0», pas «\u00a0Diapositives\u00a0».", "✕ L'image est noire"} {
		line := s.alerts.rows[i].text
		if !line.Visible() || !strings.HasPrefix(line.Text(), want) {
			t.Fatalf("banner %d says %q, want %q", i, line.Text(), want)
		}
		if i == 0 && line.Tall(line.Size().Width, alertLines) > line.Size().Height {
			t.Errorf("%q is cut: it has %v", line.Text(), line.Size())
		}
	}
}

// Once the stream is up again its incident no longer says that it is down.
func TestIncidentOfAStreamThatIsBack(t *testing.T) {
	s := seat(t, "obs-panel")
	says := func(want string) {
		t.Helper()
		for _, a := range alertsOf(s.state, s.cfg.Desk.Now(), s.words) {
			if strings.Contains(a.text, "Incident") && !strings.Contains(a.text, want) {
				t.Errorf("%q, want %q", a.text, want)
			}
		}
	}
	s.send(runsheet.ReportOutput{Output: runsheet.StreamOutput, State: "stopped"})
	s.send(runsheet.ReportAlarm{Alarm: runsheet.AlarmStream, On: true})
	if _, open := s.state.Incident(); !open {
		t.Fatal("no incident")
	}
	says("Le direct est coupé")
	s.send(runsheet.ReportOutput{Output: runsheet.StreamOutput, State: "started"})
	says("Le direct est coupé") // until the alarm has ended
	s.send(runsheet.ReportAlarm{Alarm: runsheet.AlarmStream})
	says("mais le direct passe")
}

// What is needed in the worst minute is in sight in the least window, however many alarms there are.
func TestAlarmsHideNoButton(t *testing.T) {
	s := seat(t, "obs-panel")
	for _, kind := range runsheet.AlarmKinds {
		s.send(runsheet.ReportAlarm{Alarm: kind, On: true})
	}
	s.window.Resize(fyne.NewSize(1280, 720))
	s.act(actStudio)
	driver := fyne.CurrentApp().Driver()
	end := driver.AbsolutePositionForObject(s.studio.Box).Y + s.studio.Box.Size().Height
	first := s.studio.alarms[0].ignore
	if y := driver.AbsolutePositionForObject(first).Y; y > end-2*first.Size().Height {
		t.Errorf("the first alarm's button is at %.0f, the panel ends at %.0f", y, end)
	}
	for what, p := range map[string]*kit.Press{"scene": s.studio.scenes[0], "stream": s.studio.stream, "record": s.studio.record, "move": s.studio.move, "preview": s.studio.take} {
		y := driver.AbsolutePositionForObject(p).Y
		if !p.Visible() || p.Size().Height < 10 || y+p.Size().Height > end {
			t.Errorf("the button %s is at %.0f and %v, the panel ends at %.0f", what, y, p.Size(), end)
		}
	}
	before := driver.AbsolutePositionForObject(s.studio.scenes[0])
	for _, kind := range runsheet.AlarmKinds {
		s.send(runsheet.ReportAlarm{Alarm: kind})
	}
	if after := driver.AbsolutePositionForObject(s.studio.scenes[0]); after != before {
		t.Errorf("an alarm that ends moves the scenes from %v to %v", before, after)
	}
	before = driver.AbsolutePositionForObject(s.studio.stream)
	for _, out := range []runsheet.Output{runsheet.StreamOutput, runsheet.RecordOutput} {
		s.send(runsheet.ReportOutput{Output: out, State: "stopped"})
	}
	s.state.Signals.Health.StudioMode = false
	s.render()
	if after := driver.AbsolutePositionForObject(s.studio.stream); after != before || s.studio.take.Enabled() {
		t.Errorf("other words on the buttons move them from %v to %v", before, after)
	}
}

// Where one scene is on air and in preview there is one picture for both.
func TestPreviewOfWhatIsOnAir(t *testing.T) {
	s := seat(t, "obs-panel")
	s.act(actStudio)
	air, ahead := image.NewGray(image.Rect(0, 0, 2, 1)), image.NewGray(image.Rect(0, 0, 3, 1))
	s.studio.draw(Picture{Scene: "Plateau", Program: true, Image: air})
	s.studio.draw(Picture{Scene: "Débat", Image: ahead})
	if s.studio.program.Image != air || s.studio.preview.Image != ahead {
		t.Error("two scenes, and not each in its place")
	}
	s.state.Signals.Health.Preview = "Plateau"
	s.render()
	s.studio.draw(Picture{Scene: "Plateau", Program: true, Image: air})
	if s.studio.preview.Image != air {
		t.Error("the preview still shows another scene")
	}
}

// A scene that OBS does not have is told before GO would take it, and has no picture.
func TestSceneAheadThatOBSHasNot(t *testing.T) {
	s := seat(t, "obs-panel")
	scene := s.sceneAhead()
	if detail := nextOf(s.state, nil, s.words).detail; scene == "" || detail.token == theme.Warn {
		t.Fatalf("ahead %q, %v", scene, detail)
	}
	s.state.Signals.Health.Scenes = []string{"Plateau 2"}
	if detail := nextOf(s.state, nil, s.words).detail; s.sceneAhead() != "" || detail.token != theme.Warn || !strings.Contains(detail.text, scene) || !strings.Contains(detail.text, "absente d'OBS") {
		t.Errorf("another collection: ahead %q, %v", s.sceneAhead(), detail)
	}
}

// The menu calls its lines what they do now: an output is stopped or started, a scene has its name.
func TestMenuFollowsOBS(t *testing.T) {
	s := seat(t, "obs-panel")
	says := func(want ...string) {
		t.Helper()
		var labels []string
		for _, menu := range s.window.MainMenu().Items {
			for _, item := range menu.Items {
				labels = append(labels, item.Label)
			}
		}
		for _, label := range want {
			if !slices.Contains(labels, label) {
				t.Errorf("the menu does not say %q: %q", label, labels)
			}
		}
	}
	says("Arrêter le direct…", "Arrêter l'enregistrement", "Vidéo   ( F2 )", "Scène 6 d'OBS   ( F6 )", "Pas de direct ce soir")
	s.send(runsheet.ReportOutput{Output: runsheet.RecordOutput, State: "stopped"})
	s.send(runsheet.Expect{Record: true})
	s.state.Signals.Health.Scenes[1] = "Plateau large"
	s.render()
	says("Enregistrer", "Plateau large   ( F2 )", "Le direct est attendu ce soir")
}

// A meter has the same length whatever is heard, also what is louder than all that fits, which OBS tells too.
func TestMeters(t *testing.T) {
	for peak, want := range map[float64]string{0: strings.Repeat("▯", meterBars), 1: strings.Repeat("▮", meterBars), 1.8: strings.Repeat("▮", meterBars), 1e-9: strings.Repeat("▯", meterBars)} {
		got := meterOf(Level{Input: "Micro", Peak: peak})
		bars, rest, _ := strings.Cut(got, " ")
		if bars != want || utf8.RuneCountInString(bars) != meterBars || !strings.HasSuffix(rest, "dB  Micro") {
			t.Errorf("a peak of %v is drawn as %q", peak, got)
		}
	}
	if got := meterOf(Level{Input: "Micro", Peak: 1.8}); !strings.Contains(got, "5 dB") {
		t.Errorf("how much too loud it is: %q", got)
	}
}
