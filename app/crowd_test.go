//go:build linux && !headless

package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"regie/runsheet"
)

// crowd is a desk in a process of its own, or the barest server that can send the same, with pages connected to it.
type crowd struct {
	t     testing.TB
	addr  string
	pid   int
	keys  map[runsheet.Role]string
	pages []net.Conn
	// heard gets the moment at which each page has a line that holds wanted.
	wanted atomic.Pointer[[]byte]
	heard  chan time.Time
	read   sync.WaitGroup
}

// bareEnv makes the test's own program the bare server.
const bareEnv = "REGIE_BARE_SERVER"

func TestBareServer(t *testing.T) {
	if os.Getenv(bareEnv) == "" {
		t.Skip("only as a process of its own")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	clients := map[chan []byte]bool{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/watch", func(w http.ResponseWriter, r *http.Request) {
		c := make(chan []byte, 4)
		mu.Lock()
		clients[c] = true
		mu.Unlock()
		w.Header().Set("Content-Type", "text/event-stream")
		io.WriteString(w, "data: hello\n\n")
		w.(http.Flusher).Flush()
		for {
			select {
			case <-r.Context().Done():
				return
			case b := <-c:
				w.Write(b)
				w.(http.Flusher).Flush()
			}
		}
	})
	mux.HandleFunc("POST /say", func(w http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		b := fmt.Appendf(nil, "id: 1\ndata: %s%s\n\n", text, strings.Repeat(" ", 120))
		mu.Lock()
		defer mu.Unlock()
		for c := range clients {
			c <- b
		}
	})
	fmt.Printf("BARE %s\n", l.Addr())
	http.Serve(l, mux)
}

// sheetOf writes a run sheet of so many slots.
func sheetOf(t testing.TB, slots int) string {
	path := filepath.Join(t.TempDir(), "foule.csv")
	var b strings.Builder
	b.WriteString("Numéro;Titre;Durée\n")
	for i := range slots {
		fmt.Fprintf(&b, "%d;Séquence-%04d-fin;5 min\n", i+1, i+1)
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// start runs a server process; its first line that begins so says where it is.
func start(t testing.TB, cmd *exec.Cmd, first string) string {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Signal(os.Interrupt); cmd.Process.Kill(); cmd.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), first) {
			line := lines.Text()
			go io.Copy(io.Discard, out)
			return line
		}
	}
	t.Fatal("the server does not begin")
	return ""
}

func serveCrowd(t testing.TB, bin string) *crowd {
	home := t.TempDir()
	cmd := exec.Command(bin, "serve", sheetOf(t, 200), "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", filepath.Join(home, "foule.regie"))
	cmd.Env = append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	var line struct {
		Address string
		Keys    map[runsheet.Role]string
	}
	if err := json.Unmarshal([]byte(start(t, cmd, "{")), &line); err != nil {
		t.Fatal(err)
	}
	return &crowd{t: t, addr: strings.TrimPrefix(line.Address, "http://"), keys: line.Keys, pid: cmd.Process.Pid, heard: make(chan time.Time, 1<<15)}
}

func bareCrowd(t testing.TB) *crowd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestBareServer$")
	cmd.Env = append(os.Environ(), bareEnv+"=1")
	addr := strings.TrimPrefix(start(t, cmd, "BARE "), "BARE ")
	return &crowd{t: t, addr: addr, keys: map[runsheet.Role]string{}, pid: cmd.Process.Pid, heard: make(chan time.Time, 1<<15)}
}

// connect brings n pages, a few hundred at a time, and returns when each has the present.
func (c *crowd) connect(n int) {
	c.t.Helper()
	present := []byte("data: ")
	c.wanted.Store(&present)
	for len(c.pages) < n {
		batch := min(250, n-len(c.pages))
		for range batch {
			line, err := net.Dial("tcp", c.addr)
			if err != nil {
				c.t.Fatalf("page %d: %v", len(c.pages), err)
			}
			fmt.Fprintf(line, "GET /api/watch?key=%s HTTP/1.1\r\nHost: localhost\r\n\r\n", c.keys[runsheet.Audience])
			c.pages = append(c.pages, line)
			c.read.Go(func() {
				for in := bufio.NewScanner(line); in.Scan(); {
					if bytes.HasPrefix(in.Bytes(), present) && bytes.Contains(in.Bytes(), *c.wanted.Load()) {
						c.heard <- time.Now()
					}
				}
			})
		}
		c.await(batch)
	}
	c.t.Cleanup(func() {
		for _, line := range c.pages {
			line.Close()
		}
		c.read.Wait()
	})
}

func (c *crowd) await(n int) []time.Time {
	c.t.Helper()
	at := make([]time.Time, 0, n)
	late := time.After(60 * time.Second)
	for len(at) < n {
		select {
		case now := <-c.heard:
			at = append(at, now)
		case <-late:
			c.t.Fatalf("%d of %d pages have heard", len(at), n)
		}
	}
	return at
}

func (c *crowd) post(client *http.Client, path, body string, role runsheet.Role) (int, string) {
	r, err := http.NewRequest("POST", "http://"+c.addr+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.keys[role])
	w, err := client.Do(r)
	if err != nil {
		c.t.Error(err)
		return 0, ""
	}
	defer w.Body.Close()
	b, _ := io.ReadAll(w.Body)
	return w.StatusCode, string(b)
}

// cpu is the processor time that the server has used.
func (c *crowd) cpu() time.Duration {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(b), ") ")
	f := strings.Fields(after)
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func (c *crowd) rss() int {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.pid))
	for line := range strings.Lines(string(b)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			kB, _ := strconv.Atoi(f[1])
			return kB
		}
	}
	return 0
}

// ask sends n questions over 32 lines at once and gives how long each took until it was thanked for.
func (c *crowd) ask(n int) (took []time.Duration, whole time.Duration) {
	c.t.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	var lines sync.WaitGroup
	next := atomic.Int64{}
	start := time.Now()
	for range 32 {
		lines.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				// Words that no two questions share, so that none is taken for a copy of another.
				body := fmt.Sprintf(`{"id":"q%d","text":"%x %x %x : comment ?"}`, i, uint32(i)*2654435761, uint32(i)*2246822519, uint32(i)*3266489917)
				sent := time.Now()
				status, answer := c.post(client, "/api/do/ask", body, runsheet.Moderator)
				d := time.Since(sent)
				if status != 200 { // a question is thanked for when it is on the disk, and not before
					c.t.Errorf("question %d: %d %s", i, status, answer)
					return
				}
				mu.Lock()
				took = append(took, d)
				mu.Unlock()
			}
		})
	}
	lines.Wait()
	return took, time.Since(start)
}

// roomFor lowers n to the lines that this machine lets one process have, and says so.
func roomFor(t testing.TB, n int) int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) == nil && limit.Max != 0 {
		limit.Cur = limit.Max
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	}
	if most := int(min(limit.Cur, 1<<20)) - 300; most < n {
		t.Logf("%d pages instead of %d: this machine allows %d files", most, n, limit.Cur)
		return most
	}
	return n
}

// Two thousand pages are connected while questions arrive: every question is kept once, and every page has each change.
func TestTwoThousandPages(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole hall")
	}
	n := roomFor(t, 2000)
	c := serveCrowd(t, buildProgram(t))
	c.connect(n)
	const questions = 400
	asked := make(chan []time.Duration, 1)
	go func() { took, _ := c.ask(questions); asked <- took }()
	from := ""
	for i := 1; i <= 3; i++ {
		title := fmt.Appendf(nil, "Séquence-%04d-fin", i)
		c.wanted.Store(&title)
		to := c.next(from)
		if status, answer := c.post(http.DefaultClient, "/api/do/go", fmt.Sprintf(`{"from":%q,"to":%q}`, from, to), runsheet.Operator); status != 200 {
			t.Fatalf("go: %d %s", status, answer)
		}
		c.await(n)
		from = to
		time.Sleep(400 * time.Millisecond) // two GO within 300 ms are one
	}
	if took := <-asked; len(took) != questions {
		t.Fatalf("%d of %d questions were thanked for", len(took), questions)
	}
	_, body, err := httpCall(t.Context(), "GET", "http://"+c.addr+"/api/state", c.keys[runsheet.Moderator], nil)
	var state struct {
		Questions []struct{ ID string }
	}
	if err != nil || json.Unmarshal(body, &state) != nil {
		t.Fatalf("state: %v %.100s", err, body)
	}
	ids := map[string]bool{}
	for _, q := range state.Questions {
		ids[q.ID] = true
	}
	if len(ids) != questions || len(state.Questions) != questions {
		t.Errorf("%d questions, %d of them different, %d were asked", len(state.Questions), len(ids), questions)
	}
}

// next is the slot on standby.
func (c *crowd) next(from string) string {
	c.t.Helper()
	_, body, err := httpCall(c.t.Context(), "GET", "http://"+c.addr+"/api/state", c.keys[runsheet.Operator], nil)
	var s struct {
		Standby *struct{ ID string }
	}
	if err != nil || json.Unmarshal(body, &s) != nil || s.Standby == nil {
		c.t.Fatalf("nothing behind %q: %v %.200s", from, err, body)
	}
	return s.Standby.ID
}

// BenchmarkCrowd is one change until the last page has it, beside the barest server in the same run, and questions
// accepted durably while the pages are connected. Pages share the machine with the server.
func BenchmarkCrowd(b *testing.B) {
	bin := buildProgram(b)
	sizes := []int{2000, 10_000}
	for _, want := range sizes {
		for _, what := range []string{"regie", "bare"} {
			b.Run(fmt.Sprintf("%s/%d", what, want), func(b *testing.B) {
				n := roomFor(b, want)
				var c *crowd
				if what == "regie" {
					c = serveCrowd(b, bin)
				} else {
					c = bareCrowd(b)
				}
				empty := c.rss()
				c.connect(n)
				full := c.rss()
				var took, last []time.Duration
				from, rounds, before := "", 0, c.cpu()
				for b.Loop() {
					rounds++
					text := fmt.Appendf(nil, "Séquence-%04d-fin", rounds)
					c.wanted.Store(&text)
					to := ""
					if what == "regie" {
						to = c.next(from)
					}
					time.Sleep(400 * time.Millisecond)
					start := time.Now()
					if what == "regie" {
						c.post(http.DefaultClient, "/api/do/go", fmt.Sprintf(`{"from":%q,"to":%q}`, from, to), runsheet.Operator)
					} else {
						c.post(http.DefaultClient, "/say", string(text), "")
					}
					slowest := time.Duration(0)
					for _, at := range c.await(n) {
						d := at.Sub(start)
						took, slowest = append(took, d), max(slowest, d)
					}
					last = append(last, slowest)
					from = to
				}
				used := c.cpu() - before
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(ms(took, .5), "p50-ms")
				b.ReportMetric(ms(took, .99), "p99-ms")
				b.ReportMetric(ms(last, .5), "last-p50-ms")
				b.ReportMetric(float64(slices.Max(last).Microseconds())/1000, "last-max-ms")
				b.ReportMetric(float64(used.Microseconds())/float64(rounds*n), "cpu-µs/page")
				b.ReportMetric(float64(full-empty)/float64(n), "KiB/page")
				if what == "regie" && want == sizes[0] {
					asked, whole := c.ask(3000)
					b.ReportMetric(float64(len(asked))/whole.Seconds(), "questions/s")
					b.ReportMetric(ms(asked, .99), "question-p99-ms")
				}
			})
		}
	}
}
