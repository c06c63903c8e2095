// options.go of a Go SDK, after its package clause: the same in every one.
// Options of a client and of one call.

export const OPTIONS_GO = `import (
	"context"
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

func cloneHeader(header http.Header) http.Header {
	if header == nil {
		return http.Header{}
	}
	return header.Clone()
}
`;
