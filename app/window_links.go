//go:build !headless

package app

import (
	"errors"
	"io"
	"slices"

	"regie/app/sources"
	"regie/assets"
	"regie/runsheet"
	"regie/ui/desktop"
	"regie/ui/web"
)

// ingestPage is where other programs bring messages in: an address like the pages', and none of them.
const ingestPage = "ingest"

// keyring is the show's links, in the words of the window's room.
func (e *evening) keyring() *desktop.Keyring {
	return &desktop.Keyring{
		List:  e.linkKeys,
		Roles: firstRoles,
		Make: func(role runsheet.Role, name string) (string, error) {
			key, err := e.makeKey(role, name)
			return key.ID, err
		},
		Revoke: e.revokeKey,
	}
}

// linkKeys lists the links: those that every role has, in the order of the pages, then those that were made.
func (e *evening) linkKeys() []desktop.LinkKey {
	base, here := e.base(), e.keys.Here()
	var all []desktop.LinkKey
	for _, k := range e.keys.Keys() {
		link := desktop.LinkKey{ID: k.ID, Name: k.Name, Role: k.Role, First: string(k.Role) == k.ID, Page: pageOf(k.Role), Here: here[k.ID]}
		if link.URL = web.Link(base, link.Page, k.Secret); link.Page == ingestPage {
			link.URL = base + "/api/ingest?key=" + k.Secret // read by a program, to which a fragment says nothing
		}
		all = append(all, link)
	}
	place := func(k desktop.LinkKey) int {
		at := len(pages)
		for i, p := range pages {
			if p.page == k.Page {
				at = i
			}
		}
		if !k.First {
			at += len(pages) + 1
		}
		return at
	}
	slices.SortStableFunc(all, func(a, b desktop.LinkKey) int { return place(a) - place(b) })
	return all
}

// pageOf is the page that a role's link opens.
func pageOf(role runsheet.Role) string {
	for _, p := range pages {
		if p.role == role && role != "" {
			return p.page
		}
	}
	return ingestPage
}

// windowInvitations are the participants' personal links, in the words of the window's room.
func (e *evening) windowInvitations() *desktop.Invitations {
	return &desktop.Invitations{
		Read:   e.readInvitations,
		Write:  writeWindowInvitations,
		Revoke: e.revokePerson,
	}
}

func (e *evening) readInvitations(data []byte) ([]desktop.Invitation, error) {
	all, err := e.inviteAll(data)
	switch {
	case errors.Is(err, sources.ErrNoParticipants):
		return nil, desktop.FaultNoNames
	case errors.Is(err, errNoNetwork):
		return nil, desktop.FaultNoNetwork
	case err != nil:
		return nil, err
	}
	barred, err := e.journal.Settings(barredSetting)
	if err != nil {
		return nil, err
	}
	out := make([]desktop.Invitation, len(all))
	for i, one := range all {
		_, revoked := barred[barredSetting+one.ID]
		out[i] = desktop.Invitation{ID: one.ID, Name: one.Name, Email: one.Email, URL: one.Link, Revoked: revoked}
	}
	return out, nil
}

// writeWindowInvitations writes the table that the command line writes.
func writeWindowInvitations(all []desktop.Invitation, l assets.Lang, w io.Writer) error {
	them := make([]invitation, len(all))
	for i, one := range all {
		them[i] = invitation{sources.Participant{Name: one.Name, Email: one.Email}, one.ID, one.URL}
	}
	return writeInvitations(w, them, assets.In(l))
}
