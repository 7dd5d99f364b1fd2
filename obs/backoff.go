package obs

import (
	"math/rand/v2"
	"time"
)

// wait says how long to rest before the next try, after so many failed ones: doubling up to the ceiling, give or take a
// fifth, so that several stations do not knock together.
func (p pace) wait(failed int) time.Duration {
	d := p.backoff
	for range failed {
		if d *= 2; d >= p.ceiling {
			d = p.ceiling
			break
		}
	}
	return d - d/5 + rand.N(2*d/5+1)
}
