package desktop

import (
	"fmt"
	"io"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynedialog "fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
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
	d := fynedialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			r.complain(err)
		case file != nil:
			r.read(file)
		}
	}, r.window)
	d.SetFilter(storage.NewExtensionFileFilter(sheetFiles))
	d.Show()
	d.Resize(fyne.NewSize(900, 600)) // not before it is shown: Fyne 2.8.1 panics
}

// dropped takes the first file of those dropped on the window.
func (r *Room) dropped(files []fyne.URI) {
	if r.cfg.Open == nil || len(files) == 0 {
		return
	}
	file, err := storage.Reader(files[0])
	if err != nil {
		r.complain(err)
		return
	}
	r.read(file)
}

// read takes a file in, away from Fyne's thread, and closes it.
func (r *Room) read(file fyne.URIReadCloser) {
	name := file.URI().Name()
	r.say(r.words.Say("desktop.reading", "name", name))
	r.aside(func() error {
		defer file.Close()
		data, err := io.ReadAll(io.LimitReader(file, mostRead+1))
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if len(data) > mostRead {
			return fmt.Errorf("read %s: larger than %d MB", name, mostRead>>20)
		}
		return r.offer(name, data)
	})
}

// Offer reads a run sheet as if its file had been dropped on the window, and shows what is in it before anything changes.
// It may be called from any goroutine but Fyne's.
func (r *Room) Offer(name string, data []byte) {
	if r.cfg.Open == nil {
		return
	}
	if err := r.offer(name, data); err != nil {
		r.later(func() { r.complain(err) })
	}
}

func (r *Room) offer(name string, data []byte) error {
	load, problems, err := r.cfg.Open(name, data, r.lang)
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	r.later(func() { r.preview(name, load, problems) })
	return nil
}

// changes is what a new sheet would do to the one that is loaded.
type changes struct {
	added, removed, altered int
	// lost: the slot on air is not in the new sheet. kept: the standby slot is.
	lost, kept bool
}

func changesOf(s runsheet.State, to runsheet.Show) changes {
	var c changes
	old := make(map[runsheet.SlotID]runsheet.Slot, len(s.Show.Slots))
	for _, slot := range s.Show.Slots {
		old[slot.ID] = slot
	}
	for _, slot := range to.Slots {
		was, known := old[slot.ID]
		switch {
		case !known:
			c.added++
		case !sameSlot(was, slot):
			c.altered++
		}
		delete(old, slot.ID)
	}
	c.removed = len(old)
	on := s.OnAirSlot()
	c.lost = on != "" && to.Index(on) < 0
	c.kept = s.Standby == "" || to.Index(s.Standby) >= 0
	return c
}

// sameSlot says whether two slots look the same to the people in them.
func sameSlot(a, b runsheet.Slot) bool {
	return a.Number == b.Number && a.Title == b.Title && a.Kind == b.Kind && a.Start.Equal(b.Start) && a.Hard == b.Hard &&
		a.Length == b.Length && slices.Equal(a.People, b.People) && a.Scene == b.Scene && a.Notes == b.Notes && a.TalkingPoints == b.TalkingPoints
}

// warning says what loading would change while the show is on; empty before it.
func (c changes) warning(w assets.Words) string {
	switch {
	case c.lost:
		return w.Say("desktop.load.lost")
	case c.added+c.removed+c.altered == 0:
		return w.Say("desktop.load.same")
	}
	text := w.Say("desktop.load.changes", "added", c.added, "removed", c.removed, "altered", c.altered)
	if !c.kept {
		text += " " + w.Say("desktop.load.standby")
	}
	return text
}

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

// preview shows what a file holds and asks before it is loaded.
func (r *Room) preview(name string, load runsheet.Load, problems []Problem) {
	w := r.words
	live := r.state.OnAirSlot() != ""
	title := kit.NewBold(theme.Strong, theme.Ink)
	title.Set(join(" · ", load.Show.Title, w.Say("desktop.load.slots", "n", len(load.Show.Slots)), name))
	found := kit.NewLine(theme.Text, theme.Dim)
	found.Set(count(problems, w))
	head := kit.Down(6, title, found)
	yes := w.Say("desktop.load.do")
	if live {
		change := changesOf(r.state, load.Show)
		warning := kit.NewBold(theme.Text, theme.OnLight).Lines(2).Snug()
		warning.Set(change.warning(w))
		head.Add(kit.NewSurface(theme.Warn, theme.Warn, 8, warning).Box)
		if change.lost {
			yes = ""
		}
	}
	list := newProblemList(problems, w)
	height := float32(min(len(problems), 8))*50 + 6
	body := container.NewBorder(head, nil, nil, nil, kit.Pad(6, container.New(&fixed{fyne.NewSize(820, height)}, list)))
	r.ask(w.Say("desktop.load"), body, yes, kit.Main, func() { r.send(load) })
}

// fixed gives its one object a size.
type fixed struct{ size fyne.Size }

func (l *fixed) MinSize([]fyne.CanvasObject) fyne.Size { return l.size }

func (l *fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

// newProblemList shows problems by row: where, what was read, what was done.
func newProblemList(problems []Problem, w assets.Words) *widget.List {
	line := func(parts *fyne.Container, i int) *kit.Line { return parts.Objects[i].(*kit.Line) }
	return widget.NewList(func() int { return len(problems) }, func() fyne.CanvasObject {
		sign := kit.NewBold(theme.Text, theme.Dim).Align(fyne.TextAlignCenter)
		text := kit.Down(0, kit.NewBold(theme.Text, theme.Ink), kit.NewLine(theme.Text, theme.Dim))
		return container.NewBorder(nil, nil, sign, nil, text)
	}, func(i int, o fyne.CanvasObject) {
		// Border keeps its centre first and its sides after it.
		row, one := o.(*fyne.Container), problems[i]
		text, sign := row.Objects[0].(*fyne.Container), severitySigns[one.Severity]
		read := ""
		if one.Read != "" {
			read = quote(one.Read, 60, w)
		}
		line(row, 1).Paint(sign.text, sign.token)
		line(text, 0).Set(join(" · ", where(one, w), read))
		line(text, 1).Set(one.Message)
	})
}
