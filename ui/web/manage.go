package web

import (
	"encoding/json"
	"net/http"
	"time"

	"regie/runsheet"
)

// What an operator may do with links and with sources. Links' secrets are told to nobody who has not the operator's.

// Manager makes and revokes links, and switches sources.
type Manager interface {
	MakeLink(role runsheet.Role, name string) (Key, error)
	RevokeLink(id string) error
	// RevokePerson takes the name away from a personal link, by its person's ID.
	RevokePerson(id string) error
	Sources() []SourceStatus
	// AddSource takes "platform:target"; a secret, where one is given, is kept for the platform.
	AddSource(spec, secret string) error
	SwitchSource(id string, on bool) bool
	RemoveSource(id string) bool
}

// SourceStatus is a place elsewhere that is followed.
type SourceStatus struct {
	ID       string            `json:"id"`
	Platform runsheet.Platform `json:"platform"`
	Target   string            `json:"target"`
	// Light is off, connecting, live, waiting or halted; Cause says why in one word, Detail in English.
	Light  string `json:"light"`
	Cause  string `json:"cause"`
	Detail string `json:"detail"`
	// LastMS is how long ago the last message came, NextMS when it is tried again; null for never.
	LastMS     *int64 `json:"last_ms"`
	NextMS     *int64 `json:"next_ms"`
	Kept       int    `json:"kept"`
	Refused    int    `json:"refused"`
	Dropped    int    `json:"dropped"`
	QuotaUsed  int    `json:"quota_used"`
	QuotaDaily int    `json:"quota_daily"`
}

// managed lets in the operator, where there is something to manage.
func (s *Server) managed(next handler) http.HandlerFunc {
	return s.as(func(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
		switch {
		case by.Role != runsheet.Operator:
			s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		case s.manager == nil:
			s.notFound(w, r)
		default:
			next(w, r, by)
		}
	})
}

func (s *Server) getLinks(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	type link struct {
		ID   string        `json:"id"`
		Name string        `json:"name"`
		Role runsheet.Role `json:"role"`
		Key  string        `json:"key"`
		Made *time.Time    `json:"made"`
	}
	links := []link{}
	for _, k := range s.ring.Keys() {
		l := link{ID: k.ID, Name: k.Name, Role: k.Role, Key: k.Secret}
		if !k.Made.IsZero() {
			l.Made = &k.Made
		}
		links = append(links, l)
	}
	writeJSON(w, http.StatusOK, struct {
		Links []link `json:"links"`
	}{links})
}

func (s *Server) postLink(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	var sent struct {
		Role runsheet.Role `json:"role"`
		Name string        `json:"name"`
	}
	if !s.read(w, r, &sent) {
		return
	}
	if !opens(sent.Role) {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.BadValue, Detail: "no such role"}, nil)
		return
	}
	key, err := s.manager.MakeLink(sent.Role, sent.Name)
	if err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	writeJSON(w, http.StatusOK, struct {
		OK  bool   `json:"ok"`
		ID  string `json:"id"`
		Key string `json:"key"`
	}{true, key.ID, key.Secret})
}

func (s *Server) postRevoke(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	id := r.PathValue("id")
	known := false
	for _, k := range s.ring.Keys() {
		known = known || k.ID == id
	}
	if !known {
		s.notFound(w, r)
		return
	}
	if err := s.manager.RevokeLink(id); err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	writeJSON(w, http.StatusOK, done{OK: true, Seq: s.desk.State().Seq, Written: true})
}

func (s *Server) postRevokePerson(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	if err := s.manager.RevokePerson(r.PathValue("id")); err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	writeJSON(w, http.StatusOK, done{OK: true, Seq: s.desk.State().Seq, Written: true})
}

func (s *Server) getSources(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	writeJSON(w, http.StatusOK, struct {
		Sources []SourceStatus `json:"sources"`
	}{append([]SourceStatus{}, s.manager.Sources()...)})
}

func (s *Server) postSource(w http.ResponseWriter, r *http.Request, _ runsheet.Actor) {
	var sent struct {
		// Do is add, on, off or remove; ID is "platform:target".
		Do  string `json:"do"`
		ID  string `json:"id"`
		Key string `json:"key"`
	}
	if !s.read(w, r, &sent) {
		return
	}
	found := true
	switch sent.Do {
	case "add":
		if err := s.manager.AddSource(sent.ID, sent.Key); err != nil {
			s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.BadValue, Detail: err.Error()}, nil)
			return
		}
	case "on", "off":
		found = s.manager.SwitchSource(sent.ID, sent.Do == "on")
	case "remove":
		found = s.manager.RemoveSource(sent.ID)
	default:
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.BadValue, Detail: "do is add, on, off or remove"}, nil)
		return
	}
	if !found {
		s.notFound(w, r)
		return
	}
	writeJSON(w, http.StatusOK, done{OK: true, Seq: s.desk.State().Seq, Written: true})
}

// read reads a small JSON body; when it could not, it has answered.
func (s *Server) read(w http.ResponseWriter, r *http.Request, into any) bool {
	body, ok := s.body(w, r, maxAsk, bodyTime)
	if ok && json.Unmarshal(body, into) != nil {
		s.fail(w, r, http.StatusBadRequest, "unreadable")
		return false
	}
	return ok
}
