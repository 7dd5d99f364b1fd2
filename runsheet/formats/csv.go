package formats

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"regie/runsheet"
)

// openText opens separated values, whatever separates them.
func openText(text, encoding string, opt Options) (file, error) {
	rep := &reporter{}
	if encoding != "" {
		rep.add(CodeEncoding, 0, "", "", encoding)
	}
	if !strings.Contains(text, "\n") {
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	comma, text := separator(text)
	records, err := parseCSV(text, comma, maxRows+1, rep)
	if err != nil {
		return file{}, err
	}
	if isOwn(records) {
		res, err := readOwn(records, opt)
		return file{read: &res}, err
	}
	g, err := textGrid(records)
	if err != nil {
		return file{}, err
	}
	f := file{grids: []*grid{g}, problems: rep.problems}
	if longestRecord(records) < 2 {
		f.seems = "a text without columns"
	}
	return f, nil
}

func longestRecord(records []record) (n int) {
	for _, r := range records {
		n = max(n, len(r.fields))
	}
	return n
}

// separator finds what separates the columns: what the file says itself, else what gives the best header.
func separator(text string) (rune, string) {
	if rest, ok := strings.CutPrefix(text, "sep="); ok && len(rest) > 1 && strings.ContainsRune(",;\t|", rune(rest[0])) && strings.ContainsAny(rest[1:2], "\r\n") {
		return rune(rest[0]), strings.TrimLeft(rest[1:], "\r\n")
	}
	const sample = 64 << 10
	head := text[:min(len(text), sample)]
	best, bestScore := ',', 0
	for _, comma := range ",;\t|" {
		records, err := parseCSV(head, comma, headerRows+5, &reporter{})
		if err != nil {
			continue
		}
		for i := range records {
			records[i].fields = records[i].fields[:min(len(records[i].fields), maxColumns)]
		}
		g, err := textGrid(records)
		if err != nil {
			continue
		}
		score := min(longestRecord(records), maxColumns)
		if h := findHeader(g); h != nil {
			score += 1000 * h.score
		}
		if score > bestScore {
			best, bestScore = comma, score
		}
	}
	return best, text
}

// record is a row of separated values with its number as a spreadsheet program counts.
type record struct {
	number int
	fields []string
}

// parseCSV reads up to most records. A line with a quotation mark out of place is taken as it stands, so that one
// forgotten mark does not swallow the rest of the sheet.
func parseCSV(text string, comma rune, most int, rep *reporter) ([]record, error) {
	const mostRepairs = 100
	var records []record
	number := 0
	for repairs := 0; text != "" && len(records) < most; repairs++ {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.FieldsPerRecord = comma, -1
		line, consumed := 1, int64(0) // where the reader stands
		for len(records) < most {
			fields, err := r.Read()
			if errors.Is(err, io.EOF) {
				return records, nil
			}
			if bad, ok := errors.AsType[*csv.ParseError](err); ok {
				rest := skipLines(text[consumed:], bad.StartLine-line)
				number += bad.StartLine - line + 1
				raw, after, _ := strings.Cut(rest, "\n")
				records = append(records, record{number, rawFields(raw, comma)})
				rep.add(CodeQuote, number, "", raw)
				text = after
				break
			}
			if err != nil {
				return nil, fmt.Errorf("read separated values: %w", err)
			}
			start, _ := r.FieldPos(0)
			number += start - line + 1
			records = append(records, record{number, slices.Clone(fields)})
			line += strings.Count(text[consumed:r.InputOffset()], "\n")
			consumed = r.InputOffset()
		}
		if repairs == mostRepairs {
			return nil, &NotRunSheetError{Seems: "a text full of unbalanced quotation marks"}
		}
	}
	return records, nil
}

func skipLines(s string, n int) string {
	for ; n > 0; n-- {
		_, s, _ = strings.Cut(s, "\n")
	}
	return s
}

func rawFields(line string, comma rune) []string {
	fields := strings.Split(strings.TrimSuffix(line, "\r"), string(comma))
	for i, f := range fields {
		fields[i] = strings.Trim(strings.TrimSpace(f), `"`)
	}
	return fields
}

func textGrid(records []record) (*grid, error) {
	g := &grid{}
	for _, rec := range records {
		r := row{number: rec.number}
		for i, f := range rec.fields {
			if text := unguard(clean(f)); text != "" {
				r.cells = append(r.cells, cell{column: i, text: text})
			}
		}
		if err := g.add(r); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// The first two rows of what WriteCSV writes. They tell our own files apart: what we wrote is read back as it is, without
// looking for totals, headings or mistakes in it.
var (
	ownMark    = []string{"Régie", "run sheet", "2"}
	ownColumns = []string{"id", "number", "date", "start", "length", "fixed", "kind", "title", "people", "scene", "talking points", "notes", "cues", "state"}
)

// firstOwn is how many of ownColumns the first version had: it knew no state.
var firstOwn = len(ownColumns) - 1

func isOwn(records []record) bool {
	if len(records) < 2 || len(records[0].fields) < len(ownMark)+2 || !slices.Equal(records[0].fields[:2], ownMark[:2]) {
		return false
	}
	n := ownKnown(records)
	return n > 0 && len(records[1].fields) >= n && slices.Equal(records[1].fields[:n], ownColumns[:n])
}

// ownKnown is how many of ownColumns a file of ours has; 0 for a version that is not known here.
func ownKnown(records []record) int {
	switch records[0].fields[2] {
	case "1":
		return firstOwn
	case ownMark[2]:
		return len(ownColumns)
	}
	return 0
}

// WriteCSV writes a show so that spreadsheet programs open it and Read gives it back as it was: UTF-8 with a mark,
// semicolons, a row with the title and the zone, then one row per slot. Fields with an empty value are left out, and
// what cannot stand in a text file (control characters) is dropped.
func WriteCSV(w io.Writer, show runsheet.Show) error {
	extra := fieldNames(show)
	if len(ownColumns)+len(extra) > maxColumns {
		return fmt.Errorf("write run sheet: more than %d columns", maxColumns)
	}
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	out.Write(guardAll(append(slices.Clone(ownMark), show.Title, show.Zone)))
	out.Write(guardAll(append(slices.Clone(ownColumns), extra...)))
	for _, s := range everySlot(show) {
		out.Write(guardAll(ownFields(s, extra, show.Location())))
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write run sheet: %w", err)
	}
	return nil
}

func ownFields(s placed, extra []string, loc *time.Location) []string {
	day, start := ownStart(s.Start, loc)
	fields := []string{
		string(s.ID), s.Number, day, start, formatClock(s.Length), map[bool]string{true: "yes"}[s.Hard], string(s.Kind), s.Title,
		joinPeople(s.People), s.Scene, s.TalkingPoints, s.Notes, runsheet.WriteCues(s.Cues), stateOf(s.Slot, s.reserve),
	}
	for _, name := range extra {
		fields = append(fields, s.Fields[name])
	}
	return fields
}

// ownStart writes a day and a time of day, or the whole instant where those two do not name it: in the hour that the
// clocks go through twice.
func ownStart(at time.Time, loc *time.Location) (day, start string) {
	if at.IsZero() {
		return "", ""
	}
	at = at.In(loc)
	h, m, s := at.Clock()
	clock := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(at.Nanosecond())
	if !dateOf(at).at(clock, loc).Equal(at) {
		return "", at.Format(time.RFC3339Nano)
	}
	return at.Format(time.DateOnly), formatClock(clock)
}

// formula matches text that spreadsheet programs would run; an apostrophe in front keeps it text. Names and questions come
// from strangers.
var (
	formula = regexp.MustCompile(`^'*[=+\-@\t]`)
	guarded = regexp.MustCompile(`^'+[=+\-@\t]`)
)

func guardAll(fields []string) []string {
	for i, f := range fields {
		f = strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' {
				return -1
			}
			return r
		}, strings.ToValidUTF8(f, "\uFFFD"))
		if formula.MatchString(f) {
			f = "'" + f
		}
		fields[i] = f
	}
	return fields
}

func unguard(s string) string {
	if guarded.MatchString(s) {
		return s[1:]
	}
	return s
}

// readOwn reads what WriteCSV wrote, and what people changed in it since.
func readOwn(records []record, opt Options) (Result, error) {
	rep := &reporter{}
	in := newInterpreter(&grid{}, &header{}, opt, rep)
	top := records[0].fields
	in.result.Show.Title = unguard(top[len(ownMark)])
	zone := unguard(top[len(ownMark)+1])
	in.setZone(zone)
	in.result.Show.Zone = zone
	names := records[1].fields
	var lines []line
	for _, rec := range records[2:] {
		if rec.number > maxRows || len(rec.fields) > maxColumns {
			return Result{}, &LimitError{fmt.Sprintf("more than %d rows or %d columns", maxRows, maxColumns)}
		}
		lines = append(lines, in.ownLine(rec, names, ownKnown(records)))
	}
	day := in.today
	for i := range lines {
		l := &lines[i]
		if !l.day.zero() {
			day = l.day
		}
		if l.start.known {
			l.at = in.instant(l.start, day, day)
		}
		l.slot.Length = l.length.length
	}
	in.day = day
	in.finish(lines)
	in.result.Problems = rep.problems
	if len(lines) == 0 {
		return Result{}, &NotRunSheetError{Seems: "a run sheet without slots"}
	}
	return in.result, nil
}

func (in *interpreter) ownLine(rec record, names []string, known int) line {
	l := line{row: rec.number, slot: runsheet.Slot{Kind: runsheet.Live}}
	for i, f := range rec.fields {
		f = unguard(f)
		if f == "" {
			continue
		}
		c := cell{text: f}
		if i >= known {
			name := letter(i)
			if i < len(names) {
				name = unguard(names[i])
			}
			l.keep(name, f)
			continue
		}
		col := column{header: ownColumns[i]}
		switch ownColumns[i] {
		case "id":
			l.id = f
		case "number":
			l.slot.Number = f
		case "date":
			in.readDate(&l, col, c)
		case "start":
			in.readStart(&l, col, c)
		case "length":
			in.readLength(&l, col, c)
			if l.badLength != "" {
				in.rep.add(CodeBadLength, l.row, col.header, f, human(0))
			}
		case "fixed":
			in.readHard(&l, col, c)
		case "kind":
			if slices.Contains(runsheet.Kinds, runsheet.Kind(f)) {
				l.slot.Kind = runsheet.Kind(f)
			} else {
				in.readKind(&l, col, c)
			}
		case "title":
			l.slot.Title = f
		case "people":
			l.slot.People = splitPeople(f)
		case "scene":
			l.slot.Scene = f
		case "state":
			l.readState(f)
		case "talking points":
			l.slot.TalkingPoints = f
		case "notes":
			l.slot.Notes = f
		case "cues":
			in.readCues(&l, col.header, f)
		}
	}
	return l
}
