package web

import (
	"cmp"
	"crypto/hmac"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"regie/runsheet"
)

const (
	// nameHeader is how a moderator's page says what its owner wants to be called, escaped like a query.
	nameHeader = "X-Regie-Name"
	// freshFor is how long a device counts as new: those who come to flood a show come just then.
	freshFor = 3 * time.Minute
)

// actor says who acts: the role, the device and a name: for the staff their own or their key's, for the audience the one
// of a personal link. A browser that entered by a page has a device of its own; anything else is known by its address,
// which many may share.
func (s *Server) actor(r *http.Request, role runsheet.Role, key *held) runsheet.Actor {
	by := runsheet.Actor{Role: role}
	if key != nil && role != runsheet.Audience {
		by.Name = key.Name
	}
	var named time.Time
	var known bool
	if by.Device, named, known = s.devices.read(r); !known {
		by.Device, by.Shared = s.devices.address(r.RemoteAddr), true
	}
	switch role {
	case runsheet.Audience:
		by.Fresh = known && !named.IsZero() && time.Since(named) < freshFor
		if person, ok := s.personOf(r); ok {
			by = runsheet.Actor{Role: role, Device: s.devices.deviceOf(person), Name: person.Name}
		}
	case runsheet.Moderator:
		name, _ := url.QueryUnescape(r.Header.Get(nameHeader))
		by.Name = cmp.Or(cut(runsheet.Clean(name), longestName), by.Name, "M-"+s.devices.who(by.Device)[:3])
	}
	return by
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// who tells devices apart to those who must not know their names.
func (g signer) who(device runsheet.DeviceID) string { return g.sum("who", string(device))[:8] }

// issue makes a new device's cookie value: its name and since when it has it, each with a signature.
func (g signer) issue(now time.Time) string {
	name, since := random(12), strconv.FormatInt(now.Unix(), 36)
	return name + "." + g.sum("device", name) + "." + since + "." + g.sum("device since", name+since)
}

// read gives a device's name and when it was given, zero for one that is older than such dates.
func (g signer) read(r *http.Request) (runsheet.DeviceID, time.Time, bool) {
	cookie, err := r.Cookie(g.cookie)
	if err != nil {
		return "", time.Time{}, false
	}
	parts := strings.Split(cookie.Value, ".")
	if len(parts) < 2 || !hmac.Equal([]byte(parts[1]), []byte(g.sum("device", parts[0]))) {
		return "", time.Time{}, false
	}
	name := runsheet.DeviceID(parts[0])
	if len(parts) == 4 && hmac.Equal([]byte(parts[3]), []byte(g.sum("device since", parts[0]+parts[2]))) {
		if since, err := strconv.ParseInt(parts[2], 36, 64); err == nil {
			return name, time.Unix(since, 0), true
		}
	}
	return name, time.Time{}, true
}
