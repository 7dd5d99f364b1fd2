package app

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"regie/assets"
)

func TestSheetLink(t *testing.T) {
	for from, want := range map[string]string{
		"sheet.csv":                        "",
		"/home/x/http.csv":                 "",
		"ftp://host/sheet.csv":             "",
		"https://host.example/a/sheet.csv": "https://host.example/a/sheet.csv",
		"https://docs.google.com/spreadsheets/d/KEY/edit#gid=12":             "https://docs.google.com/spreadsheets/d/KEY/export?format=csv&gid=12",
		"https://docs.google.com/spreadsheets/d/KEY/edit?gid=7#gid=12":       "https://docs.google.com/spreadsheets/d/KEY/export?format=csv&gid=12",
		"https://docs.google.com/spreadsheets/d/KEY/edit?usp=sharing":        "https://docs.google.com/spreadsheets/d/KEY/export?format=csv",
		"https://docs.google.com/spreadsheets/d/KEY/export?format=csv&gid=3": "https://docs.google.com/spreadsheets/d/KEY/export?format=csv&gid=3",
		"https://docs.google.com/spreadsheets/d/e/PUB/pub?gid=0&output=csv":  "https://docs.google.com/spreadsheets/d/e/PUB/pub?gid=0&output=csv",
	} {
		got := ""
		if u, ok := sheetLink(from); ok {
			got = u.String()
		}
		if got != want {
			t.Errorf("%s leads to %q, want %q", from, got, want)
		}
	}
}

func TestConvertFromALink(t *testing.T) {
	home(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/sheet":
			w.Header().Set("Content-Type", "text/csv; charset=utf-8")
			w.Header().Set("Content-Disposition", `attachment; filename="soirée.csv"`)
			w.Write([]byte("Heure,Durée,Titre\n17h30,5',Accueil\n"))
		case "/login":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<html>please sign in</html>"))
		default:
			http.NotFound(w, r)
		}
	}))
	defer srv.Close()
	status, out, errOut := regie(t, "convert", srv.URL+"/sheet", "--to", "json")
	if status != exitDone || !strings.Contains(out, `"Accueil"`) {
		t.Errorf("status %d\n%s%s", status, out, errOut)
	}
	words := assets.In(assets.English)
	for path, key := range map[string]string{"/login": "trouble.sheet-not-shared", "/absent": "trouble.sheet-not-shared"} {
		status, _, errOut := regie(t, "convert", srv.URL+path, "--to", "json")
		if status != exitRefused || !strings.Contains(errOut, words.Say(key+".hint")) {
			t.Errorf("%s: status %d\n%s", path, status, errOut)
		}
	}
	address := srv.URL
	srv.Close()
	if status, _, errOut := regie(t, "convert", address+"/sheet"); status != exitRefused || !strings.Contains(errOut, words.Say("trouble.no-network.hint")) {
		t.Errorf("status %d\n%s", status, errOut)
	}
}
