package obs_test

import (
	"testing"
	"time"

	"regie/obs/obstest"
	"regie/obs/obstest/contract"
)

// simulated is the simulated OBS as the suite needs it.
type simulated struct {
	*obstest.Server
	password string // at the start
	scenes   []string
}

func (s simulated) Password() string            { return s.Server.Password() }
func (s simulated) Scenes() []string            { return s.scenes }
func (s simulated) Touch(scene string) error    { s.Server.Touch(scene); return nil }
func (s simulated) SetStudioMode(on bool) error { s.Server.SetStudioMode(on); return nil }
func (s simulated) Kill() error                 { s.Server.Kill(); return nil }
func (s simulated) Quit() error                 { s.Server.Exit(); return nil }
func (s simulated) Freeze() error               { s.Server.Freeze(); return nil }
func (s simulated) Thaw() error                 { s.Server.Thaw(); return nil }

func (s simulated) Load(collection string) error {
	scenes := s.scenes
	if collection == contract.Tomorrow {
		scenes = contract.Tomorrows
	}
	s.ChangeCollection(collection, scenes, 100*time.Millisecond)
	return nil
}

func (s simulated) SetProfile(name string) error      { s.ChangeProfile(name); return nil }
func (s simulated) SetPassword(password string) error { s.Server.SetPassword(password); return nil }

// simulate starts a simulated OBS for one test.
func simulate(t *testing.T, fade time.Duration) simulated {
	t.Helper()
	return simulateVersion(t, fade, "")
}

// simulateVersion starts one with this version of obs-websocket.
func simulateVersion(t *testing.T, fade time.Duration, version string) simulated {
	t.Helper()
	s := simulated{password: "à la régie", scenes: []string{"Attente", "Plateau", "Invité", "Questions"}}
	var err error
	s.Server, err = obstest.Start(obstest.Config{Password: s.password, Scenes: s.scenes, Fade: fade, Version: version, Inputs: []obstest.Input{
		{Name: contract.Title, Kind: obstest.KindText, Scenes: s.scenes[1:2], Filters: []string{contract.Blur}},
		{Name: contract.Clip, Kind: obstest.KindMedia, Lasts: contract.ClipLasts, Scenes: s.scenes[1:2]},
		{Name: contract.Lost, Kind: obstest.KindMedia, Scenes: s.scenes[3:]},
		{Name: contract.Microphone, Kind: obstest.KindAudio},
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestContractSimulated(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"5.0.2", "5.1.0", "5.7.3"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			contract.Run(t, simulateVersion(t, 0, version))
		})
	}
}
