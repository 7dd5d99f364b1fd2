package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"time"

	"regie/runsheet"
)

//go:embed preflight.html
var preflightPage string

var preflightTemplate = template.Must(template.New("preflight").Parse(preflightPage))

// PreflightWords say a preflight in one language: Say the sentence of a key, Moment a day and an hour, Find a finding.
type PreflightWords struct {
	Lang   string
	Say    func(key string, pairs ...any) string
	Moment func(time.Time) string
	Find   func(runsheet.Finding) string
}

type preflightGroup struct {
	Weight runsheet.Weight
	Mark   string
	Title  string
	Lines  []string
}

// preflightMarks stand before each line: a page printed in black must tell them apart too.
var preflightMarks = map[runsheet.Weight]string{runsheet.Blocking: "✕", runsheet.Worrying: "!", runsheet.Noted: "i", runsheet.Fine: "✓"}

// WritePreflight writes the checks of a show as one page of HTML to print on A4: what is to be mended first, and lines to
// sign at the end. It needs nothing but itself: no network, no script.
func WritePreflight(w io.Writer, s runsheet.State, now time.Time, words PreflightWords) error {
	zone := s.Show.Location()
	clock := func(at time.Time) string { return words.Moment(at.In(zone)) }
	found := s.Ready()
	page := struct {
		Lang, Title, When, Printed, Signatures string
		Counts                                 []string
		Groups                                 []preflightGroup
		Signed                                 []string
	}{
		Lang: words.Lang, Title: words.Say("preflight.of", "show", s.Show.Title), When: words.Say("preflight.never"),
		Printed: words.Say("preflight.printed", "at", clock(now)), Signatures: words.Say("preflight.signatures"),
	}
	if !s.Preflight.Checked.IsZero() {
		page.When = words.Say("preflight.when", "at", clock(s.Preflight.Checked.Wall))
	}
	for _, weight := range runsheet.Weights {
		g := preflightGroup{Weight: weight, Mark: preflightMarks[weight], Title: words.Say("preflight.weight." + string(weight))}
		for _, f := range found {
			if f.Weight == weight {
				g.Lines = append(g.Lines, words.Find(f))
			}
		}
		if n := len(g.Lines); n > 0 {
			page.Groups = append(page.Groups, g)
			page.Counts = append(page.Counts, words.Say("preflight.count."+string(weight), "n", n))
		}
	}
	for _, word := range s.Preflight.Words {
		if word.Matter == runsheet.SignOff {
			page.Signed = append(page.Signed, word.Subject)
		}
	}
	for len(page.Signed) < 3 { // somebody always comes late
		page.Signed = append(page.Signed, "")
	}
	if err := preflightTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("write checks: %w", err)
	}
	return nil
}
