package settings

import (
	"log/slog"
	"testing"
)

func of(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

func TestIsFitForOnesOwnMachineWithoutAnySetting(t *testing.T) {
	set, err := From(of(nil))
	if err != nil || set.Address != "127.0.0.1:8000" || set.LogLevel != slog.LevelInfo || set.TracesTo != "" {
		t.Errorf("got %+v, %v", set, err)
	}
}

func TestTakesWhatTheEnvironmentSays(t *testing.T) {
	set, err := From(of(map[string]string{
		"HOST": "0.0.0.0", "PORT": "9000", "LOG_LEVEL": "debug", "SERVICE_VERSION": "1.2.3",
		"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
	}))
	if err != nil || set.Address != "0.0.0.0:9000" || set.LogLevel != slog.LevelDebug || set.Version != "1.2.3" {
		t.Errorf("got %+v, %v", set, err)
	}
}

func TestRefusesWhatCannotBeMeant(t *testing.T) {
	for name, value := range map[string]string{"PORT": "http", "LOG_LEVEL": "loud"} {
		if _, err := From(of(map[string]string{name: value})); err == nil {
			t.Errorf("%s=%s was taken", name, value)
		}
	}
}
