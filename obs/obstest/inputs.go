package obstest

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Kinds of inputs that the simulation treats in their own way; any other name is an input that only exists.
const (
	KindMedia = "ffmpeg_source"
	KindText  = "text_ft2_source_v2"
	KindAudio = "pulse_input_capture"
)

// Input is something that scenes show, or that sounds.
type Input struct {
	Name    string
	Kind    string        // KindMedia, KindText, KindAudio or another of OBS's
	Lasts   time.Duration // of a media; 0 when its file is missing
	File    string        // of a media, as its settings name it; empty: one that lasts comes from the network, the other is nowhere
	Scenes  []string      // those that show it
	Filters []string
}

// States of a media, as OBS calls them.
const (
	mediaNone    = "OBS_MEDIA_STATE_NONE"
	mediaPlaying = "OBS_MEDIA_STATE_PLAYING"
	mediaPaused  = "OBS_MEDIA_STATE_PAUSED"
	mediaStopped = "OBS_MEDIA_STATE_STOPPED"
	mediaEnded   = "OBS_MEDIA_STATE_ENDED"
)

// input is an Input with what has become of it.
type input struct {
	Input
	settings object
	muted    bool
	volume   float64         // dB
	filters  map[string]bool // on or off
	state    string          // of a media
	since    time.Time       // when it last began to play
	cursor   time.Duration   // where it was then
	journey  int             // counts plays: an end that belongs to an older one is no end
}

// item is an input in a scene.
type item struct {
	id     int
	source string
	on     bool
}

// furnish puts the inputs into the scenes.
func (st *studio) furnish(inputs []Input) {
	st.items = map[string][]*item{}
	for _, in := range inputs {
		x := &input{Input: in, settings: in.settings(), filters: map[string]bool{}, state: mediaNone}
		for _, f := range in.Filters {
			x.filters[f] = true
		}
		st.inputs = append(st.inputs, x)
		for _, scene := range in.Scenes {
			st.items[scene] = append(st.items[scene], &item{len(st.items[scene]) + 1, in.Name, true})
		}
	}
}

// settings are those that OBS shows of an input at its start.
func (in Input) settings() object {
	switch {
	case in.Kind != KindMedia:
		return object{}
	case in.File == "" && in.Lasts > 0:
		return object{"is_local_file": false, "input": "rtmp://127.0.0.1/" + in.Name}
	case in.File == "":
		return object{"is_local_file": true, "local_file": "/nowhere/" + in.Name + ".mp4"}
	}
	return object{"is_local_file": true, "local_file": in.File}
}

func (st *studio) input(name string) *input {
	i := slices.IndexFunc(st.inputs, func(x *input) bool { return x.Name == name })
	if i < 0 {
		return nil
	}
	return st.inputs[i]
}

func missing(field string) status {
	return status{Code: statusMissingField, Comment: fmt.Sprintf("Your request is missing the `%s` field.", field)}
}

func noSource(name string) status {
	return status{Code: statusNotFound, Comment: fmt.Sprintf("No source was found by the name of `%s`.", name)}
}

// named finds the input that a request names.
func (s *Server) named(p params) (*input, status) {
	if p.Input == nil {
		return nil, missing("inputName")
	}
	x := s.studio.input(*p.Input)
	if x == nil {
		return nil, noSource(*p.Input)
	}
	return x, status{}
}

func (s *Server) getInputs(params) (any, status) {
	list := []object{}
	for _, x := range s.studio.inputs {
		list = append(list, s.named54(object{"inputName": x.Name, "inputKind": x.Kind, "unversionedInputKind": x.Kind}, "inputUuid", x.Name))
	}
	return good(object{"inputs": list})
}

func (s *Server) getSettings(p params) (any, status) {
	x, wrong := s.named(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	return good(object{"inputSettings": maps.Clone(x.settings), "inputKind": x.Kind})
}

func (s *Server) setSettings(p params) (any, status) {
	x, wrong := s.named(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	for field, v := range p.Settings {
		x.settings[field] = v
	}
	if !older(s.config.Version, "5.4.0") {
		s.emit(Inputs, "InputSettingsChanged", s.named54(object{"inputName": x.Name, "inputSettings": maps.Clone(x.settings)}, "inputUuid", x.Name))
	}
	return good(nil)
}

func (s *Server) getMute(p params) (any, status) {
	x, wrong := s.named(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	return good(object{"inputMuted": x.muted})
}

func (s *Server) setMute(p params) (any, status) {
	x, wrong := s.named(p)
	switch {
	case wrong.Code != 0:
		return nil, wrong
	case p.Muted == nil:
		return nil, missing("inputMuted")
	}
	if x.muted != *p.Muted {
		x.muted = *p.Muted
		s.emit(Inputs, "InputMuteStateChanged", object{"inputName": x.Name, "inputMuted": x.muted})
	}
	return good(nil)
}

func (s *Server) getVolume(p params) (any, status) {
	x, wrong := s.named(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	return good(object{"inputVolumeDb": x.volume})
}

func (s *Server) setVolume(p params) (any, status) {
	x, wrong := s.named(p)
	switch {
	case wrong.Code != 0:
		return nil, wrong
	case p.Volume == nil:
		return nil, missing("inputVolumeDb")
	case *p.Volume < -100 || *p.Volume > 26:
		return bad(statusOutOfRange, "The field value of `inputVolumeDb` is outside of the range -100 to 26.")
	}
	x.volume = *p.Volume
	s.emit(Inputs, "InputVolumeChanged", object{"inputName": x.Name, "inputVolumeDb": x.volume})
	return good(nil)
}

// ---- What scenes show.

func (s *Server) getItems(p params) (any, status) {
	scene, wrong := s.scene(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	list := []object{}
	for i, it := range s.studio.items[scene] {
		list = append(list, object{"sceneItemId": it.id, "sceneItemIndex": i, "sceneItemEnabled": it.on,
			"sourceName": it.source, "sourceType": "OBS_SOURCE_TYPE_INPUT", "inputKind": s.studio.input(it.source).Kind, "isGroup": nil})
	}
	return good(object{"sceneItems": list})
}

func (s *Server) getItemID(p params) (any, status) {
	scene, wrong := s.scene(p)
	switch {
	case wrong.Code != 0:
		return nil, wrong
	case p.Source == nil:
		return nil, missing("sourceName")
	}
	for _, it := range s.studio.items[scene] {
		if it.source == *p.Source {
			return good(object{"sceneItemId": it.id})
		}
	}
	return bad(statusNotFound, "No scene items were found in the specified scene by that name or offset.")
}

func (s *Server) item(p params) (*item, string, status) {
	scene, wrong := s.scene(p)
	switch {
	case wrong.Code != 0:
		return nil, "", wrong
	case p.Item == nil:
		return nil, "", missing("sceneItemId")
	}
	for _, it := range s.studio.items[scene] {
		if it.id == *p.Item {
			return it, scene, status{}
		}
	}
	return nil, "", status{Code: statusNotFound, Comment: "No scene items were found in the specified scene by that ID."}
}

func (s *Server) getItemOn(p params) (any, status) {
	it, _, wrong := s.item(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	return good(object{"sceneItemEnabled": it.on})
}

func (s *Server) setItemOn(p params) (any, status) {
	it, scene, wrong := s.item(p)
	switch {
	case wrong.Code != 0:
		return nil, wrong
	case p.ItemOn == nil:
		return nil, missing("sceneItemEnabled")
	}
	if it.on != *p.ItemOn {
		it.on = *p.ItemOn
		s.emit(SceneItems, "SceneItemEnableStateChanged", object{"sceneName": scene, "sceneItemId": it.id, "sceneItemEnabled": it.on})
	}
	return good(nil)
}

// ---- Filters.

func (s *Server) filtered(p params) (*input, status) {
	if p.Source == nil {
		return nil, missing("sourceName")
	}
	x := s.studio.input(*p.Source)
	if x == nil && slices.Contains(s.studio.scenes, *p.Source) { // a scene may have filters too; these have none
		return &input{}, status{}
	}
	if x == nil {
		return nil, noSource(*p.Source)
	}
	return x, status{}
}

func (s *Server) getFilters(p params) (any, status) {
	x, wrong := s.filtered(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	list := []object{}
	for i, name := range x.Filters {
		list = append(list, object{"filterName": name, "filterEnabled": x.filters[name], "filterIndex": i, "filterKind": "color_filter_v2"})
	}
	return good(object{"filters": list})
}

func (s *Server) getFilter(p params) (any, status) {
	x, wrong := s.filtered(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	if p.Filter == nil {
		return nil, missing("filterName")
	}
	on, there := x.filters[*p.Filter]
	if !there {
		return bad(statusNotFound, fmt.Sprintf("No filter was found in the source `%s` with the name `%s`.", x.Name, *p.Filter))
	}
	return good(object{"filterEnabled": on, "filterIndex": slices.Index(x.Filters, *p.Filter), "filterKind": "color_filter_v2", "filterSettings": object{}})
}

func (s *Server) setFilterOn(p params) (any, status) {
	if answer, st := s.getFilter(p); !st.OK {
		return answer, st
	}
	if p.FilterOn == nil {
		return nil, missing("filterEnabled")
	}
	x := s.studio.input(*p.Source)
	if x.filters[*p.Filter] != *p.FilterOn {
		x.filters[*p.Filter] = *p.FilterOn
		s.emit(Filters, "SourceFilterEnableStateChanged", object{"sourceName": x.Name, "filterName": *p.Filter, "filterEnabled": *p.FilterOn})
	}
	return good(nil)
}

// ---- Media.

func (s *Server) media(p params) (*input, status) {
	x, wrong := s.named(p)
	if wrong.Code == 0 && x.Kind != KindMedia {
		wrong = status{Code: statusInvalidInput, Comment: "The specified input is not a media input."}
	}
	return x, wrong
}

func (x *input) position() time.Duration {
	if x.state == mediaPlaying {
		return min(x.Lasts, x.cursor+time.Since(x.since))
	}
	return x.cursor
}

func (s *Server) getMedia(p params) (any, status) {
	x, wrong := s.media(p)
	if wrong.Code != 0 {
		return nil, wrong
	}
	if x.Lasts == 0 {
		return good(object{"mediaState": x.state, "mediaDuration": 0, "mediaCursor": 0})
	}
	if x.state == mediaNone || x.state == mediaEnded || x.state == mediaStopped {
		return good(object{"mediaState": x.state, "mediaDuration": nil, "mediaCursor": nil})
	}
	return good(object{"mediaState": x.state, "mediaDuration": x.Lasts.Milliseconds(), "mediaCursor": x.position().Milliseconds()})
}

func (s *Server) triggerMedia(p params) (any, status) {
	x, wrong := s.media(p)
	switch {
	case wrong.Code != 0:
		return nil, wrong
	case p.Media == nil:
		return nil, missing("mediaAction")
	}
	s.emit(MediaInputs, "MediaInputActionTriggered", object{"inputName": x.Name, "mediaAction": *p.Media})
	switch *p.Media {
	case "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_PLAY":
		switch x.state {
		case mediaPaused:
			s.play(x, x.cursor)
		case mediaPlaying:
		default:
			s.play(x, 0)
		}
	case "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_PAUSE":
		if x.state == mediaPlaying {
			x.cursor, x.state = x.position(), mediaPaused
			x.journey++
		}
	case "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_RESTART":
		s.play(x, 0)
	case "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_STOP":
		if x.state == mediaPlaying || x.state == mediaPaused {
			x.journey++
			s.endMedia(x)
		}
	default:
		return bad(statusInvalidField, "You have specified an invalid media input action.")
	}
	return good(nil)
}

// play lets a media run from there to its end. One whose file is missing plays nothing, for ever.
func (s *Server) play(x *input, from time.Duration) {
	x.journey++
	started := object{"inputName": x.Name}
	if x.Lasts == 0 {
		x.state = mediaPlaying
		s.emit(MediaInputs, "MediaInputPlaybackStarted", started)
		return
	}
	x.state, x.since, x.cursor = mediaPlaying, time.Now(), from
	if from == 0 {
		s.emit(MediaInputs, "MediaInputPlaybackStarted", started)
	}
	journey := x.journey
	s.later(x.Lasts-from, func() {
		if x.journey == journey {
			s.endMedia(x)
		}
	})
}

func (s *Server) endMedia(x *input) {
	x.state, x.cursor = mediaEnded, 0
	s.emit(MediaInputs, "MediaInputPlaybackEnded", object{"inputName": x.Name})
}

// cue starts the media of a scene that comes on air, and stops those that it replaces: OBS's usual setting.
func (s *Server) cue(before, scene string) {
	if before == scene {
		return
	}
	shown := func(scene, source string) bool {
		return slices.ContainsFunc(s.studio.items[scene], func(it *item) bool { return it.source == source && it.on })
	}
	for _, x := range s.studio.inputs {
		switch {
		case x.Kind != KindMedia || shown(before, x.Name) == shown(scene, x.Name):
		case shown(scene, x.Name):
			s.play(x, 0)
		case x.state == mediaPlaying || x.state == mediaPaused:
			x.journey++
			s.endMedia(x)
		}
	}
}

// ---- What a person sees. The server's lock is not held.

// Setting is one setting of an input, such as the "text" of a text; nil when it was never set.
func (s *Server) Setting(input, field string) any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.studio.input(input).settings[field]
}

// Shown reports whether a scene shows a source.
func (s *Server) Shown(scene, source string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.studio.items[scene], func(it *item) bool { return it.source == source && it.on })
}
