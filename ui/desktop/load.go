package desktop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"regie/assets"
	"regie/ui/desktop/theme"
)

// mostRead bounds a run sheet's file; the largest seen was far below one megabyte.
const mostRead = 32 << 20

// sheetFiles are the endings that the file dialog shows.
var sheetFiles = []string{".xlsx", ".ods", ".csv", ".tsv", ".txt", ".json", ".ics", ".xml", ".regie"}

// askOpen lets a person choose a run sheet.
func (r *Room) askOpen() {
	if r.cfg.Open == nil {
		return
	}
	r.askFile(sheetFiles, r.offered, func() {})
}

// askFile lets a person choose a file with one of some endings, and hands it over away from Fyne's thread; otherwise it is left.
func (r *Room) askFile(endings []string, then reads, left func()) {
	r.askFiles(r.words.Say("desktop.files.open"), &files{endings: endings, take: func(path string) {
		file, err := storage.Reader(storage.NewFileURI(path))
		if err != nil {
			r.complain(err)
			return
		}
		r.read(file, then)
	}}, left)
}

// dropped takes the first file of those dropped on the window.
func (r *Room) dropped(files []fyne.URI) {
	if r.cfg.Open == nil || len(files) == 0 {
		return
	}
	if r.locked {
		r.complain(errDeskLocked)
		return
	}
	file, err := storage.Reader(files[0])
	if err != nil {
		r.complain(err)
		return
	}
	r.read(file, r.offered)
}

// reads is what becomes of a file's bytes, away from Fyne's thread.
type reads func(ctx context.Context, t *task, name string, data []byte) error

// read takes a file in, away from Fyne's thread, and closes it.
func (r *Room) read(file fyne.URIReadCloser, then reads) {
	name := file.URI().Name()
	r.begin(r.words.Say("desktop.reading", "name", name), func(ctx context.Context, t *task) error {
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(until{ctx, file}, mostRead+1))
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if len(data) > mostRead {
			return fmt.Errorf("read %s: larger than %d MB", name, mostRead>>20)
		}
		return then(ctx, t, name, data)
	})
}

// until reads until a context ends.
type until struct {
	ctx  context.Context
	from io.Reader
}

func (u until) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(p)
}

// Offer reads a run sheet as if its file had been dropped on the window, and shows what is in it before anything changes.
// It may be called from any goroutine but Fyne's.
func (r *Room) Offer(name string, data []byte) {
	if r.cfg.Open == nil {
		return
	}
	if err := r.offer(name, data, false, r.later); err != nil {
		r.later(func() { r.complain(err) })
	}
}

func (r *Room) offered(_ context.Context, t *task, name string, data []byte) error {
	return r.offer(name, data, false, t.later)
}

// offer reads a sheet and shows it on Fyne's thread, by later. One without a name of its own has a title that is nobody's.
func (r *Room) offer(name string, data []byte, untitled bool, later func(func())) error {
	reading, err := r.cfg.Open(name, data, Wish{}, r.lang)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	reading.Untitled = untitled && reading.Show.Title == name
	later(func() { r.preview(name, data, reading) })
	return nil
}

// paste takes a run sheet from the clipboard, as a spreadsheet puts it there.
func (r *Room) paste() {
	if r.cfg.Open == nil {
		return
	}
	r.pasted(func(_ context.Context, t *task, name string, data []byte) error {
		return r.offer(name, data, true, t.later)
	})
}

// pasted hands over what is in the clipboard, away from Fyne's thread.
func (r *Room) pasted(then reads) {
	text := r.app.Clipboard().Content()
	if strings.TrimSpace(text) == "" {
		r.complain(errNothingToPaste)
		return
	}
	name := r.words.Say("desktop.clipboard")
	r.begin(r.words.Say("desktop.reading", "name", name), func(ctx context.Context, t *task) error { return then(ctx, t, name, []byte(text)) })
}

// errNothingToPaste: there is no text in the clipboard.
var errNothingToPaste = errors.New("the clipboard is empty")

var severitySigns = map[Severity]tinted{
	SeverityError: {"✕", theme.OnAir}, SeverityWarning: {"⚠", theme.Warn}, SeverityRepair: {"✓", theme.Dim},
}

// count is how many problems there are of each severity, in words.
func count(problems []Problem, w assets.Words) string {
	of := map[Severity]int{}
	for _, p := range problems {
		of[p.Severity]++
	}
	if len(problems) == 0 {
		return w.Say("desktop.load.clean")
	}
	var parts []string
	for _, s := range []Severity{SeverityError, SeverityWarning, SeverityRepair} {
		if of[s] > 0 {
			parts = append(parts, w.Say("desktop.load."+string(s), "n", of[s]))
		}
	}
	return join(" · ", parts...)
}

// where is the place of a problem in its file.
func where(p Problem, w assets.Words) string {
	row := ""
	if p.Row > 0 {
		row = w.Say("desktop.load.row", "n", p.Row)
	}
	return join(" · ", p.Sheet, row, p.Column)
}
