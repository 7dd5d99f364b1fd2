package web

import (
	"net/http"
	"net/url"
	"time"

	"regie/runsheet"
)

// The one public link: /live says where the show can be watched, to everybody and without a key, and follows it when it
// moves. What it tells is what viewers see, which is the broadcast delay behind the room.

// public is who watches without a key.
const public runsheet.Role = ""

// liveView is what the world may know.
type liveView struct {
	Mode  runsheet.Mode `json:"mode"`
	Title string        `json:"title"`
	// Address is where to watch now, "" while there is no such place. While an incident is announced it is the place that was
	// announced with it.
	Address string `json:"address"`
	// OnAir is what viewers see.
	OnAir *title `json:"on_air"`
	// Starts is when viewers see the first slot, null once something was on air, and in a sheet without times.
	Starts instant `json:"starts"`
	// StartsInMS is the time until then, negative when it is past.
	StartsInMS millis `json:"starts_in_ms"`
	// Notice is what viewers are told while something is broken, "" else.
	Notice string `json:"notice"`
}

func (e eye) live() liveView {
	s := e.state
	v := liveView{Mode: s.ModeForViewers(), Title: s.Show.Title, Address: webAddress(s.Public())}
	if text, link, told := s.Rescue(); told {
		v.Notice = text
		if rescue := webAddress(link); rescue != "" {
			v.Address = rescue
		}
	}
	v.OnAir = e.viewed()
	if s.Mode == runsheet.Preparation {
		if start := s.ForViewers(e.firstStart()); !start.IsZero() {
			v.Starts, v.StartsInMS = e.at(start), maybe(start.Sub(e.now.Wall), true)
		}
	}
	return v
}

// firstStart is the planned start of the first slot that is not dropped.
func (e eye) firstStart() time.Time {
	for _, row := range e.state.Rows(e.now, nil) {
		if row.Stage != runsheet.Dropped {
			return row.PlannedStart
		}
	}
	return time.Time{}
}

// webAddress is an address that a page may lead to; anything that is none is nothing.
func webAddress(a string) string {
	u, err := url.Parse(a)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}

// getLive answers /live: the page, or with ?now the place itself, for links that are read where no page can stay open.
func (s *Server) getLive(page http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Has("now") {
			outside, now := s.desk.State().Outside(s.desk.Now())
			if a := look(outside, now, s.devices.who).live().Address; a != "" {
				w.Header().Set("Cache-Control", "no-store")
				http.Redirect(w, r, a, http.StatusFound)
				return
			}
		}
		page(w, r)
	}
}

// anybody lets everyone in, to see what the world may.
func (s *Server) anybody(next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { next(w, r, s.actor(r, public, nil)) }
}
