package desktop

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// The links by keyboard alone: the pages are opened to the room, a link is copied, one is made for somebody and taken away.
func TestLinksByKeyboard(t *testing.T) {
	shared := false
	all := []LinkKey{
		{ID: "audience", Role: runsheet.Audience, First: true, Page: "ask", URL: "http://192.0.2.7:7340/ask#key=a", Here: 300},
		{ID: "moderator", Role: runsheet.Moderator, First: true, Page: "mod", URL: "http://192.0.2.7:7340/mod#key=m"},
	}
	s := seat(t, "live", func(c *Config) {
		c.Shared = func() bool { return shared }
		c.Share = func(on bool) error { shared = on; return nil }
		c.Keyring = &Keyring{
			List:  func() []LinkKey { return slices.Clone(all) },
			Roles: []runsheet.Role{runsheet.Moderator, runsheet.Animator},
			Make: func(role runsheet.Role, name string) (string, error) {
				all = append(all, LinkKey{ID: "new", Name: name, Role: role, Page: "animator", URL: "http://192.0.2.7:7340/animator#key=n"})
				return "new", nil
			},
			Revoke: func(id string) error {
				all = slices.DeleteFunc(all, func(k LinkKey) bool { return k.ID == id })
				return nil
			},
		}
	})
	marked := func(id string) {
		t.Helper()
		if s.keyring == nil || s.keyring.all[s.keyring.at].ID != id {
			t.Fatalf("the link %q is not the one that is marked", id)
		}
	}
	enter := func() { s.hit(fyne.KeyReturn); s.settle() }

	s.act(actLinks)
	if marked("audience"); s.keyring.code.Image != nil {
		t.Error("a code is shown that no phone can follow")
	}
	enter()
	if marked("audience"); !shared || s.keyring.code.Image == nil {
		t.Fatalf("open to the room %v, code %v", shared, s.keyring.code.Image != nil)
	}
	s.hit(fyne.KeyDown)
	enter()
	if got := s.app.Clipboard().Content(); got != all[1].URL {
		t.Errorf("copied %q", got)
	}
	marked("moderator") // it stays open there

	s.hitSign('l')
	s.turnDialog(1)
	enter()
	field, ok := s.window.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatal("no name is asked for")
	}
	field.SetText("Tomasz")
	field.OnSubmitted("")
	s.settle()
	if marked("new"); all[2].Name != "Tomasz" || all[2].Role != runsheet.Animator {
		t.Errorf("made %+v", all[2])
	}

	s.hitSign('x')
	if len(all) != 3 {
		t.Fatal("it is revoked without asking")
	}
	enter()
	if marked("audience"); len(all) != 2 {
		t.Errorf("left: %+v", all)
	}
	s.hit(fyne.KeyEscape)
	if s.hitSign('x'); s.keyring != nil || s.dialog != nil {
		t.Error("the dialog is still there")
	}
}
