//go:build linux

package realobs

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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
Name=Regie

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
`))

// writeHome fills an empty home directory.
func writeHome(home string, port int, c Config) error {
	values := struct {
		Config
		Port int
		Home string
	}{c, port, home}
	collection, err := json.Marshal(sceneCollection(c))
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
	var global, profile strings.Builder
	if err := globalINI.Execute(&global, values); err != nil {
		return err
	}
	if err := profileINI.Execute(&profile, values); err != nil {
		return err
	}
	root := filepath.Join(home, ".config", "obs-studio")
	for name, text := range map[string]string{
		"global.ini": global.String(),
		"user.ini":   global.String(),
		"plugin_config/obs-websocket/config.json": string(server), // read from obs-websocket 5.5 on
		"basic/profiles/Regie/basic.ini":          profile.String(),
		"basic/scenes/Regie.json":                 string(collection),
	} {
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

// sceneCollection gives each scene a colour and its name in large letters. OBS fills in what is left out.
func sceneCollection(c Config) map[string]any {
	type object = map[string]any
	var sources, order []object
	for i, scene := range c.Scenes {
		ground, title := "Fond "+scene, "Titre "+scene
		colour := 0xff000000 | uint32(0x404040+i*0x351f0b)&0xffffff // opaque, blue first
		sources = append(sources,
			object{"id": "color_source", "versioned_id": "color_source_v3", "name": ground,
				"settings": object{"color": colour, "width": c.Width, "height": c.Height}},
			object{"id": "text_ft2_source", "versioned_id": "text_ft2_source_v2", "name": title,
				"settings": object{"text": scene, "font": object{"face": "DejaVu Sans", "size": c.Height / 6, "style": "Book", "flags": 0}}},
			object{"id": "scene", "versioned_id": "scene", "name": scene,
				"settings": object{"custom_size": false, "id_counter": 2, "items": []object{item(1, ground), item(2, title)}}})
		order = append(order, object{"name": scene})
	}
	transition := "Cut"
	if c.Fade > 0 {
		transition = "Fondu"
	}
	return object{
		"name":          "Regie",
		"current_scene": c.Scenes[0], "current_program_scene": c.Scenes[0],
		"current_transition": transition, "transition_duration": c.Fade.Milliseconds(),
		"transitions": []object{{"name": "Fondu", "id": "fade_transition", "settings": object{}}},
		"scene_order": order, "sources": sources,
		"groups": []object{}, "quick_transitions": []object{}, "saved_projectors": []object{},
	}
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
