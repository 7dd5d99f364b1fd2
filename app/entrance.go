package app

import (
	"sync"
	"time"

	"regie/app/sources"
)

// ingestSource is the name of the entrance among the sources.
const ingestSource = "ingest"

// entrance is the door for other programs as a source among the others: open until somebody shuts it.
type entrance struct {
	mu            sync.Mutex
	shut          bool
	since, last   time.Time
	kept, refused int
}

func (e *entrance) open() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return !e.shut
}

func (e *entrance) turn(on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.shut == on || e.since.IsZero() {
		e.since = time.Now()
	}
	e.shut = !on
}

// heard counts a message that came in, and whether the desk has it.
func (e *entrance) heard(kept bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = time.Now()
	if kept {
		e.kept++
	} else {
		e.refused++
	}
}

func (e *entrance) status() sources.Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := sources.Status{ID: ingestSource, Platform: ingestSource, On: !e.shut, Light: sources.Live, Since: e.since, Last: e.last, Refused: e.refused, Kept: e.kept}
	if e.shut {
		s.Light = sources.Off
	}
	return s
}
