// Every call of the conformance table, with the client that is generated from the torture contract.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"reflect"
	"strings"
	"time"

	api "torture-client"
)

var ctx = context.Background()

func main() {
	url := os.Args[1]
	client := api.NewClient(url,
		api.WithHeaderKey("k-1"),
		api.WithQueryKey("q 1"),
		api.WithCookieKey("c-1"),
		api.WithLogin("ann", "s3crét"),
		api.WithTokenFunc(func(_ context.Context, refresh bool) (string, error) {
			if refresh {
				return "fresh", nil
			}
			return "stale", nil
		}),
	)
	parameters(client)
	bodies(client)
	credentials(client)
	failures(client)
	retries(client)
	pages(client)
	streams(client)
	sessions(client, url)
}

func parameters(client *api.Client) {
	point := api.Point{X: 1, Y: 2}
	must(client.Parameters.PathStyles(ctx, "a/b ü", 5, []string{"x y", "z"}, []int64{1, 2}, point))
	for _, plain := range []string{"..", ""} {
		_, err := client.Parameters.PathStyles(ctx, plain, 5, []string{"x"}, []int64{1}, point)
		refused(err)
	}
	must(client.Parameters.QueryStyles(ctx, "ä &=+/?#", &api.QueryStylesParams{
		Tags:     []string{"a", "b,c"},
		IDs:      []int64{1, 2, 3},
		Words:    []string{"one", "two"},
		Pipes:    []string{"a", "b"},
		Filter:   &api.QueryStylesFilter{Min: api.Ptr[int64](3), City: api.Ptr("Köln")},
		Point:    &point,
		Where:    &point,
		Reserved: api.Ptr("a/b:c?d=e,f"),
		Flag:     api.Ptr(true),
		Ratio:    api.Ptr(0.5),
		Big:      api.Ptr[int64](9007199254740993),
		On:       &api.Date{Year: 2026, Month: time.March, Day: 1},
		At:       api.Ptr(time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)),
		Status:   api.Ptr(api.Status("archived")),
		OddName:  api.Ptr("1"),
	}))
	must(client.Parameters.HeaderStyles(ctx, "plain, text", &api.HeaderStylesParams{
		XList: []int64{1, 2}, XPoint: &point, XFlag: api.Ptr(true),
	}))
	_, err := client.Parameters.HeaderStyles(ctx, "a\r\nb: c", nil)
	refused(err)
	must(client.Parameters.CookieStyles(ctx, &api.CookieStylesParams{Theme: api.Ptr("dark blue"), Sizes: []int64{1, 2}}))
}

func bodies(client *api.Client) {
	thing := must(client.Bodies.SendThing(ctx, api.Thing{
		Name:      "tea",
		Status:    api.StatusActive,
		Shape:     api.ShapeFromCircle(api.Circle{Radius: 1.5}),
		Count:     api.Ptr[int64](9007199254740993),
		Total:     api.Ptr(api.Digits("9223372036854775807")),
		Price:     api.Ptr(3.5),
		At:        api.Ptr(time.Date(2026, 3, 1, 10, 20, 30, 0, time.UTC)),
		On:        &api.Date{Year: 2026, Month: time.March, Day: 1},
		Data:      []byte("hello"),
		Labels:    map[string]string{"a": "b"},
		Free:      map[string]any{"any": []any{1, "x", nil}},
		Value:     api.Ptr(api.ThingValueFromString("text")),
		KebabName: api.Ptr("k"),
		Class:     api.Ptr("c"),
	}))
	same("name", thing.Name, "Größe")

	thing = must(client.Bodies.ReadThing(ctx))
	same("status", thing.Status, "archived")
	same("nick is null", thing.Nick.IsNull(), true)
	same("count", *thing.Count, 9007199254740993)
	same("total", must(thing.Total.Uint64()), 9223372036854775807)
	same("on", thing.On.String(), "2026-02-28")
	same("data", string(thing.Data), "hello")
	raw, unknown := thing.Shape.Value().(json.RawMessage)
	same("the shape is kept", unknown && strings.Contains(string(raw), "triangle"), true)
	for _, shape := range thing.More {
		switch shape := shape.Value().(type) {
		case api.Circle:
			same("radius", shape.Radius, 2)
		case api.Square:
			same("side", shape.Side, 4.25)
		default:
			fail("a shape is %T", shape)
		}
	}
	check(client.Bodies.ReturnThing(ctx, *thing))

	if answer := must(client.Bodies.SendOptional(ctx, nil)); answer != nil {
		fail("nothing was sent, and %v answered", answer)
	}
	same("ok", must(client.Bodies.SendOptional(ctx, &api.Point{X: 1, Y: 2})).Ok, true)
	must(client.Bodies.SendForm(ctx, api.SendFormBody{
		Amount: 5,
		Expand: []string{"a", "b"},
		Tags:   []string{"x", "y"},
		Card:   &api.SendFormBodyCard{Number: api.Ptr("1&2"), Name: api.Ptr("N M")},
	}))
	must(client.Bodies.SendMultipart(ctx, api.SendMultipartBody{
		File:  api.File{Name: "tea.txt", ContentType: "text/plain", Content: strings.NewReader("hello")},
		Note:  "grüße",
		Point: &api.Point{X: 1, Y: 2},
		Pages: []api.File{{Content: strings.NewReader("one")}, {Content: strings.NewReader("two")}},
	}))
	same("text", must(client.Bodies.SendText(ctx, "grüße")), "GRÜSSE")
	content := []byte{0, 1, 127, 128, 255, 13, 10}
	same("bytes", bytes.Equal(must(client.Bodies.SendBinary(ctx, bytes.NewReader(content))), content), true)
}

func credentials(client *api.Client) {
	auth := client.Auth
	for _, call := range []func(context.Context, ...api.Option) (*api.Done, error){
		auth.AuthHeaderKey, auth.AuthQueryKey, auth.AuthCookieKey, auth.AuthBasic, auth.AuthBearer, auth.AuthBoth,
		auth.AuthEither, auth.AuthNone,
	} {
		same("ok", must(call(ctx)).Ok, true)
	}
}

func failures(client *api.Client) {
	once := api.WithMaxRetries(0)
	for _, status := range []int64{404, 422, 418, 501} {
		_, err := client.Errors.Fail(ctx, status, once)
		var failure *api.APIError
		if !errors.As(err, &failure) {
			fail("status %d gave %v", status, err)
		}
		same("status", int64(failure.StatusCode), status)
		switch status {
		case 404:
			missing, ok := api.ErrorBody[*api.Missing](err)
			same("request", failure.RequestID, "req-404")
			same("body of 404", ok && missing.Code != "", true)
		case 422:
			problem, ok := api.ErrorBody[*api.Problem](err)
			same("body of 422", ok && problem.Title != "", true)
		case 418:
			same("body of 418", string(failure.Body), "a teapot")
		case 501:
			fault, ok := api.ErrorBody[*api.Fault](err)
			same("body of 501", ok && fault.Fault != "", true)
		}
	}
	_, err := client.Errors.NotJSON(ctx)
	var wrong *api.DecodeError
	same("not JSON", errors.As(err, &wrong) && strings.Contains(err.Error(), "GET /errors/not-json"), true)
}

func retries(client *api.Client) {
	same("attempts", must(client.Retries.Flaky(ctx)).Attempts, 3)
	same("attempts", must(client.Retries.HangUp(ctx)).Attempts, 2)
	_, err := client.Retries.RetryTooLate(ctx)
	same("too late", statusOf(err), 429)
	_, err = client.Retries.CreateOnce(ctx, api.Point{X: 1, Y: 2})
	same("once", statusOf(err), 503)
	same("attempts", must(client.Retries.CreateSafely(ctx, api.Point{X: 1, Y: 2}, nil)).Attempts, 2)

	_, err = client.Retries.Slow(ctx, api.WithTimeout(200*time.Millisecond), api.WithMaxRetries(0))
	var silent *api.TransportError
	same("slow", errors.As(err, &silent) && errors.Is(err, context.DeadlineExceeded), true)
	cancelled, cancel := context.WithCancel(ctx)
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = client.Retries.Slow(cancelled)
	same("cancelled", errors.Is(err, context.Canceled), true)

	must(client.Retries.Redirects(ctx, 3))
	must(client.Retries.Redirects(ctx, 100))
	_, err = client.Retries.Redirects(ctx, 200)
	same("redirects end", err != nil, true)
}

func pages(client *api.Client) {
	lists := client.Pages
	two := api.Ptr[int64](2)
	cursor := &api.ListByCursorParams{Limit: two}
	same("cursor", collect(lists.ListByCursorItems(ctx, cursor)), "1 2 3 4 5")
	var sizes []int
	for page, err := range lists.ListByCursorPages(ctx, cursor) {
		check(err)
		sizes = append(sizes, len(page.Data))
	}
	same("sizes", fmt.Sprint(sizes), "[2 2 1]")
	same("after", collect(lists.ListAfterItems(ctx, nil)), "1 2 3")
	same("number", collect(lists.ListByNumberItems(ctx, &api.ListByNumberParams{PerPage: two})), "1 2 3 4")
	same("offset", collect(lists.ListByOffsetItems(ctx, &api.ListByOffsetParams{Limit: two})), "1 2 3 4")
	same("link", collect(lists.ListByLinkItems(ctx)), "1 2 3")
	same("url", collect(lists.ListByURLItems(ctx, nil)), "1 2 3 4")
	foreign := &api.ListByURLParams{Only: api.Ptr("foreign")}
	same("foreign", collect(lists.ListByURLItems(ctx, foreign)), "1 error")
}

func collect(items iter.Seq2[api.Item, error]) string {
	var ids []string
	for item, err := range items {
		if err != nil {
			ids = append(ids, "error")
			break
		}
		ids = append(ids, item.ID)
	}
	return strings.Join(ids, " ")
}

func streams(client *api.Client) {
	events := must(client.Streams.ReadEvents(ctx))
	same("events", texts(events), "1ä 2 3ü")
	count := 0
	for _, err := range must(client.Streams.ReadEndless(ctx)).All() {
		check(err)
		if count++; count == 2 {
			break
		}
	}
	same("lines", strings.HasPrefix(texts(must(client.Streams.ReadLines(ctx))), "1ä 2 3"), true)
	same("chat", *must(client.Streams.Chat(ctx, api.Prompt{Prompt: "hi"})).Text, "hello")
	pieces := must(client.Streams.ChatEvents(ctx, api.Prompt{Prompt: "hi", Stream: api.Ptr(true)}))
	same("pieces", texts(pieces), "1ä 2 3ü")

	download := must(client.Streams.DownloadStream(ctx))
	piece := make([]byte, 1000)
	size := 0
	for {
		read, err := download.Read(piece)
		for _, value := range piece[:read] {
			if int(value) != size%251 {
				fail("byte %d is %d", size, value)
			}
			size++
		}
		if err == io.EOF {
			break
		}
		check(err)
	}
	check(download.Close())
	same("size", size, 300000)
	same("at once", len(must(client.Streams.Download(ctx))), 300000)
}

func texts(stream *api.Stream[api.Item]) string {
	var found []string
	for item, err := range stream.All() {
		check(err)
		text := item.ID
		if item.Text != nil {
			text += *item.Text
		}
		found = append(found, text)
	}
	return strings.Join(found, " ")
}

func sessions(client *api.Client, url string) {
	seen := must(api.ForVirtualSystem(url, "s-1").Session.ReadSession(ctx))
	same("session", *seen.Session, "s-1")
	same("key", seen.APIKey == nil, true)
	seen = must(client.Session.ReadSession(ctx,
		api.WithMockOps(api.MockOps{Session: "s-1", Persona: "p", Scenario: "s", CIRun: "r"}),
		api.WithMockOps(api.MockOps{Persona: "q"}),
		api.WithHeader("X-Extra", "e"),
	))
	found := []string{*seen.Session, *seen.Persona, *seen.Scenario, *seen.CiRun, *seen.APIKey, *seen.Extra}
	same("seen", strings.Join(found, " "), "s-1 q s r k-1 e")
	check(client.OldWay(ctx))
}

func statusOf(err error) int {
	var failure *api.APIError
	if errors.As(err, &failure) {
		return failure.StatusCode
	}
	return 0
}

func refused(err error) {
	var argument *api.ArgumentError
	if !errors.As(err, &argument) {
		fail("sent what cannot be sent: %v", err)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func same[T any](what string, found, wanted T) {
	if !reflect.DeepEqual(found, wanted) {
		fail("%s: expected %v, found %v", what, wanted, found)
	}
}

func check(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, values ...any) {
	panic(fmt.Sprintf(format, values...))
}
