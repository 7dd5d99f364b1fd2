package app

import (
	"context"
	"errors"
	"time"

	"regie/obs"
	"regie/runsheet"
)

// captioned is what a text source of OBS was last told, and over which link: a new link may lead to an OBS that was started anew.
type captioned struct {
	source, text string
	simulated    bool
	link, spare  runsheet.Moment
}

// captionOf is what the text source ought to hold now, and whether an OBS is there to be told.
func captionOf(s runsheet.State) (captioned, bool) {
	return captioned{s.Display.TextSource, s.DisplayText(), s.Look().Simulated, s.OBS.LinkAt, s.Spare.LinkAt}, s.OBS.Link == runsheet.LinkReady
}

// triedAgain is how long what OBS refused is left alone, unless something else is to be shown: somebody may have made the source.
const triedAgain = 5 * time.Second

// showQuestions keeps a text source of OBS as the question on air, until ctx ends.
func (e *evening) showQuestions(ctx context.Context) {
	var told, refused captioned
	var again time.Time
	for s := range e.desk.Watch(ctx) {
		want, there := captionOf(s)
		if !there || want == told || want == refused && time.Now().Before(again) {
			continue
		}
		if told.source != "" && told.source != want.source && told.text != "" { // what it showed is nobody's business any more
			_ = e.fill(ctx, told.source, "", told.simulated) // OBS may well have no such source any longer
		}
		if want.source != "" {
			err := e.fill(ctx, want.source, want.text, want.simulated)
			if errors.Is(err, errOther) || errors.Is(err, obs.ErrNotConnected) || ctx.Err() != nil {
				continue // the link that comes is told
			}
			e.report(runsheet.ReportDisplay{TextSource: want.source, Denial: denial(err)})
			if err != nil {
				told, refused, again = captioned{}, want, time.Now().Add(triedAgain)
				continue
			}
		}
		told = want
	}
}

func (e *evening) fill(ctx context.Context, source, text string, simulated bool) error {
	return e.do(ctx, obs.Action{Do: obs.DoText, Source: source, Text: text}, simulated)
}
