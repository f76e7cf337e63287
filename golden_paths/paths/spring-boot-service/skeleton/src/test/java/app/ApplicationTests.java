package app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationTests {

    @Test
    void sendsTracesToTheCollectorThatIsNamed() {
        var found = Application.tracing(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"));

        assertThat(found)
                .containsExactly(Map.entry(
                        "management.opentelemetry.tracing.export.otlp.endpoint", "http://collector:4318/v1/traces"));
    }

    @Test
    void sendsThemNowhereWithoutOne() {
        assertThat(Application.tracing(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ""))).isEmpty();
        assertThat(Application.tracing(Map.of())).isEmpty();
    }
}
