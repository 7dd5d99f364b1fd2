package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"regie/runsheet"
	"regie/ui/web"
)

// crowdedDesk is a show with votes, a burst in quarantine, problems and a prepared question.
func crowdedDesk(t *testing.T) *memoryDesk {
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.SetAudience{Votes: true, Survey: "https://example.org/avis"})
	d.do(t, runsheet.Moderator, runsheet.Prepare{Questions: []runsheet.PreparedQuestion{{ID: "p1", Text: "Qu'est-ce qu'un algorithme, en une phrase ?", Speaker: "Agnès"}}})
	ask := func(device, id, text string) {
		by := runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID(device), Fresh: strings.HasPrefix(device, "bot")}
		if err := d.Do(context.Background(), by, runsheet.Ask{ID: runsheet.QuestionID(id), Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	for i, text := range []string{"Les professeurs vont-ils être remplacés par des logiciels ?", "Qui contrôle les algorithmes de Parcoursup ?",
		"Peut-on encore se passer de moteurs de recherche ?", "Comment protéger les plus jeunes des vidéos truquées ?"} {
		ask(fmt.Sprint("d", i), fmt.Sprint("g", i), text)
		d.pass(time.Minute)
	}
	d.do(t, runsheet.Moderator, runsheet.Approve{ID: "g0"})
	for i := range 40 {
		ask(fmt.Sprint("bot", i), fmt.Sprint("b", i), fmt.Sprintf("Gagnez %d euros sur bonus%d.xyz", i*7, i))
	}
	for i := range 3 {
		by := runsheet.Actor{Role: runsheet.Audience, Device: runsheet.DeviceID(fmt.Sprint("v", i))}
		if err := d.Do(context.Background(), by, runsheet.Report{Symptom: runsheet.SymptomBlack, Network: "Orange"}); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func count(d *memoryDesk, status runsheet.Status) (n int) {
	for q := range d.State().Questions.All() {
		if q.Status == status {
			n++
		}
	}
	return n
}

// A count is what its list holds, on each page by the same lists: what a burst brought is neither new nor rejected, and what waits
// for another reason is read with the new ones.
func TestCountsAreWhatListsHold(t *testing.T) {
	t.Parallel()
	d := busyDesk(t)
	d.mu.Lock()
	for i, why := range []runsheet.Why{runsheet.WhyBurst, runsheet.WhyBurst, runsheet.WhyBurst, runsheet.WhyLink} {
		d.state = runsheet.Apply(d.state, runsheet.Entry{Seq: d.state.Seq + 1, At: d.now(), Fact: runsheet.Asked{
			ID: runsheet.QuestionID(fmt.Sprint("held", i)), Text: fmt.Sprintf("Gagnez %d euros", i), Status: runsheet.Quarantined, Why: why}})
	}
	d.mu.Unlock()
	s := serve(t, d)
	b := openTab(t, "fr", laptop)
	b.visit(s, "/mod", runsheet.Moderator)
	b.shows(".list.burst h2", "Quarantaine 3")
	var wrong []string
	b.eval(`[...document.querySelectorAll('.list')].filter(l => !l.querySelector('h2').textContent.endsWith(' ' + l.querySelectorAll('.question').length)).map(l => l.innerText)`, &wrong)
	for _, list := range wrong {
		t.Errorf("a list does not hold what it says: %s", list)
	}
	b.shows(".list.incoming h2", "Nouvelles 5")
	b.shows(".list.rejected h2", "Rejetées 1")
	b.visit(s, "/state", runsheet.Observer)
	b.shows("#questions", "5 nouvelles, 3 en quarantaine")
	b.shows("#questions", "1 rejetée")
}

func TestAskPageVotesAndReports(t *testing.T) {
	t.Parallel()
	d := crowdedDesk(t)
	s := serve(t, d)
	b := openTab(t, "fr", phone)
	b.open(s, "/ask", runsheet.Audience)
	b.until(`document.querySelectorAll("#open li").length === 2`)
	b.run(chromedp.Click(`#open li:nth-child(2) .vote`))
	b.until(`document.querySelector("#open li:nth-child(2) .digits").textContent === "2"`)
	b.run(chromedp.Click(`#problem summary`), chromedp.SendKeys(`#network`, "Orange"), chromedp.Click(`[data-symptom=silence]`))
	b.shows("#reported", "Merci")
	if q, _ := d.State().Questions.Get("g0"); q.Votes != 1 {
		t.Errorf("%d votes", q.Votes)
	}
	if p := d.State().Problems(d.Now()); len(p) != 2 || p[1].Symptom != runsheet.SymptomSilence || p[1].Networks[0].Network != "Orange" {
		t.Errorf("problems %+v", p)
	}
	b.run(chromedp.Click(`[value=help]`))
	b.ask("Comment mettre les sous-titres")
	b.received("Comment mettre les sous-titres")
	shoot(b, "ask-votes-phone-fr")
	var got runsheet.Question
	for q := range d.State().Questions.All() {
		got = q
	}
	if got.Kind != runsheet.IsHelp || !got.Fresh {
		t.Errorf("kind %q, fresh %v", got.Kind, got.Fresh)
	}
	b.run(chromedp.Click(`#open li:nth-child(2) .vote`))
	b.until(`document.querySelector("#open li:nth-child(2) .digits").textContent === "1"`)
}

// A person with a personal link asks by name, from whatever browser.
func TestPersonalLink(t *testing.T) {
	t.Parallel()
	d := onAirDesk(t)
	d.do(t, runsheet.Operator, runsheet.Restrict{NamedOnly: true})
	s := serve(t, d, func(c *web.Config) { c.Secret = "s3" })
	link := web.PersonalLink(s.base, testKeys[runsheet.Audience], "s3", web.Person{Name: "Élodie Martin"})
	b := openTab(t, "fr", phone)
	b.run(chromedp.Navigate(link))
	b.until(`document.body.dataset.link === "live"`)
	b.ask("Une question à mon nom ?")
	b.received("Une question à mon nom ?")
	q := d.State().Questions.At(d.State().Questions.Len() - 1)
	if q.Name != "Élodie Martin" || !strings.HasPrefix(string(q.Device), "person:") {
		t.Errorf("asked by %q, %q", q.Name, q.Device)
	}
	b = openTab(t, "fr", phone)
	b.run(chromedp.Navigate(link + "x"))
	b.until(`document.body.dataset.link === "live"`)
	b.ask("Une question de personne ?")
	b.shows("#answer", "lien personnel")
}

func TestModeratorRejectsABurstAtOnce(t *testing.T) {
	t.Parallel()
	for lang, as := range map[string]size{"fr": laptop, "en": phone} {
		d := crowdedDesk(t)
		s := serve(t, d)
		b := openTab(t, lang, as)
		b.open(s, "/mod", runsheet.Moderator)
		b.until(`!document.getElementById("burst").hidden`)
		before := count(d, runsheet.Quarantined)
		if before < 36 {
			t.Fatalf("%d of 40 in quarantine", before)
		}
		shoot(b, fmt.Sprintf("mod-burst-%d-%s", as.width, lang))
		b.press("x")
		b.until(`document.getElementById("burst-text").textContent.indexOf("` + fmt.Sprint(before) + `") < 0`)
		if n := count(d, runsheet.Rejected); n != before {
			t.Errorf("%d rejected of %d", n, before)
		}
		b.press("z")
		b.until(`document.getElementById("burst-text").textContent.indexOf("` + fmt.Sprint(before) + `") >= 0`)
		if n := count(d, runsheet.Quarantined); n != before {
			t.Errorf("%d of %d are back", n, before)
		}
	}
}

// Two moderators at once: each sees what the other is busy with, and a second press takes it over.
func TestTwoModerators(t *testing.T) {
	t.Parallel()
	d := crowdedDesk(t)
	s := serve(t, d)
	one, two := openTab(t, "fr", laptop), openTab(t, "fr", laptop)
	for b, name := range map[*tab]string{one: "Claire", two: "Karim"} {
		b.open(s, "/mod", runsheet.Moderator)
		b.eval(`localStorage.setItem("regie-name", "`+name+`")`, nil)
		b.until(`document.querySelectorAll(".list.incoming .question").length >= 3`)
	}
	one.press(kb.ArrowDown)
	two.until(`document.querySelector(".list.incoming .question .claim")?.textContent.includes("Claire")`)
	two.press(kb.ArrowDown)
	two.until(`document.querySelector(".list.incoming .question.chosen") !== null`)
	two.press("a")
	two.shows("#status", "Claire")
	if q, _ := d.State().Questions.Get("g1"); q.Status != runsheet.Incoming {
		t.Fatalf("g1 is %s", q.Status)
	}
	shoot(two, "mod-claim-1280-fr")
	two.press("a")
	two.until(`document.querySelector(".list.approved").textContent.includes("Parcoursup")`)

	// Several at once, one undo. What the other is busy with is left out, and said.
	one.until(`[...document.querySelectorAll(".list.incoming .question")].some(q => q.textContent.includes("moteurs") && q.querySelector(".claim")?.textContent.includes("Karim"))`)
	one.until(`document.querySelector(".question.chosen")?.textContent.includes("moteurs")`)
	one.eval(`for (const e of [{key: "ArrowDown", shiftKey: true}, {key: "r"}]) document.body.dispatchEvent(new KeyboardEvent("keydown", {...e, bubbles: true}))`, nil) // sooner than it can be claimed
	one.shows("#status", "Karim s'en occupe : 1 question est restée")
	one.until(`document.querySelector(".list.rejected h2").textContent.includes("1")`)
	one.press("z")
	one.until(`document.querySelector(".list.rejected h2").textContent.includes("0")`)
	one.press(kb.ArrowUp)
	one.until(`document.querySelector(".question.chosen")?.textContent.includes("moteurs")`) // the next took its place
	one.run(chromedp.KeyEvent(kb.ArrowDown, chromedp.KeyModifiers(8)))
	one.until(`document.querySelectorAll(".question.picked").length === 2`)
	two.until(`[...document.querySelectorAll(".list.incoming .claim")].filter(c => c.textContent.includes("Claire")).length === 2`)
	shoot(one, "mod-picked-1280-fr")
	one.press("r")
	one.until(`document.querySelector(".list.rejected h2").textContent.includes("2")`)
	one.press("z")
	one.until(`document.querySelector(".list.rejected h2").textContent.includes("0")`)

	// An edit keeps the original. The other moderator looks elsewhere: a question that somebody is busy with asks first.
	two.run(chromedp.Click(".list.approved .question:not(.gone)"))
	one.until(`!document.querySelector(".list.incoming").textContent.includes("en occupe")`)
	one.run(chromedp.Click(".list.incoming .question:not(.gone)"))
	one.press("e")
	one.until(`document.getElementById("edit").open`)
	one.eval(`document.getElementById("edit-text").value = "Peut-on se passer de Google ?"; document.getElementById("edit-speaker").value = "Agnès"`, nil)
	shoot(one, "mod-edit-1280-fr")
	one.run(chromedp.Click("#edit-save"))
	two.until(`document.querySelector(".list.incoming").textContent.includes("Peut-on se passer de Google")`)
	two.until(`document.querySelector(".list.incoming").textContent.includes("→ Agnès")`)
	two.run(chromedp.SendKeys("#find", "google"))
	two.until(`document.querySelectorAll(".list.incoming .question:not(.gone)").length === 1`)
}
