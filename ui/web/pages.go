package web

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"regie/assets"
	"regie/runsheet"
)

//go:embed pages static
var files embed.FS

// page is one address for people: its file in pages/, and the role that is at home there ("" for none).
type page struct {
	path, name string
	role       runsheet.Role
}

var pages = []page{
	{"/", "home", ""},
	{"/ask", "ask", runsheet.Audience},
	{"/mod", "mod", runsheet.Moderator},
	{"/stage", "stage", runsheet.StageRole},
	{"/animator", "animator", runsheet.Animator},
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

// sheet is what a page's template may use.
type sheet struct {
	Lang assets.Lang
	Name string
	Role runsheet.Role
	// Max is the length of a question in characters.
	Max   int
	words assets.Words
}

// Say is a sentence of the page: "title" is web.NAME.title. One that begins with a dot is every page's: web.common.
func (s sheet) Say(key string) string {
	if common, ok := strings.CutPrefix(key, "."); ok {
		return s.words.Say("web.common." + common)
	}
	return s.words.Say("web." + s.Name + "." + key)
}

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

// routePages renders every page in every language once and for all: they are small, and then nothing can fail later.
func (s *Server) routePages(mux *http.ServeMux) {
	parsed := template.Must(template.ParseFS(files, "pages/*.html"))
	for _, p := range pages {
		rendered := map[assets.Lang][]byte{}
		for _, l := range assets.Langs {
			var out bytes.Buffer
			data := sheet{Lang: l, Name: p.name, Role: p.role, Max: runsheet.MaxQuestion, words: assets.In(l)}
			if err := parsed.ExecuteTemplate(&out, p.name+".html", data); err != nil {
				panic("web: render page: " + err.Error()) // embedded: a programmer's mistake
			}
			rendered[l] = out.Bytes()
		}
		exactly := p.path
		if exactly == "/" {
			exactly = "/{$}"
		}
		mux.HandleFunc("GET "+exactly, func(w http.ResponseWriter, r *http.Request) {
			l := s.langOf(r)
			h := w.Header()
			h.Set("Content-Type", "text/html; charset=utf-8")
			h.Set("Content-Language", string(l))
			h.Set("Cache-Control", "no-cache")
			h.Set("Vary", "Accept-Language")
			w.Write(rendered[l])
		})
	}
	mux.Handle("GET /static/{file}", staticFiles())
	mux.HandleFunc("/", s.noPage)
}

// noPage answers addresses that do not exist, for people.
func (s *Server) noPage(w http.ResponseWriter, r *http.Request) {
	words := assets.In(s.langOf(r))
	http.Error(w, words.Say("web.error.not-found")+" "+words.Say("web.error.not-found.hint"), http.StatusNotFound)
}

// staticFiles serves static/ with its content's hash as ETag: embedded files have no date, and a new version of the
// program must not meet an old script.
func staticFiles() http.Handler {
	type file struct {
		body       []byte
		kind, etag string
	}
	all := map[string]file{}
	names, err := fs.Glob(files, "static/*")
	if err != nil {
		panic(err) // a constant pattern
	}
	for _, name := range names {
		body, err := files.ReadFile(name)
		if err != nil {
			panic("web: read embedded file: " + err.Error())
		}
		sum := sha256.Sum256(body)
		all[path.Base(name)] = file{body, kinds[path.Ext(name)], `"` + hex.EncodeToString(sum[:12]) + `"`}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := all[r.PathValue("file")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", f.etag)
		if r.Header.Get("If-None-Match") == f.etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write(f.body)
	})
}

// kinds are stated here because a machine's own table may call a script something that nosniff then blocks.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}
