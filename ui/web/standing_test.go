package web_test

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"regie/runsheet"
)

// lateDesk is an evening that is late, in a group, and will miss the time that it must be over by.
func lateDesk(t testing.TB) *memoryDesk {
	d := newDesk()
	show := talk
	show.Slots = append([]runsheet.Slot(nil), talk.Slots...)
	show.Slots[2].Group, show.Slots[3].Group = "Débat", "Débat"
	show.Slots[3].Length = 45 * time.Second // no whole minute
	show.Slots[4].Length += talk.Slots[3].Length - show.Slots[3].Length
	show.EndBy = evening.Add(70 * time.Minute)
	d.do(t, runsheet.Operator, runsheet.Load{Show: show, Source: "talk.xlsx"})
	d.pass(2 * time.Minute)
	d.do(t, runsheet.Operator, runsheet.Go{To: "s1"})
	d.pass(5*time.Minute + 30*time.Second)
	d.do(t, runsheet.Operator, runsheet.Go{From: "s1", To: "s2"})
	d.pass(10 * time.Minute)
	d.do(t, runsheet.Operator, runsheet.Go{From: "s2", To: "s3"})
	return d
}

// Every page with a plan on it says the same of it: how late, counted from what the reader chose, when it ends, and when the next
// slot begins in place of when it should have, and how long it is.
func TestPagesSayHowTheShowStands(t *testing.T) {
	t.Parallel()
	d := lateDesk(t)
	s := serve(t, d)
	clock := d.State().Clock(d.Now())
	at := func(t time.Time) string { return t.In(talk.Location()).Format("15:04") }
	next := d.State().Rows(d.Now(), nil)[3]
	for _, p := range []struct {
		path, when string
		role       runsheet.Role
		as         size
	}{{"/state", "#standby-more", runsheet.Observer, laptop}, {"/animator", "#standby-more", runsheet.Animator, phone}, {"/remote", "#when", runsheet.Operator, phone}} {
		b := openTab(t, "fr", p.as)
		b.visit(s, p.path, p.role)
		b.shows("#ends", "fin attendue à "+at(clock.ExpectedEnd))
		b.shows("#ends", "après "+at(clock.EndBy))
		b.shows("#ends", "partie jusqu'à "+at(clock.GroupEnd))
		b.shows(p.when, at(next.PlannedStart)+" "+at(next.Start)+" · 45 s")
		b.until(`document.querySelector('` + p.when + ` s').textContent === '` + at(next.PlannedStart) + `'`)
		b.shows("#late", "de retard")
		b.until(`!document.getElementById('late').textContent.includes('depuis')`)
		b.run(chromedp.Click("#late", chromedp.ByQuery))
		b.shows("#late", "de retard depuis le début")
		shoot(b, "standing-"+name(p.path))
		b.run(chromedp.Click("#late", chromedp.ByQuery)) // the pages share the choice
		b.until(`!document.getElementById('late').textContent.includes('depuis')`)
	}
}

// The press that begins the show is asked about once.
func TestRemoteAsksBeforeGoingLive(t *testing.T) {
	t.Parallel()
	d := newDesk()
	d.do(t, runsheet.Operator, runsheet.Load{Show: talk, Source: "talk.xlsx"})
	s := serve(t, d)
	b := openStopped(t, s)
	b.slide(1)
	b.until(`!document.getElementById('go').disabled`)
	for _, press := range []struct {
		after time.Duration
		says  string
	}{
		{600 * time.Millisecond, "Appuyez encore"},
		{900 * time.Millisecond, "Appuyez encore"}, // sooner than anybody can have read it
		{10 * time.Second, "Appuyez encore"},       // too late for the first: asked again
	} {
		b.later(press.after)
		b.eval(`document.getElementById('answer').textContent = ''`, nil)
		b.click("#go")
		b.shows("#answer", press.says)
		b.onAir(d, "")
	}
	b.later(1100 * time.Millisecond)
	b.click("#go")
	b.shows("#answer", "GO : 1 · Générique")
	b.onAir(d, "s1")
}
