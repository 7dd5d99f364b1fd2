package desktop

import (
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// dialog is a question in front of the room. Enter answers it and Escape leaves it; Space does neither.
type dialog struct {
	popup *widget.PopUp
	count *kit.Line // what is on air goes on behind the dialog: its countdown
	no    *kit.Press
	yes   *kit.Press // nil where there is nothing to confirm
	left  func()     // called when it is gone, nil for nothing
	back  func()     // where a person who leaves it goes, but nobody for whom another takes its place; nil for nowhere
	turn  func(int)  // goes to another answer, nil where there is one
	more  func()     // asks for the details, nil where there are none
	side  func(int)  // goes to what stands beside, nil where nothing does
}

// ask opens a dialog with a body and, where yes is not empty, a button to confirm. The one before it is left.
func (r *Room) ask(title string, body fyne.CanvasObject, yes string, weight kit.Weight, then func()) *dialog {
	r.shut()
	r.tips.Leave()
	w := r.words
	d := &dialog{count: kit.NewBold(theme.Heading, theme.Ink).Align(fyne.TextAlignTrailing).Least(140)}
	no := kit.NewPress(kit.Plain, r.dismiss).Label(w.Say("desktop.cancel"), w.Say("desktop.key.escape"))
	d.no = no
	buttons := kit.Across(10, kit.Gap(), no)
	if yes == "" {
		no.Label(w.Say("desktop.close"), w.Say("desktop.key.escape"))
	} else {
		d.yes = kit.NewPress(weight, func() { r.shut(); then() }).Sized(theme.Text).Label(yes, w.Say("desktop.key.enter"))
		buttons.Add(d.yes)
	}
	heading := kit.NewBold(theme.Heading, theme.Ink).Whole()
	heading.Set(title)
	content := container.NewBorder(container.NewBorder(nil, nil, heading, nil, d.count), buttons, nil, nil, kit.Pad(8, body))
	d.popup = widget.NewModalPopUp(kit.NewSurface(theme.Panel, theme.Focus, 18, content).Box, r.window.Canvas())
	r.dialog = d
	r.unfocus()
	d.follow(r.air.shown)
	d.popup.Show()
	return d
}

// follow shows the countdown of what is on air, which the dialog may well hide.
func (d *dialog) follow(v airView) {
	text := ""
	if v.timing != "" {
		text = "▶ " + v.count.text
	}
	d.count.Paint(text, v.count.token)
}

// settled says that there is nothing to cancel in a dialog: what was done in it is done.
func (d *dialog) settled(w assets.Words) {
	d.no.Label(w.Say("desktop.close"), w.Say("desktop.key.escape"))
}

// shut leaves the dialog that is open.
func (r *Room) shut() {
	if d := r.dialog; d != nil {
		d.popup.Hide()
		r.dialog = nil
		if d.left != nil {
			d.left()
		}
	}
}

// dismiss is how a person leaves the dialog that is open.
func (r *Room) dismiss() {
	d := r.dialog
	r.shut()
	if d != nil && d.back != nil {
		d.back()
	}
}

// confirm answers the dialog that is open.
func (r *Room) confirm() {
	if r.dialog != nil && r.dialog.yes != nil {
		r.dialog.yes.Tapped(nil)
	}
}

// escape closes what is open, else gives up what takes long, else gives the keyboard back to the run sheet. It never stops the show.
func (r *Room) escape() {
	if r.dialog != nil {
		r.dismiss()
		return
	}
	if overlays := r.window.Canvas().Overlays(); overlays.Top() != nil {
		overlays.Remove(overlays.Top()) // hiding it would leave it there, invisible and deaf
		return
	}
	if r.giveUpTask() || r.panel == questionPanel && r.questions.calm() {
		return
	}
	if r.panel == sheetPanel && r.editor.on {
		r.stopEditing()
	}
	r.focus(sheetPanel)
}

// paragraph is text that wraps at a width.
func paragraph(text string, width float32) fyne.CanvasObject {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	return kit.Wide(width, label)
}

func (r *Room) askBack() {
	on := r.state.OnAirSlot()
	if on == "" {
		r.complain(&runsheet.Refusal{Reason: runsheet.NothingOnAir})
		return
	}
	w := r.words
	r.ask(w.Say("desktop.ask.back"), paragraph(w.Say("desktop.ask.back.body", "slot", slotName(r.state, on)), 460),
		w.Say("desktop.back"), kit.Urgent, func() { r.send(runsheet.Back{From: on}) })
}

// askEnd asks before the last slot leaves the air; with something on standby there is nothing to end.
func (r *Room) askEnd() {
	on := r.state.OnAirSlot()
	if on == "" || r.state.Standby != "" || !r.goAt.IsZero() && r.cfg.Desk.Now().Since(r.goAt) < goGuard {
		return
	}
	w := r.words
	r.ask(w.Say("desktop.ask.end"), paragraph(w.Say("desktop.ask.end.body"), 460),
		w.Say("desktop.finish"), kit.Urgent, func() { r.send(runsheet.End{From: on}) })
}

// askClose closes the window, and asks first while something is on air.
func (r *Room) askClose() {
	if r.locked {
		r.complain(errDeskLocked)
		return
	}
	if r.state.OnAirSlot() == "" {
		r.left()
		return
	}
	w := r.words
	r.ask(w.Say("desktop.ask.close"), paragraph(w.Say("desktop.ask.close.body"), 460), w.Say("desktop.quit"), kit.Urgent, r.left)
}

// left is called when a person has closed the window.
func (r *Room) left() {
	r.leave = true
	r.close()
}

func (r *Room) close() {
	window := r.window
	r.tips.Leave()
	r.remember()
	for len(r.seconds) > 0 {
		r.closeSecond(r.seconds[0])
	}
	r.window = nil
	if r.cfg.Window == nil {
		window.SetCloseIntercept(nil)
		window.Close()
	}
	if r.leave && r.cfg.OnClose != nil {
		r.cfg.OnClose()
	}
}

// remember keeps how the windows stand, for the next evening and for a start after a crash.
func (r *Room) remember() {
	if r.cfg.Remember != nil {
		size := r.window.Canvas().Size()
		r.cfg.Remember(Window{Width: size.Width, Height: size.Height, Left: r.middle.Offset, Right: r.side.Offset,
			Pane: string(r.pane), Second: r.places(), Relative: r.relative})
	}
}

// about says what this program is.
func (r *Room) about() {
	mark := canvas.NewImageFromResource(fyne.NewStaticResource("icon.png", assets.Icon))
	mark.FillMode = canvas.ImageFillContain
	mark.SetMinSize(fyne.NewSize(96, 96))
	text := paragraph(r.words.Say("desktop.about.body", "version", r.cfg.Version), 380)
	r.ask("Régie", kit.Across(12, container.NewCenter(mark), text), "", kit.Plain, nil)
}

// ErrSameOBS: the spare OBS is the one that is driven already.
var ErrSameOBS = errors.New("the spare OBS is the main one")

// whereabouts is where an OBS is, as it is typed.
type whereabouts struct {
	address, password *kit.Field
	was               string // the address before
}

func newWhereabouts(now func() string) whereabouts {
	p := whereabouts{address: kit.NewField(), password: kit.NewField()}
	if now != nil {
		p.was = now()
	}
	p.address.SetText(p.was)
	p.address.SetPlaceHolder("localhost:4455")
	p.password.Password = true
	return p
}

// connect goes there, unless that would only break a link that stands.
func (p whereabouts) connect(stands bool, to func(address, password string) error) func() error {
	address, password := strings.TrimSpace(p.address.Text), p.password.Text
	if address == p.was && password == "" && (stands || address == "") {
		return func() error { return nil }
	}
	return func() error { return to(address, password) }
}

// askConnect asks where OBS is, and where the spare one is.
func (r *Room) askConnect() {
	if r.cfg.Connect == nil {
		return
	}
	w := r.words
	const width = 480
	label := func(key string) fyne.CanvasObject {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(w.Say(key))
		return line
	}
	main, spare := newWhereabouts(r.cfg.Target), newWhereabouts(r.cfg.Spare)
	fields := []*kit.Field{main.address, main.password}
	body := kit.Down(6, paragraph(w.Say("desktop.connect.body"), width), label("desktop.connect.address"), main.address,
		label("desktop.connect.password"), main.password)
	if r.cfg.ConnectSpare != nil {
		fields = append(fields, spare.address, spare.password)
		body.Add(label("desktop.connect.spare"))
		body.Add(paragraph(w.Say("desktop.connect.spare.body"), width))
		body.Add(spare.address)
		body.Add(label("desktop.connect.password"))
		body.Add(spare.password)
	}
	d := r.ask(w.Say("desktop.connect"), body, w.Say("desktop.connect.do"), kit.Main, func() {
		first := main.connect(r.state.OBS.Link == runsheet.LinkReady, r.cfg.Connect)
		second := spare.connect(r.state.Spare.Link == runsheet.LinkReady, r.cfg.ConnectSpare)
		r.aside(func() error { return errors.Join(first(), second()) })
	})
	for _, f := range fields {
		f.OnEscape = r.shut
		f.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	}
	first := main.address
	switch runsheet.LinkRefused { // it is the password that is asked for
	case r.state.OBS.Link:
		first = main.password
	case r.state.Spare.Link:
		first = spare.password
	}
	r.window.Canvas().Focus(first)
	first.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (r *Room) demo() {
	if r.cfg.Demo != nil {
		r.tried = true
		if r.steps != nil {
			r.steps.follow(r.state)
		}
		r.aside(r.cfg.Demo)
	}
}
