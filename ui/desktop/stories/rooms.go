package stories

import (
	"time"

	"regie/runsheet"
)

// roomTales are those of an event that has several rooms.
var roomTales = []tale{{"event", event, nil}, {"day", event, []string{"day", "dialog-right"}}, {"day-live", eventLive, []string{"day"}}}

// meeting is an event of two days; the second room of the first day holds the evening that the other stories tell.
func meeting() []runsheet.RoomShow {
	minutes := func(n int) time.Duration { return time.Duration(n) * time.Minute }
	show := func(slots ...runsheet.Slot) runsheet.Show {
		for i := range slots {
			slots[i].Kind = runsheet.Live
			if slots[i].Title == "Pause" {
				slots[i].Kind = runsheet.Break
			}
		}
		return runsheet.Show{Title: "Rencontres du numérique", Zone: "Europe/Paris", Slots: slots}
	}
	slot := func(id, title string, h, m, length int) runsheet.Slot {
		return runsheet.Slot{ID: runsheet.SlotID(id), Title: title, Start: clock(h, m), Length: minutes(length), Scene: "Plateau"}
	}
	evening := Evening()
	evening.Title = "Rencontres du numérique"
	tomorrow := show(slot("t1", "Ce que l'école en fait", 10, 0, 45), slot("t2", "Conclusion", 10, 45, 30))
	for i := range tomorrow.Slots {
		tomorrow.Slots[i].Start = tomorrow.Slots[i].Start.AddDate(0, 0, 1)
	}
	return []runsheet.RoomShow{
		{Room: "Grande salle", Day: "2027-02-04", Show: show(slot("g1", "Accueil", 17, 0, 30), slot("g2", "Le procès d'une machine", 17, 30, 60),
			slot("g3", "Pause", 18, 30, 20), slot("g4", "Les juges répondent", 18, 50, 40))},
		{Room: "Studio", Day: "2027-02-04", Show: evening},
		{Room: "Atelier", Day: "2027-02-04", Show: show(slot("a1", "Écrire son premier algorithme", 17, 15, 75), slot("a2", "Démonter une enceinte connectée", 18, 40, 50))},
		{Room: "Grande salle", Day: "2027-02-05", Show: tomorrow},
	}
}

func event(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	b.by(operator, runsheet.LoadEvent{Shows: meeting(), Choose: "2027-02-04/Studio", Source: "programme.json"})
	b.until(at(17, 21, 0))
}

func eventLive(b *script) {
	event(b)
	b.until(at(17, 25, 0))
	b.goes()
	b.until(at(17, 30, 0))
	b.goes()
	b.until(at(17, 30, 20))
}
