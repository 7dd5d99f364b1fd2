package formats

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"regie/runsheet"
)

// TestSynonyms: every word of the table means its own role, however it is written.
func TestSynonyms(t *testing.T) {
	for _, line := range synonyms {
		for _, word := range line.words {
			if !wants(word, line.role) {
				t.Errorf("header %q is not for role %q", word, line.role)
			}
		}
	}
	for header, want := range map[string]Role{
		"N°": RoleNumber, "#": RoleNumber, "Nº": RoleNumber, "CUE": RoleNumber, "Num.": RoleNumber,
		"HEURE": RoleStart, "Heure de début": RoleStart, "Debut": RoleStart, "Horaires": RoleStart, "Start Time": RoleStart,
		"Fin": RoleEnd, "END": RoleEnd,
		"Durée (min)": RoleLength, "DUREE": RoleLength, "Durées": RoleLength, "Length:": RoleLength, "Minutage": RoleLength,
		"Titre": RoleTitle, "Intitulé": RoleTitle, "Séquences": RoleTitle, "Titre de la séquence": RoleTitle,
		"Intervenant(s)": RolePeople, "Intervenant·e·s": RolePeople, "Intervenant.e.s": RolePeople, "Intervenants 2": RolePeople, "Speaker 1": RolePeople, "Qui ?": RolePeople,
		"Scène OBS": RoleScene, "OBS": RoleScene, "scene": RoleScene,
		"Remarques": RoleNotes, "Éléments de langage": RolePoints, "ELEMENTS DE LANGAGE": RolePoints, "Talking points": RolePoints,
		"Type": RoleKind, "Fixe ?": RoleHard,
	} {
		if !wants(header, want) {
			t.Errorf("header %q is not for role %q", header, want)
		}
	}
	for _, header := range []string{"", "Début réel", "Son", "Lumière", "Fichier", "Durée réelle", "Titre 2"} {
		if m, _ := headerMatches(header); len(m) > 0 {
			t.Errorf("header %q is for role %q, want none", header, m[0].role)
		}
	}
}

func wants(header string, want Role) bool {
	matches, _ := headerMatches(header)
	for _, m := range matches {
		if m.role == want {
			return true
		}
	}
	return false
}

func TestKinds(t *testing.T) {
	for word, want := range map[string]runsheet.Kind{
		"Vidéo": runsheet.Video, "GENERIQUE": runsheet.Video, "générique de fin": runsheet.Video, "VT": runsheet.Video, "Vidéo de questions": runsheet.Video,
		"Pause": runsheet.Break, "entracte": runsheet.Break,
		"Questions": runsheet.QA, "Q/R": runsheet.QA, "Q&A": runsheet.QA, "q&a": runsheet.QA, "Échanges": runsheet.QA,
		"Compte à rebours": runsheet.Countdown, "pré-antenne": runsheet.Countdown, "Préantenne": runsheet.Countdown,
		"Atelier": runsheet.Workshop, "Out": runsheet.Out, "Fin d'antenne": runsheet.Out,
		"Plateau": runsheet.Live, "direct": runsheet.Live, "Keynote": runsheet.Live,
	} {
		if got, ok := kindOf(word); !ok || got != want {
			t.Errorf("kindOf(%q) = %v, %v; want %v", word, got, ok, want)
		}
	}
	for _, kind := range runsheet.Kinds {
		if got, ok := kindOf(string(kind)); !ok || got != kind {
			t.Errorf("kindOf(%q) = %v, %v: our own word", kind, got, ok)
		}
	}
	if got, ok := kindOf("surprise"); ok || got != runsheet.Live {
		t.Errorf("an unknown word is %v, %v", got, ok)
	}
}

func TestSplitPeople(t *testing.T) {
	for in, want := range map[string][]string{
		"":                                nil,
		"Agnès":                           {"Agnès"},
		"Agnès, Rémi ; Karim / Solène":    {"Agnès", "Rémi", "Karim", "Solène"},
		"Agnès et Rémi and Karim & Odile": {"Agnès", "Rémi", "Karim", "Odile"},
		"Agnès\nRémi\n":                   {"Agnès", "Rémi"},
		"Mme Odile (INRIA)":               {"Mme Odile (INRIA)"},
		"Odile (INRIA, Paris), Karim":     {"Odile (INRIA, Paris)", "Karim"},
		"Odile (INRIA, Karim":             {"Odile (INRIA", "Karim"},
		"Corinne, Colette":                {"Corinne", "Colette"},
		"R&D":                             {"R&D"},
		`"Odile, Marie", Karim`:           {"Odile, Marie", "Karim"},
		`Jean "Django" R`:                 {`Jean "Django" R`},
		"a et et b":                       {"a", "b"},
	} {
		if diff := cmp.Diff(want, splitPeople(in)); diff != "" {
			t.Errorf("splitPeople(%q) (-want +got):\n%s", in, diff)
		}
	}
}

func TestMojibake(t *testing.T) {
	for _, want := range []string{"Agnès", "à l’été, « déjà vu »…", "œuvre – 5 €", "Ça ira à Nîmes"} {
		for _, m := range mojibakes {
			broken := ""
			for _, b := range []byte(want) {
				r := rune(b)
				for seen, as := range m.bytes {
					if b >= 0x80 && as == b {
						r = seen
					}
				}
				broken += string(r)
			}
			if got, changed := m.repair(broken); !changed || got != want {
				t.Errorf("%s: repair(%q) = %q, want %q", m.name, broken, got, want)
			}
		}
	}
	if got, _ := mojibakes[0].repair("voilÃ  un cafÃ©"); got != "voilà un café" {
		t.Errorf("with a plain space: %q", got)
	}
	for _, fine := range []string{"LE CAFÉ» «Ä» Å “", "MANHÃ BOA", "l’été à Œuilly…", "¬ √2 ƒ"} {
		for _, m := range mojibakes {
			if got, changed := m.repair(fine); changed {
				t.Errorf("%s: repair(%q) = %q, want it untouched", m.name, fine, got)
			}
		}
	}
}

func TestNumberFormats(t *testing.T) {
	for code, want := range map[string]numberFormat{
		"General": plainFormat, "0.00": plainFormat, `0" min"`: plainFormat, `#,##0.00 "days"`: plainFormat, "[Red]0": plainFormat, "0.00E+00": plainFormat, "@": plainFormat,
		"hh:mm": hoursMinutesFormat, `hh"h"mm`: hoursMinutesFormat, `[$-40C]h\ "h"\ mm;@`: hoursMinutesFormat, "h:mm AM/PM": hoursMinutesFormat,
		"hh:mm:ss": clockFormat, "[h]:mm": clockFormat, "[mm]:ss": clockFormat, "mm:ss.0": clockFormat,
		"dd/mm/yyyy": dateFormat, `[$-40C]dddd d mmmm yyyy`: dateFormat, "yyyy\\-mm\\-dd hh:mm": dateFormat, "mmm": dateFormat,
	} {
		if got := formatOf(code); got != want {
			t.Errorf("formatOf(%q) = %d, want %d", code, got, want)
		}
	}
}
