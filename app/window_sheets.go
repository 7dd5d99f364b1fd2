//go:build !headless

package app

import (
	"encoding/json"
	"errors"
	"io"
	"path"
	"strings"
	"time"

	"regie/assets"
	"regie/runsheet"
	"regie/runsheet/formats"
	"regie/runsheet/templates"
	"regie/ui/desktop"
)

// sheets joins the window's import screen, templates and exports to the formats' room.
func (e *evening) sheets(c *desktop.Config) {
	kept := e.p.settings.Mappings
	c.Open = func(name string, data []byte, wish desktop.Wish, l assets.Lang) (desktop.Reading, error) {
		return e.readWished(name, data, wish, l, kept)
	}
	for _, role := range formats.Roles {
		c.Roles = append(c.Roles, string(role))
	}
	c.KeepMapping = func(m desktop.Mapping) {
		b, err := json.Marshal(columnsOf(m))
		if err == nil {
			err = e.p.settings.Keep(map[string]any{"mappings." + m.Shape: string(b)})
		}
		if err != nil {
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

// readWished reads a run sheet as the person at the window wants it read..
func (e *evening) readWished(name string, data []byte, wish desktop.Wish, l assets.Lang, kept map[string]string) (desktop.Reading, error) {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	opt := formats.Options{Name: name, Today: time.Now(), Zone: e.p.zone(), Sheet: wish.Sheet, Day: wish.Day, Room: wish.Room, Colon: formats.Colon(wish.Colon)}
	guess, sample, err := formats.Guess(data, opt)
	if err != nil {
		sentence, hint, _ := explain(troubled(err, name), assets.In(l))
		return desktop.Reading{}, errors.New(join(sentence, hint))
	}
	switch {
	case wish.Mapping != nil && wish.Mapping.Shape == guess.Shape:
		guess = columnsOf(*wish.Mapping)
		opt.Mapping = &guess
	case kept[strings.ToLower(guess.Shape)] != "":
		var was formats.Mapping
		if json.Unmarshal([]byte(kept[strings.ToLower(guess.Shape)]), &was) == nil && was.Shape == guess.Shape {
			guess, opt.Mapping = was, &was
		}
	}
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
	for _, pr := range res.Problems {
		switch pr.Code {
		case formats.CodeLengthAmbiguous:
			reading.AsksColon = true
		case formats.CodeDayTaken:
			reading.Taken[0] = pr.Args[0]
		case formats.CodeRoomTaken:
			reading.Taken[1] = pr.Args[0]
		}
		reading.Problems = append(reading.Problems, desktop.Problem{Sheet: pr.Sheet, Row: pr.Row, Column: pr.Column,
			Severity: desktop.Severity(pr.Severity), Read: pr.Read, Message: sentence(pr, assets.In(l))})
	}
	return reading, nil
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
