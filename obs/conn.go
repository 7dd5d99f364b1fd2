package obs

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/opcodes"
	"github.com/coder/websocket"
)

const (
	protocolVersion = 1       // of the messages, not of obs-websocket
	defaultPort     = "4455"  // of OBS since version 28
	readLimit       = 8 << 20 // bytes in one message: room for a big scene list, not for anything a stranger sends
	farewell        = 200 * time.Millisecond
)

// target is one OBS.
type target struct{ address, password string }

// parse gives the address as host:port and as a URL.
func (t target) parse() (host, socket string, err error) {
	address := t.address
	if !strings.Contains(address, "://") {
		address = "ws://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "ws" && u.Scheme != "wss") {
		return "", "", fmt.Errorf("%w: %q", ErrAddress, t.address)
	}
	if u.Port() == "" {
		u.Host = net.JoinHostPort(u.Hostname(), defaultPort)
	}
	return u.Host, u.Scheme + "://" + u.Host, nil
}

// conn is one identified session with OBS. Its reader alone ends it; see end.
type conn struct {
	ws       *websocket.Conn
	raw      net.Conn // below ws: to bound a polite goodbye
	protocol string   // version of obs-websocket
	onEvent  func(opcodes.Event, time.Time)

	workers sync.WaitGroup
	done    chan struct{} // closed when the session is over
	lastID  atomic.Int64

	mu      sync.Mutex
	waiting map[string]chan<- *opcodes.RequestResponse
	owed    int   // requests that OBS has not answered, late or not
	cause   error // why the session is over, or is about to be
}

// dial connects and identifies; ctx bounds the whole of it. onEvent runs on the reader: it must only put away.
func dial(ctx context.Context, to target, subscriptions int, onEvent func(opcodes.Event, time.Time)) (*conn, error) {
	host, socket, err := to.parse()
	if err != nil {
		return nil, err
	}
	c := &conn{onEvent: onEvent, done: make(chan struct{}), waiting: map[string]chan<- *opcodes.RequestResponse{}}
	if err := c.handshake(ctx, socket); err != nil {
		return nil, fmt.Errorf("connect to OBS at %s: %w", host, err)
	}
	if err := c.identify(ctx, to.password, subscriptions); err != nil {
		c.ws.CloseNow()
		return nil, fmt.Errorf("connect to OBS at %s: %w", host, err)
	}
	c.workers.Go(c.read)
	return c, nil
}

func (c *conn) handshake(ctx context.Context, socket string) error {
	var reached error
	client := &http.Client{Transport: &http.Transport{
		Proxy:             nil, // OBS is here or in this room
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c.raw, reached = (&net.Dialer{}).DialContext(ctx, network, address)
			return c.raw, reached
		},
	}}
	ws, answer, err := websocket.Dial(ctx, socket, &websocket.DialOptions{
		HTTPClient: client, Subprotocols: []string{"obswebsocket.json"},
	})
	switch {
	case err == nil:
		ws.SetReadLimit(readLimit)
		c.ws = ws
		return nil
	case ctx.Err() != nil:
		return expired(ctx)
	case reached != nil:
		return fmt.Errorf("%w: %w", ErrNoOBS, reached)
	case answer == nil && hungUp(err):
		return fmt.Errorf("%w: %w", ErrLost, err)
	default:
		return fmt.Errorf("%w: %w", ErrNotOBS, err)
	}
}

// hungUp tells an OBS that dies while we knock from a stranger who answers nonsense.
func hungUp(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &op)
}

func expired(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ErrSilent
	}
	return ctx.Err()
}

func (c *conn) identify(ctx context.Context, password string, subscriptions int) error {
	var hello opcodes.Hello
	if err := c.await(ctx, 0, &hello); err != nil {
		return err
	}
	c.protocol = hello.ObsWebSocketVersion
	me := &opcodes.Identify{RPCVersion: protocolVersion, EventSubscriptions: subscriptions}
	if asked := hello.Authentication; asked.Challenge != "" {
		if password == "" { // trying would only make OBS complain on its screen
			return fmt.Errorf("%w: none was given", ErrPassword)
		}
		me.Authentication = Authentication(password, asked.Salt, asked.Challenge)
	}
	if err := c.ws.Write(ctx, websocket.MessageText, opcodes.Wrap(me).Bytes()); err != nil {
		return c.broken(ctx, err)
	}
	return c.await(ctx, 2, &opcodes.Identified{})
}

// await reads until the message that the handshake needs. OBS may send an event before it says Identified.
func (c *conn) await(ctx context.Context, op int, into any) error {
	for {
		_, text, err := c.ws.Read(ctx)
		if err != nil {
			return c.broken(ctx, err)
		}
		var m opcodes.Message
		if err := json.Unmarshal(text, &m); err != nil {
			return fmt.Errorf("%w: %w", ErrNotOBS, err)
		}
		switch m.Op {
		case op:
			if err := json.Unmarshal(m.D, into); err != nil {
				return fmt.Errorf("%w: %w", ErrNotOBS, err)
			}
			return nil
		case 5:
			c.hear(m, time.Now())
		default:
			return fmt.Errorf("%w: it sent message %d where %d was due", ErrNotOBS, m.Op, op)
		}
	}
}

func (c *conn) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return expired(ctx)
	}
	return causeOf(err)
}

// Authentication answers OBS's challenge; the password itself is never sent.
func Authentication(password, salt, challenge string) string {
	digest := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return base64.StdEncoding.EncodeToString(sum[:])
	}
	return digest(digest(password+salt) + challenge)
}

func (c *conn) read() {
	for {
		_, text, err := c.ws.Read(context.Background()) // ended by closing the socket
		if err != nil {
			c.end(err)
			return
		}
		var m opcodes.Message
		if json.Unmarshal(text, &m) == nil {
			c.hear(m, time.Now())
		}
	}
}

// hear hands one message to whoever waits for it. What nobody waits for, or nobody knows, is dropped.
func (c *conn) hear(m opcodes.Message, at time.Time) {
	switch m.Op {
	case 5:
		var e opcodes.Event
		if c.onEvent != nil && json.Unmarshal(m.D, &e) == nil {
			c.onEvent(e, at)
		}
	case 7:
		var r opcodes.RequestResponse
		if json.Unmarshal(m.D, &r) != nil {
			return
		}
		c.mu.Lock()
		answer := c.waiting[r.ID]
		delete(c.waiting, r.ID)
		c.owed--
		c.mu.Unlock()
		if answer != nil {
			answer <- &r // one deep, and only this one answer: never blocks
		}
	}
}

// end is the one way in which a session dies.
func (c *conn) end(err error) {
	c.mu.Lock()
	// A close code says more than the reason we had for giving up; that in turn says more than "closed socket".
	if c.cause == nil || websocket.CloseStatus(err) != -1 {
		c.cause = causeOf(err)
	}
	c.waiting = nil
	c.mu.Unlock()
	c.ws.CloseNow()
	close(c.done)
}

// kill makes the reader end with this cause.
func (c *conn) kill(cause error) {
	c.mu.Lock()
	if c.cause == nil {
		c.cause = cause
	}
	c.mu.Unlock()
	c.ws.CloseNow()
}

// why is the cause of the end; meaningful once done is closed.
func (c *conn) why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// close says goodbye, though not for long, and returns when nothing of the session runs any more.
func (c *conn) close() {
	c.raw.SetDeadline(time.Now().Add(farewell))
	c.ws.Close(websocket.StatusNormalClosure, "")
	c.workers.Wait()
}

// keepAlive pings. A frozen OBS keeps its sockets open: only a missing pong shows it.
func (c *conn) keepAlive(every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
		}
		ctx, cancel := context.WithTimeout(context.Background(), every)
		err := c.ws.Ping(ctx)
		cancel()
		if err != nil && !errors.Is(err, net.ErrClosed) { // closed: the reader knows why
			c.kill(fmt.Errorf("%w: OBS does not react", ErrLost))
		}
	}
}

// letter is one request on its way, and the place where its answer will be put.
type letter struct {
	c       *conn
	request *opcodes.Request
	answer  chan *opcodes.RequestResponse // one deep
}

// letter makes a request known to the reader; send and wait follow.
func (c *conn) letter(p api.Params) (letter, error) {
	w := letter{
		c:       c,
		request: &opcodes.Request{Type: p.GetRequestName(), ID: strconv.FormatInt(c.lastID.Add(1), 36), Data: p},
		answer:  make(chan *opcodes.RequestResponse, 1),
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting == nil {
		return letter{}, c.cause
	}
	c.waiting[w.request.ID] = w.answer
	c.owed++
	return w, nil
}

// send writes it. The write is not bounded by a context, which would tear the session down in the middle of a frame: when
// it cannot go out, the missing pong ends the session soon enough. Its error is the reader's to tell.
func (w letter) send() {
	w.c.ws.Write(context.Background(), websocket.MessageText, opcodes.Wrap(w.request).Bytes())
}

// wait gives the answer, however many others are under way.
func (w letter) wait(ctx context.Context) (*opcodes.RequestResponse, error) {
	defer func() {
		w.c.mu.Lock()
		delete(w.c.waiting, w.request.ID)
		w.c.mu.Unlock()
	}()
	select {
	case r := <-w.answer:
		return r, nil
	case <-w.c.done:
		return nil, w.c.why()
	case <-ctx.Done():
		return nil, expired(ctx)
	}
}

// clear reports whether OBS has answered all that it was sent. It has then read it too, and a small write finds room: it
// cannot block.
func (c *conn) clear() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.owed == 0
}
