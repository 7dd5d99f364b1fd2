package obs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/events"
	"github.com/andreykaipov/goobs/api/requests/filters"
	"github.com/andreykaipov/goobs/api/requests/general"
	"github.com/andreykaipov/goobs/api/requests/inputs"
	"github.com/andreykaipov/goobs/api/requests/mediainputs"
	"github.com/andreykaipov/goobs/api/requests/outputs"
	"github.com/andreykaipov/goobs/api/requests/record"
	"github.com/andreykaipov/goobs/api/requests/sceneitems"
	"github.com/andreykaipov/goobs/api/requests/scenes"
	"github.com/andreykaipov/goobs/api/requests/stream"
	"github.com/andreykaipov/goobs/api/requests/transitions"
)

// Do does an action and returns once OBS shows that it is done: OBS's "yes" alone often means "queued", and sometimes
// nothing. What is as wanted already is done. It returns within some ten seconds (DoWait: its length; DoScene: the
// transition's), or when ctx ends. Actions on the same thing go one after the other, except that the latest DoScene wins at once; others do not wait
// for each other.
//
// The error wraps ErrAction, ErrNotConnected, ErrClosing, ErrChanging, ErrLost, ErrSilent, ErrUndone, ErrUnsupported,
// ErrOvertaken or ErrUnseen, or is a *RequestError or *NoSceneError. After ErrSilent OBS may still do it.
func (d *Driver) Do(ctx context.Context, a Action) error {
	err := a.Check()
	if err == nil {
		err = d.do(ctx, a)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", a.Do, err)
	}
	return nil
}

func (d *Driver) do(ctx context.Context, a Action) error {
	switch a.Do {
	case DoWait:
		return pause(ctx, a.Length)
	case DoScene: // of takes the latest wins: it does not wait for the transition before it
		if _, err := d.present(); err != nil {
			return err
		}
		return d.take(ctx, a.Scene, string(DoScene))
	}
	leave, err := d.lanes.enter(ctx, a.resource())
	if err != nil {
		return err
	}
	defer leave()
	s, err := d.present()
	if err != nil {
		return err
	}
	if a.Do != DoTake { // it waits for a transition, which the driver bounds
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d.pace.deed)
		defer cancel()
	}
	j := job{ctx, d, s, a}
	err = jobs[a.Do](j)
	if hasCode(err, codeUnknown) {
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	return err
}

// Request sends any request of the protocol, with data that are a JSON object or nothing, and gives OBS's answer. It is
// not serialised with anything, and believes OBS's answer.
func (d *Driver) Request(ctx context.Context, request string, data json.RawMessage) (json.RawMessage, error) {
	s, err := d.present()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", request, err)
	}
	ctx, cancel := context.WithTimeout(ctx, d.pace.request)
	defer cancel()
	answer, err := call[json.RawMessage](ctx, s.commands, &rawParams{request, data})
	if err != nil {
		return nil, err
	}
	return *answer, nil
}

// rawParams is a request that goobs has no type for, or a wrong one.
type rawParams struct {
	name string
	data any
}

func (p *rawParams) GetRequestName() string { return p.name }

func (p *rawParams) MarshalJSON() ([]byte, error) {
	if raw, ok := p.data.(json.RawMessage); ok && len(raw) == 0 {
		return []byte("{}"), nil
	}
	return json.Marshal(p.data)
}

// resource names what an action changes.
func (a Action) resource() string {
	switch a.Do {
	case DoPreview, DoTake:
		return "preview"
	case DoTransition:
		return "transition"
	case DoMediaPlay, DoMediaPause, DoMediaRestart, DoMediaStop:
		return "media " + a.Source
	case DoText:
		return "settings " + a.Source
	case DoShow, DoHide:
		return "item " + a.Scene + "\x00" + a.Source
	case DoFilterOn, DoFilterOff:
		return "filter " + a.Source + "\x00" + a.Filter
	case DoMute, DoUnmute, DoVolume:
		return "sound " + a.Source
	case DoStreamStart, DoStreamStop:
		return laneStream
	case DoRecordStart, DoRecordStop, DoRecordPause, DoRecordResume, DoRecordSplit, DoRecordChapter:
		return "record"
	case DoCameraStart, DoCameraStop:
		return "camera"
	case DoReplayStart, DoReplayStop, DoReplaySave:
		return "replay"
	default:
		return string(a.Do)
	}
}

const laneStream = "stream"

// job is one action under way.
type job struct {
	ctx context.Context
	d   *Driver
	s   *session
	a   Action
}

var jobs map[Deed]func(job) error

func init() { // the deeds of studio mode use the table's own functions
	jobs = map[Deed]func(job) error{
		DoPreview:      func(j job) error { return j.preview(j.a.Scene) },
		DoTake:         job.takePreview,
		DoTransition:   job.transition,
		DoMediaPlay:    func(j job) error { return j.media("PLAY", mediaPlaying) },
		DoMediaPause:   func(j job) error { return j.media("PAUSE", mediaPaused) },
		DoMediaRestart: func(j job) error { return j.media("RESTART", mediaPlaying) },
		DoMediaStop:    func(j job) error { return j.media("STOP", mediaStopped) },
		DoText:         job.text,
		DoShow:         func(j job) error { return j.show(true) },
		DoHide:         func(j job) error { return j.show(false) },
		DoFilterOn:     func(j job) error { return j.filter(true) },
		DoFilterOff:    func(j job) error { return j.filter(false) },
		DoMute:         func(j job) error { return j.mute(true) },
		DoUnmute:       func(j job) error { return j.mute(false) },
		DoVolume:       job.volume,

		DoStreamStart:   func(j job) error { return j.output(&stream.StartStreamParams{}, streamStatus, true, Started, Stopped) },
		DoStreamStop:    job.stopStream,
		DoRecordStart:   func(j job) error { return j.output(&record.StartRecordParams{}, recordStatus, true, Started, Stopped) },
		DoRecordStop:    func(j job) error { return j.output(&record.StopRecordParams{}, recordStatus, false, Stopped, "") },
		DoRecordPause:   job.pauseRecord,
		DoRecordResume:  job.resumeRecord,
		DoRecordSplit:   job.split,
		DoRecordChapter: job.chapter,
		DoCameraStart: func(j job) error {
			return j.output(&outputs.StartVirtualCamParams{}, cameraStatus, true, Started, Stopped)
		},
		DoCameraStop: func(j job) error { return j.output(&outputs.StopVirtualCamParams{}, cameraStatus, false, Stopped, "") },
		DoReplayStart: func(j job) error {
			return j.output(&outputs.StartReplayBufferParams{}, replayStatus, true, Started, Stopped)
		},
		DoReplayStop: func(j job) error {
			return j.output(&outputs.StopReplayBufferParams{}, replayStatus, false, Stopped, "")
		},
		DoReplaySave: job.saveReplay,
		DoHotkey: func(j job) error {
			return j.send(general.NewTriggerHotkeyByNameParams().WithHotkeyName(j.a.Hotkey))
		},
		DoRequest: func(j job) error { return j.send(&rawParams{j.a.Request, j.a.Data}) },
	}
}

// send makes a request whose answer holds nothing of interest, and tries again for a short while when OBS is not ready.
func (j job) send(p api.Params) error {
	_, err := insist(j.ctx, j.s, func(ctx context.Context) (*struct{}, error) { return call[struct{}](ctx, j.s.commands, p) })
	return err
}

// insist makes a request that changes something: again while OBS is not ready, but not for long, since done later it would
// surprise everybody.
func insist[T any](ctx context.Context, s *session, try func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, s.pace.request)
	defer cancel()
	giveUp := time.Now().Add(s.pace.hold)
	for {
		got, err := try(ctx)
		if !hasCode(err, codeNotReady) || time.Now().After(giveUp) {
			return got, err
		}
		if pause(ctx, s.pace.again) != nil {
			return got, err
		}
	}
}

func read[Answer any](j job, p api.Params) (*Answer, error) {
	return reads[Answer](j.ctx, j.s, p)
}

// until looks again and again until it is so; ErrUndone when it is not after a second.
func (j job) until(so func() (bool, error)) error {
	for giveUp := time.Now().Add(j.d.pace.confirm); ; {
		done, err := so()
		switch {
		case err != nil || done:
			return err
		case time.Now().After(giveUp):
			return ErrUndone
		}
		if err := pause(j.ctx, j.d.pace.again/4); err != nil {
			return err
		}
	}
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return expired(ctx)
	}
}

// ---- Scenes.

// take wants a scene, and waits for what comes of it.
func (d *Driver) take(ctx context.Context, scene, reason string) error {
	ends := make(chan error, 1)
	d.want(Look{Scene: scene, Reason: reason, ends: ends})
	select {
	case err := <-ends:
		return err
	case <-d.stopped:
		return ErrNotConnected
	case <-ctx.Done():
		return expired(ctx)
	}
}

func (j job) previewed() (string, error) {
	now, err := read[scenes.GetCurrentPreviewSceneResponse](j, &scenes.GetCurrentPreviewSceneParams{})
	if err != nil {
		return "", err
	}
	return now.CurrentPreviewSceneName, nil
}

func (j job) preview(scene string) error {
	err := j.send(scenes.NewSetCurrentPreviewSceneParams().WithSceneName(scene))
	if hasCode(err, codeNotFound) {
		return &NoSceneError{scene, nearest(scene, j.d.Mirror().Scenes)}
	}
	if err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := j.previewed()
		return now == scene, err
	})
}

// takePreview names the scene that it takes: between looking and taking somebody may choose another one, and the log
// should hold what was meant.
func (j job) takePreview() error {
	before, err := j.previewed() // refused outside studio mode
	if err != nil {
		return err
	}
	scene := before
	if j.a.Scene != "" && j.a.Scene != before {
		scene = j.a.Scene
		if err := j.preview(scene); err != nil {
			return err
		}
	}
	if err := j.d.take(j.ctx, scene, string(DoTake)); err != nil || !j.a.Keep {
		return err
	}
	return j.preview(before) // OBS has swapped the two
}

func (j job) transition() error {
	if err := j.send(transitions.NewSetCurrentSceneTransitionParams().WithTransitionName(j.a.Transition)); err != nil {
		return err
	}
	if j.a.Length != 0 {
		ms := float64(j.a.Length.Milliseconds())
		if err := j.send(transitions.NewSetCurrentSceneTransitionDurationParams().WithTransitionDuration(ms)); err != nil {
			return err
		}
	}
	return j.until(func() (bool, error) {
		now, err := read[transitions.GetCurrentSceneTransitionResponse](j, &transitions.GetCurrentSceneTransitionParams{})
		if err != nil {
			return false, err
		}
		timed := j.a.Length == 0 || now.TransitionFixed || now.TransitionDuration == float64(j.a.Length.Milliseconds())
		return now.TransitionName == j.a.Transition && timed, nil
	})
}

// ---- Inputs, items and filters: written, then read again.

func (j job) media(action string, want MediaState) error {
	err := j.send(mediainputs.NewTriggerMediaInputActionParams().WithInputName(j.a.Source).
		WithMediaAction("OBS_WEBSOCKET_MEDIA_INPUT_ACTION_" + action))
	if err != nil {
		return err
	}
	err = j.until(func() (bool, error) {
		now, err := j.s.medium(j.ctx, j.a.Source)
		switch {
		case err != nil:
			return false, err
		case want == mediaStopped:
			return now.State != mediaPlaying && now.State != mediaPaused, nil
		case want == mediaPlaying: // OBS says "playing" of a file that is not there, for ever
			return now.State == want && now.real(), nil
		default:
			return now.State == want, nil
		}
	})
	if want == mediaPlaying && errors.Is(err, ErrUndone) {
		return fmt.Errorf("%w: %w", ErrUndone, ErrNoMedia)
	}
	return err
}

func (j job) text() error {
	err := j.send(inputs.NewSetInputSettingsParams().WithInputName(j.a.Source).
		WithInputSettings(map[string]any{"text": j.a.Text}).WithOverlay(true))
	if err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := read[inputs.GetInputSettingsResponse](j, inputs.NewGetInputSettingsParams().WithInputName(j.a.Source))
		return err == nil && now.InputSettings["text"] == j.a.Text, err
	})
}

func (j job) show(on bool) error {
	it, err := read[sceneitems.GetSceneItemIdResponse](j, sceneitems.NewGetSceneItemIdParams().
		WithSceneName(j.a.Scene).WithSourceName(j.a.Source))
	if err != nil {
		return err
	}
	err = j.send(sceneitems.NewSetSceneItemEnabledParams().WithSceneName(j.a.Scene).
		WithSceneItemId(it.SceneItemId).WithSceneItemEnabled(on))
	if err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := read[sceneitems.GetSceneItemEnabledResponse](j, sceneitems.NewGetSceneItemEnabledParams().
			WithSceneName(j.a.Scene).WithSceneItemId(it.SceneItemId))
		return err == nil && now.SceneItemEnabled == on, err
	})
}

func (j job) filter(on bool) error {
	err := j.send(filters.NewSetSourceFilterEnabledParams().WithSourceName(j.a.Source).
		WithFilterName(j.a.Filter).WithFilterEnabled(on))
	if err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := read[filters.GetSourceFilterResponse](j, filters.NewGetSourceFilterParams().
			WithSourceName(j.a.Source).WithFilterName(j.a.Filter))
		return err == nil && now.FilterEnabled == on, err
	})
}

func (j job) mute(on bool) error {
	if err := j.send(inputs.NewSetInputMuteParams().WithInputName(j.a.Source).WithInputMuted(on)); err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := read[inputs.GetInputMuteResponse](j, inputs.NewGetInputMuteParams().WithInputName(j.a.Source))
		return err == nil && now.InputMuted == on, err
	})
}

func (j job) volume() error {
	if err := j.send(inputs.NewSetInputVolumeParams().WithInputName(j.a.Source).WithInputVolumeDb(j.a.Volume)); err != nil {
		return err
	}
	return j.until(func() (bool, error) {
		now, err := read[inputs.GetInputVolumeResponse](j, inputs.NewGetInputVolumeParams().WithInputName(j.a.Source))
		// -100 dB is OBS's way to say nothing at all.
		return err == nil && (math.Abs(now.InputVolumeDb-j.a.Volume) < 0.1 || now.InputVolumeDb <= minVolume && j.a.Volume <= minVolume), err
	})
}

// ---- Outputs: their event is the truth.

// outputKind is an output, or one side of it, that is on or off.
type outputKind struct {
	state func(event any) (OutputState, bool)
	on    func(j job) (bool, error)
}

var (
	streamStatus = outputKind{streamStateOf, func(j job) (bool, error) {
		now, err := read[stream.GetStreamStatusResponse](j, &stream.GetStreamStatusParams{})
		return err == nil && now.OutputActive, err
	}}
	recordStatus = outputKind{recordStateOf, func(j job) (bool, error) {
		now, err := read[record.GetRecordStatusResponse](j, &record.GetRecordStatusParams{})
		return err == nil && now.OutputActive, err
	}}
	recordPaused = outputKind{recordStateOf, func(j job) (bool, error) {
		now, err := read[record.GetRecordStatusResponse](j, &record.GetRecordStatusParams{})
		return err == nil && now.OutputPaused, err
	}}
	cameraStatus = outputKind{func(event any) (OutputState, bool) {
		e, ok := event.(*events.VirtualcamStateChanged)
		if !ok {
			return "", false
		}
		return outputState(e.OutputState), true
	}, func(j job) (bool, error) {
		now, err := read[outputs.GetVirtualCamStatusResponse](j, &outputs.GetVirtualCamStatusParams{})
		return err == nil && now.OutputActive, err
	}}
	replayStatus = outputKind{func(event any) (OutputState, bool) {
		e, ok := event.(*events.ReplayBufferStateChanged)
		if !ok {
			return "", false
		}
		return outputState(e.OutputState), true
	}, func(j job) (bool, error) {
		now, err := read[outputs.GetReplayBufferStatusResponse](j, &outputs.GetReplayBufferStatusParams{})
		return err == nil && now.OutputActive, err
	}}
)

// output asks for a change and waits for its event; the event fails says that OBS tried and gave up.
func (j job) output(p api.Params, kind outputKind, on bool, want, fails OutputState) error {
	if is, err := kind.on(j); err != nil || is == on {
		return err
	}
	heard, quiet := j.s.listen(kind.state)
	defer quiet()
	err := j.send(p)
	if hasCode(err, codeIdle) && want == Stopped { // somebody was faster
		return nil
	}
	if hasCode(err, codeRunning) {
		if is, _ := kind.on(j); is == on {
			return nil
		}
	}
	if err != nil {
		return err
	}
	limit := time.After(j.d.pace.output)
	for {
		select {
		case state := <-heard:
			switch state {
			case want:
				return nil
			case fails:
				return fmt.Errorf("%w: OBS tried and gave up, without saying why", ErrUndone)
			}
		case <-limit: // an event may have been missed, but not the state
			if is, err := kind.on(j); err != nil || is == on {
				return err
			}
			return ErrUndone
		case <-j.s.events.done:
			return j.s.why()
		case <-j.ctx.Done():
			return expired(j.ctx)
		}
	}
}

// stopStream stops it again when need be: a stop that comes before the first packet hangs until the next one, an OBS that
// was about to reconnect says for an instant that nothing runs, and a stream may go on behind OBS's back.
func (j job) stopStream() error {
	for range mostStops {
		err := j.output(&stream.StopStreamParams{}, streamStatus, false, Stopped, "")
		switch {
		case err != nil && !errors.Is(err, ErrUndone):
			return err
		case err == nil && !j.d.Mirror().Stream.Running(): // its event was heard, or it never ran
			return nil
		}
		if err := pause(j.ctx, j.d.pace.rest); err != nil {
			return err
		}
		j.s.drain(j.ctx)
	}
	if on, err := streamStatus.on(j); err != nil || !on {
		return err
	}
	return ErrUndone
}

// pauseRecord keeps the recording paused for a moment: OBS 29 can never stop one that goes on at once.
func (j job) pauseRecord() error {
	if err := j.recording("PauseRecord"); err != nil {
		return err
	}
	err := j.output(&record.PauseRecordParams{}, recordPaused, true, Paused, Stopped)
	if err != nil {
		return err
	}
	return pause(j.ctx, j.d.pace.rest)
}

func (j job) resumeRecord() error {
	if err := j.recording("ResumeRecord"); err != nil {
		return err
	}
	return j.output(&record.ResumeRecordParams{}, recordPaused, false, Resumed, Stopped)
}

// recording refuses in OBS's place what OBS 29 says yes to.
func (j job) recording(request string) error {
	now, err := read[record.GetRecordStatusResponse](j, &record.GetRecordStatusParams{})
	if err == nil && !now.OutputActive {
		return &RequestError{request, codeIdle, "nothing is recorded"}
	}
	return err
}

func (j job) split() error {
	return j.awaitOne(&record.SplitRecordFileParams{}, func(event any) (OutputState, bool) {
		_, ok := event.(*events.RecordFileChanged)
		return Started, ok
	})
}

func (j job) saveReplay() error {
	return j.awaitOne(&outputs.SaveReplayBufferParams{}, func(event any) (OutputState, bool) {
		_, ok := event.(*events.ReplayBufferSaved)
		return Started, ok
	})
}

// awaitOne makes a request and waits for the one event that says it is done.
func (j job) awaitOne(p api.Params, is func(any) (OutputState, bool)) error {
	heard, quiet := j.s.listen(is)
	defer quiet()
	if err := j.send(p); err != nil {
		return err
	}
	limit := time.After(j.d.pace.output)
	select {
	case <-heard:
		return nil
	case <-limit:
		return ErrUndone
	case <-j.s.events.done:
		return j.s.why()
	case <-j.ctx.Done():
		return expired(j.ctx)
	}
}

func (j job) chapter() error {
	p := record.NewCreateRecordChapterParams()
	if j.a.Text != "" {
		p.WithChapterName(j.a.Text)
	}
	return j.send(p)
}
