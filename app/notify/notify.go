// Package notify shows the system's own notifications, through beeep. It never blocks and never fails its caller: where
// there is no notification service, or one that hangs, a notification is dropped and said in the log. What is
// notified is also on the screen; nothing relies on it. Package app alone uses it.
package notify

import (
	"context"
	"log/slog"
	"time"

	"github.com/gen2brain/beeep"
)

// Note is one notification.
type Note struct{ Title, Body string }

// Notifier shows notes one after another. Make it with New and run it with Run.
type Notifier struct {
	notes chan Note
	show  func(Note) error
	log   *slog.Logger
}

const (
	// waiting is how many notes may wait; more at once than this is noise.
	waiting = 8
	// hung is after how long a service counts as hung.
	hung = 3 * time.Second
)

// New makes a notifier for an application of that name.
func New(name string, log *slog.Logger) *Notifier {
	beeep.AppName = name
	return &Notifier{notes: make(chan Note, waiting), log: log, show: func(n Note) error { return beeep.Notify(n.Title, n.Body, "") }}
}

// Send shows a note soon, or drops it when too many wait.
func (n *Notifier) Send(note Note) {
	select {
	case n.notes <- note:
	default:
		n.log.Warn("notification dropped", "title", note.Title)
	}
}

// Run shows notes until ctx ends. A service that hangs costs one goroutine until it answers, never more.
func (n *Notifier) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case note := <-n.notes:
			if !n.one(ctx, note) {
				return
			}
		}
	}
}

func (n *Notifier) one(ctx context.Context, note Note) (goOn bool) {
	shown := make(chan error, 1)
	go func() { shown <- n.show(note) }()
	late := time.NewTimer(hung)
	defer late.Stop()
	for {
		select {
		case err := <-shown:
			if err != nil {
				n.log.Info("no notification service", "error", err)
			}
			return true
		case <-late.C:
			n.log.Warn("notification service hangs", "after", hung)
		case <-ctx.Done():
			return false
		}
	}
}
