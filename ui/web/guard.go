package web

import (
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
)

// policy lets a page load what this server holds and nothing else; there is no inline script or style anywhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'"

// guard stands before everything: who was called, from where, and what a browser may do with the answer.
func (s *Server) guard(next http.Handler, hosts hosts) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, http.StatusForbidden, "cross-origin")
	}))
	origin.AddInsecureBypassPattern("POST /api/ingest") // it takes no cookie
	next = origin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		// A page on the internet can make a browser call this address by a name of its own (DNS rebinding); such a
		// request still carries that name.
		if !hosts.allow(r.Host) {
			s.fail(w, r, http.StatusMisdirectedRequest, "host")
			return
		}
		if s.plainly(w, r) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// hosts are the names by which this server may be called, in lower case, beside addresses that no name server of the
// internet gives out.
type hosts map[string]bool

func hostList(further []string) hosts {
	list := hosts{"localhost": true}
	if name, err := os.Hostname(); err == nil {
		list[strings.ToLower(name)] = true
		list[strings.ToLower(name)+".local"] = true
	}
	for _, name := range further {
		list[strings.ToLower(name)] = true
	}
	return list
}

func (h hosts) allow(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
	if h[host] {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
}
