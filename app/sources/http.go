package sources

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// maxAnswer bounds what a platform may answer at once, in bytes.
const maxAnswer = 8 << 20

// plainly is a request's error without its address: addresses hold keys.
func plainly(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// retryAfter is what a platform asks us to wait, 0 when it does not say.
func retryAfter(r *http.Response) time.Duration {
	seconds, err := strconv.Atoi(r.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, 24*time.Hour)
}

// whole reads an answer, up to maxAnswer.
func whole(r *http.Response) ([]byte, error) {
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("read answer: %w", plainly(err))
	}
	if len(b) > maxAnswer {
		return nil, fmt.Errorf("read answer: more than %d MiB", maxAnswer>>20)
	}
	return b, nil
}
