package web

import (
	"fmt"
	"testing"
	"time"

	"regie/runsheet"
)

func TestPace(t *testing.T) {
	p := newPace(100*time.Millisecond, 5)
	now := time.Date(2026, 2, 4, 19, 0, 0, 0, time.UTC)
	count := func(address string, tries int) int {
		n := 0
		for range tries {
			if p.wait(runsheet.DeviceID(address), now) == 0 {
				n++
			}
		}
		return n
	}
	if n := count("a", 20); n != 5 {
		t.Errorf("%d at once, want 5", n)
	}
	if n := count("b", 20); n != 5 {
		t.Errorf("another address may do %d, want 5", n)
	}
	if w := p.wait("a", now); w != 100*time.Millisecond {
		t.Errorf("wait %v", w)
	}
	now = now.Add(250 * time.Millisecond)
	if n := count("a", 20); n != 2 {
		t.Errorf("%d after 250 ms, want 2", n)
	}
	now = now.Add(time.Hour)
	if n := count("a", 20); n != 5 {
		t.Errorf("%d after an hour, want 5 and no more", n)
	}
	for i := range 3 * mostAddresses {
		p.wait(runsheet.DeviceID(fmt.Sprint(i)), now)
	}
	if len(p.buckets) > mostAddresses {
		t.Errorf("%d addresses are remembered", len(p.buckets))
	}
}
