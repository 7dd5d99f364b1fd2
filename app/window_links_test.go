//go:build !headless

package app

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"regie/runsheet"
)

// The window lists a link for each role, in the order of the pages, then those that were made; each link opens its role, and a
// revoked one opens nothing.
func TestLinksOfTheWindow(t *testing.T) {
	dir := home(t)
	e := begun(t, ownProgram(t), eveningOptions{showFile: filepath.Join(dir, "x.regie")})
	ring := e.keyring()
	id, err := ring.Make(runsheet.Moderator, "Salle 2")
	if err != nil {
		t.Fatal(err)
	}
	all := ring.List()
	var listed []string
	for _, k := range all {
		listed = append(listed, k.Page)
	}
	if got := strings.Join(listed, " "); got != "ask mod animator stage remote state overlay ingest mod" {
		t.Errorf("listed: %s", got)
	}
	last := all[len(all)-1]
	if last.ID != id || last.First || last.Name != "Salle 2" || !all[0].First {
		t.Errorf("the last: %+v, the first: %+v", last, all[0])
	}
	status := func(method, url, key string) int {
		t.Helper()
		r, _ := http.NewRequest(method, url, strings.NewReader(`{}`))
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, resp.Body)
		return resp.StatusCode
	}
	_, secret, _ := strings.Cut(last.URL, "#key=")
	if got := status("GET", e.address()+"/api/state", secret); got != 200 {
		t.Errorf("the link's key is answered %d", got)
	}
	if got := status("POST", all[7].URL, ""); got == 401 || got == 403 || got == 404 {
		t.Errorf("the address for other programs is answered %d", got)
	}
	if err := ring.Revoke(id); err != nil {
		t.Fatal(err)
	}
	if got := status("GET", e.address()+"/api/state", secret); got != 401 {
		t.Errorf("a revoked link's key is answered %d", got)
	}
}
