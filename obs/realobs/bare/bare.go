// Package bare is the plainest obs-websocket client that works: the yardstick that the driver is measured against, and
// the hand on OBS in tests. It never reconnects, never pings and believes whatever it hears. Only tests and benchmarks
// may use it.
package bare

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// All is every event that OBS sends to a client that does not choose.
const All = 2047

// ErrClosed is returned by calls that were waiting when the connection ended, and by all later ones.
var ErrClosed = errors.New("connection closed")

// Event is one event, with the instant at which it was read.
type Event struct {
	At   time.Time       `json:"-"`
	Type string          `json:"eventType"`
	Data json.RawMessage `json:"eventData"`
}

// Answer is OBS's answer to one request.
type Answer struct {
	Type   string `json:"requestType"`
	Status struct {
		OK      bool   `json:"result"`
		Code    int    `json:"code"`
		Comment string `json:"comment"`
	} `json:"requestStatus"`
	Data json.RawMessage `json:"responseData"`
}

// Request is one request of a batch.
type Request struct {
	Type string `json:"requestType"`
	Data any    `json:"requestData,omitempty"`
}

// Client is one connection.
type Client struct {
	ws      *websocket.Conn
	onEvent func(Event)
	done    chan struct{}

	mu      sync.Mutex
	last    int
	waiting map[string]chan json.RawMessage
}

type message struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
}

// Dial connects to host:port and identifies. onEvent runs on the reader and may be nil.
func Dial(ctx context.Context, address, password string, subscriptions int, onEvent func(Event)) (*Client, error) {
	ws, _, err := websocket.Dial(ctx, "ws://"+address, &websocket.DialOptions{Subprotocols: []string{"obswebsocket.json"}})
	if err != nil {
		return nil, err
	}
	ws.SetReadLimit(-1)
	c := &Client{ws: ws, onEvent: onEvent, done: make(chan struct{}), waiting: map[string]chan json.RawMessage{}}
	if err := c.identify(ctx, password, subscriptions); err != nil {
		ws.CloseNow()
		return nil, err
	}
	go c.read()
	return c, nil
}

func (c *Client) identify(ctx context.Context, password string, subscriptions int) error {
	var hello struct {
		Authentication *struct {
			Challenge string `json:"challenge"`
			Salt      string `json:"salt"`
		} `json:"authentication"`
	}
	m, err := c.next(ctx)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(m.D, &hello); err != nil {
		return err
	}
	me := map[string]any{"rpcVersion": 1, "eventSubscriptions": subscriptions}
	if a := hello.Authentication; a != nil {
		me["authentication"] = digest(digest(password+a.Salt) + a.Challenge)
	}
	if err := c.send(ctx, 1, me); err != nil {
		return err
	}
	for {
		if m, err = c.next(ctx); err != nil || m.Op == 2 {
			return err
		}
	}
}

func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func (c *Client) next(ctx context.Context) (m message, err error) {
	_, text, err := c.ws.Read(ctx)
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(text, &m)
}

func (c *Client) send(ctx context.Context, op int, d any) error {
	text, err := json.Marshal(map[string]any{"op": op, "d": d})
	if err != nil {
		return err
	}
	return c.ws.Write(ctx, websocket.MessageText, text)
}

func (c *Client) read() {
	defer close(c.done)
	for {
		_, text, err := c.ws.Read(context.Background())
		at := time.Now()
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text, &m) != nil {
			continue
		}
		switch m.Op {
		case 5:
			e := Event{At: at}
			if c.onEvent != nil && json.Unmarshal(m.D, &e) == nil {
				c.onEvent(e)
			}
		case 7, 9:
			var which struct {
				ID string `json:"requestId"`
			}
			if json.Unmarshal(m.D, &which) != nil {
				continue
			}
			c.mu.Lock()
			answer := c.waiting[which.ID]
			delete(c.waiting, which.ID)
			c.mu.Unlock()
			if answer != nil {
				answer <- m.D
			}
		}
	}
}

// Done is closed when the connection has ended.
func (c *Client) Done() <-chan struct{} { return c.done }

// Close drops the connection without a word and waits until its reader has ended.
func (c *Client) Close() {
	c.ws.CloseNow()
	<-c.done
}

// Request makes one request and returns the data of its answer.
func (c *Client) Request(ctx context.Context, kind string, data any) (json.RawMessage, error) {
	d := map[string]any{"requestType": kind}
	if data != nil {
		d["requestData"] = data
	}
	raw, err := c.roundTrip(ctx, 6, d)
	if err != nil {
		return nil, err
	}
	var a Answer
	if err := json.Unmarshal(raw, &a); err != nil {
		return nil, err
	}
	if !a.Status.OK {
		return nil, fmt.Errorf("%s: %d %s", kind, a.Status.Code, a.Status.Comment)
	}
	return a.Data, nil
}

// Send makes one request and does not wait for its answer.
func (c *Client) Send(ctx context.Context, kind string, data any) error {
	return c.send(ctx, 6, map[string]any{"requestType": kind, "requestId": "unheard", "requestData": data})
}

// Batch sends several requests as one; OBS does them in order.
func (c *Client) Batch(ctx context.Context, halt bool, requests ...Request) ([]Answer, error) {
	raw, err := c.roundTrip(ctx, 8, map[string]any{"haltOnFailure": halt, "executionType": 0, "requests": requests})
	if err != nil {
		return nil, err
	}
	var b struct {
		Results []Answer `json:"results"`
	}
	return b.Results, json.Unmarshal(raw, &b)
}

// Reidentify changes which events this connection hears. OBS has done it once it answers any later request.
func (c *Client) Reidentify(ctx context.Context, subscriptions int) error {
	return c.send(ctx, 3, map[string]any{"eventSubscriptions": subscriptions})
}

func (c *Client) roundTrip(ctx context.Context, op int, d map[string]any) (json.RawMessage, error) {
	answer := make(chan json.RawMessage, 1)
	c.mu.Lock()
	c.last++
	id := strconv.Itoa(c.last)
	c.waiting[id] = answer
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.waiting, id)
		c.mu.Unlock()
	}()
	d["requestId"] = id
	if err := c.send(ctx, op, d); err != nil {
		return nil, err
	}
	select {
	case raw := <-answer:
		return raw, nil
	case <-c.done:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
