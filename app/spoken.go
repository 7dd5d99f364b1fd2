package app

import (
	"sync/atomic"

	"regie/assets"
)

// spoken is the language in which this machine speaks to its operator outside the window: that of the start, until the window
// speaks another one.
type spoken struct {
	now atomic.Pointer[assets.Words]
	// changed tells one reader that the words are others.
	changed chan struct{}
}

func newSpoken(w assets.Words) *spoken {
	s := &spoken{changed: make(chan struct{}, 1)}
	s.now.Store(&w)
	return s
}

func (s *spoken) words() assets.Words { return *s.now.Load() }

func (s *spoken) speak(w assets.Words) {
	s.now.Store(&w)
	select {
	case s.changed <- struct{}{}:
	default: // it was told, and has not looked yet
	}
}
