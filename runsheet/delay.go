package runsheet

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// What viewers see happened a while ago: the encoder, the platform and their player take seconds, sometimes half a
// minute. The broadcast delay is that time. Screens of the crew never wait for it; whatever is told to viewers does.

// mostDelay bounds the broadcast delay; platforms that buffer for longer are no live.
const mostDelay = 10 * time.Minute

// SetDelay says how long after the desk viewers see what is on air.
type SetDelay struct{ Delay time.Duration }

func (SetDelay) command() string { return "broadcast-delay" }

// UnmarshalJSON reads {"delay_ms"}.
func (c *SetDelay) UnmarshalJSON(b []byte) error {
	var w struct {
		Millis *int64 `json:"delay_ms"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	if w.Millis == nil {
		return fmt.Errorf("delay_ms is missing")
	}
	*c = SetDelay{capped(*w.Millis)}
	return nil
}

type (
	// DelaySet: the broadcast delay was set.
	DelaySet struct {
		Delay time.Duration `json:"delay_ns"`
	}
	// Viewed: viewers see this slot now, "" for none. Without a delay nothing is entered.
	Viewed struct {
		Slot SlotID `json:"slot,omitempty"`
	}
	// QuestionViewed: viewers see now what became of a question on air; its author learns it with them.
	QuestionViewed struct {
		ID     QuestionID `json:"id"`
		Status Status     `json:"status"`
	}
)

func (DelaySet) kind() (string, int)       { return "delay-set", 1 }
func (Viewed) kind() (string, int)         { return "viewed", 1 }
func (QuestionViewed) kind() (string, int) { return "question-viewed", 1 }

// sight is something on air that viewers do not see yet.
type sight struct {
	slot SlotID
	at   Moment
}

// tiding is what became of a question on air, before viewers see it.
type tiding struct {
	id     QuestionID
	status Status
	at     Moment
}

func decideDelay(s State, c SetDelay) ([]Fact, error) {
	switch {
	case c.Delay < 0 || c.Delay > mostDelay:
		return nil, refuse(TooMuchTime, "the delay is 0 to %v", mostDelay)
	case c.Delay == s.Delay:
		return nil, nil
	}
	return facts(DelaySet(c))
}

// ViewersSee is the slot that viewers see: the one on air, the broadcast delay ago; "" for none.
func (s State) ViewersSee() SlotID {
	if s.Delay == 0 {
		return s.OnAirSlot()
	}
	return s.viewed
}

// ModeForViewers is the mode as viewers have it: a show that is over goes on for them until they have seen its end.
func (s State) ModeForViewers() Mode {
	if s.Mode == ClosedMode && (s.ViewersSee() != "" || len(s.unseen) > 0) {
		return LiveMode
	}
	return s.Mode
}

// ViewersKnow is where viewers know a question to stand: as it does, but for what happened to it on air less than the
// broadcast delay ago.
func (q Question) ViewersKnow() Status { return cmp.Or(q.known, q.Status) }

// Open says whether a question can be voted for: until viewers see it on air, or know what else became of it.
func (q Question) Open() bool {
	known := q.ViewersKnow()
	return known == Approved || known == NextUp
}

// ForViewers is when viewers see what happens here at t; zero stays zero.
func (s State) ForViewers(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Add(s.Delay)
}

// sends notes that something else is on air than before.
func (s State) sends(at Moment) State {
	if s.Delay > 0 {
		s.unseen = append(slices.Clip(s.unseen), sight{s.OnAirSlot(), at})
	}
	return s
}

// tells notes that a question stands elsewhere than before. What it did on air, and all that follows before that is seen,
// its author learns with the viewers and in its order; the rest at once.
func (s State) tells(id QuestionID, before Status) State {
	i := s.Questions.Find(id)
	if s.Delay == 0 || i < 0 {
		return s
	}
	q := s.Questions.at(i)
	airs := q.Status == OnAirNow || q.Status == Answered || before == OnAirNow
	if q.Status == before || !airs && q.known == "" {
		return s
	}
	s.untold = append(slices.Clip(s.untold), tiding{id, q.Status, s.asOf})
	if q.known == "" {
		s.Questions = s.Questions.with(i, func(q *Question) { q.known = before })
	}
	return s
}

func applyDelay(s State, f DelaySet) State {
	if s.Delay == 0 || f.Delay == 0 { // from here on it counts; until here everything was seen
		s.viewed, s.unseen = s.OnAirSlot(), nil
		for _, u := range s.untold {
			if i := s.Questions.Find(u.id); i >= 0 {
				s.Questions = s.Questions.with(i, func(q *Question) { q.known = "" })
			}
		}
		s.untold = nil
	}
	s.Delay = f.Delay
	return s
}

func applyViewed(s State, f Viewed) State {
	s.viewed = f.Slot
	if len(s.unseen) > 0 {
		s.unseen = s.unseen[1:]
	}
	return s
}

func applyQuestionViewed(s State, f QuestionViewed) State {
	about := func(u tiding) bool { return u.id == f.ID }
	if k := slices.IndexFunc(s.untold, about); k >= 0 {
		s.untold = slices.Concat(s.untold[:k], s.untold[k+1:])
	}
	known := f.Status
	if !slices.ContainsFunc(s.untold, about) {
		known = "" // they know all there is
	}
	if i := s.Questions.Find(f.ID); i >= 0 {
		s.Questions = s.Questions.with(i, func(q *Question) { q.known = known })
	}
	return s
}

// dueSights says what viewers see by now.
func (s State) dueSights(now Moment) (facts []Fact, wait time.Duration) {
	wait = never
	for _, u := range s.unseen {
		if left := s.Delay - now.Since(u.at); left > 0 {
			wait = left
			break
		}
		facts = append(facts, Viewed{u.slot})
	}
	for _, u := range s.untold {
		if left := s.Delay - now.Since(u.at); left > 0 {
			return facts, min(wait, left)
		}
		facts = append(facts, QuestionViewed{u.id, u.status})
	}
	return facts, wait
}
