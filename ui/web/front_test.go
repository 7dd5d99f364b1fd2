package web_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

// What the pages in front show beside the clock: a rehearsal's own speed, a flash that ends by itself, and the dark.
func TestPagesInFront(t *testing.T) {
	d := newDesk()
	show := talk
	show.Slots = slices.Clone(talk.Slots)
	show.Slots[0].Length = 2 * time.Hour // at this speed, and on a busy machine, minutes are over before they are looked at
	d.do(t, runsheet.Operator, runsheet.Load{Show: show, Source: "talk.xlsx"},
		runsheet.BeginRun{Kind: runsheet.RehearsalRun, Speed: 20}, runsheet.Go{To: "s1"},
		runsheet.SetTimer{Timer: 2, Title: "Café", Direction: runsheet.CountDown, Length: 15 * time.Minute, Stage: true},
		runsheet.SetTimer{Timer: 3, Direction: runsheet.CountUp}, runsheet.StartTimer{Timer: 2}, runsheet.StartTimer{Timer: 3})
	s := serve(t, d)
	stage, animator := openTab(t, "fr", laptop), openTab(t, "fr", phone)
	stage.open(s, "/stage", runsheet.StageRole)
	animator.open(s, "/animator", runsheet.Animator)
	stage.until(`document.querySelector('#mark')?.textContent.includes('20')`)
	animator.until(`document.querySelectorAll('#timers li').length === 2`)
	stage.until(`document.querySelectorAll('#timers li').length === 1 && document.querySelector('#timers').textContent.startsWith('Café')`)
	for _, of := range []string{"#clock", "#timers b"} {
		const at = `[document.querySelector('%s').textContent.replace(/[^0-9:]/g, '').split(':').reduce((a, b) => a * 60 + +b, 0), performance.now() / 1000]`
		var first, then [2]float64
		stage.eval(fmt.Sprintf(at, of), &first)
		time.Sleep(1500 * time.Millisecond)
		stage.eval(fmt.Sprintf(at, of), &then)
		passed := (first[0] - then[0]) / (then[1] - first[1])
		if passed < 16 || passed > 24 {
			t.Errorf("%s goes down %.1f a second at 20", of, passed)
		}
	}

	state := openTab(t, "fr", laptop)
	state.open(s, "/state", runsheet.Observer)
	state.until(`document.querySelector('#mode').textContent.includes('20') && document.querySelectorAll('#timers li').length === 2`)
	remote := openTab(t, "fr", phone)
	remote.open(s, "/remote", runsheet.Operator)
	remote.until(`document.querySelector('#mark').textContent.includes('20')`)
	for _, page := range []*tab{stage, animator} { // a flash is short: it is over before a busy machine looks twice
		page.eval(`new MutationObserver(() => { if (document.body.dataset.flash === 'true') window.flashed = getComputedStyle(document.querySelector('main')).animationName }).observe(document.body, {attributes: true})`, nil)
	}
	d.do(t, runsheet.Operator, runsheet.SendMessage{Text: "Plus fort", Flash: true})
	state.shows("#message", "Plus fort")
	stage.until(`window.flashed === 'flash'`)
	animator.until(`!!window.flashed`)
	stage.until(`document.body.dataset.flash === 'false'`)

	d.do(t, runsheet.Operator, runsheet.Blackout{On: true})
	stage.until(`getComputedStyle(document.querySelector('#clock')).visibility === 'hidden' && getComputedStyle(document.querySelector('#link')).visibility === 'hidden'`)
	animator.until(`!document.querySelector('#dark').hidden && getComputedStyle(document.querySelector('#clock')).visibility === 'visible'`)
	state.until(`!document.querySelector('#dark').hidden`)
	d.do(t, runsheet.Operator, runsheet.Blackout{})
	stage.until(`getComputedStyle(document.querySelector('#clock')).visibility === 'visible'`)
	d.do(t, runsheet.Operator, runsheet.EndRun{Run: 1})
	stage.until(`document.querySelector('#mark').hidden && document.querySelector('#timers').hidden`)
	remote.until(`document.querySelector('#mark').hidden`)
	state.until(`document.querySelector('#dark').hidden && document.querySelector('#timers').hidden`)
}

// The world hears nothing of a rehearsal: /live goes on telling when the show begins.
func TestRehearsalIsNobodysBusiness(t *testing.T) {
	d := newDesk()
	show := talk
	show.Slots = append([]runsheet.Slot(nil), talk.Slots...)
	show.Slots[0].Start = evening.Add(time.Hour)
	d.do(t, runsheet.Operator, runsheet.Load{Show: show}, runsheet.SetDelay{Delay: 20 * time.Second},
		runsheet.BeginRun{Kind: runsheet.RehearsalRun, As: evening.Add(2 * time.Hour)}, runsheet.Go{To: "s1"})
	s := serve(t, d)
	var seen struct {
		Mode   runsheet.Mode
		OnAir  any `json:"on_air"`
		Starts time.Time
		Left   float64 `json:"starts_in_ms"`
	}
	s.call("", "GET", "/api/live", "").decode(t, &seen)
	if seen.Mode != runsheet.Preparation || seen.OnAir != nil || !seen.Starts.Equal(evening.Add(time.Hour+20*time.Second)) || seen.Left > 3_620_000 || seen.Left < 3_600_000 {
		t.Errorf("the world sees %+v", seen)
	}
}

// A show is over for viewers once they have seen its end: until then nobody is told so, nor asked how it was.
func TestTheEndIsNotToldAhead(t *testing.T) {
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.SetAudience{Survey: "https://example.org/avis"}, runsheet.SetDelay{Delay: 20 * time.Second}, runsheet.End{From: "s3"})
	s := serve(t, d)
	told := func(key runsheet.Role, path string) string {
		t.Helper()
		var seen struct {
			Mode   runsheet.Mode
			Survey string
			OnAir  *struct{ Title string } `json:"on_air"`
		}
		s.call(key, "GET", path, "").decode(t, &seen)
		title := "nothing"
		if seen.OnAir != nil {
			title = seen.OnAir.Title
		}
		return strings.TrimSpace(fmt.Sprint(seen.Mode, ", ", title, " ", seen.Survey))
	}
	const on = "live, Qu'est-ce qu'un algorithme ?"
	if world, hall := told("", "/api/live"), told(runsheet.Audience, "/api/state"); world != on || hall != on {
		t.Errorf("before viewers see the end, the world is told %q, the hall %q", world, hall)
	}
	d.pass(20 * time.Second)
	d.due()
	if world, hall := told("", "/api/live"), told(runsheet.Audience, "/api/state"); world != "closed, nothing" || hall != "closed, nothing https://example.org/avis" {
		t.Errorf("when they have, the world is told %q, the hall %q", world, hall)
	}
}
