package desktop

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"github.com/google/go-cmp/cmp"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/stories"
)

// order is the running order by number, the reserve behind a bar.
func (s seated) order() string {
	var all []string
	for _, slot := range s.state.Show.Slots {
		all = append(all, string(slot.ID))
	}
	all = append(all, "|")
	for _, slot := range s.state.Show.Reserve {
		all = append(all, string(slot.ID))
	}
	return strings.Join(all, " ")
}

// field is one of the form's fields.
func (s seated) field(t *testing.T, name string) *formField {
	t.Helper()
	for _, f := range s.form.fields {
		if f.name == name {
			return f
		}
	}
	t.Fatalf("no field %q", name)
	return nil
}

// fill types a text in the place of what a field holds.
func (s seated) fill(t *testing.T, name, text string) {
	t.Helper()
	f := s.field(t, name)
	s.window.Canvas().Focus(f.field)
	f.field.TypedShortcut(&fyne.ShortcutSelectAll{})
	f.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	test.Type(f.field, text)
}

func TestLiveLocksTheSheet(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	if !s.editor.on {
		t.Fatal("E does not edit before the show")
	}
	s.hit(fyne.KeySpace)
	s.act(actConfirm)
	if s.editor.on || !s.editor.locked {
		t.Errorf("on air: editing %v, locked %v", s.editor.on, s.editor.locked)
	}
	s.hitSign('e')
	if got := s.status.text.Text(); s.editor.on || !strings.Contains(got, "verrouillé") {
		t.Errorf("E on a locked sheet: editing %v, status line %q", s.editor.on, got)
	}
	s.toggleLock()
	s.hitSign('e')
	if !s.editor.on {
		t.Error("an unlocked sheet cannot be edited on air")
	}
	s.toggleLock()
	if s.editor.on {
		t.Error("the lock leaves the sheet being edited")
	}
}

func TestSelectionIsNotStandby(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	if s.editor.selected != "s1" {
		t.Fatalf("begins with %q", s.editor.selected)
	}
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyDown)
	s.click(t, "s6", "title")
	s.hit(fyne.KeyUp)
	s.told(t)
	if s.editor.selected != "s5" || s.state.Standby != "s1" {
		t.Errorf("selected %q, standby %q", s.editor.selected, s.state.Standby)
	}
	if got := s.form.head.Text(); got != "5  Table ronde : qui décide ?" {
		t.Errorf("the form shows %q", got)
	}
	s.hit(fyne.KeyEscape)
	s.hit(fyne.KeyDown)
	s.told(t, runsheet.Standby{Slot: "s2"})
}

func TestSelectionGoesOnIntoTheReserve(t *testing.T) {
	s := seat(t, "edited")
	s.hitSign('e')
	s.hit(fyne.KeyEnd)
	if s.editor.selected != "r2" {
		t.Fatalf("the last one is %q", s.editor.selected)
	}
	s.hit(fyne.KeyHome)
	s.hit(fyne.KeyPageUp)
	if s.editor.selected != "s1" {
		t.Errorf("the first one is %q", s.editor.selected)
	}
}

func TestMovesStandOnOneAnother(t *testing.T) {
	s := seat(t, "edited")
	s.hitSign('e')
	for _, step := range []struct {
		did  action
		want string
	}{
		{actMoveUp, "s1 s2 s3 s4 s5 s6 s7 s8 s9 | r1 r2"}, // there is nothing above
		{actMoveDown, "s2 s1 s3 s4 s5 s6 s7 s8 s9 | r1 r2"},
		{actMoveDown, "s2 s3 s1 s4 s5 s6 s7 s8 s9 | r1 r2"},
		{actMoveUp, "s2 s1 s3 s4 s5 s6 s7 s8 s9 | r1 r2"},
		{actReserve, "s2 s3 s4 s5 s6 s7 s8 s9 | r1 r2 s1"},
		{actMoveUp, "s2 s3 s4 s5 s6 s7 s8 s9 | r1 s1 r2"},
		{actMoveDown, "s2 s3 s4 s5 s6 s7 s8 s9 | r1 r2 s1"},
		{actMoveDown, "s2 s3 s4 s5 s6 s7 s8 s9 | r1 r2 s1"}, // nor below
		{actReserve, "s2 s1 s3 s4 s5 s6 s7 s8 s9 | r1 r2"},  // behind what is on standby
	} {
		s.act(step.did)
		if got := s.order(); got != step.want || s.editor.selected != "s1" {
			t.Fatalf("%s: %s with %s selected, want %s", step.did, got, s.editor.selected, step.want)
		}
	}
}

// The desk is slow: three steps are asked for before it answers the first.
func TestQuickStepsAreAllDone(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	var waits []intent
	s.change = func(i intent) { waits = append(waits, i) }
	for range 3 {
		s.act(actMoveDown)
	}
	for _, i := range waits {
		c, err := i(s.desk.State())
		if err != nil {
			t.Fatal(err)
		}
		s.send(c)
	}
	if got := s.order(); got != "s2 s3 s4 s1 s5 s6 s7 s8 s9 |" {
		t.Errorf("order %s", got)
	}
}

// The desk is slow: what is chosen meanwhile stays chosen when the change before it arrives.
func TestChoiceOutlivesWhatIsUnderWay(t *testing.T) {
	for what, do := range map[string]func(seated){
		"a field":   func(s seated) { s.fill(t, "title", "Autre") },
		"a cell":    func(s seated) { s.writeIn("s1", "title"); s.types("Autre") },
		"a slot":    func(s seated) { s.act(actMoveDown) },
		"a new one": func(s seated) { s.act(actAdd) },
	} {
		t.Run(what, func(t *testing.T) {
			s := seat(t, "prep")
			s.hitSign('e')
			var waits []intent
			s.change = func(i intent) { waits = append(waits, i) }
			do(s)
			s.click(t, "s6", "title")
			for _, i := range waits {
				c, err := i(s.desk.State())
				if err != nil {
					t.Fatal(err)
				}
				s.send(c)
			}
			if len(waits) != 1 || s.editor.selected != "s6" || s.window.Canvas().Focused() != nil {
				t.Errorf("%d changes, %q is selected", len(waits), s.editor.selected)
			}
		})
	}
}

func TestDraggedSlotIsPutDown(t *testing.T) {
	s := seat(t, "edited")
	s.hitSign('e')
	rows := map[string]*sheetRow{}
	s.sheet.list.EachRow(func(r kit.Row) { rows[r.(*sheetRow).view.number] = r.(*sheetRow) })
	at := func(r *sheetRow, dy float32) *fyne.DragEvent {
		p := fyne.CurrentApp().Driver().AbsolutePositionForObject(r)
		return &fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: p.AddXY(20, dy)}}
	}
	rows["2"].Dragged(at(rows["4"], rowHeight-2))
	if !rows["5"].view.target {
		t.Error("no line shows where the slot would go")
	}
	rows["2"].DragEnd()
	if got := s.order(); got != "s1 s3 s4 s2 s5 s6 s7 s8 s9 | r1 r2" {
		t.Errorf("order %s", got)
	}
	s.wait(0)
	if rows["5"].view.target {
		t.Error("the line stays")
	}
	bin := fyne.CurrentApp().Driver().AbsolutePositionForObject(s.sheet.reserve)
	rows["2"].Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: bin.AddXY(20, 1)}})
	rows["2"].DragEnd()
	if got := s.order(); !strings.HasSuffix(got, "r1 r2") || strings.Count(got, "|") != 1 || !strings.Contains(got, "| s") {
		t.Errorf("dragged into the reserve: %s", got)
	}
	s.stopEditing()
	before := len(s.desk.Told())
	rows["3"].Dragged(at(rows["6"], 1))
	rows["3"].DragEnd()
	if len(s.desk.Told()) != before {
		t.Error("a row can be dragged while the sheet is not being edited")
	}
}

func TestAddedSlotIsSelectedAndNamed(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hit(fyne.KeyDown)
	s.hit(fyne.KeyInsert)
	added := s.editor.selected
	if s.state.Show.Index(added) != 2 {
		t.Fatalf("the new slot stands at %d", s.state.Show.Index(added))
	}
	if c := s.cell; c.slot != added || c.what.name != "title" || s.window.Canvas().Focused() != c.Field {
		t.Fatal("the keyboard is not in the title of what was added")
	}
	s.types("Micro-trottoir")
	s.hit(fyne.KeySpace) // even if a key went astray
	s.hit(fyne.KeyReturn)
	if slot, _ := s.state.Show.Slot(added); slot.Title != "Micro-trottoir" || s.state.OnAirSlot() != "" {
		t.Errorf("title %q, on air %q", slot.Title, s.state.OnAirSlot())
	}
	if s.window.Canvas().Focused() != nil {
		t.Error("Enter leaves the keyboard in the cell: Insert cannot add the next one")
	}
	s.act(actCopy)
	copied := s.editor.selected
	if copied == added || s.state.Show.Index(copied) != 3 {
		t.Errorf("the copy is %q at %d", copied, s.state.Show.Index(copied))
	}
	s.hit(fyne.KeyDelete)
	if len(s.state.Show.Slots) != 10 || s.editor.selected != "s3" {
		t.Errorf("after removing: %d slots, %q selected", len(s.state.Show.Slots), s.editor.selected)
	}
}

func TestBatch(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.hitSign('n')
	if s.dialog == nil {
		t.Fatal("N asks nothing")
	}
	count := s.window.Canvas().Focused().(*kit.Field)
	count.SetText("trois")
	count.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := s.status.text.Text(); len(s.state.Show.Slots) != 9 || !strings.Contains(got, "trois") {
		t.Fatalf("status line %q", got)
	}
	s.hitSign('n')
	count = s.window.Canvas().Focused().(*kit.Field)
	count.SetText("4")
	count.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := s.state.Show.Slots[1].Title; len(s.state.Show.Slots) != 13 || got != "Pré-antenne 1" {
		t.Errorf("%d slots, the first new one is %q", len(s.state.Show.Slots), got)
	}
}

func TestFieldsAreHandedOver(t *testing.T) {
	for _, tt := range []struct {
		field, text string
		want        func(runsheet.Slot) bool
	}{
		{"number", "4b", func(s runsheet.Slot) bool { return s.Number == "4b" }},
		{"title", "Les tris", func(s runsheet.Slot) bool { return s.Title == "Les tris" }},
		{"start", "17:50", func(s runsheet.Slot) bool { return clockTime(s.Start, stories.Evening().Location()) == "17:50" }},
		{"start", "", func(s runsheet.Slot) bool { return s.Start.IsZero() }},
		{"length", "12m30s", func(s runsheet.Slot) bool { return s.Length == 12*time.Minute+30*time.Second }},
		{"people", "Awa ; Noé", func(s runsheet.Slot) bool { return cmp.Equal(s.People, []string{"Awa", "Noé"}) }},
		{"scene", "Débat", func(s runsheet.Slot) bool { return s.Scene == "Débat" }},
		{"notes", "Micro 3", func(s runsheet.Slot) bool { return s.Notes == "Micro 3" }},
		{"points", "Le tri", func(s runsheet.Slot) bool { return s.TalkingPoints == "Le tri" }},
	} {
		t.Run(tt.field+" "+tt.text, func(t *testing.T) {
			s := seat(t, "prep")
			s.hitSign('e')
			s.choose("s4")
			s.fill(t, tt.field, tt.text)
			s.unfocus()
			slot, _ := s.state.Show.Slot("s4")
			if !tt.want(slot) || len(s.desk.Told()) != 1 {
				t.Errorf("%d commands made it %+v", len(s.desk.Told()), slot)
			}
		})
	}
}

// Tab goes through the fields in the order in which they are read, and what is typed takes the place of what was there.
func TestTabGoesThroughTheFields(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.window.Canvas().Focus(s.field(t, "number").field)
	for _, name := range []string{"title", "start", "length"} {
		s.window.Canvas().FocusNext()
		f := s.field(t, name)
		if s.window.Canvas().Focused() != f.field {
			t.Fatalf("Tab does not come to %s", name)
		}
		if f.field.SelectedText() != f.field.Text {
			t.Errorf("%s: %q of %q is selected", name, f.field.SelectedText(), f.field.Text)
		}
	}
	notes := s.field(t, "notes")
	s.window.Resize(fyne.NewSize(1280, 690))
	s.window.Canvas().Focus(notes.field)
	if s.form.scroll.Offset.Y == 0 {
		t.Error("the notes have the keyboard out of sight")
	}
	notes.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	test.Type(notes.field, "deux lignes")
	notes.field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape}) // keeps them
	if slot, _ := s.state.Show.Slot("s1"); !strings.Contains(slot.Notes, "deux lignes") {
		t.Errorf("notes %q", slot.Notes)
	}
}

func TestWhatCannotBeReadChangesNothing(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	for _, name := range []string{"start", "length"} {
		was := s.field(t, name).field.Text
		s.fill(t, name, "bientôt")
		s.unfocus()
		if got := s.field(t, name).field.Text; got != was || !strings.Contains(s.status.text.Text(), "bientôt") {
			t.Errorf("%s holds %q, status line %q", name, got, s.status.text.Text())
		}
	}
	s.told(t)
}

func TestEscapeLeavesWhatWasThere(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.fill(t, "title", "Autre")
	s.field(t, "title").field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	s.told(t)
	if got := s.field(t, "title").field.Text; got != "Pré-antenne" {
		t.Errorf("the title says %q", got)
	}
	if s.window.Canvas().Focused() != nil || !s.editor.on {
		t.Error("Escape in a field does not just leave the field")
	}
}

func TestSomebodyElseWasFaster(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.fill(t, "title", "D'ici")
	theirs := "D'ailleurs"
	s.send(runsheet.EditSlot{Slot: "s1", Sheet: s.state.SheetVersion(), Set: runsheet.Setting{Title: &theirs}})
	if got := s.field(t, "title").field.Text; got != "D'ici" {
		t.Fatalf("what is being typed became %q", got)
	}
	s.unfocus()
	slot, _ := s.state.Show.Slot("s1")
	if got := s.status.text.Text(); slot.Title != theirs || !strings.Contains(got, "entre-temps") {
		t.Errorf("title %q, status line %q", slot.Title, got)
	}
}

func TestDropIsSaidAndStruck(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.choose("s6")
	s.hitSign('k')
	var v rowView
	s.sheet.list.EachRow(func(r kit.Row) {
		if one := r.(*sheetRow); one.view.number == "6" {
			v = one.view
		}
	})
	if v.stage != runsheet.Dropped || v.mark.text != "trappée" {
		t.Errorf("the row says %q, stage %q", v.mark.text, v.stage)
	}
	if label, _ := s.form.presses[6].press.Words(); label != "Rétablir" {
		t.Errorf("the button says %q", label)
	}
	s.hitSign('k')
	if slot, _ := s.state.Show.Slot("s6"); slot.Dropped {
		t.Error("K does not bring the slot back")
	}
}

func TestUndoSaysWhatItDoes(t *testing.T) {
	s := seat(t, "prep")
	s.hitSign('e')
	s.fill(t, "title", "Autre")
	s.unfocus()
	s.hit(fyne.KeyDown)
	undo := func() string { return s.window.MainMenu().Items[1].Items[0].Label }
	if got := undo(); got != "Annuler : titre de «\u00a01  Autre\u00a0»" {
		t.Errorf("the menu says %q", got)
	}
	if label, _ := s.status.undo.Words(); label != "Annuler : titre de «\u00a01  Autre\u00a0»" {
		t.Errorf("the status line offers %q", label)
	}
	s.undoKey()
	if slot, _ := s.state.Show.Slot("s1"); slot.Title != "Pré-antenne" || s.editor.selected != "s1" {
		t.Errorf("title %q, %q selected", slot.Title, s.editor.selected)
	}
	if got := s.status.text.Text(); !strings.Contains(got, "a annulé : titre de") {
		t.Errorf("status line %q", got)
	}
	s.redoKey()
	if slot, _ := s.state.Show.Slot("s1"); slot.Title != "Autre" {
		t.Errorf("title %q after redo", slot.Title)
	}
	s.redoKey()
	if got := s.status.text.Text(); !strings.Contains(got, "rien à rétablir") {
		t.Errorf("status line %q", got)
	}
	s.toggleLock()
	s.undoKey()
	if slot, _ := s.state.Show.Slot("s1"); slot.Title != "Autre" {
		t.Error("undo changes a locked sheet")
	}
}

func TestUndoInAFieldUndoesTyping(t *testing.T) {
	s := seat(t, "edited")
	s.hitSign('e')
	s.window.Canvas().Focus(s.field(t, "title").field)
	s.undoKey()
	s.told(t)
}

func TestGapsAndOverlapsAreWords(t *testing.T) {
	s := seat(t, "edited")
	marks := map[string]string{}
	s.sheet.list.EachRow(func(r kit.Row) { marks[r.(*sheetRow).view.number] = r.(*sheetRow).view.mark.text })
	want := map[string]string{"1": "", "2": "fixe", "3": "", "4": "", "5": "", "6": "chevauchement 3′", "7": "trou 3′30″ · fixe", "8": "trappée", "9": "trou 2′"}
	delete(marks, "")
	if diff := cmp.Diff(want, marks); diff != "" {
		t.Errorf("marks (-want +got):\n%s", diff)
	}
}

func TestNearest(t *testing.T) {
	show := stories.Evening()
	loc := show.Location()
	late := time.Date(2027, 2, 4, 23, 50, 0, 0, loc)
	for _, tt := range []struct {
		since time.Duration
		want  string
	}{
		{23*time.Hour + 55*time.Minute, "04 23:55"}, {10 * time.Minute, "05 00:10"}, {22 * time.Hour, "04 22:00"}, {24*time.Hour + 10*time.Minute, "05 00:10"},
	} {
		if got := nearest(tt.since, late, loc).Format("02 15:04"); got != tt.want {
			t.Errorf("%v near 23:50: %s, want %s", tt.since, got, tt.want)
		}
	}
	spring := time.Date(2027, 3, 28, 12, 0, 0, 0, loc) // the clocks went on that morning
	if got := nearest(9*time.Hour, spring, loc).Format("02 15:04"); got != "28 09:00" {
		t.Errorf("9:00 on the day the clocks change is %s", got)
	}
}

// Editing draws what it has to, at both sizes and in both languages.
func TestEditorDraws(t *testing.T) {
	for _, l := range assets.Langs {
		for _, story := range []string{"edited", "long", "live"} {
			s := seat(t, story, func(c *Config) { c.Lang = l })
			s.lock(false)
			s.startEditing()
			for _, size := range []fyne.Size{{Width: 1600, Height: 900}, {Width: 1280, Height: 690}} {
				s.window.Resize(size)
				s.render()
				if least := s.window.Content().MinSize(); least.Width > size.Width || least.Height > size.Height {
					t.Errorf("%s %s asks for %v, has %v", story, l, least, size)
				}
			}
			if markup := test.RenderToMarkup(s.window.Canvas()); strings.Contains(markup, ">desktop.") || strings.Contains(markup, "{") {
				t.Errorf("%s %s: a sentence is missing", story, l)
			}
		}
	}
}

func TestEveryDeedHasItsSentence(t *testing.T) {
	story, _ := stories.Find("edited")
	slot := story.State.Show.Slots[0]
	yes, no, text := true, false, "x"
	at := &runsheet.Place{}
	patch := &runsheet.Patch{Number: &text, Title: &text, Kind: &slot.Kind, Start: &slot.Start, Hard: &yes, Length: &slot.Length, People: &slot.People,
		Scene: &text, Notes: &text, TalkingPoints: &text, Cues: &[]runsheet.Cue{}, Zone: &text}
	for _, l := range assets.Langs {
		w := assets.In(l)
		for _, changes := range [][]runsheet.Change{
			{{Is: &runsheet.Patch{Title: &text}}}, {{Slot: "s1", Added: &slot, To: at}}, {{Slot: "s1", Removed: &slot, From: at}},
			{{Slot: "s1", From: at, To: at}}, {{Slot: "s1", From: at, To: &runsheet.Place{Reserve: true}}},
			{{Slot: "s1", Is: &runsheet.Patch{Dropped: &yes}}}, {{Slot: "s1", Is: &runsheet.Patch{Dropped: &no}}}, {{Slot: "s1", Is: patch}},
			{{Added: &slot}, {Added: &slot}}, {{Removed: &slot}, {Removed: &slot}}, {{Added: &slot}, {Removed: &slot}},
		} {
			got := deed(story.State, runsheet.Entry{Fact: runsheet.Edited{Changes: changes}}, w)
			if got == "" || strings.Contains(got, "desktop.") || strings.Contains(got, "{") || l == assets.French && strings.Contains(got, "talking") {
				t.Errorf("%s: %q", l, got)
			}
		}
		for _, kind := range runsheet.Kinds {
			if key := "desktop.kind." + string(kind); w.Say(key) == key {
				t.Errorf("%s: no %s", l, key)
			}
		}
	}
}

// One edit of 5,000 slots draws the rows in sight and no others.
func TestEditingFiveThousandSlots(t *testing.T) {
	s := seat(t, "empty")
	show := runsheet.Show{Title: "Trois jours"}
	for i := range runsheet.MaxSlots - 10 {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("s%d", i)), Number: fmt.Sprint(i), Title: "Atelier", Length: time.Minute})
	}
	s.send(runsheet.Load{Show: show})
	s.startEditing()
	s.choose("s4000")
	const steps = 40
	for range steps {
		s.act(actMoveDown)
		step := rowHeight + fynetheme.Padding()
		top := float32(s.state.Show.Index("s4000"))*step - s.sheet.list.GetScrollOffset()
		if top < -1 || top+rowHeight > s.sheet.list.Size().Height+1 {
			t.Fatalf("what was moved stands %v below the top of a list of %v", top, s.sheet.list.Size().Height)
		}
	}
	if i := s.state.Show.Index("s4000"); i != 4000+steps {
		t.Errorf("after %d steps it stands at %d", steps, i)
	}
	rows, seen := 0, false
	s.sheet.list.EachRow(func(r kit.Row) { rows++; seen = seen || r.(*sheetRow).view.selected })
	if rows > 120 || !seen {
		t.Errorf("%d row widgets, the selected one in sight: %v", rows, seen)
	}
}

// One edit from the key to the drawn rows, the desk included.
func BenchmarkEdit(b *testing.B) {
	for _, n := range []int{20, runsheet.MaxSlots} {
		b.Run(fmt.Sprint(n, " slots"), func(b *testing.B) {
			show := runsheet.Show{Title: "Trois jours"}
			for i := range n {
				show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("s%d", i)), Number: fmt.Sprint(i), Title: "Atelier", Length: time.Minute})
			}
			s := seat(b, "empty")
			s.send(runsheet.Load{Show: show})
			s.startEditing()
			s.choose("s10")
			for i := 0; b.Loop(); i++ {
				if i%2 == 0 {
					s.act(actMoveDown)
				} else {
					s.act(actMoveUp)
				}
			}
		})
	}
}
