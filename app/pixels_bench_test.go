//go:build linux && !headless

package app

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkKeyToPixels measures GO from the press of a key, as the X server hears it, until other pixels stand on the display where
// what is on air is named: keyboard, window, desk, journal, window, software drawing. Beside it stands the least that a window of
// Fyne can do, one word that changes with a key, on the same display and as large.
//
//	go test ./app -tags migrated_fynedo,gles -run xxx -bench KeyToPixels -benchtime 100x
func BenchmarkKeyToPixels(b *testing.B) {
	frames := b.TempDir()
	n := &night{TB: b, dir: b.TempDir(), bin: buildProgram(b), listen: freeAddress(b), display: display(b, "-fbdir", frames)}
	bare := filepath.Join(b.TempDir(), "bare")
	if err := build(bare, "./testdata/bare"); err != nil {
		b.Fatal(err)
	}
	screen := openScreen(b, frames)
	keyboard := openKeyboard(b, n.display)

	sheet := &strings.Builder{}
	sheet.WriteString("Durée;Titre\n")
	for range 1000 { // two titles in turn: what differs once differs each time
		sheet.WriteString("20;Table ronde\n20;Questions du public\n")
	}
	file := filepath.Join(n.dir, "bench.csv")
	if err := os.WriteFile(file, []byte(sheet.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	n.show = filepath.Join(n.dir, "bench.regie")
	b.Cleanup(n.stop)
	n.serve(file)
	n.stop()
	w := &operatorsWindow{night: n}
	w.open()
	first := w.state()
	w.do("operator", "go", map[string]any{"from": "", "to": first.Standby.ID})

	// The upper half of the middle column: the slot's title, its line of people, its countdown.
	ours := screen.learn(b, image.Rect(560, 110, 1150, 400), keyboard)
	var went, plain []time.Duration
	for b.Loop() {
		went = append(went, screen.press(b, ours, keyboard))
	}
	if after := w.state(); after.Standby == nil || after.Standby.ID == first.Standby.ID {
		b.Fatalf("no GO was heard: %+v is on standby", after.Standby)
	}
	n.stop()

	cmd := exec.Command(bare)
	cmd.Env = append(n.command().Env, "DISPLAY="+n.display)
	n.start(cmd)
	n.activate(n.windowNamed("^bare$"))
	word := screen.learn(b, image.Rect(0, 0, 1600, 900), keyboard)
	for range went {
		plain = append(plain, screen.press(b, word, keyboard))
	}
	b.ReportMetric(ms(went, .5), "ms-go/p50")
	b.ReportMetric(ms(went, .99), "ms-go/p99")
	b.ReportMetric(ms(plain, .5), "ms-bare/p50")
	b.ReportMetric(ms(plain, .99), "ms-bare/p99")
	b.ReportMetric(ms(went, .5)/ms(plain, .5), "x-bare/p50")
}

// openKeyboard gives what presses keys at a display, by the server's own test extension, without starting a program for each.
func openKeyboard(b *testing.B, display string) io.Writer {
	b.Helper()
	cmd := exec.Command("xdotool", "-")
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	keys, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatalf("xdotool: %v", err)
	}
	b.Cleanup(func() { keys.Close(); cmd.Wait() })
	return keys
}

// screen is what a virtual display shows: the memory that its server draws into.
type screen struct {
	pixels []byte
	stride int
}

const depth = 4 // bytes a point

// openScreen reads what Xvfb keeps in a folder: an XWD header, the colours, the points.
func openScreen(b *testing.B, folder string) *screen {
	b.Helper()
	f, err := os.Open(filepath.Join(folder, "Xvfb_screen0"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	all, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { syscall.Munmap(all) })
	field := func(i int) int { return int(binary.BigEndian.Uint32(all[4*i:])) }
	if bits := field(11); bits != 8*depth {
		b.Fatalf("%d bits a point", bits)
	}
	return &screen{pixels: all[field(0)+12*field(19):], stride: field(12)}
}

// block is the side of the squares, in points, in which a screen is compared.
const block = 8

// at is one row of a square.
func (s *screen) at(p image.Point, row int) []byte {
	from := (p.Y+row)*s.stride + p.X*depth
	return s.pixels[from : from+block*depth]
}

// look copies squares.
func (s *screen) look(squares []image.Point) []byte {
	seen := make([]byte, 0, len(squares)*block*block*depth)
	for _, p := range squares {
		for row := range block {
			seen = append(seen, s.at(p, row)...)
		}
	}
	return seen
}

// changed calls f with the place of each square that is not as it was seen, until f says that it is enough.
func (s *screen) changed(squares []image.Point, seen []byte, f func(i int) (goOn bool)) {
	const row = block * depth
	for i, p := range squares {
		for y := range block {
			if !bytes.Equal(s.at(p, y), seen[(i*block+y)*row:][:row]) {
				if !f(i) {
					return
				}
				break
			}
		}
	}
}

// learn finds the squares of an area that change when Space is pressed and not by themselves.
func (s *screen) learn(b *testing.B, area image.Rectangle, keyboard io.Writer) (watched []image.Point) {
	b.Helper()
	var squares []image.Point
	for y := area.Min.Y; y+block <= area.Max.Y; y += block {
		for x := area.Min.X; x+block <= area.Max.X; x += block {
			squares = append(squares, image.Pt(x, y))
		}
	}
	time.Sleep(2 * time.Second) // a window that has just come is still being drawn
	restless := map[int]bool{}
	seen := s.look(squares)
	for end := time.Now().Add(3 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		s.changed(squares, seen, func(i int) bool { restless[i] = true; return true })
	}
	seen = s.look(squares)
	fmt.Fprintln(keyboard, "key space")
	time.Sleep(time.Second)
	s.changed(squares, seen, func(i int) bool {
		if !restless[i] {
			watched = append(watched, squares[i])
		}
		return true
	})
	if len(watched) == 0 {
		b.Fatal("Space changes nothing on the display")
	}
	return watched
}

// press presses Space once the room may hear it again, at no particular moment of the second, and gives how long it takes until one
// of the squares changes.
func (s *screen) press(b *testing.B, watched []image.Point, keyboard io.Writer) time.Duration {
	b.Helper()
	time.Sleep(doublePress + rand.N(time.Second))
	seen, done := s.look(watched), false
	pressed := time.Now()
	fmt.Fprintln(keyboard, "key space")
	for !done {
		s.changed(watched, seen, func(int) bool { done = true; return false })
		if time.Since(pressed) > 10*time.Second {
			b.Fatal("nothing changes on the display")
		}
		if !done {
			time.Sleep(100 * time.Microsecond)
		}
	}
	return time.Since(pressed)
}
