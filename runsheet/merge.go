package runsheet

import (
	"cmp"
	"maps"
	"slices"
)

// How says what a newly read sheet does to the one that is there.
type How string

// Replaced: the new sheet as it is, hand edits, drops and reserve gone. Matched: the old sheet brought up to date, row by
// row. Fresh: another show, whose slots are not those that ran.
const (
	Replaced How = "replace"
	Matched  How = "merge"
	Fresh    How = "new"
)

// Merged is the show that a Merge would make, for a screen to compare with Diff before anything is done. A row is the same
// slot as one that is there when it has its id, else its number, else its title; that slot's name, and with it what ran,
// stays. What was on air stays where it stands, and what is on air is not touched at all.
func (s State) Merged(m Merge) (Show, error) {
	if err := m.Show.Check(); err != nil {
		return Show{}, refuse(BadShow, "%v", err)
	}
	on := s.OnAirSlot()
	to := m.Show
	switch m.How {
	case Replaced:
		to = s.named(to)
		if on != "" && to.Index(on) < 0 {
			return Show{}, refuse(OnAirMissing, "slot %q is on air and not in the new sheet", on)
		}
		to = s.sparingOnAir(to)
	case Fresh:
		if on != "" {
			return Show{}, refuse(OnAirMissing, "slot %q is on air", on)
		}
		to = s.renamed(to)
	case Matched:
		to = s.matched(s.named(to))
		if err := s.mayBecome(boardOf(to)); err != nil {
			return Show{}, err
		}
	default:
		return Show{}, refuse(BadCommand, "a sheet is %s, %s or %s, not %q", Replaced, Matched, Fresh, m.How)
	}
	if n := len(to.Slots) + len(to.Reserve); n > MaxSlots {
		return Show{}, refuse(SheetFull, "%d slots, %d at most", n, MaxSlots)
	}
	return to, nil
}

func decideMerge(s State, c Merge) ([]Fact, error) {
	if err := s.seen(c.Sheet, func(o Change) bool { return c.How == Matched }); err != nil {
		return nil, err
	}
	to, err := s.Merged(c)
	if err != nil {
		return nil, err
	}
	if c.How == Fresh {
		return s.anew(Loaded{Show: to, Source: c.Source})
	}
	if c.How != Matched || len(s.Show.Slots) == 0 {
		return facts(Loaded{Show: to, Source: c.Source})
	}
	changes := Diff(s.Show, to)
	if len(changes) == 0 {
		return nil, nil
	}
	return facts(Imported{Source: c.Source, Changes: changes})
}

// named gives the rows of a new sheet the ids of the slots that they are; the others get ids that nobody else has.
func (s State) named(to Show) Show {
	var old []*Slot
	for _, slots := range [2][]Slot{s.Show.Slots, s.Show.Reserve} {
		for i := range slots {
			old = append(old, &slots[i])
		}
	}
	to.Slots, to.Reserve = append([]Slot(nil), to.Slots...), append([]Slot(nil), to.Reserve...)
	var rows []*Slot
	for _, slots := range [2][]Slot{to.Slots, to.Reserve} {
		for i := range slots {
			rows = append(rows, &slots[i])
		}
	}
	is := map[*Slot]SlotID{} // a row and the slot that it is
	claimed := map[SlotID]bool{}
	for _, key := range []func(*Slot) string{
		func(s *Slot) string { return string(s.ID) },
		func(s *Slot) string { return Fold(s.Number) },
		func(s *Slot) string { return Fold(s.Title) },
	} {
		// Things of one name are told apart by their order.
		waiting := map[string][]SlotID{}
		for _, slot := range old {
			if k := key(slot); k != "" && !claimed[slot.ID] {
				waiting[k] = append(waiting[k], slot.ID)
			}
		}
		for _, row := range rows {
			k := key(row)
			if _, found := is[row]; found || k == "" || len(waiting[k]) == 0 {
				continue
			}
			is[row] = waiting[k][0]
			claimed[is[row]] = true
			waiting[k] = waiting[k][1:]
		}
	}
	taken := s.taken()
	for _, row := range rows {
		if id, found := is[row]; found {
			row.ID = id
		} else {
			row.ID = free(row.ID, taken)
		}
	}
	return to
}

// renamed gives no row the id of a slot that ran.
func (s State) renamed(to Show) Show {
	taken := map[SlotID]bool{}
	for _, p := range s.Passes {
		taken[p.Slot] = true
	}
	return to.renamed(taken)
}

// renamed is the show with no id that is taken; its own now are.
func (s Show) renamed(taken map[SlotID]bool) Show {
	s.Slots, s.Reserve = slices.Clone(s.Slots), slices.Clone(s.Reserve)
	for _, list := range [2][]Slot{s.Slots, s.Reserve} {
		for i := range list {
			list[i].ID = free(list[i].ID, taken)
		}
	}
	return s
}

// matched brings the sheet up to date: the rows of the new one in their order, with the drops and the reserve of the old
// one, and with all that ran where it ran.
func (s State) matched(to Show) Show {
	here := map[SlotID]*Slot{}
	for i := range s.Show.Slots {
		here[s.Show.Slots[i].ID] = &s.Show.Slots[i]
	}
	ran := map[SlotID]bool{}
	for _, p := range s.Passes {
		if !p.TakenBack && here[p.Slot] != nil {
			ran[p.Slot] = true
		}
	}
	reserve := append([]Slot(nil), s.Show.Reserve...)
	place := map[SlotID]int{}
	for i := range reserve {
		place[reserve[i].ID] = i
	}
	listed := map[SlotID]bool{}
	var slots []Slot
	for l, rows := range [2][]Slot{to.Slots, to.Reserve} {
		for _, row := range rows {
			listed[row.ID] = true
			old, inSheet := here[row.ID]
			i, kept := place[row.ID]
			switch {
			case kept: // put aside by hand, and stays there
				reserve[i] = update(reserve[i], row)
			case inSheet && row.ID == s.OnAirSlot():
				slots = append(slots, *old)
			case inSheet:
				slots = append(slots, update(*old, row))
			case l == inReserve:
				reserve = append(reserve, row)
			default:
				slots = append(slots, row)
			}
		}
	}
	slots = s.keepRan(slots, ran, listed)
	if to.Zone == "" {
		to.Zone = s.Show.Zone
	}
	if to.Title == "" {
		to.Title = s.Show.Title
	}
	if to.EndBy.IsZero() {
		to.EndBy = s.Show.EndBy
	}
	if len(to.Targets) == 0 {
		to.Targets = s.Show.Targets
	}
	return Show{
		Title: to.Title, Zone: to.Zone, Slots: slots, Reserve: reserve, EndBy: to.EndBy, Targets: to.Targets,
		Warn: cmp.Or(to.Warn, s.Show.Warn), Danger: cmp.Or(to.Danger, s.Show.Danger),
	}
}

// update brings a slot up to its new row. What the row leaves empty the slot keeps: a sheet without a column says
// nothing about it, and emptying a field is done by hand.
func update(old, row Slot) Slot {
	row.Dropped = old.Dropped
	row.ToEnd = row.ToEnd || old.ToEnd
	row.Warn, row.Danger = cmp.Or(row.Warn, old.Warn), cmp.Or(row.Danger, old.Danger)
	row.AtEnd, row.Group = cmp.Or(row.AtEnd, old.AtEnd), cmp.Or(row.Group, old.Group)
	for _, text := range []struct{ is, was *string }{
		{&row.Number, &old.Number}, {&row.Title, &old.Title}, {&row.Scene, &old.Scene}, {&row.Notes, &old.Notes}, {&row.TalkingPoints, &old.TalkingPoints},
	} {
		if *text.is == "" {
			*text.is = *text.was
		}
	}
	if len(row.People) == 0 {
		row.People = old.People
	}
	if len(row.Cues) == 0 {
		row.Cues = old.Cues
	}
	fields := maps.Clone(old.Fields)
	for name, value := range row.Fields {
		if fields == nil {
			fields = map[string]string{}
		}
		fields[name] = value
	}
	row.Fields = fields
	return row
}

// sparingOnAir is a new sheet with the slot on air as it stands now: nothing that is read in changes what people see.
func (s State) sparingOnAir(to Show) Show {
	i := to.Index(s.OnAirSlot())
	now, ok := s.Show.Slot(s.OnAirSlot())
	if i < 0 || !ok {
		return to
	}
	to.Slots = slices.Clone(to.Slots)
	to.Slots[i] = now
	return to
}

// keepRan puts back what ran and is not in the new rows, behind what it stood behind, and everything that ran into the
// order in which it stands now.
func (s State) keepRan(rows []Slot, ran, listed map[SlotID]bool) []Slot {
	b := boardOf(Show{Slots: rows})
	after := SlotID("")
	var order []*Slot
	for i := range s.Show.Slots {
		slot := &s.Show.Slots[i]
		if ran[slot.ID] && !listed[slot.ID] {
			b.put(&Place{After: after}, slot)
		}
		if ran[slot.ID] {
			order = append(order, b.slot(slot.ID))
		}
		if ran[slot.ID] || listed[slot.ID] {
			after = slot.ID
		}
	}
	for i, slot := range b.lists[inOrder] {
		if ran[slot.ID] {
			b.lists[inOrder][i], order = order[0], order[1:]
		}
	}
	b.changed[inOrder] = true
	return b.show().Slots
}

// Count sums up changes for one line: how many slots changed (in their fields or their place), came and went.
func Count(changes []Change) (changed, added, gone int) {
	for _, c := range changes {
		switch {
		case c.Added != nil:
			added++
		case c.Removed != nil:
			gone++
		case c.Slot != "":
			changed++
		}
	}
	return changed, added, gone
}
