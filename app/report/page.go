package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

//go:embed page.html
var reportPage string

var pageTemplate = template.Must(template.New("report").Parse(reportPage))

// PageWords say a report in one language: Say the sentence of a key.
type PageWords struct {
	Lang string
	Say  func(key string, pairs ...any) string
}

// Export is a file that stands beside the page, and the key of the sentence that says what it holds.
type Export struct{ File, Key string }

// The picture, in the units of its SVG: names at the left, the time between plotLeft and plotRight, what was over behind it.
const (
	plotLeft, plotRight = 270.0, 930.0
	rowsTop, rowHeight  = 22.0, 20.0
	barHeight           = 13.0
	askedHeight         = 60.0
	longestLabel        = 38 // runes
	// apart is the least pause between two slots that begins another picture: the days of an event, but not its midnight.
	apart = 6 * time.Hour
)

type (
	box struct {
		X, Y, W, H float64
		Text       string
	}
	pictureRow struct {
		Label, Text, Note     string
		Base                  float64
		Planned, Actual, Over *box
	}
	askedLine struct {
		Label string
		Base  float64
	}
	pictureIncident struct {
		box
		Number int
	}
	picture struct {
		Title                 string
		Height, Bottom, Right float64
		Ticks                 []box
		Rows                  []pictureRow
		Lost                  []box
		Incidents             []pictureIncident
		Bars                  []box
		Asked                 *askedLine
	}
	column struct {
		Text  string
		Right bool
	}
	keyEntry struct{ Class, Text string }
	slotRow  struct {
		Number, Title, Planned, Actual, PlannedLength, Length, Over, Added, Held, Recorded string
	}
	incidentRow struct {
		Number          int
		At, What, Steps string
	}
	saidRow struct{ At, Text string }
)

// WritePage writes the report as one page of HTML, to look at and to print: first a picture (planned over actual, a bar a slot,
// questions a minute, what broke), then the tables, then the exports that stand beside it. Of the questions it holds only those
// that were on air, and of nobody a name. It needs nothing but itself: no network, no script.
func (r Report) WritePage(w io.Writer, words PageWords, exports ...Export) error {
	say := words.Say
	page := struct {
		Lang, Title, Summary string
		Facts                []string
		Pictures             []picture
		Incidents            []incidentRow
		Slots                []slotRow
		Questions            []saidRow
		Exports              []saidExport
		Words                pageHeads
	}{
		Lang: words.Lang, Title: say("report.of", "show", r.Title), Summary: r.summary(say), Facts: r.facts(say), Words: headsOf(say),
	}
	for _, slots := range r.days() {
		page.Pictures = append(page.Pictures, r.picture(slots, say))
	}
	for n, i := range r.Incidents {
		page.Incidents = append(page.Incidents, incidentRow{n + 1, ofDay(i.Detected), i.what(say), i.steps(say)})
	}
	for _, s := range r.Slots {
		row := slotRow{Number: s.Number, Title: s.Title, Planned: minuteOf(s.PlannedStart), Actual: ofDay(s.Start), Added: some(s.Added), Held: some(s.Held),
			PlannedLength: some(s.PlannedLength), Over: some(s.Overrun)}
		if s.Passes > 0 {
			row.Length = length(s.Length)
		} else if row.Actual == "" {
			row.Actual = say("report.not-on-air")
		}
		if s.Mark.Number > 0 {
			row.Recorded = strconv.Itoa(s.Mark.Number) + " · " + length(s.Mark.Offset)
		}
		page.Slots = append(page.Slots, row)
	}
	for _, q := range r.Questions {
		if !q.OnAir.IsZero() && q.Text != "" {
			page.Questions = append(page.Questions, saidRow{ofDay(q.OnAir), q.Text})
		}
	}
	for _, e := range exports {
		page.Exports = append(page.Exports, saidExport{e.File, say(e.Key)})
	}
	if err := pageTemplate.Execute(w, page); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

type saidExport struct{ File, Text string }

// pageHeads are the words that stand above and beside things.
type pageHeads struct {
	Incidents, Slots, Questions, Exports string
	Columns                              []column
	Key                                  []keyEntry
}

func headsOf(say func(string, ...any) string) pageHeads {
	h := pageHeads{Incidents: say("report.incidents"), Slots: say("report.slots"), Questions: say("report.questions"), Exports: say("report.exports")}
	for n, name := range []string{"number", "title", "planned", "actual", "planned-length", "length", "over", "added", "held", "recording"} {
		h.Columns = append(h.Columns, column{say("report.column." + name), n != 1})
	}
	for _, class := range []string{"planned", "actual", "over", "lost", "incident", "bar"} {
		h.Key = append(h.Key, keyEntry{class, say("report.key." + class)})
	}
	return h
}

// minuteOf is a time of day to the minute, as plans are made; "" for none.
func minuteOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04")
}

// some is a length, "" for none: a table full of zeros hides the rest.
func some(d time.Duration) string {
	if d.Round(time.Second) == 0 {
		return ""
	}
	return length(d)
}

// summary is how the show went, in a sentence.
func (r Report) summary(say func(string, ...any) string) string {
	var began, ended time.Time
	for _, s := range r.Slots {
		if !s.Start.IsZero() && (began.IsZero() || s.Start.Before(began)) {
			began = s.Start
		}
		if s.End.After(ended) {
			ended = s.End
		}
	}
	late := r.Late.Round(time.Second)
	switch {
	case began.IsZero():
		return say("report.never")
	case !r.Ended:
		return say("report.goes-on", "from", minuteOf(began))
	case late > 0:
		return say("report.late", "from", minuteOf(began), "to", minuteOf(ended), "by", length(late))
	case late < 0:
		return say("report.early", "from", minuteOf(began), "to", minuteOf(ended), "by", length(-late))
	}
	return say("report.on-time", "from", minuteOf(began), "to", minuteOf(ended))
}

// facts are the figures of the evening that are not zero.
func (r Report) facts(say func(string, ...any) string) []string {
	var aired, estimated int
	var held, over, lost time.Duration
	for _, s := range r.Slots {
		held, over = held+s.Held, over+s.Overrun
		if s.Estimated {
			estimated++
		}
	}
	for _, q := range r.Questions {
		if !q.OnAir.IsZero() {
			aired++
		}
	}
	for _, o := range r.Links {
		if !o.Back.IsZero() {
			lost += o.Back.Sub(o.Lost)
		}
	}
	var all []string
	add := func(there bool, key string, pairs ...any) {
		if there {
			all = append(all, say(key, pairs...))
		}
	}
	add(over >= time.Second, "report.fact.over", "length", length(over))
	add(held >= time.Second, "report.fact.held", "length", length(held))
	add(len(r.Questions) > 0, "report.fact.questions", "n", len(r.Questions), "aired", aired)
	add(len(r.Incidents) > 0, "report.fact.incidents", "n", len(r.Incidents))
	add(lost >= time.Second, "report.fact.lost", "length", length(lost))
	add(estimated > 0, "report.fact.estimated", "n", estimated)
	return all
}

func (i Incident) what(say func(string, ...any) string) string {
	what := say("desktop.symptom." + string(i.Symptom))
	if i.Text != "" {
		what += " · " + i.Text
	}
	return what
}

// steps are how long after it was detected each step of an incident came.
func (i Incident) steps(say func(string, ...any) string) string {
	var all []string
	for _, step := range []struct {
		name  string
		after *time.Duration
	}{{"decided", i.Decided}, {"switched", i.Switched}, {"announced", i.Announced}, {"resolved", i.Resolved}} {
		if step.after != nil {
			all = append(all, say("report.incident."+step.name, "after", length(*step.after)))
		}
	}
	return strings.Join(all, " · ")
}

// spans of a slot: planned and actual, the second up to its start where its end is not known.
func (s Slot) spans() (from, to time.Time) {
	for _, t := range []time.Time{s.PlannedStart, s.Start} {
		if !t.IsZero() && (from.IsZero() || t.Before(from)) {
			from = t
		}
	}
	for _, t := range []time.Time{s.PlannedStart, s.PlannedEnd, s.Start, s.End} {
		if t.After(to) {
			to = t
		}
	}
	return from, to
}

// days parts the slots that have a time where nothing happens for long; one that was on another sheet belongs where it ran.
func (r Report) days() [][]Slot {
	var timed []Slot
	for _, s := range r.Slots {
		if from, _ := s.spans(); !from.IsZero() {
			timed = append(timed, s)
		}
	}
	slices.SortStableFunc(timed, func(a, b Slot) int {
		x, _ := a.spans()
		y, _ := b.spans()
		return x.Compare(y)
	})
	var days [][]Slot
	var end time.Time
	for _, s := range timed {
		from, to := s.spans()
		if len(days) == 0 || from.Sub(end) > apart {
			days, end = append(days, nil), time.Time{}
		}
		days[len(days)-1] = append(days[len(days)-1], s)
		if to.After(end) {
			end = to
		}
	}
	return days
}

// axis places moments on the picture.
type axis struct{ from, to time.Time }

func (a axis) x(t time.Time) float64 {
	share := float64(t.Sub(a.from)) / float64(a.to.Sub(a.from))
	return round(plotLeft + min(max(share, 0), 1)*(plotRight-plotLeft))
}

// box is a stretch of time on the axis; one that is nearly nothing is still seen.
func (a axis) box(from, to time.Time, y, h float64) box {
	x := a.x(from)
	return box{X: x, Y: y, W: max(round(a.x(to)-x), 1.5), H: h}
}

// meets says whether a stretch of time, without an end while to is zero, is on the picture.
func (a axis) meets(from, to time.Time) bool {
	return from.Before(a.to) && (to.IsZero() || to.After(a.from))
}

// steps are the distances between two marks of the axis; there are at most twelve marks.
var steps = []time.Duration{5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 12 * time.Hour, 24 * time.Hour}

func (a axis) step() time.Duration {
	for _, step := range steps {
		if a.to.Sub(a.from) <= 12*step {
			return step
		}
	}
	return steps[len(steps)-1]
}

// hour is the first whole step of its day that is not before t.
func hour(t time.Time, step time.Duration) time.Time {
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	return midnight.Add((t.Sub(midnight) + step - 1).Truncate(step))
}

// picture draws the slots of one day.
func (r Report) picture(slots []Slot, say func(string, ...any) string) picture {
	var a axis
	for _, s := range slots {
		from, to := s.spans()
		if a.from.IsZero() || from.Before(a.from) {
			a.from = from
		}
		if to.After(a.to) {
			a.to = to
		}
	}
	if a.to.Sub(a.from) < time.Minute {
		a.to = a.from.Add(time.Minute)
	}
	p := picture{Title: say("report.day", "date", a.from.Format(say("report.date"))), Right: plotRight + 8}
	for n, s := range slots {
		p.Rows = append(p.Rows, a.row(s, rowsTop+float64(n)*rowHeight))
	}
	rowsEnd := rowsTop + float64(len(slots))*rowHeight
	p.Bottom = rowsEnd
	if bars, most, every := r.asked(a, rowsEnd+8); most > 0 {
		p.Bars, p.Bottom = bars, rowsEnd+8+askedHeight
		p.Asked = &askedLine{say("report.asked", "n", most, "minutes", int(every/time.Minute)), rowsEnd + 8 + askedHeight/2}
	}
	p.Height = p.Bottom + 6
	step := a.step()
	for at := hour(a.from, step); !at.After(a.to); at = at.Add(step) {
		p.Ticks = append(p.Ticks, box{X: a.x(at), Text: minuteOf(at)})
	}
	for _, o := range r.Links {
		if a.meets(o.Lost, o.Back) {
			b := a.box(o.Lost, orEnd(o.Back, a.to), 18, rowsEnd-18)
			b.Text = say("report.lost", "from", ofDay(o.Lost), "to", ofDay(o.Back))
			p.Lost = append(p.Lost, b)
		}
	}
	for n, i := range r.Incidents {
		over := time.Time{}
		if i.Resolved != nil {
			over = i.Detected.Add(*i.Resolved)
		}
		if a.meets(i.Detected, over) {
			b := a.box(i.Detected, orEnd(over, a.to), 18, p.Bottom-18)
			b.Text = ofDay(i.Detected) + " · " + i.what(say)
			p.Incidents = append(p.Incidents, pictureIncident{b, n + 1})
		}
	}
	return p
}

func orEnd(t, end time.Time) time.Time {
	if t.IsZero() {
		return end
	}
	return t
}

// row draws one slot: the plan above, what happened below it, its end hatched where it ran over.
func (a axis) row(s Slot, y float64) pictureRow {
	name := strings.TrimSpace(s.Number + "  " + strings.Join(strings.Fields(s.Title), " "))
	row := pictureRow{Label: cut(name), Text: name, Base: y + 12}
	if !s.PlannedStart.IsZero() {
		b := a.box(s.PlannedStart, orEnd(s.PlannedEnd, s.PlannedStart.Add(s.PlannedLength)), y+1, barHeight/2)
		row.Planned = &b
	}
	if s.Start.IsZero() {
		return row
	}
	end := orEnd(s.End, a.to)
	b := a.box(s.Start, end, y+1+barHeight/2, barHeight/2)
	row.Actual = &b
	if s.Overrun >= time.Second {
		over := a.box(end.Add(-s.Overrun), end, y+1+barHeight/2, barHeight/2)
		row.Over, row.Note = &over, "+"+length(s.Overrun)
	}
	return row
}

// asked are the questions of a day, a column for each minute, or for more where the day is long: most is the highest.
func (r Report) asked(a axis, y float64) (bars []box, most int, every time.Duration) {
	every = time.Minute
	for a.to.Sub(a.from)/every > 360 {
		every *= 5
	}
	counts := make([]int, a.to.Sub(a.from)/every+1)
	for _, q := range r.Questions {
		if q.Asked.IsZero() || q.Asked.Before(a.from) || q.Asked.After(a.to) {
			continue
		}
		n := int(q.Asked.Sub(a.from) / every)
		counts[n]++
		most = max(most, counts[n])
	}
	for n, count := range counts {
		if count == 0 {
			continue
		}
		from := a.from.Add(time.Duration(n) * every)
		h := round(askedHeight * float64(count) / float64(most))
		b := a.box(from, from.Add(every), round(y+askedHeight-h), h)
		b.Text = minuteOf(from) + " · " + strconv.Itoa(count)
		bars = append(bars, b)
	}
	return bars, most, every
}

func cut(name string) string {
	if utf8.RuneCountInString(name) <= longestLabel {
		return name
	}
	return strings.TrimSpace(string([]rune(name)[:longestLabel-1])) + "…"
}

func round(v float64) float64 { return float64(int(v*10+.5)) / 10 }
