// Package templates holds run sheets to begin with, as plain values: the kinds of evening that crews hold again and again,
// with their slots, their usual lengths and the caps that their formats have.
//
// It is pure: a template becomes a Show for a language, a beginning and a time zone that its caller names. It reads nothing
// and keeps nothing; everybody may import it.
package templates

import (
	"fmt"
	"slices"
	"time"

	"regie/runsheet"
)

// Lang is the language of titles and notes: "fr", or English for everything else.
type Lang string

// French is the language that every template has besides English.
const French Lang = "fr"

// text is the same words in both languages.
type text struct{ fr, en string }

func (t text) in(l Lang) string {
	if l == French {
		return t.fr
	}
	return t.en
}

// Template is one kind of evening. Its ID never changes; screens may keep it.
type Template struct {
	ID string
	// Cap is the most that one slot of the format lasts, its questions apart; zero when it has none.
	Cap   time.Duration
	title text
	about text
	slots []slot
}

type slot struct {
	title  text
	kind   runsheet.Kind
	length time.Duration
	scene  text
	points text
	notes  text
	// ready slots wait in the reserve.
	ready bool
}

// Title is what the template is called, About when to take it.
func (t Template) Title(l Lang) string { return t.title.in(l) }

// About says in a sentence what the template is for.
func (t Template) About(l Lang) string { return t.about.in(l) }

// Show makes a run sheet of the template. Its first slot starts at start (zero: nothing is planned by the clock), the
// others follow. Zone is the show's, an IANA name.
func (t Template) Show(l Lang, start time.Time, zone string) runsheet.Show {
	show := runsheet.Show{Title: t.title.in(l), Zone: zone}
	for i, s := range t.slots {
		one := runsheet.Slot{
			ID: runsheet.SlotID(fmt.Sprintf("%s-%d", t.ID, i+1)), Title: s.title.in(l), Kind: s.kind, Length: s.length,
			Scene: s.scene.in(l), TalkingPoints: s.points.in(l), Notes: s.notes.in(l),
		}
		if s.ready {
			show.Reserve = append(show.Reserve, one)
			continue
		}
		one.Number = fmt.Sprint(len(show.Slots) + 1)
		if i == 0 {
			one.Start = start
		}
		show.Slots = append(show.Slots, one)
	}
	return show
}

// All lists the templates, in the order in which screens offer them.
func All() []Template { return slices.Clone(all) }

// Find returns the template of that ID.
func Find(id string) (Template, bool) {
	if i := slices.IndexFunc(all, func(t Template) bool { return t.ID == id }); i >= 0 {
		return all[i], true
	}
	return Template{}, false
}
