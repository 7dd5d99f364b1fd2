package sources

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"regie/runsheet"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// box keeps what was put.
type box struct {
	mu  sync.Mutex
	got []Message
	err error
}

func (b *box) put(_ context.Context, m Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return b.err
	}
	b.got = append(b.got, m)
	return nil
}

func (b *box) texts() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := []string{}
	for _, m := range b.got {
		all = append(all, m.Author+": "+m.Text)
	}
	return strings.Join(all, " | ")
}

// hear is what a Reader tells in a test.
func (b *box) hear(live func(), spent func(Quota)) Heard {
	if live == nil {
		live = func() {}
	}
	if spent == nil {
		spent = func(Quota) {}
	}
	return Heard{Live: live, Spent: spent, Message: func(m Message) { b.put(context.Background(), m) }}
}

// scripted is a Reader whose lives follow each other.
type scripted struct {
	mu    sync.Mutex
	lives []func(context.Context, Heard) error
	runs  int
}

func (s *scripted) Read(ctx context.Context, h Heard) error {
	s.mu.Lock()
	life := s.lives[min(s.runs, len(s.lives)-1)]
	s.runs++
	s.mu.Unlock()
	return life(ctx, h)
}

func wait(ctx context.Context, h Heard) error { h.Live(); <-ctx.Done(); return ctx.Err() }

func TestRoomComesBackWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Duration
		start := time.Now()
		fails := func(context.Context, Heard) error { at = append(at, time.Since(start)); return errors.New("gone") }
		s := &scripted{lives: []func(context.Context, Heard) error{fails, fails, fails, fails, fails, fails, fails, fails, fails, wait}}
		r := New(Config{Put: (&box{}).put})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		id, err := r.Add("twitch", "salle", s, true)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for i := 1; i < len(at); i++ {
			pause, want := at[i]-at[i-1], min(firstPause<<(i-1), lastPause)
			if pause < want/2 || pause > want*3/2 {
				t.Errorf("pause %d was %v, about %v wanted", i, pause, want)
			}
		}
		if st := r.Statuses()[0]; st.Light != Live || st.ID != id || len(at) != 9 {
			t.Errorf("%+v after %d tries", st, len(at))
		}
		if _, err := r.Add("twitch", "salle", s, true); !errors.Is(err, ErrKnown) {
			t.Errorf("added twice: %v", err)
		}
		cancel()
		<-done
	})
}

func TestRoomHaltsAndWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		halts := func(context.Context, Heard) error { tries++; return &Stopped{errors.New("no such video")} }
		quota := func(context.Context, Heard) error { return &Later{time.Hour, errors.New("quota")} }
		panics := func(context.Context, Heard) error { panic("a line that nobody expected") }
		r := New(Config{Put: (&box{}).put})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		a, _ := r.Add("youtube", "a", &scripted{lives: []func(context.Context, Heard) error{halts}}, true)
		r.Add("youtube", "b", &scripted{lives: []func(context.Context, Heard) error{quota}}, true)
		r.Add("youtube", "c", &scripted{lives: []func(context.Context, Heard) error{panics}}, true)
		time.Sleep(30 * time.Minute)
		synctest.Wait()
		st := r.Statuses()
		if st[0].Light != Halted || tries != 1 || st[0].Detail != "no such video" || st[0].Cause != CauseOther {
			t.Errorf("%+v after %d tries", st[0], tries)
		}
		if st[1].Light != Waiting || time.Until(st[1].Next) > 30*time.Minute+time.Second {
			t.Errorf("%+v", st[1])
		}
		if st[2].Light != Waiting || !strings.Contains(st[2].Detail, "nobody expected") {
			t.Errorf("%+v", st[2])
		}
		r.Switch(a, true) // what was halted is tried again when a person says so
		synctest.Wait()
		if tries != 2 {
			t.Errorf("%d tries", tries)
		}
		cancel()
		<-done
	})
}

func TestKillSwitchAndFlood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &box{}
		slow := func(ctx context.Context, m Message) error {
			select {
			case <-time.After(10 * time.Millisecond):
				return b.put(ctx, m)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		flood := func(ctx context.Context, h Heard) error {
			h.Live()
			for i := range 5000 {
				h.Message(Message{Platform: "twitch", ID: fmt.Sprint(i), Text: "spam"})
				h.Message(Message{Platform: "twitch", ID: fmt.Sprint(i), Text: "spam"}) // told twice
			}
			<-ctx.Done()
			return ctx.Err()
		}
		r := New(Config{Put: slow})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		id, _ := r.Add("twitch", "salle", &scripted{lives: []func(context.Context, Heard) error{flood}}, true)
		time.Sleep(time.Second)
		synctest.Wait()
		if !r.Switch(id, false) {
			t.Fatal("not switched")
		}
		st := r.Statuses()[0]
		if st.Light != Off || st.Kept < 90 || st.Kept > 110 || st.Dropped == 0 || st.Last.IsZero() {
			t.Errorf("%+v", st)
		}
		time.Sleep(time.Minute)
		if later := r.Statuses()[0]; later.Kept != st.Kept {
			t.Errorf("%d messages came after it was off", later.Kept-st.Kept)
		}
		if !r.Remove(id) || r.Remove(id) || len(r.Statuses()) != 0 {
			t.Error("not removed once")
		}
		cancel()
		<-done
	})
}

func TestPutWaitsForTheDisk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		err := Put(t.Context(), func(context.Context, Message) error {
			if tries++; tries < 4 {
				return &runsheet.Refusal{Reason: runsheet.NotSaved}
			}
			return nil
		}, Message{})
		if err != nil || tries != 4 {
			t.Errorf("%v after %d tries", err, tries)
		}
		if err := Put(t.Context(), func(context.Context, Message) error { return &runsheet.Refusal{Reason: runsheet.EmptyText} }, Message{}); err == nil {
			t.Error("a refusal was tried again")
		}
	})
}

// ---- Twitch ----

// irc is a server that behaves like Twitch's: it lets in who greets it well, and then says what the test wants.
func irc(t *testing.T, talk func(c net.Conn, in *bufio.Scanner)) (address string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer c.Close()
				in := bufio.NewScanner(c)
				for in.Scan() {
					if strings.HasPrefix(in.Text(), "JOIN #salle") {
						fmt.Fprint(c, ":tmi.twitch.tv 001 justinfan1 :Welcome, GLHF!\r\n:justinfan1!justinfan1@justinfan1.tmi.twitch.tv JOIN #salle\r\n@emote-only=0;room-id=1 :tmi.twitch.tv ROOMSTATE #salle\r\n")
						talk(c, in)
						return
					}
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); open.Wait() })
	return l.Addr().String()
}

const privmsg = "@display-name=Lucie;id=%s;user-id=42;tmi-sent-ts=1770000000000 :lucie!lucie@lucie.tmi.twitch.tv PRIVMSG #salle :%s\r\n"

func TestTwitch(t *testing.T) {
	address := irc(t, func(c net.Conn, in *bufio.Scanner) {
		fmt.Fprintf(c, privmsg, "m-1", "Et les biais ?")
		fmt.Fprint(c, "garbage without sense\r\n@@@;;== :: \r\n\r\n: \r\nPRIVMSG\r\n@id=x :a!b PRIVMSG\r\n")
		fmt.Fprint(c, "@id=other;user-id=1 :x!x@x PRIVMSG #autre :pas ici\r\n")
		fmt.Fprint(c, "PING :tmi.twitch.tv\r\n")
		if !in.Scan() || in.Text() != "PONG :tmi.twitch.tv" {
			t.Errorf("no answer to a ping: %q", in.Text())
		}
		fmt.Fprintf(c, privmsg, "m-2", "Seconde")
		fmt.Fprint(c, ":tmi.twitch.tv RECONNECT\r\n")
	})
	b, live := &box{}, 0
	tw, err := NewTwitch(" https://www.twitch.tv/Salle ")
	if err != nil {
		t.Fatal(err)
	}
	tw.Address, tw.Plain = address, true
	err = tw.Read(t.Context(), b.hear(func() { live++ }, nil))
	if !errors.Is(err, errReconnect) || live != 1 || b.texts() != "Lucie: Et les biais ? | Lucie: Seconde" {
		t.Errorf("%v, live %d, %s", err, live, b.texts())
	}
	if m := b.got[0]; m.ID != "m-1" || m.AuthorID != "42" || m.At.IsZero() {
		t.Errorf("%+v", m)
	}
}

func TestTwitchFailures(t *testing.T) {
	for _, c := range []struct {
		name  string
		talk  func(c net.Conn, in *bufio.Scanner)
		want  string
		halt  bool
		cause Cause
	}{
		{"the line is cut", func(c net.Conn, _ *bufio.Scanner) {}, "EOF", false, CauseNetwork},
		{"nothing, not even an answer", func(c net.Conn, in *bufio.Scanner) {
			for in.Scan() {
			}
		}, "timeout", false, CauseNetwork},
		{"a line without an end", func(c net.Conn, _ *bufio.Scanner) { c.Write(make([]byte, 64<<10)) }, "buffer full", false, CauseOther},
		{"not let in", func(c net.Conn, _ *bufio.Scanner) {
			fmt.Fprint(c, ":tmi.twitch.tv NOTICE * :Login authentication failed\r\n")
		}, "Login authentication failed", false, CauseOther},
		{"the channel is closed", func(c net.Conn, _ *bufio.Scanner) {
			fmt.Fprint(c, "@msg-id=msg_channel_suspended :tmi.twitch.tv NOTICE #salle :This channel has been suspended.\r\n")
		}, "suspended", true, CauseOver},
	} {
		t.Run(c.name, func(t *testing.T) {
			tw := &Twitch{Channel: "salle", Plain: true, Address: irc(t, c.talk), Ask: 50 * time.Millisecond, Answer: 50 * time.Millisecond}
			err := tw.Read(t.Context(), (&box{}).hear(nil, nil))
			_, halt := errors.AsType[*Stopped](err)
			if err == nil || !strings.Contains(err.Error(), c.want) || halt != c.halt || causeOf(err) != c.cause {
				t.Errorf("got %v, halted %v, cause %s", err, halt, causeOf(err))
			}
		})
	}
	for _, name := range []string{"", "a b", "x\r\nJOIN #y", "é", strings.Repeat("a", 30)} {
		if _, err := NewTwitch(name); err == nil {
			t.Errorf("%q is a channel", name)
		}
	}
}

// ---- YouTube ----

const chatPage = `{"pollingIntervalMillis":%d,"nextPageToken":"p%d","items":[
 {"id":"y%d","snippet":{"type":"textMessageEvent","publishedAt":"2026-02-04T17:31:00Z","displayMessage":"Question %d ?"},"authorDetails":{"channelId":"UC1","displayName":"Karim"}},
 {"id":"y%d","snippet":{"type":"messageDeletedEvent"}}]}`

func TestYouTube(t *testing.T) {
	pages := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Goog-Api-Key") != "the-key" || strings.Contains(r.URL.String(), "the-key") {
			w.WriteHeader(400)
			return
		}
		if r.URL.Path == "/videos" {
			fmt.Fprint(w, `{"items":[{"liveStreamingDetails":{"activeLiveChatId":"chat-1"}}]}`)
			return
		}
		want := ""
		if pages > 0 {
			want = fmt.Sprintf("p%d", pages)
		}
		if r.URL.Query().Get("pageToken") != want || r.URL.Query().Get("liveChatId") != "chat-1" {
			t.Errorf("asked for %v", r.URL.Query())
		}
		if pages++; pages == 3 {
			fmt.Fprint(w, `{"offlineAt":"2026-02-04T19:00:00Z","items":[]}`)
			return
		}
		fmt.Fprintf(w, chatPage, 1, pages, pages, pages, 100+pages)
	}))
	defer server.Close()
	y, err := NewYouTube("https://www.youtube.com/watch?v=abcdefghijk", "the-key")
	if err != nil || y.Video != "abcdefghijk" {
		t.Fatal(err)
	}
	y.Base, y.Client, y.Daily = server.URL, server.Client(), 100_000
	var quota Quota
	b := &box{}
	err = y.Read(t.Context(), b.hear(nil, func(q Quota) { quota = q }))
	if _, over := errors.AsType[*Stopped](err); !over || b.texts() != "Karim: Question 1 ? | Karim: Question 2 ?" {
		t.Errorf("%v: %s", err, b.texts())
	}
	if quota.Used != costVideo+3*costMessages || quota.Daily != 100_000 {
		t.Errorf("%+v", quota)
	}
	server.CloseClientConnections()
}

func TestYouTubeFailures(t *testing.T) {
	reason := func(r string) string {
		return `{"error":{"code":403,"message":"no <a href=\"/x\">quota</a>","errors":[{"reason":"` + r + `"}]}}`
	}
	for _, c := range []struct {
		name   string
		status int
		body   string
		header string
		halt   bool
		later  time.Duration
		cause  Cause
	}{
		{"quota", 403, reason("quotaExceeded"), "", false, time.Minute, CauseQuota},
		{"pace", 403, reason("rateLimitExceeded"), "", false, 30 * time.Second, CausePace},
		{"too many", 429, ``, "90", false, 90 * time.Second, CausePace},
		{"over", 403, reason("liveChatEnded"), "", true, 0, CauseOver},
		{"a wrong key", 400, reason("keyInvalid"), "", true, 0, CauseKey},
		{"another page token", 400, reason("pageTokenInvalid"), "", false, 0, CauseOther},
		{"a bad day", 503, `<html>`, "", false, 0, CauseOther},
		{"no JSON", 200, `{"items":[`, "", false, 0, CauseOther},
		{"other JSON", 200, `{"items":{"a":1}}`, "", false, 0, CauseOther},
		{"no such video", 200, `{"items":[]}`, "", true, 0, CauseUnknown},
		{"not live", 200, `{"items":[{"liveStreamingDetails":{}}]}`, "", false, time.Minute, CauseNotLive},
		{"endless", 200, `{"x":"` + strings.Repeat("x", maxAnswer) + `"}`, "", false, 0, CauseOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", c.header)
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			defer server.Close()
			y := &YouTube{Video: "abcdefghijk", Key: "the-key", Base: server.URL, Client: server.Client()}
			err := y.Read(t.Context(), (&box{}).hear(nil, nil))
			_, halt := errors.AsType[*Stopped](err)
			later, waits := errors.AsType[*Later](err)
			if err == nil || halt != c.halt || waits != (c.later > 0) || waits && later.Wait < c.later || strings.Contains(err.Error(), "the-key") || causeOf(err) != c.cause {
				t.Errorf("got %v (halt %v, wait %v, cause %s)", err, halt, waits, causeOf(err))
			}
		})
	}
	y := &YouTube{Video: "abcdefghijk", Key: "the-key", Base: "http://127.0.0.1:1/secret", Daily: 3}
	if err := y.Read(t.Context(), (&box{}).hear(nil, nil)); err == nil || strings.Contains(err.Error(), "secret") || causeOf(err) != CauseNetwork {
		t.Errorf("got %v, cause %s", err, causeOf(err))
	}
	y.used, y.day = 3, time.Now().In(california()).Format(time.DateOnly)
	if later, ok := errors.AsType[*Later](y.Read(t.Context(), (&box{}).hear(nil, nil))); !ok || later.Wait > 24*time.Hour+time.Minute {
		t.Errorf("nothing left to spend, and asked all the same: %v", later)
	}
	if p := (&YouTube{}).pause(200 * time.Millisecond); p != 7200*time.Millisecond {
		t.Errorf("10,000 units last 4 hours at one call in %v", p)
	}
	if p := (&YouTube{}).pause(time.Hour); p != mostPoll {
		t.Errorf("waits %v", p)
	}
}

// ---- Facebook ----

func TestFacebook(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/12345/live_comments" || r.URL.Query().Get("access_token") != "tok" {
			t.Errorf("asked for %s", r.URL)
		}
		fmt.Fprint(w, ": hello\n\ndata: {\"id\":\"c1\",\"message\":\"Bonsoir ?\",\"from\":{\"name\":\"Agnès\",\"id\":\"7\"},\"created_time\":\"2026-02-04T17:31:00+0000\"}\n\n")
		fmt.Fprint(w, "data: not json\n\nevent: other\ndata: {\"id\":\"\"}\n\ndata: {\"id\":\"c2\",\"message\":\"  \"}\n\n")
	}))
	defer server.Close()
	f, err := NewFacebook("12345", "tok")
	if err != nil {
		t.Fatal(err)
	}
	f.Base, f.Client = server.URL, server.Client()
	b, live := &box{}, 0
	err = f.Read(t.Context(), b.hear(func() { live++ }, nil))
	if err == nil || live != 1 || b.texts() != "Agnès: Bonsoir ?" || b.got[0].At.IsZero() {
		t.Errorf("%v, live %d: %s", err, live, b.texts())
	}
}

func TestFacebookFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		halt   bool
		later  time.Duration
		cause  Cause
	}{
		{"a wrong token", 400, `{"error":{"message":"Invalid OAuth access token tok","code":190}}`, true, 0, CauseKey},
		{"too many calls", 400, `{"error":{"message":"limit","code":4}}`, false, 5 * time.Minute, CausePace},
		{"no such video", 400, `{"error":{"message":"unsupported","code":100}}`, true, 0, CauseUnknown},
		{"429", 429, ``, false, time.Minute, CausePace},
		{"a bad day", 500, `<html>`, false, 0, CauseOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}))
			defer server.Close()
			f := &Facebook{Video: "12345", Token: "tok", Base: server.URL, Client: server.Client()}
			err := f.Read(t.Context(), (&box{}).hear(nil, nil))
			_, halt := errors.AsType[*Stopped](err)
			later, waits := errors.AsType[*Later](err)
			if err == nil || halt != c.halt || waits != (c.later > 0) || waits && later.Wait < c.later || strings.Contains(err.Error(), "tok ") || strings.HasSuffix(err.Error(), "tok") || causeOf(err) != c.cause {
				t.Errorf("got %v, cause %s", err, causeOf(err))
			}
		})
	}
	t.Run("silence", func(t *testing.T) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}))
		defer server.Close()
		f := &Facebook{Video: "12345", Token: "tok", Base: server.URL, Client: server.Client(), Quiet: 50 * time.Millisecond}
		if err := f.Read(t.Context(), (&box{}).hear(nil, nil)); err == nil || !strings.Contains(err.Error(), "nothing heard") || causeOf(err) != CauseSilent {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nobody there", func(t *testing.T) {
		f := &Facebook{Video: "12345", Token: "tok", Base: "http://127.0.0.1:1"}
		if err := f.Read(t.Context(), (&box{}).hear(nil, nil)); err == nil || strings.Contains(err.Error(), "tok") || causeOf(err) != CauseNetwork {
			t.Errorf("got %v", err)
		}
	})
}

// ---- Ingest and files ----

func TestParseIngest(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"ours", `{"id":"1","platform":"Site Web","author":"Lucie","text":"a < b & c ?"}`, "siteweb Lucie: a < b & c ?"},
		{"Social Stream Ninja", `{"id":7,"type":"youtube","chatname":"K&amp;rim","chatmessage":"<b>Et</b> les <img src=x onerror=alert(1)> biais &lt;script&gt; ?<script>alert(2)</script>","timestamp":1770000000000}`, "youtube K&rim: Et les biais <script> ?"},
		{"a list", `[{"text":"une","id":"1"},{"text":"deux","id":"2"}]`, "ingest : une|ingest : deux"},
		{"an arrival", `{"type":"twitch","chatname":"x","chatmessage":"joined","event":"joined"}`, ""},
		{"event false", `{"type":"twitch","chatname":"x","chatmessage":"salut","event":false}`, "twitch x: salut"},
		{"only a picture", `{"type":"twitch","chatname":"x","chatmessage":"<img src='a.png'>"}`, ""},
		{"unknown fields", `{"text":"une","chatbadges":[{"a":1}],"nested":{"x":1}}`, "ingest : une"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseIngest([]byte(c.body))
			all := []string{}
			for _, m := range got {
				all = append(all, fmt.Sprintf("%s %s: %s", m.Platform, m.Author, m.Text))
			}
			if err != nil || strings.Join(all, "|") != c.want {
				t.Errorf("got %q %v", strings.Join(all, "|"), err)
			}
			again, _ := ParseIngest([]byte(c.body))
			for i := range got {
				if got[i].ID == "" || got[i].ID != again[i].ID {
					t.Errorf("ids %q %q", got[i].ID, again[i].ID)
				}
			}
		})
	}
	for _, bad := range []string{``, `x`, `"text"`, `[1]`, `{"text":1}`, "[" + strings.Repeat(`{"text":"x"},`, 100) + `{"text":"x"}]`} {
		if m, err := ParseIngest([]byte(bad)); err == nil {
			t.Errorf("%.20s: %v", bad, m)
		}
	}
}

func TestImport(t *testing.T) {
	for _, c := range []struct{ name, file, data, want string }{
		{"Slido", "Slido-export.csv", "Question,Author,Upvotes,Date\n\"Quels biais, au juste ?\",Lucie,12,2026-02-04\nEt après ?,Anonymous,3,2026-02-04\n", "slido Lucie: Quels biais, au juste ?|slido : Et après ?"},
		{"Zoom's report", "zoom-qa.csv", "Q&A Report,\nReport Generated:,2026-02-04\nTopic,Webinar ID\nIA,123\n\nQuestion Details\n#,Question,Asker Name,Asker Email,Answer\n1,Qui écrit la recette ?,Karim,k@exemple.test,live answered\n", "zoom Karim: Qui écrit la recette ?"},
		{"Vimeo", "vimeo chat.csv", "Timestamp;Name;Message\n00:01:02;Agnès;Bonsoir, une question ?\n", "vimeo Agnès: Bonsoir, une question ?"},
		{"Windows's letters", "q.csv", "Question;Nom\n\xc0 quelle heure ?;Ren\xe9\n", "file René: À quelle heure ?"},
		{"Zoom's chat", "chat.txt", "17:42:08 From Lucie to Everyone:\n\tEt les biais ?\n\tVraiment ?\n17:43:00 From Karim to Lucie(Direct Message):\n\tsecret\n17:44:00 De Agnès à Tout le monde : Bonsoir\n", "zoom Lucie: Et les biais ? Vraiment ?|zoom Agnès: Bonsoir"},
		{"lines", "", "- Première ?\n\n- Deuxième, avec une virgule ?\n", "file : Première ?|file : Deuxième, avec une virgule ?"},
		{"a copied table", "", "Question\tAuteur\nPourquoi ?\tLucie\n", "file Lucie: Pourquoi ?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Import(c.file, []byte(c.data))
			all := []string{}
			ids := map[string]bool{}
			for _, m := range got {
				all = append(all, fmt.Sprintf("%s %s: %s", m.Platform, m.Author, m.Text))
				ids[m.ID] = true
			}
			if err != nil || strings.Join(all, "|") != c.want || len(ids) != len(got) {
				t.Errorf("got %q %v, %d ids", strings.Join(all, "|"), err, len(ids))
			}
		})
	}
	for name, bad := range map[string]string{"empty": "", "binary": "\x00\x01\x02\xff\xfe\x00", "a zip": "PK\x03\x04broken", "only a header": "Question,Author\n"} {
		if got, err := Import("x", []byte(bad)); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}
