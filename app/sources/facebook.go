package sources

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Facebook follows a live video's comments, which Facebook sends as server-sent events to whoever has a token of the page.
type Facebook struct {
	Video string
	Token string
	// Base is the stream's address; empty for Facebook's. Quiet is how long it may say nothing, 0 for the usual time.
	Base   string
	Quiet  time.Duration
	Client *http.Client
}

const (
	facebookBase  = "https://streaming-graph.facebook.com"
	facebookQuiet = 2 * time.Minute
	// facebookEvent bounds one event, in bytes.
	facebookEvent = 64 << 10
)

var facebookVideo = regexp.MustCompile(`^[0-9_]{5,40}$`)

// NewFacebook checks a live video's number.
func NewFacebook(video, token string) (*Facebook, error) {
	if video = strings.TrimSpace(video); !facebookVideo.MatchString(video) {
		return nil, fmt.Errorf("read video %q: %w: the live video's number", video, ErrTarget)
	}
	if strings.TrimSpace(token) == "" {
		return nil, errors.New("follow Facebook: the page's access token is needed")
	}
	return &Facebook{Video: video, Token: strings.TrimSpace(token)}, nil
}

// Read is Reader's.
func (f *Facebook) Read(ctx context.Context, heard Heard) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	quiet := cmp.Or(f.Quiet, facebookQuiet)
	silent := time.AfterFunc(quiet, func() { cancel(&caused{fmt.Errorf("nothing heard for %v", quiet), CauseSilent}) })
	defer silent.Stop()
	// Facebook takes the token in the address alone; no error says that address.
	q := url.Values{"access_token": {f.Token}, "comment_rate": {"one_per_two_seconds"}, "fields": {"from{name,id},message,created_time"}}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, cmp.Or(f.Base, facebookBase)+"/"+f.Video+"/live_comments?"+q.Encode(), nil)
	if err != nil {
		return errors.New("ask Facebook: the address cannot be made")
	}
	r.Header.Set("Accept", "text/event-stream")
	w, err := cmp.Or(f.Client, http.DefaultClient).Do(r)
	if err != nil {
		return fmt.Errorf("connect to Facebook: %w", cmp.Or(context.Cause(ctx), plainly(err)))
	}
	defer w.Body.Close()
	if w.StatusCode != http.StatusOK {
		return f.refused(w)
	}
	heard.Live()
	lines := bufio.NewScanner(w.Body)
	lines.Buffer(make([]byte, 4096), facebookEvent)
	for lines.Scan() {
		silent.Reset(quiet)
		if data, is := bytes.CutPrefix(lines.Bytes(), []byte("data:")); is {
			if m, ok := parseFacebook(data); ok {
				heard.Message(m)
			}
		}
	}
	if err := cmp.Or(context.Cause(ctx), lines.Err()); err != nil {
		return fmt.Errorf("read from Facebook: %w", plainly(err))
	}
	return io.ErrUnexpectedEOF
}

// parseFacebook reads one comment; false for what is none.
func parseFacebook(data []byte) (Message, bool) {
	var c struct {
		ID   string `json:"id"`
		Text string `json:"message"`
		From struct {
			Name string `json:"name"`
			ID   string `json:"id"`
		} `json:"from"`
		At string `json:"created_time"`
	}
	if json.Unmarshal(bytes.TrimSpace(data), &c) != nil || c.ID == "" || strings.TrimSpace(c.Text) == "" {
		return Message{}, false
	}
	at, _ := time.Parse("2006-01-02T15:04:05-0700", c.At) // zero when it is not said
	return Message{Platform: "facebook", ID: c.ID, Author: c.From.Name, AuthorID: c.From.ID, Text: c.Text, At: at}, true
}

func (f *Facebook) refused(w *http.Response) error {
	body, err := whole(w)
	if err != nil {
		return err
	}
	var e struct {
		Error struct {
			Message string `json:"message"`
			Code    int    `json:"code"`
		} `json:"error"`
	}
	json.Unmarshal(body, &e) // an answer that is no JSON has no code
	err = fmt.Errorf("refused by Facebook: %d code %d %s", w.StatusCode, e.Error.Code, short(strings.ReplaceAll(e.Error.Message, f.Token, "…")))
	switch e.Error.Code {
	case 4, 17, 32, 613: // too many calls, of the app, the user or the page
		return &Later{max(retryAfter(w), 5*time.Minute), &caused{err, CausePace}}
	case 10, 190, 200: // the token or its rights
		return &Stopped{&caused{err, CauseKey}}
	case 100, 803: // the video
		return &Stopped{&caused{err, CauseUnknown}}
	}
	if w.StatusCode == http.StatusTooManyRequests {
		return &Later{max(retryAfter(w), time.Minute), &caused{err, CausePace}}
	}
	return err
}
