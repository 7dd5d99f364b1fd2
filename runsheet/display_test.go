package runsheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShowQuestions(t *testing.T) {
	no := Denial{Why: "no such source", Cause: CauseMissing}
	set := after(New(), DisplaySet{TextSource: "Question"})
	refused := after(set, DisplayRefused{"Question", no})
	for _, tc := range []struct {
		name   string
		s      State
		c      Command
		want   []Fact
		reason Reason
	}{
		{"a source", New(), ShowQuestions{TextSource: new("  Question ")}, []Fact{DisplaySet{"Question", false}}, ""},
		{"the stage alone", set, ShowQuestions{Stage: new(true)}, []Fact{DisplaySet{"Question", true}}, ""},
		{"as it is", set, ShowQuestions{TextSource: new("Question"), Stage: new(false)}, nil, ""},
		{"nothing said", set, ShowQuestions{}, nil, ""},
		{"no source any more", set, ShowQuestions{TextSource: new("")}, []Fact{DisplaySet{"", false}}, ""},
		{"too long", set, ShowQuestions{TextSource: new(strings.Repeat("é", MaxTitle+1))}, nil, FieldTooLong},
		{"refused", set, ReportDisplay{"Question", no}, []Fact{DisplayRefused{"Question", no}}, ""},
		{"refused as before", refused, ReportDisplay{"Question", no}, nil, ""},
		{"shown again", refused, ReportDisplay{TextSource: "Question"}, []Fact{DisplayRefused{TextSource: "Question"}}, ""},
		{"shown as always", set, ReportDisplay{TextSource: "Question"}, nil, ""},
		{"of another source", refused, ReportDisplay{TextSource: "Bandeau"}, nil, ""},
	} {
		got, err := Decide(tc.s, Act{At: noon, By: Actor{Role: Operator}, Command: tc.c})
		if diff := cmp.Diff(tc.want, got); diff != "" || ReasonOf(err) != tc.reason {
			t.Errorf("%s: %v (-want +got):\n%s", tc.name, err, diff)
		}
	}
	if _, err := Decide(New(), Act{At: noon, By: Actor{Role: Moderator}, Command: ShowQuestions{Stage: new(true)}}); ReasonOf(err) != NotAllowed {
		t.Errorf("a moderator shows questions: %v", err)
	}
	if s := after(refused, DisplaySet{TextSource: "Bandeau"}); s.Display != (Display{TextSource: "Bandeau"}) {
		t.Errorf("another source has the trouble of the one before: %+v", s.Display)
	}
}

// The text of the question on air, and of no other, is what OBS is to show.
func TestDisplayText(t *testing.T) {
	s := after(New(), Prepared{Questions: []PreparedQuestion{{ID: "p", Text: "Qui écrit la « recette » ?"}, {ID: "c", Text: "Bravo", Kind: IsComment}}})
	if s.DisplayText() != "" {
		t.Errorf("an approved question is shown: %q", s.DisplayText())
	}
	if q, _ := s.Questions.Get("c"); q.Kind != IsComment {
		t.Errorf("a prepared comment is a %s", q.Kind)
	}
	s = after(s, Moved{"p", Approved, OnAirNow})
	if s.DisplayText() != "Qui écrit la « recette » ?" {
		t.Errorf("the question on air is shown as %q", s.DisplayText())
	}
	if s = after(s, Moved{"p", OnAirNow, Answered}); s.DisplayText() != "" {
		t.Errorf("an answered question is shown: %q", s.DisplayText())
	}
}
