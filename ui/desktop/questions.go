package desktop

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// questionView is one line of a queue.
type questionView struct {
	sign     tinted
	text     string
	meta     string
	gone     bool
	selected bool
	chosen   bool // one of several
	keyboard bool // the keys act on the selection now
}

var statusSigns = map[runsheet.Status]tinted{
	runsheet.Incoming: {"●", theme.Focus}, runsheet.Quarantined: {"⚠", theme.Warn}, runsheet.Approved: {"✓", theme.Ready},
	runsheet.NextUp: {"◎", theme.Ready}, runsheet.OnAirNow: {"▶", theme.OnAir}, runsheet.Answered: {"✓", theme.Dim},
	runsheet.Rejected: {"✕", theme.Dim}, runsheet.Merged: {"=", theme.Dim}, runsheet.Archived: {"▪", theme.Dim},
}

func questionOf(s runsheet.State, q runsheet.Question, gone bool, w assets.Words) questionView {
	v := questionView{sign: statusSigns[q.Status], text: q.Text, gone: gone}
	copies, why := "", ""
	if q.Copies > 0 {
		copies = w.Say("desktop.copies", "n", q.Copies+1)
	}
	if q.Why != "" && (q.Status == runsheet.Incoming || q.Status == runsheet.Quarantined) {
		like := ""
		if first, ok := s.Questions.Get(q.Like); ok {
			like = quote(first.Text, 36, w)
		}
		why = w.Say("desktop.why."+string(q.Why), "like", like)
		if v.sign.text == "●" {
			v.sign = tinted{"≈", theme.Warn}
		}
	}
	v.meta = join(" · ", clockTime(q.Asked.Wall, s.Show.Location()), handlingOf(s, q, w), copies, why)
	if gone {
		v.meta = join(" · ", w.Say("desktop.status."+string(q.Status)), v.meta)
	}
	return v
}

// pinned are the questions that stand above the lists: the one on air and the one that comes next.
type pinned struct {
	air, next   runsheet.QuestionID
	airText     string
	nextText    string
	count       map[tab]int
	selected    runsheet.Question
	hasSelected bool
	// airs is what S would put on air.
	airs runsheet.QuestionID
}

func pinnedOf(s runsheet.State, selected runsheet.QuestionID, w assets.Words) pinned {
	p := pinned{count: map[tab]int{}}
	more := 0
	for q := range s.Questions.All() {
		switch {
		case q.Status == runsheet.OnAirNow:
			p.air, p.airText = q.ID, q.Text
		case q.Status == runsheet.NextUp && p.next == "":
			p.next, p.nextText = q.ID, q.Text
		case q.Status == runsheet.NextUp:
			more++
		default:
			p.count[inTab(q)]++
		}
		if q.ID == selected {
			p.selected, p.hasSelected = q, true
		}
	}
	if more > 0 {
		p.nextText = join("  ", w.Say("desktop.next.more", "n", more), p.nextText)
	}
	p.airs = p.next
	if p.hasSelected && p.selected.Status == runsheet.Approved {
		p.airs = selected
	}
	return p
}

// questions is the panel in which the audience's questions are read, chosen and put on air.
type questions struct {
	*kit.Surface
	title      *kit.Line
	moderation *kit.Press
	trouble    *kit.Line
	aside      *kit.Surface
	asideText  *kit.Line
	rejectAll  *kit.Press
	seeAside   *kit.Press
	airCard    *pinnedCard
	nextCard   *pinnedCard
	tabs       map[tab]*kit.Press
	list       *kit.List
	empty      *kit.Line
	detail     *widget.Label
	detailBox  *container.Scroll
	meta       *kit.Line
	whole      *kit.Surface
	find       *kit.Field
	found      *kit.Line
	finding    fyne.CanvasObject
	several    *kit.Surface
	chosenText *kit.Line
	join, assign,
	approve, reject, forward,
	onAir, undo *kit.Press

	queue queue
	now   pinned
	state runsheet.State
	at    runsheet.Moment
	words assets.Words
	shown sheetKey
	keys  bool // the panel has the keyboard
	key   func(action) string
}

func newQuestions(keys kit.Keyboard, act func(action), key func(action) string, focus func()) *questions {
	do := func(a action) func() { return func() { act(a) } }
	q := &questions{key: key,
		title: kit.NewBold(theme.Text, theme.Dim), moderation: kit.NewPress(kit.Quiet, do(actModeration)).Sized(theme.Caption),
		airCard:  newPinnedCard(kit.NewPress(kit.Plain, do(actDone))),
		nextCard: newPinnedCard(kit.NewPress(kit.Plain, do(actOnAir))),
		tabs:     map[tab]*kit.Press{}, empty: kit.NewLine(theme.Text, theme.Dim).Align(fyne.TextAlignCenter).Lines(2),
		detail: widget.NewLabel(""), meta: kit.NewLine(theme.Caption, theme.Dim),
		approve: kit.NewPress(kit.Plain, do(actApprove)), reject: kit.NewPress(kit.Plain, do(actReject)),
		forward: kit.NewPress(kit.Plain, do(actNext)), onAir: kit.NewPress(kit.Plain, do(actOnAir)), undo: kit.NewPress(kit.Quiet, do(actUndo)),
		queue: queue{tab: toRead},
	}
	tabRow := kit.Share(4)
	for _, t := range tabs {
		q.tabs[t] = kit.NewPress(kit.Quiet, func() { q.turn(t); focus() }).Sized(theme.Caption + 1)
		tabRow.Add(q.tabs[t])
	}
	q.list = kit.NewList(keys, func() int { return len(q.queue.rows) }, func() kit.Row { return newQuestionRow(q) })
	q.list.OnFocus = focus
	q.list.OnTap = func(i int) { q.queue.pick(q.queue.rows[i].id, shiftHeld()); q.redraw() }
	q.detail.Wrapping = fyne.TextWrapWord
	q.detailBox = container.NewVScroll(q.detail)
	q.detailBox.SetMinSize(fyne.NewSize(50, 64))

	q.trouble = kit.NewBold(theme.Text, theme.Warn).Lines(2).Snug()
	q.asideText = kit.NewLine(theme.Caption+1, theme.Warn).Lines(2).Middle()
	q.rejectAll = kit.NewPress(kit.Plain, do(actRejectBurst)).Sized(theme.Caption + 1)
	q.seeAside = kit.NewPress(kit.Quiet, func() { q.turn(quarantine); focus() }).Sized(theme.Caption + 1)
	q.aside = kit.NewSurface(theme.Ground, theme.Warn, 6,
		container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(q.seeAside, q.rejectAll)), q.asideText))
	top := kit.Down(theme.Gap, container.NewBorder(nil, nil, nil, q.moderation, q.title), q.trouble, q.aside.Box, q.airCard.box, q.nextCard.box, q.newFinding(focus), tabRow)
	q.whole = kit.NewSurface(theme.Ground, theme.Edge, 6, kit.Down(2, q.meta, q.detailBox))
	bottom := kit.Down(theme.Gap, q.whole.Box, q.newSeveral(do),
		kit.Share(theme.Gap, q.approve, q.reject), kit.Share(theme.Gap, q.forward, q.onAir, q.undo))
	q.Surface = kit.NewSurface(theme.Panel, theme.Edge, 8,
		container.NewBorder(top, bottom, nil, nil, container.NewStack(q.list, container.NewCenter(container.NewGridWrap(fyne.NewSize(260, 44), q.empty)))))
	return q
}

// waiting is how many questions wait to be read, for the tab that shows while the panel does not; empty for none.
func (q *questions) waiting() string {
	if n := q.now.count[toRead]; n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

// turn shows another list.
func (q *questions) turn(to tab) {
	q.queue.turn(to)
	q.shown = sheetKey{}
	q.list.ScrollToTop()
}

// turnBy shows the list some tabs to the right, or to the left.
func (q *questions) turnBy(by int) {
	there := tabs
	if q.now.count[quarantine] > 0 {
		there = append(slices.Clone(tabs), quarantine)
	}
	if i := slices.Index(there, q.queue.tab) + by; i >= 0 && i < len(there) {
		q.turn(there[i])
	}
}

// move takes the selection up or down and keeps it in sight.
func (q *questions) move(by int) {
	q.queue.move(by)
	q.redraw()
	if i := q.queue.index(q.queue.selected); i >= 0 {
		q.list.ScrollTo(i)
	}
}

// step goes on to the next question, after the selected one was dealt with.
func (q *questions) step() {
	q.queue.step()
	q.redraw()
}

func (q *questions) show(s runsheet.State, now runsheet.Moment, w assets.Words, focused bool) {
	key := sheetKey{s.Seq, now.Wall.Unix(), w.Say("desktop.lang")}
	if key == q.shown && focused == q.keys {
		return
	}
	q.shown, q.state, q.at, q.words, q.keys = key, s, now, w, focused
	q.follow()
}

// follow brings the list up to the state.
func (q *questions) follow() {
	before := len(q.queue.rows)
	q.queue.follow(q.state, q.at, q.list.Hovered())
	if q.queue.tab == quarantine && len(q.queue.rows) == 0 && len(q.queue.sought) == 0 { // its box goes, and nothing would lead away from it
		q.queue.turn(toRead)
		q.queue.follow(q.state, q.at, false)
	}
	if len(q.queue.rows) != before {
		q.list.Refresh()
	}
	q.redraw()
}

// redraw shows the present list and the selected question.
func (q *questions) redraw() {
	s, w := q.state, q.words
	q.now = pinnedOf(s, q.queue.selected, w)
	q.list.EachRow(func(r kit.Row) { r.(*questionRow).draw() })
	paintFocus(q.Surface, q.keys)
	oldest := ""
	if wait := s.Tally(q.at).Oldest; wait >= time.Minute {
		oldest = w.Say("desktop.oldest", "n", int(wait/time.Minute))
	}
	q.title.Set(join(" · ", w.Say("desktop.questions"), oldest))
	q.moderation.Label(w.Say("desktop.moderation."+string(s.Moderation)), q.key(actModeration))
	q.moderation.Switch(s.Moderation != runsheet.Active)
	trouble := join("   ", restrictionOf(s.Restriction, w), troubles(s, q.at, w))
	q.trouble.Set(trouble)
	kit.Show(q.trouble, trouble != "")
	tally := s.Tally(q.at)
	q.asideText.Set(w.Say("desktop.aside", "n", tally.Burst))
	q.rejectAll.Label(w.Say("desktop.aside.reject"), q.key(actRejectBurst))
	kit.Show(q.aside.Box, tally.Burst > 0)
	q.seeAside.Label(w.Say("desktop.aside.see"), "")
	q.seeAside.Weigh(weightOf(q.queue.tab == quarantine))
	for _, t := range tabs {
		q.tabs[t].Label(w.Say("desktop.tab."+string(t), "n", q.now.count[t]), "")
		q.tabs[t].Weigh(weightOf(t == q.queue.tab))
	}
	q.airCard.show(tinted{w.Say("desktop.question.air"), theme.OnAir}, q.now.airText, w.Say("desktop.question.none-on-air"), q.now.air != "")
	q.airCard.button.Label(w.Say("desktop.question.done"), q.key(actDone))
	q.nextCard.show(tinted{w.Say("desktop.question.next"), theme.Ready}, q.now.nextText, w.Say("desktop.question.none-next"), q.now.next != "")
	airsNext := q.now.airs != "" && q.now.airs == q.now.next
	q.nextCard.button.Label(w.Say("desktop.question.on-air"), q.key(actOnAir))
	kit.Show(q.nextCard.button, airsNext)

	one := q.now.selected
	text, meta := "", ""
	if q.now.hasSelected {
		v := questionOf(s, one, false, w)
		text, meta = one.Text, join(" · ", w.Say("desktop.status."+string(one.Status)), v.meta)
	}
	if q.detail.Text != text {
		q.detail.SetText(text)
		q.detailBox.ScrollToTop()
	}
	q.meta.Set(meta)
	// A text that its row shows in full is not shown twice; the list grows at its foot and its rows stay where they are.
	kit.Show(q.whole.Box, utf8.RuneCountInString(text) > rowHolds)
	q.empty.Set(w.Say("desktop.empty." + string(q.queue.tab)))
	kit.Show(q.empty, len(q.queue.rows) == 0)
	q.approve.Label(w.Say("desktop.question.approve"), q.key(actApprove)).Enable(may(one, runsheet.Incoming, runsheet.Quarantined, runsheet.Rejected))
	q.reject.Label(w.Say("desktop.question.reject"), q.key(actReject)).Enable(may(one, runsheet.Incoming, runsheet.Quarantined, runsheet.Approved))
	q.forward.Label(w.Say("desktop.question.forward"), q.key(actNext)).Enable(may(one, runsheet.Approved))
	q.onAir.Label(w.Say("desktop.question.on-air"), q.key(actOnAir)).Enable(may(one, runsheet.Approved))
	q.undo.Label(w.Say("desktop.question.undo"), q.key(actUndo))
	q.redrawSeveral()
}

// weightOf is how heavy a list's button is.
func weightOf(shown bool) kit.Weight {
	if shown {
		return kit.Plain
	}
	return kit.Quiet
}

// rowHolds is how many letters a row surely shows in its two lines.
const rowHolds = 70

// may says whether a question stands in one of some statuses.
func may(q runsheet.Question, in ...runsheet.Status) bool {
	for _, s := range in {
		if q.Status == s {
			return true
		}
	}
	return false
}

// pinnedCard shows one question that stands above the lists, and what can be done with it.
type pinnedCard struct {
	box    fyne.CanvasObject
	badge  *kit.Badge
	text   *kit.Line
	button *kit.Press
}

func newPinnedCard(button *kit.Press) *pinnedCard {
	c := &pinnedCard{badge: kit.NewBadge(theme.Caption), text: kit.NewLine(theme.Caption+1, theme.Ink).Lines(2).Middle(), button: button.Sized(theme.Caption + 1)}
	c.box = kit.NewSurface(theme.Ground, theme.Edge, 6, container.NewBorder(nil, nil, nil,
		container.NewCenter(c.button), kit.Lead(c.badge, c.text))).Box
	return c
}

func (c *pinnedCard) show(badge tinted, text, none string, some bool) {
	if some {
		c.badge.Paint(badge.text, badge.token, theme.OnLight)
		c.text.Paint(text, theme.Ink)
	} else {
		c.badge.Paint(badge.text, theme.Raised, theme.Dim)
		c.text.Paint(none, theme.Dim)
	}
	kit.Show(c.button, some)
}

// questionRow draws one line of a queue.
type questionRow struct {
	widget.BaseWidget
	panel   *questions
	index   int
	view    questionView
	drawn   bool
	hovered bool

	ground, stripe   *canvas.Rectangle
	sign, text, meta *kit.Line
}

func newQuestionRow(q *questions) *questionRow {
	r := &questionRow{panel: q, index: -1, ground: canvas.NewRectangle(nil), stripe: canvas.NewRectangle(nil),
		sign: kit.NewBold(theme.Text, theme.Dim).Align(fyne.TextAlignCenter), text: kit.NewLine(theme.Text, theme.Ink).Lines(2),
		meta: kit.NewLine(theme.Caption, theme.Dim)}
	r.ground.CornerRadius = 4
	r.ExtendBaseWidget(r)
	return r
}

// Bind makes the row stand for a line of the queue.
func (r *questionRow) Bind(i int) {
	r.index = i
	r.draw()
}

func (r *questionRow) draw() {
	q := r.panel
	if r.index < 0 || r.index >= len(q.queue.rows) {
		return
	}
	row := q.queue.rows[r.index]
	question, ok := q.state.Questions.Get(row.id)
	if !ok {
		return
	}
	v := questionOf(q.state, question, !row.gone.IsZero(), q.words)
	v.selected, v.keyboard = row.id == q.queue.selected, q.keys
	first, last := q.queue.reach()
	v.chosen = first < last && first <= r.index && r.index <= last
	if v == r.view && r.drawn {
		return
	}
	r.view, r.drawn = v, true
	ink := theme.Ink
	if v.gone {
		ink = theme.Faint
	}
	r.sign.Paint(v.sign.text, v.sign.token)
	r.text.Paint(v.text, ink)
	r.meta.Paint(v.meta, theme.Dim)
	r.paint()
	r.Refresh()
}

func (r *questionRow) paint() {
	ground, stripe := theme.Clear, theme.Clear
	switch {
	case (r.view.selected || r.view.chosen) && r.view.keyboard:
		ground, stripe = theme.Raised, theme.Focus
	case r.view.selected, r.view.chosen:
		ground, stripe = theme.Raised, theme.Edge
	case r.hovered:
		ground = theme.Raised
	}
	r.ground.FillColor, r.stripe.FillColor = theme.Color(ground), theme.Color(stripe)
	r.ground.Refresh()
	r.stripe.Refresh()
}

// MouseIn, MouseMoved and MouseOut tell the list where the pointer is.
func (r *questionRow) MouseIn(*desktop.MouseEvent)    { r.hover(true) }
func (r *questionRow) MouseMoved(*desktop.MouseEvent) {}
func (r *questionRow) MouseOut()                      { r.hover(false) }

func (r *questionRow) hover(in bool) {
	r.hovered = in
	r.panel.list.Hover(in)
	r.paint()
}

// CreateRenderer draws the row.
func (r *questionRow) CreateRenderer() fyne.WidgetRenderer {
	return &questionRowRenderer{row: r, objects: []fyne.CanvasObject{r.ground, r.stripe, r.sign, r.text, r.meta}}
}

type questionRowRenderer struct {
	row     *questionRow
	objects []fyne.CanvasObject
}

func (r *questionRowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(160, r.row.text.MinSize().Height+r.row.meta.MinSize().Height+10)
}

func (r *questionRowRenderer) Layout(size fyne.Size) {
	row := r.row
	row.ground.Resize(size)
	row.stripe.Resize(fyne.NewSize(4, size.Height))
	text, meta := row.text.MinSize().Height, row.meta.MinSize().Height
	row.sign.Move(fyne.NewPos(8, 4))
	row.sign.Resize(fyne.NewSize(18, text/2))
	row.text.Move(fyne.NewPos(32, 4))
	row.text.Resize(fyne.NewSize(size.Width-40, text))
	row.meta.Move(fyne.NewPos(32, 5+text/2*float32(max(row.text.Used(size.Width-40), 1))))
	row.meta.Resize(fyne.NewSize(size.Width-40, meta))
}

func (r *questionRowRenderer) Refresh() {
	r.row.paint()
	r.Layout(r.row.Size())
}
func (r *questionRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *questionRowRenderer) Destroy()                     {}
