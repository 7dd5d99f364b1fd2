package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"regie/assets/tokens"
)

// static is an answer that never changes while the program runs, kept as it is and packed. Its hash is its ETag: embedded
// files have no date, and a new version of the program must not meet an old script.
type static struct {
	body, packed []byte
	kind, etag   string
}

func newStatic(body []byte, kind string) *static {
	sum := sha256.Sum256(body)
	f := &static{body: body, kind: kind, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a constant level
	z.Write(body)
	z.Close()
	if b.Len() < len(body)*9/10 {
		f.packed = b.Bytes()
	}
	return f
}

// ServeHTTP lets a browser keep the answer, and has it ask each time whether it is still that.
func (f *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	if h.Get("Vary") == "" {
		h.Set("Vary", "Accept-Encoding")
	}
	if r.Header.Get("If-None-Match") == f.etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if f.packed != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		w.Write(f.packed)
		return
	}
	w.Write(f.body)
}

// buildHeader tells a page that follows the desk which build of the pages the desk has, so that one that was made by
// another is loaded again.
const buildHeader = "X-Regie-Build"

// statics are the files under /static by name; build is the mark of them and the pages together.
var statics, build = func() (map[string]*static, string) {
	bodies := map[string][]byte{"tokens.css": []byte(tokens.CSS())}
	sum := sha256.New()
	for _, folder := range []string{"static", "pages"} {
		names, err := fs.Glob(files, folder+"/*")
		if err != nil {
			panic(err) // a constant pattern
		}
		for _, name := range names {
			body, err := files.ReadFile(name)
			if err != nil {
				panic("web: read embedded file: " + err.Error())
			}
			sum.Write(body)
			if folder == "static" {
				bodies[path.Base(name)] = body
			}
		}
	}
	sum.Write(bodies["tokens.css"])
	build := hex.EncodeToString(sum.Sum(nil)[:8])
	bodies["sw.js"] = bytes.ReplaceAll(bodies["sw.js"], []byte("BUILD"), []byte(build))
	all := map[string]*static{}
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		all[name] = newStatic(bodies[name], kinds[path.Ext(name)])
	}
	return all, build
}()

// kinds are stated here because a machine's own table may call a script something that nosniff then blocks.
var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}
