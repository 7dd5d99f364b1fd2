package obs

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/andreykaipov/goobs/api"
	"github.com/andreykaipov/goobs/api/opcodes"
)

// call makes one of goobs' typed requests on our own transport, and decodes goobs' type of its answer. goobs' request
// clients would do the same with two channels and a goroutine between, and wait for "the next answer".
func call[Answer any](ctx context.Context, c *conn, params api.Params) (*Answer, error) {
	request := &opcodes.Request{
		Type: params.GetRequestName(),
		ID:   strconv.FormatInt(c.lastID.Add(1), 36),
		Data: params,
	}
	response, err := c.roundTrip(ctx, request)
	if err != nil {
		return nil, err
	}
	if status := response.Status; status.Code != codeSuccess {
		return nil, &RequestError{request.Type, status.Code, status.Comment}
	}
	answer := new(Answer)
	if len(response.Data) > 0 { // fields that a newer OBS adds are passed over
		if err := json.Unmarshal(response.Data, answer); err != nil {
			return nil, fmt.Errorf("%s: read answer: %w", request.Type, err)
		}
	}
	return answer, nil
}
