package obs

import "time"

// Hasty shortens the waits that a test would otherwise sit through; zero keeps the usual one.
func Hasty(c Config, request, password time.Duration) Config {
	c.pace.request, c.pace.password = request, password
	return c
}
