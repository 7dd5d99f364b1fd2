package awake

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

// run runs a keeper on a pretended system until stop; it counts how many holds are up.
func run(t *testing.T, hold func(context.Context) error) (k *Keeper, held *int, said *bytes.Buffer, stop func()) {
	held, said = new(int), new(bytes.Buffer)
	k = New(slog.New(slog.NewTextHandler(said, nil)))
	k.hold = func(ctx context.Context) (func(), error) {
		if err := hold(ctx); err != nil {
			return nil, err
		}
		*held++
		return func() { *held-- }, nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan struct{})
	go func() { k.Run(ctx); close(over) }()
	return k, held, said, func() { cancel(); <-over }
}

func TestAwakeWhileTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, held, _, stop := run(t, func(context.Context) error { return nil })
		for _, step := range []struct {
			keep bool
			want int
		}{{false, 0}, {true, 1}, {true, 1}, {false, 0}, {true, 1}} {
			k.Keep(step.keep)
			synctest.Wait()
			if *held != step.want {
				t.Errorf("after Keep(%v): %d holds, want %d", step.keep, *held, step.want)
			}
		}
		stop()
		if *held != 0 {
			t.Errorf("%d holds are left behind", *held)
		}
	})
}

func TestASystemThatHangsOrRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, held, said, stop := run(t, func(ctx context.Context) error { <-ctx.Done(); return errors.New("no answer") })
		start := time.Now()
		for range 10 { // while the first one hangs, only the latest word waits
			k.Keep(true)
			k.Keep(false)
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("the caller waited %v", took)
		}
		k.Keep(true)
		time.Sleep(time.Minute)
		stop()
		if *held != 0 || strings.Count(said.String(), "may go to sleep") != 1 {
			t.Errorf("%d holds, said:\n%s", *held, said)
		}
	})
}
