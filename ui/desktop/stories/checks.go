package stories

import "regie/runsheet"

// checkTales are the hour before a show.
var checkTales = []tale{{"checked", checked, nil}, {"checks", checked, []string{"checks"}}}

// checked is the hour before: OBS was looked at, most people were tried, something is to be mended.
func checked(b *script) {
	show := Evening()
	show.Slots[3].Fields = map[string]string{"Matériel": "Micro 2, clicker, tableau"}
	show.Slots[4].Fields = map[string]string{"Matériel": "Trois micros, retour visio"}
	b.now = at(16, 55, 0)
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	b.by(operator, runsheet.Load{Show: show, Source: "conducteur.xlsx"})
	finding := func(weight runsheet.Weight, code string, slots []runsheet.SlotID, pairs ...string) runsheet.Finding {
		args := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			args[pairs[i]] = pairs[i+1]
		}
		return runsheet.Finding{Weight: weight, Code: code, Args: args, Text: code, Slots: slots}
	}
	b.by(desk, runsheet.ReportChecks{Findings: []runsheet.Finding{
		finding(runsheet.Fine, "inspect.version", nil, "obs", "32.0.2", "protocol", "5.6.3", "platform", "Debian"),
		finding(runsheet.Worrying, "inspect.shared-encoder", nil),
		finding(runsheet.Fine, "inspect.disk-fine", nil, "free", "212.0", "need", "4.1", "rate", "6.0"),
		finding(runsheet.Fine, "inspect.folder-fine", nil, "folder", "/srv/captations"),
		finding(runsheet.Fine, "inspect.reached", nil, "to", "Vimeo", "ms", "38"),
		finding(runsheet.Fine, "inspect.sound", nil, "inputs", "Micro plateau -18 dB, Ordinateur -31 dB"),
		finding(runsheet.Blocking, "lack.scene.nearest", []runsheet.SlotID{"s4"}, "name", "Diapositives", "nearest", "Diapositive"),
		finding(runsheet.Fine, "preflight.clock.same", nil),
	}})
	b.until(at(17, 5, 0))
	b.by(operator, runsheet.Vouch{Matter: runsheet.SpeakerTest, Subject: "Maud", From: "plateau", Outcome: runsheet.Good})
	b.by(operator, runsheet.Vouch{Matter: runsheet.SpeakerTest, Subject: "Tomasz", From: "Gdańsk, fibre", Outcome: runsheet.Poor, Note: "écho, casque demandé"})
	b.by(operator, runsheet.Vouch{Matter: runsheet.Equipment, Subject: "s4", Outcome: runsheet.Good})
	b.by(operator, runsheet.ExpectAudience{Registered: 450, NoShows: 20, Moderators: 6})
	b.by(operator, runsheet.Vouch{Matter: runsheet.SignOff, Subject: "Son", Outcome: runsheet.Good})
	b.until(at(17, 12, 0))
}
