// Package obs keeps one OBS Studio looking as last told, and says what OBS really did.
//
// A Driver holds two obs-websocket sessions with the same OBS: commands on one, which hears no events, and events on
// the other. OBS never sets TCP_NODELAY, so on a shared session its answer to a cut waits some 35 ms until the event
// sent before it is acknowledged; on two sessions nothing waits. Watch opens a third for pictures and meters, while
// somebody looks.
//
// Want puts a scene on air. Do does everything else that OBS can, and waits until OBS shows that it is done; Move takes
// the stream elsewhere; Inspect looks before the show; News and Mirror tell how OBS fares, and Alarms judges it.
//
// Four rules explain most of the code:
//
//   - A hand on OBS wins. A scene that somebody takes in OBS itself is told as news and never taken back.
//   - OBS is read after every gap, never cut. When it returns with another scene than the wanted one, the driver says
//     Drifted and waits for the next Want.
//   - An event means "look again", because events may overtake each other. Only the event that a take of ours was
//     waiting for is believed at once, and even that is checked by a read.
//   - A session has one way to die: its reader ends. Everybody who waits on it is told at once, and answers that come
//     later than their caller could wait find nobody and are dropped.
//
// The package speaks OBS's words only: it knows no show, slot or cue, starts no OBS, and decides nothing. goobs gives
// the types of requests, answers and events; the transport is our own, since goobs' client blocks for ever after one
// late answer. Only app may use this package, and nothing outside it imports goobs.
package obs

import (
	"crypto/x509"
	"log/slog"
	"time"
)

// Link says how the driver stands with its OBS.
type Link string

const (
	LinkOff        Link = "off"        // no address is set
	LinkConnecting Link = "connecting" // the first try since Run or SetTarget
	LinkReady      Link = "ready"      // connected, and read since
	LinkLost       Link = "lost"       // not connected; the driver tries again by itself
	LinkRefused    Link = "refused"    // OBS wants another password or protocol; SetTarget tries again
	LinkKicked     Link = "kicked"     // somebody disconnected us in OBS; only SetTarget tries again
)

// Look is how OBS ought to look. An empty Scene means "leave it as it is".
type Look struct {
	Scene  string
	Reason string // for the log: why this is wanted

	ends chan<- error // what came of it, once; one deep; may be nil
}

// end tells what came of a look to whoever waits for it.
func (l Look) end(err error) {
	select {
	case l.ends <- err:
	default:
	}
}

// Config says where OBS is and who wants to know about it.
type Config struct {
	Address  string // "host:port", "host" (port 4455) or "ws://host:port"; empty for no OBS
	Password string

	// OnNews hears everything in order, one call at a time, from the driver's goroutine: while it runs, the driver
	// does nothing else. It may call Want, Mirror and SetTarget. May be nil.
	OnNews func(News)

	Log *slog.Logger // may be nil

	// Of tests only; zero values take the defaults.
	pace  pace
	roots *x509.CertPool // whose certificates destinations may show; nil for those that this computer trusts
}

// Kind names a piece of news.
type Kind string

const (
	LinkChanged       Kind = "link changed"       // Link, Why; Scene on air when Link is ready
	SceneTaken        Kind = "scene taken"        // Scene is on air; Asked or by a hand
	TransitionStarted Kind = "transition started" // fast, and no proof; Scene only when Asked
	ScenesListed      Kind = "scenes listed"      // Scenes, at each connection and whenever they change
	Refused           Kind = "refused"            // a Want came to nothing: Scene, Reason, Why
	Drifted           Kind = "drifted"            // after a gap Scene is on air, and Wanted was wanted

	StreamChanged Kind = "stream changed" // Output; at each connection and whenever it changes
	RecordChanged Kind = "record changed" // Output, Path where OBS names the file; at each connection and whenever it changes
	MediaStarted  Kind = "media started"  // Source
	MediaEnded    Kind = "media ended"    // Source; Why is ErrNoMedia when it had hardly begun
	Sampled       Kind = "sampled"        // Health; once a second while the link is ready
	Stocked       Kind = "stocked"        // Mirror.Holds was read anew
	Moving        Kind = "moving"         // Step: one step of Driver.Move, or of what it keeps an eye on afterwards
)

// News is one thing that OBS did, or that happened to the link.
type News struct {
	At   time.Time // when it was seen on the wire, not when it was told
	Kind Kind

	Link    Link
	Scene   string
	Wanted  string
	Asked   bool     // we asked for it; false: a hand on OBS
	Already bool     // SceneTaken: it was on air before we asked, nothing was sent
	Reason  string   // the Look's reason, where there is a Look
	Scenes  []string // top to bottom, as OBS shows them
	Why     error    // LinkChanged: why it is not ready; Refused: the cause

	Output OutputState
	Path   string // of a recording
	Source string
	Health *Sample // never changed
	Step   *MoveStep
}

// Mirror is OBS as the driver last saw it. When Link is not ready, the rest is a memory and Heard says how old.
type Mirror struct {
	Link    Link
	Since   time.Time // when Link became what it is
	Heard   time.Time // when OBS last said anything
	Why     error     // why Link is not ready
	Address string

	Scene      string    // on air
	Taken      time.Time // when it was seen to come on air; zero when it was there at the connection
	Wanted     string    // the last Want, whatever came of it
	Scenes     []string  // top to bottom, as OBS shows them
	StudioMode bool
	StudioAt   time.Time // when StudioMode was seen to change; zero when it never was, as below
	Preview    string    // the scene in preview; only in studio mode
	Collection string    // of scenes
	LoadedAt   time.Time // when Collection was seen to change
	Profile    string
	ProfileAt  time.Time // when Profile was seen to change
	FPS        float64   // frames a second that OBS renders now
	Version    string    // of OBS
	Protocol   string    // version of obs-websocket
	Platform   string    // that OBS runs on

	Stream OutputState
	Record OutputState
	Health *Sample    // the last one; nil before the first; never changed
	Holds  *Inventory // nil before it is read; never changed
}

// Drifted reports whether something else is on air than what was last wanted.
func (m Mirror) Drifted() bool { return m.Wanted != "" && m.Scene != m.Wanted }

// pace holds every wait of the driver.
type pace struct {
	dial     time.Duration // both sessions, from TCP to identified
	request  time.Duration // one request
	ready    time.Duration // how long OBS may answer "not ready" to a read
	hold     time.Duration // how long OBS may answer "not ready" to a take: later it would surprise
	again    time.Duration // between two tries when it is not ready
	ping     time.Duration // between pings, and for the answer to one
	stats    time.Duration // between reads of its health
	quiet    time.Duration // how long a storm of changes must rest before it is worth reading
	storm    time.Duration // how long a storm may put off reading
	change   time.Duration // how long a change of scene collection may take
	confirm  time.Duration // how long an answered take may wait for its event
	fade     time.Duration // how long a transition may last; OBS allows 20 s
	backoff  time.Duration // before the first try after a loss; doubles
	ceiling  time.Duration // of the back-off
	steady   time.Duration // a link that lived this long starts with the shortest back-off again
	password time.Duration // between tries when the password was refused
	deed     time.Duration // one action, transitions excepted
	output   time.Duration // from the request to the event of an output
	heed     time.Duration // from StartStream's answer to the first word of it, before it is asked again
	connect  time.Duration // of a stream to its destination, before Move gives up
	tires    time.Duration // from a start: when OBS is about to give a silent destination up
	tired    time.Duration // from a start: when OBS has surely given a silent destination up
	late     time.Duration // how long OBS may still stop a stream because an older one could not connect
	knock    time.Duration // that a destination may take to take a connection, and to prove who it is
	listen   time.Duration // for a sound, before the show: people breathe and rooms hum
	rest     time.Duration // that a paused recording needs
	glitch   time.Duration // a media that ends this soon has no file
}

func (p pace) orDefaults() pace {
	set := func(d *time.Duration, usual time.Duration) {
		if *d == 0 {
			*d = usual
		}
	}
	set(&p.dial, 3*time.Second)
	set(&p.request, 3*time.Second)
	set(&p.ready, 10*time.Second)
	set(&p.hold, 2*time.Second)
	set(&p.again, 100*time.Millisecond)
	set(&p.ping, time.Second)
	set(&p.stats, time.Second)
	set(&p.quiet, 250*time.Millisecond)
	set(&p.storm, 2*time.Second)
	set(&p.change, 30*time.Second)
	set(&p.confirm, time.Second)
	set(&p.fade, 25*time.Second)
	set(&p.backoff, 50*time.Millisecond)
	set(&p.ceiling, 5*time.Second)
	set(&p.steady, 5*time.Second)
	set(&p.password, 30*time.Second)
	set(&p.deed, 10*time.Second)
	set(&p.output, 3*time.Second)
	set(&p.heed, time.Second)
	set(&p.connect, 10*time.Second)
	set(&p.tires, 28*time.Second) // OBS waits for 30 s
	set(&p.tired, 35*time.Second)
	set(&p.late, 150*time.Second) // Linux tries for 134 s to connect where nothing answers
	set(&p.knock, 3*time.Second)
	set(&p.listen, 1500*time.Millisecond)
	set(&p.rest, 500*time.Millisecond)
	set(&p.glitch, 500*time.Millisecond)
	return p
}
