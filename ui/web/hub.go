package web

import (
	"bytes"
	"context"
	"sync"
	"time"

	"regie/runsheet"
)

const (
	// beat is the least time between two changes that watchers are told of: twenty a second.
	beat = 50 * time.Millisecond
	// fresh is how old an encoded state may be when a page gets it: pages count on from what it says.
	fresh = 100 * time.Millisecond
)

// hub tells watchers that something changed, and encodes each role's state once for all of them. It follows the desk
// only while somebody watches.
type hub struct {
	desk Desk
	// who names a device to those who must not know its name.
	who func(runsheet.DeviceID) string

	mu      sync.Mutex
	state   runsheet.State
	version uint64 // counts the states
	// changed is closed at the next state.
	changed  chan struct{}
	frames   map[view]frame
	authors  *authors
	watchers int
	stop     context.CancelFunc
	stopped  chan struct{}
}

// view is what a watcher is shown: its role's state, for an operator perhaps with the sheet told apart.
type view struct {
	role  runsheet.Role
	apart bool
}

// frame is a view's encoded state. The bytes are shared: nobody writes to them.
type frame struct {
	body    []byte
	seq     runsheet.Seq
	version uint64
	made    time.Time
	// since is the version at which the bytes became what they are.
	since uint64
}

func newHub(d Desk, who func(runsheet.DeviceID) string) *hub {
	return &hub{desk: d, who: who, changed: make(chan struct{}), frames: map[view]frame{}, authors: newAuthors()}
}

// join makes the hub follow the desk, from the present on, until leave.
func (h *hub) join() {
	present := h.desk.State()
	h.mu.Lock()
	defer h.mu.Unlock()
	h.watchers++
	if h.watchers == 1 {
		ctx, cancel := context.WithCancel(context.Background())
		before, done := h.stopped, make(chan struct{})
		h.stop, h.stopped = cancel, done
		go func() {
			defer close(done)
			if before != nil {
				<-before // the one before lets go first, so that states come in order
			}
			h.follow(ctx)
		}()
		h.set(present)
	} else if present.Seq > h.state.Seq {
		// What this page's owner has just done must be in the first thing that it sees.
		h.set(present)
	}
}

// leave returns once the hub follows nothing, when it was the last.
func (h *hub) leave() {
	h.mu.Lock()
	h.watchers--
	var stopped chan struct{}
	if h.watchers == 0 {
		h.stop()
		stopped = h.stopped
	}
	h.mu.Unlock()
	if stopped != nil {
		<-stopped
	}
}

func (h *hub) follow(ctx context.Context) {
	states := h.desk.Watch(ctx)
	pause := time.NewTimer(0)
	defer pause.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case s, open := <-states:
			if !open {
				return
			}
			h.mu.Lock()
			h.set(s)
			h.mu.Unlock()
		}
		// Not reading for a beat is all it takes: the desk keeps the latest for us.
		pause.Reset(beat)
		select {
		case <-ctx.Done():
			return
		case <-pause.C:
		}
	}
}

// set takes a new state; h.mu is held. What is there already tells nobody anything: the desk says the present again to
// whoever begins to follow it.
func (h *hub) set(s runsheet.State) {
	if h.version > 0 && s.Seq < h.state.Seq { // one that was on its way when a newer one was fetched
		return
	}
	if h.version > 0 && s.Seq == h.state.Seq && s.Last.At == h.state.Last.At && s.Signals == h.state.Signals {
		return
	}
	h.state = s
	h.version++
	if !h.authors.follow(s, h.version) {
		h.authors = newAuthors()
		h.authors.follow(s, h.version)
	}
	close(h.changed)
	h.changed = make(chan struct{})
}

// news is what a watcher is to be shown: its role's frame, and for the audience the list of its own questions.
type news struct {
	frame
	mine      []byte
	mineSince uint64
	// state is what the frame was made of.
	state runsheet.State
	// changed is closed when there may be something newer.
	changed <-chan struct{}
}

func (h *hub) news(by runsheet.Actor, apart bool) news {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := view{by.Role, apart}
	f, have := h.frames[v]
	if !have || f.version != h.version || time.Since(f.made) > h.state.Run.Lasts(fresh) {
		now := h.desk.Now()
		shown := h.state
		shown.Signals.OBSHeard = h.desk.State().Signals.OBSHeard // no state is sent for a sign of life
		body := encode(by.Role, look(shown, now, h.who), apart)
		if !have || !bytes.Equal(body, f.body) {
			f.body, f.since = body, h.version
		}
		f.seq, f.version, f.made = h.state.Seq, h.version, time.Now()
		h.frames[v] = f
	}
	n := news{frame: f, changed: h.changed, state: h.state}
	if by.Role == runsheet.Audience {
		n.mine, n.mineSince = h.authors.of(by, h.state)
	}
	return n
}
