package app

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"regie/app/journal"
	"regie/app/sources"
	"regie/assets"
	"regie/runsheet"
	"regie/ui/web"
)

// invitation is one participant's personal link.
type invitation struct {
	sources.Participant
	// ID revokes it.
	ID   string
	Link string
}

// invite gives each participant a link of their own: the same one whenever their list is read again.
func invite(people []sources.Participant, base, key, secret string) []invitation {
	all := make([]invitation, len(people))
	for i, p := range people {
		person := web.NewPerson(secret, p.Name, p.Identity)
		all[i] = invitation{p, person.ID, web.PersonalLink(base, key, secret, person)}
	}
	return all
}

// inviteAll is invite for the list in a file, with the address that the pages are or will be shared at.
func (e *evening) inviteAll(data []byte) ([]invitation, error) {
	people, err := sources.Participants(data)
	if err != nil {
		return nil, err
	}
	base, err := e.sharedBase()
	if err != nil {
		return nil, err
	}
	return invite(people, base, e.firstKeys()[runsheet.Audience], e.secret), nil
}

// writeInvitations writes a table for whoever sends the links out. No cell is a formula to a spreadsheet.
func writeInvitations(w io.Writer, all []invitation, words assets.Words) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write links: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma = ';'
	rows := [][]string{{words.Say("links.name"), words.Say("links.email"), words.Say("links.link"), words.Say("links.id")}}
	for _, one := range all {
		rows = append(rows, []string{noFormula(one.Name), noFormula(one.Email), one.Link, noFormula(one.ID)})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write links: %w", err)
	}
	return nil
}

// noFormula is a cell that a spreadsheet takes for text.
func noFormula(s string) string {
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

// barredSetting begins the names under which the show file keeps the revoked personal links.
const barredSetting = "barred."

var errNoPerson = errors.New("no such number of a personal link")

// bar keeps in the show file that a personal link is revoked.
func bar(j *journal.Journal, id string) error {
	if id == "" || len(id) > 64 {
		return fmt.Errorf("revoke personal link: %w", errNoPerson)
	}
	if err := j.SetSetting(barredSetting+id, "1"); err != nil {
		return fmt.Errorf("revoke personal link: %w", err)
	}
	return nil
}

// revokePerson takes the name away from a personal link, at once.
func (e *evening) revokePerson(id string) error {
	// The file first: a link that is revoked stays so, whatever happens now.
	if err := bar(e.journal, id); err != nil {
		return err
	}
	e.keys.RevokePerson(id)
	e.access(web.Access{Did: "revoked", Key: id, Role: runsheet.Audience})
	return nil
}

func (p *program) linksCommand() *cobra.Command {
	var participants, out, address string
	var revoked []string
	cmd := &cobra.Command{
		Use:   "links SHOW.regie --participants FILE --out FILE.csv",
		Short: "A personal link for each participant of a list",
		Long: `links reads a list of participants as ticket offices export it (Billetweb and others: CSV, XLSX, ODS, or a name a line) and writes a
table of names, addresses for mail, links and numbers. Whoever asks by such a link asks by that name. The same list gives the same links, two
people of one name get two. --revoke takes the name away from a link, by its number.

The links begin with the address that this computer shares its pages at (see --listen, --https), or with --address.
` + exitText,
		Example: "  regie links soir.regie --participants billetweb.csv --out liens.csv\n  regie links soir.regie --participants inscrits.xlsx --address https://questions.example.org --out liens.csv\n  regie links soir.regie --revoke 4f3Kq0aYx2LmZp91",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(_ *cobra.Command, given []string) error {
			if participants == "" && len(revoked) == 0 {
				return &misuse{errors.New("links takes --participants or --revoke")}
			}
			if err := p.revokePeople(given[0], revoked); err != nil || participants == "" {
				return err
			}
			data, err := os.ReadFile(participants)
			if err != nil {
				return troubled(err, filepath.Base(participants))
			}
			people, err := sources.Participants(data)
			if err != nil {
				return troubled(err, filepath.Base(participants))
			}
			base, err := p.linkBase(address)
			if err != nil {
				return troubled(err, address)
			}
			key, secret, err := audienceKey(given[0])
			if err != nil {
				return troubled(err, filepath.Base(given[0]))
			}
			var b bytes.Buffer
			if err := writeInvitations(&b, invite(people, base, key, secret), p.words); err != nil {
				return err
			}
			fmt.Fprintln(p.err, p.words.Say("links.written", "n", len(people), "address", base))
			return p.deliverSecret(out, b.Bytes())
		},
	}
	cmd.Flags().StringVar(&participants, "participants", "", "the list of participants")
	cmd.Flags().StringVarP(&out, "out", "o", "", "file to write (default: standard output)")
	cmd.Flags().StringVar(&address, "address", "", "what the links begin with, https://NAME (default: where this computer shares its pages)")
	cmd.Flags().StringSliceVar(&revoked, "revoke", nil, "number of a link to revoke (may be repeated)")
	cmd.Flags().String("listen", "", "where the pages are served, HOST:PORT, as the evening is started")
	cmd.Flags().String("https", "", "as the evening is started")
	cmd.Flags().Lookup("https").NoOptDefVal = httpsRoom
	cmd.Flags().String("cert", "", "as the evening is started")
	cmd.Flags().String("key", "", "as the evening is started")
	return cmd
}

// revokePeople revokes personal links in a show file that nobody has open.
func (p *program) revokePeople(path string, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	j, err := openThere(path)
	if err != nil {
		return troubled(err, filepath.Base(path))
	}
	defer j.Close()
	for _, id := range ids {
		if err := bar(j, id); err != nil {
			return err
		}
		fmt.Fprintln(p.err, p.words.Say("links.revoked", "id", id))
	}
	return nil
}

// linkBase is what personal links begin with: an address that was given, else where this computer will share its pages.
func (p *program) linkBase(address string) (string, error) {
	if address != "" {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return "", &misuse{fmt.Errorf("--address takes https://NAME, not %q", address)}
		}
		if ip := net.ParseIP(u.Hostname()); u.Hostname() == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
			return "", &trouble{key: "address-here", pairs: []any{"subject", address}}
		}
		return strings.TrimRight(u.String(), "/"), nil
	}
	with, err := p.certificate()
	if err != nil {
		return "", err
	}
	return p.baseToCome(localAddresses, p.settings.Listen, with)
}

// audienceKey gives the audience's key of a show file and the secret that signs personal links, making them where they
// are missing. A desk may have the file open.
func audienceKey(path string) (key, secret string, err error) {
	j, err := journal.Read(path)
	if err != nil {
		return "", "", err
	}
	key, err = j.Setting("key." + string(runsheet.Audience))
	if err == nil {
		secret, err = j.Setting("secret")
	}
	j.Close()
	if err != nil || key != "" && secret != "" {
		return key, secret, err
	}
	if j, err = openThere(path); err != nil {
		return "", "", err
	}
	defer j.Close()
	ring, err := openKeys(j)
	if err != nil {
		return "", "", err
	}
	first, _ := ring.First(runsheet.Audience)
	secret, _, err = showSecret(j)
	return first.Secret, secret, err
}

// openThere opens a show file that must be there already.
func openThere(path string) (*journal.Journal, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return journal.Open(path)
}

// deliverSecret is deliver for what opens something: this user alone can read the file.
func (p *program) deliverSecret(path string, b []byte) error {
	if path == "" || path == "-" {
		return p.deliver(path, b)
	}
	return troubled(os.WriteFile(path, b, 0o600), filepath.Base(path))
}
