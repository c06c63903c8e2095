// types.go of a Go SDK, after its package clause: the same in every one.
// Types beside those of the contract: nullable values, days, digits, files.

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
