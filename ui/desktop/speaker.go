package desktop

import (
	"image/color"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// speakerView is what a speaker sees from the stage: a number, its colour and the word that says the same, and what the
// régie writes. Nothing else of the show is here.
type speakerView struct {
	count, word tinted
	message     string
	timers      string // the spare timers that were put there
	mark        string // that this is a rehearsal
	flash, dark bool
}

// flashBeat is how long one half of a flash lasts: two flashes a second are seen and hurt nobody.
const flashBeat = 250 * time.Millisecond

// speakerOf makes the view; where nothing may blink, a flash is a colour that stays for as long.
func speakerOf(s runsheet.State, now runsheet.Moment, still bool, w assets.Words) speakerView {
	v := speakerView{message: s.Message, dark: s.Blackout}
	left := s.FlashLeft(now)
	v.flash = left/flashBeat%2 == 1 || still && left > 0
	if s.Run.Rehearsing() {
		v.mark = w.Say("desktop.mode.rehearsal")
	}
	for i, t := range s.Timers {
		if t.Stage && (t.Running() || t.Elapsed(now) > 0) {
			v.timers = join("     ", v.timers, join("  ", timerName(s, i, w), timerDigits(t, now)))
		}
	}
	c := s.Clock(now)
	if !c.OnAir {
		return v
	}
	a := airOf(s, c.ForSpeaker(), w)
	v.count, v.word = a.count, a.state
	return v
}

// speaker draws a speakerView in any window: the number takes all the room that nothing else needs.
type speaker struct {
	box          *fyne.Container
	ground       *kit.Surface
	count        *kit.Fit
	word         *kit.Fit
	message      *kit.Block
	timers, mark *kit.Fit
	dark         *canvas.Rectangle
	shown        speakerView
}

// newSpeaker makes a speaker's screen; its box fills a window. show is called for every change, ten times a second at most.
func newSpeaker() *speaker {
	least := fyne.NewSize(60, 12)
	p := &speaker{
		count: kit.NewFit(least, 2000), word: kit.NewFit(least, 90), message: kit.NewBlock(4, 160), timers: kit.NewFit(least, 60), mark: kit.NewFit(least, 26),
		dark: canvas.NewRectangle(color.Black),
	}
	p.ground = kit.NewSurface(theme.Ground, theme.Clear, 12, container.New(&speakerLayout{}, p.mark, p.count, p.word, p.message, p.timers))
	p.box = container.NewStack(p.ground.Box, p.dark)
	p.dark.Hide()
	return p
}

func (p *speaker) show(v speakerView) {
	if v == p.shown {
		return
	}
	p.shown = v
	ground, ink := theme.Ground, func(t theme.Token) theme.Token { return t }
	if v.flash {
		ground, ink = theme.Warn, func(theme.Token) theme.Token { return theme.OnLight }
	}
	p.ground.Paint(ground, theme.Clear, 0)
	p.mark.Paint(v.mark, ink(theme.Warn))
	p.count.Paint(v.count.text, ink(v.count.token))
	p.word.Paint(v.word.text, ink(v.word.token))
	p.message.Paint(v.message, ink(theme.Ink))
	p.timers.Paint(v.timers, ink(theme.Dim))
	changed := false
	for o, text := range map[fyne.CanvasObject]string{p.mark: v.mark, p.count: v.count.text, p.word: v.word.text, p.message: v.message, p.timers: v.timers} {
		changed = changed || o.Visible() != (text != "")
		kit.Show(o, text != "")
	}
	kit.Show(p.dark, v.dark)
	if changed {
		p.box.Refresh()
	}
}

// speakerLayout shares the height out: a message as much as the number beside it leaves, the rest a line each.
type speakerLayout struct{}

func (l *speakerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(160, 90) }

func (l *speakerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	shares := []float32{0.05, 0.55, 0.11, 0.26, 0.08} // mark, number, word, message, timers
	if !objects[1].Visible() {
		shares[3] = 0.6
	}
	used := float32(0)
	for i, o := range objects {
		if o.Visible() {
			used += shares[i]
		}
	}
	// What nobody needs goes to the number; without one it is air above and below.
	spare, y := max(1-used, 0), float32(0)
	if !objects[1].Visible() {
		y = size.Height * spare / 2
	}
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		share := shares[i]
		if i == 1 {
			share += spare
		}
		o.Move(fyne.NewPos(0, y))
		o.Resize(fyne.NewSize(size.Width, size.Height*share))
		y += size.Height * share
	}
}
