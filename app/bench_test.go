//go:build linux && !headless

package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
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
	"regie/obs/realobs/lanes"
	"regie/runsheet"
)

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
	var ours *lanes.Lane
	var pressed atomic.Int64 // each GO is a second after the one before: two within 300 ms would be one
	now := desk.SystemClock()
	var driver *obs.Driver
	d := desk.New(runsheet.New(), desk.Config{Journal: j, Now: func() runsheet.Moment { return now().Add(time.Duration(pressed.Load()) * time.Second) },
		Want: func(l runsheet.Look) { driver.Want(obs.Look{Scene: l.Scene}) }})
	ready := make(chan bool)
	answers := slog.New(obs.OnAnswer(func() { ours.Tell(lanes.Answered, time.Now()) }))
	driver = obs.New(obs.Config{Log: answers, OnNews: func(n obs.News) {
		switch n.Kind {
		case obs.LinkChanged:
			if n.Link == obs.LinkReady {
				ready <- true
			}
		case obs.TransitionStarted:
			ours.Tell(lanes.Started, n.At)
		case obs.SceneTaken:
			if !n.Asked { // another lane's
				return
			}
			ours.Tell(lanes.Changed, n.At)
		}
	}})
	ended := make(chan error, 2)
	operator := runsheet.Actor{Role: runsheet.Operator}
	do := func(c runsheet.Command) error { return d.Do(ctx, operator, c) }
	connect := func() {
		driver.SetTarget(studio.Addr(), studio.Password())
		<-ready
	}
	ours = lanes.New("GO through desk and journal", connect, func(string) error {
		pressed.Add(1)
		s := d.State()
		return do(runsheet.Go{From: s.OnAirSlot(), To: s.Standby})
	})
	go func() { ended <- d.Run(ctx) }()
	go func() { ended <- driver.Run(ctx) }()
	defer func() { cancel(); <-ended; <-ended; j.Close() }()
	show := runsheet.Show{Title: "bench"}
	for i := range 4 * len(scenes) {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID("s" + strconv.Itoa(i)), Title: "x", Kind: runsheet.Live, Length: time.Minute, Scene: scenes[i%len(scenes)]})
	}
	if err := do(runsheet.Load{Show: show}); err != nil {
		b.Fatal(err)
	}
	ours.Prepare = func(scene string) {
		i := slices.Index(scenes, scene)
		to := show.Slots[i].ID
		if to == d.State().OnAirSlot() {
			to = show.Slots[i+len(scenes)].ID
		}
		if err := do(runsheet.Standby{Slot: to}); err != nil {
			b.Fatal(err)
		}
	}
	two, one := lanes.Bare(b, studio, "bare client, two connections", 2), lanes.Bare(b, studio, "bare client, one connection", 1)
	b.Log(lanes.Race(b, scenes, ours, two, one))
	b.ReportMetric(ours.P(lanes.Done, .5), "ms-durable/p50")
	b.ReportMetric(ours.P(lanes.Changed, .5), "ms-taken/p50")
	b.ReportMetric(ours.P(lanes.Changed, .5)/two.P(lanes.Changed, .5), "x-bare-two")
	b.ReportMetric(ours.P(lanes.Answered, .5)/one.P(lanes.Answered, .5), "x-bare-one-answer")
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
	const watched = 10 * time.Second
	var starts, busy []time.Duration
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
		used := processor(b, cmd.Process.Pid)
		time.Sleep(watched)
		busy = append(busy, processor(b, cmd.Process.Pid)-used)
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
	b.ReportMetric(ms(starts, .5), "ms-first-frame/p50")
	b.ReportMetric(100*ms(busy, .5)/float64(watched.Milliseconds()), "%-of-a-core-live/p50")
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

// processor is how long a process has used a core so far.
func processor(b *testing.B, pid int) time.Duration {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ")
	f := strings.Fields(rest)
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * time.Second / 100 // USER_HZ is 100 on every Linux
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
