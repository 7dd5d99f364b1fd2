// Package certificate is what this machine shows of itself when its pages go over TLS: a certificate that a person has,
// or one made here. Those that are made are signed by a small authority of this machine, so that a phone or a tablet
// that was given the authority once trusts every certificate that follows.
//
// The authority may sign for this machine's own names and for addresses of private networks and for nothing else
// (name constraints), so that a stolen one harms nobody's bank. It opens no port and knows nothing of pages. Package
// app alone uses it.
package certificate

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Errors of a certificate that a person gave.
var (
	// ErrExpired is one that no browser accepts any more, or not yet.
	ErrExpired = errors.New("certificate is out of date")
	// ErrUnusable is one that is no certificate, or whose key is another's.
	ErrUnusable = errors.New("certificate and key do not fit together")
)

// Certificate is what is shown. Any number of goroutines may use it.
type Certificate struct {
	shown atomic.Pointer[tls.Certificate]
	// folder is where those that are made are kept, empty for one that a person gave.
	folder string
	now    func() time.Time
}

// Read takes a certificate of a person's own, with its chain, from PEM files.
func Read(certFile, keyFile string) (*Certificate, error) {
	return read(certFile, keyFile, time.Now)
}

func read(certFile, keyFile string, now func() time.Time) (*Certificate, error) {
	pair, err := loadPair(certFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("read certificate: %w", err)
	}
	if t := now(); t.After(pair.Leaf.NotAfter) || t.Before(pair.Leaf.NotBefore) {
		return nil, fmt.Errorf("read certificate: %w: %s to %s", ErrExpired, pair.Leaf.NotBefore.Format(time.DateOnly), pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	c := &Certificate{now: now}
	c.shown.Store(pair)
	return c, nil
}

// Config is for listeners; it follows the certificate when that is renewed. HTTP/1.1 alone: the limits on slow and
// greedy clients are made and tested for one request a connection.
func (c *Certificate) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.shown.Load(), nil
		},
	}
}

// Names are the names that it stands for and that can be written into an address.
func (c *Certificate) Names() []string {
	var names []string
	for _, name := range c.leaf().DNSNames {
		if !strings.Contains(name, "*") {
			names = append(names, name)
		}
	}
	return names
}

// Covers says whether a browser that is sent to host finds a certificate for it.
func (c *Certificate) Covers(host string) bool {
	return c.leaf().VerifyHostname(bracketed(host)) == nil
}

// Description is what people compare with what their browser says.
type Description struct {
	Names []string  `json:"names"`
	Until time.Time `json:"until"`
	// Fingerprint is the SHA-256 of the certificate.
	Fingerprint string `json:"sha256"`
	// Authority is the file that a phone or a tablet is given once; empty for a certificate of a person's own.
	Authority string `json:"authority,omitempty"`
}

// Describe tells of the certificate.
func (c *Certificate) Describe() Description {
	leaf := c.leaf()
	d := Description{Names: slices.Clone(leaf.DNSNames), Until: leaf.NotAfter}
	for _, ip := range leaf.IPAddresses {
		d.Names = append(d.Names, ip.String())
	}
	sum := sha256.Sum256(leaf.Raw)
	d.Fingerprint = strings.ReplaceAll(fmt.Sprintf("% X", sum), " ", ":")
	if c.folder != "" {
		d.Authority = filepath.Join(c.folder, authorityFile)
	}
	return d
}

func (c *Certificate) leaf() *x509.Certificate { return c.shown.Load().Leaf }

// bracketed writes an address as VerifyHostname wants it.
func bracketed(host string) string {
	if ip := net.ParseIP(host); ip != nil {
		return "[" + host + "]"
	}
	return host
}
