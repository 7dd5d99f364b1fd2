package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"regie/app/journal"
	"regie/app/report"
	"regie/obs"
	"regie/runsheet"
	"regie/runsheet/formats"
)

// obsCheck is what check says of OBS.
type obsCheck struct {
	Address  string         `json:"address"`
	Version  string         `json:"version,omitempty"`
	Scenes   []string       `json:"scenes"`
	Missing  []missingScene `json:"missing"`
	Findings []findingJSON  `json:"findings"`
	Error    string         `json:"error,omitempty"`
	Hint     string         `json:"hint,omitempty"`

	found []runsheet.Finding
}

type missingScene struct {
	Scene   string            `json:"scene"`
	Slots   []runsheet.SlotID `json:"slots"`
	Nearest []string          `json:"nearest"`
}

// findingJSON is a finding for scripts: Code never changes, Message is in the reader's language.
type findingJSON struct {
	Weight  runsheet.Weight   `json:"weight"`
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Args    map[string]string `json:"args,omitempty"`
	Slots   []runsheet.SlotID `json:"slots,omitempty"`
}

// checkOptions are what the command check was told.
type checkOptions struct {
	eveningOptions
	asJSON             bool
	page               string
	noStream, noRecord bool
	clock              string
}

func (p *program) checkCommand() *cobra.Command {
	var o checkOptions
	cmd := &cobra.Command{
		Use:   "check IN",
		Short: "Check a run sheet, and an OBS against it",
		Long: `check reads a run sheet and lists its problems by row. With --obs it also connects to OBS and looks at everything that the
show needs of it, changing nothing: scenes, sources, filters and media of every cue (the nearest name is proposed), the files behind
them, the recording folder and the disk for the length of the show, the stream key, whether each destination takes a
connection, sound, encoders, versions and clocks.

IN may also be a show file: then what people have tested and signed off is listed with it. --page writes all of it as one
page to print. Errors of the sheet and what is to be mended give status 1; warnings are only listed.
` + exitText,
		Example: "  regie check webinaire.xlsx\n  regie check webinaire.xlsx --obs ws://127.0.0.1:4455 --json\n  regie check soir.regie --obs 127.0.0.1 --clock ntp://pool.example.org --page checks.html",
		Args:    args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, given []string) error {
			c, err := p.readForCheck(cmd.Context(), given[0])
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("obs") && !slices.Contains([]string{simulated, without}, p.settings.OBS.Address) {
				c.obs, c.obsErr = p.checkOBS(cmd.Context(), o, c.state)
			}
			if c.obs == nil && o.clock != "" {
				c.found = append(c.found, compareClocks(cmd.Context(), o.clock, time.Now))
			}
			return p.sayCheck(c, o)
		},
	}
	cmd.Flags().String("obs", "", "OBS to compare with: ws://HOST:PORT")
	cmd.Flags().StringVar(&o.passwordFile, "obs-password-file", "", "file with the OBS password, - for standard input")
	cmd.Flags().BoolVar(&o.asJSON, "json", false, "print one JSON object")
	cmd.Flags().StringVar(&o.page, "page", "", "write the checks as a page to print, HTML; - for standard output")
	cmd.Flags().BoolVar(&o.noStream, "no-stream", false, "the show does not stream")
	cmd.Flags().BoolVar(&o.noRecord, "no-record", false, "the show is not recorded")
	cmd.Flags().StringVar(&o.clock, "clock", "", "web server, or time server as ntp://HOST, to compare this computer's clock with")
	return cmd
}

// checked is everything that one run of check has read.
type checked struct {
	name     string
	problems []formats.Problem
	state    runsheet.State
	people   bool // what people have vouched for belongs to it
	obs      *obsCheck
	obsErr   error
	found    []runsheet.Finding // besides those about OBS
}

// readForCheck reads a run sheet, or a show file with all that was said in it.
func (p *program) readForCheck(ctx context.Context, from string) (*checked, error) {
	name, data, err := p.load(ctx, from)
	if err != nil {
		return nil, err
	}
	c := &checked{name: name}
	if journal.IsShowFile(data) || strings.EqualFold(filepath.Ext(name), extension) {
		c.people = true
		_, c.state, err = entriesOf(ctx, from)
		return c, err
	}
	res, err := p.parseSheet(name, data)
	if err != nil {
		return nil, err
	}
	c.problems = res.Problems
	at := runsheet.Moment{Wall: time.Now()}
	c.state = runsheet.Apply(runsheet.New(), runsheet.Entry{Seq: 1, At: at, By: itself, Fact: runsheet.Loaded{Show: res.Show, Source: name}})
	return c, nil
}

func (p *program) checkOBS(ctx context.Context, o checkOptions, s runsheet.State) (*obsCheck, error) {
	address := p.settings.OBS.Address
	c := &obsCheck{Address: address, Scenes: []string{}, Missing: []missingScene{}, Findings: []findingJSON{}}
	password, err := p.obsPassword(o.eveningOptions, address)
	if err != nil {
		return c, err
	}
	m, err := obs.Probe(ctx, address, password)
	if err != nil {
		return c, troubled(err, address)
	}
	c.Version, c.Scenes = m.Version, m.Scenes
	slots := map[string][]runsheet.SlotID{}
	var wanted []string
	for _, slot := range s.Show.Slots {
		if slot.Scene == "" || slot.Dropped || slices.Contains(m.Scenes, slot.Scene) {
			continue
		}
		if slots[slot.Scene] == nil {
			wanted = append(wanted, slot.Scene)
		}
		slots[slot.Scene] = append(slots[slot.Scene], slot.ID)
	}
	for _, scene := range wanted {
		c.Missing = append(c.Missing, missingScene{scene, slots[scene], append([]string{}, m.Nearest(scene)...)})
	}
	driver := obs.New(obs.Config{Address: address, Password: password, Log: p.log})
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { driver.Run(ctx); close(ended) }()
	defer func() { stop(); <-ended }()
	c.found = inspect(ctx, driver, s, wants{stream: !o.noStream, record: !o.noRecord, clock: o.clock}, uncounted)
	return c, nil
}

// sayCheck prints what was found, and refuses when something must be mended.
func (p *program) sayCheck(c *checked, o checkOptions) error {
	if c.obs != nil {
		c.found = append(c.found, c.obs.found...)
	}
	if c.people || o.page != "" { // the state says what people said, and takes in what the program found
		found := runsheet.CheckDone{Findings: c.found}
		if c.obs != nil {
			c.state = runsheet.Apply(c.state, runsheet.Entry{Seq: c.state.Seq + 1, At: runsheet.Moment{Wall: time.Now()}, By: itself, Fact: found})
		}
		c.found = c.state.Ready()
	}
	if err := p.writePage(c.state, o.page); err != nil {
		return err
	}
	verdict := p.verdict(c)
	if o.asJSON {
		if err := p.checkJSON(c, verdict); err != nil {
			return err
		}
		return verdict
	}
	p.listProblems(p.out, c.problems)
	if c.obs != nil && c.obsErr == nil {
		fmt.Fprintln(p.out, p.words.Say("check.obs", "version", c.obs.Version, "address", c.obs.Address, "n", len(c.obs.Scenes)))
	}
	listFindings(p.out, c.found, c.state.Show, p.words)
	if verdict == nil {
		fmt.Fprintln(p.out, p.words.Say("check.fine", "subject", c.name, "slots", p.words.Say("check.slots", "n", len(c.state.Show.Slots))))
	}
	return verdict
}

// verdict is why a check is refused, nil when all is well.
func (p *program) verdict(c *checked) error {
	faults := 0
	for _, pr := range c.problems {
		if pr.Severity == formats.SeverityError {
			faults++
		}
	}
	switch n := blocking(c.found); {
	case c.obsErr != nil:
		return c.obsErr
	case faults > 0:
		return &trouble{key: "problems", pairs: []any{"n", faults}}
	case n > 0:
		return &trouble{key: "checks", pairs: []any{"n", n}}
	}
	return nil
}

func (p *program) checkJSON(c *checked, verdict error) error {
	type problem struct {
		Sheet    string `json:"sheet"`
		Row      int    `json:"row"`
		Column   string `json:"column"`
		Severity string `json:"severity"`
		Message  string `json:"message"`
	}
	problems := make([]problem, len(c.problems))
	for i, pr := range c.problems {
		problems[i] = problem{pr.Sheet, pr.Row, pr.Column, string(pr.Severity), sentence(pr, p.words)}
	}
	said := func(found []runsheet.Finding) []findingJSON {
		all := make([]findingJSON, len(found))
		for i, f := range found {
			all[i] = findingJSON{f.Weight, f.Code, sayFinding(f, c.state.Show, p.words), f.Args, f.Slots}
		}
		return all
	}
	if c.obs != nil {
		c.obs.Findings = said(c.obs.found)
		if c.obsErr != nil {
			c.obs.Error, c.obs.Hint, _ = explain(c.obsErr, p.words)
		}
	}
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(map[string]any{"file": c.name, "ok": verdict == nil, "title": c.state.Show.Title, "slots": len(c.state.Show.Slots),
		"problems": problems, "obs": c.obs, "findings": said(c.found)})
}

// writePage writes the checks as a page to print; an empty path writes none.
func (p *program) writePage(s runsheet.State, path string) error {
	if path == "" {
		return nil
	}
	var b bytes.Buffer
	if err := report.WritePreflight(&b, s, time.Now(), preflightWords(s.Show, p.lang)); err != nil {
		return err
	}
	return p.deliver(path, b.Bytes())
}
