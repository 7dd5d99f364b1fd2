//go:build headless

package sound

import "errors"

// speakers are none: the program without a window is built without the libraries of a sound card.
type speakers struct{}

func (*speakers) play(Chime) error { return errors.New("open sound card: built without sound") }
