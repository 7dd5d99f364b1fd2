package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"regie/app/certificate"
	"regie/app/settings"
	"regie/assets"
)

// ownProgram is a program with settings of its own, that listens on a free port and has no OBS.
func ownProgram(t *testing.T) *program {
	t.Helper()
	own, err := settings.Load(pflag.NewFlagSet("test", pflag.ContinueOnError))
	if err != nil {
		t.Fatal(err)
	}
	own.Listen, own.OBS.Address = "127.0.0.1:0", without
	return &program{lang: assets.English, words: assets.In(assets.English), log: slog.New(slog.DiscardHandler), settings: own}
}

// begun opens an evening and sets it going until the test ends.
func begun(t *testing.T, p *program, o eveningOptions) *evening {
	t.Helper()
	e, err := p.openEvening(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	t.Cleanup(func() {
		stop()
		if err := e.wait(); err != nil {
			t.Error(err)
		}
		e.close()
	})
	if err := e.start(ctx); err != nil {
		t.Fatal(err)
	}
	return e
}

// Shared pages go over TLS with a certificate for the address that they are shared at; this computer's own stay plain.
func TestSharingOverTLS(t *testing.T) {
	dir := home(t)
	p := ownProgram(t)
	p.settings.HTTPS = httpsRoom
	e := begun(t, p, eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	if here := e.links()["ask"]; !strings.HasPrefix(here, "http://127.0.0.1:") {
		t.Errorf("this computer's own link is %s", here)
	}
	e.shared.addresses = func() ([]string, error) { return []string{"127.0.0.2"}, nil } // stands for the room's network
	if err := e.share(true); err != nil {
		t.Fatal(err)
	}
	there := e.links()["ask"]
	if !strings.HasPrefix(there, "https://127.0.0.2:") {
		t.Fatalf("shared at %s", there)
	}
	roots := x509.NewCertPool()
	b, err := os.ReadFile(e.certificate.Describe().Authority)
	if err != nil || !roots.AppendCertsFromPEM(b) {
		t.Fatalf("authority: %v", err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots}}, Timeout: 30 * time.Second}
	for _, address := range []string{there, strings.Replace(there, "https:", "http:", 1)} {
		resp, err := client.Get(address)
		if err != nil || resp.StatusCode != http.StatusOK || resp.Request.URL.Scheme != "https" {
			t.Errorf("%s: %v, %v", address, resp, err)
			continue
		}
		resp.Body.Close()
	}
}

func TestEverythingOverTLS(t *testing.T) {
	dir := home(t)
	p := ownProgram(t)
	p.settings.HTTPS = httpsAll
	e := begun(t, p, eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	if here := e.links()["ask"]; !strings.HasPrefix(here, "https://127.0.0.1:") {
		t.Errorf("this computer's own link is %s", here)
	}
}

// A person's certificate is for a name: links and pages go by it.
func TestOwnCertificate(t *testing.T) {
	dir := home(t)
	made := filepath.Join(dir, "theirs")
	if _, err := certificate.Make(made, []string{"salle.example"}); err != nil {
		t.Fatal(err)
	}
	p := ownProgram(t)
	p.settings.Cert, p.settings.Key = filepath.Join(made, "machine.pem"), filepath.Join(made, "machine-key.pem")
	e := begun(t, p, eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	e.shared.addresses = func() ([]string, error) { return []string{"127.0.0.2"}, nil }
	if err := e.share(true); err != nil {
		t.Fatal(err)
	}
	if link := e.links()["live"]; !strings.HasPrefix(link, "https://salle.example:") {
		t.Errorf("link is %s", link)
	}
}

func TestCertificateCommand(t *testing.T) {
	dir := home(t)
	status, out, errOut := regie(t, "certificate")
	var d certificate.Description
	if err := json.NewDecoder(bytes.NewBufferString(out)).Decode(&d); err != nil || status != exitDone {
		t.Fatalf("%d %s %s: %v", status, out, errOut, err)
	}
	if len(d.Fingerprint) != 95 || !strings.HasPrefix(d.Authority, dir) {
		t.Errorf("%+v", d)
	}
	if _, again, _ := regie(t, "certificate"); again != out {
		t.Errorf("another one at the second time: %s", again)
	}
	if status, _, errOut := regie(t, "certificate", "--cert", "x.pem"); status != exitMisused {
		t.Errorf("a certificate without a key: %d %s", status, errOut)
	}
	if status, _, errOut := regie(t, "certificate", "--cert", d.Authority, "--key", d.Authority); status != exitRefused || !strings.Contains(errOut, "authority.pem") {
		t.Errorf("a key that is none: %d %s", status, errOut)
	}
	p := ownProgram(t)
	p.settings.HTTPS = "perhaps"
	if _, err := p.certificate(); !errors.As(err, new(*misuse)) {
		t.Errorf("https: %v", err)
	}
}
