package report

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"regie/runsheet"
)

// Mark is a moment in a recording: where to look for it in which file.
type Mark struct {
	// Number counts the recording's files from 1; 0 says that nothing was recorded then.
	Number int
	// File is its path, as OBS told it, "" while it has not.
	File string
	// Offset is from the file's first picture, pauses left out.
	Offset time.Duration
	// Estimated: the desk found the recording running, and knows only since when it has seen it.
	Estimated bool
}

// recordings are the files that OBS wrote, from what it told of its recording.
type recordings struct {
	files []recordingFile
	parts []recordingPart
	state runsheet.OutputState
}

type recordingFile struct {
	path      string
	estimated bool
}

// recordingPart is a stretch that was recorded without a pause; ended is zero while it lasts.
type recordingPart struct {
	file         int
	began, ended runsheet.Moment
	// offset is where in the file it begins.
	offset time.Duration
}

// see notes what an entry tells of the recording.
func (r *recordings) see(e runsheet.Entry) {
	f, is := e.Fact.(runsheet.OutputSeen)
	if !is || f.Output != runsheet.RecordOutput {
		return
	}
	was := r.state
	r.state = f.State
	switch f.State {
	case "started":
		switch {
		case was == "paused" && len(r.files) > 0:
			r.begin(e.At, len(r.files)-1, r.length())
		case was == "started" && (f.Path == "" || r.files[len(r.files)-1].path == f.Path):
			// said again
		case was == "started" && r.files[len(r.files)-1].path == "":
			r.files[len(r.files)-1].path = f.Path // told late
		default: // a new file, by a new start or by a split
			r.end(e.At)
			r.files = append(r.files, recordingFile{estimated: was != "starting" && was != "started" && was != "stopped" && was != "stopping"})
			r.begin(e.At, len(r.files)-1, 0)
		}
	case "paused", "stopping", "stopped":
		r.end(e.At)
	}
	if n := len(r.files); n > 0 && f.Path != "" && f.State != "starting" {
		r.files[n-1].path = f.Path
	}
}

func (r *recordings) begin(at runsheet.Moment, file int, offset time.Duration) {
	r.parts = append(r.parts, recordingPart{file: file, began: at, offset: offset})
}

func (r *recordings) end(at runsheet.Moment) {
	if n := len(r.parts); n > 0 && r.parts[n-1].ended.IsZero() {
		r.parts[n-1].ended = at
	}
}

// length is how much of the newest file there is.
func (r *recordings) length() time.Duration {
	p := r.parts[len(r.parts)-1]
	return p.offset + p.ended.Since(p.began)
}

// at finds a moment; what happened in a pause is where the recording goes on.
func (r *recordings) at(m runsheet.Moment) Mark {
	if m.IsZero() {
		return Mark{}
	}
	for i, p := range r.parts {
		into := m.Since(p.began)
		if into < 0 {
			break
		}
		next := i+1 < len(r.parts) && r.parts[i+1].file == p.file
		if !p.ended.IsZero() && m.Since(p.ended) > 0 {
			if !next || m.Since(r.parts[i+1].began) >= 0 {
				continue
			}
			into = p.ended.Since(p.began)
		}
		f := r.files[p.file]
		return Mark{Number: p.file + 1, File: f.path, Offset: p.offset + into, Estimated: f.estimated}
	}
	return Mark{}
}

// timecode is h:mm:ss into a file, "" for nothing recorded.
func (m Mark) timecode() string {
	if m.Number == 0 {
		return ""
	}
	return length(m.Offset)
}

func (m Mark) seconds() *float64 {
	if m.Number == 0 {
		return nil
	}
	s := seconds(m.Offset)
	return &s
}

// base is the file's name, however the system that OBS runs on writes paths.
func (m Mark) base() string { return filepath.Base(strings.ReplaceAll(m.File, "\\", "/")) }

// WriteQuestionsCSV writes one row a question, with its times on the wall and in the recording. No cell is a formula to
// a spreadsheet.
func (r Report) WriteQuestionsCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"Question", "Asked by", "For", "Status", "Slot", "Asked by so many", "Votes", "Asked", "On air", "Answered",
		"Recording", "On air in recording", "Answered in recording", "ID"}}
	for _, q := range r.Questions {
		file := ""
		if q.OnAirMark.File != "" {
			file = q.OnAirMark.base()
		}
		rows = append(rows, []string{
			text(q.Text), text(q.Name), text(q.Speaker), string(q.Status), text(string(q.Slot)), strconv.Itoa(1 + q.Copies), strconv.Itoa(q.Votes),
			iso(q.Asked), iso(q.OnAir), iso(q.Answered), text(file), q.OnAirMark.timecode(), q.AnsweredMark.timecode(), text(string(q.ID)),
		})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write questions: %w", err)
	}
	return nil
}

// WriteChapters writes the chapters of the recording's files: a line each slot, and each question that was on air, in
// their order. A file's chapters begin at 0:00:00, as video platforms want it.
func (r Report) WriteChapters(w io.Writer) error {
	for n, of := range r.chapters() {
		if n > 0 {
			fmt.Fprintln(w)
		}
		if of[0].mark.File != "" {
			fmt.Fprintln(w, "#", of[0].mark.base())
		}
		for i, c := range of {
			at := c.mark.Offset
			if i == 0 {
				at = 0
			}
			if _, err := fmt.Fprintf(w, "%s %s\n", length(at), oneLine(c.title)); err != nil {
				return fmt.Errorf("write chapters: %w", err)
			}
		}
	}
	return nil
}

type chapter struct {
	mark  Mark
	title string
}

// chapters are those of each file, in order.
func (r Report) chapters() [][]chapter {
	byFile := map[int][]chapter{}
	most := 0
	add := func(m Mark, title string) {
		if m.Number > 0 && title != "" {
			byFile[m.Number] = append(byFile[m.Number], chapter{m, title})
			most = max(most, m.Number)
		}
	}
	for _, s := range r.Slots {
		add(s.Mark, s.Title)
	}
	for _, q := range r.Questions {
		add(q.OnAirMark, q.Text)
	}
	var all [][]chapter
	for n := 1; n <= most; n++ {
		if of := byFile[n]; len(of) > 0 {
			slices.SortStableFunc(of, func(a, b chapter) int { return cmp.Compare(a.mark.Offset, b.mark.Offset) })
			all = append(all, of)
		}
	}
	return all
}

// Anonymous is the report without what says who asked: names, and the ids by which a phone knows its own questions. What
// people wrote of themselves in a question stays there.
func (r Report) Anonymous() Report {
	r.Questions = slices.Clone(r.Questions)
	for i := range r.Questions {
		r.Questions[i].ID = runsheet.QuestionID(strconv.Itoa(i + 1))
		r.Questions[i].Name = ""
	}
	return r
}
