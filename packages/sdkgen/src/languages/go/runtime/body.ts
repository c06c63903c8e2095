// body.go of a Go SDK, after its package clause: the same in every one.
// Bodies of requests: JSON, text, bytes and forms.

export const BODY_GO = `import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// payload is a body that can be opened once per attempt, if it can be read again.
type payload struct {
	open       func() (io.Reader, error)
	size       int64
	replayable bool
	sent       bool
}

// encoding is how the contract writes one field of a form.
type encoding struct {
	mediaType string
	style     string
	explode   bool
	reserved  bool
}

func (c *call) content(data []byte, mediaType string) {
	open := func() (io.Reader, error) { return bytes.NewReader(data), nil }
	c.body = &payload{open: open, size: int64(len(data)), replayable: true}
	c.setHeader("Content-Type", mediaType)
}

func (c *call) json(value any, mediaType string) {
	if isNil(value) {
		return
	}
	data, err := json.Marshal(value)
	if err != nil {
		c.refuse("the body cannot be written as JSON: %v", err)
		return
	}
	c.content(data, mediaType)
}

// jsonOrNull is a body that must be there and may be null.
func (c *call) jsonOrNull(value any, mediaType string) {
	if isNil(value) {
		c.content([]byte("null"), mediaType)
		return
	}
	c.json(value, mediaType)
}

func (c *call) text(value *string, mediaType string) {
	if value != nil {
		c.content([]byte(*value), mediaType)
	}
}

func (c *call) binary(content io.Reader, mediaType string) {
	if isNil(content) {
		return
	}
	c.body = payloadOf([]io.Reader{content})
	c.setHeader("Content-Type", mediaType)
}

// payloadOf reads one reader after another, and again from where they stood when all of them can be rewound.
func payloadOf(readers []io.Reader) *payload {
	body := &payload{replayable: true}
	starts := make([]int64, len(readers))
	for i, reader := range readers {
		seeker, ok := reader.(io.Seeker)
		if !ok {
			body.replayable, body.size = false, -1
			continue
		}
		start, err := seeker.Seek(0, io.SeekCurrent)
		if err != nil {
			body.replayable, body.size = false, -1
			continue
		}
		starts[i] = start
		end, err := seeker.Seek(0, io.SeekEnd)
		if err == nil {
			_, err = seeker.Seek(start, io.SeekStart)
		}
		if err != nil {
			body.replayable, body.size = false, -1
		} else if body.size >= 0 {
			body.size += end - start
		}
	}
	body.open = func() (io.Reader, error) {
		if body.sent {
			for i, reader := range readers {
				seeker, ok := reader.(io.Seeker)
				if !ok {
					return nil, fmt.Errorf("the body cannot be read again")
				}
				if _, err := seeker.Seek(starts[i], io.SeekStart); err != nil {
					return nil, err
				}
			}
		}
		body.sent = true
		return io.MultiReader(readers...), nil
	}
	return body
}

// form is application/x-www-form-urlencoded.
func (c *call) form(value any, encodings map[string]encoding) {
	if isNil(value) {
		return
	}
	tree, _ := c.tree("the body", value).(*fields)
	if tree == nil {
		tree = &fields{}
	}
	var pairs []string
	for _, field := range tree.list {
		_, nested := field.value.(*fields)
		style, explode := "form", true
		if nested {
			style = "deepObject"
		}
		rule, ruled := encodings[field.name]
		write := encode
		if rule.reserved {
			write = encodeReserved
		}
		if ruled && rule.style != "" {
			style, explode = rule.style, rule.explode
		}
		if ruled && strings.Contains(rule.mediaType, "json") {
			pairs = append(pairs, encode(field.name)+"="+encode(textOf(field.value)))
			continue
		}
		pairs = append(pairs, queryPairs(field.name, field.value, style, explode, write)...)
	}
	c.content([]byte(strings.Join(pairs, "&")), "application/x-www-form-urlencoded")
}
`;
