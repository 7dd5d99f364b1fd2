package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

const (
	// fetchWithin is how long a sheet on the network may take; somebody is waiting in front of it.
	fetchWithin = 20 * time.Second
	// mostFetched bounds what is read from the network, as formats.Read bounds a file.
	mostFetched = 64 << 20
)

var errNotShared = errors.New("the address answers with a web page, not with a sheet")

// load reads a run sheet's bytes: from a file, or from a link to a sheet on the network.
func (p *program) load(ctx context.Context, from string) (name string, data []byte, err error) {
	if u, isLink := sheetLink(from); isLink {
		name, data, err = fetch(ctx, u)
	} else {
		name = filepath.Base(from)
		data, err = os.ReadFile(from)
	}
	return name, data, troubled(err, name)
}

// sheetLink says whether a text is a link, and gives the address of its sheet as CSV: the link of a Google Sheet's
// window, which people copy, leads to a web page.
func sheetLink(from string) (*url.URL, bool) {
	u, err := url.Parse(from)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return nil, false
	}
	parts := strings.Split(strings.Trim(u.Path, "/"), "/")
	if u.Host != "docs.google.com" || len(parts) < 3 || parts[0] != "spreadsheets" || parts[1] != "d" || parts[2] == "e" ||
		len(parts) > 3 && parts[3] == "export" {
		return u, true
	}
	query := url.Values{"format": {"csv"}}
	for _, where := range []string{u.Fragment, u.RawQuery} {
		if v, err := url.ParseQuery(where); err == nil && v.Get("gid") != "" {
			query.Set("gid", v.Get("gid"))
			break
		}
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/spreadsheets/d/" + parts[2] + "/export", RawQuery: query.Encode()}, true
}

func fetch(ctx context.Context, u *url.URL) (name string, data []byte, err error) {
	name = path.Base(u.Path)
	if name == "/" || name == "." || name == "export" || name == "pub" {
		name = u.Host
	}
	fail := func(err error) (string, []byte, error) { return name, nil, fmt.Errorf("fetch sheet: %w", err) }
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return fail(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fail(&trouble{key: "no-network", pairs: []any{"subject", u.Host}, cause: err})
	}
	defer resp.Body.Close()
	kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	switch {
	case resp.StatusCode != http.StatusOK:
		return fail(&trouble{key: "sheet-not-shared", pairs: []any{"subject", name}, cause: errors.New(resp.Status)})
	case kind == "text/html":
		return fail(&trouble{key: "sheet-not-shared", pairs: []any{"subject", name}, cause: errNotShared})
	}
	if _, told, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition")); err == nil && told["filename"] != "" {
		name = filepath.Base(told["filename"])
	} else if path.Ext(name) == "" && kind == "text/csv" {
		name += ".csv"
	}
	data, err = io.ReadAll(io.LimitReader(resp.Body, mostFetched+1))
	if err != nil {
		return fail(&trouble{key: "no-network", pairs: []any{"subject", u.Host}, cause: err})
	}
	return name, data, nil
}
