// multipart.go of a Go SDK, after its package clause: the same in every one.
// Multipart bodies, with files that are streamed.

export const MULTIPART_GO = String.raw`import (
	"crypto/rand"
	"fmt"
	"io"
	"reflect"
	"sort"
	"strings"
)

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
