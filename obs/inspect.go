package obs

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/andreykaipov/goobs/api/requests/config"
	"github.com/andreykaipov/goobs/api/requests/record"
	"github.com/andreykaipov/goobs/api/requests/stream"
)

// Weight is how much a finding matters.
type Weight string

const (
	Fine    Weight = "fine"
	Notice  Weight = "notice"  // good to know
	Warning Weight = "warning" // the show can go on, but something will be worse than it need be
	Blocker Weight = "blocker" // mend it before the show
)

// Finding is one thing that Inspect looked at. Its sentence names no key and no password.
type Finding struct {
	Weight Weight
	Words
	Actions []int // those of the plan that it is about, by their places in it
}

// Plan is what the show wants of OBS.
type Plan struct {
	Lasts        time.Duration // of the show; 0 when nobody knows
	Stream       bool
	Record       bool
	Destinations []Destination // besides the one in OBS's profile
	Actions      []Action
	Count        func(done, of int) // is told before each look how many are done; nil for nobody
}

// knocks is how long a destination may take to take a connection.
const knocks = 3 * time.Second

// Inspect looks at everything that a show needs of OBS, without changing anything: versions, profile, recording folder and
// disk, stream key, destinations (it opens and closes a connection to each), sound, and what the actions name, with the
// files behind it where OBS runs on this computer. It needs a link and returns within some seconds; most serious first is
// the caller's to arrange.
func (d *Driver) Inspect(ctx context.Context, p Plan) ([]Finding, error) {
	s, err := d.present()
	if err != nil {
		return nil, fmt.Errorf("inspect OBS: %w", err)
	}
	d.mu.Lock()
	to := d.target
	d.mu.Unlock()
	i := inspection{s: s, to: to, roots: d.roots, m: d.Mirror(), p: p}
	looks := []func(context.Context) error{
		i.version, i.mode, i.encoders, i.key, i.outputs, i.folder, i.reach, i.sound, i.actions, i.files,
	}
	for n, look := range looks {
		if p.Count != nil {
			p.Count(n, len(looks))
		}
		if err := look(ctx); err != nil {
			return i.found, fmt.Errorf("inspect OBS: %w", err)
		}
	}
	return i.found, nil
}

type inspection struct {
	s     *session
	to    target
	roots *x509.CertPool
	m     Mirror
	p     Plan
	found []Finding
}

// say keeps a finding; pairs are the names and values of what {name} stands for in its sentence.
func (i *inspection) say(w Weight, code, sentence string, pairs ...string) {
	args := map[string]string{}
	for k := 0; k+1 < len(pairs); k += 2 {
		args[pairs[k]] = pairs[k+1]
	}
	i.found = append(i.found, Finding{Weight: w, Words: Words{"inspect." + code, args, fill(sentence, args)}})
}

func (i *inspection) version(context.Context) error {
	i.say(Fine, "version", "OBS {obs} with obs-websocket {protocol} on {platform}", "obs", i.m.Version, "protocol", i.m.Protocol, "platform", i.m.Platform)
	if i.m.Protocol != "" && major(i.m.Protocol) != 5 {
		i.say(Blocker, "protocol", "obs-websocket {protocol} is not version 5", "protocol", i.m.Protocol)
	}
	return nil
}

func major(version string) int {
	head, _, _ := strings.Cut(version, ".")
	n, _ := strconv.Atoi(head) // 0 for nonsense
	return n
}

func (i *inspection) mode(context.Context) error {
	if i.m.StudioMode {
		i.say(Notice, "studio-mode", "Studio mode is on: OBS swaps preview and program at each take")
	}
	return nil
}

// parameter reads one of the profile's; empty when it was never set.
func (i *inspection) parameter(ctx context.Context, category, name string) (string, error) {
	answer, err := reads[struct {
		Value *string `json:"parameterValue"`
	}](ctx, i.s, config.NewGetProfileParameterParams().WithParameterCategory(category).WithParameterName(name))
	var refusal *RequestError
	if errors.As(err, &refusal) || err == nil && answer.Value == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return *answer.Value, nil
}

var keyInterval = regexp.MustCompile(`\bkeyint=(\d+)`)

// longKey is the longest time between key frames that platforms accept.
const longKey = 4 * time.Second

// encoders looks for what makes a move of the stream slow: a recording that shares the stream's encoder keeps it running,
// so that a new destination gets its first byte at the next key frame only.
func (i *inspection) encoders(ctx context.Context) error {
	mode, err := i.parameter(ctx, "Output", "Mode")
	if err != nil {
		return err
	}
	advanced := strings.EqualFold(mode, "Advanced")
	category, name := "SimpleOutput", "RecQuality"
	if advanced {
		category, name = "AdvOut", "RecEncoder"
	}
	encoder, err := i.parameter(ctx, category, name)
	if err != nil {
		return err
	}
	shared := !advanced && (encoder == "Stream" || encoder == "") || advanced && (encoder == "none" || encoder == "")
	if shared && i.p.Record && i.p.Stream {
		i.say(Warning, "shared-encoder", "The recording shares the stream's encoder: it cannot be paused, and moving the stream takes until the next key frame")
	}
	if advanced { // its key frames are in a file that obs-websocket does not show
		i.say(Notice, "key-frames-unseen", "Output mode is Advanced: check that the key frame interval is 2 s")
		return nil
	}
	custom, err := i.parameter(ctx, "SimpleOutput", "x264Settings")
	if err != nil {
		return err
	}
	video, err := reads[config.GetVideoSettingsResponse](ctx, i.s, &config.GetVideoSettingsParams{})
	if err != nil {
		return err
	}
	fps := 30.0
	if video.FpsDenominator > 0 {
		fps = video.FpsNumerator / video.FpsDenominator
	}
	frames := 250.0 // x264's own
	if found := keyInterval.FindStringSubmatch(custom); found != nil {
		frames, _ = strconv.ParseFloat(found[1], 64)
	}
	if every := time.Duration(frames / fps * float64(time.Second)); every > longKey && i.p.Stream {
		i.say(Warning, "key-frames", "Key frames come {seconds} s apart: set 2 s, or viewers and moves of the stream wait for them",
			"seconds", strconv.FormatFloat(every.Seconds(), 'f', 1, 64))
	}
	return nil
}

func (i *inspection) key(ctx context.Context) error {
	if !i.p.Stream {
		return nil
	}
	to, err := i.s.destination(ctx)
	if err != nil {
		return err
	}
	rtmp := to.Service == customService && strings.HasPrefix(to.Server, "rtmp") || to.Service == "rtmp_common"
	if rtmp && to.Key == "" {
		i.say(Blocker, "no-key", "OBS's profile has no stream key")
	}
	if to.Service == customService && to.Server == "" {
		i.say(Blocker, "no-server", "OBS's profile has no server to stream to")
		return nil
	}
	i.p.Destinations = append([]Destination{to}, i.p.Destinations...) // its server answers, or not, with or without a key
	return nil
}

// usualRate is what a recording takes where the profile names a quality and no rate, in bit/s.
const usualRate = 6e6

// disk compares what is free with what a recording of the show takes.
func (i *inspection) disk(ctx context.Context, free int64) error {
	rate, err := i.recordRate(ctx)
	if err != nil {
		return err
	}
	known := rate > 0
	if !known {
		rate = usualRate
	}
	lasts := i.p.Lasts
	if lasts == 0 {
		lasts = time.Hour
	}
	need := int64(lasts.Seconds() * rate / 8)
	room := []string{"free", gigabytes(free), "need", gigabytes(need), "lasts", fmt.Sprintf("%d h %02d", int(lasts.Hours()), int(lasts.Minutes())%60),
		"rate", strconv.FormatFloat(rate/1e6, 'f', 1, 64)}
	switch {
	case free < need && known:
		i.say(Blocker, "disk", "The disk has {free} GB left; a recording of {lasts} at {rate} Mbit/s needs {need} GB", room...)
	case free < need:
		i.say(Blocker, "disk.guessed", "The disk has {free} GB left; a recording of {lasts} needs about {need} GB, if it takes {rate} Mbit/s: OBS's profile names no rate", room...)
	case free < need+UsualLimits().Bare: // the alarm of the disk would be on by then
		i.say(Warning, "disk-tight", "The disk has {free} GB left, for a recording of about {need} GB: less than 1 GB will be left", room...)
	case known:
		i.say(Fine, "disk-fine", "The disk has {free} GB left, for a recording of {need} GB at {rate} Mbit/s", room...)
	default:
		i.say(Fine, "disk-fine.guessed", "The disk has {free} GB left, for a recording of about {need} GB, if it takes {rate} Mbit/s: OBS's profile names no rate", room...)
	}
	return nil
}

// recordRate is what a recording takes, in bit/s: as it is now, or as the profile names it; 0 where it only names a quality, or
// keeps it in a file that obs-websocket does not show.
func (i *inspection) recordRate(ctx context.Context) (float64, error) {
	if h := i.m.Health; h != nil && h.Record.Measured && h.Record.Bitrate > 0 {
		return h.Record.Bitrate, nil
	}
	mode, err := i.parameter(ctx, "Output", "Mode")
	if err != nil {
		return 0, err
	}
	category, name, wants, rates := "SimpleOutput", "RecQuality", "Stream", []string{"VBitrate", "ABitrate"}
	if strings.EqualFold(mode, "Advanced") {
		category, name, wants, rates = "AdvOut", "RecType", "FFmpeg", []string{"FFVBitrate", "FFABitrate"}
	}
	kind, err := i.parameter(ctx, category, name)
	if err != nil || kind != wants && (kind != "" || category == "AdvOut") {
		return 0, err
	}
	sum := 0.0
	for _, rate := range rates {
		text, err := i.parameter(ctx, category, rate)
		if err != nil {
			return 0, err
		}
		kilobits, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return 0, nil
		}
		sum += 1000 * kilobits
	}
	return sum, nil
}

func (i *inspection) outputs(ctx context.Context) error {
	now, err := i.s.measure(ctx, nil)
	if err != nil {
		return err
	}
	sample := now.since(reading{})
	if i.p.Record {
		if err := i.disk(ctx, sample.Disk); err != nil {
			return err
		}
	}
	live, err := reads[stream.GetStreamStatusResponse](ctx, i.s, &stream.GetStreamStatusParams{})
	if err != nil {
		return err
	}
	if live.OutputActive {
		i.say(Notice, "streaming", "OBS streams already")
	}
	tape, err := reads[record.GetRecordStatusResponse](ctx, i.s, &record.GetRecordStatusParams{})
	if err != nil {
		return err
	}
	if tape.OutputActive {
		i.say(Notice, "recording", "OBS records already")
	}
	return nil
}

func gigabytes(n int64) string { return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) }

func (i *inspection) reach(ctx context.Context) error {
	for _, to := range i.p.Destinations {
		if to.Server == "" || strings.HasPrefix(to.Server, "auto") {
			continue // the service finds its server by itself
		}
		start := time.Now()
		err := reach(ctx, to.Server, i.roots)
		switch {
		case errors.Is(err, errUnasked):
			i.say(Notice, "not-reached", "{to} cannot be tried beforehand", "to", to.String())
		case err != nil:
			i.unreachable(to, err)
		default:
			i.say(Fine, "reached", "{to} answers after {ms} ms", "to", to.String(), "ms", strconv.FormatInt(time.Since(start).Milliseconds(), 10))
		}
	}
	return ctx.Err()
}

// unreachable says why a server could not be reached, in words where they are known.
func (i *inspection) unreachable(to Destination, err error) {
	var slow net.Error
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		i.say(Blocker, "unreachable.name", "{to} cannot be found: is its name right, is there a network?", "to", to.String())
	case errors.As(err, new(x509.UnknownAuthorityError)):
		i.say(Blocker, "unreachable.certificate.unknown", "{to} shows a certificate that nobody vouches for whom this computer knows: OBS refuses such a certificate", "to", to.String())
	case errors.As(err, new(x509.HostnameError)):
		i.say(Blocker, "unreachable.certificate.name", "{to} shows a certificate for another name: is the server's name right? OBS refuses such a certificate", "to", to.String())
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		i.say(Blocker, "unreachable.certificate.expired", "{to} shows a certificate that has expired, or this computer's date is wrong: OBS refuses such a certificate", "to", to.String())
	case errors.As(err, &certificate):
		i.say(Blocker, "unreachable.certificate", "{to} cannot prove who it is: {why}", "to", to.String(), "why", err.Error())
	case errors.Is(err, syscall.ECONNREFUSED):
		i.say(Blocker, "unreachable.refused", "{to} refuses the connection: no server listens there", "to", to.String())
	case errors.As(err, &slow) && slow.Timeout():
		i.say(Blocker, "unreachable.silent", "{to} takes no connection: nothing answers within {seconds} s. Is a firewall in between, is the server up?",
			"to", to.String(), "seconds", strconv.FormatFloat(knocks.Seconds(), 'f', 0, 64))
	default:
		i.say(Blocker, "unreachable", "{to} cannot be reached: {why}", "to", to.String(), "why", err.Error())
	}
}

var (
	errUnasked   = errors.New("this protocol has no connection to try")
	defaultPorts = map[string]string{"rtmp": "1935", "rtmps": "443", "https": "443", "http": "80"}
)

// reach opens a connection to a streaming server, with its certificate checked where the protocol has one, and closes it; an
// SRT server is greeted.
// It sends no stream key.
func reach(ctx context.Context, server string, roots *x509.CertPool) error {
	address, u, err := doorOf(server)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, knocks)
	defer cancel()
	if calls(u) {
		return greet(ctx, address)
	}
	var c net.Conn
	if secure(u) {
		c, err = (&tls.Dialer{Config: tlsFor(u, roots)}).DialContext(ctx, "tcp", address)
	} else {
		c, err = (&net.Dialer{}).DialContext(ctx, "tcp", address)
	}
	if err != nil {
		return err
	}
	return c.Close()
}

func secure(u *url.URL) bool { return u.Scheme == "rtmps" || u.Scheme == "https" }

// tlsFor trusts whom OBS trusts, which takes this computer's authorities too.
func tlsFor(u *url.URL, roots *x509.CertPool) *tls.Config {
	return &tls.Config{ServerName: u.Hostname(), RootCAs: roots}
}

// doorOf is where a streaming server takes connections.
func doorOf(server string) (address string, u *url.URL, err error) {
	if u, err = url.Parse(server); err != nil || u.Hostname() == "" {
		return "", nil, fmt.Errorf("%w: %q is not a server", ErrDestination, server)
	}
	port, known := defaultPorts[u.Scheme]
	if !known && !calls(u) { // as rist, or an SRT that waits to be called
		return "", nil, errUnasked
	}
	if u.Port() != "" {
		port = u.Port()
	}
	return net.JoinHostPort(u.Hostname(), port), u, nil
}

// actions says what OBS lacks for each of them; what several lack is said once.
func (i *inspection) actions(context.Context) error {
	said := map[string]int{} // where in found, by sentence
	for n, a := range i.p.Actions {
		words := []Words{}
		if err := a.Check(); err != nil {
			words = append(words, Words{"inspect.action", map[string]string{"why": err.Error()}, err.Error()})
		} else {
			for _, lack := range a.Missing(i.m) {
				words = append(words, lack.Words())
			}
		}
		for _, w := range words {
			at, known := said[w.Text]
			if !known {
				at = len(i.found)
				said[w.Text] = at
				i.found = append(i.found, Finding{Weight: Blocker, Words: w})
			}
			i.found[at].Actions = append(i.found[at].Actions, n)
		}
	}
	return nil
}
