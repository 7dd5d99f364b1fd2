package sound

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pretend is a sound card that takes its time and may fail or hang.
type pretend struct {
	takes time.Duration
	err   error
	hangs chan struct{}
	heard []Chime
}

func (p *pretend) play(c Chime) error {
	if p.hangs != nil {
		<-p.hangs
	}
	time.Sleep(p.takes)
	p.heard = append(p.heard, c)
	return p.err
}

func player(c card) (*Player, *bytes.Buffer) {
	var said bytes.Buffer
	p := New(slog.New(slog.NewTextHandler(&said, nil)))
	p.card = c
	return p, &said
}

// run runs a player until the end of the test, which must find it stopped.
func run(t *testing.T, p *Player) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { p.Run(ctx); close(over) }()
	return func() { cancel(); <-over }
}

func TestChimesFollowEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &pretend{takes: 500 * time.Millisecond}
		p, _ := player(c)
		stop := run(t, p)
		p.Play(Soon)
		synctest.Wait()
		p.Play(Ending)
		p.Play(Broken)
		p.Play(Soon) // two wait already: heard so late, it would mean nothing
		time.Sleep(2 * time.Second)
		stop()
		if len(c.heard) != 3 || c.heard[0] != Soon || c.heard[1] != Ending || c.heard[2] != Broken {
			t.Errorf("heard %v", c.heard)
		}
	})
}

func TestNoCardIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, said := player(&pretend{err: errors.New("open sound card: no such device")})
		stop := run(t, p)
		for range 5 {
			p.Play(Soon)
			time.Sleep(time.Second)
		}
		stop()
		if n := strings.Count(said.String(), "no sound"); n != 1 {
			t.Errorf("said %d times:\n%s", n, said)
		}
	})
}

func TestHungCardBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &pretend{hangs: make(chan struct{})}
		p, said := player(c)
		stop := run(t, p)
		start := time.Now()
		for range 20 {
			p.Play(Broken)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("playing on a hung card took %v", took)
		}
		time.Sleep(10 * time.Second)
		stop()
		if !strings.Contains(said.String(), "hangs") {
			t.Errorf("nothing said of a hung card:\n%s", said)
		}
		close(c.hangs)
	})
}
