package app

import (
	"encoding/binary"
	"net"
	"strconv"
	"testing"
	"time"

	"regie/runsheet"
)

// ntpTime is a moment as NTP counts, in seconds since 1900 and their parts, 32 bits each.
func ntpTime(t time.Time) uint64 {
	const from1900 = 2_208_988_800
	return uint64(t.Unix()+from1900)<<32 | uint64(t.Nanosecond())<<32/1_000_000_000
}

// timeServer answers every question with the right time plus ahead; change may spoil the answer, and a nil answer is none.
func timeServer(t *testing.T, ahead time.Duration, change func([]byte) []byte) string {
	t.Helper()
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { c.Close(); <-done })
	go func() {
		defer close(done)
		question := make([]byte, 512)
		for {
			n, from, err := c.ReadFrom(question)
			if err != nil {
				return
			}
			if n < 48 {
				continue
			}
			answer := make([]byte, 48)
			answer[0], answer[1] = 4<<3|4, 2 // version 4, a server; stratum 2
			now := time.Now().Add(ahead)
			binary.BigEndian.PutUint64(answer[16:], ntpTime(now.Add(-time.Minute)))
			copy(answer[24:32], question[40:48])
			binary.BigEndian.PutUint64(answer[32:], ntpTime(now))
			binary.BigEndian.PutUint64(answer[40:], ntpTime(now))
			if answer = change(answer); answer != nil {
				c.WriteTo(answer, from)
			}
		}
	}()
	return "ntp://" + c.LocalAddr().String()
}

func TestCompareWithATimeServer(t *testing.T) {
	as := func(b []byte) []byte { return b }
	for name, tc := range map[string]struct {
		ahead  time.Duration
		change func([]byte) []byte
		want   string
		weight runsheet.Weight
	}{
		"right":          {0, as, "preflight.clock.right", runsheet.Fine},
		"behind us":      {-40 * time.Second, as, "preflight.clock.off", runsheet.Blocking},
		"an hour ahead":  {time.Hour, as, "preflight.clock.off", runsheet.Blocking},
		"silent":         {0, func([]byte) []byte { return nil }, "preflight.clock.failed", runsheet.Noted},
		"too short":      {0, func(b []byte) []byte { return b[:20] }, "preflight.clock.failed", runsheet.Noted},
		"kiss of death":  {0, func(b []byte) []byte { b[1] = 0; copy(b[12:], "RATE"); return b }, "preflight.clock.failed", runsheet.Noted},
		"not in step":    {0, func(b []byte) []byte { b[0] |= 3 << 6; return b }, "preflight.clock.failed", runsheet.Noted},
		"another's word": {0, func(b []byte) []byte { b[24] ^= 0xff; return b }, "preflight.clock.failed", runsheet.Noted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := compareClocks(t.Context(), timeServer(t, tc.ahead, tc.change), time.Now)
			if f.Code != tc.want || f.Weight != tc.weight || f.Args["server"] == "" {
				t.Fatalf("%+v, want %s", f, tc.want)
			}
			if f.Weight != runsheet.Blocking {
				return
			}
			off, err := strconv.ParseFloat(f.Args["offset"], 64)
			if err != nil || (time.Duration(off*float64(time.Second))+tc.ahead).Abs() > 2*time.Second {
				t.Errorf("our clock is said to be %s s ahead, it is %v behind", f.Args["offset"], tc.ahead)
			}
		})
	}
}
