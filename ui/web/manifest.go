package web

import (
	"encoding/json"
	"net/http"

	"regie/assets/tokens"
	"regie/runsheet"
)

// manifest is what makes a page one that a phone can put beside its other programs.
type manifest struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Short      string `json:"short_name"`
	Lang       string `json:"lang"`
	Start      string `json:"start_url"`
	Scope      string `json:"scope"`
	Display    string `json:"display"`
	Background string `json:"background_color"`
	Theme      string `json:"theme_color"`
	Icons      []icon `json:"icons"`
}

type icon struct {
	Source  string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

var icons = []icon{
	{"/static/icon.svg", "any", kinds[".svg"], "any"},
	{"/static/icon-192.png", "192x192", kinds[".png"], "any"},
	{"/static/icon-512.png", "512x512", kinds[".png"], "maskable"},
}

// getManifest gives a page's manifest: each page is a program of its own, since each role opens one.
func (s *Server) getManifest(w http.ResponseWriter, r *http.Request) {
	for _, p := range pages {
		if p.name != r.PathValue("page") {
			continue
		}
		l := s.langOf(r)
		title := p.sheet(l).Say("title")
		m := manifest{
			ID: p.path, Name: p.sheet(l).Title(), Short: title, Lang: string(l), Start: p.path, Scope: "/", Display: "standalone",
			Background: hexOf(tokens.Ground), Theme: hexOf(tokens.Ground), Icons: icons,
		}
		if p.role == runsheet.StageRole { // what hangs in a room
			m.Display = "fullscreen"
		}
		body, err := json.Marshal(m)
		if err != nil {
			panic("web: encode manifest: " + err.Error()) // our own type
		}
		h := w.Header()
		h.Set("Content-Type", "application/manifest+json; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		w.Write(body)
		return
	}
	http.NotFound(w, r)
}
