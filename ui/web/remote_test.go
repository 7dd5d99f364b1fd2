package web_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"regie/runsheet"
)

// box gives an element's middle.
func (b *tab) middle(selector string) (x, y float64) {
	b.t.Helper()
	var box struct{ X, Y, Width, Height float64 }
	b.eval(`(() => { const r = document.querySelector('`+selector+`').getBoundingClientRect(); return {X: r.x, Y: r.y, Width: r.width, Height: r.height} })()`, &box)
	return box.X + box.Width/2, box.Y + box.Height/2
}

// slide drags a finger across the lock, to a part of its width.
func (b *tab) slide(far float64) {
	b.t.Helper()
	var box struct{ X, Y, Width, Height float64 }
	b.eval(`(() => { const r = document.getElementById('unlock').getBoundingClientRect(); return {X: r.x, Y: r.y, Width: r.width, Height: r.height} })()`, &box)
	y := box.Y + box.Height/2
	touch := func(kind input.TouchType, x float64) chromedp.Action {
		e := input.DispatchTouchEvent(kind, []*input.TouchPoint{{X: x, Y: y}})
		if kind == input.TouchEnd {
			e = input.DispatchTouchEvent(kind, []*input.TouchPoint{})
		}
		return e
	}
	b.run(touch(input.TouchStart, box.X+30))
	for i := 1; i <= 10; i++ {
		b.run(touch(input.TouchMove, box.X+30+far*(box.Width-60)*float64(i)/10))
	}
	b.run(touch(input.TouchEnd, 0))
}

// tap is one touch of a finger.
func (b *tab) tap(selector string) {
	b.t.Helper()
	x, y := b.middle(selector)
	b.run(input.DispatchTouchEvent(input.TouchStart, []*input.TouchPoint{{X: x, Y: y}}),
		input.DispatchTouchEvent(input.TouchEnd, []*input.TouchPoint{}))
}

// click is one press of a mouse: of two touches in a real half second the browser may make one gesture.
func (b *tab) click(selector string) {
	b.t.Helper()
	x, y := b.middle(selector)
	b.run(chromedp.MouseClickXY(x, y))
}

func (b *tab) onAir(d *memoryDesk, want runsheet.SlotID) {
	b.t.Helper()
	if got := d.State().OnAirSlot(); got != want {
		b.t.Errorf("%s is on air, want %s (the page says %q)", got, want, b.text("#answer"))
	}
}

func openRemote(t *testing.T, s *site) *tab {
	t.Helper()
	return startRemote(t, s, openTab(t, "fr", phone))
}

// openStopped is openRemote with the page's time standing still but for later's.
func openStopped(t *testing.T, s *site) *tab {
	t.Helper()
	b := openTab(t, "fr", phone)
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(`{
			const begun = Date.now()
			let now = 1e6
			performance.now = () => now
			Date.now = () => begun + now - 1e6
			window.later = ms => { now += ms }
		}`).Do(ctx)
		return err
	}))
	return startRemote(t, s, b)
}

// later lets time pass on a page whose time stands still.
func (b *tab) later(d time.Duration) {
	b.t.Helper()
	b.eval(fmt.Sprintf(`later(%d)`, d.Milliseconds()), nil)
}

func startRemote(t *testing.T, s *site, b *tab) *tab {
	t.Helper()
	b.run(chromedp.EmulateViewport(phone.width, phone.height, chromedp.EmulateTouch))
	b.visit(s, "/remote", runsheet.Operator)
	return b
}

func TestRemoteIsLockedUntilSomebodyMeansIt(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openRemote(t, s)
	b.shows("#slot", "3 · Qu'est-ce qu'un algorithme ?")
	b.shows("#to", "4 · Table ronde")
	b.tap("#go")
	b.tap("#unlock") // a pocket's touch
	b.slide(.5)      // not far enough
	time.Sleep(200 * time.Millisecond)
	b.until(`document.getElementById('go').disabled && !document.getElementById('unlock').hidden`)
	b.onAir(d, "s3")
	b.slide(1)
	b.until(`!document.getElementById('go').disabled && document.getElementById('unlock').hidden`)
	b.run(chromedp.Click("#go", chromedp.ByQuery))
	b.shows("#answer", "GO\u00a0: 4 · Table ronde")
	b.onAir(d, "s4")

	// With a keyboard or a screen reader: twice.
	b.run(chromedp.Click("#shut", chromedp.ByQuery))
	b.until(`document.activeElement.id === 'unlock' && document.getElementById('go').disabled`)
	b.press(kb.Enter)
	b.shows("#answer", "Encore une fois")
	b.press(kb.Enter)
	b.until(`!document.getElementById('go').disabled`)
}

// Two touches are one, and what nobody can have read is not pressed.
func TestRemoteRefusesDoubleTouches(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openStopped(t, s)
	b.slide(1)
	b.until(`!document.getElementById('go').disabled`)
	b.later(600 * time.Millisecond)
	b.click("#go")
	b.click("#go")
	b.shows("#slot", "4 · Table ronde")
	b.until(`!document.getElementById('go').disabled`)
	b.later(900 * time.Millisecond)
	b.click("#go") // the page shows the next slot by now
	b.shows("#answer", "Deux appuis")
	b.onAir(d, "s4")

	// Somebody else has just pressed GO: what the thumb was about to press is another button now.
	b.later(200 * time.Millisecond)
	d.pass(time.Minute)
	d.do(t, runsheet.Operator, runsheet.Go{From: "s4", To: "s5"})
	b.shows("#slot", "5 · Questions")
	b.later(400 * time.Millisecond)
	b.click("#hold")
	b.shows("#answer", "vient de changer")
	if d.State().Held() {
		t.Error("held what nobody had read")
	}
	b.later(200 * time.Millisecond)
	b.click("#hold")
	b.shows("#answer", "En attente")
	b.until(`document.getElementById('hold').innerText === 'Reprendre' && document.body.dataset.clock === 'held' && !document.getElementById('plus').disabled`)
	b.later(1100 * time.Millisecond)
	before := d.State().Clock(d.Now()).Length
	b.click("#plus")
	b.shows("#answer", "Temps changé")
	if added := d.State().Clock(d.Now()).Length - before; added != time.Minute {
		t.Errorf("+1 min added %v", added)
	}
}

// What comes late is refused by the desk: the press names what its sender saw.
func TestRemoteSaysWhatItSaw(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openTab(t, "fr", phone) // with a mouse: a finger that stays down this long is a long press
	b.visit(s, "/remote", runsheet.Operator)
	b.run(chromedp.Focus("#unlock", chromedp.ByQuery))
	b.press(kb.Enter)
	b.press(kb.Enter)
	b.until(`!document.getElementById('go').disabled`)
	time.Sleep(600 * time.Millisecond)
	x, y := b.middle("#hold")
	b.run(chromedp.MouseEvent(input.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	d.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	b.shows("#slot", "4 · Table ronde")
	b.run(chromedp.MouseEvent(input.MouseReleased, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	b.shows("#answer", "a avancé entre-temps")
	b.onAir(d, "s4")
	if d.State().Held() {
		t.Error("a press meant for one slot holds another")
	}
}

// Without a line nothing can be pressed, and it comes back by itself.
func TestRemoteWithoutALine(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openRemote(t, s)
	b.slide(1)
	b.until(`!document.getElementById('go').disabled`)
	s.stop()
	b.shows("#link", "connexion perdue depuis")
	b.until(`document.getElementById('go').disabled && document.getElementById('hold').disabled`)
	s.start()
	b.until(`!document.getElementById('go').disabled`)
	time.Sleep(600 * time.Millisecond)
	b.tap("#go")
	b.shows("#answer", "GO")
	b.onAir(d, "s4")
}

// On a laptop, an alarm and a slot over time leave room for how late the show is.
func TestRemoteSaysHowLateBelowAnAlarm(t *testing.T) {
	t.Parallel()
	d := lateDesk(t)
	d.do(t, runsheet.DeskRole, runsheet.ReportLink{Link: runsheet.LinkReady}, runsheet.ReportLink{Link: runsheet.LinkLost})
	d.pass(30 * time.Minute)
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.visit(s, "/remote", runsheet.Operator)
	b.shows("#clockword", "dépassé")
	b.shows("#alarm", "OBS")
	b.shows("#late", "de retard")
	shoot(b, "remote-late-alarm-1280-fr")
	var cut float64
	b.eval(`document.getElementById('late').getBoundingClientRect().bottom - document.querySelector('.remote section').getBoundingClientRect().bottom`, &cut)
	if cut > 0.5 {
		t.Errorf("%.0f pixels of how late the show is are cut off", cut)
	}
}
