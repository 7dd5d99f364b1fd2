//go:build !headless

package app

import (
	"strings"
	"time"

	"regie/ui/desktop"
	"regie/ui/web"
)

// openPages is the staff's open pages, in the words of the window's room.
func (e *evening) openPages() *desktop.Pages {
	return &desktop.Pages{
		Open: func() []desktop.OpenPage {
			var open []desktop.OpenPage
			for _, p := range e.web.Pages() {
				if !p.Connected() {
					continue
				}
				page := desktop.OpenPage{ID: p.ID, Name: p.Name, Role: p.Role, Page: strings.TrimPrefix(p.Path, "/"), System: p.System, Address: p.Address, For: time.Since(p.Since)}
				for _, path := range web.PagesOf(p.Role) {
					page.May = append(page.May, strings.TrimPrefix(path, "/"))
				}
				open = append(open, page)
			}
			return open
		},
		Rename:   e.web.RenamePage,
		Identify: e.web.IdentifyPage,
		Send:     func(id, page string) bool { return e.web.SendPage(id, "/"+page) },
	}
}
