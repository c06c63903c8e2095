// Parts of a Go SDK that do not change, request half: parameters in every style, and bodies. The texts below are the files,
// after their package clause.

export const CALL_GO = String.raw`import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
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

// fields is a JSON object that keeps its order.
type fields struct {
	list []field
}

type field struct {
	name  string
	value any
}

// treeOf is a value as JSON has it: nil, bool, json.Number, string, []any or *fields. Null members are left out.
func treeOf(value any) (any, error) {
	if isNil(value) {
		return nil, nil
	}
	data, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return parseTree(data)
}

func parseTree(data []byte) (any, error) {
	switch data[0] {
	case '[':
		var raw []json.RawMessage
		if err := json.Unmarshal(data, &raw); err != nil {
			return nil, err
		}
		items := []any{}
		for _, item := range raw {
			tree, err := parseTree(item)
			if err != nil {
				return nil, err
			}
			if tree != nil {
				items = append(items, tree)
			}
		}
		return items, nil
	case '{':
		properties, err := propertiesOf(data)
		if err != nil {
			return nil, err
		}
		object := &fields{}
		for _, property := range properties {
			tree, err := parseTree(property.data)
			if err != nil {
				return nil, err
			}
			if tree != nil {
				object.list = append(object.list, field{property.name, tree})
			}
		}
		return object, nil
	}
	var scalar any
	err := decode(data, &scalar)
	return scalar, err
}

func isNil(value any) bool {
	if value == nil {
		return true
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	}
	return false
}

// textOf is a scalar as it stands in a parameter, and anything else as JSON.
func textOf(tree any) string {
	switch value := tree.(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case *fields:
		data, _ := json.Marshal(value.plain())
		return string(data)
	case []any:
		data, _ := json.Marshal(plainOf(value))
		return string(data)
	}
	return fmt.Sprint(tree)
}

func (f *fields) plain() map[string]any {
	object := map[string]any{}
	for _, field := range f.list {
		object[field.name] = plainOf(field.value)
	}
	return object
}

func plainOf(tree any) any {
	switch value := tree.(type) {
	case *fields:
		return value.plain()
	case []any:
		items := make([]any, len(value))
		for i, item := range value {
			items[i] = plainOf(item)
		}
		return items
	}
	return tree
}

// flat is a value as the list of its items; an object as its names and values.
func flat(tree any, explode bool) []string {
	return joinPairs(flatPairs(tree, explode))
}

// flatPairs gives one text per item, or name and text where an object explodes.
func flatPairs(tree any, explode bool) [][]string {
	var items [][]string
	switch value := tree.(type) {
	case nil:
	case []any:
		for _, item := range value {
			items = append(items, []string{textOf(item)})
		}
	case *fields:
		for _, field := range value.list {
			if explode {
				items = append(items, []string{field.name, textOf(field.value)})
			} else {
				items = append(items, []string{field.name}, []string{textOf(field.value)})
			}
		}
	default:
		items = append(items, []string{textOf(tree)})
	}
	return items
}

func joinPairs(items [][]string) []string {
	var texts []string
	for _, item := range items {
		texts = append(texts, strings.Join(item, "="))
	}
	return texts
}

func encodeAll(items [][]string) []string {
	var texts []string
	for _, item := range items {
		var encoded []string
		for _, text := range item {
			encoded = append(encoded, encode(text))
		}
		texts = append(texts, strings.Join(encoded, "="))
	}
	return texts
}

// queryPairs are the encoded name=value pairs of one query parameter or form field.
func queryPairs(name string, tree any, style string, explode bool, write func(string) string) []string {
	var pairs []string
	if style == "deepObject" {
		deepPairs(name, tree, write, &pairs)
		return pairs
	}
	object, isObject := tree.(*fields)
	items, isList := tree.([]any)
	switch {
	case tree == nil:
	case isObject && explode:
		for _, field := range object.list {
			pairs = append(pairs, encode(field.name)+"="+write(textOf(field.value)))
		}
	case isList && explode:
		for _, item := range items {
			pairs = append(pairs, encode(name)+"="+write(textOf(item)))
		}
	case isObject || isList:
		separator := ","
		switch style {
		case "spaceDelimited":
			separator = "%20"
		case "pipeDelimited":
			separator = "%7C"
		}
		var texts []string
		for _, text := range flat(tree, false) {
			texts = append(texts, write(text))
		}
		if len(texts) > 0 {
			pairs = append(pairs, encode(name)+"="+strings.Join(texts, separator))
		}
	default:
		pairs = append(pairs, encode(name)+"="+write(textOf(tree)))
	}
	return pairs
}

func deepPairs(name string, tree any, write func(string) string, pairs *[]string) {
	switch value := tree.(type) {
	case nil:
	case *fields:
		for _, field := range value.list {
			deepPairs(name+"["+field.name+"]", field.value, write, pairs)
		}
	case []any:
		for i, item := range value {
			deepPairs(fmt.Sprintf("%s[%d]", name, i), item, write, pairs)
		}
	default:
		*pairs = append(*pairs, encode(name)+"="+write(textOf(tree)))
	}
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*"

func encode(text string) string {
	return percentEncode(text, unreserved)
}

// encodeReserved keeps what RFC 3986 reserves, except what would end the value or the query.
func encodeReserved(text string) string {
	return percentEncode(text, unreserved+":/?@[]$,;=+")
}

func percentEncode(text, kept string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.IndexByte(kept, text[i]) >= 0 {
			out.WriteByte(text[i])
		} else {
			fmt.Fprintf(&out, "%%%02X", text[i])
		}
	}
	return out.String()
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

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(hostOf(a), hostOf(b))
}

func hostOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if strings.EqualFold(u.Scheme, "https") {
		return u.Host + ":443"
	}
	return u.Host + ":80"
}

func cloneHeader(header http.Header) http.Header {
	if header == nil {
		return http.Header{}
	}
	return header.Clone()
}
`;

export const BODY_GO = String.raw`import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"sort"
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

// multipart is multipart/form-data over the fields of a struct or a map.
func (c *call) multipart(value any, encodings map[string]encoding) {
	if isNil(value) {
		return
	}
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		c.refuse("there is no randomness for a boundary: %v", err)
		return
	}
	form := multipartForm{boundary: fmt.Sprintf("part-%x", random)}
	for _, part := range partsOf(value) {
		if err := form.add(part.name, part.value, encodings[part.name].mediaType); err != nil {
			c.refuse("%s cannot be written: %v", part.name, err)
		}
	}
	form.write("--" + form.boundary + "--\r\n")
	c.body = payloadOf(form.readers)
	c.setHeader("Content-Type", "multipart/form-data; boundary="+form.boundary)
}

type multipartForm struct {
	boundary string
	readers  []io.Reader
}

func (f *multipartForm) write(text string) {
	f.readers = append(f.readers, strings.NewReader(text))
}

func (f *multipartForm) head(name, fileName, mediaType string) {
	text := "--" + f.boundary + "\r\nContent-Disposition: form-data; name=\"" + label(name) + "\""
	if fileName != "" {
		text += "; filename=\"" + label(fileName) + "\""
	}
	if mediaType != "" {
		text += "\r\nContent-Type: " + label(mediaType)
	}
	f.write(text + "\r\n\r\n")
}

func (f *multipartForm) add(name string, value any, mediaType string) error {
	if file, ok := value.(File); ok {
		f.addFile(name, file, mediaType)
		return nil
	}
	if files, ok := value.([]File); ok {
		for _, file := range files {
			f.addFile(name, file, mediaType)
		}
		return nil
	}
	tree, err := treeOf(value)
	if err != nil || tree == nil {
		return err
	}
	items, isList := tree.([]any)
	if !isList || strings.Contains(mediaType, "json") {
		items = []any{tree}
	}
	for _, item := range items {
		kind := mediaType
		if _, object := item.(*fields); object && kind == "" {
			kind = "application/json"
		}
		f.head(name, "", kind)
		f.write(textOf(item) + "\r\n")
	}
	return nil
}

func (f *multipartForm) addFile(name string, file File, mediaType string) {
	fileName, kind := file.Name, file.ContentType
	if fileName == "" {
		fileName = name
	}
	if kind == "" {
		kind = mediaType
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	f.head(name, fileName, kind)
	if file.Content != nil {
		f.readers = append(f.readers, file.Content)
	}
	f.write("\r\n")
}

// label is text inside the quotes of a header.
func label(text string) string {
	return strings.NewReplacer("\"", "%22", "\r", "%0D", "\n", "%0A", "\x00", "").Replace(text)
}

// partsOf are the fields of a generated struct that are set, or the sorted entries of a map.
func partsOf(value any) []field {
	object := reflect.Indirect(reflect.ValueOf(value))
	var parts []field
	switch object.Kind() {
	case reflect.Struct:
		for _, member := range membersOf(object) {
			switch {
			case member.additional:
				parts = append(parts, partsOf(member.value.Interface())...)
			case member.constant != "" && member.value.IsZero():
				parts = append(parts, field{member.name, member.constant})
			case !member.isNil():
				inner := member.value
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				parts = append(parts, field{member.name, inner.Interface()})
			}
		}
	case reflect.Map:
		for _, key := range object.MapKeys() {
			parts = append(parts, field{key.String(), object.MapIndex(key).Interface()})
		}
		sort.Slice(parts, func(i, j int) bool { return parts[i].name < parts[j].name })
	}
	return parts
}
`;
