package formats

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"time"

	"regie/runsheet"
)

// fileJSON is the JSON that we write. Its keys are read by other people's scripts: add, never rename.
type fileJSON struct {
	Title    string             `json:"title"`
	Date     string             `json:"date"`
	TimeZone string             `json:"time_zone"`
	WarnS    float64            `json:"warn_s,omitempty"`
	DangerS  float64            `json:"danger_s,omitempty"`
	EndBy    *string            `json:"end_by,omitempty"`
	TargetsS map[string]float64 `json:"targets_s,omitempty"`
	Slots    []slotJSON         `json:"slots"`
	Reserve  []slotJSON         `json:"reserve,omitempty"`
	Problems []problemJSON      `json:"problems"`
}

type slotJSON struct {
	ID            string            `json:"id"`
	Number        string            `json:"number"`
	Title         string            `json:"title"`
	Kind          string            `json:"kind"`
	Start         *string           `json:"start"`
	Hard          bool              `json:"hard"`
	DurationS     float64           `json:"duration_s"`
	People        []string          `json:"people"`
	Scene         string            `json:"scene"`
	Notes         string            `json:"notes"`
	TalkingPoints string            `json:"talking_points"`
	Fields        map[string]string `json:"fields"`
	Cues          []runsheet.Cue    `json:"cues,omitempty"`
	Dropped       bool              `json:"dropped,omitempty"`
	ToEnd         bool              `json:"to_end,omitempty"`
	Group         string            `json:"group,omitempty"`
	WarnS         float64           `json:"warn_s,omitempty"` // −1 is never
	DangerS       float64           `json:"danger_s,omitempty"`
	AtEnd         string            `json:"at_end,omitempty"`
}

type problemJSON struct {
	Sheet    string   `json:"sheet"`
	Row      int      `json:"row"`
	Column   string   `json:"column"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
}

// WriteJSON writes a run sheet and its problems for people's own scripts. Read reads it back.
func WriteJSON(w io.Writer, r Result) error {
	out := fileJSON{
		Title: r.Show.Title, Date: r.Date, TimeZone: r.Show.Location().String(),
		Slots: []slotJSON{}, Problems: []problemJSON{},
	}
	loc := r.Show.Location()
	out.WarnS, out.DangerS = thresholdSeconds(r.Show.Warn), thresholdSeconds(r.Show.Danger)
	if !r.Show.EndBy.IsZero() {
		by := r.Show.EndBy.In(loc).Format(time.RFC3339Nano)
		out.EndBy = &by
	}
	for name, target := range r.Show.Targets {
		if out.TargetsS == nil {
			out.TargetsS = map[string]float64{}
		}
		out.TargetsS[name] = target.Seconds()
	}
	for _, s := range placedSlots(r.Show) {
		j := slotJSON{
			ID: string(s.ID), Number: s.Number, Title: s.Title, Kind: string(s.Kind), Hard: s.Hard, DurationS: s.Length.Seconds(),
			People: s.People, Scene: s.Scene, Notes: s.Notes, TalkingPoints: s.TalkingPoints, Fields: s.Fields, Cues: s.Cues, Dropped: s.Dropped,
			ToEnd: s.ToEnd, Group: s.Group, WarnS: thresholdSeconds(s.Warn), DangerS: thresholdSeconds(s.Danger), AtEnd: string(s.AtEnd),
		}
		if !s.Start.IsZero() {
			at := s.Start.In(loc).Format(time.RFC3339Nano)
			j.Start = &at
		}
		if j.People == nil {
			j.People = []string{}
		}
		if j.Fields == nil {
			j.Fields = map[string]string{}
		}
		if s.reserve {
			out.Reserve = append(out.Reserve, j)
		} else {
			out.Slots = append(out.Slots, j)
		}
	}
	for _, p := range r.Problems {
		message := p.Message
		if p.Read != "" {
			message = strconv.Quote(p.Read) + ": " + message
		}
		out.Problems = append(out.Problems, problemJSON{p.Sheet, p.Row, p.Column, p.Severity, message})
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	return nil
}

// readOwnJSON reads our own JSON back. The problems in it were those of another file and are not read.
func readOwnJSON(data []byte, opt Options) (Result, error) {
	var file struct {
		fileJSON
		Slots   []json.RawMessage `json:"slots"`
		Reserve []json.RawMessage `json:"reserve"`
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&file); err != nil {
		return Result{}, &NotRunSheetError{Seems: "a JSON file of another kind or a damaged one", Cause: err}
	}
	if len(file.Slots) == 0 {
		return Result{}, &NotRunSheetError{Seems: "a JSON file without slots"}
	}
	if len(file.Slots)+len(file.Reserve) > maxRows {
		return Result{}, &LimitError{fmt.Sprintf("more than %d slots", maxRows)}
	}
	if file.TimeZone != "" {
		opt.Zone = file.TimeZone
	}
	rep := &reporter{}
	in := newInterpreter(&grid{}, &header{}, opt, rep)
	show := &in.result.Show
	show.Title, show.Warn, show.Danger = file.Title, thresholdOf(file.WarnS), thresholdOf(file.DangerS)
	if file.EndBy != nil {
		if by, err := time.Parse(time.RFC3339, *file.EndBy); err == nil {
			show.EndBy = by.In(in.loc)
		} else {
			rep.add(CodeBadStart, 0, "end_by", *file.EndBy)
		}
	}
	for name, s := range file.TargetsS {
		if show.Targets == nil {
			show.Targets = map[string]time.Duration{}
		}
		if s > 0 && s <= longest.Seconds() {
			show.Targets[name] = time.Duration(math.Round(s * float64(time.Second)))
		}
	}
	in.day = in.today
	if d, _, ok := findDate(file.Date, in.today); ok {
		in.day = d
	}
	var lines []line
	for i, raw := range append(file.Slots, file.Reserve...) {
		var j slotJSON
		// A value of the wrong type leaves the others standing.
		if err := json.Unmarshal(raw, &j); err != nil {
			rep.add(CodeBadSlot, i+1, "slots", err.Error())
		}
		l := in.jsonLine(i+1, j)
		l.reserve = i >= len(file.Slots)
		lines = append(lines, l)
	}
	in.finish(lines)
	in.result.Problems = rep.problems
	return in.result, nil
}

// thresholdSeconds writes a threshold, −1 for never; thresholdOf reads it.
func thresholdSeconds(left time.Duration) float64 {
	if left < 0 {
		return -1
	}
	return left.Seconds()
}

func thresholdOf(s float64) time.Duration {
	switch {
	case s < 0:
		return runsheet.Never
	case s > longest.Seconds():
		return 0
	}
	return time.Duration(math.Round(s * float64(time.Second)))
}

func (in *interpreter) jsonLine(number int, j slotJSON) line {
	l := line{row: number, id: j.ID, slot: runsheet.Slot{
		Number: j.Number, Title: j.Title, Kind: runsheet.Kind(j.Kind), Hard: j.Hard,
		People: j.People, Scene: j.Scene, Notes: j.Notes, TalkingPoints: j.TalkingPoints, Fields: j.Fields, Cues: j.Cues, Dropped: j.Dropped,
		ToEnd: j.ToEnd, Group: j.Group, Warn: thresholdOf(j.WarnS), Danger: thresholdOf(j.DangerS), AtEnd: runsheet.Ending(j.AtEnd),
	}}
	if !slices.Contains(runsheet.Endings, l.slot.AtEnd) {
		in.rep.add(CodeBadSlot, number, "at_end", j.AtEnd)
		l.slot.AtEnd = runsheet.DoNothing
	}
	if len(j.People) == 0 {
		l.slot.People = nil
	}
	if len(j.Fields) == 0 {
		l.slot.Fields = nil
	}
	if !slices.Contains(runsheet.Kinds, l.slot.Kind) {
		in.readKind(&l, column{header: "kind"}, cell{text: j.Kind})
	}
	if j.Start != nil {
		at, err := time.Parse(time.RFC3339, *j.Start)
		if err != nil {
			in.rep.add(CodeBadStart, number, "start", *j.Start)
		} else {
			l.at = at.In(in.loc)
		}
	}
	if j.DurationS < 0 || j.DurationS > longest.Seconds() {
		in.rep.add(CodeBadLength, number, "duration_s", strconv.FormatFloat(j.DurationS, 'g', -1, 64), human(0))
	} else {
		l.slot.Length = time.Duration(math.Round(j.DurationS * float64(time.Second)))
	}
	return l
}
