package runsheet

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"regie/runsheet/sift"
)

// ViewerSymptoms are those that the audience can tell of, in the order in which its page offers them.
var ViewerSymptoms = []Symptom{SymptomBlack, SymptomSilence, SymptomFrozen, SymptomNetwork, SymptomOther}

// ProblemReport is one viewer's problem.
type ProblemReport struct {
	At      Moment
	Symptom Symptom
	Network string
	Device  DeviceID
}

const (
	// reportAgain is when the same device may tell of the same symptom again.
	reportAgain = time.Minute
	// reportsKept and mostReports bound what the state remembers of them; the entries hold all.
	reportsKept = 30 * time.Minute
	mostReports = 5000
)

func decideReport(s State, a Act, c Report) ([]Fact, error) {
	if !slices.Contains(ViewerSymptoms, c.Symptom) {
		return nil, refuse(BadCommand, "no symptom %q", c.Symptom)
	}
	network, err := cleaned(c.Network, MaxName)
	if err != nil {
		return nil, err
	}
	var out []Fact
	if strings.TrimSpace(c.Text) != "" {
		if out, err = decideAsk(s, a, Ask{ID: c.ID, Text: c.Text, Kind: IsProblem}); err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(out, func(f Fact) bool { _, is := f.(Reported); return is }) // its sender says which
	}
	if s.news(a, c.Symptom) {
		out = append(out, Reported{Symptom: c.Symptom, Network: network, Device: a.By.Device})
	}
	return out, nil
}

// news says whether a device has not just told of the same. One that many share may, for each of them.
func (s State) news(a Act, symptom Symptom) bool {
	if a.By.Shared || a.By.Device == "" {
		return true
	}
	for _, r := range slices.Backward(s.Reports) {
		if a.At.Since(r.At) > reportAgain {
			return true
		}
		if r.Device == a.By.Device && r.Symptom == symptom {
			return false
		}
	}
	return true
}

func (s State) reported(at Moment, f Reported) []ProblemReport {
	old := 0
	for old < len(s.Reports) && (at.Since(s.Reports[old].At) > reportsKept || len(s.Reports)-old >= mostReports) {
		old++
	}
	return append(slices.Clone(s.Reports[old:]), ProblemReport{At: at, Symptom: f.Symptom, Network: f.Network, Device: f.Device})
}

// ProblemMinutes is how many minutes Problems counts apart.
const ProblemMinutes = 10

// Problem is how many viewers told of one symptom.
type Problem struct {
	Symptom Symptom
	// Minutes counts them by the minute, the last one first.
	Minutes [ProblemMinutes]int
	// Networks counts them by network over all those minutes, the most frequent first; without those who named none.
	Networks []NetworkCount
}

// NetworkCount is how many viewers on one network have a problem.
type NetworkCount struct {
	Network string
	Count   int
}

// Problems says what viewers told of in the last minutes, in the order of ViewerSymptoms and without those that nobody has.
func (s State) Problems(now Moment) []Problem {
	if len(s.Reports) == 0 {
		return nil
	}
	found := map[Symptom]*Problem{}
	networks := map[Symptom]map[string]*NetworkCount{}
	for _, r := range s.Reports {
		age := max(now.Since(r.At), 0)
		if age >= ProblemMinutes*time.Minute {
			continue
		}
		p := found[r.Symptom]
		if p == nil {
			p = &Problem{Symptom: r.Symptom}
			found[r.Symptom], networks[r.Symptom] = p, map[string]*NetworkCount{}
		}
		p.Minutes[age/time.Minute]++
		if r.Network == "" {
			continue
		}
		key := Fold(r.Network)
		if networks[r.Symptom][key] == nil {
			networks[r.Symptom][key] = &NetworkCount{Network: r.Network}
		}
		networks[r.Symptom][key].Count++
	}
	var out []Problem
	for _, symptom := range ViewerSymptoms {
		p := found[symptom]
		if p == nil {
			continue
		}
		for _, n := range networks[symptom] {
			p.Networks = append(p.Networks, *n)
		}
		slices.SortFunc(p.Networks, func(a, b NetworkCount) int {
			if a.Count != b.Count {
				return b.Count - a.Count
			}
			return strings.Compare(a.Network, b.Network)
		})
		out = append(out, *p)
	}
	return out
}

// troubles are short cries that come as questions when the picture or the sound goes: folded, by symptom.
var troubles = []struct {
	symptom Symptom
	says    []string
}{
	{SymptomSilence, []string{"pas de son", "plus de son", "aucun son", "son coupe", "n entend rien", "n entend plus", "entend pas", "entends rien",
		"entends plus", "entends pas", "no sound", "no audio", "can t hear", "cannot hear", "lost the sound", "sound is gone"}},
	{SymptomBlack, []string{"ecran noir", "image noire", "plus d image", "pas d image", "aucune image", "black screen", "no picture", "no video",
		"screen is black", "picture is gone"}},
	{SymptomFrozen, []string{"image figee", "image est figee", "ecran fige", "ca freeze", "image bloquee", "video bloquee", "is frozen", "it froze", "picture froze"}},
	{SymptomNetwork, []string{"ca coupe", "son coupe", "coupe sans arret", "ca saccade", "image saccade", "ca rame", "ca lag", "keeps cutting", "keeps buffering", "is lagging"}},
}

// longestCry is how long a text can be and still be nothing but such a cry, in folded letters.
const longestCry = 60

// symptomIn finds the problem that a short text tells of, "" when it is about something else.
func symptomIn(text string) Symptom {
	folded := sift.Fold(text)
	if len(folded) > longestCry || sift.HasLink(text) {
		return ""
	}
	for _, t := range troubles {
		for _, says := range t.says {
			if strings.Contains(" "+folded+" ", " "+says+" ") {
				return t.symptom
			}
		}
	}
	return ""
}

// WebAddress says whether a text is the address of a page that one may be sent to.
func WebAddress(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= maxLink && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}
