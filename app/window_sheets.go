//go:build !headless

package app

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"regie/assets"
	"regie/runsheet"
	"regie/runsheet/formats"
	"regie/runsheet/templates"
	"regie/ui/desktop"
)

// sheets joins the window's import screen, templates and exports to the formats' room.
func (e *evening) sheets(c *desktop.Config) {
	chosen := &mappings{kept: maps.Clone(e.p.settings.Mappings)}
	c.Open = func(name string, data []byte, wish desktop.Wish, l assets.Lang) (desktop.Reading, error) {
		return e.readWished(name, data, wish, l, chosen)
	}
	for _, role := range formats.Roles {
		c.Roles = append(c.Roles, string(role))
	}
	c.KeepMapping = func(m desktop.Mapping) {
		if err := e.p.settings.Keep(map[string]any{"mappings." + mappingKey(m.Shape): chosen.keep(columnsOf(m))}); err != nil {
			e.p.log.Warn("the columns of the sheet are not remembered", "error", err)
		}
	}
	c.ParseStart = formats.ParseTimeOfDay
	c.ParseLength = func(text string) (time.Duration, error) {
		d, _, err := formats.ParseLength(text)
		return d, err
	}
	c.Templates = func(l assets.Lang) []desktop.Template {
		start := time.Now().Truncate(time.Hour).Add(time.Hour)
		var all []desktop.Template
		for _, t := range templates.All() {
			lang := templates.Lang(l)
			all = append(all, desktop.Template{Title: t.Title(lang), About: t.About(lang), Show: t.Show(lang, start, e.p.zone())})
		}
		return all
	}
	c.Exports = []desktop.Export{{ID: "xlsx", Ending: ".xlsx"}, {ID: "csv", Ending: ".csv"}, {ID: "ontime", Ending: ".json"},
		{ID: "ics", Ending: ".ics"}, {ID: "pdf", Ending: ".pdf"}, {ID: "pdf-animator", Ending: ".pdf"}, {ID: "pdf-capture", Ending: ".pdf"}}
	c.Export = exportSheet
}

// readWished reads a run sheet as the person at the window wants it read, with the columns that were chosen for such a sheet before.
func (e *evening) readWished(name string, data []byte, wish desktop.Wish, l assets.Lang, chosen *mappings) (desktop.Reading, error) {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	opt := formats.Options{Name: name, Today: time.Now(), Zone: e.p.zone(), Sheet: wish.Sheet, Day: wish.Day, Room: wish.Room, Colon: formats.Colon(wish.Colon)}
	guess, sample, err := formats.Guess(data, opt)
	if err != nil {
		sentence, hint, _ := explain(troubled(err, name), assets.In(l))
		return desktop.Reading{}, errors.New(join(sentence, hint))
	}
	if wish.Mapping != nil && wish.Mapping.Shape == guess.Shape {
		guess = columnsOf(*wish.Mapping)
		opt.Mapping = &guess
	} else if was, known := chosen.of(guess.Shape); known {
		guess, opt.Mapping = was, &was
	}
	shows := eventOf(data, &opt)
	res, err := formats.Read(data, opt)
	if err != nil {
		sentence, hint, _ := explain(troubled(err, name), assets.In(l))
		return desktop.Reading{}, errors.New(join(sentence, hint))
	}
	e.remember(name, data)
	reading := desktop.Reading{
		Show: res.Show, Source: name, Sample: sample.Rows, Sheet: res.Sheet, Sheets: res.Sheets, Days: res.Days, Rooms: res.Rooms,
		Mapping: desktop.Mapping{Shape: guess.Shape}, Taken: [2]string{desktop.Every, desktop.Every},
	}
	for _, c := range guess.Columns {
		reading.Mapping.Columns = append(reading.Mapping.Columns, desktop.Column{Index: c.Index, Header: c.Header, Role: string(c.Role)})
	}
	reading.Shows = shows
	if opt.Day != "" {
		reading.Taken[0] = opt.Day
	}
	if opt.Room != "" {
		reading.Taken[1] = opt.Room
	}
	for _, pr := range res.Problems {
		switch pr.Code {
		case formats.CodeLengthAmbiguous:
			reading.AsksColon = true
		case formats.CodeDayTaken:
			reading.Taken[0] = pr.Args[0]
		case formats.CodeRoomTaken:
			reading.Taken[1] = pr.Args[0]
		}
	}
	reading.Problems = problemsOf(res.Problems, assets.In(l))
	reading.Chosen = readOf(shows, res.Sheet, reading.Taken)
	return reading, nil
}

func problemsOf(found []formats.Problem, w assets.Words) []desktop.Problem {
	var all []desktop.Problem
	for _, pr := range found {
		all = append(all, desktop.Problem{Sheet: pr.Sheet, Row: pr.Row, Column: pr.Column,
			Severity: desktop.Severity(pr.Severity), Read: pr.Read, Message: sentence(pr, w)})
	}
	return all
}

// readOf is the show that was read, of a day and a room that were taken or of a sheet that is a room; "" for several of them.
func readOf(shows []runsheet.RoomShow, sheet string, taken [2]string) runsheet.ShowID {
	fits := func(wanted, is string) bool { return wanted == is || wanted == desktop.Every }
	var read []runsheet.ShowID
	for _, s := range shows {
		if sheet != "" && s.Room == sheet {
			return s.ID()
		}
		if fits(taken[0], s.Day) && fits(taken[1], s.Room) {
			read = append(read, s.ID())
		}
	}
	if len(read) != 1 {
		return ""
	}
	return read[0]
}

// eventOf reads the shows of an event, nil for a file that holds one. Where the rooms of a sheet go on at the same time and nobody
// has chosen among them, the first of today is wished for: no desk runs two rooms at once.
func eventOf(data []byte, opt *formats.Options) []runsheet.RoomShow {
	all := *opt
	all.Day, all.Room, all.Sheet = "", "", ""
	shows, err := formats.ReadRooms(data, all)
	if err != nil || len(shows) < 2 {
		return nil
	}
	first := runsheet.FirstOn(runsheet.DayOf(opt.Today), shows)
	if opt.Day == "" && opt.Room == "" && !slices.ContainsFunc(shows, func(s runsheet.RoomShow) bool { return s.Room == "" }) && opt.Sheet == "" {
		if res, err := formats.Read(data, *opt); err == nil && !slices.Contains(res.Sheets, first.Room) {
			opt.Day, opt.Room = first.Day, first.Room
		}
	}
	return shows
}

// mappings are what people chose the columns of sheets to be for, by the sheets' shapes.
type mappings struct {
	mu   sync.Mutex
	kept map[string]string // as JSON
}

// mappingKey is a shape as a settings file can hold it: one of digits alone would come back as a number.
func mappingKey(shape string) string { return "s" + strings.ToLower(shape) }

// keep remembers a mapping and gives what to write down.
func (m *mappings) keep(one formats.Mapping) string {
	b, err := json.Marshal(one)
	if err != nil {
		panic(err) // strings and numbers only: a programmer's mistake
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil {
		m.kept = map[string]string{}
	}
	m.kept[mappingKey(one.Shape)] = string(b)
	return string(b)
}

// of gives the mapping that was chosen for a shape; one that cannot be read was never chosen.
func (m *mappings) of(shape string) (formats.Mapping, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var one formats.Mapping
	text, known := m.kept[mappingKey(shape)]
	if shape == "" || !known || json.Unmarshal([]byte(text), &one) != nil || one.Shape != shape {
		return formats.Mapping{}, false
	}
	return one, true
}

func columnsOf(m desktop.Mapping) formats.Mapping {
	out := formats.Mapping{Shape: m.Shape}
	for _, c := range m.Columns {
		out.Columns = append(out.Columns, formats.Column{Index: c.Index, Header: c.Header, Role: formats.Role(c.Role)})
	}
	return out
}

// exportSheet writes a show as one of the sorts of file that the window offers.
func exportSheet(id string, show runsheet.Show, l assets.Lang, w io.Writer) error {
	lang, role := formats.Lang(l), formats.PrintRegie
	switch id {
	case "xlsx":
		return formats.WriteXLSX(w, show, lang)
	case "csv":
		return formats.WriteCSV(w, show)
	case "ontime":
		return formats.WriteOntime(w, show)
	case "ics":
		return formats.WriteICS(w, show)
	case "pdf-animator":
		role = formats.PrintAnimator
	case "pdf-capture":
		role = formats.PrintCapture
	}
	return formats.WritePDF(w, show, role, lang, formats.Fonts{Regular: assets.FontRegular, Bold: assets.FontBold})
}
