//go:build linux

package obs_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/realobs"
	"regie/obs/realobs/bare"
)

// lane is one way to take a scene; the lanes of a run are driven in turn on the same OBS.
type lane struct {
	name           string
	take           func(scene string) error
	started, taken chan time.Time // from the lane's own events
	toStarted      []time.Duration
	toTaken        []time.Duration
}

func newLane(name string) *lane {
	return &lane{name: name, started: make(chan time.Time, 100), taken: make(chan time.Time, 100)}
}

// hears is the event handler of a bare client.
func (l *lane) hears(e bare.Event) {
	switch e.Type {
	case "SceneTransitionStarted":
		l.started <- e.At
	case "CurrentProgramSceneChanged":
		l.taken <- e.At
	}
}

func (l *lane) measure(b *testing.B, scene string) {
	drain(l.started)
	drain(l.taken)
	start := time.Now()
	if err := l.take(scene); err != nil {
		b.Fatal(err)
	}
	l.toStarted = append(l.toStarted, await(b, l.started).Sub(start))
	l.toTaken = append(l.toTaken, await(b, l.taken).Sub(start))
}

func await(b *testing.B, c chan time.Time) time.Time {
	select {
	case at := <-c:
		return at
	case <-time.After(10 * time.Second):
		b.Fatal("OBS says nothing of a cut")
		return time.Time{}
	}
}

func drain(c chan time.Time) {
	for len(c) > 0 {
		<-c
	}
}

func percentile(d []time.Duration, p float64) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[min(int(p*float64(len(sorted))), len(sorted)-1)]
}

// BenchmarkCut measures a cut on a real OBS, from the wish to OBS's word, as the driver does it and as the plainest client
// does it on two connections and on one. The instants are those at which the driver's caller, or the client's, is told.
//
//	go test ./obs -run xxx -bench Cut -benchtime 200x
func BenchmarkCut(b *testing.B) {
	scenes := []string{"Attente", "Plateau", "Invité"}
	studio := realobs.ForTest(b, realobs.Config{Scenes: scenes})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()

	driver := newLane("driver: Want to OnNews")
	ready, ended := make(chan bool, 1), make(chan error, 1)
	d := obs.New(obs.Config{Address: studio.Addr(), Password: studio.Password(), OnNews: func(n obs.News) {
		switch n.Kind { // the instant is ours, not the news': what counts is when the caller knows
		case obs.LinkChanged:
			if n.Link == obs.LinkReady {
				ready <- true
			}
		case obs.TransitionStarted:
			driver.started <- time.Now()
		case obs.SceneTaken:
			driver.taken <- time.Now()
		}
	}})
	go func() { ended <- d.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	<-ready
	driver.take = func(scene string) error { d.Want(obs.Look{Scene: scene}); return nil }

	two := newLane("bare client, two connections")
	two.take = taker(connect(b, studio, 0, nil))
	connect(b, studio, bare.All, two.hears)

	one := newLane("bare client, one connection")
	one.take = taker(connect(b, studio, bare.All, one.hears))

	lanes := []*lane{driver, two, one}
	cuts := 0
	measure := func(l *lane) {
		cuts++ // always another scene: OBS is silent when asked for what it shows
		l.measure(b, scenes[cuts%len(scenes)])
		time.Sleep(time.Duration(7+cuts*13%41) * time.Millisecond) // out of step with OBS's frames
	}
	for _, l := range lanes { // the first cut of all warms OBS up
		measure(l)
		l.toStarted, l.toTaken = nil, nil
	}
	for i := 0; b.Loop(); i++ {
		for k := range lanes {
			measure(lanes[(i+k)%len(lanes)]) // each lane is first in turn
		}
	}
	report(b, lanes, two)
}

func connect(b *testing.B, s *realobs.Studio, events int, hears func(bare.Event)) *bare.Client {
	b.Helper()
	c, err := bare.Dial(context.Background(), s.Addr(), s.Password(), events, hears)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(c.Close)
	return c
}

// taker takes without waiting for the answer, as Want does.
func taker(c *bare.Client) func(string) error {
	return func(scene string) error {
		return c.Send(context.Background(), "SetCurrentProgramScene", map[string]string{"sceneName": scene})
	}
}

func report(b *testing.B, lanes []*lane, yardstick *lane) {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	text := fmt.Sprintf("\n%-30s %28s %28s   (ms, n=%d)\n", "", "SceneTransitionStarted", "CurrentProgramSceneChanged", len(yardstick.toTaken))
	text += fmt.Sprintf("%-30s %8s %8s %10s %8s %8s %10s\n", "", "p50", "p99", "p50 ratio", "p50", "p99", "p50 ratio")
	for _, l := range lanes {
		text += fmt.Sprintf("%-30s", l.name)
		for _, pair := range [][2][]time.Duration{{l.toStarted, yardstick.toStarted}, {l.toTaken, yardstick.toTaken}} {
			p50, p99 := ms(percentile(pair[0], .5)), ms(percentile(pair[0], .99))
			text += fmt.Sprintf(" %8.2f %8.2f %10.2f", p50, p99, p50/ms(percentile(pair[1], .5)))
		}
		text += "\n"
	}
	b.Log(text)
	b.ReportMetric(ms(percentile(lanes[0].toStarted, .5)), "ms-started/p50")
	b.ReportMetric(ms(percentile(lanes[0].toTaken, .5)), "ms-taken/p50")
}
