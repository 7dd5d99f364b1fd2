package obs

import (
	"crypto/x509"
	"time"
)

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

// Tiring is an OBS that waits not much longer than this for a silent destination, and surely no longer than that.
func Tiring(c Config, tires, tired time.Duration) Config {
	c.pace.tires, c.pace.tired = tires, tired
	return c
}

// Trusting takes the certificates that these have signed, and no others.
func Trusting(c Config, roots *x509.CertPool) Config {
	c.roots = roots
	return c
}

// Brief listens no longer than this for a sound before the show.
func Brief(c Config, listen time.Duration) Config {
	c.pace.listen = listen
	return c
}
