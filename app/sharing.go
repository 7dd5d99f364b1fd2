package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"

	"regie/app/certificate"
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
	{"ask", runsheet.Audience}, {"live", ""}, {"mod", runsheet.Moderator}, {"animator", runsheet.Animator}, {"stage", runsheet.StageRole},
	{"remote", runsheet.Operator}, {"state", runsheet.Observer}, {"overlay", runsheet.OverlayRole},
}

var (
	errNoNetwork = errors.New("this computer has no address in a local network")
	errNoPort    = errors.New("the pages have no port of their own: every start takes another")
)

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
	if e.certificate != nil {
		if err := e.certificate.Cover(e.p.machineNames(ips)); err != nil {
			return fmt.Errorf("share pages: %w", err)
		}
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
		e.goes(func() error { return e.serveOn(ctx, l) })
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

// base is what the pages' links begin with: an address of the local network when the pages are shared, of this computer
// when not.
func (e *evening) base() string {
	e.shared.mu.Lock()
	defer e.shared.mu.Unlock()
	if len(e.shared.hosts) > 0 {
		return e.p.addressOf(e.shared.hosts[0], e.certificate)
	}
	return e.address()
}

// links gives each page's link.
func (e *evening) links() map[string]string {
	base := e.base()
	all, keys := map[string]string{}, e.firstKeys()
	for _, p := range pages {
		all[p.page] = web.Link(base, p.page, keys[p.role])
	}
	all["live"] = base + "/live"
	return all
}

// sharedBase is what links begin with once the pages are shared, whether they are or not yet: for links that are sent out
// before the evening. They hold as long as this machine keeps its address and its port.
func (e *evening) sharedBase() (string, error) {
	if e.isShared() {
		return e.base(), nil
	}
	return e.p.baseToCome(e.shared.addresses, e.listener.Addr().String(), e.certificate)
}

// baseToCome is the address that pages will be shared at from a listener.
func (p *program) baseToCome(addresses func() ([]string, error), listen string, with *certificate.Certificate) (string, error) {
	ips, err := addresses()
	if err != nil {
		return "", fmt.Errorf("find address: %w", err)
	}
	if len(ips) == 0 {
		return "", fmt.Errorf("find address: %w", errNoNetwork)
	}
	_, port, err := net.SplitHostPort(listen)
	if err != nil || port == "0" {
		return "", fmt.Errorf("find address: %w", errNoPort)
	}
	return p.addressOf(net.JoinHostPort(ips[0], port), with), nil
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
