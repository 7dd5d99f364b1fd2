package obstest

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// How long OBS 29 was seen to take.
const (
	announce  = 10 * time.Millisecond  // from a request to the first event: it only queues the action
	connects  = 150 * time.Millisecond // to a destination that answers
	refuses   = 20 * time.Millisecond  // when nobody listens there
	finishing = 300 * time.Millisecond // until a recorded file is complete
	winding   = 3 * time.Millisecond   // from STOPPED until a stream runs no more
	patience  = 30 * time.Second       // of OBS, with a server that takes the connection and says nothing
	dials     = 134 * time.Second      // of Linux, with one that takes none
)

// States of an output, less the prefix that OBS gives them.
const (
	starting     = "STARTING"
	started      = "STARTED"
	stopping     = "STOPPING"
	stopped      = "STOPPED"
	reconnecting = "RECONNECTING"
	paused       = "PAUSED"
	resumed      = "RESUMED"
)

// Reach is how a destination receives a stream.
type Reach string

const (
	Answers Reach = ""        // as it should
	Refuses Reach = "refuses" // nobody listens: OBS gives up at once and does not say why
	Silent  Reach = "silent"  // it takes the connection and never says a word: OBS waits for 30 s
	Deaf    Reach = "deaf"    // packets to it are swallowed, so that no connection comes about: OBS waits for 134 s
)

// output is the stream, the recording, the virtual camera or the replay buffer.
type output struct {
	active, paused, reconnecting bool
	state                        string
	since, pausedAt              time.Time
	bytes, skipped, frames       int64
	congestion                   float64
	path                         string
	journey                      int  // counts starts and stops: what belongs to an older one comes to nothing
	waning                       bool // a stream about to reconnect: for an instant it says that it does not run, and then it does
	orphan                       bool // a stream that OBS's window does not know of: it refuses to stop it
	ended                        time.Time
	stuck                        bool // a stream: stopped before the first packet, only another stop ends it; a recording: paused for an instant only, it never ends
}

// outputs is what OBS sends away.
type outputs struct {
	stream, record, camera, replay output
	service                        object // streamServiceType and streamServiceSettings
	reach                          map[string]Reach
	patience                       map[Reach]time.Duration // of OBS
	tired                          chan struct{}           // closed when OBS has no more of it
	firstPacket                    time.Duration           // from STARTED to the first bytes
	winding                        time.Duration           // from STOPPED until the stream runs no more: a start before that is forgotten
	overlooked                     int                     // further starts to be agreed to and forgotten
	sharedEncoder                  bool
	clumsy                         bool // what OBS stops when it gives a silent destination up reconnects behind its back
	noCamera, noReplay             bool
	chapters                       []string
	disk                           float64 // MB
	folder                         string  // of the recordings
	renderSkipped                  int64
}

func newOutputs() outputs {
	return outputs{
		service: object{"streamServiceType": "rtmp_custom", "streamServiceSettings": map[string]any{
			"server": "rtmp://127.0.0.1:1935/live", "key": "principal"}},
		reach: map[string]Reach{}, patience: map[Reach]time.Duration{Silent: patience, Deaf: dials}, tired: make(chan struct{}), winding: winding, noCamera: true, disk: 100_000, folder: os.TempDir(),
	}
}

func (s *Server) say(event string, o *output, state string, more object) {
	o.state = state
	d := object{"outputActive": o.active, "outputState": "OBS_WEBSOCKET_OUTPUT_" + state}
	for k, v := range more {
		d[k] = v
	}
	s.emit(Outputs, event, d)
}

const (
	streamEvent = "StreamStateChanged"
	recordEvent = "RecordStateChanged"
	cameraEvent = "VirtualcamStateChanged"
	replayEvent = "ReplayBufferStateChanged"
)

func refuseRunning() (any, status)    { return bad(statusRunning, "") }
func refuseNotRunning() (any, status) { return bad(statusNotRunning, "") }

// ---- The stream.

func (s *Server) server() string {
	settings, _ := s.outputs.service["streamServiceSettings"].(map[string]any)
	server, _ := settings["server"].(string)
	return server
}

func (s *Server) startStream(params) (any, status) {
	o := &s.outputs.stream
	switch {
	case o.active && o.orphan, s.winds():
		return good(nil)
	case o.active || o.stuck:
		return refuseRunning()
	}
	if s.outputs.overlooked > 0 {
		s.outputs.overlooked--
		return good(nil)
	}
	o.journey++
	journey, server := o.journey, s.server()
	current := func() bool { return o.journey == journey }
	s.later(announce, func() {
		if current() {
			s.say(streamEvent, o, starting, nil)
		}
	})
	switch reach := s.outputs.reach[server]; reach {
	case Refuses:
		s.later(announce+refuses, func() {
			if current() {
				s.say(streamEvent, o, stopped, nil)
			}
		})
	case Silent, Deaf:
		// When OBS gives up in the end, it stops whatever it streams then.
		s.laterOr(announce+s.outputs.patience[reach], s.outputs.tired, func() {
			switch {
			case o.active && s.outputs.clumsy:
				o.journey++
				o.orphan, o.reconnecting, o.bytes = true, true, 0
				s.say(streamEvent, o, stopped, nil)
				s.say(streamEvent, o, reconnecting, nil)
			case o.active || current():
				o.journey++
				*o = output{journey: o.journey, ended: time.Now()}
				s.say(streamEvent, o, stopped, nil)
			default:
				s.say(streamEvent, o, stopped, nil)
			}
		})
	default:
		s.later(announce+connects, func() {
			if current() {
				o.active, o.since, o.bytes, o.frames = true, time.Now(), 0, 0
				s.say(streamEvent, o, started, nil)
			}
		})
	}
	return good(nil)
}

func (s *Server) stopStream(params) (any, status) {
	o := &s.outputs.stream
	if !o.active && !o.stuck || o.waning || o.orphan {
		return refuseNotRunning()
	}
	early := time.Since(o.since) < s.outputs.firstPacket && !o.stuck
	o.journey++
	journey := o.journey
	s.later(announce, func() {
		if o.journey != journey {
			return
		}
		if !o.stuck {
			s.say(streamEvent, o, stopping, nil)
		}
		if o.stuck = early; early {
			return
		}
		*o = output{journey: journey, ended: time.Now()}
		s.say(streamEvent, o, stopped, nil)
	})
	return good(nil)
}

// winds is true while a stream that is told to have stopped still runs.
func (s *Server) winds() bool {
	o := &s.outputs.stream
	return !o.active && !o.ended.IsZero() && time.Since(o.ended) < s.outputs.winding
}

// names of the two outputs that GetOutputList tells of.
const (
	streamOutput = "simple_stream"
	recordOutput = "simple_file_output"
)

func (s *Server) getOutputs(params) (any, status) {
	one := func(name string, o *output, service bool) object {
		return object{"outputName": name, "outputActive": o.active, "outputFlags": object{"OBS_OUTPUT_SERVICE": service}}
	}
	return good(object{"outputs": []object{one(streamOutput, &s.outputs.stream, true), one(recordOutput, &s.outputs.record, false)}})
}

// stopOutput stops an output whatever OBS's window thinks of it.
func (s *Server) stopOutput(p params) (any, status) {
	switch {
	case p.Output == nil:
		return nil, missing("outputName")
	case *p.Output == recordOutput:
		return s.stopRecord(p)
	case *p.Output != streamOutput:
		return bad(statusNotFound, "No output was found by that name.")
	}
	s.outputs.stream.orphan = false
	return s.stopStream(p)
}

// flow is what a stream has sent so far: 25 kB a second.
func (o *output) flow() int64 {
	if !o.active || o.reconnecting {
		return o.bytes
	}
	return o.bytes + int64(time.Since(o.since).Seconds()*25_000)
}

func timecode(d time.Duration) string {
	ms := d.Milliseconds()
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

func (o *output) lasted() time.Duration {
	if !o.active {
		return 0
	}
	return time.Since(o.since)
}

func (s *Server) getStream(params) (any, status) {
	o := &s.outputs.stream
	return good(object{
		"outputActive": o.active && !o.waning || s.winds(), "outputReconnecting": o.reconnecting, "outputTimecode": timecode(o.lasted()),
		"outputDuration": o.lasted().Milliseconds(), "outputCongestion": o.congestion, "outputBytes": o.flow(),
		"outputSkippedFrames": o.skipped, "outputTotalFrames": o.frames + int64(o.lasted().Seconds()*30),
	})
}

func (s *Server) getService(params) (any, status) {
	return good(object{"streamServiceType": s.outputs.service["streamServiceType"], "streamServiceSettings": s.outputs.service["streamServiceSettings"]})
}

// setService merges the settings, as OBS does while the type stays the same.
func (s *Server) setService(p params) (any, status) {
	switch {
	case s.outputs.stream.active || s.outputs.stream.stuck:
		return bad(statusRunning, "You cannot change stream service settings while streaming.")
	case p.ServiceType == nil:
		return nil, missing("streamServiceType")
	case p.Service == nil:
		return nil, missing("streamServiceSettings")
	}
	merged := map[string]any{}
	if old, ok := s.outputs.service["streamServiceSettings"].(map[string]any); ok && s.outputs.service["streamServiceType"] == *p.ServiceType {
		for k, v := range old {
			merged[k] = v
		}
	}
	for k, v := range p.Service {
		merged[k] = v
	}
	s.outputs.service = object{"streamServiceType": *p.ServiceType, "streamServiceSettings": merged}
	return good(nil)
}

// ---- The recording.

func (s *Server) startRecord(params) (any, status) {
	o := &s.outputs.record
	if o.active {
		return refuseRunning()
	}
	o.journey++
	o.active, o.since = true, time.Now()
	o.path = s.outputs.folder + "/" + o.since.Format("2006-01-02 15-04-05") + ".mkv"
	s.later(announce, func() {
		s.say(recordEvent, o, starting, object{"outputPath": nil})
		s.say(recordEvent, o, started, object{"outputPath": o.path})
	})
	return good(nil)
}

func (s *Server) stopRecord(params) (any, status) {
	o := &s.outputs.record
	if !o.active {
		return refuseNotRunning()
	}
	path := o.path
	if o.stuck {
		s.later(announce, func() { s.say(recordEvent, o, stopping, object{"outputPath": nil}) })
		return good(object{"outputPath": path})
	}
	s.later(announce, func() { s.say(recordEvent, o, stopping, object{"outputPath": nil}) })
	s.later(announce+finishing, func() {
		*o = output{journey: o.journey}
		s.say(recordEvent, o, stopped, object{"outputPath": path})
	})
	return good(object{"outputPath": path})
}

// pauseRecord says yes and does nothing while the recording uses the stream's encoder, or does not run, as OBS does.
func (s *Server) pauseRecord(params) (any, status) {
	o := &s.outputs.record
	switch {
	case o.paused:
		return bad(statusPaused, "")
	case o.active && !s.outputs.sharedEncoder:
		s.later(announce, func() {
			o.paused, o.pausedAt = true, time.Now()
			s.say(recordEvent, o, paused, nil)
		})
	}
	return good(nil)
}

func (s *Server) resumeRecord(params) (any, status) {
	o := &s.outputs.record
	if !o.paused {
		return bad(statusNotPaused, "")
	}
	s.later(announce, func() {
		o.stuck = time.Since(o.pausedAt) < connects // gone on too soon, it never ends
		o.paused = false
		s.say(recordEvent, o, resumed, nil)
	})
	return good(nil)
}

func (s *Server) splitRecord(params) (any, status) {
	o := &s.outputs.record
	if !o.active {
		return refuseNotRunning()
	}
	o.path = strings.TrimSuffix(o.path, ".mkv") + "_1.mkv"
	s.later(announce, func() { s.emit(Outputs, "RecordFileChanged", object{"newOutputPath": o.path}) })
	return good(nil)
}

func (s *Server) createChapter(p params) (any, status) {
	if !s.outputs.record.active {
		return refuseNotRunning()
	}
	name := ""
	if p.Chapter != nil {
		name = *p.Chapter
	}
	s.outputs.chapters = append(s.outputs.chapters, name)
	return good(nil)
}

func (s *Server) getRecord(params) (any, status) {
	o := &s.outputs.record
	return good(object{
		"outputActive": o.active, "outputPaused": o.paused, "outputTimecode": timecode(o.lasted()),
		"outputDuration": max(0, (o.lasted() - connects).Milliseconds()), "outputBytes": o.flow(),
	})
}

func (s *Server) getRecordDirectory(params) (any, status) {
	return good(object{"recordDirectory": s.outputs.folder})
}

func (s *Server) setRecordDirectory(p params) (any, status) {
	switch {
	case p.Folder == nil:
		return nil, missing("recordDirectory")
	case s.outputs.record.active:
		return refuseRunning()
	}
	s.outputs.folder = *p.Folder
	return good(nil)
}

// ---- The virtual camera and the replay buffer: on and off at once.

func (s *Server) toggle(o *output, event string, on bool) (any, status) {
	switch {
	case on && o.active:
		return refuseRunning()
	case !on && !o.active:
		return refuseNotRunning()
	}
	o.active = on
	first, last := starting, started
	if !on {
		first, last = stopping, stopped
	}
	s.later(announce, func() {
		s.say(event, o, first, nil)
		s.say(event, o, last, nil)
	})
	return good(nil)
}

func (s *Server) camera(on bool) (any, status) {
	if s.outputs.noCamera {
		return bad(statusInvalidState, "VirtualCam is not available.")
	}
	return s.toggle(&s.outputs.camera, cameraEvent, on)
}

func (s *Server) replay(on bool) (any, status) {
	if s.outputs.noReplay {
		return bad(statusInvalidState, "Replay buffer is not available.")
	}
	return s.toggle(&s.outputs.replay, replayEvent, on)
}

func (s *Server) startCamera(params) (any, status) { return s.camera(true) }
func (s *Server) stopCamera(params) (any, status)  { return s.camera(false) }
func (s *Server) startReplay(params) (any, status) { return s.replay(true) }
func (s *Server) stopReplay(params) (any, status)  { return s.replay(false) }

func (s *Server) getCamera(params) (any, status) {
	if s.outputs.noCamera {
		return bad(statusInvalidState, "VirtualCam is not available.")
	}
	return good(object{"outputActive": s.outputs.camera.active})
}

func (s *Server) getReplay(params) (any, status) {
	if s.outputs.noReplay {
		return bad(statusInvalidState, "Replay buffer is not available.")
	}
	return good(object{"outputActive": s.outputs.replay.active})
}

func (s *Server) saveReplay(params) (any, status) {
	switch {
	case s.outputs.noReplay:
		return bad(statusInvalidState, "Replay buffer is not available.")
	case !s.outputs.replay.active:
		return refuseNotRunning()
	}
	s.later(announce, func() {
		s.emit(Outputs, "ReplayBufferSaved", object{"savedReplayPath": s.outputs.folder + "/Replay.mkv"})
	})
	return good(nil)
}

// ---- What happens to the outputs. The server's lock is not held.

// Destination says how a server receives streams from now on.
func (s *Server) Destination(server string, r Reach) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.reach[server] = r
}

// WindDown is how long a stream goes on after OBS has said STOPPED, some milliseconds unless told. A start before that is
// agreed to and forgotten.
func (s *Server) WindDown(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.winding = d
}

// OrphanStream lets the stream go on behind OBS's back, as one does that reconnects while OBS takes another down: OBS says
// that it runs, and refuses to stop it.
func (s *Server) OrphanStream() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.stream.orphan = true
}

// OverlookStarts has OBS agree to the next starts of the stream and forget them, as a busy one does.
func (s *Server) OverlookStarts(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.overlooked = n
}

// Patience is how long OBS waits for a destination that is Silent or Deaf.
func (s *Server) Patience(with Reach, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.patience[with] = d
}

// Clumsy has OBS forget the healthy stream that it stops when it gives a silent destination up: it reconnects for ever.
func (s *Server) Clumsy() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.clumsy = true
}

// Tire has OBS give up at once every destination that it waits for.
func (s *Server) Tire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.outputs.tired)
	s.outputs.tired = make(chan struct{})
}

// Folder is where OBS says that it records to; the simulation writes nothing there.
func (s *Server) Folder(path string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.folder = path
}

// FirstPacket is how long after STARTED the first bytes go out; a stop before that hangs.
func (s *Server) FirstPacket(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.firstPacket = d
}

// ShareEncoder lets the recording use the stream's encoder, or no longer.
func (s *Server) ShareEncoder(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.sharedEncoder = on
}

// BreakStream is the destination's connection cut in mid stream: OBS reconnects for ever.
func (s *Server) BreakStream() {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := &s.outputs.stream
	o.bytes, o.reconnecting = 0, true
	s.say(streamEvent, o, reconnecting, nil)
}

// BreakStreamSlowly is BreakStream as OBS does it: for a while nothing runs, and a stop is refused, before it reconnects.
func (s *Server) BreakStreamSlowly(after time.Duration) {
	s.mu.Lock()
	s.outputs.stream.waning = true
	s.mu.Unlock()
	s.later(after, func() {
		o := &s.outputs.stream
		if o.waning {
			o.waning, o.bytes, o.reconnecting = false, 0, true
			s.say(streamEvent, o, reconnecting, nil)
		}
	})
}

// Camera says whether this computer has a virtual camera, which it has not unless told, and ReplayBuffer whether the profile has a
// replay buffer, which it has.
func (s *Server) Camera(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.noCamera = !on
}

// ReplayBuffer is told of above.
func (s *Server) ReplayBuffer(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.noReplay = !on
}

// StopStreamByHand is a press on OBS's own button.
func (s *Server) StopStreamByHand() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopStream(params{})
}

// Strain is a computer or a network in trouble.
type Strain struct {
	Congestion             float64 // 0 to 1
	Skipped, RenderSkipped int64   // frames so far
	DiskMB                 float64 // free
}

// Strain puts OBS under strain.
func (s *Server) Strain(x Strain) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outputs.stream.congestion, s.outputs.stream.skipped = x.Congestion, x.Skipped
	s.outputs.renderSkipped, s.outputs.disk = x.RenderSkipped, x.DiskMB
}

// Streaming reports whether a stream goes out, and where to.
func (s *Server) Streaming() (server string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.server(), s.outputs.stream.active
}

// Recording reports whether a recording runs.
func (s *Server) Recording() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.outputs.record.active
}

// Chapters are those that the recording was given.
func (s *Server) Chapters() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.outputs.chapters)
}
