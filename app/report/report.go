// Package report says what really happened, from the entries of a show: planned and actual, slot by slot, the questions,
// and when the link with OBS was lost.
//
// It is pure but for the writer that it is given: it reads no clock and no file, so that the report of an old show file
// is the same on any machine and on any day. Times are in the show's own zone. Package app calls it; so may any other.
package report

import (
	"cmp"
	"time"

	"regie/runsheet"
)

// Report is one show file, told afterwards.
type Report struct {
	Title string
	Zone  string
	Slots []Slot
	// Questions are in the order in which they came, copies included.
	Questions []Question
	// Links are the times without OBS.
	Links []Outage
	// Incidents are what broke, in the order in which it was detected.
	Incidents []Incident
	// Markers are the moments that people noted.
	Markers []Marker
	// Late is how long after its planned end the last slot ended; negative is early. It means something if Ended.
	Late  time.Duration
	Ended bool
}

// Slot is one slot as planned and as it was. Zero times: not planned, or not yet.
type Slot struct {
	ID                       runsheet.SlotID
	Number, Title            string
	PlannedStart, PlannedEnd time.Time
	PlannedLength            time.Duration
	// Start is when the slot first came on air, End when it last left it.
	Start, End time.Time
	// Mark is where the recording has its start.
	Mark Mark
	// Length is its time on air, its holds left out, over all its passes.
	Length time.Duration
	// Added was given by hand, Held is the time on hold.
	Added, Held time.Duration
	// Overrun is what Length is beyond the planned length and what was added; zero for a slot without any length.
	Overrun time.Duration
	// Passes is how often it was on air, TakenBack how often Back undid that (those count for nothing else).
	Passes, TakenBack int
	// Estimated marks times that rest on the wall clock because the machine was started in between.
	Estimated bool
}

// Marker is a moment that somebody noted while Slot was on air, "" for nothing.
type Marker struct {
	At   time.Time
	Text string
	Slot runsheet.SlotID
}

// Question is one question and when it got where.
type Question struct {
	ID     runsheet.QuestionID
	Text   string
	Status runsheet.Status
	// Slot was on air when it was asked.
	Slot                   runsheet.SlotID
	Asked, OnAir, Answered time.Time
	// OnAirMark and AnsweredMark are where the recording has them.
	OnAirMark, AnsweredMark Mark
	Copies, Votes           int
	// Name is who asked, where people come with their names; Speaker who was to answer.
	Name, Speaker string
}

// Outage is a time without OBS; Back is zero while it lasts.
type Outage struct {
	Lost, Back time.Time
	Link       runsheet.Link
	Detail     string
}

// Make tells the report of a show from all its entries, in order: of its newest live, and of what was prepared before there
// was one. Rehearsals count for nothing in it.
func Make(entries []runsheet.Entry) Report {
	run := 0
	for _, r := range Runs(entries) {
		if r.Kind == runsheet.LiveRun {
			run = r.N
		}
	}
	return MakeRun(entries, run)
}

// MakeRun tells the report of one run, 0 for the preparation. A number that no run has gives a report without a title.
func MakeRun(entries []runsheet.Entry, run int) Report {
	s, now := runsheet.New(), runsheet.New() // s is the run as it was left
	known := shows{}
	var links outages
	var recorded recordings
	var markers []Marker
	var last runsheet.Moment
	if run > 0 {
		s.Run.N = -1
	}
	for _, e := range entries {
		before := now.SheetVersion()
		was := now.Run
		now = runsheet.Apply(now, e)
		known.see(now, before)
		// The live has what was lost before it, too; a rehearsal's OBS is its own.
		if now.Run.N == run || run > 0 && now.Run.N == 0 && !was.Rehearsing() {
			links.see(e, now.Show.Location())
			recorded.see(e)
		}
		if now.Run.N == run {
			if f, marked := e.Fact.(runsheet.Marked); marked {
				markers = append(markers, Marker{At: in(e.At.Wall, now.Show.Location()), Text: f.Text, Slot: now.OnAirSlot()})
			}
			s, last = now, now.AsOf()
		}
	}
	if s.Run.N != run {
		return Report{}
	}
	loc := s.Show.Location()
	r := Report{Title: s.Show.Title, Zone: loc.String(), Links: links.all, Markers: markers}
	rows := s.Rows(last, nil)
	place := map[runsheet.SlotID]int{}
	for i, slot := range s.Show.Slots {
		place[slot.ID] = i
		r.Slots = append(r.Slots, Slot{
			ID: slot.ID, Number: slot.Number, Title: slot.Title, PlannedLength: slot.Length,
			PlannedStart: in(rows[i].PlannedStart, loc), PlannedEnd: in(rows[i].PlannedEnd, loc),
		})
	}
	for _, p := range s.Passes {
		i, listed := place[p.Slot]
		if !listed { // it was on an earlier sheet
			i = len(r.Slots)
			place[p.Slot] = i
			old := known[p.Slot]
			r.Slots = append(r.Slots, Slot{ID: p.Slot, Number: old.Number, Title: old.Title, PlannedLength: old.Length, PlannedStart: in(old.Start, loc)})
		}
		if r.Slots[i].Passes == 0 && !p.TakenBack {
			r.Slots[i].Mark = recorded.at(p.Started)
		}
		r.Slots[i].add(p, last, loc)
		if !p.Ended.IsZero() && !p.TakenBack && !r.Slots[i].PlannedEnd.IsZero() {
			r.Late = p.Ended.Wall.Sub(r.Slots[i].PlannedEnd)
		}
	}
	for i := range r.Slots {
		slot := &r.Slots[i]
		if budget := slot.PlannedLength + slot.Added; slot.PlannedLength > 0 || slot.Added != 0 {
			slot.Overrun = max(slot.Length-budget, 0)
		}
	}
	r.Incidents = incidentsOf(s, loc)
	r.Ended = s.Mode == runsheet.ClosedMode
	for q := range s.Questions.All() {
		r.Questions = append(r.Questions, Question{
			ID: q.ID, Text: q.Text, Status: q.Status, Slot: q.Slot, Copies: q.Copies, Votes: q.Votes, Name: cmp.Or(q.Name, q.Source.Author), Speaker: q.Speaker,
			OnAirMark: recorded.at(q.Shown), AnsweredMark: recorded.at(q.Done),
			Asked: in(q.Asked.Wall, loc), OnAir: in(q.Shown.Wall, loc), Answered: in(q.Done.Wall, loc),
		})
	}
	return r
}

// add counts one pass; what is still on air counts up to the last entry.
func (s *Slot) add(p runsheet.Pass, last runsheet.Moment, loc *time.Location) {
	if p.TakenBack {
		s.TakenBack++
		return
	}
	s.Passes++
	if s.Start.IsZero() {
		s.Start = in(p.Started.Wall, loc)
	}
	end := p.Ended
	s.End = in(end.Wall, loc)
	if end.IsZero() {
		end = last
	}
	held := p.HeldFor
	if !p.HeldSince.IsZero() {
		held += end.Since(p.HeldSince)
	}
	s.Length += end.Since(p.Started) - held
	s.Held += held
	s.Added += p.Added
	s.Estimated = s.Estimated || p.Estimated
}

// shows remembers every slot of every sheet that there was, the newest form of each.
type shows map[runsheet.SlotID]runsheet.Slot

// see notes what an entry made of the sheet, which was at version before.
func (k shows) see(s runsheet.State, before runsheet.Seq) {
	if s.SheetVersion() == before {
		return
	}
	changes, told := s.ChangesSince(before)
	if !told {
		for _, slots := range [2][]runsheet.Slot{s.Show.Slots, s.Show.Reserve} {
			for _, slot := range slots {
				k[slot.ID] = slot
			}
		}
		return
	}
	for _, c := range changes {
		if slot, ok := s.Show.Find(c.Slot); ok {
			k[c.Slot] = slot
		}
	}
}

// outages pairs the link's losses with its returns.
type outages struct {
	all []Outage
	up  bool
}

func (o *outages) see(e runsheet.Entry, loc *time.Location) {
	f, ok := e.Fact.(runsheet.LinkChanged)
	if !ok {
		return
	}
	up := f.Link == runsheet.LinkReady
	switch {
	case o.up && !up && f.Link != runsheet.LinkOff && f.Link != runsheet.LinkConnecting: // switched off, or to another one, is no incident
		o.all = append(o.all, Outage{Lost: in(e.At.Wall, loc), Link: f.Link, Detail: f.Detail})
	case up && len(o.all) > 0 && o.all[len(o.all)-1].Back.IsZero():
		o.all[len(o.all)-1].Back = in(e.At.Wall, loc)
	}
	o.up = up
}

func in(t time.Time, loc *time.Location) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(loc)
}
