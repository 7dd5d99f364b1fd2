package formats

import (
	"fmt"
	"maps"
	"slices"
)

// Severity says how much a Problem matters to the person who has the sheet.
type Severity string

const (
	// SeverityError: something in the row could not be read and is missing from the slot.
	SeverityError Severity = "error"
	// SeverityWarning: everything was read, but it may not mean what its author meant.
	SeverityWarning Severity = "warning"
	// SeverityRepair: something was set right or left out on purpose.
	SeverityRepair Severity = "repair"
)

// Code names a sort of Problem. It is stable, so that a screen can translate it and fill in Problem.Args.
type Code string

// Every sort of Problem. The arguments of each are those of its English sentence in messages.
const (
	CodeEncoding        Code = "encoding"
	CodeMojibake        Code = "mojibake"
	CodeQuote           Code = "quote"
	CodeSheetLeftOut    Code = "sheet_left_out"
	CodeNoDate          Code = "no_date"
	CodeDateFromName    Code = "date_from_name"
	CodeBadDate         Code = "bad_date"
	CodeBadZone         Code = "bad_zone"
	CodeBadStart        Code = "bad_start"
	CodeBadEnd          Code = "bad_end"
	CodeBadLength       Code = "bad_length"
	CodeBadHard         Code = "bad_hard"
	CodeBadCues         Code = "bad_cues"
	CodeNoLength        Code = "no_length"
	CodeLengthAmbiguous Code = "length_ambiguous"
	CodeLengthUnknown   Code = "length_unknown"
	CodeEndDisagrees    Code = "end_disagrees"
	CodeOverlap         Code = "overlap"
	CodeBackwards       Code = "backwards"
	CodeSeveralRooms    Code = "several_rooms"
	CodeUnknownKind     Code = "unknown_kind"
	CodeNoTitle         Code = "no_title"
	CodeDuplicateID     Code = "duplicate_id"
	CodeFormulaEmpty    Code = "formula_empty"
	CodeFormulaError    Code = "formula_error"
	CodeBadSlot         Code = "bad_slot"
	CodeRowHidden       Code = "row_hidden"
	CodeRowTotal        Code = "row_total"
	CodeRowHeading      Code = "row_heading"
	CodeRowHeader       Code = "row_header"
	CodeRowOnlyTime     Code = "row_only_time"
	CodeRowDecoration   Code = "row_decoration"
	CodeRowAbove        Code = "row_above"
	CodeRowSkipped      Code = "row_skipped"
	CodeRowKind         Code = "row_kind"
	CodeRowGroup        Code = "row_group"
	CodeMappingOther    Code = "mapping_other"
	CodeSheetTaken      Code = "sheet_taken"
	CodeDayTaken        Code = "day_taken"
	CodeRoomTaken       Code = "room_taken"
	CodeChoiceUnknown   Code = "choice_unknown"
	CodeNoSuchTime      Code = "no_such_time"
	CodeZoneOffset      Code = "zone_offset"
	CodeTimeDisagrees   Code = "time_disagrees"
	CodeDelay           Code = "delay"
	CodeRepeats         Code = "repeats"
	CodeAllDay          Code = "all_day"
	CodeCancelled       Code = "cancelled"
	CodeBadItem         Code = "bad_item"
)

type message struct {
	severity Severity
	english  string
}

// messages is the one place where the English sentences live; a translation is a second table with the same verbs.
var messages = map[Code]message{
	CodeEncoding:        {SeverityRepair, "the text is not UTF-8; it was read as %s"},
	CodeMojibake:        {SeverityRepair, "cells repaired: %s; their UTF-8 text had once been read as %s"},
	CodeQuote:           {SeverityRepair, "a quotation mark is missing or out of place; the line was read as it stands"},
	CodeSheetLeftOut:    {SeverityWarning, "sheet left out: %s; the run sheet was read from %s"},
	CodeNoDate:          {SeverityWarning, "the sheet names no day; %s was taken"},
	CodeDateFromName:    {SeverityRepair, "the sheet names no day; %s was taken from the file's name"},
	CodeBadDate:         {SeverityError, "not a date; %s was kept"},
	CodeBadZone:         {SeverityWarning, "not a time zone known here; %s was taken"},
	CodeBadStart:        {SeverityError, "not a time of day; the slot follows the one before"},
	CodeBadEnd:          {SeverityError, "not a time of day; the end was ignored"},
	CodeBadLength:       {SeverityError, "not a length; %s was taken"},
	CodeBadHard:         {SeverityError, "neither yes nor no; the start was read as not fixed"},
	CodeBadCues:         {SeverityError, "not a cue that OBS can do; it was left out"},
	CodeNoLength:        {SeverityWarning, "the sheet says neither how long the slots are nor when they end"},
	CodeLengthAmbiguous: {SeverityWarning, "%s or %s? Nothing in the sheet tells; hours and minutes were taken for this column"},
	CodeLengthUnknown:   {SeverityWarning, "the next start is %s later, too far to be this slot's end; its length is left open"},
	CodeEndDisagrees:    {SeverityWarning, "the start and this end make %s, the length says %s; the length was kept"},
	CodeOverlap:         {SeverityWarning, "starts %s before the slot above ends"},
	CodeBackwards:       {SeverityWarning, "starts %s before the slot above starts"},
	CodeSeveralRooms:    {SeverityWarning, "rooms in this sheet: %s (%s); all of them were read as one show"},
	CodeUnknownKind:     {SeverityWarning, "not a kind of slot known here; read as live, the word is kept among the fields"},
	CodeNoTitle:         {SeverityWarning, "the slot has no title"},
	CodeDuplicateID:     {SeverityRepair, "another slot has this id; this one is now %s"},
	CodeFormulaEmpty:    {SeverityError, "the formula holds no result; open the file in a spreadsheet program, save it and read it again"},
	CodeFormulaError:    {SeverityError, "the formula failed; nothing could be read"},
	CodeBadSlot:         {SeverityError, "part of the slot could not be read"},
	CodeRowHidden:       {SeverityWarning, "the row is hidden in the sheet; it was read all the same"},
	CodeRowTotal:        {SeverityRepair, "row left out: total"},
	CodeRowHeading:      {SeverityRepair, "row left out: heading"},
	CodeRowHeader:       {SeverityRepair, "row left out: the header again"},
	CodeRowOnlyTime:     {SeverityWarning, "row left out: it holds nothing but a time"},
	CodeRowDecoration:   {SeverityRepair, "row left out: nothing to read in it"},
	CodeRowAbove:        {SeverityRepair, "row left out: it stands above the header and is neither a title nor a day"},
	CodeRowSkipped:      {SeverityWarning, "the file marks it as skipped; it was read as dropped"},
	CodeRowKind:         {SeverityWarning, "left out: not a sort of row known here"},
	CodeRowGroup:        {SeverityRepair, "a group: its name was kept with its slots, in the field %s"},
	CodeMappingOther:    {SeverityWarning, "the columns were chosen for a sheet with another header; they were guessed anew"},
	CodeSheetTaken:      {SeverityWarning, "the file holds several run sheets (%[2]s); %[1]s was read"},
	CodeDayTaken:        {SeverityWarning, "the file holds several days (%[2]s); %[1]s was read"},
	CodeRoomTaken:       {SeverityWarning, "the file holds several rooms (%[2]s); %[1]s was read"},
	CodeChoiceUnknown:   {SeverityWarning, "not in this file; %s was taken"},
	CodeNoSuchTime:      {SeverityWarning, "the clocks skip this time that night; %s was taken"},
	CodeZoneOffset:      {SeverityWarning, "the zone contradicts the times, which are written with %s; the times were kept and the zone %s taken"},
	CodeTimeDisagrees:   {SeverityWarning, "the start says %s, the date %s; the date was kept"},
	CodeDelay:           {SeverityRepair, "a delay of %s: what follows was moved by it"},
	CodeRepeats:         {SeverityWarning, "it repeats (%s); only the first time was read"},
	CodeAllDay:          {SeverityWarning, "left out: it lasts all day and has no time"},
	CodeCancelled:       {SeverityWarning, "left out: it was cancelled"},
	CodeBadItem:         {SeverityError, "left out: %s"},
}

// Codes lists every sort of Problem, sorted, for whoever says them in another language.
func Codes() []Code { return slices.Sorted(maps.Keys(messages)) }

// Problem is one thing about a row that a person should know.
type Problem struct {
	// Sheet is the sheet's name; empty in formats that have none.
	Sheet string
	// Row is counted from 1 as the file's own program shows it; 0 is the whole file.
	Row int
	// Column is the header as written, or the column's letter when it has none; empty is the whole row.
	Column   string
	Severity Severity
	// Read is what stood there, as far as it could be read.
	Read string
	// Message says in English what was done.
	Message string
	Code    Code
	// Args fill the verbs of the Code's sentence, in order.
	Args []string
}

// reporter collects the problems of one sheet.
type reporter struct {
	sheet    string
	problems []Problem
}

func (r *reporter) add(code Code, row int, column, read string, args ...string) {
	m, ok := messages[code]
	if !ok {
		panic("formats: problem without a message: " + string(code))
	}
	verbs := make([]any, len(args))
	for i, a := range args {
		verbs[i] = a
	}
	r.problems = append(r.problems, Problem{
		Sheet: r.sheet, Row: row, Column: column, Severity: m.severity,
		Read: shorten(read), Message: fmt.Sprintf(m.english, verbs...), Code: code, Args: args,
	})
}

// shorten keeps what was read fit for one line of a list.
func shorten(s string) string {
	const most = 120
	for i := range s {
		if i >= most {
			return s[:i] + "…"
		}
	}
	return s
}
