package obs

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Destination is where a stream goes.
type Destination struct {
	Name    string // for people
	Service string // OBS's word for the kind of service; empty for "rtmp_custom"
	Server  string // rtmp(s)://…, srt://…: all that rtmp_custom needs, with Key
	Key     string
	// Settings are the service's own, a JSON object: for "rtmp_common", "whip_custom" and whatever comes. They win over
	// Server and Key.
	Settings json.RawMessage
}

// What ends a move without a stream, besides the errors of Do.
var (
	ErrDestination = errors.New("not a destination for a stream")
	ErrRefusedTo   = errors.New("the destination refused the stream, or is not there")
	ErrSilentTo    = errors.New("the destination takes the connection and says nothing")
	ErrDeafTo      = errors.New("the destination takes no connection")
	ErrUnprovenTo  = errors.New("the destination cannot prove who it is")
)

const customService = "rtmp_custom"

// Check says what is wrong with a destination, whatever OBS there is.
func (t Destination) Check() error {
	switch {
	case len(t.Settings) > 0 && json.Unmarshal(t.Settings, &map[string]any{}) != nil:
		return fmt.Errorf("%w: its settings are not a JSON object", ErrDestination)
	case t.Service == "" || t.Service == customService:
		if t.Server == "" && len(t.Settings) == 0 {
			return fmt.Errorf("%w: it has no server", ErrDestination)
		}
	case len(t.Settings) == 0:
		return fmt.Errorf("%w: service %s needs settings", ErrDestination, t.Service)
	}
	return nil
}

// String never shows the key.
func (t Destination) String() string {
	if t.Name != "" {
		return t.Name
	}
	return t.Server
}

// service is the request's content. OBS merges settings, so that what the last destination had and this one has not must be
// named too: else its user and password would follow the stream to somebody else's server.
func (t Destination) service() map[string]any {
	kind, settings := t.Service, map[string]any{}
	if kind == "" {
		kind = customService
	}
	if kind == customService {
		settings = map[string]any{"server": t.Server, "key": t.Key, "use_auth": false, "username": "", "password": "", "bwtest": false}
	}
	if len(t.Settings) > 0 {
		json.Unmarshal(t.Settings, &settings) // Check has seen that it can be read
	}
	return map[string]any{"streamServiceType": kind, "streamServiceSettings": settings}
}

// MovePhase is where a move stands.
type MovePhase string

const (
	MoveStop      MovePhase = "stop"       // StopStream was sent
	MoveStopAgain MovePhase = "stop again" // the first one hangs
	MoveSet       MovePhase = "set"        // the old stream has stopped; the destination is being set
	MoveStart     MovePhase = "start"      // StartStream was sent
	MoveRestart   MovePhase = "restart"    // OBS had stopped the new stream because an older one could not connect
	MoveDone      MovePhase = "done"       // the stream is up
	MoveFailed    MovePhase = "failed"     // there is no stream; Why
	MoveRestored  MovePhase = "restored"   // the stream is over, and the profile is as it was found
)

// MoveStep is one step of moving the stream.
type MoveStep struct {
	Phase MovePhase
	To    string        // the destination's name
	At    time.Time     // when the phase began
	Since time.Duration // since the move began
	Why   error         // MoveFailed
	// Spared: MoveFailed, and OBS was asked for nothing; the stream is where it was.
	Spared bool
}

// order is what a move asks for next.
type order int

const (
	orderNothing order = iota
	orderStop
	orderSet
	orderStart
	orderEnd // done or failed
)

// machine moves a stream: it is told what happens and says what to do. It has no clock and no connection.
type machine struct {
	phase    MovePhase
	stopFor  time.Duration // a stop that takes longer hangs
	heedFor  time.Duration // a start of which OBS says nothing for so long was overlooked
	startFor time.Duration // a start that takes longer meets a silent destination
	lateTill time.Time     // until then OBS may stop any stream on account of an older one

	due     time.Time // when waiting has lasted long enough; zero when nothing is waited for
	stops   int       // sent
	sets    int
	starts  int
	again   int       // starts that were sent once more, because OBS had overlooked them
	silent  time.Time // when the destination will have been silent for too long
	tried   bool      // OBS said STARTING since the last start
	problem error
}

const (
	mostStops  = 3
	mostSets   = 3
	mostStarts = 2
	mostAgain  = 3
)

// begin starts the move of a stream that runs, or does not.
func (m *machine) begin(running bool, now time.Time) order {
	if running {
		return m.stop(MoveStop, now)
	}
	return m.set()
}

func (m *machine) stop(phase MovePhase, now time.Time) order {
	if m.stops++; m.stops > mostStops {
		return m.fail(fmt.Errorf("%w: the stream does not stop", ErrUndone))
	}
	m.phase, m.due = phase, now.Add(m.stopFor)
	return orderStop
}

func (m *machine) set() order {
	if m.sets++; m.sets > mostSets {
		return m.fail(fmt.Errorf("%w: the stream starts again and again", ErrUndone))
	}
	m.phase, m.due = MoveSet, time.Time{}
	return orderSet
}

func (m *machine) start(phase MovePhase, now time.Time) order {
	m.starts++
	m.again, m.silent, m.tried = 0, now.Add(m.startFor), false
	m.phase, m.due = phase, now.Add(min(m.heedFor, m.startFor))
	return orderStart
}

// insist sends a start once more: OBS agrees to one that comes right behind the end of a stream, and forgets it.
func (m *machine) insist(now time.Time) order {
	if m.again++; m.again > mostAgain {
		m.due = m.silent
		return orderNothing
	}
	m.due = now.Add(m.heedFor)
	return orderStart
}

func (m *machine) fail(why error) order {
	m.phase, m.due, m.problem = MoveFailed, time.Time{}, why
	return orderEnd
}

// settles says whether an order has to wait until the stream before has gone altogether.
func (m *machine) settles(o order) bool {
	return o == orderSet || o == orderStart && m.phase == MoveRestart
}

func (m *machine) stopping() bool { return m.phase == MoveStop || m.phase == MoveStopAgain }
func (m *machine) starting() bool { return m.phase == MoveStart || m.phase == MoveRestart }

// answered takes OBS's answer to the last order.
func (m *machine) answered(err error, now time.Time) order {
	switch {
	case m.phase == MoveSet && err == nil:
		return m.start(MoveStart, now)
	case err == nil: // it only means "queued"
		return orderNothing
	case m.stopping() && hasCode(err, codeIdle):
		return m.set()
	case m.phase == MoveSet && hasCode(err, codeRunning): // somebody started it meanwhile
		return m.stop(MoveStop, now)
	case m.starting() && m.again > 0 && hasCode(err, codeRunning): // the first start was only slow
		return orderNothing
	case m.starting() && hasCode(err, codeRunning): // likewise, and where it goes to nobody knows
		return m.stop(MoveStop, now)
	default:
		return m.fail(err)
	}
}

// heard takes an event of the stream.
func (m *machine) heard(state OutputState, now time.Time) order {
	switch {
	case m.stopping() && state == Stopped:
		return m.set()
	case m.starting() && state == Starting:
		m.tried, m.due = true, m.silent
	case m.starting() && state == Started:
		m.phase, m.due = MoveDone, time.Time{}
		return orderEnd
	case m.starting() && state == Stopped && m.tried:
		if now.Before(m.lateTill) && m.starts < mostStarts { // the older stream's end, not this one's
			return m.start(MoveRestart, now)
		}
		return m.fail(ErrRefusedTo)
	}
	return orderNothing
}

// waited takes the passing of time.
func (m *machine) waited(now time.Time) order {
	switch {
	case m.due.IsZero() || now.Before(m.due):
		return orderNothing
	case m.stopping():
		return m.stop(MoveStopAgain, now)
	case !m.tried && now.Before(m.silent):
		return m.insist(now)
	default:
		return m.fail(ErrSilentTo)
	}
}

// guard remembers streams that were given up while they connected. When OBS gives up too, it stops whatever stream there is by
// then: half a minute after their start where the server took the connection, and where it took none when the system of OBS's
// computer gives up, which on Linux is more than two minutes.
type guard struct {
	connecting time.Time   // when the last stream began to connect; zero once OBS has told how that ended
	deaf       bool        // where it goes no connection is taken
	abandoned  []abandoned // older ones of which OBS has told nothing; the oldest first
	stopping   bool        // somebody asked for the end
	armed      bool        // the stream is one that Move has started
	restore    *Destination
	to         string
}

// abandoned is a stream that was given up while it connected.
type abandoned struct {
	since time.Time
	deaf  bool // no connection was taken: nobody knows when OBS tires of it
}

// hears takes an event of the stream, and says whether to start it again.
func (g *guard) hears(state OutputState, at time.Time, late time.Duration) (restart bool) {
	switch state {
	case Starting:
		if !g.connecting.IsZero() {
			g.abandoned = append(g.abandoned, abandoned{g.connecting, g.deaf})
		}
		g.connecting, g.deaf, g.stopping = at, false, false
	case Started, Reconnected:
		g.connecting = time.Time{}
	case Stopping:
		g.stopping = true
	case Stopped:
		restart = g.armed && !g.stopping && g.connecting.IsZero() && at.Before(g.lateTill(late))
		switch {
		case restart:
			g.abandoned = g.abandoned[1:]
		case !at.Before(g.lateTill(late)):
			g.abandoned = nil
		}
		g.connecting, g.stopping, g.armed = time.Time{}, false, restart
	}
	return restart
}

// lateTill is until when OBS may stop a healthy stream.
func (g *guard) lateTill(late time.Duration) time.Time {
	if len(g.abandoned) == 0 {
		return time.Time{}
	}
	return g.abandoned[len(g.abandoned)-1].since.Add(late)
}

// expects is until when a stop may belong to a stream that was given up before the one that is about to start.
func (g *guard) expects(late time.Duration) time.Time {
	if g.connecting.IsZero() {
		return g.lateTill(late)
	}
	return g.connecting.Add(late)
}
