//go:build linux

package realobs

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"
)

// Config is what the OBS starts with. Zero values: scenes Attente, Plateau, Invité; 320x180 at 30 frames a second; Cut.
type Config struct {
	Scenes        []string // top to bottom; the first is on air
	Password      string
	Width, Height int
	FPS           int
	Fade          time.Duration // 0 for the transition Cut
	Inputs        []Input
	Collections   map[string][]string // further collections of scenes, by their names
	Profiles      []string            // further profiles, each like the first
	// The recording has an encoder of its own, and OBS streams to Server with Key. SharedEncoder lets it use the stream's.
	Server, Key   string
	SharedEncoder bool
	// Trusts is the one authority whose certificates OBS takes; nil leaves it with this machine's.
	Trusts *Authority
}

// Input is something in scenes, besides their colour and name.
type Input struct {
	Name    string
	Kind    string        // of OBS: "ffmpeg_source", "text_ft2_source"
	Lasts   time.Duration // of a media, which ffmpeg makes; 0 for a file that is not there
	Loops   bool          // of a media: a sound without end
	Scenes  []string      // those that show it
	Filters []string      // colour corrections
}

func (c Config) orDefaults() Config {
	if len(c.Scenes) == 0 {
		c.Scenes = []string{"Attente", "Plateau", "Invité"}
	}
	if c.Password == "" {
		c.Password = "à la régie"
	}
	if c.Width == 0 {
		c.Width, c.Height = 320, 180
	}
	if c.FPS == 0 {
		c.FPS = 30
	}
	return c
}

// FirstRun=true says that the first run is over; LastVersion and InfoIncrement keep "what's new" away. OBS 29 reads
// global.ini; from 31 on the same text is read as user.ini.
var globalINI = template.Must(template.New("global.ini").Parse(`[General]
FirstRun=true
LastVersion=486539266
InfoIncrement=-1
EnableAutoUpdates=false
Pre19Defaults=false
Pre21Defaults=false
Pre23Defaults=false
Pre24.1Defaults=false
MaxLogs=3

[Basic]
Profile=Regie
ProfileDir=Regie
SceneCollection=Regie
SceneCollectionFile=Regie
ConfigOnNewProfile=false

[BasicWindow]
PreviewEnabled=false
SysTrayEnabled=false

[Video]
Renderer=OpenGL

[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={{.Port}}
AlertsEnabled=false
AuthRequired=true
ServerPassword={{.Password}}
`))

var profileINI = template.Must(template.New("basic.ini").Parse(`[General]
Name={{.Profile}}

[Video]
BaseCX={{.Width}}
BaseCY={{.Height}}
OutputCX={{.Width}}
OutputCY={{.Height}}
FPSType=1
FPSInt={{.FPS}}

[Audio]
SampleRate=48000
ChannelSetup=Stereo

[Output]
Mode=Simple

[SimpleOutput]
FilePath={{.Home}}
RecFormat=mkv
StreamEncoder=x264
VBitrate=200
UseAdvanced=true
Preset=ultrafast
RecQuality={{if .SharedEncoder}}Stream{{else}}Small{{end}}
RecEncoder=x264
`))

// writeHome fills an empty home directory.
func writeHome(home string, port int, c Config) error {
	values := struct {
		Config
		Port          int
		Home, Profile string
	}{c, port, home, ""}
	for _, in := range c.Inputs {
		if err := makeMedia(home, in); err != nil {
			return err
		}
	}
	collection, err := json.Marshal(sceneCollection("Regie", home, c))
	if err != nil {
		return err
	}
	server, err := json.Marshal(map[string]any{
		"alerts_enabled": false, "auth_required": true, "first_load": false,
		"server_enabled": true, "server_password": c.Password, "server_port": port,
	})
	if err != nil {
		return err
	}
	service, err := json.Marshal(map[string]any{"type": "rtmp_custom",
		"settings": map[string]any{"server": c.Server, "key": c.Key, "bwtest": false, "use_auth": false}})
	if err != nil {
		return err
	}
	var global strings.Builder
	if err := globalINI.Execute(&global, values); err != nil {
		return err
	}
	root := filepath.Join(home, ".config", "obs-studio")
	files := map[string]string{
		"global.ini": global.String(),
		"user.ini":   global.String(),
		"plugin_config/obs-websocket/config.json": string(server), // read from obs-websocket 5.5 on
		"basic/scenes/Regie.json":                 string(collection),
	}
	for _, name := range append([]string{"Regie"}, c.Profiles...) {
		var profile strings.Builder
		values.Profile = name
		if err := profileINI.Execute(&profile, values); err != nil {
			return err
		}
		files["basic/profiles/"+name+"/basic.ini"] = profile.String()
		files["basic/profiles/"+name+"/service.json"] = string(service)
	}
	for name, scenes := range c.Collections {
		other := c
		other.Scenes, other.Inputs = scenes, nil
		text, err := json.Marshal(sceneCollection(name, home, other))
		if err != nil {
			return err
		}
		files["basic/scenes/"+name+".json"] = string(text)
	}
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(home, "run"), 0o700) // for XDG_RUNTIME_DIR
}

// makeMedia makes a moving picture with a tone.
func makeMedia(home string, in Input) error {
	if in.Kind != "ffmpeg_source" || in.Lasts == 0 {
		return nil
	}
	lasts := fmt.Sprintf("%.3f", in.Lasts.Seconds())
	out, err := exec.Command("ffmpeg", "-nostdin", "-loglevel", "error", "-y",
		"-f", "lavfi", "-i", "testsrc2=size=160x90:rate=10:duration="+lasts,
		"-f", "lavfi", "-i", "sine=frequency=440:duration="+lasts,
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", mediaFile(home, in)).CombinedOutput()
	if err != nil {
		return fmt.Errorf("make media %s: %w\n%s", in.Name, err, out)
	}
	return nil
}

func mediaFile(home string, in Input) string { return filepath.Join(home, in.Name+".mp4") }

// sceneCollection gives each scene a colour and its name in large letters. OBS fills in what is left out.
func sceneCollection(name, home string, c Config) map[string]any {
	type object = map[string]any
	var sources, order []object
	for _, in := range c.Inputs {
		sources = append(sources, source(home, in))
	}
	for i, scene := range c.Scenes {
		ground, title := "Fond "+scene, "Titre "+scene
		colour := 0xff000000 | uint32(0x404040+i*0x351f0b)&0xffffff // opaque, blue first
		sources = append(sources,
			object{"id": "color_source", "versioned_id": "color_source_v3", "name": ground,
				"settings": object{"color": colour, "width": c.Width, "height": c.Height}},
			object{"id": "text_ft2_source", "versioned_id": "text_ft2_source_v2", "name": title,
				"settings": object{"text": scene, "font": object{"face": "DejaVu Sans", "size": c.Height / 6, "style": "Book", "flags": 0}}},
			object{"id": "scene", "versioned_id": "scene", "name": scene,
				"settings": object{"custom_size": false, "id_counter": 100, "items": append([]object{item(1, ground), item(2, title)}, shown(c, scene)...)}})
		order = append(order, object{"name": scene})
	}
	transition := "Cut"
	if c.Fade > 0 {
		transition = "Fondu"
	}
	return object{
		"name":          name,
		"current_scene": c.Scenes[0], "current_program_scene": c.Scenes[0],
		"current_transition": transition, "transition_duration": c.Fade.Milliseconds(),
		"transitions": []object{{"name": "Fondu", "id": "fade_transition", "settings": object{}}},
		"scene_order": order, "sources": sources,
		"groups": []object{}, "quick_transitions": []object{}, "saved_projectors": []object{},
	}
}

func source(home string, in Input) map[string]any {
	type object = map[string]any
	settings := object{}
	if in.Kind == "ffmpeg_source" {
		settings = object{"local_file": mediaFile(home, in), "is_local_file": true, "looping": in.Loops, "restart_on_activate": !in.Loops}
	}
	filters := []object{}
	for _, name := range in.Filters {
		filters = append(filters, object{"id": "color_filter", "versioned_id": "color_filter_v2", "name": name, "settings": object{}})
	}
	return object{"id": in.Kind, "versioned_id": versioned(in.Kind), "name": in.Name, "settings": settings, "filters": filters, "mixers": 255}
}

func versioned(kind string) string {
	if kind == "text_ft2_source" {
		return kind + "_v2"
	}
	return kind
}

// shown are the inputs in a scene.
func shown(c Config, scene string) []map[string]any {
	var items []map[string]any
	for i, in := range c.Inputs {
		if slices.Contains(in.Scenes, scene) {
			items = append(items, item(10+i, in.Name))
		}
	}
	return items
}

func item(id int, name string) map[string]any {
	return map[string]any{
		"id": id, "name": name, "visible": true, "locked": false, "align": 5,
		"pos": map[string]float64{"x": 4, "y": 4}, "scale": map[string]float64{"x": 1, "y": 1},
	}
}

// environment is all that the OBS process sees of this machine.
func environment(home, display string) []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + home, "LANG=C.UTF-8", "DISPLAY=" + display,
		"XDG_RUNTIME_DIR=" + filepath.Join(home, "run"),
		"LIBGL_ALWAYS_SOFTWARE=1", "LP_NUM_THREADS=1", "QT_QPA_PLATFORM=xcb",
	}
}

func arguments(port int, c Config) []string {
	return []string{
		"--multi", "--minimize-to-tray", "--disable-updater", "--disable-missing-files-check",
		"--websocket_port", fmt.Sprint(port), "--websocket_password", c.Password, "--websocket_ipv4_only",
	}
}
