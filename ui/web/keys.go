package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"net/netip"
	"strings"

	"regie/runsheet"
)

// Keys are the secrets that open the roles. Whoever has a role's key has the role.
type Keys map[runsheet.Role]string

// roles are those that a key can open, the least powerful first.
var roles = []runsheet.Role{
	runsheet.Audience, runsheet.StageRole, runsheet.Animator, runsheet.Moderator, runsheet.Operator,
}

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

// role finds the role that a key opens. It looks at every key, and each takes the same time whatever was sent.
func (k Keys) role(key string) (runsheet.Role, bool) {
	sent := sha256.Sum256([]byte(key))
	found := runsheet.Role("")
	for _, role := range roles {
		mine := sha256.Sum256([]byte(k[role]))
		if subtle.ConstantTimeCompare(sent[:], mine[:]) == 1 && k[role] != "" {
			found = role
		}
	}
	return found, found != ""
}

// roleHeader is how a page says which of its browser's roles it speaks for; "?role=" says the same.
const roleHeader = "X-Regie-Role"

// cookieName is one per role, so that one browser can hold several.
func cookieName(role runsheet.Role) string { return "regie-" + string(role) }

// roleOf says who sent a request. A key in the request decides; else the cookie of the role that it names; else, of the
// cookies that are valid, the one that may least.
func (s *Server) roleOf(r *http.Request) (runsheet.Role, bool) {
	if key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return s.keys.role(strings.TrimSpace(key))
	}
	query := r.URL.Query()
	if key := query.Get("key"); key != "" {
		return s.keys.role(key)
	}
	named := runsheet.Role(r.Header.Get(roleHeader))
	if named == "" {
		named = runsheet.Role(query.Get("role"))
	}
	for _, role := range roles {
		if named != "" && role != named {
			continue
		}
		cookie, err := r.Cookie(cookieName(role))
		if err != nil {
			continue
		}
		if opens, ok := s.keys.role(cookie.Value); ok && opens == role {
			return role, true
		}
	}
	return "", false
}

// actor says who acts: the role and the device. A browser that entered by a page has a device of its own; anything else
// is known by its address, which many may share.
func (s *Server) actor(r *http.Request, role runsheet.Role) runsheet.Actor {
	if device, ok := s.devices.read(r); ok {
		return runsheet.Actor{Role: role, Device: device}
	}
	return runsheet.Actor{Role: role, Device: s.devices.address(r.RemoteAddr), Shared: true}
}

// signer makes the names of devices. They are signed, so that nobody makes one up, and with it a new allowance of
// questions; how many an address is given is counted. The secret comes from the keys, so that names outlive a restart
// as long as the links do.
type signer [sha256.Size]byte

func newSigner(keys Keys) signer {
	h := sha256.New()
	for _, role := range roles {
		h.Write([]byte("regie device\n" + keys[role] + "\n"))
	}
	return signer(h.Sum(nil))
}

func (g signer) sum(what, of string) string {
	h := hmac.New(sha256.New, g[:])
	h.Write([]byte(what + "\n" + of))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

const deviceCookie = "regie-device"

// issue makes a new device's cookie value: its name and the signature of it.
func (g signer) issue() string {
	name := random(12)
	return name + "." + g.sum("device", name)
}

func (g signer) read(r *http.Request) (runsheet.DeviceID, bool) {
	cookie, err := r.Cookie(deviceCookie)
	if err != nil {
		return "", false
	}
	name, signature, _ := strings.Cut(cookie.Value, ".")
	if !hmac.Equal([]byte(signature), []byte(g.sum("device", name))) {
		return "", false
	}
	return runsheet.DeviceID(name), true
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
	return runsheet.DeviceID("addr:" + g.sum("address", host))
}

// setCookie keeps a secret where no script can read it and no other site can send it.
func setCookie(w http.ResponseWriter, name, value string) {
	const month = 30 * 24 * 60 * 60
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: month, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}
