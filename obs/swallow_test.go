//go:build linux

package obs_test

import (
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/obs/obstest/contract"
	"regie/obs/realobs"
)

// A stream that runs is not stopped for a destination that takes no connection.
func TestKnockBeforeTheMove(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	do(t, w, obs.DoStreamStart)
	w.Silence(0, obs.Moving)
	echo, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var answers sync.WaitGroup
	answers.Go(func() {
		for b := make([]byte, 1500); ; {
			n, from, err := echo.ReadFrom(b)
			if err != nil {
				return
			}
			echo.WriteTo(b[:n], from)
		}
	})
	t.Cleanup(func() { echo.Close(); answers.Wait() })
	for name, server := range map[string]string{"swallowed": realobs.SwallowerForTest(t), "nobody there": "rtmp://127.0.0.1:9/live",
		"nobody there over SRT": "srt://127.0.0.1:9", "it speaks no SRT": "srt://" + echo.LocalAddr().String()} {
		start := time.Now()
		moved := move(t, w, obs.Destination{Name: name, Server: server}, obs.MoveOptions{Knock: true}, obs.ErrDeafTo)
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("%s: refused after %v", name, took)
		}
		if !slices.Equal(phases(moved), []obs.MovePhase{obs.MoveFailed}) {
			t.Errorf("%s: steps %v", name, phases(moved))
		}
		if n := w.Next(obs.Moving); n.Step.Phase != obs.MoveFailed || n.Step.To != name || !errors.Is(n.Why, obs.ErrDeafTo) {
			t.Errorf("%s: told %+v", name, n)
		}
		streams(t, s, mainServer)
	}
	if n := len(s.Requests("StopStream", "SetStreamServiceSettings")); n > 0 {
		t.Errorf("OBS was asked %d times", n)
	}
}

// A stream that runs is not stopped for a destination whose certificate OBS would refuse, nor for one that never shows any.
func TestKnockLooksAtTheCertificate(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	known := x509.NewCertPool()
	known.AddCert(secure.Certificate())
	mute := pave(t, &realobs.Platform{Server: "rtmp://127.0.0.1:9/live"})
	mute.cut()
	named := func(host string) string {
		_, port, _ := net.SplitHostPort(secure.Listener.Addr().String())
		return "rtmps://" + net.JoinHostPort(host, port) + "/live"
	}
	for name, tc := range map[string]struct {
		roots  *x509.CertPool
		server string
		why    error
	}{
		"known":        {known, named("127.0.0.1"), nil},
		"unknown":      {nil, named("127.0.0.1"), obs.ErrUnprovenTo},
		"another name": {known, named("localhost"), obs.ErrUnprovenTo},
		"mute":         {known, strings.Replace(mute.server, "rtmp:", "rtmps:", 1), obs.ErrSilentTo},
	} {
		s := simulate(t, 0)
		w := contract.Watch(t, obs.Trusting(obs.Config{Address: s.URL(), Password: s.password}, tc.roots))
		w.Link(obs.LinkReady)
		do(t, w, obs.DoStreamStart)
		moved := move(t, w, obs.Destination{Name: name, Server: tc.server}, obs.MoveOptions{Knock: true}, tc.why)
		if tc.why == nil {
			streams(t, s, tc.server)
			continue
		}
		if streams(t, s, mainServer); !moved.Spared() {
			t.Errorf("%s: %+v", name, moved.Steps)
		}
	}
}

// OBS waits far longer for a destination that takes no connection than for one that says nothing: the stream does not step aside
// for it, and is started again when OBS stops it in the end.
func TestDeafDestination(t *testing.T) {
	t.Parallel()
	for name, clumsy := range map[string]bool{"the time-out stops the stream": false, "it reconnects behind OBS's back": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := simulate(t, 0)
			w := contract.Watch(t, obs.Tiring(obs.Impatient(obs.Config{Address: s.URL(), Password: s.password}, 1500*time.Millisecond), 4*time.Second, 5*time.Second))
			w.Link(obs.LinkReady)
			deaf := obs.Destination{Name: "sourd", Server: realobs.SwallowerForTest(t)}
			s.Destination(deaf.Server, obstest.Deaf)
			if clumsy {
				s.Clumsy()
			}
			do(t, w, obs.DoRecordStart)
			move(t, w, deaf, obs.MoveOptions{}, obs.ErrDeafTo)
			move(t, w, spare, obs.MoveOptions{}, nil)
			w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone })
			w.Silence(3*time.Second, obs.Moving)
			s.Tire()
			w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestart })
			w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone && n.Why == nil })
			streams(t, s, spareServer)
			if !s.Recording() {
				t.Error("the recording was touched")
			}
			do(t, w, obs.DoStreamStop)
			if _, on := s.Streaming(); on {
				t.Error("the stream cannot be stopped any more")
			}
		})
	}
}

// A server that swallows OBS's packets and not ours: the stream steps aside in vain, and is watched for longer.
func TestStepsAsideInVain(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := contract.Watch(t, obs.Tiring(obs.Impatient(obs.Config{Address: s.URL(), Password: s.password}, 1500*time.Millisecond), 8*time.Second, 10*time.Second))
	w.Link(obs.LinkReady)
	silent := obs.Destination{Server: pave(t, &realobs.Platform{Server: mainServer}).server}
	s.Destination(silent.Server, obstest.Deaf)
	move(t, w, silent, obs.MoveOptions{}, obs.ErrSilentTo)
	move(t, w, spare, obs.MoveOptions{}, nil)
	again := func() {
		t.Helper()
		w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestart })
		w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone && n.Why == nil })
	}
	again() // it waited in vain
	s.Tire()
	again()
	streams(t, s, spareServer)
}

// TestSoakDeaf moves the stream on from a server that swallows packets, in a real OBS that is not spared the try. It lasts for as
// long as the system takes to give up connecting, 134 s, so it belongs to the long run; TestDeafDestination does the same with
// the simulated OBS.
func TestSoakDeaf(t *testing.T) {
	if os.Getenv("REGIE_SOAK") == "" {
		t.Skip("REGIE_SOAK is not set")
	}
	t.Parallel()
	first, second := realobs.PlatformForTest(t), realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: first.Server, Key: "principal"})
	w := contract.Watch(t, obs.Config{Address: studio.Addr(), Password: studio.Password()})
	w.Link(obs.LinkReady)
	do(t, w, obs.DoRecordStart, obs.DoStreamStart)
	received(t, first, "principal")
	deaf := obs.Destination{Name: "sourd", Server: realobs.SwallowerForTest(t), Key: "k"}
	spare := obs.Destination{Name: "secours", Server: second.Server, Key: "secours"}
	move(t, w, deaf, obs.MoveOptions{Knock: true}, obs.ErrDeafTo)
	if _, on := first.Receives("principal"); !on || w.Mirror().Stream != obs.Started {
		t.Errorf("the healthy stream was touched: %s", w.Mirror().Stream)
	}
	start := time.Now()
	move(t, w, deaf, obs.MoveOptions{}, obs.ErrDeafTo)
	move(t, w, spare, obs.MoveOptions{}, nil)
	t.Logf("at the next destination %v after the deaf one was tried", time.Since(start).Round(time.Millisecond))
	received(t, second, "secours")
	var stopped, up time.Time
	for up.IsZero() {
		w.Find(func(n obs.News) bool {
			after := n.At.Sub(start)
			switch {
			case after < 11*time.Second: // of the moves themselves
			case n.Kind == obs.StreamChanged && n.Output == obs.Stopped && stopped.IsZero():
				stopped = n.At
			case n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone && !stopped.IsZero():
				up = n.At
			case n.Kind == obs.LinkChanged:
				t.Errorf("%v: the link is %s", after, n.Link)
			case after > 148*time.Second: // nothing was stopped: so much the better
				up = n.At
			}
			return n.Kind == obs.Sampled || !up.IsZero()
		})
	}
	t.Logf("OBS stopped the healthy stream after %v; up again %v later", stopped.Sub(start).Round(time.Millisecond), up.Sub(stopped).Round(time.Millisecond))
	received(t, second, "secours")
	if m := w.Mirror(); m.Record != obs.Started || m.Health.Record.Duration < 100*time.Second {
		t.Errorf("the recording: %s, %+v", m.Record, m.Health.Record)
	}
	do(t, w, obs.DoStreamStop, obs.DoRecordStop)
}

// The checks before the show say in words, and in time, that a destination takes no connection.
func TestInspectMeetsASwallower(t *testing.T) {
	t.Parallel()
	s := simulate(t, 0)
	w := linked(t, s, 0)
	w.Next(obs.Stocked)
	start := time.Now()
	found, err := w.Inspect(t.Context(), obs.Plan{Destinations: []obs.Destination{{Name: "sourd", Server: realobs.SwallowerForTest(t)}}})
	if took := time.Since(start); err != nil || took > 10*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
	i := slices.IndexFunc(found, func(f obs.Finding) bool { return f.Code == "inspect.unreachable.silent" })
	if i < 0 || found[i].Weight != obs.Blocker || found[i].Text != "sourd takes no connection: nothing answers within 3 s. Is a firewall in between, is the server up?" {
		t.Errorf("found %+v", found)
	}
}
