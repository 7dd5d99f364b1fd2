package desktop

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
	"regie/ui/desktop/theme"
)

// LinkKey is one way in for other people's machines.
type LinkKey struct {
	ID, Name string
	Role     runsheet.Role
	// First: every role has this one from the beginning; once revoked, another takes its place.
	First bool
	// Page is the page's name in its address, "mod"; URL is the whole link, with its key.
	Page, URL string
	// Here is how many pages are open with it now.
	Here int
}

// Keyring is what can be done with the links. Make and Revoke may take their time.
type Keyring struct {
	List func() []LinkKey
	// Roles are those that a link can be made for.
	Roles  []runsheet.Role
	Make   func(role runsheet.Role, name string) (id string, err error)
	Revoke func(id string) error
}

const (
	actLinks      action = "links"
	actLinkNew    action = "link-new" // these two in the dialog of the links
	actLinkRevoke action = "link-revoke"
)

var linkVerbs = []verb{
	{id: actLinks, group: outputGroup, keys: "Ctrl+Shift+P", ellipsis: true, has: func(r *Room) bool { return r.cfg.Keyring != nil }, do: func(r *Room) { r.askLinks("") }},
	{id: actLinkNew, scope: inDialog, keys: "l", fixed: true, do: onLinks((*links).askNew)},
	{id: actLinkRevoke, scope: inDialog, keys: "x", fixed: true, do: onLinks((*links).askRevoke)},
}

// onLinks does something in the dialog of the links, where it is the one that is open.
func onLinks(do func(*links)) func(*Room) {
	return func(r *Room) {
		if r.keyring != nil {
			do(r.keyring)
		}
	}
}

// links is the dialog of the links: a list of them, and the code of the one that is marked as large as the window bears.
type links struct {
	room  *Room
	all   []LinkKey
	at    int
	open  bool
	rows  []*kit.Press
	list  *container.Scroll
	code  *canvas.Image
	name  *kit.Line
	about *kit.Line
	url   *kit.Line
}

const (
	linksListWidth = 500
	linksCodeSide  = 330
)

// askLinks opens the dialog at a link, "" for the first. While the pages are shut, Enter opens them to the room: a code that no
// phone can follow is not shown.
func (r *Room) askLinks(id string) {
	w := r.words
	l := &links{room: r, all: r.cfg.Keyring.List(), open: r.cfg.Shared == nil || r.cfg.Shared(), code: canvas.NewImageFromImage(nil),
		name: kit.NewBold(theme.Strong, theme.Ink).Align(fyne.TextAlignCenter), about: kit.NewLine(theme.Text, theme.Dim).Lines(3),
		url: kit.NewLine(theme.Caption, theme.Dim).Mono().Lines(3)}
	if len(l.all) == 0 {
		return
	}
	down := kit.Down(3)
	for i := range l.all {
		p := kit.NewPress(kit.Quiet, func() { l.mark(i) }).Sized(theme.Text)
		l.rows = append(l.rows, p)
		down.Add(p)
	}
	l.list = container.NewVScroll(kit.Pad(3, down))
	l.code.FillMode, l.code.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	l.code.SetMinSize(fyne.NewSize(linksCodeSide, linksCodeSide))
	again := kit.NewPress(kit.Plain, l.askNew).Label(w.Say("desktop.verb.link-new"), r.keyOf(actLinkNew))
	revoke := kit.NewPress(kit.Plain, l.askRevoke).Label(w.Say("desktop.verb.link-revoke"), r.keyOf(actLinkRevoke))
	right := kit.Wide(linksCodeSide+60, kit.Down(6, l.name, l.code, l.about, l.url))
	body := kit.Across(18, kit.Wide(linksListWidth, container.NewBorder(nil, kit.Pad(4, kit.Across(8, again, revoke)), nil, nil, l.list)), right)
	yes, weight := "desktop.links.copy", kit.Main
	if !l.open {
		yes, weight = "desktop.public.share", kit.Urgent
	}
	d := r.ask(w.Say("desktop.links"), body, w.Say(yes), weight, l.take)
	d.settled(w)
	d.turn = func(by int) { l.mark(l.at + by) }
	d.left = func() { r.keyring = nil }
	r.keyring = l
	l.mark(max(slices.IndexFunc(l.all, func(k LinkKey) bool { return k.ID == id }), 0))
}

// mark shows another link; at the ends it stays.
func (l *links) mark(at int) {
	w := l.room.words
	l.at = min(max(at, 0), len(l.all)-1)
	for i, p := range l.rows {
		sign, weight := "   ", kit.Quiet
		if i == l.at { // never by colour alone
			sign, weight = "▸ ", kit.Plain
		}
		here := ""
		if n := l.all[i].Here; n > 0 {
			here = w.Say("desktop.links.here", "count", w.Count(n))
		}
		p.Label(sign+join(" · ", l.all[i].called(w), here), "").Weigh(weight)
	}
	inSight(l.list, l.rows[l.at])
	k := l.all[l.at]
	l.name.Set(k.called(w))
	about := w.Say("desktop.links.many", "count", w.Count(k.Here))
	if k.Here == 0 {
		about = w.Say("desktop.links.nobody")
	}
	l.code.Image = nil
	if l.open {
		l.code.Image = codeOf(k.URL)
	} else {
		about = w.Say("desktop.public.hint.closed")
	}
	l.code.Refresh()
	l.about.Set(about)
	l.url.Set(k.URL)
}

// called is what people call a link: the name that somebody gave it, and what it opens.
func (k LinkKey) called(w assets.Words) string {
	return join(" · ", k.Name, w.Say("desktop.page."+k.Page))
}

// take copies the marked link, or opens the pages to the room first, and stays.
func (l *links) take() {
	r, k := l.room, l.all[l.at]
	if l.open {
		r.askLinks(k.ID)
		r.copyText(k.URL)
		return
	}
	r.aside(func() error {
		err := r.cfg.Share(true)
		r.later(func() {
			r.polled = 0
			r.render()
			if err == nil && r.dialog == nil {
				r.askLinks(k.ID)
			}
		})
		return err
	})
}

// askNew makes a link of its own for somebody: for which role, and how people call it.
func (l *links) askNew() {
	r, w := l.room, l.room.words
	roles := r.cfg.Keyring.Roles
	options := make([]option, len(roles))
	for i, role := range roles {
		options[i] = option{w.Say("desktop.role." + string(role)), w.Say("desktop.links.may." + string(role))}
	}
	r.askWhich(w.Say("desktop.links.new"), "", options, w.Say("desktop.incident.next"), kit.Plain, func(at int) {
		r.askField(w.Say("desktop.links.new"), w.Say("desktop.links.name"), "", w.Say("desktop.links.make"), kit.Main, something, func(name string) {
			r.aside(func() error {
				id, err := r.cfg.Keyring.Make(roles[at], name)
				if err == nil {
					r.later(func() { r.askLinks(id) })
				}
				return err
			})
		})
	})
}

// askRevoke asks before a link is taken away: whoever uses it is shut out at once.
func (l *links) askRevoke() {
	r, w, k := l.room, l.room.words, l.all[l.at]
	body := "desktop.links.revoke.body"
	if k.First {
		body = "desktop.links.revoke.first"
	}
	r.ask(w.Say("desktop.links.revoke", "name", k.called(w)), paragraph(w.Say(body, "n", k.Here), chooserWidth), w.Say("desktop.verb.link-revoke"), kit.Urgent, func() {
		r.aside(func() error {
			err := r.cfg.Keyring.Revoke(k.ID)
			if err == nil {
				r.later(func() {
					r.askLinks(k.ID)
					r.say(w.Say("desktop.links.revoked", "name", k.called(w)))
				})
			}
			return err
		})
	})
}
