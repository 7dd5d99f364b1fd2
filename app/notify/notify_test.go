package notify

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func quiet(show func(Note) error) *Notifier {
	n := New("test", slog.New(slog.DiscardHandler))
	n.show = show
	return n
}

func TestNotesAreShownInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		titles := make(chan string, 8)
		n := quiet(func(note Note) error { titles <- note.Title; return errors.New("no service") })
		ctx, stop := context.WithCancel(t.Context())
		go n.Run(ctx)
		for _, title := range []string{"a", "b", "c"} {
			n.Send(Note{Title: title})
		}
		synctest.Wait()
		close(titles)
		var shown []string
		for title := range titles {
			shown = append(shown, title)
		}
		if len(shown) != 3 || shown[0] != "a" || shown[2] != "c" {
			t.Errorf("shown %v: an error of the service must cost one note and no more", shown)
		}
		stop()
		synctest.Wait()
	})
}

// A hung service must never hold up a show: Send returns at once, however many notes there are.
func TestHungServiceBlocksNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer := make(chan error)
		var calls atomic.Int32
		n := quiet(func(Note) error { calls.Add(1); return <-answer })
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { n.Run(ctx); close(ended) }()
		before := time.Now()
		for range 100 {
			n.Send(Note{Title: "x"})
		}
		if waited := time.Since(before); waited != 0 {
			t.Errorf("Send waited %v", waited)
		}
		time.Sleep(time.Minute)
		if calls.Load() != 1 {
			t.Errorf("a hung service was called %d times", calls.Load())
		}
		answer <- nil
		synctest.Wait()
		if calls.Load() != 2 {
			t.Errorf("after the answer: %d calls", calls.Load())
		}
		stop()
		<-ended
		answer <- nil // the call under way ends, and its goroutine with it
	})
}

// The real service is usually absent where tests run; it must then answer with an error, soon.
func TestRealServiceAbsent(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	n := New("test", slog.New(slog.DiscardHandler))
	done := make(chan error, 1)
	go func() { done <- n.show(Note{"title", "body"}) }()
	select {
	case err := <-done:
		t.Logf("answered: %v", err)
	case <-time.After(10 * time.Second):
		t.Error("no answer in 10 s without a notification service")
	}
}
