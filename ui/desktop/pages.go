package desktop

import (
	"strings"
	"time"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop/kit"
)

// OpenPage is one page of the staff that is open somewhere.
type OpenPage struct {
	ID, Name string
	Role     runsheet.Role
	// Page is its name in its address, "stage"; System and Address tell where it is.
	Page, System, Address string
	// For is for how long it has been there.
	For time.Duration
	// May are the pages that it can be sent to.
	May []string
}

// Pages is what can be done with the staff's open pages. Each function answers at once; the ones with an id say whether
// there was such a page.
type Pages struct {
	Open     func() []OpenPage
	Rename   func(id, name string) bool
	Identify func(id string) bool
	Send     func(id, page string) bool
}

const actPages action = "pages"

var pageVerbs = []verb{
	{id: actPages, group: outputGroup, ellipsis: true, has: func(r *Room) bool { return r.cfg.Pages != nil }, do: (*Room).askPages},
}

// mostPagesShown is how many pages a dialog has room for.
const mostPagesShown = 12

// askPages lists the pages that are open; whoever chooses one is asked what is to become of it.
func (r *Room) askPages() {
	w, open := r.words, r.cfg.Pages.Open()
	if len(open) == 0 {
		r.ask(w.Say("desktop.pages"), paragraph(w.Say("desktop.pages.none"), chooserWidth), "", kit.Plain, nil)
		return
	}
	open = open[:min(len(open), mostPagesShown)]
	options := make([]option, len(open))
	for i, p := range open {
		options[i] = option{called(p, w), w.Say("desktop.pages.where", "role", w.Say("desktop.role."+string(p.Role)),
			"system", p.System, "address", p.Address, "minutes", int(p.For.Minutes()))}
	}
	r.askWhich(w.Say("desktop.pages"), "", options, w.Say("desktop.pages.choose"), kit.Plain, func(at int) { r.askPage(open[at]) }).settled(w)
}

// called is what people call a page: its own name before the sort of page that it is.
func called(p OpenPage, w assets.Words) string {
	page := w.Say("desktop.page." + p.Page)
	if p.Name == "" {
		return page
	}
	return p.Name + " · " + page
}

// askPage asks what is to become of one page.
func (r *Room) askPage(p OpenPage) {
	w := r.words
	options := []option{
		{w.Say("desktop.pages.identify"), w.Say("desktop.pages.identify.meaning")},
		{w.Say("desktop.pages.rename"), w.Say("desktop.pages.rename.meaning")},
	}
	var to []string
	for _, page := range p.May {
		if page != p.Page {
			to = append(to, page)
			options = append(options, option{w.Say("desktop.pages.send", "page", w.Say("desktop.page."+page)), w.Say("desktop.pages.send.meaning")})
		}
	}
	r.askWhich(called(p, w), "", options, w.Say("desktop.pages.do"), kit.Plain, func(at int) {
		switch at {
		case 0:
			r.saidOfPage(r.cfg.Pages.Identify(p.ID), "identified", p.Name)
		case 1:
			r.askField(w.Say("desktop.pages.rename"), w.Say("desktop.pages.rename.meaning"), p.Name, w.Say("desktop.pages.rename"), kit.Plain,
				func(text string) (string, bool) { return "", strings.TrimSpace(text) != "" },
				func(text string) { r.saidOfPage(r.cfg.Pages.Rename(p.ID, text), "renamed", text) })
		default:
			r.saidOfPage(r.cfg.Pages.Send(p.ID, to[at-2]), "sent", w.Say("desktop.page."+to[at-2]))
		}
	})
}

// saidOfPage tells what became of it.
func (r *Room) saidOfPage(done bool, what, name string) {
	if !done {
		what = "gone"
	}
	r.say(r.words.Say("desktop.pages."+what, "name", name))
}
