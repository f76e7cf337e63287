// Package tracing makes a span for every request, in the trace that its caller began (W3C Trace Context).
package tracing

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"strings"
	"time"
)

type key struct{}

// Span is one piece of work. Only the goroutine that began it may change it.
type Span struct {
	Name       string
	Attributes map[string]any
	HasFailed  bool

	trace, id, parent string
	isSampled         bool
	begun, ended      time.Time
	to                *Tracer
}

// Tracer begins spans, and sends those that have ended to the collector.
type Tracer struct {
	sender *sender
}

// New sends to the collector that takes OTLP over HTTP at this address, such as http://collector:4318; nowhere without one.
func New(service, version, address string, log *slog.Logger) *Tracer {
	if address == "" {
		return &Tracer{}
	}
	return &Tracer{newSender(service, version, address, log)}
}

// Close sends what is left.
func (t *Tracer) Close() {
	if t.sender != nil {
		t.sender.close()
	}
}

// Begin is a span in the trace of the caller's traceparent, else in a new one.
func (t *Tracer) Begin(ctx context.Context, name, traceparent string) (context.Context, *Span) {
	span := &Span{Name: name, Attributes: map[string]any{}, id: random(8), isSampled: true, begun: time.Now(), to: t}
	if trace, parent, isSampled, ok := parse(traceparent); ok {
		span.trace, span.parent, span.isSampled = trace, parent, isSampled
	} else {
		span.trace = random(16)
	}
	return context.WithValue(ctx, key{}, span), span
}

// From is the span that the context belongs to, nil if there is none.
func From(ctx context.Context) *Span {
	span, _ := ctx.Value(key{}).(*Span)
	return span
}

// TraceID is what finds the trace at the collector.
func (s *Span) TraceID() string { return s.trace }

// SpanID is what finds the span in its trace.
func (s *Span) SpanID() string { return s.id }

// Traceparent is the header to send along with calls to others.
func (s *Span) Traceparent() string {
	flags := "00"
	if s.isSampled {
		flags = "01"
	}
	return strings.Join([]string{"00", s.trace, s.id, flags}, "-")
}

// End has the span sent.
func (s *Span) End() {
	s.ended = time.Now()
	if s.isSampled && s.to.sender != nil {
		s.to.sender.take(*s)
	}
}

// parse reads a traceparent; others may send anything.
func parse(header string) (trace, parent string, isSampled, ok bool) {
	parts := strings.Split(header, "-")
	if len(parts) != 4 || parts[0] != "00" || !isID(parts[1], 32) || !isID(parts[2], 16) || len(parts[3]) != 2 {
		return "", "", false, false
	}
	flags, err := hex.DecodeString(parts[3])
	if err != nil {
		return "", "", false, false
	}
	return parts[1], parts[2], flags[0]&1 == 1, true
}

func isID(text string, length int) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == length && text == strings.ToLower(text) && strings.Trim(text, "0") != ""
}

func random(bytes int) string {
	id := make([]byte, bytes)
	_, _ = rand.Read(id) // it never fails
	return hex.EncodeToString(id)
}
