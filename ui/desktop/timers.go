package desktop

import (
	"cmp"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// timerName is what people call the timer at a place.
func timerName(s runsheet.State, i int, w assets.Words) string {
	return cmp.Or(s.Timers[i].Title, w.Say("desktop.timer", "n", strconv.Itoa(i+1)))
}

// timerDigits is what a timer shows: what is left, or what has passed.
func timerDigits(t runsheet.Timer, now runsheet.Moment) string {
	if t.Direction == runsheet.CountUp {
		return digits(t.Shown(now))
	}
	return countdown(t.Shown(now))
}

const timersPane pane = "timers"

var timersSide = paneOf{id: timersPane, key: actToTimers, keyboard: sheetPanel,
	tab: func(r *Room, w assets.Words) string {
		running := 0
		for _, t := range r.state.Timers {
			if t.Running() {
				running++
			}
		}
		if running == 0 {
			return w.Say("desktop.timers")
		}
		return w.Say("desktop.timers") + " " + strconv.Itoa(running)
	},
	box: func(r *Room) fyne.CanvasObject { return r.timers.Box }}

// timers is the panel of all that runs beside the slot: the run itself, the spare timers, what to think of, and how much later
// viewers see it.
type timers struct {
	*kit.Surface
	room           *Room
	run            *kit.Line
	rehearse, live *kit.Press
	end            *kit.Press
	rows           [runsheet.SpareTimers]timerRow
	reminders      *fyne.Container
	remind         *kit.Press
	delay          *kit.Line
	setDelay       *kit.Press
	remindTitle    *kit.Line
	shown          []string
}

type timerRow struct {
	name, count             *kit.Line
	start, less, more, back *kit.Press
	set                     *kit.Press
}

func newTimers(r *Room) *timers {
	small := func(f func()) *kit.Press { return kit.NewPress(kit.Plain, f).Sized(theme.Text) }
	t := &timers{room: r, run: kit.NewBold(theme.Strong, theme.Dim).Lines(2).Snug(),
		rehearse: small(func() { r.act(actRehearse) }), live: small(func() { r.act(actGoLive) }), end: small(func() { r.act(actEndRun) }),
		reminders: kit.Down(2), remind: small(r.askRemind), remindTitle: kit.NewBold(theme.Text, theme.Dim),
		delay: kit.NewLine(theme.Text, theme.Dim), setDelay: small(r.askDelay),
	}
	column := kit.Down(theme.Gap, t.run, kit.Share(theme.Gap, t.rehearse, t.live, t.end))
	for i := range t.rows {
		n := runsheet.TimerID(i + 1)
		by := func(d time.Duration) func() { return func() { r.send(runsheet.AddToTimer{Timer: n, By: d}) } }
		row := timerRow{name: kit.NewBold(theme.Text, theme.Ink), count: kit.NewBold(theme.Display, theme.Ink).Whole(),
			start: small(func() { r.toggleTimer(n) }), less: small(by(-time.Minute)), more: small(by(time.Minute)),
			back: small(func() { r.send(runsheet.ResetTimer{Timer: n}) }), set: small(func() { r.askTimer(n) })}
		t.rows[i] = row
		column.Add(kit.NewSurface(theme.Panel, theme.Edge, 6, kit.Down(3,
			container.NewBorder(nil, nil, nil, row.count, row.name), kit.Share(4, row.start, row.less, row.more, row.back, row.set))).Box)
	}
	column.Add(container.NewBorder(nil, nil, nil, t.remind, t.remindTitle))
	column.Add(t.reminders)
	column.Add(container.NewBorder(nil, nil, nil, t.setDelay, t.delay))
	t.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8, container.NewVScroll(besideBar(column)))
	return t
}

// runText says what is being run.
func runText(s runsheet.State, w assets.Words) tinted {
	r := s.Run
	switch {
	case r.Rehearsing():
		text := join(" · ", w.Say("desktop.run.rehearsal"), r.Name)
		if r.Rate() > 1 {
			text = join(" · ", text, w.Say("desktop.run.fast", "n", r.Rate()))
		}
		how := "desktop.run.simulated"
		if r.OBS {
			how = "desktop.run.real"
		}
		return tinted{join(" · ", text, w.Say(how)), theme.Warn}
	case s.Mode == runsheet.LiveMode:
		return tinted{w.Say("desktop.run.live"), theme.OnAir}
	case s.Mode == runsheet.ClosedMode:
		return tinted{w.Say("desktop.run.closed"), theme.Dim}
	}
	return tinted{w.Say("desktop.run.preparation"), theme.Dim}
}

func (t *timers) show(s runsheet.State, now runsheet.Moment, w assets.Words) {
	run := runText(s, w)
	t.run.Paint(run.text, run.token)
	key := t.room.keyOf
	t.rehearse.Label(w.Say("desktop.run.rehearse"), key(actRehearse))
	t.live.Label(w.Say("desktop.run.go-live"), key(actGoLive))
	t.end.Label(w.Say("desktop.run.end"), key(actEndRun))
	open := s.Mode == runsheet.Preparation || s.Mode == runsheet.ClosedMode
	kit.Show(t.rehearse, open)
	kit.Show(t.live, open)
	kit.Show(t.end, canEndRun(s))
	for i, row := range t.rows {
		timer := s.Timers[i]
		row.name.Set(timerName(s, i, w))
		token := theme.Dim
		switch {
		case timer.Over(now):
			token = theme.OnAir
		case timer.Running():
			token = theme.Ink
		}
		sign := ""
		if timer.Over(now) {
			sign = "▲ "
		}
		row.count.Paint(sign+timerDigits(timer, now), token)
		row.start.Label(w.Say(map[bool]string{true: "desktop.timer.pause", false: "desktop.timer.start"}[timer.Running()]), key(timerActs[i]))
		row.start.Switch(timer.Running())
		row.start.Enable(timer.Direction == runsheet.CountUp || timer.Length > 0)
		row.less.Label("−1′", "")
		row.more.Label("+1′", "")
		row.back.Label(w.Say("desktop.timer.reset"), "")
		row.set.Label(w.Say("desktop.timer.set"), "")
	}
	t.remindTitle.Set(w.Say("desktop.reminders"))
	t.remind.Label(w.Say("desktop.remind"), "")
	t.delay.Set(w.Say("desktop.delay", "d", cmp.Or(span(s.Delay), "0″")))
	t.setDelay.Label(w.Say("desktop.timer.set"), "")
	t.list(s, w)
}

// list shows the reminders; what has not changed is not touched.
func (t *timers) list(s runsheet.State, w assets.Words) {
	var lines []string
	for _, r := range s.Reminders {
		name := w.Say("desktop.remind.every")
		if r.Slot != "" {
			name = slotName(s, r.Slot)
		}
		done := ""
		for _, was := range s.Reminded {
			if was.Reminder == r.ID && (r.Slot != "" || was.Slot == s.Standby) {
				done = "✓"
			}
		}
		lines = append(lines, string(r.ID)+"\x00"+join(" ", done, w.Say("desktop.remind.line", "d", cmp.Or(span(r.Before), "0″"), "slot", name, "text", r.Text)))
	}
	if lines == nil {
		lines = []string{"\x00" + w.Say("desktop.remind.none")}
	}
	if same(lines, t.shown) {
		return
	}
	t.shown = lines
	t.reminders.RemoveAll()
	for i, text := range lines {
		line := kit.NewLine(theme.Text, theme.Ink).Lines(2).Snug()
		if len(s.Reminders) == 0 {
			line.Paint(text[1:], theme.Dim)
			t.reminders.Add(line)
			continue
		}
		id := s.Reminders[i].ID
		line.Set(text[len(id)+1:])
		forget := kit.NewPress(kit.Quiet, func() { t.room.send(runsheet.Forget{ID: id}) }).Sized(theme.Caption).Label("✕", "")
		t.reminders.Add(container.NewBorder(nil, nil, nil, container.NewCenter(forget), line))
	}
}

func same(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// toggleTimer starts a timer or stops it where it is.
func (r *Room) toggleTimer(n runsheet.TimerID) {
	if r.state.Timers[n-1].Running() {
		r.send(runsheet.PauseTimer{Timer: n})
	} else {
		r.send(runsheet.StartTimer{Timer: n})
	}
}
