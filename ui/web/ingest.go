package web

import (
	"context"
	"net/http"
	"time"

	"regie/runsheet"
)

// The entrance for other programs. Its key may hand in messages and see nothing; it counts in the request alone, never as
// a cookie, so that no other site's page can use somebody's browser for it. That is why pages of other origins may come.

// maxIngest bounds one request's body, in bytes.
const maxIngest = 64 << 10

// Ingest takes what another program sends, and says how many messages the desk has then.
type Ingest func(ctx context.Context, body []byte) (int, error)

func (s *Server) optionsIngest(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
	h.Set("Access-Control-Max-Age", "600")
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) postIngest(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	secret, _ := sentKey(r)
	key := s.ring.open(secret)
	if key == nil {
		s.noKey(w, r)
		return
	}
	if key.Role != runsheet.SourceRole {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	if s.ingest == nil {
		s.notFound(w, r)
		return
	}
	s.audit.used(key, runsheet.Actor{}, r)
	if wait := s.ingests.wait(runsheet.DeviceID(key.ID), time.Now()); wait > 0 {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.TooMany, Detail: "with one key", Retry: wait}, nil)
		return
	}
	body, ok := s.body(w, r, maxIngest, bodyTime)
	if !ok {
		return
	}
	n, err := s.ingest(r.Context(), body)
	if err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	writeJSON(w, http.StatusOK, struct {
		OK   bool `json:"ok"`
		Kept int  `json:"kept"`
	}{true, n})
}
