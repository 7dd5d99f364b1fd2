package desktop

import (
	"fmt"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// handling names what an entry did to questions, for "undo: …".
func handling(s runsheet.State, f runsheet.Fact, w assets.Words) string {
	switch f := f.(type) {
	case runsheet.MovedMany:
		return w.Say("desktop.deed.many", "n", len(f.Moves), "status", movedTo(f, w))
	case runsheet.Reworded:
		return w.Say("desktop.deed.reworded", "text", quote(f.Text, 40, w))
	case runsheet.Joined:
		return w.Say("desktop.deed.joined", "n", len(f.IDs))
	case runsheet.Assigned:
		return w.Say("desktop.deed.assigned", "n", len(f.IDs))
	case runsheet.Sorted:
		return w.Say("desktop.deed.sorted", "n", len(f.IDs))
	}
	return ""
}

func movedTo(f runsheet.MovedMany, w assets.Words) string {
	if len(f.Moves) == 0 {
		return ""
	}
	return w.Say("desktop.status." + string(f.Moves[0].To))
}

// handled says what was done to questions, or to what the audience may do. A claim is seen beside its question and said
// nowhere; it would push what matters out of the line.
func handled(s runsheet.State, e runsheet.Entry, w assets.Words) string {
	by := who(e.By, w)
	say := func(key string, pairs ...any) string {
		return w.Say("desktop.did."+key, append([]any{"who", by}, pairs...)...)
	}
	text := func(id runsheet.QuestionID) string {
		q, _ := s.Questions.Get(id)
		return quote(q.Text, 60, w)
	}
	switch f := e.Fact.(type) {
	case runsheet.Prepared:
		return say("prepared", "n", len(f.Questions))
	case runsheet.MovedMany:
		return say("moved-many", "n", len(f.Moves), "status", movedTo(f, w))
	case runsheet.SetAside:
		return w.Say("desktop.did.set-aside", "n", len(f.IDs))
	case runsheet.Reworded:
		return say("reworded", "text", quote(f.Text, 60, w))
	case runsheet.Joined:
		return say("joined", "n", len(f.IDs), "text", text(f.Into))
	case runsheet.Assigned:
		if f.To == "" {
			return say("unassigned", "n", len(f.IDs))
		}
		return say("assigned", "n", len(f.IDs), "name", f.To)
	case runsheet.Sorted:
		return say("sorted", "n", len(f.IDs), "kind", w.Say("desktop.kind."+string(f.Kind)))
	case runsheet.Restored:
		return say("restored", "n", len(f.IDs))
	case runsheet.QuestionViewed:
		return w.Say("desktop.did.question-viewed", "text", text(f.ID), "status", w.Say("desktop.status."+string(f.Status)))
	case runsheet.Voted:
		return w.Say("desktop.did.voted", "text", text(f.ID))
	case runsheet.Unvoted:
		return w.Say("desktop.did.unvoted", "text", text(f.ID))
	case runsheet.Reported:
		return w.Say("desktop.did.reported", "symptom", w.Say("desktop.viewer."+string(f.Symptom)))
	case runsheet.Restricted:
		if f == (runsheet.Restricted{}) {
			return say("unrestricted")
		}
		return say("restricted")
	case runsheet.DisplaySet:
		return say("display")
	case runsheet.DisplayRefused:
		if f.Why == "" {
			return w.Say("desktop.did.display-again", "source", f.TextSource)
		}
		return w.Say("desktop.did.display-refused", "source", f.TextSource)
	case runsheet.AudienceSet:
		return say("audience-sees")
	}
	return ""
}

// handlingOf is what a question's line says beside its time: who asked, who is to answer, who is busy with it.
func handlingOf(s runsheet.State, q runsheet.Question, w assets.Words) string {
	var votes, kind, speaker, prepared, edited, claim string
	if q.Votes > 0 {
		votes = fmt.Sprintf("▲%d", q.Votes)
	}
	if q.Kind != "" && q.Kind != runsheet.IsQuestion {
		kind = w.Say("desktop.kind." + string(q.Kind))
	}
	if q.Speaker != "" {
		speaker = "→ " + q.Speaker
	}
	if q.Prepared {
		prepared = w.Say("desktop.question.prepared")
	}
	if q.Original != "" {
		edited = w.Say("desktop.edited")
	}
	if c, busy := s.ClaimOn(q.ID, s.Last.At); busy {
		claim = w.Say("desktop.claimed", "who", c.By.Name)
	}
	return join(" · ", votes, kind, q.Name, speaker, prepared, edited, claim)
}

// restrictionOf says what is asked of the audience, "" for nothing: it is easily forgotten, and then people are not heard.
func restrictionOf(r runsheet.Restriction, w assets.Words) string {
	if r == (runsheet.Restriction{}) {
		return ""
	}
	var parts [4]string
	for i, on := range []bool{r.Links, r.FirstTimers, r.NamedOnly} {
		if on {
			parts[i] = w.Say("desktop.restricted." + []string{"links", "first", "named"}[i])
		}
	}
	if r.Slow > 0 {
		parts[3] = w.Say("desktop.restricted.slow", "n", int(r.Slow/time.Second))
	}
	return w.Say("desktop.restricted", "what", join(" · ", parts[:]...))
}

// troubles says what viewers tell of, "" while they tell of nothing.
func troubles(s runsheet.State, now runsheet.Moment, w assets.Words) string {
	said := ""
	for _, p := range s.Problems(now) {
		n := 0
		for _, m := range p.Minutes {
			n += m
		}
		network := ""
		if len(p.Networks) > 0 {
			network = "(" + p.Networks[0].Network + ")"
		}
		said = join(" · ", said, join(" ", w.Say("desktop.trouble", "symptom", w.Say("desktop.viewer."+string(p.Symptom)), "n", n), network))
	}
	return said
}
