//go:build linux

package app

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"regie/obs/realobs"
	"regie/runsheet"
)

const realSheet = "N°;Heure;Durée;Titre;Scène;Tops;À la fin\n" +
	"1;17h30;5';Accueil;Plateau;\"text Bandeau, Bonsoir\nhide Logo, Plateau\nmute Micro\nrecord.start\nmedia.restart Clip\nafter Clip: unmute Micro\";enchaîner après le média\n" +
	"2;17h35;10';Débat;Débat;\"show Logo, Plateau\nrecord.pause\nwait 200ms\nrecord.resume\nrecord.chapter, Débat\nvolume Micro, -6\nrecord.stop\";\n"

// aSecond is how many bytes a stream of the real OBS has after about one: nobody moves one sooner, and an OBS that is stopped
// before its first packet is a matter of its own.
const aSecond = 20_000

// TestCuesAndMovesOnRealOBS runs the desk with a real OBS: two slots' cues, the take at the end of a media, and the stream
// moved between two platforms and back while OBS records.
func TestCuesAndMovesOnRealOBS(t *testing.T) {
	first, second := realobs.PlatformForTest(t), realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Scenes: []string{"Attente", "Plateau", "Débat"}, Inputs: []realobs.Input{
		{Name: "Bandeau", Kind: "text_ft2_source", Scenes: []string{"Plateau"}},
		{Name: "Logo", Kind: "text_ft2_source", Scenes: []string{"Plateau"}},
		{Name: "Clip", Kind: "ffmpeg_source", Lasts: 2 * time.Second, Scenes: []string{"Plateau"}},
		{Name: "Micro", Kind: "ffmpeg_source", Lasts: 10 * time.Second, Loops: true, Scenes: []string{"Attente", "Plateau", "Débat"}},
	}})
	keyring.MockInit()
	dir := home(t)
	g := &gallery{t: t, url: "ws://" + studio.Addr(), show: filepath.Join(dir, "soir.regie"),
		password: put(t, filepath.Join(dir, "password"), []byte(studio.Password()))}
	g.open(put(t, filepath.Join(dir, "sheet.csv"), []byte(realSheet)))
	g.do(runsheet.BeginRun{Kind: runsheet.LiveRun})
	g.until("the names of what OBS holds", func(s runsheet.State) bool {
		return holds(s, runsheet.TargetText, "Bandeau") && holds(s, runsheet.TargetMedia, "Clip") && holds(s, runsheet.TargetSound, "Micro") &&
			holds(s, runsheet.TargetTransition, "Fondu") && holds(s, runsheet.TargetHotkey, "OBSBasic.StartStreaming") &&
			holds(s, runsheet.TargetRequest, "GetStats") && !holds(s, runsheet.TargetSound, "Bandeau")
	})

	g.do(runsheet.Go{To: "accueil"})
	g.until("the scene", func(s runsheet.State) bool { return s.OBS.Scene == "Plateau" })
	g.outcomes(5)
	var text struct {
		Settings struct{ Text string } `json:"inputSettings"`
	}
	studio.Ask(t, "GetInputSettings", map[string]string{"inputName": "Bandeau"}, &text)
	var item struct{ SceneItemID int }
	studio.Ask(t, "GetSceneItemId", map[string]string{"sceneName": "Plateau", "sourceName": "Logo"}, &item)
	logo := func() bool {
		var shown struct{ SceneItemEnabled bool }
		studio.Ask(t, "GetSceneItemEnabled", map[string]any{"sceneName": "Plateau", "sceneItemId": item.SceneItemID}, &shown)
		return shown.SceneItemEnabled
	}
	var record struct {
		OutputActive bool
		OutputPaused bool
	}
	studio.Ask(t, "GetRecordStatus", nil, &record)
	if text.Settings.Text != "Bonsoir" || logo() || !record.OutputActive {
		t.Errorf("after the first cues OBS shows %q, the logo %v, records %v", text.Settings.Text, logo(), record.OutputActive)
	}

	g.until("the next slot is taken when the media has ended", func(s runsheet.State) bool { return s.OnAirSlot() == "debat" && s.OBS.Scene == "Débat" })
	said := g.outcomes(12)
	slices.Sort(said)
	want := []string{"hide Logo done", "media.restart Clip done", "mute Micro done", "record.chapter  failed", "record.pause  done",
		"record.resume  done", "record.start  done", "record.stop  done", "show Logo done", "text Bandeau done", "unmute Micro done", "volume Micro done"}
	if !slices.Equal(said, want) {
		t.Errorf("the cues did\n%q, want\n%q", said, want)
	}
	if troubles := g.desk.State().CueTroubles; len(troubles) != 1 || troubles[0].Why == "" {
		t.Errorf("a chapter that this OBS cannot set is told as %+v", troubles)
	}
	var sound struct {
		InputMuted    bool
		InputVolumeDb float64
	}
	studio.Ask(t, "GetInputMute", map[string]string{"inputName": "Micro"}, &sound)
	studio.Ask(t, "GetInputVolume", map[string]string{"inputName": "Micro"}, &sound)
	studio.Ask(t, "GetRecordStatus", nil, &record)
	if sound.InputMuted || sound.InputVolumeDb > -5.9 || sound.InputVolumeDb < -6.1 || !logo() || record.OutputActive {
		t.Errorf("after the second cues: %+v, logo %v, record %+v", sound, logo(), record)
	}

	titled := func(want string) {
		t.Helper()
		g.until(fmt.Sprintf("OBS shows %q", want), func(runsheet.State) bool {
			studio.Ask(t, "GetInputSettings", map[string]string{"inputName": "Bandeau"}, &text)
			return text.Settings.Text == want
		})
	}
	g.airs("Bandeau")
	titled(recipe)
	g.do(runsheet.Answer{ID: "q1"})
	titled("")
	g.do(runsheet.ShowQuestions{TextSource: new("Nulle")})
	if s := g.until("OBS has no such source", func(s runsheet.State) bool { return s.Display.Refused.Why != "" }); strings.Contains(s.Display.Refused.Why, "recette") || s.Display.Refused.Cause != runsheet.CauseMissing {
		t.Errorf("told with the question's words, or without a cause: %+v", s.Display.Refused)
	}

	g.twoPlaces(first.Server, second.Server)
	lost := studio.LostFrames(t)
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueRecordStart}})
	g.until("it records", func(s runsheet.State) bool { return s.OBS.Record == "started" })
	recorded := time.Now()
	move := func(from, to runsheet.DestinationID, arrives, left *realobs.Platform) {
		t.Helper()
		g.do(runsheet.MoveStream{From: from, To: to, Approved: "la directrice"})
		s := g.until("the stream is at "+string(to), func(s runsheet.State) bool { return !s.Stream.Moving() })
		if s.Stream.Current != to || s.Stream.Move.Failed != "" {
			t.Fatalf("moved to %q: %s", s.Stream.Current, s.Stream.Move.Failed)
		}
		g.until("the platform receives it", func(runsheet.State) bool {
			n, on := arrives.Receives("secret-of-" + string(to))
			return on && n > aSecond
		})
		if _, on := left.Receives("secret-of-" + string(from)); on {
			t.Errorf("%s still receives", from)
		}
	}
	t.Cleanup(func() {
		var steps []string
		for _, e := range g.log() {
			if f, is := e.Fact.(runsheet.MovePassed); is {
				steps = append(steps, e.At.Wall.Format("05.000")+" "+string(f.To)+" "+string(f.Phase))
			}
		}
		t.Log("the log has", strings.Join(steps, ", "))
	})
	move("", "one", first, second)
	move("one", "two", second, first)
	move("two", "one", first, second)
	lasted := time.Since(recorded)
	var stopped struct{ OutputPath string }
	studio.Ask(t, "StopRecord", nil, &stopped)
	g.until("the file is whole", func(s runsheet.State) bool { return s.OBS.Record == "stopped" })
	realobs.Continuous(t, lasted, studio.LostFrames(t)-lost, stopped.OutputPath)

	if n := len(factsOf[runsheet.MoveBegan](g)); n != 3 {
		t.Errorf("the log has %d moves", n)
	}
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueStreamStop}})
	g.until("nothing is streamed", func(s runsheet.State) bool { return s.OBS.Stream == "stopped" })
}

// A move is rehearsed with the real OBS against servers of this computer: the stream really goes there and on, the profile is left
// as it was found, and nothing of it is the show's afterwards.
func TestMoveIsRehearsedWithRealOBS(t *testing.T) {
	first, second := realobs.PlatformForTest(t), realobs.PlatformForTest(t)
	studio := realobs.ForTest(t, realobs.Config{Server: "rtmp://platform.example/live", Key: "la vraie"})
	keyring.MockInit()
	dir := home(t)
	g := &gallery{t: t, url: "ws://" + studio.Addr(), show: filepath.Join(dir, "soir.regie"),
		password: put(t, filepath.Join(dir, "password"), []byte(studio.Password()))}
	g.open(put(t, filepath.Join(dir, "sheet.csv"), []byte(realSheet)))
	g.until("OBS is there", func(s runsheet.State) bool { return s.OBS.Link == runsheet.LinkReady })
	g.twoPlaces(first.Server, second.Server)
	g.do(runsheet.BeginRun{Kind: runsheet.RehearsalRun, OBS: true, Seen: g.desk.State().Run.N})
	for to, place := range map[runsheet.DestinationID]*realobs.Platform{"one": first, "two": second} {
		g.do(runsheet.MoveStream{From: g.desk.State().Stream.Current, To: to, Approved: "la directrice", Restore: true})
		if s := g.until("the stream is at "+string(to), func(s runsheet.State) bool { return !s.Stream.Moving() }); s.Stream.Current != to {
			t.Fatalf("moved to %q: %s", s.Stream.Current, s.Stream.Move.Failed)
		}
		g.until("the server receives it", func(runsheet.State) bool {
			n, on := place.Receives("secret-of-" + string(to))
			return on && n > aSecond
		})
	}
	g.do(runsheet.FireCue{Cue: runsheet.Cue{Do: runsheet.CueStreamStop}})
	g.until("the profile is as it was found", func(s runsheet.State) bool {
		var found struct {
			Settings struct{ Server, Key string } `json:"streamServiceSettings"`
		}
		studio.Ask(t, "GetStreamServiceSettings", nil, &found)
		return s.OBS.Stream == "stopped" && found.Settings.Server == "rtmp://platform.example/live" && found.Settings.Key == "la vraie"
	})
	g.do(runsheet.EndRun{Run: g.desk.State().Run.N})
	if s := g.desk.State(); s.Stream.Current != "" || s.Mode != runsheet.Preparation {
		t.Errorf("after the rehearsal the show is in %s and streams to %q", s.Mode, s.Stream.Current)
	}
}
