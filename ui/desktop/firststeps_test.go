package desktop

import (
	"errors"
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
)

// guide is a first start with everything at hand, and what was asked for.
type guide struct {
	seated
	guided, demos, read int
	refuse              error
}

func firstStart(t *testing.T, story string, change func(*Config)) *guide {
	t.Helper()
	g := &guide{}
	g.seated = seat(t, story, func(c *Config) {
		c.FirstStart, c.OBSHere = true, true
		c.Guided = func() { g.guided++ }
		c.Open = func(string, []byte, Wish, assets.Lang) (Reading, error) { return Reading{}, io.EOF }
		c.Demo = func() error { g.demos++; return nil }
		c.FindOBS = func(assets.Lang) error { g.read++; return g.refuse }
		c.Connect = func(string, string) error { return nil }
		c.Target = func() string { return "127.0.0.1:4455" }
		if change != nil {
			change(c)
		}
	})
	return g
}

func (g *guide) steps(t *testing.T) []string {
	t.Helper()
	if g.Room.steps == nil {
		t.Fatal("the guide is not open")
	}
	var all []string
	for _, row := range g.Room.steps.rows {
		all = append(all, row.number.Text()+" "+row.title.Text()+" / "+row.body.Text())
	}
	return all
}

func TestFirstStepsComeOnceAndOnAnEmptyDesk(t *testing.T) {
	g := firstStart(t, "empty", nil)
	all := g.steps(t)
	if len(all) != 3 || !strings.Contains(all[0], "▸ Ouvrez votre conducteur") || !strings.Contains(all[1], "démonstration") || !strings.Contains(all[2], "OBS de cet ordinateur") {
		t.Fatalf("the steps: %q", all)
	}
	if g.guided != 0 || g.read != 0 {
		t.Errorf("before anything was pressed: told %d times, OBS's settings read %d times", g.guided, g.read)
	}
	g.hit(fyne.KeyEscape)
	if g.dialog != nil || g.Room.steps != nil || g.guided != 1 {
		t.Errorf("left by Escape: dialog %v, told %d times", g.dialog, g.guided)
	}
	g.act(actFirstSteps) // from the help menu
	g.steps(t)

	if g := firstStart(t, "prep", nil); g.dialog != nil {
		t.Error("the guide opens on a show that was opened by its file")
	}
	if g := firstStart(t, "empty", func(c *Config) { c.FirstStart = false }); g.dialog != nil {
		t.Error("the guide comes back")
	}
	if g := firstStart(t, "prep", func(c *Config) { c.OfferOBS = true }); g.dialog == nil || g.Room.steps != nil {
		t.Error("with a show open, the OBS of this computer is not offered")
	}
}

func TestFirstStepsByKeyboard(t *testing.T) {
	g := firstStart(t, "empty", nil)
	g.hit(fyne.KeyDown)
	g.hit(fyne.KeySpace) // is GO, and nothing here
	if g.demos != 0 {
		t.Error("Space did a step")
	}
	g.hit(fyne.KeyReturn)
	g.settle()
	if all := g.steps(t); g.demos != 1 || !strings.HasPrefix(all[1], "✓ ▸ ") {
		t.Errorf("after the second step: %d demonstrations, %q", g.demos, all)
	}
	g.hit(fyne.KeyDown)
	g.hit(fyne.KeyDown) // at the end it stays
	g.refuse = errors.New("OBS est là, mais éteint.")
	g.hit(fyne.KeyReturn)
	g.settle()
	if all := g.steps(t); g.read != 1 || !strings.Contains(all[2], "éteint") || strings.HasPrefix(all[2], "✓") {
		t.Errorf("OBS is off: read %d times, %q", g.read, all[2])
	}
	g.refuse = nil
	g.hit(fyne.KeyReturn)
	g.settle()
	if all := g.steps(t); g.read != 2 || strings.Contains(all[2], "éteint") {
		t.Errorf("OBS is on: read %d times, %q", g.read, all[2])
	}
	if err := g.desk.Do(t.Context(), runsheet.Actor{Role: runsheet.DeskRole}, runsheet.ReportLink{Link: runsheet.LinkReady}); err != nil {
		t.Fatal(err)
	}
	g.state = g.desk.State()
	g.render()
	if all := g.steps(t); !strings.HasPrefix(all[2], "✓") || !strings.Contains(all[2], "127.0.0.1:4455") {
		t.Errorf("OBS is reached: %q", all[2])
	}
	g.hit(fyne.KeyUp)
	g.hit(fyne.KeyUp)
	g.hit(fyne.KeyReturn)
	if g.Room.steps != nil || g.window.Canvas().Overlays().Top() == nil {
		t.Error("the first step opens no file dialog, or the guide lies under it")
	}
}

// Without an OBS here the third step asks for an address; what the room was not given is no step.
func TestFirstStepsOfferWhatThereIs(t *testing.T) {
	g := firstStart(t, "empty", func(c *Config) { c.OBSHere, c.Demo = false, nil })
	all := g.steps(t)
	if len(all) != 2 || !strings.HasPrefix(all[1], "2 ") || !strings.Contains(all[1], "n'est pas installé") {
		t.Fatalf("the steps: %q", all)
	}
	g.hit(fyne.KeyDown)
	g.hit(fyne.KeyReturn)
	if g.Room.steps != nil || g.dialog == nil {
		t.Error("the last step does not ask where OBS is")
	}
}

// At a first start OBS was never there: it is not lost.
func TestAnOBSThatWasNeverThereIsNotLost(t *testing.T) {
	s := seat(t, "obs-lost")
	if said := linkOf(s.state, s.desk.Now(), s.words).text; !strings.Contains(said, "perdu") {
		t.Errorf("one that is gone: %q", said)
	}
	told := func() string {
		return happened(s.state, runsheet.Entry{Fact: runsheet.LinkChanged{Link: runsheet.LinkLost}}, s.words)
	}
	if said := told(); said != "OBS ne répond plus" {
		t.Errorf("one that is gone: the last line says %q", said)
	}
	s.state.Signals.OBSHeard = runsheet.Moment{}
	if said := linkOf(s.state, s.desk.Now(), s.words).text; !strings.Contains(said, "pas relié") {
		t.Errorf("one that never was: %q", said)
	}
	if said := told(); said != "OBS n'est pas relié" {
		t.Errorf("one that never was: the last line says %q", said)
	}
}
