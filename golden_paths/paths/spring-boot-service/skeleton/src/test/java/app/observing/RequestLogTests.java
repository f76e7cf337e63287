package app.observing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

@ExtendWith(OutputCaptureExtension.class)
class RequestLogTests {

    private final RequestLog requestLog = new RequestLog();
    private final MockHttpServletRequest request = new MockHttpServletRequest("GET", "/api/v1/greetings/Ana");
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void keepsTheIdOfTheCaller() throws Exception {
        request.addHeader(RequestLog.HEADER, "from-the-caller");

        requestLog.doFilter(request, response, new MockFilterChain());

        assertThat(response.getHeader(RequestLog.HEADER)).isEqualTo("from-the-caller");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "with blank", "line\nbreak"})
    void takesNoIdThatIsNone(String given) {
        assertThat(RequestLog.idOf(given)).isNotEqualTo(given).hasSize(36);
    }

    @Test
    void leavesALineForEveryRequest(CapturedOutput output) throws Exception {
        requestLog.doFilter(request, response, new MockFilterChain());

        assertThat(output).contains("request");
    }

    @Test
    void leavesNoneForTheProbes(CapturedOutput output) throws Exception {
        var probe = new MockHttpServletRequest("GET", "/actuator/health/liveness");

        requestLog.doFilter(probe, response, new MockFilterChain());

        assertThat(output).doesNotContain("request");
    }
}
