// Package formats reads and writes the run sheets that people have: XLSX, ODS, CSV and what is pasted from a spreadsheet,
// projects of Ontime 4 and its template, schedules of frab and pretalx, Sessionize, calendars, and our own JSON. It also
// prints them as PDF.
//
// Every reader of a sheet turns its file into one neutral grid of typed cells; one header table (which a Mapping may
// overrule), one parser for times and one for lengths, and one interpreter then make the Show. Readers of formats whose
// places are fixed make the interpreter's lines themselves. A format added later adds a reader and nothing else.
//
// What cannot be read never takes its row with it: the slot is kept with what could be read, and a Problem names the
// sheet, the row, the column, what was there and what was done about it. Only a file that is no run sheet at all is an error.
//
// It never opens a file, a socket or a clock: bytes come in, values go out. XLSX is read from its XML in one pass, so that
// memory follows what the sheet holds and not the address of its last formatted cell.
//
// The screens and the tools that import and export may call it; it imports runsheet only.
package formats
