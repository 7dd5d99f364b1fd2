package obs

import (
	"context"
	"sync"
)

// lanes lets those who change the same thing go one after the other, in the order in which they came: OBS does requests
// that are under way together in any order.
type lanes struct {
	mu   sync.Mutex
	last map[string]chan struct{} // closed when the latest to enter has left
}

// enter waits for everybody who came before; leave must be called once.
func (l *lanes) enter(ctx context.Context, resource string) (leave func(), err error) {
	mine := make(chan struct{})
	l.mu.Lock()
	if l.last == nil {
		l.last = map[string]chan struct{}{}
	}
	before := l.last[resource]
	l.last[resource] = mine
	l.mu.Unlock()
	out := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		close(mine)
		if l.last[resource] == mine {
			delete(l.last, resource)
		}
	}
	if before == nil {
		return out, nil
	}
	select {
	case <-before:
		return out, nil
	case <-ctx.Done():
		go func() { // whoever comes next still waits for those before us; they all end by their deadlines
			<-before
			out()
		}()
		return nil, expired(ctx)
	}
}
