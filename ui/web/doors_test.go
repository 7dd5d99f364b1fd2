package web_test

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"regie/runsheet"
	"regie/ui/web"
)

// routePattern finds the routes where they are made, so that a new one is tested without being listed here.
var routePattern = regexp.MustCompile(`mux\.Handle(?:Func)?\("([A-Z]+) (/[^"]*)"`)

// A name of somebody else's (DNS rebinding) opens no route, and another site's page changes nothing by any, whoever's key
// comes along.
func TestEveryDoorAsksWhoCalls(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Manager = noManager{} })
	var routes [][]string
	for _, file := range []string{"server.go", "pages.go"} {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		routes = append(routes, routePattern.FindAllStringSubmatch(string(source), -1)...)
	}
	if len(routes) < 25 {
		t.Fatalf("%d routes found: they are made in another way now", len(routes))
	}
	for _, path := range []string{"/", "/ask", "/mod", "/animator", "/stage", "/remote", "/state", "/overlay", "/live", "/privacy"} {
		routes = append(routes, []string{"", "GET", path})
	}
	before := s.desk.State().Seq
	for _, r := range routes {
		method, path := r[1], regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(r[2], "x")
		if a := s.call(runsheet.Operator, method, path, "{}", "Host", "evil.example"); a.status != http.StatusMisdirectedRequest {
			t.Errorf("%s %s under another's name: %d", method, path, a.status)
		}
		if method != "POST" || path == "/api/ingest" { // which takes no cookie
			continue
		}
		for _, headers := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "null"}} {
			if a := s.call(runsheet.Operator, method, path, "{}", headers...); a.status != http.StatusForbidden {
				t.Errorf("%s %s from %v: %d", method, path, headers, a.status)
			}
		}
	}
	if after := s.desk.State().Seq; after != before {
		t.Errorf("%d entries were made", after-before)
	}
	for _, headers := range []http.Header{{"Origin": {"https://evil.example"}}, {"Origin": {"null"}}} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		_, answer, err := websocket.Dial(ctx, s.base+"/api/socket?key="+testKeys[runsheet.Operator], &websocket.DialOptions{HTTPHeader: headers})
		cancel()
		if err == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("a WebSocket from %v: %v, %v", headers, answer, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if _, answer, err := websocket.Dial(ctx, s.base+"/api/socket?key="+testKeys[runsheet.Operator], &websocket.DialOptions{Host: "evil.example"}); err == nil || answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("a WebSocket under another's name: %v, %v", answer, err)
	}
}

// A key that is revoked ends the WebSockets that were opened with it, and no others.
func TestRevokedKeysEndSockets(t *testing.T) {
	ring := testKeys.Ring()
	named := web.NewKey(runsheet.Moderator, "Modération, salle 2")
	ring.Add(named)
	s := serve(t, onAirDesk(t), func(c *web.Config) { c.Ring = ring })
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	open := func(key string) *websocket.Conn {
		t.Helper()
		line, _, err := websocket.Dial(ctx, strings.Replace(s.base, "http", "ws", 1)+"/api/socket?key="+key, nil)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { line.CloseNow() })
		line.SetReadLimit(1 << 20)
		if _, _, err := line.Read(ctx); err != nil {
			t.Fatal(err)
		}
		return line
	}
	theirs, others := open(named.Secret), open(testKeys[runsheet.Moderator])
	ring.Revoke(named.ID)
	for {
		if _, _, err := theirs.Read(ctx); err != nil {
			break
		}
	}
	if ctx.Err() != nil {
		t.Fatal("a WebSocket goes on after its key was revoked")
	}
	if err := others.Write(ctx, websocket.MessageText, []byte(`{"id":"1","get":"state"}`)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := others.Read(ctx); err != nil {
		t.Errorf("another key's WebSocket ended with it: %v", err)
	}
}
