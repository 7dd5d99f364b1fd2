package desk

import (
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"regie/runsheet"
)

// SystemClock is this machine's clock: the wall, and CLOCK_BOOTTIME, which unlike Go's own monotonic reading counts on
// while the machine is suspended.
func SystemClock() func() runsheet.Moment {
	boot := "unknown"
	if b, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		boot = strings.TrimSpace(string(b))
	}
	return func() runsheet.Moment {
		m := runsheet.Moment{Wall: time.Now().Round(0), Boot: boot}
		var ts unix.Timespec
		if unix.ClockGettime(unix.CLOCK_BOOTTIME, &ts) == nil {
			m.Steady = time.Duration(ts.Nano())
		}
		return m
	}
}
