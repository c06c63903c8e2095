// credentials.go of a Go SDK, after its package clause: the same in every one.
// Which credentials a request carries, and where.

export const CREDENTIALS_GO = String.raw`import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
)

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
