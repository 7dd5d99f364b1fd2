package web_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"regie/runsheet"
	"regie/ui/web"
)

// These tests drive a real Chromium (Debian: "chromium"). Without one they fail, so that nobody believes them passed;
// REGIE_WITHOUT_CHROMIUM=1 says that this is known.

func TestMain(m *testing.M) {
	code := m.Run()
	closeBrowser()
	os.Exit(code)
}

var (
	browserOnce  sync.Once
	browser      context.Context
	browserErr   error
	closeBrowser = func() {}
)

func startBrowser() {
	path, err := exec.LookPath("chromium")
	if err != nil {
		browserErr = fmt.Errorf("no chromium here: install the package \"chromium\", or set REGIE_WITHOUT_CHROMIUM=1 to go without: %w", err)
		return
	}
	home, err := os.MkdirTemp("", "regie-chromium")
	if err != nil {
		browserErr = err
		return
	}
	options := append([]chromedp.ExecAllocatorOption{},
		chromedp.ExecPath(path), chromedp.UserDataDir(home), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck)
	for _, flag := range []string{
		"disable-background-networking", "disable-component-update", "disable-sync", "disable-quic", "hide-scrollbars",
		"disable-dev-shm-usage",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	options = append(options, chromedp.Flag("ignore-certificate-errors-spki-list", pinned()), chromedp.Flag("host-resolver-rules", "MAP "+elsewhere+" 127.0.0.1"))
	all, stopAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stop := chromedp.NewContext(all)
	closeBrowser = func() {
		chromedp.Cancel(ctx) // waits until it has gone, so that its folder is left alone
		stop()
		stopAll()
		os.RemoveAll(home)
	}
	browser, browserErr = ctx, chromedp.Run(ctx)
}

// elsewhere is a name by which the browser reaches this computer as if it were another one.
const elsewhere = "regie.test"

// tab is one page of a browser of its own: no cookies, no memory of other tests.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	mistakes []string
}

type size struct{ width, height int64 }

var (
	phone  = size{390, 844}
	laptop = size{1280, 720}
)

func openTab(t *testing.T, lang string, as size) *tab {
	t.Helper()
	return openTabFor(t, lang, as, 3*time.Minute)
}

// openTabFor is openTab for longer than a test usually lasts.
func openTabFor(t *testing.T, lang string, as size, most time.Duration) *tab {
	t.Helper()
	if os.Getenv("REGIE_WITHOUT_CHROMIUM") == "1" {
		t.Skip("REGIE_WITHOUT_CHROMIUM=1: no browser, by choice")
	}
	browserOnce.Do(startBrowser)
	if browserErr != nil {
		t.Fatal(browserErr)
	}
	// The headless mode of today opens a page in a new profile only together with a window.
	whole := cdp.WithExecutor(browser, chromedp.FromContext(browser).Browser)
	profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(whole)
	if err != nil {
		t.Fatal(err)
	}
	id, err := target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(whole)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	t.Cleanup(func() {
		stop()
		target.DisposeBrowserContext(profile).Do(whole)
	})
	ctx, cancel := context.WithTimeout(ctx, most)
	t.Cleanup(cancel)
	b := &tab{t: t, ctx: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			b.mistakes = append(b.mistakes, e.ExceptionDetails.Error())
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError && e.Entry.Source != log.SourceNetwork {
				b.mistakes = append(b.mistakes, e.Entry.Text)
			}
		}
	})
	b.run(chromedp.EmulateViewport(as.width, as.height), network.Enable(), log.Enable(),
		network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": lang}))
	t.Cleanup(func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, m := range b.mistakes {
			t.Errorf("page: %s", m)
		}
	})
	return b
}

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	if err := chromedp.Run(b.ctx, actions...); err != nil {
		b.t.Fatalf("browser: %v", err)
	}
}

func (b *tab) open(s *site, path string, role runsheet.Role) {
	b.t.Helper()
	b.run(chromedp.Navigate(web.Link(s.base, path, testKeys[role])))
}

// until waits for a condition in JavaScript to become true.
func (b *tab) until(condition string) {
	b.t.Helper()
	// Asked from here, so that the page may go elsewhere meanwhile.
	var err error
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		var ok bool
		if err = chromedp.Run(b.ctx, chromedp.Evaluate(condition, &ok)); ok {
			return
		}
	}
	b.t.Fatalf("page never came to %s (%v)\n%s", condition, err, b.text("body"))
}

// shows waits for an element to hold a text, whatever its blanks keep together.
func (b *tab) shows(selector, text string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`!!document.querySelector(%q)?.innerText.replaceAll('\u00a0', ' ').includes(%q)`, selector, strings.ReplaceAll(text, "\u00a0", " ")))
}

func (b *tab) text(selector string) string {
	var s string
	if err := chromedp.Run(b.ctx, chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &s)); err != nil {
		return err.Error()
	}
	return s
}

func (b *tab) eval(script string, result any) {
	b.t.Helper()
	b.run(chromedp.Evaluate(script, result))
}

// ask types a question and sends it.
func (b *tab) ask(text string) {
	b.t.Helper()
	b.run(chromedp.SendKeys("#text", text, chromedp.ByQuery), chromedp.Click("#send", chromedp.ByQuery))
}

// received waits until the desk has a question: the page shows it before that, as being sent.
func (b *tab) received(text string) {
	b.t.Helper()
	b.until(fmt.Sprintf(`[...document.querySelectorAll('#mine [data-fate=received]')].some(q => q.innerText.includes(%q))`, text))
}

func (b *tab) press(keys string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(keys))
}

func TestAskIsReceivedAndFollowed(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", phone)
	b.open(s, "/ask", runsheet.Audience)
	b.shows("#onair", "À l'antenne\u00a0: Qu'est-ce qu'un algorithme ?")
	var address string
	b.eval(`location.href`, &address)
	if address != s.base+"/ask" {
		t.Errorf("address is %q: the key is still in it", address)
	}
	b.ask("Qui écrit la recette ?")
	b.shows("#answer", "bien arrivée")
	b.shows("#mine", "Reçue")
	q := s.desk.State().Questions.At(0)
	if q.Text != "Qui écrit la recette ?" || strings.HasPrefix(string(q.Device), "addr:") {
		t.Errorf("desk has %q from %q", q.Text, q.Device)
	}
	// Viewers are twenty seconds behind: what is said of the air waits for them, and what everybody may know does not.
	s.desk.do(t, runsheet.Operator, runsheet.SetDelay{Delay: 20 * time.Second})
	said := 0
	still := func(fate string) {
		t.Helper()
		said++
		rules := fmt.Sprint("Phrase ", said)
		s.desk.do(t, runsheet.Operator, runsheet.SetAudience{Rules: rules, Votes: true})
		b.shows("#rule", rules) // so the page has the state in which the question stands elsewhere
		b.shows("#mine", fate)
		b.shows("#open", "Qui écrit la recette ?")
	}
	s.desk.do(t, runsheet.Moderator, runsheet.Approve{ID: q.ID})
	b.shows("#mine", "Approuvée")
	s.desk.do(t, runsheet.Moderator, runsheet.PutOnAir{ID: q.ID})
	still("Approuvée")
	shoot(b, "ask-not-ahead-phone-fr")
	s.desk.pass(20 * time.Second)
	s.desk.due()
	b.shows("#mine", "À l'antenne")
	b.until(`document.querySelectorAll("#open li").length === 0`)
	shoot(b, "ask-on-air-phone-fr")
	s.desk.do(t, runsheet.Moderator, runsheet.Answer{ID: q.ID})
	s.desk.pass(20 * time.Second)
	s.desk.due()
	b.shows("#mine", "Répondue")
	// A new visit of the same browser, without a key this time.
	b.run(chromedp.Navigate(s.base + "/ask"))
	b.shows("#mine", "Qui écrit la recette ?")
}

func TestAskRetriesByItself(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "en", phone)
	b.open(s, "/ask", runsheet.Audience)
	b.shows("#link", "up to date")
	s.stop()
	b.shows("#link", "connection lost")
	b.ask("Is anybody there?")
	b.shows("#answer", "tries again by itself")
	b.shows("#mine", "Being sent")
	b.ask("Does the second one get through as well?")
	var kept string
	b.eval(`localStorage.getItem('regie-waiting')`, &kept)
	if !strings.Contains(kept, "Is anybody there?") {
		t.Errorf("the page keeps %q", kept)
	}
	// The desk comes back, and cannot save yet; then it can.
	s.desk.setUnsaved(true)
	s.start()
	b.shows("#link", "up to date")
	b.shows("#mine", "Being sent")
	s.desk.setUnsaved(false)
	b.shows("#mine", "Received")
	b.until(`localStorage.getItem('regie-waiting') === '[]'`)
	b.until(`[...document.querySelectorAll('#mine li')].filter(q => q.dataset.fate === 'received').length === 2`)
	if n := s.desk.State().Questions.Len(); n != 2 {
		t.Errorf("the desk has %d questions", n)
	}
}

// A question that was sent when the page was closed is sent when it is opened again.
func TestAskRemembersAcrossVisits(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "en", phone)
	b.open(s, "/ask", runsheet.Audience)
	b.shows("#link", "up to date")
	s.desk.setUnsaved(true)
	b.ask("Will this survive?")
	b.shows("#mine", "Being sent")
	b.run(chromedp.Navigate("about:blank"))
	s.desk.setUnsaved(false)
	b.run(chromedp.Navigate(s.base + "/ask"))
	b.shows("#mine", "Received")
	if n := s.desk.State().Questions.Len(); n != 1 {
		t.Errorf("the desk has %d questions", n)
	}
}

func TestModeratorKeys(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	for i, text := range []string{
		"Qui écrit la recette ?", "Faut-il avoir peur des machines ?", "Quels biais dans les données ?", "Combien cela coûte-t-il ?",
	} {
		d.do(t, runsheet.Operator, runsheet.Ask{ID: runsheet.QuestionID(fmt.Sprintf("q%d", i)), Text: text})
	}
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.open(s, "/mod", runsheet.Moderator)
	b.shows(".list.incoming h2", "Nouvelles 4")

	status := func(id, want string) {
		t.Helper()
		b.until(fmt.Sprintf(`!!document.querySelector('.list.%s .question[data-id=%s]:not(.gone)')`, want, id))
		if q, _ := d.State().Questions.Get(runsheet.QuestionID(id)); string(q.Status) != want {
			t.Errorf("%s is %s, want %s", id, q.Status, want)
		}
	}
	chosen := func(id string) {
		t.Helper()
		b.until(fmt.Sprintf(`document.querySelector('.question.chosen')?.dataset.id === %q`, id))
	}
	b.press("a") // nothing is chosen yet
	b.shows("#status", "Choisissez")
	b.press(kb.ArrowDown)
	chosen("q0")
	b.press("a")
	status("q0", "approved")
	chosen("q1") // the choice stays in its place, and the next question comes to it
	b.press("r")
	status("q1", "rejected")
	b.press("z")
	status("q1", "incoming")
	chosen("q1")
	b.press("z") // one further back
	status("q0", "incoming")
	chosen("q0")
	b.press("a")
	status("q0", "approved")
	b.press(kb.ArrowRight)
	chosen("q0")
	b.press("n")
	status("q0", "next")
	b.press(kb.ArrowRight)
	chosen("q0")
	b.press("s")
	status("q0", "on-air")
	b.press("d")
	status("q0", "answered")

	b.run(chromedp.Click("#passive", chromedp.ByQuery))
	b.until(`document.getElementById('passive').getAttribute('aria-pressed') === 'true'`)
	if m := d.State().Moderation; m != runsheet.Passive {
		t.Errorf("moderation is %s", m)
	}
}

// A question moved by somebody else leaves its place empty while a mouse is in the list; new ones come at the end.
func TestModeratorListsDoNotMove(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.Ask{ID: "q0", Text: "Première question du soir"}, runsheet.Ask{ID: "q1", Text: "Une tout autre demande"})
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.open(s, "/mod", runsheet.Moderator)
	b.shows(".list.incoming h2", "Nouvelles 2")
	const top = `document.querySelector('.list.incoming [data-id=q1]').getBoundingClientRect().top`
	var before, after float64
	b.eval(top, &before)
	b.run(chromedp.MouseEvent("mouseMoved", 100, before+5))
	d.do(t, runsheet.Operator, runsheet.Reject{ID: "q0"}, runsheet.Ask{ID: "q2", Text: "Encore autre chose, plus tard"})
	b.until(`!!document.querySelector('.list.incoming [data-id=q2]')`)
	time.Sleep(2 * time.Second) // longer than a shadow stays where there is no mouse
	b.eval(top, &after)
	if before != after {
		t.Errorf("the question under the mouse moved from %v to %v", before, after)
	}
	var order string
	b.eval(`[...document.querySelectorAll('.list.incoming li')].map(r => r.dataset.id).join()`, &order)
	if order != "q0,q1,q2" {
		t.Errorf("order is %s", order)
	}
	b.run(chromedp.MouseEvent("mouseMoved", 1200, 650))
	b.until(`!document.querySelector('.list.incoming [data-id=q0]')`)
}

// What a refusal says is read in the status line, and nothing else happens.
func TestModeratorSeesRefusals(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.Ask{ID: "q0", Text: "Première question du soir"})
	s := serve(t, d)
	b := openTab(t, "en", laptop)
	b.open(s, "/mod", runsheet.Moderator)
	b.shows(".list.incoming h2", "New 1")
	b.press(kb.ArrowDown)
	b.until(`!!document.querySelector('.chosen')`)
	b.press("n") // new questions cannot be next
	b.shows("#status", "The question is elsewhere by now.")
}

func TestAnimatorSeesOnlyWhatWasApproved(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.Ask{ID: "q0", Text: "Secret pas encore lu"}, runsheet.Ask{ID: "q1", Text: "Une question très convenable"})
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.open(s, "/animator", runsheet.Animator)
	b.shows("#points", "Une recette de cuisine")
	b.shows("#standby", "4 · Table ronde")
	stage := openTab(t, "fr", laptop)
	stage.open(s, "/stage", runsheet.StageRole)
	stage.shows("#slot", "algorithme")

	d.do(t, runsheet.Moderator, runsheet.Approve{ID: "q1"})
	b.shows("#approved-count", "1 question approuvée")
	if got := b.text("body"); strings.Contains(got, "convenable") {
		t.Errorf("an approved question is shown before the list is opened:\n%s", got)
	}
	d.do(t, runsheet.Moderator, runsheet.Next{ID: "q1"})
	b.shows("#next", "convenable")
	var html string
	stage.eval(`document.documentElement.outerHTML`, &html)
	if strings.Contains(html, "convenable") {
		t.Error("the stage has a question that is not on air")
	}
	d.do(t, runsheet.Moderator, runsheet.PutOnAir{ID: "q1"})
	b.shows("#question", "convenable")
	stage.eval(`document.documentElement.outerHTML`, &html)
	if strings.Contains(html, "convenable") {
		t.Error("the stage has a question that nobody wanted there")
	}
	d.do(t, runsheet.Operator, runsheet.ShowQuestions{Stage: new(true)})
	stage.shows("#question", "convenable")
	d.do(t, runsheet.Operator, runsheet.SendMessage{Text: "Deux minutes de plus"}, runsheet.Hold{Slot: "s3"})
	b.shows("#message", "Régie\u00a0: Deux minutes de plus")
	b.shows("#clockword", "meublez")
	d.do(t, runsheet.Operator, runsheet.Remind{ID: "micro", Slot: "s4", Before: time.Hour, Text: "Micro HF à Léa"})
	d.due()
	b.shows("#reminder", "Rappel\u00a0: Micro HF à Léa · Table ronde")
	shoot(b, "animator-reminder-1280-fr")
	stage.shows("#clockword", "meublez")
	for _, page := range []*tab{b, stage} {
		page.eval(`document.documentElement.outerHTML`, &html)
		if strings.Contains(html, "Secret") {
			t.Errorf("a page has a question that nobody let through")
		}
	}
}

// The colours of the countdown always have their word, and it counts by itself.
func TestStageCounts(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.open(s, "/stage", runsheet.StageRole)
	b.until(`document.body.dataset.clock === 'normal'`)
	b.until(`/^1[67]:\d\d$/.test(document.getElementById('clock').innerText)`)
	b.shows("#clockword", "restant")
	first := b.text("#clock")
	b.until(fmt.Sprintf(`document.getElementById('clock').innerText !== %q`, first))

	d.pass(17*time.Minute + 20*time.Second)
	d.do(t, runsheet.Operator, runsheet.SendMessage{Text: "Concluez"})
	b.until(`document.body.dataset.clock === 'warn'`)
	b.shows("#clockword", "moins d'une minute")
	d.pass(time.Minute)
	d.do(t, runsheet.Operator, runsheet.SendMessage{})
	b.until(`document.body.dataset.clock === 'over'`)
	b.shows("#clockword", "temps dépassé")
	b.shows("#clock", "+00:")
	b.until(`document.getElementById('message').hidden`)
}

func TestWrongKeyIsSaid(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", phone)
	b.run(chromedp.Navigate(s.base + "/ask#key=nonsense"))
	b.shows("#link", "Scannez de nouveau")
	other := openTab(t, "fr", phone)
	other.run(chromedp.Navigate(s.base + "/mod"))
	other.shows("#link", "plus valable")
	// A key in the query works too, and one for another page leads there.
	lost := openTab(t, "fr", phone)
	lost.run(chromedp.Navigate(s.base + "/?key=" + testKeys[runsheet.StageRole]))
	lost.until(`location.pathname === '/stage' && !location.search`)
	lost.shows("#clockword", "restant")
}

// The states that nobody hopes for, as pictures and as words.
func TestPagesInTrouble(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.Hold{Slot: "s3"})
	s := serve(t, d)
	pages := map[string]runsheet.Role{"/animator": runsheet.Animator, "/stage": runsheet.StageRole, "/mod": runsheet.Moderator, "/ask": runsheet.Audience}
	tabs := map[string]*tab{}
	for path, role := range pages {
		tabs[path] = openTab(t, "fr", phone)
		tabs[path].open(s, path, role)
		tabs[path].until(`document.body.dataset.link === 'live'`)
	}
	s.stop()
	for path, b := range tabs {
		b.shows("#link", "connexion perdue depuis")
		shoot(b, strings.Trim(path, "/")+"-lost")
	}
}

// The longest texts that there are must leave the clock where it can be read.
func TestStageKeepsItsClock(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	long := strings.Repeat("Une question interminable sur les algorithmes. ", 12)[:500]
	d.do(t, runsheet.Operator, runsheet.ShowQuestions{Stage: new(true)}, runsheet.Ask{ID: "q", Text: long}, runsheet.Approve{ID: "q"}, runsheet.PutOnAir{ID: "q"},
		runsheet.SendMessage{Text: strings.Repeat("Dites encore un mot du programme. ", 6)[:199]})
	d.pass(90 * time.Minute)
	s := serve(t, d)
	for _, as := range []size{phone, laptop, {844, 390}, {1920, 1080}} {
		b := openTab(t, "fr", as)
		b.open(s, "/stage", runsheet.StageRole)
		b.until(`document.body.dataset.clock === 'over'`)
		var ok bool
		b.eval(`(() => { const clock = document.getElementById('clock'), digits = document.createRange()
			digits.selectNodeContents(clock)
			const wide = digits.getBoundingClientRect(), tall = clock.getBoundingClientRect(),
				word = document.getElementById('clockword').getBoundingClientRect()
			return tall.top >= 0 && word.bottom <= innerHeight && wide.left >= 0 && wide.right <= innerWidth &&
				tall.height >= .15 * Math.min(innerWidth, innerHeight) })()`, &ok)
		if !ok {
			t.Errorf("at %v the clock is out of the page or too small", as)
		}
		shoot(b, fmt.Sprintf("stage-long-%dx%d", as.width, as.height))
	}
}

func shoot(b *tab, name string) {
	b.t.Helper()
	dir := os.Getenv("REGIE_SHOTS")
	if dir == "" {
		return
	}
	var png []byte
	b.run(chromedp.Sleep(400*time.Millisecond), chromedp.FullScreenshot(&png, 100)) // what is to be scrolled to as well
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, strings.TrimPrefix(name, "-")+".png"), png, 0o644); err != nil {
		b.t.Fatal(err)
	}
}
