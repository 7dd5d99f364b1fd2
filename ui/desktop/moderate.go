package desktop

import (
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// moderations are the ways of moderating, in the order in which one key goes through them.
var moderations = []runsheet.Moderation{runsheet.Active, runsheet.Passive, runsheet.Unmoderated}

// moderate goes on to the next way of moderating.
func (r *Room) moderate() {
	for i, mode := range moderations {
		if mode == r.state.Moderation {
			r.send(runsheet.Moderate{Mode: moderations[(i+1)%len(moderations)]})
			return
		}
	}
}

// askReword edits the text of a question; the original is kept.
func (r *Room) askReword(id runsheet.QuestionID) {
	q, ok := r.state.Questions.Get(id)
	if !ok {
		return
	}
	body := r.words.Say("desktop.reword.body")
	if q.Original != "" {
		body = r.words.Say("desktop.reword.original", "text", q.Original)
	}
	read := func(text string) (string, bool) {
		text = runsheet.Clean(text)
		n := len([]rune(text))
		return r.words.Say("desktop.reword.length", "count", n, "most", runsheet.MaxQuestion), n > 0 && n <= runsheet.MaxQuestion
	}
	r.askField(r.words.Say("desktop.reword.title"), body, q.Text, r.words.Say("desktop.reword.yes"), kit.Plain, read, func(text string) {
		r.question(id, runsheet.Reword{ID: id, Text: text, Was: q.Text}, false)
	})
}

// rejectBurst rejects what the rules put in quarantine; the desk's undo brings it all back at once.
func (r *Room) rejectBurst() {
	if r.state.Tally(r.state.Last.At).Burst > 0 {
		r.send(runsheet.RejectBurst{})
	}
}
