package web_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"regie/runsheet"
	"regie/ui/web"
)

// installed are the pages that somebody may want beside a phone's other programs: what lies over a picture is for OBS, and what
// describes the interface is read beside an editor.
func installed(path string) bool { return path != "/overlay" && path != "/api" }

// obstacles are why the browser would not install the page that is open.
func (b *tab) obstacles() []string {
	b.t.Helper()
	var all []string
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		found, err := page.GetInstallabilityErrors().Do(ctx)
		for _, e := range found {
			if e.ErrorID != "in-incognito" { // each tab here has a profile of its own
				all = append(all, e.ErrorID)
			}
		}
		return err
	}))
	return all
}

// Each page can be put beside a phone's other programs, where it has a name of its own and opens itself.
func TestPagesAreInstallable(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t))
	b := openTab(t, "fr", phone)
	names := map[string]string{}
	for _, p := range shown {
		if !installed(p.path) {
			continue
		}
		b.visit(s, p.path, p.role)
		if found := b.obstacles(); len(found) > 0 {
			t.Errorf("%s cannot be installed: %s", p.path, strings.Join(found, ", "))
		}
		b.run(chromedp.ActionFunc(func(ctx context.Context) error {
			_, mistakes, _, m, err := page.GetAppManifest().Do(ctx)
			if err != nil {
				return err
			}
			for _, mistake := range mistakes {
				t.Errorf("%s: %s", p.path, mistake.Message)
			}
			if m.StartURL != s.base+p.path || m.ID != s.base+p.path || m.Display != "kStandalone" && p.path != "/stage" {
				t.Errorf("%s opens %s, is known as %s and shown as %s", p.path, m.StartURL, m.ID, m.Display)
			}
			if other := names[m.Name]; other != "" || strings.Count(m.Name, "Régie") != 1 {
				t.Errorf("%s has the name %q, %q too", p.path, m.Name, other)
			}
			names[m.Name] = p.path
			return nil
		}))
	}
}

// Over plain http from another machine browsers neither install a page nor let it keep the screen on: the page works all the
// same, and says what it cannot do where somebody holds it in a hand.
func TestPageOverPlainHTTP(t *testing.T) {
	t.Parallel()
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Hosts = []string{elsewhere} })
	far := *s
	far.base = strings.Replace(s.base, "127.0.0.1", elsewhere, 1)
	b := openTab(t, "fr", phone)
	b.run(emulation.SetDeviceMetricsOverride(phone.width, phone.height, 2, true), emulation.SetTouchEmulationEnabled(true))
	for _, p := range shown {
		if p.role == "" || !installed(p.path) {
			continue
		}
		b.visit(&far, p.path, p.role)
		var is struct{ Secure, Sleepy, Awake, Worker bool }
		b.eval(`({Secure: isSecureContext, Awake: 'awake' in document.body.dataset, Worker: !!navigator.serviceWorker,
			Sleepy: !!document.getElementById('sleepy')?.checkVisibility()})`, &is)
		if is.Secure || is.Worker {
			t.Fatalf("%s is secure for this browser: the test tries nothing", far.base)
		}
		if is.Sleepy != is.Awake {
			t.Errorf("%s wants the screen on: %v; says that it cannot: %v", p.path, is.Awake, is.Sleepy)
		}
		if len(b.obstacles()) == 0 {
			t.Errorf("%s could be installed", p.path)
		}
		shoot(b, "plain-"+name(p.path))
	}
	near := openTab(t, "fr", phone) // on this computer, or over https, there is nothing to say
	near.visit(s, "/remote", runsheet.Operator)
	near.until(`document.getElementById('sleepy').hidden`)
}
