package stories

import (
	"context"
	"sync"
	"time"

	"regie/runsheet"
)

// Desk is a small desk that begins with a story and obeys the same rules as the real one, in memory. It keeps what it was
// told, for tests to read.
type Desk struct {
	mu      sync.Mutex
	script  script
	running bool
	began   time.Time
	told    []runsheet.Command
	watches map[chan runsheet.State]bool
}

// NewDesk opens a story. Its clock stands still, or runs on from the story's moment.
func NewDesk(s Story, running bool) *Desk {
	return &Desk{script: script{state: s.State, now: s.Now}, running: running, began: time.Now(), watches: map[chan runsheet.State]bool{}}
}

// Now is the story's moment, and what has passed since where the clock runs.
func (d *Desk) Now() runsheet.Moment {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.advance()
}

func (d *Desk) advance() runsheet.Moment {
	if d.running {
		now := time.Now()
		d.script.until(d.script.now.Add(now.Sub(d.began) * time.Duration(d.script.state.Run.Rate())))
		d.began = now
	}
	return d.script.now
}

// Pass lets some time go by.
func (d *Desk) Pass(t time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.script.until(d.advance().Add(t))
	d.tell()
}

// Do obeys a command, or refuses it; OBS takes the scenes that are wanted.
func (d *Desk) Do(_ context.Context, by runsheet.Actor, c runsheet.Command) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.advance()
	d.told = append(d.told, c)
	err := d.script.try(by, c)
	if err == nil {
		d.script.obs()
	}
	d.tell()
	return err
}

// Told is every command so far, refused ones included.
func (d *Desk) Told() []runsheet.Command {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]runsheet.Command(nil), d.told...)
}

// State is the present.
func (d *Desk) State() runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.script.state
}

// Watch gives the present and then the newest state until ctx ends.
func (d *Desk) Watch(ctx context.Context) <-chan runsheet.State {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := make(chan runsheet.State, 1)
	c <- d.script.state
	d.watches[c] = true
	context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.watches, c)
		close(c)
	})
	return c
}

// tell gives the present to every watch, in the place of what it has not taken yet.
func (d *Desk) tell() {
	for c := range d.watches {
		select {
		case <-c:
		default:
		}
		c <- d.script.state
	}
}
