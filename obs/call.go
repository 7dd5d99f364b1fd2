package obs

import (
	"context"
	"os"
	"time"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/opcodes"
)

// goobs reads this variable at every answer, and when it is set refuses the answers of an OBS newer than itself.
func init() { os.Unsetenv("GOOBS_LOG") }

// silent is goobs' logger; it would format every message three times.
type silent struct{}

func (silent) Printf(string, ...any) {}

// call makes one of goobs' typed requests on our own transport.
//
// goobs' request clients need no connection, only two channels: the request comes out of one, and its answer goes into
// the other. ask must make exactly one request with the client it is given.
func call[Answer any](ctx context.Context, c *conn, ask func(*api.Client) (Answer, error)) (Answer, error) {
	line := &api.Client{
		Opcodes:           make(chan opcodes.Opcode, 1),
		IncomingResponses: make(chan *opcodes.RequestResponse, 1),
		Disconnected:      make(chan struct{}),
		ResponseTimeout:   time.Hour, // never: ctx bounds the call, and an answer is always given below
		Log:               silent{},
	}
	type outcome struct {
		answer Answer
		err    error
	}
	decoded := make(chan outcome, 1)
	go func() {
		answer, err := ask(line)
		decoded <- outcome{answer, err}
	}()

	request := (<-line.Opcodes).(*opcodes.Request)
	response, err := c.roundTrip(ctx, request)
	if err != nil {
		response = &opcodes.RequestResponse{ID: request.ID} // lets goobs go
	}
	line.IncomingResponses <- response
	got := <-decoded
	switch {
	case err != nil:
		return got.answer, err
	case response.Status.Code != codeSuccess:
		return got.answer, &RequestError{request.Type, response.Status.Code, response.Status.Comment}
	default:
		return got.answer, got.err
	}
}
