package desktop

import (
	"bytes"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynedialog "fyne.io/fyne/v2/dialog"

	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// askTemplate offers the ready-made sheets; the one that is taken goes through the import screen as a file would.
func (r *Room) askTemplate() {
	if r.cfg.Templates == nil {
		return
	}
	list := kit.Down(8)
	for _, t := range r.cfg.Templates(r.lang) {
		press := kit.NewPress(kit.Plain, func() {
			r.shut()
			r.preview(t.Title, nil, Reading{Show: t.Show, Source: t.Title})
		}).Sized(theme.Text).Label(t.Title, "")
		about := kit.NewLine(theme.Text, theme.Dim).Lines(2).Snug()
		about.Set(t.About)
		list.Add(container.NewBorder(nil, nil, kit.Wide(250, press), nil, kit.Pad(6, about)))
	}
	size := fyne.NewSize(min(r.window.Canvas().Size().Width-140, 900), min(r.window.Canvas().Size().Height-200, 520))
	r.ask(r.words.Say("desktop.template"), container.New(&fixed{size}, container.NewVScroll(besideBar(list))), "", kit.Plain, nil)
}

// askSave offers the sorts of file that the run sheet can be written as.
func (r *Room) askSave() {
	if r.cfg.Export == nil || len(r.state.Show.Slots) == 0 {
		return
	}
	w := r.words
	list := kit.Down(6)
	for _, e := range r.cfg.Exports {
		list.Add(kit.NewPress(kit.Plain, func() { r.shut(); r.save(e) }).Sized(theme.Text).Label(w.Say("desktop.export."+e.ID), e.Ending))
	}
	r.ask(w.Say("desktop.save"), kit.Wide(460, list), "", kit.Plain, nil)
}

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
	d := fynedialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if err != nil {
			r.complain(err)
			return
		}
		if file == nil {
			return
		}
		written := file.URI().Name()
		r.aside(func() error {
			_, err := file.Write(data)
			if closed := file.Close(); err == nil {
				err = closed
			}
			if err == nil {
				r.later(func() { r.say(r.words.Say("desktop.saved", "name", written)) })
			}
			return err
		})
	}, r.window)
	d.SetFileName(name)
	d.Show()
	d.Resize(fyne.NewSize(900, 600)) // not before it is shown: Fyne 2.8.1 panics
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
