//go:build linux

package realobs

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"regie/obs/realobs/bare"
)

const (
	startLimit = 60 * time.Second // on a busy machine; usually 1 to 2 s
	quitLimit  = 20 * time.Second // a normal close takes some 2 s, on a busy machine more
)

// ErrHung says that OBS did not end when it was asked to, and was killed: its own close can hang.
var ErrHung = errors.New("process had to be killed")

// Studio is a running OBS. Its methods are for one goroutine.
type Studio struct {
	config  Config
	home    string
	port    int
	display string
	xvfb    *process
	obs     *process // nil while OBS is down
}

// Missing names the Debian packages without which there is no OBS here; empty when all is well.
func Missing() []string {
	var missing []string
	for program, pkg := range map[string]string{"obs": "obs-studio", "Xvfb": "xvfb", "ffmpeg": "ffmpeg"} {
		if _, err := exec.LookPath(program); err != nil {
			missing = append(missing, pkg)
		}
	}
	return missing
}

// ForTest starts an OBS and ends it with the test. Where OBS is not installed the test fails, because a suite that is
// green without having met OBS says nothing; WithoutOBS=1 admits that on purpose.
func ForTest(t testing.TB, c Config) *Studio {
	t.Helper()
	if os.Getenv(WithoutOBS) == "1" {
		t.Skipf("%s=1: not tested against a real OBS", WithoutOBS)
	}
	if missing := Missing(); len(missing) > 0 {
		t.Fatalf("no real OBS here: install %s (apt-get install --no-install-recommends %s), or set %s=1 to go without",
			strings.Join(missing, " and "), Packages, WithoutOBS)
	}
	s, err := Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("OBS's log ends with\n" + s.Log())
		}
		s.Close()
	})
	return s
}

// Start makes a home directory, a display and an OBS in it, and returns once OBS takes requests.
func Start(ctx context.Context, c Config) (_ *Studio, err error) {
	s := &Studio{config: c.orDefaults()}
	defer func() {
		if err != nil {
			s.Close()
			err = fmt.Errorf("start OBS: %w", err)
		}
	}()
	if s.home, err = os.MkdirTemp("", "regie-obs-"); err != nil {
		return nil, err
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	if err := writeHome(s.home, s.port, s.config); err != nil {
		return nil, err
	}
	if err := s.startDisplay(); err != nil {
		return nil, err
	}
	if err := s.Restart(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// freePort finds one below those that the system gives to outgoing connections: OBS takes it later, and again after each
// restart, and nobody must have come in between.
func freePort() (int, error) {
	for range 100 {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", 15_000+rand.IntN(15_000)))
		if err != nil {
			continue
		}
		defer l.Close()
		return l.Addr().(*net.TCPAddr).Port, nil
	}
	return 0, errors.New("no free port from 15000 to 30000")
}

// startDisplay lets Xvfb choose a free display and tell which.
func (s *Studio) startDisplay() error {
	told, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer told.Close()
	cmd := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", "640x360x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{tell}
	s.xvfb, err = start(cmd, filepath.Join(s.home, "xvfb.log"))
	tell.Close()
	if err != nil {
		return err
	}
	told.SetReadDeadline(time.Now().Add(startLimit))
	number, err := bufio.NewReader(told).ReadString('\n')
	if err != nil {
		return fmt.Errorf("no display from Xvfb: %w\n%s", err, tail(filepath.Join(s.home, "xvfb.log")))
	}
	s.display = ":" + strings.TrimSpace(number)
	return nil
}

// Restart starts OBS in the same home, on the same port, and returns once it takes requests. It must be down.
func (s *Studio) Restart(ctx context.Context) error {
	if s.obs != nil {
		panic("realobs: Restart while OBS runs")
	}
	os.RemoveAll(filepath.Join(s.home, ".config/obs-studio/.sentinel")) // else OBS 30 and later ask about a safe mode
	cmd, err := s.command()
	if err != nil {
		return err
	}
	cmd.Env = environment(s.home, s.display)
	if s.obs, err = start(cmd, filepath.Join(s.home, "obs.log")); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startLimit)
	defer cancel()
	for s.knock(ctx) != nil {
		select {
		case <-s.obs.ended:
			return fmt.Errorf("OBS ended while starting:\n%s", s.Log())
		case <-ctx.Done():
			return fmt.Errorf("OBS does not answer: %w\n%s", ctx.Err(), s.Log())
		case <-time.After(30 * time.Millisecond):
		}
	}
	return nil
}

func (s *Studio) knock(ctx context.Context) error {
	c, err := bare.Dial(ctx, s.Addr(), s.Password(), 0, nil)
	if err != nil {
		return err
	}
	defer c.Close()
	_, err = c.Request(ctx, "GetSceneList", nil)
	return err
}

// Addr is host:port of obs-websocket.
func (s *Studio) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// Password is obs-websocket's.
func (s *Studio) Password() string { return s.config.Password }

// Home is where OBS keeps its settings and its recordings.
func (s *Studio) Home() string { return s.home }

// Pid is OBS's; it must be up.
func (s *Studio) Pid() int { return s.obs.pid }

// Log is the end of what OBS wrote, with the times where it got as far as a log of its own.
func (s *Studio) Log() string {
	if files, _ := filepath.Glob(filepath.Join(s.home, ".config/obs-studio/logs/*.txt")); len(files) > 0 {
		return tail(slices.Max(files)) // they are named by their beginning
	}
	return tail(filepath.Join(s.home, "obs.log"))
}

// Touch takes a scene as a hand in OBS does, and returns once OBS has agreed.
func (s *Studio) Touch(ctx context.Context, scene string) error {
	_, err := s.request(ctx, "SetCurrentProgramScene", map[string]string{"sceneName": scene})
	return err
}

// SetStudioMode switches studio mode on or off.
func (s *Studio) SetStudioMode(ctx context.Context, on bool) error {
	_, err := s.request(ctx, "SetStudioModeEnabled", map[string]bool{"studioModeEnabled": on})
	return err
}

// Load loads another scene collection, SetProfile another profile; both return once OBS has done it.
func (s *Studio) Load(ctx context.Context, collection string) error {
	_, err := s.request(ctx, "SetCurrentSceneCollection", map[string]string{"sceneCollectionName": collection})
	return err
}

func (s *Studio) SetProfile(ctx context.Context, name string) error {
	_, err := s.request(ctx, "SetCurrentProfile", map[string]string{"profileName": name})
	return err
}

// SetPassword changes what OBS asks for from its next Restart on.
func (s *Studio) SetPassword(password string) { s.config.Password = password }

func (s *Studio) request(ctx context.Context, kind string, data any) (json.RawMessage, error) {
	c, err := bare.Dial(ctx, s.Addr(), s.Password(), 0, nil)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.Request(ctx, kind, data)
}

// Kill ends OBS as a crash does.
func (s *Studio) Kill() error {
	return s.end(syscall.SIGKILL)
}

// Quit closes OBS normally. While it streams or records it would ask in a window that nobody sees, and is killed.
func (s *Studio) Quit() error {
	return s.end(syscall.SIGINT)
}

// Freeze stops OBS where it stands, with its connections open; Thaw lets it go on.
func (s *Studio) Freeze() error { return s.obs.signal(syscall.SIGSTOP) }

// Thaw ends Freeze.
func (s *Studio) Thaw() error { return s.obs.signal(syscall.SIGCONT) }

func (s *Studio) end(sig syscall.Signal) error {
	err := s.obs.end(sig)
	s.obs = nil
	return err
}

// Close ends OBS and the display, whatever state they are in, and removes the home.
func (s *Studio) Close() {
	if s.obs != nil {
		s.obs.end(syscall.SIGINT)
		s.obs = nil
	}
	if s.xvfb != nil {
		s.xvfb.end(syscall.SIGTERM)
		s.xvfb = nil
	}
	os.RemoveAll(s.home)
}

// process is a child that dies with us, even when we are killed.
type process struct {
	pid   int
	ended chan struct{}
}

func start(cmd *exec.Cmd, log string) (*process, error) {
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Pdeathsig = true, syscall.SIGKILL
	p := &process{ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		// Pdeathsig follows the thread that started the child, so this one is kept until the child has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(p.ended)
		err := cmd.Start()
		if err == nil {
			p.pid = cmd.Process.Pid
		}
		started <- err
		if err == nil {
			cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) signal(sig syscall.Signal) error { return syscall.Kill(p.pid, sig) }

// end signals, waits, and kills what does not listen.
func (p *process) end(sig syscall.Signal) error {
	select {
	case <-p.ended:
		return errors.New("process had ended before")
	default:
	}
	p.signal(sig)
	p.signal(syscall.SIGCONT) // a frozen process hears nothing else
	select {
	case <-p.ended:
		return nil
	case <-time.After(quitLimit):
	}
	p.signal(syscall.SIGKILL)
	<-p.ended
	return ErrHung
}

func tail(path string) string {
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4000):])
}
