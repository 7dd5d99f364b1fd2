package obs

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // what OBS sends
	"strings"
	"time"

	"github.com/andreykaipov/goobs/api/events"
	"github.com/andreykaipov/goobs/api/events/subscriptions"
	"github.com/andreykaipov/goobs/api/opcodes"
	"github.com/andreykaipov/goobs/api/requests/sources"
)

// View is what a screen wants to see while it is seen.
type View struct {
	Scenes  []string      // pictures of these, besides the program's and the preview's
	Every   time.Duration // between two pictures of the same scene: 200 ms to 1 s
	Width   int           // of the pictures, in pixels; 16:9
	Program bool          // the program's picture, and the preview's in studio mode
	Meters  bool          // audio levels, 10 times a second
}

// Picture is one small picture of a scene.
type Picture struct {
	At      time.Time
	Scene   string
	Program bool // it is on air
	JPEG    []byte
	Image   image.Image
}

// Levels are the peaks of everything that sounds.
type Levels struct {
	At     time.Time
	Inputs []Level
}

// Level is one input's.
type Level struct {
	Input string
	Peak  float64 // 0 to 1, after the fader: the loudest channel since the last Levels
}

// Peak is that of the loudest input.
func (l Levels) Peak() float64 {
	peak := 0.0
	for _, in := range l.Inputs {
		peak = max(peak, in.Peak)
	}
	return peak
}

const (
	fastest  = 200 * time.Millisecond
	slowest  = time.Second
	meterGap = 100 * time.Millisecond
	usual    = 320 // pixels
)

// Watch shows what a view asks for until ctx ends, and returns its cause. Pictures and levels come one call at a time from
// one goroutine each; either function may be nil. It uses a connection of its own, so that nothing else waits for a
// picture, and one picture is taken at a time, however many watch: two slow requests would stall all of OBS. While OBS is away it waits.
func (d *Driver) Watch(ctx context.Context, v View, picture func(Picture), levels func(Levels)) error {
	v.Every = min(max(v.Every, fastest), slowest)
	if v.Width <= 0 {
		v.Width = usual
	}
	if picture == nil {
		v.Scenes, v.Program = nil, false
	}
	for ctx.Err() == nil {
		if _, err := d.present(); err == nil {
			err = d.watchOnce(ctx, v, picture, levels)
			d.log.Debug("obs view ended", "why", err)
		}
		pause(ctx, d.pace.backoff) // OBS may be away for long
	}
	return context.Cause(ctx)
}

func (d *Driver) watchOnce(ctx context.Context, v View, picture func(Picture), levels func(Levels)) error {
	d.mu.Lock()
	to := d.target
	d.mu.Unlock()
	heard := make(chan Levels, 1)
	events := subscriptions.None
	if v.Meters && levels != nil {
		events = subscriptions.InputVolumeMeters
	}
	c, err := bounded(ctx, d.pace.dial, func(ctx context.Context) (*conn, error) {
		return dial(ctx, to, events, (&meter{out: heard}).hear)
	})
	if err != nil {
		return err
	}
	defer c.close()
	c.workers.Go(func() { c.keepAlive(d.pace.ping) })
	ctx, cancel := context.WithCancel(ctx)
	pictures := make(chan struct{})
	go func() {
		defer close(pictures)
		d.takePictures(ctx, c, v, picture)
	}()
	defer func() { cancel(); <-pictures }()
	for {
		select {
		case l := <-heard:
			levels(l)
		case <-c.done:
			return c.why()
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-d.moves():
			return nil // it shows another OBS
		}
	}
}

// moves ends when the driver has left the present OBS.
func (d *Driver) moves() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.live == nil {
		return closedChannel
	}
	return d.live.commands.done
}

var closedChannel = func() chan struct{} { c := make(chan struct{}); close(c); return c }()

// meter keeps the peaks between two tellings; it runs on the reader.
type meter struct {
	out   chan Levels
	told  time.Time
	peaks map[string]float64
}

func (m *meter) hear(e opcodes.Event, at time.Time) {
	var heard events.InputVolumeMeters
	if e.Type != "InputVolumeMeters" || json.Unmarshal(e.Data, &heard) != nil {
		return
	}
	if m.peaks == nil {
		m.peaks = map[string]float64{}
	}
	for _, in := range heard.Inputs {
		peak := m.peaks[in.Name]
		for _, channel := range in.Levels {
			peak = max(peak, channel[1])
		}
		m.peaks[in.Name] = peak
	}
	if at.Sub(m.told) < meterGap {
		return
	}
	l := Levels{At: at}
	for _, name := range sortedKeys(m.peaks) {
		l.Inputs = append(l.Inputs, Level{name, m.peaks[name]})
	}
	select {
	case m.out <- l:
		m.told, m.peaks = at, nil
	default: // a slow screen: the peaks wait for it
	}
}

// takePictures goes round and round until ctx or the connection ends.
func (d *Driver) takePictures(ctx context.Context, c *conn, v View, picture func(Picture)) {
	for ctx.Err() == nil {
		began := time.Now()
		m := d.Mirror()
		wanted := v.Scenes
		if v.Program {
			wanted = append([]string{m.Scene}, wanted...)
			if m.StudioMode && m.Preview != m.Scene {
				wanted = append(wanted, m.Preview)
			}
		}
		seen := map[string]bool{"": true}
		for _, scene := range wanted {
			if seen[scene] {
				continue
			}
			seen[scene] = true
			p, err := d.takePicture(ctx, c, scene, v.Width)
			var refusal *RequestError
			switch {
			case err == nil:
				p.Program = scene == m.Scene
				picture(p)
			case errors.As(err, &refusal): // the scene is gone, or OBS is busy: the next round shows
			default:
				return
			}
		}
		if pause(ctx, v.Every-time.Since(began)) != nil {
			return
		}
	}
}

func (d *Driver) takePicture(ctx context.Context, c *conn, scene string, width int) (Picture, error) {
	select {
	case d.shutter <- struct{}{}:
		defer func() { <-d.shutter }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	answer, err := bounded(ctx, d.pace.request, func(ctx context.Context) (*sources.GetSourceScreenshotResponse, error) {
		return call[sources.GetSourceScreenshotResponse](ctx, c, sources.NewGetSourceScreenshotParams().WithSourceName(scene).
			WithImageFormat("jpg").WithImageWidth(float64(width)).WithImageHeight(float64(width*9/16)).WithImageCompressionQuality(50))
	})
	if err != nil {
		return Picture{}, err
	}
	_, data, _ := strings.Cut(answer.ImageData, ",")
	file, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		return Picture{}, &RequestError{"GetSourceScreenshot", codeSuccess, fmt.Sprintf("not a picture: %v", err)}
	}
	shot, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, &RequestError{"GetSourceScreenshot", codeSuccess, fmt.Sprintf("not a picture: %v", err)}
	}
	return Picture{At: time.Now(), Scene: scene, JPEG: file, Image: shot}, nil
}

// grid is how finely two pictures are compared: enough to see a clock tick, and cheap.
const grid = 64

// probe gives the grey of a point of the grid, 0 to 1.
func (p *Picture) probe(i, j int) float64 {
	b := p.Image.Bounds()
	r, g, bl, _ := p.Image.At(b.Min.X+(2*i+1)*b.Dx()/(2*grid), b.Min.Y+(2*j+1)*b.Dy()/(2*grid)).RGBA()
	return (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(bl)) / 0xffff
}

// Brightness is the picture's mean, 0 to 1.
func (p *Picture) Brightness() float64 {
	sum := 0.0
	for i := range grid {
		for j := range grid {
			sum += p.probe(i, j)
		}
	}
	return sum / (grid * grid)
}

// differs is the mean difference, 0 to 1, of two pictures.
func (p *Picture) differs(q *Picture) float64 {
	sum := 0.0
	for i := range grid {
		for j := range grid {
			d := p.probe(i, j) - q.probe(i, j)
			sum += max(d, -d)
		}
	}
	return sum / (grid * grid)
}
