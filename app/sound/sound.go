// Package sound plays a short chime when somebody who looks elsewhere should look up. It never blocks and never fails
// its caller: where there is no sound card, or one that hangs, a chime is dropped and said in the log. What is heard is
// also on the screen; nothing relies on it. Package app alone uses it, and only where the person has switched it on.
package sound

import (
	"context"
	"log/slog"
	"time"
)

// Chime is a sound by what it means.
type Chime string

// The chimes: a slot comes soon (two rising tones), the slot on air ends (two falling ones), something broke (three low
// ones).
const (
	Soon   Chime = "soon"
	Ending Chime = "ending"
	Broken Chime = "broken"
)

// Chimes lists every Chime, in the order in which screens offer them to be heard.
var Chimes = []Chime{Soon, Ending, Broken}

// Player plays chimes one after another. Make it with New and run it with Run.
type Player struct {
	chimes chan Chime
	card   card
	log    *slog.Logger
}

// card makes a chime heard and returns when it is over, or says why it cannot.
type card interface {
	play(Chime) error
}

const (
	// waiting is how many chimes may wait: more would be heard long after their reason.
	waiting = 2
	// hung is after how long a sound card counts as hung; the longest chime lasts less than a second.
	hung = 3 * time.Second
)

// New makes a player on this machine's sound card, which is opened with the first chime.
func New(log *slog.Logger) *Player {
	return &Player{chimes: make(chan Chime, waiting), card: &speakers{}, log: log}
}

// Play plays a chime soon, or drops it when others wait already.
func (p *Player) Play(c Chime) {
	select {
	case p.chimes <- c:
	default:
		p.log.Info("chime dropped", "chime", c)
	}
}

// Run plays chimes until ctx ends. A card that hangs costs one goroutine until it answers, never more; a machine without
// one is said once.
func (p *Player) Run(ctx context.Context) {
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case c := <-p.chimes:
			err, goOn := p.one(ctx, c)
			if !goOn {
				return
			}
			if err != nil && err.Error() != said {
				said = err.Error()
				p.log.Warn("no sound", "error", err)
			}
		}
	}
}

func (p *Player) one(ctx context.Context, c Chime) (err error, goOn bool) {
	heard := make(chan error, 1)
	go func() { heard <- p.card.play(c) }()
	late := time.NewTimer(hung)
	defer late.Stop()
	for {
		select {
		case err := <-heard:
			return err, true
		case <-late.C:
			p.log.Warn("sound card hangs", "after", hung)
		case <-ctx.Done():
			return nil, false
		}
	}
}
