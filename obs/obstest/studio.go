package obstest

import (
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
	UI          = 1 << 10
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
	statusOutOfRange   = 402
	statusNoStudioMode = 506
	statusNotFound     = 600
)

type object map[string]any

// studio is what OBS holds.
type studio struct {
	scenes     []string // top to bottom
	chosen     string   // what OBS's window calls the program; a running transition leads to it
	shown      string   // what the public sees
	studioMode bool
	preview    string
	transition string
	duration   time.Duration
	journey    int // counts transitions: one that was interrupted finds another number
	fading     bool
	collection string
	loading    bool // a collection is being changed
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
	}
}

// perform does a request; s.mu is held, as in all that follows unless it says otherwise.
func (s *Server) perform(r request) (any, status) {
	run, ok := requests[r.Type]
	if !ok {
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
	return good(object{
		"obsVersion": "29.0.2", "obsWebSocketVersion": s.config.Version, "rpcVersion": 1,
		"availableRequests":     slices.Sorted(maps.Keys(requests)),
		"supportedImageFormats": []string{}, "platform": "regie", "platformDescription": "simulated OBS",
	})
}

func (s *Server) getStats(params) (any, status) {
	return good(object{
		"activeFps": 30.0, "cpuUsage": 1.0, "memoryUsage": 100.0, "availableDiskSpace": 100000.0, "averageFrameRenderTime": 1.0,
		"renderTotalFrames": time.Now().UnixMilli() / 33, "renderSkippedFrames": 0, "outputTotalFrames": 0, "outputSkippedFrames": 0,
	})
}

// list gives the scenes as OBS does: counted from the bottom.
func (s *Server) list() []object {
	list := []object{}
	for i, name := range slices.Backward(s.studio.scenes) {
		list = append(list, object{"sceneIndex": len(s.studio.scenes) - 1 - i, "sceneName": name})
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
		return
	}
	before := st.chosen
	st.chosen, st.fading = scene, true
	st.journey++
	journey, name := st.journey, st.transition
	s.emit(Transitions, "SceneTransitionStarted", object{"transitionName": name})
	s.later(duration, func() {
		if st.journey != journey {
			return
		}
		st.shown, st.fading = scene, false
		s.emit(Transitions, "SceneTransitionVideoEnded", object{"transitionName": name})
		if st.studioMode {
			st.preview = before
			s.emit(Scenes, "CurrentPreviewSceneChanged", object{"sceneName": before})
		}
		s.emit(Scenes, "CurrentProgramSceneChanged", object{"sceneName": scene})
		s.emit(Transitions, "SceneTransitionEnded", object{"transitionName": name})
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
