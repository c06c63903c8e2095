// unions.go of a Go SDK, after its package clause: the same in every one.
// Values that may have one of several types.

export const UNIONS_GO = `import (
	"bytes"
	"encoding/json"
	"reflect"
)

// union is a value that may have one of several types, or be JSON that none of them explains.
type union struct {
	value any
}

// Value returns the value for a type switch: one of the types of the union, or json.RawMessage when the contract does not
// know it.
func (u union) Value() any {
	return u.value
}

// MarshalJSON writes the value as it is.
func (u union) MarshalJSON() ([]byte, error) {
	return json.Marshal(u.value)
}

func (u *union) keep(data []byte) {
	u.value = json.RawMessage(bytes.Clone(data))
}

// tagOf reads the property that tells the members of a union apart.
func tagOf(data []byte, name string) string {
	var object map[string]json.RawMessage
	var tag string
	if json.Unmarshal(data, &object) != nil || json.Unmarshal(object[name], &tag) != nil {
		return ""
	}
	return tag
}

func decodeMember[T any](u *union, data []byte) error {
	var value T
	if err := decode(data, &value); err != nil {
		return err
	}
	u.value = value
	return nil
}

// decodeBest keeps the member that explains most properties of the value. One that misses a required property is none.
func decodeBest(u *union, data []byte, members ...func([]byte) (any, int)) error {
	u.keep(data)
	best := 0
	for _, member := range members {
		if value, score := member(data); score > best {
			u.value, best = value, score
		}
	}
	return nil
}

func fit[T any](data []byte) (any, int) {
	var value T
	if bytes.Equal(data, []byte("null")) || decode(data, &value) != nil {
		return nil, 0
	}
	given, _ := propertiesOf(data)
	if len(given) == 0 && !bytes.HasPrefix(data, []byte("{")) {
		return value, 1
	}
	encoded, err := json.Marshal(value)
	if err != nil || contradicts(reflect.ValueOf(value)) {
		return nil, 0
	}
	names := map[string]bool{}
	for _, property := range given {
		names[property.name] = true
	}
	known, _ := propertiesOf(encoded)
	for _, property := range known {
		if !names[property.name] {
			return nil, 0
		}
	}
	return value, 1 + len(known)
}

// contradicts tells whether a constant of the contract holds something else.
func contradicts(object reflect.Value) bool {
	if object.Kind() != reflect.Struct {
		return false
	}
	for _, member := range membersOf(object) {
		if member.constant != "" && member.value.Kind() == reflect.String && member.value.String() != member.constant {
			return true
		}
	}
	return false
}
`;
