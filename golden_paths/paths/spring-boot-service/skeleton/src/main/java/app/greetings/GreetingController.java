package app.greetings;

import jakarta.validation.constraints.Size;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Greetings: an example of an endpoint with its input checked. Put your own in its place. */
@RestController
@RequestMapping("/api/v1/greetings")
class GreetingController {

    @GetMapping("/{name}")
    Greeting greet(@PathVariable("name") @Size(max = 80) String name) {
        return new Greeting("Hello, " + name + "!");
    }
}
