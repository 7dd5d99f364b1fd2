package app

import (
	"context"
	"errors"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/obstest"
	"regie/runsheet"
)

// A scene that is wished for while the driver goes from one OBS to the other is taken by the one that it is meant for, however close
// to the switch it comes.
func TestWishBesideASwitch(t *testing.T) {
	real, err := obstest.Start(obstest.Config{Scenes: []string{"Attente", "Plateau"}})
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	var i standIn
	heard := make(chan obs.News, 100)
	drive := func(l runsheet.Look) { i.driver.Want(obs.Look{Scene: l.Scene}) }
	i.address = real.URL()
	i.driver = obs.New(obs.Config{Address: i.address, OnNews: func(n obs.News) {
		if n.Kind == obs.LinkChanged && n.Link == obs.LinkReady {
			i.ready(drive)
		}
		if n.Kind == obs.SceneTaken && n.Asked || n.Kind == obs.Refused {
			heard <- n
		}
	}})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- i.driver.Run(ctx) }()
	defer func() {
		stop()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		i.close()
	}()
	show := runsheet.Show{Slots: []runsheet.Slot{{ID: "a", Title: "A", Scene: "Attente", Length: time.Minute}, {ID: "p", Title: "P", Scene: "Plateau", Length: time.Minute}}}
	before := runsheet.Apply(runsheet.New(), runsheet.Entry{Seq: 1, Fact: runsheet.Loaded{Show: show}})
	rehearsal := runsheet.Apply(before, runsheet.Entry{Seq: 2, Fact: runsheet.RunBegan{Kind: runsheet.RehearsalRun, Speed: 1}})
	for n := range 12 {
		to := []runsheet.State{rehearsal, before}[n%2]
		for deadline := time.Now().Add(20 * time.Second); i.driver.Mirror().Link != obs.LinkReady; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatal("no link")
			}
		}
		if err := i.follow(to); err != nil {
			t.Fatal(err)
		}
		scene := "Plateau"
		if n%4 == 3 { // never what this OBS shows already: the simulated one is new each time
			scene = "Attente"
		}
		i.want(runsheet.Look{Scene: scene, Simulated: n%2 == 0}, drive)
		select {
		case got := <-heard:
			if got.Kind != obs.SceneTaken || got.Scene != scene {
				t.Fatalf("switch %d: %s %q: %v", n, got.Kind, got.Scene, got.Why)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("switch %d: nothing became of the wish", n)
		}
	}
}
