package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/zalando/go-keyring"
)

// Secret gives what is kept under a name ("stream vimeo"), "" when nothing is: from the system's keyring, else from a file
// that only its owner can read.
func (s *Settings) Secret(name string) (string, error) {
	if p, err := keyring.Get(service, name); err == nil {
		return p, nil
	}
	b, err := os.ReadFile(s.secretFile(name))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	return strings.TrimRight(string(b), "\r\n"), nil
}

// KeepSecret keeps a secret in the system's keyring; where there is none, in a file of mode 0600, and then it says so by
// inFile. An empty one is forgotten.
func (s *Settings) KeepSecret(name, secret string) (inFile bool, err error) {
	path := s.secretFile(name)
	if secret == "" {
		keyring.Delete(service, name) // it may never have been there
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return true, fmt.Errorf("forget secret: %w", err)
		}
		return false, nil
	}
	if keyring.Set(service, name, secret) == nil {
		os.Remove(path)
		return false, nil
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return true, fmt.Errorf("keep secret: %w", err)
	}
	next := path + ".new"
	if err := os.WriteFile(next, []byte(secret+"\n"), 0o600); err != nil {
		return true, fmt.Errorf("keep secret: %w", err)
	}
	if err := os.Rename(next, path); err != nil {
		return true, fmt.Errorf("keep secret: %w", err)
	}
	return true, nil
}

// secretFile is where a secret is when there is no keyring. OBS's passwords have been in files of that name from the first.
func (s *Settings) secretFile(name string) string {
	if address, obs := strings.CutPrefix(name, obsSecret); obs {
		name = "password " + address
		return filepath.Join(s.dir, "obs-"+fileName(name))
	}
	return filepath.Join(s.dir, "secret-"+fileName(name))
}

// fileName makes a name fit for a file on every system.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '.', r == '-':
			return r
		case r == ' ':
			return '-'
		}
		return '_'
	}, name)
}
