// values.go of a Go SDK, after its package clause: the same in every one.
// Values of parameters and forms as text, in every style.

export const VALUES_GO = `import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

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
`;
