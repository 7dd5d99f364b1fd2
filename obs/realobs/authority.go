//go:build linux

package realobs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// Authority signs certificates for one test. This machine never learns of it; see Config.Trusts.
type Authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// AuthorityForTest makes one. It skips the test where the system lets nobody have an own view of its folders.
func AuthorityForTest(t testing.TB) *Authority {
	t.Helper()
	if os.Getenv(WithoutOBS) == "1" {
		t.Skipf("%s=1: not tested against a real OBS", WithoutOBS)
	}
	probe := exec.Command("true")
	probe.SysProcAttr = ownView()
	if err := probe.Run(); err != nil {
		t.Skipf("this system gives OBS no view of its own of the certificates (user namespaces): %v", err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a := &Authority{key: key, cert: &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Authority of a test"},
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}}
	a.cert.Raw = a.sign(t, a.cert, &key.PublicKey)
	return a
}

func (a *Authority) sign(t testing.TB, cert *x509.Certificate, of *ecdsa.PublicKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, cert, a.cert, of, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Certificate is one for the server of this name, good until then.
func (a *Authority) Certificate(t testing.TB, host string, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Server of a test"}, DNSNames: []string{host},
		NotBefore: until.Add(-24 * time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	return tls.Certificate{Certificate: [][]byte{a.sign(t, cert, &key.PublicKey)}, PrivateKey: key}
}

// Pool is what trusts the authority in this process.
func (a *Authority) Pool(t testing.TB) *x509.CertPool {
	t.Helper()
	cert, err := x509.ParseCertificate(a.cert.Raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return pool
}

// certificates is where OBS looks for those that it trusts; on Linux nothing tells it to look elsewhere.
const certificates = "/etc/ssl/certs"

// command is OBS, with a folder of certificates of its own where it is to trust an authority.
func (s *Studio) command() (*exec.Cmd, error) {
	arguments := arguments(s.port, s.config)
	if s.config.Trusts == nil {
		return exec.Command("obs", arguments...), nil
	}
	dir := filepath.Join(s.home, "certs")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.config.Trusts.cert.Raw})
	if err := os.WriteFile(filepath.Join(dir, "authority.pem"), text, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("sh", append([]string{"-c", `mount --bind "$0" ` + certificates + ` && exec obs "$@"`, dir}, arguments...)...)
	cmd.SysProcAttr = ownView()
	return cmd, nil
}

// ownView lets a process mount what no other one sees. It needs no rights.
func ownView() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
}
