package runsheet

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// ShowID names one show of an event: its day and its room, "2026-02-04/Grande salle".
type ShowID string

// RoomShow is one show of an event: what happens in one room on one day.
type RoomShow struct {
	// Room and Day (YYYY-MM-DD) tell it from the others; an event of one day, or of one room, may leave one of them out.
	Room string `json:"room,omitempty"`
	Day  string `json:"day,omitempty"`
	Show Show   `json:"show"`
}

// ID names the show.
func (r RoomShow) ID() ShowID { return ShowID(r.Day + "/" + r.Room) }

// Parts are the day and the room that a show is named by.
func (id ShowID) Parts() (day, room string) {
	day, room, _ = strings.Cut(string(id), "/")
	return day, room
}

// Event is the shows of an event and the one that this desk runs. It is empty where the sheet belongs to no event.
type Event struct {
	// Shows hold each sheet as it was when its show was last left; State.Shows has the chosen one as it is.
	Shows  []RoomShow
	Chosen ShowID
}

// The limits of an event: its shows, and their slots together.
const (
	MaxShows      = 1000
	maxEventSlots = 4 * MaxSlots
)

type (
	// LoadEvent puts the shows of an event on the desk and chooses one of them. What the desk held is replaced; Undo takes
	// that back.
	LoadEvent struct {
		Shows  []RoomShow
		Choose ShowID
		Source string
	}
	// ChooseShow makes another show of the event the one that this desk runs; From is the one that its sender saw chosen.
	// What was edited in the show that is left is there again when it is chosen again.
	ChooseShow struct {
		From ShowID `json:"from"`
		To   ShowID `json:"to"`
	}
)

func (LoadEvent) command() string  { return "load-event" }
func (ChooseShow) command() string { return "choose-show" }

type (
	// EventLoaded: the shows of an event were put on the desk. Without any, the sheet belongs to no event from now on.
	EventLoaded struct {
		Shows  []RoomShow `json:"shows,omitempty"`
		Chosen ShowID     `json:"chosen,omitempty"`
		Source string     `json:"source,omitempty"`
	}
	// ShowChosen: another show of the event is run.
	ShowChosen struct {
		From ShowID `json:"from"`
		To   ShowID `json:"to"`
	}
)

func (EventLoaded) kind() (string, int) { return "event-loaded", 1 }
func (ShowChosen) kind() (string, int)  { return "show-chosen", 1 }

// Find returns the show of that name.
func (e Event) Find(id ShowID) (RoomShow, bool) {
	if i := e.index(id); i >= 0 {
		return e.Shows[i], true
	}
	return RoomShow{}, false
}

func (e Event) index(id ShowID) int {
	return slices.IndexFunc(e.Shows, func(r RoomShow) bool { return r.ID() == id })
}

// leaving keeps the sheet of the chosen show as it is now.
func (e Event) leaving(now Show) Event {
	if i := e.index(e.Chosen); i >= 0 {
		e.Shows = slices.Clone(e.Shows)
		e.Shows[i].Show = now
	}
	return e
}

// FirstOn is the show of an event to begin with: the first of that day (YYYY-MM-DD), else the first of all.
func FirstOn(day string, shows []RoomShow) RoomShow {
	if i := slices.IndexFunc(shows, func(r RoomShow) bool { return r.Day == day }); i >= 0 {
		return shows[i]
	}
	if len(shows) == 0 {
		return RoomShow{}
	}
	return shows[0]
}

// Shows are the shows of the event with their sheets as they are now, nil without an event.
func (s State) Shows() []RoomShow { return s.Event.leaving(s.Show).Shows }

// Room is the show of the event that this desk runs, false without an event.
func (s State) Room() (RoomShow, bool) {
	room, ok := s.Event.Find(s.Event.Chosen)
	room.Show = s.Show
	return room, ok
}

// MayChoose says why this desk can go to no other show now: something has been on air in this run, or in the live that a
// rehearsal interrupts.
func (s State) MayChoose() error {
	ran := func(p Pass) bool { return !p.TakenBack }
	if slices.ContainsFunc(s.Passes, ran) || s.beside != nil && slices.ContainsFunc(s.beside.Passes, ran) {
		return refuse(ShowBegun, "what has begun is finished first")
	}
	return nil
}

func decideLoadEvent(s State, c LoadEvent) ([]Fact, error) {
	if err := s.MayChoose(); err != nil {
		return nil, err
	}
	if len(c.Shows) == 0 {
		return nil, refuse(BadShow, "the event has no shows")
	}
	slots, seen := 0, map[ShowID]bool{}
	for _, r := range c.Shows {
		n := len(r.Show.Slots) + len(r.Show.Reserve)
		slots += n
		switch err := r.Show.Check(); {
		case err != nil:
			return nil, refuse(BadShow, "%s: %v", r.ID(), err)
		case seen[r.ID()]:
			return nil, refuse(BadShow, "two shows are called %q", r.ID())
		case n > MaxSlots:
			return nil, refuse(SheetFull, "%s: %d slots, %d at most", r.ID(), n, MaxSlots)
		}
		seen[r.ID()] = true
	}
	if len(c.Shows) > MaxShows || slots > maxEventSlots {
		return nil, refuse(SheetFull, "%d shows with %d slots; %d and %d at most", len(c.Shows), slots, MaxShows, maxEventSlots)
	}
	if !seen[c.Choose] {
		return nil, refuse(UnknownShow, "%q", c.Choose)
	}
	return facts(EventLoaded{Shows: distinctSlots(c.Shows, c.Choose), Chosen: c.Choose, Source: c.Source})
}

// distinctSlots gives no two slots of an event the same id, so that a reminder for one is none for the other. Those of the
// chosen show keep theirs.
func distinctSlots(shows []RoomShow, chosen ShowID) []RoomShow {
	shows = slices.Clone(shows)
	order := make([]*RoomShow, 0, len(shows))
	for i := range shows {
		order = append(order, &shows[i])
	}
	slices.SortStableFunc(order, func(a, b *RoomShow) int {
		first := func(r *RoomShow) int {
			if r.ID() == chosen {
				return 0
			}
			return 1
		}
		return cmp.Compare(first(a), first(b))
	})
	taken := map[SlotID]bool{}
	for _, r := range order {
		r.Show = r.Show.renamed(taken)
	}
	return shows
}

func decideChooseShow(s State, c ChooseShow) ([]Fact, error) {
	switch _, known := s.Event.Find(c.To); {
	case c.To == s.Event.Chosen && known: // heard twice
		return nil, nil
	case !known:
		return nil, refuse(UnknownShow, "%q", c.To)
	case c.From != s.Event.Chosen:
		return nil, refuse(ChangedMeanwhile, "%q is chosen, not %q", s.Event.Chosen, c.From)
	}
	if err := s.MayChoose(); err != nil {
		return nil, err
	}
	return facts(ShowChosen(c))
}

func applyEvent(s State, e Entry) State {
	event, show := s.Event, s.Show
	if s.edits != nil {
		s = s.did(step{entry: e, show: &show, event: &event})
	}
	return s.toEvent(e)
}

// toEvent does what an entry about the event says.
func (s State) toEvent(e Entry) State {
	switch f := e.Fact.(type) {
	case EventLoaded:
		s.Event = Event{Shows: f.Shows, Chosen: f.Chosen}
	case ShowChosen:
		s.Event = s.Event.leaving(s.Show)
		s.Event.Chosen = f.To
	}
	if chosen, ok := s.Event.Find(s.Event.Chosen); ok {
		s = s.load(e.Seq, chosen.Show)
	}
	return s
}

// Span is from when to when, zero where nobody says.
type Span struct{ Start, End time.Time }

// Planned are the times of each slot by the sheet alone.
func (s Show) Planned() []Span {
	spans := make([]Span, len(s.Slots))
	for i, p := range plan(s, 0) {
		spans[i] = Span{p.start, p.end}
	}
	return spans
}

// Hours are when the show begins and ends by the sheet alone.
func (s Show) Hours() (start, end time.Time) {
	for _, p := range s.Planned() {
		if start.IsZero() || !p.Start.IsZero() && p.Start.Before(start) {
			start = p.Start
		}
		if p.End.After(end) {
			end = p.End
		}
	}
	return start, end
}

// DayOf is a day as events name it, YYYY-MM-DD in the place of the instant.
func DayOf(at time.Time) string { return at.Format(time.DateOnly) }
