package app.observing;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Gives every request an id, and leaves a line in the log when it has ended. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10) // within Spring's own observation, so that the line knows its trace
class RequestLog extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";
    private static final Pattern ID = Pattern.compile("[!-~]{1,128}");
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var id = idOf(request.getHeader(HEADER));
        response.setHeader(HEADER, id);
        var begun = System.nanoTime();
        var hasFailed = true;
        MDC.put("request_id", id);
        try {
            chain.doFilter(request, response);
            hasFailed = false;
        } finally {
            note(request, hasFailed ? HttpServletResponse.SC_INTERNAL_SERVER_ERROR : response.getStatus(), begun);
            MDC.remove("request_id");
        }
    }

    /** Asked for every few seconds by machines; it would drown everything else. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator");
    }

    private static void note(HttpServletRequest request, int status, long begun) {
        log.atInfo()
                .addKeyValue("method", request.getMethod())
                .addKeyValue("path", request.getRequestURI())
                .addKeyValue("status", status)
                .addKeyValue("milliseconds", Duration.ofNanos(System.nanoTime() - begun).toMillis())
                .log("request");
    }

    /** The caller's, if it is one, so that a request is found at both ends. */
    static String idOf(String given) {
        return given != null && ID.matcher(given).matches() ? given : UUID.randomUUID().toString();
    }
}
