package osc_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"regie/runsheet"
	"regie/ui/osc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// memoryDesk is a desk that keeps its state in memory: the real rules, no file.
type memoryDesk struct {
	mu    sync.Mutex
	born  time.Time
	state runsheet.State
}

func (d *memoryDesk) Now() runsheet.Moment {
	passed := time.Since(d.born)
	return runsheet.Moment{Wall: d.born.Add(passed), Steady: passed, Boot: "test"}
}

func (d *memoryDesk) State() runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state
}

func (d *memoryDesk) Do(_ context.Context, by runsheet.Actor, c runsheet.Command) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	facts, err := runsheet.Decide(d.state, runsheet.Act{By: by, At: d.Now(), Command: c})
	if err != nil {
		return err
	}
	for _, f := range facts {
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.Now(), By: by, Fact: f})
	}
	return nil
}

func (d *memoryDesk) Watch(ctx context.Context) <-chan runsheet.State {
	w := make(chan runsheet.State, 1)
	w <- d.State()
	return w
}

// open are the keys: the role's name opens it, until it is revoked.
type open struct {
	mu      sync.Mutex
	revoked map[string]bool
}

func (o *open) key(key string) (runsheet.Role, string, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	role := runsheet.Role(strings.TrimPrefix(key, "key-"))
	return role, "desk of lights", strings.HasPrefix(key, "key-") && !o.revoked[key]
}

func (o *open) revoke(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.revoked[key] = true
}

type controller struct {
	t    *testing.T
	conn *net.UDPConn
	desk *memoryDesk
	keys *open
}

func start(t *testing.T) controller {
	t.Helper()
	d := &memoryDesk{born: time.Now(), state: runsheet.New()}
	show := runsheet.Show{Title: "Midi", Zone: "Europe/Paris"}
	for i := range 4 {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("s%d", i+1)), Number: fmt.Sprint(i + 1), Title: fmt.Sprintf("Partie %d", i+1), Kind: runsheet.Live, Length: 10 * time.Minute})
	}
	for _, c := range []runsheet.Command{runsheet.Load{Show: show}, runsheet.Go{To: "s1"}} {
		if err := d.Do(t.Context(), runsheet.Actor{Role: runsheet.Operator}, c); err != nil {
			t.Fatal(err)
		}
	}
	keys := &open{revoked: map[string]bool{}}
	local := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	conn, err := net.ListenUDP("udp", local)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- osc.New(osc.Config{Desk: d, Open: keys.key}).Serve(ctx, conn) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	client, err := net.DialUDP("udp", nil, conn.LocalAddr().(*net.UDPAddr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return controller{t, client, d, keys}
}

func (c controller) send(address string, args ...any) {
	c.t.Helper()
	if _, err := c.conn.Write(osc.Message{Address: address, Args: args}.Append(nil)); err != nil {
		c.t.Fatal(err)
	}
}

// next is what comes within a time, false for nothing.
func (c controller) next(within time.Duration) (osc.Message, bool) {
	c.t.Helper()
	b := make([]byte, 2048)
	c.conn.SetReadDeadline(time.Now().Add(within))
	n, err := c.conn.Read(b)
	if err != nil {
		return osc.Message{}, false
	}
	m, err := osc.Parse(b[:n])
	if err != nil || len(m) != 1 {
		c.t.Fatalf("read %q: %v", b[:n], err)
	}
	return m[0], true
}

// answer waits for the answer to a command.
func (c controller) answer(address string) string {
	c.t.Helper()
	for {
		m, ok := c.next(3 * time.Second)
		if !ok {
			c.t.Fatalf("%s got no answer", address)
		}
		if m.Address == "/regie/answer" && m.Args[0] == address {
			return m.Args[1].(string)
		}
	}
}

func TestCommandsByAddress(t *testing.T) {
	c := start(t)
	const key = "key-operator"
	onAir := func(want runsheet.SlotID) {
		t.Helper()
		if got := c.desk.State().OnAirSlot(); got != want {
			t.Errorf("%s is on air, want %s", got, want)
		}
	}
	time.Sleep(350 * time.Millisecond) // two GO together are one
	for _, step := range []struct {
		address string
		args    []any
		answer  string
		onAir   runsheet.SlotID
	}{
		{"/regie/hold", nil, "ok", "s1"},
		{"/regie/resume", nil, "ok", "s1"},
		{"/regie/add", []any{int32(60)}, "ok", "s1"},
		{"/regie/add", []any{float32(-30)}, "ok", "s1"},
		{"/regie/add", []any{"a lot"}, "bad-command", "s1"},
		{"/regie/message", []any{"Deux minutes"}, "ok", "s1"},
		{"/regie/standby", []any{"s3"}, "ok", "s1"},
		{"/regie/standby", []any{"s9"}, "unknown-slot", "s1"},
		{"/regie/go", []any{"s4", "s2"}, "moved-on", "s1"},
		{"/regie/go", []any{"s1", "s3"}, "ok", "s3"},
		{"/regie/do/hold", []any{`{"slot":"s3"}`}, "ok", "s3"},
		{"/regie/do/nonsense", []any{"{}"}, "unknown-command", "s3"},
		{"/regie/do/load", []any{"{}"}, "unknown-command", "s3"},
		{"/regie/nonsense", nil, "unknown-command", "s3"},
	} {
		c.send(step.address, append([]any{key}, step.args...)...)
		if got := c.answer(step.address); got != step.answer {
			t.Errorf("%s %v: %s, want %s", step.address, step.args, got, step.answer)
		}
		onAir(step.onAir)
	}
	if m := c.desk.State().Message; m != "Deux minutes" {
		t.Errorf("the message is %q", m)
	}
	time.Sleep(350 * time.Millisecond)
	c.send("/regie/go", key)
	c.answer("/regie/go")
	onAir("s4")
}

// Without a key nothing is done and nothing is answered; with one, what the role may.
func TestKeysAreAsked(t *testing.T) {
	c := start(t)
	for _, args := range [][]any{nil, {"nonsense"}, {int32(7)}, {""}, {"key-audience"}, {"key-source"}} {
		c.send("/regie/go", args...)
		c.send("/regie/follow", args...)
	}
	if m, ok := c.next(600 * time.Millisecond); ok {
		t.Errorf("a stranger is told %+v", m)
	}
	for _, role := range []string{"moderator", "animator", "stage", "observer"} {
		c.send("/regie/go", "key-"+role)
		if got := c.answer("/regie/go"); got != "not-allowed" {
			t.Errorf("GO by %s: %s", role, got)
		}
	}
	if on := c.desk.State().OnAirSlot(); on != "s1" {
		t.Errorf("%s is on air", on)
	}
	c.send("/regie/go", "key-operator")
	if got := c.answer("/regie/go"); got != "ok" {
		t.Error(got)
	}
	c.keys.revoke("key-operator")
	c.send("/regie/hold", "key-operator")
	if m, ok := c.next(400 * time.Millisecond); ok {
		t.Errorf("a revoked key is told %+v", m)
	}
}

func TestFeedback(t *testing.T) {
	c := start(t)
	c.send("/regie/follow", "key-stage")
	told := map[string]any{}
	for {
		m, ok := c.next(3 * time.Second)
		if !ok {
			t.Fatalf("only told %v", told)
		}
		if told[m.Address] = m.Args[0]; m.Address == "/regie/onair/clock" && m.Args[0] != "10:00" {
			break // the seconds pass by themselves
		}
	}
	for address, want := range map[string]any{"/regie/mode": "live", "/regie/onair/title": "Partie 1", "/regie/onair/held": false, "/regie/onair/clock": "09:59"} {
		if told[address] != want {
			t.Errorf("%s is %v, want %v", address, told[address], want)
		}
	}
	if _, ok := told["/regie/standby/title"]; ok {
		t.Error("the stage is told what comes next")
	}
	if err := c.desk.Do(t.Context(), runsheet.Actor{Role: runsheet.Operator}, runsheet.Go{From: "s1", To: "s2"}); err != nil {
		t.Fatal(err)
	}
	for m := (osc.Message{}); m.Address != "/regie/onair/title" || m.Args[0] != "Partie 2"; {
		var ok bool
		if m, ok = c.next(2 * time.Second); !ok {
			t.Fatal("the next slot was not told")
		}
	}
	c.keys.revoke("key-stage")
	time.Sleep(400 * time.Millisecond)
	for { // what was on its way
		if _, ok := c.next(100 * time.Millisecond); !ok {
			break
		}
	}
	if m, ok := c.next(1200 * time.Millisecond); ok {
		t.Errorf("a revoked key is told %+v", m)
	}
}

// A flood does not keep the desk from anything, and garbage does nothing.
func TestFloodAndGarbage(t *testing.T) {
	c := start(t)
	for i := range 600 {
		c.send("/regie/message", "key-operator", fmt.Sprint(i))
		c.conn.Write([]byte("/nonsense" + strings.Repeat("x", i)))
	}
	time.Sleep(1200 * time.Millisecond)
	c.send("/regie/message", "key-operator", "the last")
	for m := (osc.Message{}); c.desk.State().Message != "the last"; {
		var ok bool
		if m, ok = c.next(3 * time.Second); !ok {
			t.Fatalf("after a flood the message is %q (%v)", c.desk.State().Message, m)
		}
	}
	if seq := c.desk.State().Seq; seq > 500 {
		t.Errorf("%d entries from 600 messages in an instant", seq)
	}
}

func TestMessagesSurviveTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[^\x00]*`)
		m := osc.Message{Address: "/" + text.Draw(t, "address")}
		for range rapid.IntRange(0, 6).Draw(t, "n") {
			m.Args = append(m.Args, rapid.OneOf(rapid.Int32().AsAny(), rapid.Int64().AsAny(), rapid.Float32().AsAny(), rapid.Float64().AsAny(), text.AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil)).Draw(t, "arg"))
		}
		packet := m.Append(nil)
		if len(packet)%4 != 0 {
			t.Fatalf("%d bytes", len(packet))
		}
		got, err := osc.Parse(packet)
		if err != nil || len(got) != 1 {
			t.Fatalf("%q: %v", packet, err)
		}
		if diff := cmp.Diff(m, got[0]); diff != "" {
			t.Fatal(diff)
		}
	})
}

// The bytes as the specification writes them.
func TestPacketBytes(t *testing.T) {
	packet := osc.Message{Address: "/oscillator/4/frequency", Args: []any{float32(440)}}.Append(nil)
	want := "/oscillator/4/frequency\x00,f\x00\x00\x43\xdc\x00\x00"
	if string(packet) != want {
		t.Errorf("%q", packet)
	}
	bundle := "#bundle\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x20" + want
	if got, err := osc.Parse([]byte(bundle)); err != nil || len(got) != 1 || got[0].Args[0] != float32(440) {
		t.Errorf("a bundle is %v, %v", got, err)
	}
	if got, err := osc.Parse([]byte("/a\x00\x00")); err != nil || len(got) != 1 {
		t.Errorf("without types: %v, %v", got, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("/a\x00\x00,i\x00\x00\x00\x00\x00\x01"))
	f.Add([]byte("#bundle\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x00\x00\x04/a\x00\x00"))
	f.Add([]byte("/regie/go\x00\x00\x00,sTFNhd\x00k\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, packet []byte) {
		messages, err := osc.Parse(packet)
		if err != nil {
			return
		}
		for _, m := range messages {
			again, err := osc.Parse(m.Append(nil))
			if err != nil || len(again) != 1 || again[0].Address != m.Address || len(again[0].Args) != len(m.Args) {
				t.Errorf("%+v became %+v, %v", m, again, err)
			}
		}
	})
}
