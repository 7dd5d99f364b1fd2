package web

import (
	"net/http"
	"time"
)

// DeviceCookie is the cookie of a browser that was named at a time.
func (s *Server) DeviceCookie(named time.Time) *http.Cookie {
	return &http.Cookie{Name: s.devices.cookie, Value: s.devices.issue(named)}
}
