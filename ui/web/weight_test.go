package web_test

import (
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A page over a crowded Wi-Fi is as good as it is small: what each first visit brings, packed, and when something is seen.
func TestPageWeight(t *testing.T) {
	const most = 60 << 10
	t.Parallel()
	s := serve(t, busyDesk(t))
	b := openTab(t, "fr", phone)
	b.run(network.SetCacheDisabled(true), network.SetBypassServiceWorker(true)) // each visit is a first one
	for _, p := range shown {
		b.visit(s, p.path, p.role)
		var m struct {
			Bytes, Requests int
			Paint           float64
		}
		b.run(chromedp.Evaluate(`(() => { const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].filter(e => !e.name.includes('/api/'))
			return {Bytes: all.reduce((sum, e) => sum + e.transferSize, 0), Requests: all.length, Paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0} })()`, &m))
		t.Logf("%-10s %6d bytes in %2d requests, first paint after %.0f ms", p.path, m.Bytes, m.Requests, m.Paint)
		if m.Bytes > most || m.Bytes == 0 {
			t.Errorf("%s brings %d bytes, at most %d are wanted", p.path, m.Bytes, most)
		}
	}
}
