//go:build linux

package obs_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest/contract"
	"regie/obs/realobs"
)

// road leads to a platform, and can be cut, or lead nowhere.
type road struct {
	server string
	mu     sync.Mutex
	mute   bool
	conns  []net.Conn
}

// pave makes one. With a certificate it is taken encrypted.
func pave(t *testing.T, to *realobs.Platform, certificates ...tls.Certificate) *road {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &road{server: "rtmp://" + l.Addr().String() + "/live"}
	if len(certificates) > 0 {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		r.server = "rtmps://localhost:" + port + "/live"
		l = tls.NewListener(l, &tls.Config{Certificates: certificates})
	}
	host := strings.TrimSuffix(strings.TrimPrefix(to.Server, "rtmp://"), "/live")
	var under sync.WaitGroup
	under.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.conns = append(r.conns, c)
			mute := r.mute
			r.mu.Unlock()
			if mute {
				continue
			}
			d, err := net.Dial("tcp", host)
			if err != nil {
				c.Close()
				continue
			}
			under.Go(func() { io.Copy(d, c); d.Close() })
			under.Go(func() { io.Copy(c, d); c.Close() })
		}
	})
	t.Cleanup(func() {
		l.Close()
		r.cut()
		under.Wait()
	})
	return r
}

func (r *road) cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range r.conns {
		c.Close()
	}
	r.conns, r.mute = nil, true
}

func received(t *testing.T, p *realobs.Platform, key string) {
	t.Helper()
	start := time.Now()
	wait(t, "the platform receives "+key, func() bool {
		n, on := p.Receives(key)
		return on && n > 0
	})
	t.Logf("first bytes of %s %v after OBS said that it streams", key, time.Since(start).Round(time.Millisecond))
}

// TestMoveReal moves the stream between two platforms, in peace and in trouble, while OBS records; and looks into the
// recording for gaps. It lasts 40 s, of which OBS's own time-out takes 30.
func TestMoveReal(t *testing.T) {
	t.Parallel()
	first, second := realobs.PlatformForTest(t), realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: first.Server, Key: "principal", Inputs: []realobs.Input{
		{Name: contract.Microphone, Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: []string{"Attente"}},
	}})
	w := contract.Watch(t, obs.Impatient(obs.Config{Address: studio.Addr(), Password: studio.Password()}, 5*time.Second))
	w.Link(obs.LinkReady)
	lostBefore := studio.LostFrames(t)
	do(t, w, obs.DoRecordStart, obs.DoStreamStart)
	recorded := time.Now()
	received(t, first, "principal")

	var refusal *obs.RequestError
	if _, err := w.Request(t.Context(), "SetStreamServiceSettings", []byte(`{"streamServiceType":"rtmp_custom","streamServiceSettings":{}}`)); !errors.As(err, &refusal) || refusal.Code != 500 {
		t.Errorf("set while streaming: %v", err)
	}
	spare := obs.Destination{Name: "secours", Server: second.Server, Key: "secours"}
	moved := move(t, w, spare, obs.MoveOptions{Restore: true}, nil)
	received(t, second, "secours")
	if _, on := first.Receives("principal"); on {
		t.Error("the first platform still receives")
	}
	report := func(what string, m obs.Moved) {
		t.Helper()
		var steps []string
		for _, s := range m.Steps {
			steps = append(steps, string(s.Phase)+" "+s.Since.Round(time.Millisecond).String())
		}
		t.Logf("%s: %s; dark for %v", what, strings.Join(steps, ", "), m.Dark.Round(time.Millisecond))
	}
	report("in peace", moved)
	back := move(t, w, moved.Before, obs.MoveOptions{Restore: true}, nil)
	report("back", back)
	received(t, first, "principal")

	shaky := pave(t, first)
	move(t, w, obs.Destination{Server: shaky.server, Key: "fragile"}, obs.MoveOptions{Restore: true}, nil)
	received(t, first, "fragile")
	shaky.cut()
	w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Reconnecting })
	report("while it reconnects", move(t, w, spare, obs.MoveOptions{Restore: true}, nil))
	received(t, second, "secours")

	report("nobody there", move(t, w, obs.Destination{Server: "rtmp://127.0.0.1:9/live", Key: "k"}, obs.MoveOptions{Restore: true}, obs.ErrRefusedTo))
	silent := obs.Destination{Name: "muet", Server: shaky.server, Key: "k"} // it takes connections, and no more
	deaf := time.Now()
	report("silent", move(t, w, silent, obs.MoveOptions{Restore: true}, obs.ErrSilentTo))
	report("after the silence", move(t, w, spare, obs.MoveOptions{Restore: true}, nil))
	received(t, second, "secours")

	// OBS tires of the silent one half a minute after its start, and the healthy stream is out of the way by then.
	w.Find(func(n obs.News) bool { return n.Kind == obs.Sampled && n.At.Sub(deaf) > 20*time.Second }) // not before
	aside := w.Find(func(n obs.News) bool { return n.Kind == obs.StreamChanged && n.Output == obs.Stopping })
	tired := w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestart })
	up := w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveDone })
	t.Logf("the healthy stream stepped aside %v after the silent start, OBS gave that up after %v, up again after %v",
		aside.At.Sub(deaf).Round(time.Millisecond), tired.At.Sub(deaf).Round(time.Millisecond), up.At.Sub(deaf).Round(time.Millisecond))
	received(t, second, "secours")

	if m := w.Mirror(); m.Record != obs.Started || m.Health.Record.Duration < 30*time.Second {
		t.Errorf("the recording: %s, %+v", m.Record, m.Health.Record)
	}
	do(t, w, obs.DoStreamStop)
	w.Find(func(n obs.News) bool { return n.Kind == obs.Moving && n.Step.Phase == obs.MoveRestored && n.Why == nil })
	lasted := time.Since(recorded)
	do(t, w, obs.DoRecordStop)
	file := w.Find(func(n obs.News) bool { return n.Kind == obs.RecordChanged && n.Path != "" && n.Output == obs.Stopped }).Path
	realobs.Continuous(t, lasted, studio.LostFrames(t)-lostBefore, file) // the last frames are lost while it stops
}

// TestMoveToSRTReal moves the stream from RTMP to SRT and back, which OBS does with another kind of output.
func TestMoveToSRTReal(t *testing.T) {
	t.Parallel()
	platform, station := realobs.PlatformForTest(t), realobs.StationForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: platform.Server, Key: "principal", Inputs: []realobs.Input{
		{Name: contract.Microphone, Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: []string{"Attente"}},
	}})
	w := contract.Watch(t, obs.Config{Address: studio.Addr(), Password: studio.Password()})
	w.Link(obs.LinkReady)
	do(t, w, obs.DoRecordStart, obs.DoStreamStart)
	received(t, platform, "principal")
	nobody := obs.Destination{Name: "nobody", Server: "srt://127.0.0.1:9"}
	if spared := move(t, w, nobody, obs.MoveOptions{Knock: true}, obs.ErrDeafTo); !spared.Spared() {
		t.Errorf("the stream was not spared: %+v", spared)
	}
	there := move(t, w, obs.Destination{Name: "SRT", Server: station.Server + "?streamid=publish/soir"}, obs.MoveOptions{Restore: true, Knock: true}, nil)
	t.Logf("dark for %v", there.Dark.Round(time.Millisecond))
	wait(t, "the station receives it", func() bool { return station.Received() > 10_000 })
	if _, on := platform.Receives("principal"); on {
		t.Error("the platform still receives")
	}
	back := move(t, w, there.Before, obs.MoveOptions{Restore: true, Knock: true}, nil)
	t.Logf("back, dark for %v", back.Dark.Round(time.Millisecond))
	received(t, platform, "principal")
	if w.Mirror().Record != obs.Started {
		t.Errorf("the recording is %s", w.Mirror().Record)
	}
	do(t, w, obs.DoStreamStop, obs.DoRecordStop)
}

// TestMoveToRTMPSReal moves the stream to a server that proves who it is, and back, while OBS records; and to servers that do not.
func TestMoveToRTMPSReal(t *testing.T) {
	t.Parallel()
	trusted, unknown := realobs.AuthorityForTest(t), realobs.AuthorityForTest(t)
	plain, behind := realobs.PlatformForTest(t), realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: plain.Server, Key: "principal", Trusts: trusted, Inputs: []realobs.Input{
		{Name: contract.Microphone, Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: []string{"Attente"}},
	}})
	w := contract.Watch(t, obs.Trusting(obs.Config{Address: studio.Addr(), Password: studio.Password()}, trusted.Pool(t)))
	w.Link(obs.LinkReady)
	lostBefore := studio.LostFrames(t)
	do(t, w, obs.DoRecordStart, obs.DoStreamStart)
	recorded := time.Now()
	received(t, plain, "principal")

	tomorrow := time.Now().Add(24 * time.Hour)
	safe := obs.Destination{Name: "sûre", Server: pave(t, behind, trusted.Certificate(t, "localhost", tomorrow)).server, Key: "scelle"}
	there := move(t, w, safe, obs.MoveOptions{Knock: true}, nil)
	received(t, behind, "scelle")
	if _, on := plain.Receives("principal"); on {
		t.Error("the first platform still receives")
	}
	back := move(t, w, there.Before, obs.MoveOptions{Knock: true}, nil)
	received(t, plain, "principal")
	t.Logf("dark for %v, and %v on the way back", there.Dark.Round(time.Millisecond), back.Dark.Round(time.Millisecond))

	plan := obs.Plan{Destinations: []obs.Destination{safe}}
	want := map[string]string{"sûre": "inspect.reached"}
	for name, c := range map[string]tls.Certificate{
		"unknown": unknown.Certificate(t, "localhost", tomorrow), "name": trusted.Certificate(t, "ailleurs.example", tomorrow),
		"expired": trusted.Certificate(t, "localhost", time.Now().Add(-time.Minute)),
	} {
		to := obs.Destination{Name: name, Server: pave(t, behind, c).server, Key: "scelle"}
		plan.Destinations = append(plan.Destinations, to)
		want[name] = "inspect.unreachable.certificate." + name
		spared := move(t, w, to, obs.MoveOptions{Knock: true}, obs.ErrUnprovenTo)
		if n, on := plain.Receives("principal"); !spared.Spared() || !on || n == 0 {
			t.Errorf("%s: the stream was not spared: %+v", name, spared)
		}
		move(t, w, to, obs.MoveOptions{}, obs.ErrUnprovenTo) // OBS itself refuses it, and says nothing of why
		if w.Mirror().Stream != obs.Stopped {
			t.Errorf("%s: the stream is %s", name, w.Mirror().Stream)
		}
		move(t, w, there.Before, obs.MoveOptions{}, nil)
		received(t, plain, "principal")
	}
	found, err := w.Inspect(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if code, asked := want[f.Args["to"]]; asked && f.Code != code {
			t.Errorf("%s: found %q, want %q", f.Args["to"], f.Code, code)
		} else if asked {
			delete(want, f.Args["to"])
			t.Log(f.Text)
		}
	}
	if len(want) > 0 {
		t.Errorf("nothing is said of %v", want)
	}

	do(t, w, obs.DoStreamStop)
	lasted := time.Since(recorded)
	do(t, w, obs.DoRecordStop)
	file := w.Find(func(n obs.News) bool { return n.Kind == obs.RecordChanged && n.Path != "" && n.Output == obs.Stopped }).Path
	realobs.Continuous(t, lasted, studio.LostFrames(t)-lostBefore, file)
}
