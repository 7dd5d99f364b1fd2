package desktop

import (
	"testing"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
)

// An app has no last event for which Fyne could wait for ever, whatever Fyne has put there.
func TestAppEndsWithoutALastEvent(t *testing.T) {
	before := fyne.CurrentApp()
	defer fyne.SetCurrentApp(before)
	a := fyneapp.NewWithID("org.regie.test")
	last, ok := a.Lifecycle().(interface{ OnStopped() func() })
	if !ok || last.OnStopped() == nil {
		t.Fatal("Fyne keeps its last event elsewhere: see whether its Run still can wait for it for ever")
	}
	a.Lifecycle().SetOnStopped(func() {})
	withoutLastEvent(a)
	if last.OnStopped() != nil {
		t.Error("there is a last event")
	}
}
