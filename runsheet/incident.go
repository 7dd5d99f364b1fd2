package runsheet

import (
	"fmt"
	"slices"
)

// IncidentID names an incident within a show.
type IncidentID string

// Symptom is what people notice.
type Symptom string

// The symptoms, in the order in which screens offer them.
const (
	SymptomBlack    Symptom = "black"
	SymptomFrozen   Symptom = "frozen"
	SymptomSilence  Symptom = "silence"
	SymptomStream   Symptom = "stream"   // the stream is down
	SymptomPlatform Symptom = "platform" // it goes out and does not arrive
	SymptomNetwork  Symptom = "network"
	SymptomOther    Symptom = "other"
)

// Symptoms lists every Symptom.
var Symptoms = []Symptom{SymptomBlack, SymptomFrozen, SymptomSilence, SymptomStream, SymptomPlatform, SymptomNetwork, SymptomOther}

// Incident is something that broke, and what was done about it. A moment that has not come is zero.
type Incident struct {
	ID      IncidentID
	Symptom Symptom
	Text    string
	By      Actor
	// Alarm is what raised it, "" for a person.
	Alarm    AlarmKind
	Detected Moment
	Decided  Moment
	// Decision is what was decided, in words.
	Decision  string
	Switched  Moment
	To        string
	Announced Moment
	// Announcement is what the public is told, Link where it is sent.
	Announcement, Link string
	Resolved           Moment
	Outcome            string
}

// IncidentStep is a step that follows the detection.
type IncidentStep string

// The steps, in their usual order; one may be left out.
const (
	IncidentDecided   IncidentStep = "decided"
	IncidentSwitched  IncidentStep = "switched"
	IncidentAnnounced IncidentStep = "announced"
	IncidentResolved  IncidentStep = "resolved"
)

// IncidentSteps lists every IncidentStep.
var IncidentSteps = []IncidentStep{IncidentDecided, IncidentSwitched, IncidentAnnounced, IncidentResolved}

// maxIncidents bounds what a flood of alarms or of hands can make every screen carry.
const maxIncidents = 200

// Why a step of an incident is refused.
const (
	UnknownIncident Reason = "unknown-incident"
	IncidentOver    Reason = "incident-over"
)

type (
	// OpenIncident says that something broke.
	OpenIncident struct {
		Symptom Symptom `json:"symptom"`
		Text    string  `json:"text"`
	}
	// AdvanceIncident says that a step was taken. Announcing again replaces what was announced.
	AdvanceIncident struct {
		Incident IncidentID   `json:"incident"`
		Step     IncidentStep `json:"step"`
		Text     string       `json:"text"`
	}
)

type (
	// IncidentOpened: something broke.
	IncidentOpened struct {
		ID      IncidentID `json:"id"`
		Symptom Symptom    `json:"symptom"`
		Text    string     `json:"text,omitempty"`
		Alarm   AlarmKind  `json:"alarm,omitempty"`
	}
	// IncidentAdvanced: a step was taken.
	IncidentAdvanced struct {
		ID   IncidentID   `json:"id"`
		Step IncidentStep `json:"step"`
		Text string       `json:"text,omitempty"`
		// Link is where the public is sent, of an announcement.
		Link string `json:"link,omitempty"`
	}
)

func (OpenIncident) command() string    { return "incident" }
func (AdvanceIncident) command() string { return "incident-step" }

func (IncidentOpened) kind() (string, int)   { return "incident-opened", 1 }
func (IncidentAdvanced) kind() (string, int) { return "incident-advanced", 1 }

// Incident is the newest one that is not resolved.
func (s State) Incident() (Incident, bool) {
	for _, i := range slices.Backward(s.Incidents) {
		if i.Resolved.IsZero() {
			return i, true
		}
	}
	return Incident{}, false
}

// Rescue is what the public is told while an incident is announced and not resolved, and where it is sent ("" for nowhere
// else). It is false when there is nothing to tell.
func (s State) Rescue() (text, link string, told bool) {
	for _, i := range slices.Backward(s.Incidents) {
		if i.Resolved.IsZero() && !i.Announced.IsZero() {
			return i.Announcement, i.Link, true
		}
	}
	return "", "", false
}

func decideIncident(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case OpenIncident:
		if !slices.Contains(Symptoms, c.Symptom) {
			return nil, refuse(BadCommand, "symptom %q; there are %v", c.Symptom, Symptoms)
		}
		if len(s.Incidents) >= maxIncidents {
			return nil, refuse(TooMany, "%d incidents", maxIncidents)
		}
		text, err := fitText("text", c.Text, MaxQuestion, Clean)
		if err != nil {
			return nil, err
		}
		return facts(IncidentOpened{ID: s.nextIncident(), Symptom: c.Symptom, Text: text})
	case AdvanceIncident:
		return decideAdvance(s, c)
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func (s State) nextIncident() IncidentID { return IncidentID(fmt.Sprintf("i%d", len(s.Incidents)+1)) }

func decideAdvance(s State, c AdvanceIncident) ([]Fact, error) {
	k := slices.IndexFunc(s.Incidents, func(i Incident) bool { return i.ID == c.Incident })
	if k < 0 {
		return nil, refuse(UnknownIncident, "%q", c.Incident)
	}
	i := s.Incidents[k]
	text, err := fitText("text", c.Text, MaxQuestion, Clean)
	if err != nil {
		return nil, err
	}
	f := IncidentAdvanced{ID: c.Incident, Step: c.Step, Text: text}
	switch done := i.at(c.Step); {
	case !slices.Contains(IncidentSteps, c.Step):
		return nil, refuse(BadCommand, "step %q; there are %v", c.Step, IncidentSteps)
	case !i.Resolved.IsZero() && c.Step == IncidentResolved:
		return nil, nil
	case !i.Resolved.IsZero():
		return nil, refuse(IncidentOver, "%q", c.Incident)
	case c.Step == IncidentAnnounced:
		if text == "" {
			return nil, refuse(EmptyText, "nothing to announce")
		}
		if f.Link = s.Public(); !done.IsZero() && text == i.Announcement && f.Link == i.Link {
			return nil, nil
		}
	case !done.IsZero():
		return nil, nil
	}
	return facts(f)
}

// at is when a step was taken, zero when it was not.
func (i Incident) at(step IncidentStep) Moment {
	switch step {
	case IncidentDecided:
		return i.Decided
	case IncidentSwitched:
		return i.Switched
	case IncidentAnnounced:
		return i.Announced
	case IncidentResolved:
		return i.Resolved
	}
	return Moment{}
}

// At is when a step was taken, zero when it was not.
func (i Incident) At(step IncidentStep) Moment { return i.at(step) }

func applyIncident(s State, e Entry) State {
	switch f := e.Fact.(type) {
	case IncidentOpened:
		s.Incidents = append(slices.Clip(s.Incidents), Incident{
			ID: f.ID, Symptom: f.Symptom, Text: f.Text, Alarm: f.Alarm, By: e.By, Detected: e.At,
		})
	case IncidentAdvanced:
		k := slices.IndexFunc(s.Incidents, func(i Incident) bool { return i.ID == f.ID })
		if k < 0 {
			return s
		}
		s.Incidents = slices.Clone(s.Incidents)
		switch i := &s.Incidents[k]; f.Step {
		case IncidentDecided:
			i.Decided, i.Decision = e.At, f.Text
		case IncidentSwitched:
			i.Switched, i.To = e.At, f.Text
		case IncidentAnnounced:
			i.Announced, i.Announcement, i.Link = e.At, f.Text, f.Link
		case IncidentResolved:
			i.Resolved, i.Outcome = e.At, f.Text
		}
	}
	return s
}

// studioMoments says the moments of incidents, alarms, moves and links in the terms of another clock.
func (s State) studioMoments(say func(Moment) Moment) State {
	s.Spare.LinkAt = say(s.Spare.LinkAt)
	s.Alarms, s.Incidents, s.CueTroubles = slices.Clone(s.Alarms), slices.Clone(s.Incidents), slices.Clone(s.CueTroubles)
	for k := range s.Alarms {
		s.Alarms[k].Since = say(s.Alarms[k].Since)
	}
	for k := range s.CueTroubles {
		s.CueTroubles[k].At = say(s.CueTroubles[k].At)
	}
	for k := range s.Incidents {
		i := &s.Incidents[k]
		for _, m := range []*Moment{&i.Detected, &i.Decided, &i.Switched, &i.Announced, &i.Resolved} {
			*m = say(*m)
		}
	}
	if s.Stream.Move != nil {
		m := *s.Stream.Move
		m.Began = say(m.Began)
		s.Stream.Move = &m
	}
	return s
}
