// json.go of a Go SDK, after its package clause: the same in every one.
// Structs in JSON where encoding/json alone is not enough: constants, lists that may be empty, odd names, undeclared properties.

export const JSON_GO = String.raw`import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// member is a field of a generated struct. Its tags say what encoding/json cannot: names that it refuses (required,
// optional), constants (const), lists that may be null (nullable) and where undeclared properties go (additional).
type member struct {
	name       string
	value      reflect.Value
	optional   bool
	nullable   bool
	additional bool
	constant   string
}

func membersOf(object reflect.Value) []member {
	var members []member
	for i := 0; i < object.NumField(); i++ {
		field := object.Type().Field(i)
		tag, tagged := field.Tag.Lookup("json")
		if !tagged || !field.IsExported() {
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		found := member{name: name, value: object.Field(i), optional: options == "omitempty", constant: field.Tag.Get("const")}
		_, found.nullable = field.Tag.Lookup("nullable")
		_, found.additional = field.Tag.Lookup("additional")
		if odd, ok := field.Tag.Lookup("optional"); ok {
			found.name, found.optional = odd, true
		}
		if odd, ok := field.Tag.Lookup("required"); ok {
			found.name = odd
		}
		members = append(members, found)
	}
	return members
}

func (m member) isNil() bool {
	switch m.value.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return m.value.IsNil()
	}
	return false
}

// encode returns nil for what is not sent. A list that must be there is empty rather than null.
func (m member) encode() ([]byte, error) {
	if m.isNil() {
		switch {
		case m.optional:
			return nil, nil
		case m.nullable:
			return []byte("null"), nil
		case m.value.Kind() == reflect.Slice && m.value.Type().Elem().Kind() == reflect.Uint8:
			return []byte("\"\""), nil
		case m.value.Kind() == reflect.Slice:
			return []byte("[]"), nil
		case m.value.Kind() == reflect.Map:
			return []byte("{}"), nil
		}
	}
	if m.constant != "" && m.value.IsZero() {
		if m.value.Kind() == reflect.String {
			return json.Marshal(m.constant)
		}
		return []byte(m.constant), nil
	}
	return json.Marshal(m.value.Interface())
}

func marshalStruct(value any) ([]byte, error) {
	var out bytes.Buffer
	write := func(name string, data []byte) {
		if out.Len() > 0 {
			out.WriteByte(',')
		}
		key, _ := json.Marshal(name)
		out.Write(key)
		out.WriteByte(':')
		out.Write(data)
	}
	declared := map[string]bool{}
	members := membersOf(reflect.ValueOf(value))
	for _, member := range members {
		if member.additional {
			continue
		}
		declared[member.name] = true
		data, err := member.encode()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", member.name, err)
		}
		if data != nil {
			write(member.name, data)
		}
	}
	for _, member := range members {
		if !member.additional {
			continue
		}
		data, err := json.Marshal(member.value.Interface())
		if err != nil {
			return nil, err
		}
		more, err := propertiesOf(data)
		if err != nil {
			return nil, err
		}
		for _, property := range more {
			if !declared[property.name] {
				write(property.name, property.data)
			}
		}
	}
	return append(append([]byte{'{'}, out.Bytes()...), '}'), nil
}

func unmarshalStruct(data []byte, target any) error {
	var given map[string]json.RawMessage
	if err := decode(data, &given); err != nil {
		return err
	}
	members := membersOf(reflect.ValueOf(target).Elem())
	for _, member := range members {
		raw, ok := given[member.name]
		if !ok || member.additional {
			continue
		}
		delete(given, member.name)
		if err := decode(raw, member.value.Addr().Interface()); err != nil {
			return fmt.Errorf("%s: %w", member.name, err)
		}
	}
	for _, member := range members {
		if !member.additional || len(given) == 0 {
			continue
		}
		rest, err := json.Marshal(given)
		if err != nil {
			return err
		}
		return decode(rest, member.value.Addr().Interface())
	}
	return nil
}

// property is a member of any JSON object.
type property struct {
	name string
	data json.RawMessage
}

// propertiesOf keeps the order in which they are written.
func propertiesOf(data []byte) ([]property, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		return nil, err
	}
	var properties []property
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		found := property{name: name.(string)}
		if err := decoder.Decode(&found.data); err != nil {
			return nil, err
		}
		properties = append(properties, found)
	}
	return properties, nil
}
`;
