package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// pane names what the right column can show; settings keep the one that was shown.
type pane string

const (
	questionsPane pane = "questions"
	publicPane    pane = "public"
	slotPane      pane = "slot"
)

// paneOf is one thing that the right column can show, behind a tab. A matter with a panel of its own declares one beside it
// and adds it to the list in Room.build; its widgets are drawn in Room.render like all others.
type paneOf struct {
	id pane
	// tab is what stands on the tab, with a number where something waits.
	tab func(*Room, assets.Words) string
	// key is the verb that shows it, whose key the tab prints.
	key action
	// box is what is shown.
	box func(*Room) fyne.CanvasObject
	// keyboard is the panel that has the keyboard while the pane is shown: its own, or the run sheet's.
	keyboard panel
	// offered says whether there is a tab now; nil is always.
	offered func(*Room) bool
}

var questionsSide = paneOf{id: questionsPane, key: actToQuestions, keyboard: questionPanel,
	tab: func(r *Room, w assets.Words) string {
		return join(" ", w.Say("desktop.questions"), r.questions.waiting())
	},
	box: func(r *Room) fyne.CanvasObject { return r.questions.Box }}

var publicSide = paneOf{id: publicPane, key: actToPublic, keyboard: sheetPanel,
	tab: func(_ *Room, w assets.Words) string { return w.Say("desktop.public.tab") },
	box: func(r *Room) fyne.CanvasObject { return r.public.Box }}

var slotSide = paneOf{id: slotPane, key: actForm, keyboard: sheetPanel, offered: func(r *Room) bool { return r.editor.on },
	tab: func(_ *Room, w assets.Words) string { return w.Say("desktop.form.tab") },
	box: func(r *Room) fyne.CanvasObject { return r.form.Box }}

// buildPanes makes the tabs, and puts what they show behind each other.
func (r *Room) buildPanes() fyne.CanvasObject {
	row := kit.Flow(theme.Gap)
	r.tabs, r.paneStack = map[pane]*kit.Press{}, container.New(paneLayout{})
	for _, p := range r.panes {
		r.tabs[p.id] = kit.NewPress(kit.Quiet, func() { r.showPane(p.id) }).Sized(theme.Caption + 1) // two rows in the least window
		row.Add(r.tabs[p.id])
		box := p.box(r)
		kit.Show(box, p.id == r.pane)
		r.paneStack.Add(box)
	}
	return row
}

// paneLayout puts what the right column can show behind each other, and asks for the width of the widest, shown or not: the columns
// must not move when another pane is shown.
type paneLayout struct{}

func (paneLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		if o.Visible() {
			size.Height = max(size.Height, least.Height)
		}
	}
	return size
}

func (paneLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

// tellTabs keeps the tabs true. Words of another width may need another row of tabs.
func (r *Room) tellTabs() {
	said := ""
	for _, p := range r.panes {
		tab := r.tabs[p.id]
		label, key, offered := p.tab(r, r.words), r.keyOf(p.key), p.offered == nil || p.offered(r)
		tab.Label(label, key)
		kit.Show(tab, offered)
		if offered {
			said += label + key + "\n"
		}
		weight := kit.Quiet
		if p.id == r.pane {
			weight = kit.Plain
		}
		tab.Weigh(weight)
	}
	if said != r.tabsSaid {
		r.tabsSaid = said
		r.right.Refresh()
	}
}

// showPane shows one thing in the right column. The keyboard stays where it is if that is the run sheet or the pane's own.
func (r *Room) showPane(id pane) {
	r.pane = id
	r.tips.Leave()
	for _, p := range r.panes {
		kit.Show(p.box(r), p.id == id)
		if p.id == id && r.panel != p.keyboard {
			r.panel = sheetPanel
		}
	}
	r.render()
}

// showWith shows a pane and gives its panel the keyboard.
func (r *Room) showWith(id pane) {
	r.unfocus()
	for _, p := range r.panes {
		if p.id == id {
			r.panel = p.keyboard
		}
	}
	r.showPane(id)
}
