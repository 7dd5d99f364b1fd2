//go:build !race

package storybook

// raced: the race detector watches this run.
const raced = false
