package app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** What it answers, put together as it runs. */
@SpringBootTest
@AutoConfigureMockMvc
class ServiceTests {

    @Autowired
    private MockMvcTester service;

    @Test
    void greetsSomebody() {
        assertThat(service.get().uri("/api/v1/greetings/Ana"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"text\": \"Hello, Ana!\"}");
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThat(service.get().uri("/api/v1/greetings/" + "a".repeat(81))).hasStatus(HttpStatus.BAD_REQUEST);
    }

    @Test
    void livesAndIsReady() {
        assertThat(service.get().uri("/actuator/health/liveness")).hasStatusOk();
        assertThat(service.get().uri("/actuator/health/readiness")).hasStatusOk();
    }

    @Test
    void showsNothingElseOfItself() {
        assertThat(service.get().uri("/actuator/env")).hasStatus(HttpStatus.NOT_FOUND);
    }
}
