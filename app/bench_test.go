//go:build linux && !headless

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"regie/app/desk"
	"regie/app/journal"
	"regie/obs"
	"regie/obs/realobs"
	"regie/obs/realobs/bare"
	"regie/runsheet"
)

// lane is one way to take a scene; the lanes of a run take turns on the same OBS.
type lane struct {
	name                   string
	take                   func(scene string) error
	started, taken         chan time.Time
	done, toStarted, total []time.Duration
}

func newLane(name string) *lane {
	return &lane{name: name, started: make(chan time.Time, 16), taken: make(chan time.Time, 16)}
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
	for len(l.started)+len(l.taken) > 0 {
		select {
		case <-l.started:
		case <-l.taken:
		}
	}
	start := time.Now()
	if err := l.take(scene); err != nil {
		b.Fatal(err)
	}
	l.done = append(l.done, time.Since(start))
	l.total = append(l.total, await(b, l.taken).Sub(start))
	select {
	case at := <-l.started:
		l.toStarted = append(l.toStarted, at.Sub(start))
	default: // OBS may tell of the start after the end; then there was nothing early to tell
	}
}

func await(b *testing.B, c chan time.Time) time.Time {
	b.Helper()
	select {
	case at := <-c:
		return at
	case <-time.After(10 * time.Second):
		b.Fatal("OBS says nothing of a cut")
		return time.Time{}
	}
}

// BenchmarkGo measures GO through the whole desk, its journal on the disk included, to OBS's two words on it, beside the
// plainest client wired in the same way and one wired in the usual way, in turn on one real OBS.
//
//	go test ./app -tags migrated_fynedo,gles -run xxx -bench Go -benchtime 200x
func BenchmarkGo(b *testing.B) {
	scenes := []string{"Attente", "Plateau", "Invité"}
	studio := realobs.ForTest(b, realobs.Config{Scenes: scenes})
	ctx, cancel := context.WithCancel(context.Background())
	j, err := journal.Open(filepath.Join(b.TempDir(), "bench"+extension))
	if err != nil {
		b.Fatal(err)
	}
	ours := newLane("GO through desk and journal")
	var pressed atomic.Int64 // each GO is a second after the one before: two within 300 ms would be one
	now := desk.SystemClock()
	var driver *obs.Driver
	d := desk.New(runsheet.New(), desk.Config{Journal: j, Now: func() runsheet.Moment { return now().Add(time.Duration(pressed.Load()) * time.Second) },
		Want: func(l runsheet.Look) { driver.Want(obs.Look{Scene: l.Scene}) }})
	ready := make(chan bool, 1)
	driver = obs.New(obs.Config{Address: studio.Addr(), Password: studio.Password(), OnNews: func(n obs.News) {
		switch n.Kind {
		case obs.LinkChanged:
			if n.Link == obs.LinkReady {
				ready <- true
			}
		case obs.TransitionStarted:
			ours.started <- time.Now()
		case obs.SceneTaken:
			ours.taken <- time.Now()
		}
	}})
	ended := make(chan error, 2)
	go func() { ended <- d.Run(ctx) }()
	go func() { ended <- driver.Run(ctx) }()
	defer func() { cancel(); <-ended; <-ended; j.Close() }()
	<-ready
	show := runsheet.Show{Title: "bench"}
	for i := range 4 * len(scenes) {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID("s" + strconv.Itoa(i)), Title: "x", Kind: runsheet.Live, Length: time.Minute, Scene: scenes[i%len(scenes)]})
	}
	operator := runsheet.Actor{Role: runsheet.Operator}
	do := func(c runsheet.Command) error { return d.Do(ctx, operator, c) }
	if err := do(runsheet.Load{Show: show}); err != nil {
		b.Fatal(err)
	}
	ours.take = func(scene string) error {
		pressed.Add(1)
		s := d.State()
		return do(runsheet.Go{From: s.OnAirSlot(), To: s.Standby})
	}
	prepare := func(scene string) {
		i := slices.Index(scenes, scene)
		to := show.Slots[i].ID
		if to == d.State().OnAirSlot() {
			to = show.Slots[i+len(scenes)].ID
		}
		if err := do(runsheet.Standby{Slot: to}); err != nil {
			b.Fatal(err)
		}
	}
	connect := func(events int, hears func(bare.Event)) *bare.Client {
		c, err := bare.Dial(ctx, studio.Addr(), studio.Password(), events, hears)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(c.Close)
		return c
	}
	// Do returns when GO is durable; a bare client when OBS has answered.
	taker := func(c *bare.Client) func(string) error {
		return func(scene string) error {
			_, err := c.Request(ctx, "SetCurrentProgramScene", map[string]string{"sceneName": scene})
			return err
		}
	}
	two := newLane("bare client, two connections")
	two.take = taker(connect(0, nil))
	connect(bare.All, two.hears)
	one := newLane("bare client, one connection")
	one.take = taker(connect(bare.All, one.hears))

	lanes := []*lane{ours, two, one}
	cuts := 0
	turn := func(l *lane) {
		cuts++
		scene := scenes[cuts%len(scenes)]
		if l == ours {
			prepare(scene)
		}
		l.measure(b, scene)
		time.Sleep(time.Duration(7+cuts*13%41) * time.Millisecond) // out of step with OBS's frames
	}
	for _, l := range lanes {
		turn(l)
		l.done, l.toStarted, l.total = nil, nil, nil
	}
	for i := 0; b.Loop(); i++ {
		for k := range lanes {
			turn(lanes[(i+k)%len(lanes)])
		}
	}
	table := fmt.Sprintf("\nms, n=%d %38s %30s %30s\n", len(two.done), "done (durable; answered)", "SceneTransitionStarted", "CurrentProgramSceneChanged")
	for _, l := range lanes {
		table += fmt.Sprintf("%-30s", l.name)
		for k, d := range [][]time.Duration{l.done, l.toStarted, l.total} {
			yard := [][]time.Duration{two.done, two.toStarted, two.total}[k]
			table += fmt.Sprintf("   p50 %6.2f p99 %6.2f  ×%4.2f", ms(d, .5), ms(d, .99), ms(d, .5)/ms(yard, .5))
		}
		table += "\n"
	}
	b.Log(table)
	b.ReportMetric(ms(ours.done, .5), "ms-durable/p50")
	b.ReportMetric(ms(ours.total, .5), "ms-taken/p50")
	b.ReportMetric(ms(ours.total, .5)/ms(two.total, .5), "x-bare-two")
	b.ReportMetric(ms(ours.total, .5)/ms(one.total, .5), "x-bare-one")
}

func ms(d []time.Duration, p float64) float64 {
	if len(d) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(d))
	return float64(sorted[min(int(p*float64(len(sorted))), len(sorted)-1)].Microseconds()) / 1000
}

// BenchmarkWindow measures the start of the control room until its first frame is drawn, and what it holds in memory
// then and after an evening of ten GO and 200 questions. The display is drawn by software, the worst case.
func BenchmarkWindow(b *testing.B) {
	bin := buildProgram(b)
	screen := display(b)
	sheet, err := filepath.Abs(filepath.Join("..", "assets", "samples", sampleSheet))
	if err != nil {
		b.Fatal(err)
	}
	var starts []time.Duration
	var first, after int
	for b.Loop() {
		home := b.TempDir()
		listen := freeAddress(b)
		cmd := exec.Command(bin, sheet, "--verbose", "--obs", "sim", "--listen", listen, "--show-file", filepath.Join(home, "show.regie"))
		cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_DATA_HOME="+home, "LANG=fr_FR.UTF-8", "DISPLAY="+screen,
			"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "LIBGL_ALWAYS_SOFTWARE=1")
		out, err := cmd.StderrPipe()
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		drawn := make(chan time.Time, 1)
		go func() {
			buf, text := make([]byte, 4096), ""
			for {
				k, err := out.Read(buf)
				if err != nil {
					return
				}
				if text += string(buf[:k]); strings.Contains(text, firstFrame) {
					select {
					case drawn <- time.Now():
					default:
					}
					text = ""
				}
			}
		}()
		select {
		case at := <-drawn:
			starts = append(starts, at.Sub(start))
		case <-time.After(30 * time.Second):
			cmd.Process.Kill()
			b.Fatal("no frame in 30 s")
		}
		time.Sleep(time.Second)
		first = resident(b, cmd.Process.Pid)
		liveThrough(b, filepath.Join(home, "show.regie"), listen)
		after = resident(b, cmd.Process.Pid)
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	b.ReportMetric(ms(starts, .5), "ms-first-frame/p50")
	b.ReportMetric(float64(first)/1024, "MB-at-start")
	b.ReportMetric(float64(after)/1024, "MB-after-evening")
}

// liveThrough plays a short evening over HTTP.
func liveThrough(b *testing.B, show, listen string) {
	b.Helper()
	j, err := journal.Read(show)
	if err != nil {
		b.Fatal(err)
	}
	key, err := j.Setting("key.operator")
	j.Close()
	if err != nil {
		b.Fatal(err)
	}
	call := func(method, path, body string) []byte {
		status, out, err := httpCall(b.Context(), method, "http://"+listen+path, key, strings.NewReader(body))
		if err != nil || status != 200 {
			b.Fatalf("%s: %d %s %v", path, status, out, err)
		}
		return out
	}
	for i := range 200 {
		call("POST", "/api/do/ask", fmt.Sprintf(`{"id":"q%d","text":"Question numéro %d sur les algorithmes %s ?"}`, i, i, strings.Repeat("a", i%30)))
	}
	for range 10 {
		var s shown
		if err := json.Unmarshal(call("GET", "/api/state", ""), &s); err != nil {
			b.Fatal(err)
		}
		from := ""
		if s.OnAir != nil {
			from = s.OnAir.ID
		}
		call("POST", "/api/do/go", fmt.Sprintf(`{"from":%q,"to":%q}`, from, s.Standby.ID))
		time.Sleep(doublePress)
	}
	time.Sleep(2 * time.Second)
}

// resident is a process's resident memory in kB.
func resident(b *testing.B, pid int) int {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kB, _ := strconv.Atoi(f[1])
			return kB
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
