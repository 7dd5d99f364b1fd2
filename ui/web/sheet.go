package web

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"regie/runsheet"
)

// How an operator's page follows a long run sheet: it asks for /api/watch?sheet, gets the sheet whole once as an event
// "sheet", and from then on what changed in it. Its states then come without the slots.

// sheetEvent is the sheet's content, or what makes the content of version Since into that of Version. What the clock says
// of a slot is not in it: that changes with time, not with an edit.
type sheetEvent struct {
	Version runsheet.Seq `json:"version"`
	// Since and Changes are there when the page has a version to change.
	Since   *runsheet.Seq `json:"since,omitempty"`
	Changes *[]changeView `json:"changes,omitempty"`
	// Title down to Reserve are there when it has none.
	Title    *string `json:"title,omitempty"`
	TimeZone *string `json:"time_zone,omitempty"`
	Slots    *[]row  `json:"slots,omitempty"`
	Reserve  *[]row  `json:"reserve,omitempty"`
}

// row is a slot by the sheet alone. Set has the fields that are not empty.
type row struct {
	Slot runsheet.SlotID  `json:"slot"`
	Set  runsheet.Setting `json:"set"`
}

// changeView is what became of one slot; Slot is "" for the show itself. The changes are made one after the other.
type changeView struct {
	Slot    runsheet.SlotID   `json:"slot"`
	Added   bool              `json:"added,omitempty"`
	Removed bool              `json:"removed,omitempty"`
	To      *runsheet.Place   `json:"to,omitempty"`
	Set     *runsheet.Setting `json:"set,omitempty"`
}

func rowsOf(slots []runsheet.Slot) *[]row {
	rows := make([]row, len(slots))
	for i, slot := range slots {
		rows[i] = row{slot.ID, runsheet.Setting(slot.Patch())}
	}
	return &rows
}

func changeViews(changes []runsheet.Change) []changeView {
	views := make([]changeView, len(changes))
	for i, c := range changes {
		v := changeView{Slot: c.Slot, Added: c.Added != nil, Removed: c.Removed != nil, To: c.To}
		switch {
		case c.Added != nil:
			set := runsheet.Setting(c.Added.Patch())
			v.Set = &set
		case c.Is != nil:
			v.Set = (*runsheet.Setting)(c.Is)
		}
		views[i] = v
	}
	return views
}

// unknown is the version of a page that has no sheet yet.
const unknown runsheet.Seq = -1

// sheetSince gives what a page that has one version of the sheet must be told; nil for nothing.
func sheetSince(s runsheet.State, have runsheet.Seq) *sheetEvent {
	now := s.SheetVersion()
	if have == now {
		return nil
	}
	if have != unknown {
		if changes, told := s.ChangesSince(have); told {
			views := changeViews(changes)
			return &sheetEvent{Version: now, Since: &have, Changes: &views}
		}
	}
	title, zone := s.Show.Title, s.Show.Location().String()
	return &sheetEvent{Version: now, Title: &title, TimeZone: &zone, Slots: rowsOf(s.Show.Slots), Reserve: rowsOf(s.Show.Reserve)}
}

// asksForSheet says whether a watcher wants the sheet apart, and which version it has. What it has is told by the id of
// the last event, "SEQ-MARK": the mark is this server's, so that a number from another show file is worth nothing.
func (s *Server) asksForSheet(r *http.Request, by runsheet.Actor) (apart bool, have runsheet.Seq) {
	query := r.URL.Query()
	if !covers(by.Role, runsheet.Observer) || !query.Has("sheet") {
		return false, unknown
	}
	last := r.Header.Get("Last-Event-ID")
	if last == "" {
		last = query.Get("sheet")
	}
	number, mark, _ := strings.Cut(last, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 0 || mark != s.mark {
		return true, unknown
	}
	return true, min(runsheet.Seq(n), s.desk.State().SheetVersion())
}

// writeSheet tells what is new in the sheet since have, and returns what the page has then.
func (s *Server) writeSheet(out *bufio.Writer, state runsheet.State, have runsheet.Seq) runsheet.Seq {
	e := sheetSince(state, have)
	if e == nil {
		return have
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic("web: encode sheet: " + err.Error()) // our own types
	}
	fmt.Fprintf(out, "event: sheet\nid: %d-%s\ndata: %s\n\n", e.Version, s.mark, body)
	return e.Version
}
