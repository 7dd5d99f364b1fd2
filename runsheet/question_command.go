package runsheet

import (
	"bytes"
	"encoding/json"
	"time"
)

// What people do with questions, beside what command.go has.
type (
	// Vote says that a device wants to hear a question, Unvote that it does not after all. One device has one vote.
	Vote struct {
		ID QuestionID `json:"id"`
	}
	Unvote struct {
		ID QuestionID `json:"id"`
	}
	// Report tells of a problem with the picture, the sound or the network. ID is the sender's own, as for a question; with
	// a Text it becomes one, for the moderators.
	Report struct {
		ID      QuestionID `json:"id"`
		Symptom Symptom    `json:"symptom"`
		// Network is how the viewer is connected, in words of his own.
		Network string `json:"network"`
		Text    string `json:"text"`
	}
	// Prepare brings questions along: they are approved, and marked as the crew's.
	Prepare struct {
		Questions []PreparedQuestion `json:"questions"`
	}
	// MoveAll puts several questions elsewhere in one act: approved, rejected or archived. Those that cannot go there are
	// left where they are.
	MoveAll struct {
		IDs []QuestionID `json:"ids"`
		To  Status       `json:"to"`
	}
	// RejectBurst rejects what the rules put in quarantine as part of a burst and nobody has dealt with.
	RejectBurst struct{}
	// Reword edits a question; Was is the text that the sender saw. The original is kept.
	Reword struct {
		ID   QuestionID `json:"id"`
		Text string     `json:"text"`
		Was  string     `json:"was"`
	}
	// Join counts questions with another one; their votes add up.
	Join struct {
		IDs  []QuestionID `json:"ids"`
		Into QuestionID   `json:"into"`
	}
	// Assign gives questions to a speaker; "" to nobody.
	Assign struct {
		IDs []QuestionID `json:"ids"`
		To  string       `json:"to"`
	}
	// Sort says what sort of thing was asked.
	Sort struct {
		IDs  []QuestionID `json:"ids"`
		Kind Category     `json:"kind"`
	}
	// Claiming says which questions its sender is busy with now: those and no others. It takes over what another one had.
	Claiming struct {
		IDs []QuestionID `json:"ids"`
	}
	// Restrict replaces what is held or slowed down.
	Restrict Restriction
	// SetAudience replaces what the audience is told and may do.
	SetAudience AudienceSettings
)

func (Vote) command() string        { return "vote" }
func (Unvote) command() string      { return "unvote" }
func (Report) command() string      { return "report" }
func (Prepare) command() string     { return "prepare" }
func (MoveAll) command() string     { return "move-all" }
func (RejectBurst) command() string { return "reject-burst" }
func (Reword) command() string      { return "reword" }
func (Join) command() string        { return "join" }
func (Assign) command() string      { return "assign" }
func (Sort) command() string        { return "sort" }
func (Claiming) command() string    { return "claim" }
func (Restrict) command() string    { return "restrict" }
func (SetAudience) command() string { return "audience" }

// UnmarshalJSON reads {"links","first_timers","named_only","slow_ms"}.
func (c *Restrict) UnmarshalJSON(b []byte) error {
	var w struct {
		Links       bool  `json:"links"`
		FirstTimers bool  `json:"first_timers"`
		NamedOnly   bool  `json:"named_only"`
		Slow        int64 `json:"slow_ms"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return err
	}
	*c = Restrict{Links: w.Links, FirstTimers: w.FirstTimers, NamedOnly: w.NamedOnly, Slow: capped(w.Slow).Truncate(time.Second)}
	return nil
}
