package runsheet

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostile makes messages as they come in an attack, each kind by its own rule. Those of heldOut have words that the rules
// were not tuned on.
type hostile struct {
	kind    string
	heldOut bool
	text    func(r *rand.Rand, i int) string
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

// filled replaces each {a|b|c} of a template by one of its words.
func filled(r *rand.Rand, template string) string {
	for {
		open := strings.IndexByte(template, '{')
		if open < 0 {
			return template
		}
		shut := open + strings.IndexByte(template[open:], '}')
		template = template[:open] + pick(r, strings.Split(template[open+1:shut], "|")...) + template[shut+1:]
	}
}

// disguise writes a text with letters of other scripts and signs that nobody sees.
func disguise(r *rand.Rand, text string) string {
	look := strings.NewReplacer("a", "а", "e", "е", "o", "о", "i", "і", "c", "с", "p", "р")
	words := strings.Fields(text)
	for i := range words {
		switch r.IntN(3) {
		case 0:
			words[i] = look.Replace(words[i])
		case 1:
			words[i] = strings.Join(strings.Split(words[i], ""), "\u200b")
		}
	}
	return strings.Join(words, " ")
}

var attackers = []hostile{
	{"copy-paste", false, func(*rand.Rand, int) string { return "Cette soirée est une honte, arrêtez tout de suite ce mensonge" }},
	{"template", false, func(r *rand.Rand, i int) string {
		return filled(r, "{Honteux|Scandaleux|Lamentable|Minable}, {la bibliothèque|cette chaîne|l'émission} {ment|triche|vole} {les gens|le public|nos impôts} depuis {des années|dix ans|toujours} ") + fmt.Sprint(i)
	}},
	{"links", false, func(r *rand.Rand, i int) string {
		return filled(r, "{Gagnez|Recevez|Touchez} {500|900|1200} euros par {jour|semaine} sur {bonus|argent|gain}") + fmt.Sprintf("%d.%s/x%d", r.IntN(900), pick(r, "xyz", "top", "com"), i)
	}},
	{"insults", false, func(r *rand.Rand, i int) string {
		return filled(r, "{Bande de|Sales|Vous êtes tous des} {connards|c0nnards|s a l o p e s|enculés|batards|putes} {payés par l'état|vendus|de {gauche|droite}|}") + strings.Repeat("!", i%4)
	}},
	{"gibberish", false, func(r *rand.Rand, i int) string {
		return fmt.Sprintf("%x %s %x", r.Uint32(), pick(r, "zkrtq", "wxvbn", "fdsqjk", "plmkdf"), r.Uint64())
	}},
	{"varied", false, func(r *rand.Rand, i int) string {
		return filled(r, "{Franchement|Sérieusement|Allez|Bon|Bah} {on s'ennuie|c'est nul|ça sert à rien|vous saoulez|rentrez chez vous|éteignez tout|on veut du foot|personne regarde} {ici|ce soir|là|les nuls|mdr|lol|ptdr|sans rire}")
	}},
	{"disguised", true, func(r *rand.Rand, i int) string {
		return disguise(r, filled(r, "{Venez|Passez|Rejoignez} {vite|donc|tous} {notre|le vrai|mon} {groupe|canal|salon} {secret|privé|gratuit} pour la {vérité|suite|fête}"))
	}},
	{"template", true, func(r *rand.Rand, i int) string {
		return filled(r, "{Wake up|Open your eyes|Listen}, {this talk|this evening|this library} is {pure|total|just} {propaganda|theatre|fraud} {paid by|made for|run by} {them|the banks|the elites} number ") + fmt.Sprint(r.IntN(1000))
	}},
	{"varied", true, func(r *rand.Rand, i int) string {
		return filled(r, "{Quelqu'un|Mon chien|Ta grand-mère|Le voisin|Mon poisson} {préfère|déteste|a vendu|cherche|mange} {les frites|la pluie|un tracteur|du fromage|une trottinette|des chaussettes} {à Brest|le mardi|en slip|dans le métro|avec les doigts|sans permis}")
	}},
	{"as questions", true, func(r *rand.Rand, i int) string {
		return filled(r, "{Pourquoi|Comment|Depuis quand} {vous mentez|vous cachez tout|vous nous méprisez|on vous paie} {autant|comme ça|encore|à ce point} {les amis|messieurs|la télé|les bobos} ?")
	}},
	{"on the subject", true, func(r *rand.Rand, i int) string {
		return filled(r, "{Pourquoi|Comment|Est-ce que} {les algorithmes|vos machines|ces données|l'intelligence artificielle} {mentent|trichent|volent|dorment|chantent|mangent} {autant|parfois|ensemble|debout|la nuit|au soleil} {avec|contre|sous|derrière} {les robots|les chats|vos patrons|la lune|les oignons} ?")
	}},
	{"copy-paste", true, func(*rand.Rand, int) string { return "STOP à la manipulation, partagez ce message partout !!!" }},
}

// attackersOf are those that the rules were tuned on, or the others.
func attackersOf(heldOut bool) (some []hostile) {
	for _, k := range attackers {
		if k.heldOut == heldOut {
			some = append(some, k)
		}
	}
	return some
}

// outcome is what became of an attack, in numbers.
type outcome struct {
	hostile, caught, genuine, aside, lost int
	byKind                                map[string][2]int // caught, sent
	// waits are how long each genuine question of the attack waited for a moderator; plain is the same with a queue that
	// nothing was taken out of.
	waits, plain []time.Duration
	detected     int // messages of the attack before it was known
	// begins and steps are the evening as it was played, for those who play it again by other doors.
	begins []Fact
	steps  []attackStep
}

// attackStep is one line of testdata/attack/evening.jsonl: somebody asks, or a moderator lets a question through.
type attackStep struct {
	At      time.Duration `json:"at_ns"`
	Phone   DeviceID      `json:"phone,omitempty"`
	Fresh   bool          `json:"fresh,omitempty"`
	ID      QuestionID    `json:"id,omitempty"`
	Text    string        `json:"text,omitempty"`
	Kind    string        `json:"kind,omitempty"` // "" is genuine
	Became  Status        `json:"became,omitempty"`
	Approve QuestionID    `json:"approve,omitempty"`
}

func (o outcome) precision() float64 { return float64(o.caught) / float64(max(o.caught+o.aside, 1)) }
func (o outcome) recall() float64    { return float64(o.caught) / float64(o.hostile) }

func median(d []time.Duration) time.Duration {
	d = slices.Sorted(slices.Values(d))
	return d[len(d)/2]
}

// genuineTexts are the written questions, those that the rules were tuned on or those of the second half.
func genuineTexts(t testing.TB, heldOut bool) []string {
	file, err := os.ReadFile("testdata/attack/genuine.txt")
	if err != nil {
		t.Fatal(err)
	}
	tuned, held, _ := strings.Cut(string(file), "\n---\n")
	if heldOut {
		tuned = held
	}
	var texts []string
	for line := range strings.Lines(tuned) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			texts = append(texts, line)
		}
	}
	return texts
}

// evening is 40 quiet minutes and then 700 messages of some kinds within 60 seconds, among genuine questions. Of the
// genuine ones a third comes from people who asked before, a third from people who were there, and a third from people
// who have just scanned the code; of the machines four in five are new.
func attackEvening(t testing.TB, seed uint64, kinds []hostile, texts []string, mode Moderation) outcome {
	r := rand.New(rand.NewPCG(seed, 7))
	show := Show{Title: "Les algorithmes dans l'intelligence artificielle", Slots: []Slot{
		{ID: "a", Title: "Qu'est-ce qu'un algorithme ?", TalkingPoints: "apprentissage, données, biais, modèles de langue", Length: time.Hour},
		{ID: "b", Title: "L'école et les élèves face à l'IA", People: []string{"Agnès", "Ali"}, Length: time.Hour},
		{ID: "c", Title: "Questions du public", Length: time.Hour},
	}}
	out := outcome{byKind: map[string][2]int{}, begins: []Fact{Loaded{Show: show}, Went{To: "a"}, Moderated{mode}, WordsSet{Words: heldWords}}}
	h := &hall{t: t, s: after(New(), out.begins...)}
	h.now = h.s.Last.At
	began := h.now
	r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	quiet := len(texts) / 2
	for i, text := range texts[:quiet] {
		h.now = h.now.Add(time.Duration(40+r.IntN(60)) * time.Second)
		h.time()
		q, err := h.ask(phone(i), fmt.Sprintf("calm%d", i), text)
		if err != nil {
			t.Fatal(err)
		}
		out.steps = append(out.steps, attackStep{At: h.now.Since(began), Phone: phone(i).Device, ID: q.ID, Text: text})
		if q.Status == Incoming && i%4 != 0 {
			h.now = h.now.Add(5 * time.Second)
			if err := h.do(Actor{Role: Moderator, Device: "mod"}, Approve{q.ID}); err != nil {
				t.Fatal(err)
			}
			out.steps = append(out.steps, attackStep{At: h.now.Since(began), Approve: q.ID})
		}
	}
	type arrival struct {
		at   time.Duration
		by   Actor
		id   string
		text string
		kind string
	}
	var all []arrival
	for i := range 700 {
		k := kinds[r.IntN(len(kinds))]
		by := phone(10_000 + i)
		by.Fresh = r.IntN(5) > 0
		all = append(all, arrival{time.Duration(r.Int64N(int64(time.Minute))), by, fmt.Sprintf("bad%d", i), k.text(r, i), k.kind})
	}
	for i, text := range texts[quiet:] {
		by := phone(1000 + i)
		switch i % 3 {
		case 0:
			by = phone(i % quiet)
		case 1:
			by.Fresh = true
		}
		all = append(all, arrival{time.Duration(r.Int64N(int64(time.Minute))), by, fmt.Sprintf("good%d", i), text, ""})
	}
	slices.SortFunc(all, func(a, b arrival) int { return int(a.at - b.at) })
	start := h.now.Add(time.Minute)
	seen := 0
	for _, a := range all {
		h.now = start.Add(a.at)
		h.time()
		if _, err := h.ask(a.by, a.id, a.text); err != nil {
			t.Fatalf("%q by %v: %v", a.text, a.by, err)
		}
		out.steps = append(out.steps, attackStep{At: h.now.Since(began), Phone: a.by.Device, Fresh: a.by.Fresh, ID: QuestionID(a.id), Text: a.text, Kind: a.kind})
		if seen++; h.s.Burst && out.detected == 0 {
			out.detected = seen
		}
	}
	for _, a := range all {
		q, _ := h.s.Questions.Get(h.s.Root(QuestionID(a.id)))
		if a.kind == "" {
			out.genuine++
			if q.Status == Quarantined {
				out.aside++
			}
			if q.Status == Rejected || q.Status == Archived {
				out.lost++
			}
			continue
		}
		out.hostile++
		n := out.byKind[a.kind]
		n[1]++
		if q.Status == Quarantined {
			out.caught++
			n[0]++
		}
		out.byKind[a.kind] = n
	}
	for i, step := range out.steps {
		if q, asked := h.s.Questions.Get(step.ID); asked {
			out.steps[i].Became = q.Status
		}
	}
	out.waits, out.plain = waits(h.s, start, func(q *Question) bool { return q.Status == Quarantined }), waits(h.s, start, func(*Question) bool { return false })
	return out
}

// waits plays one moderator who reads a question every four seconds in the order in which they came: first what is to be
// read, then what is in quarantine. They are the waits of the genuine ones.
func waits(s State, start Moment, later func(*Question) bool) (waits []time.Duration) {
	var first, then []Question
	for q := range s.Questions.All() {
		if q.Asked.Since(start) < 0 || q.Status == Merged {
			continue
		}
		if later(&q) {
			then = append(then, q)
		} else {
			first = append(first, q)
		}
	}
	free := start
	for _, q := range append(first, then...) {
		if free.Since(q.Asked) < 0 {
			free = q.Asked
		}
		free = free.Add(4 * time.Second)
		if strings.HasPrefix(string(q.ID), "good") {
			waits = append(waits, free.Since(q.Asked))
		}
	}
	return waits
}

// heldWords stand for the lists that come with the program.
var heldWords = []string{"connard", "connards", "salope", "salopes", "encules", "encule", "pute", "putes", "batard", "batards"}

// time lets time do what is due.
func (h *hall) time() {
	facts, _ := h.s.Due(h.now)
	for _, f := range facts {
		h.s = Apply(h.s, Entry{Seq: h.s.Seq + 1, At: h.now, By: Actor{Role: DeskRole}, Fact: f})
	}
}

// The figures of doc/questions.md: precision and recall of the quarantine, genuine questions lost, and how long the
// genuine ones wait. Fixed seeds make them the same on every machine.
func TestAttack(t *testing.T) {
	for _, tc := range []struct {
		name              string
		heldOut           bool
		precision, recall float64
	}{{"tuned on", false, 0.98, 0.95}, {"held out", true, 0.98, 0.75}} {
		t.Run(tc.name, func(t *testing.T) {
			sum := outcome{byKind: map[string][2]int{}}
			for seed := range uint64(5) {
				for _, mode := range []Moderation{Active, Passive} {
					o := attackEvening(t, seed, attackersOf(tc.heldOut), genuineTexts(t, tc.heldOut), mode)
					if o.lost > 0 {
						t.Errorf("seed %d, %s: %d genuine questions were rejected by a rule", seed, mode, o.lost)
					}
					sum.hostile, sum.caught = sum.hostile+o.hostile, sum.caught+o.caught
					sum.genuine, sum.aside, sum.lost = sum.genuine+o.genuine, sum.aside+o.aside, sum.lost+o.lost
					sum.waits, sum.plain = append(sum.waits, o.waits...), append(sum.plain, o.plain...)
					sum.detected = max(sum.detected, o.detected)
					for k, n := range o.byKind {
						sum.byKind[k] = [2]int{sum.byKind[k][0] + n[0], sum.byKind[k][1] + n[1]}
					}
				}
			}
			t.Logf("%d hostile, %d genuine: precision %.4f, recall %.4f, genuine lost %d, genuine in quarantine %d; known after %d messages at most",
				sum.hostile, sum.genuine, sum.precision(), sum.recall(), sum.lost, sum.aside, sum.detected)
			t.Logf("wait of a genuine question: median %v, worst %v; in one queue: median %v, worst %v", median(sum.waits).Round(time.Second),
				slices.Max(sum.waits).Round(time.Second), median(sum.plain).Round(time.Second), slices.Max(sum.plain).Round(time.Second))
			for _, k := range attackersOf(tc.heldOut) {
				n := sum.byKind[k.kind]
				t.Logf("  %-15s %4d of %4d caught", k.kind, n[0], n[1])
			}
			if sum.precision() < tc.precision || sum.recall() < tc.recall {
				t.Errorf("precision %.4f, recall %.4f; want %.2f and %.2f", sum.precision(), sum.recall(), tc.precision, tc.recall)
			}
			if median(sum.waits)*2 > median(sum.plain) {
				t.Errorf("the defence does not shorten the wait: %v, %v without it", median(sum.waits), median(sum.plain))
			}
		})
	}
}

// One of these evenings is kept, message by message with what becomes of it, so that it is played over HTTP as well.
func TestAttackIsWrittenDown(t *testing.T) {
	const path = "testdata/attack/evening.jsonl"
	o := attackEvening(t, 0, attackersOf(true), genuineTexts(t, true), Active)
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	for _, f := range o.begins {
		kind, version, body, err := EncodeFact(f)
		if err != nil {
			t.Fatal(err)
		}
		out.Encode(line{Kind: kind, Version: version, Body: body})
	}
	for _, step := range o.steps {
		if err := out.Encode(step); err != nil {
			t.Fatal(err)
		}
	}
	if *write {
		if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(kept, b.Bytes()) {
		t.Errorf("%s is another evening than the rules make of it now (%v): write it anew with -write, and read its figures", path, err)
	}
}

// Forty people who have just scanned the code and ask within seconds are a crowd, not an attack: none is put aside, however
// they write.
func TestCrowdIsNoAttack(t *testing.T) {
	remarks := []string{
		"Bonsoir à tous depuis Limoges", "Merci pour cette soirée", "Le son est bien meilleur ce soir", "Super idée la démonstration",
		"Bravo à l'équipe", "On vous suit depuis la médiathèque", "Très clair, merci Agnès", "J'ai enfin compris",
		"Ma fille a adoré", "Pourriez-vous parler plus lentement", "Passionnant", "Je ne suis pas d'accord du tout",
	}
	texts := slices.Concat(genuineTexts(t, false), genuineTexts(t, true))
	for _, mode := range []Moderation{Active, Passive} {
		h := newHall(t, Moderated{mode}, WordsSet{Words: heldWords})
		aside := 0
		for i := range 40 {
			by := phone(i)
			by.Fresh = true
			text := texts[i%len(texts)]
			if i%3 == 0 {
				text = remarks[i/3%len(remarks)]
			}
			h.now = h.now.Add(300 * time.Millisecond)
			h.time()
			if _, err := h.ask(by, fmt.Sprintf("q%d", i), text); err != nil {
				t.Fatal(err)
			}
		}
		for q := range h.s.Questions.All() {
			if q.Status == Quarantined {
				aside++
				t.Logf("put aside: %s", q.Text)
			}
		}
		if !h.s.Burst {
			t.Error("forty in twelve seconds are no burst: this test could not fail")
		}
		if aside > 0 {
			t.Errorf("%s: %d of 40 genuine ones are in quarantine", mode, aside)
		}
	}
}
