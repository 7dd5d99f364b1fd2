package journal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"regie/runsheet"
)

// redactTries and redactPause bound the wait for those who read the file just then: while one does, the write-ahead log
// cannot be emptied.
const (
	redactTries = 20
	redactPause = 100 * time.Millisecond
)

// Redact writes over what an erasing takes out of the entries before it. change gets those entries, in order, and gives
// the ones that are different from then on. When Redact returns, the bytes of what is gone are in neither the file nor
// its write-ahead log: deleted bytes are overwritten, and the log is emptied.
func (j *Journal) Redact(ctx context.Context, upTo runsheet.Seq, change func([]runsheet.Entry) []runsheet.Entry) error {
	if err := j.redact(ctx, upTo, change); err != nil {
		return fmt.Errorf("redact entries: %w", plain(err))
	}
	return nil
}

func (j *Journal) redact(ctx context.Context, upTo runsheet.Seq, change func([]runsheet.Entry) []runsheet.Entry) error {
	var all []runsheet.Entry
	for last := runsheet.Seq(0); last < upTo; {
		entries, err := j.After(ctx, last, page)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Seq <= upTo {
				all = append(all, e)
			}
			last = e.Seq
		}
		if len(entries) == 0 {
			break
		}
	}
	tx, err := j.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, e := range change(all) {
		_, version, body, err := runsheet.EncodeFact(e.Fact)
		if err != nil {
			return err
		}
		_, err = tx.Exec("update entry set name = ?, device = ?, version = ?, body = ? where seq = ?",
			e.By.Name, string(e.By.Device), version, string(body), int64(e.Seq))
		if err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for range redactTries {
		var busy, pages, moved int
		if err := j.db.QueryRowContext(ctx, "pragma wal_checkpoint(truncate)").Scan(&busy, &pages, &moved); err != nil {
			return err
		}
		if busy == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(redactPause):
		}
	}
	return errors.Join(ErrInUse, errors.New("the write-ahead log is being read"))
}
