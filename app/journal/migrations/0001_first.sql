-- What happened, one row an entry, never changed. Times are written for people who open this file with any SQLite tool.
create table entry (
	seq     integer primary key,            -- 1, 2, 3 … without a gap
	wall    text    not null,               -- RFC 3339 in UTC, to the nanosecond
	steady  integer not null,               -- nanoseconds of a clock that nobody can set; compare within one boot only
	boot    text    not null,
	role    text    not null,               -- who did it
	name    text    not null default '',
	device  text    not null default '',
	shared  integer not null default 0,
	kind    text    not null,               -- what happened, and in which version of its written form
	version integer not null,
	body    text    not null check (json_valid(body))
) strict;

create index entry_kind on entry (kind, seq);

-- What belongs to this show and is not part of its evening: the keys of its links.
create table setting (
	name  text primary key,
	value text not null
) strict, without rowid;

-- The run sheets as they were read, byte for byte.
create table sheet (
	id    integer primary key,
	name  text    not null,
	taken text    not null,
	bytes blob    not null
) strict;
