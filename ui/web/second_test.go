package web_test

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"regie/runsheet"
)

// BenchmarkDisplayedSecond looks at a page in a real browser for REGIE_SECONDS and measures how late, in milliseconds, the
// countdown on it changes after the true second did.
func BenchmarkDisplayedSecond(b *testing.B) {
	seconds, _ := strconv.Atoi(os.Getenv("REGIE_SECONDS"))
	if seconds == 0 {
		b.Skip("REGIE_SECONDS=600 looks at a page for ten minutes")
	}
	var late []float64
	look := func(t *testing.T) {
		s := serve(t, onAirDesk(t))
		page := openTabFor(t, "fr", laptop, time.Duration(seconds)*time.Second+2*time.Minute)
		page.open(s, "/stage", runsheet.StageRole)
		page.until(`/\d\d:\d\d/.test(document.body.innerText)`)
		// The truth in the page's own clock: of several answers, the one that was the fastest on its way.
		var result []float64
		page.eval(`(async () => {
			let best = Infinity, end = 0
			for (let i = 0; i < 40; i++) {
				const from = performance.now()
				const state = await (await fetch("/api/state", {headers: {"X-Regie-Role": "stage"}})).json()
				const took = performance.now() - from
				if (took < best) { best = took; end = from + took / 2 + state.on_air.left_ms }
			}
			window.late = []
			let last = ""
			const look = () => {
				const text = (document.body.innerText.match(/\d?\d:\d\d/g) || []).join(" ")
				if (text === last) return
				if (last !== "") { // how far from a whole second, -500 to 500
					const left = end - performance.now()
					window.late.push(((-left % 1000) + 1500) % 1000 - 500)
				}
				last = text
			}
			new MutationObserver(look).observe(document.body, {subtree: true, characterData: true, childList: true})
		})()`, nil)
		time.Sleep(time.Duration(seconds) * time.Second)
		page.eval(`window.late`, &result)
		late = result
	}
	// The browser's helpers belong to tests.
	if !testing.RunTests(func(string, string) (bool, error) { return true, nil }, []testing.InternalTest{{Name: "look", F: look}}) {
		b.Fatal("the page could not be looked at")
	}
	tellLate(b, late)
}

func tellLate(b *testing.B, late []float64) {
	if len(late) == 0 {
		b.Fatal("no second was seen")
	}
	slices.Sort(late)
	at := func(share float64) float64 { return late[int(math.Round(share*float64(len(late)-1)))] }
	b.ReportMetric(float64(len(late)), "seconds")
	b.ReportMetric(at(0), "min-ms")
	b.ReportMetric(at(0.5), "p50-ms")
	b.ReportMetric(at(0.99), "p99-ms")
	b.ReportMetric(at(1), "max-ms")
	fmt.Printf("displayed second on a page: %d changes, %.1f to %.1f ms late, p50 %.1f, p99 %.1f\n", len(late), at(0), at(1), at(0.5), at(0.99))
}
