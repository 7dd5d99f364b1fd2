package formats

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"regie/runsheet"
)

// session is one of Sessionize's, in either of its views.
type session struct {
	ID          json.RawMessage `json:"id"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	StartsAt    string          `json:"startsAt"`
	EndsAt      string          `json:"endsAt"`
	Service     bool            `json:"isServiceSession"`
	Plenum      bool            `json:"isPlenumSession"`
	// Speakers are ids in one view and people in the other.
	Speakers   []json.RawMessage `json:"speakers"`
	RoomID     json.RawMessage   `json:"roomId"`
	Room       string            `json:"room"`
	LiveURL    string            `json:"liveUrl"`
	Items      []json.RawMessage `json:"categoryItems"`
	Categories []struct {
		Name  string `json:"name"`
		Items []struct {
			Name string `json:"name"`
		} `json:"categoryItems"`
	} `json:"categories"`
	fault string
}

// sessionize is what the sessions of a file refer to.
type sessionize struct {
	people, rooms map[string]string
	items         map[string][2]string // category and name
}

func readSession(raw json.RawMessage) session {
	var s session
	if err := json.Unmarshal(raw, &s); err != nil {
		s.fault = err.Error()
	}
	return s
}

// key makes ids comparable, which are numbers here and texts there.
func key(raw json.RawMessage) string { return strings.Trim(string(raw), `"`) }

var errNoSessions = &NotRunSheetError{Seems: "a JSON list without sessions"}

// readSessionizeList reads the grid view, a list of days with their rooms, and the list of sessions by group.
func readSessionizeList(data []byte, opt Options) (Result, error) {
	var days []struct {
		Date     string            `json:"date"`
		Sessions []json.RawMessage `json:"sessions"`
		Rooms    []struct {
			Name     string            `json:"name"`
			Sessions []json.RawMessage `json:"sessions"`
		} `json:"rooms"`
	}
	if err := json.Unmarshal(data, &days); err != nil {
		if _, wrong := errors.AsType[*json.UnmarshalTypeError](err); !wrong {
			return Result{}, &NotRunSheetError{Seems: "a JSON file of another kind or a damaged one", Cause: err}
		}
	}
	var sessions []session
	for _, d := range days {
		for _, raw := range d.Sessions {
			sessions = append(sessions, readSession(raw))
		}
		for _, r := range d.Rooms {
			for _, raw := range r.Sessions {
				s := readSession(raw)
				s.Room = firstOf(s.Room, r.Name)
				sessions = append(sessions, s)
			}
		}
	}
	return readSessions(sessions, sessionize{}, opt)
}

// readSessionizeAll reads the view of everything, in which sessions refer to speakers, rooms and categories by id.
func readSessionizeAll(data []byte, opt Options) (Result, error) {
	var file struct {
		Sessions []json.RawMessage `json:"sessions"`
		Speakers []struct {
			ID       json.RawMessage `json:"id"`
			FullName string          `json:"fullName"`
			First    string          `json:"firstName"`
			Last     string          `json:"lastName"`
		} `json:"speakers"`
		Rooms []struct {
			ID   json.RawMessage `json:"id"`
			Name string          `json:"name"`
		} `json:"rooms"`
		Categories []struct {
			Title string `json:"title"`
			Items []struct {
				ID   json.RawMessage `json:"id"`
				Name string          `json:"name"`
			} `json:"items"`
		} `json:"categories"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return Result{}, &NotRunSheetError{Seems: "a file of Sessionize that is damaged", Cause: err}
	}
	names := sessionize{people: map[string]string{}, rooms: map[string]string{}, items: map[string][2]string{}}
	for _, p := range file.Speakers {
		names.people[key(p.ID)] = firstOf(p.FullName, strings.TrimSpace(p.First+" "+p.Last))
	}
	for _, r := range file.Rooms {
		names.rooms[key(r.ID)] = r.Name
	}
	for _, c := range file.Categories {
		for _, i := range c.Items {
			names.items[key(i.ID)] = [2]string{c.Title, i.Name}
		}
	}
	var sessions []session
	for _, raw := range file.Sessions {
		sessions = append(sessions, readSession(raw))
	}
	return readSessions(sessions, names, opt)
}

func readSessions(sessions []session, names sessionize, opt Options) (Result, error) {
	if len(sessions) == 0 {
		return Result{}, errNoSessions
	}
	if len(sessions) > maxRows {
		return Result{}, &LimitError{fmt.Sprintf("more than %d sessions", maxRows)}
	}
	in := newFixed(opt, &reporter{})
	in.conference = true
	in.result.Show.Title = baseName(opt.Name)
	var lines []line
	seen := map[string]bool{}
	for i, s := range sessions {
		l, ok := in.sessionLine(i+1, s, names)
		// The grid repeats what is for everybody in each room.
		if again := l.id + "\x00" + s.StartsAt; !ok || l.everybody && l.id != "" && seen[again] {
			continue
		} else if l.everybody {
			seen[again] = true
		}
		lines = append(lines, l)
	}
	sortByStart(lines)
	return in.conclude(lines, "a file of Sessionize without a session that has a time")
}

func (in *interpreter) sessionLine(number int, s session, names sessionize) (line, bool) {
	l := line{row: number, id: key(s.ID), everybody: s.Plenum, slot: runsheet.Slot{
		Title: oneLine(s.Title), Notes: clean(s.Description), Kind: runsheet.Live,
	}}
	if s.fault != "" {
		in.rep.add(CodeBadSlot, number, "", s.fault)
	}
	l.room = clean(firstOf(s.Room, names.rooms[key(s.RoomID)]))
	for _, raw := range s.Speakers {
		var p struct {
			Name string `json:"name"`
		}
		if json.Unmarshal(raw, &p) != nil || p.Name == "" {
			p.Name = names.people[key(raw)]
		}
		if p.Name = oneLine(p.Name); p.Name != "" {
			l.slot.People = append(l.slot.People, p.Name)
		}
	}
	if kind, ok := obviousTitles[fold(s.Title)]; ok {
		l.slot.Kind = kind
	} else if s.Service {
		l.slot.Kind = runsheet.Break
	}
	l.set("URL", s.LiveURL)
	categories := map[string][]string{}
	for _, raw := range s.Items {
		if item, ok := names.items[key(raw)]; ok {
			categories[item[0]] = append(categories[item[0]], item[1])
		}
	}
	for _, c := range s.Categories {
		for _, i := range c.Items {
			categories[c.Name] = append(categories[c.Name], i.Name)
		}
	}
	for name, items := range categories {
		l.set(firstOf(oneLine(name), "Category"), strings.Join(items, ", "))
	}
	start, ok := in.localTime(s.StartsAt)
	if !ok {
		why := "it has no start yet"
		if s.StartsAt != "" {
			why = "its start cannot be read"
		}
		in.rep.add(CodeBadItem, number, "startsAt", firstOf(s.StartsAt, oneLine(s.Title)), why)
		return l, false
	}
	l.at, l.onDay = start, dateOf(start.Add(-nightEnd))
	end, ok := in.localTime(s.EndsAt)
	if ok && !end.Before(start) && end.Sub(start) <= longest {
		l.slot.Length = end.Sub(start)
	} else {
		in.rep.add(CodeBadEnd, number, "endsAt", s.EndsAt)
	}
	return l, true
}

// localTime reads an instant, or a day and a time in the show's zone.
func (in *interpreter) localTime(s string) (time.Time, bool) {
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		return at.In(in.loc), true
	}
	for _, form := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04"} {
		if at, err := time.ParseInLocation(form, s, in.loc); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
