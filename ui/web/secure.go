package web

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// Secure is how a listener speaks TLS. What comes in plain to the same port is never answered with anything that a key
// opens, but where PlainHere is set and it comes from this computer: a reader's browser is sent on to https, a script is
// told.
type Secure struct {
	Config    *tls.Config
	PlainHere bool
}

// ServeTLS is Serve over TLS.
func (s *Server) ServeTLS(ctx context.Context, l net.Listener, with Secure) error {
	ctx = context.WithValue(ctx, secureKey{}, with)
	return s.Serve(ctx, newBoth(l, with.Config))
}

type secureKey struct{}

// plainly answers a request that came in plain where TLS was asked for; false when it may go on.
func (s *Server) plainly(w http.ResponseWriter, r *http.Request) bool {
	with, secure := r.Context().Value(secureKey{}).(Secure)
	if !secure || r.TLS != nil || with.PlainHere && fromHere(r.RemoteAddr) {
		return false
	}
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && !strings.HasPrefix(r.URL.Path, "/api/") {
		// Not for ever: tomorrow's show at this address may be plain.
		http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusTemporaryRedirect)
		return true
	}
	w.Header().Set("Upgrade", "TLS/1.2, HTTP/1.1")
	s.fail(w, r, http.StatusUpgradeRequired, "https-only")
	return true
}

func fromHere(remote string) bool {
	a, err := netip.ParseAddrPort(remote)
	return err == nil && a.Addr().Unmap().IsLoopback()
}

// both is a listener for TLS and plain HTTP on one port: the first byte of a connection tells which it is.
type both struct {
	net.Listener
	config *tls.Config
	told   chan net.Conn
	failed chan error
	// ctx ends with Close alone: the server tells that from a failure.
	ctx    context.Context
	stop   context.CancelFunc
	asking sync.WaitGroup
}

func newBoth(l net.Listener, config *tls.Config) *both {
	b := &both{Listener: l, config: config, told: make(chan net.Conn), failed: make(chan error)}
	b.ctx, b.stop = context.WithCancel(context.Background())
	b.asking.Go(b.accept)
	return b
}

func (b *both) accept() {
	for {
		c, err := b.Listener.Accept()
		if err != nil {
			select {
			case b.failed <- err: // the server knows which of them pass
			case <-b.ctx.Done():
			}
			if errors.Is(err, net.ErrClosed) {
				return
			}
			continue
		}
		b.asking.Go(func() { b.tell(c) })
	}
}

// tell waits for a connection's first byte, while others are let in.
func (b *both) tell(c net.Conn) {
	given := context.AfterFunc(b.ctx, func() { c.Close() })
	c.SetReadDeadline(time.Now().Add(headerTime))
	peeked := &peekedConn{Conn: c, reader: bufio.NewReaderSize(c, 64)}
	first, err := peeked.reader.Peek(1)
	if !given() || err != nil {
		c.Close()
		return
	}
	c.SetReadDeadline(time.Time{})
	var conn net.Conn = peeked
	const handshakeRecord = 22
	if first[0] == handshakeRecord {
		conn = tls.Server(peeked, b.config)
	}
	select {
	case b.told <- conn:
	case <-b.ctx.Done():
		c.Close()
	}
}

// Accept gives a *tls.Conn or a plain connection.
func (b *both) Accept() (net.Conn, error) {
	select {
	case c := <-b.told:
		return c, nil
	case err := <-b.failed:
		return nil, err
	case <-b.ctx.Done():
		return nil, net.ErrClosed
	}
}

// Close ends the listener and returns when nothing of it is left.
func (b *both) Close() error {
	b.stop()
	err := b.Listener.Close()
	b.asking.Wait()
	return err
}

// peekedConn is a connection whose first bytes were looked at.
type peekedConn struct {
	net.Conn
	reader *bufio.Reader
}

// Read gives what was looked at first.
func (c *peekedConn) Read(p []byte) (int, error) {
	if c.reader == nil {
		return c.Conn.Read(p)
	}
	n, err := c.reader.Read(p)
	if c.reader.Buffered() == 0 {
		c.reader = nil
	}
	return n, err
}
