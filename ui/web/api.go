package web

import (
	"bytes"
	"html/template"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"regie/doc"
)

// Interface is the description of the JSON interface as the page /api shows it, below that page's own heading. It is in
// English in every language: those who write scripts read the names in it anyway.
func (s sheet) Interface() template.HTML { return described() }

var described = sync.OnceValue(func() template.HTML {
	_, body, _ := bytes.Cut(doc.API, []byte("\n")) // its heading is the page's
	var out strings.Builder
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	if err := markdown.Convert(body, &out); err != nil {
		panic("web: render doc/api.md: " + err.Error()) // embedded: a programmer's mistake
	}
	return template.HTML(out.String()) // ours, and goldmark leaves out what is HTML already
})
