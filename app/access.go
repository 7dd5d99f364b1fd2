package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"regie/app/journal"
	"regie/runsheet"
	"regie/ui/web"
)

// The keys of the show's links are kept in the show file, so that a restart breaks no link. Every role has one from the
// beginning, whose name in the file is "key." and the role; those that are made later have a row "link." and their id.

// firstRoles are the roles that have a key from the beginning.
var firstRoles = slices.Concat(web.Roles(), []runsheet.Role{runsheet.SourceRole})

// openKeys gives the show's keys, making those that are missing.
func openKeys(j *journal.Journal) (*web.Keyring, error) {
	ring := web.NewKeyring()
	for _, role := range firstRoles {
		kept, err := j.Setting("key." + string(role))
		if err != nil {
			return nil, err
		}
		key := web.NewKey(role, "")
		key.ID = string(role)
		if kept != "" {
			key.Secret = kept
		} else if err := j.SetSetting("key."+string(role), key.Secret); err != nil {
			return nil, err
		}
		ring.Add(key)
	}
	more, err := j.Settings("link.")
	if err != nil {
		return nil, err
	}
	keys := []web.Key{}
	for name, value := range more {
		var key web.Key
		if err := json.Unmarshal([]byte(value), &key); err != nil {
			return nil, fmt.Errorf("read link %s: %w", name, err)
		}
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b web.Key) int { return a.Made.Compare(b.Made) })
	for _, key := range keys {
		ring.Add(key)
	}
	barred, err := j.Settings(barredSetting)
	if err != nil {
		return nil, err
	}
	for name := range barred {
		ring.RevokePerson(strings.TrimPrefix(name, barredSetting))
	}
	return ring, nil
}

// showSecret gives the secret that signs the names of devices, and the show's mark in its cookies.
func showSecret(j *journal.Journal) (secret, mark string, err error) {
	if secret, err = j.Setting("secret"); err != nil {
		return "", "", err
	}
	if secret == "" {
		secret = web.NewKey(runsheet.Audience, "").Secret
		if err := j.SetSetting("secret", secret); err != nil {
			return "", "", err
		}
	}
	sum := sha256.Sum256([]byte("mark\n" + secret))
	return secret, hex.EncodeToString(sum[:4]), nil
}

var (
	errNoLink   = errors.New("no such link")
	errManyLink = errors.New("too many links")
)

// makeKey makes another link for a role, with a name of its own.
func (e *evening) makeKey(role runsheet.Role, name string) (web.Key, error) {
	key := web.NewKey(role, name)
	body, err := json.Marshal(key)
	if err == nil {
		err = e.journal.SetSetting("link."+key.ID, string(body))
	}
	if err != nil {
		return key, fmt.Errorf("make link: %w", err)
	}
	if !e.keys.Add(key) {
		e.journal.DropSetting("link." + key.ID)
		return key, fmt.Errorf("make link: %w", errManyLink)
	}
	e.access(web.Access{Did: "made", Key: key.ID, Name: key.Name, Role: role})
	return key, nil
}

// revokeKey takes a link's key away: whoever uses it is shut out at once. The first key of a role is replaced by a new
// one, so that no role is ever without a link.
func (e *evening) revokeKey(id string) error {
	first := slices.Contains(firstRoles, runsheet.Role(id))
	next := web.NewKey(runsheet.Role(id), "")
	next.ID = id
	// The file first: a key that is revoked stays so, whatever happens now.
	var err error
	if first {
		err = e.journal.SetSetting("key."+id, next.Secret)
	} else {
		err = e.journal.DropSetting("link." + id)
	}
	if err != nil {
		return fmt.Errorf("revoke link: %w", err)
	}
	old, was := e.keys.Revoke(id)
	if !was {
		return fmt.Errorf("revoke link: %w", errNoLink)
	}
	if first {
		e.keys.Add(next)
	}
	e.access(web.Access{Did: "revoked", Key: old.ID, Name: old.Name, Role: old.Role})
	return nil
}

// firstKeys are the keys that every role has from the beginning.
func (e *evening) firstKeys() map[runsheet.Role]string {
	keys := map[runsheet.Role]string{}
	for _, k := range e.keys.Keys() {
		if string(k.Role) == k.ID {
			keys[k.Role] = k.Secret
		}
	}
	return keys
}

// access notes what was done with a key, without waiting.
func (e *evening) access(a web.Access) {
	e.p.log.Info("link", "did", a.Did, "key", a.Key, "name", a.Name, "role", a.Role, "address", a.Address)
	select {
	case e.accesses <- a:
	default: // a flood of wrong keys: the log has had its lines
	}
}

// noteAccesses brings them into the show's log.
func (e *evening) noteAccesses(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case a := <-e.accesses:
			name := a.Name
			if name == "" {
				name = a.Key
			}
			c := runsheet.ReportAccess{Did: a.Did, Key: name, Role: a.Role, Address: a.Address}
			if err := e.desk.Do(ctx, itself, c); err != nil && ctx.Err() == nil {
				e.p.log.Error("link is not in the log", "error", err)
			}
		}
	}
}

// themes are the style sheets that this machine has for the overlay.
func (p *program) themes() fs.FS { return os.DirFS(p.settings.ThemesFolder()) }
