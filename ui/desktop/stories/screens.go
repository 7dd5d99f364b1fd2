package stories

import (
	"fmt"
	"time"

	"regie/runsheet"
)

// screens are what is opened on top of an evening, and the sizes that a layout must bear.
var screens = []tale{
	{"first-steps", empty, []string{"first-steps"}},
	{"first-steps-done", prep, []string{"demo", "first-steps"}},
	{"editor", editing, []string{"edit"}},
	{"row", editing, []string{"edit", "select-down", "select-down", "select-down", "field"}},
	{"row-wrong", editing, []string{"edit", "select-down", "select-down", "select-down", "field"}},
	{"pages", live, []string{"to-public"}},
	{"links", live, []string{"links"}},
	{"links-shut", live, []string{"links"}},
	{"open-pages", live, []string{"pages"}},
	{"palette", live, []string{"palette"}},
	{"find", live, []string{"find"}},
	{"preferences", live, []string{"preferences"}},
	{"change-keys", live, []string{"change-keys"}},
	{"connect", prep, []string{"connect"}},
	{"locked", live, []string{"lock-desk"}},
	{"back", live, []string{"back"}},
	{"about", live, []string{"about"}},
	{"rules", ruled, []string{"rules"}},
	{"display", live, []string{"display"}},
	{"sort-question", questions, []string{"to-questions", "sort-question"}},
	{"erase-question", questions, []string{"to-questions", "erase-question"}},
	{"sources", live, []string{"sources", "dialog-down"}},
	{"sources-lost", live, nil},
	{"source-add", live, []string{"sources", "item-add"}},
	{"invite", live, []string{"invite"}},
	{"invited", live, []string{"invite", "item-text"}},
	{"prepare", live, []string{"prepare"}},
	{"prepared", live, []string{"prepare", "item-text"}},
	{"prepare-type", live, []string{"prepare", "item-add"}},
	{"keys", live, []string{"help"}},
	{"crowd", crowd, nil},
	{"names", names, nil},
	{"right-to-left", rightToLeft, nil},
	{"speaker", front, []string{"speaker-window"}},
	{"speaker-over", overtime, []string{"speaker-window"}},
	{"host", live, []string{"animator-window"}},
	{"host-hold", hold, []string{"animator-window"}},
}

// crowd is a show of as many slots as the rules allow people to have, in the middle of it.
func crowd(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	show := runsheet.Show{Title: "Trois jours, huit salles", Zone: "Europe/Paris"}
	for i := range runsheet.MaxSlots {
		show.Slots = append(show.Slots, runsheet.Slot{ID: runsheet.SlotID(fmt.Sprintf("c%d", i+1)), Number: fmt.Sprint(i + 1),
			Title: fmt.Sprintf("Séquence %d", i+1), Kind: runsheet.Live, Start: clock(17, 25).Add(time.Duration(i) * time.Minute),
			Length: time.Minute, Scene: "Plateau"})
	}
	b.by(operator, runsheet.Load{Show: show, Source: "conducteur.xlsx"})
	b.by(operator, runsheet.Standby{Slot: "c2500"})
	b.until(at(17, 26, 0))
	b.goes()
	b.until(at(17, 26, 20))
}

// names is an evening of people whose names have forty letters.
func names(b *script) {
	b.by(desk, runsheet.ReportLink{Link: runsheet.LinkReady})
	show := Evening()
	for i := range show.Slots {
		show.Slots[i].People = []string{"Marie-Antoinette de La Rochefoucauld-Bay", "Jean-Baptiste-Emmanuel van den Bosschere"}
	}
	b.by(operator, runsheet.Load{Show: show, Source: "conducteur.ods"})
	b.until(at(17, 25, 0))
	b.goes()
	b.until(at(17, 30, 0))
	b.goes()
	b.until(at(17, 30, 30))
}

// rightToLeft is a question in a script that runs the other way, on its own and among words that do not.
func rightToLeft(b *script) {
	begun(b)
	b.ask("rtl1", "هل يمكن رفض قرار اتخذته خوارزمية؟")
	b.ask("rtl2", "Que veut dire « خوارزمية » en français ?")
	b.ask("rtl3", "האם אפשר לסרב להחלטה אוטומטית?")
	b.by(moderator, runsheet.Approve{ID: "q2"})
	b.by(moderator, runsheet.Next{ID: "q2"})
	b.until(b.now.Add(20 * time.Second))
}
