package runsheet

import (
	"maps"
	"slices"
	"time"
)

// Patch names fields of a slot and gives each a value; a field that is nil stays as it is.
type Patch struct {
	Number *string `json:"number,omitempty"`
	Title  *string `json:"title,omitempty"`
	Kind   *Kind   `json:"kind,omitempty"`
	// Start is the zero time for "when the slot before ends".
	Start  *time.Time     `json:"start,omitempty"`
	Hard   *bool          `json:"hard,omitempty"`
	Length *time.Duration `json:"length_ns,omitempty"`
	ToEnd  *bool          `json:"to_end,omitempty"`
	Group  *string        `json:"group,omitempty"`
	// Warn and Danger are a slot's, or the show's.
	Warn          *time.Duration `json:"warn_ns,omitempty"`
	Danger        *time.Duration `json:"danger_ns,omitempty"`
	AtEnd         *Ending        `json:"at_end,omitempty"`
	People        *[]string      `json:"people,omitempty"`
	Scene         *string        `json:"scene,omitempty"`
	Notes         *string        `json:"notes,omitempty"`
	TalkingPoints *string        `json:"talking_points,omitempty"`
	// Fields holds only those columns that change; a nil value takes the column away.
	Fields  map[string]*string `json:"fields,omitempty"`
	Cues    *[]Cue             `json:"cues,omitempty"`
	Dropped *bool              `json:"dropped,omitempty"`
	// Zone, EndBy and Targets are the show's, beside its Title; slots have none.
	Zone    *string                   `json:"zone,omitempty"`
	EndBy   *time.Time                `json:"end_by,omitempty"`
	Targets *map[string]time.Duration `json:"targets_ns,omitempty"`
}

// slotField is one field of a slot and its place in a Patch.
type slotField struct {
	name string
	has  func(*Patch) bool
	same func(a, b *Slot) bool
	// take writes the slot's value into the patch, give the patch's value into the slot.
	take func(*Patch, *Slot)
	give func(*Patch, *Slot)
}

func field[T any](name string, in func(*Slot) *T, at func(*Patch) **T, same func(a, b T) bool) slotField {
	return slotField{
		name: name,
		has:  func(p *Patch) bool { return *at(p) != nil },
		same: func(a, b *Slot) bool { return same(*in(a), *in(b)) },
		take: func(p *Patch, s *Slot) { v := *in(s); *at(p) = &v },
		give: func(p *Patch, s *Slot) { *in(s) = **at(p) },
	}
}

func equal[T comparable](a, b T) bool { return a == b }

// several is a field that holds a list. In a Patch an empty one is not nil, or a file would forget it.
func several[T any](name string, in func(*Slot) *[]T, at func(*Patch) **[]T, same func(a, b []T) bool) slotField {
	f := field(name, in, at, same)
	f.take = func(p *Patch, s *Slot) { v := append([]T{}, *in(s)...); *at(p) = &v }
	f.give = func(p *Patch, s *Slot) {
		if *in(s) = **at(p); len(*in(s)) == 0 {
			*in(s) = nil
		}
	}
	return f
}

// slotFields are all but the columns in Fields, in the order in which a person reads them.
var slotFields = []slotField{
	field("number", func(s *Slot) *string { return &s.Number }, func(p *Patch) **string { return &p.Number }, equal),
	field("title", func(s *Slot) *string { return &s.Title }, func(p *Patch) **string { return &p.Title }, equal),
	field("kind", func(s *Slot) *Kind { return &s.Kind }, func(p *Patch) **Kind { return &p.Kind }, equal),
	field("start", func(s *Slot) *time.Time { return &s.Start }, func(p *Patch) **time.Time { return &p.Start }, time.Time.Equal),
	field("hard", func(s *Slot) *bool { return &s.Hard }, func(p *Patch) **bool { return &p.Hard }, equal),
	field("length", func(s *Slot) *time.Duration { return &s.Length }, func(p *Patch) **time.Duration { return &p.Length }, equal),
	field("to its end", func(s *Slot) *bool { return &s.ToEnd }, func(p *Patch) **bool { return &p.ToEnd }, equal),
	field("group", func(s *Slot) *string { return &s.Group }, func(p *Patch) **string { return &p.Group }, equal),
	field("warning", func(s *Slot) *time.Duration { return &s.Warn }, func(p *Patch) **time.Duration { return &p.Warn }, equal),
	field("danger", func(s *Slot) *time.Duration { return &s.Danger }, func(p *Patch) **time.Duration { return &p.Danger }, equal),
	field("at the end", func(s *Slot) *Ending { return &s.AtEnd }, func(p *Patch) **Ending { return &p.AtEnd }, equal),
	several("people", func(s *Slot) *[]string { return &s.People }, func(p *Patch) **[]string { return &p.People }, slices.Equal),
	field("scene", func(s *Slot) *string { return &s.Scene }, func(p *Patch) **string { return &p.Scene }, equal),
	field("notes", func(s *Slot) *string { return &s.Notes }, func(p *Patch) **string { return &p.Notes }, equal),
	field("talking points", func(s *Slot) *string { return &s.TalkingPoints }, func(p *Patch) **string { return &p.TalkingPoints }, equal),
	several("cues", func(s *Slot) *[]Cue { return &s.Cues }, func(p *Patch) **[]Cue { return &p.Cues }, sameCues),
	field("dropped", func(s *Slot) *bool { return &s.Dropped }, func(p *Patch) **bool { return &p.Dropped }, equal),
}

// Names lists the fields that the patch holds, as people call them in English; a column by its header.
func (p *Patch) Names() []string {
	if p == nil {
		return nil
	}
	var names []string
	for _, f := range slotFields {
		if f.has(p) {
			names = append(names, f.name)
		}
	}
	if p.Zone != nil {
		names = append(names, "time zone")
	}
	if p.EndBy != nil {
		names = append(names, "end by")
	}
	if p.Targets != nil {
		names = append(names, "targets")
	}
	return append(names, slices.Sorted(maps.Keys(p.Fields))...)
}

// Patch holds the slot's fields that are not empty: what makes a slot of its id alone.
func (s Slot) Patch() Patch {
	if _, is := differ(&Slot{}, &s); is != nil {
		return *is
	}
	return Patch{}
}

// overlaps says whether two patches hold a field in common.
func (p *Patch) overlaps(other *Patch) bool {
	if p == nil || other == nil {
		return false
	}
	for _, f := range slotFields {
		if f.has(p) && f.has(other) {
			return true
		}
	}
	for k := range p.Fields {
		if _, both := other.Fields[k]; both {
			return true
		}
	}
	return p.Zone != nil && other.Zone != nil || p.EndBy != nil && other.EndBy != nil || p.Targets != nil && other.Targets != nil
}

// onShow gives the show with its own fields as the patch wants them.
func (p *Patch) onShow(s Show) Show {
	if p == nil {
		return s
	}
	give(&s.Title, p.Title)
	give(&s.Zone, p.Zone)
	give(&s.Warn, p.Warn)
	give(&s.Danger, p.Danger)
	give(&s.EndBy, p.EndBy)
	if give(&s.Targets, p.Targets); len(s.Targets) == 0 {
		s.Targets = nil
	}
	return s
}

func give[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// differShow is differ for the show's own fields, its slots left aside.
func differShow(a, b *Show) (was, is *Patch) {
	was, is = &Patch{}, &Patch{}
	some := false
	if a.Title != b.Title {
		was.Title, is.Title, some = &a.Title, &b.Title, true
	}
	if a.Zone != b.Zone {
		was.Zone, is.Zone, some = &a.Zone, &b.Zone, true
	}
	if a.Warn != b.Warn {
		was.Warn, is.Warn, some = &a.Warn, &b.Warn, true
	}
	if a.Danger != b.Danger {
		was.Danger, is.Danger, some = &a.Danger, &b.Danger, true
	}
	if !a.EndBy.Equal(b.EndBy) {
		was.EndBy, is.EndBy, some = &a.EndBy, &b.EndBy, true
	}
	if !maps.Equal(a.Targets, b.Targets) {
		before, after := targets(a), targets(b)
		was.Targets, is.Targets, some = &before, &after, true
	}
	if !some {
		return nil, nil
	}
	return was, is
}

// targets are a show's, never nil: a file would forget a patch that holds nil.
func targets(s *Show) map[string]time.Duration {
	if s.Targets == nil {
		return map[string]time.Duration{}
	}
	return s.Targets
}

// on gives the slot as the patch wants it.
func (p *Patch) on(s Slot) Slot {
	if p == nil {
		return s
	}
	for _, f := range slotFields {
		if f.has(p) {
			f.give(p, &s)
		}
	}
	if len(p.Fields) == 0 {
		return s
	}
	if s.Fields = maps.Clone(s.Fields); s.Fields == nil {
		s.Fields = map[string]string{}
	}
	for k, v := range p.Fields {
		if v == nil {
			delete(s.Fields, k)
		} else {
			s.Fields[k] = *v
		}
	}
	if len(s.Fields) == 0 {
		s.Fields = nil
	}
	return s
}

// differ gives what was and what is in the fields in which two slots differ; nil and nil when they are the same.
func differ(a, b *Slot) (was, is *Patch) {
	both := func() (*Patch, *Patch) {
		if was == nil {
			was, is = &Patch{}, &Patch{}
		}
		return was, is
	}
	for _, f := range slotFields {
		if !f.same(a, b) {
			both()
			f.take(was, a)
			f.take(is, b)
		}
	}
	if maps.Equal(a.Fields, b.Fields) {
		return was, is
	}
	both()
	was.Fields, is.Fields = map[string]*string{}, map[string]*string{}
	for _, m := range []map[string]string{a.Fields, b.Fields} {
		for k := range m {
			before, had := a.Fields[k]
			after, has := b.Fields[k]
			if had == has && before == after {
				continue
			}
			was.Fields[k], is.Fields[k] = nil, nil
			if had {
				was.Fields[k] = &before
			}
			if has {
				is.Fields[k] = &after
			}
		}
	}
	return was, is
}
