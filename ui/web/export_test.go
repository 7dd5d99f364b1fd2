package web

import (
	"net/http"
	"time"
)

// IngestOnly lets sources hand in so many things at once and then none: no test is fast enough to use up what comes back.
func (s *Server) IngestOnly(burst int) {
	s.ingests.mu.Lock()
	defer s.ingests.mu.Unlock()
	s.ingests.every, s.ingests.burst = time.Hour, burst
	clear(s.ingests.buckets)
}

// DeviceCookie is the cookie of a browser that was named at a time.
func (s *Server) DeviceCookie(named time.Time) *http.Cookie {
	return &http.Cookie{Name: s.devices.cookie, Value: s.devices.issue(named)}
}
