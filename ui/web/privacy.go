package web

import "net/http"

// Parts are the sections of the page about privacy, each with a heading and a text.
func (s sheet) Parts() []string { return []string{"what", "why", "who", "long", "rights", "tracking"} }

// getPrivacy says what the audience was promised. Everybody may know that.
func (s *Server) getPrivacy(w http.ResponseWriter, r *http.Request) {
	p := s.desk.State().Privacy
	writeJSON(w, http.StatusOK, struct {
		Days    int    `json:"days"`
		Contact string `json:"contact"`
	}{p.Days, p.Contact})
}
