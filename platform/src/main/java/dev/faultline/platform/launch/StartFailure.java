package dev.faultline.platform.launch;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;

/** Says why the service did not start: in one sentence if whoever starts it can do something about it. */
final class StartFailure {

    private static final Pattern MANAGEMENT = Pattern.compile("Unable to start the management interface on .*:(\\d+)");

    private StartFailure() {}

    /** Returns the text for standard error if whoever starts the service can do something about it; else nothing. */
    static Optional<String> sentence(Throwable failure, Config config) {
        Throwable root = failure;
        OptionalInt management = managementPort(failure);
        while (root.getCause() != null) {
            root = root.getCause();
            management = management.isPresent() ? management : managementPort(root);
        }
        String message = String.valueOf(root.getMessage());
        if (root instanceof ConfigurationException || root instanceof ConfigValidationException) {
            return Optional.of(message);
        }
        // With epoll this is no BindException, which Quarkus looks for.
        if (root instanceof IOException && message.contains("Address already in use")) {
            return Optional.of(
                    management.isPresent()
                            ? taken("quarkus.management.port", management.getAsInt())
                            : taken(
                                    "quarkus.http.port",
                                    config.getOptionalValue("quarkus.http.port", Integer.class)
                                            .orElse(8080)));
        }
        return Optional.empty();
    }

    /** Returns all that is known of what should not happen. */
    static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static OptionalInt managementPort(Throwable failure) {
        Matcher matcher = MANAGEMENT.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    private static String taken(String option, int port) {
        return "port " + port + " is in use by another process; set " + option + " to a free one";
    }
}
