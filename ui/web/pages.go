package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"

	"regie/assets"
	"regie/assets/tokens"
	"regie/runsheet"
)

//go:embed pages static
var files embed.FS

// page is one address for people: its file in pages/, and the role that is at home there ("" for everybody).
type page struct {
	path, name string
	role       runsheet.Role
	// scheme is the only one that the page has, "" for the reader's.
	scheme tokens.Scheme
	// awake pages keep the screen on where they may.
	awake bool
	// policy is the page's Content-Security-Policy where it is not everybody's.
	policy string
	// watch is the stream that the page follows, where it is not the one of its role.
	watch string
}

// The pages that hang in a dark room are dark whatever their reader prefers.
var pages = []page{
	{path: "/", name: "home"},
	{path: "/ask", name: "ask", role: runsheet.Audience},
	{path: "/mod", name: "mod", role: runsheet.Moderator, awake: true},
	{path: "/stage", name: "stage", role: runsheet.StageRole, scheme: tokens.Dark, awake: true},
	{path: "/animator", name: "animator", role: runsheet.Animator, awake: true},
	{path: "/remote", name: "remote", role: runsheet.Operator, scheme: tokens.Dark, awake: true},
	{path: "/state", name: "state", role: runsheet.Observer, awake: true},
	{path: "/live", name: "live", watch: "/api/live/watch"},
	{path: "/overlay", name: "overlay", role: runsheet.OverlayRole, policy: overlayPolicy},
	{path: "/privacy", name: "privacy"},
	{path: "/api", name: "api"},
	{path: "/offline", name: "offline"},
}

// pageOf is where a role is at home, "" when it has no page.
func pageOf(role runsheet.Role) string {
	for _, p := range pages {
		if p.role == role {
			return p.path
		}
	}
	return ""
}

// PagesOf lists the addresses of the pages that somebody of a role may open.
func PagesOf(role runsheet.Role) []string {
	paths := []string{}
	for _, p := range pages {
		if p.role != "" && covers(role, p.role) {
			paths = append(paths, p.path)
		}
	}
	return paths
}

// pageFor is the page that somebody of a role wants to stay at, where the role may open it; else where it is at home.
func pageFor(role runsheet.Role, wanted string) string {
	for _, p := range pages {
		if p.path == wanted && p.role != "" && covers(role, p.role) {
			return wanted
		}
	}
	return pageOf(role)
}

// sheet is what a page's template may use.
type sheet struct {
	Lang   assets.Lang
	Name   string
	Role   runsheet.Role
	Scheme tokens.Scheme
	Awake  bool
	// Max is the length of a question in characters.
	Max   int
	words assets.Words
	watch string
}

func (p page) sheet(l assets.Lang) sheet {
	return sheet{
		Lang: l, Name: p.name, Role: p.role, Scheme: p.scheme, Awake: p.awake, Max: runsheet.MaxQuestion, words: assets.In(l),
		watch: p.watch,
	}
}

// Say is a sentence of the page: "title" is web.NAME.title. One that begins with a dot is every page's: web.common.
func (s sheet) Say(key string) string {
	if common, ok := strings.CutPrefix(key, "."); ok {
		return s.words.Say("web.common." + common)
	}
	return s.words.Say("web." + s.Name + "." + key)
}

// Title is the page's name in a list of other programs' windows.
func (s sheet) Title() string {
	title := s.Say("title")
	if title == program {
		return title
	}
	return title + " · " + program
}

const program = "Régie"

// Words are the page's own sentences and every page's, for its script: "web.NAME.title" is "title".
func (s sheet) Words() map[string]string {
	its := map[string]string{}
	for _, prefix := range []string{"web.common.", "web." + s.Name + "."} { // the page's own words win
		for key, sentence := range s.words {
			if short, ok := strings.CutPrefix(key, prefix); ok {
				its[short] = sentence
			}
		}
	}
	return its
}

// Langs are the languages that a reader can choose, Called what each calls itself.
func (s sheet) Langs() []assets.Lang        { return assets.Langs }
func (s sheet) Called(l assets.Lang) string { return assets.In(l).Say("web.common.language") }
func (s sheet) Build() string               { return build }
func (s sheet) Ground() string              { return hexOf(tokens.Ground) }
func (s sheet) Own() bool                   { _, err := fs.Stat(files, "static/"+s.Name+".css"); return err == nil }

// Watch is the stream that the page follows.
func (s sheet) Watch() string {
	if s.watch != "" {
		return s.watch
	}
	return "/api/watch"
}

// hexOf is a token's colour in the dark, for what is asked before a style sheet is there.
func hexOf(t tokens.Token) string {
	c := tokens.Dark.Color(t)
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

// rendered are the pages by name and language, the same for every desk.
var rendered = sync.OnceValue(func() map[string]map[assets.Lang]*static {
	parsed := template.Must(template.ParseFS(files, "pages/*.html"))
	all := map[string]map[assets.Lang]*static{}
	for _, p := range pages {
		all[p.name] = map[assets.Lang]*static{}
		for _, l := range assets.Langs {
			var out bytes.Buffer
			if err := parsed.ExecuteTemplate(&out, p.name+".html", p.sheet(l)); err != nil {
				panic("web: render page: " + err.Error()) // embedded: a programmer's mistake
			}
			all[p.name][l] = newStatic(out.Bytes(), "text/html; charset=utf-8")
		}
	}
	return all
})

// routePages answers with pages that are rendered already: they are small, and then nothing can fail later.
func (s *Server) routePages(mux *http.ServeMux) {
	for _, p := range pages {
		mine := rendered()[p.name]
		exactly := p.path
		if exactly == "/" {
			exactly = "/{$}"
		}
		show := func(w http.ResponseWriter, r *http.Request) {
			l := s.langOf(r)
			h := w.Header()
			h.Set("Content-Language", string(l))
			if p.policy != "" {
				h.Set("Content-Security-Policy", p.policy)
			}
			h.Set("Vary", "Accept-Language, Cookie, Accept-Encoding")
			mine[l].ServeHTTP(w, r)
		}
		if p.name == "live" {
			show = s.getLive(show)
		}
		mux.HandleFunc("GET "+exactly, show)
	}
	mux.HandleFunc("GET /static/{file}", func(w http.ResponseWriter, r *http.Request) {
		if f, ok := statics[r.PathValue("file")]; ok {
			f.ServeHTTP(w, r)
			return
		}
		http.NotFound(w, r)
	})
	mux.Handle("GET /sw.js", statics["sw.js"])
	mux.HandleFunc("GET /manifest/{page}", s.getManifest)
	mux.HandleFunc("/", s.noPage)
}

// noPage answers addresses that do not exist, for people.
func (s *Server) noPage(w http.ResponseWriter, r *http.Request) {
	words := assets.In(s.langOf(r))
	http.Error(w, words.Say("web.error.not-found")+" "+words.Say("web.error.not-found.hint"), http.StatusNotFound)
}
