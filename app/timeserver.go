package app

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/beevik/ntp"
)

// timeTries is how often a time server is asked before it counts as silent: a datagram may be lost.
const timeTries = 3

// timeServerOffset is how far our clock is ahead of a time server's (NTP, HOST or HOST:PORT), and how sure that is.
func timeServerOffset(ctx context.Context, server string) (offset, within time.Duration, err error) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(clockPatience)
	}
	options := ntp.QueryOptions{
		Timeout: time.Until(deadline) / timeTries,
		Dialer: func(_, remote string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "udp", remote)
		},
	}
	for range timeTries {
		var answer *ntp.Response
		if answer, err = ntp.QueryWithOptions(server, options); err != nil {
			if ctx.Err() != nil {
				break
			}
			continue
		}
		if answer.IsKissOfDeath() { // asking again would be what it forbids
			return 0, 0, fmt.Errorf("it answers no more for now: %s", answer.KissCode)
		}
		if err = answer.Validate(); err != nil {
			return 0, 0, fmt.Errorf("it is not sure of its own time: %w", err)
		}
		return -answer.ClockOffset, answer.RTT/2 + answer.RootDistance, nil
	}
	return 0, 0, err
}
