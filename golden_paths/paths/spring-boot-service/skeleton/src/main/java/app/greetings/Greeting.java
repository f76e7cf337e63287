package app.greetings;

/** What is said to somebody. */
public record Greeting(String text) {}
