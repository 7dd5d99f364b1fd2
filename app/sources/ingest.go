package sources

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"regie/runsheet"
)

// mostIngested bounds how many messages one request may bring.
const mostIngested = 100

// ingested is a message as other programs send it: our own short form, or the one of Social Stream Ninja, whose names
// begin with "chat" and whose texts are HTML.
type ingested struct {
	ID       json.RawMessage `json:"id"`
	Platform string          `json:"platform"`
	Author   string          `json:"author"`
	Text     string          `json:"text"`

	Type        string          `json:"type"`
	ChatName    string          `json:"chatname"`
	ChatMessage string          `json:"chatmessage"`
	UserID      json.RawMessage `json:"userid"`
	Timestamp   json.RawMessage `json:"timestamp"`
	// Event is true, or a word, for what is no message: somebody came, gave, followed.
	Event json.RawMessage `json:"event"`
}

// ParseIngest reads the body of a request: one message or a list of them. Messages without a text are left out.
func ParseIngest(body []byte) ([]Message, error) {
	body = bytes.TrimSpace(body)
	var list []ingested
	if len(body) > 0 && body[0] == '[' {
		if err := json.Unmarshal(body, &list); err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
	} else {
		var one ingested
		if err := json.Unmarshal(body, &one); err != nil {
			return nil, fmt.Errorf("read message: %w", err)
		}
		list = []ingested{one}
	}
	if len(list) > mostIngested {
		return nil, fmt.Errorf("read messages: %d at most in one request", mostIngested)
	}
	messages := []Message{}
	for _, in := range list {
		if m, ok := in.message(); ok {
			messages = append(messages, m)
		}
	}
	return messages, nil
}

func (in ingested) message() (Message, bool) {
	if e := scalar(in.Event); e != "" && e != "false" {
		return Message{}, false
	}
	m := Message{Platform: platformOf(in.Platform), Author: in.Author, Text: in.Text, ID: scalar(in.ID)}
	if in.Text == "" {
		m.Author, m.Text, m.AuthorID = plain(in.ChatName), plain(in.ChatMessage), scalar(in.UserID)
		if m.Platform == "ingest" {
			m.Platform = platformOf(in.Type)
		}
		// Its ids count from 1 whenever it is started, so that only all parts together name a message.
		m.ID = madeID(m.ID, scalar(in.Timestamp), m.Author, m.Text)
	}
	if millis, err := strconv.ParseInt(scalar(in.Timestamp), 10, 64); err == nil && millis > 0 {
		m.At = time.UnixMilli(millis)
	}
	if m.Text = short(m.Text); m.Text == "" {
		return Message{}, false
	}
	if m.ID == "" {
		m.ID = madeID(string(m.Platform), m.Author, m.Text)
	}
	return m, true
}

// scalar is a JSON string's, number's or true's text, "" for anything else.
func scalar(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	t := strings.TrimSpace(string(raw))
	if t == "null" || t == "" || t[0] == '{' || t[0] == '[' {
		return ""
	}
	return t
}

// platformOf makes a name fit to be a platform's, "ingest" when nothing of it is left.
func platformOf(name string) runsheet.Platform {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, name)
	if name = name[:min(len(name), 20)]; name == "" {
		return "ingest"
	}
	return runsheet.Platform(name)
}
