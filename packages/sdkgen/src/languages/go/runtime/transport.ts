// transport.go of a Go SDK, after its package clause: the same in every one.
// Attempts: one request, its time limit and its answer, until it is answered, refused, or not worth another try.

export const TRANSPORT_GO = String.raw`import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// answer is a success. Its stream is open when it was asked for.
type answer struct {
	status int
	header http.Header
	url    *url.URL
	body   []byte
	stream io.ReadCloser
}

// exchange sends a call until it is answered, refused, or not worth another try.
func (c *core) exchange(ctx context.Context, call *call, opts []Option, accept string, stream bool) (*answer, error) {
	if call.err != nil {
		return nil, call.err
	}
	s := c.settings.with(opts)
	idempotencyKey, err := call.newIdempotencyKey(&s)
	if err != nil {
		return nil, err
	}
	refresh, refreshed := false, false
	for attempt, retries := 1, 0; ; attempt++ {
		request, renewable, err := c.request(ctx, call, &s, accept, idempotencyKey, refresh)
		if err != nil {
			return nil, err
		}
		found, err := send(ctx, call, &s, request, stream)
		again := call.body == nil || call.body.replayable
		var failure *APIError
		if errors.As(err, &failure) && failure.StatusCode == http.StatusUnauthorized && renewable && !refreshed && again {
			refresh, refreshed = true, true
			continue
		}
		refresh = false
		if err == nil || ctx.Err() != nil || retries >= s.maxRetries || !call.repeatable || !again {
			return found, withAttempts(err, attempt)
		}
		delay, retry := delayAfter(err, retries)
		if !retry {
			return nil, withAttempts(err, attempt)
		}
		retries++
		timer := time.NewTimer(delay)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, &TransportError{call.operation, withoutQuery(request.URL), attempt, ctx.Err()}
		}
	}
}

func (c *core) request(ctx context.Context, call *call, s *settings, accept, idempotencyKey string, refresh bool) (*http.Request, bool, error) {
	if c.baseURL == "" {
		return nil, false, &ArgumentError{call.operation, "the contract names no server; give NewClient a base URL"}
	}
	var body io.Reader
	if call.body != nil {
		opened, err := call.body.open()
		if err != nil {
			return nil, false, err
		}
		body = io.NopCloser(opened)
	}
	request, err := http.NewRequestWithContext(ctx, call.method, call.url(c.baseURL), body)
	if err != nil {
		return nil, false, &ArgumentError{call.operation, err.Error()}
	}
	if call.body != nil {
		request.ContentLength = call.body.size
		if call.body.size == 0 {
			request.Body = http.NoBody
		}
	}
	request.Header.Set("Accept", accept)
	request.Header.Set("User-Agent", s.userAgent)
	for name, value := range s.mockOps {
		request.Header.Set(name, value)
	}
	if idempotencyKey != "" {
		request.Header.Set(call.idempotencyHeader, idempotencyKey)
	}
	for _, header := range call.headers {
		request.Header.Set(header.name, header.text)
	}
	for name, values := range s.header {
		request.Header[name] = values
	}
	for name, values := range request.Header {
		if strings.ContainsAny(name+strings.Join(values, ""), "\r\n\x00") {
			return nil, false, &ArgumentError{call.operation, fmt.Sprintf("header %q must not contain line breaks", name)}
		}
	}
	for _, cookie := range call.cookies {
		addCookie(request.Header, cookie)
	}
	renewable, err := call.authorize(ctx, s, request, refresh)
	return request, renewable, err
}

// send makes one attempt. The time limit covers the body, of a stream only the headers.
func send(ctx context.Context, call *call, s *settings, request *http.Request, stream bool) (*answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	if s.timeout > 0 {
		late := fmt.Errorf("no answer within %s: %w", s.timeout, context.DeadlineExceeded)
		timer := time.AfterFunc(s.timeout, func() { cancel(late) })
		defer timer.Stop()
	}
	broken := func(err error) (*answer, error) {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		cancel(nil)
		return nil, &TransportError{call.operation, withoutQuery(request.URL), 1, err}
	}
	response, err := follow(request.WithContext(ctx), s.doer)
	if err != nil {
		return broken(err)
	}
	found := &answer{status: response.StatusCode, header: response.Header, url: request.URL}
	if response.Request != nil && response.Request.URL != nil {
		found.url = response.Request.URL
	}
	success := response.StatusCode >= 200 && response.StatusCode < 300
	if stream && success {
		found.stream = &openBody{response.Body, cancel}
		return found, nil
	}
	found.body, err = io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return broken(err)
	}
	cancel(nil)
	if success {
		return found, nil
	}
	requestID := response.Header.Get("X-Request-Id")
	if requestID == "" {
		requestID = response.Header.Get("Request-Id")
	}
	return nil, &APIError{
		Operation: call.operation, StatusCode: response.StatusCode, Header: response.Header, RequestID: requestID,
		Body: found.body, Value: call.failureBody(response.StatusCode, found.body),
	}
}

// openBody gives up the connection when it is closed.
type openBody struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (b *openBody) Close() error {
	b.cancel(nil)
	return b.ReadCloser.Close()
}
`;
