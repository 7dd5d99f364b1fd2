//go:build linux

package obs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/realobs"
	"regie/obs/realobs/bare"
)

// held runs a driver on an OBS until the benchmark ends; the channel hears of each time that it is ready.
func held(b *testing.B, studio *realobs.Studio) (*obs.Driver, <-chan time.Time) {
	b.Helper()
	ready := make(chan time.Time, 1)
	d := obs.New(obs.Config{Address: studio.Addr(), Password: studio.Password(), OnNews: func(n obs.News) {
		if n.Kind == obs.LinkChanged && n.Link == obs.LinkReady {
			select {
			case ready <- time.Now():
			default:
			}
		}
	}})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	b.Cleanup(func() { cancel(); <-ended })
	soon(b, ready)
	return d, ready
}

func soon[T any](b *testing.B, c <-chan T) T {
	b.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(time.Minute):
		b.Fatal("nothing in a minute")
		panic("unreachable")
	}
}

func middle(d []time.Duration) float64 {
	slices.Sort(d)
	return float64(d[len(d)/2].Microseconds()) / 1000
}

// BenchmarkWatching measures what pictures and meters cost: the processor, in parts of one core, and the memory of OBS and of
// this process, which holds the driver alone.
func BenchmarkWatching(b *testing.B) {
	const lasts = 12 * time.Second
	scenes := []string{"Attente", "Plateau", "Invité"}
	studio := realobs.ForTest(b, realobs.Config{Scenes: scenes})
	d, _ := held(b, studio)
	var report strings.Builder
	for b.Loop() {
		fmt.Fprintf(&report, "\n%-46s %8s %8s %8s %8s %9s\n", "", "OBS %", "OBS MB", "ours %", "heap MB", "pictures")
		for _, way := range []struct {
			name string
			view obs.View
		}{
			{"the link alone", obs.View{}},
			{"meters", obs.View{Meters: true}},
			{"the scene ahead once a second, small", obs.View{Scenes: scenes[1:2], Every: time.Second, Width: 192}},
			{"program once a second", obs.View{Program: true, Every: time.Second}},
			{"program and three scenes once a second, meters", obs.View{Program: true, Scenes: scenes, Meters: true, Every: time.Second}},
			{"program and three scenes 5 times a second, meters", obs.View{Program: true, Scenes: scenes, Meters: true, Every: 200 * time.Millisecond}},
			{"the link alone, afterwards", obs.View{}},
		} {
			pictures := 0
			ctx, stop := context.WithCancel(context.Background())
			over := make(chan struct{})
			go func() {
				defer close(over)
				if way.view.Program || way.view.Meters || len(way.view.Scenes) > 0 {
					d.Watch(ctx, way.view, func(obs.Picture) { pictures++ }, func(obs.Levels) {})
				}
			}()
			time.Sleep(2 * time.Second) // until it has settled
			theirs, ours := spent(b, studio.Pid()), spent(b, os.Getpid())
			time.Sleep(lasts)
			part := func(before, after time.Duration) float64 { return 100 * float64(after-before) / float64(lasts) }
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			fmt.Fprintf(&report, "%-46s %8.1f %8d %8.1f %8.1f", way.name, part(theirs, spent(b, studio.Pid())), residentMB(b, studio.Pid()),
				part(ours, spent(b, os.Getpid())), float64(m.HeapAlloc)/(1<<20))
			stop()
			<-over
			fmt.Fprintf(&report, " %9d\n", pictures)
		}
	}
	b.Log(report.String())
}

// spent is the time that a process has had of the processor.
func spent(b *testing.B, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, after, _ := strings.Cut(string(text), ") ") // the name may hold anything
	ticks := 0
	for _, field := range strings.Fields(after)[11:13] { // user and system
		n, err := strconv.Atoi(field)
		if err != nil {
			b.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100 // USER_HZ
}

func residentMB(b *testing.B, pid int) int {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		b.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		b.Fatal(err)
	}
	return pages * syscall.Getpagesize() >> 20
}

// BenchmarkResync kills OBS and starts it again: how long after it answers for the first time the driver mirrors it, whose
// tries become rarer the longer OBS is away, beside a bare client that knocks every few milliseconds.
func BenchmarkResync(b *testing.B) {
	studio := realobs.ForTest(b, realobs.Config{})
	_, ready := held(b, studio)
	var ours, plain, gone []time.Duration
	for b.Loop() {
		if err := studio.Kill(); err != nil {
			b.Fatal(err)
		}
		killed := time.Now()
		answers, knows := make(chan time.Time, 1), make(chan time.Time, 1)
		go func() {
			answered := false
			for deadline := killed.Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
				c, err := bare.Dial(context.Background(), studio.Addr(), studio.Password(), 0, nil)
				if err != nil {
					continue
				}
				if !answered {
					answered = true
					answers <- time.Now()
				}
				_, err = c.Request(context.Background(), "GetSceneList", nil)
				c.Close()
				if err == nil {
					knows <- time.Now()
					return
				}
			}
		}()
		if err := studio.Restart(context.Background()); err != nil {
			b.Fatal(err)
		}
		answered := soon(b, answers)
		gone = append(gone, answered.Sub(killed))
		plain = append(plain, soon(b, knows).Sub(answered))
		ours = append(ours, soon(b, ready).Sub(answered))
		time.Sleep(6 * time.Second) // so that the next loss finds a steady link
	}
	b.Logf("\nOBS was away for %.0f ms; from its first answer to what it shows: bare client %.1f ms, driver %.0f ms (p50 of %d; worst %v)",
		middle(gone), middle(plain), middle(ours), len(ours), slices.Max(ours).Round(time.Millisecond))
	b.ReportMetric(middle(ours), "ms-resync/p50")
}

// BenchmarkMove moves the stream to and fro between two servers, by the driver and by the barest sequence that works, and
// measures at the servers: from the last packet that one has received to the first that the other has.
func BenchmarkMove(b *testing.B) {
	places := []*realobs.Platform{realobs.PlatformForTest(b), realobs.PlatformForTest(b)}
	studio := realobs.ForTest(b, realobs.Config{Server: places[0].Server, Key: "k"})
	d, _ := held(b, studio)
	ctx := context.Background()
	states := make(chan string, 100)
	hand, err := bare.Dial(ctx, studio.Addr(), studio.Password(), bare.All, func(e bare.Event) {
		var is struct {
			State string `json:"outputState"`
		}
		if e.Type == "StreamStateChanged" && json.Unmarshal(e.Data, &is) == nil {
			states <- is.State
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(hand.Close)
	ask := func(kind string, data any, until string) {
		if _, err := hand.Request(ctx, kind, data); err != nil {
			b.Fatal(err)
		}
		for until != "" && soon(b, states) != "OBS_WEBSOCKET_OUTPUT_"+until {
		}
	}
	here := 0
	var dark []time.Duration
	ways := []struct {
		name string
		move func(to *realobs.Platform)
		took []time.Duration
	}{
		{name: "driver", move: func(to *realobs.Platform) {
			moved, err := d.Move(ctx, obs.Destination{Server: to.Server, Key: "k"}, obs.MoveOptions{})
			if err != nil {
				b.Fatal(err)
			}
			dark = append(dark, moved.Dark)
		}},
		{name: "bare client", move: func(to *realobs.Platform) {
			for len(states) > 0 {
				<-states
			}
			ask("StopStream", nil, "STOPPED")
			ask("SetStreamServiceSettings", map[string]any{"streamServiceType": "rtmp_custom",
				"streamServiceSettings": map[string]any{"server": to.Server, "key": "k"}}, "")
			ask("StartStream", nil, "STARTED")
		}},
	}
	ask("StartStream", nil, "STARTED")
	for b.Loop() {
		for i := range ways {
			for n, on := places[here].Receives("k"); !on || n == 0; n, on = places[here].Receives("k") {
				time.Sleep(10 * time.Millisecond)
			}
			time.Sleep(2 * time.Second) // packets flow
			gap := make(chan time.Duration, 1)
			go func() { gap <- without(places[here], places[1-here]) }()
			ways[i].move(places[1-here])
			ways[i].took = append(ways[i].took, soon(b, gap))
			here = 1 - here
		}
	}
	ask("StopStream", nil, "STOPPED")
	ours, plain := middle(ways[0].took), middle(ways[1].took)
	b.Logf("\nwithout packets at the servers, p50 of %d: driver %.0f ms, bare client %.0f ms (×%.2f); the driver itself says %.0f ms",
		len(dark), ours, plain, ours/plain, middle(dark))
	b.ReportMetric(ours, "ms-without-packets/p50")
	b.ReportMetric(ours/plain, "x-bare")
}

// without is the time between the last packet of one server and the first of the other.
func without(from, to *realobs.Platform) time.Duration {
	var last time.Time
	had := int64(0)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(3 * time.Millisecond) {
		if n, on := from.Receives("k"); on && n != had {
			had, last = n, time.Now()
			continue
		}
		if n, on := to.Receives("k"); on && n > 0 {
			return time.Since(last)
		}
	}
	return time.Minute
}
