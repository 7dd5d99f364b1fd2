package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"regie/runsheet"
)

// Keys are the secrets that open the roles, one each: what a show begins with. Whoever has a role's key has the role.
type Keys map[runsheet.Role]string

// Ring is a ring with these keys on it. A role without a key is closed.
func (k Keys) Ring() *Keyring {
	ring := NewKeyring()
	for _, role := range slices.Concat(roles, []runsheet.Role{runsheet.SourceRole}) {
		ring.Add(Key{ID: string(role), Role: role, Secret: k[role]})
	}
	return ring
}

// roles are those that a key can open, the least powerful first.
var roles = []runsheet.Role{
	runsheet.OverlayRole, runsheet.Audience, runsheet.StageRole, runsheet.Animator, runsheet.Observer, runsheet.Moderator, runsheet.Operator,
}

// Roles lists the roles that a key can open, the least powerful first.
func Roles() []runsheet.Role { return slices.Clone(roles) }

// NewKeys makes a key for every role: 33 random bytes, 44 characters that need no escaping in an address.
func NewKeys() Keys {
	keys := make(Keys, len(roles))
	for _, role := range roles {
		keys[role] = random(33)
	}
	return keys
}

func random(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Link is the address of a page with its key where browsers do not send it: "http://host/ask#key=…".
func Link(base, page, key string) string {
	return strings.TrimRight(base, "/") + "/" + strings.TrimLeft(page, "/") + "#key=" + key
}

// roleHeader is how a page says which of its browser's roles it speaks for; "?role=" says the same.
const roleHeader = "X-Regie-Role"

// cookie is one per role, so that one browser can hold several; and per show, because a browser sends a cookie to every
// port of a machine, so that two desks on one would take each other's away.
func (s *Server) cookie(what string) string {
	if s.show == "" {
		return "regie-" + what
	}
	return "regie-" + s.show + "-" + what
}

// roleOf says who sent a request, and with which key. A key in the request decides; else the cookie of the role that it
// names; else, of the cookies that are valid, the one that may least.
func (s *Server) roleOf(r *http.Request) (runsheet.Role, *held) {
	if secret, ok := sentKey(r); ok {
		if key := s.ring.open(secret); key != nil {
			return key.Role, key
		}
		return "", nil
	}
	named := runsheet.Role(r.Header.Get(roleHeader))
	if named == "" {
		named = runsheet.Role(r.URL.Query().Get("role"))
	}
	for _, role := range roles {
		if named != "" && role != named {
			continue
		}
		if key := s.holds(r, role); key != nil {
			return role, key
		}
	}
	if !slices.Contains(roles, named) {
		return "", nil
	}
	for _, role := range roles {
		if !covers(role, named) {
			continue
		}
		if key := s.holds(r, role); key != nil {
			return named, key
		}
	}
	return "", nil
}

// sentKey is the key in a request itself.
func sentKey(r *http.Request) (string, bool) {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return strings.TrimSpace(key), true
	}
	key := r.URL.Query().Get("key")
	return key, key != ""
}

// holds gives the key in a browser's cookie for a role, nil when there is none that still opens it.
func (s *Server) holds(r *http.Request, role runsheet.Role) *held {
	cookie, err := r.Cookie(s.cookie(string(role)))
	if err != nil {
		return nil
	}
	if key := s.ring.open(cookie.Value); key != nil && key.Role == role {
		return key
	}
	return nil
}

// covers says whether whoever holds a role may also take another's place, which then decides what they see and may do.
func covers(role, other runsheet.Role) bool {
	switch role {
	case other, runsheet.Operator:
		return true
	case runsheet.Observer:
		return other == runsheet.OverlayRole || other == runsheet.Animator || other == runsheet.StageRole || other == runsheet.Audience
	case runsheet.Moderator, runsheet.Animator:
		return other == runsheet.StageRole || other == runsheet.Audience
	case runsheet.StageRole:
		return other == runsheet.Audience
	}
	return false
}

// signer makes the names of devices. They are signed, so that nobody makes one up, and with it a new allowance of
// questions; how many an address is given is counted.
type signer struct {
	secret [sha256.Size]byte
	// addresses hides addresses, in this run of the program alone: whoever has the show file cannot try them all.
	addresses string
	// cookie and person are where a browser keeps its name, and the one of its owner.
	cookie, person string
}

func newSigner(secret, cookie, person string) signer {
	return signer{sha256.Sum256([]byte("regie device\n" + secret)), random(33), cookie, person}
}

func (g signer) sum(what, of string) string {
	h := hmac.New(sha256.New, g.secret[:])
	h.Write([]byte(what + "\n" + of))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// address names a remote address without giving it away. An IPv6 household is one /64.
func (g signer) address(remote string) runsheet.DeviceID {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		ip = ip.Unmap().WithZone("")
		host = ip.String()
		if ip.Is6() {
			host = netip.PrefixFrom(ip, 64).Masked().String()
		}
	}
	return runsheet.DeviceID("addr:" + g.sum("address\n"+g.addresses, host))
}

// setCookie keeps a secret where no script can read it and no other site can send it.
func setCookie(w http.ResponseWriter, r *http.Request, name, value string) {
	const month = 30 * 24 * 60 * 60
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: month, HttpOnly: true, SameSite: http.SameSiteStrictMode,
		Secure: r.TLS != nil,
	})
}
