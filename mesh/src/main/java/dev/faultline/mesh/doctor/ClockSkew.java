package dev.faultline.mesh.doctor;

import dev.faultline.platform.http.HttpDate;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The clock of a server, by the {@code Date} of its answers (RFC 9110, section 6.6.1). */
public final class ClockSkew {

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final Duration HALF = Duration.ofMillis(500);

    private ClockSkew() {}

    /**
     * Returns how far the clock behind a URL is ahead of ours; nothing if the URL tells no time. Blocks for two seconds at
     * most.
     *
     * @param tls with what {@code https://} is spoken; asked only then
     */
    public static Optional<Duration> of(String url, InstantSource clock, Supplier<SSLContext> tls) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) new URI(url).toURL().openConnection();
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(tls.get().getSocketFactory());
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            try {
                Instant before = clock.instant();
                connection.getResponseCode();
                return ahead(connection.getHeaderField("Date"), before, clock.instant());
            } finally {
                connection.disconnect();
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            // Whether it can be reached is not the question here.
            return Optional.empty();
        }
    }

    /**
     * Returns the difference: a date has no fractions, so it stands for the middle of its second, and was written between
     * the two instants.
     */
    static Optional<Duration> ahead(@Nullable String date, Instant before, Instant after) {
        Instant told = HttpDate.parse(date);
        if (told == null) {
            return Optional.empty();
        }
        Instant middle = before.plus(Duration.between(before, after).dividedBy(2));
        return Optional.of(Duration.between(middle, told.plus(HALF)));
    }
}
