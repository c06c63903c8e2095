// Parts of a Go SDK that do not change, data half: types, structs and unions in JSON. The texts below are the files,
// after their package clause.

export const TYPES_GO = `import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Ptr returns a pointer to a value, for optional fields.
func Ptr[T any](value T) *T {
	return &value
}

// Nullable is a property that may be absent, null or hold a value. Its zero value is absent.
type Nullable[T any] map[bool]T

// NullableOf holds a value.
func NullableOf[T any](value T) Nullable[T] {
	return Nullable[T]{true: value}
}

// Null is a null that is sent.
func Null[T any]() Nullable[T] {
	var none T
	return Nullable[T]{false: none}
}

// Get returns the value, and whether there is one.
func (n Nullable[T]) Get() (T, bool) {
	value, ok := n[true]
	return value, ok
}

// IsNull tells whether there is a null.
func (n Nullable[T]) IsNull() bool {
	_, null := n[false]
	return null
}

// IsAbsent tells whether there is neither a value nor a null.
func (n Nullable[T]) IsAbsent() bool {
	return len(n) == 0
}

// MarshalJSON writes the value or null.
func (n Nullable[T]) MarshalJSON() ([]byte, error) {
	if value, ok := n.Get(); ok {
		return json.Marshal(value)
	}
	return []byte("null"), nil
}

// UnmarshalJSON reads a value or null.
func (n *Nullable[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*n = Null[T]()
		return nil
	}
	var value T
	if err := decode(data, &value); err != nil {
		return err
	}
	*n = NullableOf(value)
	return nil
}

// Date is a day of the calendar, without time and zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of a time, in the zone of that time.
func DateOf(t time.Time) Date {
	year, month, day := t.Date()
	return Date{year, month, day}
}

// String writes the day as 2006-01-02.
func (d Date) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Time returns the first moment of the day.
func (d Date) Time(zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, zone)
}

// MarshalText writes the day as 2006-01-02.
func (d Date) MarshalText() ([]byte, error) {
	return []byte(d.String()), nil
}

// UnmarshalText reads 2006-01-02.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse("2006-01-02", string(text))
	if err != nil {
		return err
	}
	*d = DateOf(t)
	return nil
}

// Digits is a 64-bit integer that JSON carries as text.
type Digits string

// Int64 reads the digits as a signed number.
func (d Digits) Int64() (int64, error) {
	return strconv.ParseInt(string(d), 10, 64)
}

// Uint64 reads the digits as an unsigned number.
func (d Digits) Uint64() (uint64, error) {
	return strconv.ParseUint(string(d), 10, 64)
}

// UnmarshalJSON reads text, or a number with all of its digits.
func (d *Digits) UnmarshalJSON(data []byte) error {
	var number json.Number
	if err := json.Unmarshal(data, &number); err == nil {
		*d = Digits(number)
		return nil
	}
	return json.Unmarshal(data, (*string)(d))
}

// File is a part of a multipart body that has content of its own. Name and ContentType may be empty.
type File struct {
	Name        string
	ContentType string
	Content     io.Reader
}

// decode keeps all digits of numbers whose type is not known.
func decode(data []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(target); err != nil {
		if err == io.EOF {
			return io.ErrUnexpectedEOF
		}
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fmt.Errorf("there is more after the JSON value")
	}
	return nil
}
`;

export const STRUCTS_GO = String.raw`import (
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
