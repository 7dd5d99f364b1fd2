package desktop

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// askReplan offers every way to bring the plan back in line with the clock, worked out on the sheet as it is now. What is
// chosen is one entry; when the sheet or the air moves on while the dialog is open, the desk refuses it and says why.
func (r *Room) askReplan() { r.askReplanAs(runsheet.ReplanWish{}) }

// askReplanAs works the remedies out with what a person wishes of them.
func (r *Room) askReplanAs(wish runsheet.ReplanWish) {
	s, w, now := r.state, r.words, r.cfg.Desk.Now()
	if _, inReserve := s.Show.Slot(r.editor.selected); r.editor.on && !inReserve && r.editor.selected != "" {
		wish.Reserve = r.editor.selected // what is marked in the reserve is what is to be taken
	}
	all := s.Replans(now, wish)
	if len(all) == 0 && len(wish.Slots) == 0 && wish.Least == 0 {
		r.say(w.Say("desktop.replan.nothing"))
		return
	}
	if len(all) == 0 { // a wish that nothing can be made of is wished again
		r.askReplanWish(wish)
		r.say(w.Say("desktop.replan.nothing"))
		return
	}
	options := make([]option, len(all))
	for i, p := range all {
		options[i] = r.proposed(p)
	}
	c := s.Clock(now)
	loc := s.Show.Location()
	body := w.Say("desktop.replan.body", "end", clockTime(c.ExpectedEnd, loc))
	if target := s.Target(now); !target.IsZero() {
		body = w.Say("desktop.replan.target", "end", clockTime(c.ExpectedEnd, loc), "target", clockTime(target, loc))
	}
	if told := wished(wish, w); told != "" {
		body += "\n" + told
	}
	from, sheet := s.OnAirSlot(), s.SheetVersion()
	pick := kit.NewPress(kit.Quiet, func() { r.askReplanWish(wish) }).Sized(theme.Text).Label(w.Say("desktop.replan.pick"), r.keyOf(actDialogMore))
	d := r.askWhichWith(pick, w.Say("desktop.replan.ask"), body, options, w.Say("desktop.replan.do"), kit.Main, func(at int) {
		r.send(runsheet.Replan{Remedy: all[at].Remedy, From: from, Sheet: sheet, Changes: all[at].Changes})
	})
	d.more = func() { r.askReplanWish(wish) }
}

// wished says what a re-plan may touch, "" for everything.
func wished(wish runsheet.ReplanWish, w assets.Words) string {
	var some, least string
	if n := len(wish.Slots); n > 0 {
		some = w.Say("desktop.replan.some", "n", n)
	}
	if wish.Least > 0 {
		least = w.Say("desktop.replan.least", "d", span(wish.Least))
	}
	return join(" · ", some, least)
}

// mostPicked is how many of the slots to come can be picked by hand; nobody reads further in a hurry.
const mostPicked = 60

// askReplanWish asks which slots may be compressed, or one of them dropped, and how short they may become; then the remedies are
// worked out anew.
func (r *Room) askReplanWish(wish runsheet.ReplanWish) {
	w := r.words
	least := kit.NewField()
	least.SetText(minutes(wish.Least))
	label := kit.NewBold(theme.Caption, theme.Dim)
	label.Set(w.Say("desktop.replan.shortest"))
	picked := slices.Clone(wish.Slots)
	list := kit.Down(0)
	for i, row := range r.state.Rows(r.cfg.Desk.Now(), nil) {
		slot := r.state.Show.Slots[i]
		if row.Stage != runsheet.Ahead && row.Stage != runsheet.OnStand || slot.Length == 0 || slot.Dropped || len(list.Objects) == mostPicked {
			continue
		}
		check := kit.NewCheck(func(on bool) {
			picked = slices.DeleteFunc(picked, func(id runsheet.SlotID) bool { return id == slot.ID })
			if on {
				picked = append(picked, slot.ID)
			}
		})
		check.Turn(join("  ", slotTitle(slot, w), span(slot.Length)), slices.Contains(wish.Slots, slot.ID))
		check.OnEscape, check.OnEnter = r.shut, r.confirm
		list.Add(check)
	}
	scroll := container.NewVScroll(list)
	scroll.SetMinSize(fyne.NewSize(chooserWidth, 300))
	body := kit.Down(8, paragraph(w.Say("desktop.replan.pick.body"), chooserWidth), scroll, label, least)
	d := r.ask(w.Say("desktop.replan.pick"), body, w.Say("desktop.replan.pick.do"), kit.Main, func() {
		d, err := r.parseMinutes(least.Text)
		if err != nil {
			r.complain(&wrongEntry{key: "desktop.wrong.length", text: least.Text})
			return
		}
		r.askReplanAs(runsheet.ReplanWish{Slots: picked, Least: d})
	})
	least.OnEscape = r.shut
	least.OnSubmitted = func(string) { d.yes.Tapped(nil) }
}

// proposed says what a proposal leads to and what it costs, slot by slot and with the people it is taken from.
func (r *Room) proposed(p runsheet.Proposal) option {
	w := r.words
	end := w.Say("desktop.replan.end", "at", clockTime(p.End, r.state.Show.Location()))
	cost := ""
	if lost := p.Lost(); lost.Abs() >= time.Second {
		cost = signed(-lost)
	}
	missed := ""
	if p.Missed >= time.Second && p.Remedy != runsheet.ShiftAll {
		missed = w.Say("desktop.replan.missed", "d", span(p.Missed))
	}
	o := option{name: join(" · ", w.Say("desktop.replan."+string(p.Remedy)), end, cost, missed)}
	if p.Remedy == runsheet.ShiftAll {
		o.meaning = w.Say("desktop.replan.shift.means", "n", len(p.Changes))
		return o
	}
	var lines []string
	for i, c := range p.Costs {
		if i == mostCosts {
			lines = append(lines, w.Say("desktop.replan.more", "n", len(p.Costs)-i))
			break
		}
		slot, _ := r.state.Show.Find(c.Slot)
		change := signed(c.Is - c.Was)
		switch {
		case c.Is == 0:
			change = w.Say("desktop.replan.dropped", "d", span(c.Was))
		case c.Was == 0:
			change = w.Say("desktop.replan.taken", "d", span(c.Is))
		default:
			change = join(" → ", span(c.Was), span(c.Is)) + " (" + change + ")"
		}
		lines = append(lines, join(" · ", slotTitle(slot, w), change, strings.Join(c.People, ", ")))
	}
	o.meaning = strings.Join(lines, "\n")
	return o
}

// mostCosts is how many slots of a proposal are told one by one.
const mostCosts = 40
