// Package metrics is what Prometheus reads: how many requests there were, how they ended, and how long they took.
package metrics

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// buckets are in seconds; the objective for latency (docs/objectives.md) must be one of them.
var buckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}

// escaped is how Prometheus wants the values of labels.
var escaped = strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\"", "\\\"")

type series struct {
	method, route string
	status        int
}

type histogram struct {
	within []uint64
	count  uint64
	sum    float64
}

// Metrics are the numbers of one process.
type Metrics struct {
	version  string
	started  time.Time
	lock     sync.Mutex
	requests map[series]*histogram
}

// New has counted nothing yet.
func New(version string) *Metrics {
	return &Metrics{version: version, started: time.Now(), requests: map[series]*histogram{}}
}

// Count takes one request more.
func (m *Metrics) Count(method, route string, status int, took time.Duration) {
	m.lock.Lock()
	defer m.lock.Unlock()
	of := series{method, route, status}
	known := m.requests[of]
	if known == nil {
		known = &histogram{within: make([]uint64, len(buckets))}
		m.requests[of] = known
	}
	seconds := took.Seconds()
	known.count++
	known.sum += seconds
	for index, limit := range buckets {
		if seconds <= limit {
			known.within[index]++
		}
	}
}

// ServeHTTP answers Prometheus, in its text format.
func (m *Metrics) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	page := bufio.NewWriter(w)
	m.writeRequests(page)
	m.writeProcess(page)
	_ = page.Flush() // whoever asked is gone
}

func (m *Metrics) writeRequests(page io.Writer) {
	m.lock.Lock()
	defer m.lock.Unlock()
	head(page, "http_request_duration_seconds", "histogram", "How long requests took, by route and outcome.")
	for _, of := range slices.SortedFunc(maps.Keys(m.requests), inOrder) {
		known := m.requests[of]
		labels := fmt.Sprintf(`method="%s",route="%s",status="%d"`, escaped.Replace(of.method), escaped.Replace(of.route), of.status)
		for index, limit := range buckets {
			within := labels + `,le="` + number(limit) + `"`
			line(page, "http_request_duration_seconds_bucket", within, strconv.FormatUint(known.within[index], 10))
		}
		count := strconv.FormatUint(known.count, 10)
		line(page, "http_request_duration_seconds_bucket", labels+`,le="+Inf"`, count)
		line(page, "http_request_duration_seconds_sum", labels, number(known.sum))
		line(page, "http_request_duration_seconds_count", labels, count)
	}
}

func (m *Metrics) writeProcess(page io.Writer) {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	head(page, "service_info", "gauge", "Which version runs.")
	line(page, "service_info", `version="`+escaped.Replace(m.version)+`"`, "1")
	head(page, "process_start_time_seconds", "gauge", "Since when it runs, in seconds of Unix.")
	fmt.Fprintf(page, "process_start_time_seconds %d\n", m.started.Unix())
	head(page, "go_goroutines", "gauge", "How many goroutines there are.")
	fmt.Fprintf(page, "go_goroutines %d\n", runtime.NumGoroutine())
	head(page, "go_memstats_heap_inuse_bytes", "gauge", "How much of the heap is in use.")
	fmt.Fprintf(page, "go_memstats_heap_inuse_bytes %d\n", memory.HeapInuse)
}

func inOrder(a, b series) int {
	return cmp.Or(cmp.Compare(a.route, b.route), cmp.Compare(a.method, b.method), cmp.Compare(a.status, b.status))
}

func head(page io.Writer, name, kind, help string) {
	fmt.Fprintf(page, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind)
}

func line(page io.Writer, name, labels, value string) {
	fmt.Fprintln(page, name+"{"+labels+"} "+value)
}

func number(value float64) string {
	return strconv.FormatFloat(value, 'g', -1, 64)
}
