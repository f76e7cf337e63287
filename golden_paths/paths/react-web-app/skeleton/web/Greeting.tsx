/** Greetings: an example of a form with its input checked. Put your own in its place. */

import { type SubmitEvent, useId, useState } from "react";

const LONGEST = 80;

export function Greeting() {
  const field = useId();
  const [name, setName] = useState("");
  const [greeted, setGreeted] = useState("");

  function greet(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    setGreeted(name.trim());
  }

  return (
    <form onSubmit={greet}>
      <label htmlFor={field}>Your name</label>
      <input
        id={field}
        value={name}
        maxLength={LONGEST}
        required
        autoComplete="given-name"
        onChange={(event) => {
          setName(event.target.value);
        }}
      />
      <button type="submit">Greet me</button>
      {greeted !== "" && <p role="status">Hello, {greeted}!</p>}
    </form>
  );
}
