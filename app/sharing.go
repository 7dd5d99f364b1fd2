package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"sync"

	"regie/runsheet"
	"regie/ui/web"
)

// sharing is the pages' way out of this computer: closed until the operator opens it to the room.
type sharing struct {
	// addresses finds the addresses to open; tests have their own.
	addresses func() ([]string, error)

	mu    sync.Mutex
	close context.CancelFunc
	hosts []string
}

// pages are the pages that have a link, with the role whose key opens them.
var pages = []struct {
	page string
	role runsheet.Role
}{
	{"ask", runsheet.Audience}, {"mod", runsheet.Moderator}, {"animator", runsheet.Animator}, {"stage", runsheet.StageRole},
}

var errNoNetwork = errors.New("this computer has no address in a local network")

// share opens the pages to the local network, or closes them again.
func (e *evening) share(on bool) error {
	e.shared.mu.Lock()
	defer e.shared.mu.Unlock()
	if !on {
		if e.shared.close != nil {
			e.shared.close()
		}
		e.shared.close, e.shared.hosts = nil, nil
		return nil
	}
	if e.shared.close != nil {
		return nil
	}
	ips, err := e.shared.addresses()
	if err != nil {
		return fmt.Errorf("share pages: %w", err)
	}
	ctx, cancel := context.WithCancel(e.ctx)
	_, port, _ := net.SplitHostPort(e.listener.Addr().String())
	var failure error = errNoNetwork
	for _, ip := range ips {
		l, err := net.Listen("tcp", net.JoinHostPort(ip, port))
		if err != nil {
			failure = err
			continue
		}
		e.goes(func() error { return e.web.Serve(ctx, l) })
		e.shared.hosts = append(e.shared.hosts, l.Addr().String())
	}
	if len(e.shared.hosts) == 0 {
		cancel()
		return fmt.Errorf("share pages: %w", failure)
	}
	e.shared.close = cancel
	return nil
}

// isShared says whether other machines can reach the pages.
func (e *evening) isShared() bool {
	e.shared.mu.Lock()
	defer e.shared.mu.Unlock()
	return len(e.shared.hosts) > 0 || !onlyHere(e.listener.Addr())
}

// links gives each page's link: with an address of the local network when the pages are shared, of this computer when
// not.
func (e *evening) links() map[string]string {
	base := e.address()
	e.shared.mu.Lock()
	if len(e.shared.hosts) > 0 {
		base = (&url.URL{Scheme: "http", Host: e.shared.hosts[0]}).String()
	}
	e.shared.mu.Unlock()
	all := map[string]string{}
	for _, p := range pages {
		all[p.page] = web.Link(base, p.page, e.keys[p.role])
	}
	return all
}

func onlyHere(a net.Addr) bool {
	t, ok := a.(*net.TCPAddr)
	return ok && t.IP.IsLoopback()
}

// localAddresses are this computer's addresses in private networks, IPv4 first: phones type them more easily.
func localAddresses() ([]string, error) {
	found, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var four, six []string
	for _, a := range found {
		n, ok := a.(*net.IPNet)
		if !ok || n.IP.IsLoopback() || !n.IP.IsPrivate() {
			continue
		}
		if n.IP.To4() != nil {
			four = append(four, n.IP.String())
		} else {
			six = append(six, n.IP.String())
		}
	}
	return slices.Concat(four, six), nil
}
