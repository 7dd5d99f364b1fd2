package web

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"

	"regie/runsheet"
)

// Person is whom a personal link is for. The link itself holds both, signed: nothing about the person is kept here.
type Person struct {
	// ID tells apart people of one name, and says nothing of them. Empty in links of a name alone.
	ID   string
	Name string
}

// NewPerson makes the person of a list. Identity is whatever tells people of the list apart (a ticket, an address for
// mail); the same one always gives the same ID, and nobody without the secret, the Config's, finds it again.
func NewPerson(secret, name, identity string) Person {
	return Person{ID: newSigner(secret, "", "").sum("person id", identity), Name: cleanName(name)}
}

// PersonalLink is the address of the ask page for one person, whose questions then come with that name. Key opens the
// audience's role, secret is the Config's.
func PersonalLink(base, key, secret string, p Person) string {
	return Link(base, "/ask", key) + "&me=" + newSigner(secret, "", "").personal(p)
}

// personal writes "NAME.SIGNATURE" or "NAME.ID.SIGNATURE".
func (g signer) personal(p Person) string {
	name := cut(runsheet.Clean(p.Name), runsheet.MaxName)
	written := base64.RawURLEncoding.EncodeToString([]byte(name))
	if p.ID == "" {
		return written + "." + g.sum("person", name)
	}
	return written + "." + p.ID + "." + g.sum("person and id", p.ID+"\n"+name)
}

// named reads what personal wrote.
func (g signer) named(token string) (Person, bool) {
	parts := strings.Split(token, ".")
	b, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil || len(b) == 0 || len(parts) < 2 || len(parts) > 3 {
		return Person{}, false
	}
	p := Person{Name: string(b)}
	if len(parts) == 3 {
		p.ID = parts[1]
	}
	return p, hmac.Equal([]byte(token), []byte(g.personal(p)))
}

// deviceOf is a person as a device: one, however many browsers the link is opened in.
func (g signer) deviceOf(p Person) runsheet.DeviceID {
	if p.ID == "" {
		return runsheet.DeviceID("person:" + g.sum("person device", p.Name))
	}
	return runsheet.DeviceID("person:" + g.sum("person device id", p.ID))
}

// personOf says by whose personal link a browser came, if that still counts.
func (s *Server) personOf(r *http.Request) (Person, bool) {
	cookie, err := r.Cookie(s.devices.person)
	if err != nil {
		return Person{}, false
	}
	p, ok := s.devices.named(cookie.Value)
	return p, ok && s.ring.person(p.ID) != nil
}

// guests are the personal links that were used or revoked.
type guests struct {
	mu sync.Mutex
	// links end with their revocation.
	links map[string]*link
}

type link struct {
	ctx    context.Context
	revoke context.CancelFunc
}

func newGuests() guests { return guests{links: map[string]*link{}} }

// of is the link of an ID that was signed; so there are no more of them than were made.
func (p *guests) of(id string) *link {
	l := p.links[id]
	if l == nil {
		l = &link{}
		l.ctx, l.revoke = context.WithCancel(context.Background())
		p.links[id] = l
	}
	return l
}

// person gives what ends when a personal link is revoked, nil when it was.
func (r *Keyring) person(id string) context.Context {
	r.guests.mu.Lock()
	defer r.guests.mu.Unlock()
	if l := r.guests.of(id); l.ctx.Err() == nil {
		return l.ctx
	}
	return nil
}

// RevokePerson takes the name away from the links of a person, by their ID, and ends what is open with them. Whoever
// has such a link may still ask as anybody may.
func (r *Keyring) RevokePerson(id string) {
	r.guests.mu.Lock()
	defer r.guests.mu.Unlock()
	r.guests.of(id).revoke()
}
