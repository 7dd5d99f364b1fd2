package app

import (
	"log/slog"
	"path/filepath"
	"testing"

	"regie/app/journal"
	"regie/runsheet"
	"regie/ui/web"
)

func TestKeysOutliveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "show.regie")
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := openKeys(j)
	if err != nil {
		t.Fatal(err)
	}
	e := &evening{p: &program{log: slog.New(slog.DiscardHandler)}, journal: j, keys: ring, accesses: make(chan web.Access, 10)}
	before := e.firstKeys()
	if len(before) != len(firstRoles) {
		t.Fatalf("%d keys for %d roles", len(before), len(firstRoles))
	}
	kept, err := e.makeKey(runsheet.Moderator, "Salle 2")
	if err != nil {
		t.Fatal(err)
	}
	gone, err := e.makeKey(runsheet.Moderator, "Prestataire")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{gone.ID, string(runsheet.Operator)} {
		if err := e.revokeKey(id); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.revokeKey(gone.ID); err == nil {
		t.Error("revoked twice")
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if j, err = journal.Open(path); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if e.keys, err = openKeys(j); err != nil {
		t.Fatal(err)
	}
	after := e.firstKeys()
	for _, role := range firstRoles {
		if same := after[role] == before[role]; same == (role == runsheet.Operator) {
			t.Errorf("%s: the same key is %v", role, same)
		}
	}
	names := map[string]bool{}
	for _, k := range e.keys.Keys() {
		names[k.Name] = true
	}
	if !names[kept.Name] || names[gone.Name] {
		t.Errorf("after a restart: %v", names)
	}
	secret, mark, err := showSecret(j)
	again, same, err2 := showSecret(j)
	if err != nil || err2 != nil || secret != again || mark != same || len(mark) != 8 {
		t.Errorf("%q %q, %q %q: %v %v", secret, mark, again, same, err, err2)
	}
}
