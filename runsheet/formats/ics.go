package formats

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"regie/runsheet"
)

// The properties in which a calendar of ours holds what calendars do not know.
const (
	icsNumber  = "X-REGIE-NUMBER"
	icsKind    = "X-REGIE-KIND"
	icsScene   = "X-REGIE-SCENE"
	icsPoints  = "X-REGIE-POINTS"
	icsNotes   = "X-REGIE-NOTES"
	icsPeople  = "X-REGIE-PEOPLE"
	icsHard    = "X-REGIE-HARD"
	icsFollows = "X-REGIE-FOLLOWS"
	icsLength  = "X-REGIE-LENGTH"
	icsFields  = "X-REGIE-FIELDS"
	icsCues    = "X-REGIE-CUES"
	icsState   = "X-REGIE-STATE"
	icsProduct = "-//Régie//run sheet 1//EN"
)

// event is one VEVENT or VTODO.
type event struct {
	props map[string][]*ics.BaseProperty
	todo  bool
}

func (e event) text(name string) string {
	if list := e.props[name]; len(list) > 0 {
		return list[0].Value
	}
	return ""
}

func (e event) param(name, param string) string {
	if list := e.props[name]; len(list) > 0 {
		if v := list[0].ICalParameters[param]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// readICS reads a calendar's events. It walks the lines itself, so that one bad line costs that line and a calendar nested
// without end costs nothing.
func readICS(text string, opt Options) (Result, error) {
	rep := &reporter{}
	var events []event
	top := event{props: map[string][]*ics.BaseProperty{}}
	current, depth, inside := &top, 0, false
	stream := ics.NewCalendarStream(strings.NewReader(text))
	for {
		content, err := stream.ReadLine()
		if content == nil || err != nil && err != io.EOF {
			break
		}
		p, bad := ics.ParseProperty(*content)
		switch {
		case bad != nil || p == nil:
			if strings.TrimSpace(string(*content)) != "" {
				rep.add(CodeBadItem, len(events), "", string(*content), "a line of the calendar that cannot be read")
			}
		case strings.EqualFold(p.IANAToken, "BEGIN"):
			depth++
			current = nil // alarms and zones inside say nothing of the slot
			switch name := strings.ToUpper(p.Value); {
			case name == "VCALENDAR":
				current = &top
			case depth == 2 && (name == "VEVENT" || name == "VTODO"):
				if len(events) == maxRows {
					return Result{}, &LimitError{fmt.Sprintf("more than %d events", maxRows)}
				}
				events = append(events, event{map[string][]*ics.BaseProperty{}, name == "VTODO"})
				current, inside = &events[len(events)-1], true
			}
		case strings.EqualFold(p.IANAToken, "END"):
			depth = max(depth-1, 0)
			switch current = nil; {
			case depth == 1:
				current, inside = &top, false
			case depth == 2 && inside:
				current = &events[len(events)-1]
			}
		case current != nil:
			name := strings.ToUpper(p.IANAToken)
			current.props[name] = append(current.props[name], p)
		}
		if err != nil {
			break
		}
	}
	own := top.text("PRODID") == icsProduct
	if zone := top.text("X-WR-TIMEZONE"); zone != "" {
		opt.Zone = ianaZone(zone)
	}
	in := newFixed(opt, rep)
	in.conference = !own
	in.result.Show.Title = top.text("X-WR-CALNAME")
	if own {
		in.result.Show.Zone = top.text("X-WR-TIMEZONE")
	} else {
		in.result.Show.Title = firstOf(clean(in.result.Show.Title), baseName(opt.Name))
	}
	var lines []line
	for i, e := range events {
		if l, ok := in.eventLine(i+1, e, own); ok {
			lines = append(lines, l)
		}
	}
	if own {
		in.day = in.today
		if len(lines) == 0 {
			return Result{}, &NotRunSheetError{Seems: "a calendar without slots"}
		}
		in.finish(lines)
		in.result.Problems = rep.problems
		return in.result, nil
	}
	sortByStart(lines)
	return in.conclude(lines, "a calendar without an event that has a time")
}

func (in *interpreter) eventLine(number int, e event, own bool) (line, bool) {
	l := line{row: number, id: e.text("UID"), slot: runsheet.Slot{Title: e.text("SUMMARY"), Kind: runsheet.Live, Notes: e.text("DESCRIPTION")}}
	switch {
	case e.todo && !own:
		in.rep.add(CodeBadItem, number, "", l.slot.Title, "it is a task and no event")
		return l, false
	case strings.EqualFold(e.text("STATUS"), "CANCELLED"):
		in.rep.add(CodeCancelled, number, "", l.slot.Title)
		return l, false
	case e.param("DTSTART", "VALUE") == "DATE" || len(e.text("DTSTART")) == len("20210204"):
		in.rep.add(CodeAllDay, number, "", l.slot.Title)
		return l, false
	}
	if rule := firstOf(e.text("RRULE"), e.text("RDATE")); rule != "" {
		in.rep.add(CodeRepeats, number, "", l.slot.Title, rule)
	}
	start, ok := in.icsTime(number, e, "DTSTART")
	if !ok && !e.todo {
		in.rep.add(CodeBadItem, number, "DTSTART", firstOf(e.text("DTSTART"), l.slot.Title), "its start cannot be read")
		return l, false
	}
	l.at = start
	if !start.IsZero() {
		l.onDay = dateOf(start.Add(-nightEnd))
	}
	if end, ok := in.icsTime(number, e, "DTEND"); ok {
		l.slot.Length = end.Sub(start)
	} else if d, ok := isoLength(e.text("DURATION")); ok {
		l.slot.Length = d
	}
	if l.slot.Length < 0 || l.slot.Length > longest {
		in.rep.add(CodeBadLength, number, "DTEND", e.text("DTEND"), human(0))
		l.slot.Length = 0
	}
	if own {
		in.ownEvent(&l, e)
		return l, true
	}
	l.slot.Title, l.slot.Notes = oneLine(l.slot.Title), clean(l.slot.Notes)
	l.room = clean(e.text("LOCATION"))
	for _, name := range []string{"CONTACT", "ATTENDEE"} {
		for _, p := range e.props[name] {
			who := p.Value
			if name == "ATTENDEE" {
				who = ""
				if cn := p.ICalParameters["CN"]; len(cn) > 0 {
					who = cn[0]
				}
			}
			if who = oneLine(who); who != "" && len(l.slot.People) < 50 {
				l.slot.People = append(l.slot.People, who)
			}
		}
	}
	if kind, ok := obviousTitles[fold(l.slot.Title)]; ok {
		l.slot.Kind = kind
	} else if c := clean(e.text("CATEGORIES")); c != "" {
		l.slot.Kind, ok = kindOf(c)
		if !ok {
			l.keep("Categories", c)
		}
	}
	l.set("URL", e.text("URL"))
	return l, true
}

// ownEvent reads what only our calendars hold.
func (in *interpreter) ownEvent(l *line, e event) {
	s := &l.slot
	s.Number, s.Scene, s.TalkingPoints, s.Notes = e.text(icsNumber), e.text(icsScene), e.text(icsPoints), e.text(icsNotes)
	s.People = splitPeople(e.text(icsPeople))
	s.Hard = e.text(icsHard) == "TRUE"
	l.readState(e.text(icsState))
	if k := runsheet.Kind(e.text(icsKind)); slices.Contains(runsheet.Kinds, k) {
		s.Kind = k
	}
	if e.text(icsFollows) == "TRUE" {
		l.at = time.Time{}
	}
	if d, err := time.ParseDuration(e.text(icsLength)); err == nil && d >= 0 && d <= longest && (d-s.Length).Abs() < time.Second || e.todo {
		s.Length = max(d, 0) // to the millisecond, unless a calendar has changed it since
	}
	if raw := e.text(icsFields); raw != "" && json.Unmarshal([]byte(raw), &s.Fields) != nil {
		in.rep.add(CodeBadSlot, l.row, icsFields, raw)
	}
	if raw := e.text(icsCues); raw != "" && json.Unmarshal([]byte(raw), &s.Cues) != nil {
		s.Cues = nil
		in.rep.add(CodeBadCues, l.row, icsCues, raw)
	}
}

// icsTime reads "20210204T173000" in its zone, or with a Z.
func (in *interpreter) icsTime(number int, e event, name string) (time.Time, bool) {
	value := strings.TrimSpace(e.text(name))
	if at, err := time.Parse("20060102T150405Z", value); err == nil {
		return at.In(in.loc), true
	}
	loc := in.loc
	if id := e.param(name, "TZID"); id != "" {
		zone := ianaZone(id)
		if l, err := time.LoadLocation(zone); err == nil && zone != "Local" {
			loc = l
		} else if !in.words[id] {
			in.words[id] = true
			in.rep.add(CodeBadZone, number, "TZID", id, in.loc.String())
		}
	}
	for _, form := range []string{"20060102T150405", "20060102T1504"} {
		if at, err := time.ParseInLocation(form, value, loc); err == nil {
			return at.In(in.loc), true
		}
	}
	return time.Time{}, false
}

// windowsZones are the names that calendars of Windows programs use, where our crews are.
var windowsZones = map[string]string{
	"Romance Standard Time": "Europe/Paris", "W. Europe Standard Time": "Europe/Berlin", "GMT Standard Time": "Europe/London",
	"Central Europe Standard Time": "Europe/Budapest", "Central European Standard Time": "Europe/Warsaw", "Eastern Standard Time": "America/New_York",
	"Pacific Standard Time": "America/Los_Angeles", "Central Standard Time": "America/Chicago", "Morocco Standard Time": "Africa/Casablanca",
}

// ianaZone is the IANA name in what a calendar calls its zone: some put a path before it.
func ianaZone(id string) string {
	id = strings.Trim(id, `"`)
	if zone, ok := windowsZones[id]; ok {
		return zone
	}
	if parts := strings.Split(id, "/"); len(parts) > 2 {
		zone := strings.Join(parts[len(parts)-2:], "/")
		if _, err := time.LoadLocation(id); err != nil {
			return zone
		}
	}
	return id
}

// WriteICS writes a show as a calendar, for people's phones. Read gives it back; times are whole seconds, and a show in
// which no slot has a start is a list of tasks, since no event is without a time.
func WriteICS(w io.Writer, show runsheet.Show) error {
	cal := ics.NewCalendar()
	cal.SetProductId(icsProduct)
	cal.SetXWRCalName(show.Title)
	cal.SetXWRTimezone(show.Zone)
	for _, s := range everySlot(show) {
		var c interface {
			AddProperty(ics.ComponentProperty, string, ...ics.PropertyParameter)
			SetStartAt(time.Time, ...ics.PropertyParameter)
		}
		if s.start.IsZero() {
			c = cal.AddTodo(string(s.ID))
		} else {
			e := cal.AddEvent(string(s.ID))
			e.SetEndAt(s.end)
			c = e
			c.SetStartAt(s.start)
		}
		// A stamp is demanded; it is the slot's own time, so that the same show is the same file.
		c.AddProperty(ics.ComponentPropertyDtstamp, s.start.UTC().Format("20060102T150405Z"))
		set := func(name, value string) {
			if value != "" {
				c.AddProperty(ics.ComponentProperty(name), value)
			}
		}
		set("SUMMARY", s.Title)
		set("DESCRIPTION", strings.Join(slices.DeleteFunc([]string{strings.Join(s.People, ", "), s.TalkingPoints, s.Notes}, func(t string) bool { return t == "" }), "\n\n"))
		set(icsNumber, s.Number)
		if s.Kind != runsheet.Live {
			set(icsKind, string(s.Kind))
		}
		set(icsScene, s.Scene)
		set(icsState, stateOf(s.Slot, s.reserve))
		set(icsPoints, s.TalkingPoints)
		set(icsNotes, s.Notes)
		set(icsPeople, joinPeople(s.People))
		if s.Hard {
			set(icsHard, "TRUE")
		}
		if s.Start.IsZero() && !s.start.IsZero() {
			set(icsFollows, "TRUE")
		}
		if s.Length != 0 {
			set(icsLength, s.Length.String())
		}
		fields := maps.Clone(s.Fields)
		maps.DeleteFunc(fields, func(_, v string) bool { return v == "" })
		if len(fields) > 0 {
			raw, _ := json.Marshal(fields) // texts always encode
			set(icsFields, string(raw))
		}
		if len(s.Cues) > 0 {
			raw, _ := json.Marshal(s.Cues)
			set(icsCues, string(raw))
		}
	}
	if err := cal.SerializeTo(w, ics.WithNewLineWindows); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	return nil
}
