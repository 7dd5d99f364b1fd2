//go:build headless

package app

import (
	"context"

	"github.com/spf13/cobra"
)

// withoutWindow says that this build has no window.
const withoutWindow = true

// storybookCommand says that this build has no window.
func (p *program) storybookCommand() *cobra.Command {
	return &cobra.Command{Use: "storybook", Hidden: true, RunE: func(*cobra.Command, []string) error {
		return &trouble{key: "no-window"}
	}}
}

// openWindow says that this build has no window.
func (p *program) openWindow(context.Context, eveningOptions) error {
	return &trouble{key: "no-window"}
}
