package runsheet

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// Platform names where a message was written, in lower case: "twitch", "youtube", "slido".
type Platform string

// Source is where a question was asked, when that was not on a page of ours. The zero Source is a page of ours.
type Source struct {
	Platform Platform `json:"platform,omitempty"`
	// ID is the platform's own name for the message.
	ID string `json:"id,omitempty"`
	// Author is the name that everybody on the platform sees, "" when there is none.
	Author string `json:"author,omitempty"`
}

// SourceRole is a platform that messages come from. Its key may hand in questions, and nothing else.
const SourceRole Role = "source"

const (
	maxPlatform = 20
	maxSourceID = 200
	maxAuthor   = 80
)

// SourceQuestion is the name of a platform's message as a question: the same for the same message, on every day and on
// every machine, so that what a platform tells twice is asked once.
func SourceQuestion(p Platform, id string) QuestionID {
	sum := sha256.Sum256([]byte(string(p) + "\n" + id))
	return QuestionID("s-" + base64.RawURLEncoding.EncodeToString(sum[:15]))
}

// SourceDevice names an author of a platform, as a page names a phone: it says nothing of its owner, and is the same for
// every message of that author in a show file that has this salt.
func SourceDevice(p Platform, author, salt string) DeviceID {
	if author == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(salt + "\n" + string(p) + "\n" + author))
	return DeviceID(string(p) + ":" + base64.RawURLEncoding.EncodeToString(sum[:9]))
}

// check gives the source as it is kept, or why it is none.
func (f Source) check() (Source, error) {
	if f == (Source{}) {
		return f, nil
	}
	if f.Platform == "" || len(f.Platform) > maxPlatform || strings.Trim(string(f.Platform), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return f, refuse(BadValue, "platform is 1 to %d small letters, digits or -", maxPlatform)
	}
	if len(f.ID) > maxSourceID || !utf8.ValidString(f.ID) {
		return f, refuse(BadValue, "a message's id has %d characters at most", maxSourceID)
	}
	if len(f.Author) > 16*maxAuthor {
		f.Author = f.Author[:16*maxAuthor]
	}
	f.Author = Clean(f.Author)
	if r := []rune(f.Author); len(r) > maxAuthor {
		f.Author = string(r[:maxAuthor])
	}
	return f, nil
}

// pointed is nil for no source, so that a written form holds none.
func (f Source) pointed() *Source {
	if f == (Source{}) {
		return nil
	}
	return &f
}
