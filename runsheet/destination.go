package runsheet

import (
	"net/url"
	"slices"
	"strings"
)

// DestinationID names a destination for as long as the show lives; its stream key is kept under it, outside of the show.
type DestinationID string

// Destination is where a stream can go. It never holds a key: keys are this machine's, in the system's keyring.
type Destination struct {
	ID   DestinationID `json:"id"`
	Name string        `json:"name"`
	// Platform is one of Outlets; it decides nothing but words and what screens propose.
	Platform string `json:"platform,omitempty"`
	// Server is rtmp(s):// or srt://; empty for a place that OBS does not stream to, such as a meeting.
	Server string `json:"server,omitempty"`
	// Watch is the address at which the public watches.
	Watch string `json:"watch,omitempty"`
}

// Outlet is a sort of destination with what is known of it beforehand.
type Outlet struct {
	ID, Name string
	// Server is complete, or has {host} where the installation's own name goes.
	Server string
	// Example shows what the public's address looks like.
	Example string
}

// Outlets are those that people name, in the order in which screens offer them.
var Outlets = []Outlet{
	{"vimeo", "Vimeo", "rtmps://rtmp-global.cloud.vimeo.com:443/live", "https://vimeo.com/event/…"},
	{"youtube", "YouTube", "rtmps://a.rtmps.youtube.com:443/live2", "https://www.youtube.com/watch?v=…"},
	{"facebook", "Facebook", "rtmps://live-api-s.facebook.com:443/rtmp/", "https://www.facebook.com/…/live"},
	{"peertube", "PeerTube", "rtmp://{host}:1935/live", "https://{host}/w/…"},
	{"owncast", "Owncast", "rtmp://{host}:1935/live", "https://{host}"},
	{"rtmp", "RTMP(S)", "rtmps://{host}/live", "https://…"},
	{"srt", "SRT", "srt://{host}:9998", "https://…"},
	{"page", "", "", "https://…"},
}

// maxDestinations bounds the list; people plan two or three.
const maxDestinations = 20

// Streaming is where the stream goes and could go.
type Streaming struct {
	// Destinations are in the order in which they stand in for one another. Version is the entry that changed them last.
	Destinations []Destination
	Version      Seq
	// Current is where the stream goes, Before where it went before that; "" while nobody said.
	Current, Before DestinationID
	// Move is the last one, nil before the first.
	Move *StreamMove
}

// StreamMove is one move of the stream, under way or over.
type StreamMove struct {
	From, To DestinationID
	By       Actor
	// Approved is who agreed to it, in the operator's words.
	Approved string
	Began    Moment
	Steps    []MoveStep
	Ended    bool
	// Failed says why it came to nothing, "" when it did not; Cause is that by a name, where it has one.
	Failed string
	Cause  MoveCause
}

// MovePhase is a step of a move, in the order in which they come.
type MovePhase string

// The phases, as OBS's room tells them.
const (
	MoveStop      MovePhase = "stop"
	MoveStopAgain MovePhase = "stop again"
	MoveSet       MovePhase = "set"
	MoveStart     MovePhase = "start"
	MoveRestart   MovePhase = "restart"
	MoveDone      MovePhase = "done"
	MoveFailed    MovePhase = "failed"
	MoveRestored  MovePhase = "restored"
)

// MoveCause names why a move came to nothing, for screens to say it.
type MoveCause string

// The causes; the public's stream is where it was after MoveSpared and MoveSparedUnproven, and usually nowhere after the others.
const (
	MoveSpared MoveCause = "spared" // no connection was taken there, so that the stream was not stopped
	MoveDeaf   MoveCause = "deaf"   // no connection was taken there
	// MoveSparedUnproven and MoveUnproven: the destination's certificate is none that OBS takes; before the stream was stopped,
	// and after.
	MoveSparedUnproven MoveCause = "spared-unproven"
	MoveUnproven       MoveCause = "unproven"
	MoveRefused        MoveCause = "refused" // the destination wants no such stream
	MoveSilent         MoveCause = "silent"  // the destination takes the connection and says nothing
	MoveKeyless        MoveCause = "keyless" // no key is kept on this computer
	MoveInterrupted    MoveCause = "interrupted"
)

// MoveStep is one step, and how long after the beginning it came.
type MoveStep struct {
	Phase MovePhase
	After Millis
	Why   string
}

// Why a destination, or a move to it, is refused.
const (
	UnknownDestination Reason = "unknown-destination"
	// DestinationInUse: the stream goes there, or is about to.
	DestinationInUse Reason = "destination-in-use"
	// SecretInServer: a key or a password stands where everybody can read it.
	SecretInServer Reason = "secret-in-server"
	MoveUnderWay   Reason = "move-under-way"
)

type (
	// SetDestinations replaces the list. Seen is the version that its sender saw.
	SetDestinations struct {
		Destinations []Destination `json:"destinations"`
		Seen         Seq           `json:"seen"`
	}
	// MoveStream takes the stream, and the public's link, to another destination. From is what its sender saw to be current.
	// Approved names who agreed. Restore has OBS's profile put back as it was found, once the stream is over.
	MoveStream struct {
		From     DestinationID `json:"from"`
		To       DestinationID `json:"to"`
		Approved string        `json:"approved"`
		Restore  bool          `json:"restore"`
	}
	// ReportMove tells a step of the move under way.
	ReportMove MovePassed
)

type (
	// DestinationsSet: the list was changed.
	DestinationsSet struct {
		Destinations []Destination `json:"destinations"`
	}
	// MoveBegan: the stream is to go elsewhere.
	MoveBegan struct {
		From     DestinationID `json:"from,omitempty"`
		To       DestinationID `json:"to"`
		Approved string        `json:"approved,omitempty"`
		Restore  bool          `json:"restore,omitempty"`
	}
	// MovePassed: the move has come to a step.
	MovePassed struct {
		To    DestinationID `json:"to"`
		Phase MovePhase     `json:"phase"`
		After Millis        `json:"after_ms,omitempty"`
		Why   string        `json:"why,omitempty"`
		Cause MoveCause     `json:"cause,omitempty"`
	}
)

func (SetDestinations) command() string { return "destinations" }
func (MoveStream) command() string      { return "move-stream" }
func (ReportMove) command() string      { return "report-move" }

func (DestinationsSet) kind() (string, int) { return "destinations-set", 1 }
func (MoveBegan) kind() (string, int)       { return "move-began", 1 }
func (MovePassed) kind() (string, int)      { return "move-passed", 1 }

// Find gives a destination by its name in the list.
func (s Streaming) Find(id DestinationID) (Destination, bool) {
	for _, d := range s.Destinations {
		if d.ID == id {
			return d, true
		}
	}
	return Destination{}, false
}

// Moving says whether a move is under way.
func (s Streaming) Moving() bool { return s.Move != nil && !s.Move.Ended }

// Public is the address at which the public watches now: the current destination's, before any is current the first that
// has one; "" when there is none.
func (s State) Public() string {
	if d, ok := s.Stream.Find(s.Stream.Current); ok && d.Watch != "" {
		return d.Watch
	}
	for _, d := range s.Stream.Destinations {
		if s.Stream.Current == "" && d.Watch != "" {
			return d.Watch
		}
	}
	return ""
}

func decideStream(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case SetDestinations:
		return decideDestinations(s, c)
	case MoveStream:
		return decideMoveStream(s, c)
	case ReportMove:
		if c.Phase != MoveRestored && c.Phase != MoveRestart && (!s.Stream.Moving() || s.Stream.Move.To != c.To) && s.Stream.Current != c.To {
			return nil, nil // it tells of a move that another one replaced
		}
		out := []Fact{MovePassed(c)}
		if i, open := s.Incident(); open && c.Phase == MoveDone && i.Switched.IsZero() {
			to, _ := s.Stream.Find(c.To)
			out = append(out, IncidentAdvanced{ID: i.ID, Step: IncidentSwitched, Text: to.Name})
		}
		return out, nil
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func decideDestinations(s State, c SetDestinations) ([]Fact, error) {
	if c.Seen != s.Stream.Version {
		return nil, refuse(ChangedMeanwhile, "the destinations are at %d, not at %d", s.Stream.Version, c.Seen)
	}
	if len(c.Destinations) > maxDestinations {
		return nil, refuse(BadValue, "%d destinations, %d at most", len(c.Destinations), maxDestinations)
	}
	list := make([]Destination, 0, len(c.Destinations))
	taken := map[DestinationID]bool{}
	for _, d := range c.Destinations {
		d.Name, d.Server, d.Watch = Clean(d.Name), strings.TrimSpace(d.Server), strings.TrimSpace(d.Watch)
		if !validID(QuestionID(d.ID)) || taken[d.ID] {
			return nil, refuse(NoID, "each destination has an id of its own, 1 to %d letters, digits, - or _", MaxID)
		}
		taken[d.ID] = true
		if d.Name == "" || len(d.Name) > MaxTitle {
			return nil, refuse(BadValue, "a destination's name has 1 to %d characters", MaxTitle)
		}
		if err := fitAddresses(d); err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	for _, needed := range []DestinationID{s.Stream.Current, s.moveTarget()} {
		if needed != "" && !taken[needed] {
			return nil, refuse(DestinationInUse, "%q", needed)
		}
	}
	if slices.Equal(list, s.Stream.Destinations) {
		return nil, nil
	}
	return facts(DestinationsSet{Destinations: list})
}

// fitAddresses refuses what is no address, and a server in which a secret stands: the list is in the show file and on
// screens.
func fitAddresses(d Destination) error {
	if d.Server == "" && d.Watch == "" {
		return refuse(BadValue, "%s: a server to stream to, or an address to watch at", d.Name)
	}
	if d.Server != "" {
		u, err := url.Parse(d.Server)
		switch {
		case err != nil || u.Host == "" || !slices.Contains([]string{"rtmp", "rtmps", "srt"}, u.Scheme):
			return refuse(BadValue, "%s: a server is rtmp://, rtmps:// or srt:// and a name", d.Name)
		case len(d.Server) > 4*MaxTitle || strings.ContainsAny(d.Server, "{} \n"):
			return refuse(BadValue, "%s: the server's address is not complete", d.Name)
		case u.User != nil || u.Query().Has("streamid") || u.Query().Has("passphrase"):
			return refuse(SecretInServer, "%s", d.Name)
		}
	}
	if d.Watch != "" {
		u, err := url.Parse(d.Watch)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || len(d.Watch) > 4*MaxTitle {
			return refuse(BadValue, "%s: the public's address begins with https://", d.Name)
		}
	}
	return nil
}

func (s State) moveTarget() DestinationID {
	if !s.Stream.Moving() {
		return ""
	}
	return s.Stream.Move.To
}

func decideMoveStream(s State, c MoveStream) ([]Fact, error) {
	to, known := s.Stream.Find(c.To)
	switch {
	case !known:
		return nil, refuse(UnknownDestination, "%q", c.To)
	case s.Stream.Moving() && s.Stream.Move.To == c.To:
		return nil, nil
	case s.Stream.Moving():
		return nil, refuse(MoveUnderWay, "to %q", s.Stream.Move.To)
	case c.From != s.Stream.Current:
		return nil, refuse(MovedOn, "the stream goes to %q, not to %q", s.Stream.Current, c.From)
	}
	approved, err := fitText("approved", c.Approved, MaxTitle, Clean)
	if err != nil {
		return nil, err
	}
	var out []Fact
	incident, open := s.Incident()
	if open && incident.Decided.IsZero() {
		out = append(out, IncidentAdvanced{ID: incident.ID, Step: IncidentDecided, Text: to.Name})
	}
	out = append(out, MoveBegan{From: c.From, To: c.To, Approved: approved, Restore: c.Restore})
	if to.Server == "" { // nothing to do in OBS: the public alone goes there
		out = append(out, MovePassed{To: c.To, Phase: MoveDone})
		if open && incident.Switched.IsZero() {
			out = append(out, IncidentAdvanced{ID: incident.ID, Step: IncidentSwitched, Text: to.Name})
		}
	}
	return out, nil
}

func applyStream(s State, e Entry) State {
	switch f := e.Fact.(type) {
	case DestinationsSet:
		s.Stream.Destinations, s.Stream.Version = f.Destinations, e.Seq
	case MoveBegan:
		s.Stream.Move = &StreamMove{From: f.From, To: f.To, By: e.By, Approved: f.Approved, Began: e.At}
	case MovePassed:
		if s.Stream.Move != nil && s.Stream.Move.To == f.To {
			m := *s.Stream.Move
			m.Steps = append(slices.Clip(m.Steps), MoveStep{f.Phase, f.After, f.Why})
			switch f.Phase {
			case MoveDone:
				m.Ended, m.Failed, m.Cause = true, "", ""
			case MoveFailed:
				m.Ended, m.Failed, m.Cause = true, f.Why, f.Cause
			}
			s.Stream.Move = &m
		}
		if f.Phase == MoveDone && f.To != s.Stream.Current {
			s.Stream.Before, s.Stream.Current = s.Stream.Current, f.To
		}
	}
	return s
}

// interrupted ends a move that the program did not see the end of.
func (s Streaming) interrupted() Streaming {
	if s.Moving() {
		m := *s.Move
		m.Ended, m.Failed, m.Cause = true, "the desk was started again meanwhile", MoveInterrupted
		s.Move = &m
	}
	return s
}
