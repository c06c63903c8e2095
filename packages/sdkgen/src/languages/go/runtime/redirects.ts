// redirects.go of a Go SDK, after its package clause: the same in every one.
// Redirects, and what another origin may see.

export const REDIRECTS_GO = `import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

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

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(hostOf(a), hostOf(b))
}

func hostOf(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	if strings.EqualFold(u.Scheme, "https") {
		return u.Host + ":443"
	}
	return u.Host + ":80"
}
`;
