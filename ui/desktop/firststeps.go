package desktop

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

const actFirstSteps action = "first-steps"

// firstStep is one of the three things that somebody does who has never sat here. Its words are desktop.steps.<id>, .body and .do.
type firstStep struct {
	id string
	do func(*Room)
	// key is the verb that does the same at any time.
	key action
	// stays: the guide is still there when it was done.
	stays bool
}

// firstSteps is the dialog of the first start: the arrows go from one step to the next, Enter does the one that is marked. What
// has been done has a tick. It comes by itself once, and from the help menu whenever it is asked for.
type firstSteps struct {
	room  *Room
	all   []firstStep
	rows  []firstStepRow
	at    int
	yes   *kit.Press
	wrong string // why OBS could not be reached, in words
}

type firstStepRow struct {
	ground *kit.Surface
	number *kit.Line
	title  *kit.Line
	body   *kit.Line
}

const firstStepsWidth = 640

// askFirstSteps opens the guide at a step.
func (r *Room) askFirstSteps(at int) {
	f := &firstSteps{room: r, at: at}
	if r.cfg.Open != nil {
		f.all = append(f.all, firstStep{id: "open", do: (*Room).askOpen, key: actOpen})
	}
	if r.cfg.Demo != nil {
		f.all = append(f.all, firstStep{id: "demo", do: (*Room).demo, key: actDemo, stays: true})
	}
	switch {
	case r.cfg.FindOBS != nil && r.cfg.OBSHere:
		f.all = append(f.all, firstStep{id: "obs-here", do: func(r *Room) { r.findOBS() }, key: actFindOBS, stays: true})
	case r.cfg.Connect != nil:
		f.all = append(f.all, firstStep{id: "obs", do: (*Room).askConnect, key: actConnect})
	}
	if len(f.all) == 0 {
		return
	}
	column := kit.Down(10)
	for i := range f.all {
		row := firstStepRow{number: kit.NewBold(theme.Display, theme.Dim).Align(fyne.TextAlignCenter).Middle(),
			title: kit.NewBold(theme.Strong, theme.Ink), body: kit.NewLine(theme.Text, theme.Dim).Lines(2)}
		content := container.NewBorder(nil, nil, kit.Wide(52, row.number), nil, kit.Down(4, row.title, row.body))
		row.ground = kit.NewSurface(theme.Ground, theme.Edge, 12, content)
		f.rows = append(f.rows, row)
		column.Add(container.NewStack(row.ground.Box, kit.NewTouch(func() { f.mark(i) })))
	}
	d := r.ask(r.words.Say("desktop.steps"), kit.Wide(firstStepsWidth, column), r.words.Say("desktop.open"), kit.Main, f.take)
	d.settled(r.words)
	d.turn = func(by int) { f.mark(f.at + by) }
	d.left = func() {
		r.steps = nil
		if r.cfg.Guided != nil {
			r.cfg.Guided()
		}
	}
	f.yes, r.steps = d.yes, f
	f.mark(at)
}

// take does the marked step.
func (f *firstSteps) take() {
	r, at := f.room, f.at
	step := f.all[at]
	if step.stays {
		r.askFirstSteps(at)
	}
	step.do(r)
}

// mark goes to another step; at the ends it stays.
func (f *firstSteps) mark(at int) {
	f.at = min(max(at, 0), len(f.all)-1)
	f.follow(f.room.state)
}

// follow shows what has been done by now.
func (f *firstSteps) follow(s runsheet.State) {
	w := f.room.words
	for i, step := range f.all {
		row, sign, token := f.rows[i], strconv.Itoa(i+1), theme.Dim
		body, tint := w.Say("desktop.steps."+step.id+".body"), theme.Dim
		if said := f.done(step, s, w); said != "" { // never by colour alone
			sign, token, body, tint = "✓", theme.Ready, said, theme.Ready
		} else if f.wrong != "" && step.id == "obs-here" {
			body, tint = f.wrong, theme.Warn
		}
		mark, edge, stroke := "   ", theme.Edge, float32(1)
		if i == f.at {
			mark, edge, stroke = "▸ ", theme.Focus, 2
		}
		row.ground.Paint(theme.Ground, edge, stroke)
		row.number.Paint(sign, token)
		row.title.Set(mark + join("   ", w.Say("desktop.steps."+step.id), f.room.keyOf(step.key)))
		row.body.Paint(body, tint)
	}
	f.yes.Label(w.Say("desktop.steps."+f.all[f.at].id+".do"), w.Say("desktop.key.enter"))
}

// done is what there is to say of a step that was done, "" for one that was not.
func (f *firstSteps) done(step firstStep, s runsheet.State, w assets.Words) string {
	switch step.id {
	case "open":
		if len(s.Show.Slots) > 0 {
			return w.Say("desktop.steps.opened", "title", s.Show.Title)
		}
	case "demo":
		if f.room.tried {
			return w.Say("desktop.steps.tried")
		}
	case "obs", "obs-here":
		if s.OBS.Link == runsheet.LinkReady && f.room.cfg.Target != nil {
			return w.Say("desktop.steps.linked", "address", f.room.cfg.Target())
		}
	}
	return ""
}

// findOBS uses the OBS of this computer, and says in the guide, where it is open, why that did not work.
func (r *Room) findOBS() {
	lang := r.lang
	r.aside(func() error {
		err := r.cfg.FindOBS(lang)
		r.later(func() {
			if r.steps != nil {
				r.steps.wrong = ""
				if err != nil {
					r.steps.wrong = complaint(err, r.words)
				}
				r.steps.follow(r.state)
			}
		})
		return err
	})
}

// welcomeFirst shows the guide at the first start where nothing is open yet; else it asks about the OBS of this computer, where nobody
// was asked.
func (r *Room) welcomeFirst() {
	switch {
	case r.cfg.FirstStart && !loaded(r):
		r.askFirstSteps(0)
	case r.cfg.OfferOBS:
		r.tellProblems(r.askFindOBS)
	default:
		r.tellProblems(func() {})
	}
}
