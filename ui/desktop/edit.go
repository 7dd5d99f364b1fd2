package desktop

import (
	"crypto/rand"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// intent works out a change of the sheet on what the sheet is when its turn comes: keys come faster than the desk answers,
// and each one stands on what the one before it did. It gives nil where there is nothing to do.
type intent func(runsheet.State) (runsheet.Command, error)

// editor is how the run sheet is being edited. What GO takes and what is edited are two things: the selection is the
// editor's own and never on air because of it.
type editor struct {
	on, locked bool
	// live: something was on air when this was last looked at.
	live     bool
	selected runsheet.SlotID
	index    int // where it stood, for the one that takes its place
	// awaits is set from a change that was asked for here until it is in the sheet, since the version before it.
	awaits bool
	since  runsheet.Seq
	// reveals: the list is to be scrolled to the selection once it holds the change.
	reveals bool
	// opens: the keyboard goes to the title of what is added.
	opens bool
	// before is what the right column showed.
	before pane
}

// enqueueEdit hands an intent to the desk without waiting.
func (r *Room) enqueueEdit(i intent) {
	select {
	case r.editLane <- i:
	default:
		r.complain(errBusy)
	}
}

// edit asks for a change of the sheet, unless it is locked. The selection goes where the change is.
func (r *Room) edit(i intent) {
	if !r.editor.locked {
		r.editor.awaits, r.editor.since = true, r.state.SheetVersion()
	}
	r.alter(i)
}

// alter is edit where the selection stays: whoever wrote in one slot may be in the next before the desk has answered.
func (r *Room) alter(i intent) {
	if r.editor.locked {
		r.complain(errLocked)
		return
	}
	r.change(i)
}

// followSheet keeps the editor in step with the show: going live locks it, and the selection goes where the change went.
func (r *Room) followSheet() {
	e, s := &r.editor, r.state
	if live := s.OnAirSlot() != ""; live != e.live {
		if e.live = live; live {
			r.lock(true)
		}
	}
	if e.awaits && s.SheetVersion() > e.since {
		changes, ok := s.ChangesSince(e.since)
		e.awaits = false
		if id := changed(changes); ok && id != "" && e.on {
			e.selected, e.reveals = id, true
		}
	}
	if err := r.cell.gone(); err != nil {
		r.notice = r.refused(err)
	}
	if !e.on {
		return
	}
	ids := everySlot(s.Show)
	if i := slices.Index(ids, e.selected); i >= 0 {
		e.index = i
	} else if len(ids) > 0 {
		e.index = min(max(e.index, 0), len(ids)-1)
		e.selected = ids[e.index]
	}
}

// changed is the slot that changes were about: the first one added, else the first one touched.
func changed(changes []runsheet.Change) runsheet.SlotID {
	first := runsheet.SlotID("")
	for _, c := range changes {
		switch {
		case c.Added != nil:
			return c.Slot
		case c.Removed == nil && first == "":
			first = c.Slot
		}
	}
	return first
}

// everySlot lists the running order and the reserve.
func everySlot(s runsheet.Show) []runsheet.SlotID {
	ids := make([]runsheet.SlotID, 0, len(s.Slots)+len(s.Reserve))
	for _, slots := range [2][]runsheet.Slot{s.Slots, s.Reserve} {
		for i := range slots {
			ids = append(ids, slots[i].ID)
		}
	}
	return ids
}

// lock keeps the sheet from being edited, or lets it.
func (r *Room) lock(on bool) {
	if on && r.editor.on {
		r.stopEditing()
	}
	r.editor.locked = on
}

func (r *Room) toggleLock() {
	r.lock(!r.editor.locked)
	key := "desktop.did.unlocked"
	if r.editor.locked {
		key = "desktop.did.locked"
	}
	r.say(r.words.Say(key))
}

// toggleFollow lets the list follow the slot on air, or stay where it is.
func (r *Room) toggleFollow() {
	r.sheet.stays = !r.sheet.stays
	key := "desktop.did.follows"
	if r.sheet.stays {
		key = "desktop.did.stays"
	} else {
		r.sheet.followed, r.sheet.owed = [2]runsheet.SlotID{}, true
	}
	r.say(r.words.Say(key, "key", r.keyOf(actFollow)))
}

func (r *Room) toggleEdit() {
	if r.editor.on {
		r.stopEditing()
		r.render()
		return
	}
	r.startEditing()
}

// startEditing begins with the slot that is on standby, or where it was left before the show.
func (r *Room) startEditing() {
	e := &r.editor
	switch {
	case len(r.state.Show.Slots) == 0:
		return
	case e.locked:
		r.complain(errLocked)
		return
	}
	r.cell.what = fieldNamed("title")
	if e.on = true; e.selected == "" || e.live && r.state.Standby != "" {
		e.selected = r.state.Standby
	}
	e.before = r.pane
	r.panel = sheetPanel
	r.showPane(slotPane)
	r.sheet.reveal(e.selected)
}

// openForm gives the keyboard to the selected slot's form, for what its row does not show.
func (r *Room) openForm() {
	if r.cell.on && !r.cell.keep() {
		return
	}
	if r.pane != slotPane {
		r.showPane(slotPane)
	}
	r.form.enter()
}

// stopEditing keeps what was typed and gives the arrows back to standby.
func (r *Room) stopEditing() {
	r.unfocus()
	r.editor.on = false
	if r.pane == slotPane {
		r.showPane(r.editor.before)
	}
}

// tapSlot is a press on a row: the selection while the sheet is edited, else standby.
func (r *Room) tapSlot(id runsheet.SlotID) {
	r.panel = sheetPanel
	if !r.editor.on {
		if _, inOrder := r.state.Show.Slot(id); inOrder {
			r.standby(id)
		}
		return
	}
	r.choose(id)
}

// choose selects a slot to edit.
func (r *Room) choose(id runsheet.SlotID) {
	r.editor.selected, r.editor.awaits, r.editor.opens = id, false, false // what was asked for before leads nowhere any more
	if r.pane != slotPane {
		r.showPane(slotPane)
	}
	r.render()
	r.sheet.reveal(id)
}

// selectBy takes the selection up or down, through the running order and on into the reserve.
func (r *Room) selectBy(by int) {
	ids := everySlot(r.state.Show)
	if len(ids) == 0 {
		return
	}
	i := slices.Index(ids, r.editor.selected)
	r.choose(ids[min(max(i+by, 0), len(ids)-1)])
}

// page is how many slots PageUp and PageDown pass.
const page = 12

func (r *Room) duplicate() {
	id := r.editor.selected
	r.edit(func(runsheet.State) (runsheet.Command, error) { return runsheet.Duplicate{Slot: id}, nil })
}

func (r *Room) removeSelected() {
	one := []runsheet.SlotID{r.editor.selected}
	r.edit(func(s runsheet.State) (runsheet.Command, error) {
		return runsheet.Remove{Slots: one, Sheet: s.SheetVersion()}, nil
	})
}

// dropSelected leaves the selected slot out, or brings it back.
func (r *Room) dropSelected() {
	one := []runsheet.SlotID{r.editor.selected}
	slot, _ := r.state.Show.Find(r.editor.selected)
	r.edit(func(runsheet.State) (runsheet.Command, error) {
		if slot.Dropped {
			return runsheet.BringBack{Slots: one}, nil
		}
		return runsheet.Drop{Slots: one}, nil
	})
}

// shelveSelected puts the selected slot into the reserve, or takes it back.
func (r *Room) shelveSelected() {
	id := r.editor.selected
	_, inOrder := r.state.Show.Slot(id)
	r.edit(func(s runsheet.State) (runsheet.Command, error) { return shelve(s, id, inOrder), nil })
}

func (r *Room) moveSelected(by int) {
	id := r.editor.selected
	r.edit(func(s runsheet.State) (runsheet.Command, error) { return step(s, id, by), nil })
}

// listed finds the list that a slot stands in, and its place there.
func listed(s runsheet.Show, id runsheet.SlotID) (slots []runsheet.Slot, reserve bool, i int) {
	if i = s.Index(id); i >= 0 {
		return s.Slots, false, i
	}
	i = slices.IndexFunc(s.Reserve, func(slot runsheet.Slot) bool { return slot.ID == id })
	return s.Reserve, true, i
}

// step moves a slot one place up or down its list; nil at the end of it.
func step(s runsheet.State, id runsheet.SlotID, by int) runsheet.Command {
	_, reserve, i := listed(s.Show, id)
	if i < 0 {
		return nil
	}
	to := i + by
	if by > 0 {
		to++ // before the one behind the next
	}
	return bring(s, dragged{Slot: id, Reserve: reserve, Index: to})
}

// shelve puts a slot at the end of the reserve, or takes it back in behind what is on standby or at the end.
func shelve(s runsheet.State, id runsheet.SlotID, away bool) runsheet.Command {
	if away {
		return bring(s, dragged{Slot: id, Reserve: true, Index: len(s.Show.Reserve)})
	}
	at := s.Show.Index(s.Standby)
	if at < 0 {
		at = len(s.Show.Slots) - 1
	}
	return bring(s, dragged{Slot: id, Index: at + 1})
}

// bring is the command that brings a slot before the one that stands at a place, nil where it would change nothing.
func bring(s runsheet.State, to dragged) runsheet.Command {
	_, reserve, i := listed(s.Show, to.Slot)
	into := s.Show.Slots
	if to.Reserve {
		into = s.Show.Reserve
	}
	if i < 0 || to.Index < 0 || to.Index > len(into) || reserve == to.Reserve && (to.Index == i || to.Index == i+1) {
		return nil
	}
	after := runsheet.SlotID("")
	if to.Index > 0 {
		after = into[to.Index-1].ID
	}
	return runsheet.Move{Slots: []runsheet.SlotID{to.Slot}, After: after, Reserve: to.Reserve, Sheet: s.SheetVersion()}
}

// dragTo puts down what was dragged.
func (r *Room) dragTo(to dragged) {
	r.editor.selected = to.Slot
	r.edit(func(s runsheet.State) (runsheet.Command, error) { return bring(s, to), nil })
}

// addSlots puts new slots behind the selected one, and asks for the title of a single one at once.
func (r *Room) addSlots(count int, title string) {
	after := r.editor.selected
	id := runsheet.SlotID("slot-" + strings.ToLower(rand.Text()[:12]))
	r.editor.opens = count == 1 && !r.editor.locked
	r.edit(func(s runsheet.State) (runsheet.Command, error) {
		_, reserve, i := listed(s.Show, after)
		add := runsheet.AddSlots{ID: id, After: after, Reserve: reserve, Count: count, Sheet: s.SheetVersion(), Set: runsheet.Setting{Title: &title}}
		if i < 0 {
			add.After, add.Reserve = "", false
		}
		return add, nil
	})
}

// mostBatch bounds what one press can add.
const mostBatch = 200

// askBatch asks how many slots to add at once, and what they are called.
func (r *Room) askBatch() {
	if r.editor.locked {
		r.complain(errLocked)
		return
	}
	w := r.words
	count, title := kit.NewField(), kit.NewField()
	count.SetText("3")
	slot, _ := r.state.Show.Find(r.editor.selected)
	title.SetText(slot.Title)
	label := func(key string) fyne.CanvasObject {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(w.Say(key))
		return line
	}
	body := kit.Down(6, paragraph(w.Say("desktop.batch.body"), 420), label("desktop.batch.count"), count, label("desktop.batch.title"), title)
	d := r.ask(w.Say("desktop.batch"), body, w.Say("desktop.batch.do"), kit.Main, func() {
		n, err := strconv.Atoi(strings.TrimSpace(count.Text))
		if err != nil || n < 1 || n > mostBatch {
			r.complain(&wrongEntry{key: "desktop.wrong.count", text: count.Text})
			return
		}
		r.addSlots(n, title.Text)
	})
	for _, f := range []*kit.Field{count, title} {
		f.OnEscape = r.shut
		f.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	}
	r.window.Canvas().Focus(count)
	count.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// undoKey is Ctrl+Z: in a text field it undoes the typing, elsewhere the last thing done to the sheet or to a question.
func (r *Room) undoKey() {
	if r.turnText((*kit.Field).Undo) {
		return
	}
	if e, ok := r.state.Undoable(); ok && recuts(e.Fact) {
		r.askTurn("undo", e, runsheet.Undo{Entry: e.Seq})
		return
	}
	r.turn(runsheet.NothingToUndo, runsheet.State.Undoable, func(e runsheet.Seq) runsheet.Command { return runsheet.Undo{Entry: e} })
}

// turnText takes back typing, or does it again, in the text field that has the keyboard, and says whether there was one to do it in.
// In a row of the sheet, where nothing is left of the typing, the sheet's turn comes.
func (r *Room) turnText(how func(*kit.Field)) bool {
	f, typing := r.window.Canvas().Focused().(*kit.Field)
	if !typing {
		return false
	}
	was := f.Text
	how(f)
	return f.Text != was || f != r.cell.Field
}

// askTurn asks before an undo, or a redo, changes the picture.
func (r *Room) askTurn(key string, e runsheet.Entry, c runsheet.Command) {
	w := r.words
	what := deed(r.state, e, w)
	r.ask(w.Say("desktop."+key+".ask", "what", what), paragraph(w.Say("desktop."+key+".body", "what", what), 460), w.Say("desktop."+key+".do"),
		kit.Urgent, func() { r.send(c) })
}

// redoKey is Ctrl+Y, the way back from Ctrl+Z.
func (r *Room) redoKey() {
	if r.turnText((*kit.Field).Redo) {
		return
	}
	if e, ok := r.state.Redoable(); ok && recuts(e.Fact) {
		r.askTurn("redo", e, runsheet.Redo{Entry: e.Seq})
		return
	}
	r.turn(runsheet.NothingToRedo, runsheet.State.Redoable, func(e runsheet.Seq) runsheet.Command { return runsheet.Redo{Entry: e} })
}

// edits says whether an entry changed the sheet in the way that the lock is there to prevent. A re-plan is made with the
// sheet locked, and so is taken back.
func edits(f runsheet.Fact) bool {
	switch f := f.(type) {
	case runsheet.Edited:
		return f.Remedy == ""
	case runsheet.Imported, runsheet.Loaded, runsheet.EventLoaded, runsheet.ShowChosen:
		return true
	}
	return false
}

// turn takes back an entry, or does it again. The lock keeps the sheet as it is, and all else free.
func (r *Room) turn(nothing runsheet.Reason, which func(runsheet.State) (runsheet.Entry, bool), how func(runsheet.Seq) runsheet.Command) {
	locked := r.editor.locked
	r.editor.awaits, r.editor.since = true, r.state.SheetVersion()
	r.change(func(s runsheet.State) (runsheet.Command, error) {
		e, ok := which(s)
		if !ok {
			return nil, &runsheet.Refusal{Reason: nothing}
		}
		if locked && edits(e.Fact) {
			return nil, errLocked
		}
		return how(e.Seq), nil
	})
}

// undoOffer is what the status line offers to take back, "" for nothing and for what the lock would refuse.
func (r *Room) undoOffer() string {
	if e, ok := r.state.Undoable(); ok && r.editor.locked && edits(e.Fact) {
		return ""
	}
	return r.turns[0]
}

// wouldTurn is what Ctrl+Z and Ctrl+Y would do now, in words; empty for nothing.
func (r *Room) wouldTurn() (what [2]string) {
	if e, ok := r.state.Undoable(); ok {
		what[0] = deed(r.state, e, r.words)
	}
	if e, ok := r.state.Redoable(); ok {
		what[1] = deed(r.state, e, r.words)
	}
	return what
}
