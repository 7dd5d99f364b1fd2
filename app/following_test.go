package app

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"regie/runsheet"
)

// lights are how the sources stand, by their ids.
func (s *served) lights() map[string]string {
	s.t.Helper()
	var got struct {
		Sources []struct{ ID, Light string }
	}
	status, body := s.call(runsheet.Operator, "GET", "/api/sources", "")
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
		s.t.Fatalf("sources: %d %s %v", status, body, err)
	}
	all := map[string]string{}
	for _, one := range got.Sources {
		all[one.ID] = one.Light
	}
	return all
}

// A source that somebody has cut off stays so after a crash, whatever the settings and the command line ask for, until somebody
// switches it on again. The entrance for other programs is one of them.
func TestWhatIsCutOffStaysSo(t *testing.T) {
	dir := home(t)
	sheet := put(t, filepath.Join(dir, "sheet.csv"), []byte("N°;Heure;Durée;Titre\n1;17h30;5';Accueil\n"))
	args := []string{sheet, "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", filepath.Join(dir, "soir.regie"),
		"--source", "twitch:Salle", "--source", "twitch:autre"}
	turn := func(k killable, do, id string) {
		t.Helper()
		if status, answer := k.call(runsheet.Operator, "POST", "/api/sources", `{"do":"`+do+`","id":"`+id+`"}`); status != 200 {
			t.Fatalf("%s %s: %d %s", do, id, status, answer)
		}
	}
	ingest := func(k killable) int {
		status, _ := k.call(runsheet.SourceRole, "POST", "/api/ingest", `{"platform":"kick","author":"Lucie","text":"Qui écrit la recette ?"}`)
		return status
	}
	isOff := func(k killable, want string) {
		t.Helper()
		var off []string
		lights := k.lights()
		for _, id := range []string{"twitch:salle", "twitch:autre", ingestSource} {
			if lights[id] == "" {
				t.Fatalf("no source %s: %v", id, lights)
			}
			if lights[id] == "off" {
				off = append(off, id)
			}
		}
		if got := strings.Join(off, " "); got != want {
			t.Fatalf("off are %q, want %q (%v)", got, want, lights)
		}
	}

	k := startKillable(t, args...)
	isOff(k, "")
	if status := ingest(k); status != 200 {
		t.Fatalf("the open entrance says %d", status)
	}
	turn(k, "off", "twitch:salle")
	turn(k, "off", ingestSource)
	k.kill()

	k = startKillable(t, args...)
	isOff(k, "twitch:salle ingest")
	if status := ingest(k); status != 403 {
		t.Errorf("the entrance that is shut says %d", status)
	}
	turn(k, "on", "twitch:salle")
	k.kill()

	k = startKillable(t, args...)
	isOff(k, "ingest")
	turn(k, "on", ingestSource)
	if status := ingest(k); status != 200 {
		t.Errorf("the entrance that is open again says %d", status)
	}
	k.kill()
}

// What another tool has collected is brought in at once, however fast its authors wrote, and once, however often its file is read.
func TestImportOfAnExport(t *testing.T) {
	dir := home(t)
	e := begun(t, ownProgram(t), eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	export := "Question,Author\n"
	for _, subject := range []string{"biais", "données", "décisions", "recettes", "élèves", "machines"} {
		export += "Que faire des " + subject + " ?,Lucie\n"
	}
	for range 2 {
		if kept, err := e.importQuestions(t.Context(), "Slido-export.csv", []byte(export+strings.Repeat("x", 600)+",Karim\n"), uncounted); err != nil || kept != 7 {
			t.Fatalf("%d kept, %v", kept, err)
		}
	}
	if n := e.desk.State().Questions.Len(); n != 7 {
		t.Errorf("the desk has %d questions", n)
	}
	q := e.desk.State().Questions.At(0)
	if q.Source.Author != "Lucie" || q.Source.Platform != "slido" || q.Status != runsheet.Incoming {
		t.Errorf("the first is %+v", q)
	}
	if kept, err := e.importQuestions(t.Context(), "vide.csv", nil, uncounted); err == nil || kept != 0 {
		t.Errorf("an empty file gives %d, %v", kept, err)
	}
}
