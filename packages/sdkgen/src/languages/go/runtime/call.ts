// call.go of a Go SDK, after its package clause: the same in every one.
// One request in the making: parameters where they belong, and what its failures are read as.

export const CALL_GO = String.raw`import (
	"encoding/json"
	"fmt"
	"strings"
)

// call is one request in the making. Nil values are left out.
type call struct {
	operation         string
	method            string
	target            string
	absolute          bool
	queries           []pair
	headers           []pair
	cookies           []string
	body              *payload
	failures          []failure
	auth              [][]string
	anyAuth           bool
	repeatable        bool
	idempotencyHeader string
	err               error
}

// pair is a name, and the text of it with its value as they stand in a request.
type pair struct {
	name string
	text string
}

func newCall(method, path string) *call {
	repeatable := false
	switch method {
	case "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY":
		repeatable = true
	}
	return &call{operation: method + " " + path, method: method, target: path, repeatable: repeatable, anyAuth: true}
}

// requires names the alternatives of credentials; without any, the operation is public.
func (c *call) requires(alternatives ...[]string) {
	c.auth, c.anyAuth = alternatives, false
}

func (c *call) refuse(format string, values ...any) {
	if c.err == nil {
		c.err = &ArgumentError{Operation: c.operation, Message: fmt.Sprintf(format, values...)}
	}
}

func (c *call) tree(name string, value any) any {
	tree, err := treeOf(value)
	if err != nil {
		c.refuse("%s cannot be written: %v", name, err)
	}
	return tree
}

func (c *call) path(name string, value any, style string, explode bool) {
	tree := c.tree(name, value)
	for _, item := range flat(tree, false) {
		if item == "." || item == ".." {
			c.refuse("path parameter %q must not be %q", name, item)
		}
	}
	_, object := tree.(*fields)
	items := encodeAll(flatPairs(tree, explode))
	if len(items) == 0 || strings.Join(items, "") == "" {
		c.refuse("path parameter %q must not be empty", name)
	}
	text := strings.Join(items, ",")
	switch {
	case style == "label" && explode:
		text = "." + strings.Join(items, ".")
	case style == "label":
		text = "." + text
	case style == "matrix" && explode && object:
		text = ";" + strings.Join(items, ";")
	case style == "matrix" && explode:
		text = ";" + encode(name) + "=" + strings.Join(items, ";"+encode(name)+"=")
	case style == "matrix":
		text = ";" + encode(name) + "=" + text
	}
	c.target = strings.ReplaceAll(c.target, "{"+name+"}", text)
}

func (c *call) query(name string, value any, style string, explode, reserved bool) {
	write := encode
	if reserved {
		write = encodeReserved
	}
	for _, text := range queryPairs(name, c.tree(name, value), style, explode, write) {
		c.queries = append(c.queries, pair{name, text})
	}
}

// asJSON is the value of a parameter that the contract writes as a JSON text.
func (c *call) asJSON(name string, value any) any {
	if isNil(value) {
		return nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		c.refuse("%s cannot be written: %v", name, err)
	}
	return string(data)
}

// replaceQuery sets a parameter of the next page.
func (c *call) replaceQuery(name, text string) {
	kept := c.queries[:0:0]
	for _, query := range c.queries {
		if query.name != name {
			kept = append(kept, query)
		}
	}
	c.queries = append(kept, pair{name, encode(name) + "=" + encode(text)})
}

func (c *call) header(name string, value any, _ string, explode bool) {
	if tree := c.tree(name, value); tree != nil {
		c.setHeader(name, strings.Join(joinPairs(flatPairs(tree, explode)), ","))
	}
}

func (c *call) setHeader(name, text string) {
	if strings.ContainsAny(text, "\r\n\x00") {
		c.refuse("header %q must not contain line breaks", name)
	}
	c.headers = append(c.headers, pair{name, text})
}

func (c *call) cookie(name string, value any, _ string, explode bool) {
	tree := c.tree(name, value)
	if tree == nil {
		return
	}
	if object, ok := tree.(*fields); ok && explode {
		for _, field := range object.list {
			c.cookies = append(c.cookies, encode(field.name)+"="+encode(textOf(field.value)))
		}
		return
	}
	c.cookies = append(c.cookies, encode(name)+"="+strings.Join(encodeAll(flatPairs(tree, false)), ","))
}

// url is where the call goes, below a base URL.
func (c *call) url(base string) string {
	if c.absolute {
		base = ""
	}
	var queries []string
	for _, query := range c.queries {
		queries = append(queries, query.text)
	}
	if len(queries) == 0 {
		return base + c.target
	}
	mark := "?"
	if strings.Contains(c.target, "?") {
		mark = "&"
	}
	return base + c.target + mark + strings.Join(queries, "&")
}

// failure is a documented status, exact or like 4XX or default, and how its body is read.
type failure struct {
	status string
	decode func([]byte) any
}

func (c *call) fails(status string, decode func([]byte) any) {
	c.failures = append(c.failures, failure{status, decode})
}

// failureBody is the documented body of a status: exact before its class before default.
func (c *call) failureBody(status int, body []byte) any {
	exact := fmt.Sprint(status)
	for _, wanted := range []string{exact, exact[:1] + "XX", "default"} {
		for _, failure := range c.failures {
			if strings.EqualFold(failure.status, wanted) {
				return failure.decode(body)
			}
		}
	}
	return nil
}

func decodeAs[T any](data []byte) any {
	var value T
	if decode(data, &value) != nil {
		return nil
	}
	return value
}
`;
