package sources

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"time"

	twitch "github.com/gempir/go-twitch-irc/v4"
)

// Twitch follows a channel's chat without an account. The library reads the lines; the line itself is ours, since the
// library's comes back without a pause and cannot be told to stop at once.
type Twitch struct {
	Channel string
	// Address and Plain are for a server of a test; empty and false for Twitch itself.
	Address string
	Plain   bool
	// Ask and Answer are the wait before we ask whether the line is alive, and for the answer; zero for the usual ones.
	Ask, Answer time.Duration
}

var twitchChannel = regexp.MustCompile(`^[a-z0-9_]{2,25}$`)

// NewTwitch checks a channel's name; what people paste may begin with an address or a sign.
func NewTwitch(channel string) (*Twitch, error) {
	channel = strings.ToLower(strings.Trim(strings.TrimSpace(channel), "/#@"))
	if i := strings.LastIndex(channel, "twitch.tv/"); i >= 0 {
		channel = channel[i+len("twitch.tv/"):]
	}
	if !twitchChannel.MatchString(channel) {
		return nil, fmt.Errorf("read channel %q: %w: a name of 2 to 25 letters, digits or _", channel, ErrTarget)
	}
	return &Twitch{Channel: channel}, nil
}

const (
	twitchAddress = "irc.chat.twitch.tv:6697"
	// twitchLine bounds a line: Twitch's own is 512 bytes and 8 KiB of tags.
	twitchLine = 16 << 10
	dialTime   = 15 * time.Second
)

var errReconnect = errors.New("Twitch asked to come back on another line")

// Read is Reader's.
func (t *Twitch) Read(ctx context.Context, heard Heard) error {
	line, err := t.dial(ctx)
	if err != nil {
		return fmt.Errorf("connect to Twitch: %w", err)
	}
	defer line.Close()
	defer context.AfterFunc(ctx, func() { line.Close() })()
	say := func(format string, args ...any) error {
		line.SetWriteDeadline(time.Now().Add(dialTime))
		_, err := fmt.Fprintf(line, format+"\r\n", args...)
		return err
	}
	if err := say("CAP REQ :twitch.tv/tags twitch.tv/commands\r\nPASS oauth\r\nNICK justinfan%d\r\nJOIN #%s", 1000+rand.IntN(80000), t.Channel); err != nil {
		return fmt.Errorf("greet Twitch: %w", err)
	}
	ask, answer := t.Ask, t.Answer
	if ask == 0 {
		ask, answer = time.Minute, 15*time.Second
	}
	in := bufio.NewReaderSize(line, twitchLine)
	for asked := false; ; {
		wait := ask
		if asked {
			wait = answer
		}
		line.SetReadDeadline(time.Now().Add(wait))
		raw, err := in.ReadSlice('\n')
		if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() && !asked && len(raw) == 0 {
			asked = true
			if err := say("PING :regie"); err != nil {
				return fmt.Errorf("ask Twitch: %w", err)
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read from Twitch: %w", err)
		}
		asked = false
		if err := t.line(strings.TrimRight(string(raw), "\r\n"), say, heard); err != nil {
			return err
		}
	}
}

func (t *Twitch) dial(ctx context.Context) (net.Conn, error) {
	d := &net.Dialer{Timeout: dialTime}
	address := t.Address
	if address == "" {
		address = twitchAddress
	}
	if t.Plain {
		return d.DialContext(ctx, "tcp", address)
	}
	return (&tls.Dialer{NetDialer: d}).DialContext(ctx, "tcp", address)
}

// line does what one line from Twitch asks for.
func (t *Twitch) line(raw string, say func(string, ...any) error, heard Heard) error {
	switch m := parseTwitch(raw).(type) {
	case *twitch.PrivateMessage:
		if m.ID == "" || !strings.EqualFold(m.Channel, t.Channel) {
			return nil
		}
		name := m.User.DisplayName
		if name == "" {
			name = m.User.Name
		}
		heard.Message(Message{Platform: "twitch", ID: m.ID, Author: name, AuthorID: m.User.ID, Text: m.Message, At: m.Time})
	case *twitch.PingMessage:
		return say("PONG :%s", m.Message)
	case *twitch.ReconnectMessage:
		return errReconnect
	case *twitch.RoomStateMessage: // said once we are in
		heard.Live()
	case *twitch.NoticeMessage:
		switch {
		case m.MsgID == "msg_channel_suspended", m.MsgID == "tos_ban":
			return &Stopped{&caused{fmt.Errorf("Twitch has closed the channel: %s", m.Message), CauseOver}}
		case m.Channel == "*" || m.Channel == "":
			return fmt.Errorf("refused by Twitch: %s", m.Message)
		}
	}
	return nil
}

// parseTwitch is the library's reading of a line. It reads what strangers write, and a line that it cannot take is none.
func parseTwitch(raw string) (m twitch.Message) {
	defer func() {
		if recover() != nil {
			m = nil
		}
	}()
	if raw == "" {
		return nil
	}
	return twitch.ParseMessage(raw)
}
