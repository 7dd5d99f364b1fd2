package desktop

import (
	"strings"
	"testing"
)

// Where the report of a crash is stays to be read, until something else has to be said.
func TestACrashIsToldAtTheStart(t *testing.T) {
	s := seat(t, "live", func(c *Config) { c.CrashReport = "~/crash-2026-11-02-201500.txt" })
	told := func() bool {
		s.render()
		said := s.Room.status.text.Text()
		return strings.Contains(said, "s'était arrêtée d'un coup") && strings.Contains(said, "~/crash-2026-11-02-201500.txt")
	}
	if !told() {
		t.Fatalf("the status line: %q", s.Room.status.text.Text())
	}
	s.wait(noticed)
	if !told() {
		t.Error("gone before anybody has looked")
	}
	s.say("Copié")
	if told() {
		t.Error("it hides what was done")
	}
}
