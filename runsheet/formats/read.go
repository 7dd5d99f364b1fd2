package formats

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"path"
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
	// Zone is the IANA zone of the sheet's times; empty is Europe/Paris.
	Zone string
}

const defaultZone = "Europe/Paris"

// Result is what a file held.
type Result struct {
	Show runsheet.Show
	// Date is the day of the first slot that has a start, YYYY-MM-DD; without one, the day the sheet is for.
	Date string
	// Sheet is the sheet that was read, Sheets are all of them; empty in formats that have none.
	Sheet    string
	Sheets   []string
	Problems []Problem
}

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
	if len(data) > maxSize {
		return Result{}, &LimitError{"more than 64 MiB"}
	}
	if opt.Zone == "" {
		opt.Zone = defaultZone
	}
	if opt.Today.IsZero() {
		opt.Today = opt.Date
	}
	if bytes.HasPrefix(data, []byte("PK")) {
		return readArchive(data, opt)
	}
	if seems := binary(data); seems != "" {
		return Result{}, &NotRunSheetError{Seems: seems}
	}
	text, encoding, ok := decodeText(data)
	if !ok {
		return Result{}, &NotRunSheetError{Seems: "a binary file"}
	}
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "":
		return Result{}, &NotRunSheetError{Seems: "an empty file"}
	case trimmed[0] == '{' || trimmed[0] == '[' && strings.HasSuffix(strings.ToLower(opt.Name), ".json"):
		return readJSON([]byte(trimmed), opt)
	}
	if seems := markup(trimmed); seems != "" {
		return Result{}, &NotRunSheetError{Seems: seems}
	}
	return readText(text, encoding, opt)
}

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
	case strings.HasPrefix(head, "begin:vcalendar"):
		return "a calendar (ICS)"
	}
	return ""
}

func readArchive(data []byte, opt Options) (Result, error) {
	archive, err := openZip(data)
	if err != nil {
		return Result{}, &NotRunSheetError{Seems: "a damaged archive or workbook", Cause: err}
	}
	seems := "an archive (ZIP)"
	for _, f := range archive.File {
		folder, _, _ := strings.Cut(strings.TrimPrefix(f.Name, "/"), "/")
		switch {
		case folder == "xl":
			grids, err := readXLSX(archive)
			if limit, ok := errors.AsType[*LimitError](err); ok {
				return Result{}, limit
			}
			if err != nil {
				return Result{}, &NotRunSheetError{Seems: "a damaged workbook (XLSX)", Cause: err}
			}
			return fromGrids(grids, opt, nil)
		case folder == "word":
			seems = "a text document (DOCX)"
		case folder == "ppt":
			seems = "a presentation (PPTX)"
		case f.Name == "content.xml":
			seems = "an OpenDocument file"
		}
	}
	return Result{}, &NotRunSheetError{Seems: seems}
}

// fromGrids picks the sheet that looks most like a run sheet and makes the show of it.
func fromGrids(grids []*grid, opt Options, before []Problem) (Result, error) {
	var best *grid
	var head *header
	var names []string
	reporters := map[*grid]*reporter{}
	for _, g := range grids {
		names = append(names, g.name)
		reporters[g] = &reporter{sheet: g.name, problems: slices.Clone(before)}
		repairGrid(g, reporters[g])
		if opt.Sheet != "" && g.name != opt.Sheet {
			continue
		}
		h := findHeader(g)
		if h == nil {
			continue
		}
		if head == nil || best.hidden && !g.hidden || best.hidden == g.hidden && h.score > head.score {
			best, head = g, h
		}
	}
	if head == nil {
		return Result{}, &NotRunSheetError{Seems: withoutHeader(grids)}
	}
	rep := reporters[best]
	for _, g := range grids {
		if g != best && len(g.rows) > 0 && opt.Sheet == "" {
			rep.add(CodeSheetLeftOut, 0, "", "", g.name, best.name)
		}
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
