package runsheet

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Deed names what a cue does. The names are a file format: run sheets hold them, and so does OBS's room, which has the same.
type Deed string

// The deeds. What each needs and allows stands in vocabulary.
const (
	CueScene         Deed = "scene"          // on air
	CuePreview       Deed = "preview"        // into preview; studio mode
	CueTake          Deed = "take"           // what is in preview, or a scene by way of the preview; studio mode
	CueTransition    Deed = "transition"     // for the takes to come
	CueMediaPlay     Deed = "media.play"     // from where it was paused
	CueMediaPause    Deed = "media.pause"    //
	CueMediaRestart  Deed = "media.restart"  // from its beginning
	CueMediaStop     Deed = "media.stop"     //
	CueText          Deed = "text"           // into a text source
	CueShow          Deed = "show"           // a source in a scene
	CueHide          Deed = "hide"           //
	CueFilterOn      Deed = "filter.on"      //
	CueFilterOff     Deed = "filter.off"     //
	CueMute          Deed = "mute"           //
	CueUnmute        Deed = "unmute"         //
	CueVolume        Deed = "volume"         //
	CueStreamStart   Deed = "stream.start"   //
	CueStreamStop    Deed = "stream.stop"    //
	CueRecordStart   Deed = "record.start"   //
	CueRecordStop    Deed = "record.stop"    //
	CueRecordPause   Deed = "record.pause"   //
	CueRecordResume  Deed = "record.resume"  //
	CueRecordSplit   Deed = "record.split"   // into a new file, where OBS can
	CueRecordChapter Deed = "record.chapter" // where OBS can
	CueCameraStart   Deed = "camera.start"   // the virtual camera
	CueCameraStop    Deed = "camera.stop"    //
	CueReplayStart   Deed = "replay.start"   // the replay buffer
	CueReplayStop    Deed = "replay.stop"    //
	CueReplaySave    Deed = "replay.save"    //
	CueHotkey        Deed = "hotkey"         // by OBS's name for it
	CueWait          Deed = "wait"           // before the cues behind it
	CueRequest       Deed = "request"        // any request of OBS's protocol
)

// When is the moment at which a slot's cue is due.
type When string

// The moments. AtGo is also what an empty When means.
const (
	AtGo       When = "go"    // the slot is taken on air
	AtEnd      When = "end"   // it leaves the air, before the next one's cues
	AtMediaEnd When = "media" // the media that the cue names has played to its end, once in the slot's time on air
)

// Cue is one thing that a slot makes happen beside its scene.
type Cue struct {
	Do Deed `json:"do"`
	// Target is the scene, source, transition, hotkey or request that it is about.
	Target string `json:"target,omitempty"`
	// With holds what else the deed needs, by the names of Argument.
	With map[string]string `json:"with,omitempty"`
	When When              `json:"when,omitempty"`
	// Media is the source whose end AtMediaEnd waits for.
	Media string `json:"media,omitempty"`
}

// Argument names what a cue says beside its target.
type Argument string

// The arguments, with the form that each has.
const (
	ArgLength Argument = "length" // "500ms", "30s", "1m30s"
	ArgText   Argument = "text"
	ArgScene  Argument = "scene"
	ArgFilter Argument = "filter"
	ArgVolume Argument = "db"   // "-6", "-7.5"
	ArgKeep   Argument = "keep" // "yes"
	ArgData   Argument = "data" // a JSON object
)

// TargetKind says what a deed's target is, for screens that offer the names that OBS has. Empty: the deed has none.
type TargetKind string

// The kinds of target.
const (
	TargetScene      TargetKind = "scene"
	TargetMedia      TargetKind = "media"
	TargetText       TargetKind = "text"
	TargetSource     TargetKind = "source"
	TargetSound      TargetKind = "sound"
	TargetTransition TargetKind = "transition"
	TargetHotkey     TargetKind = "hotkey"
	TargetRequest    TargetKind = "request"
)

// Use is what there is to know about a deed.
type Use struct {
	Do     Deed
	Target TargetKind
	// Bare: the deed also works without a target.
	Bare          bool
	Needs, Allows []Argument
}

// vocabulary lists every deed, in the order in which screens offer them.
var vocabulary = []Use{
	{Do: CueScene, Target: TargetScene},
	{Do: CuePreview, Target: TargetScene},
	{Do: CueTake, Target: TargetScene, Bare: true, Allows: []Argument{ArgKeep}},
	{Do: CueTransition, Target: TargetTransition, Allows: []Argument{ArgLength}},
	{Do: CueMediaPlay, Target: TargetMedia},
	{Do: CueMediaPause, Target: TargetMedia},
	{Do: CueMediaRestart, Target: TargetMedia},
	{Do: CueMediaStop, Target: TargetMedia},
	{Do: CueText, Target: TargetText, Allows: []Argument{ArgText}},
	{Do: CueShow, Target: TargetSource, Needs: []Argument{ArgScene}},
	{Do: CueHide, Target: TargetSource, Needs: []Argument{ArgScene}},
	{Do: CueFilterOn, Target: TargetSource, Needs: []Argument{ArgFilter}},
	{Do: CueFilterOff, Target: TargetSource, Needs: []Argument{ArgFilter}},
	{Do: CueMute, Target: TargetSound},
	{Do: CueUnmute, Target: TargetSound},
	{Do: CueVolume, Target: TargetSound, Needs: []Argument{ArgVolume}},
	{Do: CueStreamStart}, {Do: CueStreamStop},
	{Do: CueRecordStart}, {Do: CueRecordStop}, {Do: CueRecordPause}, {Do: CueRecordResume}, {Do: CueRecordSplit},
	{Do: CueRecordChapter, Allows: []Argument{ArgText}},
	{Do: CueCameraStart}, {Do: CueCameraStop},
	{Do: CueReplayStart}, {Do: CueReplayStop}, {Do: CueReplaySave},
	{Do: CueHotkey, Target: TargetHotkey},
	{Do: CueWait, Needs: []Argument{ArgLength}},
	{Do: CueRequest, Target: TargetRequest, Allows: []Argument{ArgData}},
}

// Uses lists every deed with what it needs, in the order in which screens offer them. Read it only.
func Uses() []Use { return vocabulary }

// UseOf finds a deed.
func UseOf(d Deed) (Use, bool) {
	for _, u := range vocabulary {
		if u.Do == d {
			return u, true
		}
	}
	return Use{}, false
}

// The limits on cues: OBS's own, and what a run sheet may carry.
const (
	MaxCues       = 100 // of one slot
	maxCueText    = 2000
	maxCueData    = 20_000
	minTransition = 50 * time.Millisecond
	maxTransition = 20 * time.Second
	maxCueWait    = time.Hour
	minVolume     = -100.0 // dB
	maxVolume     = 26.0
)

// Fault is what is wrong with a cue: its Code names a sentence in the catalogues ("cue.fault." before it), Of is what it is
// about. It is an error in English.
type Fault struct {
	Code string
	Of   string
}

// The codes of a Fault.
const (
	FaultDeed     = "deed"     // there is no such deed
	FaultTarget   = "target"   // the deed needs a target
	FaultNoTarget = "targeted" // the deed has no target
	FaultNeeds    = "needs"    // an argument is missing
	FaultUseless  = "useless"  // the deed has no use for an argument
	FaultLength   = "length"
	FaultVolume   = "volume"
	FaultData     = "data"
	FaultLong     = "long"
	FaultWhen     = "when"
	FaultMedia    = "media" // the end of which media?
	FaultWait     = "wait"  // nothing waits when a slot leaves the air
)

func (f *Fault) Error() string {
	says := map[string]string{
		FaultDeed: "%q is not something that a cue can do", FaultTarget: "%q needs to know of what", FaultNoTarget: "%q goes with nothing",
		FaultNeeds: "%q is missing", FaultUseless: "%q has no place here", FaultLength: "%q is not a length that fits",
		FaultVolume: "%q is not a volume from -100 to 26 dB", FaultData: "%q is not a JSON object", FaultLong: "%q is too long",
		FaultWhen: "%q is no moment for a cue", FaultMedia: "%q: the end of which media?", FaultWait: "%q: nothing waits when a slot leaves the air",
	}[f.Code]
	return fmt.Sprintf(says, f.Of)
}

// Check says what is wrong with a cue, as a *Fault, whatever OBS there is.
func (c Cue) Check() error {
	u, known := UseOf(c.Do)
	switch {
	case !known:
		return &Fault{FaultDeed, string(c.Do)}
	case c.Target == "" && u.Target != "" && !u.Bare:
		return &Fault{FaultTarget, string(c.Do)}
	case c.Target != "" && u.Target == "":
		return &Fault{FaultNoTarget, string(c.Do)}
	case utf8.RuneCountInString(c.Target) > MaxTitle:
		return &Fault{FaultLong, c.Target}
	}
	for _, need := range u.Needs {
		if c.With[string(need)] == "" {
			return &Fault{FaultNeeds, string(need)}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.With)) {
		a := Argument(name)
		if !slices.Contains(u.Needs, a) && !slices.Contains(u.Allows, a) {
			return &Fault{FaultUseless, name}
		}
		if err := c.checkArgument(a, c.With[name]); err != nil {
			return err
		}
	}
	switch c.When {
	case "", AtGo, AtMediaEnd:
	case AtEnd:
		if c.Do == CueWait {
			return &Fault{FaultWait, string(c.Do)}
		}
	default:
		return &Fault{FaultWhen, string(c.When)}
	}
	if (c.When == AtMediaEnd) != (c.Media != "") {
		return &Fault{FaultMedia, string(c.Do)}
	}
	return nil
}

func (c Cue) checkArgument(a Argument, text string) error {
	switch a {
	case ArgLength:
		d, ok := ParseCueLength(text)
		least, most := time.Millisecond, maxCueWait
		if c.Do == CueTransition {
			least, most = minTransition, maxTransition
		}
		if !ok || d < least || d > most {
			return &Fault{FaultLength, text}
		}
	case ArgVolume:
		if v, err := strconv.ParseFloat(text, 64); err != nil || !(v >= minVolume && v <= maxVolume) {
			return &Fault{FaultVolume, text}
		}
	case ArgKeep:
		if text != "yes" {
			return &Fault{FaultUseless, string(a)}
		}
	case ArgData:
		if len(text) > maxCueData {
			return &Fault{FaultLong, string(a)}
		}
		if !strings.HasPrefix(strings.TrimSpace(text), "{") || !json.Valid([]byte(text)) {
			return &Fault{FaultData, text}
		}
	case ArgText:
		if utf8.RuneCountInString(text) > maxCueText {
			return &Fault{FaultLong, string(a)}
		}
	default:
		if utf8.RuneCountInString(text) > MaxTitle {
			return &Fault{FaultLong, string(a)}
		}
	}
	return nil
}

// Due is When, with what an empty one means.
func (c Cue) Due() When {
	if c.When == "" {
		return AtGo
	}
	return c.When
}

// Length is the argument of that name, zero when there is none that can be read.
func (c Cue) Length() time.Duration {
	d, _ := ParseCueLength(c.With[string(ArgLength)])
	return d
}

// Volume is the argument of that name, in decibels.
func (c Cue) Volume() float64 {
	v, _ := strconv.ParseFloat(c.With[string(ArgVolume)], 64)
	return v
}

// Arg is one of the arguments, "" when it is not given.
func (c Cue) Arg(a Argument) string { return c.With[string(a)] }

// ParseCueLength reads the length of a wait or a transition: "30s", "30 s", "500ms", "1m30s", "2 min", and bare seconds.
func ParseCueLength(text string) (time.Duration, bool) {
	text = strings.ReplaceAll(strings.Join(strings.Fields(strings.ToLower(text)), ""), ",", ".")
	text = strings.ReplaceAll(text, "min", "m")
	if text == "" || strings.HasPrefix(text, "-") {
		return 0, false
	}
	if last := text[len(text)-1]; last >= '0' && last <= '9' {
		text += "s"
	}
	d, err := time.ParseDuration(text)
	return d.Round(time.Millisecond), err == nil
}

// Words is the sentence of a cue in the catalogues and what stands for each {name} in it: say it with
// words.Say(key, pairs...).
func (c Cue) Words() (key string, pairs []any) {
	key = "cue." + string(c.Do)
	switch {
	case c.Do == CueTake && c.Target == "":
		key += ".bare"
	case c.Do == CueTransition && c.Arg(ArgLength) != "":
		key += ".length"
	case c.Do == CueRecordChapter && c.Arg(ArgText) != "":
		key += ".text"
	case c.Do == CueText && c.Arg(ArgText) == "":
		key += ".empty"
	}
	pairs = []any{"target", c.Target}
	for _, name := range slices.Sorted(maps.Keys(c.With)) {
		value := c.With[name]
		if Argument(name) == ArgLength {
			value = sayLength(c.Length())
		}
		pairs = append(pairs, name, value)
	}
	return key, pairs
}

// sayLength writes a length as both languages read it: 30 s, 1 min 30 s.
func sayLength(d time.Duration) string {
	const thin = "\u00a0" // no line breaks between a number and its unit
	if d < time.Second {
		return strconv.FormatInt(d.Milliseconds(), 10) + thin + "ms"
	}
	var parts []string
	if m := d / time.Minute; m > 0 {
		parts = append(parts, strconv.Itoa(int(m))+thin+"min")
	}
	if s := d % time.Minute; s > 0 {
		parts = append(parts, strconv.FormatFloat(s.Seconds(), 'f', -1, 64)+thin+"s")
	}
	return strings.Join(parts, thin)
}

func sameCues(a, b []Cue) bool { return slices.EqualFunc(a, b, sameCue) }

func sameCue(a, b Cue) bool {
	return a.Do == b.Do && a.Target == b.Target && a.When == b.When && a.Media == b.Media && maps.Equal(a.With, b.With)
}

// fitCues makes cues fit for a sheet, or says which of them is not.
func fitCues(cues []Cue) ([]Cue, error) {
	if len(cues) > MaxCues {
		return nil, refuse(BadValue, "%d cues, %d at most", len(cues), MaxCues)
	}
	fit := make([]Cue, len(cues))
	for i, c := range cues {
		c = c.tidy()
		if err := c.Check(); err != nil {
			return nil, refuse(BadCue, "cue %d: %v", i+1, err)
		}
		fit[i] = c
	}
	return fit, nil
}

// tidy takes out what says nothing and writes lengths in one way.
func (c Cue) tidy() Cue {
	c.Target, c.Media = strings.TrimSpace(c.Target), strings.TrimSpace(c.Media)
	if c.When == AtGo {
		c.When = ""
	}
	with := map[string]string{}
	for name, value := range c.With {
		if value != "" {
			with[name] = strings.ToValidUTF8(value, "")
		}
	}
	if d, ok := ParseCueLength(with[string(ArgLength)]); ok {
		with[string(ArgLength)] = d.String()
	}
	if v := strings.ReplaceAll(strings.TrimSpace(with[string(ArgVolume)]), ",", "."); v != "" {
		v = strings.ReplaceAll(v, "\u2212", "-")
		with[string(ArgVolume)] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(v, "dB"), "db"))
	}
	if c.With = with; len(with) == 0 {
		c.With = nil
	}
	return c
}
