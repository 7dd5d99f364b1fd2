package desktop

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
)

// askTemplate offers the ready-made sheets; the one that is taken goes through the import screen as a file would.
func (r *Room) askTemplate() {
	if r.cfg.Templates == nil {
		return
	}
	templates := r.cfg.Templates(r.lang)
	var picks []pick
	for _, t := range templates {
		picks = append(picks, pick{name: t.Title, about: t.About})
	}
	size := fyne.NewSize(min(r.window.Canvas().Size().Width-140, 900), min(r.window.Canvas().Size().Height-200, 520))
	r.askPick(r.words.Say("desktop.template"), picks, size, r.words.Say("desktop.template.take"), func(at int) {
		t := templates[at]
		r.preview(t.Title, nil, Reading{Show: t.Show, Source: t.Title})
	})
}

// askSave offers the sorts of file that the run sheet can be written as.
func (r *Room) askSave() {
	if r.cfg.Export == nil || len(r.state.Show.Slots) == 0 {
		return
	}
	w := r.words
	var picks []pick
	for _, e := range r.cfg.Exports {
		picks = append(picks, pick{name: w.Say("desktop.export." + e.ID), key: e.Ending})
	}
	size := fyne.NewSize(460, float32(len(picks))*saveRow)
	r.askPick(w.Say("desktop.save"), picks, size, w.Say("desktop.save.write"), func(at int) { r.save(r.cfg.Exports[at]) })
}

// saveRow is the height of one sort of file in the list of them.
const saveRow = 40

// save writes the sheet as it is now, and then asks where to.
func (r *Room) save(e Export) {
	show, lang := r.state.Show, r.lang
	r.begin(r.words.Say("desktop.writing", "what", r.words.Say("desktop.export."+e.ID)), func(_ context.Context, t *task) error {
		var b bytes.Buffer
		if err := r.cfg.Export(e.ID, show, lang, &b); err != nil {
			return err
		}
		t.later(func() { r.askWhere(fileName(show.Title)+e.Ending, b.Bytes()) })
		return nil
	})
}

func (r *Room) askWhere(name string, data []byte) {
	r.askFiles(r.words.Say("desktop.files.save"), &files{endings: []string{filepath.Ext(name)}, writes: true, name: name, take: func(path string) {
		r.aside(func() error {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				return err
			}
			r.later(func() { r.say(r.words.Say("desktop.saved", "name", filepath.Base(path))) })
			return nil
		})
	}}, func() {})
}

// fileName is a title without what file systems refuse.
func fileName(title string) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return -1
		}
		return r
	}, title)
	if name = strings.Trim(name, " ."); name == "" {
		return "regie"
	}
	return name
}
