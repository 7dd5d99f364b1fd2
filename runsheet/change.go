package runsheet

import "slices"

// Place is where a slot stands: behind another one, or first when After is "", in the running order or in the reserve.
type Place struct {
	Reserve bool   `json:"reserve,omitempty"`
	After   SlotID `json:"after,omitempty"`
}

// Change is what became of one slot. It says what was as well as what is, so that it can be taken back and shown.
// Changes are made one after the other: a Place is meant among what the changes before it left.
type Change struct {
	// Slot is "" for the show itself, whose title, zone and times are then in Was and Is.
	Slot SlotID `json:"slot,omitempty"`
	// Added and Removed hold the slot whole.
	Added   *Slot `json:"added,omitempty"`
	Removed *Slot `json:"removed,omitempty"`
	// From and To are where it stood and where it stands: both when it moved, To when it was added, From when removed.
	From *Place `json:"from,omitempty"`
	To   *Place `json:"to,omitempty"`
	// Was and Is hold the fields that changed.
	Was *Patch `json:"was,omitempty"`
	Is  *Patch `json:"is,omitempty"`
}

// Back is the change that undoes this one.
func (c Change) Back() Change {
	return Change{Slot: c.Slot, Added: c.Removed, Removed: c.Added, From: c.To, To: c.From, Was: c.Is, Is: c.Was}
}

// back undoes a row of changes: the last one first.
func back(changes []Change) []Change {
	undo := make([]Change, 0, len(changes))
	for _, c := range slices.Backward(changes) {
		undo = append(undo, c.Back())
	}
	return undo
}

// shapes says whether the change is about which slots there are and in which order.
func (c Change) shapes() bool {
	return c.Added != nil || c.Removed != nil || c.To != nil
}

// With gives the show after some changes, and leaves the show itself as it is. A change of a slot that is not there
// changes nothing.
func (s Show) With(changes []Change) Show {
	b := boardOf(s)
	b.makeAll(changes)
	return b.show()
}

// board is a show that is being changed: lists of pointers, because moving those is cheap. The slots behind them are
// shared with the show that it was made from and are never written to.
type board struct {
	from    Show       // its own fields are already the new ones
	lists   [2][]*Slot // the running order and the reserve
	changed [2]bool
	near    [2]int // where the last slot was found: the next one asked for is often beside it
}

const inOrder, inReserve = 0, 1

func listOf(reserve bool) int {
	if reserve {
		return inReserve
	}
	return inOrder
}

func boardOf(s Show) *board {
	b := &board{from: s}
	for l, slots := range [2][]Slot{s.Slots, s.Reserve} {
		b.lists[l] = make([]*Slot, len(slots))
		for i := range slots {
			b.lists[l][i] = &slots[i]
		}
	}
	return b
}

func (b *board) show() Show {
	s := b.from
	for l, into := range [2]*[]Slot{&s.Slots, &s.Reserve} {
		if !b.changed[l] {
			continue
		}
		if *into = nil; len(b.lists[l]) == 0 {
			continue
		}
		*into = make([]Slot, len(b.lists[l]))
		for i, slot := range b.lists[l] {
			(*into)[i] = *slot
		}
	}
	return s
}

func (b *board) find(id SlotID) (list, i int) {
	for l, slots := range b.lists {
		for k := range slots {
			if i := (b.near[l] + k) % len(slots); slots[i].ID == id {
				b.near[l] = i
				return l, i
			}
		}
	}
	return 0, -1
}

// slot gives what a board holds under a name, nil for nothing.
func (b *board) slot(id SlotID) *Slot {
	if l, i := b.find(id); i >= 0 {
		return b.lists[l][i]
	}
	return nil
}

// where is the place of a slot that is on the board.
func (b *board) where(id SlotID) Place {
	l, i := b.find(id)
	p := Place{Reserve: l == inReserve}
	if i > 0 {
		p.After = b.lists[l][i-1].ID
	}
	return p
}

func (b *board) take(l, i int) *Slot {
	slot := b.lists[l][i]
	b.lists[l] = slices.Delete(b.lists[l], i, i+1)
	b.changed[l] = true
	return slot
}

// put sets a slot down at a place; at the end of its list when what it should follow is not there.
func (b *board) put(p *Place, slot *Slot) {
	if p == nil {
		p = &Place{}
	}
	l := listOf(p.Reserve)
	at := 0
	if p.After != "" {
		at = 1 + slices.IndexFunc(b.lists[l], func(s *Slot) bool { return s.ID == p.After })
		if at == 0 {
			at = len(b.lists[l])
		}
	}
	b.lists[l] = slices.Insert(b.lists[l], at, slot)
	b.changed[l] = true
}

func (b *board) makeAll(changes []Change) {
	for _, c := range changes {
		b.make(c)
	}
}

func (b *board) make(c Change) {
	if c.Slot == "" {
		b.from = c.Is.onShow(b.from)
		return
	}
	l, i := b.find(c.Slot)
	if i < 0 {
		if c.Added != nil && c.Added.ID == c.Slot {
			b.put(c.To, c.Added)
		}
		return
	}
	if c.Removed != nil {
		b.take(l, i)
		return
	}
	if c.Is != nil {
		slot := c.Is.on(*b.lists[l][i])
		b.lists[l][i] = &slot
		b.changed[l] = true
	}
	if c.To != nil && c.Added == nil {
		b.put(c.To, b.take(l, i))
	}
}

// Diff says what makes one show into another, slot by slot: what is gone, then what was added, moved or changed, in the
// order of the new show. Slots are the same when they have the same id.
func Diff(old, new Show) []Change {
	b := boardOf(old)
	var changes []Change
	do := func(c Change) {
		changes = append(changes, c)
		b.make(c)
	}
	if was, is := differShow(&old, &new); is != nil {
		do(Change{Was: was, Is: is})
	}
	is := map[SlotID]bool{}
	for _, slots := range [2][]Slot{new.Slots, new.Reserve} {
		for i := range slots {
			is[slots[i].ID] = true
		}
	}
	was := map[SlotID]*Slot{}
	kept := map[SlotID]bool{} // those that need not move
	for l, slots := range [2][]Slot{old.Slots, old.Reserve} {
		for i := range slots {
			was[slots[i].ID] = &slots[i]
		}
		for i := len(slots) - 1; i >= 0; i-- { // from the end, so that what stands before each is still there
			if slot := slots[i]; !is[slot.ID] {
				from := Place{Reserve: l == inReserve}
				if i > 0 {
					from.After = slots[i-1].ID
				}
				do(Change{Slot: slot.ID, Removed: &slot, From: &from})
			}
		}
		for _, id := range stay(slots, [2][]Slot{new.Slots, new.Reserve}[l]) {
			kept[id] = true
		}
	}
	for l, slots := range [2][]Slot{new.Slots, new.Reserve} {
		to := Place{Reserve: l == inReserve}
		for i := range slots {
			slot, here := &slots[i], to
			to.After = slot.ID
			before, there := was[slot.ID]
			if !there {
				added := *slot
				do(Change{Slot: slot.ID, Added: &added, To: &here})
				continue
			}
			c := Change{Slot: slot.ID}
			c.Was, c.Is = differ(before, slot)
			if !kept[slot.ID] {
				if from := b.where(slot.ID); from != here {
					c.From, c.To = &from, &here
				}
			}
			if c.To != nil || c.Is != nil {
				do(c)
			}
		}
	}
	return changes
}

// stay names the most slots that can stay where they are while the others move around them: the longest row that is in
// the same order in both lists.
func stay(old, new []Slot) []SlotID {
	place := make(map[SlotID]int, len(old))
	for i := range old {
		place[old[i].ID] = i
	}
	var ends []int // ends[k] is the index in new of the lowest end of a row of k+1
	before := make([]int, len(new))
	at := func(i int) int { return place[new[i].ID] }
	for i := range new {
		p, both := place[new[i].ID]
		if !both {
			continue
		}
		k, _ := slices.BinarySearchFunc(ends, p, func(end, p int) int { return at(end) - p })
		before[i] = -1
		if k > 0 {
			before[i] = ends[k-1]
		}
		if k == len(ends) {
			ends = append(ends, i)
		} else {
			ends[k] = i
		}
	}
	if len(ends) == 0 {
		return nil
	}
	ids := make([]SlotID, 0, len(ends))
	for i := ends[len(ends)-1]; i >= 0; i = before[i] {
		ids = append(ids, new[i].ID)
	}
	return ids
}
