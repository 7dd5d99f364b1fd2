package obs

import (
	"errors"
	"fmt"
	"strings"

	"github.com/andreykaipov/goobs/api/closecodes"
	"github.com/andreykaipov/goobs/api/requests"
	"github.com/coder/websocket"
)

// What callers may test for with errors.Is. The texts complete "connect to OBS at host:port: …" or "take scene …: …".
var (
	ErrAddress  = errors.New("not an address like host:port")
	ErrNoOBS    = errors.New("nothing listens there")
	ErrNotOBS   = errors.New("what listens there is not OBS")
	ErrPassword = errors.New("OBS refused the password")
	ErrProtocol = errors.New("OBS speaks another version of its protocol")
	ErrSilent   = errors.New("no answer in time")
	ErrLost     = errors.New("connection lost")
	ErrClosed   = errors.New("OBS was closed")
	ErrKicked   = errors.New("disconnected by hand in OBS")

	ErrNotConnected = errors.New("not connected to OBS")
	ErrClosing      = errors.New("OBS is closing")
	ErrChanging     = errors.New("OBS is changing its scene collection")
	ErrOvertaken    = errors.New("a later wish replaced it")
	ErrUnseen       = errors.New("OBS agreed but shows another scene")

	ErrUndone      = errors.New("OBS agreed but did not do it")
	ErrUnsupported = errors.New("this version of OBS cannot do it")
	ErrNoMedia     = errors.New("the media does not play: is its file there?")
)

// What a *RequestError is with errors.Is: OBS's refusals in the few kinds that somebody can do something about. They are
// ErrUnsupported and ErrChanging, too.
var (
	ErrMissing = errors.New("OBS has nothing of this name")
	ErrKind    = errors.New("what has this name is of another kind")
	ErrRunning = errors.New("it runs already")
	ErrIdle    = errors.New("it does not run")
	ErrOff     = errors.New("it is not set up in OBS")
	ErrStudio  = errors.New("studio mode is on where it must be off, or off")
	ErrRequest = errors.New("OBS cannot read the request")
)

// RequestError is OBS's own refusal of a request.
type RequestError struct {
	Request string // "SetCurrentProgramScene"
	Code    int    // of the obs-websocket protocol: 600 is "not found"
	Comment string // OBS's words, often empty
}

func (e *RequestError) Error() string {
	text := fmt.Sprintf("%s: %s (%d)", e.Request, requests.GetStatusForCode(e.Code), e.Code)
	if e.Comment != "" {
		text += ": " + e.Comment
	}
	return text
}

// Is reports whether the refusal is of a kind, by the codes of the protocol.
func (e *RequestError) Is(kind error) bool {
	switch e.Code {
	case codeUnknown:
		return kind == ErrUnsupported
	case codeNotReady:
		return kind == ErrChanging
	case codeRunning:
		return kind == ErrRunning
	case codeIdle:
		return kind == ErrIdle
	case 504, 604: // a disabled output, what this OBS has not
		return kind == ErrOff
	case 505, 506:
		return kind == ErrStudio
	case codeNotFound:
		return kind == ErrMissing
	case 602, 605, 607: // resource type, input kind, filter kind
		return kind == ErrKind
	}
	return kind == ErrRequest && e.Code >= 300 && e.Code < 500
}

// NoSceneError says that OBS has no scene of this name, and which ones read almost like it.
type NoSceneError struct {
	Scene   string
	Nearest []string // best first, at most three
}

func (e *NoSceneError) Error() string {
	text := "OBS has no such scene"
	if len(e.Nearest) > 0 {
		quoted := make([]string, len(e.Nearest))
		for i, name := range e.Nearest {
			quoted[i] = fmt.Sprintf("%q", name)
		}
		text += ", nearest: " + strings.Join(quoted, ", ")
	}
	return text
}

// Codes of the obs-websocket protocol that the driver acts upon.
const (
	codeSuccess  = 100
	codeUnknown  = 204 // request
	codeNotReady = 207
	codeRunning  = 500
	codeIdle     = 501 // it does not run
	codeNotFound = 600
)

func hasCode(err error, code int) bool {
	var refusal *RequestError
	return errors.As(err, &refusal) && refusal.Code == code
}

// causeOf turns what ended a session into one of the errors above.
func causeOf(err error) error {
	switch code := websocket.CloseStatus(err); code {
	case -1: // no close frame: a cut cable, a killed process
		return fmt.Errorf("%w: %w", ErrLost, err)
	case websocket.StatusGoingAway:
		return ErrClosed
	case closecodes.AuthenticationFailed:
		return ErrPassword
	case closecodes.UnsupportedRpcVersion:
		return ErrProtocol
	case closecodes.SessionInvalidated:
		return ErrKicked
	default:
		return fmt.Errorf("%w: OBS closed it with code %d", ErrLost, code)
	}
}
