package web_test

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/coder/websocket"

	"regie/runsheet"
	"regie/ui/web"
)

// testCertificate is for 127.0.0.1; the tests' browser is told to trust its key and no other.
var testCertificate = sync.OnceValue(func() tls.Certificate {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return s.TLS.Certificates[0]
})

func testLeaf() *x509.Certificate {
	leaf, err := x509.ParseCertificate(testCertificate().Certificate[0])
	if err != nil {
		panic(err)
	}
	return leaf
}

// pinned is the hash of its key, as Chromium takes it.
func pinned() string {
	sum := sha256.Sum256(testLeaf().RawSubjectPublicKeyInfo)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// serveTLS is serve over TLS, with the address that plain requests find.
func serveTLS(t *testing.T, plainHere bool) (s *site, plain string) {
	t.Helper()
	s = serve(t, onAirDesk(t))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- s.server.ServeTLS(ctx, l, web.Secure{Config: &tls.Config{Certificates: []tls.Certificate{testCertificate()}}, PlainHere: plainHere})
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	s.base = "https://" + l.Addr().String()
	return s, "http://" + l.Addr().String()
}

// trusting is a browser without a screen: it keeps cookies and follows nothing.
func trusting(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(testLeaf())
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}
	return &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func TestPlainRequestsToTLS(t *testing.T) {
	s, plain := serveTLS(t, false)
	for _, c := range []struct {
		method, path string
		status       int
		location     string
	}{
		{"GET", "/ask?lang=fr", 307, s.base + "/ask?lang=fr"},
		{"HEAD", "/mod", 307, s.base + "/mod"},
		{"GET", "/api/state", 426, ""},
		{"POST", "/api/do/ask", 426, ""},
		{"POST", "/ask", 426, ""},
	} {
		r, err := http.NewRequest(c.method, plain+c.path, strings.NewReader(""))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+testKeys[runsheet.Operator])
		a, err := trusting(t).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(a.Body)
		a.Body.Close()
		if a.StatusCode != c.status || a.Header.Get("Location") != c.location || strings.Contains(string(body), "slots") {
			t.Errorf("%s %s: %d to %q: %s", c.method, c.path, a.StatusCode, a.Header.Get("Location"), body)
		}
	}
	r, _ := http.NewRequest("GET", plain+"/ask", nil)
	r.Host = "evil.example"
	if a, err := trusting(t).Do(r); err != nil || a.StatusCode != 421 {
		t.Errorf("sent on to another name: %v, %v", a, err)
	}

	_, plain = serveTLS(t, true) // this computer's OBS has no certificate to trust
	if a, err := trusting(t).Get(plain + "/ask"); err != nil || a.StatusCode != 200 {
		t.Errorf("from this computer: %v, %v", a, err)
	}
}

func TestCookiesOverTLS(t *testing.T) {
	s, _ := serveTLS(t, false)
	a, err := trusting(t).Post(s.base+"/api/enter", "application/json", strings.NewReader(`{"key":"`+testKeys[runsheet.Audience]+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if len(a.Cookies()) == 0 {
		t.Fatalf("no cookies: %s", a.Status)
	}
	for _, c := range a.Cookies() {
		if !c.Secure || !c.HttpOnly {
			t.Errorf("cookie %s: secure %v, http only %v", c.Name, c.Secure, c.HttpOnly)
		}
	}
}

// Who connects and says nothing holds nobody up, and everything ends with the server: serveTLS waits for it.
func TestSilentConnections(t *testing.T) {
	s, _ := serveTLS(t, false)
	address := strings.TrimPrefix(s.base, "https://")
	for i := range 50 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if i%2 == 0 {
			c.Write([]byte{22}) // the first byte of a handshake that never comes
		}
	}
	if a, err := trusting(t).Get(s.base + "/ask"); err != nil || a.StatusCode != 200 {
		t.Errorf("%v, %v", a, err)
	}
}

func TestWebSocketOverTLS(t *testing.T) {
	s, _ := serveTLS(t, false)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	line, _, err := websocket.Dial(ctx, s.base+"/api/socket?key="+testKeys[runsheet.Operator], &websocket.DialOptions{
		HTTPClient: trusting(t), HTTPHeader: http.Header{"Origin": {s.base}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer line.CloseNow()
	line.SetReadLimit(1 << 20)
	if _, message, err := line.Read(ctx); err != nil || len(message) == 0 {
		t.Errorf("%q, %v", message, err)
	}
}

// A phone that types the address without https, in a real browser: it comes to the page, its cookie goes over TLS alone,
// its question arrives, and the page that says that the desk is away is ready for when it is.
func TestBrowserOverTLS(t *testing.T) {
	t.Parallel()
	s, plain := serveTLS(t, false)
	b := openTab(t, "fr", phone)
	b.run(chromedp.Navigate(web.Link(plain, "/ask", testKeys[runsheet.Audience])))
	b.until(`location.protocol === "https:"`)
	b.shows("#link", "à jour")
	b.ask("Qui lit ce que j'écris ?")
	b.shows("#mine", "Reçue")
	b.wait(`navigator.serviceWorker.ready.then(r => !!r.active)`, nil)
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		cookies, err := network.GetCookies().WithURLs([]string{s.base}).Do(ctx)
		for _, c := range cookies {
			if strings.HasPrefix(c.Name, "regie-") && c.HTTPOnly && !c.Secure {
				t.Errorf("cookie %s may go in plain", c.Name)
			}
		}
		if len(cookies) == 0 {
			t.Error("no cookies")
		}
		return err
	}))
	if s.desk.State().Questions.Len() == 0 {
		t.Error("the question did not arrive")
	}
}
