package web_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"regie/runsheet"
)

// Every page is looked at: at three sizes, in both languages, in each scheme, in each state that an evening can be in. With
// REGIE_SHOTS=folder a picture of each is left.

// shown are the pages that people look at, with the role that each is opened for.
var shown = []struct {
	path string
	role runsheet.Role
}{
	{"/", ""}, {"/live", ""}, {"/ask", runsheet.Audience}, {"/mod", runsheet.Moderator}, {"/animator", runsheet.Animator},
	{"/stage", runsheet.StageRole}, {"/remote", runsheet.Operator}, {"/state", runsheet.Observer}, {"/overlay", runsheet.OverlayRole},
	{"/api", ""},
}

// follows says whether a page follows the desk; the others are the same whatever happens.
func follows(path string) bool { return path != "/" && path != "/api" }

var (
	wide    = size{1920, 1080}
	sizes   = []size{phone, laptop, wide}
	schemes = []string{"dark", "light", "contrast"}
)

// busyDesk is an evening with questions everywhere, copies and a message.
func busyDesk(t *testing.T) *memoryDesk {
	d := onAirDesk(t)
	texts := []string{
		"Comment reconnaître un texte écrit par une machine, et faut-il l'indiquer aux élèves ?", "Qui écrit la recette ?",
		"Quels biais trouve-t-on dans les données ?", "Combien d'énergie consomme un modèle de langue ?",
		"Existe-t-il des algorithmes sans ordinateur ?", "Peut-on expliquer toutes les décisions ?", "À quel âge commencer ?",
		"Qui est responsable lorsque la machine se trompe ?", "Les enseignants seront-ils remplacés ?",
	}
	for i, text := range texts {
		d.do(t, runsheet.Operator, runsheet.Ask{ID: runsheet.QuestionID(fmt.Sprintf("q%d", i)), Text: text})
		d.pass(20 * time.Second)
	}
	d.do(t, runsheet.Operator,
		runsheet.Ask{ID: "copy", Text: "qui ecrit la recette"}, runsheet.Ask{ID: "near", Text: "Quels biais trouve-t-on donc dans les données ?"},
		runsheet.Approve{ID: "q3"}, runsheet.Approve{ID: "q4"}, runsheet.Approve{ID: "q5"}, runsheet.Next{ID: "q5"},
		runsheet.ShowQuestions{Stage: new(true)}, runsheet.Approve{ID: "q0"}, runsheet.PutOnAir{ID: "q0"}, runsheet.Reject{ID: "q8"},
		runsheet.Approve{ID: "q7"}, runsheet.PutOnAir{ID: "q7"}, runsheet.SendMessage{Text: "Deux questions encore, puis l'annonce"})
	return d
}

// moments are the states of an evening that pages show differently.
var moments = []struct {
	name string
	desk func(*testing.T) *memoryDesk
}{
	{"busy", busyDesk},
	{"nothing", func(t *testing.T) *memoryDesk { return newDesk() }},
	{"ready", func(t *testing.T) *memoryDesk {
		d := newDesk()
		d.do(t, runsheet.Operator, runsheet.Load{Show: talk, Source: "talk.xlsx"})
		return d
	}},
	{"trouble", func(t *testing.T) *memoryDesk {
		d := busyDesk(t)
		d.do(t, runsheet.DeskRole, runsheet.ReportLink{Link: runsheet.LinkReady}, runsheet.ReportLink{Link: runsheet.LinkLost})
		d.do(t, runsheet.Operator, runsheet.Hold{Slot: "s3"})
		d.signal(func(s *runsheet.Signals) { s.Late, s.Unwritten = "disk full", 3 })
		return d
	}},
	{"over", func(t *testing.T) *memoryDesk {
		d := onAirDesk(t)
		d.pass(22 * time.Minute)
		return d
	}},
	{"rehearsal", func(t *testing.T) *memoryDesk {
		d := newDesk()
		d.do(t, runsheet.Operator, runsheet.Load{Show: talk, Source: "talk.xlsx"},
			runsheet.BeginRun{Kind: runsheet.RehearsalRun, Name: "Filage", Speed: 10}, runsheet.Go{To: "s1"},
			runsheet.SetTimer{Timer: 1, Title: "Café", Direction: runsheet.CountDown, Length: 15 * time.Minute, Stage: true}, runsheet.StartTimer{Timer: 1},
			runsheet.SetTimer{Timer: 2, Direction: runsheet.CountUp}, runsheet.StartTimer{Timer: 2})
		d.pass(6 * time.Second)
		d.do(t, runsheet.Operator, runsheet.PauseTimer{Timer: 2}, runsheet.SendMessage{Text: "Rapprochez-vous du micro, s'il vous plaît"})
		return d
	}},
	{"dark", func(t *testing.T) *memoryDesk {
		d := onAirDesk(t)
		d.do(t, runsheet.Operator, runsheet.SetTimer{Timer: 3, Title: "Retour plateau", Direction: runsheet.CountDown, Length: time.Minute, Stage: true},
			runsheet.StartTimer{Timer: 3}, runsheet.Blackout{On: true})
		d.pass(2 * time.Minute)
		return d
	}},
	{"closed", func(t *testing.T) *memoryDesk {
		d := onAirDesk(t)
		d.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
		d.pass(time.Minute)
		d.do(t, runsheet.Operator, runsheet.Go{From: "s4", To: "s5"}, runsheet.End{From: "s5"})
		return d
	}},
}

// visit opens a page as its role and waits until it shows the state.
func (b *tab) visit(s *site, path string, role runsheet.Role) {
	b.t.Helper()
	if role == "" {
		b.run(chromedp.Navigate(s.base + path))
	} else {
		b.open(s, path, role)
	}
	if follows(path) {
		b.until(`document.body.dataset.link === 'live'`)
	}
	b.until(`document.readyState === 'complete'`)
}

func (b *tab) scheme(name string) {
	b.t.Helper()
	media := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-contrast", Value: "no-preference"}}
	if name == "contrast" {
		media = []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}, {Name: "prefers-contrast", Value: "more"}}
	}
	b.run(emulation.SetEmulatedMedia().WithFeatures(media))
}

// Colours are checked in each scheme; they are the same in each language, and where things stand is the same in each scheme. With
// REGIE_SHOTS everything is.
func TestPagesLook(t *testing.T) {
	t.Parallel()
	all := os.Getenv("REGIE_SHOTS") != ""
	look := func(b *tab, p string, moment, lang string, as size, colours bool) {
		for i, scheme := range schemes {
			if i > 0 && !colours && !all {
				continue
			}
			b.scheme(scheme)
			var problems []string
			b.eval(fmt.Sprintf(pageCheck, map[bool]int{true: 44, false: 24}[as == phone], i == 0), &problems)
			for _, problem := range problems {
				b.t.Errorf("%s %s %dx%d in %s: %s", p, lang, as.width, as.height, scheme, problem)
			}
			shoot(b, fmt.Sprintf("%s-%s-%s-%d-%s", name(p), moment, lang, as.width, scheme))
		}
	}
	for turn, m := range moments {
		langs := []string{"fr", "en"}
		as := sizes
		if m.name != "busy" { // the rarer moments take their turns: one size in one language each
			langs, as = langs[turn%2:][:1], sizes[turn%len(sizes):][:1]
		}
		for i, lang := range langs {
			t.Run(m.name+" "+lang, func(t *testing.T) {
				t.Parallel()
				s := serve(t, m.desk(t))
				b := openTab(t, lang, as[0])
				for _, p := range shown {
					if m.name != "busy" && !follows(p.path) {
						continue
					}
					b.visit(s, p.path, p.role)
					for _, one := range as {
						b.run(chromedp.EmulateViewport(one.width, one.height))
						look(b, p.path, m.name, lang, one, i == 0)
					}
				}
			})
		}
	}
}

func name(path string) string {
	if path == "/" {
		return "home"
	}
	return strings.Trim(path, "/")
}

// pageCheck finds texts whose contrast is under 4.5 and, where that is wanted (%t), what runs out of the page, what has no name, and
// what is too small for a finger (%d pixels).
const pageCheck = `(() => {
	const problems = [], least = %[1]d, whole = %[2]t
	if (whole && document.documentElement.scrollWidth > innerWidth) problems.push('the page is wider than the screen: ' + document.documentElement.scrollWidth)
	for (const e of whole ? document.querySelectorAll('button, textarea, summary, select, input') : []) {
		if (!e.textContent.trim() && !e.labels?.length && !e.ariaLabel) problems.push('no name: ' + e.outerHTML)
		// A choice is touched by its label too, where that holds it.
		const box = (e.closest('label') ?? e).getBoundingClientRect()
		if (e.checkVisibility({opacityProperty: true}) && box.height && (box.height < least || box.width < 24)) problems.push('too small, ' + box.width + 'x' + box.height + ': ' + e.outerHTML.slice(0, 120))
	}
	const rgb = c => c.match(/[\d.]+/g).map(Number)
	const light = c => c.slice(0, 3).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
	for (const e of document.querySelectorAll('body *')) {
		const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
		if (!own || !e.checkVisibility() || e.closest('[disabled]')) continue
		let under = e
		while (under && (rgb(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0) under = under.parentElement
		const back = under ? rgb(getComputedStyle(under).backgroundColor) : [255, 255, 255]
		const a = light(rgb(getComputedStyle(e).color)), b = light(back)
		const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
		if (contrast < 4.5) problems.push('contrast ' + contrast.toFixed(2) + ': ' + e.outerHTML.slice(0, 120))
	}
	return problems
})()`

var axeSource = sync.OnceValues(func() (string, error) {
	b, err := os.ReadFile("testdata/node_modules/axe-core/axe.min.js")
	return string(b), err
})

// axe gives what axe-core has against the page, by the rules of WCAG 2.2 up to AA and its own of good practice; or by the rule of
// contrast alone, where only the colours are other ones than before.
func (b *tab) axe(colours bool) []string {
	b.t.Helper()
	// What is still arriving is fainter than it will be.
	b.until(`document.getAnimations().every(a => a.effect.getComputedTiming().endTime === Infinity)`)
	source, err := axeSource()
	if err != nil {
		b.t.Fatal("axe-core is not here: run \"sh packaging/setup.sh test\", or set REGIE_WITHOUT_AXE=1 to go without: ", err)
	}
	awaited := func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
	rules := `{type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}`
	if colours {
		rules = `{type: 'rule', values: ['color-contrast']}`
	}
	var told string
	b.run(chromedp.Evaluate(source+`; axe.run(document, {resultTypes: ['violations'], runOnly: `+rules+`})
		.then(r => JSON.stringify(r.violations.map(v => v.impact + ' ' + v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map(n => n.html.slice(0, 140)).join(' | '))))`, &told, awaited))
	var found []string
	if err := json.Unmarshal([]byte(told), &found); err != nil {
		b.t.Fatal(err)
	}
	return found
}

// TestAxe lets axe-core look at every page in every moment, and when the line is lost or the link refused.
func TestAxe(t *testing.T) {
	if os.Getenv("REGIE_WITHOUT_AXE") == "1" {
		t.Skip("REGIE_WITHOUT_AXE=1: without axe-core, by choice")
	}
	if _, err := axeSource(); errors.Is(err, fs.ErrNotExist) {
		t.Skip("axe-core is not here: packaging/setup.sh could not fetch it")
	}
	t.Parallel()
	var looked atomic.Int32
	t.Cleanup(func() { t.Logf("axe-core looked %d times", looked.Load()) })
	check := func(t *testing.T, b *tab, what string, colours bool) {
		t.Helper()
		looked.Add(1)
		for _, f := range b.axe(colours) {
			if strings.HasPrefix(f, "moderate") || strings.HasPrefix(f, "minor") {
				t.Logf("%s: %s", what, f) // a black screen has no heading, and is meant
				continue
			}
			t.Errorf("%s: %s", what, f)
		}
	}
	for i, m := range moments {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, m.desk(t))
			b := openTab(t, []string{"fr", "en"}[i%2], sizes[i%2])
			for _, p := range shown {
				if m.name != "busy" && !follows(p.path) {
					continue
				}
				b.visit(s, p.path, p.role)
				for _, scheme := range schemes {
					if scheme != "dark" && (m.name != "busy" && m.name != "trouble" || !follows(p.path)) {
						continue // colours differ where there is something to show
					}
					b.scheme(scheme)
					check(t, b, p.path+" in "+scheme, scheme != schemes[0])
				}
			}
		})
	}
	t.Run("lost and refused", func(t *testing.T) {
		t.Parallel()
		s := serve(t, busyDesk(t))
		b := openTab(t, "fr", phone)
		for _, p := range shown {
			if p.role == "" {
				continue
			}
			b.run(chromedp.Navigate(s.base + p.path + "#key=nonsense"))
			b.until(`document.body.dataset.link === 'refused'`)
			check(t, b, p.path+" refused", false)
		}
		b.visit(s, "/remote", runsheet.Operator)
		s.stop()
		b.until(`document.body.dataset.link === 'lost'`)
		check(t, b, "/remote lost", false)
	})
}

// Without a mouse: Tab goes through a page in the order in which it is read, and what has the keyboard is seen.
func TestTabOrder(t *testing.T) {
	t.Parallel()
	s := serve(t, busyDesk(t))
	b := openTab(t, "fr", laptop)
	for _, p := range shown {
		b.visit(s, p.path, p.role)
		var stops int
		b.eval(`[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && (e.localName === 'summary' || !e.closest('details:not([open])')) && (e.type !== 'radio' || e.checked)).length`, &stops)
		for i := range min(stops, 12) {
			b.press(kb.Tab)
			var at struct {
				Index   int
				Outline string
				What    string
			}
			b.eval(`(() => { const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && (e.localName === 'summary' || !e.closest('details:not([open])')) && (e.type !== 'radio' || e.checked))
				const e = document.activeElement, style = getComputedStyle(e)
				return {Index: all.indexOf(e), Outline: style.outlineStyle === 'none' ? '' : style.outlineWidth, What: e.outerHTML.slice(0, 100)} })()`, &at)
			if at.Index != i || at.Outline == "" || at.Outline == "0px" {
				t.Errorf("%s: stop %d of %d is number %d, outlined %q: %s", p.path, i, stops, at.Index, at.Outline, at.What)
				break
			}
		}
	}
}

// A screen reader is told what changes, and not every second what does not.
func TestLiveRegionsDoNotChatter(t *testing.T) {
	t.Parallel()
	s := serve(t, busyDesk(t))
	watch := `window.told = []; for (const e of document.querySelectorAll('[role=status], [role=alert], [aria-live]:not([aria-live=off])'))
		new MutationObserver(() => told.push(e.id + ': ' + e.textContent)).observe(e, {childList: true, characterData: true, subtree: true})`
	var tabs []*tab
	for _, p := range shown {
		if !follows(p.path) {
			continue
		}
		b := openTab(t, "fr", phone)
		b.visit(s, p.path, p.role)
		b.run(chromedp.Evaluate(watch, nil))
		tabs = append(tabs, b)
	}
	time.Sleep(3 * time.Second)
	for _, b := range tabs {
		var told []string
		b.eval(`told`, &told)
		if len(told) > 0 {
			t.Errorf("%s: nothing happens, and it says %q", b.path(), told)
		}
	}
	s.stop()
	time.Sleep(5 * time.Second)
	for _, b := range tabs {
		var told []string
		b.eval(`told`, &told)
		if b.path() != "/overlay" && len(told) != 1 { // what lies over a picture never speaks of itself
			t.Errorf("%s: the line was lost, and it says %q", b.path(), told)
		}
	}
}

func (b *tab) path() string {
	var path string
	b.eval(`location.pathname`, &path)
	return path
}
