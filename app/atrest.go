package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"regie/app/desk"
	"regie/app/journal"
	"regie/runsheet"
)

// A show at rest is a show file that no desk has open. What the shell does to it goes by the same rules and into the
// same journal as what a desk does.
type atRest struct {
	journal *journal.Journal
	state   runsheet.State
}

var errOnAir = errors.New("the show is on air")

// openAtRest opens a show file that is there and that nobody has open. The caller closes it.
func openAtRest(ctx context.Context, path string) (*atRest, error) {
	j, err := openThere(path)
	if err != nil {
		return nil, troubled(err, filepath.Base(path))
	}
	s, err := j.Replay(ctx, nil)
	if err != nil {
		j.Close()
		return nil, troubled(err, filepath.Base(path))
	}
	// Its clocks go on from the last entry: one of another day in between would move them.
	if s.OnAirSlot() != "" {
		j.Close()
		return nil, &trouble{key: "show-on-air", pairs: []any{"subject", filepath.Base(path)}, cause: errOnAir}
	}
	return &atRest{j, s}, nil
}

// do enters a command of the operator; it says how many entries that made.
func (r *atRest) do(c runsheet.Command) (int, error) {
	at := r.state.Run.Moment(desk.SystemClock()())
	by := runsheet.Actor{Role: runsheet.Operator}
	facts, err := runsheet.Decide(r.state, runsheet.Act{By: by, At: at, Command: c})
	if err != nil {
		return 0, err
	}
	entries := make([]runsheet.Entry, len(facts))
	next := r.state
	for i, f := range facts {
		entries[i] = runsheet.Entry{Seq: next.Seq + 1, At: at, By: by, Fact: f}
		next = runsheet.Apply(next, entries[i])
	}
	if err := r.journal.Append(entries); err != nil {
		return 0, troubled(err, filepath.Base(r.journal.Path()))
	}
	r.state = next
	return len(entries), nil
}

// erase enters an erasing and carries it out in the file.
func (r *atRest) erase(ctx context.Context, c runsheet.Command) error {
	if _, err := r.do(c); err != nil {
		return err
	}
	if err := redact(ctx, r.journal, r.state.ErasedAt); err != nil {
		return fmt.Errorf("erase questions: %w", troubled(err, filepath.Base(r.journal.Path())))
	}
	return nil
}

func (r *atRest) close() error { return r.journal.Close() }

// keepingTimes does something to a show file that is no use of it: which show was open last is told by when it was
// written.
func keepingTimes(path string, do func() error) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	err = do()
	if second := os.Chtimes(path, time.Time{}, info.ModTime()); err == nil {
		err = second
	}
	return err
}
