package desktop

import "fyne.io/fyne/v2"

// RunApp runs an app until it is quit. Fyne 2.8.1 gives the last event of an app, that it has stopped, to a queue that it closes at the
// same moment; where the event comes too late Fyne waits for it for ever, with all windows gone and the show file still open. So
// there is no such event here: whoever wants to know waits for RunApp to return.
func RunApp(a fyne.App) {
	withoutLastEvent(a)
	a.Run()
}

// withoutLastEvent takes the event away: Fyne's own use of it keeps preferences, and Régie keeps its settings itself.
func withoutLastEvent(a fyne.App) {
	a.Lifecycle().SetOnStopped(nil)
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// Stopped tells the room that the app has stopped and its windows are gone. Where the system ended the app before the room could
// close its window, the room remembers now how that stood.
func (r *Room) Stopped() {
	if !r.over.Swap(true) && r.window != nil {
		r.remember()
	}
}
