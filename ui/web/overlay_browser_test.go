package web_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"regie/runsheet"
	"regie/ui/web"
)

// The overlay shows a text as text, whatever is in it, and all of it, however long.
func TestOverlayPage(t *testing.T) {
	t.Parallel()
	keys := web.Keys{runsheet.OverlayRole: "key-overlay", runsheet.Operator: "key-operator"}
	long := strings.Repeat("Une question très longue, que personne n'a relue avant de l'envoyer. ", 7)
	for _, c := range []struct{ name, query, text string }{
		{"plain", "", "Comment reconnaître un texte écrit par une machine ?"},
		{"long", "?theme=light&show=question,name", long},
		{"markup", "?theme=plain&side=top", `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`},
		{"arabic", "?css=bleu&align=right&size=1.3", "كيف نتعرف على نص كتبته آلة؟"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, onAirDesk(t), func(cfg *web.Config) {
				cfg.Keys = keys
				cfg.Themes = fstest.MapFS{"bleu.css": {Data: []byte("body.overlay{--o-plate:#003366}")}}
			})
			s.desk.do(t, runsheet.Operator, runsheet.Ask{ID: "a", Text: c.text, Source: runsheet.Source{Platform: "twitch", ID: "1", Author: "Lucie"}}, runsheet.Approve{ID: "a"}, runsheet.PutOnAir{ID: "a"})
			b := openTab(t, "fr", laptop)
			var text, title, dir string
			var fits bool
			var picture []byte
			// As in OBS, the page has nothing behind it.
			b.run(emulation.SetDefaultBackgroundColorOverride().WithColor(&cdp.RGBA{}),
				chromedp.Navigate(s.base+"/overlay"+c.query+"#key=key-overlay"), chromedp.WaitVisible(`#plate[data-shown=true]`))
			b.until(`document.getAnimations().length === 0`)
			b.run(
				chromedp.Evaluate(`document.getElementById('question').textContent`, &text), chromedp.Evaluate(`document.title`, &title),
				chromedp.Evaluate(`getComputedStyle(document.getElementById('question')).direction`, &dir),
				chromedp.Evaluate(`(p => p.scrollHeight <= p.clientHeight + 1 && p.getBoundingClientRect().top >= 0 && p.getBoundingClientRect().bottom <= innerHeight)(document.getElementById('plate'))`, &fits),
				chromedp.CaptureScreenshot(&picture))
			if strings.TrimSpace(text) != strings.TrimSpace(c.text) || title == "pwned" || !fits || (dir == "rtl") != (c.name == "arabic") {
				t.Errorf("text %q, title %q, fits %v, direction %s", text, title, fits, dir)
			}
			around, err := png.Decode(bytes.NewReader(picture))
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range []image.Point{{4, 4}, {int(laptop.width) - 5, int(laptop.height) / 2}, {4, int(laptop.height) / 2}} {
				if _, _, _, a := around.At(at.X, at.Y).RGBA(); a != 0 {
					t.Errorf("at %v the picture below does not show through", at)
				}
			}
			shoot(b, "overlay-"+c.name)
			s.desk.do(t, runsheet.Operator, runsheet.Answer{ID: "a"})
			b.until(`document.getElementById("plate").dataset.shown === "false"`)
		})
	}
}
