package web

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"regie/runsheet"
)

// What a request may bring, in bytes, and how long it may take to bring it.
const (
	maxAsk     = 4 << 10
	maxCommand = 64 << 10
	maxSheet   = 16 << 20

	bodyTime  = 15 * time.Second
	sheetTime = 2 * time.Minute
)

// handler answers a request whose sender is known.
type handler func(w http.ResponseWriter, r *http.Request, by runsheet.Actor)

// as lets in those who hold a key.
func (s *Server) as(next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		role, key := s.roleOf(r)
		switch {
		case key == nil:
			s.noKey(w, r)
			return
		case role == runsheet.SourceRole: // it has an entrance of its own, and no state
			s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
			return
		}
		by := s.actor(r, role, key)
		s.audit.used(key, by, r)
		// What is done with a key ends when the key does.
		ctx, end := context.WithCancel(r.Context())
		defer end()
		defer context.AfterFunc(key.ctx, end)()
		if person, ok := s.personOf(r); ok && role == runsheet.Audience {
			if link := s.ring.person(person.ID); link != nil {
				defer context.AfterFunc(link, end)()
			} else {
				end() // barred since the line above
			}
		}
		next(w, r.WithContext(ctx), by)
	}
}

// noKey answers a request that nothing opens.
func (s *Server) noKey(w http.ResponseWriter, r *http.Request) {
	s.audit.refused(r)
	w.Header().Set("WWW-Authenticate", `Bearer realm="regie"`)
	s.fail(w, r, http.StatusUnauthorized, "no-key")
}

// body reads a request's body, up to limit bytes and within time. When it could not, it has answered.
func (s *Server) body(w http.ResponseWriter, r *http.Request, limit int64, within time.Duration) ([]byte, bool) {
	if r.ContentLength > limit {
		s.tooLarge(w, r, r.Body)
		return nil, false
	}
	whole := r.Body
	// A server without deadlines, as tests have, answers an error here; then there is nothing to set.
	c := http.NewResponseController(w)
	c.SetReadDeadline(time.Now().Add(within))
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	// Lifted at once: a deadline that passes while the desk works would end the request.
	c.SetReadDeadline(time.Time{})
	if err == nil {
		return b, true
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.tooLarge(w, r, whole)
	} else {
		s.fail(w, r, http.StatusBadRequest, "unreadable")
	}
	return nil, false
}

const (
	// mostDrained and drainWithin bound what is let run out of a line after "too large" was said on it.
	mostDrained = 4 << 20
	drainWithin = 2 * time.Second
)

// tooLarge answers, and only then lets the rest of the body run out, unkept: a client that is still writing when the
// line is closed on it never reads the answer.
func (s *Server) tooLarge(w http.ResponseWriter, r *http.Request, rest io.Reader) {
	w.Header().Set("Connection", "close")
	s.fail(w, r, http.StatusRequestEntityTooLarge, "too-large")
	c := http.NewResponseController(w)
	if c.Flush() != nil || c.SetReadDeadline(time.Now().Add(drainWithin)) != nil {
		return
	}
	io.CopyN(io.Discard, rest, mostDrained)
}

// done is the body of every success. Seq is at least the sequence at which the command was written.
type done struct {
	OK  bool         `json:"ok"`
	Seq runsheet.Seq `json:"seq"`
	// Written is false only while the disk keeps the desk waiting: then it is done, and will be written when that is
	// possible.
	Written bool `json:"written"`
	// ID is the question's, where the sender left it to us.
	ID runsheet.QuestionID `json:"id,omitempty"`
	// Problems is there after a load, empty or not.
	Problems *[]Problem `json:"problems,omitempty"`
}

func (s *Server) postDo(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	name := r.PathValue("command")
	limit := int64(maxCommand)
	if by.Role == runsheet.Audience || name == runsheet.CommandName(runsheet.Ask{}) {
		limit = maxAsk
	}
	body, ok := s.body(w, r, limit, bodyTime)
	if !ok {
		return
	}
	command, err := runsheet.ParseCommand(name, body)
	if err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	if !runsheet.May(by.Role, command) {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	answer := done{OK: true}
	if by.Role == runsheet.Audience && s.tooFast(w, r, s.asks) {
		return
	}
	command, answer.ID = named(command)
	if err := s.desk.Do(r.Context(), by, command); err != nil {
		s.refuse(w, r, err, nil)
		return
	}
	now := s.desk.State()
	answer.Seq, answer.Written = now.Seq, now.Signals.Written >= now.Seq
	writeJSON(w, http.StatusOK, answer)
}

// named gives an id to a question whose sender left that to us.
func named(c runsheet.Command) (runsheet.Command, runsheet.QuestionID) {
	id := func(id runsheet.QuestionID) runsheet.QuestionID {
		return cmp.Or(id, runsheet.QuestionID(random(16)))
	}
	switch c := c.(type) {
	case runsheet.Ask:
		c.ID = id(c.ID)
		return c, c.ID
	case runsheet.Report:
		c.ID = id(c.ID)
		return c, c.ID
	case runsheet.Prepare:
		for i := range c.Questions {
			c.Questions[i].ID = id(c.Questions[i].ID)
		}
		return c, ""
	}
	return c, ""
}

// tooFast answers an address that does more than people can.
func (s *Server) tooFast(w http.ResponseWriter, r *http.Request, p *pace) bool {
	wait := p.wait(s.devices.address(r.RemoteAddr), time.Now())
	if wait > 0 {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.TooMany, Detail: "from one address", Retry: wait}, nil)
	}
	return wait > 0
}

func (s *Server) postLoad(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	switch {
	case !runsheet.May(by.Role, runsheet.Load{}):
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	case s.load == nil:
		s.fail(w, r, http.StatusNotImplemented, "no-load")
		return
	}
	data, ok := s.body(w, r, maxSheet, sheetTime)
	if !ok {
		return
	}
	command, problems, err := s.load(r.URL.Query().Get("name"), data, s.langOf(r))
	if err != nil {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.BadShow, Detail: err.Error()}, problems)
		return
	}
	if problems == nil {
		problems = []Problem{}
	}
	state := s.desk.State()
	wanted := runsheet.Command(command)
	if how := r.URL.Query().Get("how"); how != "" {
		merge := runsheet.Merge{Show: command.Show, Source: command.Source, How: runsheet.How(how), Sheet: state.SheetVersion()}
		wanted = merge
		if seen := r.URL.Query().Get("sheet"); seen != "" { // what its sender has compared it with
			n, err := strconv.ParseInt(seen, 10, 64)
			if err != nil {
				s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.BadCommand, Detail: "sheet is a number"}, nil)
				return
			}
			merge.Sheet = runsheet.Seq(n)
			wanted = merge
		}
		if r.URL.Query().Has("preview") {
			to, err := state.Merged(merge)
			if err != nil {
				s.refuse(w, r, err, problems)
				return
			}
			changes := runsheet.Diff(state.Show, to)
			p := preview{OK: true, Sheet: state.SheetVersion(), Changes: changeViews(changes), Problems: problems}
			p.Changed, p.Added, p.Gone = runsheet.Count(changes)
			writeJSON(w, http.StatusOK, p)
			return
		}
	}
	if err := s.desk.Do(r.Context(), by, wanted); err != nil {
		s.refuse(w, r, err, problems)
		return
	}
	now := s.desk.State()
	writeJSON(w, http.StatusOK, done{OK: true, Seq: now.Seq, Written: now.Signals.Written >= now.Seq, Problems: &problems})
}

// preview is what a sheet would change, and did not.
type preview struct {
	OK bool `json:"ok"`
	// Sheet is the version that it was compared with: the load that follows names it.
	Sheet    runsheet.Seq `json:"sheet"`
	Changed  int          `json:"changed"`
	Added    int          `json:"added"`
	Gone     int          `json:"gone"`
	Changes  []changeView `json:"changes"`
	Problems []Problem    `json:"problems"`
}

// entered says what a key opened.
type entered struct {
	OK   bool          `json:"ok"`
	Role runsheet.Role `json:"role"`
	// Page is where the role is at home, "" when it has no page.
	Page string `json:"page,omitempty"`
}

// postEnter swaps a key for a cookie that no script can read, and names the device.
func (s *Server) postEnter(w http.ResponseWriter, r *http.Request) {
	body, ok := s.body(w, r, maxAsk, bodyTime)
	if !ok {
		return
	}
	var sent struct {
		Key string `json:"key"`
		// Page is where the sender would like to stay.
		Page string `json:"page"`
		// Me is the person that a personal link belongs to.
		Me string `json:"me"`
	}
	if err := json.Unmarshal(body, &sent); err != nil {
		s.fail(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	key := s.ring.open(sent.Key)
	if key == nil || key.Role == runsheet.SourceRole {
		s.noKey(w, r)
		return
	}
	role := key.Role
	if _, _, known := s.devices.read(r); !known {
		if s.tooFast(w, r, s.enters) {
			return
		}
		setCookie(w, r, s.devices.cookie, s.devices.issue(time.Now()))
	}
	if person, ok := s.devices.named(sent.Me); ok && s.ring.person(person.ID) != nil {
		setCookie(w, r, s.devices.person, sent.Me)
	}
	setCookie(w, r, s.cookie(string(role)), sent.Key)
	s.audit.used(key, s.actor(r, role, key), r)
	writeJSON(w, http.StatusOK, entered{OK: true, Role: role, Page: pageFor(role, sent.Page)})
}
