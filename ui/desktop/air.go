package desktop

import (
	"image"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// airView is the card of what is on air.
type airView struct {
	badge      tinted // on the badge's ground
	title      string
	people     string
	count      tinted
	state      tinted // the word that goes with the countdown's colour
	share      float32
	bar        theme.Token
	timing     string
	points     string
	edge       theme.Token
	held       bool
	holdBanner string
	holdCount  string
}

func airOf(s runsheet.State, c runsheet.Clock, w assets.Words) airView {
	slot, on := s.Show.Slot(s.OnAirSlot())
	if !on && !c.OnAir {
		return idleAir(s, c, w)
	}
	loc := s.Show.Location()
	pass, _ := s.OnAir()
	v := airView{
		badge:  tinted{w.Say("desktop.on-air"), theme.OnAir},
		title:  slotName(s, pass.Slot),
		people: strings.Join(slot.People, ", "),
		count:  tinted{countdown(c.Left), theme.Ink},
		state:  tinted{leftOf(c, w), theme.Dim},
		bar:    theme.Ready,
		points: slot.TalkingPoints,
		edge:   theme.OnAir,
	}
	if s.Run.Rehearsing() { // nobody may take it for the live
		v.badge, v.edge = tinted{w.Say("desktop.mode.rehearsal"), theme.Warn}, theme.Warn
	}
	if slot.Scene != "" {
		v.people = join(" · ", v.people, w.Say("desktop.scene", "scene", slot.Scene))
	}
	switch {
	case c.Length <= 0:
		v.count.text, v.state.text = digits(c.Elapsed), w.Say("desktop.elapsed")
	case c.Over:
		v.count.token, v.state, v.bar = theme.OnAir, tinted{w.Say("desktop.over"), theme.OnAir}, theme.OnAir
	case c.Phase == runsheet.InDanger:
		v.count.token, v.state, v.bar = theme.OnAir, tinted{w.Say("desktop.danger"), theme.OnAir}, theme.OnAir
	case c.Phase == runsheet.InWarning && c.Left > time.Minute:
		v.count.token, v.state, v.bar = theme.Warn, tinted{w.Say("desktop.warning"), theme.Warn}, theme.Warn
	case c.Phase == runsheet.InWarning, c.Left <= time.Minute && c.Phase == runsheet.Calm:
		v.count.token, v.state, v.bar = theme.Warn, tinted{w.Say("desktop.last-minute"), theme.Warn}, theme.Warn
	}
	if c.Length > 0 {
		v.share = float32(c.Elapsed.Truncate(time.Second)) / float32(c.Length) // with the digits: what moves between them costs a frame each time
	}
	v.timing = w.Say("desktop.began", "at", clockTime(c.Started, loc))
	if slot.Length > 0 {
		v.timing = join(" · ", w.Say("desktop.planned", "d", span(slot.Length)), v.timing)
	}
	if c.Length > 0 && !c.Held { // held, it moves on with the clock
		v.timing = join(" ", v.timing, w.Say("desktop.counts-to", "at", clockTime(c.Now.Add(c.Left), loc)))
	}
	if pass.Added != 0 {
		v.timing = join(" · ", v.timing, w.Say("desktop.added", "d", signed(pass.Added)))
	}
	if pass.Speaker != 0 {
		v.timing = join(" · ", v.timing, w.Say("desktop.speaker.added", "d", signed(pass.Speaker)))
	}
	if !c.GroupEnd.IsZero() {
		v.timing = join(" · ", v.timing, w.Say("desktop.group", "group", slot.Group, "at", clockTime(c.GroupEnd, loc)))
		if !c.GroupBy.IsZero() {
			v.timing = join(" ", v.timing, w.Say("desktop.group.by", "at", clockTime(c.GroupBy, loc)))
		}
	}
	if slot.AtEnd != runsheet.DoNothing {
		v.timing = join(" · ", v.timing, w.Say("desktop.ends."+string(slot.AtEnd)))
	}
	if pass.Estimated {
		v.timing = join(" · ", v.timing, w.Say("desktop.estimated"))
	}
	if c.Held {
		v.held, v.edge, v.count.token = true, theme.Warn, theme.Dim
		v.holdBanner, v.holdCount = w.Say("desktop.hold.banner"), digits(c.HeldFor)
		v.state = tinted{w.Say("desktop.hold.frozen"), theme.Warn}
		v.points = "" // nobody speaks from them now, and the banner needs the room
	}
	return v
}

// idleAir is the card while nothing is on air: what GO would begin, and when that is planned.
func idleAir(s runsheet.State, c runsheet.Clock, w assets.Words) airView {
	v := airView{badge: tinted{w.Say("desktop.off-air"), theme.Faint}, edge: theme.Edge, bar: theme.Ready}
	if s.Mode == runsheet.ClosedMode {
		v.title = w.Say("desktop.closed")
		v.points = w.Say("desktop.closed.hint")
		return v
	}
	v.title = w.Say("desktop.prepared")
	v.people = w.Say("desktop.prepared.hint")
	if slot, ok := s.Show.Slot(s.Standby); ok && !slot.Start.IsZero() {
		v.count = tinted{w.Say("desktop.at", "at", clockTime(slot.Start, s.Show.Location())), theme.Dim}
		v.state = tinted{w.Say("desktop.planned-start"), theme.Dim}
		if c.Late >= lateFrom {
			v.state = tinted{w.Say("desktop.start-passed", "d", digits(c.Late)), theme.Warn}
		}
	}
	return v
}

// join puts a separator between the parts that are not empty.
func join(separator string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, separator)
}

// air is the card of what is on air: the biggest thing in the room.
type air struct {
	*kit.Surface
	badge                 *kit.Badge
	title, people, timing *kit.Line
	count                 *kit.Fit
	state                 *kit.Line
	bar                   *kit.Bar
	points                *widget.Label
	pointsBox             *container.Scroll
	hold                  *kit.Surface
	holdBox               *fyne.Container // the banner, off the title above it
	holdWord, holdCount   *kit.Line
	shown                 airView
}

func newAir() *air {
	a := &air{
		badge: kit.NewBadge(theme.Text), title: kit.NewBold(theme.Heading, theme.Ink).Lines(2).Snug(), people: kit.NewLine(theme.Text, theme.Dim),
		timing: kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter).Lines(2).Snug(), count: kit.NewFit(fyne.NewSize(120, readable), 230),
		state: kit.NewBold(theme.Strong, theme.Dim).Align(fyne.TextAlignCenter), bar: kit.NewBar(), points: widget.NewLabel(""),
		holdWord: kit.NewBold(holdSize, theme.OnLight), holdCount: kit.NewBold(holdSize, theme.OnLight).Whole(),
	}
	a.points.Wrapping = fyne.TextWrapWord
	a.pointsBox = container.NewVScroll(a.points)
	a.hold = kit.NewSurface(theme.Warn, theme.Warn, 10, container.NewBorder(nil, nil, nil, a.holdCount, a.holdWord))
	a.holdBox = container.New(layout.NewCustomPaddedLayout(theme.Gap, 0, 0, 0), a.hold.Box)
	a.holdBox.Hide()
	top := kit.Down(3, kit.Lead(a.badge, a.people), a.title, a.holdBox)
	foot := kit.Down(5, a.state, a.bar, a.timing)
	card := container.New(&airLayout{points: a.points}, top, a.count, foot, a.pointsBox)
	a.Surface = kit.NewSurface(theme.Panel, theme.Edge, theme.Inset, card)
	return a
}

// holdSize is the height of the letters of the banner that asks to fill.
const holdSize = 27

// airLayout sets what is on air from the top down: its name, the countdown, its state, the talking points. The points
// get the room that they need, but never more than a quarter and nothing that makes the countdown small; all the rest is
// the countdown's.
type airLayout struct{ points fyne.CanvasObject }

func (l *airLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects[:len(objects)-1] { // the points come last, and take what is left
		if o.Visible() {
			least := o.MinSize()
			size = fyne.NewSize(max(size.Width, least.Width), size.Height+least.Height+airGap)
		}
	}
	return size
}

// readable is the height below which a countdown is not read from across the desk, pointsLeast that of one line.
const (
	airGap      = 4
	readable    = 96
	pointsLeast = 28
)

func (l *airLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if len(objects) != 4 {
		return
	}
	top, count, foot, points := objects[0], objects[1], objects[2], objects[3]
	head, feet, words := top.MinSize().Height, foot.MinSize().Height, float32(0)
	if points.Visible() {
		room := size.Height - head - feet - 3*airGap - readable
		if words = min(l.points.MinSize().Height, max(size.Height/4, pointsLeast), room) + airGap; words < pointsLeast {
			words = 0 // half a line is none
		}
	}
	y := float32(0)
	set := func(o fyne.CanvasObject, height float32) {
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, height))
		y += height + airGap
	}
	set(top, head)
	set(count, max(size.Height-head-feet-words-2*airGap, 0))
	set(foot, feet)
	set(points, max(words-airGap, 0))
}

func (a *air) show(v airView) {
	if v == a.shown {
		return
	}
	a.shown = v
	a.badge.Paint(v.badge.text, v.badge.token, theme.OnLight)
	a.title.Set(v.title)
	a.people.Set(v.people)
	a.count.Paint(v.count.text, v.count.token)
	a.state.Paint(v.state.text, v.state.token)
	a.bar.Paint(v.share, v.bar)
	kit.Show(a.bar, v.timing != "")
	a.timing.Set(v.timing)
	if a.points.Text != v.points {
		a.points.SetText(v.points)
		a.pointsBox.ScrollToTop()
	}
	kit.Show(a.pointsBox, v.points != "")
	a.holdWord.Set(v.holdBanner)
	a.holdCount.Set(v.holdCount)
	kit.Show(a.holdBox, v.held)
	stroke := float32(1)
	if v.edge != theme.Edge {
		stroke = 2
	}
	a.Paint(theme.Panel, v.edge, stroke)
}

// nextView is the card of what GO will take, and the buttons of the show.
type nextView struct {
	badge, detail tinted
	title, notes  string
	some          bool
	onAir, held   bool
	canEnd        bool
}

func nextOf(s runsheet.State, rows []runsheet.Row, w assets.Words) nextView {
	v := nextView{onAir: s.OnAirSlot() != "", held: s.Held()}
	slot, ok := s.Show.Slot(s.Standby)
	if !ok {
		v.badge = tinted{w.Say("desktop.standby.none"), theme.Faint}
		v.title, v.canEnd = w.Say("desktop.standby.nothing"), v.onAir
		return v
	}
	v.some = true
	v.badge = tinted{w.Say("desktop.standby"), theme.Ready}
	v.title, v.notes = slotName(s, slot.ID), slot.Notes
	expected := ""
	if i := s.Show.Index(slot.ID); i >= 0 && i < len(rows) && v.onAir {
		expected = w.Say("desktop.expected", "at", clockTime(rows[i].Start, s.Show.Location()))
	}
	scene := ""
	if slot.Scene != "" {
		scene = w.Say("desktop.scene", "scene", slot.Scene)
	}
	people := strings.Join(slot.People, ", ")
	if absent(s, slot.Scene) {
		v.detail = tinted{join(" · ", w.Say("desktop.standby.absent", "scene", slot.Scene), expected, span(slot.Length), people), theme.Warn}
		return v
	}
	v.detail = tinted{join(" · ", expected, span(slot.Length), scene, people), theme.Dim}
	return v
}

// absent says that the OBS that is there has no such scene: another collection was loaded, or the scene has another name.
func absent(s runsheet.State, scene string) bool {
	h := s.Signals.Health
	return scene != "" && s.OBS.Link == runsheet.LinkReady && h != nil && len(h.Scenes) > 0 && !slices.Contains(h.Scenes, scene)
}

// next is the card of what is on standby, with the buttons of the show under it.
type next struct {
	box                          fyne.CanvasObject
	card                         *kit.Surface
	badge                        *kit.Badge
	title, detail, notes         *kit.Line
	gone, back, hold, less, more *kit.Press
	end                          *kit.Press
	sight                        *canvas.Image // the scene that GO would take
	body                         *fyne.Container
	shown                        nextView
	key                          func(action) string
}

func newNext(act func(action), key func(action) string) *next {
	do := func(a action) func() { return func() { act(a) } }
	n := &next{key: key,
		badge: kit.NewBadge(theme.Text), title: kit.NewBold(theme.Heading-2, theme.Ink), detail: kit.NewLine(theme.Text, theme.Dim),
		notes: kit.NewLine(theme.Text, theme.Dim).Lines(2).Snug(),
		gone:  kit.NewPress(kit.Main, do(actGo)).Guard(goGuard).Sized(theme.Display).Tall(),
		back:  kit.NewPress(kit.Quiet, do(actBack)), hold: kit.NewPress(kit.Plain, do(actHold)),
		less: kit.NewPress(kit.Plain, do(actLess)), more: kit.NewPress(kit.Plain, do(actMore)), end: kit.NewPress(kit.Plain, do(actEnd)).Sized(theme.Display).Tall(),
	}
	top := kit.Lead(n.badge, n.title)
	n.sight = canvas.NewImageFromImage(nil)
	n.sight.FillMode, n.sight.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	n.sight.SetMinSize(fyne.NewSize(sightWidth, sightWidth*9/16))
	n.sight.Hide()
	n.body = container.NewBorder(nil, nil, nil, n.sight, kit.Down(3, top, n.detail, n.notes))
	n.card = kit.NewSurface(theme.Panel, theme.Edge, theme.Inset, n.body)
	n.box = kit.Down(theme.Gap, n.card.Box,
		kit.Share(theme.Gap, n.hold, n.less, n.more, n.back),
		container.NewStack(n.gone, n.end))
	return n
}

// sightWidth is that of the picture of the scene ahead: no higher than the card is without it.
const sightWidth = 112

// see shows a picture of the scene that GO would take, nil for none.
func (n *next) see(picture image.Image) {
	if n.sight.Image == picture {
		return
	}
	n.sight.Image = picture
	if shown := picture != nil; shown != n.sight.Visible() {
		kit.Show(n.sight, shown)
		n.body.Refresh() // the words have another width now
	}
	n.sight.Refresh()
}

// goGuard is longer than the keyboard's: the second click of a double click must not take the slot after.
const goGuard = 500 * time.Millisecond

func (n *next) show(v nextView, w assets.Words) {
	n.gone.Label(w.Say("desktop.go"), n.key(actGo))
	n.back.Label(w.Say("desktop.back"), n.key(actBack))
	n.less.Label(w.Say("desktop.less"), n.key(actLess))
	n.more.Label(w.Say("desktop.more"), n.key(actMore))
	n.end.Label(w.Say("desktop.finish"), n.key(actEnd))
	if v.held {
		n.hold.Label(w.Say("desktop.resume"), n.key(actHold))
	} else {
		n.hold.Label(w.Say("desktop.hold"), n.key(actHold))
	}
	n.hold.Switch(v.held)
	if v == n.shown {
		return
	}
	n.shown = v
	n.badge.Paint(v.badge.text, v.badge.token, theme.OnLight)
	n.title.Set(v.title)
	n.detail.Paint(v.detail.text, v.detail.token)
	n.notes.Set(v.notes)
	edge := theme.Edge
	if v.some {
		edge = theme.Ready
	}
	n.card.Paint(theme.Panel, edge, 1)
	n.gone.Enable(v.some)
	kit.Show(n.gone, !v.canEnd)
	kit.Show(n.end, v.canEnd)
	n.back.Enable(v.onAir)
	n.hold.Enable(v.onAir)
	n.less.Enable(v.onAir)
	n.more.Enable(v.onAir)
}

// leftOf says of what something is left: of the slot, or of the media that ends it.
func leftOf(c runsheet.Clock, w assets.Words) string {
	if c.Media != "" {
		return w.Say("desktop.left.media", "media", c.Media)
	}
	return w.Say("desktop.left")
}
