package web

import (
	"context"
	"crypto/sha256"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"regie/runsheet"
)

// Key is one way in: whoever has its secret has its role, until it is revoked.
type Key struct {
	// ID names it in lists and in the log, and is no secret.
	ID string `json:"id"`
	// Name is how people know it: "Modération, salle 2".
	Name   string        `json:"name"`
	Role   runsheet.Role `json:"role"`
	Secret string        `json:"secret"`
	// Made is when it was.
	Made time.Time `json:"made"`
}

// NewKey makes a key with a secret of 33 random bytes.
func NewKey(role runsheet.Role, name string) Key {
	return Key{ID: random(6), Name: cleanName(name), Role: role, Secret: random(33), Made: time.Now()}
}

// held is a key on a ring. Everything that was begun with it ends with its context.
type held struct {
	Key
	ctx    context.Context
	revoke context.CancelFunc
	// here counts the pages that follow the desk with it.
	here atomic.Int32
}

// Keyring is the keys of a desk, which may be added and revoked while it serves. Any number of goroutines may use it.
type Keyring struct {
	mu sync.RWMutex
	// secrets finds a key by the hash of its secret, so that how long a wrong one takes says nothing of the right ones.
	secrets map[[sha256.Size]byte]*held
	order   []*held
	guests  guests
}

// mostKeys bounds what one show may hand out by hand.
const mostKeys = 200

// NewKeyring makes a ring of keys.
func NewKeyring(keys ...Key) *Keyring {
	r := &Keyring{secrets: map[[sha256.Size]byte]*held{}, guests: newGuests()}
	for _, k := range keys {
		r.Add(k)
	}
	return r
}

// Add puts a key on the ring; false when its secret is empty or there already, or its role is none that a key can open.
func (r *Keyring) Add(k Key) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	sum := sha256.Sum256([]byte(k.Secret))
	if k.Secret == "" || r.secrets[sum] != nil || !opens(k.Role) || len(r.order) >= mostKeys {
		return false
	}
	h := &held{Key: k}
	h.ctx, h.revoke = context.WithCancel(context.Background())
	r.secrets[sum] = h
	r.order = append(r.order, h)
	return true
}

// Revoke takes a key off the ring and ends what was begun with it, streams included, before it returns; false when there
// is none of that ID.
func (r *Keyring) Revoke(id string) (Key, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	i := slices.IndexFunc(r.order, func(h *held) bool { return h.ID == id })
	if i < 0 {
		return Key{}, false
	}
	h := r.order[i]
	r.order = slices.Delete(r.order, i, i+1)
	delete(r.secrets, sha256.Sum256([]byte(h.Secret)))
	h.revoke()
	return h.Key, true
}

// Keys lists the ring, the oldest key first.
func (r *Keyring) Keys() []Key {
	r.mu.RLock()
	defer r.mu.RUnlock()
	keys := make([]Key, len(r.order))
	for i, h := range r.order {
		keys[i] = h.Key
	}
	return keys
}

// Here counts the pages that follow the desk now, by the ID of their key.
func (r *Keyring) Here() map[string]int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	counts := make(map[string]int, len(r.order))
	for _, h := range r.order {
		if n := h.here.Load(); n > 0 {
			counts[h.ID] = int(n)
		}
	}
	return counts
}

// First is the oldest key of a role.
func (r *Keyring) First(role runsheet.Role) (Key, bool) {
	for _, k := range r.Keys() {
		if k.Role == role {
			return k, true
		}
	}
	return Key{}, false
}

// Open gives the role and the name of the key with a secret; false when it opens nothing.
func (r *Keyring) Open(secret string) (runsheet.Role, string, bool) {
	key := r.open(secret)
	if key == nil {
		return "", "", false
	}
	return key.Role, key.Name, true
}

// open finds the key of a secret, nil when it opens nothing.
func (r *Keyring) open(secret string) *held {
	sum := sha256.Sum256([]byte(secret))
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.secrets[sum]
}

// opens says whether a role is one that a key can open.
func opens(role runsheet.Role) bool {
	return role == runsheet.SourceRole || slices.Contains(roles, role)
}
