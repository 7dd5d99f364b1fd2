//go:build headless

package app

import "context"

// withoutWindow says that this build has no window.
const withoutWindow = true

// openWindow says that this build has no window.
func (p *program) openWindow(context.Context, eveningOptions) error {
	return &trouble{key: "no-window"}
}
