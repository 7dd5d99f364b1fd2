package osc

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
)

// Message is one OSC message: an address, and arguments that are int32, int64, float32, float64, string, bool or nil.
type Message struct {
	Address string
	Args    []any
}

const (
	// maxPacket is the largest packet that is read, in bytes.
	maxPacket = 8 << 10
	// deepest is how far bundles may hold bundles; mostMessages how many messages a packet may hold.
	deepest, mostMessages = 4, 64
)

var errShort = errors.New("packet ends too early")

// Parse reads a packet: a message, or a bundle of them, whose time tag is not waited for.
func Parse(packet []byte) ([]Message, error) {
	var all []Message
	if err := parse(packet, deepest, &all); err != nil {
		return nil, fmt.Errorf("read OSC packet: %w", err)
	}
	return all, nil
}

func parse(packet []byte, depth int, all *[]Message) error {
	if !bytes.HasPrefix(packet, []byte("#bundle\x00")) {
		m, err := parseMessage(packet)
		if err != nil {
			return err
		}
		if len(*all) == mostMessages {
			return errors.New("too many messages")
		}
		*all = append(*all, m)
		return nil
	}
	if depth == 0 {
		return errors.New("bundles too deep")
	}
	rest := packet[8:]
	if len(rest) < 8 {
		return errShort
	}
	for rest = rest[8:]; len(rest) > 0; {
		if len(rest) < 4 {
			return errShort
		}
		size := binary.BigEndian.Uint32(rest)
		if rest = rest[4:]; uint64(size) > uint64(len(rest)) || size == 0 {
			return errShort
		}
		if err := parse(rest[:size], depth-1, all); err != nil {
			return err
		}
		rest = rest[size:]
	}
	return nil
}

func parseMessage(b []byte) (Message, error) {
	address, rest, err := text(b)
	if err != nil {
		return Message{}, err
	}
	if !strings.HasPrefix(address, "/") {
		return Message{}, errors.New("an address begins with /")
	}
	m := Message{Address: address}
	if len(rest) == 0 { // old senders leave the types out where there are none
		return m, nil
	}
	types, rest, err := text(rest)
	if err != nil {
		return Message{}, err
	}
	if !strings.HasPrefix(types, ",") {
		return Message{}, errors.New("types begin with a comma")
	}
	for _, kind := range []byte(types[1:]) {
		var arg any
		size := 0
		switch kind {
		case 'i', 'f':
			size = 4
		case 'h', 'd':
			size = 8
		case 's':
			if arg, rest, err = text(rest); err != nil {
				return Message{}, err
			}
		case 'T', 'F':
			arg = kind == 'T'
		case 'N':
		default:
			return Message{}, fmt.Errorf("type %q is not known", kind)
		}
		if len(rest) < size {
			return Message{}, errShort
		}
		switch kind {
		case 'i':
			arg = int32(binary.BigEndian.Uint32(rest))
		case 'f':
			arg = math.Float32frombits(binary.BigEndian.Uint32(rest))
		case 'h':
			arg = int64(binary.BigEndian.Uint64(rest))
		case 'd':
			arg = math.Float64frombits(binary.BigEndian.Uint64(rest))
		}
		rest = rest[size:]
		m.Args = append(m.Args, arg)
	}
	return m, nil
}

// text reads a string, which ends with a zero and fills up to four bytes.
func text(b []byte) (string, []byte, error) {
	end := bytes.IndexByte(b, 0)
	if end < 0 {
		return "", nil, errShort
	}
	next := end/4*4 + 4
	if next > len(b) {
		return "", nil, errShort
	}
	return string(b[:end]), b[next:], nil
}

// Append writes the message behind b. An argument of another type than a Message's is a programmer's mistake, and left
// out.
func (m Message) Append(b []byte) []byte {
	types := []byte{','}
	var args []byte
	for _, arg := range m.Args {
		switch v := arg.(type) {
		case int32:
			types, args = append(types, 'i'), binary.BigEndian.AppendUint32(args, uint32(v))
		case int64:
			types, args = append(types, 'h'), binary.BigEndian.AppendUint64(args, uint64(v))
		case float32:
			types, args = append(types, 'f'), binary.BigEndian.AppendUint32(args, math.Float32bits(v))
		case float64:
			types, args = append(types, 'd'), binary.BigEndian.AppendUint64(args, math.Float64bits(v))
		case string:
			types, args = append(types, 's'), appendText(args, v)
		case bool:
			types = append(types, map[bool]byte{true: 'T', false: 'F'}[v])
		case nil:
			types = append(types, 'N')
		}
	}
	return append(appendText(appendText(b, m.Address), string(types)), args...)
}

func appendText(b []byte, s string) []byte {
	s = strings.ReplaceAll(s, "\x00", "")
	b = append(b, s...)
	return append(b, make([]byte, 4-len(s)%4)...)
}
