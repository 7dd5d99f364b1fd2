package runsheet

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of a sheet. Texts are counted in characters (runes).
const (
	MaxSlots   = 5000
	MaxTitle   = 200 // also a scene, a number, a person, a column's header
	MaxNotes   = 10_000
	maxPeople  = 100
	maxColumns = 100
	maxLength  = 7 * 24 * time.Hour
)

// mayBecome says why the sheet must not become another one while things stand as they do: what is or was on air stays in
// the running order, and nothing that ran before the slot on air comes to stand behind it.
func (s State) mayBecome(to *board) error {
	if n := len(to.lists[inOrder]) + len(to.lists[inReserve]); n > MaxSlots {
		return refuse(SheetFull, "%d slots, %d at most", n, MaxSlots)
	}
	ran := map[SlotID]bool{}
	for _, p := range s.Passes {
		if !p.TakenBack && s.place(p.Slot) >= 0 {
			ran[p.Slot] = true
		}
	}
	if len(ran) == 0 {
		return nil
	}
	on := s.OnAirSlot()
	air := s.place(on)
	passed := false
	left := len(ran)
	for _, slot := range to.lists[inOrder] {
		if !ran[slot.ID] {
			continue
		}
		left--
		switch was := s.place(slot.ID); {
		case slot.Dropped && !s.Show.Slots[was].Dropped:
			return refuse(AlreadyRan, "%q was on air and cannot be dropped", slot.ID)
		case slot.ID == on:
			passed = true
		case passed && was < air:
			return refuse(AlreadyRan, "%q ran before what is on air", slot.ID)
		}
	}
	if left > 0 {
		return refuse(AlreadyRan, "what was on air stays in the running order")
	}
	return nil
}

// seen refuses what would undo something that its sender has not seen: a change since that version of the sheet which
// the same thing hits.
func (s State) seen(version Seq, hit func(Change) bool) error {
	if version > s.SheetVersion() {
		return refuse(BadCommand, "the sheet is at %d, not yet at %d", s.SheetVersion(), version)
	}
	for p := s.edits; p != nil && p.top.seq > version; p = p.under {
		if p.top.whole {
			return refuse(ChangedMeanwhile, "another sheet was loaded since %d", version)
		}
		for _, c := range p.top.changes {
			if hit(c) {
				return refuse(ChangedMeanwhile, "slot %q was changed since %d", c.Slot, version)
			}
		}
	}
	return nil
}

// moving, or taking away, is what must not happen to a slot that another one is put behind.
func moving(ids ...SlotID) func(Change) bool {
	return func(c Change) bool { return c.shapes() && slices.Contains(ids, c.Slot) }
}

func touching(ids []SlotID) func(Change) bool {
	return func(c Change) bool { return c.Slot != "" && slices.Contains(ids, c.Slot) }
}

// draft is an edit in the making: each change is made on the board at once, so that the next one stands on it.
type draft struct {
	s       State
	b       *board
	changes []Change
}

func (s State) draft() *draft { return &draft{s: s, b: boardOf(s.Show)} }

func (d *draft) do(c Change) {
	d.changes = append(d.changes, c)
	d.b.make(c)
}

// facts ends the edit; no change is no fact.
func (d *draft) facts() ([]Fact, error) {
	if len(d.changes) == 0 {
		return nil, nil
	}
	if err := d.s.mayBecome(d.b); err != nil {
		return nil, err
	}
	return facts(Edited{Changes: d.changes})
}

func decideEdit(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case EditSlot:
		return decideEditSlot(s, c)
	case EditShow:
		return decideEditShow(s, c)
	case AddSlots:
		return decideAdd(s, c)
	case Duplicate:
		return decideDuplicate(s, c)
	case Remove:
		return decideRemove(s, c)
	case Move:
		return decideMoveSlots(s, c)
	case Drop:
		return decideDrop(s, c.Slots, true)
	case BringBack:
		return decideDrop(s, c.Slots, false)
	case Undo:
		return decideUndo(s, c)
	case Redo:
		return decideRedo(s, c)
	case Merge:
		return decideMerge(s, c)
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func decideEditSlot(s State, c EditSlot) ([]Fact, error) {
	d := s.draft()
	slot := d.b.slot(c.Slot)
	if slot == nil {
		return nil, refuse(UnknownSlot, "%q", c.Slot)
	}
	want, err := Patch(c.Set).fit()
	if err != nil {
		return nil, err
	}
	next := want.on(*slot)
	was, is := differ(slot, &next)
	if is == nil {
		return nil, nil
	}
	if err := s.seen(c.Sheet, func(o Change) bool {
		return o.Slot == c.Slot && (o.Added != nil || o.Removed != nil || is.overlaps(o.Is))
	}); err != nil {
		return nil, err
	}
	if pass, on := s.OnAir(); on && pass.Slot == c.Slot && next.Length+pass.Added < 0 {
		return nil, refuse(TooMuchTime, "%v were taken away on air", -pass.Added)
	}
	d.do(Change{Slot: c.Slot, Was: was, Is: is})
	return d.facts()
}

func decideEditShow(s State, c EditShow) ([]Fact, error) {
	to := s.Show
	if c.Title != nil {
		if to.Title = Clean(*c.Title); utf8.RuneCountInString(to.Title) > MaxTitle {
			return nil, refuse(FieldTooLong, "title: %d characters at most", MaxTitle)
		}
	}
	if c.TimeZone != nil {
		to.Zone = *c.TimeZone
		if _, err := time.LoadLocation(to.Zone); err != nil || to.Zone == "Local" {
			return nil, refuse(BadValue, "time zone %q is not known here", to.Zone)
		}
	}
	for _, t := range []struct{ set, at *time.Duration }{{c.Warn, &to.Warn}, {c.Danger, &to.Danger}} {
		if t.set != nil {
			var err error
			if *t.at, err = fitThreshold(*t.set); err != nil {
				return nil, err
			}
		}
	}
	if c.EndBy != nil {
		if to.EndBy = *c.EndBy; !fitInstant(to.EndBy) {
			return nil, refuse(BadValue, "an end in the year %d", to.EndBy.Year())
		}
	}
	var err error
	if to.Targets, err = fitTargets(s.Show.Targets, c.Targets); err != nil {
		return nil, err
	}
	was, is := differShow(&s.Show, &to)
	if is == nil {
		return nil, nil
	}
	if err := s.seen(c.Sheet, func(o Change) bool { return o.Slot == "" }); err != nil {
		return nil, err
	}
	d := s.draft()
	d.do(Change{Was: was, Is: is})
	return d.facts()
}

// fitTargets gives groups other targets, and leaves those that are not named.
func fitTargets(were, wanted map[string]time.Duration) (map[string]time.Duration, error) {
	if len(wanted) == 0 {
		return were, nil
	}
	to := map[string]time.Duration{}
	maps.Copy(to, were)
	for group, length := range wanted {
		name, err := fitText("group", group, MaxTitle, Clean)
		switch {
		case err != nil:
			return nil, err
		case name == "" || length < 0 || length > maxLength:
			return nil, refuse(BadValue, "a length of %v for the group %q; from 0 to %v", length, name, maxLength)
		case length == 0:
			delete(to, name)
		default:
			to[name] = length
		}
	}
	if len(to) > MaxSlots {
		return nil, refuse(SheetFull, "%d groups, %d at most", len(to), MaxSlots)
	}
	return to, nil
}

func decideAdd(s State, c AddSlots) ([]Fact, error) {
	count := max(c.Count, 1)
	if n := len(s.Show.Slots) + len(s.Show.Reserve) + count; n > MaxSlots || count > MaxSlots {
		return nil, refuse(SheetFull, "%d slots, %d at most", n, MaxSlots)
	}
	want, err := Patch(c.Set).fit()
	if err != nil {
		return nil, err
	}
	d := s.draft()
	ids := s.newIDs(c.ID, count)
	if c.ID != "" {
		if !validID(QuestionID(c.ID)) {
			return nil, refuse(NoID, "a slot needs an id of 1 to %d letters, digits, - or _", MaxID)
		}
		if d.b.slot(ids[0]) != nil { // it was heard before
			return nil, nil
		}
		if s.everRan(ids[0]) {
			return nil, refuse(AlreadyRan, "%q is the id of what was on air", ids[0])
		}
	}
	to, err := d.target(Place{Reserve: c.Reserve, After: c.After}, c.Sheet)
	if err != nil {
		return nil, err
	}
	first := want.on(Slot{Kind: Live})
	for i, id := range ids {
		slot := first
		slot.ID = id
		if count > 1 {
			slot.Title = strings.TrimSpace(first.Title + " " + strconv.Itoa(i+1))
			slot.Number = counted(first.Number, i)
		}
		if i > 0 {
			slot.Start = time.Time{} // one of them can begin then; the others follow
		}
		here := to
		d.do(Change{Slot: id, Added: &slot, To: &here})
		to.After = id
	}
	return d.facts()
}

// counted is the i-th number from one that is a number, and the same text from one that is not.
func counted(number string, i int) string {
	if n, err := strconv.Atoi(number); err == nil {
		return strconv.Itoa(n + i)
	}
	return number
}

// target checks the place that its sender saw.
func (d *draft) target(p Place, version Seq) (Place, error) {
	if p.After == "" {
		return p, d.s.seen(version, func(Change) bool { return false })
	}
	l, i := d.b.find(p.After)
	if i < 0 || l != listOf(p.Reserve) {
		return p, refuse(UnknownSlot, "%q, to stand behind", p.After)
	}
	return p, d.s.seen(version, moving(p.After))
}

// newIDs makes ids for new slots: the sender's own, or made of the entry that will add them. No slot that is or ever was
// on air has one of them.
func (s State) newIDs(wanted SlotID, count int) []SlotID {
	base := wanted
	if base == "" {
		base = SlotID(fmt.Sprintf("new-%d", s.Seq+1))
	}
	if count == 1 && wanted != "" {
		return []SlotID{wanted}
	}
	taken := s.taken()
	ids := make([]SlotID, count)
	for i := range ids {
		id := base
		if count > 1 {
			id = SlotID(fmt.Sprintf("%s-%d", base, i+1))
		}
		if wanted == "" {
			id = free(id, taken)
		}
		ids[i] = id
	}
	return ids
}

// taken are the ids of all that is in the sheet or was on air.
func (s State) taken() map[SlotID]bool {
	ids := make(map[SlotID]bool, len(s.Show.Slots)+len(s.Show.Reserve))
	for _, slots := range [2][]Slot{s.Show.Slots, s.Show.Reserve} {
		for i := range slots {
			ids[slots[i].ID] = true
		}
	}
	for _, p := range s.Passes {
		ids[p.Slot] = true
	}
	return ids
}

// free is an id that is not taken, and now is.
func free(id SlotID, taken map[SlotID]bool) SlotID {
	one := id
	for n := 2; taken[one]; n++ {
		one = SlotID(fmt.Sprintf("%s-%d", id, n))
	}
	taken[one] = true
	return one
}

func (s State) everRan(id SlotID) bool {
	return slices.ContainsFunc(s.Passes, func(p Pass) bool { return p.Slot == id })
}

func decideDuplicate(s State, c Duplicate) ([]Fact, error) {
	d := s.draft()
	l, i := d.b.find(c.Slot)
	if i < 0 {
		return nil, refuse(UnknownSlot, "%q", c.Slot)
	}
	slot := *d.b.lists[l][i]
	slot.Start, slot.Dropped = time.Time{}, false
	slot.ID = s.newIDs("", 1)[0]
	d.do(Change{Slot: slot.ID, Added: &slot, To: &Place{Reserve: l == inReserve, After: c.Slot}})
	return d.facts()
}

// distinct refuses an empty list, and finds every slot of it once.
func (d *draft) distinct(ids []SlotID) ([]SlotID, error) {
	if len(ids) == 0 || len(ids) > MaxSlots {
		return nil, refuse(BadCommand, "%d slots are named", len(ids))
	}
	seen := make(map[SlotID]bool, len(ids))
	var once []SlotID
	for _, id := range ids {
		if !seen[id] {
			once = append(once, id)
		}
		seen[id] = true
	}
	return once, nil
}

func decideRemove(s State, c Remove) ([]Fact, error) {
	d := s.draft()
	ids, err := d.distinct(c.Slots)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		slot := d.b.slot(id)
		if slot == nil {
			return nil, refuse(UnknownSlot, "%q", id)
		}
		gone, from := *slot, d.b.where(id)
		d.do(Change{Slot: id, Removed: &gone, From: &from})
	}
	if err := s.seen(c.Sheet, touching(ids)); err != nil {
		return nil, err
	}
	return d.facts()
}

func decideMoveSlots(s State, c Move) ([]Fact, error) {
	d := s.draft()
	ids, err := d.distinct(c.Slots)
	if err != nil {
		return nil, err
	}
	if slices.Contains(ids, c.After) {
		return nil, refuse(BadCommand, "%q cannot stand behind itself", c.After)
	}
	to, err := d.target(Place{Reserve: c.Reserve, After: c.After}, c.Sheet)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if d.b.slot(id) == nil {
			return nil, refuse(UnknownSlot, "%q", id)
		}
		here := to
		if from := d.b.where(id); from != here {
			d.do(Change{Slot: id, From: &from, To: &here})
		}
		to.After = id
	}
	if len(d.changes) == 0 {
		return nil, nil
	}
	if err := s.seen(c.Sheet, moving(ids...)); err != nil {
		return nil, err
	}
	return d.facts()
}

// decideDrop needs no sight of the sheet: dropping what is dropped changes nothing, and nothing is lost by it.
func decideDrop(s State, slots []SlotID, drop bool) ([]Fact, error) {
	d := s.draft()
	ids, err := d.distinct(slots)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		slot := d.b.slot(id)
		if slot == nil {
			return nil, refuse(UnknownSlot, "%q", id)
		}
		if slot.Dropped != drop {
			was, is := !drop, drop
			d.do(Change{Slot: id, Was: &Patch{Dropped: &was}, Is: &Patch{Dropped: &is}})
		}
	}
	return d.facts()
}

// fit makes the values of a patch fit for a sheet, or says which of them is not.
func (p Patch) fit() (*Patch, error) {
	for _, f := range []struct {
		name string
		text *string
		most int
		tidy func(string) string
	}{
		{"number", p.Number, MaxTitle, Clean}, {"group", p.Group, MaxTitle, Clean}, {"title", p.Title, MaxTitle, Clean}, {"scene", p.Scene, MaxTitle, strings.TrimSpace},
		{"notes", p.Notes, MaxNotes, cleanLines}, {"talking points", p.TalkingPoints, MaxNotes, cleanLines},
	} {
		if f.text == nil {
			continue
		}
		text, err := fitText(f.name, *f.text, f.most, f.tidy)
		if err != nil {
			return nil, err
		}
		switch f.name {
		case "number":
			p.Number = &text
		case "group":
			p.Group = &text
		case "title":
			p.Title = &text
		case "scene":
			p.Scene = &text
		case "notes":
			p.Notes = &text
		default:
			p.TalkingPoints = &text
		}
	}
	switch {
	case p.Kind != nil && !slices.Contains(Kinds, *p.Kind) && *p.Kind != "":
		return nil, refuse(BadValue, "kind %q; there are %v", *p.Kind, Kinds)
	case p.Length != nil && (*p.Length < 0 || *p.Length > maxLength):
		return nil, refuse(BadValue, "a length of %v; from 0 to %v", *p.Length, maxLength)
	case p.AtEnd != nil && !slices.Contains(Endings, *p.AtEnd):
		return nil, refuse(BadValue, "at the end %q; there are %q", *p.AtEnd, Endings)
	case p.Start != nil && !fitInstant(*p.Start):
		return nil, refuse(BadValue, "a start in the year %d", p.Start.Year())
	case p.People != nil && len(*p.People) > maxPeople:
		return nil, refuse(BadValue, "%d people, %d at most", len(*p.People), maxPeople)
	case len(p.Fields) > maxColumns:
		return nil, refuse(BadValue, "%d columns, %d at most", len(p.Fields), maxColumns)
	}
	for _, t := range []**time.Duration{&p.Warn, &p.Danger} {
		if *t != nil {
			left, err := fitThreshold(**t)
			if err != nil {
				return nil, err
			}
			*t = &left
		}
	}
	if p.People != nil {
		people := []string{}
		for _, one := range *p.People {
			one, err := fitText("people", one, MaxTitle, Clean)
			if err != nil {
				return nil, err
			}
			if one != "" {
				people = append(people, one)
			}
		}
		p.People = &people
	}
	if p.Cues != nil {
		cues, err := fitCues(*p.Cues)
		if err != nil {
			return nil, err
		}
		p.Cues = &cues
	}
	p.Fields = maps.Clone(p.Fields)
	for k, v := range p.Fields {
		if utf8.RuneCountInString(k) > MaxTitle || k == "" {
			return nil, refuse(BadValue, "a column's header has 1 to %d characters", MaxTitle)
		}
		if v != nil {
			text, err := fitText(k, *v, MaxNotes, cleanLines)
			if err != nil {
				return nil, err
			}
			p.Fields[k] = &text
		}
	}
	return &p, nil
}

// fitThreshold makes one Never out of everything below zero.
func fitThreshold(left time.Duration) (time.Duration, error) {
	if left > maxLength {
		return 0, refuse(BadValue, "a warning %v before the end; %v at most", left, maxLength)
	}
	return max(left, Never), nil
}

func fitInstant(at time.Time) bool { return at.IsZero() || at.Year() >= 1970 && at.Year() <= 9998 }

func fitText(name, text string, most int, tidy func(string) string) (string, error) {
	if len(text) <= 16*most { // tidying what is far too long anyway would cost time
		if text = tidy(strings.ToValidUTF8(text, "")); utf8.RuneCountInString(text) <= most {
			return text, nil
		}
	}
	return "", refuse(FieldTooLong, "%s: %d characters at most", name, most)
}

// cleanLines is Clean for texts that have lines.
func cleanLines(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = Clean(lines[i])
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
