//go:build linux

package obs_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"regie/obs"
	"regie/obs/realobs"
	"regie/obs/realobs/lanes"
)

// BenchmarkCut measures a cut on a real OBS, from the wish to OBS's word, as the driver does it and as the plainest client
// does it on two connections and on one. The instants are those at which the driver's caller, or the client's, is told.
//
//	go test ./obs -run xxx -bench Cut -benchtime 200x
func BenchmarkCut(b *testing.B) {
	scenes := []string{"Attente", "Plateau", "Invité"}
	studio := realobs.ForTest(b, realobs.Config{Scenes: scenes})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var d *obs.Driver
	ready, ended := make(chan bool), make(chan error, 1)
	connect := func() {
		d.SetTarget(studio.Addr(), studio.Password())
		<-ready
	}
	driver := lanes.New("driver: Want to OnNews", connect, func(scene string) error { d.Want(obs.Look{Scene: scene}); return nil })
	d = obs.New(obs.Config{Log: slog.New(obs.OnAnswer(func() { driver.Tell(lanes.Answered, time.Now()) })),
		OnNews: func(n obs.News) {
			switch n.Kind {
			case obs.LinkChanged:
				if n.Link == obs.LinkReady {
					ready <- true
				}
			case obs.TransitionStarted:
				driver.Tell(lanes.Started, n.At)
			case obs.SceneTaken:
				if !n.Asked { // another lane's
					return
				}
				driver.Tell(lanes.Changed, n.At)
			}
		}})
	go func() { ended <- d.Run(ctx) }()
	defer func() { cancel(); <-ended }()
	two := lanes.Bare(b, studio, "bare client, two connections", 2)
	b.Log(lanes.Race(b, scenes, driver, two, lanes.Bare(b, studio, "bare client, one connection", 1)))
	b.ReportMetric(driver.P(lanes.Started, .5), "ms-started/p50")
	b.ReportMetric(driver.P(lanes.Changed, .5), "ms-taken/p50")
}
