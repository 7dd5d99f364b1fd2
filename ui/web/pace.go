package web

import (
	"sync"
	"time"

	"regie/runsheet"
)

// pace lets through so many acts a second from one address, and more at once now and then. It is generous, since a
// whole school may sit behind one address; it only stops a machine.
type pace struct {
	every time.Duration // one more act after this long
	burst int           // acts that may come at once

	mu      sync.Mutex
	buckets map[runsheet.DeviceID]bucket
}

// bucket is empty at a time: the later that is, the fewer acts are left.
type bucket struct{ empty time.Time }

// mostAddresses bounds what is remembered; beyond it, addresses that have rested are forgotten first.
const mostAddresses = 10_000

func newPace(every time.Duration, burst int) *pace {
	return &pace{every: every, burst: burst, buckets: map[runsheet.DeviceID]bucket{}}
}

// wait is zero when the act may be done, and then counts it; else how long to wait for the next.
func (p *pace) wait(address runsheet.DeviceID, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	full := now.Add(-time.Duration(p.burst) * p.every)
	b := p.buckets[address]
	if b.empty.Before(full) {
		b.empty = full
	}
	if next := b.empty.Add(p.every); !next.After(now) {
		b.empty = next
	} else {
		return next.Sub(now)
	}
	if len(p.buckets) >= mostAddresses {
		for a, old := range p.buckets {
			if old.empty.Before(full) {
				delete(p.buckets, a)
			}
		}
		if len(p.buckets) >= mostAddresses { // a flood from everywhere: it begins to be counted anew
			clear(p.buckets)
		}
	}
	p.buckets[address] = b
	return 0
}
