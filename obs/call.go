package obs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/andreykaipov/goobs/api"
)

// call makes one of goobs' typed requests on our own transport, and decodes goobs' type of its answer. goobs' request
// clients would do the same with two channels and a goroutine between, and wait for "the next answer".
func call[Answer any](ctx context.Context, c *conn, params api.Params) (*Answer, error) {
	w, err := c.letter(params)
	if err != nil {
		return nil, err
	}
	w.send()
	return answered[Answer](ctx, w)
}

// answered waits for the answer to what was sent.
func answered[Answer any](ctx context.Context, w letter) (*Answer, error) {
	response, err := w.wait(ctx)
	if err != nil {
		return nil, err
	}
	if status := response.Status; status.Code != codeSuccess {
		return nil, &RequestError{w.request.Type, status.Code, status.Comment}
	}
	answer := new(Answer)
	if len(response.Data) > 0 { // fields that a newer OBS adds are passed over
		if err := json.Unmarshal(response.Data, answer); err != nil {
			return nil, fmt.Errorf("%s: read answer: %w", w.request.Type, err)
		}
	}
	return answer, nil
}
