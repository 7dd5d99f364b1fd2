//go:build linux

package realobs

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"
)

// SwallowerForTest is the address of an RTMP server that swallows packets, as a firewall does or a host that is gone: no
// connection to it comes about, and nothing says so. It is a socket whose queue of connections is full.
func SwallowerForTest(t testing.TB) (server string) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address := fmt.Sprintf("127.0.0.1:%d", bound.(*syscall.SockaddrInet4).Port)
	for range 10 {
		c, err := net.DialTimeout("tcp", address, 500*time.Millisecond)
		if err != nil {
			return "rtmp://" + address + "/live"
		}
		t.Cleanup(func() { c.Close() })
	}
	t.Fatal("the queue of connections is never full")
	return ""
}
