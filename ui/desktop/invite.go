package desktop

import (
	"bytes"
	"context"
	"io"

	"regie/assets"
	"regie/ui/desktop/kit"
)

// Invitation is one participant's own link, by which their questions have their name.
type Invitation struct {
	// ID is what a link is taken away by.
	ID, Name, Email, URL string
	// Revoked: the link has no name any more.
	Revoked bool
}

// Invitations is what can be done with the personal links of participants. All of it may take its time.
type Invitations struct {
	// Read makes a link for each of a list; the same list gives the same links.
	Read   func(data []byte) ([]Invitation, error)
	Write  func(all []Invitation, l assets.Lang, w io.Writer) error
	Revoke func(id string) error
}

const actInvite action = "invite"

var inviteVerbs = []verb{
	{id: actInvite, group: outputGroup, keys: "Ctrl+Shift+I", ellipsis: true, has: func(r *Room) bool { return r.cfg.Invitations != nil }, do: func(r *Room) { r.askInvitations(0) }},
}

// tableFiles are the endings of lists.
var tableFiles = []string{".csv", ".tsv", ".txt", ".xlsx", ".ods"}

// askInvitations shows the participants that were read, each with a link.
func (r *Room) askInvitations(at int) {
	w := r.words
	read := func(_ context.Context, t *task, _ string, data []byte) error {
		all, err := r.cfg.Invitations.Read(data)
		if err != nil {
			t.later(func() { r.askInvitations(0) })
			return err
		}
		t.later(func() {
			r.invited = all
			r.askInvitations(0)
		})
		return nil
	}
	title := w.Say("desktop.verb.invite")
	if n := len(r.invited); n > 0 {
		title = w.Say("desktop.invite", "n", n)
	}
	r.put(&order{
		title: title, empty: w.Say("desktop.invite.none"),
		words: map[action]string{actItemText: w.Say("desktop.invite.paste"), actItemFile: w.Say("desktop.invite.read"),
			actItemChange: w.Say("desktop.invite.write"), actItemRemove: w.Say("desktop.invite.revoke")},
		items: func() []item {
			var all []item
			for _, one := range r.invited {
				more := one.Email
				if one.Revoked {
					more = join(" · ", w.Say("desktop.invite.revoked"), one.Email)
				}
				all = append(all, item{one.Name, more})
			}
			return all
		},
		about: func(at int) string { return r.invited[at].URL },
		text:  func() { r.pasted(read) },
		file: func() {
			r.shut()
			r.askFile(tableFiles, read, func() { r.askInvitations(0) })
		},
		change: func(int) { r.writeInvitations() },
		remove: r.askRevokeInvitation,
		heavy:  kit.Main,
		takes:  func(int) string { return w.Say("desktop.links.copy") },
		take: func(at int) {
			r.askInvitations(at)
			r.copyText(r.invited[at].URL)
		},
	}, at)
}

// writeInvitations makes the file for whoever sends the links out; those that were taken away are not in it.
func (r *Room) writeInvitations() {
	var all []Invitation
	for _, one := range r.invited {
		if !one.Revoked {
			all = append(all, one)
		}
	}
	lang, name := r.lang, fileName(r.words.Say("desktop.invite.file", "title", r.state.Show.Title))+".csv"
	r.shut()
	r.aside(func() error {
		var b bytes.Buffer
		if err := r.cfg.Invitations.Write(all, lang, &b); err != nil {
			return err
		}
		r.later(func() { r.askWhere(name, b.Bytes()) })
		return nil
	})
}

// askRevokeInvitation asks before the name goes from somebody's link.
func (r *Room) askRevokeInvitation(at int) {
	one, w := r.invited[at], r.words
	if one.Revoked {
		return
	}
	r.ask(w.Say("desktop.links.revoke", "name", one.Name), paragraph(w.Say("desktop.invite.revoke.body"), chooserWidth), w.Say("desktop.invite.revoke"), kit.Urgent, func() {
		r.aside(func() error {
			err := r.cfg.Invitations.Revoke(one.ID)
			if err == nil {
				r.later(func() {
					r.invited[at].Revoked = true
					r.askInvitations(at)
					r.say(w.Say("desktop.links.revoked", "name", one.Name))
				})
			}
			return err
		})
	})
}
