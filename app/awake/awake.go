// Package awake keeps this machine and its screen from going to sleep while a show is live. It never blocks and never
// fails its caller: where the system offers no way, that is said in the log once a show. Package app alone uses it.
package awake

import (
	"context"
	"log/slog"
	"time"
)

// Keeper keeps the machine awake while it is told to. Make it with New and run it with Run.
type Keeper struct {
	want chan bool
	hold func(context.Context) (release func(), err error)
	log  *slog.Logger
}

// patience is how long the system may take to answer; one that takes longer counts as refusing.
const patience = 5 * time.Second

// New makes a keeper that lets the machine sleep until Keep says otherwise.
func New(log *slog.Logger) *Keeper {
	return &Keeper{want: make(chan bool, 1), hold: hold, log: log}
}

// Keep says whether the machine must stay awake from now on. Only the latest word counts. One goroutine calls it.
func (k *Keeper) Keep(awake bool) {
	select {
	case <-k.want: // an older word that nobody has read
	default:
	}
	k.want <- awake
}

// Run does what Keep says until ctx ends, and then lets the machine sleep again.
func (k *Keeper) Run(ctx context.Context) {
	kept, release := false, func() {}
	defer func() { release() }()
	for {
		select {
		case <-ctx.Done():
			return
		case awake := <-k.want:
			if awake == kept {
				continue
			}
			release()
			kept, release = awake, func() {}
			if !awake {
				k.log.Info("this machine may sleep again")
				continue
			}
			asked, cancel := context.WithTimeout(ctx, patience)
			held, err := k.hold(asked)
			cancel()
			if err != nil {
				k.log.Warn("this machine may go to sleep", "error", err)
				continue
			}
			release = held
			k.log.Info("this machine is kept awake")
		}
	}
}
