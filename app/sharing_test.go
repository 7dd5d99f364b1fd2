package app

import (
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Nothing of the pages is reachable from elsewhere until it is shared, and nothing after it is no longer.
func TestSharing(t *testing.T) {
	dir := home(t)
	e := begun(t, ownProgram(t), eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	reach := func(url string) bool {
		resp, err := (&http.Client{Timeout: 2 * time.Second}).Get(url)
		if err == nil {
			resp.Body.Close()
		}
		return err == nil
	}
	here := e.links()["ask"]
	if e.isShared() || !strings.HasPrefix(here, "http://127.0.0.1:") || !strings.Contains(here, "/ask#key=") || !reach(here) {
		t.Fatalf("before sharing: shared %v, %s", e.isShared(), here)
	}
	e.shared.addresses = func() ([]string, error) { return nil, nil }
	if err := e.share(true); !errors.Is(err, errNoNetwork) || e.isShared() {
		t.Errorf("without a network: %v", err)
	}
	e.shared.addresses = func() ([]string, error) { return []string{"127.0.0.2"}, nil } // stands for the room's network
	for range 2 {                                                                       // twice is once
		if err := e.share(true); err != nil {
			t.Fatal(err)
		}
	}
	there := e.links()["ask"]
	if !e.isShared() || !strings.HasPrefix(there, "http://127.0.0.2:") || !reach(there) || !reach(here) {
		t.Fatalf("shared: %s", there)
	}
	if err := e.share(false); err != nil {
		t.Fatal(err)
	}
	for range 100 { // the listener closes in its own time
		if !reach(there) {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if e.isShared() || reach(there) || !reach(here) {
		t.Error("the pages are still open to the room")
	}
}
