package web

import (
	"net"
	"net/http"
	"sync"
	"time"

	"regie/runsheet"
)

// Access is one thing that was done with a key, for the show's log. It never holds a secret, and nothing of the audience.
type Access struct {
	// Did is "used" or "refused".
	Did  string
	Key  string // the key's ID, "" for one that opens nothing
	Name string // the key's name
	Role runsheet.Role
	// Device is the browser's, Address where the request came from.
	Device  runsheet.DeviceID
	Address string
}

// audit tells of each key once per address that uses it, and of wrong keys once a minute per address.
type audit struct {
	tell func(Access)

	mu      sync.Mutex
	seen    map[[2]string]bool
	refuses *pace
}

func newAudit(tell func(Access)) *audit {
	return &audit{tell: tell, seen: map[[2]string]bool{}, refuses: newPace(time.Minute, 1)}
}

func hostOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// used notes that a key of the staff was used from somewhere.
func (a *audit) used(key *held, by runsheet.Actor, r *http.Request) {
	if a.tell == nil || key.Role == runsheet.Audience {
		return
	}
	address := hostOf(r)
	at := [2]string{key.ID, address}
	a.mu.Lock()
	known := a.seen[at]
	if !known {
		if len(a.seen) >= mostAddresses {
			clear(a.seen)
		}
		a.seen[at] = true
	}
	a.mu.Unlock()
	if !known {
		a.tell(Access{Did: "used", Key: key.ID, Name: key.Name, Role: key.Role, Device: by.Device, Address: address})
	}
}

// refused notes a request with a key that opens nothing; one without any is somebody who lost the way.
func (a *audit) refused(r *http.Request) {
	if _, sent := sentKey(r); a.tell == nil || !sent && r.URL.Path != "/api/enter" {
		return
	}
	address := hostOf(r)
	if a.refuses.wait(runsheet.DeviceID(address), time.Now()) == 0 {
		a.tell(Access{Did: "refused", Address: address})
	}
}
