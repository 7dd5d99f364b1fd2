package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"regie/app/report"
	"regie/assets"
	"regie/obs"
	"regie/runsheet"
)

// wants is what a show needs besides its sheet.
type wants struct {
	stream, record bool
	clock          string // a web or time server whose clock ours is compared with: HOST, a URL or ntp://HOST; empty for none
}

// planOf says what a show wants of OBS, and which slot each of the plan's actions belongs to. Keys are not in it: a
// destination is tried without.
func planOf(s runsheet.State, w wants) (obs.Plan, []runsheet.SlotID) {
	plan := obs.Plan{Stream: w.stream, Record: w.record}
	var owners []runsheet.SlotID
	for _, slot := range s.Show.Slots {
		if slot.Dropped {
			continue
		}
		plan.Lasts += slot.Length
		if slot.Scene != "" {
			plan.Actions, owners = append(plan.Actions, obs.Action{Do: obs.DoScene, Scene: slot.Scene}), append(owners, slot.ID)
		}
		for _, c := range slot.Cues {
			if a, err := actionOf(c); err == nil { // what is no action was left out when the sheet was read
				plan.Actions, owners = append(plan.Actions, a), append(owners, slot.ID)
			}
		}
	}
	for _, to := range s.Stream.Destinations {
		if w.stream && to.Server != "" {
			plan.Destinations = append(plan.Destinations, obs.Destination{Name: to.Name, Server: to.Server})
		}
	}
	return plan, owners
}

// stockPatience is how long OBS may take to tell everything that it holds.
const stockPatience = 15 * time.Second

// inspect looks at everything before the show and says what it found. An OBS that does not answer is a finding too. It says how many
// of how many looks are done.
func inspect(ctx context.Context, d *obs.Driver, s runsheet.State, w wants, count func(done, of int)) []runsheet.Finding {
	clocks := 0
	if w.clock != "" {
		clocks = 1
	}
	looks := 0
	found := inspectOBS(ctx, d, s, w, func(done, of int) {
		looks = of
		count(done, of+clocks)
	})
	if clocks > 0 && ctx.Err() == nil {
		count(looks, looks+clocks)
		found = append(found, compareClocks(ctx, w.clock, time.Now))
	}
	return found
}

// uncounted is for those who show nobody how far something is.
func uncounted(_, _ int) {}

func inspectOBS(ctx context.Context, d *obs.Driver, s runsheet.State, w wants, count func(done, of int)) []runsheet.Finding {
	if d.Mirror().Address == "" {
		return []runsheet.Finding{{Weight: runsheet.Noted, Code: "preflight.obs.none", Text: "No OBS is set"}}
	}
	m, err := stocked(ctx, d)
	plan, owners := planOf(s, w)
	plan.Count = count
	var seen []obs.Finding
	if err == nil {
		seen, err = d.Inspect(ctx, plan)
	}
	found := make([]runsheet.Finding, 0, len(seen)+2)
	for _, f := range seen {
		found = append(found, findingOf(f, owners))
	}
	if err != nil {
		return append(found, runsheet.Finding{Weight: runsheet.Blocking, Code: "preflight.obs.absent",
			Args: map[string]string{"address": m.Address, "why": err.Error()}, Text: err.Error()})
	}
	clock := runsheet.Finding{Weight: runsheet.Fine, Code: "preflight.clock.same"}
	if !m.Local() {
		clock = runsheet.Finding{Weight: runsheet.Noted, Code: "preflight.clock.unseen"}
	}
	return append(found, clock)
}

// findingOf is a finding about OBS in the words of the show; owners are the slots of the plan's actions.
func findingOf(f obs.Finding, owners []runsheet.SlotID) runsheet.Finding {
	out := runsheet.Finding{Weight: runsheet.Weight(f.Weight), Code: f.Code, Args: f.Args, Text: f.Text}
	for _, n := range f.Actions {
		if !slices.Contains(out.Slots, owners[n]) {
			out.Slots = append(out.Slots, owners[n])
		}
	}
	return out
}

// stocked waits until a driver has read everything that its OBS holds.
func stocked(ctx context.Context, d *obs.Driver) (obs.Mirror, error) {
	ctx, cancel := context.WithTimeout(ctx, stockPatience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		m := d.Mirror()
		switch {
		case m.Link == obs.LinkReady && m.Holds != nil:
			return m, nil
		case m.Link != obs.LinkReady && m.Link != obs.LinkConnecting && m.Link != obs.LinkOff: // off: it has not begun yet
			return m, cmp.Or(m.Why, error(obs.ErrNotConnected))
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return m, cmp.Or(m.Why, error(obs.ErrSilent))
		}
	}
}

const (
	// clockPatience is how long a server may take to tell its time.
	clockPatience = 5 * time.Second
	// clockSlack is how far two clocks may be apart before anybody in the hall would notice.
	clockSlack = 2 * time.Second
)

// compareClocks compares our wall clock with a time server's, or with the Date of a web server, which is told in whole seconds.
func compareClocks(ctx context.Context, server string, now func() time.Time) runsheet.Finding {
	if !strings.Contains(server, "://") {
		server = "https://" + server
	}
	name := server
	if u, err := url.Parse(server); err == nil && u.Host != "" {
		name = u.Host
	}
	seconds := func(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) }
	offset, within, err := clockOffset(ctx, server, now)
	f := runsheet.Finding{Weight: runsheet.Fine, Code: "preflight.clock.right", Args: map[string]string{
		"server": name, "offset": seconds(offset), "error": seconds(within)}}
	switch {
	case err != nil:
		f.Weight, f.Code, f.Args = runsheet.Noted, "preflight.clock.failed", map[string]string{"server": name, "why": err.Error()}
	case offset.Abs() > clockSlack+within:
		f.Weight, f.Code = runsheet.Blocking, "preflight.clock.off"
	}
	return f
}

// clockOffset is how far our clock is ahead of a server's, and how sure that is.
func clockOffset(ctx context.Context, server string, now func() time.Time) (offset, within time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, clockPatience)
	defer cancel()
	if u, err := url.Parse(server); err == nil && u.Scheme == "ntp" {
		return timeServerOffset(ctx, u.Host)
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodHead, server, nil)
	if err != nil {
		return 0, 0, err
	}
	asked := now()
	answer, err := http.DefaultTransport.RoundTrip(ask) // a redirection has a Date as well
	if err != nil {
		return 0, 0, err
	}
	answer.Body.Close()
	answered := now()
	date, err := http.ParseTime(answer.Header.Get("Date"))
	if err != nil {
		return 0, 0, errors.New("it tells no time")
	}
	trip := answered.Sub(asked)
	middle := asked.Add(trip / 2)
	return middle.Sub(date.Add(time.Second / 2)), (trip + time.Second) / 2, nil
}

// sayFinding says a finding in a language, with the slots that it is about.
func sayFinding(f runsheet.Finding, show runsheet.Show, words assets.Words) string {
	text := words.Tell(f.Code, f.Args, f.Text)
	if len(f.Slots) == 0 || strings.HasPrefix(f.Code, "preflight.") { // those name them
		return text
	}
	names := make([]string, len(f.Slots))
	for i, id := range f.Slots {
		slot, _ := show.Find(id)
		names[i] = cmp.Or(slot.Number, slot.Title, string(id))
	}
	return words.Say("preflight.slots", "what", text, "slots", strings.Join(names, ", "))
}

// listFindings prints findings, the heaviest first, a line each.
func listFindings(w io.Writer, found []runsheet.Finding, show runsheet.Show, words assets.Words) {
	for _, weight := range runsheet.Weights {
		for _, f := range found {
			if f.Weight == weight {
				fmt.Fprintln(w, words.Say("preflight.line", "weight", words.Say("preflight.weight."+string(weight)), "what", sayFinding(f, show, words)))
			}
		}
	}
}

// blocking counts what must be mended.
func blocking(found []runsheet.Finding) int {
	n := 0
	for _, f := range found {
		if f.Weight == runsheet.Blocking {
			n++
		}
	}
	return n
}

// check looks at everything before the show, and enters what it found unless ctx ends before.
func (e *evening) check(ctx context.Context, count func(done, of int)) error {
	s := e.p.settings
	w := wants{stream: s.OBS.Streams, record: s.OBS.Records, clock: s.Clock}
	var found []runsheet.Finding
	if e.sim != nil {
		w.stream, w.record = false, false
		found = append(found, runsheet.Finding{Weight: runsheet.Noted, Code: "preflight.obs.simulated"})
	}
	found = append(found, inspect(ctx, e.studio.main, e.desk.State(), w, count)...)
	if err := ctx.Err(); err != nil { // what was not looked at is nothing that was found
		return err
	}
	return e.desk.Do(ctx, itself, runsheet.ReportChecks{Findings: found})
}

// checkAndSay looks at everything and lists what it found, for whoever reads a shell instead of a window.
func (e *evening) checkAndSay(ctx context.Context) {
	if err := e.check(ctx, uncounted); err != nil {
		if ctx.Err() == nil {
			e.p.log.Error("the checks are not in the log", "error", err)
		}
		return
	}
	s := e.desk.State()
	listFindings(e.p.err, s.Ready(), s.Show, e.p.words)
}

// printChecks writes the page to print where a browser can read it.
func (e *evening) printChecks(_ context.Context, l assets.Lang) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	path := filepath.Join(cache, "regie", "checks.html")
	var b bytes.Buffer
	s := e.desk.State()
	if err := report.WritePreflight(&b, s, time.Now(), preflightWords(s.Show, l)); err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("write checks: %w", err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		return "", fmt.Errorf("write checks: %w", err)
	}
	return path, nil
}

// preflightWords say a preflight in a language.
func preflightWords(show runsheet.Show, l assets.Lang) report.PreflightWords {
	words := assets.In(l)
	return report.PreflightWords{Lang: string(l), Say: words.Say, Moment: words.Moment, Find: func(f runsheet.Finding) string { return sayFinding(f, show, words) }}
}
