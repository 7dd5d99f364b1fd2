package sources

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	_ "time/tzdata" // Google counts a day in California
)

// YouTube follows a live video's chat with an API key. Two calls of a documented interface are all that is needed of
// Google, so they are made by hand.
type YouTube struct {
	Video string
	Key   string
	// Base is the interface's address; empty for Google's. Daily is what the key may spend a day, 0 for Google's 10,000.
	Base   string
	Daily  int
	Client *http.Client

	chat, page string
	used       int
	day        string
}

const (
	youtubeBase  = "https://www.googleapis.com/youtube/v3"
	youtubeDaily = 10_000
	// What the two calls cost, in Google's units.
	costVideo, costMessages = 1, 5
	// lasting is for how long a day's allowance is made to last, whatever pace Google proposes.
	lasting = 4 * time.Hour
	// leastPoll and mostPoll bound what Google may propose.
	leastPoll, mostPoll = time.Second, 2 * time.Minute
)

var (
	youtubeVideo = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)
	youtubeLink  = regexp.MustCompile(`(?:v=|youtu\.be/|/live/|/embed/)([A-Za-z0-9_-]{11})`)
)

// NewYouTube checks a video's id or address.
func NewYouTube(video, key string) (*YouTube, error) {
	video = strings.TrimSpace(video)
	if m := youtubeLink.FindStringSubmatch(video); m != nil {
		video = m[1]
	}
	if !youtubeVideo.MatchString(video) {
		return nil, fmt.Errorf("read video %q: %w: an id of 11 characters, or the video's address", video, ErrTarget)
	}
	if strings.TrimSpace(key) == "" {
		return nil, errors.New("follow YouTube: an API key is needed")
	}
	return &YouTube{Video: video, Key: strings.TrimSpace(key)}, nil
}

// Read is Reader's. It goes on where it was when the line was lost.
func (y *YouTube) Read(ctx context.Context, heard Heard) error {
	if y.chat == "" {
		if err := y.find(ctx, heard); err != nil {
			return err
		}
	}
	for {
		var p youtubePage
		err := y.get(ctx, "/liveChat/messages", url.Values{
			"liveChatId": {y.chat}, "part": {"snippet,authorDetails"}, "maxResults": {"2000"}, "pageToken": {y.page},
		}, costMessages, &p, heard)
		if err != nil {
			return err
		}
		heard.Live()
		for _, m := range p.messages() {
			heard.Message(m)
		}
		if p.OfflineAt != "" {
			return &Stopped{&caused{errors.New("the live is over"), CauseOver}}
		}
		y.page = cmp.Or(p.Next, y.page)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(y.pause(time.Duration(p.Poll) * time.Millisecond)):
		}
	}
}

// pause is how long to wait for the next page: as Google proposes, and long enough for the day's allowance to last.
func (y *YouTube) pause(proposed time.Duration) time.Duration {
	own := time.Duration(float64(lasting) * costMessages / float64(y.daily()))
	return min(max(proposed, own, leastPoll), mostPoll)
}

func (y *YouTube) daily() int { return cmp.Or(y.Daily, youtubeDaily) }

// find asks for the video's chat.
func (y *YouTube) find(ctx context.Context, heard Heard) error {
	var v struct {
		Items []struct {
			Live struct {
				Chat string `json:"activeLiveChatId"`
			} `json:"liveStreamingDetails"`
		} `json:"items"`
	}
	err := y.get(ctx, "/videos", url.Values{"part": {"liveStreamingDetails"}, "id": {y.Video}}, costVideo, &v, heard)
	switch {
	case err != nil:
		return err
	case len(v.Items) == 0:
		return &Stopped{&caused{fmt.Errorf("find video %s: YouTube does not know it", y.Video), CauseUnknown}}
	case v.Items[0].Live.Chat == "":
		return &Later{time.Minute, &caused{fmt.Errorf("find chat of %s: it is not live, or has no chat", y.Video), CauseNotLive}}
	}
	y.chat, y.page = v.Items[0].Live.Chat, ""
	return nil
}

// california is where Google's day begins and ends.
func california() *time.Location {
	loc, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.UTC
	}
	return loc
}

// spend counts a call, and says for how long there is nothing left to spend.
func (y *YouTube) spend(cost int, now time.Time, heard Heard) error {
	here := now.In(california())
	if day := here.Format(time.DateOnly); day != y.day {
		y.day, y.used = day, 0
	}
	if y.used+cost > y.daily() {
		return &Later{untilMidnight(here), &caused{errors.New("today's allowance of calls is used up"), CauseQuota}}
	}
	y.used += cost
	heard.Spent(Quota{y.used, y.daily()})
	return nil
}

func untilMidnight(here time.Time) time.Duration {
	year, month, day := here.Date()
	return time.Date(year, month, day+1, 0, 1, 0, 0, here.Location()).Sub(here)
}

func (y *YouTube) get(ctx context.Context, path string, q url.Values, cost int, into any, heard Heard) error {
	if err := y.spend(cost, time.Now(), heard); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, cmp.Or(y.Base, youtubeBase)+path+"?"+q.Encode(), nil)
	if err != nil {
		return err
	}
	r.Header.Set("X-Goog-Api-Key", y.Key) // not in the address, which ends up in logs
	w, err := cmp.Or(y.Client, http.DefaultClient).Do(r)
	if err != nil {
		return fmt.Errorf("ask YouTube: %w", plainly(err))
	}
	body, err := whole(w)
	if err != nil {
		return fmt.Errorf("ask YouTube: %w", err)
	}
	if w.StatusCode != http.StatusOK {
		return y.refused(w, body)
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("read YouTube's answer: %w", err)
	}
	return nil
}

// refused says what an answer other than 200 means.
func (y *YouTube) refused(w *http.Response, body []byte) error {
	var e struct {
		Error struct {
			Message string `json:"message"`
			Errors  []struct {
				Reason string `json:"reason"`
			} `json:"errors"`
		} `json:"error"`
	}
	json.Unmarshal(body, &e) // an answer that is no JSON has no reason
	reason := ""
	if len(e.Error.Errors) > 0 {
		reason = e.Error.Errors[0].Reason
	}
	err := fmt.Errorf("refused by YouTube: %d %s %s", w.StatusCode, reason, short(plain(e.Error.Message)))
	because := func(c Cause) error { return &caused{err, c} }
	switch reason {
	case "quotaExceeded", "dailyLimitExceeded":
		y.used = y.daily()
		return &Later{untilMidnight(time.Now().In(california())), because(CauseQuota)}
	case "liveChatEnded", "liveChatDisabled":
		return &Stopped{because(CauseOver)}
	case "keyInvalid", "accessNotConfigured", "ipRefererBlocked":
		return &Stopped{because(CauseKey)}
	case "liveChatNotFound", "pageTokenInvalid", "invalidPageToken":
		y.chat, y.page = "", "" // looked for again
		return err
	case "rateLimitExceeded", "userRateLimitExceeded":
		return &Later{max(retryAfter(w), 30*time.Second), because(CausePace)}
	}
	switch {
	case w.StatusCode == http.StatusTooManyRequests:
		return &Later{max(retryAfter(w), 30*time.Second), because(CausePace)}
	case w.StatusCode == http.StatusBadRequest, w.StatusCode == http.StatusUnauthorized:
		return &Stopped{because(CauseKey)}
	}
	return err
}

// youtubePage is one answer with messages, as far as we read it.
type youtubePage struct {
	Poll      int64  `json:"pollingIntervalMillis"`
	Next      string `json:"nextPageToken"`
	OfflineAt string `json:"offlineAt"`
	Items     []struct {
		ID      string `json:"id"`
		Snippet struct {
			Type string    `json:"type"`
			At   time.Time `json:"publishedAt"`
			Text string    `json:"displayMessage"`
		} `json:"snippet"`
		Author struct {
			ID   string `json:"channelId"`
			Name string `json:"displayName"`
		} `json:"authorDetails"`
	} `json:"items"`
}

func (p youtubePage) messages() []Message {
	var all []Message
	for _, item := range p.Items {
		// What was paid for with a message is one too; arrivals and deletions are not.
		if item.ID == "" || item.Snippet.Text == "" || item.Snippet.Type != "textMessageEvent" && item.Snippet.Type != "superChatEvent" {
			continue
		}
		all = append(all, Message{
			Platform: "youtube", ID: item.ID, Author: item.Author.Name, AuthorID: item.Author.ID, Text: item.Snippet.Text, At: item.Snippet.At,
		})
	}
	return all
}
