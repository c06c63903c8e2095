// errors.go of a Go SDK, after its package clause: the same in every one.
// In how many ways a call can fail.

export const ERRORS_GO = `import (
	"errors"
	"fmt"
	"net/http"
)

// APIError is an answer that is not a success. Find it with errors.As.
type APIError struct {
	// Operation is method and path of the contract.
	Operation  string
	StatusCode int
	Header     http.Header
	// RequestID is what the server calls the request, if it says so.
	RequestID string
	Body      []byte
	// Value is the body as documented for the status, nil when nothing is documented or it is something else. See ErrorBody.
	Value any
}

func (e *APIError) Error() string {
	text := fmt.Sprintf("%s answered %d", e.Operation, e.StatusCode)
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	return text
}

// ErrorBody is the documented body of a failure: problem, ok := ErrorBody[*Problem](err).
func ErrorBody[T any](err error) (T, bool) {
	var failure *APIError
	if errors.As(err, &failure) {
		body, ok := failure.Value.(T)
		return body, ok
	}
	var none T
	return none, false
}

// TransportError says that nothing usable was answered: not reachable, too slow, broken off, or cancelled.
// errors.Is finds context.Canceled and context.DeadlineExceeded in it.
type TransportError struct {
	Operation string
	URL       string
	Attempts  int
	Err       error
}

func (e *TransportError) Error() string {
	return fmt.Sprintf("%s at %s was not answered (attempt %d); is the base URL right and the server up? %v",
		e.Operation, e.URL, e.Attempts, e.Err)
}

func (e *TransportError) Unwrap() error {
	return e.Err
}

// DecodeError is a success whose body is not what the contract says.
type DecodeError struct {
	Operation  string
	StatusCode int
	// Place in the body, like lines[2].price; empty for the body itself.
	Place  string
	Header http.Header
	Body   []byte
	Err    error
}

func (e *DecodeError) Error() string {
	place := ""
	if e.Place != "" {
		place = " at " + e.Place
	}
	return fmt.Sprintf("%s answered %d outside of its contract%s: %v", e.Operation, e.StatusCode, place, e.Err)
}

func (e *DecodeError) Unwrap() error {
	return e.Err
}

// ArgumentError is a value that cannot be sent. Nothing was.
type ArgumentError struct {
	Operation string
	Message   string
}

func (e *ArgumentError) Error() string {
	return e.Operation + ": " + e.Message
}
`;
