package web

import (
	"net/http"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// checksView is what is known before the show, the heaviest first.
type checksView struct {
	OK bool `json:"ok"`
	// Checked is when a program looked last, null before the first time; Blocking is how much must be mended.
	Checked  *time.Time    `json:"checked"`
	Blocking int           `json:"blocking"`
	Findings []findingView `json:"findings"`
}

// findingView is a finding in the reader's language; Code never changes.
type findingView struct {
	Weight  runsheet.Weight   `json:"weight"`
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Slots   []runsheet.SlotID `json:"slots,omitempty"`
}

// getChecks says what is known before the show, postChecks has everything looked at anew first.
func (s *Server) getChecks(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	if by.Role != runsheet.Operator {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	s.writeChecks(w, r)
}

func (s *Server) postChecks(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	switch {
	case by.Role != runsheet.Operator:
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
	case s.check == nil:
		s.notFound(w, r)
	default:
		if err := s.check(r.Context()); err != nil {
			s.refuse(w, r, err, nil)
			return
		}
		s.writeChecks(w, r)
	}
}

func (s *Server) writeChecks(w http.ResponseWriter, r *http.Request) {
	state, words := s.desk.State(), assets.In(s.langOf(r))
	v := checksView{OK: true, Findings: []findingView{}}
	if at := state.Preflight.Checked; !at.IsZero() {
		v.Checked = &at.Wall
	}
	for _, f := range state.Ready() {
		if f.Weight == runsheet.Blocking {
			v.Blocking++
		}
		v.Findings = append(v.Findings, findingView{f.Weight, f.Code, words.Tell(f.Code, f.Args, f.Text), f.Slots})
	}
	writeJSON(w, http.StatusOK, v)
}
