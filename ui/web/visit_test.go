package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"regie/runsheet"
	"regie/ui/web"
)

func TestStateShowsEverything(t *testing.T) {
	t.Parallel()
	d := busyDesk(t)
	d.do(t, runsheet.DeskRole, runsheet.ReportLink{Link: runsheet.LinkReady}, runsheet.ReportScene{Scene: "Plateau"})
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.visit(s, "/state", runsheet.Observer)
	b.shows("#slot", "3 · Qu'est-ce qu'un algorithme ?")
	b.shows("#mode", "DIRECT")
	b.shows("#late", "de retard")
	b.shows("#obs", "connecté · scène Plateau · il y a")
	b.shows("#journal", "tout est écrit")
	b.shows("#questions", "2 approuvées")
	b.shows(`#rows [data-id=s1] .real`, "18:30 réel")
	b.shows(`#rows [data-id=s4] .planned s`, "19:05")
	d.signal(func(s *runsheet.Signals) { s.Late, s.Unwritten = "disk full", 2 })
	b.shows("#alarm", "Le journal n'est pas écrit")
	b.shows("#journal", "2 faits pas encore écrits")
	d.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	b.shows(`#rows [data-stage=on-air] .title`, "Table ronde")
	// An observer may touch nothing, an operator may look.
	if a := s.call(runsheet.Observer, "POST", "/api/do/go", `{"from":"s4","to":"s5"}`); a.status != 403 {
		t.Errorf("an observer's GO: %d", a.status)
	}
	o := openTab(t, "en", laptop)
	o.run(chromedp.Navigate(web.Link(s.base, "/state", testKeys[runsheet.Operator])))
	o.shows("#slot", "4 · Table ronde")
	if path := o.path(); path != "/state" {
		t.Errorf("an operator's link to /state leads to %s", path)
	}
	m := openTab(t, "en", laptop)
	m.run(chromedp.Navigate(web.Link(s.base, "/state", testKeys[runsheet.Moderator])))
	m.until(`location.pathname === '/mod'`)
}

// destinations gives the show places to watch at, which OBS does not stream to: a move there is done at once.
func destinations(t *testing.T, d *memoryDesk, watch ...string) {
	t.Helper()
	var all []runsheet.Destination
	for i, w := range watch {
		all = append(all, runsheet.Destination{ID: runsheet.DestinationID(fmt.Sprintf("d%d", i+1)), Name: fmt.Sprintf("Platform %d", i+1), Watch: w})
	}
	d.do(t, runsheet.Operator, runsheet.SetDestinations{Destinations: all})
}

func TestLiveLeadsToTheStream(t *testing.T) {
	t.Parallel()
	platform := func(name string) *httptest.Server {
		p := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, name) }))
		t.Cleanup(p.Close)
		return p
	}
	first, second := platform("first"), platform("second")
	d := newDesk()
	d.still = true
	show := talk
	show.Slots = append([]runsheet.Slot{}, talk.Slots...)
	show.Slots[0].Start = evening.Add(12 * time.Minute)
	d.do(t, runsheet.Operator, runsheet.Load{Show: show, Source: "talk.xlsx"}, runsheet.SetDelay{Delay: 20 * time.Second})
	s := serve(t, d)
	b := openTab(t, "fr", phone)
	b.visit(s, "/live", "")
	b.shows("#when", "Le direct commence à 18:42")
	b.shows("#starts", "12:") // and the twenty seconds that viewers are behind
	var left string
	b.eval(`document.getElementById('starts').innerText`, &left)
	if left < "12:10" || left > "12:20" {
		t.Errorf("viewers wait %s, want 12:20 and counting", left)
	}
	b.shows("#where", "gardez cette page ouverte")
	if a := s.call("", "GET", "/live?now", ""); a.status != 200 {
		t.Errorf("/live?now without an address: %d", a.status)
	}

	destinations(t, d, first.URL, second.URL)
	b.shows("#where", strings.TrimPrefix(first.URL, "http://"))
	tabs := func() []*target.Info {
		infos, err := target.GetTargets().Do(cdp.WithExecutor(b.ctx, chromedp.FromContext(b.ctx).Browser))
		if err != nil {
			t.Fatal(err)
		}
		return infos
	}
	opened := func(url string) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
			for _, i := range tabs() {
				if strings.TrimSuffix(i.URL, "/") == url {
					return
				}
			}
		}
		t.Fatalf("no tab is at %s", url)
	}
	b.run(chromedp.Click("#watch", chromedp.ByQuery))
	opened(first.URL)
	// The stream moves: the tab with the player goes along.
	d.do(t, runsheet.Operator, runsheet.MoveStream{To: "d2", Approved: "Agnès"})
	opened(second.URL)
	b.shows("#moved", "votre onglet l'a suivi")
	b.shows("#where", strings.TrimPrefix(second.URL, "http://"))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(s.base + "/live?now")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 302 || r.Header.Get("Location") != second.URL {
		t.Errorf("/live?now: %d %s", r.StatusCode, r.Header.Get("Location"))
	}
}

// Nothing but where to watch is told without a key.
func TestLiveTellsTheWorldLittle(t *testing.T) {
	d := busyDesk(t)
	s := serve(t, d)
	if a := s.call(runsheet.Operator, "POST", "/api/do/destinations", `{"destinations":[{"id":"d1","name":"Bad","watch":"javascript:alert(1)"}]}`); a.status == 200 {
		t.Errorf("an address that is a script is taken: %s", a.body)
	}
	a := s.call("", "GET", "/api/live", "")
	var got map[string]any
	a.decode(t, &got)
	for key := range got {
		switch key {
		case "mode", "title", "address", "on_air", "starts", "starts_in_ms", "notice":
		default:
			t.Errorf("the world is told %q", key)
		}
	}
	if a.status != 200 || got["address"] != "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	for _, path := range []string{"/api/state", "/api/watch", "/api/pages", "/api/socket"} {
		if a := s.call("", "GET", path, ""); a.status != 401 {
			t.Errorf("%s without a key: %d", path, a.status)
		}
	}
}

func TestIndexListsWhatTheKeysOpen(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", phone)
	b.visit(s, "/", "")
	b.until(`document.querySelectorAll('#pages a').length === 1`) // what everybody may open
	b.visit(s, "/animator", runsheet.Animator)
	b.visit(s, "/", "")
	b.until(`[...document.querySelectorAll('#pages a')].map(a => a.getAttribute('href')).join() === '/ask,/stage,/animator,/live'`)
	b.shows("#pages", "Écran de scène")
	b.run(chromedp.Evaluate(`document.querySelector('#pages a[href="/stage"]').click()`, nil))
	b.until(`location.pathname === '/stage' && document.body.dataset.link === 'live'`)
}

// A page speaks another language at once, keeps it, and its other tab follows.
func TestLanguageChangesWithoutAReload(t *testing.T) {
	t.Parallel()
	s := serve(t, busyDesk(t))
	b := openTab(t, "fr", laptop)
	for _, p := range shown {
		if p.path == "/stage" || p.path == "/overlay" {
			continue // these are shown to many, who choose nothing
		}
		b.run(network.ClearBrowserCookies())
		b.visit(s, p.path, p.role)
		b.until(`document.documentElement.lang === 'fr'`)
		b.run(chromedp.Evaluate(`window.same = true; const l = document.getElementById('lang'); l.value = 'en'; l.dispatchEvent(new Event('change'))`, nil))
		b.until(`document.documentElement.lang === 'en' && window.same === true`)
		var french []string
		b.wait(`fetch('/api/words?page=' + document.body.dataset.page + '&lang=fr').then(r => r.json()).then(fr => fetch('/api/words?page=' + document.body.dataset.page + '&lang=en').then(r => r.json()).then(en => {
			const text = document.body.innerText
			return Object.keys(fr.words).filter(k => fr.words[k].length > 7 && !fr.words[k].includes('{') && fr.words[k] !== en.words[k] && k !== 'language' && text.includes(fr.words[k])).map(k => k + ': ' + fr.words[k]) }))`, &french)
		for _, f := range french {
			t.Errorf("%s still says %s", p.path, f)
		}
		b.run(chromedp.Navigate(s.base + p.path))
		b.until(`document.documentElement.lang === 'en' && document.title.length > 0`)
	}
}

// The desk knows a page by its id: through a reload and a lost line it is the same page, with its name.
func TestConnectedPages(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	s := serve(t, d)
	b := openTab(t, "fr", phone)
	b.visit(s, "/animator", runsheet.Animator)
	var id string
	only := func() web.Page {
		t.Helper()
		pages := s.server.Pages()
		if len(pages) != 1 {
			t.Fatalf("pages are %+v", pages)
		}
		return pages[0]
	}
	if p := only(); p.Path != "/animator" || p.Role != runsheet.Animator || !p.Connected() || p.Address != "127.0.0.1" {
		t.Errorf("the page is %+v", p)
	}
	id = only().ID
	if a := s.call(runsheet.Operator, "POST", "/api/pages/"+id+"/rename", `{"name":"  Tablette\u202e de Lucie "}`); a.status != 200 {
		t.Errorf("rename: %d %s", a.status, a.body)
	}
	s.call(runsheet.Operator, "POST", "/api/pages/"+id+"/identify", "")
	b.shows("#identify", "Tablette de Lucie")
	shoot(b, "identify")
	b.run(chromedp.Reload())
	b.until(`document.body.dataset.link === 'live'`)
	if p := only(); p.ID != id || p.Name != "Tablette de Lucie" {
		t.Errorf("after a reload the page is %+v", p)
	}
	// Another desk, or the same one after a crash, learns the name from the page.
	s.stop()
	b.until(`document.body.dataset.link === 'lost'`)
	s.server = web.New(web.Config{Desk: d, Keys: testKeys})
	s.start()
	b.until(`document.body.dataset.link === 'live'`)
	if p := only(); p.ID != id || p.Name != "Tablette de Lucie" {
		t.Errorf("after a restart the page is %+v", p)
	}
	// It goes where its role may go, and nowhere else.
	for path, want := range map[string]int{"/mod": 404, "/remote": 404, "//evil.example": 404, "https://evil.example/": 404, "/stage": 200} {
		if a := s.call(runsheet.Operator, "POST", "/api/pages/"+id+"/send", fmt.Sprintf(`{"page":%q}`, path)); a.status != want {
			t.Errorf("send to %s: %d %s", path, a.status, a.body)
		}
	}
	b.until(`location.pathname === '/stage' && document.body.dataset.link === 'live'`)
	if a := s.call(runsheet.Animator, "GET", "/api/pages", ""); a.status != 403 {
		t.Errorf("an animator asks who is there: %d", a.status)
	}
	var list struct {
		Pages []struct {
			ID, Name, Page, Role string
			Connected            bool
			May                  []string
		}
		Audience int
	}
	s.call(runsheet.Operator, "GET", "/api/pages", "").decode(t, &list)
	there := list.Pages[0]
	if there.Page != "/stage" || there.Role != "stage" || !there.Connected {
		t.Errorf("the list is %+v", list)
	}
}

// A second tab of the same browser is another page; a reload of it as well.
func TestTwoTabsAreTwoPages(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", laptop)
	b.visit(s, "/animator", runsheet.Animator)
	other := b.beside(s.base + "/animator")
	other.front()
	other.until(`document.body?.dataset.link === 'live'`)
	if pages := s.server.Pages(); len(pages) != 2 {
		t.Errorf("two tabs are %+v", pages)
	}
}

// wait runs a script that promises its result.
func (b *tab) wait(script string, result any) {
	b.t.Helper()
	b.run(chromedp.Evaluate(script, result, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
}

// front brings a tab before the others of its window.
func (b *tab) front() { b.t.Helper(); b.run(page.BringToFront()) }

// beside opens another tab of the same browser.
func (b *tab) beside(url string) *tab {
	b.t.Helper()
	c := chromedp.FromContext(b.ctx)
	whole := cdp.WithExecutor(b.ctx, c.Browser)
	infos, err := target.GetTargets().Do(whole)
	if err != nil {
		b.t.Fatal(err)
	}
	var profile cdp.BrowserContextID
	for _, i := range infos {
		if i.TargetID == c.Target.TargetID {
			profile = i.BrowserContextID
		}
	}
	id, err := target.CreateTarget(url).WithBrowserContextID(profile).Do(whole)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, stop := chromedp.NewContext(browser, chromedp.WithTargetID(id))
	b.t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	b.t.Cleanup(cancel)
	return &tab{t: b.t, ctx: ctx}
}

// A browser opens six lines to one desk. Tabs that nobody looks at let theirs go, so that many can be open; each is there
// again when it is looked at.
func TestManyTabs(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", laptop)
	b.visit(s, "/animator", runsheet.Animator)
	tabs := []*tab{b}
	for range 9 {
		tabs = append(tabs, b.beside(s.base+"/animator"))
	}
	// Each is looked at for a moment; after twice as many as there are lines, the first is still one that works.
	for _, one := range append(tabs[1:], tabs...) {
		one.front()
		one.until(`document.body?.dataset.link === 'live'`)
	}
	s.desk.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	for _, one := range tabs {
		one.front()
		one.shows("#slot", "Table ronde")
	}
}

// The service worker has a page for when the desk is away, and no other.
func TestOfflineAndBack(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "en", phone)
	b.run(chromedp.Navigate(strings.Replace(web.Link(s.base, "/animator", testKeys[runsheet.Animator]), "127.0.0.1", "localhost", 1)))
	b.until(`document.body.dataset.link === 'live'`)
	b.wait(`navigator.serviceWorker.ready.then(r => r.active.state === 'activated' ? true : new Promise(done => { r.active.onstatechange = () => done(true) }))`, nil)
	var caches []string
	b.wait(`caches.keys().then(async all => (await Promise.all(all.map(async n => (await (await caches.open(n)).keys()).map(r => new URL(r.url).pathname)))).flat())`, &caches)
	for _, path := range caches {
		if path != "/offline" && !strings.HasPrefix(path, "/static/") {
			t.Errorf("the service worker keeps %s", path)
		}
	}
	s.stop()
	b.until(`document.body.dataset.link === 'lost'`)
	if err := chromedp.Run(b.ctx, chromedp.Navigate(strings.Replace(s.base, "127.0.0.1", "localhost", 1)+"/animator")); err != nil {
		t.Logf("navigate: %v", err)
	}
	b.shows("h1", "Régie out of reach")
	shoot(b, "offline-en-phone")
	s.start()
	b.until(`document.body.dataset.link === 'live' && location.pathname === '/animator'`)
	b.shows("#slot", "algorithme")
}

// A network that goes and comes: the page says since when, and resumes.
func TestNetworkGoesAndComes(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", phone)
	b.visit(s, "/state", runsheet.Observer)
	b.run(network.OverrideNetworkState(true, 0, 0, 0))
	s.stop()
	b.shows("#link", "connexion perdue depuis")
	b.shows("#clock", ":") // the countdown goes on
	first := b.text("#clock")
	b.until(fmt.Sprintf(`document.getElementById('clock').innerText !== %q`, first))
	s.desk.do(t, runsheet.Operator, runsheet.Go{From: "s3", To: "s4"})
	s.start()
	b.run(network.OverrideNetworkState(false, 0, -1, -1))
	b.shows("#slot", "4 · Table ronde")
}
