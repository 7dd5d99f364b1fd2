//go:build linux && !headless

package app

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"regie/runsheet"
)

// desktopServices is a bus of the test's own, with a tray, a screen saver and notifications on it as a desktop has them.
type desktopServices struct {
	address string
	conn    *dbus.Conn
	items   chan dbus.Sender
	awake   chan string
	notes   chan string
}

// RegisterStatusNotifierItem is the tray's: a program has an icon.
func (d *desktopServices) RegisterStatusNotifierItem(_ string, sender dbus.Sender) *dbus.Error {
	d.items <- sender
	return nil
}

// Inhibit is the screen saver's: a program wants it off.
func (d *desktopServices) Inhibit(who, why string) (uint32, *dbus.Error) {
	d.awake <- who + ": " + why
	return 1, nil
}

// Notify is the notifications': a program has something to say.
func (d *desktopServices) Notify(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	d.notes <- title + ": " + body
	return 1, nil
}

func openDesktopServices(t *testing.T) *desktopServices {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:dir="+t.TempDir())
	out, err := daemon.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := daemon.Start(); err != nil {
		t.Fatalf("dbus-daemon: %v", err)
	}
	t.Cleanup(func() { daemon.Process.Kill(); daemon.Wait() })
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("start a bus: %v", err)
	}
	d := &desktopServices{address: strings.TrimSpace(address), items: make(chan dbus.Sender, 10), awake: make(chan string, 10), notes: make(chan string, 10)}
	if d.conn, err = dbus.Connect(d.address); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.conn.Close() })
	for name, path := range map[string]dbus.ObjectPath{"org.kde.StatusNotifierWatcher": "/StatusNotifierWatcher", "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
		"org.freedesktop.Notifications": "/org/freedesktop/Notifications"} {
		if err := d.conn.Export(d, path, name); err != nil {
			t.Fatal(err)
		}
		if reply, err := d.conn.RequestName(name, dbus.NameFlagDoNotQueue); err != nil || reply != dbus.RequestNameReplyPrimaryOwner {
			t.Fatalf("own %s: %v %v", name, reply, err)
		}
	}
	return d
}

// tray is what the icon of a program shows: its picture, and the lines of its menu.
func (d *desktopServices) tray(item dbus.Sender) (picture string, lines []string, err error) {
	var icon dbus.Variant
	err = d.conn.Object(string(item), "/StatusNotifierItem").Call("org.freedesktop.DBus.Properties.Get", 0, "org.kde.StatusNotifierItem", "IconPixmap").Store(&icon)
	if err != nil {
		return "", nil, err
	}
	type node struct {
		ID         int32
		Properties map[string]dbus.Variant
		Children   []dbus.Variant
	}
	var revision uint32
	var root node
	err = d.conn.Object(string(item), "/StatusNotifierItem/menu").Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	if err != nil {
		return "", nil, err
	}
	for _, child := range root.Children {
		var one node
		if err := dbus.Store([]any{child.Value()}, &one); err != nil {
			return "", nil, err
		}
		if label, ok := one.Properties["label"].Value().(string); ok {
			lines = append(lines, label)
		}
	}
	return icon.String(), lines, nil
}

// On a desktop with a tray the icon says in colour and in words how the show stands, and the screen stays on while it is live. The icon
// and the notifications follow the window's language; a notification that is not wanted does not come.
func TestTrayAndScreenOfADesktop(t *testing.T) {
	d := openDesktopServices(t)
	w := openOperatorsWindow(t, d.address)
	var item dbus.Sender
	select {
	case item = <-d.items:
	case <-time.After(20 * time.Second):
		t.Fatal("no icon asks for a place in the tray")
	}
	line := 0
	// shows waits until the menu says what and the icon has another picture than before: the desktop is told of the two apart.
	shows := func(what, before string) (picture string) {
		t.Helper()
		var lines []string
		var err error
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
			if picture, lines, err = d.tray(item); err == nil && len(lines) > line && strings.Contains(lines[line], what) && picture != before {
				return picture
			}
		}
		t.Fatalf("the tray never says %q, with a picture of its own %v: %q %v", what, picture != before, lines, err)
		return ""
	}
	prepared := shows("PRÉPARATION", "")
	select {
	case why := <-d.awake:
		t.Errorf("before the show the screen is kept on: %s", why)
	default:
	}
	w.do(runsheet.Operator, "go", map[string]any{"from": "", "to": "pre-antenne"})
	live := shows("Pré-antenne", prepared)
	select {
	case <-d.awake:
	case <-time.After(20 * time.Second):
		t.Error("the screen may go dark during the show")
	}
	w.do(runsheet.Operator, "hold", map[string]any{"slot": "pre-antenne"})
	held := shows("ATTENTE", live)

	notified := func(want string) {
		t.Helper()
		select {
		case got := <-d.notes:
			if got != want {
				t.Errorf("the notification is %q, not %q", got, want)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("no notification says %q", want)
		}
	}
	ring := func(timer int) {
		t.Helper()
		w.do(runsheet.Operator, "set-timer", map[string]any{"timer": timer, "title": "Café", "length_ms": 100})
		w.do(runsheet.Operator, "start-timer", map[string]any{"timer": timer})
	}
	ring(1)
	notified("Minuteur: «\u00a0Café\u00a0»\u00a0: c'est fini.")
	w.activate(w.windowID)
	w.press("ctrl+shift+l")
	shows("HOLD", "")
	line = 2
	shows("Quit", "")
	ring(2)
	notified("Timer: “Café”: time is up.")
	w.press("ctrl+comma", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "Tab", "space", "Escape") // from the language to the tick of the timers
	w.setting(`quiet:\s+- timer\n`)
	ring(3) // nobody is told
	w.until("the third timer is over", func(s shown) bool { return len(s.Timers) == 3 && s.Timers[2].Over })
	for _, id := range []string{"first", "second"} {
		w.do(runsheet.Operator, "remind", map[string]any{"id": id, "slot": "generique", "before_ms": (6 * time.Hour).Milliseconds(), "text": id})
		select {
		case got := <-d.notes:
			if !strings.HasPrefix(got, "Reminder: ") || !strings.HasSuffix(got, id) {
				t.Errorf("the notification is %q, not the %s reminder", got, id)
			}
		case <-time.After(20 * time.Second):
			t.Errorf("nobody is told of the %s reminder", id)
		}
	}
	line = 0
	w.do(runsheet.Operator, "resume", map[string]any{"slot": "pre-antenne"})
	shows("Pré-antenne", held)

	for deadline := time.Now().Add(20 * time.Second); ; {
		w.xdotool("key", "--clearmodifiers", "--delay", "1", "ctrl+q", "Return") // on air it asks; the tray keeps no program alive
		select {
		case err := <-w.exited:
			if err != nil {
				t.Errorf("the program ended with %v", err)
			}
			w.cmd = nil
			return
		case <-time.After(time.Second):
		}
		if time.Now().After(deadline) {
			t.Fatal("the window is closed and the program runs on")
		}
	}
}
