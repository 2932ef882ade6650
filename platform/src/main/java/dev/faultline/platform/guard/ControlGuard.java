package dev.faultline.platform.guard;

import dev.faultline.platform.launch.Guarded;
import dev.faultline.platform.wire.InvalidValue;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a control port: everybody, or who shows a token. A token in a file is read again every two seconds, on a
 * thread of its own, since Secrets are replaced while they are in use; what can't be read then changes nothing.
 * Threadsafe.
 */
public final class ControlGuard implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ControlGuard.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);

    /** Longer files hold no token; whoever names one by mistake must not have it read into memory. */
    private static final long LONGEST_FILE = 16 << 10;

    private final @Nullable Path file;
    private @Nullable ScheduledExecutorService looking;
    private volatile @Nullable BearerToken token;
    private String complaint = "";

    private ControlGuard(@Nullable BearerToken token, @Nullable Path file) {
        this.token = token;
        this.file = file;
    }

    /**
     * Returns the guard that the settings ask for.
     *
     * @param prefix of both settings, such as {@code faultline.control}
     * @param token the token itself; empty like absent
     * @param file that holds it
     * @throws ConfigurationException with a sentence without the token if there is none where one should be, or two
     */
    public static ControlGuard of(String prefix, Optional<String> token, Optional<Path> file) {
        if (token.isPresent() && file.isPresent()) {
            throw new ConfigurationException(prefix + ".token and " + prefix
                    + ".token-file must not be given both: one of them would be ignored");
        }
        try {
            if (file.isPresent()) {
                ControlGuard guard = new ControlGuard(read(prefix + ".token-file", file.get()), file.get());
                guard.lookAgain();
                return guard;
            }
            return new ControlGuard(
                    token.map(text -> BearerToken.parse(prefix + ".token", text))
                            .orElse(null),
                    null);
        } catch (InvalidValue e) {
            throw new ConfigurationException(e.getMessage());
        } catch (IOException e) {
            throw new ConfigurationException(prefix + ".token-file: can't read " + file.orElseThrow() + " (" + e + ")");
        }
    }

    /** Returns whether a call with that header Authorization may go on. Waits for nothing. */
    public boolean admits(@Nullable String authorization) {
        BearerToken expected = token;
        return expected == null || expected.isIn(authorization);
    }

    /** Returns what is shown to somebody with the same guard; null if nothing need be. */
    public @Nullable String authorization() {
        BearerToken shown = token;
        return shown == null ? null : shown.authorization();
    }

    /**
     * Returns why a call that a browser makes for some page must be refused; null if it may go on. Where a token is asked for
     * a page of a rebound name is kept out by that. Parameters are those of {@link CrossSite}.
     */
    public @Nullable String refusal(
            String method, @Nullable String host, @Nullable String origin, @Nullable String fetchSite) {
        String foreign = CrossSite.refusal(method, host, origin, fetchSite);
        return foreign == null && token == null ? CrossSite.rebindingRefusal(method, origin) : foreign;
    }

    private void lookAgain() {
        looking =
                Guarded.repeat("control-token", LOOK_AGAIN, Guarded.task(LOG, "reading the control token", this::look));
    }

    /** Reads the file again, if the token is in one. */
    synchronized void look() {
        if (file == null) {
            return;
        }
        try {
            token = read("the file of the control token", file);
            complaint = "";
        } catch (IOException | InvalidValue e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void complain(String now) {
        if (!now.equals(complaint)) {
            complaint = now;
            LOG.warnf("the control token stays as it was: %s: %s", file, now);
        }
    }

    private static BearerToken read(String field, Path file) throws IOException {
        if (Files.size(file) > LONGEST_FILE) {
            throw new InvalidValue(field, "must name a file with a token", "a file of more than 16 KiB: " + file);
        }
        try {
            return BearerToken.parse(field, Files.readString(file, StandardCharsets.UTF_8));
        } catch (CharacterCodingException e) {
            throw new InvalidValue(field, "must name a file with a token", "a file that is no text: " + file, e);
        }
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.shutdownNow();
        }
    }
}
