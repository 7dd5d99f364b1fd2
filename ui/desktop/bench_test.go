package desktop

import (
	"runtime"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// BenchmarkGoToPixels is one GO from the key to the finished picture of the window, drawn by software at 1600 by 900: the
// worst case of a display. How long the desk takes to write it is measured elsewhere.
func BenchmarkGoToPixels(b *testing.B) {
	s := seat(b, "crowd")
	for b.Loop() {
		s.hit(fyne.KeySpace)
		s.window.Canvas().Capture()
		b.StopTimer()
		s.wait(time.Second)
		b.StartTimer()
	}
}

// BenchmarkGoToWidgets is the same without the picture: what the room itself takes.
func BenchmarkGoToWidgets(b *testing.B) {
	s := seat(b, "crowd")
	for b.Loop() {
		s.hit(fyne.KeySpace)
		b.StopTimer()
		s.wait(time.Second)
		b.StartTimer()
	}
}

// BenchmarkClockTick is what a second of a show costs with 5,000 slots in the list.
func BenchmarkClockTick(b *testing.B) {
	s := seat(b, "crowd")
	for b.Loop() {
		s.wait(time.Second)
	}
}

// BenchmarkScroll goes through 5,000 slots, twelve units of the list at a time, and begins anew before their end, where it would go on
// measuring nothing.
func BenchmarkScroll(b *testing.B) {
	s := seat(b, "crowd")
	at := float32(0)
	for b.Loop() {
		if at += 12; at > 4900*rowHeight {
			at = 0
		}
		s.sheet.list.ScrollToOffset(at)
	}
}

// BenchmarkCell writes a title among 5,000 slots: one letter, and Enter to the next row, the desk included.
func BenchmarkCell(b *testing.B) {
	s := seat(b, "crowd")
	s.toggleLock()
	s.startEditing()
	s.writeIn("c100", "title")
	for i := 0; b.Loop(); i++ {
		s.types("x")
		s.hit(fyne.KeyReturn)
		if i%4000 == 3999 {
			b.StopTimer()
			s.writeIn("c100", "title")
			b.StartTimer()
		}
	}
}

// BenchmarkEightHours is the memory that the room holds during eight hours of a show, a picture drawn every minute. The hours pass in
// a minute or two: without FYNE_CACHE=1s, what was shown in all of them is still in Fyne's caches, which forget after a minute.
func BenchmarkEightHours(b *testing.B) {
	const hours = 8
	for b.Loop() {
		s := seat(b, "live")
		held := []float64{heap()}
		for range hours {
			for i := range 3600 {
				s.wait(time.Second)
				if i%60 == 0 {
					s.window.Canvas().Capture()
				}
			}
			held = append(held, heap())
		}
		b.Logf("MB alive at the start and after each hour: %.2f", held)
		b.ReportMetric(held[0], "MB-heap-before")
		b.ReportMetric(held[hours], "MB-heap-after")
		b.ReportMetric((held[hours]-held[1])/(hours-1), "MB-an-hour")
	}
}

// heap is what is alive, in MB.
func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
