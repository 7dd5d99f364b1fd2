package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"regie/runsheet"
)

// Versions lists what the run sheet has been, a line each, numbered from 1.
func Versions(w io.Writer, entries []runsheet.Entry, zone *time.Location) error {
	for i, v := range runsheet.Versions(entries) {
		from := v.Source
		if from == "" {
			from = fmt.Sprintf("%d edits by hand", v.Edits)
		}
		_, err := fmt.Fprintf(w, "%3d  %s  %-9s  %d slots  %s\n", i+1, v.At.Wall.In(zone).Format("2006-01-02 15:04:05"), v.By.Role, len(v.Show.Slots), from)
		if err != nil {
			return fmt.Errorf("write versions: %w", err)
		}
	}
	return nil
}

// Compare tells what became of each slot from one version to another, a line each, both numbered as Versions does.
func Compare(w io.Writer, entries []runsheet.Entry, from, to int) error {
	all := runsheet.Versions(entries)
	for _, n := range []int{from, to} {
		if n < 1 || n > len(all) {
			return fmt.Errorf("compare versions: there is no version %d, only 1 to %d", n, len(all))
		}
	}
	before, after := all[from-1].Show, all[to-1].Show
	name := func(id runsheet.SlotID) string {
		for _, show := range []runsheet.Show{after, before} {
			if slot, ok := show.Find(id); ok {
				return strings.TrimSpace(slot.Number + " " + slot.Title)
			}
		}
		return string(id)
	}
	for _, c := range runsheet.Diff(before, after) {
		if _, err := fmt.Fprintln(w, edits([]runsheet.Change{c}, name)); err != nil {
			return fmt.Errorf("write comparison: %w", err)
		}
	}
	return nil
}
