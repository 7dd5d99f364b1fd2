package runsheet

import (
	"strings"
	"unicode/utf8"
)

// Display is where else the question on air can be seen, besides the page for OBS and the animator's.
type Display struct {
	// TextSource is the text source of OBS that shows it, "" for none.
	TextSource string
	// Stage: the speaker's screens have it too.
	Stage bool
	// Refused says why OBS does not show it; it has no Why while it does.
	Refused Denial
}

// ShowQuestions says where the question on air is to be seen; what is nil stays as it is.
type ShowQuestions struct {
	TextSource *string `json:"text_source"`
	Stage      *bool   `json:"stage"`
}

// ReportDisplay says what OBS made of the question on air: Why it did not show it in that source, "" when it did.
type ReportDisplay struct {
	TextSource string `json:"text_source"`
	Denial
}

func (ShowQuestions) command() string { return "show-questions" }
func (ReportDisplay) command() string { return "report-display" }

type (
	// DisplaySet: where the question on air is seen changed.
	DisplaySet struct {
		TextSource string `json:"text_source,omitempty"`
		Stage      bool   `json:"stage,omitempty"`
	}
	// DisplayRefused: OBS did not show the question on air; without a Why it does again. It never holds the question.
	DisplayRefused struct {
		TextSource string `json:"text_source,omitempty"`
		Denial
	}
)

func (DisplaySet) kind() (string, int)     { return "display-set", 1 }
func (DisplayRefused) kind() (string, int) { return "display-refused", 1 }

func decideShowQuestions(s State, c ShowQuestions) ([]Fact, error) {
	set := DisplaySet{TextSource: s.Display.TextSource, Stage: s.Display.Stage}
	if c.TextSource != nil {
		if set.TextSource = strings.TrimSpace(strings.ToValidUTF8(*c.TextSource, "")); utf8.RuneCountInString(set.TextSource) > MaxTitle {
			return nil, refuse(FieldTooLong, "%d characters at most", MaxTitle)
		}
	}
	if c.Stage != nil {
		set.Stage = *c.Stage
	}
	if set == (DisplaySet{TextSource: s.Display.TextSource, Stage: s.Display.Stage}) {
		return nil, nil
	}
	return facts(set)
}

// decideReportDisplay takes a report on a source that was named meanwhile by another name for what it is: old.
func decideReportDisplay(s State, c ReportDisplay) ([]Fact, error) {
	if c.TextSource != s.Display.TextSource || c.Why == s.Display.Refused.Why {
		return nil, nil
	}
	return facts(DisplayRefused(c))
}

func applyDisplaySet(s State, f DisplaySet) State {
	if f.TextSource != s.Display.TextSource {
		s.Display.Refused = Denial{}
	}
	s.Display.TextSource, s.Display.Stage = f.TextSource, f.Stage
	return s
}

// DisplayText is what the text source of OBS ought to hold: the question on air, "" while there is none.
func (s State) DisplayText() string {
	q, _ := s.QuestionOnAir()
	return q.Text
}
