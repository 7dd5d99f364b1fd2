package report

import (
	"fmt"
	"strings"

	"regie/runsheet"
)

// questionSentence tells what became of questions, "" for what has nothing to do with them.
func questionSentence(fact runsheet.Fact, asked map[runsheet.QuestionID]string) string {
	texts := func(ids []runsheet.QuestionID) string {
		if len(ids) > fewEdits {
			return fmt.Sprintf("%d questions", len(ids))
		}
		all := make([]string, len(ids))
		for i, id := range ids {
			all[i] = asked[id]
		}
		return strings.Join(all, " | ")
	}
	switch f := fact.(type) {
	case runsheet.Prepared:
		return fmt.Sprintf("QUESTIONS  %d prepared", len(f.Questions))
	case runsheet.MovedMany:
		ids := make([]runsheet.QuestionID, len(f.Moves))
		to := ""
		for i, m := range f.Moves {
			ids[i], to = m.ID, string(m.To)
		}
		return fmt.Sprintf("QUESTIONS  %d to %s  %s", len(ids), to, texts(ids))
	case runsheet.SetAside:
		return fmt.Sprintf("QUESTIONS  %d put in quarantine (%s)  %s", len(f.IDs), f.Why, texts(f.IDs))
	case runsheet.Reworded:
		return fmt.Sprintf("QUESTION  reworded  %s -> %s", f.Was, f.Text)
	case runsheet.Joined:
		return fmt.Sprintf("QUESTIONS  %d joined to %q  %s", len(f.IDs), asked[f.Into], texts(f.IDs))
	case runsheet.Assigned:
		return fmt.Sprintf("QUESTIONS  %d for %q  %s", len(f.IDs), f.To, texts(f.IDs))
	case runsheet.Sorted:
		return fmt.Sprintf("QUESTIONS  %d are %s  %s", len(f.IDs), f.Kind, texts(f.IDs))
	case runsheet.Restored:
		return fmt.Sprintf("QUESTIONS  %d as before  %s", len(f.IDs), texts(f.IDs))
	case runsheet.Claimed:
		return fmt.Sprintf("CLAIM  %d questions", len(f.IDs))
	case runsheet.QuestionViewed:
		return fmt.Sprintf("viewers see  question %s  %s", f.Status, asked[f.ID])
	case runsheet.Voted:
		return "VOTE  " + asked[f.ID]
	case runsheet.Unvoted:
		return "VOTE  taken back  " + asked[f.ID]
	case runsheet.Reported:
		return strings.TrimSpace(fmt.Sprintf("PROBLEM  %s  %s", f.Symptom, f.Network))
	case runsheet.Restricted:
		return fmt.Sprintf("RESTRICTION  links %v, first-timers %v, named only %v, slow %s", f.Links, f.FirstTimers, f.NamedOnly, length(f.Slow))
	case runsheet.DisplaySet:
		return fmt.Sprintf("QUESTION ON AIR  text source of OBS %q, stage %v", f.TextSource, f.Stage)
	case runsheet.DisplayRefused:
		if f.Why == "" {
			return "QUESTION ON AIR  shown in OBS again"
		}
		return fmt.Sprintf("QUESTION ON AIR  not shown in %q of OBS: %s", f.TextSource, f.Why)
	case runsheet.AudienceSet:
		return fmt.Sprintf("AUDIENCE  votes %v, survey %q, rules %q", f.Votes, f.Survey, f.Rules)
	}
	return ""
}
