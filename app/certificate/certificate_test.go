package certificate

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// shakes does a real handshake, as a browser that was given the authority does when it is sent to host.
func shakes(t *testing.T, c *Certificate, authority, host string, when time.Time) error {
	t.Helper()
	roots := x509.NewCertPool()
	b, err := os.ReadFile(authority)
	if err != nil || !roots.AppendCertsFromPEM(b) {
		t.Fatalf("authority: %v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") // a pipe without a buffer would hang where both sides speak at once
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		there, err := l.Accept()
		if err != nil {
			return
		}
		defer there.Close()
		tls.Server(there, c.Config()).Handshake()
	}()
	defer func() { l.Close(); <-served }()
	here, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer here.Close()
	return tls.Client(here, &tls.Config{RootCAs: roots, ServerName: host, Time: at(when)}).Handshake()
}

func TestMake(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "certificate")
	names := []string{"localhost", "127.0.0.1", "Pupitre", "fe80::1%eth0", "192.168.1.20", ""}
	c, err := makeAt(folder, names, at(noon))
	if err != nil {
		t.Fatal(err)
	}
	authority := c.Describe().Authority
	for _, host := range []string{"localhost", "127.0.0.1", "pupitre", "192.168.1.20", "fe80::1"} {
		if err := shakes(t, c, authority, host, noon); err != nil || !c.Covers(host) {
			t.Errorf("%s: %v", host, err)
		}
	}
	if shakes(t, c, authority, "192.168.1.21", noon) == nil || c.Covers("192.168.1.21") {
		t.Error("covers an address that it was not made for")
	}
	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 4 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}

	first := c.Describe()
	next := func(names []string, when time.Time) Description {
		t.Helper()
		c, err := makeAt(folder, names, at(when))
		if err != nil {
			t.Fatal(err)
		}
		if err := shakes(t, c, authority, "pupitre", when); err != nil {
			t.Errorf("%v on %s: %v", names, when.Format(time.DateOnly), err)
		}
		return c.Describe()
	}
	root := func() string { b, _ := os.ReadFile(authority); return string(b) }
	given := root()
	if d := next(names, noon.AddDate(0, 6, 0)); d.Fingerprint != first.Fingerprint {
		t.Error("made again without need: whoever accepted it is asked again")
	}
	if d := next(append(names, "10.0.0.7"), noon); d.Fingerprint == first.Fingerprint || root() != given {
		t.Error("a new address needs a new certificate of the same authority")
	}
	if d := next(names, noon.AddDate(1, 1, 0)); !d.Until.After(noon.AddDate(2, 0, 0)) || root() != given {
		t.Errorf("not renewed when expired: until %v", d.Until)
	}
	next(append(names, "salle.example"), noon) // a name that the authority may not sign for: a new authority
	if root() == given {
		t.Error("the old authority is kept")
	}
}

// What is damaged or half there is made again, and a stolen authority opens nothing of the internet.
func TestMakeFromWhatIsLeft(t *testing.T) {
	folder := t.TempDir()
	for _, damage := range []func(){
		func() {},
		func() { os.Remove(filepath.Join(folder, "machine-key.pem")) },
		func() { os.WriteFile(filepath.Join(folder, "machine.pem"), []byte("nonsense"), 0o600) },
		func() { os.Remove(filepath.Join(folder, authorityFile)) },
	} {
		damage()
		c, err := makeAt(folder, []string{"localhost"}, at(noon))
		if err != nil {
			t.Fatal(err)
		}
		if err := shakes(t, c, c.Describe().Authority, "localhost", noon); err != nil {
			t.Error(err)
		}
	}
	c, err := makeAt(folder, []string{"localhost"}, at(noon))
	if err != nil {
		t.Fatal(err)
	}
	authority, err := c.authority([]string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"bank.example", "8.8.8.8"} {
		stolen, err := c.sign(authority, filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b"), []string{host})
		if err != nil {
			t.Fatal(err)
		}
		other := &Certificate{now: at(noon)}
		other.shown.Store(stolen)
		if shakes(t, other, c.Describe().Authority, host, noon) == nil {
			t.Errorf("the authority may sign for %s", host)
		}
	}
}

func TestRead(t *testing.T) {
	folder := t.TempDir()
	if _, err := makeAt(folder, []string{"salle.example"}, at(noon)); err != nil {
		t.Fatal(err)
	}
	cert, key := filepath.Join(folder, "machine.pem"), filepath.Join(folder, "machine-key.pem")
	c, err := read(cert, key, at(noon))
	if err != nil || len(c.Names()) != 1 || c.Describe().Authority != "" {
		t.Fatalf("%v, %v", c, err)
	}
	before := c.Describe()
	if err := c.Cover([]string{"elsewhere.example"}); err != nil || c.Describe().Fingerprint != before.Fingerprint {
		t.Errorf("a person's certificate was replaced: %v", err)
	}
	for _, bad := range []struct {
		cert, key string
		now       time.Time
		want      error
	}{
		{cert, key, noon.AddDate(2, 0, 0), ErrExpired},
		{cert, key, noon.AddDate(-1, 0, 0), ErrExpired},
		{cert, filepath.Join(folder, "authority-key.pem"), noon, ErrUnusable},
		{key, key, noon, ErrUnusable},
		{filepath.Join(folder, "none.pem"), key, noon, os.ErrNotExist},
	} {
		if _, err := read(bad.cert, bad.key, at(bad.now)); !errors.Is(err, bad.want) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
