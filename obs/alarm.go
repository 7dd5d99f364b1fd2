package obs

import "time"

// AlarmKind names something that a control room must be told of. The names may be kept in files.
type AlarmKind string

const (
	AlarmRecord  AlarmKind = "record"  // live, and nothing is recorded
	AlarmStream  AlarmKind = "stream"  // live, and nothing is streamed, or it reconnects
	AlarmDropped AlarmKind = "dropped" // frames are lost on the way to the platform
	AlarmSlow    AlarmKind = "slow"    // this computer is too slow to draw or encode
	AlarmDisk    AlarmKind = "disk"    // the disk is full in less than an hour
	AlarmBlack   AlarmKind = "black"   // the picture on air is black
	AlarmFrozen  AlarmKind = "frozen"  // the picture on air does not move
	AlarmSilence AlarmKind = "silence" // nothing is heard
)

// Limits are when an alarm begins, and how long things must be well again before it ends: never the same, or it flickers.
type Limits struct {
	Down    time.Duration // without a stream or a recording
	Drops   float64       // share of the stream's frames that are lost
	Choked  float64       // congestion, 0 to 1
	Misses  int64         // frames a second that were not drawn or encoded in time
	Strain  time.Duration // of losing frames, before it is an alarm
	Disk    time.Duration // until it is full, at the present rate
	Bare    int64         // bytes free, whatever the rate
	Dark    float64       // brightness, 0 to 1, below which a picture is black
	Black   time.Duration
	Motion  float64 // mean difference, 0 to 1, below which two pictures are the same
	Frozen  time.Duration
	Quiet   float64 // peak, 0 to 1, below which nothing is heard
	Silence time.Duration
	Calm    time.Duration // all is well for so long: the alarm ends
}

// UsualLimits suit an evening of talks.
func UsualLimits() Limits {
	return Limits{
		Down: 3 * time.Second, Drops: 0.02, Choked: 0.8, Misses: 2, Strain: 4 * time.Second,
		Disk: time.Hour, Bare: 1 << 30, Dark: 0.03, Black: 5 * time.Second, Motion: 0.0005, Frozen: 20 * time.Second,
		Quiet: 0.001, Silence: 10 * time.Second, Calm: 5 * time.Second,
	}
}

// Duty is what ought to be so now.
type Duty struct {
	Live   bool // the public watches
	Record bool // a recording is wanted while live
	Stream bool // a stream is wanted while live
	Held   bool // a still picture or silence is meant: a waiting scene, a pause
}

// Alarm is one alarm's beginning or end.
type Alarm struct {
	Kind AlarmKind
	On   bool
	At   time.Time // when it was told
	From time.Time // when the trouble, or the calm, began
}

// Alarms judges what is heard of OBS. It is a value without a clock: each method gives the next value, and what has begun
// or ended by it. Make one with NewAlarms.
type Alarms struct {
	limits Limits
	states map[AlarmKind]alarmState // never changed, only replaced
	rate   float64                  // of the disk filling, bytes a second, smoothed
}

// alarmState is one alarm: when its trouble began, when it was last well.
type alarmState struct {
	on        bool
	bad, calm time.Time // since when; zero when it is not so
}

// NewAlarms starts with everything well.
func NewAlarms(l Limits) Alarms { return Alarms{limits: l} }

var everyAlarm = []AlarmKind{AlarmRecord, AlarmStream, AlarmDropped, AlarmSlow, AlarmDisk, AlarmBlack, AlarmFrozen, AlarmSilence}

// Holding has these alarms on, which somebody was told of before: each ends once all has been well for long enough.
func (a Alarms) Holding(kinds ...AlarmKind) Alarms {
	states := make(map[AlarmKind]alarmState, len(a.states)+len(kinds))
	for kind, s := range a.states {
		states[kind] = s
	}
	for _, kind := range kinds {
		states[kind] = alarmState{on: true}
	}
	a.states = states
	return a
}

// On lists the alarms that are on.
func (a Alarms) On() []AlarmKind {
	var on []AlarmKind
	for _, kind := range everyAlarm {
		if a.states[kind].on {
			on = append(on, kind)
		}
	}
	return on
}

// roomier is by how much more than a disk alarm's limit there must be before it ends: the rate of an encoder that fills the
// disk goes up and down with the picture.
const roomier = 1.25

// verdict is what one look says of one alarm.
type verdict struct {
	kind    AlarmKind
	bad     bool
	patient time.Duration // how long it must be bad
}

// Next judges a sample of OBS's health.
func (a Alarms) Next(s Sample, d Duty) (Alarms, []Alarm) {
	l := a.limits
	if s.Record.Measured {
		rate := s.Record.Bitrate / 8
		if a.rate == 0 {
			a.rate = rate
		}
		a.rate += (rate - a.rate) / 10 // an encoder's rate jumps from second to second
	}
	writing := s.Record.State == Started && a.rate > 0
	room := float64(s.Disk)
	if a.states[AlarmDisk].on {
		room /= roomier
	}
	full := writing && room/a.rate < l.Disk.Seconds()
	// The system takes a stream's bytes for seconds before OBS counts congestion; when it takes no more, none go out.
	stuck := s.Stream.Measured && s.Stream.Bitrate == 0
	lost := s.Stream.Frames > 0 && float64(s.Stream.Dropped) > l.Drops*float64(s.Stream.Frames)
	streaming := s.Stream.State == Started || s.Stream.State == Reconnected
	return a.judge(s.At,
		verdict{AlarmRecord, d.Live && d.Record && !s.Record.State.Running(), l.Down},
		verdict{AlarmStream, d.Live && d.Stream && !streaming, l.Down},
		verdict{AlarmDropped, streaming && (lost || stuck || s.Stream.Congestion > l.Choked), l.Strain},
		verdict{AlarmSlow, s.Missed > l.Misses || s.Lagged > l.Misses, l.Strain},
		verdict{AlarmDisk, room < float64(l.Bare) || full, 0})
}

// Picture judges two pictures of the program that follow each other; before may be nil.
func (a Alarms) Picture(p, before *Picture, d Duty) (Alarms, []Alarm) {
	same := before != nil && before.Scene == p.Scene && p.differs(before) < a.limits.Motion
	return a.judge(p.At,
		verdict{AlarmBlack, d.Live && !d.Held && p.Brightness() < a.limits.Dark, a.limits.Black},
		verdict{AlarmFrozen, d.Live && !d.Held && same, a.limits.Frozen})
}

// Sound judges the loudest of what is heard, 0 to 1.
func (a Alarms) Sound(peak float64, at time.Time, d Duty) (Alarms, []Alarm) {
	return a.judge(at, verdict{AlarmSilence, d.Live && !d.Held && peak < a.limits.Quiet, a.limits.Silence})
}

// Idle judges an instant at which nobody watches, whether OBS is there or not: what is black, still, silent, not streamed or
// not recorded then is well.
func (a Alarms) Idle(at time.Time) (Alarms, []Alarm) {
	return a.judge(at, verdict{kind: AlarmRecord}, verdict{kind: AlarmStream}, verdict{kind: AlarmBlack}, verdict{kind: AlarmFrozen}, verdict{kind: AlarmSilence})
}

func (a Alarms) judge(at time.Time, verdicts ...verdict) (Alarms, []Alarm) {
	states := make(map[AlarmKind]alarmState, len(a.states)+len(verdicts))
	for kind, s := range a.states {
		states[kind] = s
	}
	var told []Alarm
	for _, v := range verdicts {
		s := states[v.kind]
		if v.bad {
			s.calm = time.Time{}
			if s.bad.IsZero() {
				s.bad = at
			}
		} else {
			s.bad = time.Time{}
			if s.calm.IsZero() {
				s.calm = at
			}
		}
		switch {
		case !s.on && v.bad && at.Sub(s.bad) >= v.patient:
			s.on = true
			told = append(told, Alarm{v.kind, true, at, s.bad})
		case s.on && !v.bad && at.Sub(s.calm) >= a.limits.Calm:
			s.on = false
			told = append(told, Alarm{v.kind, false, at, s.calm})
		}
		states[v.kind] = s
	}
	a.states = states
	return a, told
}
