package osc

import (
	"context"
	"fmt"
	"maps"
	"math"
	"net"
	"net/netip"
	"slices"
	"time"

	"regie/runsheet"
)

// follow takes a controller in, or keeps it for longer. It is then told everything once.
func (s *Server) follow(from netip.AddrPort, key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, there := s.followers[from]
	if !there && len(s.followers) >= mostFollowers {
		return
	}
	f.key, f.until, f.last = key, time.Now().Add(followTime), nil
	s.followers[from] = f
}

// tick is how often followers are looked after: a second's digit is late by a quarter of one at most.
const tick = 250 * time.Millisecond

// feed tells followers what changed, and the seconds as they pass.
func (s *Server) feed(ctx context.Context, conn *net.UDPConn) {
	states := s.desk.Watch(ctx)
	beat := time.NewTicker(tick)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case _, open := <-states:
			if !open {
				return
			}
		case <-beat.C:
		}
		s.tell(conn)
	}
}

func (s *Server) tell(conn *net.UDPConn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.followers) == 0 {
		return
	}
	state, now := s.desk.State(), s.desk.Now()
	for to, f := range s.followers {
		// A key that was revoked tells nothing more.
		role, _, known := s.open(f.key)
		if !known || time.Now().After(f.until) {
			delete(s.followers, to)
			continue
		}
		if f.last == nil {
			f.last = map[string]string{}
		}
		shown := feedback(state, now, role)
		for _, address := range slices.Sorted(maps.Keys(shown)) {
			said := fmt.Sprint(shown[address])
			if was, told := f.last[address]; told && was == said {
				continue
			}
			f.last[address] = said
			s.send(conn, to, Message{address, []any{shown[address]}})
		}
		s.followers[to] = f
	}
}

// feedback is what a role of the staff is told, by address.
func feedback(state runsheet.State, now runsheet.Moment, role runsheet.Role) map[string]any {
	c := state.Clock(now)
	slot, _ := state.Show.Slot(state.OnAirSlot())
	told := map[string]any{
		"/regie/mode":         string(state.Mode),
		"/regie/onair/title":  slot.Title,
		"/regie/onair/number": slot.Number,
		"/regie/onair/held":   c.OnAir && c.Held,
		"/regie/onair/over":   c.OnAir && c.Over,
		"/regie/onair/clock":  "",
		"/regie/onair/left":   int32(0),
		"/regie/message":      state.Message,
	}
	if c.OnAir && c.Length > 0 {
		left := seconds(c.Left)
		told["/regie/onair/left"], told["/regie/onair/clock"] = left, clock(left)
	}
	if role == runsheet.Operator || role == runsheet.Observer || role == runsheet.Animator {
		next, _ := state.Show.Slot(state.Standby)
		told["/regie/standby/title"], told["/regie/standby/number"] = next.Title, next.Number
		told["/regie/late"] = seconds(c.Late)
	}
	return told
}

// seconds rounds as the screens do: a countdown shows 0 when nothing is left, and not a second earlier.
func seconds(d time.Duration) int32 { return int32(math.Ceil(d.Seconds())) }

// clock is seconds as the screens write them.
func clock(left int32) string {
	sign := ""
	if left < 0 {
		sign, left = "+", -left
	}
	if left >= 3600 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, left/3600, left/60%60, left%60)
	}
	return fmt.Sprintf("%s%02d:%02d", sign, left/60, left%60)
}
