// Package doc holds what the program itself shows of its documentation, so that it is there without a network.
package doc

import _ "embed"

// API is the description of the JSON interface, in Markdown and English.
//
//go:embed api.md
var API []byte
