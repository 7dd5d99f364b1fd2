package awake

import (
	"bufio"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// system is a bus of the test's own with a logind and a screen saver on it, which count who asks.
type system struct {
	asked  chan string
	locked chan [2]*os.File // logind's end of each lock, which reads its end when the other is let go of, and ours
}

func (s system) Inhibit(what, who, why, mode string) (dbus.UnixFD, *dbus.Error) {
	ours, theirs, err := os.Pipe()
	if err != nil {
		return 0, dbus.MakeFailedError(err)
	}
	s.asked <- strings.Join([]string{what, who, why, mode}, ", ")
	s.locked <- [2]*os.File{ours, theirs}
	return dbus.UnixFD(theirs.Fd()), nil
}

type saver struct{ asked chan string }

func (s saver) Inhibit(who, why string) (uint32, *dbus.Error) {
	s.asked <- who + ", " + why
	return 7, nil
}

func ownBus(t *testing.T) string {
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+t.TempDir())
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = daemon.Process.Kill(); _ = daemon.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("start a bus: %v", err)
	}
	return strings.TrimSpace(address)
}

func receive[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("no %s", what)
		panic("unreachable")
	}
}

// On a real bus: both are asked, the lock is let go of, and the wish of the screen ends with its connection.
func TestHoldOnABus(t *testing.T) {
	address := ownBus(t)
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	bus, err := dbus.Connect(address)
	if err != nil {
		t.Fatal(err)
	}
	defer bus.Close()
	logind := system{make(chan string, 1), make(chan [2]*os.File, 1)}
	screen := saver{make(chan string, 1)}
	for _, e := range []struct {
		object    any
		path      dbus.ObjectPath
		name, bus string
	}{
		{logind, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "org.freedesktop.login1"},
		{screen, "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"},
	} {
		if err := bus.Export(e.object, e.path, e.name); err != nil {
			t.Fatal(err)
		}
		if _, err := bus.RequestName(e.bus, dbus.NameFlagDoNotQueue); err != nil {
			t.Fatal(err)
		}
	}

	k := New(slog.New(slog.DiscardHandler))
	over := make(chan struct{})
	go func() { k.Run(t.Context()); close(over) }()
	k.Keep(true)
	if got := receive(t, logind.asked, "call to logind"); got != "sleep:idle, Régie, a show is live, block" {
		t.Errorf("logind was asked for %q", got)
	}
	if got := receive(t, screen.asked, "call to the screen saver"); got != "Régie, a show is live" {
		t.Errorf("the screen saver was asked for %q", got)
	}
	both := receive(t, logind.locked, "lock")
	lock := both[0]
	defer lock.Close()
	both[1].Close() // it was sent before the screen saver was asked; the keeper has its own now
	freed := make(chan error, 1)
	go func() { _, err := io.ReadAll(lock); freed <- err }()
	select {
	case <-freed:
		t.Fatal("the lock was let go of at once")
	case <-time.After(100 * time.Millisecond):
	}
	k.Keep(false)
	if err := receive(t, freed, "release"); err != nil {
		t.Error(err)
	}
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent")
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	if _, err := hold(t.Context()); err == nil || !strings.Contains(err.Error(), "logind") || !strings.Contains(err.Error(), "screen saver") {
		t.Errorf("without a bus: %v", err)
	}
}
