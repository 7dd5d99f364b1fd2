package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"regie/runsheet"
)

// BenchmarkFanOut500 is one change of state until each of 500 watchers has it, and the same bytes from the barest
// server that can send them. Clients share the machine with the server. The pause between two changes is not counted.
func BenchmarkFanOut500(b *testing.B) {
	b.Run("regie", func(b *testing.B) {
		s := serve(b, onAirDesk(b))
		n := 0
		fanOut(b, s.addr, "/api/watch?key=key-stage", func() string {
			n++
			text := fmt.Sprintf("mot %d.", n)
			s.desk.do(b, runsheet.Operator, runsheet.SendMessage{Text: text})
			return text
		})
	})
	b.Run("bare", func(b *testing.B) {
		bare := &bareServer{clients: map[chan []byte]bool{}}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		server := &http.Server{Handler: bare, BaseContext: func(net.Listener) context.Context { return ctx }}
		ended := make(chan struct{})
		go func() { defer close(ended); server.Serve(l) }()
		defer func() { cancel(); server.Close(); <-ended }()
		n := 0
		fanOut(b, l.Addr().String(), "/", func() string {
			n++
			text := fmt.Sprintf("mot %d.", n)
			bare.send(fmt.Appendf(nil, "id: %d\ndata: %s%s\n\n", n, text, strings.Repeat(" ", 400)))
			return text
		})
	})
}

type bareServer struct {
	mu      sync.Mutex
	clients map[chan []byte]bool
}

func (s *bareServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := make(chan []byte, 4)
	s.mu.Lock()
	s.clients[c] = true
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "data: hello\n\n")
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
}

func (s *bareServer) send(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.clients {
		c <- b
	}
}

// fanOut connects 500 clients and times change, which gives the text that each of them must then receive.
func fanOut(b *testing.B, addr, path string, change func() string) {
	const clients = 500
	type arrival struct {
		line []byte
		at   time.Time
	}
	arrivals := make(chan arrival, 4*clients)
	var readers sync.WaitGroup
	var lines []net.Conn
	for range clients {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			b.Fatal(err)
		}
		lines = append(lines, c)
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path)
		readers.Go(func() {
			for s := bufio.NewScanner(c); s.Scan(); {
				if bytes.HasPrefix(s.Bytes(), []byte("data: ")) {
					arrivals <- arrival{bytes.Clone(s.Bytes()), time.Now()}
				}
			}
		})
	}
	for range clients {
		<-arrivals // everybody has the present
	}
	var took, last []time.Duration
	for b.Loop() {
		time.Sleep(120 * time.Millisecond) // past the beat, so that the change is alone
		start := time.Now()
		text := []byte(change())
		slowest := time.Duration(0)
		for n := 0; n < clients; {
			a := <-arrivals
			if !bytes.Contains(a.line, text) {
				continue
			}
			n++
			d := a.at.Sub(start)
			took = append(took, d)
			slowest = max(slowest, d)
		}
		last = append(last, slowest)
	}
	for _, c := range lines {
		c.Close()
	}
	readers.Wait()
	slices.Sort(took)
	slices.Sort(last)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(took[len(took)/2]), "p50-ms")
	b.ReportMetric(ms(took[len(took)*99/100]), "p99-ms")
	b.ReportMetric(ms(last[len(last)/2]), "last-p50-ms")
	b.ReportMetric(ms(last[len(last)-1]), "last-worst-ms")
}

// BenchmarkEncode is what one change costs for a role when thousands of questions have been asked.
func BenchmarkEncode(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		d := onAirDesk(b)
		entry := runsheet.Entry{Seq: d.state.Seq, At: d.now()}
		for i := range n {
			entry.Seq++
			entry.Fact = runsheet.Asked{
				ID: runsheet.QuestionID(fmt.Sprintf("q%d", i)), Status: runsheet.Incoming, Slot: "s3",
				Text: fmt.Sprintf("Question numéro %d : comment reconnaître un texte écrit par une machine ?", i),
			}
			d.state = runsheet.Apply(d.state, entry)
		}
		s := serve(b, d)
		for _, role := range []runsheet.Role{runsheet.Operator, runsheet.StageRole, runsheet.Audience} {
			b.Run(fmt.Sprintf("%s/%d", role, n), func(b *testing.B) {
				for b.Loop() {
					rec := newRecorder()
					r, _ := http.NewRequest("GET", "http://localhost/api/state?key="+testKeys[role], nil)
					s.server.Handler().ServeHTTP(rec, r)
					b.SetBytes(int64(rec.body.Len()))
				}
			})
		}
	}
}
