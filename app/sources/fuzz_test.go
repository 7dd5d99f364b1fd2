package sources

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"regie/runsheet"
)

// check fails on a message that the desk would not have as it is.
func check(t *testing.T, all []Message) {
	for _, m := range all {
		if m.Text == "" || m.Text != short(m.Text) || utf8.RuneCountInString(m.Text) > runsheet.MaxQuestion || m.ID == "" || m.Platform == "" {
			t.Errorf("%+v", m)
		}
	}
}

func FuzzIngest(f *testing.F) {
	f.Add([]byte(`{"id":"1","platform":"x","author":"a","text":"b"}`))
	f.Add([]byte(`[{"type":"twitch","chatname":"<b>x</b>","chatmessage":"a &lt; <img>","timestamp":1}]`))
	f.Fuzz(func(t *testing.T, body []byte) {
		all, err := ParseIngest(body)
		if err == nil {
			check(t, all)
		}
	})
}

func FuzzImport(f *testing.F) {
	f.Add("slido.csv", []byte("Question,Author\nPourquoi ?,Lucie\n"))
	f.Add("chat.txt", []byte("17:42:08 From Lucie to Everyone:\n\tEt les biais ?\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		all, err := Import(name, data)
		if err == nil {
			check(t, all)
		}
	})
}

func FuzzTwitch(f *testing.F) {
	f.Add("@display-name=Lucie;id=1;user-id=42 :l!l@l PRIVMSG #salle :Bonjour")
	f.Add("@badges=;emotes=25:0-4,354:6-10 :tmi.twitch.tv PRIVMSG #salle :a")
	f.Add(":tmi.twitch.tv RECONNECT")
	f.Fuzz(func(t *testing.T, line string) {
		tw := &Twitch{Channel: "salle"}
		tw.line(line, func(string, ...any) error { return nil }, Heard{Live: func() {}, Message: func(m Message) {
			if m.ID == "" {
				t.Errorf("%+v", m)
			}
		}})
	})
}

func FuzzYouTube(f *testing.F) {
	f.Add([]byte(`{"items":[{"id":"1","snippet":{"type":"textMessageEvent","displayMessage":"a"}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var p youtubePage
		if json.Unmarshal(body, &p) == nil {
			p.messages()
		}
	})
}

func FuzzFacebook(f *testing.F) {
	f.Add([]byte(`{"id":"1","message":"a","from":{"name":"b"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, ok := parseFacebook(data); ok && m.ID == "" {
			t.Errorf("%+v", m)
		}
	})
}
