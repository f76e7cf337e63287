// Package greetings is an example of an endpoint with its input checked. Put your own in its place.
package greetings

import (
	"encoding/json"
	"net/http"
	"unicode/utf8"
)

const longestName = 80

// Greeting is what is said to somebody.
type Greeting struct {
	Text string `json:"text"`
}

// Greet greets somebody.
func Greet(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	if utf8.RuneCountInString(name) > longestName {
		http.Error(w, "The name has more than 80 characters.", http.StatusUnprocessableEntity)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(Greeting{Text: "Hello, " + name + "!"}) // whoever asked is gone
}
