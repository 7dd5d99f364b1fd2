package formats

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"regie/runsheet"
)

// conference is a schedule of frab or pretalx, whether it came as XML or as JSON.
type conference struct {
	title string
	zone  string
	days  []conferenceDay
}

type conferenceDay struct {
	date   string
	change time.Duration // events before this time of day are those of the night after
	talks  []talk
}

type talk struct {
	ID       string
	GUID     string
	Date     string
	Start    string
	Duration string
	Room     string
	Title    string
	Subtitle string
	Track    string
	Type     string
	Language string
	Abstract string
	Text     string
	URL      string
	OptOut   bool
	People   []string
	fault    string // what could not be read of it
}

// talkJSON is a talk as JSON holds it. Its id is a number by the schema, and a text in many files.
type talkJSON struct {
	ID          json.RawMessage `json:"id"`
	GUID        string          `json:"guid"`
	Date        string          `json:"date"`
	Start       string          `json:"start"`
	Duration    string          `json:"duration"`
	Room        string          `json:"room"`
	Title       string          `json:"title"`
	Subtitle    string          `json:"subtitle"`
	Track       string          `json:"track"`
	Type        string          `json:"type"`
	Language    string          `json:"language"`
	Abstract    string          `json:"abstract"`
	Description string          `json:"description"`
	URL         string          `json:"url"`
	DoNotRecord any             `json:"do_not_record"`
	Persons     []struct {
		PublicName string `json:"public_name"`
		Name       string `json:"name"`
	} `json:"persons"`
}

const scheduleSeems = "a conference schedule (frab, pretalx) that breaks its own rules"

// readScheduleJSON reads what stands under "schedule".
func readScheduleJSON(data []byte, opt Options) (Result, error) {
	var file struct {
		Rooms      json.RawMessage `json:"rooms"`
		Conference *struct {
			Title string `json:"title"`
			Zone  string `json:"time_zone_name"`
			Days  []struct {
				Date  string          `json:"date"`
				Rooms json.RawMessage `json:"rooms"`
			} `json:"days"`
		} `json:"conference"`
	}
	err := json.Unmarshal(data, &file)
	switch {
	case err != nil:
	case file.Conference == nil:
		err = errors.New("schedule.conference is missing")
	case file.Rooms != nil:
		err = errors.New("schedule.rooms stands beside the conference; it belongs to schedule.conference.rooms")
	case len(file.Conference.Days) == 0:
		err = errors.New("schedule.conference.days is missing or empty")
	}
	if err != nil {
		return Result{}, &NotRunSheetError{Seems: scheduleSeems, Cause: err}
	}
	c := conference{title: file.Conference.Title, zone: file.Conference.Zone}
	for _, d := range file.Conference.Days {
		day := conferenceDay{date: d.Date, change: nightEnd}
		err := eachKey(d.Rooms, func(room string, raw json.RawMessage) error {
			var talks []json.RawMessage
			if err := json.Unmarshal(raw, &talks); err != nil {
				return fmt.Errorf("room %s: %w", room, err)
			}
			for _, raw := range talks {
				day.talks = append(day.talks, newTalk(raw, room))
			}
			return nil
		})
		if err != nil {
			return Result{}, &NotRunSheetError{Seems: scheduleSeems, Cause: fmt.Errorf("day %s: %w", d.Date, err)}
		}
		c.days = append(c.days, day)
	}
	return readConference(c, opt)
}

func newTalk(raw json.RawMessage, room string) talk {
	var j talkJSON
	err := json.Unmarshal(raw, &j)
	t := talk{
		ID: strings.Trim(string(j.ID), `"`), GUID: j.GUID, Date: j.Date, Start: j.Start, Duration: j.Duration, Room: room, Title: j.Title,
		Subtitle: j.Subtitle, Track: j.Track, Type: j.Type, Language: j.Language, Abstract: j.Abstract, Text: j.Description, URL: j.URL,
		OptOut: j.DoNotRecord == true || j.DoNotRecord == "true",
	}
	if err != nil {
		t.fault = err.Error()
	}
	for _, p := range j.Persons {
		t.People = append(t.People, firstOf(p.PublicName, p.Name))
	}
	return t
}

// eachKey walks an object in the order of the file, which a map would lose.
func eachKey(raw json.RawMessage, do func(key string, value json.RawMessage) error) error {
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return errors.New("an object is wanted here")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return err
		}
		if err := do(fmt.Sprint(key), value); err != nil {
			return err
		}
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// readScheduleXML reads schedule.xml.
func readScheduleXML(text string, opt Options) (Result, error) {
	var file struct {
		XMLName    xml.Name `xml:"schedule"`
		Conference *struct {
			Title  string `xml:"title"`
			Zone   string `xml:"time_zone_name"`
			Change string `xml:"day_change"`
		} `xml:"conference"`
		Days []struct {
			Date  string `xml:"date,attr"`
			Rooms []struct {
				Name   string `xml:"name,attr"`
				Events []struct {
					ID          string   `xml:"id,attr"`
					GUID        string   `xml:"guid,attr"`
					Date        string   `xml:"date"`
					Start       string   `xml:"start"`
					Duration    string   `xml:"duration"`
					Title       string   `xml:"title"`
					Subtitle    string   `xml:"subtitle"`
					Track       string   `xml:"track"`
					Type        string   `xml:"type"`
					Language    string   `xml:"language"`
					Abstract    string   `xml:"abstract"`
					Description string   `xml:"description"`
					URL         string   `xml:"url"`
					OptOut      string   `xml:"recording>optout"`
					Persons     []string `xml:"persons>person"`
				} `xml:"event"`
			} `xml:"room"`
		} `xml:"day"`
	}
	d := xml.NewDecoder(strings.NewReader(text))
	// The text is UTF-8 by now, whatever the file said of itself.
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	err := d.Decode(&file)
	switch {
	case err != nil:
	case file.Conference == nil:
		err = errors.New("conference is missing")
	case len(file.Days) == 0:
		err = errors.New("it has no days")
	}
	if err != nil {
		return Result{}, &NotRunSheetError{Seems: scheduleSeems, Cause: err}
	}
	c := conference{title: clean(file.Conference.Title), zone: clean(file.Conference.Zone)}
	change := nightEnd
	if since, err := timeOfDay(file.Conference.Change); err == nil {
		change = since
	}
	for _, d := range file.Days {
		day := conferenceDay{date: d.Date, change: change}
		for _, room := range d.Rooms {
			for _, e := range room.Events {
				day.talks = append(day.talks, talk{
					ID: e.ID, GUID: e.GUID, Date: clean(e.Date), Start: clean(e.Start), Duration: clean(e.Duration), Room: room.Name,
					Title: e.Title, Subtitle: e.Subtitle, Track: e.Track, Type: e.Type, Language: e.Language, Abstract: e.Abstract,
					Text: e.Description, URL: e.URL, OptOut: clean(e.OptOut) == "true", People: e.Persons,
				})
			}
		}
		c.days = append(c.days, day)
	}
	return readConference(c, opt)
}

// readConference makes a show of one room's day.
func readConference(c conference, opt Options) (Result, error) {
	rep := &reporter{}
	if c.zone == "" {
		c.zone = opt.Zone
	}
	wanted := opt.Zone
	opt.Zone = c.zone
	in := newFixed(opt, rep)
	in.conference = true
	in.result.Show.Title = clean(c.title)
	var lines []line
	for _, d := range c.days {
		day, _, ok := findDate(d.date, in.today)
		for _, t := range d.talks {
			number := len(lines) + 1
			if number > maxRows {
				return Result{}, &LimitError{fmt.Sprintf("more than %d talks", maxRows)}
			}
			l := in.talkLine(number, t, day, d.change)
			if ok {
				l.onDay = day
			}
			lines = append(lines, l)
		}
	}
	in.trueZone(lines, wanted)
	return in.conclude(lines, "a conference schedule without talks")
}

// newFixed is an interpreter for a format whose places are fixed; problems name the places by their own words.
func newFixed(opt Options, rep *reporter) *interpreter {
	in := newInterpreter(&grid{}, &header{}, opt, rep)
	in.headers = map[Role]string{RoleStart: "start", RoleEnd: "end", RoleLength: "duration", RoleTitle: "title", RoleRoom: "room", RoleID: "id"}
	return in
}

// conclude makes the result of lines that have their times.
func (in *interpreter) conclude(lines []line, without string) (Result, error) {
	in.day = in.today
	in.apart(lines, (*interpreter).takeTalks)
	if in.takeTalks(lines); len(in.result.Show.Slots) == 0 {
		return Result{}, &NotRunSheetError{Seems: without}
	}
	in.result.Problems = in.rep.problems
	return in.result, nil
}

// takeTalks makes slots of the lines of the day and the room that were asked for.
func (in *interpreter) takeTalks(lines []line) {
	lines = slices.DeleteFunc(in.chosen(lines), func(l line) bool { return l.noSlot })
	for i := range lines {
		l := &lines[i]
		if l.slot.Title == "" {
			in.rep.add(CodeNoTitle, l.row, in.headers[RoleTitle], "")
		}
		if l.room != "" {
			l.keep(roomField, l.room)
		}
	}
	in.check(lines)
	in.finish(lines)
}

// roomField is where a room is kept in formats without headers of their own.
const roomField = "Room"

// set keeps a text under a name, unless there is none.
func (l *line) set(name, text string) {
	if text = clean(text); text != "" {
		l.keep(name, text)
	}
}

func (in *interpreter) talkLine(number int, t talk, day date, change time.Duration) line {
	l := line{row: number, id: firstOf(t.ID, t.GUID), room: clean(t.Room), slot: runsheet.Slot{
		Title: oneLine(t.Title), Notes: clean(t.Abstract), Kind: runsheet.Live,
	}}
	for _, p := range t.People {
		if p = oneLine(p); p != "" {
			l.slot.People = append(l.slot.People, p)
		}
	}
	if t.Type != "" {
		in.readKind(&l, column{header: "type"}, cell{text: clean(t.Type)})
	}
	l.set("Subtitle", t.Subtitle)
	l.set("Track", t.Track)
	l.set("Language", t.Language)
	l.set("Description", t.Text)
	l.set("URL", t.URL)
	if t.OptOut {
		l.keep("Do not record", "yes")
	}
	if t.fault != "" {
		in.rep.add(CodeBadSlot, number, "", t.fault)
	}
	since, err := timeOfDay(t.Start)
	if at, err := time.Parse(time.RFC3339, t.Date); err == nil {
		l.start = moment{known: true, instant: at, since: since}
		l.at = at.In(in.loc)
		h, m, _ := at.Clock()
		if written := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute; t.Start != "" && since.Truncate(time.Minute) != written && !strings.Contains(t.Start, "T") {
			in.rep.add(CodeTimeDisagrees, number, "start", oneLine(t.Title), t.Start, t.Date)
		}
	} else if err == nil || t.Start != "" && !day.zero() {
		l.at = day.at(since, in.loc)
		if since < change {
			l.at = day.add(1).at(since, in.loc)
		}
		l.at = firstTime(l.at)
	}
	if l.at.IsZero() || err != nil && l.start.instant.IsZero() {
		l.at = time.Time{}
		in.rep.add(CodeBadStart, number, "start", firstOf(t.Date, t.Start))
	}
	if length, err := parseLength(t.Duration, unitHoursMinutes); err == nil {
		l.slot.Length = length.length
	} else {
		in.rep.add(CodeBadLength, number, "duration", t.Duration, human(0))
	}
	return l
}

// trueZone finds a zone that agrees with the offsets in the file, when the one that the file names does not.
func (in *interpreter) trueZone(lines []line, wanted string) {
	agrees := func(zone string) (bool, time.Time) {
		loc, err := time.LoadLocation(zone)
		for _, l := range lines {
			if l.start.instant.IsZero() {
				continue
			}
			_, want := l.start.instant.Zone()
			if err != nil {
				return false, l.start.instant
			}
			if _, got := l.start.instant.In(loc).Zone(); got != want {
				return false, l.start.instant
			}
		}
		return err == nil, time.Time{}
	}
	named := in.result.Show.Zone
	ok, first := agrees(named)
	if ok || first.IsZero() {
		return
	}
	_, offset := first.Zone()
	taken := named
	// The names of these zones count the other way round: Etc/GMT-1 is an hour ahead.
	for _, zone := range []string{wanted, fmt.Sprintf("Etc/GMT%+d", -offset/3600)} {
		if ok, _ := agrees(zone); ok {
			taken = zone
			break
		}
	}
	in.rep.add(CodeZoneOffset, 0, "time_zone_name", named, first.Format("-07:00"), taken)
	in.setZone(taken)
	for i := range lines {
		if !lines[i].at.IsZero() {
			lines[i].at = lines[i].at.In(in.loc)
		}
	}
}
