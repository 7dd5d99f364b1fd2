package obs

import (
	"testing"
	"time"

	"regie/obs/obstest"
)

// TestTheShortWay wants scenes of a driver whose loop does not run: what reaches OBS went there by itself.
func TestTheShortWay(t *testing.T) {
	for _, c := range []struct {
		name  string
		scene string
		spoil func(*Driver, *session)
		want  bool
	}{
		{"nothing is in the way", "Plateau", func(*Driver, *session) {}, true},
		{"it is on air, says the mirror", "Attente", func(*Driver, *session) {}, false},
		{"the loop has something on its mind", "Plateau", func(d *Driver, _ *session) { d.inbox() }, false},
		{"another OBS is wanted", "Plateau", func(d *Driver, _ *session) { d.SetTarget("127.0.0.1:1", "") }, false},
		{"one take is on its way", "Plateau", func(d *Driver, _ *session) { d.Want(Look{Scene: "Invité"}) }, false},
		{"OBS has not answered everything", "Plateau", func(_ *Driver, s *session) {
			if _, err := s.commands.letter(takeOf("Invité")); err != nil {
				t.Error(err)
			}
		}, false},
		{"the session has ended", "Plateau", func(_ *Driver, s *session) { s.kill(ErrLost); <-s.commands.done }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, err := obstest.Start(obstest.Config{Scenes: []string{"Attente", "Plateau", "Invité"}})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(server.Close)
			s, first, err := open(t.Context(), target{server.Addr(), ""}, pace{}.orDefaults())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.close)
			d := New(Config{Address: server.Addr()})
			d.mirror.show(s, first, time.Now())
			d.short = s
			c.spoil(d, s)
			d.Want(Look{Scene: c.scene})
			sent := d.wishes[len(d.wishes)-1]
			if (sent.session != nil) != c.want {
				t.Fatalf("sent by itself: %v, want %v", sent.session != nil, c.want)
			}
			if !c.want {
				return
			}
			if _, err := answered[struct{}](t.Context(), sent.letter); err != nil {
				t.Fatal(err)
			}
			if now, err := s.look(t.Context()); err != nil || now.scene != c.scene {
				t.Errorf("OBS shows %q (%v), want %q", now.scene, err, c.scene)
			}
			if d.short != nil {
				t.Error("a second take would go out beside the first")
			}
		})
	}
}
