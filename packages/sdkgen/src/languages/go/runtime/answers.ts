// answers.go of a Go SDK, after its package clause: the same in every one.
// What an answer is read as: JSON, text, bytes, nothing, or a body that is left open.

export const ANSWERS_GO = `import (
	"context"
	"io"
	"reflect"
)

// requestJSON reads the answer as T.
func requestJSON[T any](ctx context.Context, c *core, call *call, opts []Option) (T, error) {
	var value T
	found, err := c.exchange(ctx, call, opts, "application/json", false)
	if err != nil {
		return value, err
	}
	return decodeAnswer[T](call, found)
}

// requestMaybeJSON gives the zero value when the answer has no body.
func requestMaybeJSON[T any](ctx context.Context, c *core, call *call, opts []Option) (T, error) {
	var value T
	found, err := c.exchange(ctx, call, opts, "application/json", false)
	if err != nil || len(found.body) == 0 {
		return value, err
	}
	return decodeAnswer[T](call, found)
}

func decodeAnswer[T any](call *call, found *answer) (T, error) {
	var value T
	if err := decode(found.body, &value); err != nil {
		place := placeOf(found.body, reflect.TypeOf(&value).Elem())
		return value, &DecodeError{call.operation, found.status, place, found.header, found.body, err}
	}
	return value, nil
}

func requestText(ctx context.Context, c *core, call *call, opts []Option) (string, error) {
	found, err := c.exchange(ctx, call, opts, "text/*, */*;q=0.5", false)
	if err != nil {
		return "", err
	}
	return string(found.body), nil
}

func requestBytes(ctx context.Context, c *core, call *call, opts []Option) ([]byte, error) {
	found, err := c.exchange(ctx, call, opts, "*/*", false)
	if err != nil {
		return nil, err
	}
	return found.body, nil
}

func requestNone(ctx context.Context, c *core, call *call, opts []Option) error {
	_, err := c.exchange(ctx, call, opts, "*/*", false)
	return err
}

// openBytes leaves the body to the caller, who closes it.
func openBytes(ctx context.Context, c *core, call *call, opts []Option) (io.ReadCloser, error) {
	found, err := c.exchange(ctx, call, opts, "*/*", true)
	if err != nil {
		return nil, err
	}
	return found.stream, nil
}
`;
