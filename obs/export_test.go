package obs

import "time"

// Hasty shortens the waits that a test would otherwise sit through; zero keeps the usual one.
func Hasty(c Config, request, password time.Duration) Config {
	c.pace.request, c.pace.password = request, password
	return c
}

// Impatient gives a destination this long to answer.
func Impatient(c Config, connect time.Duration) Config {
	c.pace.connect = connect
	return c
}

// Tiring is an OBS that waits not much longer than this for a silent destination.
func Tiring(c Config, tires time.Duration) Config {
	c.pace.tires = tires
	return c
}
