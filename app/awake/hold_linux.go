package awake

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/godbus/dbus/v5"
)

// who and why are what the system's own screens show of us.
const (
	who = "Régie"
	why = "a show is live"
)

// hold asks both who may put the machine to sleep: logind for the machine, the desktop's screen saver for its screen.
// One of them is enough to go on: a machine without a desktop has no screen saver.
func hold(ctx context.Context) (func(), error) {
	machine, noMachine := holdMachine(ctx)
	screen, noScreen := holdScreen(ctx)
	if noMachine != nil && noScreen != nil {
		return nil, errors.Join(noMachine, noScreen)
	}
	return func() { machine(); screen() }, nil
}

// holdMachine takes an inhibitor lock: it lasts as long as its file is open, so that a killed program lets go of it.
// https://www.freedesktop.org/wiki/Software/systemd/inhibit
func holdMachine(ctx context.Context) (func(), error) {
	bus, err := dbus.ConnectSystemBus(dbus.WithContext(context.WithoutCancel(ctx)))
	if err != nil {
		return func() {}, fmt.Errorf("reach logind: %w", err)
	}
	defer bus.Close()
	var lock dbus.UnixFD
	logind := bus.Object("org.freedesktop.login1", "/org/freedesktop/login1")
	if err := logind.CallWithContext(ctx, "org.freedesktop.login1.Manager.Inhibit", 0, "sleep:idle", who, why, "block").Store(&lock); err != nil {
		return func() {}, fmt.Errorf("ask logind: %w", err)
	}
	file := os.NewFile(uintptr(lock), "inhibitor lock")
	return func() { file.Close() }, nil
}

// holdScreen lasts as long as the connection that asked.
func holdScreen(ctx context.Context) (func(), error) {
	bus, err := dbus.ConnectSessionBus(dbus.WithContext(context.WithoutCancel(ctx)))
	if err != nil {
		return func() {}, fmt.Errorf("reach the screen saver: %w", err)
	}
	saver := bus.Object("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver")
	var cookie uint32
	if err := saver.CallWithContext(ctx, "org.freedesktop.ScreenSaver.Inhibit", 0, who, why).Store(&cookie); err != nil {
		bus.Close()
		return func() {}, fmt.Errorf("ask the screen saver: %w", err)
	}
	return func() { bus.Close() }, nil
}
