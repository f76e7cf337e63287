package metrics

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func page(m *Metrics) string {
	answer := httptest.NewRecorder()
	m.ServeHTTP(answer, nil)
	return answer.Body.String()
}

func TestCountsRequestsByRouteAndOutcome(t *testing.T) {
	m := New("1.2.3")
	m.Count("GET", "/api/v1/things/{id}", 200, 30*time.Millisecond)
	m.Count("GET", "/api/v1/things/{id}", 200, 2*time.Second)
	for _, line := range []string{
		`http_request_duration_seconds_bucket{method="GET",route="/api/v1/things/{id}",status="200",le="0.025"} 0`,
		`http_request_duration_seconds_bucket{method="GET",route="/api/v1/things/{id}",status="200",le="0.05"} 1`,
		`http_request_duration_seconds_bucket{method="GET",route="/api/v1/things/{id}",status="200",le="+Inf"} 2`,
		`http_request_duration_seconds_sum{method="GET",route="/api/v1/things/{id}",status="200"} 2.03`,
		`http_request_duration_seconds_count{method="GET",route="/api/v1/things/{id}",status="200"} 2`,
		`service_info{version="1.2.3"} 1`,
	} {
		if !strings.Contains(page(m), line+"\n") {
			t.Errorf("no line %s in\n%s", line, page(m))
		}
	}
}

func TestNoLabelBreaksTheFormat(t *testing.T) {
	if !strings.Contains(page(New("a\"b\\c\nd")), `version="a\"b\\c\nd"`) {
		t.Error("a label is not escaped")
	}
}
