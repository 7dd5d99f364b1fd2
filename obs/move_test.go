package obs

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

const second = time.Second

// happening is one thing that a machine is told: an answer, an event, or the passing of time.
type happening struct {
	after  time.Duration
	answer bool
	err    error
	event  OutputState
	want   order
	phase  MovePhase
}

func TestMachine(t *testing.T) {
	yes := func(want order, phase MovePhase) happening { return happening{answer: true, want: want, phase: phase} }
	no := func(code int, want order, phase MovePhase) happening {
		return happening{answer: true, err: &RequestError{Code: code}, want: want, phase: phase}
	}
	says := func(s OutputState, want order, phase MovePhase) happening {
		return happening{event: s, want: want, phase: phase}
	}
	passes := func(d time.Duration, want order, phase MovePhase) happening {
		return happening{after: d, want: want, phase: phase}
	}
	stopAndSet := []happening{
		yes(orderNothing, MoveStop), says(Stopping, orderNothing, MoveStop), says(Stopped, orderSet, MoveSet), yes(orderStart, MoveStart),
		yes(orderNothing, MoveStart),
	}
	for name, tc := range map[string]struct {
		running bool
		late    time.Duration
		happens []happening
		why     error
	}{
		"plain": {true, 0, append(stopAndSet[:5:5], says(Starting, orderNothing, MoveStart), says(Started, orderEnd, MoveDone)), nil},
		"nothing ran": {false, 0, []happening{yes(orderStart, MoveStart), yes(orderNothing, MoveStart), says(Starting, orderNothing, MoveStart),
			says(Started, orderEnd, MoveDone)}, nil},
		"events before answers": {true, 0, []happening{says(Stopped, orderSet, MoveSet), yes(orderStart, MoveStart), says(Starting, orderNothing, MoveStart),
			says(Started, orderEnd, MoveDone)}, nil},
		"it had stopped by itself": {true, 0, []happening{no(501, orderSet, MoveSet)}, nil},
		"the stop hangs": {true, 0, []happening{yes(orderNothing, MoveStop), says(Stopping, orderNothing, MoveStop), passes(2*second, orderNothing, MoveStop),
			passes(second, orderStop, MoveStopAgain), yes(orderNothing, MoveStopAgain), says(Stopped, orderSet, MoveSet)}, nil},
		"the stop hangs for ever": {true, 0, []happening{yes(orderNothing, MoveStop), passes(3*second, orderStop, MoveStopAgain),
			passes(3*second, orderStop, MoveStopAgain), passes(3*second, orderEnd, MoveFailed)}, ErrUndone},
		"refused": {true, 0, append(stopAndSet[:5:5], says(Starting, orderNothing, MoveStart), says(Stopped, orderEnd, MoveFailed)), ErrRefusedTo},
		"silent":  {true, 0, append(stopAndSet[:5:5], says(Starting, orderNothing, MoveStart), passes(10*second, orderEnd, MoveFailed)), ErrSilentTo},
		"the start is overlooked": {true, 0, append(stopAndSet[:5:5], passes(second, orderStart, MoveStart), yes(orderNothing, MoveStart),
			says(Starting, orderNothing, MoveStart), passes(9*second, orderEnd, MoveFailed)), ErrSilentTo},
		"the start was slow": {true, 0, append(stopAndSet[:5:5], passes(second, orderStart, MoveStart), no(500, orderNothing, MoveStart),
			says(Starting, orderNothing, MoveStart), says(Started, orderEnd, MoveDone)), nil},
		"the start is overlooked for ever": {true, 0, append(stopAndSet[:5:5], passes(second, orderStart, MoveStart), passes(second, orderStart, MoveStart),
			passes(second, orderStart, MoveStart), passes(second, orderNothing, MoveStart), passes(6*second, orderEnd, MoveFailed)), ErrSilentTo},
		"an older stream's end falls into the start": {true, 20 * second, append(stopAndSet[:5:5], says(Starting, orderNothing, MoveStart),
			says(Stopped, orderStart, MoveRestart), yes(orderNothing, MoveRestart), says(Starting, orderNothing, MoveRestart), says(Started, orderEnd, MoveDone)), nil},
		"and the new one is refused too": {true, 20 * second, append(stopAndSet[:5:5], says(Starting, orderNothing, MoveStart),
			says(Stopped, orderStart, MoveRestart), says(Starting, orderNothing, MoveRestart), says(Stopped, orderEnd, MoveFailed)), ErrRefusedTo},
		"a hand starts it in between": {true, 0, []happening{says(Stopped, orderSet, MoveSet), no(500, orderStop, MoveStop), says(Stopped, orderSet, MoveSet),
			yes(orderStart, MoveStart), no(500, orderStop, MoveStop)}, nil},
		"settings that OBS cannot read": {false, 0, []happening{no(300, orderEnd, MoveFailed)}, &RequestError{Code: 300}},
	} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 3, 29, 1, 59, 50, 0, time.UTC)
			m := machine{stopFor: 3 * second, heedFor: second, startFor: 10 * second, lateTill: now.Add(tc.late)}
			if got := m.begin(tc.running, now); (got == orderStop) != tc.running {
				t.Fatalf("begins with %v", got)
			}
			for i, h := range tc.happens {
				now = now.Add(h.after)
				var got order
				switch {
				case h.answer:
					got = m.answered(h.err, now)
				case h.event != "":
					got = m.heard(h.event, now)
				default:
					got = m.waited(now)
				}
				if got != h.want || m.phase != h.phase {
					t.Fatalf("step %d %+v: order %v, phase %s", i, h, got, m.phase)
				}
			}
			if tc.why != nil && !errors.Is(m.problem, tc.why) && m.problem.Error() != tc.why.Error() {
				t.Errorf("failed because of %v", m.problem)
			}
		})
	}
}

// TestMachineAlwaysEnds plays a malicious OBS: whatever it says, a move is over after a bounded number of orders.
func TestMachineAlwaysEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Now()
		m := machine{stopFor: second, heedFor: second, startFor: second, lateTill: now.Add(rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "late"))}
		next := m.begin(rapid.Bool().Draw(t, "running"), now)
		orders := 0
		for step := 0; next != orderEnd; step++ {
			if next != orderNothing {
				orders++
			}
			if orders > 20 || step > 200 {
				t.Fatalf("no end after %d orders, phase %s", orders, m.phase)
			}
			now = now.Add(second / 2)
			switch rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				code := rapid.SampledFrom([]int{0, 500, 501, 604}).Draw(t, "code")
				var err error
				if code != 0 {
					err = &RequestError{Code: code}
				}
				next = m.answered(err, now)
			case 1:
				next = m.heard(rapid.SampledFrom([]OutputState{Starting, Started, Stopping, Stopped, Reconnecting}).Draw(t, "event"), now)
			default:
				if next = m.waited(now); next == orderNothing && m.phase == MoveSet {
					next = m.answered(ErrSilent, now) // a request always ends
				}
			}
		}
		if (m.phase == MoveDone) != (m.problem == nil) {
			t.Fatalf("ended %s because of %v", m.phase, m.problem)
		}
	})
}

func TestGuard(t *testing.T) {
	const late = 150 * second
	start := time.Now()
	type heard struct {
		after time.Duration
		state OutputState
	}
	abandoned := []heard{{0, Starting}, {12 * second, Starting}, {12 * second, Started}}
	for name, tc := range map[string]struct {
		heard   []heard
		unarmed bool
		want    bool
	}{
		"the late time-out stops the healthy stream": {append(abandoned[:3:3], heard{30 * second, Stopped}), false, true},
		"a hand stops it": {append(abandoned[:3:3], heard{29 * second, Stopping}, heard{30 * second, Stopped}), false, false},
		"so does that of a server that took no connection": {append(abandoned[:3:3], heard{134 * second, Stopped}), false, true},
		"it is over":                                   {append(abandoned[:3:3], heard{151 * second, Stopped}), false, false},
		"a stream that was started by hand":            {append(abandoned[:3:3], heard{30 * second, Stopped}), true, false},
		"a plain stream":                               {[]heard{{0, Starting}, {second, Started}, {30 * second, Stopped}}, false, false},
		"a stream that reconnects":                     {[]heard{{0, Starting}, {second, Started}, {9 * second, Reconnecting}, {9 * second, Stopped}}, false, false},
		"the first has failed before the second began": {[]heard{{0, Starting}, {second, Stopped}, {2 * second, Starting}, {3 * second, Started}, {9 * second, Stopped}}, false, false},
	} {
		g := guard{}
		var restart bool
		for i, h := range tc.heard {
			g.armed = g.armed || i == len(tc.heard)-1 && !tc.unarmed
			restart = g.hears(h.state, start.Add(h.after), late)
		}
		if restart != tc.want {
			t.Errorf("%s: restart is %v", name, restart)
		}
	}
}

func TestDestination(t *testing.T) {
	for _, bad := range []Destination{{}, {Service: "rtmp_common", Key: "k"}, {Server: "rtmp://a", Settings: []byte("[1]")}, {Server: "a", Settings: []byte("{")}} {
		if err := bad.Check(); !errors.Is(err, ErrDestination) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	whip := Destination{Service: "whip_custom", Settings: []byte(`{"server":"https://a","bearer_token":"t"}`)}
	if err := whip.Check(); err != nil || whip.service()["streamServiceSettings"].(map[string]any)["bearer_token"] != "t" {
		t.Errorf("%v, sends %v", err, whip.service())
	}
	plain := Destination{Server: "rtmp://a/live", Key: "secret"}
	if s := plain.service()["streamServiceSettings"].(map[string]any); s["username"] != "" || s["use_auth"] != false {
		t.Errorf("sends %v: what the last destination had would stay", s)
	}
	if plain.String() != "rtmp://a/live" {
		t.Errorf("said as %q", plain)
	}
}
