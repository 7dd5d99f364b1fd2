package report

import (
	"fmt"
	"strings"
	"time"

	"regie/runsheet"
)

// studioSentence tells of cues, destinations, incidents and of how OBS fares.
func studioSentence(fact runsheet.Fact, slot func(runsheet.SlotID) string) string {
	switch f := fact.(type) {
	case runsheet.CueAsked:
		return "CUE  by hand: " + f.Cue.String()
	case runsheet.CueRan:
		what := fmt.Sprintf("CUE  %s  %s", f.Outcome, f.Cue)
		if f.Took > 0 {
			what += fmt.Sprintf(", %d ms", f.Took)
		}
		if f.Why != "" {
			what += ": " + f.Why
		}
		if f.Slot != "" {
			what += "  (" + slot(f.Slot) + ")"
		}
		return what
	case runsheet.MediaSeen:
		return fmt.Sprintf("MEDIA  %s  %s", f.Input, f.Event)
	case runsheet.Picked:
		if f.Preview {
			return "TAKE  " + f.Scene
		}
		return "SCENE  " + f.Scene
	case runsheet.DestinationsSet:
		names := make([]string, len(f.Destinations))
		for i, d := range f.Destinations {
			names[i] = d.Name
		}
		return "DESTINATIONS  " + strings.Join(names, ", ")
	case runsheet.MoveBegan:
		what := "MOVE  to " + string(f.To)
		if f.From != "" {
			what = fmt.Sprintf("MOVE  from %s to %s", f.From, f.To)
		}
		if f.Approved != "" {
			what += ", approved by " + f.Approved
		}
		return what
	case runsheet.MovePassed:
		what := fmt.Sprintf("MOVE  %s  %s", f.Phase, f.To)
		if f.After > 0 {
			what += fmt.Sprintf(", after %d ms", f.After)
		}
		if f.Why != "" {
			what += ": " + f.Why
		}
		return what
	case runsheet.IncidentOpened:
		what := fmt.Sprintf("INCIDENT  %s  %s  %s", f.ID, f.Symptom, f.Text)
		if f.Alarm != "" {
			what += "(found by the desk)"
		}
		return what
	case runsheet.IncidentAdvanced:
		what := fmt.Sprintf("INCIDENT  %s  %s  %s", f.ID, f.Step, f.Text)
		if f.Link != "" {
			what += "  " + f.Link
		}
		return what
	case runsheet.AlarmRaised:
		return "ALARM  " + string(f.Alarm)
	case runsheet.AlarmCleared:
		return "ALARM  over: " + string(f.Alarm)
	case runsheet.OutputSeen:
		return strings.TrimRight(fmt.Sprintf("OBS  %s %s  %s", f.Output, f.State, f.Path), " ")
	case runsheet.SpareLink:
		return "SPARE OBS  " + string(f.Link) + "  " + f.Detail
	case runsheet.AlarmIgnored:
		if f.Ignore {
			return "ALARM  ignored from now on: " + string(f.Alarm)
		}
		return "ALARM  counts again: " + string(f.Alarm)
	case runsheet.OutputsExpected:
		return fmt.Sprintf("EXPECT  stream %v, recording %v", f.Stream, f.Record)
	}
	return runsheet.FactKind(fact)
}

// Incident is something that broke, and how long after its detection each step was taken: nil for one that was not.
type Incident struct {
	ID                                     runsheet.IncidentID
	Symptom                                runsheet.Symptom
	Text, Decision, To                     string
	Announcement, Link, Outcome            string
	By                                     runsheet.Role
	Detected                               time.Time
	Decided, Switched, Announced, Resolved *time.Duration
}

// incidentsOf tells them in the show's zone.
func incidentsOf(s runsheet.State, loc *time.Location) []Incident {
	var all []Incident
	for _, i := range s.Incidents {
		after := func(at runsheet.Moment) *time.Duration {
			if at.IsZero() {
				return nil
			}
			took := at.Since(i.Detected)
			return &took
		}
		all = append(all, Incident{
			ID: i.ID, Symptom: i.Symptom, Text: i.Text, Decision: i.Decision, To: i.To, Announcement: i.Announcement, Link: i.Link,
			Outcome: i.Outcome, By: i.By.Role, Detected: in(i.Detected.Wall, loc),
			Decided: after(i.Decided), Switched: after(i.Switched), Announced: after(i.Announced), Resolved: after(i.Resolved),
		})
	}
	return all
}

// incident is an Incident as WriteJSON writes it.
type incident struct {
	ID           string   `json:"id"`
	Symptom      string   `json:"symptom"`
	Text         string   `json:"text"`
	By           string   `json:"by"`
	Detected     *string  `json:"detected_at"`
	Decided      *float64 `json:"decided_after_s"`
	Decision     string   `json:"decision"`
	Switched     *float64 `json:"switched_after_s"`
	To           string   `json:"switched_to"`
	Announced    *float64 `json:"announced_after_s"`
	Announcement string   `json:"announcement"`
	Link         string   `json:"link"`
	Resolved     *float64 `json:"resolved_after_s"`
	Outcome      string   `json:"outcome"`
}

func (i Incident) json() incident {
	after := func(d *time.Duration) *float64 {
		if d == nil {
			return nil
		}
		s := seconds(*d)
		return &s
	}
	return incident{
		string(i.ID), string(i.Symptom), i.Text, string(i.By), stamp(i.Detected), after(i.Decided), i.Decision, after(i.Switched), i.To,
		after(i.Announced), i.Announcement, i.Link, after(i.Resolved), i.Outcome,
	}
}
