package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"regie/runsheet"
)

// questionView is a question to those who moderate.
type questionView struct {
	ID   runsheet.QuestionID `json:"id"`
	Text string              `json:"text"`
	// Original is what was asked, null where the text is the same.
	Original *string           `json:"original"`
	Kind     runsheet.Category `json:"kind"`
	Status   runsheet.Status   `json:"status"`
	// Before is where restore would put it back, null when there is nothing to undo. Handled is the entry that it would undo.
	Before  *runsheet.Status     `json:"before"`
	Handled runsheet.Seq         `json:"handled"`
	Why     *runsheet.Why        `json:"why"`
	Like    *runsheet.QuestionID `json:"like"`
	Slot    *runsheet.SlotID     `json:"slot"`
	// Name is who asked, where that is known; Speaker who is to answer.
	Name     *string `json:"name"`
	Speaker  *string `json:"speaker"`
	Prepared bool    `json:"prepared"`
	// Copies counts those who asked the very same, besides the first; Votes those who want to hear it and did not ask.
	Copies int        `json:"copies"`
	Votes  int        `json:"votes"`
	Claim  *claimView `json:"claim"`

	AskedAt instant `json:"asked_at"`
	// AgeMS is how long ago it was asked.
	AgeMS   int64   `json:"age_ms"`
	ShownAt instant `json:"shown_at"`
	DoneAt  instant `json:"done_at"`
}

// claimView says who is busy with a question. Who is the browser, as /api/me calls it.
type claimView struct {
	Name   string `json:"name"`
	Who    string `json:"who"`
	LeftMS int64  `json:"left_ms"`
}

func (e eye) questions() []questionView {
	claims := map[runsheet.QuestionID]*claimView{}
	for _, c := range e.state.Claims {
		if left := c.Left(e.now); left > 0 {
			for _, id := range c.IDs {
				claims[id] = &claimView{Name: c.By.Name, Who: e.who(c.By.Device), LeftMS: ms(left)}
			}
		}
	}
	views := make([]questionView, 0, e.state.Questions.Len())
	for q := range e.state.Questions.All() {
		views = append(views, questionView{
			ID: q.ID, Text: q.Text, Original: orNil(q.Original), Kind: cmp.Or(q.Kind, runsheet.IsQuestion), Status: q.Status,
			Before: orNil(q.Before), Handled: q.Handled, Why: orNil(q.Why), Like: orNil(q.Like), Slot: orNil(q.Slot),
			Name: orNil(cmp.Or(q.Name, q.Source.Author)), Speaker: orNil(q.Speaker), Prepared: q.Prepared, Copies: q.Copies,
			Votes: q.Votes, Claim: claims[q.ID], AskedAt: e.at(q.Asked.Wall), AgeMS: ms(e.now.Since(q.Asked)),
			ShownAt: e.at(q.Shown.Wall), DoneAt: e.at(q.Done.Wall),
		})
	}
	return views
}

// problemView is what viewers told of one symptom: by the minute, the last one first.
type problemView struct {
	Symptom  runsheet.Symptom `json:"symptom"`
	Minutes  []int            `json:"minutes"`
	Networks []networkView    `json:"networks"`
}

type networkView struct {
	Network string `json:"network"`
	Count   int    `json:"count"`
}

func (e eye) problems() []problemView {
	views := []problemView{}
	for _, p := range e.state.Problems(e.now) {
		v := problemView{Symptom: p.Symptom, Minutes: p.Minutes[:], Networks: []networkView{}}
		for _, n := range p.Networks {
			v.Networks = append(v.Networks, networkView(n))
		}
		views = append(views, v)
	}
	return views
}

// restrictionView is what is asked of the audience, as the command restrict takes it.
type restrictionView struct {
	Links       bool  `json:"links"`
	FirstTimers bool  `json:"first_timers"`
	NamedOnly   bool  `json:"named_only"`
	SlowMS      int64 `json:"slow_ms"`
}

// moderatorView is the questions, and enough of the show to judge them.
type moderatorView struct {
	Role        runsheet.Role       `json:"role"`
	Seq         runsheet.Seq        `json:"seq"`
	Mode        runsheet.Mode       `json:"mode"`
	Title       string              `json:"title"`
	Now         instant             `json:"now"`
	OnAir       *title              `json:"on_air"`
	Moderation  runsheet.Moderation `json:"moderation"`
	Restriction restrictionView     `json:"restriction"`
	Burst       bool                `json:"burst"`
	// InBurst is how many questions reject-burst would reject.
	InBurst int `json:"in_burst"`
	// OldestMS is how long the oldest question to be read has waited, null when none is.
	OldestMS millis        `json:"oldest_ms"`
	Problems []problemView `json:"problems"`
	// People are those of the slot on air and of the whole sheet, to whom questions can be assigned.
	People    []string       `json:"people"`
	Questions []questionView `json:"questions"`
}

// mostPeople bounds the names that a page offers.
const mostPeople = 60

func (e eye) moderator() moderatorView {
	s := e.state
	tally, r := s.Tally(e.now), s.Restriction
	v := moderatorView{
		Role: runsheet.Moderator, Seq: s.Seq, Mode: s.Mode, Title: s.Show.Title, Now: e.at(e.now.Wall), OnAir: e.title(),
		Moderation: s.Moderation, Restriction: restrictionView{r.Links, r.FirstTimers, r.NamedOnly, ms(r.Slow)}, Burst: s.Burst,
		InBurst: tally.Burst, OldestMS: maybe(tally.Oldest, tally.Oldest > 0), Problems: e.problems(), People: []string{},
		Questions: e.questions(),
	}
	add := func(slot runsheet.Slot) {
		for _, name := range slot.People {
			if len(v.People) < mostPeople && !slices.Contains(v.People, name) {
				v.People = append(v.People, name)
			}
		}
	}
	if e.clock.OnAir {
		add(e.onAir)
	}
	for _, slot := range s.Show.Slots {
		if len(v.People) >= mostPeople {
			break
		}
		add(slot)
	}
	return v
}

// audienceView is what everybody in the room knows. It changes only when that does, so that two thousand phones are
// left alone the rest of the time. A watcher's own questions follow it as "mine".
type audienceView struct {
	Role  runsheet.Role `json:"role"`
	Mode  runsheet.Mode `json:"mode"`
	Title string        `json:"title"`
	// OnAir is what viewers see, the broadcast delay after the room.
	OnAir *title  `json:"on_air"`
	Run   runView `json:"run"`
	// Rules is the show's own sentence, null for the page's.
	Rules *string `json:"rules"`
	// Votes: the open questions can be looked at and voted for. SlowMS and NamedOnly say what asking is bound to.
	Votes     bool  `json:"votes"`
	SlowMS    int64 `json:"slow_ms"`
	NamedOnly bool  `json:"named_only"`
	// Rescue is what viewers are told while something is broken.
	Rescue *rescueView `json:"rescue"`
	// Survey is an address, once the show is over.
	Survey *string `json:"survey"`
}

type rescueView struct {
	Text string  `json:"text"`
	Link *string `json:"link"`
}

func (e eye) audience() audienceView {
	s := e.state
	v := audienceView{
		Role: runsheet.Audience, Mode: s.ModeForViewers(), Title: s.Show.Title, OnAir: e.viewed(), Run: e.run(), Rules: orNil(s.Audience.Rules),
		Votes: s.Audience.Votes, SlowMS: ms(s.Restriction.Slow), NamedOnly: s.Restriction.NamedOnly,
	}
	if text, link, told := s.Rescue(); told {
		v.Rescue = &rescueView{Text: text, Link: orNil(webAddress(link))}
	}
	if v.Mode == runsheet.ClosedMode {
		v.Survey = orNil(s.Audience.Survey)
	}
	return v
}

// openView is a question that the audience may vote for.
type openView struct {
	ID    runsheet.QuestionID `json:"id"`
	Text  string              `json:"text"`
	Votes int                 `json:"votes"`
}

const (
	// mostOpen bounds what a phone is sent, and openAge how often votes are counted for all of them: two thousand thumbs
	// must not make two thousand states for two thousand phones.
	mostOpen = 100
	openAge  = time.Second
)

// openList is the list that everybody gets, made once a second at most.
type openList struct {
	mu   sync.Mutex
	made time.Time
	seq  runsheet.Seq
	body []byte
}

// getOpen lists the questions that can be voted for, in the order in which they came; it is empty while the show takes
// no votes. Pages ask for it every few seconds.
func (s *Server) getOpen(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	state := s.desk.State()
	s.open.mu.Lock()
	if s.open.body == nil || s.open.seq != state.Seq && time.Since(s.open.made) >= openAge {
		s.open.made, s.open.seq = time.Now(), state.Seq
		s.open.body, _ = json.Marshal(struct { // strings and numbers: cannot fail
			Questions []openView `json:"questions"`
		}{openOf(state)})
	}
	body := s.open.body
	s.open.mu.Unlock()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(append(slices.Clip(body), '\n'))
}

func openOf(s runsheet.State) []openView {
	views := []openView{}
	if !s.Audience.Votes {
		return views
	}
	for q := range s.Questions.All() {
		if q.Open() {
			views = append(views, openView{ID: q.ID, Text: q.Text, Votes: q.Backers()})
		}
	}
	if len(views) > mostOpen { // the newest: the oldest had their time
		views = views[len(views)-mostOpen:]
	}
	return views
}
