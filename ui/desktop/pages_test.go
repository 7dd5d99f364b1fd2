package desktop

import (
	"slices"
	"testing"
	"time"

	"regie/runsheet"
)

// The staff's pages by keyboard alone: one is chosen, named, asked who it is, and sent elsewhere.
func TestPagesByKeyboard(t *testing.T) {
	var done []string
	did := func(what string) bool { done = append(done, what); return true }
	pages := &Pages{
		Open: func() []OpenPage {
			return []OpenPage{
				{ID: "one", Role: runsheet.StageRole, Page: "stage", System: "Linux", Address: "127.0.0.1", For: time.Minute, May: []string{"ask", "stage"}},
				{ID: "two", Name: "Loge", Role: runsheet.Animator, Page: "animator", System: "Android", Address: "192.168.1.20", May: []string{"ask", "stage", "animator"}},
			}
		},
		Identify: func(id string) bool { return did("identify " + id) },
		Rename:   func(id, name string) bool { return did("rename " + id + " " + name) },
		Send:     func(id, page string) bool { return did("send " + id + " " + page) },
	}
	r := seat(t, "live", func(c *Config) { c.Pages = pages })
	choose := func(downs ...int) {
		t.Helper()
		r.act(actPages)
		for _, n := range downs {
			if r.dialog == nil {
				t.Fatal("no dialog is open")
			}
			r.turnDialog(n)
			r.dialog.yes.Tapped(nil)
		}
	}
	choose(1, 0)
	choose(0, 3) // past the end stays at the last: the audience's page is the only other one
	choose(1, 3)
	choose(1, 1)
	if r.dialog == nil {
		t.Fatal("no name is asked for")
	}
	r.dialog.yes.Tapped(nil) // as it was
	if want := []string{"identify two", "send one ask", "send two stage", "rename two Loge"}; !slices.Equal(done, want) {
		t.Errorf("done: %q, want %q", done, want)
	}
}
