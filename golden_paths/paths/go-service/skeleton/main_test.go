package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

func TestServesUntilItIsToldToStop(t *testing.T) {
	_, port, _ := net.SplitHostPort(freeAddress(t))
	environment := func(name string) string { return map[string]string{"PORT": port}[name] }
	ctx, stop := context.WithCancel(t.Context())
	var said bytes.Buffer
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, environment, &said) }()

	for begun := time.Now(); ask(ctx, environment, io.Discard) != nil; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("it never answered")
		}
	}
	stop()

	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if !strings.Contains(said.String(), `"event":"stopping"`) {
		t.Errorf("it said %s", said.String())
	}
}

func TestSaysWhatIsWrongWithItsSettings(t *testing.T) {
	err := serve(t.Context(), func(string) string { return "nonsense" }, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "PORT") {
		t.Errorf("got %v", err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
