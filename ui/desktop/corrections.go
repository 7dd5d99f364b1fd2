package desktop

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// The verbs that put right what is on air. Ctrl+Z takes each of them back until the next GO.
const (
	actSpeakerMore action = "speaker-more"
	actSpeakerLess action = "speaker-less"
	actBegan       action = "began"
	actRestart     action = "restart"
	actJump        action = "jump"
	actMark        action = "mark"
	actMarkText    action = "mark-text"
	actReplan      action = "replan"
	actRelative    action = "relative"
	actSettle      action = "settle"
	actDialogMore  action = "dialog-more"
	actDialogUp    action = "dialog-up"
	actDialogDown  action = "dialog-down"
)

var correctionVerbs = []verb{
	{id: actSpeakerMore, group: airGroup, keys: "*", line: true, can: onAir, do: func(r *Room) { r.speakerTime(time.Minute) }},
	{id: actSpeakerLess, group: airGroup, keys: "/", can: onAir, do: func(r *Room) { r.speakerTime(-time.Minute) }},
	{id: actBegan, group: airGroup, keys: "Ctrl+Shift+B", ellipsis: true, can: onAir, do: (*Room).askBegan},
	{id: actRestart, group: airGroup, keys: "Shift+Home", ellipsis: true, can: onAir, do: (*Room).askRestart},
	{id: actJump, group: airGroup, keys: "j", ellipsis: true, can: loaded, do: (*Room).askJump},
	{id: actMark, group: airGroup, keys: "m", line: true, do: func(r *Room) { r.send(runsheet.Mark{}) }},
	{id: actMarkText, group: airGroup, keys: "Ctrl+Shift+M", ellipsis: true, do: (*Room).askMark},
	{id: actReplan, group: airGroup, keys: "Ctrl+R", line: true, ellipsis: true, can: loaded, do: (*Room).askReplan},
	{id: actSettle, group: airGroup, ellipsis: true, has: func(r *Room) bool { return !r.state.Old.IsZero() }, do: (*Room).askSettle},
	{id: actRelative, group: viewGroup, keys: "Ctrl+Shift+R", can: loaded, do: (*Room).toggleRelative},
	{id: actDialogMore, scope: inDialog, keys: "d", fixed: true, do: (*Room).dialogDetails},
	{id: actDialogUp, scope: inDialog, keys: "Up", fixed: true, do: func(r *Room) { r.turnDialog(-1) }},
	{id: actDialogDown, scope: inDialog, keys: "Down", fixed: true, do: func(r *Room) { r.turnDialog(1) }},
}

func (r *Room) speakerTime(by time.Duration) {
	r.send(runsheet.SpeakerTime{Slot: r.state.OnAirSlot(), By: by})
}

// askField opens a dialog with one field; read says what is typed there means, or why it means nothing, and then does it.
func (r *Room) askField(title, body, text, yes string, weight kit.Weight, read func(string) (string, bool), then func(string)) {
	field, means := kit.NewField(), kit.NewLine(theme.Text, theme.Dim).Lines(2).Snug()
	d := r.ask(title, kit.Down(8, paragraph(body, 520), field, means), yes, weight, func() {
		if _, ok := read(field.Text); ok {
			then(field.Text)
		}
	})
	say := func(text string) {
		said, ok := read(text)
		token := theme.Ink
		if !ok {
			token = theme.Warn
		}
		means.Paint(said, token)
		d.yes.Enable(ok)
	}
	field.OnChanged = say
	field.OnEscape = r.shut
	field.OnSubmitted = func(string) {
		if d.yes.Enabled() {
			d.yes.Tapped(nil)
		}
	}
	field.SetText(text)
	say(text)
	r.window.Canvas().Focus(field)
	field.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// askBegan asks since when the slot on air really runs.
func (r *Room) askBegan() {
	on := r.state.OnAirSlot()
	if on == "" || r.cfg.ParseLength == nil {
		return
	}
	w := r.words
	earlier := func(text string) (time.Duration, bool) {
		text, later := strings.CutPrefix(strings.TrimSpace(text), "-")
		d, err := r.cfg.ParseLength(text)
		if later {
			d = -d
		}
		return d, err == nil && d != 0
	}
	r.askField(w.Say("desktop.began.ask"), w.Say("desktop.began.body", "slot", slotName(r.state, on)), w.Say("desktop.began.usual"),
		w.Say("desktop.began.do"), kit.Main,
		func(text string) (string, bool) {
			by, ok := earlier(text)
			if !ok {
				return w.Say("desktop.wrong.length", "text", quote(text, 30, w)), false
			}
			c := r.state.Clock(r.cfg.Desk.Now())
			return w.Say("desktop.began.means", "at", c.Started.Add(-by).In(r.state.Show.Location()).Format("15:04:05"), "left", countdown(c.Left-by)), true
		},
		func(text string) {
			by, _ := earlier(text)
			r.send(runsheet.ShiftStart{Slot: on, By: -by})
		})
}

func (r *Room) askRestart() {
	on := r.state.OnAirSlot()
	if on == "" {
		return
	}
	w := r.words
	r.ask(w.Say("desktop.restart.ask"), paragraph(w.Say("desktop.restart.body", "slot", slotName(r.state, on)), 460),
		w.Say("desktop.restart.do"), kit.Urgent, func() { r.send(runsheet.Restart{Slot: on}) })
}

// askJump takes any slot on air that can be named, by its number or by some of its words.
func (r *Room) askJump() {
	w, from := r.words, r.state.OnAirSlot()
	text := ""
	if r.editor.on {
		if slot, ok := r.state.Show.Slot(r.editor.selected); ok {
			text = slot.Number
		}
	}
	r.askField(w.Say("desktop.jump.ask"), w.Say("desktop.jump.body"), text, w.Say("desktop.jump.do"), kit.Urgent,
		func(text string) (string, bool) {
			slot, ok := named(r.state, text)
			if !ok {
				return w.Say("desktop.find.none"), false
			}
			scene := ""
			if slot.Scene != "" {
				scene = w.Say("desktop.scene", "scene", slot.Scene)
			}
			return join(" · ", slotTitle(slot, w), span(slot.Length), scene), true
		},
		func(text string) {
			if slot, ok := named(r.state, text); ok {
				r.send(runsheet.Jump{From: from, To: slot.ID})
			}
		})
}

// named finds the slot of a number, else the first one that has all the words; never the one on air nor one that is
// dropped.
func named(s runsheet.State, text string) (runsheet.Slot, bool) {
	want := runsheet.Fold(text)
	if want == "" {
		return runsheet.Slot{}, false
	}
	may := func(slot runsheet.Slot) bool { return !slot.Dropped && slot.ID != s.OnAirSlot() }
	for _, slot := range s.Show.Slots {
		if may(slot) && runsheet.Fold(slot.Number) == want {
			return slot, true
		}
	}
	for _, slot := range s.Show.Slots {
		hay := runsheet.Fold(slot.Title + " " + strings.Join(slot.People, " "))
		all := may(slot)
		for word := range strings.FieldsSeq(want) {
			all = all && strings.Contains(hay, word)
		}
		if all {
			return slot, true
		}
	}
	return runsheet.Slot{}, false
}

// askMark notes this moment with a word; the moment is the one at which the key was pressed only in the mark without one.
func (r *Room) askMark() {
	w := r.words
	r.askField(w.Say("desktop.mark.ask"), w.Say("desktop.mark.body"), "", w.Say("desktop.mark.do"), kit.Main,
		func(text string) (string, bool) { return "", len([]rune(text)) <= runsheet.MaxMessage },
		func(text string) { r.send(runsheet.Mark{Text: text}) })
}

// toggleRelative counts lateness from the sheet, or from when the show really began.
func (r *Room) toggleRelative() {
	r.relative = !r.relative
	key := "desktop.relative.off"
	if r.relative {
		key = "desktop.relative.on"
	}
	r.say(r.words.Say(key))
}

// askOld opens the question of how a show goes on that was left on air, once for each time that it was.
func (r *Room) askOld() {
	if old := r.state.Old; !old.IsZero() && old != r.oldAsked && r.dialog == nil && !r.locked {
		r.oldAsked = old
		r.askSettle()
	}
}

func (r *Room) askSettle() {
	s, w := r.state, r.words
	if s.Old.IsZero() {
		return
	}
	loc := s.Show.Location()
	now := r.cfg.Desk.Now()
	left := s.Clock(s.Old).Left
	options := make([]option, len(runsheet.Settlings))
	for i, how := range runsheet.Settlings {
		key := "desktop.settle." + string(how)
		options[i] = option{w.Say(key), w.Say(key+".means", "slot", slotName(s, s.OnAirSlot()), "left", countdown(left),
			"now", countdown(s.Clock(now).Left), "at", s.Old.Wall.In(loc).Format("15:04"))}
	}
	d := r.askWhich(w.Say("desktop.settle.ask"), w.Say("desktop.settle.body", "title", s.Show.Title, "slot", slotName(s, s.OnAirSlot()),
		"d", longAgo(now.Since(s.Old), w), "at", w.Moment(s.Old.Wall.In(loc))), options, w.Say("desktop.settle.do"), kit.Main,
		func(at int) { r.send(runsheet.Settle{How: runsheet.Settlings[at]}) })
	d.turn(1) // where it was left is what most people want; the clock that ran on is one key away
}

// longAgo is a time that is told in hours and days.
func longAgo(d time.Duration, w assets.Words) string {
	switch {
	case d < time.Hour:
		return w.Say("desktop.ago.minutes", "n", int(d/time.Minute))
	case d < 48*time.Hour:
		return w.Say("desktop.ago.hours", "n", int(d/time.Hour))
	}
	return w.Say("desktop.ago.days", "n", int(d/(24*time.Hour)))
}

// recuts says whether taking an entry back, or doing it again, may change the picture.
func recuts(f runsheet.Fact) bool {
	switch f.(type) {
	case runsheet.Went, runsheet.WentBack, runsheet.Held, runsheet.Released:
		return true
	}
	return false
}

// correction names what an entry put right, for "undo: …".
func correction(s runsheet.State, f runsheet.Fact, w assets.Words) string {
	say := func(key string, pairs ...any) string { return w.Say("desktop.deed."+key, pairs...) }
	switch f := f.(type) {
	case runsheet.Went:
		return say("jump", "slot", slotName(s, f.To))
	case runsheet.WentBack:
		return say("back", "slot", slotName(s, f.To))
	case runsheet.Held:
		return say("hold")
	case runsheet.Released:
		return say("resume")
	case runsheet.Extended:
		return say("extended", "d", signed(f.By))
	case runsheet.SpeakerGiven:
		return say("speaker", "d", signed(f.By))
	case runsheet.StartShifted:
		return say("shifted", "d", signed(-f.By))
	case runsheet.Restarted:
		return say("restarted", "slot", slotName(s, f.Slot))
	}
	return ""
}

// happenedOnAir says what was put right or noticed about time.
func happenedOnAir(s runsheet.State, f runsheet.Fact, w assets.Words, say func(key string, pairs ...any) string) string {
	switch f := f.(type) {
	case runsheet.SpeakerGiven:
		return say("speaker", "d", signed(f.By))
	case runsheet.StartShifted:
		return say("shifted", "d", signed(-f.By))
	case runsheet.Restarted:
		return say("restarted", "slot", slotName(s, f.Slot))
	case runsheet.Marked:
		if f.Text == "" {
			return say("marked")
		}
		return say("marked.text", "text", f.Text)
	case runsheet.Endangered:
		return w.Say("desktop.did.danger", "slot", slotName(s, f.Slot))
	case runsheet.ClockStepped:
		return w.Say("desktop.did.stepped", "d", jump(f.By))
	case runsheet.Settled:
		return say("settled." + string(f.How))
	}
	return ""
}

// jump is by how much a clock was set, in the units that fit: "+1 h", "−12 s".
func jump(by time.Duration) string {
	sign := "+"
	if by < 0 {
		sign, by = "−", -by
	}
	if by < time.Hour && by%time.Minute >= time.Second {
		return sign + span(by.Round(time.Second))
	}
	if by < time.Second {
		return sign + by.Round(time.Millisecond).String()
	}
	return sign + span(by.Round(time.Minute))
}
