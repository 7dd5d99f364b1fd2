package desktop

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"regie/ui/desktop/kit"
)

// Every sort of notification stands in the dialog with its tick, by keyboard; what is chosen is handed on at once and is still so when
// the dialog opens again.
func TestNotificationsAreChosen(t *testing.T) {
	var chose []string
	s := seat(t, "live", func(c *Config) {
		c.Choices = []Choice{{ID: "obs-lost", On: true}, {ID: "timer", On: true}, {ID: "sound"}}
		c.Choose = func(id string, on bool) {
			if !on {
				id = "no " + id
			}
			chose = append(chose, id)
		}
	})
	ticks := func() (all []*kit.Check) {
		s.act(actPreferences)
		for _, c := range find[*kit.Check](s.dialog.popup.Content) {
			if slices.Contains([]string{s.words.Say("desktop.choice.obs-lost"), s.words.Say("desktop.choice.timer"), s.words.Say("desktop.choice.sound")}, c.Text) {
				all = append(all, c)
			}
		}
		if len(all) != 3 {
			t.Fatalf("%d ticks", len(all))
		}
		return all
	}
	for _, c := range ticks()[1:] {
		s.window.Canvas().Focus(c)
		s.hitSign(' ')
	}
	if !slices.Equal(chose, []string{"no timer", "sound"}) {
		t.Errorf("chosen: %q", chose)
	}
	s.hit(fyne.KeyEscape)
	if s.dialog != nil {
		t.Error("Escape on a tick does not close the dialog")
	}
	for i, c := range ticks() {
		if want := i != 1; c.Checked != want {
			t.Errorf("opened again: %q is %v", c.Text, c.Checked)
		}
	}
}
