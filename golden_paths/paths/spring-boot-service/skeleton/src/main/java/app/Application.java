package app;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service. */
@SpringBootApplication
public class Application {

    public static void main(String[] args) {
        var application = new SpringApplication(Application.class);
        application.setDefaultProperties(tracing(System.getenv()));
        application.run(args);
    }

    /** Where traces go: to the collector that OTEL_EXPORTER_OTLP_ENDPOINT names, nowhere without one. */
    static Map<String, Object> tracing(Map<String, String> environment) {
        var collector = environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "");
        if (collector.isBlank()) {
            return Map.of();
        }
        var address = collector.replaceAll("/+$", "") + "/v1/traces";
        return Map.of("management.opentelemetry.tracing.export.otlp.endpoint", address);
    }
}
