package sources

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// Participant is somebody on a ticket office's list.
type Participant struct {
	Name  string
	Email string
	// Identity tells them from everybody else on the list, also from those of the same name, and is the same when the
	// list is read again.
	Identity string
}

// ErrNoParticipants says that a file was read and no column of names was found.
var ErrNoParticipants = errors.New("no names of participants found")

// mostParticipants bounds one list.
const mostParticipants = 20_000

// Participants reads a list of participants as ticket offices export it (Billetweb and others: CSV, XLSX, ODS), or a
// name a line. A row without a name is left out. The buyer's columns stand in where a participant has none of their own.
func Participants(data []byte) ([]Participant, error) {
	rows, err := formats.Table(data)
	if err != nil {
		return nil, fmt.Errorf("read participants: %w", err)
	}
	var people []Participant
	tickets := []string{}
	for i, row := range rows[:min(len(rows), headerRows)] {
		own, buyer := columnsOf(row)
		if !own.named() && !buyer.named() {
			continue
		}
		for _, r := range rows[i+1:] {
			p := Participant{Name: own.name(r), Email: own.cell(r, emailColumn)}
			if p.Name == "" {
				p.Name = buyer.name(r)
			}
			if p.Email == "" {
				p.Email = buyer.cell(r, emailColumn)
			}
			if p.Name != "" {
				people, tickets = append(people, p), append(tickets, own.cell(r, ticketColumn))
			}
		}
		identify(people, tickets)
		break
	}
	if people == nil && !slices.ContainsFunc(rows, func(r []string) bool { return len(r) != 1 }) {
		for _, r := range rows {
			if name := runsheet.Clean(r[0]); name != "" { // a line may hold nothing that can be seen
				people, tickets = append(people, Participant{Name: name}), append(tickets, "")
			}
		}
		identify(people, tickets)
	}
	if len(people) == 0 {
		return nil, fmt.Errorf("read participants: %w", ErrNoParticipants)
	}
	return people[:min(len(people), mostParticipants)], nil
}

// identify tells people apart: by their ticket where it is theirs alone, else by address and name, and whoever has both
// in common with somebody above by their place among those.
func identify(people []Participant, tickets []string) {
	holders, seen := map[string]int{}, map[string]int{}
	for _, t := range tickets {
		holders[t]++
	}
	for i := range people {
		p := &people[i]
		key := "ticket\n" + tickets[i]
		if tickets[i] == "" || holders[tickets[i]] > 1 {
			key = "person\n" + strings.ToLower(p.Email) + "\n" + runsheet.Fold(p.Name)
		}
		seen[key]++
		p.Identity = key
		if n := seen[key]; n > 1 {
			p.Identity += "\n" + strconv.Itoa(n)
		}
	}
}

// columnRole is what a column of a list of participants is for.
type columnRole int

const (
	noColumn columnRole = iota
	firstColumn
	lastColumn
	wholeColumn
	emailColumn
	ticketColumn
)

// peopleColumns are where a list has what, the first column of each sort.
type peopleColumns map[columnRole]int

func (c peopleColumns) named() bool {
	_, first := c[firstColumn]
	_, last := c[lastColumn]
	_, whole := c[wholeColumn]
	return first || last || whole
}

func (c peopleColumns) cell(row []string, role columnRole) string {
	i, is := c[role]
	if !is || i >= len(row) {
		return ""
	}
	return runsheet.Clean(row[i])
}

func (c peopleColumns) name(row []string) string {
	if name := strings.TrimSpace(c.cell(row, firstColumn) + " " + c.cell(row, lastColumn)); name != "" {
		return name
	}
	return c.cell(row, wholeColumn)
}

// columnsOf reads a header: what it says of participants, and of buyers.
func columnsOf(row []string) (own, buyer peopleColumns) {
	own, buyer = peopleColumns{}, peopleColumns{}
	for i, cell := range row {
		words := strings.Fields(strings.ReplaceAll(runsheet.Fold(cell), "°", " "))
		into := own
		if hasAny(words, "acheteur", "acheteuse", "buyer", "payeur", "purchaser", "order", "commande") {
			into = buyer
		}
		role := roleOfColumn(words)
		if _, taken := into[role]; !taken && role != noColumn {
			into[role] = i
		}
	}
	return own, buyer
}

// roleOfColumn knows a column by the words of its header. Names of other things than people are none.
func roleOfColumn(words []string) columnRole {
	has := func(any ...string) bool { return hasAny(words, any...) }
	switch {
	case len(words) == 0 || len(words) > 6:
		return noColumn
	case has("mail", "email", "courriel", "mel"):
		return emailColumn
	case has("barcode", "barre", "barres"), has("billet", "ticket", "badge") && has("n", "no", "num", "numero", "number", "id", "code", "reference"), len(words) == 1 && has("id", "numero", "reference"):
		return ticketColumn
	case has("evenement", "event", "billet", "ticket", "tarif", "societe", "entreprise", "company", "organisation", "organization", "structure", "seance", "session", "fichier", "file", "rue", "ville"):
		return noColumn
	case has("prenom", "prenoms") && has("nom"), has("complet", "full", "display") && has("nom", "name"), has("fullname"):
		return wholeColumn
	case has("prenom", "prenoms", "firstname", "forename"), has("first", "given") && has("name"):
		return firstColumn
	case has("nom", "lastname", "surname"), has("last", "family") && has("name"):
		return lastColumn
	case has("name"), len(words) == 1 && has("participant", "participante", "participants", "attendee", "attendees", "inscrit", "invite", "noms"):
		return wholeColumn
	}
	return noColumn
}

func hasAny(words []string, any ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(any, w) })
}
