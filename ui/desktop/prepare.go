package desktop

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
)

const actPrepare action = "prepare"

var prepareVerbs = []verb{
	{id: actPrepare, group: questionsGroup, keys: "Ctrl+Shift+N", ellipsis: true, has: func(r *Room) bool { return r.cfg.ReadPrepared != nil }, can: loaded,
		do: func(r *Room) { (&preparing{room: r}).open(0) }},
}

// preparing is the dialog in which questions are seen before they are brought along.
type preparing struct {
	room   *Room
	all    []runsheet.PreparedQuestion
	strays []string
}

func (p *preparing) open(at int) {
	r, w := p.room, p.room.words
	title := w.Say("desktop.prepare")
	if len(p.all) > 0 {
		title = w.Say("desktop.prepare.read", "n", len(p.all))
	}
	r.put(&order{
		title: title, empty: w.Say("desktop.prepare.none"), draft: true,
		words: map[action]string{actItemAdd: w.Say("desktop.prepare.type"), actItemText: w.Say("desktop.prepare.paste"),
			actItemFile: w.Say("desktop.prepare.file"), actItemRemove: w.Say("desktop.prepare.leave")},
		items: p.items,
		about: func(int) string {
			if len(p.strays) == 0 {
				return ""
			}
			return w.Say("desktop.prepare.strays", "slots", join(", ", p.strays...))
		},
		add:  p.askOne,
		text: func() { r.pasted(p.read) },
		file: func() {
			r.shut()
			r.askFile(tableFiles, p.read, func() { p.open(0) })
		},
		remove: func(at int) { p.all = without(p.all, at) },
		heavy:  kit.Main,
		takes: func(int) string {
			if n := len(p.fresh()); n > 0 {
				return w.Say("desktop.prepare.do", "n", n)
			}
			return w.Say("desktop.prepare.none-new")
		},
		take: func(int) { p.bring() },
	}, at)
}

// items are the questions as the list shows them: the text, and for whom, where and what it is.
func (p *preparing) items() []item {
	w, s := p.room.words, p.room.state
	var all []item
	for _, q := range p.all {
		known, speaker, slot, kind := "", "", "", ""
		if p.known(q.ID) {
			known = w.Say("desktop.prepare.known")
		}
		if q.Speaker != "" {
			speaker = "→ " + q.Speaker
		}
		if q.Slot != "" {
			slot = slotName(s, q.Slot)
		}
		if q.Kind != "" {
			kind = w.Say("desktop.kind." + string(q.Kind))
		}
		all = append(all, item{q.Text, join(" · ", known, speaker, slot, kind)})
	}
	return all
}

func (p *preparing) known(id runsheet.QuestionID) bool { return p.room.state.Questions.Find(id) >= 0 }

// fresh are those that the show has not yet.
func (p *preparing) fresh() []runsheet.PreparedQuestion {
	return slices.DeleteFunc(slices.Clone(p.all), func(q runsheet.PreparedQuestion) bool { return p.known(q.ID) })
}

// read adds what was written down to the list; it is called away from Fyne's thread.
func (p *preparing) read(_ context.Context, t *task, _ string, data []byte) error {
	all, strays, err := p.room.cfg.ReadPrepared(p.room.cfg.Desk.State().Show, data)
	t.later(func() {
		at := len(p.all)
		for _, q := range all {
			if !slices.ContainsFunc(p.all, func(o runsheet.PreparedQuestion) bool { return o.ID == q.ID }) {
				p.all = append(p.all, q)
			}
		}
		for _, s := range strays {
			if !slices.Contains(p.strays, s) {
				p.strays = append(p.strays, s)
			}
		}
		p.open(at)
	})
	return err
}

// kinds are the categories, in the order in which screens offer them.
var kinds = []runsheet.Category{runsheet.IsQuestion, runsheet.IsComment, runsheet.IsHelp, runsheet.IsProblem}

// mostSlotsOffered bounds the slots that a typed question can be tied to here; a file names any.
const mostSlotsOffered = 200

// askOne lets a question be typed, for whom it is, where it belongs and what it is.
func (p *preparing) askOne() {
	r, w, slots := p.room, p.room.words, p.room.state.Show.Slots
	slots = slots[:min(len(slots), mostSlotsOffered)]
	q := runsheet.PreparedQuestion{ID: runsheet.QuestionID(fmt.Sprintf("typed-%d-%d", r.cfg.Desk.Now().Wall.UnixMilli(), len(p.all)))}
	text, speaker := kit.NewField(), kit.NewField()
	places, what := []string{w.Say("desktop.prepare.anywhere")}, []string{}
	for _, slot := range slots {
		places = append(places, slotTitle(slot, w))
	}
	for _, k := range kinds {
		what = append(what, w.Say("desktop.kind."+string(k)))
	}
	place := kit.NewChoice(func(i int) {
		if q.Slot = ""; i > 0 {
			q.Slot = slots[i-1].ID
		}
	})
	kind := kit.NewChoice(func(i int) { q.Kind = kinds[i] })
	place.Offer(places, 0)
	kind.Offer(what, 0)
	place.OnEscape, kind.OnEscape = r.shut, r.shut
	r.askFields(w.Say("desktop.prepare.type"), w.Say("desktop.prepare.type.about"), w.Say("desktop.prepare.list"), kit.Main, []*kit.Field{text, speaker},
		[]string{w.Say("desktop.prepare.text"), w.Say("desktop.prepare.speaker")}, []fyne.CanvasObject{place, kind}, func() {
			q.Text, q.Speaker = runsheet.Clean(text.Text), runsheet.Clean(speaker.Text)
			if q.Kind == runsheet.IsQuestion { // what it is anyway
				q.Kind = ""
			}
			switch n := len([]rune(q.Text)); {
			case n > runsheet.MaxQuestion:
				r.complain(&runsheet.Refusal{Reason: runsheet.TooLong})
			case n > 0:
				p.all = append(p.all, q)
				p.open(len(p.all) - 1)
			}
		})
	r.dialog.left = func() { p.open(len(p.all)) } // with what was typed, or without
}

// bring hands the questions to the desk, as many at a time as it takes.
func (p *preparing) bring() {
	for few := range slices.Chunk(p.fresh(), runsheet.MostPrepared) {
		p.room.send(runsheet.Prepare{Questions: few})
	}
}
