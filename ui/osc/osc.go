// Package osc is the desk over Open Sound Control: commands by address in UDP packets, and feedback to whoever asks for
// it, for lighting desks, QLab, TouchOSC and Companion.
//
// Every message carries a role's key as its first argument, since a packet's sender can be made up; what a role may do is
// what it may do anywhere else. It decides nothing, remembers nothing of the show, and opens no port: it is given one.
// Only app may import it.
package osc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"regie/runsheet"
)

// Desk is what this package asks of the program.
type Desk interface {
	// Do returns once the command is written; a command that was not done is a *runsheet.Refusal.
	Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error
	// Watch gives the present first. The channel ends with ctx.
	Watch(ctx context.Context) <-chan runsheet.State
	State() runsheet.State
	Now() runsheet.Moment
}

// Config is what a Server needs.
type Config struct {
	Desk Desk
	// Open gives the role and the name of a key; false for one that opens nothing.
	Open func(key string) (runsheet.Role, string, bool)
	// Log gets what went wrong; nil drops it.
	Log *slog.Logger
}

const (
	// followTime is how long feedback is sent without being asked for again; mostFollowers to how many.
	followTime    = time.Minute
	mostFollowers = 16
	// perSecond bounds the messages that are acted upon, from everybody together: a person with a controller sends a few.
	perSecond = 200
	// doTime is how long a command may take; a disk that is slower is told of by the desk itself.
	doTime = 5 * time.Second
)

// Server answers on one port.
type Server struct {
	desk Desk
	open func(string) (runsheet.Role, string, bool)
	log  *slog.Logger

	mu        sync.Mutex
	followers map[netip.AddrPort]follower
}

// follower is who gets feedback, until when, and what it was told last.
type follower struct {
	key   string
	until time.Time
	last  map[string]string
}

// New makes a Server; it starts nothing.
func New(c Config) *Server {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Server{desk: c.Desk, open: c.Open, log: c.Log, followers: map[netip.AddrPort]follower{}}
}

// Serve answers on conn until ctx ends or conn fails, and closes it. When it returns, none of its goroutines is left. An
// end by ctx is no error.
func (s *Server) Serve(ctx context.Context, conn *net.UDPConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var running sync.WaitGroup
	defer running.Wait()
	running.Go(func() { s.feed(ctx, conn) })
	defer cancel()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	packet := make([]byte, maxPacket+1)
	second, count := time.Now(), 0
	for {
		n, from, err := conn.ReadFromUDPAddrPort(packet)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, net.ErrClosed) {
			return fmt.Errorf("read OSC: %w", err)
		}
		if err != nil || n > maxPacket {
			continue // an answer that found nobody comes back as an error; the port is still good
		}
		if now := time.Now(); now.Sub(second) >= time.Second {
			second, count = now, 0
		}
		messages, err := Parse(packet[:n])
		if err != nil {
			s.log.Debug("OSC packet not read", "from", from, "error", err)
			continue
		}
		for _, m := range messages {
			if count++; count > perSecond {
				break
			}
			s.take(ctx, conn, from, m)
		}
	}
}

// take does what a message asks for. Who has no key gets no answer: a port that answers strangers can be aimed at others.
func (s *Server) take(ctx context.Context, conn *net.UDPConn, from netip.AddrPort, m Message) {
	what, ours := strings.CutPrefix(m.Address, "/regie/")
	key, _ := first(m.Args).(string)
	role, name, known := s.open(key)
	if !ours || !known || !staff(role) {
		s.log.Debug("OSC message not taken", "from", from, "address", m.Address)
		return
	}
	args := m.Args[1:]
	switch what {
	case "follow":
		s.follow(from, key)
		return
	case "unfollow":
		s.mu.Lock()
		delete(s.followers, from)
		s.mu.Unlock()
		return
	}
	answer := "ok"
	c, err := s.command(what, args)
	if err == nil {
		within, done := context.WithTimeout(ctx, doTime)
		err = s.desk.Do(within, runsheet.Actor{Role: role, Name: name}, c)
		done()
	}
	if err != nil {
		var no *runsheet.Refusal
		if answer = "failed"; errors.As(err, &no) {
			answer = string(no.Reason)
		} else {
			s.log.Warn("OSC command failed", "address", m.Address, "error", err)
		}
	}
	s.send(conn, from, Message{"/regie/answer", []any{m.Address, answer}})
}

// staff are the roles that have something to do or to see here; the audience and the overlay have their pages, a source of
// questions its own entrance.
func staff(role runsheet.Role) bool {
	switch role {
	case runsheet.Operator, runsheet.Moderator, runsheet.Animator, runsheet.StageRole, runsheet.Observer:
		return true
	}
	return false
}

func first(args []any) any {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

// command reads what an address means. The short ones speak of what is on air and on standby now, since a button has no
// screen to have seen; with arguments go, hold and the others name it. Any command is /regie/do/NAME with its JSON.
func (s *Server) command(what string, args []any) (runsheet.Command, error) {
	if name, ok := strings.CutPrefix(what, "do/"); ok {
		body, _ := first(args).(string)
		return runsheet.ParseCommand(name, []byte(body))
	}
	state := s.desk.State()
	body := map[string]any{}
	name := what
	switch what {
	case "go":
		body["from"], body["to"] = state.OnAirSlot(), state.Standby
		if len(args) >= 2 {
			body["from"], body["to"] = args[0], args[1]
		}
	case "back", "end":
		body["from"] = state.OnAirSlot()
		if len(args) >= 1 {
			body["from"] = args[0]
		}
	case "hold", "resume":
		body["slot"] = state.OnAirSlot()
		if len(args) >= 1 {
			body["slot"] = args[0]
		}
	case "add":
		name = "add-time"
		seconds, ok := number(first(args))
		if !ok {
			return nil, &runsheet.Refusal{Reason: runsheet.BadCommand, Detail: "add takes seconds"}
		}
		body["slot"], body["by_ms"] = state.OnAirSlot(), int64(seconds*1000)
	case "standby":
		body["slot"] = first(args)
	case "message":
		body["text"] = first(args)
	default:
		return nil, &runsheet.Refusal{Reason: runsheet.UnknownCommand, Detail: what}
	}
	b, err := json.Marshal(body)
	if err != nil { // a number that is none
		return nil, &runsheet.Refusal{Reason: runsheet.BadCommand, Detail: err.Error()}
	}
	return runsheet.ParseCommand(name, b)
}

// number is a number of any of the types that controllers send.
func number(arg any) (float64, bool) {
	n := math.NaN()
	switch v := arg.(type) {
	case int32:
		n = float64(v)
	case int64:
		n = float64(v)
	case float32:
		n = float64(v)
	case float64:
		n = v
	}
	return n, math.Abs(n) < 1e6
}

func (s *Server) send(conn *net.UDPConn, to netip.AddrPort, m Message) {
	if _, err := conn.WriteToUDPAddrPort(m.Append(nil), to); err != nil && !errors.Is(err, net.ErrClosed) {
		s.log.Debug("OSC message not sent", "to", to, "error", err)
	}
}
