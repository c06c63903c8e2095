// retries.go of a Go SDK, after its package clause: the same in every one.
// Which failures are worth another attempt, and when.

export const RETRIES_GO = `import (
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

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
`;
