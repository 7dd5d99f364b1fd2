package storybook

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
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
		Sources: &desktop.Sources{
			List:      func() []desktop.Source { return sourcesIn[story.Name] },
			Platforms: []runsheet.Platform{"twitch", "youtube", "facebook"}, Keyed: []runsheet.Platform{"youtube", "facebook"},
			Add:    func(runsheet.Platform, string, string) error { return errors.New("storybook") },
			Switch: func(string, bool) {}, Remove: func(string) {}, Import: func(context.Context, string, []byte, func(int, int)) (int, error) { return 0, nil },
		},
		Invitations: &desktop.Invitations{
			Read:   func([]byte) ([]desktop.Invitation, error) { return invited, nil },
			Write:  func([]desktop.Invitation, assets.Lang, io.Writer) error { return nil },
			Revoke: func(string) error { return errors.New("storybook") },
		},
		ReadPrepared: func(runsheet.Show, []byte) ([]runsheet.PreparedQuestion, []string, error) {
			return prepared, []string{"Clôture"}, nil
		},
		Pages: &desktop.Pages{
			Open:     func() []desktop.OpenPage { return openPages },
			Rename:   func(string, string) bool { return true },
			Identify: func(string) bool { return true },
			Send:     func(string, string) bool { return true },
		},
		Share:  func(on bool) error { shared = on; return nil },
		Shared: func() bool { return shared },
		Glimpse: func(scene string) image.Image {
			if story.Name != "glimpse" || scene == "" {
				return nil
			}
			return sight
		},
		Audience: func() int { return 1204 },
		Connect:  func(string, string) error { return errors.New("storybook") },
		FindOBS:  func(assets.Lang) error { return errors.New("storybook") }, OBSHere: true,
		Choices:      []desktop.Choice{{ID: "obs-lost", On: true}, {ID: "alarm", On: true}, {ID: "journal", On: true}, {ID: "slot-ends", On: true}, {ID: "timer", On: true}, {ID: "reminder"}, {ID: "burst", On: true}, {ID: "sound"}},
		Choose:       func(string, bool) {},
		Print:        func(string, []byte) error { return nil },
		Target:       func() string { return "127.0.0.1:4455" },
		Spare:        func() string { return "192.168.1.21:4455" },
		ConnectSpare: func(string, string) error { return errors.New("storybook") },
	}
}

// sight is what a camera might see: a table, people, a wall.
var sight = func() image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, 192, 108))
	for _, part := range []struct {
		r image.Rectangle
		c color.NRGBA
	}{
		{img.Rect, color.NRGBA{0x31, 0x3b, 0x52, 0xff}}, {image.Rect(0, 78, 192, 108), color.NRGBA{0x5c, 0x43, 0x30, 0xff}},
		{image.Rect(30, 40, 58, 78), color.NRGBA{0x8a, 0x5a, 0x6a, 0xff}}, {image.Rect(82, 36, 110, 78), color.NRGBA{0x4f, 0x7d, 0x73, 0xff}},
		{image.Rect(134, 40, 162, 78), color.NRGBA{0x9a, 0x86, 0x55, 0xff}},
	} {
		draw.Draw(img, part.r, image.NewUniform(part.c), image.Point{}, draw.Src)
	}
	return img
}()

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

// sourcesIn are the chats that some stories follow.
var sourcesIn = map[string][]desktop.Source{
	"sources": {
		{ID: "twitch:salle42", Platform: "twitch", Target: "salle42", On: true, Light: "live", Since: 12 * time.Minute, Last: 3 * time.Second, Kept: 118, Refused: 2},
		{ID: "youtube:dQw4w9WgXcQ", Platform: "youtube", Target: "dQw4w9WgXcQ", On: true, Light: "halted", Cause: "key", Since: 3 * time.Minute, Last: 4 * time.Minute,
			Detail: "refused by YouTube: 400 keyInvalid API key not valid", Kept: 31, Used: 4315, Daily: 10_000},
		{ID: "facebook:102938475610", Platform: "facebook", Target: "102938475610", Light: "off", Since: 40 * time.Minute, Last: -1},
		{ID: "ingest", Platform: "ingest", URL: "http://192.168.1.20:7340/api/ingest?key=J7Q2M5tR0cXw9uYb3nKeLs6dPz8aGhVf1iOqTjWm4rNxEBSy", On: true, Light: "live",
			Since: 40 * time.Minute, Last: 50 * time.Second, Kept: 12},
	},
	"sources-lost": {
		{ID: "twitch:salle42", Platform: "twitch", Target: "salle42", On: true, Light: "waiting", Cause: "network", Since: 2 * time.Minute, Last: 2 * time.Minute, Next: 20 * time.Second, Kept: 118},
	},
}

// invited and prepared are what a list and a file of an evening hold.
var (
	invited = []desktop.Invitation{
		{ID: "a1", Name: "Élodie Martin", Email: "elodie@example.org", URL: "http://192.168.1.20:7340/ask#key=J7Q2M5tR0cXw9uYb3nKeLs6dPz8a&p=4f3Kq0aYx2LmZp91"},
		{ID: "a2", Name: "Zoé d'Artois", Email: "zoe@example.org", URL: "http://192.168.1.20:7340/ask#key=J7Q2M5tR0cXw9uYb3nKeLs6dPz8a&p=8hT2b", Revoked: true},
		{ID: "a3", Name: "Tomasz", URL: "http://192.168.1.20:7340/ask#key=J7Q2M5tR0cXw9uYb3nKeLs6dPz8a&p=Zq71c"},
	}
	prepared = []runsheet.PreparedQuestion{
		{ID: "f1", Text: "Qu'est-ce qu'un algorithme, en une phrase ?", Speaker: "Inès", Slot: "s4"},
		{ID: "f2", Text: "Qui écrit la « recette », et qui la relit ?", Speaker: "Awa", Slot: "s5"},
		{ID: "f3", Text: "La captation sera en ligne demain.", Kind: runsheet.IsComment},
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
