package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"regie/app/certificate"
	"regie/ui/web"
)

// What the setting "https" takes: nothing, what other machines reach, everything.
const (
	httpsOff  = "off"
	httpsRoom = "room"
	httpsAll  = "all"
)

// certificate opens what the pages are shown with over TLS, nil when they are plain. A certificate that was named is a
// wish for TLS.
func (p *program) certificate() (*certificate.Certificate, error) {
	s := p.settings
	if (s.Cert == "") != (s.Key == "") {
		return nil, &misuse{errors.New("--cert and --key belong together")}
	}
	switch s.HTTPS {
	case "", httpsOff:
		if s.Cert == "" {
			return nil, nil
		}
		s.HTTPS = httpsRoom
	case httpsRoom, httpsAll:
	default:
		return nil, &misuse{fmt.Errorf("--https is off, room or all, not %q", s.HTTPS)}
	}
	if s.Cert != "" {
		c, err := certificate.Read(s.Cert, s.Key)
		return c, troubled(err, filepath.Base(s.Cert))
	}
	addresses, err := localAddresses()
	if err != nil {
		return nil, fmt.Errorf("make certificate: %w", err)
	}
	c, err := certificate.Make(s.CertificateFolder(), p.machineNames(addresses))
	return c, troubled(err, s.CertificateFolder())
}

// machineNames are those by which this machine's pages may be called, with these addresses.
func (p *program) machineNames(addresses []string) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
		if !strings.Contains(host, ".") {
			names = append(names, host+".local")
		}
	}
	return slices.Concat(names, p.settings.Hosts, addresses)
}

// certifiedNames are the names of a certificate of one's own: a person who has one is called by them.
func (e *evening) certifiedNames() []string {
	if e.certificate == nil {
		return nil
	}
	return e.certificate.Names()
}

// serveOn serves the pages on a listener: over TLS where that is wanted, and always in plain to this computer itself
// unless everything is to go over TLS.
func (e *evening) serveOn(ctx context.Context, l net.Listener) error {
	if !e.overTLS(l.Addr()) {
		return e.web.Serve(ctx, l)
	}
	return e.web.ServeTLS(ctx, l, web.Secure{Config: e.certificate.Config(), PlainHere: l == e.listener && e.p.settings.HTTPS != httpsAll})
}

// overTLS says whether what listens at an address does so over TLS. The listener of this computer alone is plain: nobody
// else can read it, and OBS and controllers have no certificate to trust.
func (e *evening) overTLS(a net.Addr) bool {
	if e.certificate == nil {
		return false
	}
	return e.p.settings.HTTPS == httpsAll || a.String() != e.listener.Addr().String() || !onlyHere(a)
}

// address is where this computer finds the pages.
func (e *evening) address() string {
	a := e.listener.Addr().String()
	host, port, err := net.SplitHostPort(a)
	if err != nil {
		return "http://" + a
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	if e.p.settings.HTTPS == httpsAll || !net.ParseIP(host).IsLoopback() {
		return e.p.addressOf(net.JoinHostPort(host, port), e.certificate)
	}
	return (&url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}).String()
}

// addressOf is how other machines call a listener: over TLS, where there is a certificate, by a name that it stands for.
func (p *program) addressOf(hostPort string, with *certificate.Certificate) string {
	if with == nil {
		return (&url.URL{Scheme: "http", Host: hostPort}).String()
	}
	host, port, _ := net.SplitHostPort(hostPort)
	if names := slices.Concat(p.settings.Hosts, with.Names()); !with.Covers(host) {
		if i := slices.IndexFunc(names, with.Covers); i >= 0 {
			hostPort = net.JoinHostPort(names[i], port)
		}
	}
	return (&url.URL{Scheme: "https", Host: hostPort}).String()
}

func (p *program) certificateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "certificate",
		Short: "What this machine shows when its pages go over TLS",
		Long: `certificate prints, as one JSON object, the certificate that --https serves the pages with, making it where there is none: its
names, its end, its SHA-256 as browsers show it, and the file of the authority to give to a phone or a tablet once, so that it trusts this
machine's pages.
` + exitText,
		Example: "  regie certificate\n  regie certificate --cert salle.pem --key salle-key.pem",
		Args:    args(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			if p.settings.HTTPS == "" || p.settings.HTTPS == httpsOff {
				p.settings.HTTPS = httpsRoom
			}
			c, err := p.certificate()
			if err != nil {
				return err
			}
			enc := json.NewEncoder(p.out)
			enc.SetEscapeHTML(false)
			return enc.Encode(c.Describe())
		},
	}
	cmd.Flags().String("cert", "", "certificate of one's own, a PEM file with its chain")
	cmd.Flags().String("key", "", "the key of --cert, a PEM file")
	return cmd
}
