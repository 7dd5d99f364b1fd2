package app

import (
	"context"
	"strconv"
	"time"

	"regie/app/journal"
	"regie/runsheet"
)

// redactedSetting is where the show file says up to which entry its erasings were carried out.
const redactedSetting = "redacted"

// erase carries out in the file what the desk has erased, also what a crash left undone; and has the desk erase what was
// promised to go. An erasing that the disk refuses is tried again.
func (e *evening) erase(ctx context.Context) {
	states := e.desk.Watch(ctx)
	again := time.NewTicker(purgeEvery)
	defer again.Stop()
	for {
		s := e.desk.State()
		if s.PurgeDue(e.desk.Now()) {
			if err := e.desk.Do(ctx, itself, runsheet.Purge{}); err != nil && ctx.Err() == nil {
				e.p.log.Error("questions are not erased in time", "error", err)
			}
			s = e.desk.State()
		}
		if s.ErasedAt > 0 && s.Signals.Written >= s.ErasedAt {
			if err := redact(ctx, e.journal, s.ErasedAt); err != nil && ctx.Err() == nil {
				e.p.log.Error("what was erased is in the file still", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case _, open := <-states:
			if !open {
				return
			}
		case <-again.C:
		}
	}
}

// purgeEvery is how often the promise is looked at while nothing happens.
const purgeEvery = time.Hour

// redact brings a show file up to an erasing.
func redact(ctx context.Context, j *journal.Journal, upTo runsheet.Seq) error {
	kept, err := j.Setting(redactedSetting)
	if err != nil {
		return err
	}
	done, _ := strconv.ParseInt(kept, 10, 64) // what is no number was never written
	if runsheet.Seq(done) >= upTo {
		return nil
	}
	err = j.Redact(ctx, upTo, func(entries []runsheet.Entry) []runsheet.Entry {
		changed := map[runsheet.Seq]runsheet.Entry{}
		for i, entry := range entries {
			f, is := entry.Fact.(runsheet.Erased)
			if !is || entry.Seq <= runsheet.Seq(done) {
				continue
			}
			for _, c := range runsheet.Redact(entries[:i+1], f) {
				changed[c.Seq] = c
				entries[c.Seq-entries[0].Seq] = c
			}
		}
		out := make([]runsheet.Entry, 0, len(changed))
		for _, c := range changed {
			out = append(out, c)
		}
		return out
	})
	if err != nil {
		return err
	}
	return j.SetSetting(redactedSetting, strconv.FormatInt(int64(upTo), 10))
}
