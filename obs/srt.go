package obs

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"time"
)

const (
	srtHeader = 16 // bytes of a packet's
	srtHello  = 64 // bytes of a caller's first packet, with its header
	srtAgain  = 250 * time.Millisecond
	// The words of SRT's handshake. A listener keeps nothing of a caller that never goes beyond the first one.
	srtHandshake = 0x80000000
	srtVersion   = 4 // of the first word, whatever comes later
	srtAny       = 2 // any sort of data
	srtInduction = 1
)

// calls says whether OBS would be the one to call an SRT server: only then somebody must be there before.
func calls(u *url.URL) bool {
	mode := u.Query().Get("mode")
	return u.Scheme == "srt" && u.Port() != "" && (mode == "" || mode == "caller")
}

// greet says an SRT caller's first word and returns once it is answered.
func greet(ctx context.Context, address string) error {
	c, err := (&net.Dialer{}).DialContext(ctx, "udp", address)
	if err != nil {
		return err
	}
	defer c.Close()
	me := rand.Uint32() | 1
	hello := make([]byte, srtHello)
	for at, word := range map[int]uint32{0: srtHandshake, 16: srtVersion, 20: srtAny, 24: rand.Uint32() >> 1, 28: 1500, 32: 8192, 36: srtInduction, 40: me} {
		binary.BigEndian.PutUint32(hello[at:], word)
	}
	answer := make([]byte, 1500)
	for ctx.Err() == nil {
		if _, err := c.Write(hello); err != nil {
			return err
		}
		c.SetReadDeadline(time.Now().Add(srtAgain))
		n, err := c.Read(answer)
		switch slow, is := err.(net.Error); {
		case err == nil && n >= srtHeader && binary.BigEndian.Uint32(answer) == srtHandshake && binary.BigEndian.Uint32(answer[12:]) == me:
			return nil
		case err != nil && (!is || !slow.Timeout()):
			return err
		}
	}
	return fmt.Errorf("no answer over SRT: %w", ctx.Err())
}
