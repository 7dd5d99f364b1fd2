package desktop

import (
	"context"
	"image"
	"io"
	"time"

	"fyne.io/fyne/v2"

	"regie/assets"
	"regie/assets/tokens"
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

// Reading is what a run sheet's file holds.
type Reading struct {
	Show     runsheet.Show
	Source   string
	Problems []Problem
	// Mapping says what each column was taken for, Sample what stands in its first rows (Sample[i][j] in column j). Both are
	// empty where the places of things are fixed.
	Mapping Mapping
	Sample  [][]string
	// Sheets, Days and Rooms are what there is to choose from; Sheet is the one that was read, Taken the day and the room that
	// were, Every for all of them.
	Sheet               string
	Sheets, Days, Rooms []string
	Taken               [2]string
	// Shows are all of an event's, Chosen the one of them that Show is; without an event, or where Show is several of them, it is "".
	Shows  []runsheet.RoomShow
	Chosen runsheet.ShowID
	// Untitled: the show's title is the name that the room gave to what was pasted. The room sets it.
	Untitled bool
	// AsksColon: nothing in the file tells whether 0:05 is five minutes or five seconds.
	AsksColon bool
}

// Wish is what a person chose about a file; what is empty is guessed, or as it was chosen for such a file before.
type Wish struct {
	Mapping          *Mapping
	Sheet, Day, Room string
	// Colon is "h:mm" or "m:ss".
	Colon string
}

// Every is the wish for all the days, or all the rooms.
const Every = "*"

// Mapping says which column of a sheet is for what. Shape is the same for sheets with the same header.
type Mapping struct {
	Shape   string
	Columns []Column
}

// Column is one column: where it is, its header, and one of Config.Roles.
type Column struct {
	Index        int
	Header, Role string
}

// Template is a sheet to begin with.
type Template struct {
	Title, About string
	Show         runsheet.Show
}

// Export is a sort of file that a run sheet can be written as; Ending is ".xlsx".
type Export struct{ ID, Ending string }

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
	// Relative: lateness is counted from when the show really began.
	Relative bool
	// Pane is what the right column showed, Second the windows that were open beside this one.
	Pane   string
	Second []Place
}

// Place is a second window and the display that it fills, by that display's corner on the desktop; without Fills it is an
// ordinary window.
type Place struct {
	Name  string
	Fills bool
	X, Y  int
}

// Screen is one display: its place on the desktop and its size, in the system's own units.
type Screen struct {
	Name                string
	X, Y, Width, Height int
	Primary             bool
}

// Appearance is how a person wants the window to look.
type Appearance struct {
	Scheme tokens.Scheme
	// Size is how large everything is drawn, 1 as built.
	Size float64
	// Still: nothing blinks.
	Still bool
}

// Choice is something that a person may have or not have, such as one sort of notification.
type Choice struct {
	ID string
	On bool
}

// Config joins the room to everything else. Desk must be there; whatever else is nil is not offered on the screen.
// Open, Export, Demo, Share, Connect and ConnectSpare are called on goroutines of the room's own and may take their time; the others are called
// on Fyne's thread, once a second at most, and must answer at once.
type Config struct {
	Desk    Desk
	Lang    assets.Lang
	Version string

	// Open reads a run sheet as it is wished and says in a language what there is to say about it. It is called again for every
	// change of the wish. Roles are what a column may be for, "" for nothing; KeepMapping is told what a person chose.
	Open        func(name string, data []byte, wish Wish, l assets.Lang) (Reading, error)
	Roles       []string
	KeepMapping func(Mapping)
	// Templates are the sheets to begin with. Export writes a show as one of Exports.
	Templates func(l assets.Lang) []Template
	Exports   []Export
	Export    func(id string, show runsheet.Show, l assets.Lang, w io.Writer) error
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
	// Glimpse is the newest small picture of a scene of OBS, nil for none yet; asking has more come, and "" ends them. It is asked
	// once a second, for the scene that GO would take.
	Glimpse func(scene string) image.Image
	// Audience is how many of the audience's pages are open now; nil where nobody counts them.
	Audience func() int

	// Invitations are the personal links of participants. ReadPrepared reads questions that were written down, in the terms of a
	// show; strays are slots that the show has not.
	Invitations  *Invitations
	ReadPrepared func(show runsheet.Show, data []byte) (all []runsheet.PreparedQuestion, strays []string, err error)
	// Sources are the chats that are followed, and the entrance for other programs.
	Sources *Sources
	// Pages are the staff's open pages, Keyring the links that open them.
	Pages   *Pages
	Keyring *Keyring

	// Connect changes the address and the password of OBS; Target is the present address. An empty password is the one that is
	// kept. ConnectSpare does so with the spare OBS, which an empty address takes away; its error may be ErrSameOBS.
	Connect      func(address, password string) error
	Target       func() string
	ConnectSpare func(address, password string) error
	Spare        func() string

	// FindOBS uses the OBS of this computer, by its own settings. OfferOBS: it is there, and nobody was asked; OfferedOBS is told
	// that somebody was.
	FindOBS    func(assets.Lang) error
	OfferOBS   bool
	OfferedOBS func()
	// OBSHere: this computer has an OBS. FirstStart: nobody has seen the first steps yet; Guided is told that somebody has.
	OBSHere    bool
	FirstStart bool
	Guided     func()
	// Problems are those of the run sheet that this start opens, which nobody was shown before it was loaded.
	Problems []Problem
	// CrashReport is where a report is of how the program died before this start, "" for none.
	CrashReport string

	// Check looks at everything before the show and reports it to the desk, unless its context ends; it says how many of how many
	// looks are done. PrintChecks writes the page to print and says where. Both are called on goroutines of the room's own.
	Check       func(ctx context.Context, count func(done, of int)) error
	PrintChecks func(context.Context, assets.Lang) (path string, err error)
	// Report writes what really happened beside the show file, and says where its page is; like them.
	Report func(context.Context, assets.Lang) (path string, err error)
	// Screens are the displays that there are now; nil where the system does not tell.
	Screens func() []Screen
	// Hidden says that nothing of a window can be seen: it is minimised, or on a workspace that is not shown; nil where nobody can
	// tell. It is asked once a second, on Fyne's thread.
	Hidden func(fyne.Window) bool
	// Studio shows OBS's pictures and levels. KeepStreamKey keeps a destination's key on this computer, HasStreamKey says
	// whether there is one.
	Studio        Studio
	KeepStreamKey func(id runsheet.DestinationID, key string) error
	HasStreamKey  func(id runsheet.DestinationID) bool

	// Remember is told the window's size and columns when it closes; Recall gives them back.
	Remember func(Window)
	Recall   func() Window
	// Keys are the changed keys by the names of what they ask for, as settings write them: "go": "F5".
	Keys map[string]string
	// KeepKeys is told all the changed keys when one was changed.
	KeepKeys func(map[string]string)
	// Choices are what a person may have or not have (words: desktop.choice.<ID>); Choose is told of a change.
	Choices []Choice
	Choose  func(id string, on bool)
	// Print shows a page that a person can print.
	Print func(name string, page []byte) error
	// Appearance is how the window looks at first; Appear is told of another choice.
	Appearance Appearance
	Appear     func(Appearance)
	// Window is what the room lives in instead of a window of its own, and Frame what it puts around itself there. The room
	// neither opens nor closes such a window.
	Window fyne.Window
	Frame  func(fyne.CanvasObject) fyne.CanvasObject
	// Speak is told that another language was chosen.
	Speak func(assets.Lang)
	// OnClose is called once, when the window has been closed by its person.
	OnClose func()
}
