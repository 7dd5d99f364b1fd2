package obstest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"slices"
	"strings"
	"time"
)

// beat is the time between two sets of meters.
const beat = 50 * time.Millisecond

// screenshot is one colour for each scene; the program shows that it lives by a bar that moves, unless the picture is held.
func (s *Server) screenshot(p params) (any, status) {
	switch {
	case p.Source == nil:
		return nil, missing("sourceName")
	case p.Format == nil:
		return nil, missing("imageFormat")
	case *p.Format != "jpg" && *p.Format != "jpeg":
		return bad(statusInvalidField, "Your specified image format is invalid or not supported by this system.")
	}
	place := slices.Index(s.studio.scenes, *p.Source)
	if place < 0 && s.studio.input(*p.Source) == nil {
		return nil, noSource(*p.Source)
	}
	width, height := 320, 180
	if p.Width != nil && p.Height != nil {
		width, height = *p.Width, *p.Height
	}
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	ground, bar := color.RGBA{A: 255}, color.RGBA{A: 255}
	if !s.faults.black {
		ground = color.RGBA{uint8(60 + place*50), uint8(120 - place*20), 140, 255}
		bar = color.RGBA{220, 220, 220, 255}
	}
	draw.Draw(picture, picture.Bounds(), &image.Uniform{ground}, image.Point{}, draw.Src)
	if !s.faults.still {
		s.studio.beats++
	}
	x := s.studio.beats * 16 % width
	draw.Draw(picture, image.Rect(x, 0, x+width/8, height), &image.Uniform{bar}, image.Point{}, draw.Src)
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 60}); err != nil {
		return bad(statusFailed, err.Error())
	}
	return good(object{"imageData": "data:image/jpg;base64," + base64.StdEncoding.EncodeToString(file.Bytes())})
}

// meter sends the levels of every input that sounds, as long as somebody hears them; s.mu is held.
func (s *Server) meter() {
	if s.studio.metering {
		return
	}
	s.studio.metering = true
	s.jobs.Go(func() {
		for s.life.Err() == nil {
			s.pause(beat)
			s.mu.Lock()
			heard := false
			for x := range s.sessions {
				heard = heard || x.identified && x.events&Meters != 0
			}
			if !heard {
				s.studio.metering = false
				s.mu.Unlock()
				return
			}
			s.emit(Meters, "InputVolumeMeters", object{"inputs": s.levels()})
			s.mu.Unlock()
		}
	})
}

func (s *Server) levels() []object {
	list := []object{}
	for _, x := range s.studio.inputs {
		loud := 0.0
		switch {
		case x.Kind == KindAudio && !x.muted && !s.faults.silent, x.Kind == KindMedia && x.state == mediaPlaying:
			loud = 0.25
		case x.Kind != KindAudio:
			continue
		}
		list = append(list, object{"inputName": x.Name, "inputLevelsMul": [][3]float64{{loud / 2, loud, loud}, {loud / 2, loud, loud}}})
	}
	return list
}

// ---- The rest of what a control room asks for.

func (s *Server) getProfileParameter(p params) (any, status) {
	if p.Category == nil || p.Parameter == nil {
		return nil, missing("parameterName")
	}
	var value any
	if v, ok := s.studio.profile[*p.Category+"/"+*p.Parameter]; ok {
		value = v
	}
	return good(object{"parameterValue": value, "defaultParameterValue": nil})
}

func (s *Server) getVideo(params) (any, status) {
	return good(object{"baseWidth": 1280, "baseHeight": 720, "outputWidth": 1280, "outputHeight": 720, "fpsNumerator": 30, "fpsDenominator": 1})
}

func (s *Server) getHotkeys(params) (any, status) {
	return good(object{"hotkeys": []string{"OBSBasic.StartStreaming", "OBSBasic.Transition", "ReplayBuffer.Save"}})
}

func (s *Server) triggerHotkey(p params) (any, status) {
	if p.Hotkey == nil {
		return nil, missing("hotkeyName")
	}
	if !strings.Contains("OBSBasic.StartStreaming OBSBasic.Transition ReplayBuffer.Save", *p.Hotkey) {
		return bad(statusNotFound, fmt.Sprintf("No hotkeys were found by that name: %s", *p.Hotkey))
	}
	return good(nil)
}

// Profile sets a parameter of OBS's profile, named "Category/Name".
func (s *Server) Profile(name, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.studio.profile[name] = value
}

// Blacken makes the picture black, or normal again.
func (s *Server) Blacken(on bool) { s.fault(func(f *faults) { f.black = on }) }

// Still holds the picture, or lets it move again.
func (s *Server) Still(on bool) { s.fault(func(f *faults) { f.still = on }) }

// Hush makes every microphone silent, or lets them sound again.
func (s *Server) Hush(on bool) { s.fault(func(f *faults) { f.silent = on }) }

func (s *Server) fault(change func(*faults)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.faults)
}
