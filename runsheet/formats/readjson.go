package formats

import (
	"encoding/json"
)

// readJSON tells the JSON that people have apart by the keys at its top.
func readJSON(text string, opt Options) (Result, error) {
	data := []byte(text)
	if text[0] == '[' {
		return readSessionizeList(data, opt)
	}
	var top map[string]json.RawMessage
	if err := json.Unmarshal(data, &top); err != nil {
		return Result{}, &NotRunSheetError{Seems: "a JSON file of another kind or a damaged one", Cause: err}
	}
	has := func(keys ...string) bool {
		for _, k := range keys {
			if _, ok := top[k]; !ok {
				return false
			}
		}
		return true
	}
	switch {
	case has("slots"):
		return readOwnJSON(data, opt)
	case has("schedule"):
		return readScheduleJSON(top["schedule"], opt)
	case has("rundowns"):
		return readOntime(top, opt)
	case has("rundown", "settings"):
		return Result{}, &NotRunSheetError{Seems: "a project of Ontime 3; open it in Ontime 4 and save it again"}
	case has("sessions", "rooms"), has("sessions", "speakers"):
		return readSessionizeAll(data, opt)
	}
	return Result{}, &NotRunSheetError{Seems: "a JSON file without slots"}
}
