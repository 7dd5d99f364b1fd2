package web

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"golang.org/x/text/language"

	"regie/assets"
	"regie/runsheet"
)

// failure is the body of every answer that is not a success. Error and Hint are in the reader's language; Reason and
// Detail are for scripts and logs.
type failure struct {
	Error    string    `json:"error"`
	Hint     string    `json:"hint"`
	Reason   string    `json:"reason"`
	Detail   string    `json:"detail,omitempty"`
	Problems []Problem `json:"problems,omitempty"`
}

// langCookie keeps the language that a reader chose on a page; the page itself writes it.
const langCookie = "regie-lang"

// langOf is the language that the reader chose, in the address or on a page, else the one of ours that the browser likes
// best.
func (s *Server) langOf(r *http.Request) assets.Lang {
	if l := assets.Lang(r.URL.Query().Get("lang")); slices.Contains(assets.Langs, l) {
		return l
	}
	if c, err := r.Cookie(langCookie); err == nil && slices.Contains(assets.Langs, assets.Lang(c.Value)) {
		return assets.Lang(c.Value)
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil {
		for _, tag := range tags {
			base, _ := tag.Base()
			if l := assets.Lang(base.String()); slices.Contains(assets.Langs, l) {
				return l
			}
		}
	}
	return s.lang
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic("web: encode answer: " + err.Error()) // our own types
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(body)+1))
	w.WriteHeader(status)
	w.Write(append(body, '\n'))
}

// fail answers with one of this package's own failures: the words are web.error.WHAT and its hint.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, status int, what string) {
	words := assets.In(s.langOf(r))
	writeJSON(w, status, failure{
		Error: words.Say("web.error." + what), Hint: words.Say("web.error." + what + ".hint"), Reason: what,
	})
}

func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, http.StatusNotFound, "not-found")
}

// statuses say each reason in HTTP; those that are not here are a conflict with what the show is doing.
var statuses = map[runsheet.Reason]int{
	runsheet.UnknownCommand:  http.StatusNotFound,
	runsheet.UnknownSlot:     http.StatusNotFound,
	runsheet.UnknownQuestion: http.StatusNotFound,
	runsheet.BadCommand:      http.StatusBadRequest,
	runsheet.BadShow:         http.StatusBadRequest,
	runsheet.EmptyText:       http.StatusBadRequest,
	runsheet.NoID:            http.StatusBadRequest,
	runsheet.TooMuchTime:     http.StatusBadRequest,
	runsheet.BadValue:        http.StatusBadRequest,
	runsheet.FieldTooLong:    http.StatusRequestEntityTooLarge,
	runsheet.SheetFull:       http.StatusRequestEntityTooLarge,
	runsheet.NotAllowed:      http.StatusForbidden,
	runsheet.NamedOnly:       http.StatusForbidden,
	runsheet.NoVotes:         http.StatusForbidden,
	runsheet.NoDevice:        http.StatusForbidden,
	runsheet.TooLong:         http.StatusRequestEntityTooLarge,
	runsheet.TooMany:         http.StatusTooManyRequests,
	runsheet.NotSaved:        http.StatusServiceUnavailable,
}

// refuse answers with why the desk did not do something.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error, problems []Problem) {
	var no *runsheet.Refusal
	if !errors.As(err, &no) {
		if !errors.Is(err, context.Canceled) {
			s.log.Error("desk failed", "path", r.URL.Path, "error", err)
		}
		s.fail(w, r, http.StatusServiceUnavailable, "failed")
		return
	}
	status, ok := statuses[no.Reason]
	if !ok {
		status = http.StatusConflict
	}
	if no.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(no.Retry.Seconds()))))
	} else if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", strconv.Itoa(int(retryUnsaved/time.Second)))
	}
	words := assets.In(s.langOf(r))
	key := "refusal." + string(no.Reason)
	writeJSON(w, status, failure{
		Error: words.Say(key), Hint: words.Say(key + ".hint"), Reason: string(no.Reason), Detail: no.Detail,
		Problems: problems,
	})
}

// retryUnsaved is when it is worth asking a full disk again.
const retryUnsaved = 5 * time.Second
