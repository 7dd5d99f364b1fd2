package desktop

import (
	"context"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"regie/assets"
	"regie/ui/desktop/stories"
)

// BenchmarkDisplayedSecond runs the room for REGIE_SECONDS and measures how late, in milliseconds, its countdown changes
// after the true second did. What the graphics card adds is not in it.
func BenchmarkDisplayedSecond(b *testing.B) {
	seconds, _ := strconv.Atoi(os.Getenv("REGIE_SECONDS"))
	if seconds == 0 {
		b.Skip("REGIE_SECONDS=600 looks at the room for ten minutes")
	}
	story, _ := stories.Find("live")
	d := stories.NewDesk(story, true)
	r := New(test.NewTempApp(b), Config{Desk: d, Lang: assets.French})
	ctx, stop := context.WithTimeout(b.Context(), time.Duration(seconds)*time.Second)
	defer stop()
	ran := make(chan struct{})
	go func() { defer close(ran); r.Run(ctx) }()
	var late []float64
	last := ""
	for ctx.Err() == nil {
		fyne.DoAndWait(func() {
			text := r.air.shown.count.text
			if text != last && last != "" {
				left := float64(d.State().Clock(d.Now()).Left) / float64(time.Millisecond)
				late = append(late, math.Mod(math.Mod(-left, 1000)+1500, 1000)-500)
			}
			last = text
		})
		time.Sleep(time.Millisecond)
	}
	<-ran
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
}
