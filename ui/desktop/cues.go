package desktop

import (
	"strconv"
	"strings"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// askCues shows the cues of the selected slot in words, to be put in order.
func (r *Room) askCues() { r.openCues(r.editor.selected, 0) }

func (r *Room) openCues(id runsheet.SlotID, at int) {
	slot, ok := r.state.Show.Find(id)
	if !ok {
		return
	}
	w := r.words
	r.put(&order{
		title: w.Say("desktop.cues.ask", "slot", slot.Title), empty: w.Say("desktop.cues.none"),
		items: func() []item {
			slot, _ := r.state.Show.Find(id)
			all := make([]item, len(slot.Cues))
			for i, c := range slot.Cues {
				all[i] = item{strconv.Itoa(i+1) + ". " + cueWords(c, w), c.String()}
			}
			return all
		},
		swap: func(from, to int) {
			r.changeCues(id, func(cues []runsheet.Cue) []runsheet.Cue {
				if max(from, to) >= len(cues) {
					return nil
				}
				return swapped(cues, from, to)
			})
		},
		add: func() { r.askCue(id, -1) }, change: func(at int) { r.askCue(id, at) }, text: func() { r.askCueText(id) },
		remove: func(at int) {
			gone := r.cueAt(id, at)
			r.changeCues(id, func(cues []runsheet.Cue) []runsheet.Cue {
				if at >= len(cues) || cues[at].String() != gone {
					return nil
				}
				return without(cues, at)
			})
		},
	}, at)
}

// cueAt is a cue of a slot in its short form, as it is seen here.
func (r *Room) cueAt(id runsheet.SlotID, at int) string {
	if slot, _ := r.state.Show.Find(id); at < len(slot.Cues) {
		return slot.Cues[at].String()
	}
	return ""
}

// changeCues changes the cues of a slot as they are when its turn comes, keys being faster than the desk. The change gives nil
// where somebody else's has come before it and it makes no sense any more.
func (r *Room) changeCues(id runsheet.SlotID, change func([]runsheet.Cue) []runsheet.Cue) {
	r.edit(func(s runsheet.State) (runsheet.Command, error) {
		slot, ok := s.Show.Find(id)
		if !ok {
			return nil, &runsheet.Refusal{Reason: runsheet.UnknownSlot}
		}
		cues := change(slot.Cues)
		if cues == nil {
			return nil, &runsheet.Refusal{Reason: runsheet.ChangedMeanwhile}
		}
		return runsheet.EditSlot{Slot: id, Sheet: s.SheetVersion(), Set: runsheet.Setting{Cues: &cues}}, nil
	})
}

// askCueText edits all cues of a slot in their short form; each is read back in words while one types.
func (r *Room) askCueText(id runsheet.SlotID) {
	slot, _ := r.state.Show.Find(id)
	w, sheet := r.words, r.state.SheetVersion()
	r.askField(w.Say("desktop.cues.ask", "slot", slot.Title), w.Say("desktop.cues.body"), strings.ReplaceAll(runsheet.WriteCues(slot.Cues), "\n", "; "), w.Say("desktop.cues.do"),
		kit.Main, func(text string) (string, bool) {
			cues, bad := runsheet.ParseCues(text)
			if len(bad) > 0 {
				return bad[0].Text + w.Say("desktop.colon") + faultOf(bad[0].Why, w), false
			}
			said := make([]string, len(cues))
			for i, c := range cues {
				said[i] = cueWords(c, w)
			}
			return strings.Join(said, " · "), true
		}, func(text string) {
			cues, _ := runsheet.ParseCues(text)
			r.send(runsheet.EditSlot{Slot: id, Sheet: sheet, Set: runsheet.Setting{Cues: &cues}})
		})
	r.dialog.left = func() { r.openCues(id, 0) }
}

// cueWords says a cue to people.
func cueWords(c runsheet.Cue, w assets.Words) string {
	key, pairs := c.Words()
	text := w.Say(key, pairs...)
	switch c.Due() {
	case runsheet.AtEnd:
		text = w.Say("cue.at.end", "cue", text)
	case runsheet.AtMediaEnd:
		text = w.Say("cue.at.media", "cue", text, "media", c.Media)
	}
	return text
}

func faultOf(err error, w assets.Words) string {
	if f, ok := err.(*runsheet.Fault); ok {
		return w.Say("cue.fault."+f.Code, "of", f.Of)
	}
	return err.Error()
}
