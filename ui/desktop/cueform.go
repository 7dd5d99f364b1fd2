package desktop

import (
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// cueMoments are the moments of a cue, in the order in which they are offered.
var cueMoments = []runsheet.When{runsheet.AtGo, runsheet.AtEnd, runsheet.AtMediaEnd}

// cueForm is the dialog in which one cue is made: what it does, then only the fields that this needs, with the names that OBS
// knows beside them. What it will do is said in words below.
type cueForm struct {
	room   *Room
	cue    runsheet.Cue
	fields *fyne.Container
	first  fyne.Focusable // what there is to fill first, nil for nothing
	says   *kit.Line
	offers []func() // each shows the names that OBS has for a field, as the cue is now
	dialog *dialog
}

// askCue adds a cue behind a slot's last where at is -1, or changes the one at a place.
func (r *Room) askCue(id runsheet.SlotID, at int) {
	w, was := r.words, ""
	f := &cueForm{room: r, cue: runsheet.Cue{Do: runsheet.CueScene}, fields: kit.Down(4), says: kit.NewLine(theme.Text, theme.Ink).Lines(2).Snug()}
	slot, _ := r.state.Show.Find(id)
	title, yes := w.Say("desktop.cue.add"), w.Say("desktop.cue.add.do")
	if at >= 0 {
		was, f.cue = r.cueAt(id, at), slot.Cues[at]
		title, yes = w.Say("desktop.cue.change"), w.Say("desktop.cues.do")
	}
	f.cue.With = maps.Clone(f.cue.With)
	deeds, names, taken := runsheet.Uses(), []string(nil), 0
	for i, u := range deeds {
		names = append(names, deedWords(u.Do, w))
		if u.Do == f.cue.Do {
			taken = i
		}
	}
	deed := kit.NewChoice(func(i int) {
		f.cue = runsheet.Cue{Do: deeds[i].Do, When: f.cue.When, Media: f.cue.Media}
		f.build()
		f.focus()
	})
	deed.Offer(names, taken)
	deed.OnEscape, deed.OnEnter = r.shut, r.confirm
	f.build()
	body := container.NewBorder(kit.Down(4, f.label(w.Say("desktop.cue.does")), deed), f.says, nil, nil, f.fields)
	f.dialog = r.ask(title, container.New(&fixed{fyne.NewSize(560, 390)}, body), yes, kit.Main, func() {
		if o := r.ordering; o != nil && at < 0 {
			o.at = len(o.now) // where it is going to stand
		}
		r.changeCues(id, func(cues []runsheet.Cue) []runsheet.Cue {
			switch {
			case at < 0:
				return append(slices.Clip(cues), f.cue)
			case at >= len(cues) || cues[at].String() != was:
				return nil
			}
			cues = slices.Clone(cues)
			cues[at] = f.cue
			return cues
		})
	})
	back := at
	if at < 0 {
		back = len(slot.Cues)
	}
	f.dialog.left = func() { r.openCues(id, back) }
	f.read()
	f.focus()
}

// deedWords says what a cue of that kind does, whatever it is about.
func deedWords(d runsheet.Deed, w assets.Words) string {
	return w.Say("cue."+string(d), "target", "…", "text", "…", "scene", "…", "filter", "…", "db", "…", "length", "…")
}

func (f *cueForm) label(text string) fyne.CanvasObject {
	line := kit.NewBold(theme.Text, theme.Dim)
	line.Set(text)
	return line
}

func (f *cueForm) focus() {
	if f.first != nil {
		f.room.window.Canvas().Focus(f.first)
	}
}

// build shows the fields that the cue's deed has.
func (f *cueForm) build() {
	w := f.room.words
	f.fields.RemoveAll()
	f.first, f.offers = nil, nil
	use, _ := runsheet.UseOf(f.cue.Do)
	if use.Target != "" {
		f.field(w.Say("desktop.cue.target."+string(use.Target)), f.cue.Target, f.named(use.Target), func(text string) { f.cue.Target = text })
	}
	for _, a := range slices.Concat(use.Needs, use.Allows) {
		f.argument(a)
	}
	f.moment()
	f.read()
}

func (f *cueForm) argument(a runsheet.Argument) {
	word := f.room.words.Say("desktop.cue.argument." + string(a))
	set := func(text string) {
		with := maps.Clone(f.cue.With)
		if with == nil {
			with = map[string]string{}
		}
		if with[string(a)] = text; text == "" {
			delete(with, string(a))
		}
		f.cue.With = with
	}
	switch a {
	case runsheet.ArgKeep:
		check := kit.NewCheck(func(on bool) {
			if set(""); on {
				set("yes")
			}
			f.read()
		})
		check.Turn(word, f.cue.Arg(a) != "")
		check.OnEscape, check.OnEnter = f.room.shut, f.room.confirm
		f.fields.Add(check)
	case runsheet.ArgScene:
		f.field(word, f.cue.Arg(a), f.named(runsheet.TargetScene), set)
	case runsheet.ArgFilter:
		f.field(word, f.cue.Arg(a), func() []string { return f.room.filtersOf(f.cue.Target) }, set)
	default:
		f.field(word, f.cue.Arg(a), nil, set)
	}
}

// moment asks when the cue is due.
func (f *cueForm) moment() {
	w := f.room.words
	var names []string
	for _, m := range cueMoments {
		names = append(names, w.Say("desktop.cue.when."+string(m)))
	}
	when := kit.NewChoice(func(i int) {
		f.cue.When, f.cue.Media = cueMoments[i], ""
		f.build()
	})
	when.Offer(names, slices.Index(cueMoments, f.cue.Due()))
	when.OnEscape, when.OnEnter = f.room.shut, f.room.confirm
	f.fields.Add(f.label(w.Say("desktop.cue.when")))
	f.fields.Add(when)
	if f.cue.Due() == runsheet.AtMediaEnd {
		f.field(w.Say("desktop.cue.target.media"), f.cue.Media, f.named(runsheet.TargetMedia), func(text string) { f.cue.Media = text })
	}
}

func (f *cueForm) named(kind runsheet.TargetKind) func() []string {
	return func() []string { return f.room.knownNames(kind) }
}

// field is one text with its word above it, and beside it the names that OBS knows for it, which may change with what is typed
// elsewhere; nil for none.
func (f *cueForm) field(word, text string, known func() []string, set func(string)) {
	r := f.room
	field := kit.NewField()
	field.SetText(text)
	field.OnChanged = func(text string) {
		set(text)
		f.read()
	}
	field.OnEscape = r.shut
	field.OnSubmitted = func(string) { r.confirm() }
	if f.first == nil {
		f.first = field
	}
	f.fields.Add(f.label(word))
	if known == nil {
		f.fields.Add(field)
		return
	}
	names := kit.NewChoice(nil)
	names.OnPick = func(i int) { field.SetText(names.Options[i]) }
	names.PlaceHolder = r.words.Say("desktop.cue.known")
	names.OnEscape, names.OnEnter = r.shut, r.confirm
	beside := kit.Wide(230, names)
	f.fields.Add(container.NewBorder(nil, nil, nil, beside, field))
	f.offers = append(f.offers, func() {
		all := known()
		names.Offer(all, slices.Index(all, field.Text))
		kit.Show(beside, len(all) > 0)
	})
}

// knownNames are the names of a kind that OBS holds.
func (r *Room) knownNames(kind runsheet.TargetKind) []string {
	h := r.state.Signals.Health
	switch {
	case h == nil:
		return nil
	case kind == runsheet.TargetScene:
		return slices.Clone(h.Scenes)
	case h.Names == nil:
		return nil
	}
	return slices.Clone(h.Names.Targets[kind])
}

// filtersOf are those that a source has in OBS.
func (r *Room) filtersOf(source string) []string {
	if h := r.state.Signals.Health; h != nil && h.Names != nil {
		return slices.Clone(h.Names.Filters[source])
	}
	return nil
}

// read offers what fits the cue, and says what it would do, or what it lacks.
func (f *cueForm) read() {
	for _, offer := range f.offers {
		offer()
	}
	if f.dialog == nil {
		return
	}
	err := f.cue.Check()
	if f.dialog.yes.Enable(err == nil); err != nil {
		f.says.Paint(faultOf(err, f.room.words), theme.Warn)
		return
	}
	f.says.Paint(cueWords(f.cue, f.room.words), theme.Ink)
}
