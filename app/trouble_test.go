package app

import (
	"errors"
	"fmt"
	"testing"

	"regie/app/journal"
	"regie/runsheet"
)

func TestDiskCause(t *testing.T) {
	for err, want := range map[error]runsheet.DiskCause{
		fmt.Errorf("append: %w", journal.ErrFull): runsheet.DiskFull, fmt.Errorf("append: %w", journal.ErrReadOnly): runsheet.DiskReadOnly,
		errors.New("disk I/O error"): "",
	} {
		if got := diskCause(err); got != want {
			t.Errorf("%v: %q", err, got)
		}
	}
}
