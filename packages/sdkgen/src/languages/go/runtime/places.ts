// places.go of a Go SDK, after its package clause: the same in every one.
// The place in a body that does not fit its type.

export const PLACES_GO = `import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// placeOf names the place in the JSON whose value does not fit the type, like "lines[2].price".
func placeOf(data []byte, kind reflect.Type) string {
	switch kind.Kind() {
	case reflect.Pointer:
		return placeOf(data, kind.Elem())
	case reflect.Slice:
		var items []json.RawMessage
		if json.Unmarshal(data, &items) == nil {
			for i, item := range items {
				if unfit(item, kind.Elem()) {
					return join(fmt.Sprintf("[%d]", i), placeOf(item, kind.Elem()))
				}
			}
		}
	case reflect.Map:
		if kind.Key().Kind() == reflect.Bool {
			return placeOf(data, kind.Elem())
		}
		properties, _ := propertiesOf(data)
		for _, property := range properties {
			if unfit(property.data, kind.Elem()) {
				return join(property.name, placeOf(property.data, kind.Elem()))
			}
		}
	case reflect.Struct:
		members := membersOf(reflect.New(kind).Elem())
		properties, _ := propertiesOf(data)
		for _, property := range properties {
			for _, member := range members {
				if member.name == property.name && unfit(property.data, member.value.Type()) {
					return join(property.name, placeOf(property.data, member.value.Type()))
				}
			}
		}
	}
	return ""
}

func unfit(data []byte, kind reflect.Type) bool {
	return decode(data, reflect.New(kind).Interface()) != nil
}

func join(head, tail string) string {
	if tail == "" || strings.HasPrefix(tail, "[") {
		return head + tail
	}
	return head + "." + tail
}
`;
