package report

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"regie/runsheet"
)

// WriteCSV writes one row a slot: times for people, then the same for programs. No cell is a formula to a spreadsheet.
func (r Report) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"Number", "Title", "Planned start", "Planned length", "Actual start", "Actual end", "Actual length", "Added", "Held", "Overrun",
		"Passes", "Taken back", "Estimated", "ID", "Planned start ISO", "Actual start ISO", "Actual end ISO",
	}}
	for _, s := range r.Slots {
		rows = append(rows, []string{
			text(s.Number), text(s.Title), ofDay(s.PlannedStart), length(s.PlannedLength), ofDay(s.Start), ofDay(s.End), length(s.Length),
			length(s.Added), length(s.Held), length(s.Overrun), strconv.Itoa(s.Passes), strconv.Itoa(s.TakenBack), yes(s.Estimated),
			text(string(s.ID)), iso(s.PlannedStart), iso(s.Start), iso(s.End),
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// text is a cell that a spreadsheet takes for text: in some of them =, +, - and @ begin a formula, also after a tab or
// a carriage return. An apostrophe says that none is meant.
func text(s string) string {
	if t := strings.TrimLeft(s, "\t\r\n "); t != "" && strings.ContainsRune("=+-@", rune(t[0])) {
		return "'" + s
	}
	return s
}

func ofDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("15:04:05")
}

func iso(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// length is h:mm:ss, with a sign that no spreadsheet reads as a formula because digits alone follow it.
func length(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := int64(d.Round(time.Second) / time.Second)
	return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// WriteJSON writes the whole report as one JSON object, its times in RFC 3339 or null, its lengths in seconds.
func (r Report) WriteJSON(w io.Writer) error {
	type slot struct {
		ID            string   `json:"id"`
		Number        string   `json:"number"`
		Title         string   `json:"title"`
		PlannedStart  *string  `json:"planned_start"`
		PlannedLength float64  `json:"planned_length_s"`
		Start         *string  `json:"actual_start"`
		End           *string  `json:"actual_end"`
		Length        *float64 `json:"actual_length_s"`
		Added         float64  `json:"added_s"`
		Held          float64  `json:"held_s"`
		Overrun       float64  `json:"overrun_s"`
		Passes        int      `json:"passes"`
		TakenBack     int      `json:"taken_back"`
		Estimated     bool     `json:"estimated"`
		Recorded      *float64 `json:"start_in_recording_s"`
	}
	type question struct {
		ID       string  `json:"id"`
		Text     string  `json:"text"`
		Status   string  `json:"status"`
		Slot     string  `json:"slot"`
		Copies   int     `json:"copies"`
		Asked    *string `json:"asked_at"`
		OnAir    *string `json:"on_air_at"`
		Answered *string `json:"answered_at"`
		Votes    int     `json:"votes"`
		Name     *string `json:"name"`
		Speaker  *string `json:"speaker"`
		// Recording counts the recording's files from 1, null when nothing was recorded; the times are from its beginning.
		Recording    *int     `json:"recording"`
		File         *string  `json:"recording_file"`
		OnAirIn      *float64 `json:"on_air_in_recording_s"`
		AnsweredIn   *float64 `json:"answered_in_recording_s"`
		RecordingEst bool     `json:"recording_estimated"`
	}
	type outage struct {
		Lost   *string `json:"lost_at"`
		Back   *string `json:"back_at"`
		Link   string  `json:"link"`
		Detail string  `json:"detail"`
	}
	type marker struct {
		At   *string         `json:"at"`
		Text string          `json:"text"`
		Slot runsheet.SlotID `json:"slot"`
	}
	out := struct {
		Title     string     `json:"title"`
		Zone      string     `json:"time_zone"`
		Late      *float64   `json:"late_at_end_s"`
		Slots     []slot     `json:"slots"`
		Questions []question `json:"questions"`
		Links     []outage   `json:"obs_outages"`
		Incidents []incident `json:"incidents"`
		Markers   []marker   `json:"markers"`
	}{Title: r.Title, Zone: r.Zone, Slots: []slot{}, Questions: []question{}, Links: []outage{}, Incidents: []incident{}, Markers: []marker{}}
	if r.Ended {
		late := seconds(r.Late)
		out.Late = &late
	}
	for _, s := range r.Slots {
		o := slot{
			ID: string(s.ID), Number: s.Number, Title: s.Title, PlannedStart: stamp(s.PlannedStart), PlannedLength: seconds(s.PlannedLength),
			Start: stamp(s.Start), End: stamp(s.End), Added: seconds(s.Added), Held: seconds(s.Held), Overrun: seconds(s.Overrun),
			Passes: s.Passes, TakenBack: s.TakenBack, Estimated: s.Estimated, Recorded: s.Mark.seconds(),
		}
		if s.Passes > 0 {
			l := seconds(s.Length)
			o.Length = &l
		}
		out.Slots = append(out.Slots, o)
	}
	for _, q := range r.Questions {
		one := question{
			ID: string(q.ID), Text: q.Text, Status: string(q.Status), Slot: string(q.Slot), Copies: q.Copies, Votes: q.Votes, Name: orNull(q.Name), Speaker: orNull(q.Speaker),
			Asked: stamp(q.Asked), OnAir: stamp(q.OnAir), Answered: stamp(q.Answered),
			OnAirIn: q.OnAirMark.seconds(), AnsweredIn: q.AnsweredMark.seconds(), RecordingEst: q.OnAirMark.Estimated,
		}
		if q.OnAirMark.Number > 0 {
			one.Recording, one.File = &q.OnAirMark.Number, orNull(q.OnAirMark.File)
		}
		out.Questions = append(out.Questions, one)
	}
	for _, l := range r.Links {
		out.Links = append(out.Links, outage{stamp(l.Lost), stamp(l.Back), string(l.Link), l.Detail})
	}
	for _, m := range r.Markers {
		out.Markers = append(out.Markers, marker{stamp(m.At), m.Text, m.Slot})
	}
	for _, i := range r.Incidents {
		out.Incidents = append(out.Incidents, i.json())
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

func stamp(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(time.RFC3339)
	return &s
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// seconds keeps milliseconds: finer ones would only be noise.
func seconds(d time.Duration) float64 {
	return float64(d.Round(time.Millisecond)/time.Millisecond) / 1000
}
