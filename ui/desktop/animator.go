package desktop

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// animatorView is what a host reads at two metres: what is on and how long it lasts, what to say, what the régie says, the
// question to read, what comes next.
type animatorView struct {
	title, people string
	count, word   tinted
	message       string
	points        string
	question      tinted
	next          string
}

func animatorOf(s runsheet.State, c runsheet.Clock, w assets.Words) animatorView {
	a := airOf(s, c, w)
	v := animatorView{title: a.title, people: a.people, count: a.count, word: a.state, message: s.Message, points: a.points}
	if a.held {
		v.word, v.count = tinted{a.holdBanner, theme.Warn}, tinted{a.holdCount, theme.Warn}
		if slot, ok := s.Show.Slot(s.OnAirSlot()); ok {
			v.points = slot.TalkingPoints // to fill the wait with
		}
	}
	p := pinnedOf(s, "", w)
	switch {
	case p.air != "":
		v.question = tinted{p.airText, theme.OnAir}
	case p.next != "":
		v.question = tinted{p.nextText, theme.Ready}
	}
	if slot, ok := s.Show.Slot(s.Standby); ok {
		v.next = join(" · ", slotName(s, slot.ID), span(slot.Length))
	}
	return v
}

// animator draws an animatorView in any window.
type animator struct {
	box                   *fyne.Container
	title, people, next   *kit.Line
	count, word           *kit.Fit
	message, points, asks *kit.Block
	parts                 *animatorLayout
	shown                 animatorView
	said                  string
	heads                 [3]*kit.Badge // the régie, the question, what comes next
}

func newAnimator() *animator {
	least := fyne.NewSize(60, 12)
	a := &animator{title: kit.NewBold(theme.Display, theme.Ink), people: kit.NewLine(theme.Heading, theme.Dim), next: kit.NewBold(theme.Heading, theme.Ink),
		count: kit.NewFit(least, 900), word: kit.NewFit(least, 60), message: kit.NewBlock(3, 44), points: kit.NewBlock(8, 34), asks: kit.NewBlock(5, 40)}
	for i := range a.heads {
		a.heads[i] = kit.NewBadge(theme.Strong)
	}
	card := func(head *kit.Badge, o fyne.CanvasObject) fyne.CanvasObject {
		return kit.NewSurface(theme.Panel, theme.Edge, 10, container.NewBorder(container.NewHBox(head), nil, nil, nil, o)).Box
	}
	a.parts = &animatorLayout{}
	a.box = container.NewStack(kit.NewSurface(theme.Ground, theme.Clear, 14, container.NewBorder(
		kit.Down(2, a.title, a.people), card(a.heads[2], a.next), nil, nil,
		container.New(a.parts, a.count, a.word, card(a.heads[0], a.message), card(a.heads[1], a.asks), a.points))).Box)
	return a
}

func (a *animator) show(v animatorView, w assets.Words) {
	said := w.Say("desktop.lang")
	if v == a.shown && said == a.said {
		return
	}
	a.shown, a.said = v, said
	a.title.Set(v.title)
	a.people.Set(v.people)
	a.count.Paint(v.count.text, v.count.token)
	a.word.Paint(v.word.text, v.word.token)
	a.heads[0].Paint(w.Say("desktop.second.message"), theme.Warn, theme.OnLight)
	a.heads[1].Paint(w.Say("desktop.second.question"), ground(v.question.token), theme.OnLight)
	a.heads[2].Paint(w.Say("desktop.second.next"), theme.Ready, theme.OnLight)
	a.message.Paint(v.message, theme.Ink)
	a.asks.Paint(v.question.text, theme.Ink)
	a.points.Paint(v.points, theme.Ink)
	a.next.Set(v.next)
	if shows := [3]bool{v.message != "", v.question.text != "", v.points != ""}; shows != a.parts.shows {
		a.parts.shows = shows
		a.box.Refresh()
	}
}

// ground is a badge's own colour, for one that has nothing to say yet.
func ground(t theme.Token) theme.Token {
	if t == "" {
		return theme.Faint
	}
	return t
}

// animatorLayout puts the countdown to the left, and beside it what there is to say, in equal parts.
type animatorLayout struct {
	shows [3]bool // the message, the question, the talking points
}

func (l *animatorLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 120) }

func (l *animatorLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	n := 0
	for i, shows := range l.shows {
		kit.Show(objects[2+i], shows)
		if shows {
			n++
		}
	}
	left := size.Width
	if n > 0 {
		left = size.Width * 0.48
	}
	set := func(o fyne.CanvasObject, x, y, w, h float32) {
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(w, h))
	}
	set(objects[0], 0, 0, left, size.Height*0.82)
	set(objects[1], 0, size.Height*0.82, left, size.Height*0.14)
	const gap = 12
	y, height := float32(6), (size.Height-gap*float32(n))/float32(max(n, 1))
	for i, shows := range l.shows {
		if shows {
			set(objects[2+i], left+gap, y, size.Width-left-gap, height)
			y += height + gap
		}
	}
}
