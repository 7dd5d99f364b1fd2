package desktop

import (
	"context"
	"time"

	"regie/assets"
	"regie/runsheet"
)

// Desk is the one door that everything goes through.
type Desk interface {
	// Do returns once the command is written, or a *runsheet.Refusal.
	Do(ctx context.Context, by runsheet.Actor, c runsheet.Command) error
	// Watch gives the present state first and then the newest one, as often as the reader takes it, until ctx ends.
	Watch(ctx context.Context) <-chan runsheet.State
	// State is the present, without waiting.
	State() runsheet.State
	// Now is the instant as the desk knows it.
	Now() runsheet.Moment
}

// Severity says how much a Problem matters.
type Severity string

// The severities: something is missing, something may not mean what it says, something was set right.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
	SeverityRepair  Severity = "repair"
)

// Problem is one thing about a run sheet that a person should know before it is loaded.
type Problem struct {
	// Sheet is empty in files that have no sheets. Row counts from 1; 0 is the whole file.
	Sheet    string
	Row      int
	Column   string
	Severity Severity
	// Read is what stood there; Message says what was done, in the language that was asked for.
	Read, Message string
}

// Link is one page for other machines.
type Link struct {
	// Page is the page's name in its address: "ask", "mod", "animator", "stage", "remote", "state".
	Page string
	URL  string
}

// Window is what the room remembers from one evening to the next: its size in Fyne's units and where its columns part,
// from 0 to 1. Zero fields mean "as usual".
type Window struct {
	Width, Height float32
	Left, Right   float64
}

// Config joins the room to everything else. Desk must be there; whatever else is nil is not offered on the screen.
// Open, Demo, Share and Connect are called on goroutines of the room's own and may take their time; the others are called
// on Fyne's thread, once a second at most, and must answer at once.
type Config struct {
	Desk    Desk
	Lang    assets.Lang
	Version string

	// Open reads a run sheet: the command to send, and what there is to say about the file, in a language.
	Open func(name string, data []byte, l assets.Lang) (runsheet.Load, []Problem, error)
	// Demo starts the demonstration.
	Demo func() error

	// ParseStart reads a time of day as people type it, since midnight; ParseLength a length. Without them starts and lengths
	// can be read and not edited.
	ParseStart  func(text string) (time.Duration, error)
	ParseLength func(text string) (time.Duration, error)

	// Links are the role pages at the addresses that work now. Share opens them to the room's network or closes them.
	Links  func() []Link
	Share  func(on bool) error
	Shared func() bool

	// Connect changes the address and the password of OBS; Target is the present address.
	Connect func(address, password string) error
	Target  func() string

	// Remember is told the window's size and columns when it closes; Recall gives them back.
	Remember func(Window)
	Recall   func() Window
	// Speak is told that another language was chosen.
	Speak func(assets.Lang)
	// OnStopped is the app's own hook, which the room uses first: the app has stopped and its windows are gone.
	OnStopped func()
	// OnClose is called once, when the window has been closed by its person.
	OnClose func()
}
