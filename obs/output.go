package obs

import (
	"strings"
	"time"

	"github.com/andreykaipov/goobs/api/events"
)

// OutputState is how the stream or the recording stands, in OBS's own words. Empty: not known yet.
type OutputState string

const (
	Stopped      OutputState = "stopped"
	Starting     OutputState = "starting"
	Started      OutputState = "started"
	Stopping     OutputState = "stopping"
	Reconnecting OutputState = "reconnecting" // a stream whose destination went away
	Reconnected  OutputState = "reconnected"  // only in News; then it is started
	Paused       OutputState = "paused"       // a recording
	Resumed      OutputState = "resumed"      // only in News; then it is started
)

// Running reports whether something goes out or is written, or soon will again.
func (s OutputState) Running() bool {
	switch s {
	case Started, Reconnecting, Reconnected, Paused, Resumed:
		return true
	}
	return false
}

// lasting is the state that remains when the event is over.
func (s OutputState) lasting() OutputState {
	if s == Reconnected || s == Resumed {
		return Started
	}
	return s
}

func outputState(name string) OutputState {
	return OutputState(strings.ToLower(strings.TrimPrefix(name, "OBS_WEBSOCKET_OUTPUT_")))
}

func streamStateOf(event any) (OutputState, bool) {
	e, ok := event.(*events.StreamStateChanged)
	if !ok {
		return "", false
	}
	return outputState(e.OutputState), true
}

func recordStateOf(event any) (OutputState, bool) {
	e, ok := event.(*events.RecordStateChanged)
	if !ok {
		return "", false
	}
	return outputState(e.OutputState), true
}

// settle brings a remembered state and what OBS says of it now together: events tell of beginnings and ends that a read
// cannot see, a read sees what an event that was missed had told.
func (s OutputState) settle(active, reconnecting, paused bool) OutputState {
	switch {
	case !active && (s == Starting || s == Stopping):
		return s
	case !active:
		return Stopped
	case reconnecting:
		return Reconnecting
	case paused:
		return Paused
	case s == Stopping:
		return s
	default:
		return Started
	}
}

// ear waits for certain events of a session.
type ear struct {
	hear func(event any) (OutputState, bool)
	said chan OutputState
}

// listen keeps the states that hear recognises, from now on, until quiet is
// called. It runs on the loop: hear must only look.
func (s *session) listen(hear func(event any) (OutputState, bool)) (said <-chan OutputState, quiet func()) {
	e := &ear{hear, make(chan OutputState, 64)}
	s.earsMu.Lock()
	defer s.earsMu.Unlock()
	s.ears = append(s.ears, e)
	return e.said, func() {
		s.earsMu.Lock()
		defer s.earsMu.Unlock()
		for i, x := range s.ears {
			if x == e {
				s.ears = append(s.ears[:i:i], s.ears[i+1:]...)
				return
			}
		}
	}
}

func (s *session) overhear(event any) {
	s.earsMu.Lock()
	defer s.earsMu.Unlock()
	for _, e := range s.ears {
		if state, ok := e.hear(event); ok {
			select {
			case e.said <- state:
			default: // more than any output says in a row; its state is read in the end
			}
		}
	}
}

// MediaState is how a media stands.
type MediaState string

const (
	mediaPlaying MediaState = "playing"
	mediaPaused  MediaState = "paused"
	mediaStopped MediaState = "stopped"
)

// Media is a file that an input plays.
type Media struct {
	Source string
	State  MediaState    // "playing", "paused", "stopped", "ended", "none", "opening", "buffering", "error"
	Length time.Duration // 0 when OBS cannot tell
	Cursor time.Duration // where it is
	Left   time.Duration // until its end, when it was read
}

// real reports whether there is something to play.
func (m Media) real() bool { return m.Length > 0 || m.Cursor > 0 }
