package web_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"regie/runsheet"
	"regie/ui/web"
)

// FuzzCommands sends any body to any command: the answer is always JSON with a status that doc/api.md tells of.
func FuzzCommands(f *testing.F) {
	for _, name := range runsheet.CommandNames() {
		f.Add(name, []byte(`{"id":"q","text":"é\u202e\u0000","slot":"s3","from":"s3","to":"s4","by_ms":-1}`))
		f.Add(name, []byte(`{"id":"q"}`))
	}
	f.Add("ask", []byte("{\"text\":\"\xff\xfe\"}"))
	f.Add("words", []byte(`{"words":["a","É"]}`))
	f.Add("%2e%2e/load", []byte(`[[[[`))
	known := map[int]bool{200: true, 400: true, 403: true, 404: true, 409: true, 413: true, 429: true}
	f.Fuzz(func(t *testing.T, name string, body []byte) {
		handler := web.New(web.Config{Desk: onAirDesk(t), Keys: testKeys}).Handler()
		r, err := http.NewRequest("POST", "http://localhost/api/do/", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path = "/api/do/" + name
		r.Header.Set("Authorization", "Bearer key-operator")
		rec := newRecorder()
		handler.ServeHTTP(rec, r)
		if rec.status == 301 || rec.status == 307 { // the router cleans odd paths
			return
		}
		if !known[rec.status] || !json.Valid(rec.body.Bytes()) {
			t.Errorf("%q %q: %d %s", name, body, rec.status, rec.body.Bytes())
		}
	})
}
