package desktop

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2/lang"

	"regie/assets"
)

func TestLanguageChangesWithoutARestart(t *testing.T) {
	s := seat(t, "live")
	for _, step := range []struct {
		hold, cancel, key string
	}{{"Hold", "Cancel", "Space"}, {"Attente", "Annuler", "Espace"}} {
		s.act(actLanguage)
		if label, _ := s.next.hold.Words(); label != step.hold {
			t.Errorf("the button says %q, want %q", label, step.hold)
		}
		if _, key := s.next.gone.Words(); key != step.key {
			t.Errorf("the button prints %q, want %q", key, step.key)
		}
		if got := lang.L("Cancel"); got != step.cancel {
			t.Errorf("Fyne's own dialogs say %q, want %q", got, step.cancel)
		}
		menu := s.window.MainMenu()
		if got, want := menu.Items[0].Label, s.words.Say("desktop.menu.show"); got != want {
			t.Errorf("the menu says %q, want %q", got, want)
		}
	}
}

// says are the functions whose string is shown to people as it stands.
var says = map[string]bool{
	"Set": true, "SetText": true, "Label": true, "NewLabel": true, "NewText": true, "SetPlaceHolder": true, "NewButton": true, "NewMenuItem": true,
	"NewMenu": true, "Paint": true, "Strike": true, "ask": true, "paragraph": true, "SetTitle": true, "Turn": true,
}

// names are words that are the same in every language.
var names = map[string]bool{"Régie": true, "desktop.lang": true, "localhost:4455": true, "https://": true}

// A sentence that is written in code is said in one language only; it belongs into the catalogues. And a key that no catalogue
// has would be shown as it is.
func TestNoSentenceIsWrittenInCode(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, dir := range []string{"kit", "storybook"} {
		more, _ := filepath.Glob(filepath.Join(dir, "*.go"))
		files = append(files, more...)
	}
	set, keys := token.NewFileSet(), 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			for _, arg := range call.Args {
				text, literal := literal(arg)
				switch {
				case !literal:
				case name == "Say":
					if keys++; !known(text) {
						t.Errorf("%s: no catalogue has %q", set.Position(arg.Pos()), text)
					}
				case says[name] && strings.IndexFunc(text, unicode.IsLetter) >= 0 && !names[text] && !strings.HasPrefix(text, "desktop."):
					t.Errorf("%s: %q is written in code", set.Position(arg.Pos()), text)
				}
				if name == "Say" {
					break // what follows are values by their names
				}
			}
			return true
		})
	}
	if keys < 100 {
		t.Errorf("only %d keys were found: the test looks in the wrong place", keys)
	}
}

func literal(e ast.Expr) (string, bool) {
	b, ok := e.(*ast.BasicLit)
	if !ok || b.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(b.Value)
	return text, err == nil
}

// known says whether every language has a key, alone or in its two numbers.
func known(key string) bool {
	for _, l := range assets.Langs {
		w := assets.In(l)
		if _, ok := w[key]; ok {
			continue
		}
		if _, ok := w[key+".other"]; !ok {
			return false
		}
	}
	return true
}
