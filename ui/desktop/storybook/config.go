package storybook

import (
	"errors"
	"io"
	"time"

	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop"
	"regie/ui/desktop/stories"
)

// Config joins a room to a story whose clock runs: everything is offered, and nothing real is touched.
func Config(story stories.Story, lang assets.Lang) desktop.Config {
	shared := story.Name == "pages" || story.Name == "links"
	return desktop.Config{
		Desk: stories.NewDesk(story, true), Lang: lang, Version: "1.0",
		Open: func(string, []byte, desktop.Wish, assets.Lang) (desktop.Reading, error) {
			return desktop.Reading{Show: stories.Evening(), Source: "conducteur.xlsx"}, nil
		},
		Templates: func(assets.Lang) []desktop.Template {
			return []desktop.Template{{Title: "Webinaire", About: "Accueil, exposé, questions", Show: stories.Evening()}}
		},
		Exports:     []desktop.Export{{ID: "xlsx", Ending: ".xlsx"}},
		Export:      func(string, runsheet.Show, assets.Lang, io.Writer) error { return nil },
		Demo:        func() error { return nil },
		ParseStart:  clockTime,
		ParseLength: time.ParseDuration,
		Links: func() []desktop.Link {
			var links []desktop.Link
			for _, page := range []string{"ask", "mod", "animator", "stage", "remote", "state"} {
				links = append(links, desktop.Link{Page: page, URL: "http://192.168.1.20:7340/" + page + "#k=J7Q2M5"})
			}
			return links
		},
		Keyring: &desktop.Keyring{
			List:   func() []desktop.LinkKey { return links },
			Roles:  []runsheet.Role{runsheet.Moderator, runsheet.Animator, runsheet.Observer},
			Make:   func(runsheet.Role, string) (string, error) { return "", errors.New("storybook") },
			Revoke: func(string) error { return errors.New("storybook") },
		},
		Pages: &desktop.Pages{
			Open:     func() []desktop.OpenPage { return openPages },
			Rename:   func(string, string) bool { return true },
			Identify: func(string) bool { return true },
			Send:     func(string, string) bool { return true },
		},
		Share:   func(on bool) error { shared = on; return nil },
		Shared:  func() bool { return shared },
		Connect: func(string, string) error { return errors.New("storybook") },
		Choices: []desktop.Choice{{ID: "obs-lost", On: true}, {ID: "slot-ends", On: true}, {ID: "burst", On: true}, {ID: "sound"}},
		Choose:  func(string, bool) {},
		Print:   func(string, []byte) error { return nil },
		Target:  func() string { return "127.0.0.1:4455" },
	}
}

// links and openPages are an evening's: some of its staff are there.
var (
	links = []desktop.LinkKey{
		link("audience", "", runsheet.Audience, "ask", 1204), link("moderator", "", runsheet.Moderator, "mod", 1), link("animator", "", runsheet.Animator, "animator", 1),
		link("stage", "", runsheet.StageRole, "stage", 2), link("operator", "", runsheet.Operator, "remote", 0), link("observer", "", runsheet.Observer, "state", 0),
		link("overlay", "", runsheet.OverlayRole, "overlay", 1), link("source", "", runsheet.SourceRole, "ingest", 0),
		link("k1", "Salle 2", runsheet.Moderator, "mod", 1), link("k2", "Tomasz, à distance", runsheet.Animator, "animator", 0),
	}
	openPages = []desktop.OpenPage{
		{ID: "p1", Name: "Retour plateau", Role: runsheet.StageRole, Page: "stage", System: "Linux", Address: "192.168.1.31", For: 94 * time.Minute, May: []string{"ask", "stage"}},
		{ID: "p2", Role: runsheet.StageRole, Page: "stage", System: "Android", Address: "192.168.1.36", For: 12 * time.Minute, May: []string{"ask", "stage"}},
		{ID: "p3", Name: "Maud", Role: runsheet.Animator, Page: "animator", System: "iPad", Address: "192.168.1.44", For: 41 * time.Minute, May: []string{"ask", "stage", "animator"}},
	}
)

func link(id, name string, role runsheet.Role, page string, here int) desktop.LinkKey {
	return desktop.LinkKey{ID: id, Name: name, Role: role, First: name == "", Page: page, Here: here,
		URL: "http://192.168.1.20:7340/" + page + "#key=J7Q2M5tR0cXw9uYb3nKeLs6dPz8aGhVf1iOqTjWm4rNxEBSy"}
}

func clockTime(text string) (time.Duration, error) {
	at, err := time.Parse("15:04", text)
	return time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute, err
}
