package desktop

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The names of the verbs of this matter.
const (
	actToTimers action = "to-timers"
	actRehearse action = "rehearse"
	actGoLive   action = "go-live"
	actEndRun   action = "end-run"
	actFlash    action = "flash"
	actDark     action = "blackout"
	actTimer1   action = "timer-1"
	actTimer2   action = "timer-2"
	actTimer3   action = "timer-3"
)

// timerActs start and stop the spare timers, in their order.
var timerActs = [runsheet.SpareTimers]action{actTimer1, actTimer2, actTimer3}

func prepared(r *Room) bool {
	return loaded(r) && (r.state.Mode == runsheet.Preparation || r.state.Mode == runsheet.ClosedMode)
}

// canEndRun: a rehearsal ends whenever somebody likes, a live only while nothing was on air in it.
func canEndRun(s runsheet.State) bool {
	return s.Run.Rehearsing() || s.Mode == runsheet.LiveMode && s.OnAirSlot() == "" && len(s.Passes) == 0
}

func timerVerb(n runsheet.TimerID) func(*Room) { return func(r *Room) { r.toggleTimer(n) } }

var timeVerbs = []verb{
	{id: actRehearse, group: airGroup, keys: "Ctrl+Shift+E", line: true, ellipsis: true, can: prepared, do: (*Room).askRehearse},
	{id: actGoLive, group: airGroup, keys: "Ctrl+G", ellipsis: true, can: prepared, do: func(r *Room) { r.askLive(false) }},
	{id: actEndRun, group: airGroup, keys: "Ctrl+End", can: func(r *Room) bool { return canEndRun(r.state) }, do: (*Room).endRun},
	{id: actFlash, group: outputGroup, keys: "f", can: loaded, do: func(r *Room) { r.send(runsheet.Flash{}) }},
	{id: actDark, group: outputGroup, keys: "b", can: loaded, do: func(r *Room) { r.send(runsheet.Blackout{On: !r.state.Blackout}) }},
	{id: actToTimers, group: viewGroup, keys: "Ctrl+5", can: loaded, do: func(r *Room) { r.unfocus(); r.showPane(timersPane) }},
	{id: actTimer1, group: viewGroup, keys: "Alt+1", can: loaded, do: timerVerb(1)},
	{id: actTimer2, group: viewGroup, keys: "Alt+2", can: loaded, do: timerVerb(2)},
	{id: actTimer3, group: viewGroup, keys: "Alt+3", can: loaded, do: timerVerb(3)},
}

// entries builds a dialog's fields, each under its word. Enter confirms and Escape leaves from every one of them.
func (r *Room) askFields(title, about, yes string, weight kit.Weight, fields []*kit.Field, words []string, more []fyne.CanvasObject, then func()) {
	body := kit.Down(6, paragraph(about, 460))
	for i, f := range fields {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(words[i])
		body.Add(line)
		body.Add(f)
	}
	for _, o := range more {
		body.Add(o)
	}
	d := r.ask(title, body, yes, weight, then)
	for _, f := range fields {
		f.OnEscape = r.shut
		f.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	}
	if len(fields) > 0 {
		r.window.Canvas().Focus(fields[0])
		fields[0].TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// speeds are those that the dialog of a rehearsal offers.
var speeds = []int{1, 2, 5, 10, 30, runsheet.MostSpeed}

// askRehearse opens a rehearsal.
func (r *Room) askRehearse() {
	if !prepared(r) {
		return
	}
	w, seen := r.words, r.state.RunsSoFar()
	name, start := kit.NewField(), kit.NewField()
	name.SetText(w.Say("desktop.rehearse.name", "n", seen+1))
	first, _ := r.state.Show.Slot(r.state.Show.Slots[0].ID)
	if !first.Start.IsZero() {
		start.SetText(clockTime(first.Start.Add(-time.Minute), r.state.Show.Location()))
	}
	speed, real := 0, false
	faster := kit.NewChoice(func(i int) { speed = i })
	var offered []string
	for _, n := range speeds {
		offered = append(offered, w.Say("desktop.rehearse.speed", "n", n))
	}
	faster.Offer(offered, 0)
	drives := kit.NewCheck(func(on bool) { real = on })
	drives.Turn(w.Say("desktop.rehearse.obs"), false)
	fields, names := []*kit.Field{name}, []string{w.Say("desktop.rehearse.called")}
	if r.cfg.ParseStart != nil {
		fields, names = append(fields, start), append(names, w.Say("desktop.rehearse.as"))
	}
	faster.OnEscape, drives.OnEscape = r.shut, r.shut
	faster.OnEnter, drives.OnEnter = r.confirm, r.confirm
	r.askFields(w.Say("desktop.rehearse"), w.Say("desktop.rehearse.body"), w.Say("desktop.rehearse.do"), kit.Main, fields, names,
		[]fyne.CanvasObject{faster, drives}, func() {
			c := runsheet.BeginRun{Kind: runsheet.RehearsalRun, Name: name.Text, Speed: speeds[speed], OBS: real, Seen: seen}
			if text := strings.TrimSpace(start.Text); text != "" && r.cfg.ParseStart != nil {
				since, err := r.cfg.ParseStart(text)
				if err != nil {
					r.complain(&wrongEntry{key: "desktop.wrong.start", text: text})
					return
				}
				c.As = onDay(r.state.Show, first.Start, r.cfg.Desk.Now().Wall, since)
			}
			r.send(c)
		})
}

// onDay is a time of day on the show's day: that of its first slot, else today.
func onDay(show runsheet.Show, first, today time.Time, since time.Duration) time.Time {
	day := first
	if day.IsZero() {
		day = today
	}
	y, m, d := day.In(show.Location()).Date()
	return time.Date(y, m, d, int(since/time.Hour), int(since/time.Minute%60), int(since/time.Second%60), 0, show.Location())
}

// askLive asks once before the live: what was a rehearsal until here is for everybody from here on. With goes, the slot on
// standby is taken as well.
func (r *Room) askLive(goes bool) {
	if !prepared(r) {
		return
	}
	w, seen, to := r.words, r.state.RunsSoFar(), r.onStandby()
	about := w.Say("desktop.live.body")
	if goes {
		about = w.Say("desktop.live.body.go", "slot", slotName(r.state, to))
	}
	r.ask(w.Say("desktop.live"), paragraph(about, 460), w.Say("desktop.live.do"), kit.Urgent, func() {
		r.send(runsheet.BeginRun{Kind: runsheet.LiveRun, Seen: seen})
		if goes {
			r.take(to)
		}
	})
}

// endRun ends a rehearsal, or a live that was opened too early.
func (r *Room) endRun() {
	if canEndRun(r.state) {
		r.send(runsheet.EndRun{Run: r.state.Run.N})
	}
}

// askTimer says what a spare timer is.
func (r *Room) askTimer(n runsheet.TimerID) {
	w, was := r.words, r.state.Timers[n-1]
	title, length := kit.NewField(), kit.NewField()
	title.SetText(was.Title)
	length.SetText(minutes(was.Length))
	up, stage := was.Direction == runsheet.CountUp, was.Stage
	counts := kit.NewCheck(func(on bool) { up = on })
	counts.Turn(w.Say("desktop.timer.up"), up)
	shown := kit.NewCheck(func(on bool) { stage = on })
	shown.Turn(w.Say("desktop.timer.stage"), stage)
	counts.OnEscape, shown.OnEscape = r.shut, r.shut
	counts.OnEnter, shown.OnEnter = r.confirm, r.confirm
	r.askFields(w.Say("desktop.timer", "n", strconv.Itoa(int(n))), w.Say("desktop.timer.body"), w.Say("desktop.timer.do"), kit.Main,
		[]*kit.Field{title, length}, []string{w.Say("desktop.timer.title"), w.Say("desktop.timer.length")}, []fyne.CanvasObject{counts, shown}, func() {
			d, err := r.parseMinutes(length.Text)
			if err != nil {
				r.complain(&wrongEntry{key: "desktop.wrong.length", text: length.Text})
				return
			}
			c := runsheet.SetTimer{Timer: n, Title: title.Text, Direction: runsheet.CountDown, Length: d, Stage: stage}
			if up {
				c.Direction = runsheet.CountUp
			}
			r.send(c)
		})
}

// askRemind sets a reminder for what is on standby.
func (r *Room) askRemind() {
	w, slot := r.words, r.onStandby()
	if slot == "" {
		return
	}
	before, text := kit.NewField(), kit.NewField()
	before.SetText("5")
	every := false
	each := kit.NewCheck(func(on bool) { every = on })
	each.Turn(w.Say("desktop.remind.each"), false)
	each.OnEscape, each.OnEnter = r.shut, r.confirm
	r.askFields(w.Say("desktop.remind.title"), w.Say("desktop.remind.body", "slot", slotName(r.state, slot)), w.Say("desktop.remind.do"), kit.Main,
		[]*kit.Field{text, before}, []string{w.Say("desktop.remind.text"), w.Say("desktop.remind.before")}, []fyne.CanvasObject{each}, func() {
			d, err := r.parseMinutes(before.Text)
			if err != nil {
				r.complain(&wrongEntry{key: "desktop.wrong.length", text: before.Text})
				return
			}
			c := runsheet.Remind{ID: runsheet.ReminderID(fmt.Sprintf("r%d", r.cfg.Desk.Now().Wall.UnixMilli())), Slot: slot, Before: d, Text: text.Text}
			if every {
				c.Slot = ""
			}
			r.send(c)
		})
}

// askDelay says how much later viewers see what is on air.
func (r *Room) askDelay() {
	w := r.words
	seconds := kit.NewField()
	seconds.SetText(strconv.Itoa(int(r.state.Delay / time.Second)))
	r.askFields(w.Say("desktop.delay.title"), w.Say("desktop.delay.body"), w.Say("desktop.timer.do"), kit.Main, []*kit.Field{seconds},
		[]string{w.Say("desktop.delay.seconds")}, nil, func() {
			n, err := strconv.Atoi(strings.TrimSpace(seconds.Text))
			if err != nil {
				r.complain(&wrongEntry{key: "desktop.wrong.count", text: seconds.Text})
				return
			}
			r.send(runsheet.SetDelay{Delay: time.Duration(n) * time.Second})
		})
}

// parseMinutes reads a length as sheets have it; a number alone is minutes, nothing is none.
func (r *Room) parseMinutes(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	if n, err := strconv.Atoi(text); err == nil {
		return time.Duration(n) * time.Minute, nil
	}
	if r.cfg.ParseLength == nil {
		return 0, fmt.Errorf("read length %q", text)
	}
	return r.cfg.ParseLength(text)
}

// minutes is a length as parseMinutes reads it.
func minutes(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d%time.Minute == 0:
		return strconv.Itoa(int(d / time.Minute))
	}
	return span(d)
}
