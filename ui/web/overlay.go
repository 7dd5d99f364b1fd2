package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"regie/runsheet"
)

// overlayView is what a stream shows of the desk: it has no field for anything that is not on air already.
type overlayView struct {
	Role     runsheet.Role    `json:"role"`
	Question *overlayQuestion `json:"question"`
	// People are those in the slot on air.
	People []string `json:"people"`
}

type overlayQuestion struct {
	ID   runsheet.QuestionID `json:"id"`
	Text string              `json:"text"`
	// Author is a name that was public where the question was asked; Platform says where.
	Author   *string            `json:"author"`
	Platform *runsheet.Platform `json:"platform"`
}

func (e eye) overlay() overlayView {
	v := overlayView{Role: runsheet.OverlayRole, People: []string{}}
	if e.clock.OnAir {
		v.People = people(e.onAir)
	}
	if q, on := e.state.QuestionOnAir(); on {
		v.Question = &overlayQuestion{ID: q.ID, Text: q.Text, Author: orNil(q.Source.Author), Platform: orNil(q.Source.Platform)}
	}
	return v
}

// overlayPolicy is the other pages', but lets a style sheet stand in the page: OBS puts what its own "Custom CSS" field
// holds there. Texts only ever reach the page as text, so that nobody else can.
var overlayPolicy = strings.Replace(policy, "style-src 'self'", "style-src 'self' 'unsafe-inline'", 1)

var themeName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} _-]{0,60}$`)

// mostTheme bounds a theme's file in bytes.
const mostTheme = 256 << 10

// getTheme gives a style sheet of one's own, by its name without ".css".
func (s *Server) getTheme(w http.ResponseWriter, r *http.Request) {
	name, isCSS := strings.CutSuffix(r.PathValue("file"), ".css")
	if s.themes == nil || !isCSS || !themeName.MatchString(name) {
		http.NotFound(w, r)
		return
	}
	body, err := fs.ReadFile(s.themes, name+".css")
	if err != nil || len(body) > mostTheme {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kinds[".css"])
	h.Set("Cache-Control", "no-cache")
	w.Write(body)
}
