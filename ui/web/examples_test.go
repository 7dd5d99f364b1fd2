package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"regie/assets"
	"regie/doc"
	"regie/runsheet"
	"regie/ui/web"
)

// What doc/api.md shows is what happens: its examples are typed here one after the other, by curl, and what comes back has the
// form that is shown.
func TestExamplesOfTheDocumentation(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("no curl here: run \"sh packaging/setup.sh test\"")
	}
	s := serve(t, onAirDesk(t), func(c *web.Config) {
		c.Load = func(name string, data []byte, l assets.Lang) (runsheet.Load, []web.Problem, error) {
			return runsheet.Load{Show: talk, Source: name}, []web.Problem{}, nil
		}
	})
	openPage(t, s, "5f0c5f0c5f0c")
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "conducteur.xlsx"), []byte("a run sheet"), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := func(ctx context.Context, line string) *exec.Cmd {
		c := exec.CommandContext(ctx, "sh", "-c", "exec "+strings.ReplaceAll(line, "5f0c…", "5f0c5f0c5f0c"))
		c.Dir = folder
		c.Env = append(os.Environ(), "REGIE="+s.base)
		for _, role := range []runsheet.Role{runsheet.Operator, runsheet.Moderator, runsheet.Audience} {
			c.Env = append(c.Env, strings.ToUpper(string(role))+"="+testKeys[role])
		}
		return c
	}
	typed := 0
	lines := fenced(string(doc.API), "sh")
	for i, line := range lines {
		command, ok := strings.CutPrefix(strings.TrimPrefix(line, "$ "), "curl ")
		if !ok {
			continue
		}
		typed++
		shown := ""
		for _, next := range lines[i+1:] {
			if strings.Contains(next, "curl ") {
				break
			}
			if answer := strings.TrimPrefix(next, "data: "); strings.HasPrefix(answer, "{") {
				shown = answer
				break
			}
		}
		command = "curl --silent --show-error " + command
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		var got string
		if strings.Contains(line, "-sN") { // endless: until the first state
			c := shell(ctx, command)
			out, err := c.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			for in := bufio.NewScanner(out); in.Scan() && got == ""; {
				got, _ = strings.CutPrefix(in.Text(), "data: ")
				if !strings.HasPrefix(got, "{") {
					got = ""
				}
			}
			cancel()
			c.Wait() // killed, and meant
		} else {
			out, err := shell(ctx, command).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v %s", line, err, out)
			}
			got = string(out)
		}
		cancel()
		if shown == "" {
			if strings.Contains(got, `"error"`) || !strings.HasPrefix(got, "{") {
				t.Errorf("%s\nbrings %q", line, got)
			}
			continue
		}
		if d := differs(decoded(t, shown), decoded(t, got), ""); d != "" {
			t.Errorf("%s\nbrings %s\nin which, other than is shown, %s", line, got, d)
		}
	}
	if typed < 12 {
		t.Errorf("only %d examples were found: the test does not see them", typed)
	}
}

// The same over a WebSocket: what is sent there is answered as is shown.
func TestExamplesOfTheSocket(t *testing.T) {
	s := serve(t, onAirDesk(t))
	c := control(t, s, runsheet.Operator)
	said := 0
	for _, line := range fenced(string(doc.API), "") {
		if message, ok := strings.CutPrefix(line, "→ "); ok {
			c.send(message)
			said++
		}
		if shown, ok := strings.CutPrefix(line, "← "); ok {
			want := decoded(t, shown).(map[string]any)
			var got any
			c.until(func(h heard) bool {
				whole, _ := json.Marshal(h)
				got = decoded(t, string(whole))
				return h.Type == want["type"]
			})
			for name, there := range want {
				if d := differs(there, got.(map[string]any)[name], name); d != "" {
					t.Errorf("after %s: %s", line, d)
				}
			}
		}
	}
	if said < 2 {
		t.Errorf("only %d messages were found: the test does not see them", said)
	}
}

// The operator's state has every field that is shown, and no other.
func TestStateOfTheDocumentation(t *testing.T) {
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.SendMessage{Text: "Deux minutes"}, runsheet.SetTimer{Timer: 1, Direction: runsheet.CountDown, Length: time.Minute},
		runsheet.Remind{ID: "micro", Slot: "s5", Before: time.Minute, Text: "Micro HF à Léa"}, runsheet.Ask{ID: "b2f0c1", Text: "Quels biais dans les données ?"})
	s := serve(t, d)
	shown := decoded(t, strings.Join(fenced(string(doc.API), "json"), "\n"))
	if d := differs(shown, decoded(t, string(s.call(runsheet.Operator, "GET", "/api/state", "").body)), ""); d != "" {
		t.Errorf("in the state, other than is shown, %s", d)
	}
}

// openPage is a host's page, as far as the desk knows, until the test ends.
func openPage(t *testing.T, s *site, id string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.base+"/api/watch", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testKeys[runsheet.Animator])
	r.Header.Set("X-Regie-Page", id)
	r.Header.Set("X-Regie-Page-Path", "/animator")
	w, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Body.Close() })
	if _, err := w.Body.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
}

// fenced gives the lines of a document's blocks of one kind.
func fenced(text, kind string) []string {
	var lines []string
	within, wanted := false, false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if info, fence := strings.CutPrefix(line, "```"); fence {
			wanted = !within && info == kind
			within = !within
		} else if wanted {
			lines = append(lines, line)
		}
	}
	return lines
}

// decoded reads JSON; "…" stands for more of the same.
func decoded(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(strings.NewReplacer(",…", `,"…":1`, "[…]", "[]").Replace(text)), &v); err != nil {
		t.Fatalf("read %s: %v", text, err)
	}
	return v
}

// differs says where what came has not the form of what is shown: the same fields of the same types, in lists the first of each.
// A text or a number may be any; null may stand for what is not there.
func differs(shown, came any, at string) string {
	switch shown := shown.(type) {
	case map[string]any:
		came, ok := came.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v", at, came)
		}
		for _, name := range slices.Sorted(maps.Keys(shown)) {
			there, ok := came[name]
			if !ok && name != "…" {
				return at + "." + name + " is missing"
			}
			if ok && there != nil && shown[name] != nil {
				if d := differs(shown[name], there, at+"."+name); d != "" {
					return d
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(came)) {
			if _, ok := shown[name]; !ok && shown["…"] == nil {
				return at + "." + name + " is there"
			}
		}
	case []any:
		came, ok := came.([]any)
		if !ok {
			return fmt.Sprintf("%s is %v", at, came)
		}
		if len(shown) > 0 && len(came) > 0 {
			return differs(shown[0], came[0], at+"[0]")
		}
	default:
		if fmt.Sprintf("%T", shown) != fmt.Sprintf("%T", came) {
			return fmt.Sprintf("%s is %v", at, came)
		}
	}
	return ""
}
