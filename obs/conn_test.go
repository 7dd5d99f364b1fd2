package obs

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/andreykaipov/goobs/api/requests/general"

	"regie/obs/obstest"
)

func getVersion(ctx context.Context, c *conn) error {
	_, err := call[general.GetVersionResponse](ctx, c, &general.GetVersionParams{})
	return err
}

func dialTest(t *testing.T) (*obstest.Server, *conn) {
	t.Helper()
	s, err := obstest.Start(obstest.Config{Password: "p"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	c, err := dial(t.Context(), target{s.Addr(), "p"}, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	return s, c
}

func TestLateAnswersFindNobody(t *testing.T) {
	s, c := dialTest(t)
	s.Slow("GetVersion", 50*time.Millisecond)
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		if err := getVersion(ctx, c); !errors.Is(err, ErrSilent) {
			t.Fatalf("slow answer gives %v", err)
		}
		cancel()
	}
	s.Heal()
	for range 20 { // the late answers fall among these
		if err := getVersion(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func TestCallersComeAndGo(t *testing.T) {
	s, c := dialTest(t)
	s.Slow("GetVersion", time.Millisecond)
	var callers sync.WaitGroup
	for range 16 {
		callers.Go(func() {
			for range 50 {
				ctx, cancel := context.WithTimeout(t.Context(), rand.N(2*time.Millisecond))
				if err := getVersion(ctx, c); err != nil && !errors.Is(err, ErrSilent) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	callers.Wait()
	s.Heal()
	if err := getVersion(t.Context(), c); err != nil {
		t.Error(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) != 0 {
		t.Errorf("%d callers are still waited for", len(c.waiting))
	}
}

func TestLossFailsEveryWaiterAtOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		cut  func(*obstest.Server)
		want error
	}{
		"closed":   {(*obstest.Server).Drop, ErrLost},
		"reset":    {(*obstest.Server).Reset, ErrLost},
		"decode":   {func(s *obstest.Server) { s.CloseSessions(4002, "") }, ErrLost},
		"password": {func(s *obstest.Server) { s.CloseSessions(4009, "") }, ErrPassword},
		"version":  {func(s *obstest.Server) { s.CloseSessions(4010, "") }, ErrProtocol},
		"kicked":   {(*obstest.Server).Kick, ErrKicked},
		"leaving":  {func(s *obstest.Server) { s.CloseSessions(1001, "") }, ErrClosed},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := dialTest(t)
			s.Mute("GetVersion")
			const waiters = 20
			failed := make(chan error, waiters)
			for range waiters {
				go func() { failed <- getVersion(context.Background(), c) }()
			}
			for len(s.Requests("GetVersion")) < waiters {
				time.Sleep(time.Millisecond)
			}
			start := time.Now()
			tc.cut(s)
			for range waiters {
				if err := <-failed; !errors.Is(err, tc.want) {
					t.Errorf("waiter got %v, want %v", err, tc.want)
				}
			}
			if took := time.Since(start); took > time.Second {
				t.Errorf("waiters were freed after %v", took)
			}
			if err := getVersion(t.Context(), c); !errors.Is(err, tc.want) {
				t.Errorf("later call got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestHalfOpenConnectionIsNoticed(t *testing.T) {
	s, c := dialTest(t)
	c.workers.Go(func() { c.keepAlive(50 * time.Millisecond) })
	s.Freeze()
	defer s.Thaw()
	if err := getVersion(t.Context(), c); !errors.Is(err, ErrLost) {
		t.Errorf("call got %v", err)
	}
}

func TestTargetParses(t *testing.T) {
	for _, tc := range []struct{ address, socket string }{
		{"127.0.0.1:4456", "ws://127.0.0.1:4456"},
		{"regie.local", "ws://regie.local:4455"},
		{"ws://10.0.0.7", "ws://10.0.0.7:4455"},
		{"wss://obs.example:443", "wss://obs.example:443"},
		{"[::1]:4455", "ws://[::1]:4455"},
		{"[::1]", "ws://[::1]:4455"},
		{"http://127.0.0.1", ""},
		{":4455", ""},
		{"", ""},
		{"a b", ""},
		{"host:port", ""},
	} {
		_, socket, err := target{tc.address, ""}.parse()
		if socket != tc.socket || (err == nil) != (tc.socket != "") || (err != nil && !errors.Is(err, ErrAddress)) {
			t.Errorf("%q gives %q, %v; want %q", tc.address, socket, err, tc.socket)
		}
	}
}
