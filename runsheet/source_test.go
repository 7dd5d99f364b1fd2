package runsheet

import (
	"strings"
	"testing"
)

func TestAskFromASource(t *testing.T) {
	by := Actor{Role: SourceRole, Device: "twitch:abc"}
	ask := func(src Source) Ask {
		return Ask{ID: SourceQuestion(src.Platform, src.ID), Text: "Et les biais ?", Source: src}
	}
	for _, c := range []struct {
		name   string
		source Source
		want   Source
		refuse Reason
	}{
		{"a message", Source{"twitch", "ab-1", "Lucie"}, Source{"twitch", "ab-1", "Lucie"}, ""},
		{"an author with tricks", Source{"twitch", "ab-1", "Lu\u202ecie\n" + strings.Repeat("x", 200)}, Source{"twitch", "ab-1", "Lucie " + strings.Repeat("x", 74)}, ""},
		{"no author", Source{"slido", "3", ""}, Source{"slido", "3", ""}, ""},
		{"a platform that is none", Source{"Twitch!", "3", ""}, Source{}, BadValue},
		{"an author without a platform", Source{"", "", "Lucie"}, Source{}, BadValue},
		{"an endless id", Source{"twitch", strings.Repeat("x", 300), ""}, Source{}, BadValue},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := New()
			facts, err := Decide(s, Act{By: by, Command: ask(c.source)})
			if ReasonOf(err) != c.refuse {
				t.Fatalf("got %v, want %q", err, c.refuse)
			}
			if c.refuse != "" {
				return
			}
			for _, f := range facts {
				s = Apply(s, Entry{Seq: s.Seq + 1, By: by, Fact: f})
			}
			if got := s.Questions.At(0); got.Source != c.want || got.Device != by.Device {
				t.Errorf("got %+v", got)
			}
			if again, err := Decide(s, Act{By: by, Command: ask(c.source)}); err != nil || len(again) != 0 {
				t.Errorf("told twice: %v %v", again, err)
			}
		})
	}
}

// A page cannot say that its question comes from elsewhere.
func TestNoPageHasASource(t *testing.T) {
	if _, err := ParseCommand("ask", []byte(`{"id":"a","text":"b","source":{"platform":"twitch"}}`)); ReasonOf(err) != BadCommand {
		t.Errorf("got %v", err)
	}
}

func TestSourceNames(t *testing.T) {
	a, b := SourceQuestion("twitch", "1"), SourceQuestion("youtube", "1")
	if a == b || !validID(a) || a != SourceQuestion("twitch", "1") {
		t.Errorf("%q %q", a, b)
	}
	d := SourceDevice("twitch", "Lucie", "salt")
	if d == SourceDevice("twitch", "Lucie", "other") || strings.Contains(string(d), "Lucie") || SourceDevice("twitch", "", "salt") != "" {
		t.Errorf("%q", d)
	}
}
