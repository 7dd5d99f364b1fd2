package app

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"regie/runsheet"
)

// twoDays is the schedule of a conference in two rooms, on a day and on the next.
func twoDays(first time.Time) []byte {
	talk := func(id, day, at, room, title string) string {
		return `{"id":` + id + `,"guid":"g` + id + `","date":"` + day + `T` + at + `:00+01:00","start":"` + at + `","duration":"00:30","room":"` + room + `","title":"` + title +
			`","type":"talk","persons":[{"public_name":"Maud"}]}`
	}
	day := func(n int) string { return first.AddDate(0, 0, n).Format(time.DateOnly) }
	return []byte(`{"schedule":{"version":"1","conference":{"title":"Rencontres","start":"` + day(0) + `","end":"` + day(1) + `","daysCount":2,"time_zone_name":"Europe/Paris","days":[` +
		`{"index":1,"date":"` + day(0) + `","rooms":{"Grande salle":[` + talk("1", day(0), "10:00", "Grande salle", "Ouverture") + `],"Studio":[` + talk("2", day(0), "10:00", "Studio", "Atelier son") + `]}},` +
		`{"index":2,"date":"` + day(1) + `","rooms":{"Grande salle":[` + talk("3", day(1), "10:00", "Grande salle", "Clôture") + `]}}]}}}`)
}

func TestRoomsOfAFile(t *testing.T) {
	dir := home(t)
	file := put(t, filepath.Join(dir, "schedule.json"), twoDays(time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC)))
	status, out, errOut := regie(t, "rooms", file, "--lang", "en")
	want := "*  2026-02-04  Grande salle  10:00–10:30  1 slot  Rencontres\n" +
		"   2026-02-04  Studio        10:00–10:30  1 slot  Rencontres\n" +
		"   2026-02-05  Grande salle  10:00–10:30  1 slot  Rencontres\n"
	if status != exitDone || out != want {
		t.Errorf("status %d, %s, %s", status, out, errOut)
	}
	status, _, errOut = regie(t, "serve", file, "--room", "Cave", "--lang", "fr", "--listen", "127.0.0.1:0", "--obs", "none")
	if status != exitRefused || !strings.Contains(errOut, "2026-02-04 Studio") {
		t.Errorf("a room that is not there: status %d, %s", status, errOut)
	}
}

// One desk runs one room; the room that was asked for, at the start and when the show file is gone on with.
func TestServeARoom(t *testing.T) {
	dir := home(t)
	file := put(t, filepath.Join(dir, "schedule.json"), twoDays(time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC)))
	show := filepath.Join(dir, "salle.regie")
	s := serve(t, file, "--room", "studio", "--listen", "127.0.0.1:0", "--obs", "none", "--show-file", show)
	s.until("the studio", `"room":{"id":"2026-02-04/Studio"`)
	s.until("its slot", `"title":"Atelier son"`)
	if status, body := s.call(runsheet.Operator, "POST", "/api/do/choose-show", `{"from":"2026-02-04/Studio","to":"2026-02-05/Grande salle"}`); status != 200 {
		t.Fatalf("another show: %d %s", status, body)
	}
	s.until("the show of the next day", `"title":"Clôture"`)
	s.end()

	s = serve(t, show, "--day", "2026-02-04", "--room", "Grande salle", "--listen", "127.0.0.1:0", "--obs", "none")
	_, body := s.call(runsheet.Operator, "GET", "/api/state", "")
	standby := regexp.MustCompile(`"standby":\{"id":"([^"]+)"`).FindStringSubmatch(body)
	if standby == nil || !strings.Contains(body, `"title":"Ouverture"`) {
		t.Fatalf("the room that was asked for: %s", body)
	}
	if status, body := s.call(runsheet.Operator, "POST", "/api/do/go", `{"to":"`+standby[1]+`"}`); status != 200 {
		t.Fatalf("GO: %d %s", status, body)
	}
	status, body := s.call(runsheet.Operator, "POST", "/api/do/choose-show", `{"from":"2026-02-04/Grande salle","to":"2026-02-04/Studio"}`)
	if status != 409 || !strings.Contains(body, "show-begun") {
		t.Errorf("another room on air: %d %s", status, body)
	}
	s.end()
	if _, out, _ := regie(t, "log", show); !strings.Contains(out, "EVENT  3 shows, from schedule.json, 2026-02-04/Studio is run") ||
		!strings.Contains(out, "SHOW  2026-02-05/Grande salle is run, not 2026-02-04/Studio") {
		t.Errorf("the log:\n%s", out)
	}
	if _, out, _ := regie(t, "rooms", show); !strings.Contains(out, "*  2026-02-04  Grande salle") {
		t.Errorf("the rooms of a show file:\n%s", out)
	}
}
