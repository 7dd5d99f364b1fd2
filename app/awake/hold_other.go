//go:build !linux && !windows

package awake

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// hold runs the system's own caffeinate, which ends with us whatever becomes of us.
func hold(context.Context) (func(), error) {
	c := exec.Command("caffeinate", "-di", "-w", strconv.Itoa(os.Getpid()))
	if err := c.Start(); err != nil {
		return nil, fmt.Errorf("keep this machine awake: %w", err)
	}
	return func() {
		_ = c.Process.Kill() // it has ended already, or ends now
		_ = c.Wait()
	}, nil
}
