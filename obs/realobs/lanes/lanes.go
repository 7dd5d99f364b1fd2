// Package lanes races several ways of taking a scene on one real OBS: side by side in one run, each first in turn, so that
// a busy machine is equally unfair to all. Only benchmarks may use it.
package lanes

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/obs/realobs"
	"regie/obs/realobs/bare"
)

// The instants of a take that are measured, from the wish on.
const (
	Done     = "done"                       // the caller may go on: GO is durable, a bare client has its answer
	Answered = "answered"                   // OBS has answered the request
	Started  = "SceneTransitionStarted"     // what a hand sees first
	Changed  = "CurrentProgramSceneChanged" // what the log believes
)

var instants = []string{Done, Answered, Started, Changed}

// anew is how many rounds are raced on the same connections. OBS tells its clients one after the other, in the order of its
// own memory's addresses, which is worth a tenth of what is measured here: who comes first must change.
const anew = 15

// Lane is one way to take a scene. It is told what it hears with Tell, from any goroutine.
type Lane struct {
	Name    string
	Take    func(scene string) error
	Prepare func(scene string) // before the clock runs; may be nil
	Connect func()             // leaves its connections, if it has any, and makes them anew

	mu    sync.Mutex
	began time.Time
	seen  map[string]time.Duration
	over  chan struct{} // closed when the present take is over
	took  map[string][]time.Duration
}

// New makes a lane.
func New(name string, connect func(), take func(scene string) error) *Lane {
	return &Lane{Name: name, Connect: connect, Take: take, took: map[string][]time.Duration{}}
}

// Tell says that an instant of the present take has come: for what OBS says, the moment at which its words were there to be
// read, in every lane. What comes between two takes is passed over.
func (l *Lane) Tell(instant string, at time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.seen == nil {
		return
	}
	if _, twice := l.seen[instant]; !twice {
		l.seen[instant] = at.Sub(l.began)
	}
	l.finish()
}

// finish ends the take once OBS has answered and changed the scene; the start may be told late, or never.
func (l *Lane) finish() {
	_, answered := l.seen[Answered]
	_, changed := l.seen[Changed]
	if answered && changed && l.over != nil {
		close(l.over)
		l.over = nil
	}
}

// Hears is the event handler of a bare client.
func (l *Lane) Hears(e bare.Event) {
	if e.Type == Started || e.Type == Changed {
		l.Tell(e.Type, e.At)
	}
}

// Bare makes the lane of the plainest client that works: on two connections, as the driver is wired, or on one, as is usual.
func Bare(b *testing.B, s *realobs.Studio, name string, connections int) *Lane {
	b.Helper()
	l := New(name, nil, nil)
	var c *bare.Client // the one that asks
	var all []*bare.Client
	leave := func() {
		for _, c := range all {
			c.Close()
		}
		all = nil
	}
	b.Cleanup(leave)
	dial := func(events int, hears func(bare.Event)) {
		var err error
		if c, err = bare.Dial(context.Background(), s.Addr(), s.Password(), events, hears); err != nil {
			b.Fatal(err)
		}
		all = append(all, c)
	}
	l.Connect = func() {
		leave()
		dial(bare.All, l.Hears)
		if connections == 2 {
			dial(0, nil)
		}
	}
	l.Take = func(scene string) error {
		_, err := c.Request(context.Background(), "SetCurrentProgramScene", map[string]string{"sceneName": scene})
		l.Tell(Answered, time.Now())
		return err
	}
	return l
}

func (l *Lane) run(b *testing.B, scene string, keep bool) {
	if l.Prepare != nil {
		l.Prepare(scene)
	}
	over := make(chan struct{})
	l.mu.Lock()
	l.seen, l.over, l.began = map[string]time.Duration{}, over, time.Now()
	l.mu.Unlock()
	err := l.Take(scene)
	l.Tell(Done, time.Now())
	if err != nil {
		b.Fatalf("%s: %v", l.Name, err)
	}
	select {
	case <-over:
	case <-time.After(10 * time.Second):
		l.mu.Lock()
		defer l.mu.Unlock()
		b.Fatalf("%s: take of %s is not over, heard only %v", l.Name, scene, l.seen)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if keep {
		for instant, d := range l.seen {
			l.took[instant] = append(l.took[instant], d)
		}
	}
	l.seen = nil
}

// Race connects the lanes, lets them take scenes in turn, once for each of b's rounds, and gives a table of what each took.
func Race(b *testing.B, scenes []string, all ...*Lane) string {
	b.Helper()
	cuts := 0
	turn := func(l *Lane, keep bool) {
		cuts++ // always another scene: OBS is silent when asked for what it shows
		l.run(b, scenes[cuts%len(scenes)], keep)
		time.Sleep(time.Duration(7+cuts*13%41) * time.Millisecond) // out of step with OBS's frames
	}
	order := slices.Clone(all)
	for i := 0; b.Loop(); i++ {
		if i%anew == 0 {
			rand.Shuffle(len(order), func(i, k int) { order[i], order[k] = order[k], order[i] })
			for _, l := range order {
				l.Connect()
			}
			for _, l := range order { // the first take of all warms OBS up
				turn(l, false)
			}
		}
		for k := range order {
			turn(order[(i+k)%len(order)], true)
		}
	}
	return table(all)
}

// P is a percentile of an instant in milliseconds, 0 when it never came.
func (l *Lane) P(instant string, p float64) float64 {
	sorted := slices.Sorted(slices.Values(l.took[instant]))
	if len(sorted) == 0 {
		return 0
	}
	return float64(sorted[min(int(p*float64(len(sorted))), len(sorted)-1)].Microseconds()) / 1000
}

// table shows every lane beside the second one, the yardstick.
func table(all []*Lane) string {
	var t strings.Builder
	fmt.Fprintf(&t, "\n%-34s", fmt.Sprintf("ms, n=%d", len(all[0].took[Changed])))
	for _, instant := range instants {
		fmt.Fprintf(&t, " %30s", instant)
	}
	for _, l := range all {
		fmt.Fprintf(&t, "\n%-34s", l.Name)
		for _, instant := range instants {
			fmt.Fprintf(&t, "   p50 %6.2f p99 %6.2f ×%5.2f", l.P(instant, .5), l.P(instant, .99), l.P(instant, .5)/all[1].P(instant, .5))
		}
	}
	return t.String() + "\n"
}
