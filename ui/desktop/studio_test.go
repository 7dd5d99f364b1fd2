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

// An alarm that means nothing this evening can count again.
func TestAlarmsAreIgnoredAndHeeded(t *testing.T) {
	s := seat(t, "obs-panel")
	for _, kind := range []runsheet.AlarmKind{runsheet.AlarmRecord, runsheet.AlarmFrozen} {
		s.send(runsheet.ReportAlarm{Alarm: kind, On: true})
	}
	s.act(actStudio)
	if got, _ := s.studio.ignore.Words(); got != "Ignorer ce soir\u00a0: L'image ne bouge plus" {
		t.Errorf("the button says %q", got)
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
