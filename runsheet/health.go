package runsheet

import (
	"slices"
	"time"
)

// AlarmKind names something about OBS that a control room must be told of.
type AlarmKind string

// The alarms, as OBS's room names them.
const (
	AlarmRecord  AlarmKind = "record"  // live, and nothing is recorded
	AlarmStream  AlarmKind = "stream"  // live, and nothing is streamed
	AlarmDropped AlarmKind = "dropped" // frames are lost on the way
	AlarmSlow    AlarmKind = "slow"    // the computer is too slow
	AlarmDisk    AlarmKind = "disk"    // full in less than an hour
	AlarmBlack   AlarmKind = "black"
	AlarmFrozen  AlarmKind = "frozen"
	AlarmSilence AlarmKind = "silence"
)

// AlarmKinds lists every AlarmKind, the gravest first.
var AlarmKinds = []AlarmKind{AlarmStream, AlarmBlack, AlarmSilence, AlarmRecord, AlarmFrozen, AlarmDropped, AlarmDisk, AlarmSlow}

// Alarm is one that is on.
type Alarm struct {
	Kind  AlarmKind
	Since Moment
}

// Output is something that OBS sends out or writes.
type Output string

// The outputs.
const (
	StreamOutput Output = "stream"
	RecordOutput Output = "record"
)

// OutputState is how an output stands, in OBS's words: "stopped", "starting", "started", "stopping", "reconnecting",
// "paused". Empty: not known.
type OutputState string

// Running reports whether something goes out or is written, or soon will again.
func (o OutputState) Running() bool { return o == "started" || o == "reconnecting" || o == "paused" }

// Expected is what the show wants to be going out while it is live.
type Expected struct {
	Stream, Record bool
}

// Duty is what ought to be so now; alarms are judged by it.
type Duty struct {
	Live, Stream, Record bool
	// Held: a still picture and silence are meant.
	Held bool
}

type (
	// ReportAlarm says that an alarm begins or ends.
	ReportAlarm struct {
		Alarm AlarmKind `json:"alarm"`
		On    bool      `json:"on"`
	}
	// ReportOutput says how the stream or the recording stands, and in which file.
	ReportOutput OutputSeen
	// ReportSpare says how the link with the spare OBS stands.
	ReportSpare SpareLink
	// Ignore says that an alarm means nothing this evening, or does again: a still picture that is meant.
	Ignore struct {
		Alarm  AlarmKind `json:"alarm"`
		Ignore bool      `json:"ignore"`
	}
	// Expect says whether a live show ought to be streamed and recorded.
	Expect struct {
		Stream bool `json:"stream"`
		Record bool `json:"record"`
	}
)

type (
	// AlarmRaised and AlarmCleared: something about OBS went wrong, and is well again.
	AlarmRaised struct {
		Alarm AlarmKind `json:"alarm"`
	}
	AlarmCleared struct {
		Alarm AlarmKind `json:"alarm"`
	}
	// OutputSeen: the stream or the recording stands otherwise than before.
	OutputSeen struct {
		Output Output      `json:"output"`
		State  OutputState `json:"state"`
		Path   string      `json:"path,omitempty"`
	}
	// SpareLink: the connection with the spare OBS came up or went.
	SpareLink struct {
		Link   Link   `json:"link"`
		Detail string `json:"detail,omitempty"`
	}
	// AlarmIgnored: somebody said that an alarm means nothing, or does again.
	AlarmIgnored struct {
		Alarm  AlarmKind `json:"alarm"`
		Ignore bool      `json:"ignore"`
	}
	// OutputsExpected: somebody said whether the show is streamed and recorded.
	OutputsExpected Expect
)

func (ReportAlarm) command() string  { return "report-alarm" }
func (ReportOutput) command() string { return "report-output" }
func (ReportSpare) command() string  { return "report-spare" }
func (Ignore) command() string       { return "ignore-alarm" }
func (Expect) command() string       { return "expect" }

func (AlarmRaised) kind() (string, int)     { return "alarm-raised", 1 }
func (AlarmCleared) kind() (string, int)    { return "alarm-cleared", 1 }
func (AlarmIgnored) kind() (string, int)    { return "alarm-ignored", 1 }
func (OutputSeen) kind() (string, int)      { return "output", 1 }
func (SpareLink) kind() (string, int)       { return "spare-link", 1 }
func (OutputsExpected) kind() (string, int) { return "outputs-expected", 1 }

// Duty says what ought to be so: a show without a destination that never streamed is not missing its stream.
func (s State) Duty() Duty {
	slot, _ := s.Show.Slot(s.OnAirSlot())
	live := s.Mode == LiveMode && s.OnAirSlot() != ""
	return Duty{
		Live: live, Record: s.Expected.Record,
		Stream: s.Expected.Stream && (s.Streamed || slices.ContainsFunc(s.Stream.Destinations, func(d Destination) bool { return d.Server != "" })),
		Held:   s.Held() || slot.Kind == Break || slot.Kind == Countdown,
	}
}

// Alarmed says that an alarm is on.
func (s State) Alarmed(kind AlarmKind) bool {
	return slices.ContainsFunc(s.Alarms, func(a Alarm) bool { return a.Kind == kind })
}

func decideHealth(s State, c Command) ([]Fact, error) {
	switch c := c.(type) {
	case ReportAlarm:
		switch {
		case c.On == s.Alarmed(c.Alarm), c.On && slices.Contains(s.Ignored, c.Alarm):
			return nil, nil
		case !c.On:
			return facts(AlarmCleared{Alarm: c.Alarm})
		}
		out := []Fact{AlarmRaised{Alarm: c.Alarm}}
		// The public sees nothing any more: that is an incident whoever says so. The others may be meant.
		if _, open := s.Incident(); c.Alarm == AlarmStream && !open && !s.Stream.Moving() && len(s.Incidents) < maxIncidents {
			out = append(out, IncidentOpened{ID: s.nextIncident(), Symptom: SymptomStream, Alarm: c.Alarm})
		}
		return out, nil
	case ReportOutput:
		if was := s.OBS.output(c.Output); *was == c.State && c.Path == "" {
			return nil, nil
		}
		return facts(OutputSeen(c))
	case ReportSpare:
		if c.Link == s.Spare.Link && c.Detail == s.Spare.Detail {
			return nil, nil
		}
		return facts(SpareLink(c))
	case Ignore:
		switch {
		case !slices.Contains(AlarmKinds, c.Alarm):
			return nil, refuse(BadCommand, "alarm %q; there are %v", c.Alarm, AlarmKinds)
		case c.Ignore == slices.Contains(s.Ignored, c.Alarm):
			return nil, nil
		}
		return facts(AlarmIgnored(c))
	case Expect:
		if Expected(c) == s.Expected {
			return nil, nil
		}
		return facts(OutputsExpected(c))
	}
	return nil, refuse(UnknownCommand, "%T", c)
}

func applyHealth(s State, e Entry) State {
	switch f := e.Fact.(type) {
	case AlarmRaised:
		if !s.Alarmed(f.Alarm) {
			s.Alarms = append(slices.Clip(s.Alarms), Alarm{f.Alarm, e.At})
		}
	case AlarmCleared:
		s.Alarms = slices.DeleteFunc(slices.Clone(s.Alarms), func(a Alarm) bool { return a.Kind == f.Alarm })
	case OutputSeen:
		*s.OBS.output(f.Output) = f.State
		if f.Output == StreamOutput && f.State == "started" {
			s.Streamed = true
		}
		if f.Output == RecordOutput && f.Path != "" {
			s.OBS.RecordPath = f.Path
		}
	case SpareLink:
		at := e.At
		if f.Link == s.Spare.Link && f.Link != LinkReady {
			at = s.Spare.LinkAt
		}
		s.Spare = Spare{Link: f.Link, Detail: f.Detail, LinkAt: at}
	case AlarmIgnored:
		s.Ignored = slices.DeleteFunc(slices.Clone(s.Ignored), func(k AlarmKind) bool { return k == f.Alarm })
		if f.Ignore {
			s.Ignored = append(s.Ignored, f.Alarm)
			s.Alarms = slices.DeleteFunc(slices.Clone(s.Alarms), func(a Alarm) bool { return a.Kind == f.Alarm })
		}
	case OutputsExpected:
		s.Expected = Expected(f)
	}
	return s
}

// output is where the state of an output is kept; what is not known is nowhere.
func (o *OBS) output(of Output) *OutputState {
	switch of {
	case StreamOutput:
		return &o.Stream
	case RecordOutput:
		return &o.Record
	}
	return new(OutputState)
}

// Spare is how the link with a second OBS stands, which is driven like the first. Its Link is "" where there is none.
type Spare struct {
	Link   Link
	Detail string
	LinkAt Moment
}

// Health is how OBS fares, as last measured: true now, not part of what happened. It is never changed once it is made.
type Health struct {
	// At is when it was measured. Measured says that At and what is measured mean anything: OBS is there.
	At       Moment
	Measured bool

	// What OBS holds.
	Scenes           []string
	StudioMode       bool
	Preview, Version string
	Collection       string // of scenes
	Profile          string
	// When each was seen to change; zero when it never was.
	StudioModeAt, CollectionAt, ProfileAt Moment
	// Names are what else can be named in a cue; nil while nobody knows.
	Names *Names

	FPS       float64
	CPU       float64 // percent of the computer
	Memory    int64   // bytes
	Missed    int64   // frames that were not drawn or encoded in time, in the last second
	Disk      int64   // bytes free where recordings go
	Stream    StreamHealth
	Record    RecordHealth
	Media     []Media
	Differing []Difference // between the two OBS
}

// Names are those that OBS holds, by what they can be the target of, and the filters of each source. They are never changed.
type Names struct {
	Targets map[TargetKind][]string
	Filters map[string][]string
}

// StreamHealth is the stream in a Health.
type StreamHealth struct {
	Duration time.Duration
	// Bitrate is bits a second, Congestion from 0 to 1. Dropped counts the frames lost since the stream began.
	Bitrate    float64
	Congestion float64
	Dropped    int64
}

// RecordHealth is the recording in a Health: its own timecode and its size.
type RecordHealth struct {
	Duration time.Duration
	Bytes    int64
}

// Media is something that plays in the scene on air. Left is what was left of it at Health.At; zero Length: not known.
type Media struct {
	Source       string
	Playing      bool
	Length, Left time.Duration
}

// Difference is something in which two OBS that are driven alike are not, and since when that is seen.
type Difference struct {
	What, Main, Spare string
	Since             Moment
}

// MediaLeft is what is left now of the media that plays in the scene on air and ends last; false when none plays or the news
// are older than a few seconds.
func (s State) MediaLeft(now Moment) (Media, bool) {
	h := s.Signals.Health
	if h == nil || !h.fresh(now) {
		return Media{}, false
	}
	var last Media
	for _, m := range h.Media {
		if m.Playing && m.Length > 0 && m.Left > last.Left {
			last = m
		}
	}
	if last.Source == "" {
		return Media{}, false
	}
	last.Left = max(0, last.Left-now.Since(h.At))
	return last, true
}

// fresh says whether what was measured still says something of now.
func (h *Health) fresh(now Moment) bool {
	age := now.Since(h.At)
	return h.Measured && age >= 0 && age <= staleHealth
}

// staleHealth is how long what was measured says something of now.
const staleHealth = 5 * time.Second
