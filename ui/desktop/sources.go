package desktop

import (
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// Source is a place elsewhere from which questions come.
type Source struct {
	ID       string
	Platform runsheet.Platform
	// Target is the place that is followed: a channel, a video; "" for the entrance of other programs, which has a URL instead.
	Target, URL string
	// On says that somebody wants it. Light is how it stands: "off", "connecting", "live", "waiting" or "halted"; Cause why it is not
	// live, in one word (words: desktop.source.cause.<cause>), and Detail the same in English.
	On                   bool
	Light, Cause, Detail string
	// Since is how long the light has been so, Last how long ago the last message came (negative: none did), Next in how long it is
	// tried again.
	Since, Last, Next time.Duration
	// Kept went to the desk; Refused the desk would not have; Dropped were more than could be taken. Used and Daily are what a day's
	// allowance is, 0 for a platform that has none.
	Kept, Refused, Dropped int
	Used, Daily            int
}

// Sources is what can be done with them. List answers at once; the others may take their time.
type Sources struct {
	List func() []Source
	// Platforms are those that can be followed, Keyed those of them that want a key.
	Platforms, Keyed []runsheet.Platform
	// Add follows a place; a key, where one is given, is kept on this computer. A Fault says what is wrong with it.
	Add    func(platform runsheet.Platform, target, key string) error
	Switch func(id string, on bool)
	Remove func(id string)
	// Import brings in what another tool exports, or what was copied from it, until ctx ends, and says how many questions the desk
	// has of it; it counts on the way.
	Import func(ctx context.Context, name string, data []byte, count func(done, of int)) (kept int, err error)
}

const actSources action = "sources"

var sourceVerbs = []verb{
	{id: actSources, group: questionsGroup, keys: "Ctrl+Shift+O", ellipsis: true, has: func(r *Room) bool { return r.cfg.Sources != nil }, do: func(r *Room) { r.askSources("") }},
}

// lightSigns are the lights of sources.
var lightSigns = map[string]tinted{
	"off": {"○", theme.Dim}, "connecting": {"…", theme.Warn}, "live": {"✓", theme.Ready}, "waiting": {"⚠", theme.Warn}, "halted": {"✕", theme.OnAir},
}

// called is a source as people call it.
func (s Source) called(w assets.Words) string {
	key := "desktop.platform." + string(s.Platform)
	name := w.Say(key)
	if name == key {
		name = string(s.Platform)
	}
	return join(" · ", name, s.Target)
}

// stands says in words how a source stands.
func (s Source) stands(w assets.Words) string {
	return w.Say("desktop.source.light."+s.Light, "d", age(s.Since))
}

// why says why a source is not live, "" while it is.
func (s Source) why(w assets.Words) string {
	if s.Cause == "" {
		return ""
	}
	return w.Say("desktop.source.cause." + s.Cause)
}

// line is what a list says of a source beside its name.
func (s Source) line(w assets.Words) string {
	last := w.Say("desktop.source.last", "d", age(s.Last))
	if s.Last < 0 {
		last = w.Say("desktop.source.last.none")
	}
	quota := ""
	if s.Daily > 0 {
		quota = w.Say("desktop.source.quota", "used", w.Count(s.Used), "daily", w.Count(s.Daily))
	}
	return join(" · ", s.stands(w), s.why(w), last, quota)
}

// counts says what became of a source's messages, why it does not live in full, and the address of the entrance.
func (s Source) counts(w assets.Words) string {
	again := ""
	if s.Next > 0 {
		again = w.Say("desktop.source.again", "d", age(s.Next))
	}
	return join("\u2002", w.Say("desktop.source.counts", "kept", s.Kept, "refused", s.Refused, "dropped", s.Dropped), again, s.Detail, s.URL)
}

// sourcesSign is how the sources stand in one sign, for the top of the window: one that has died must be seen without a dialog.
func sourcesSign(all []Source, w assets.Words) tinted {
	live, wanted := 0, 0
	var bad []Source
	for _, s := range all {
		if s.URL != "" { // other programs come when they like
			continue
		}
		if s.On {
			wanted++
		}
		switch s.Light {
		case "live":
			live++
		case "waiting", "halted":
			bad = append(bad, s)
		}
	}
	switch {
	case len(bad) == 1:
		return tinted{w.Say("desktop.sources.sign.bad", "name", w.Say("desktop.platform."+string(bad[0].Platform)), "d", age(bad[0].Since)), theme.OnAir}
	case len(bad) > 1:
		return tinted{w.Say("desktop.sources.sign.some", "n", len(bad)), theme.OnAir}
	case wanted == 0:
		return tinted{}
	case live < wanted:
		return tinted{w.Say("desktop.sources.sign.connecting", "n", live, "of", wanted), theme.Warn}
	}
	return tinted{w.Say("desktop.sources.sign.live", "n", live), theme.Dim}
}

// askSources opens the list of the sources at one of them, "" for the first.
func (r *Room) askSources(id string) {
	w := r.words
	r.sources = r.cfg.Sources.List()
	of := func(at int) Source {
		if at < len(r.sources) {
			return r.sources[at]
		}
		return Source{}
	}
	r.put(&order{
		title: w.Say("desktop.sources"), empty: w.Say("desktop.sources.none"),
		words: map[action]string{actItemAdd: w.Say("desktop.sources.add"), actItemChange: w.Say("desktop.sources.copy"), actItemRemove: w.Say("desktop.sources.remove"),
			actItemText: w.Say("desktop.sources.paste"), actItemFile: w.Say("desktop.sources.file")},
		items: func() []item {
			var all []item
			for _, s := range r.sources {
				all = append(all, item{lightSigns[s.Light].text + "  " + s.called(w), s.line(w)})
			}
			return all
		},
		about: func(at int) string { return of(at).counts(w) },
		takes: func(at int) string {
			if of(at).On {
				return w.Say("desktop.sources.cut")
			}
			return w.Say("desktop.sources.restore")
		},
		heavy: kit.Plain,
		take: func(at int) {
			s := of(at)
			r.aside(func() error {
				r.cfg.Sources.Switch(s.ID, !s.On)
				r.later(func() {
					if r.dialog == nil {
						r.askSources(s.ID)
					}
				})
				return nil
			})
		},
		add:  r.askSource,
		text: func() { r.pasted(r.importQuestions) },
		file: func() {
			r.shut()
			r.askFile(tableFiles, r.importQuestions, func() { r.askSources("") })
		},
		change: func(at int) {
			if url := of(at).URL; url != "" {
				r.copyText(url)
			} else {
				r.complain(errNoAddress)
			}
		},
		remove: func(at int) {
			if s := of(at); s.URL == "" {
				r.askRemoveSource(s)
			} else {
				r.say(w.Say("desktop.sources.stays"))
			}
		},
	}, max(slices.IndexFunc(r.sources, func(s Source) bool { return s.ID == id }), 0))
}

// importQuestions brings in the audience's questions from elsewhere; they go through the rules like any. It is called away from
// Fyne's thread.
func (r *Room) importQuestions(ctx context.Context, t *task, name string, data []byte) error {
	kept, err := r.cfg.Sources.Import(ctx, name, data, t.count)
	if err == nil {
		t.later(func() { r.say(r.words.Say("desktop.sources.imported", "n", kept, "name", name)) })
	}
	return err
}

// askRemoveSource asks before a source is forgotten.
func (r *Room) askRemoveSource(s Source) {
	w := r.words
	r.ask(w.Say("desktop.sources.remove.title", "name", s.called(w)), paragraph(w.Say("desktop.sources.remove.body"), chooserWidth), w.Say("desktop.sources.remove"), kit.Urgent, func() {
		r.aside(func() error {
			r.cfg.Sources.Remove(s.ID)
			r.later(func() { r.askSources("") })
			return nil
		})
	})
}

// askSource asks for a place to follow.
func (r *Room) askSource() {
	w, platforms, at := r.words, r.cfg.Sources.Platforms, 0
	label := func(key string) fyne.CanvasObject {
		line := kit.NewBold(theme.Text, theme.Dim)
		line.Set(w.Say(key))
		return line
	}
	target, key := kit.NewField(), kit.NewField()
	key.Password = true
	keyed := kit.Down(4, label("desktop.sources.key"), key)
	about := kit.NewLine(theme.Text, theme.Dim).Lines(2)
	choose := func(i int) {
		at = i
		about.Set(w.Say("desktop.sources.about." + string(platforms[at])))
		kit.Show(keyed, slices.Contains(r.cfg.Sources.Keyed, platforms[at]))
	}
	var names []string
	for _, p := range platforms {
		names = append(names, w.Say("desktop.platform."+string(p)))
	}
	platform := kit.NewChoice(choose)
	platform.Offer(names, 0)
	platform.OnEscape = r.shut
	choose(0)
	body := kit.Wide(560, kit.Down(6, label("desktop.sources.platform"), platform, about, label("desktop.sources.target"), target, keyed))
	d := r.ask(w.Say("desktop.sources.add"), body, w.Say("desktop.sources.follow"), kit.Main, func() {
		to, place, secret := platforms[at], strings.TrimSpace(target.Text), strings.TrimSpace(key.Text)
		r.aside(func() error {
			err := r.cfg.Sources.Add(to, place, secret)
			if err == nil {
				r.later(func() { r.askSources(string(to) + ":" + place) })
			}
			return err
		})
	})
	for _, f := range []*kit.Field{target, key} {
		f.OnEscape = r.shut
		f.OnSubmitted = func(string) { d.yes.Tapped(nil) }
	}
	r.window.Canvas().Focus(target)
}
