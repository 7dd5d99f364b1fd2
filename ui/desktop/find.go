package desktop

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// finder is the line above the run sheet that looks for a slot: by its number, title, people, scene or notes, whatever the
// accents. It shows what it found and changes nothing; while editing, what was found is what is edited.
type finder struct {
	box   fyne.CanvasObject
	field *kit.Field
	count *kit.Line
	on    bool
	// hay is what the slots are found by, made once for a version of the sheet.
	hay     []string
	ids     []runsheet.SlotID
	version runsheet.Seq
	hits    []runsheet.SlotID
	at      int
}

func newFinder(r *Room) *finder {
	f := &finder{field: kit.NewField(), count: kit.NewLine(theme.Caption, theme.Dim).Align(fyne.TextAlignTrailing)}
	f.field.OnChanged = func(string) { r.find(0) }
	f.field.OnSubmitted = func(string) { r.find(1) }
	f.field.OnEscape = r.endFind
	f.box = container.NewBorder(nil, nil, nil, container.NewGridWrap(fyne.NewSize(90, 34), f.count), f.field)
	kit.Show(f.box, false)
	return f
}

// found is the slot that is shown as found, "" for none.
func (f *finder) found() runsheet.SlotID {
	if !f.on || f.at >= len(f.hits) {
		return ""
	}
	return f.hits[f.at]
}

// seek finds the slots that hold every word of a text, by steps from the one that is shown now.
func (f *finder) seek(s runsheet.State, text string, step int) {
	if v := s.SheetVersion(); v != f.version || f.hay == nil {
		f.version, f.hay, f.ids = v, nil, nil
		for _, slots := range [2][]runsheet.Slot{s.Show.Slots, s.Show.Reserve} {
			for _, slot := range slots {
				all := append([]string{slot.Number, slot.Title, slot.Scene, slot.Notes, slot.TalkingPoints}, slot.People...)
				f.hay = append(f.hay, runsheet.Fold(strings.Join(all, " ")))
				f.ids = append(f.ids, slot.ID)
			}
		}
	}
	before := f.found()
	f.hits, f.at = nil, 0
	words := strings.Fields(runsheet.Fold(text))
	if len(words) == 0 {
		return
	}
	for i, hay := range f.hay {
		all := true
		for _, word := range words {
			all = all && strings.Contains(hay, word)
		}
		if !all {
			continue
		}
		if f.ids[i] == before {
			f.at = len(f.hits)
		}
		f.hits = append(f.hits, f.ids[i])
	}
	if n := len(f.hits); n > 0 {
		f.at = (f.at + step + n) % n
	}
}

func (f *finder) show(w assets.Words) {
	if hint := w.Say("desktop.find.hint"); f.field.PlaceHolder != hint {
		f.field.SetPlaceHolder(hint)
	}
	switch {
	case f.field.Text == "":
		f.count.Set("")
	case len(f.hits) == 0:
		f.count.Paint(w.Say("desktop.find.none"), theme.Warn)
	default:
		f.count.Paint(w.Say("desktop.find.count", "at", f.at+1, "all", len(f.hits)), theme.Dim)
	}
}

// askFind opens the finder, or goes on with it.
func (r *Room) askFind() {
	if len(r.state.Show.Slots) == 0 {
		return
	}
	f := r.sheet.finder
	if !f.on {
		f.on = true
		kit.Show(f.box, true)
		r.sheet.Box.Refresh()
	}
	r.focus(sheetPanel)
	r.window.Canvas().Focus(f.field)
	r.find(0)
}

// find looks again, or for the next one.
func (r *Room) find(step int) {
	f := r.sheet.finder
	f.seek(r.state, f.field.Text, step)
	f.show(r.words)
	if id := f.found(); id != "" {
		r.sheet.reveal(id)
	}
	r.sheet.redraw()
}

// endFind closes the finder. While editing, what was found is selected.
func (r *Room) endFind() {
	f := r.sheet.finder
	id := f.found()
	f.on, f.hits = false, nil
	f.field.SetText("")
	kit.Show(f.box, false)
	r.sheet.Box.Refresh()
	r.unfocus()
	if id != "" && r.editor.on {
		r.choose(id)
		return
	}
	r.sheet.redraw()
}
