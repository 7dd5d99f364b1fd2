package sources

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"regie/runsheet"
	"regie/runsheet/formats"
)

// ErrNoQuestions says that a file was read and holds none.
var ErrNoQuestions = errors.New("no questions found")

// mostImported bounds one import.
const mostImported = 5000

// Import reads the questions out of what another tool exports (Slido, Zoom, Vimeo: CSV, XLSX, ODS, a chat's text), or
// out of what was copied: a table, or a question a line. The same question of the same file has the same id, so that a
// file can be brought in again when it has grown.
func Import(name string, data []byte) ([]Message, error) {
	platform := platformOfFile(name)
	text, err := formats.Text(data)
	if err == nil {
		if messages := zoomChat(text); messages != nil {
			return messages, nil
		}
	}
	rows, err := formats.Table(data)
	if err != nil {
		return nil, fmt.Errorf("read questions: %w", err)
	}
	messages := ofTable(rows, platform)
	if messages == nil {
		messages = ofLines(text, platform)
	}
	if len(messages) == 0 {
		return nil, fmt.Errorf("read questions: %w", ErrNoQuestions)
	}
	return messages[:min(len(messages), mostImported)], nil
}

// platformOfFile guesses from a file's name who made it.
func platformOfFile(name string) runsheet.Platform {
	name = runsheet.Fold(name)
	for _, p := range []string{"slido", "zoom", "vimeo", "teams", "livestorm"} {
		if strings.Contains(name, p) {
			return runsheet.Platform(p)
		}
	}
	return "file"
}

// The headers by which tools name what we look for, folded, the surest first.
var (
	textHeaders   = []string{"question", "question text", "questions", "question s", "message", "comment", "chat message", "text", "body", "content", "commentaire", "texte"}
	authorHeaders = []string{"asker name", "author", "author name", "asked by", "participant name", "display name", "user name", "username", "name", "user", "auteur", "nom", "participant"}
	idHeaders     = []string{"question id", "message id", "comment id", "id"}
)

// headerRows is how far down a header is looked for: Zoom's reports begin with a summary.
const headerRows = 40

// ofTable reads rows under a header; nil when there is none.
func ofTable(rows [][]string, platform runsheet.Platform) []Message {
	for i, row := range rows[:min(len(rows), headerRows)] {
		folded := make([]string, len(row))
		for k, cell := range row {
			folded[k] = runsheet.Fold(cell)
		}
		text := column(folded, textHeaders)
		if text < 0 || len(row) < 2 && len(rows) < 2 {
			continue
		}
		author, id := column(folded, authorHeaders), column(folded, idHeaders)
		messages := []Message{}
		for _, r := range rows[i+1:] {
			if m, ok := ofRow(r, text, author, id, platform); ok {
				messages = append(messages, m)
			}
		}
		return messages
	}
	return nil
}

func column(header, names []string) int {
	for _, name := range names {
		if i := slices.Index(header, name); i >= 0 {
			return i
		}
	}
	return -1
}

func ofRow(r []string, text, author, id int, platform runsheet.Platform) (Message, bool) {
	cell := func(i int) string {
		if i < 0 || i >= len(r) {
			return ""
		}
		return strings.TrimSpace(r[i])
	}
	m := Message{Platform: platform, Author: cell(author), Text: short(plain(cell(text)))}
	if m.Text == "" {
		return m, false
	}
	if strings.HasPrefix(strings.ToLower(m.Author), "anonym") {
		m.Author = ""
	}
	m.ID = madeID(cell(id), m.Author, m.Text)
	return m, true
}

// ofLines takes each line for a question.
func ofLines(text string, platform runsheet.Platform) []Message {
	var messages []Message
	for line := range strings.Lines(text) {
		if one := short(strings.TrimLeft(strings.TrimSpace(line), "-•*· ")); one != "" {
			messages = append(messages, Message{Platform: platform, ID: madeID("", "", one), Text: one})
		}
	}
	return messages
}

// chatLine begins a message of a chat that Zoom saved: "17:42:08 From Lucie to Everyone:".
var chatLine = regexp.MustCompile(`^(\d{2}:\d{2}:\d{2})\s+(?:From|De)\s+(.+?)(?:\s+(?i:to|à)\s+(.+?))?\s*:\s*(.*)$`)

// zoomChat reads a saved chat; nil when the text is none. What was said to one person is nobody else's business.
func zoomChat(text string) []Message {
	var messages []Message
	found, open := false, false
	end := func() {
		if n := len(messages); open && n > 0 {
			m := &messages[n-1]
			if m.Text = short(m.Text); m.Text == "" {
				messages = messages[:n-1]
			} else {
				m.ID = madeID(m.ID, m.Author, m.Text)
			}
		}
		open = false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		parts := chatLine.FindStringSubmatch(line)
		switch {
		case parts != nil:
			end()
			found = true
			if to := runsheet.Fold(parts[3]); to == "" || strings.HasPrefix(to, "everyone") || strings.HasPrefix(to, "tout le monde") || strings.HasPrefix(to, "tous") {
				messages = append(messages, Message{Platform: "zoom", ID: parts[1], Author: strings.TrimSpace(parts[2]), Text: parts[4]})
				open = true
			}
		case open && strings.TrimSpace(line) != "":
			messages[len(messages)-1].Text += " " + strings.TrimSpace(line)
		case !found && strings.TrimSpace(line) != "":
			return nil
		}
	}
	end()
	if !found {
		return nil
	}
	return messages[:min(len(messages), mostImported)]
}
