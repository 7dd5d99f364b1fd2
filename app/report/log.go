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

// Log writes one line an entry, for people: time of day in the zone, who, what. A line with the date opens each day; what belongs
// to a rehearsal says of which run it is.
func Log(w io.Writer, entries []runsheet.Entry, zone *time.Location) error {
	out := bufio.NewWriter(w)
	s, known, asked := runsheet.New(), shows{}, map[runsheet.QuestionID]string{}
	did := map[runsheet.Seq]string{} // each entry as it was told, for those that take it back
	day := ""
	for _, e := range entries {
		before, n, rehearsed := s.SheetVersion(), s.Run.N, s.Run.Rehearsing() // the end of a rehearsal belongs to it
		if s = runsheet.Apply(s, e); !rehearsed {
			n = s.Run.N
		}
		known.see(s, before)
		switch f := e.Fact.(type) {
		case runsheet.Asked:
			asked[f.ID] = f.Text
		case runsheet.Prepared:
			for _, q := range f.Questions {
				asked[q.ID] = q.Text
			}
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
		if s.Run.Rehearsing() || rehearsed {
			what = fmt.Sprintf("[run %d] %s", n, what)
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
	case runsheet.EventLoaded:
		if len(f.Shows) == 0 {
			return "EVENT  none any more"
		}
		return fmt.Sprintf("EVENT  %d shows, from %s, %s is run", len(f.Shows), f.Source, f.Chosen)
	case runsheet.ShowChosen:
		return fmt.Sprintf("SHOW  %s is run, not %s", f.To, f.From)
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
		return "TIME  " + signed(f.By) + "  " + slot(f.Slot)
	case runsheet.Closed:
		return "END  " + slot(f.From)
	case runsheet.Retook:
		return "TAKE AGAIN"
	case runsheet.Told:
		return "MESSAGE  " + f.Text
	case runsheet.Flashed:
		return "FLASH"
	case runsheet.BlackedOut:
		if f.On {
			return "BLACKOUT  the speaker's screens are dark"
		}
		return "BLACKOUT  over"
	case runsheet.RunBegan:
		return runSentence(f)
	case runsheet.RunEnded:
		return "RUN  ended"
	case runsheet.TimerSet:
		return strings.TrimSpace(fmt.Sprintf("TIMER %d  counts %s %s  %s", f.Timer, f.Direction, length(f.Length), f.Title))
	case runsheet.TimerStarted:
		return fmt.Sprintf("TIMER %d  started", f.Timer)
	case runsheet.TimerPaused:
		return fmt.Sprintf("TIMER %d  paused", f.Timer)
	case runsheet.TimerReset:
		return fmt.Sprintf("TIMER %d  reset", f.Timer)
	case runsheet.TimerAdded:
		return fmt.Sprintf("TIMER %d  %s", f.Timer, signed(f.By))
	case runsheet.TimerRang:
		return fmt.Sprintf("TIMER %d  no time left", f.Timer)
	case runsheet.ReminderSet:
		if f.Slot == "" {
			return fmt.Sprintf("REMINDER  %s before every slot: %s", length(f.Before), f.Text)
		}
		return fmt.Sprintf("REMINDER  %s before %s: %s", length(f.Before), slot(f.Slot), f.Text)
	case runsheet.ReminderForgotten:
		return "REMINDER  taken away"
	case runsheet.Reminded:
		return strings.TrimSpace(fmt.Sprintf("reminder  %s at %s  %s", slot(f.Slot), f.Start.Format("15:04"), f.Text))
	case runsheet.DelaySet:
		return "BROADCAST DELAY  " + length(f.Delay)
	case runsheet.Viewed:
		if f.Slot == "" {
			return "viewers see the end"
		}
		return "viewers see  " + slot(f.Slot)
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
	case runsheet.CueAsked, runsheet.CueRan, runsheet.MediaSeen, runsheet.Picked, runsheet.DestinationsSet, runsheet.MoveBegan, runsheet.MovePassed,
		runsheet.IncidentOpened, runsheet.IncidentAdvanced, runsheet.AlarmRaised, runsheet.AlarmCleared, runsheet.OutputSeen, runsheet.SpareLink,
		runsheet.OutputsExpected, runsheet.AlarmIgnored:
		return studioSentence(f, slot)
	case runsheet.PrivacySet:
		if f.Days == 0 {
			return "PRIVACY  questions are kept"
		}
		return fmt.Sprintf("PRIVACY  questions are erased %d days after the show", f.Days)
	case runsheet.Erased:
		return fmt.Sprintf("ERASED  %d questions", len(f.IDs))
	case runsheet.Accessed:
		return strings.Join(strings.Fields("LINK  "+f.Did+"  "+string(f.Role)+"  "+f.Key+"  "+f.Address), "  ")
	case runsheet.CheckDone:
		return fmt.Sprintf("CHECKED  %d findings, worst: %s", len(f.Findings), runsheet.Worst(f.Findings))
	case runsheet.Vouched:
		subject := f.Subject
		if f.Matter == runsheet.Equipment {
			subject = slot(runsheet.SlotID(f.Subject))
		}
		return strings.TrimRight(fmt.Sprintf("%s  %s: %s  %s  %s", strings.ToUpper(string(f.Matter)), subject, f.Outcome, f.From, f.Note), " ")
	case runsheet.AudienceExpected:
		return fmt.Sprintf("AUDIENCE  %d of %d expected, %d moderators, %d needed", runsheet.ExpectAudience(f).Expected(), f.Registered, f.Moderators, runsheet.ExpectAudience(f).Needed())
	}
	if said := questionSentence(fact, asked); said != "" {
		return said
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
