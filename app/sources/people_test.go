package sources

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParticipants(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []string // name <address>
	}{
		{"a ticket office's export, its title above", "Les algorithmes;;;\n\nN° billet;Nom du billet;Acheteur Nom;Acheteur Prénom;Acheteur Email;Nom;Prénom;Email\n" +
			"B1;Plein tarif;MARTIN;Luce;luce@example.org;Martin;Élodie;elodie@example.org\n" +
			"B2;Plein tarif;MARTIN;Luce;luce@example.org;;;\n" +
			"B3;Réduit;;;;;;\n",
			[]string{"Élodie Martin <elodie@example.org>", "Luce MARTIN <luce@example.org>"}},
		{"English", "First name,Last name,E-mail address,Ticket number\nSam,Reed,sam@example.org,77\n", []string{"Sam Reed <sam@example.org>"}},
		{"one column of names", "Nom et prénom\tCourriel\nDiallo Awa\tawa@example.org\n", []string{"Diallo Awa <awa@example.org>"}},
		{"participant's and buyer's", "Participant Prénom;Participant Nom;Acheteur Email\nIris;Le Goff;achats@example.org\n", []string{"Iris Le Goff <achats@example.org>"}},
		{"a name a line", "Élodie Martin\nSam Reed\n", []string{"Élodie Martin <>", "Sam Reed <>"}},
		{"a name alone is a last name", "Nom;Société\nDurand;ACME\n", []string{"Durand <>"}},
	} {
		people, err := Participants([]byte(c.file))
		got := []string{}
		for _, p := range people {
			got = append(got, p.Name+" <"+p.Email+">")
		}
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v\n%s", c.name, err, d)
		}
	}
	if _, err := Participants([]byte("Montant;Date\n12,50;2026-11-23\n")); !errors.Is(err, ErrNoParticipants) {
		t.Errorf("a list of payments: %v", err)
	}
}

// Nobody shares an identity with anybody, and reading a list again changes nobody's.
func TestParticipantsAreTold(t *testing.T) {
	file := "Prénom;Nom;Email;Code barre\n" +
		"Jean;Martin;a@example.org;1\n" + // four of one name: two tickets,
		"Jean;Martin;a@example.org;2\n" +
		"Jean;Martin;b@example.org;\n" + // another address,
		"jean;MARTIN;B@example.org;\n" + // and father and son at one
		"Ana;Costa;c@example.org;9\n" + // one ticket for two
		"Rui;Costa;c@example.org;9\n"
	first, err := Participants([]byte(file))
	if err != nil || len(first) != 6 {
		t.Fatalf("%v, %v", first, err)
	}
	seen := map[string]string{}
	for _, p := range first {
		if other, is := seen[p.Identity]; is {
			t.Errorf("%s and %s are one", p.Name, other)
		}
		seen[p.Identity] = p.Name
	}
	grown := strings.Replace(file, "Jean;Martin;a@example.org;1\n", "Jean;Martin-Roy;a@example.org;1\n", 1) + "Sam;Reed;d@example.org;12\n"
	again, err := Participants([]byte(grown))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range first {
		if again[i].Identity != p.Identity {
			t.Errorf("%s has another identity", p.Name)
		}
	}
}

func FuzzParticipants(f *testing.F) {
	f.Add([]byte("Prénom;Nom;Email\nAwa;Diallo;awa@example.org\n"))
	f.Add([]byte("Name\n\n\"\n"))
	f.Add([]byte("\u00ad\n")) // a hyphen that nobody sees, and nothing else
	f.Fuzz(func(t *testing.T, data []byte) {
		people, err := Participants(data)
		if (err == nil) == (len(people) == 0) {
			t.Fatalf("%d people, %v", len(people), err)
		}
		seen := map[string]bool{}
		for _, p := range people {
			if p.Name == "" || seen[p.Identity] {
				t.Fatalf("%+v twice or nameless", p)
			}
			seen[p.Identity] = true
		}
	})
}
