package obs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Deed names what an action does. The names are a file format: run sheets hold them.
type Deed string

const (
	DoScene         Deed = "scene"          // Scene on air
	DoPreview       Deed = "preview"        // Scene into preview; studio mode
	DoTake          Deed = "take"           // what is in preview on air, or first Scene into preview; studio mode
	DoTransition    Deed = "transition"     // Transition for the takes to come, of Length where it has one
	DoMediaPlay     Deed = "media.play"     // Source, from where it was paused
	DoMediaPause    Deed = "media.pause"    // Source
	DoMediaRestart  Deed = "media.restart"  // Source, from its beginning
	DoMediaStop     Deed = "media.stop"     // Source
	DoText          Deed = "text"           // Text into Source
	DoShow          Deed = "show"           // Source in Scene
	DoHide          Deed = "hide"           // Source in Scene
	DoFilterOn      Deed = "filter.on"      // Filter of Source
	DoFilterOff     Deed = "filter.off"     // Filter of Source
	DoMute          Deed = "mute"           // Source
	DoUnmute        Deed = "unmute"         // Source
	DoVolume        Deed = "volume"         // Source to Volume
	DoStreamStart   Deed = "stream.start"   //
	DoStreamStop    Deed = "stream.stop"    //
	DoRecordStart   Deed = "record.start"   //
	DoRecordStop    Deed = "record.stop"    //
	DoRecordPause   Deed = "record.pause"   //
	DoRecordResume  Deed = "record.resume"  //
	DoRecordSplit   Deed = "record.split"   // a new file; obs-websocket 5.5
	DoRecordChapter Deed = "record.chapter" // a mark called Text, which may be empty; obs-websocket 5.5, Hybrid MP4
	DoCameraStart   Deed = "camera.start"   // the virtual camera
	DoCameraStop    Deed = "camera.stop"    //
	DoReplayStart   Deed = "replay.start"   // the replay buffer
	DoReplayStop    Deed = "replay.stop"    //
	DoReplaySave    Deed = "replay.save"    //
	DoHotkey        Deed = "hotkey"         // Hotkey, by OBS's name for it
	DoWait          Deed = "wait"           // Length
	DoRequest       Deed = "request"        // Request with Data: for whoever knows the protocol
)

// Action is one thing to do in OBS. Which fields a deed needs and allows stands beside its name above; Check says whether
// they are right, Missing whether this OBS can do it, and Driver.Do does it.
type Action struct {
	Do         Deed            `json:"do"`
	Scene      string          `json:"scene,omitempty"`
	Source     string          `json:"source,omitempty"`
	Filter     string          `json:"filter,omitempty"`
	Transition string          `json:"transition,omitempty"`
	Text       string          `json:"text,omitempty"`
	Volume     float64         `json:"volume_db,omitempty"` // -100 to 26
	Keep       bool            `json:"keep,omitempty"`      // DoTake: what was in preview stays there
	Hotkey     string          `json:"hotkey,omitempty"`
	Request    string          `json:"request,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
	Length     time.Duration   `json:"-"` // in JSON as length_ms
}

// The limits of OBS, and of what a cue may wait for.
const (
	minTransition = 50 * time.Millisecond
	maxTransition = 20 * time.Second
	maxWait       = time.Hour
	minVolume     = -100 // dB
	maxVolume     = 26
	maxText       = 10_000 // bytes
	maxAction     = 64 << 10
)

// field is one field of Action, as the deeds name them.
type field string

const (
	fScene      field = "scene"
	fSource     field = "source"
	fFilter     field = "filter"
	fTransition field = "transition"
	fText       field = "text"
	fVolume     field = "volume_db"
	fKeep       field = "keep"
	fHotkey     field = "hotkey"
	fRequest    field = "request"
	fData       field = "data"
	fLength     field = "length_ms"
)

// deed is what there is to know about a Deed without OBS.
type deed struct {
	needs, allows []field
	says          string   // in English; {scene} and the like stand for the fields
	requests      []string // those that OBS must offer
}

var deeds = map[Deed]deed{
	DoScene:         {[]field{fScene}, nil, "Take scene {scene}", nil},
	DoPreview:       {[]field{fScene}, nil, "Put scene {scene} into preview", nil},
	DoTake:          {nil, []field{fScene, fKeep}, "Take the preview", nil},
	DoTransition:    {[]field{fTransition}, []field{fLength}, "Use transition {transition}", nil},
	DoMediaPlay:     {[]field{fSource}, nil, "Play {source}", nil},
	DoMediaPause:    {[]field{fSource}, nil, "Pause {source}", nil},
	DoMediaRestart:  {[]field{fSource}, nil, "Play {source} from the beginning", nil},
	DoMediaStop:     {[]field{fSource}, nil, "Stop {source}", nil},
	DoText:          {[]field{fSource}, []field{fText}, "Write “{text}” into {source}", nil},
	DoShow:          {[]field{fScene, fSource}, nil, "Show {source} in scene {scene}", nil},
	DoHide:          {[]field{fScene, fSource}, nil, "Hide {source} in scene {scene}", nil},
	DoFilterOn:      {[]field{fSource, fFilter}, nil, "Switch filter {filter} of {source} on", nil},
	DoFilterOff:     {[]field{fSource, fFilter}, nil, "Switch filter {filter} of {source} off", nil},
	DoMute:          {[]field{fSource}, nil, "Mute {source}", nil},
	DoUnmute:        {[]field{fSource}, nil, "Unmute {source}", nil},
	DoVolume:        {[]field{fSource}, []field{fVolume}, "Set {source} to {volume_db} dB", nil},
	DoStreamStart:   {nil, nil, "Start the stream", nil},
	DoStreamStop:    {nil, nil, "Stop the stream", nil},
	DoRecordStart:   {nil, nil, "Start the recording", nil},
	DoRecordStop:    {nil, nil, "Stop the recording", nil},
	DoRecordPause:   {nil, nil, "Pause the recording", nil},
	DoRecordResume:  {nil, nil, "Go on recording", nil},
	DoRecordSplit:   {nil, nil, "Record into a new file", []string{"SplitRecordFile"}},
	DoRecordChapter: {nil, []field{fText}, "Mark a chapter in the recording", []string{"CreateRecordChapter"}},
	DoCameraStart:   {nil, nil, "Start the virtual camera", nil},
	DoCameraStop:    {nil, nil, "Stop the virtual camera", nil},
	DoReplayStart:   {nil, nil, "Start the replay buffer", nil},
	DoReplayStop:    {nil, nil, "Stop the replay buffer", nil},
	DoReplaySave:    {nil, nil, "Save the replay buffer", nil},
	DoHotkey:        {[]field{fHotkey}, nil, "Press hotkey {hotkey}", nil},
	DoWait:          {[]field{fLength}, nil, "Wait {length}", nil},
	DoRequest:       {[]field{fRequest}, []field{fData}, "Send request {request}", nil},
}

// longer are the sentences of deeds that were given more than they need.
var longer = map[Deed]struct {
	with field
	says string
}{
	DoTake:          {fScene, "Take scene {scene} by way of the preview"},
	DoTransition:    {fLength, "Use transition {transition} of {length}"},
	DoRecordChapter: {fText, "Mark chapter “{text}” in the recording"},
}

// Deeds lists all there are, in alphabetical order.
func Deeds() []Deed {
	var all []Deed
	for d := range deeds {
		all = append(all, d)
	}
	slices.Sort(all)
	return all
}

// values are the fields that are set, as text.
func (a Action) values() map[field]string {
	v := map[field]string{}
	for f, text := range map[field]string{fScene: a.Scene, fSource: a.Source, fFilter: a.Filter, fTransition: a.Transition,
		fText: a.Text, fHotkey: a.Hotkey, fRequest: a.Request, fData: string(a.Data)} {
		if text != "" {
			v[f] = text
		}
	}
	if a.Volume != 0 {
		v[fVolume] = strconv.FormatFloat(a.Volume, 'f', -1, 64)
	}
	if a.Keep {
		v[fKeep] = "true"
	}
	if a.Length != 0 {
		v[fLength] = strconv.FormatInt(a.Length.Milliseconds(), 10)
	}
	return v
}

// ErrAction is wrapped by every error of Check and ParseAction.
var ErrAction = errors.New("not an action for OBS")

// Check says what is wrong with an action, whatever OBS there is.
func (a Action) Check() error {
	known, ok := deeds[a.Do]
	if !ok {
		return fmt.Errorf("%w: %q is unknown", ErrAction, a.Do)
	}
	given := a.values()
	for _, f := range known.needs {
		if given[f] == "" {
			return fmt.Errorf("%w: %s needs %s", ErrAction, a.Do, f)
		}
	}
	for f := range given {
		if !slices.Contains(known.needs, f) && !slices.Contains(known.allows, f) {
			return fmt.Errorf("%w: %s has no use for %s", ErrAction, a.Do, f)
		}
	}
	switch {
	case a.Length%time.Millisecond != 0 || a.Length < 0:
		return fmt.Errorf("%w: a length is a positive number of milliseconds, not %v", ErrAction, a.Length)
	case a.Do == DoTransition && a.Length != 0 && (a.Length < minTransition || a.Length > maxTransition):
		return fmt.Errorf("%w: a transition lasts %v to %v, not %v", ErrAction, minTransition, maxTransition, a.Length)
	case a.Do == DoWait && a.Length > maxWait:
		return fmt.Errorf("%w: a cue waits %v at most, not %v", ErrAction, maxWait, a.Length)
	case !(a.Volume >= minVolume && a.Volume <= maxVolume): // also what is not a number
		return fmt.Errorf("%w: a volume is %d to %d dB, not %v", ErrAction, minVolume, maxVolume, a.Volume)
	case len(a.Text) > maxText:
		return fmt.Errorf("%w: the text is longer than %d bytes", ErrAction, maxText)
	case len(a.Data) > 0 && (!json.Valid(a.Data) || bytes.TrimSpace(a.Data)[0] != '{'):
		return fmt.Errorf("%w: the data of a request are a JSON object", ErrAction)
	}
	return nil
}

// Words says an action to people: Code is stable and names the sentence in a catalogue, Args are what it stands for, Text
// is the sentence in English.
type Words struct {
	Code string
	Args map[string]string
	Text string
}

// Words of an action that Check finds right.
func (a Action) Words() Words {
	says, code := deeds[a.Do].says, string(a.Do)
	given := a.values()
	if more, ok := longer[a.Do]; ok && given[more.with] != "" {
		says, code = more.says, code+"."+string(more.with)
	}
	w := Words{Code: "action." + code, Args: map[string]string{}}
	for f, v := range given {
		w.Args[string(f)] = v
	}
	if a.Length != 0 {
		w.Args["length"] = a.Length.String()
	}
	if a.Do == DoVolume && a.Volume == 0 {
		w.Args[string(fVolume)] = "0"
	}
	w.Text = fill(says, w.Args)
	return w
}

// fill puts what each {name} stands for into a sentence; a name that stands for nothing leaves nothing.
func fill(says string, args map[string]string) string {
	var text []byte
	for i := 0; i < len(says); i++ {
		if says[i] != '{' {
			text = append(text, says[i])
			continue
		}
		end := i + bytes.IndexByte([]byte(says[i:]), '}')
		text = append(text, args[says[i+1:end]]...)
		i = end
	}
	return string(text)
}

// String is the sentence in English.
func (a Action) String() string { return a.Words().Text }

// wire is an Action in JSON.
type wire struct {
	plain
	LengthMS int64 `json:"length_ms,omitempty"`
}

type plain Action

// MarshalJSON writes what ParseAction reads.
func (a Action) MarshalJSON() ([]byte, error) {
	return json.Marshal(wire{plain(a), a.Length.Milliseconds()})
}

// UnmarshalJSON reads an action and refuses fields that it does not know; it does not Check.
func (a *Action) UnmarshalJSON(text []byte) error {
	var w wire
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&w); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	if w.LengthMS > maxWait.Milliseconds() || w.LengthMS < 0 { // before it overflows
		return fmt.Errorf("%w: a length is 0 to %d ms, not %d", ErrAction, maxWait.Milliseconds(), w.LengthMS)
	}
	*a = Action(w.plain)
	a.Length = time.Duration(w.LengthMS) * time.Millisecond
	return nil
}

// ParseAction reads and checks the JSON form, which String of a cue, a file or a person may hold.
func ParseAction(text []byte) (Action, error) {
	if len(text) > maxAction {
		return Action{}, fmt.Errorf("%w: longer than %d bytes", ErrAction, maxAction)
	}
	var a Action
	if err := json.Unmarshal(text, &a); err != nil {
		if !errors.Is(err, ErrAction) {
			err = fmt.Errorf("%w: %w", ErrAction, err)
		}
		return Action{}, err
	}
	return a, a.Check()
}

// Format gives the JSON form on one line.
func (a Action) Format() string {
	text, err := json.Marshal(a)
	if err != nil { // only Data that Check would have refused
		return fmt.Sprintf("{\"do\":%q}", a.Do)
	}
	return string(text)
}
