package tracing

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

const caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

var silent = slog.New(slog.DiscardHandler)

func TestGoesOnWithTheTraceOfItsCaller(t *testing.T) {
	ctx, span := New("x", "1", "", silent).Begin(t.Context(), "GET", caller)
	if span.TraceID() != "0af7651916cd43dd8448eb211c80319c" || span.SpanID() == "b7ad6b7169203331" || From(ctx) != span {
		t.Errorf("got %+v", span)
	}
	if want := "00-" + span.TraceID() + "-" + span.SpanID() + "-01"; span.Traceparent() != want {
		t.Errorf("passes on %s, not %s", span.Traceparent(), want)
	}
}

func TestBeginsATraceOfItsOwnOnAnythingElse(t *testing.T) {
	for _, header := range []string{
		"", "nonsense", caller + "-more", "ff" + caller[2:], strings.ToUpper(caller), strings.ReplaceAll(caller, "b7ad6b7169203331", "0000000000000000"),
	} {
		_, span := New("x", "1", "", silent).Begin(t.Context(), "GET", header)
		if len(span.TraceID()) != 32 || span.TraceID() == caller[3:35] {
			t.Errorf("%q: %s", header, span.TraceID())
		}
	}
}

func TestSendsWhatEndedToTheCollector(t *testing.T) {
	sent := make(chan []byte, 1)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		sent <- append([]byte(r.URL.Path+" "+r.Header.Get("Content-Type")+" "), body...)
	}))
	defer collector.Close()
	tracer := New("fares", "1.2.3", collector.URL+"/", silent)
	_, span := tracer.Begin(t.Context(), "GET /x", caller)
	span.Attributes["http.response.status_code"] = 500
	span.HasFailed = true
	span.End()
	tracer.Close()

	place, body, _ := strings.Cut(string(<-sent), " {")
	if place != "/v1/traces application/json" {
		t.Errorf("sent to %s", place)
	}
	if !json.Valid([]byte("{" + body)) {
		t.Errorf("no JSON: %s", body)
	}
	for _, part := range []string{
		`"traceId":"0af7651916cd43dd8448eb211c80319c"`, `"parentSpanId":"b7ad6b7169203331"`, `"name":"GET /x"`,
		`{"key":"http.response.status_code","value":{"intValue":"500"}}`, `"status":{"code":2}`,
		`{"key":"service.name","value":{"stringValue":"fares"}}`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
}

func TestNobodyWaitsForACollectorThatIsAway(t *testing.T) {
	var said strings.Builder
	tracer := New("fares", "1", "http://127.0.0.1:1", slog.New(slog.NewTextHandler(&said, nil)))
	for range waiting + 10 {
		_, span := tracer.Begin(t.Context(), "GET", "")
		span.End()
	}
	tracer.Close()
	if !strings.Contains(said.String(), "traces not sent") {
		t.Errorf("it said %q", said.String())
	}
}
