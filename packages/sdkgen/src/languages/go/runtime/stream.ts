// stream.go of a Go SDK, after its package clause: the same in every one.
// Server-sent events and JSON lines.

export const STREAM_GO = String.raw`import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"reflect"
)

// Stream is an open answer of many items. Leaving a loop over All closes it, and so does Close.
type Stream[T any] struct {
	call  *call
	found *answer
	next  func() ([]byte, error)
}

// Close gives up the connection.
func (s *Stream[T]) Close() error {
	return s.found.stream.Close()
}

// All reads item after item, and closes the stream at the end of the loop.
func (s *Stream[T]) All() iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		defer s.Close()
		for {
			value, err := s.Next()
			if err == io.EOF || !yield(value, err) || err != nil {
				return
			}
		}
	}
}

// Next reads one item; io.EOF is the end.
func (s *Stream[T]) Next() (T, error) {
	var value T
	data, err := s.next()
	if err == io.EOF {
		return value, err
	}
	if err != nil {
		return value, &TransportError{s.call.operation, withoutQuery(s.found.url), 1, err}
	}
	if err := decode(data, &value); err != nil {
		place := placeOf(data, reflect.TypeOf(&value).Elem())
		return value, &DecodeError{s.call.operation, s.found.status, place, s.found.header, data, err}
	}
	return value, nil
}

func openEvents[T any](ctx context.Context, c *core, call *call, opts []Option) (*Stream[T], error) {
	found, err := c.exchange(ctx, call, opts, "text/event-stream", true)
	if err != nil {
		return nil, err
	}
	lines := &lineReader{in: bufio.NewReader(found.stream)}
	return &Stream[T]{call, found, func() ([]byte, error) { return nextEvent(lines) }}, nil
}

func openLines[T any](ctx context.Context, c *core, call *call, opts []Option) (*Stream[T], error) {
	found, err := c.exchange(ctx, call, opts, "application/x-ndjson, application/jsonl, application/json;q=0.5", true)
	if err != nil {
		return nil, err
	}
	lines := &lineReader{in: bufio.NewReader(found.stream)}
	return &Stream[T]{call, found, func() ([]byte, error) { return nextLine(lines) }}, nil
}

// nextEvent joins the data lines of one event. Other fields and comments are for others.
func nextEvent(lines *lineReader) ([]byte, error) {
	var data []byte
	found := false
	for {
		line, err := lines.read()
		if err != nil && err != io.EOF {
			return nil, err
		}
		if len(line) == 0 && found {
			if string(bytes.TrimSpace(data)) == "[DONE]" {
				return nil, io.EOF
			}
			if len(data) > 0 {
				return data, nil
			}
			found = false
		}
		if err == io.EOF {
			return nil, err
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if string(name) != "data" {
			continue
		}
		if found {
			data = append(data, '\n')
		}
		data, found = append(data, bytes.TrimPrefix(value, []byte(" "))...), true
	}
}

func nextLine(lines *lineReader) ([]byte, error) {
	for {
		line, err := lines.read()
		if err != nil && err != io.EOF {
			return nil, err
		}
		line = bytes.TrimSpace(line)
		if string(line) == "[DONE]" {
			return nil, io.EOF
		}
		if len(line) > 0 {
			return line, nil
		}
		if err == io.EOF {
			return nil, err
		}
	}
}

// lineReader ends lines at CR, LF and both. A CR ends its line at once: the server may say nothing more for a long time.
type lineReader struct {
	in      *bufio.Reader
	started bool
	afterCR bool
	ended   bool
}

func (r *lineReader) read() ([]byte, error) {
	if r.ended {
		return nil, io.EOF
	}
	var line []byte
	for {
		char, err := r.in.ReadByte()
		if errors.Is(err, io.EOF) {
			r.ended = true
			if len(line) > 0 {
				return r.withoutMark(line), nil
			}
			return nil, io.EOF
		}
		if err != nil {
			return nil, err
		}
		skip := r.afterCR && char == '\n'
		r.afterCR = char == '\r'
		switch {
		case skip:
		case char == '\r' || char == '\n':
			return r.withoutMark(line), nil
		default:
			line = append(line, char)
		}
	}
}

// withoutMark drops the byte order mark in front of the first line.
func (r *lineReader) withoutMark(line []byte) []byte {
	if !r.started {
		r.started = true
		return bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
	}
	return line
}
`;
