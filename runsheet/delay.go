package runsheet

import (
	"bytes"
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
)

func (DelaySet) kind() (string, int) { return "delay-set", 1 }
func (Viewed) kind() (string, int)   { return "viewed", 1 }

// sight is something on air that viewers do not see yet.
type sight struct {
	slot SlotID
	at   Moment
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

func applyDelay(s State, f DelaySet) State {
	if s.Delay == 0 || f.Delay == 0 { // from here on it counts; until here everything was seen
		s.viewed, s.unseen = s.OnAirSlot(), nil
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

// dueSights says what viewers see by now.
func (s State) dueSights(now Moment) (facts []Fact, wait time.Duration) {
	for _, u := range s.unseen {
		if left := s.Delay - now.Since(u.at); left > 0 {
			return facts, left
		}
		facts = append(facts, Viewed{u.slot})
	}
	return facts, never
}
