// Parts of a Go SDK that do not change, network half: options, attempts, retries, redirects, errors. The texts below are
// the files, after their package clause.

export const OPTIONS_GO = String.raw`import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"
)

// Option changes what a client does, or one call of it.
type Option func(*settings)

// Doer sends requests. *http.Client is one; so is anything that a test puts in its place.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// MockOps is what a virtual system should assume for requests. Sent as headers, which real services ignore.
type MockOps struct {
	// Session isolates state: requests of one session see only its own changes.
	Session  string
	Persona  string
	Scenario string
	// CIRun attributes the request to a CI run, for coverage.
	CIRun string
}

// TokenFunc supplies a credential for each request. Refresh is set after a 401: what was supplied before is no longer good.
type TokenFunc func(ctx context.Context, refresh bool) (string, error)

// WithHeader sets a header of every request.
func WithHeader(name, value string) Option {
	return func(s *settings) { s.header.Set(name, value) }
}

// WithHTTPClient sends requests by other means. Redirects are then followed by that client, if it follows them.
func WithHTTPClient(doer Doer) Option {
	return func(s *settings) { s.doer = doer }
}

// WithMaxRetries limits how often a request is repeated when it failed and may be sent twice. Default: 2.
func WithMaxRetries(count int) Option {
	return func(s *settings) { s.maxRetries = count }
}

// WithMockOps tells a virtual system what to assume. Empty fields keep what was set before.
func WithMockOps(mockOps MockOps) Option {
	return func(s *settings) {
		for name, value := range mockOps.headers() {
			if value != "" {
				s.mockOps[name] = value
			}
		}
	}
}

// WithTimeout limits one attempt including its body, of a stream until its headers. Default: 30 s; 0 means no limit.
func WithTimeout(timeout time.Duration) Option {
	return func(s *settings) { s.timeout = timeout }
}

// WithUserAgent replaces the name of this package.
func WithUserAgent(userAgent string) Option {
	return func(s *settings) { s.userAgent = userAgent }
}

func (m MockOps) headers() map[string]string {
	return map[string]string{
		"mockops-session": m.Session, "mockops-persona": m.Persona, "mockops-scenario": m.Scenario, "mockops-ci-run": m.CIRun,
	}
}

type settings struct {
	header      http.Header
	userAgent   string
	timeout     time.Duration
	maxRetries  int
	doer        Doer
	mockOps     map[string]string
	credentials map[string]credential
}

func (s settings) with(opts []Option) settings {
	s.header = cloneHeader(s.header)
	s.mockOps = maps.Clone(s.mockOps)
	s.credentials = maps.Clone(s.credentials)
	for _, opt := range opts {
		opt(&s)
	}
	return s
}

// core is what all parts of a client share.
type core struct {
	baseURL  string
	settings settings
}

func newCore(baseURL string, opts []Option) *core {
	defaults := settings{
		userAgent:   userAgent,
		timeout:     30 * time.Second,
		maxRetries:  2,
		doer:        &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		mockOps:     map[string]string{},
		credentials: map[string]credential{},
	}
	return &core{baseURL: strings.TrimRight(baseURL, "/"), settings: defaults.with(opts)}
}

// credential is what the caller gave for one scheme of the contract.
type credential struct {
	supply TokenFunc
	// renewable: it comes from a function, which may know a fresh one.
	renewable bool
}

// scheme is a way to prove who calls.
type scheme struct {
	kind  string
	place string
	param string
}

func withCredential(name string, supply TokenFunc, renewable bool) Option {
	return func(s *settings) { s.credentials[name] = credential{supply, renewable} }
}

func fixed(value string) TokenFunc {
	return func(context.Context, bool) (string, error) { return value, nil }
}

// chosenSchemes are the first alternative that the caller has all credentials for.
func (c *call) chosenSchemes(s *settings) []string {
	if c.anyAuth {
		var all []string
		for _, name := range schemeNames {
			if _, ok := s.credentials[name]; ok {
				all = append(all, name)
			}
		}
		return all
	}
	for _, alternative := range c.auth {
		complete := true
		for _, name := range alternative {
			_, ok := s.credentials[name]
			complete = complete && ok
		}
		if complete {
			return alternative
		}
	}
	return nil
}

// authorize adds credentials to a request, and tells whether one of them could be renewed.
func (c *call) authorize(ctx context.Context, s *settings, request *http.Request, refresh bool) (bool, error) {
	renewable := false
	for _, name := range c.chosenSchemes(s) {
		value, err := s.credentials[name].supply(ctx, refresh)
		if err != nil {
			return false, fmt.Errorf("no credential for %s: %w", name, err)
		}
		if strings.ContainsAny(value, "\r\n\x00") {
			return false, &ArgumentError{Operation: c.operation, Message: "the credential for " + name + " must not contain line breaks"}
		}
		renewable = renewable || s.credentials[name].renewable
		scheme := schemes[name]
		switch {
		case scheme.kind == "bearer":
			setDefault(request.Header, "Authorization", "Bearer "+value)
		case scheme.kind == "basic":
			setDefault(request.Header, "Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(value)))
		case scheme.place == "header":
			setDefault(request.Header, scheme.param, value)
		case scheme.place == "query":
			if request.URL.RawQuery != "" {
				request.URL.RawQuery += "&"
			}
			request.URL.RawQuery += encode(scheme.param) + "=" + encode(value)
		case scheme.place == "cookie":
			addCookie(request.Header, encode(scheme.param)+"="+encode(value))
		}
	}
	return renewable, nil
}

// setDefault leaves a header that the caller wrote.
func setDefault(header http.Header, name, value string) {
	if header.Get(name) == "" {
		header.Set(name, value)
	}
}

func addCookie(header http.Header, cookie string) {
	if old := header.Get("Cookie"); old != "" {
		cookie = old + "; " + cookie
	}
	header.Set("Cookie", cookie)
}
`;

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

export const TRANSPORT_GO = String.raw`import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
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

func withAttempts(err error, attempts int) error {
	var failure *TransportError
	if errors.As(err, &failure) {
		failure.Attempts = attempts
	}
	return err
}

// newIdempotencyKey is one random value for all attempts, unless the caller gave one.
func (c *call) newIdempotencyKey(s *settings) (string, error) {
	if c.idempotencyHeader == "" || s.header.Get(c.idempotencyHeader) != "" {
		return "", nil
	}
	for _, header := range c.headers {
		if strings.EqualFold(header.name, c.idempotencyHeader) {
			return "", nil
		}
	}
	var random [16]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	random[6], random[8] = random[6]&0x0f|0x40, random[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", random[:4], random[4:6], random[6:8], random[8:10], random[10:]), nil
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

// follow goes along redirects of GET and HEAD. Another origin gets no header of the caller.
func follow(request *http.Request, doer Doer) (*http.Response, error) {
	for redirects := 0; ; redirects++ {
		response, err := doer.Do(request)
		if err != nil {
			return nil, plainError(err)
		}
		next, err := redirectOf(request, response)
		if err != nil || next == nil || redirects == 5 {
			return response, err
		}
		io.Copy(io.Discard, io.LimitReader(response.Body, 1<<16))
		response.Body.Close()
		request = next
	}
}

func redirectOf(request *http.Request, response *http.Response) (*http.Request, error) {
	switch response.StatusCode {
	case 301, 302, 303, 307, 308:
	default:
		return nil, nil
	}
	location := response.Header.Get("Location")
	if location == "" || request.Method != "GET" && request.Method != "HEAD" {
		return nil, nil
	}
	target, err := request.URL.Parse(location)
	if err != nil || target.Scheme != "http" && target.Scheme != "https" {
		return nil, fmt.Errorf("it redirects to %q, which cannot be followed", location)
	}
	next, err := http.NewRequestWithContext(request.Context(), request.Method, target.String(), nil)
	if err != nil {
		return nil, err
	}
	next.Header = request.Header.Clone()
	if !sameOrigin(request.URL, target) {
		next.Header = http.Header{"Accept": request.Header["Accept"], "User-Agent": request.Header["User-Agent"]}
	}
	return next, nil
}

// plainError leaves out the URL, whose query may hold a credential.
func plainError(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

func withoutQuery(u *url.URL) string {
	clean := *u
	clean.RawQuery, clean.User = "", nil
	return clean.String()
}

// delayAfter tells whether another attempt may help, and when.
func delayAfter(err error, retries int) (time.Duration, bool) {
	var failure *APIError
	if !errors.As(err, &failure) {
		var broken *TransportError
		return backoff(retries), errors.As(err, &broken)
	}
	switch failure.StatusCode {
	case 408, 429, 500, 502, 503, 504:
	default:
		return 0, false
	}
	wanted, ok := retryAfter(failure.Header.Get("Retry-After"))
	if !ok {
		return backoff(retries), true
	}
	return wanted, wanted <= time.Minute
}

func retryAfter(text string) (time.Duration, bool) {
	if seconds, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil && seconds >= 0 && seconds < 1e9 {
		return time.Duration(seconds * float64(time.Second)), true
	}
	if date, err := http.ParseTime(text); err == nil {
		return max(time.Until(date), 0), true
	}
	return 0, false
}

func backoff(retries int) time.Duration {
	full := 500 * time.Millisecond << min(retries, 4)
	return time.Duration(float64(min(full, 8*time.Second)) * (0.5 + mathrand.Float64()/2))
}

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
