package report

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"regie/runsheet"
)

// Runs lists the runs of a show file, oldest first.
func Runs(entries []runsheet.Entry) []runsheet.Run {
	var all []runsheet.Run
	s := runsheet.New()
	for _, e := range entries {
		s = runsheet.Apply(s, e)
		if n := s.Run.N; n > len(all) {
			all = append(all, s.Run)
		}
	}
	return all
}

// WriteRuns lists the runs for people, a line each.
func WriteRuns(w io.Writer, entries []runsheet.Entry) error {
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "RUN\tKIND\tNAME\tBEGAN\tAS IF\tSPEED\tOBS\tSLOTS")
	for _, r := range Runs(entries) {
		report := MakeRun(entries, r.N)
		zone, err := time.LoadLocation(report.Zone)
		if err != nil {
			zone = time.UTC
		}
		as, obs, ran := "", "real", 0
		if !r.As.IsZero() {
			as = r.As.In(zone).Format("2006-01-02 15:04")
		}
		if r.Rehearsing() && !r.OBS {
			obs = "simulated"
		}
		for _, slot := range report.Slots {
			if slot.Passes > 0 {
				ran++
			}
		}
		fmt.Fprintf(out, "%d\t%s\t%s\t%s\t%s\t×%d\t%s\t%d of %d\n", r.N, r.Kind, oneLine(r.Name), r.Began.Wall.In(zone).Format("2006-01-02 15:04:05"), as, r.Rate(), obs, ran, len(report.Slots))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write runs: %w", err)
	}
	return nil
}

// CompareRuns sets what was planned beside how long each slot took in some runs, a line a slot.
func CompareRuns(w io.Writer, entries []runsheet.Entry, runs []int) error {
	kinds := map[int]runsheet.RunKind{}
	for _, r := range Runs(entries) {
		kinds[r.N] = r.Kind
	}
	lengths := map[runsheet.SlotID]map[int]Slot{}
	head := "NUMBER\tTITLE\tPLANNED"
	for _, n := range runs {
		if kinds[n] == "" {
			return fmt.Errorf("compare runs: there is no run %d", n)
		}
		head += fmt.Sprintf("\t%d %s", n, kinds[n])
		for _, slot := range MakeRun(entries, n).Slots {
			if lengths[slot.ID] == nil {
				lengths[slot.ID] = map[int]Slot{}
			}
			lengths[slot.ID][n] = slot
		}
	}
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, head)
	for _, slot := range MakeRun(entries, runs[len(runs)-1]).Slots {
		line := oneLine(slot.Number) + "\t" + oneLine(slot.Title) + "\t" + length(slot.PlannedLength)
		for _, n := range runs {
			took := "–"
			if in, ok := lengths[slot.ID][n]; ok && in.Passes > 0 {
				took = length(in.Length) + " (" + signed(in.Length-slot.PlannedLength) + ")"
			}
			line += "\t" + took
		}
		fmt.Fprintln(out, line)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("compare runs: %w", err)
	}
	return nil
}

// runSentence tells the log how a run began.
func runSentence(f runsheet.RunBegan) string {
	if f.Kind == runsheet.LiveRun {
		return "LIVE"
	}
	s := "REHEARSAL"
	if f.Name != "" {
		s += "  " + f.Name
	}
	if !f.As.IsZero() {
		s += ", as if at " + f.As.Format("2006-01-02 15:04:05")
	}
	if f.Speed > 1 {
		s += fmt.Sprintf(", %d times as fast", f.Speed)
	}
	if f.OBS {
		return s + ", with the real OBS"
	}
	return s + ", OBS is simulated"
}

// signed is a length that was given or taken.
func signed(d time.Duration) string {
	if d < 0 {
		return length(d)
	}
	return "+" + length(d)
}
