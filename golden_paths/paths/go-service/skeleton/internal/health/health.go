// Package health tells Kubernetes whether this process lives, and whether it may get requests.
package health

import (
	"net/http"
	"sync/atomic"
)

// State is whether the process may get requests. At first it may not.
type State struct{ isReady atomic.Bool }

// BeReady changes that.
func (s *State) BeReady(isReady bool) { s.isReady.Store(isReady) }

// Live answers, so it lives. It asks nothing else: a restart would not mend what others lack.
func (s *State) Live(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok") }

// Ready tells whether it may get requests. Check here what it cannot work without.
func (s *State) Ready(w http.ResponseWriter, _ *http.Request) {
	if s.isReady.Load() {
		answer(w, http.StatusOK, "ok")
		return
	}
	answer(w, http.StatusServiceUnavailable, "not ready")
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"status":"` + text + `"}` + "\n")) // whoever asked is gone
}
