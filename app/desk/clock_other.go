//go:build !linux

package desk

import (
	"crypto/rand"
	"time"

	"regie/runsheet"
)

// SystemClock is this machine's clock. Go's monotonic reading counts through suspend on Windows and not on macOS. It has
// no origin that two processes share, so each process is a boot of its own: after a restart of the program the clocks
// are carried over by the wall clock and marked as estimated.
func SystemClock() func() runsheet.Moment {
	start, boot := time.Now(), rand.Text()
	return func() runsheet.Moment {
		now := time.Now()
		return runsheet.Moment{Wall: now.Round(0), Steady: now.Sub(start), Boot: boot}
	}
}
