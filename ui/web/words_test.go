package web_test

import (
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"regie/assets"
	"regie/ui/web"
)

// Every text that a page shows is in the catalogue of each language, and none is written in a page or a script.

func pageNames(t *testing.T) []string {
	t.Helper()
	files, err := os.ReadDir("pages")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".html"); ok && name != "parts" {
			names = append(names, name)
		}
	}
	return names
}

// says tells whether a page has a sentence, whole, in a form for a number, or for a family of keys that begin so.
func says(w assets.Words, page, key string, family bool) bool {
	for _, full := range []string{"web.common." + key, "web." + page + "." + key} {
		if _, ok := w[full]; ok {
			return true
		}
		if _, ok := w[full+".other"]; ok {
			return true
		}
		if family && slices.ContainsFunc(slices.Collect(maps.Keys(w)), func(k string) bool { return strings.HasPrefix(k, full) }) {
			return true
		}
	}
	return false
}

var sayCall = regexp.MustCompile(`\bsay\((?:'([^']+)'|` + "`([^`$]+)(\\$\\{)?" + `)`)

// What a shared script says must be every page's, or each page's own.
func TestScriptsSayWhatTheCatalogueHas(t *testing.T) {
	pages := pageNames(t)
	calls := 0
	for _, file := range sources(t, "static", ".js") {
		name := strings.TrimSuffix(path.Base(file.name), ".js")
		speaksFor := slices.DeleteFunc(slices.Clone(pages), func(page string) bool { return !uses(t, page, name, nil) })
		for _, at := range sayCall.FindAllStringSubmatchIndex(file.text, -1) {
			key, family := "", false
			if at[2] >= 0 {
				key, family = file.text[at[2]:at[3]], strings.HasPrefix(file.text[at[1]:], " +")
			} else {
				key, family = file.text[at[4]:at[5]], at[6] >= 0
			}
			calls++
			for _, page := range speaksFor {
				for _, l := range assets.Langs {
					if !says(assets.In(l), page, key, family) {
						t.Errorf("%s says %q, which the page %s lacks in %s", file.name, key, page, l)
					}
				}
			}
		}
	}
	if calls < 30 {
		t.Errorf("only %d calls of say were found: the test does not see them", calls)
	}
}

var importOf = regexp.MustCompile(`(?m)^(?:import|export) .*'\./(\w+)\.js'`)

// uses says whether a page's script is, or brings, another.
func uses(t *testing.T, script, other string, seen map[string]bool) bool {
	t.Helper()
	if script == other {
		return true
	}
	if seen == nil {
		seen = map[string]bool{}
	}
	b, err := os.ReadFile(path.Join("static", script+".js"))
	if seen[script] || err != nil { // a page without a script of its own brings none
		return false
	}
	seen[script] = true
	for _, m := range importOf.FindAllStringSubmatch(string(b), -1) {
		if uses(t, m[1], other, seen) {
			return true
		}
	}
	return false
}

type source struct{ name, text string }

func sources(t *testing.T, folder, ending string) []source {
	t.Helper()
	files, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []source
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ending) {
			continue
		}
		b, err := os.ReadFile(path.Join(folder, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, source{f.Name(), string(b)})
	}
	if len(all) == 0 {
		t.Fatalf("no %s in %s", ending, folder)
	}
	return all
}

var (
	action = regexp.MustCompile(`\{\{.*?\}\}`)
	letter = regexp.MustCompile(`\pL`)
	same   = regexp.MustCompile(`Régie|[0-9]+ (s|min|h)\b`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	// retold elements need no mark: the script sees to the title, each language calls itself the same in every other, and
	// without scripts no language changes.
	retold = []string{"title", "option", "noscript"}
	// told are the attributes that people read or hear.
	told = []string{"title", "aria-label", "placeholder", "alt"}
)

// written finds the texts that stand in a page's template itself, and the sentences there that would keep their language
// when the page's changes.
func written(template string) []string {
	const sentence = "SENTENCE"
	// A template's actions become a mark, quotes and all, so that what is left is HTML.
	text := action.ReplaceAllStringFunc(template, func(a string) string {
		if strings.Contains(a, ".Say ") || strings.Contains(a, ".Called") {
			return sentence
		}
		return ""
	})
	var found []string
	var open []html.Token
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return found
		case html.StartTagToken, html.SelfClosingTagToken:
			tag := z.Token()
			open = append(open, tag)
			for _, a := range tag.Attr {
				if !slices.Contains(told, a.Key) {
					continue
				}
				if a.Val != sentence {
					found = append(found, "written: "+tag.String())
				} else if !has(tag, "data-say-"+a.Key) {
					found = append(found, "keeps its language: "+tag.String())
				}
			}
		case html.EndTagToken:
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case html.TextToken:
			said := strings.TrimSpace(tags.ReplaceAllString(string(z.Text()), "")) // what stands in noscript comes as it is
			in := html.Token{}
			if len(open) > 0 {
				in = open[len(open)-1]
			}
			// The program's name, a key's and a length are the same in every language.
			rest := same.ReplaceAllString(strings.ReplaceAll(said, sentence, ""), "")
			if in.Data == "kbd" {
				rest = ""
			}
			if letter.MatchString(rest) {
				found = append(found, "written: "+said)
			}
			if strings.Contains(said, sentence) && !has(in, "data-say") && !slices.Contains(retold, in.Data) {
				found = append(found, "keeps its language: "+in.String()+said)
			}
		}
	}
}

func has(tag html.Token, key string) bool {
	return slices.ContainsFunc(tag.Attr, func(a html.Attribute) bool { return a.Key == key })
}

func TestNothingIsWrittenInPages(t *testing.T) {
	for _, file := range sources(t, "pages", ".html") {
		for _, w := range written(file.text) {
			t.Errorf("%s: %s", file.name, w)
		}
	}
	for text, want := range map[string]int{
		`<p data-say="a">{{.Say "a"}}</p>`: 0, `<p>Bonjour</p>`: 1, `<h1>{{.Say "a"}}</h1>`: 1, `<b title="Salut"></b>`: 1,
		`<b title="{{.Say "a"}}"></b>`: 1, `<b title="{{.Say "a"}}" data-say-title="a"></b>`: 0, `<h1>Régie</h1>`: 0,
	} {
		if got := written(text); len(got) != want {
			t.Errorf("%s: %q, want %d", text, got, want)
		}
	}
}

var (
	comment = regexp.MustCompile(`(?m)(^|\s)//.*$`)
	literal = regexp.MustCompile(`'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|` + "`((?:[^`\\\\]|\\\\.)*)`")
	// A sentence has a letter that code has not, or words after a capital, or ends as sentences do.
	sentenceLike = regexp.MustCompile(`[À-ÖØ-öø-ÿ]|[A-Z][a-z]+ [a-z]+|[a-z]+ [a-z]+[.?!…]$|^[A-Z][a-z]{2,}$`)
	// names are what browsers call keys and the like.
	names = []string{"Enter", "Escape", "Space", "Tab", "Authorization", "Accept", "Home", "End"}
)

func TestNothingIsWrittenInScripts(t *testing.T) {
	for _, file := range sources(t, "static", ".js") {
		for _, m := range literal.FindAllStringSubmatch(comment.ReplaceAllString(file.text, ""), -1) {
			text := m[1] + m[2] + m[3]
			if sentenceLike.MatchString(strings.ReplaceAll(text, "Régie", "")) && !slices.Contains(names, text) {
				t.Errorf("%s has a text of its own: %q", file.name, text)
			}
		}
	}
	for text, want := range map[string]bool{"Envoyer": true, "question gone": false, "Il y a du monde": true, "déjà": true, "input, textarea": false, "Please wait a moment": true} {
		if got := sentenceLike.MatchString(text); got != want {
			t.Errorf("%q is taken for a text: %v", text, got)
		}
	}
}

// Every page in every language holds no key in the place of a sentence, and names its language.
func TestPagesSpeak(t *testing.T) {
	s := serve(t, onAirDesk(t))
	paths := []string{"/", "/offline"}
	for _, role := range web.Roles() {
		paths = append(paths, web.PagesOf(role)...)
	}
	slices.Sort(paths)
	for _, path := range slices.Compact(paths) {
		for _, lang := range assets.Langs {
			for how, headers := range map[string][]string{
				"browser": {"Accept-Language", string(lang)}, "cookie": {"Accept-Language", "xx", "Cookie", "regie-lang=" + string(lang)},
			} {
				a := s.call("", "GET", path, "", headers...)
				if a.status != 200 || a.header.Get("Content-Language") != string(lang) || regexp.MustCompile(`>web\.|"web\.`).Match(a.body) {
					t.Errorf("%s in %s by %s: %d", path, lang, how, a.status)
				}
			}
		}
	}
}
