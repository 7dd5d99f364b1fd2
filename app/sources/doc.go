// Package sources brings in what an audience writes elsewhere: in the chat of a stream, in another tool's questions, in
// a file that such a tool exports. Each source runs by itself, shows a light, comes back by itself with growing pauses,
// and can be switched off at once.
//
// It turns everything into a Message of plain text and hands it to one function; it decides nothing about questions,
// keeps nothing on a disk and knows no desk. Only package app may import it.
package sources

import (
	"crypto/sha256"
	"encoding/base64"
	"html"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"

	"regie/runsheet"
)

// Message is one thing that somebody wrote on a platform.
type Message struct {
	Platform runsheet.Platform
	// ID is the platform's own name for it: the same message always has the same.
	ID string
	// Author is the name that everybody sees; AuthorID tells two people of one name apart, and may be empty.
	Author, AuthorID string
	Text             string
	// At is when it was written, zero when the platform does not say.
	At time.Time
}

// madeID names a message whose platform does not: what is the same in every part is the same message.
func madeID(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return "h-" + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// strict lets no element through; what it leaves is text with escapes.
var strict = bluemonday.StrictPolicy()

// plain is the text of a piece of HTML.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	return html.UnescapeString(strict.Sanitize(s))
}

// short cuts a text that is longer than a question may be, and shows that it was.
func short(s string) string {
	s = strings.TrimSpace(runsheet.Clean(s[:min(len(s), 16*runsheet.MaxQuestion)]))
	if utf8.RuneCountInString(s) <= runsheet.MaxQuestion {
		return s
	}
	r := []rune(s)[:runsheet.MaxQuestion-1]
	return strings.TrimSpace(string(r)) + "…"
}
