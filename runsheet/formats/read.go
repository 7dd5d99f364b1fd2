package formats

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"regie/runsheet"
)

// Options says what the file itself may not tell.
type Options struct {
	// Name is the file's name; it helps to tell formats apart and is the title of a sheet that has none.
	Name string
	// Sheet is the sheet to read; empty takes the one with the best header.
	Sheet string
	// Date is the day of a sheet that names none; zero takes the day in Name, or else Today.
	Date time.Time
	// Today is the caller's day; it also completes dates without a year.
	Today time.Time
	// Day and Room choose from a file that holds several: one of Result.Days and of Result.Rooms, or Every. Empty takes the
	// first of a conference's and says so; a sheet is read whole.
	Day, Room string
	// Mapping replaces the guessed roles of a sheet's columns. It counts only for a header of its own Shape.
	Mapping *Mapping
	// Colon says what "0:05" is in a column of lengths when the sheet leaves it open; empty asks with CodeLengthAmbiguous.
	Colon Colon
	// Zone is the IANA zone of the sheet's times; empty is Europe/Paris.
	Zone string

	apart func(runsheet.RoomShow) // takes each show by itself; ReadRooms
}

// Every chooses all the days or all the rooms.
const Every = "*"

// Colon is how two numbers with a colon are meant where they may be either.
type Colon string

// The readings of "0:05".
const (
	HoursMinutes   Colon = "h:mm"
	MinutesSeconds Colon = "m:ss"
)

const defaultZone = "Europe/Paris"

func (opt Options) withDefaults() Options {
	if opt.Zone == "" {
		opt.Zone = defaultZone
	}
	if opt.Today.IsZero() {
		opt.Today = opt.Date
	}
	return opt
}

// Result is what a file held.
type Result struct {
	Show runsheet.Show
	// Date is the day of the first slot that has a start, YYYY-MM-DD; without one, the day the sheet is for.
	Date string
	// Sheet is the sheet that was read, Sheets are all of them; empty in formats that have none.
	Sheet  string
	Sheets []string
	// Days (YYYY-MM-DD) and Rooms are those that the file holds, read or not, for Options.Day and Options.Room.
	Days, Rooms []string
	Problems    []Problem
	// Rows says what became of every row that is not blank, in formats that have rows.
	Rows []RowUse
}

// RowUse is what became of one row.
type RowUse struct {
	Row int
	Use Use
	// Slot is the slot that a UseSlot row became.
	Slot runsheet.SlotID
}

// Use is what a row was read as.
type Use string

// What a row may be read as. Every row that was left out is named in a Problem.
const (
	UseTitle   Use = "title"
	UseHeader  Use = "header"
	UseDay     Use = "day"
	UseSlot    Use = "slot"
	UseLeftOut Use = "left-out"
	// UseOther rows belong to a day or a room that was not chosen.
	UseOther Use = "other"
)

// NotRunSheetError says that a file is no run sheet at all, and what it seems to be instead.
type NotRunSheetError struct {
	// Seems completes "this is …": "a PDF", "an empty file".
	Seems string
	// Cause is what the reader met in a file of the right sort; nil for other sorts.
	Cause error
}

func (e *NotRunSheetError) Error() string {
	s := "read run sheet: not a run sheet but " + e.Seems
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *NotRunSheetError) Unwrap() error { return e.Cause }

// Read reads a run sheet of any format known here. The error is a *NotRunSheetError for a file that is none and a
// *LimitError for one too large; everything less is among the Problems.
func Read(data []byte, opt Options) (Result, error) {
	opt = opt.withDefaults()
	f, err := open(data, opt)
	if err != nil {
		return Result{}, err
	}
	if f.read != nil {
		return *f.read, nil
	}
	res, err := fromGrids(f.grids, opt, f.problems)
	if not, ok := errors.AsType[*NotRunSheetError](err); ok && f.seems != "" {
		not.Seems = f.seems
	}
	return res, err
}

// file is an open file: sheets that are still to be read, or the result where a format's places are fixed.
type file struct {
	grids    []*grid
	problems []Problem
	read     *Result
	// seems says what a file without a run sheet is when its sheets do not tell.
	seems string
}

func open(data []byte, opt Options) (file, error) {
	if len(data) > maxSize {
		return file{}, &LimitError{"more than 64 MiB"}
	}
	if bytes.HasPrefix(data, []byte("PK")) {
		return openArchive(data, opt)
	}
	if seems := binary(data); seems != "" {
		return file{}, &NotRunSheetError{Seems: seems}
	}
	text, encoding, ok := decodeText(data)
	if !ok {
		return file{}, &NotRunSheetError{Seems: "a binary file"}
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return file{}, &NotRunSheetError{Seems: "an empty file"}
	}
	reader := fixedReader(trimmed, opt)
	if reader == nil {
		if seems := markup(trimmed); seems != "" {
			return file{}, &NotRunSheetError{Seems: seems}
		}
		return openText(text, encoding, opt)
	}
	res, err := reader(trimmed, opt)
	if err != nil {
		return file{}, err
	}
	if encoding != "" {
		rep := &reporter{}
		rep.add(CodeEncoding, 0, "", "", encoding)
		res.Problems = append(rep.problems, res.Problems...)
	}
	return file{read: &res}, nil
}

// fixedReader finds the reader for a text whose places are fixed; nil when it is none of those.
func fixedReader(text string, opt Options) func(string, Options) (Result, error) {
	switch {
	case text[0] == '{', listJSON.MatchString(text), text[0] == '[' && strings.HasSuffix(strings.ToLower(opt.Name), ".json"):
		return readJSON
	case scheduleXML.MatchString(text[:min(len(text), 4096)]):
		return readScheduleXML
	case calendar.MatchString(text[:min(len(text), 100)]):
		return readICS
	}
	return nil
}

var (
	scheduleXML = regexp.MustCompile(`^(?:<\?xml[^>]*\?>)?(?:\s|<!--(?s:.*?)-->|<!DOCTYPE[^>]*>|<\?[^>]*\?>)*<schedule[\s>]`)
	calendar    = regexp.MustCompile(`^(?i:begin:vcalendar)(?:\s|$)`)
)

var listJSON = regexp.MustCompile(`^\[\s*\{\s*"`)

// signatures are the first bytes of files that people drop on the desk by mistake.
var signatures = []struct{ first, seems string }{
	{"%PDF-", "a PDF"},
	{"SQLite format 3\x00", "a SQLite database"},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file (.xls, .doc) or one locked with a password"},
	{"\x89PNG", "an image (PNG)"},
	{"\xff\xd8\xff", "an image (JPEG)"},
	{"GIF8", "an image (GIF)"},
	{"\x1f\x8b", "a compressed file (gzip)"},
	{"7z\xbc\xaf", "an archive (7z)"},
	{"Rar!", "an archive (RAR)"},
	{"\x7fELF", "a program"},
	{"MZ\x90", "a program"},
	{"ID3", "a sound (MP3)"},
	{`{\rtf`, "a text document (RTF)"},
}

// binary names a file that is no text by its first bytes; empty for what may be text.
func binary(data []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.first)) {
			return s.seems
		}
	}
	kind, rest, _ := strings.Cut(http.DetectContentType(data), "/")
	rest, _, _ = strings.Cut(rest, ";")
	switch kind {
	case "image":
		return "an image (" + strings.ToUpper(rest) + ")"
	case "video":
		return "a video (" + strings.ToUpper(rest) + ")"
	case "audio":
		return "a sound (" + strings.ToUpper(rest) + ")"
	case "font":
		return "a font"
	}
	return ""
}

func markup(text string) string {
	head := strings.ToLower(text[:min(len(text), 200)])
	switch {
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"):
		return "a web page (HTML)"
	case strings.HasPrefix(head, "<?xml"), strings.HasPrefix(head, "<svg"):
		return "an XML file"
	}
	return ""
}

func openArchive(data []byte, opt Options) (file, error) {
	archive, err := openZip(data)
	if err != nil {
		return file{}, &NotRunSheetError{Seems: "a damaged archive or workbook", Cause: err}
	}
	seems := "an archive (ZIP)"
	for _, f := range archive.File {
		folder, _, _ := strings.Cut(strings.TrimPrefix(f.Name, "/"), "/")
		switch {
		case folder == "xl":
			grids, err := readXLSX(archive)
			return workbook(grids, err, "a damaged workbook (XLSX)", opt)
		case f.Name == "content.xml":
			grids, err := readODS(archive)
			if errors.Is(err, errNoSpreadsheet) {
				return file{}, &NotRunSheetError{Seems: "an OpenDocument file that is no spreadsheet"}
			}
			return workbook(grids, err, "a damaged spreadsheet (ODS)", opt)
		case folder == "word":
			seems = "a text document (DOCX)"
		case folder == "ppt":
			seems = "a presentation (PPTX)"
		}
	}
	return file{}, &NotRunSheetError{Seems: seems}
}

func workbook(grids []*grid, err error, damaged string, opt Options) (file, error) {
	if limit, ok := errors.AsType[*LimitError](err); ok {
		return file{}, limit
	}
	if err != nil {
		return file{}, &NotRunSheetError{Seems: damaged, Cause: err}
	}
	if g, roles := ownSheet(grids); g != nil {
		res, err := readOwnSheet(g, roles, opt)
		return file{read: &res}, err
	}
	return file{grids: grids}, nil
}

// fromGrids reads the sheet that looks most like a run sheet.
func fromGrids(grids []*grid, opt Options, before []Problem) (Result, error) {
	var names []string
	reporters := map[*grid]*reporter{}
	for _, g := range grids {
		names = append(names, g.name)
		reporters[g] = &reporter{sheet: g.name, problems: slices.Clone(before)}
		repairGrid(g, reporters[g])
	}
	best, head := choose(grids, opt)
	if head == nil {
		return Result{}, &NotRunSheetError{Seems: withoutHeader(grids)}
	}
	rep := reporters[best]
	for _, g := range grids {
		if g != best && len(g.rows) > 0 && opt.Sheet == "" {
			rep.add(CodeSheetLeftOut, 0, "", "", g.name, best.name)
		}
	}
	if opt.Mapping != nil && head.shape != opt.Mapping.Shape {
		rep.add(CodeMappingOther, best.rows[head.row].number, "", "")
	}
	in := newInterpreter(best, head, opt, rep)
	in.run()
	res := in.result
	res.Sheet = best.name
	if best.name != "" {
		res.Sheets = names
	}
	res.Problems = rep.problems
	if len(res.Show.Slots) == 0 {
		return Result{}, &NotRunSheetError{Seems: "a spreadsheet with a header and no slots below it"}
	}
	return res, nil
}

// choose finds the sheet with the header that a mapping was made for, else the one with the best header.
func choose(grids []*grid, opt Options) (best *grid, head *header) {
	for _, g := range grids {
		if opt.Sheet != "" && g.name != opt.Sheet {
			continue
		}
		if opt.Mapping != nil {
			if h := mapped(g, *opt.Mapping); h != nil {
				return g, h
			}
		}
		h := findHeader(g)
		if h == nil {
			continue
		}
		if head == nil || best.hidden && !g.hidden || best.hidden == g.hidden && h.score > head.score {
			best, head = g, h
		}
	}
	return best, head
}

// withoutHeader describes a spreadsheet in which no header was found, by the row that comes nearest to one.
func withoutHeader(grids []*grid) string {
	var fullest []cell
	for _, g := range grids {
		for _, r := range g.rows[:min(len(g.rows), headerRows)] {
			if cells := r.own(); len(cells) > len(fullest) {
				fullest = cells
			}
		}
	}
	if len(fullest) == 0 {
		return "an empty spreadsheet"
	}
	var words []string
	for _, c := range fullest[:min(len(fullest), 8)] {
		words = append(words, shorten(oneLine(c.text)))
	}
	return fmt.Sprintf("a spreadsheet without a title or time column: its header looks like %s", strings.Join(words, " · "))
}

// baseName is a file's name without folders and extension.
func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if name == "." || name == "/" {
		return ""
	}
	return clean(strings.TrimSuffix(name, path.Ext(name)))
}
