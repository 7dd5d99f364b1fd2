package desktop

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// places are the destinations in their order.
func (s seated) places() string {
	var ids []string
	for _, d := range s.state.Stream.Destinations {
		ids = append(ids, string(d.ID))
	}
	return strings.Join(ids, " ")
}

func TestDestinationsArePutInOrder(t *testing.T) {
	s := seat(t, "obs-panel")
	s.act(actPlaces)
	if got := s.ordering.now[0].name; !strings.Contains(got, "Vimeo") || !strings.Contains(got, s.words.Say("desktop.destination.current")) {
		t.Fatalf("the first line is %q", got)
	}
	s.act(actItemDown)
	if got := s.places(); got != "youtube vimeo" || s.ordering.at != 1 {
		t.Fatalf("after moving the first down: %s, line %d is marked", got, s.ordering.at)
	}
	s.act(actItemDown) // it is the last
	s.act(actItemUp)
	if got := s.places(); got != "vimeo youtube" || s.ordering.at != 0 {
		t.Fatalf("after moving it up again: %s, line %d is marked", got, s.ordering.at)
	}
	s.hit(fyne.KeyDelete) // the stream goes there
	if got := s.places(); got != "vimeo youtube" || !strings.Contains(s.notice.text, s.words.Say("refusal.destination-in-use")) {
		t.Fatalf("the current destination was taken out: %s, %q", got, s.notice.text)
	}
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyDelete)
	if got := s.places(); got != "vimeo" || len(s.ordering.now) != 1 || s.ordering.at != 0 {
		t.Errorf("after taking the second out: %s, %d lines, line %d is marked", got, len(s.ordering.now), s.ordering.at)
	}
	s.hit(fyne.KeyEscape)
	if s.ordering != nil {
		t.Error("the list is still open")
	}
}

// Two servers of one kind can be told apart in the worst minute, and nobody reads a key off the screen.
func TestDestinationsOfOneKindHaveNames(t *testing.T) {
	kept := map[runsheet.DestinationID]string{}
	s := seat(t, "obs-panel", func(c *Config) {
		c.HasStreamKey = func(runsheet.DestinationID) bool { return true }
		c.KeepStreamKey = func(id runsheet.DestinationID, key string) error { kept[id] = key; return nil }
	})
	rtmp := slices.IndexFunc(runsheet.Outlets, func(o runsheet.Outlet) bool { return o.ID == "rtmp" })
	for _, server := range []string{"rtmp://direct.example.org/live", "rtmp://direct.example.org/secours", "rtmps://ailleurs.example.org/live"} {
		s.act(actDestination)
		for range rtmp {
			s.hit(fyne.KeyDown)
		}
		s.hit(fyne.KeyReturn)
		for _, text := range []string{server, "", "live_4242"} {
			field, ok := s.window.Canvas().Focused().(*kit.Field)
			if !ok {
				t.Fatalf("no field for %q", text)
			}
			if secret := text == "live_4242"; field.Password != secret {
				t.Errorf("the field of %q is hidden: %v", text, field.Password)
			}
			field.SetText(text)
			field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			s.settle()
		}
	}
	var names []string
	for _, d := range s.state.Stream.Destinations[2:] {
		names = append(names, d.Name)
		if kept[d.ID] != "live_4242" {
			t.Errorf("the key of %s is %q", d.ID, kept[d.ID])
		}
	}
	if got, want := strings.Join(names, ", "), "RTMP(S) direct.example.org, RTMP(S) direct.example.org 2, RTMP(S) ailleurs.example.org"; got != want {
		t.Errorf("they are called %s, want %s", got, want)
	}
	s.act(actMove)
	says := func(want ...string) {
		t.Helper()
		var all []string
		for _, label := range find[*widget.Label](s.dialog.popup.Content) {
			all = append(all, label.Text)
		}
		if got := strings.Join(all, "\n"); !strings.Contains(got, want[0]) || strings.Contains(got, want[1]) {
			t.Errorf("where to move the stream: %q, want %q", got, want)
		}
	}
	says("youtube.com", "vimeo.com") // the stream goes to the first
	for range s.state.Stream.Destinations {
		s.hit(fyne.KeyDown)
	}
	says("rtmps://ailleurs.example.org/live", "youtube.com")
}

func TestKeyOfADestinationIsChanged(t *testing.T) {
	var kept string
	s := seat(t, "obs-panel", func(c *Config) {
		c.HasStreamKey = func(runsheet.DestinationID) bool { return true }
		c.KeepStreamKey = func(id runsheet.DestinationID, key string) error { kept = string(id) + "=" + key; return nil }
	})
	s.act(actPlaces)
	s.hit(fyne.KeyDown)
	s.hitSign('c')
	field, ok := s.window.Canvas().Focused().(interface {
		SetText(string)
		TypedKey(*fyne.KeyEvent)
	})
	if !ok {
		t.Fatal("no field asks for the key")
	}
	field.SetText(" live_4242 ")
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	s.settle()
	if kept != "youtube=live_4242" {
		t.Errorf("kept %q", kept)
	}
	if s.ordering == nil || s.ordering.at != 1 {
		t.Error("the list is not open again where it was")
	}
}

func TestMoveLeavesTheProfileAsItWas(t *testing.T) {
	s := seat(t, "moved")
	s.act(actMoveBack)
	checks := find[*kit.Check](s.dialog.popup.Content)
	if len(checks) != 1 {
		t.Fatalf("%d checks, one asks about the profile", len(checks))
	}
	checks[0].SetChecked(true)
	s.confirm()
	s.told(t, runsheet.MoveStream{From: "youtube", To: "vimeo", Restore: true})
}

func TestWhatIsExpectedTonight(t *testing.T) {
	s := seat(t, "obs-panel")
	s.act(actToStream)
	if s.state.Duty().Stream || s.studio.streams.Checked || !s.studio.records.Checked {
		t.Error("a stream is still expected")
	}
	s.studio.records.SetChecked(false)
	s.act(actToStream)
	if d := s.state.Duty(); !d.Stream || d.Record || s.studio.records.Checked {
		t.Errorf("expected: %+v", s.state.Expected)
	}
	s.told(t, runsheet.Expect{Record: true}, runsheet.Expect{}, runsheet.Expect{Stream: true})
}
