package tracing

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	most     = 256 // spans in one request
	waiting  = 2048
	interval = 5 * time.Second
)

// object is JSON as OTLP has it: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
type object = map[string]any

// sender sends spans in the background. A collector that is slow or away holds up nobody: spans are left out then.
type sender struct {
	url      string
	resource []object
	log      *slog.Logger
	client   *http.Client
	spans    chan Span
	done     chan struct{}
}

func newSender(service, version, address string, log *slog.Logger) *sender {
	s := &sender{
		url:      strings.TrimRight(address, "/") + "/v1/traces",
		resource: attributes(map[string]any{"service.name": service, "service.version": version}),
		log:      log,
		client:   &http.Client{Timeout: 10 * time.Second},
		spans:    make(chan Span, waiting),
		done:     make(chan struct{}),
	}
	go s.run()
	return s
}

func (s *sender) take(span Span) {
	select {
	case s.spans <- span:
	default: // more than can be sent
	}
}

func (s *sender) close() {
	close(s.spans)
	<-s.done
}

func (s *sender) run() {
	defer close(s.done)
	ticks := time.NewTicker(interval)
	defer ticks.Stop()
	var batch []Span
	for {
		select {
		case span, isOpen := <-s.spans:
			if !isOpen {
				s.send(batch)
				return
			}
			if batch = append(batch, span); len(batch) < most {
				continue
			}
		case <-ticks.C:
		}
		s.send(batch)
		batch = nil
	}
}

func (s *sender) send(batch []Span) {
	if len(batch) == 0 {
		return
	}
	if err := s.post(batch); err != nil {
		s.log.Warn("traces not sent", "spans", len(batch), "reason", err.Error())
	}
}

func (s *sender) post(batch []Span) error {
	content, err := json.Marshal(s.message(batch))
	if err != nil {
		return err
	}
	answer, err := s.client.Post(s.url, "application/json", bytes.NewReader(content))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the collector answers with %s", answer.Status)
	}
	return nil
}

func (s *sender) message(batch []Span) object {
	spans := make([]object, 0, len(batch))
	for _, span := range batch {
		spans = append(spans, written(span))
	}
	scope := object{"scope": object{"name": "requests"}, "spans": spans}
	return object{"resourceSpans": []object{
		{"resource": object{"attributes": s.resource}, "scopeSpans": []object{scope}},
	}}
}

func written(span Span) object {
	status := object{}
	if span.HasFailed {
		status["code"] = 2
	}
	return object{
		"traceId": span.trace, "spanId": span.id, "parentSpanId": span.parent, "name": span.Name,
		"kind":              2, // it serves
		"startTimeUnixNano": strconv.FormatInt(span.begun.UnixNano(), 10),
		"endTimeUnixNano":   strconv.FormatInt(span.ended.UnixNano(), 10),
		"attributes":        attributes(span.Attributes),
		"status":            status,
	}
}

func attributes(given map[string]any) []object {
	all := make([]object, 0, len(given))
	for name, value := range given {
		kept := object{"stringValue": fmt.Sprint(value)}
		if number, ok := value.(int); ok {
			kept = object{"intValue": strconv.Itoa(number)}
		}
		all = append(all, object{"key": name, "value": kept})
	}
	return all
}
