package runsheet

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCheckCue(t *testing.T) {
	with := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	for _, tc := range []struct {
		cue  Cue
		code string
	}{
		{Cue{Do: CueScene, Target: "Plateau"}, ""},
		{Cue{Do: CueScene}, FaultTarget},
		{Cue{Do: "dance"}, FaultDeed},
		{Cue{}, FaultDeed},
		{Cue{Do: CueTake}, ""},
		{Cue{Do: CueTake, Target: "Débat", With: with("keep", "yes")}, ""},
		{Cue{Do: CueTake, With: with("keep", "perhaps")}, FaultUseless},
		{Cue{Do: CueStreamStart, Target: "Vimeo"}, FaultNoTarget},
		{Cue{Do: CueScene, Target: strings.Repeat("x", MaxTitle+1)}, FaultLong},
		{Cue{Do: CueShow, Target: "Logo"}, FaultNeeds},
		{Cue{Do: CueShow, Target: "Logo", With: with("scene", "Plateau")}, ""},
		{Cue{Do: CueShow, Target: "Logo", With: with("scene", "Plateau", "colour", "red")}, FaultUseless},
		{Cue{Do: CueWait, With: with("length", "30s")}, ""},
		{Cue{Do: CueWait, With: with("length", "2 h")}, FaultLength},
		{Cue{Do: CueWait, With: with("length", "soon")}, FaultLength},
		{Cue{Do: CueWait, With: with("length", "-3s")}, FaultLength},
		{Cue{Do: CueWait, With: with("length", "3s"), When: AtEnd}, FaultWait},
		{Cue{Do: CueTransition, Target: "Fondu", With: with("length", "10ms")}, FaultLength},
		{Cue{Do: CueTransition, Target: "Fondu", With: with("length", "500ms")}, ""},
		{Cue{Do: CueVolume, Target: "Micro", With: with("db", "-6.5")}, ""},
		{Cue{Do: CueVolume, Target: "Micro", With: with("db", "loud")}, FaultVolume},
		{Cue{Do: CueVolume, Target: "Micro", With: with("db", "NaN")}, FaultVolume},
		{Cue{Do: CueVolume, Target: "Micro", With: with("db", "27")}, FaultVolume},
		{Cue{Do: CueText, Target: "Titre"}, ""},
		{Cue{Do: CueText, Target: "Titre", With: with("text", strings.Repeat("x", maxCueText+1))}, FaultLong},
		{Cue{Do: CueRequest, Target: "GetVersion", With: with("data", `{"a":1}`)}, ""},
		{Cue{Do: CueRequest, Target: "GetVersion", With: with("data", `[1]`)}, FaultData},
		{Cue{Do: CueRequest, Target: "GetVersion", With: with("data", `{"a":`)}, FaultData},
		{Cue{Do: CueMute, Target: "Micro", When: AtEnd}, ""},
		{Cue{Do: CueMute, Target: "Micro", When: "later"}, FaultWhen},
		{Cue{Do: CueMute, Target: "Micro", When: AtMediaEnd}, FaultMedia},
		{Cue{Do: CueMute, Target: "Micro", Media: "Clip"}, FaultMedia},
		{Cue{Do: CueMute, Target: "Micro", When: AtMediaEnd, Media: "Clip"}, ""},
	} {
		got := ""
		if err := tc.cue.Check(); err != nil {
			if got = err.(*Fault).Code; err.Error() == "" || strings.Contains(err.Error(), "%!") {
				t.Errorf("%+v: the fault reads %q", tc.cue, err)
			}
		}
		if got != tc.code {
			t.Errorf("%+v: fault %q, want %q", tc.cue, got, tc.code)
		}
	}
}

func TestParseCues(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []Cue
		bad  int
	}{
		{"", nil, 0},
		{" ; \n ", nil, 0},
		{"media.restart Générique", []Cue{{Do: CueMediaRestart, Target: "Générique"}}, 0},
		{"Lancer « Générique de fin »", []Cue{{Do: CueMediaRestart, Target: "Générique de fin"}}, 0},
		{"attendre 30 s; scène Plateau 2", []Cue{{Do: CueWait, With: map[string]string{"length": "30s"}}, {Do: CueScene, Target: "Plateau 2"}}, 0},
		{"démarrer l'enregistrement\nDÉMARRER LE DIRECT", []Cue{{Do: CueRecordStart}, {Do: CueStreamStart}}, 0},
		{`text Titre, text="Bonsoir ; à ""tous"", oui"`, []Cue{{Do: CueText, Target: "Titre", With: map[string]string{"text": `Bonsoir ; à "tous", oui`}}}, 0},
		{"texte Titre, texte=heure : 20:00", []Cue{{Do: CueText, Target: "Titre", With: map[string]string{"text": "heure : 20:00"}}}, 0},
		{"end: mute Micro", []Cue{{Do: CueMute, Target: "Micro", When: AtEnd}}, 0},
		{"fin : couper Micro", []Cue{{Do: CueMute, Target: "Micro", When: AtEnd}}, 0},
		{"après Générique : scène Plateau", []Cue{{Do: CueScene, Target: "Plateau", When: AtMediaEnd, Media: "Générique"}}, 0},
		{"volume Micro, db=−6,5 dB", nil, 1}, // a comma parts arguments
		{"volume Micro, db=−6 dB", []Cue{{Do: CueVolume, Target: "Micro", With: map[string]string{"db": "-6"}}}, 0},
		{"transition Fondu, durée=500ms", []Cue{{Do: CueTransition, Target: "Fondu", With: map[string]string{"length": "500ms"}}}, 0},
		{"montrer Logo, scene=Plateau; danser", []Cue{{Do: CueShow, Target: "Logo", With: map[string]string{"scene": "Plateau"}}}, 1},
		{"Mme Durand entre à gauche", nil, 1},
		{"end: wait 3s", nil, 1},
		{"text Titre, Bonsoir à tous", []Cue{{Do: CueText, Target: "Titre", With: map[string]string{"text": "Bonsoir à tous"}}}, 0},
		{"volume Micro, -6; montrer Logo, Plateau", []Cue{
			{Do: CueVolume, Target: "Micro", With: map[string]string{"db": "-6"}},
			{Do: CueShow, Target: "Logo", With: map[string]string{"scene": "Plateau"}},
		}, 0},
		{"text Titre, Bonsoir, à tous", nil, 1},
		{"text Titre, text=Bonsoir, à tous", nil, 1},
		{"record.start, vite", nil, 1},
		{"take Plateau, keep=yes", []Cue{{Do: CueTake, Target: "Plateau", With: map[string]string{"keep": "yes"}}}, 0},
		{"chapitre, texte=Débat", []Cue{{Do: CueRecordChapter, With: map[string]string{"text": "Débat"}}}, 0},
	} {
		got, bad := ParseCues(tc.text)
		if diff := cmp.Diff(tc.want, got); diff != "" || len(bad) != tc.bad {
			t.Errorf("%q: %d bad %v (-want +got):\n%s", tc.text, len(bad), bad, diff)
		}
	}
}

// The cues that the guides show are cues.
func TestCuesOfTheGuides(t *testing.T) {
	for lang, begins := range map[string]string{"fr": "lancer", "en": "restart"} {
		guide, err := os.ReadFile("../doc/" + lang + "/guide.md")
		if err != nil {
			t.Fatal(err)
		}
		_, block, found := strings.Cut(string(guide), "\n\n      "+begins)
		block, _, ended := strings.Cut(begins+block, "\n\n")
		if cues, bad := ParseCues(block); !found || !ended || len(bad) != 0 || len(cues) != 1+strings.Count(block, "\n") {
			t.Errorf("%s: %d cues and %v in\n%s", lang, len(cues), bad, block)
		}
	}
}

func drawCue(t *rapid.T) Cue {
	text := rapid.StringOfN(rapid.RuneFrom([]rune(`aé "',;:=«»\n#-1.`+"\n")), 1, 12, -1)
	use := rapid.SampledFrom(vocabulary).Draw(t, "use")
	c := Cue{Do: use.Do}
	if use.Target != "" {
		c.Target = text.Draw(t, "target")
	}
	for _, a := range slices.Concat(use.Needs, use.Allows) {
		value := map[Argument]string{ArgLength: "1.5s", ArgVolume: "-6.5", ArgKeep: "yes", ArgData: `{"a": "b, c; \"d\""}`}[a]
		if value == "" {
			value = text.Draw(t, string(a))
		}
		if c.With == nil {
			c.With = map[string]string{}
		}
		c.With[string(a)] = value
	}
	switch rapid.IntRange(0, 2).Draw(t, "when") {
	case 1:
		if c.Do != CueWait {
			c.When = AtEnd
		}
	case 2:
		c.When, c.Media = AtMediaEnd, text.Draw(t, "media")
	}
	return c.tidy()
}

// Whatever cue a sheet may hold, its short form reads back as the same.
func TestCuesThroughText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var cues []Cue
		for range rapid.IntRange(1, 3).Draw(t, "cues") {
			if c := drawCue(t); c.Check() == nil {
				cues = append(cues, c)
			}
		}
		got, bad := ParseCues(WriteCues(cues))
		if diff := cmp.Diff(cues, got); diff != "" || len(bad) > 0 {
			t.Fatalf("%s\nbad %v (-want +got):\n%s", WriteCues(cues), bad, diff)
		}
	})
}

func FuzzParseCues(f *testing.F) {
	for _, seed := range []string{"media.restart Générique", "après « A : B » : wait 3s", `text T, text="a""b`, "end:", ":", "=,;\""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cues, _ := ParseCues(text)
		for _, c := range cues {
			if err := c.Check(); err != nil {
				t.Fatalf("%q gives %+v: %v", text, c, err)
			}
		}
		again, bad := ParseCues(WriteCues(cues))
		if len(bad) > 0 || !sameCues(cues, again) {
			t.Fatalf("%q: %q reads back as %v, %v", text, WriteCues(cues), again, bad)
		}
	})
}

// TestOrders goes through an evening and says what each entry has done outside, and that nothing else does.
func TestOrders(t *testing.T) {
	go1, go2 := Cue{Do: CueMediaRestart, Target: "Clip"}, Cue{Do: CueWait, With: map[string]string{"length": "3s"}}
	end, media := Cue{Do: CueMute, Target: "Micro", When: AtEnd}, Cue{Do: CueScene, Target: "Débat", When: AtMediaEnd, Media: "Clip"}
	unmute := Cue{Do: CueUnmute, Target: "Micro"}
	show := Show{Slots: []Slot{{ID: "a", Cues: []Cue{end, go1, media, go2}}, {ID: "b", Cues: []Cue{unmute}}, {ID: "c"}}}
	s, n := New(), Seq(0)
	enter := func(f Fact) []Order {
		n++
		before := s
		s = Apply(s, Entry{Seq: n, At: Moment{Wall: time.Unix(int64(n), 0), Steady: time.Duration(n) * time.Second}, Fact: f})
		return Orders(before, s)
	}
	there := []Destination{{ID: "v", Name: "Vimeo", Server: "rtmp://v/live"}, {ID: "p", Name: "Page", Watch: "https://p"}}
	for _, tc := range []struct {
		fact Fact
		want []Order
	}{
		{Loaded{Show: show}, nil},
		{DestinationsSet{there}, nil},
		{Went{To: "a"}, []Order{{Entry: 3, Slot: "a", Cues: []Cue{go1, go2}}}},
		{MediaSeen{"Clip", MediaStarted}, nil},
		{MediaSeen{"Clip", MediaEnded}, []Order{{Entry: 5, Slot: "a", Cues: []Cue{media}}}},
		{CueRan{Slot: "a", Cue: media, Outcome: CueWasDone}, nil},
		{CueAsked{Cue{Do: CueRecordStart}}, []Order{{Entry: 7, Cues: []Cue{{Do: CueRecordStart}}}}},
		{Went{From: "a", To: "b"}, []Order{{Entry: 8, Slot: "b", Leaves: "a", Cues: []Cue{end, unmute}}}},
		{WentBack{From: "b", To: "a"}, []Order{{Entry: 9, Slot: "a", Leaves: "b"}}},
		{Held{"a"}, nil},
		{Resumed{}, nil},
		{Picked{"Débat", false}, nil},
		{Picked{"Débat", true}, []Order{{Entry: 13, Cues: []Cue{{Do: CueTake, Target: "Débat"}}}}},
		{MoveBegan{To: "v"}, []Order{{Entry: 14, Move: &there[0]}}},
		{MovePassed{To: "v", Phase: MoveDone}, nil},
		{Closed{From: "a"}, []Order{{Entry: 16, Leaves: "a", Cues: []Cue{end}}}},
	} {
		if diff := cmp.Diff(tc.want, enter(tc.fact)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", FactKind(tc.fact), diff)
		}
	}
}

// What is due at the end of a media that takes the next slot comes with that, once: without what would wait, and without
// another picture.
func TestOrdersOfAMediaThatTakesTheNextSlot(t *testing.T) {
	at := func(c Cue) Cue { c.When, c.Media = AtMediaEnd, "Clip"; return c }
	unmute, scene, late := at(Cue{Do: CueUnmute, Target: "Micro"}), at(Cue{Do: CueScene, Target: "Mire"}), at(Cue{Do: CueHide, Target: "Logo", With: map[string]string{"scene": "a"}})
	wait := at(Cue{Do: CueWait, With: map[string]string{"length": "3s"}})
	end, start := Cue{Do: CueMute, Target: "Salle", When: AtEnd}, Cue{Do: CueRecordStart}
	s := after(New(), Loaded{Show: Show{Slots: []Slot{
		{ID: "a", AtEnd: TakeAfterMedia, Cues: []Cue{end, unmute, scene, wait, late}}, {ID: "b", Cues: []Cue{start}},
	}}}, Went{To: "a"})
	got, err := Decide(s, Act{By: Actor{Role: DeskRole}, At: s.Last.At, Command: ReportMedia{"Clip", MediaEnded}})
	if diff := cmp.Diff([]Fact{MediaSeen{"Clip", MediaEnded}, Went{From: "a", To: "b", Media: "Clip"}}, got); err != nil || diff != "" {
		t.Fatalf("%v\n%s", err, diff)
	}
	var orders []Order
	for i, f := range got {
		before := s
		s = Apply(s, Entry{Seq: Seq(10 + i), At: s.Last.At, Fact: f})
		orders = append(orders, Orders(before, s)...)
	}
	if diff := cmp.Diff([]Order{{Entry: 11, Slot: "b", Leaves: "a", Cues: []Cue{unmute, end, start}}}, orders); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A destination that only people go to is nothing for OBS.
func TestMoveToAPage(t *testing.T) {
	s := after(New(), DestinationsSet{[]Destination{{ID: "p", Name: "Salle de secours", Watch: "https://p.example"}}})
	got, err := Decide(s, Act{By: Actor{Role: Operator}, Command: MoveStream{To: "p"}})
	if diff := cmp.Diff([]Fact{MoveBegan{To: "p"}, MovePassed{To: "p", Phase: MoveDone}}, got); err != nil || diff != "" {
		t.Fatalf("%v\n%s", err, diff)
	}
	if s = after(s, got...); s.Public() != "https://p.example" || s.Stream.Moving() {
		t.Errorf("the public is at %q, moving %v", s.Public(), s.Stream.Moving())
	}
}

func TestDecideStudio(t *testing.T) {
	vimeo := Destination{ID: "vimeo", Name: "Vimeo", Server: "rtmps://v.example/live", Watch: "https://v.example/1"}
	youtube := Destination{ID: "yt", Name: "YouTube", Server: "rtmps://y.example/live2", Watch: "https://y.example/2"}
	listed := after(New(), DestinationsSet{[]Destination{vimeo, youtube}})
	version := listed.Stream.Version
	onVimeo := after(listed, MoveBegan{To: "vimeo"}, MovePassed{To: "vimeo", Phase: MoveDone})
	moving := after(onVimeo, MoveBegan{From: "vimeo", To: "yt"})
	broken := after(onVimeo, IncidentOpened{ID: "i1", Symptom: SymptomBlack})
	resolved := after(broken, IncidentAdvanced{ID: "i1", Step: IncidentResolved})
	announced := after(broken, IncidentAdvanced{ID: "i1", Step: IncidentAnnounced, Text: "Suivez-nous ici", Link: "https://v.example/1"})
	bare := func(d Destination) SetDestinations { return SetDestinations{[]Destination{d}, 0} }
	playing := after(New(), Loaded{Show: Show{Slots: []Slot{{ID: "a", Cues: []Cue{{Do: CueMediaPlay, Target: "Clip"}}}, {ID: "v", Kind: Video}}}}, Went{To: "a"})
	for _, tc := range []struct {
		name   string
		s      State
		c      Command
		want   []Fact
		reason Reason
	}{
		{"cue", New(), FireCue{Cue{Do: CueRecordStart, When: AtEnd}}, []Fact{CueAsked{Cue{Do: CueRecordStart}}}, ""},
		{"bad cue", New(), FireCue{Cue{Do: CueScene}}, nil, BadCue},
		{"wait for nothing", New(), FireCue{Cue{Do: CueWait, With: map[string]string{"length": "3s"}}}, nil, BadCue},
		{"scene", New(), TakeScene{Scene: "Plateau"}, []Fact{Picked{"Plateau", false}}, ""},
		{"no scene", New(), TakeScene{}, nil, BadCommand},
		{"scene that is on air", after(New(), Picked{"Plateau", false}, SceneSeen{"Plateau", true, false}), TakeScene{Scene: "Plateau"}, nil, ""},
		{"scene that a hand took away", after(New(), Picked{"Plateau", false}, SceneSeen{"Autre", false, false}), TakeScene{Scene: "Plateau"}, []Fact{Picked{"Plateau", false}}, ""},

		{"media of a cue", playing, ReportMedia{"Clip", MediaEnded}, []Fact{MediaSeen{"Clip", MediaEnded}}, ""},
		{"media that goes round", after(playing, MediaSeen{"Clip", MediaEnded}), ReportMedia{"Clip", MediaEnded}, nil, ""},
		{"media of nobody", playing, ReportMedia{"Fond", MediaEnded}, nil, ""},
		{"media of a video", after(playing, Went{From: "a", To: "v"}), ReportMedia{"Fond", MediaEnded}, []Fact{MediaSeen{"Fond", MediaEnded}}, ""},
		{"media with nothing on air", New(), ReportMedia{"Clip", MediaEnded}, nil, ""},

		{"destinations", New(), SetDestinations{[]Destination{vimeo}, 0}, []Fact{DestinationsSet{[]Destination{vimeo}}}, ""},
		{"same destinations", listed, SetDestinations{[]Destination{vimeo, youtube}, version}, nil, ""},
		{"destinations unseen", listed, SetDestinations{[]Destination{vimeo}, version - 1}, nil, ChangedMeanwhile},
		{"destination without id", New(), bare(Destination{Name: "x", Watch: "https://x"}), nil, NoID},
		{"two of one id", New(), SetDestinations{[]Destination{vimeo, vimeo}, 0}, nil, NoID},
		{"destination without name", New(), bare(Destination{ID: "x", Watch: "https://x"}), nil, BadValue},
		{"destination of nothing", New(), bare(Destination{ID: "x", Name: "x"}), nil, BadValue},
		{"destination to fill in", New(), bare(Destination{ID: "x", Name: "x", Server: "rtmp://{host}/live"}), nil, BadValue},
		{"destination by http", New(), bare(Destination{ID: "x", Name: "x", Server: "https://x/live"}), nil, BadValue},
		{"destination watched by rtmp", New(), bare(Destination{ID: "x", Name: "x", Watch: "rtmp://x/live"}), nil, BadValue},
		{"destination with a password", New(), bare(Destination{ID: "x", Name: "x", Server: "rtmp://me:secret@x/live"}), nil, SecretInServer},
		{"destination with a passphrase", New(), bare(Destination{ID: "x", Name: "x", Server: "srt://x:9998?passphrase=secret"}), nil, SecretInServer},
		{"too many destinations", New(), SetDestinations{make([]Destination, maxDestinations+1), 0}, nil, BadValue},
		{"take out where the stream goes", onVimeo, SetDestinations{[]Destination{youtube}, version}, nil, DestinationInUse},
		{"take out where it is about to go", moving, SetDestinations{[]Destination{vimeo}, version}, nil, DestinationInUse},

		{"move", onVimeo, MoveStream{"vimeo", "yt", " Claire ", true}, []Fact{MoveBegan{"vimeo", "yt", "Claire", true}}, ""},
		{"move unseen", onVimeo, MoveStream{From: "", To: "yt"}, nil, MovedOn},
		{"move nowhere", onVimeo, MoveStream{From: "vimeo", To: "x"}, nil, UnknownDestination},
		{"move twice", moving, MoveStream{From: "vimeo", To: "yt"}, nil, ""},
		{"move elsewhere meanwhile", moving, MoveStream{From: "vimeo", To: "vimeo"}, nil, MoveUnderWay},
		{"move decides an incident", broken, MoveStream{From: "vimeo", To: "yt"}, []Fact{IncidentAdvanced{ID: "i1", Step: IncidentDecided, Text: "YouTube"}, MoveBegan{From: "vimeo", To: "yt"}}, ""},
		{"moved", moving, ReportMove{To: "yt", Phase: MoveDone, After: 760}, []Fact{MovePassed{To: "yt", Phase: MoveDone, After: 760}}, ""},
		{"moved in an incident", after(moving, IncidentOpened{ID: "i1", Symptom: SymptomBlack}), ReportMove{To: "yt", Phase: MoveDone}, []Fact{MovePassed{To: "yt", Phase: MoveDone}, IncidentAdvanced{ID: "i1", Step: IncidentSwitched, Text: "YouTube"}}, ""},
		{"news of a move that nobody knows", listed, ReportMove{To: "yt", Phase: MoveSet}, nil, ""},

		{"incident", onVimeo, OpenIncident{SymptomBlack, " écran  noir "}, []Fact{IncidentOpened{ID: "i1", Symptom: SymptomBlack, Text: "écran noir"}}, ""},
		{"incident of what", onVimeo, OpenIncident{"rain", ""}, nil, BadCommand},
		{"decided", broken, AdvanceIncident{"i1", IncidentDecided, "on bascule"}, []Fact{IncidentAdvanced{ID: "i1", Step: IncidentDecided, Text: "on bascule"}}, ""},
		{"announced", broken, AdvanceIncident{"i1", IncidentAnnounced, "Ici"}, []Fact{IncidentAdvanced{ID: "i1", Step: IncidentAnnounced, Text: "Ici", Link: "https://v.example/1"}}, ""},
		{"announced nothing", broken, AdvanceIncident{"i1", IncidentAnnounced, " "}, nil, EmptyText},
		{"announced again", announced, AdvanceIncident{"i1", IncidentAnnounced, "Suivez-nous ici"}, nil, ""},
		{"announced otherwise", announced, AdvanceIncident{"i1", IncidentAnnounced, "Là"}, []Fact{IncidentAdvanced{ID: "i1", Step: IncidentAnnounced, Text: "Là", Link: "https://v.example/1"}}, ""},
		{"step of nothing", broken, AdvanceIncident{"i2", IncidentDecided, ""}, nil, UnknownIncident},
		{"step that there is not", broken, AdvanceIncident{"i1", "forgotten", ""}, nil, BadCommand},
		{"resolved again", resolved, AdvanceIncident{"i1", IncidentResolved, ""}, nil, ""},
		{"announced too late", resolved, AdvanceIncident{"i1", IncidentAnnounced, "x"}, nil, IncidentOver},

		{"alarm", onVimeo, ReportAlarm{AlarmDisk, true}, []Fact{AlarmRaised{AlarmDisk}}, ""},
		{"no stream is an incident", onVimeo, ReportAlarm{AlarmStream, true}, []Fact{AlarmRaised{AlarmStream}, IncidentOpened{ID: "i1", Symptom: SymptomStream, Alarm: AlarmStream}}, ""},
		{"no stream in an incident", broken, ReportAlarm{AlarmStream, true}, []Fact{AlarmRaised{AlarmStream}}, ""},
		{"no stream while it moves", moving, ReportAlarm{AlarmStream, true}, []Fact{AlarmRaised{AlarmStream}}, ""},
		{"alarm that is on", after(onVimeo, AlarmRaised{AlarmDisk}), ReportAlarm{AlarmDisk, true}, nil, ""},
		{"alarm over", after(onVimeo, AlarmRaised{AlarmDisk}), ReportAlarm{AlarmDisk, false}, []Fact{AlarmCleared{AlarmDisk}}, ""},
		{"alarm that is off", onVimeo, ReportAlarm{AlarmDisk, false}, nil, ""},
		{"ignore", after(New(), AlarmRaised{AlarmFrozen}), Ignore{AlarmFrozen, true}, []Fact{AlarmIgnored{AlarmFrozen, true}}, ""},
		{"ignore what is ignored", after(New(), AlarmIgnored{AlarmFrozen, true}), Ignore{AlarmFrozen, true}, nil, ""},
		{"ignore nothing that there is", New(), Ignore{"rain", true}, nil, BadCommand},
		{"alarm that is ignored", after(New(), AlarmIgnored{AlarmFrozen, true}), ReportAlarm{AlarmFrozen, true}, nil, ""},
		{"alarm that is ignored no longer", after(New(), AlarmIgnored{AlarmFrozen, true}, AlarmIgnored{AlarmFrozen, false}), ReportAlarm{AlarmFrozen, true}, []Fact{AlarmRaised{AlarmFrozen}}, ""},
		{"stream started", New(), ReportOutput{StreamOutput, "started", ""}, []Fact{OutputSeen{StreamOutput, "started", ""}}, ""},
		{"stream still started", after(New(), OutputSeen{StreamOutput, "started", ""}), ReportOutput{StreamOutput, "started", ""}, nil, ""},
		{"spare", New(), ReportSpare{LinkReady, ""}, []Fact{SpareLink{LinkReady, ""}}, ""},
		{"expect no recording", New(), Expect{true, false}, []Fact{OutputsExpected{true, false}}, ""},
		{"expect the usual", New(), Expect{true, true}, nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Decide(tc.s, Act{By: Actor{Role: Operator}, At: tc.s.Last.At.Add(time.Second), Command: tc.c})
			if ReasonOf(err) != tc.reason || (err != nil) != (tc.reason != "") {
				t.Fatalf("refused with %v, want %q", err, tc.reason)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" && len(tc.want)+len(got) > 0 {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
		})
	}
}

// No secret comes into an entry by way of a destination.
func TestNoSecretInEntries(t *testing.T) {
	for _, server := range []string{"rtmp://u:hunter2@x/live", "srt://x:1?streamid=hunter2", "srt://x:1?mode=caller&passphrase=hunter2"} {
		_, err := Decide(New(), Act{By: Actor{Role: Operator}, Command: SetDestinations{Destinations: []Destination{{ID: "x", Name: "x", Server: server}}}})
		if ReasonOf(err) != SecretInServer || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", server, err)
		}
	}
}

// studioCommand reads what evening scripts say of OBS, destinations and incidents.
func (e *evening) studioCommand(name string, args []string) (Command, bool) {
	text := strings.Join(args[min(1, len(args)):], " ")
	switch name {
	case "scene": // SCENE [preview]
		return TakeScene{Scene: args[0], Preview: text == "preview"}, true
	case "cue": // as a sheet has it
		cues, bad := ParseCues(strings.Join(args, " "))
		if len(bad) > 0 {
			return FireCue{}, true
		}
		return FireCue{cues[0]}, true
	case "ran": // OUTCOME CUE
		cues, _ := ParseCues(text)
		return ReportCue{Slot: e.s.OnAirSlot(), Cue: cues[0], Outcome: CueOutcome(args[0]), Denial: Denial{Why: "OBS said no"}}, true
	case "media": // INPUT EVENT
		return ReportMedia{args[0], MediaEvent(text)}, true
	case "output": // stream|record STATE
		return ReportOutput{Output: Output(args[0]), State: OutputState(text)}, true
	case "alarm": // KIND on|off
		return ReportAlarm{AlarmKind(args[0]), text == "on"}, true
	case "destinations": // NAME…, each at https://NAME.example
		var list []Destination
		for _, id := range args {
			list = append(list, Destination{ID: DestinationID(id), Name: id, Server: "rtmp://" + id + ".example/live", Watch: "https://" + id + ".example"})
		}
		return SetDestinations{list, e.s.Stream.Version}, true
	case "move":
		return MoveStream{From: e.s.Stream.Current, To: DestinationID(args[0]), Approved: text}, true
	case "moved": // TO PHASE [WHY]
		return ReportMove{To: DestinationID(args[0]), Phase: MovePhase(args[1]), Why: strings.Join(args[2:], " ")}, true
	case "incident":
		return OpenIncident{Symptom(args[0]), text}, true
	case "decided", "switched", "announced", "resolved":
		i, _ := e.s.Incident()
		return AdvanceIncident{i.ID, IncidentStep(name), strings.Join(args, " ")}, true
	}
	return nil, false
}

// studioClaim says what is true of them.
func (e *evening) studioClaim(words []string) (string, bool) {
	or := func(text string) string {
		if text == "" {
			return "-"
		}
		return text
	}
	switch words[0] {
	case "orders": // cues in their short form, and moves
		var all []string
		for _, o := range e.orders {
			for _, c := range o.Cues {
				all = append(all, c.String())
			}
			if o.Move != nil {
				all = append(all, "move "+string(o.Move.ID))
			}
		}
		return "orders " + or(strings.Join(all, "; ")), true
	case "public":
		return "public " + or(e.s.Public()), true
	case "rescue":
		text, link, _ := e.s.Rescue()
		return "rescue " + or(strings.TrimSpace(link+" "+text)), true
	case "stream":
		return fmt.Sprintf("stream to %s, moving %v", or(string(e.s.Stream.Current)), e.s.Stream.Moving()), true
	case "alarms":
		var all []string
		for _, a := range e.s.Alarms {
			all = append(all, string(a.Kind))
		}
		return "alarms " + or(strings.Join(all, " ")), true
	case "troubles":
		return fmt.Sprintf("troubles %d", len(e.s.CueTroubles)), true
	case "duty":
		return fmt.Sprintf("duty %+v", e.s.Duty()), true
	case "incident": // its steps and the seconds after which they came
		i, open := e.s.Incident()
		if !open {
			return "incident -", true
		}
		line := "incident " + string(i.Symptom)
		for _, step := range IncidentSteps {
			if at := i.At(step); !at.IsZero() {
				line += fmt.Sprintf(" %s %s", step, text(at.Since(i.Detected)))
			}
		}
		return line, true
	}
	return "", false
}

// A slot that its media ends counts what is left of that, from what was measured last; everything else counts by the sheet.
func TestMediaOnAirIsCounted(t *testing.T) {
	const minute = time.Minute
	moment := func(d time.Duration) Moment {
		return Moment{Wall: time.Date(2026, 2, 4, 17, 30, 0, 0, time.UTC).Add(d), Steady: d, Boot: "b"}
	}
	slot := Slot{ID: "s1", Title: "Reportage", Length: 5 * minute, AtEnd: TakeAfterMedia, Cues: []Cue{{Do: CueMediaRestart, Target: "Sujet"}}}
	playing := func(source string, left time.Duration) Media {
		return Media{Source: source, Playing: true, Length: 4 * minute, Left: left}
	}
	for name, tc := range map[string]struct {
		change   func(*Slot, *State)
		media    []Media
		at       time.Duration // into the slot; measured a second before
		left     time.Duration
		counting string
	}{
		"its media":                         {media: []Media{playing("Sujet", 4*minute)}, at: minute, left: 4*minute - time.Second, counting: "Sujet"},
		"the one that ends first":           {media: []Media{playing("Sujet", 4*minute), playing("Fond", 2*minute)}, at: minute, left: 2*minute - time.Second, counting: "Fond"},
		"one that no cue names, just begun": {media: []Media{playing("Fond", 2*minute)}, at: mediaOfBefore / 2, left: 5*minute - mediaOfBefore/2},
		"nothing plays":                     {media: []Media{{Source: "Sujet", Length: 4 * minute, Left: minute}}, at: minute, left: 4 * minute},
		"a loop, whose length nobody knows": {media: []Media{{Source: "Sujet", Playing: true}}, at: minute, left: 4 * minute},
		"its end was a moment ago":          {media: []Media{playing("Sujet", 500*time.Millisecond)}, at: minute, left: 0, counting: "Sujet"},
		"a slot that people end":            {change: func(x *Slot, _ *State) { x.AtEnd = DoNothing }, media: []Media{playing("Sujet", 3*minute)}, at: minute, left: 4 * minute},
		"news that are old":                 {change: func(_ *Slot, s *State) { s.Signals.Health.At = moment(0) }, media: []Media{playing("Sujet", 3*minute)}, at: minute, left: 4 * minute},
		"a hold":                            {change: func(_ *Slot, s *State) { s.Passes[0].HeldSince = moment(minute) }, media: []Media{playing("Sujet", 3*minute)}, at: minute, left: 4 * minute},
	} {
		t.Run(name, func(t *testing.T) {
			s := New()
			one := slot
			apply := func(f Fact) { s = Apply(s, Entry{Seq: s.Seq + 1, At: moment(0), Fact: f}) }
			state := State{Signals: Signals{Health: &Health{Measured: true, At: moment(tc.at - time.Second), Media: tc.media}}, Passes: []Pass{{}}}
			if tc.change != nil {
				tc.change(&one, &state)
			}
			apply(Loaded{Show: Show{Title: "t", Zone: "UTC", Slots: []Slot{one, {ID: "s2", Title: "Suite", Length: minute}}}})
			apply(Went{To: "s1"})
			s.Signals = state.Signals
			s.Passes[0].HeldSince = state.Passes[0].HeldSince
			c := s.Clock(moment(tc.at))
			if c.Media != tc.counting || c.Left != tc.left {
				t.Fatalf("counts with %q, left %v; want %q, %v", c.Media, c.Left, tc.counting, tc.left)
			}
			if tc.counting != "" && (c.Length != tc.at+tc.left || !c.ExpectedEnd.Equal(moment(tc.at+tc.left+minute).Wall)) {
				t.Errorf("lasts %v, the show ends %v", c.Length, c.ExpectedEnd)
			}
			if rows := s.Rows(moment(tc.at), nil); !rows[1].Start.Equal(moment(tc.at+tc.left).Wall) && tc.change == nil {
				t.Errorf("the next slot is expected at %v", rows[1].Start)
			}
		})
	}
}

// Another reason for the same trouble does not make it younger: an OBS that froze and is then not reached is away since it froze.
func TestTroubleOfALinkKeepsItsAge(t *testing.T) {
	s, after := New(), func(d time.Duration) Moment { return noon.Add(d) }
	for i, step := range []struct {
		link   Link
		detail string
		since  Moment
	}{
		{LinkReady, "", after(0)}, {LinkLost, "frozen", after(time.Second)}, {LinkLost, "no answer", after(time.Second)},
		{LinkRefused, "password", after(3 * time.Second)}, {LinkLost, "no answer", after(4 * time.Second)}, {LinkReady, "", after(5 * time.Second)},
		{LinkReady, "another", after(6 * time.Second)},
	} {
		at := after(time.Duration(i) * time.Second)
		s = Apply(s, Entry{Seq: Seq(2*i + 1), At: at, Fact: LinkChanged{step.link, step.detail}})
		s = Apply(s, Entry{Seq: Seq(2*i + 2), At: at, Fact: SpareLink{step.link, step.detail}})
		if s.OBS.LinkAt != step.since || s.OBS.Detail != step.detail {
			t.Errorf("%d: the link is %s since %v, want %v (%q)", i, step.link, s.OBS.LinkAt, step.since, s.OBS.Detail)
		}
		if s.Spare.LinkAt != step.since || s.Spare.Detail != step.detail {
			t.Errorf("%d: the spare's link is %s since %v, want %v (%q)", i, step.link, s.Spare.LinkAt, step.since, s.Spare.Detail)
		}
	}
}
