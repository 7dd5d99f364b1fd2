package obstest

import (
	"net"
	"sync"
)

// gate holds up everything on the wire while it is shut, as a frozen process does: its sockets stay open and the kernel
// still takes bytes and connections, but nobody reads and nobody answers.
type gate struct {
	mu   sync.Mutex
	open chan struct{} // closed while traffic may pass
}

func newGate() *gate {
	g := &gate{open: make(chan struct{})}
	close(g.open)
	return g
}

func (g *gate) set(open bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	select {
	case <-g.open:
		if !open {
			g.open = make(chan struct{})
		}
	default:
		if open {
			close(g.open)
		}
	}
}

func (g *gate) opened() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

type connKey struct{}

// conn is one TCP connection behind the gate.
type conn struct {
	net.Conn
	server *Server
	once   sync.Once
	closed chan struct{}
}

func (c *conn) pass() error {
	for {
		open := c.server.gate.opened()
		select {
		case <-c.closed:
			return net.ErrClosed
		case <-open:
			if c.server.gate.opened() == open { // not shut again in between
				return nil
			}
		}
	}
}

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		return n, err
	}
	return n, c.pass()
}

func (c *conn) Write(b []byte) (int, error) {
	if err := c.pass(); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

func (c *conn) Close() error {
	c.once.Do(func() {
		close(c.closed)
		c.server.mu.Lock()
		delete(c.server.conns, c)
		c.server.mu.Unlock()
	})
	return c.Conn.Close()
}

type gatedListener struct {
	net.Listener
	server *Server
}

func (l gatedListener) Accept() (net.Conn, error) {
	raw, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{Conn: raw, server: l.server, closed: make(chan struct{})}
	l.server.mu.Lock()
	l.server.conns[c] = struct{}{}
	l.server.mu.Unlock()
	return c, nil
}
