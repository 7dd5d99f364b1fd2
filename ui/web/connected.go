package web

import (
	"cmp"
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"regie/assets"
	"regie/runsheet"
)

// The pages of the staff are known one by one: a page makes itself an id and says it whenever it connects, so that it
// stays the same page through reloads, lost networks and restarts of the desk. Its name is kept by the page itself, beside
// the id; that is why a screen is still "Loge" in front of another show. The audience's pages are counted and not known.

// Page is one page that is open somewhere, or was until a moment ago.
type Page struct {
	ID   string
	Name string // as a person called it, "" if nobody did
	Role runsheet.Role
	// Path is its address here: "/stage".
	Path string
	// System is the sort of machine as the browser tells it: "Android", "iPhone"… "" when it is none that we know.
	System string
	// Address is where it comes from, without the port.
	Address string
	// Since is when it connected; Left is zero while it is there.
	Since, Left time.Time
}

// Connected says whether the page is there now.
func (p Page) Connected() bool { return p.Left.IsZero() }

const (
	// mostPages and keepPage bound the memory of pages that are gone.
	mostPages = 200
	keepPage  = 12 * time.Hour
	// longestName is in characters: what fits across a phone that shows it.
	longestName = 40
	// mailbox is how many words to a page may wait for its line.
	mailbox = 8
)

// word is what a page, and no other, is told.
type word struct {
	Name *string `json:"name,omitempty"`
	// Identify makes the page show its name, large, for a moment.
	Identify bool `json:"identify,omitempty"`
	// Open sends it to another address of ours.
	Open string `json:"open,omitempty"`
}

// known is a page with the lines that it holds; more than one when it came back before the old one was noticed gone.
type known struct {
	Page
	lines map[chan word]bool
}

// connected are the pages by their ids.
type connected struct {
	mu  sync.Mutex
	all map[string]*known
	now func() time.Time
}

func newConnected() *connected { return &connected{all: map[string]*known{}, now: time.Now} }

// join takes a page in, and gives the words for it and a function for when its line ends. A page without an id, and an
// audience's, is taken in without being remembered.
func (c *connected) join(p Page) (<-chan word, func()) {
	words := make(chan word, mailbox)
	if p.ID == "" || p.Role == runsheet.Audience || p.Role == "" {
		return words, func() {}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.all[p.ID]
	if k == nil {
		c.forget()
		if len(c.all) >= mostPages {
			return words, func() {}
		}
		k = &known{lines: map[chan word]bool{}}
		c.all[p.ID] = k
	} else if k.Name != p.Name && k.Name != "" {
		// It was renamed while it was away.
		name := k.Name
		p.Name = name
		words <- word{Name: &name}
	}
	p.Since, p.Left = c.now(), time.Time{}
	if len(k.lines) > 0 {
		p.Since = k.Since
	}
	k.Page = p
	k.lines[words] = true
	return words, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(k.lines, words)
		if len(k.lines) == 0 {
			k.Left = c.now()
		}
	}
}

// forget drops the pages that left long ago, and when there are still too many the one that left first; mu is held.
func (c *connected) forget() {
	var first *known
	for id, k := range c.all {
		switch {
		case k.Connected():
		case c.now().Sub(k.Left) > keepPage:
			delete(c.all, id)
		case first == nil || k.Left.Before(first.Left):
			first = k
		}
	}
	if first != nil && len(c.all) >= mostPages {
		delete(c.all, first.ID)
	}
}

// list gives the pages: those that are there first, by role, name and age.
func (c *connected) list() []Page {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget()
	pages := make([]Page, 0, len(c.all))
	for _, k := range c.all {
		pages = append(pages, k.Page)
	}
	slices.SortFunc(pages, func(a, b Page) int {
		if a.Connected() != b.Connected() {
			if a.Connected() {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Name, b.Name), a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	})
	return pages
}

// tell says a word to a page, and whether there was such a page. change may alter what is known of it; nil changes
// nothing. A page whose line is full is told nothing: it is not reading.
func (c *connected) tell(id string, w word, change func(*Page)) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.all[id]
	if k == nil {
		return false
	}
	if change != nil {
		change(&k.Page)
	}
	for line := range k.lines {
		select {
		case line <- w:
		default:
		}
	}
	return true
}

// Pages lists the staff's pages: those that are there, then those that left.
func (s *Server) Pages() []Page { return s.connected.list() }

// RenamePage gives a page the name that people know it by; false when there is no such page.
func (s *Server) RenamePage(id, name string) bool {
	name = cleanName(name)
	return s.connected.tell(id, word{Name: &name}, func(p *Page) { p.Name = name })
}

// IdentifyPage makes a page show its name for some seconds; false when there is no such page.
func (s *Server) IdentifyPage(id string) bool { return s.connected.tell(id, word{Identify: true}, nil) }

// SendPage moves a page to another of its role's pages; false when there is no such page, or its role may not open it.
func (s *Server) SendPage(id, path string) bool {
	s.connected.mu.Lock()
	k := s.connected.all[id]
	allowed := k != nil && slices.Contains(PagesOf(k.Role), path)
	s.connected.mu.Unlock()
	return allowed && s.connected.tell(id, word{Open: path}, nil)
}

// ForgetPage takes a page that left off the list; false when there is none, or it is there.
func (s *Server) ForgetPage(id string) bool {
	c := s.connected
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.all[id]
	if k == nil || k.Connected() {
		return false
	}
	delete(c.all, id)
	return true
}

// cleanName is a name as it may be shown: one line of visible characters, not too long.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(name, ""))
	name = strings.Join(strings.Fields(name), " ")
	for utf8.RuneCountInString(name) > longestName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return strings.TrimSpace(name)
}

// The headers by which a page says who it is.
const (
	pageHeader     = "X-Regie-Page"
	pageNameHeader = "X-Regie-Page-Name" // percent-encoded
	pagePathHeader = "X-Regie-Page-Path"
)

// pageIn is the page that a request speaks for; its ID is "" when it is none.
func pageIn(r *http.Request, role runsheet.Role) Page {
	id := r.Header.Get(pageHeader)
	if len(id) < 8 || len(id) > 64 || strings.Trim(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		return Page{}
	}
	name, err := url.PathUnescape(r.Header.Get(pageNameHeader))
	if err != nil {
		name = ""
	}
	path := r.Header.Get(pagePathHeader)
	if !slices.ContainsFunc(pages, func(p page) bool { return p.path == path }) {
		path = ""
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	return Page{ID: id, Name: cleanName(name), Role: role, Path: path, System: systemOf(r.UserAgent()), Address: host}
}

// systemOf names the machine that a browser says it runs on. It only helps a person to tell pages apart.
func systemOf(agent string) string {
	for _, s := range []struct{ sign, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"},
		{"Mac OS X", "macOS"}, {"OBS/", "OBS"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, s.sign) {
			return s.name
		}
	}
	return ""
}

// pageView is a page as the interface tells it.
type pageView struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Role      runsheet.Role `json:"role"`
	Page      string        `json:"page"`
	System    string        `json:"system"`
	Address   string        `json:"address"`
	Connected bool          `json:"connected"`
	// ForMS is for how long it has been there, or gone.
	ForMS int64 `json:"for_ms"`
	// May are the pages that it can be sent to.
	May []string `json:"may"`
}

func (s *Server) getPages(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	if by.Role != runsheet.Operator {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	now := s.connected.now()
	views := []pageView{}
	for _, p := range s.Pages() {
		since := p.Since
		if !p.Connected() {
			since = p.Left
		}
		views = append(views, pageView{
			ID: p.ID, Name: p.Name, Role: p.Role, Page: p.Path, System: p.System, Address: p.Address,
			Connected: p.Connected(), ForMS: ms(now.Sub(since)), May: PagesOf(p.Role),
		})
	}
	audience := s.Watching()[runsheet.Audience]
	writeJSON(w, http.StatusOK, struct {
		Pages    []pageView `json:"pages"`
		Audience int        `json:"audience"`
	}{views, audience})
}

// postPage does something to one page: rename, identify, send, forget.
func (s *Server) postPage(w http.ResponseWriter, r *http.Request, by runsheet.Actor) {
	if by.Role != runsheet.Operator {
		s.refuse(w, r, &runsheet.Refusal{Reason: runsheet.NotAllowed}, nil)
		return
	}
	body, ok := s.body(w, r, maxAsk, bodyTime)
	if !ok {
		return
	}
	var sent struct {
		Name string `json:"name"`
		Page string `json:"page"`
	}
	if len(body) > 0 && json.Unmarshal(body, &sent) != nil {
		s.fail(w, r, http.StatusBadRequest, "unreadable")
		return
	}
	id, found := r.PathValue("id"), false
	switch r.PathValue("what") {
	case "rename":
		found = s.RenamePage(id, sent.Name)
	case "identify":
		found = s.IdentifyPage(id)
	case "send":
		found = s.SendPage(id, sent.Page)
	case "forget":
		found = s.ForgetPage(id)
	default:
		s.notFound(w, r)
		return
	}
	if !found {
		s.fail(w, r, http.StatusNotFound, "no-page")
		return
	}
	writeJSON(w, http.StatusOK, done{OK: true, Seq: s.desk.State().Seq, Written: true})
}

// place is a page that somebody may open, in the order in which the index lists them.
type place struct {
	Page string        `json:"page"`
	Role runsheet.Role `json:"role"`
}

// getMe says which roles a browser holds and which pages they open: what the index page lists.
func (s *Server) getMe(w http.ResponseWriter, r *http.Request) {
	held := []runsheet.Role{}
	open := []place{}
	for _, role := range roles {
		if s.holds(r, role) != nil {
			held = append(held, role)
		}
	}
	for _, p := range pages {
		if p.role == "" || !slices.ContainsFunc(held, func(role runsheet.Role) bool { return covers(role, p.role) }) {
			continue
		}
		open = append(open, place{p.path, p.role})
	}
	who := ""
	if device, _, ok := s.devices.read(r); ok {
		who = s.devices.who(device)
	}
	writeJSON(w, http.StatusOK, struct {
		Roles []runsheet.Role `json:"roles"`
		Pages []place         `json:"pages"`
		// Who is how claims name this browser.
		Who string `json:"who"`
	}{held, open, who})
}

// getWords gives a page's sentences in a language, so that a page changes its language without being loaded again.
func (s *Server) getWords(w http.ResponseWriter, r *http.Request) {
	name := r.URL.Query().Get("page")
	if !slices.ContainsFunc(pages, func(p page) bool { return p.name == name }) {
		s.notFound(w, r)
		return
	}
	l := s.langOf(r)
	writeJSON(w, http.StatusOK, struct {
		Lang  assets.Lang       `json:"lang"`
		Words map[string]string `json:"words"`
	}{l, sheet{Lang: l, Name: name, words: assets.In(l)}.Words()})
}
