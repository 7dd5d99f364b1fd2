package desktop

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// chats are sources that a test can follow and cut off.
type chats struct {
	all   []Source
	asked string // the last that was asked for
}

func (c *chats) find(id string) *Source {
	i := slices.IndexFunc(c.all, func(s Source) bool { return s.ID == id })
	return &c.all[i]
}

func (c *chats) config(cfg *Config) {
	cfg.Sources = &Sources{
		List:      func() []Source { return slices.Clone(c.all) },
		Platforms: []runsheet.Platform{"twitch", "youtube"}, Keyed: []runsheet.Platform{"youtube"},
		Add: func(p runsheet.Platform, target, key string) error {
			c.asked = join(" ", string(p), target, key)
			if target == "" {
				return FaultTarget
			}
			c.all = append(c.all, Source{ID: string(p) + ":" + target, Platform: p, Target: target, On: true, Light: "connecting", Last: -1})
			return nil
		},
		Switch: func(id string, on bool) {
			s := c.find(id)
			if s.On, s.Light = on, "off"; on {
				s.Light = "connecting"
			}
		},
		Import: func(_ context.Context, name string, data []byte, _ func(int, int)) (int, error) {
			if c.asked = name + " " + string(data); len(data) < 3 {
				return 0, FaultNoQuestions
			}
			return 2, nil
		},
		Remove: func(id string) { c.all = slices.DeleteFunc(c.all, func(s Source) bool { return s.ID == id }) },
	}
}

// The sources by keyboard alone: one is cut off and switched on again, one is followed, one forgotten, the address copied.
func TestSourcesByKeyboard(t *testing.T) {
	c := &chats{all: []Source{
		{ID: "twitch:salle", Platform: "twitch", Target: "salle", On: true, Light: "live", Last: 3 * time.Second},
		{ID: "ingest", Platform: "ingest", On: true, Light: "live", Last: -1, URL: "http://192.0.2.7/api/ingest?key=k"},
	}}
	s := seat(t, "live", c.config)
	marked := func(id string) {
		t.Helper()
		if s.ordering == nil || c.all[s.ordering.at].ID != id {
			t.Fatalf("the source %q is not the one that is marked", id)
		}
	}
	yes := func() string { word, _ := s.dialog.yes.Words(); return word }

	s.act(actSources)
	if marked("twitch:salle"); yes() != "Couper" {
		t.Errorf("Enter is called %q", yes())
	}
	s.enter()
	if marked("twitch:salle"); c.all[0].On || yes() != "Remettre" {
		t.Errorf("cut off: %+v, Enter is called %q", c.all[0], yes())
	}
	s.enter()
	if marked("twitch:salle"); !c.all[0].On {
		t.Error("it is not on again")
	}

	s.hit(fyne.KeyDown)
	marked("ingest")
	s.hitSign('c')
	if got := s.app.Clipboard().Content(); got != c.all[1].URL {
		t.Errorf("copied %q", got)
	}
	s.app.Clipboard().SetContent("Une ?\nDeux ?")
	s.pastes()
	if got := s.status.text.Text(); got != "Presse-papiers · 2 questions reçues" || !strings.HasSuffix(c.asked, "Une ?\nDeux ?") {
		t.Errorf("what was copied elsewhere is told as %q, of %q", got, c.asked)
	}
	if s.hit(fyne.KeyDelete); len(c.all) != 2 {
		t.Error("the entrance is forgotten")
	}

	s.hit(fyne.KeyInsert)
	field, ok := s.window.Canvas().Focused().(*kit.Field)
	if !ok {
		t.Fatal("no place is asked for")
	}
	field.OnSubmitted("") // nothing typed
	s.settle()
	if got := s.status.text.Text(); !strings.Contains(got, s.words.Say("desktop.fault.target")) {
		t.Errorf("a place that is none is told as %q", got)
	}
	s.act(actSources)
	s.hit(fyne.KeyInsert)
	field = s.window.Canvas().Focused().(*kit.Field)
	field.SetText("autre ")
	field.OnSubmitted("")
	s.settle()
	if marked("twitch:autre"); c.asked != "twitch autre" {
		t.Errorf("asked to follow %q", c.asked)
	}

	s.hit(fyne.KeyDelete)
	if len(c.all) != 3 {
		t.Fatal("it is forgotten without asking")
	}
	s.enter()
	if marked("twitch:salle"); len(c.all) != 2 {
		t.Errorf("left: %+v", c.all)
	}
}

// A source that has died is seen without opening anything, and its list says why in words.
func TestDeadSourceIsSeen(t *testing.T) {
	c := &chats{all: []Source{
		{ID: "twitch:salle", Platform: "twitch", Target: "salle", On: true, Light: "live", Last: 3 * time.Second},
		{ID: "youtube:x", Platform: "youtube", Target: "x", On: true, Light: "live", Last: time.Minute, Used: 40, Daily: 10_000},
		{ID: "ingest", Platform: "ingest", On: true, Light: "live", Last: -1, URL: "http://192.0.2.7/api/ingest?key=k"},
	}}
	s := seat(t, "live", c.config)
	seen := func(want string) {
		t.Helper()
		s.wait(time.Second)
		if got := s.header.sources.Text(); got != want || s.header.sources.Visible() != (want != "") {
			t.Errorf("the top says %q, want %q", got, want)
		}
	}
	seen("✓ Chats 2")
	c.all[1].Light, c.all[1].Cause, c.all[1].Since, c.all[1].Detail = "halted", "quota", 2*time.Minute, "quotaExceeded"
	seen("✕ YouTube perdu, 2\u00a0min")
	s.act(actSources)
	if got := s.ordering.now[1]; got.name != "✕  YouTube · x" || got.more != "arrêté depuis 2\u00a0min · le quota du jour est épuisé · dernier message il y a 1\u00a0min · quota 40 sur 10 000" {
		t.Errorf("the list says %+v", got)
	}
	c.all[0].Light, c.all[0].Cause = "waiting", "network"
	seen("✕ 2 chats perdus")
	c.all[0].Light, c.all[1].Light = "connecting", "live"
	seen("… Chats 1 sur 2")
	c.all[0].On, c.all[1].On, c.all[0].Light, c.all[1].Light = false, false, "off", "off"
	seen("") // whoever cut them off knows
}
