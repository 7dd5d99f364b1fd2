//go:build !headless

package sound

import (
	"math"
	"testing"
	"time"
)

// Every chime is heard, is short, is never loud, and begins and ends in silence: anything else clicks.
func TestMelodies(t *testing.T) {
	for _, c := range Chimes {
		s := melody(c)
		var all [][2]float64
		for buf := make([][2]float64, 300); ; {
			n, ok := s.Stream(buf)
			all = append(all, buf[:n]...)
			if !ok {
				break
			}
		}
		if lasts := rate.D(len(all)); lasts < 200*time.Millisecond || lasts > time.Second {
			t.Errorf("%s lasts %v", c, lasts)
		}
		peak, step, before := 0.0, 0.0, 0.0
		for _, v := range all {
			peak = max(peak, math.Abs(v[0]))
			step = max(step, math.Abs(v[0]-before))
			before = v[0]
		}
		if peak < loud/2 || peak > loud {
			t.Errorf("%s has a peak of %.2f", c, peak)
		}
		// A sine of 880 Hz at this loudness moves by at most 2π·880/44100·0.3 from one sample to the next.
		if step > 0.04 || math.Abs(before) > 0.01 {
			t.Errorf("%s clicks: a step of %.3f, ends at %.3f", c, step, before)
		}
	}
}

// A machine may have no card: that is an error each time, and never a hang.
func TestThisMachinesCard(t *testing.T) {
	s := &speakers{}
	first := make(chan error, 1)
	go func() { first <- s.play(Soon) }()
	select {
	case err := <-first:
		if again := s.play(Ending); (again == nil) != (err == nil) {
			t.Errorf("%v, then %v", err, again)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("the sound card hangs")
	}
}
