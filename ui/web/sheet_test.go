package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/web"
)

func ptr[T any](v T) *T { return &v }

// sheetPage is a page that follows the sheet by its changes, in a few lines: what doc/api.md tells anybody to write.
type sheetPage struct {
	version runsheet.Seq
	slots   []pageSlot
	reserve []pageSlot
}

type pageSlot struct {
	ID  string
	Set map[string]any
}

func (p *sheetPage) list(reserve bool) *[]pageSlot {
	if reserve {
		return &p.reserve
	}
	return &p.slots
}

func (p *sheetPage) take(id string) pageSlot {
	for _, l := range []*[]pageSlot{&p.slots, &p.reserve} {
		if i := slices.IndexFunc(*l, func(s pageSlot) bool { return s.ID == id }); i >= 0 {
			one := (*l)[i]
			*l = slices.Delete(*l, i, i+1)
			return one
		}
	}
	return pageSlot{ID: id, Set: map[string]any{}}
}

func (p *sheetPage) put(one pageSlot, reserve bool, after string) {
	l := p.list(reserve)
	*l = slices.Insert(*l, 1+slices.IndexFunc(*l, func(s pageSlot) bool { return s.ID == after }), one)
}

func (p *sheetPage) hear(t *testing.T, data []byte) {
	t.Helper()
	var e struct {
		Version runsheet.Seq
		Since   *runsheet.Seq
		Changes []struct {
			Slot           string
			Added, Removed bool
			To             *struct {
				Reserve bool
				After   string
			}
			Set map[string]any
		}
		Slots, Reserve []struct {
			Slot string
			Set  map[string]any
		}
	}
	if err := json.Unmarshal(data, &e); err != nil {
		t.Fatal(err)
	}
	if e.Since == nil {
		p.slots, p.reserve = nil, nil
		for _, s := range e.Slots {
			p.slots = append(p.slots, pageSlot{s.Slot, s.Set})
		}
		for _, s := range e.Reserve {
			p.reserve = append(p.reserve, pageSlot{s.Slot, s.Set})
		}
	} else if *e.Since != p.version {
		t.Fatalf("changes since %d for a page that has %d", *e.Since, p.version)
	}
	p.version = e.Version
	for _, c := range e.Changes {
		switch {
		case c.Slot == "":
		case c.Removed:
			p.take(c.Slot)
		case c.To != nil:
			p.put(p.take(c.Slot), c.To.Reserve, c.To.After)
		}
		for _, l := range []*[]pageSlot{&p.slots, &p.reserve} {
			for _, s := range *l {
				for k, v := range c.Set {
					if s.ID == c.Slot {
						s.Set[k] = v
					}
				}
			}
		}
	}
}

func (p *sheetPage) titles() []string {
	var all []string
	for _, s := range p.slots {
		all = append(all, fmt.Sprint(s.ID, " ", s.Set["title"]))
	}
	for _, s := range p.reserve {
		all = append(all, fmt.Sprint("| ", s.ID, " ", s.Set["title"]))
	}
	return all
}

func titlesOf(show runsheet.Show) []string {
	var all []string
	for _, s := range show.Slots {
		all = append(all, fmt.Sprint(s.ID, " ", s.Title))
	}
	for _, s := range show.Reserve {
		all = append(all, fmt.Sprint("| ", s.ID, " ", s.Title))
	}
	return all
}

// nextSheet is the next event "sheet"; the states between have no slots.
func (st *stream) nextSheet(t testing.TB) event {
	t.Helper()
	for {
		e := st.next(t)
		if e.name == "sheet" {
			return e
		}
		if bytes.Contains(e.data, []byte(`"slots"`)) {
			t.Fatalf("the state has the sheet in it: %.300s", e.data)
		}
	}
}

func TestWatchSheetByItsChanges(t *testing.T) {
	s := serve(t, onAirDesk(t))
	version := s.desk.State().SheetVersion()
	st := s.watch("/api/watch?key=key-operator&sheet")
	page := &sheetPage{}
	whole := st.nextSheet(t)
	page.hear(t, whole.data)
	if d := cmp.Diff(titlesOf(s.desk.State().Show), page.titles()); d != "" {
		t.Fatal(d)
	}
	var last event
	for _, c := range []runsheet.Command{
		runsheet.EditSlot{Slot: "s5", Sheet: version, Set: runsheet.Setting{Title: ptr("Vos questions"), Length: ptr(10 * time.Minute)}},
		runsheet.AddSlots{ID: "s6", After: "s5", Set: runsheet.Setting{Title: ptr("Fin")}},
		runsheet.Move{Slots: []runsheet.SlotID{"s5", "s4"}, Reserve: true},
		runsheet.Move{Slots: []runsheet.SlotID{"s4"}, After: "s3"},
		runsheet.Remove{Slots: []runsheet.SlotID{"s6"}},
		runsheet.Undo{}, runsheet.Undo{}, runsheet.Redo{},
	} {
		now := s.desk.State()
		switch edit := c.(type) { // as whoever sends it sees the sheet by then
		case runsheet.AddSlots:
			edit.Sheet = now.SheetVersion()
			c = edit
		case runsheet.Move:
			edit.Sheet = now.SheetVersion()
			c = edit
		case runsheet.Remove:
			edit.Sheet = now.SheetVersion()
			c = edit
		case runsheet.Undo:
			e, _ := now.Undoable()
			c = runsheet.Undo{Entry: e.Seq}
		case runsheet.Redo:
			e, _ := now.Redoable()
			c = runsheet.Redo{Entry: e.Seq}
		}
		s.desk.do(t, runsheet.Operator, c)
		last = st.nextSheet(t)
		page.hear(t, last.data)
		if d := cmp.Diff(titlesOf(s.desk.State().Show), page.titles()); d != "" {
			t.Fatalf("after %s: %s\n%s", runsheet.CommandName(c), last.data, d)
		}
	}
	// A page that comes back says what it has, and is told what it missed, or nothing, or all.
	missed := page.version
	s.desk.do(t, runsheet.Operator, runsheet.EditSlot{Slot: "s3", Sheet: missed, Set: runsheet.Setting{Notes: ptr("court")}})
	again := s.watch("/api/watch?key=key-operator&sheet="+whole.id, "Last-Event-ID", last.id)
	page.hear(t, again.nextSheet(t).data)
	if page.slots[2].Set["notes"] != "court" {
		t.Errorf("missed an edit: %v", page.slots[2])
	}
	stranger := s.watch("/api/watch?key=key-operator&sheet=" + fmt.Sprint(missed))
	if e := stranger.nextSheet(t); !bytes.Contains(e.data, []byte(`"slots"`)) {
		t.Errorf("a number of another show file was believed: %s", e.data)
	}
	s.desk.do(t, runsheet.Operator, runsheet.Load{Show: talk})
	page.hear(t, again.nextSheet(t).data)
	if d := cmp.Diff(titlesOf(talk), page.titles()); d != "" {
		t.Error(d)
	}
	// Nobody else is told of the sheet.
	if e := s.watch("/api/watch?key=key-animator&sheet").next(t); e.name != "" {
		t.Errorf("the animator was sent %s", e.data)
	}
}

func longTalk(n int) runsheet.Show {
	show := runsheet.Show{Title: "Longue journée", Zone: "Europe/Paris"}
	for i := range n {
		show.Slots = append(show.Slots, runsheet.Slot{
			ID: runsheet.SlotID(fmt.Sprintf("s%d", i)), Number: fmt.Sprint(i + 1), Title: fmt.Sprintf("Séquence %d", i+1), Kind: runsheet.Live,
			Length: 5 * time.Minute, Scene: "Plateau", Notes: "Micro 2.",
		})
	}
	return show
}

// An edit costs a page what it changes, however long the sheet is.
func TestAnEditIsSmall(t *testing.T) {
	for _, n := range []int{20, 5_000} {
		d := newDesk()
		d.do(t, runsheet.Operator, runsheet.Load{Show: longTalk(n)})
		s := serve(t, d)
		st := s.watch("/api/watch?key=key-operator&sheet")
		whole := st.nextSheet(t)
		state := st.next(t)
		d.do(t, runsheet.Operator, runsheet.EditSlot{Slot: "s7", Sheet: 1, Set: runsheet.Setting{Title: ptr("Table ronde")}})
		change := st.nextSheet(t)
		after := st.next(t)
		d.do(t, runsheet.Operator, runsheet.Move{Slots: []runsheet.SlotID{runsheet.SlotID(fmt.Sprintf("s%d", n-1))}, After: "s3", Sheet: 2})
		move := st.nextSheet(t)
		old := s.call(runsheet.Operator, "GET", "/api/state", "")
		t.Logf("%d slots: the sheet whole %d bytes, the first state %d; an edit %d and a state of %d; a move %d; all in one state %d",
			n, len(whole.data), len(state.data), len(change.data), len(after.data), len(move.data), len(old.body))
		if len(change.data) > 120 || len(move.data) > 120 || len(after.data) > 1_400 { // however long the sheet is
			t.Errorf("%d slots: %s %s %s", n, change.data, move.data, after.data)
		}
	}
}

func TestEditsOverHTTP(t *testing.T) {
	s := serve(t, onAirDesk(t))
	var state struct {
		SheetVersion runsheet.Seq `json:"sheet_version"`
		Undo, Redo   *struct {
			Entry runsheet.Seq
			Kind  string
		}
	}
	look := func() {
		t.Helper()
		state.Undo, state.Redo = nil, nil
		s.call(runsheet.Operator, "GET", "/api/state", "").decode(t, &state)
	}
	post := func(role runsheet.Role, command, body string, want int, reason string) {
		t.Helper()
		a := s.call(role, "POST", "/api/do/"+command, body)
		var no struct{ Reason, Error, Hint string }
		a.decode(t, &no)
		if a.status != want || no.Reason != reason || reason != "" && (no.Error == "refusal."+reason || no.Hint == "") {
			t.Fatalf("%s %s: %d %s", command, body, a.status, a.body)
		}
	}
	look()
	if state.Undo != nil || state.SheetVersion != 1 {
		t.Fatalf("%+v", state)
	}
	post(runsheet.Operator, "edit", `{"slot":"s5","sheet":1,"set":{"title":"Vos questions","length_ms":600000}}`, 200, "")
	post(runsheet.Operator, "edit", `{"slot":"s5","sheet":1,"set":{"title":"Autre chose"}}`, 409, "changed-meanwhile")
	post(runsheet.Operator, "edit", `{"slot":"s5","sheet":1,"set":{"length_ms":-1}}`, 400, "bad-value")
	post(runsheet.Moderator, "edit", `{"slot":"s5","sheet":1,"set":{"title":"x"}}`, 403, "not-allowed")
	post(runsheet.Operator, "remove", `{"slots":["s3"],"sheet":1}`, 409, "already-ran")
	post(runsheet.Operator, "drop", `{"slots":["s4"]}`, 200, "")
	post(runsheet.Operator, "standby", `{"slot":"s4"}`, 409, "dropped")
	look()
	if state.Undo == nil || state.Undo.Kind != "edited" || state.Redo != nil {
		t.Fatalf("%+v", state)
	}
	post(runsheet.Operator, "undo", fmt.Sprintf(`{"entry":%d}`, state.Undo.Entry), 200, "")
	post(runsheet.Operator, "undo", `{"entry":1}`, 409, "changed-meanwhile")
	look()
	post(runsheet.Operator, "redo", fmt.Sprintf(`{"entry":%d}`, state.Redo.Entry), 200, "")
	post(runsheet.Operator, "redo", `{"entry":1}`, 409, "nothing-to-redo")
	post(runsheet.Operator, "edit", `{"slot":"s5","sheet":9999,"set":{"title":"x"}}`, 400, "bad-command")
	post(runsheet.Operator, "add", `{"after":"s5","sheet":9999,"count":6000}`, 413, "sheet-full")
}

// A sheet that is read again can be looked at before, and merged.
func TestLoadMergesAndPreviews(t *testing.T) {
	s := serve(t, onAirDesk(t), func(c *web.Config) {
		c.Load = func(name string, data []byte, _ assets.Lang) (runsheet.Load, []web.Problem, error) {
			if name == "bad" {
				return runsheet.Load{}, nil, errors.New("no")
			}
			show := talk
			show.Slots = slices.Clone(talk.Slots)
			show.Slots[3].Title = string(data)
			show.Slots[4] = runsheet.Slot{ID: "s9", Number: "9", Title: "Annonces"}
			return runsheet.Load{Show: show, Source: name}, nil, nil
		}
	})
	before := s.desk.State()
	a := s.call(runsheet.Operator, "POST", "/api/load?name=x&how=merge&preview", "Forum")
	var got struct {
		Sheet                runsheet.Seq
		Changed, Added, Gone int
		Changes              []map[string]any
	}
	a.decode(t, &got)
	if a.status != 200 || got.Changed != 1 || got.Added != 1 || got.Gone != 1 || len(got.Changes) != 3 || s.desk.State().Seq != before.Seq {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if a := s.call(runsheet.Operator, "POST", fmt.Sprintf("/api/load?name=x&how=merge&sheet=%d", got.Sheet), "Forum"); a.status != 200 {
		t.Fatalf("%d %s", a.status, a.body)
	}
	if slot, _ := s.desk.State().Show.Slot("s4"); slot.Title != "Forum" || s.desk.State().OnAirSlot() != "s3" {
		t.Errorf("%+v", slot)
	}
	for path, want := range map[string]int{
		fmt.Sprintf("name=x&how=merge&sheet=%d", got.Sheet): 409, "name=x&how=merge&sheet=x": 400, "name=x&how=somehow": 400, "name=x&how=somehow&preview": 400,
		"name=x&how=new": 409, "name=x&how=replace": 200,
	} {
		if a := s.call(runsheet.Operator, "POST", "/api/load?"+path, "Forum"); a.status != want {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}
