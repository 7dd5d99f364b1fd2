package app

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regie/app/journal"
)

func TestLinksCommand(t *testing.T) {
	dir := home(t)
	show := showFile(t, filepath.Join(dir, "soir.regie"))
	list := put(t, filepath.Join(dir, "billetweb.csv"), []byte("Prénom;Nom;Email;Code barre\nJean;Martin;a@example.org;1\nJean;Martin;a@example.org;2\n=Awa;Diallo;b@example.org;3\n"))
	out := filepath.Join(dir, "liens.csv")
	rows := func() [][]string {
		t.Helper()
		status, _, errOut := regie(t, "links", show, "--participants", list, "--out", out, "--address", "https://questions.example.org/", "--lang", "fr")
		if status != exitDone || !strings.Contains(errOut, "3 liens personnels, pour l'adresse https://questions.example.org") {
			t.Fatalf("%d %s", status, errOut)
		}
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
		r.Comma = ';'
		all, err := r.ReadAll()
		if err != nil || len(all) != 4 {
			t.Fatalf("%v, %v", all, err)
		}
		return all
	}
	first := rows()
	if first[1][0] != "Jean Martin" || first[1][2] == first[2][2] || first[1][3] == first[2][3] || !strings.HasPrefix(first[1][2], "https://questions.example.org/ask#key=") {
		t.Errorf("%v", first)
	}
	if first[3][0] != "'=Awa Diallo" {
		t.Errorf("a formula: %q", first[3][0])
	}
	if again := rows(); again[1][2] != first[1][2] || again[3][2] != first[3][2] {
		t.Error("the list read again gives other links: those that were sent out would be worth nothing")
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}

	if status, _, errOut := regie(t, "links", show, "--revoke", first[1][3]); status != exitDone || !strings.Contains(errOut, first[1][3]) {
		t.Errorf("revoke: %d %s", status, errOut)
	}
	j, err := journal.Open(show)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if kept, err := j.Settings(barredSetting); err != nil || len(kept) != 1 {
		t.Errorf("kept: %v, %v", kept, err)
	}
	if status, _, errOut := regie(t, "links", show, "--revoke", "x"); status != exitRefused || !strings.Contains(errOut, "open in another") {
		t.Errorf("while the show is open: %d %s", status, errOut)
	}

	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{"--participants", list, "--address", "http://127.0.0.1:7340"}, exitRefused, "leads nowhere"},
		{[]string{"--participants", list, "--address", "http://localhost"}, exitRefused, "leads nowhere"},
		{[]string{"--participants", list, "--listen", "127.0.0.1:0"}, exitRefused, "no address"},
		{[]string{"--participants", list, "--address", "questions"}, exitMisused, "--address"},
		{[]string{"--participants", show}, exitRefused, ""},
		{nil, exitMisused, "--participants or --revoke"},
	} {
		if status, _, errOut := regie(t, append([]string{"links", show}, c.args...)...); status != c.status || !strings.Contains(errOut, c.says) {
			t.Errorf("%v: %d %s", c.args, status, errOut)
		}
	}
	if status, _, _ := regie(t, "links", filepath.Join(dir, "none.regie"), "--participants", list, "--address", "https://x.example"); status != exitRefused {
		t.Errorf("no show: %d", status)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.regie")); err == nil {
		t.Error("a show file was made")
	}
}

// The window's way: the address that the pages are shared at, and a link that ends at once.
func TestInviteFromTheWindow(t *testing.T) {
	dir := home(t)
	e := begun(t, ownProgram(t), eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	e.shared.addresses = func() ([]string, error) { return []string{"127.0.0.2"}, nil } // stands for the room's network
	list := []byte("Nom\nÉlodie Martin\n")
	before, err := e.inviteAll(list)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.share(true); err != nil {
		t.Fatal(err)
	}
	after, err := e.inviteAll(list)
	if err != nil || after[0].Link != before[0].Link || !strings.HasPrefix(after[0].Link, "http://127.0.0.2:") {
		t.Errorf("%v, %v: %v", before, after, err)
	}
	if err := e.revokePerson(after[0].ID); err != nil {
		t.Error(err)
	}
	if kept, err := e.journal.Settings(barredSetting); err != nil || len(kept) != 1 {
		t.Errorf("%v, %v", kept, err)
	}
}
