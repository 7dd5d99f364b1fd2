package certificate

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	authorityLife = 10 * 365 * 24 * time.Hour
	// leafLife is what Apple's systems accept at most of an authority that a person added (825 days), with room to spare.
	leafLife = 397 * 24 * time.Hour
	// renewal is how long before its end one is made anew: longer than any event.
	renewal = 30 * 24 * time.Hour
	// authorityFile is the authority's certificate, which is no secret.
	authorityFile = "authority.pem"
	// slack is for machines whose clock is behind.
	slack = 24 * time.Hour
)

// Make gives this machine's own certificate for some names and addresses. What the folder holds is used while it lasts
// and fits; what is missing, ends soon or does not cover a name is made.
func Make(folder string, names []string) (*Certificate, error) {
	return makeAt(folder, names, time.Now)
}

func makeAt(folder string, names []string, now func() time.Time) (*Certificate, error) {
	c := &Certificate{folder: folder, now: now}
	if err := c.Cover(names); err != nil {
		return nil, err
	}
	return c, nil
}

// Cover makes sure that every name is covered and that the certificate lasts, renewing it if that must be. One that a
// person gave stays as it is.
func (c *Certificate) Cover(names []string) error {
	if c.folder == "" {
		return nil
	}
	names = clean(names)
	leafFile, keyFile := filepath.Join(c.folder, "machine.pem"), filepath.Join(c.folder, "machine-key.pem")
	authority, err := c.authority(names)
	if err != nil {
		return fmt.Errorf("make certificate: %w", err)
	}
	pair, err := loadPair(leafFile, keyFile)
	if err != nil || !c.good(pair.Leaf, authority.Leaf, names) {
		if pair, err = c.sign(authority, leafFile, keyFile, names); err != nil {
			return fmt.Errorf("make certificate: %w", err)
		}
	}
	c.shown.Store(pair)
	return nil
}

// good says whether a leaf may be used on: signed by the authority, for every name, for some time to come.
func (c *Certificate) good(leaf, authority *x509.Certificate, names []string) bool {
	roots := x509.NewCertPool()
	roots.AddCert(authority)
	for _, name := range names {
		if _, err := leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: bracketed(name), CurrentTime: c.now().Add(renewal)}); err != nil {
			return false
		}
	}
	_, err := leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: c.now()})
	return err == nil
}

// authority is the one that the folder holds, or a new one when it holds none that lasts and may sign for these names.
func (c *Certificate) authority(names []string) (*tls.Certificate, error) {
	file, keyFile := filepath.Join(c.folder, authorityFile), filepath.Join(c.folder, "authority-key.pem")
	hosts, _ := split(names)
	pair, err := loadPair(file, keyFile)
	if err == nil && pair.Leaf.IsCA && c.now().Before(pair.Leaf.NotAfter.Add(-leafLife)) && c.now().After(pair.Leaf.NotBefore) && permits(pair.Leaf, hosts) {
		return pair, nil
	}
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "Régie, " + machineName()},
		NotBefore: c.now().Add(-slack), NotAfter: c.now().Add(authorityLife),
		IsCA: true, BasicConstraintsValid: true, MaxPathLenZero: true,
		KeyUsage:                    x509.KeyUsageCertSign,
		ExtKeyUsage:                 []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		PermittedDNSDomainsCritical: true,
		PermittedDNSDomains:         slices.Concat([]string{"localhost", "local"}, hosts),
		PermittedIPRanges:           privateRanges(),
	}
	return create(template, nil, file, keyFile)
}

// permits says whether an authority may sign for names.
func permits(authority *x509.Certificate, hosts []string) bool {
	for _, host := range hosts {
		if !slices.ContainsFunc(authority.PermittedDNSDomains, func(d string) bool { return host == d || strings.HasSuffix(host, "."+d) }) {
			return false
		}
	}
	return true
}

func (c *Certificate) sign(authority *tls.Certificate, file, keyFile string, names []string) (*tls.Certificate, error) {
	hosts, ips := split(names)
	template := &x509.Certificate{
		Subject:   pkix.Name{CommonName: machineName()},
		NotBefore: c.now().Add(-slack), NotAfter: c.now().Add(leafLife),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    hosts, IPAddresses: ips,
	}
	return create(template, authority, file, keyFile)
}

// create makes a key, has it signed by the authority, or by itself where that is nil, and writes both.
func create(template *x509.Certificate, authority *tls.Certificate, file, keyFile string) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120)); err != nil {
		return nil, err
	}
	parent, signer := template, crypto.PrivateKey(key)
	if authority != nil {
		parent, signer = authority.Leaf, authority.PrivateKey
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		return nil, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, err
	}
	// The key first: a certificate without its key is made again at the next start.
	if err := put(keyFile, "PRIVATE KEY", secret); err != nil {
		return nil, err
	}
	if err := put(file, "CERTIFICATE", raw); err != nil {
		return nil, err
	}
	return loadPair(file, keyFile)
}

// put writes a file that this user alone can read, in one step.
func put(file, kind string, body []byte) error {
	next, err := os.CreateTemp(filepath.Dir(file), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	err = pem.Encode(next, &pem.Block{Type: kind, Bytes: body})
	if second := next.Close(); err == nil {
		err = second
	}
	if err == nil {
		err = os.Rename(next.Name(), file)
	}
	if err != nil {
		os.Remove(next.Name())
	}
	return err
}

func loadPair(certFile, keyFile string) (*tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	var path *fs.PathError
	if errors.As(err, &path) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnusable, err)
	}
	return &pair, nil
}

// split parts names into those of name servers and addresses.
func split(names []string) (hosts []string, ips []net.IP) {
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			ips = append(ips, ip)
		} else {
			hosts = append(hosts, name)
		}
	}
	return hosts, ips
}

// clean gives each name once, in lower case; zones of link-local addresses are no part of a certificate.
func clean(names []string) []string {
	var all []string
	for _, name := range names {
		name, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(name)), "%")
		if name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// privateRanges are the addresses that no name server of the internet gives out.
func privateRanges() []*net.IPNet {
	var ranges []*net.IPNet
	for _, text := range []string{"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"} {
		_, network, _ := net.ParseCIDR(text)
		ranges = append(ranges, network)
	}
	return ranges
}

func machineName() string {
	name, err := os.Hostname()
	if err != nil {
		return "localhost"
	}
	return name
}
