package obstest

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Kinds of events that a client may hear, one bit each.
const (
	General     = 1 << 0
	Collections = 1 << 1
	Scenes      = 1 << 2
	Inputs      = 1 << 3
	Transitions = 1 << 4
	Filters     = 1 << 5
	Outputs     = 1 << 6
	SceneItems  = 1 << 7
	MediaInputs = 1 << 8
	UI          = 1 << 10
	Meters      = 1 << 16
)

// The transitions there are.
const (
	cut  = "Cut"
	fade = "Fade"
)

// Statuses of the protocol.
const (
	statusOK           = 100
	statusUnknown      = 204
	statusNotReady     = 207
	statusMissingField = 300
	statusInvalidField = 400
	statusOutOfRange   = 402
	statusRunning      = 500
	statusNotRunning   = 501
	statusPaused       = 502
	statusNotPaused    = 503
	statusNoStudioMode = 506
	statusNotFound     = 600
	statusInvalidInput = 602
	statusInvalidState = 604
	statusFailed       = 702
)

type object map[string]any

// studio is what OBS holds.
type studio struct {
	scenes      []string // top to bottom
	chosen      string   // what OBS's window calls the program; a running transition leads to it
	shown       string   // what the public sees
	studioMode  bool
	preview     string
	transition  string
	duration    time.Duration
	journey     int // counts transitions: one that was interrupted finds another number
	fading      bool
	sounding    bool // the picture of a transition has ended, its sound goes on
	collection  string
	loading     bool // a collection is being changed
	inputs      []*input
	items       map[string][]*item // of each scene, bottom to top
	profile     map[string]string
	profileName string
	beats       int // of the bar that moves in the picture
	metering    bool
}

func good(fields object) (any, status) {
	if fields == nil {
		return nil, status{OK: true, Code: statusOK}
	}
	return fields, status{OK: true, Code: statusOK}
}

func bad(code int, comment string) (any, status) { return nil, status{Code: code, Comment: comment} }

// params are the fields of all requests known here.
type params struct {
	Scene      *string  `json:"sceneName"`
	StudioMode *bool    `json:"studioModeEnabled"`
	Transition *string  `json:"transitionName"`
	Duration   *float64 `json:"transitionDuration"` // ms

	Input       *string        `json:"inputName"`
	Settings    map[string]any `json:"inputSettings"`
	Muted       *bool          `json:"inputMuted"`
	Volume      *float64       `json:"inputVolumeDb"`
	Media       *string        `json:"mediaAction"`
	Source      *string        `json:"sourceName"`
	Item        *int           `json:"sceneItemId"`
	ItemOn      *bool          `json:"sceneItemEnabled"`
	Filter      *string        `json:"filterName"`
	FilterOn    *bool          `json:"filterEnabled"`
	Service     map[string]any `json:"streamServiceSettings"`
	ServiceType *string        `json:"streamServiceType"`
	Chapter     *string        `json:"chapterName"`
	Format      *string        `json:"imageFormat"`
	Width       *int           `json:"imageWidth"`
	Height      *int           `json:"imageHeight"`
	Category    *string        `json:"parameterCategory"`
	Parameter   *string        `json:"parameterName"`
	Hotkey      *string        `json:"hotkeyName"`
	Folder      *string        `json:"recordDirectory"`
	Output      *string        `json:"outputName"`
}

var requests map[string]func(*Server, params) (any, status)

func init() { // GetVersion lists the table that it stands in
	requests = map[string]func(*Server, params) (any, status){
		"GetVersion":                        (*Server).getVersion,
		"GetStats":                          (*Server).getStats,
		"GetSceneList":                      (*Server).getSceneList,
		"GetCurrentProgramScene":            (*Server).getProgram,
		"SetCurrentProgramScene":            (*Server).setProgram,
		"GetCurrentPreviewScene":            (*Server).getPreview,
		"SetCurrentPreviewScene":            (*Server).setPreview,
		"TriggerStudioModeTransition":       (*Server).takePreview,
		"GetStudioModeEnabled":              (*Server).getStudioMode,
		"SetStudioModeEnabled":              (*Server).setStudioMode,
		"GetSceneTransitionList":            (*Server).getTransitions,
		"SetCurrentSceneTransition":         (*Server).setTransition,
		"SetCurrentSceneTransitionDuration": (*Server).setDuration,
		"GetCurrentSceneTransition":         (*Server).getTransition,
		"GetCurrentSceneTransitionCursor":   (*Server).getTransitionCursor,

		"GetInputList":             (*Server).getInputs,
		"GetInputSettings":         (*Server).getSettings,
		"SetInputSettings":         (*Server).setSettings,
		"GetInputMute":             (*Server).getMute,
		"SetInputMute":             (*Server).setMute,
		"GetInputVolume":           (*Server).getVolume,
		"SetInputVolume":           (*Server).setVolume,
		"GetSceneItemList":         (*Server).getItems,
		"GetSceneItemId":           (*Server).getItemID,
		"GetSceneItemEnabled":      (*Server).getItemOn,
		"SetSceneItemEnabled":      (*Server).setItemOn,
		"GetSourceFilterList":      (*Server).getFilters,
		"GetSourceFilter":          (*Server).getFilter,
		"SetSourceFilterEnabled":   (*Server).setFilterOn,
		"GetMediaInputStatus":      (*Server).getMedia,
		"TriggerMediaInputAction":  (*Server).triggerMedia,
		"StartStream":              (*Server).startStream,
		"StopStream":               (*Server).stopStream,
		"GetOutputList":            (*Server).getOutputs,
		"StopOutput":               (*Server).stopOutput,
		"GetStreamStatus":          (*Server).getStream,
		"GetStreamServiceSettings": (*Server).getService,
		"SetStreamServiceSettings": (*Server).setService,
		"StartRecord":              (*Server).startRecord,
		"StopRecord":               (*Server).stopRecord,
		"PauseRecord":              (*Server).pauseRecord,
		"ResumeRecord":             (*Server).resumeRecord,
		"SplitRecordFile":          (*Server).splitRecord,
		"CreateRecordChapter":      (*Server).createChapter,
		"GetRecordStatus":          (*Server).getRecord,
		"GetRecordDirectory":       (*Server).getRecordDirectory,
		"SetRecordDirectory":       (*Server).setRecordDirectory,
		"GetCanvasList":            (*Server).getCanvases,
		"StartVirtualCam":          (*Server).startCamera,
		"StopVirtualCam":           (*Server).stopCamera,
		"GetVirtualCamStatus":      (*Server).getCamera,
		"StartReplayBuffer":        (*Server).startReplay,
		"StopReplayBuffer":         (*Server).stopReplay,
		"GetReplayBufferStatus":    (*Server).getReplay,
		"SaveReplayBuffer":         (*Server).saveReplay,
		"GetSourceScreenshot":      (*Server).screenshot,
		"GetProfileParameter":      (*Server).getProfileParameter,
		"GetProfileList":           (*Server).getProfiles,
		"GetSceneCollectionList":   (*Server).getCollections,
		"GetVideoSettings":         (*Server).getVideo,
		"GetHotkeyList":            (*Server).getHotkeys,
		"TriggerHotkeyByName":      (*Server).triggerHotkey,
	}
}

// since says in which version of obs-websocket a request came, for those that 5.0 did not have.
var since = map[string]string{"SetRecordDirectory": "5.3.0", "SplitRecordFile": "5.5.0", "CreateRecordChapter": "5.5.0", "GetCanvasList": "5.7.0"}

// offers reports whether this version knows the request.
func (s *Server) offers(request string) bool {
	_, known := requests[request]
	return known && !older(s.config.Version, since[request])
}

// older compares versions like 5.1.0.
func older(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "%d.%d.%d", &x[0], &x[1], &x[2])
	fmt.Sscanf(b, "%d.%d.%d", &y[0], &y[1], &y[2])
	return slices.Compare(x[:], y[:]) < 0
}

// releases are the versions of OBS Studio that came with a version of obs-websocket.
var releases = map[string]string{"5.0.2": "28.0.3", "5.1.0": "29.0.2", "5.3.3": "30.0.2", "5.5.4": "31.0.3", "5.6.3": "32.0.2", "5.7.3": "32.1.2"}

// perform does a request; s.mu is held, as in all that follows unless it says otherwise.
func (s *Server) perform(r request) (any, status) {
	run := requests[r.Type]
	if !s.offers(r.Type) {
		return bad(statusUnknown, "Your request type is not valid.")
	}
	if s.studio.loading {
		return bad(statusNotReady, "OBS is not ready to perform the request.")
	}
	var p params
	if len(r.Data) > 0 && json.Unmarshal(r.Data, &p) != nil {
		return bad(statusMissingField, "The fields have the wrong types.")
	}
	return run(s, p)
}

func (s *Server) getVersion(params) (any, status) {
	version, ok := releases[s.config.Version]
	if !ok {
		version = releases["5.1.0"]
	}
	offered := slices.DeleteFunc(slices.Sorted(maps.Keys(requests)), func(name string) bool { return !s.offers(name) })
	return good(object{
		"obsVersion": version, "obsWebSocketVersion": s.config.Version, "rpcVersion": 1,
		"availableRequests":     offered,
		"supportedImageFormats": []string{"jpg", "jpeg"}, "platform": "regie", "platformDescription": "simulated OBS",
	})
}

func (s *Server) getStats(params) (any, status) {
	return good(object{
		"activeFps": 30.0, "cpuUsage": 1.0, "memoryUsage": 100.0, "availableDiskSpace": s.outputs.disk, "averageFrameRenderTime": 1.0,
		"renderTotalFrames": time.Now().UnixMilli() / 33, "renderSkippedFrames": s.outputs.renderSkipped,
		"outputTotalFrames": 0, "outputSkippedFrames": 0,
	})
}

// named54 adds to an object the name that obs-websocket 5.4 and later give everything beside its own, and that never changes.
func (s *Server) named54(o object, field, name string) object {
	if !older(s.config.Version, "5.4.0") {
		o[field] = fmt.Sprintf("%x", sha256.Sum256([]byte(name)))[:32]
	}
	return o
}

func (s *Server) getCanvases(params) (any, status) {
	return good(object{"canvases": []object{{"canvasName": "Main", "canvasUuid": "6c69626f-6273-4c00-9d88-c5136d61696e"}}})
}

// list gives the scenes as OBS does: counted from the bottom.
func (s *Server) list() []object {
	list := []object{}
	for i, name := range slices.Backward(s.studio.scenes) {
		list = append(list, s.named54(object{"sceneIndex": len(s.studio.scenes) - 1 - i, "sceneName": name}, "sceneUuid", name))
	}
	return list
}

func (s *Server) getSceneList(params) (any, status) {
	var preview any // null outside studio mode
	if s.studio.studioMode {
		preview = s.studio.preview
	}
	return good(object{"currentProgramSceneName": s.studio.chosen, "currentPreviewSceneName": preview, "scenes": s.list()})
}

func (s *Server) getProgram(params) (any, status) {
	return good(object{"currentProgramSceneName": s.studio.chosen})
}

// scene finds the scene that a request names.
func (s *Server) scene(p params) (string, status) {
	switch {
	case p.Scene == nil:
		return "", status{Code: statusMissingField, Comment: "Your request is missing the `sceneName` field."}
	case !slices.Contains(s.studio.scenes, *p.Scene):
		return "", status{Code: statusNotFound, Comment: fmt.Sprintf("No source was found by the name of `%s`.", *p.Scene)}
	}
	return *p.Scene, status{}
}

func (s *Server) setProgram(p params) (any, status) {
	scene, wrong := s.scene(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	s.take(scene)
	return good(nil)
}

// take begins a transition.
func (s *Server) take(scene string) {
	st := &s.studio
	duration := frame
	if st.transition != cut {
		duration = st.duration
	} else if scene == st.chosen && !st.studioMode {
		if st.sounding { // OBS begins once more, and then has nothing to show
			s.emit(Transitions, "SceneTransitionStarted", object{"transitionName": st.transition})
		}
		return
	}
	before := st.chosen
	st.chosen, st.fading, st.sounding = scene, true, false
	st.journey++
	journey, name := st.journey, st.transition
	s.emit(Transitions, "SceneTransitionStarted", object{"transitionName": name})
	s.later(duration, func() {
		if st.journey != journey {
			return
		}
		onAir := st.shown
		st.shown, st.fading, st.sounding = scene, false, true
		s.cue(onAir, scene)
		s.emit(Transitions, "SceneTransitionVideoEnded", object{"transitionName": name})
		if st.studioMode {
			st.preview = before
			s.emit(Scenes, "CurrentPreviewSceneChanged", object{"sceneName": before})
		}
		s.emit(Scenes, "CurrentProgramSceneChanged", object{"sceneName": scene})
		s.later(sound, func() {
			if st.journey == journey {
				st.sounding = false
				s.emit(Transitions, "SceneTransitionEnded", object{"transitionName": name})
			}
		})
	})
}

func (s *Server) getPreview(params) (any, status) {
	if !s.studio.studioMode {
		return bad(statusNoStudioMode, "")
	}
	return good(object{"currentPreviewSceneName": s.studio.preview})
}

func (s *Server) setPreview(p params) (any, status) {
	if !s.studio.studioMode {
		return bad(statusNoStudioMode, "")
	}
	scene, wrong := s.scene(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	s.studio.preview = scene
	s.emit(Scenes, "CurrentPreviewSceneChanged", object{"sceneName": scene})
	return good(nil)
}

func (s *Server) takePreview(params) (any, status) {
	if !s.studio.studioMode {
		return bad(statusNoStudioMode, "")
	}
	s.take(s.studio.preview)
	return good(nil)
}

func (s *Server) getStudioMode(params) (any, status) {
	return good(object{"studioModeEnabled": s.studio.studioMode})
}

func (s *Server) setStudioMode(p params) (any, status) {
	if p.StudioMode == nil {
		return bad(statusMissingField, "Your request is missing the `studioModeEnabled` field.")
	}
	if on := *p.StudioMode; on != s.studio.studioMode {
		s.studio.studioMode, s.studio.preview = on, s.studio.chosen
		if !on { // OBS says it twice
			s.emit(Scenes, "CurrentProgramSceneChanged", object{"sceneName": s.studio.chosen})
			s.emit(Scenes, "CurrentProgramSceneChanged", object{"sceneName": s.studio.chosen})
		}
		s.emit(UI, "StudioModeStateChanged", object{"studioModeEnabled": on})
	}
	return good(nil)
}

func (s *Server) getTransitions(params) (any, status) {
	return good(object{
		"currentSceneTransitionName": s.studio.transition,
		"transitions": []object{
			{"transitionName": cut, "transitionKind": "cut_transition", "transitionFixed": true, "transitionConfigurable": false},
			{"transitionName": fade, "transitionKind": "fade_transition", "transitionFixed": false, "transitionConfigurable": false},
		},
	})
}

func (s *Server) getTransition(params) (any, status) {
	st := &s.studio
	var length any
	if st.transition != cut { // a cut has none
		length = st.duration.Milliseconds()
	}
	return good(object{"transitionName": st.transition, "transitionFixed": st.transition == cut, "transitionDuration": length})
}

func (s *Server) getTransitionCursor(params) (any, status) {
	cursor := 1.0 // also when none runs
	if s.studio.fading {
		cursor = 0.5
	}
	return good(object{"transitionCursor": cursor})
}

func (s *Server) setTransition(p params) (any, status) {
	switch {
	case p.Transition == nil:
		return bad(statusMissingField, "Your request is missing the `transitionName` field.")
	case *p.Transition != cut && *p.Transition != fade:
		return bad(statusNotFound, "No transition was found by that name.")
	}
	s.studio.transition = *p.Transition
	s.emit(Transitions, "CurrentSceneTransitionChanged", object{"transitionName": s.studio.transition})
	return good(nil)
}

func (s *Server) setDuration(p params) (any, status) {
	switch {
	case p.Duration == nil:
		return bad(statusMissingField, "Your request is missing the `transitionDuration` field.")
	case *p.Duration < 50 || *p.Duration > 20000:
		return bad(statusOutOfRange, "The field value of `transitionDuration` is outside of the range 50 to 20000.")
	}
	s.studio.duration = time.Duration(*p.Duration * float64(time.Millisecond))
	s.emit(Transitions, "CurrentSceneTransitionDurationChanged", object{"transitionDuration": *p.Duration})
	return good(nil)
}

// ---- What a person does in OBS's window. The server's lock is not held.

// Program is the scene that the public sees.
func (s *Server) Program() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.studio.shown
}

// Touch takes a scene by hand. Naming a scene that does not exist is the caller's mistake.
func (s *Server) Touch(scene string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.studio.scenes, scene) {
		panic("obstest: touch unknown scene " + scene)
	}
	s.take(scene)
}

// SetStudioMode switches studio mode on or off.
func (s *Server) SetStudioMode(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.setStudioMode(params{StudioMode: &on})
}

// AddScene puts a new scene below the others.
func (s *Server) AddScene(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studio.scenes = append(s.studio.scenes, name)
	s.emit(Scenes, "SceneCreated", object{"sceneName": name, "isGroup": false})
	s.emit(Scenes, "SceneListChanged", object{"scenes": s.list()})
}

// RemoveScene takes a scene away; not the one on air.
func (s *Server) RemoveScene(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studio.scenes = slices.DeleteFunc(s.studio.scenes, func(scene string) bool { return scene == name })
	delete(s.studio.items, name)
	s.emit(Scenes, "SceneRemoved", object{"sceneName": name, "isGroup": false})
	s.emit(Scenes, "SceneListChanged", object{"scenes": s.list()})
}

// RenameScene gives a scene another name.
func (s *Server) RenameScene(old, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.studio
	for _, place := range []*string{&st.chosen, &st.shown, &st.preview} {
		if *place == old {
			*place = name
		}
	}
	if i := slices.Index(st.scenes, old); i >= 0 {
		st.scenes[i] = name
	}
	s.emit(Scenes, "SceneNameChanged", object{"oldSceneName": old, "sceneName": name})
}

// ChangeCollection replaces all scenes, as loading another collection does: the first becomes the program, and until it is
// over, after a while, requests are refused as "not ready".
func (s *Server) ChangeCollection(name string, scenes []string, takes time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.studio
	st.journey++
	st.loading = true
	s.emit(Collections, "CurrentSceneCollectionChanging", object{"sceneCollectionName": st.collection})
	for _, gone := range st.scenes {
		s.emit(Scenes, "SceneRemoved", object{"sceneName": gone, "isGroup": false})
	}
	st.scenes, st.chosen, st.shown, st.preview = slices.Clone(scenes), scenes[0], scenes[0], scenes[0]
	s.later(takes, func() {
		for _, scene := range st.scenes {
			s.emit(Scenes, "SceneCreated", object{"sceneName": scene, "isGroup": false})
		}
		s.emit(Scenes, "CurrentProgramSceneChanged", object{"sceneName": st.chosen})
		st.loading, st.collection = false, name
		s.emit(Collections, "CurrentSceneCollectionChanged", object{"sceneCollectionName": name})
	})
}

// ChangeProfile loads another profile. OBS stands still for an instant, and shows the same scene.
func (s *Server) ChangeProfile(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit(Collections, "CurrentProfileChanging", object{"profileName": s.studio.profileName})
	s.studio.profileName = name
	s.emit(Collections, "CurrentProfileChanged", object{"profileName": name})
}

func (s *Server) getProfiles(params) (any, status) {
	return good(object{"currentProfileName": s.studio.profileName, "profiles": []string{s.studio.profileName}})
}

func (s *Server) getCollections(params) (any, status) {
	return good(object{"currentSceneCollectionName": s.studio.collection, "sceneCollections": []string{s.studio.collection}})
}

// Emit sends any event to the clients that hear this kind of events.
func (s *Server) Emit(kind int, event string, data map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emit(kind, event, data)
}

func (s *Server) emit(kind int, event string, data map[string]any) {
	if event == "CurrentProgramSceneChanged" && s.faults.overtake {
		if s.faults.held == nil {
			s.faults.held = data
			return
		}
		s.broadcast(kind, event, data)
		data, s.faults.held, s.faults.overtake = s.faults.held, nil, false
	}
	s.broadcast(kind, event, data)
}

func (s *Server) broadcast(kind int, event string, data map[string]any) {
	if s.hold.on {
		s.hold.back = append(s.hold.back, func() { s.broadcast(kind, event, data) })
		return
	}
	d := object{"eventType": event, "eventIntent": kind}
	if data != nil {
		d["eventData"] = data
	}
	for x := range s.sessions {
		if x.identified && x.events&kind != 0 {
			x.post(opEvent, d)
		}
	}
}
