package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// message is where the régie writes a word to the animator, and reads what stands there now.
type message struct {
	box   fyne.CanvasObject
	now   *kit.Line
	field *kit.Field
	clear *kit.Press
	// flash makes those in front look up, dark takes the speaker's screen away.
	flash, dark *kit.Press
	key         func(action) string
}

func newMessage(tell func(string), leave func(), act func(action), key func(action) string) *message {
	m := &message{now: kit.NewLine(theme.Caption+1, theme.Dim).Lines(2).Snug(), field: kit.NewField(),
		clear: kit.NewPress(kit.Quiet, func() { tell("") }).Sized(theme.Caption), key: key,
		flash: kit.NewPress(kit.Plain, func() { act(actFlash) }).Sized(theme.Caption + 1),
		dark:  kit.NewPress(kit.Plain, func() { act(actDark) }).Sized(theme.Caption + 1)}
	m.field.OnSubmitted = func(text string) {
		tell(text)
		m.field.SetText("")
		leave()
	}
	m.field.OnEscape = leave
	m.box = kit.NewSurface(theme.Panel, theme.Edge, 8, kit.Down(4, m.field, m.now, kit.Share(4, m.clear, m.flash, m.dark))).Box
	return m
}

func (m *message) show(s runsheet.State, now runsheet.Moment, w assets.Words) {
	if hint := w.Say("desktop.message.hint"); m.field.PlaceHolder != hint {
		m.field.SetPlaceHolder(hint)
	}
	m.clear.Label(w.Say("desktop.message.clear"), "")
	m.flash.Label(w.Say("desktop.flash"), m.key(actFlash))
	m.flash.Switch(s.FlashLeft(now) > 0)
	m.dark.Label(w.Say("desktop.dark"), m.key(actDark))
	m.dark.Switch(s.Blackout)
	kit.Show(m.clear, s.Message != "")
	if s.Message == "" {
		m.now.Paint(w.Say("desktop.message.none"), theme.Dim)
		return
	}
	m.now.Paint(w.Say("desktop.message.shown", "text", s.Message, "d", age(now.Since(s.MessageAt))), theme.Ready)
}

// status is the last line: what just happened, what takes long, what can be taken back, the desk's lock, incidents, and where help is.
type status struct {
	box                        fyne.CanvasObject
	text                       *kit.Line
	task                       *kit.Press // what takes long, and ends by it
	undo, lock, incident, help *kit.Press
	key                        func(action) string
}

func newStatus(giveUp func(), act func(action), key func(action) string) *status {
	press := func(a action) *kit.Press {
		return kit.NewPress(kit.Quiet, func() { act(a) }).Sized(theme.Caption + 1)
	}
	s := &status{key: key, text: kit.NewLine(theme.Text, theme.Dim), task: kit.NewPress(kit.Plain, giveUp).Sized(theme.Caption + 1), undo: press(actUndoSheet), lock: press(actLockDesk),
		incident: press(actIncident), help: press(actHelp)}
	s.box = kit.Pad(6, container.NewBorder(nil, nil, nil, kit.Across(theme.Gap, s.task, s.undo, s.lock, s.incident, s.help), kit.Pad(2, s.text)))
	return s
}

// show says what happened, what takes long, nil for nothing, and what undo would take back, "" for nothing. Before there is a show
// there is nothing to lock.
func (s *status) show(v tinted, t *task, undo string, loaded, troubled bool, w assets.Words) {
	s.text.Paint(v.text, v.token)
	kit.Show(s.task, t != nil)
	if t != nil {
		s.task.Label(w.Say("desktop.task.stop", "what", join(" · ", t.name, t.far)), w.Say("desktop.key.escape"))
	}
	s.undo.Label(w.Say("desktop.undo", "what", undo), s.key(actUndoSheet))
	kit.Show(s.undo, undo != "")
	s.lock.Label(w.Say("desktop.lock-desk"), s.key(actLockDesk))
	kit.Show(s.lock, loaded)
	s.incident.Label(w.Say("desktop.incident"), s.key(actIncident)).Switch(troubled)
	kit.Show(s.incident, loaded)
	s.help.Label(w.Say("desktop.help"), s.key(actHelp))
}

// welcome is what the room shows before there is a show.
type welcome struct {
	box                    fyne.CanvasObject
	title, lead, obs, hint *kit.Line
	open, template         *kit.Press
	demo, connect          *kit.Press
	key                    func(action) string
}

func newWelcome(r *Room) *welcome {
	w := &welcome{key: r.keyOf,
		title: kit.NewBold(theme.Display, theme.Ink).Align(fyne.TextAlignCenter), lead: kit.NewLine(theme.Strong, theme.Dim).Align(fyne.TextAlignCenter).Lines(2),
		obs: kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter), hint: kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter).Lines(2),
		open: kit.NewPress(kit.Main, r.askOpen).Tall(), template: kit.NewPress(kit.Plain, r.askTemplate).Sized(theme.Strong).Tall(), demo: kit.NewPress(kit.Plain, r.demo).Sized(theme.Strong).Tall(),
		connect: kit.NewPress(kit.Plain, r.askConnect).Sized(theme.Strong).Tall(),
	}
	kit.Show(w.open, r.cfg.Open != nil)
	kit.Show(w.template, r.cfg.Templates != nil)
	kit.Show(w.demo, r.cfg.Demo != nil)
	kit.Show(w.connect, r.cfg.Connect != nil)
	column := kit.Down(14, w.title, w.lead, kit.Pad(6, kit.Down(0)), w.open, w.template, w.demo, w.connect, kit.Pad(2, kit.Down(0)), w.obs, w.hint)
	w.box = container.NewCenter(kit.Wide(620, column))
	return w
}

func (v *welcome) show(s runsheet.State, now runsheet.Moment, w assets.Words) {
	v.title.Set(w.Say("desktop.welcome"))
	v.lead.Set(w.Say("desktop.welcome.lead"))
	v.open.Label(w.Say("desktop.open"), v.key(actOpen))
	v.template.Label(w.Say("desktop.template.do"), v.key(actTemplate))
	v.demo.Label(w.Say("desktop.demo"), v.key(actDemo))
	v.connect.Label(w.Say("desktop.connect"), v.key(actConnect))
	link := linkOf(s, now, w)
	v.obs.Paint(link.text, link.token)
	v.hint.Set(w.Say("desktop.welcome.drop"))
}
