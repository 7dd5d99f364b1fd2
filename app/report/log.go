package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"regie/runsheet"
)

// Log writes one line an entry, for people: time of day in the zone, who, what. A line with the date opens each day.
func Log(w io.Writer, entries []runsheet.Entry, zone *time.Location) error {
	out := bufio.NewWriter(w)
	s, known, asked := runsheet.New(), shows{}, map[runsheet.QuestionID]string{}
	did := map[runsheet.Seq]string{} // each entry as it was told, for those that take it back
	day := ""
	for _, e := range entries {
		before := s.SheetVersion()
		s = runsheet.Apply(s, e)
		known.see(s, before)
		if f, ok := e.Fact.(runsheet.Asked); ok {
			asked[f.ID] = f.Text
		}
		at := e.At.Wall.In(zone)
		if d := at.Format("Monday 2 January 2006, MST"); d != day {
			day = d
			fmt.Fprintf(out, "%s\n", day)
		}
		who := string(e.By.Role)
		if e.By.Name != "" {
			who += " (" + e.By.Name + ")"
		}
		what := strings.TrimSpace(sentence(e.Fact, known, asked))
		did[e.Seq] = what
		switch f := e.Fact.(type) {
		case runsheet.Undid:
			what += ": " + did[f.Entry]
		case runsheet.Redid:
			what += ": " + did[f.Entry]
		}
		// Bufio keeps the first error for Flush.
		fmt.Fprintf(out, "%s  %-9s  %s\n", at.Format("15:04:05"), oneLine(who), oneLine(what))
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	return nil
}

// oneLine keeps an entry on its line, whatever a title holds.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

func sentence(fact runsheet.Fact, known shows, asked map[runsheet.QuestionID]string) string {
	slot := func(id runsheet.SlotID) string {
		if s, ok := known[id]; ok {
			return strings.TrimSpace(s.Number + " " + s.Title)
		}
		return string(id)
	}
	switch f := fact.(type) {
	case runsheet.Loaded:
		return fmt.Sprintf("LOAD  %s, %d slots, from %s", f.Show.Title, len(f.Show.Slots), f.Source)
	case runsheet.Edited:
		return "EDIT  " + edits(f.Changes, slot)
	case runsheet.Undid:
		return fmt.Sprintf("UNDO  entry %d", f.Entry)
	case runsheet.Redid:
		return fmt.Sprintf("REDO  entry %d", f.Entry)
	case runsheet.Imported:
		changed, added, gone := runsheet.Count(f.Changes)
		return fmt.Sprintf("MERGE  %s: %d changed, %d added, %d gone", f.Source, changed, added, gone)
	case runsheet.StoodBy:
		return "STANDBY  " + slot(f.Slot)
	case runsheet.Went:
		return "GO  " + slot(f.To)
	case runsheet.WentBack:
		return "BACK  to " + slot(f.To)
	case runsheet.Held:
		return "HOLD  " + slot(f.Slot)
	case runsheet.Released:
		return "RESUME  " + slot(f.Slot)
	case runsheet.Extended:
		sign := "+"
		if f.By < 0 {
			sign = ""
		}
		return "TIME  " + sign + length(f.By) + "  " + slot(f.Slot)
	case runsheet.Closed:
		return "END  " + slot(f.From)
	case runsheet.Retook:
		return "TAKE AGAIN"
	case runsheet.Told:
		return "MESSAGE  " + f.Text
	case runsheet.WaitingSet:
		return "WAITING SCENE  " + f.Scene
	case runsheet.Warned:
		return "one minute left  " + slot(f.Slot)
	case runsheet.RanOver:
		return "no time left  " + slot(f.Slot)
	case runsheet.Resumed:
		estimated := ""
		if f.Estimated {
			estimated = ", times are estimated"
		}
		return "STARTED AGAIN  after " + length(f.Gap) + estimated
	case runsheet.Asked:
		why := ""
		if f.Why != "" {
			why = " (" + string(f.Why) + ")"
		}
		return fmt.Sprintf("QUESTION  %s%s  %s", f.Status, why, f.Text)
	case runsheet.Moved:
		return fmt.Sprintf("QUESTION  %s to %s  %s", f.From, f.To, asked[f.ID])
	case runsheet.Moderated:
		return "MODERATION  " + string(f.Mode)
	case runsheet.WordsSet:
		return fmt.Sprintf("WORDS  %d hold a question back", len(f.Words))
	case runsheet.BurstBegan:
		return fmt.Sprintf("BURST  %d questions in a minute", f.Count)
	case runsheet.BurstEnded:
		return "BURST  over"
	case runsheet.LinkChanged:
		return "OBS  " + string(f.Link) + "  " + f.Detail
	case runsheet.SceneSeen:
		by := "by a hand on OBS"
		switch {
		case f.Asked:
			by = "as asked"
		case f.Found:
			by = "found so"
		}
		return "OBS  shows " + f.Scene + ", " + by
	case runsheet.SceneRefused:
		return "OBS  did not take " + f.Scene + ": " + f.Why
	}
	return runsheet.FactKind(fact)
}

// fewEdits is how many changes of one edit the log tells one by one.
const fewEdits = 3

// edits tells what became of each slot; of a long row only how many.
func edits(changes []runsheet.Change, name func(runsheet.SlotID) string) string {
	if len(changes) > fewEdits {
		changed, added, gone := runsheet.Count(changes)
		return fmt.Sprintf("%d slots changed, %d added, %d gone", changed, added, gone)
	}
	var all []string
	for _, c := range changes {
		what, slot := "", name(c.Slot)
		switch {
		case c.Added != nil:
			what = "added"
		case c.Removed != nil:
			what, slot = "removed", strings.TrimSpace(c.Removed.Number+" "+c.Removed.Title)
		case c.Is != nil && c.Is.Dropped != nil && *c.Is.Dropped:
			what = "dropped"
		case c.Is != nil && c.Is.Dropped != nil:
			what = "brought back"
		case c.Is != nil:
			what = "changed (" + strings.Join(c.Is.Names(), ", ") + ")"
		case c.To != nil && c.To.Reserve:
			what = "put in the reserve"
		case c.To != nil:
			what = "moved behind " + name(c.To.After)
			if c.To.After == "" {
				what = "moved to the top"
			}
		}
		if c.Slot == "" {
			slot = "the show"
		}
		all = append(all, slot+" "+what)
	}
	return strings.Join(all, "; ")
}

// LogJSON writes one JSON object a line and entry, {seq, at, by, kind, version, body}: all that the show file holds.
func LogJSON(w io.Writer, entries []runsheet.Entry) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for _, e := range entries {
		kind, version, body, err := runsheet.EncodeFact(e.Fact)
		if err == nil {
			err = out.Encode(struct {
				Seq     runsheet.Seq    `json:"seq"`
				At      runsheet.Moment `json:"at"`
				By      runsheet.Actor  `json:"by"`
				Kind    string          `json:"kind"`
				Version int             `json:"version"`
				Body    json.RawMessage `json:"body"`
			}{e.Seq, e.At, e.By, kind, version, body})
		}
		if err != nil {
			return fmt.Errorf("write log: entry %d: %w", e.Seq, err)
		}
	}
	return nil
}
