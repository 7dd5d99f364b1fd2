package runsheet

import (
	"time"
	"unicode/utf8"
)

// What the people in front are shown beside the clock: the régie's word, a flash that makes them look up, and a screen
// gone dark.

// FlashLasts is how long a flash draws the eye, in truth. Screens flash less than three times a second.
const FlashLasts = 3 * time.Second

type (
	// SendMessage puts a word in front of the animator and the speaker; an empty one takes it away. Flash makes them look up.
	SendMessage struct {
		Text  string `json:"text"`
		Flash bool   `json:"flash"`
	}
	// Flash makes those in front look up, whether there is a message or not.
	Flash struct{}
	// Blackout darkens the speaker's screens, or lights them again.
	Blackout struct {
		On bool `json:"on"`
	}
)

func (SendMessage) command() string { return "message" }
func (Flash) command() string       { return "flash" }
func (Blackout) command() string    { return "blackout" }

type (
	// Told: the message to those in front changed.
	Told struct {
		Text string `json:"text,omitempty"`
	}
	// Flashed: the screens in front flashed.
	Flashed struct{}
	// BlackedOut: the speaker's screens went dark, or came back.
	BlackedOut struct {
		On bool `json:"on"`
	}
)

func (Told) kind() (string, int)       { return "told", 1 }
func (Flashed) kind() (string, int)    { return "flashed", 1 }
func (BlackedOut) kind() (string, int) { return "blacked-out", 1 }

func decideMessage(s State, c SendMessage) ([]Fact, error) {
	if len(c.Text) > 16*MaxMessage {
		return nil, refuse(TooLong, "%d characters at most", MaxMessage)
	}
	text := Clean(c.Text)
	if utf8.RuneCountInString(text) > MaxMessage {
		return nil, refuse(TooLong, "%d characters at most", MaxMessage)
	}
	var out []Fact
	if text != s.Message {
		out = append(out, Told{Text: text})
	}
	if c.Flash {
		out = append(out, Flashed{})
	}
	return out, nil
}

func decideBlackout(s State, c Blackout) ([]Fact, error) {
	if c.On == s.Blackout {
		return nil, nil
	}
	return facts(BlackedOut(c))
}

// FlashLeft is how much longer the screens in front flash, in truth; zero when they do not.
func (s State) FlashLeft(now Moment) time.Duration {
	if s.FlashAt.IsZero() {
		return 0
	}
	age := s.Run.Lasts(now.Since(s.FlashAt))
	if age < 0 || age >= FlashLasts {
		return 0
	}
	return FlashLasts - age
}
