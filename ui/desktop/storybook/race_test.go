//go:build race

package storybook

const raced = true
