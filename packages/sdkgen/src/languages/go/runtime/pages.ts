// pages.go of a Go SDK, after its package clause: the same in every one.
// Loops over pages and their items.

export const PAGES_GO = String.raw`import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// paging is how the next page is asked for. Names are paths in the result.
type paging struct {
	kind  string
	items []string
	param string
	next  []string
	more  []string
	first int64
}

// pagesOf asks for page after page, each when the loop wants it.
func pagesOf[P any](ctx context.Context, c *core, call *call, rule paging, opts []Option) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		eachPage(ctx, c, call, rule, opts, func(found *answer, err error) bool {
			var page P
			if err == nil {
				page, err = decodeAnswer[P](call, found)
			}
			return yield(page, err) && err == nil
		})
	}
}

// itemsOf is the same, item by item.
func itemsOf[T any](ctx context.Context, c *core, call *call, rule paging, opts []Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		eachPage(ctx, c, call, rule, opts, func(found *answer, err error) bool {
			var none T
			if err != nil {
				return yield(none, err) && false
			}
			items, err := itemsAt(found.body, rule.items)
			if err != nil {
				place := strings.Join(rule.items, ".")
				return yield(none, &DecodeError{call.operation, found.status, place, found.header, found.body, err}) && false
			}
			for i, raw := range items {
				var item T
				if err := decode(raw, &item); err != nil {
					head := join(strings.Join(rule.items, "."), fmt.Sprintf("[%d]", i))
					place := join(head, placeOf(raw, reflect.TypeOf(&item).Elem()))
					err = &DecodeError{call.operation, found.status, place, found.header, found.body, err}
					return yield(item, err) && false
				}
				if !yield(item, nil) {
					return false
				}
			}
			return true
		})
	}
}

func eachPage(ctx context.Context, c *core, first *call, rule paging, opts []Option, use func(*answer, error) bool) {
	call := *first
	seen := map[string]bool{}
	position, err := rule.start(&call)
	if err != nil {
		use(nil, err)
		return
	}
	for {
		found, err := c.exchange(ctx, &call, opts, "application/json", false)
		if err == nil && len(found.body) == 0 {
			return
		}
		if !use(found, err) || err != nil {
			return
		}
		items, err := itemsAt(found.body, rule.items)
		if err != nil || len(items) == 0 {
			return
		}
		if more, ok := textAt(found.body, rule.more); ok && more == "false" {
			return
		}
		switch rule.kind {
		case "page":
			position++
			call.replaceQuery(rule.param, strconv.FormatInt(position, 10))
		case "offset":
			position += int64(len(items))
			call.replaceQuery(rule.param, strconv.FormatInt(position, 10))
		case "url":
			target, err := nextURL(found, rule.next, c.baseURL)
			if err != nil {
				use(nil, &ArgumentError{call.operation, err.Error()})
				return
			}
			if target == "" || seen[target] {
				return
			}
			seen[target] = true
			call.target, call.absolute, call.queries = target, true, nil
		default:
			body := found.body
			if rule.kind == "last_item" {
				body = items[len(items)-1]
			}
			cursor, _ := textAt(body, rule.next)
			if cursor == "" || seen[cursor] {
				return
			}
			seen[cursor] = true
			call.replaceQuery(rule.param, cursor)
		}
	}
}

// start is the number of the first page or item: what the caller asked for, or the contract's first.
func (p paging) start(call *call) (int64, error) {
	if p.kind != "page" && p.kind != "offset" {
		return 0, nil
	}
	for _, query := range call.queries {
		if query.name != p.param {
			continue
		}
		_, text, _ := strings.Cut(query.text, "=")
		number, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return 0, &ArgumentError{call.operation, fmt.Sprintf("%s must be a number to count from", p.param)}
		}
		return number, nil
	}
	return p.first, nil
}

func at(body []byte, path []string) (json.RawMessage, bool) {
	raw := json.RawMessage(body)
	for _, name := range path {
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return nil, false
		}
		inner, ok := object[name]
		if !ok {
			return nil, false
		}
		raw = inner
	}
	return raw, true
}

func itemsAt(body []byte, path []string) ([]json.RawMessage, error) {
	raw, ok := at(body, path)
	if !ok {
		return nil, nil
	}
	var items []json.RawMessage
	err := json.Unmarshal(raw, &items)
	return items, err
}

// textAt is a string, number or boolean as text; null and anything else is none.
func textAt(body []byte, path []string) (string, bool) {
	if len(path) == 0 {
		return "", false
	}
	raw, ok := at(body, path)
	if !ok || len(raw) == 0 || bytes.ContainsAny(raw[:1], "n{[") {
		return "", false
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text, true
	}
	return string(raw), true
}

// nextURL is what to ask for below the base URL. Another origin is refused: it would get the credentials.
func nextURL(found *answer, path []string, base string) (string, error) {
	link, _ := textAt(found.body, path)
	if len(path) == 0 {
		link = nextLink(found.header.Values("Link"))
	}
	if link == "" {
		return "", nil
	}
	origin, err := url.Parse(base)
	if err != nil {
		return "", err
	}
	target, err := found.url.Parse(link)
	if err != nil || !sameOrigin(origin, target) {
		return "", fmt.Errorf("the next page is at %q, which is not %s", link, origin.Host)
	}
	target.Fragment, target.User = "", nil
	return target.String(), nil
}

// nextLink reads the Link header (RFC 8288).
func nextLink(values []string) string {
	for _, value := range values {
		for value != "" {
			start := strings.IndexByte(value, '<')
			end := strings.IndexByte(value, '>')
			if start < 0 || end < start {
				break
			}
			target := value[start+1 : end]
			value = value[end+1:]
			params := value
			if stop := strings.Index(value, "<"); stop >= 0 {
				params = value[:stop]
			}
			for _, param := range strings.Split(params, ";") {
				name, rel, _ := strings.Cut(strings.Trim(param, " ,"), "=")
				if !strings.EqualFold(strings.TrimSpace(name), "rel") {
					continue
				}
				for _, word := range strings.Fields(strings.Trim(strings.TrimSpace(rel), "\"")) {
					if strings.EqualFold(word, "next") {
						return target
					}
				}
			}
		}
	}
	return ""
}
`;
