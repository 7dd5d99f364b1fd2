// Package samples holds run sheets as real crews write them, for the first minutes with the desk, for demonstrations and for
// tests. The evenings are real ones, the people in them are invented.
//
// It holds files and no code, imports nothing of ours, and anybody may read from it.
package samples

import "embed"

// FS holds the sample run sheets by file name.
//
//go:embed *.csv *.xlsx
var FS embed.FS
