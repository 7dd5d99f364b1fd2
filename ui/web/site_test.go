package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"testing"

	"regie/runsheet"
	"regie/ui/web"
)

// site is a server on this computer that can be stopped and started again at the same address.
type site struct {
	t      testing.TB
	desk   *memoryDesk
	server *web.Server
	addr   string
	base   string
	stop   func()
}

func serve(t testing.TB, desk *memoryDesk, change ...func(*web.Config)) *site {
	t.Helper()
	config := web.Config{Desk: desk, Keys: testKeys, Secret: "a secret of the test"}
	for _, c := range change {
		c(&config)
	}
	s := &site{t: t, desk: desk, server: web.New(config), addr: "127.0.0.1:0"}
	s.start()
	t.Cleanup(func() { s.stop() })
	return s
}

func (s *site) start() {
	s.t.Helper()
	l, err := net.Listen("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.addr = l.Addr().String()
	s.base = "http://" + s.addr
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.server.Serve(ctx, l) }()
	s.stop = func() {
		s.stop = func() {}
		cancel()
		if err := <-ended; err != nil {
			s.t.Errorf("serve: %v", err)
		}
	}
}

// request is one call with its answer read.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) decode(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		t.Fatalf("decode %q: %v", a.body, err)
	}
}

// call sends a request with a role's key ("" for none). Headers come in pairs.
func (s *site) call(role runsheet.Role, method, path string, body string, headers ...string) answer {
	s.t.Helper()
	r, err := http.NewRequest(method, s.base+path, bytes.NewReader([]byte(body)))
	if err != nil {
		s.t.Fatal(err)
	}
	if role != "" {
		r.Header.Set("Authorization", "Bearer "+testKeys[role])
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Add(headers[i], headers[i+1])
	}
	w, err := client.Do(r)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer w.Body.Close()
	b, err := io.ReadAll(w.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer{w.StatusCode, w.Header, b}
}

// client keeps no connections, so that leak tests see only what the server keeps.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// recorder is a ResponseWriter for handlers that are called without a line.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newRecorder() *recorder { return &recorder{header: http.Header{}} }

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(b []byte) (int, error) { return r.body.Write(b) }
