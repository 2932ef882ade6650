package dev.faultline.platform.launch;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;

/** Says why the service did not start: in one sentence if whoever starts it can do something about it. */
final class StartFailure {

    private static final Pattern MANAGEMENT = Pattern.compile("Unable to start the management interface on .*:(\\d+)");

    /** How each message of SmallRye begins. */
    private static final Pattern CODE = Pattern.compile("^(?:[\\w.]+Exception: )?SRCFG\\d+: ");

    private StartFailure() {}

    /** Returns the text for standard error if whoever starts the service can do something about it; else nothing. */
    static Optional<String> sentence(Throwable failure, Config config) {
        Throwable root = failure;
        OptionalInt management = managementPort(failure);
        while (root.getCause() != null && !Tls.refuses(root)) {
            root = root.getCause();
            management = management.isPresent() ? management : managementPort(root);
        }
        String message = String.valueOf(root.getMessage());
        if (root instanceof ConfigurationException) {
            return Optional.of(message);
        }
        if (root instanceof ConfigValidationException problems) {
            return Optional.of(
                    problems.getProblemCount() == 1
                            ? CODE.matcher(problems.getProblem(0).getMessage()).replaceFirst("")
                            : message);
        }
        if (Tls.refuses(root)) {
            return Optional.of(new Tls(config, root).sentence());
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

    /** Why a key store or a trust store can't be used: in the registry's own words that is two exceptions without the setting. */
    private static final class Tls {

        private static final Pattern NAMED = Pattern.compile("'([^']*)'");
        private static final String NO_DELIMITER = "Missing -----BEGIN ";

        private final Config config;
        private final Throwable refused;
        private final String message;

        Tls(Config config, Throwable refused) {
            this.config = config;
            this.refused = refused;
            message = String.valueOf(refused.getMessage());
        }

        /** Returns whether it is the registry that has thrown that, and says what for. */
        static boolean refuses(Throwable failure) {
            StackTraceElement[] trace = failure.getStackTrace();
            return failure instanceof IllegalStateException
                    && trace.length > 0
                    && trace[0].getClassName().startsWith("io.quarkus.tls.runtime.");
        }

        String sentence() {
            Matcher named = NAMED.matcher(message);
            if (!named.find()) {
                // Its name is that of the setting which it is about.
                return settings("quarkus.tls.", message.contains("SNI") ? ".sni" : ".trust-all")
                                .filter(setting -> value(setting).equals("true"))
                                .findFirst()
                                .orElse("quarkus.tls")
                        + ": " + message;
            }
            String name = named.group(1).equals("<default>") ? "" : named.group(1) + '.';
            String store = "quarkus.tls." + name + (isTrust() ? "trust-store." : "key-store.");
            for (Throwable cause = refused.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof UncheckedIOException unread) {
                    return unreadable(store, unread);
                }
            }
            if (message.contains("P12") || message.contains("JKS")) {
                return ofStore(store + (message.contains("P12") ? "p12" : "jks"));
            }
            return ofPem(store + "pem");
        }

        private boolean isTrust() {
            return Stream.of("trust store", "trusted certificates", "truststore")
                    .anyMatch(message::contains);
        }

        private String unreadable(String store, UncheckedIOException failure) {
            String file = String.valueOf(failure.getMessage()).replaceFirst("^Unable to read file ", "");
            String why = String.valueOf(failure.getCause());
            if (failure.getCause() instanceof NoSuchFileException) {
                why = "there is none";
            } else if (failure.getCause() instanceof AccessDeniedException) {
                why = "access denied";
            }
            return settings(store, "")
                            .filter(setting ->
                                    List.of(value(setting).split(" *, *")).contains(file))
                            .findFirst()
                            .orElse(store + "*")
                    + " must be a file that can be read, was \"" + file + "\": " + why;
        }

        private String ofStore(String store) {
            String reason = reason();
            if (reason.contains("password is not set")) {
                return store + ".password must be given";
            }
            if (reason.contains("password was incorrect")) {
                return store + ".password must be that of the store";
            }
            if (reason.contains("lias")) {
                return store + ".alias must be that of a key in the store, was \"" + value(store + ".alias") + '"';
            }
            return store + ".path must be such a store, was \"" + value(store + ".path") + "\": " + reason;
        }

        private String ofPem(String store) {
            String reason = reason();
            for (String key : settings(store, ".key").toList()) {
                String password = key.substring(0, key.length() - "key".length()) + "password";
                if (value(password).isEmpty() && text(key).contains("ENCRYPTED")) {
                    return password + " must be given, the key is encrypted: \"" + value(key) + '"';
                }
                if (reason.equals("Unable to decrypt the key file: " + value(key))) {
                    return password + " must be that of the key, which must be PKCS#8: can't decrypt \"" + value(key)
                            + '"';
                }
            }
            if (reason.startsWith(NO_DELIMITER + "PRIVATE KEY")) {
                return without(store, ".key", "PRIVATE KEY-----", "a private key");
            }
            if (reason.startsWith(NO_DELIMITER + "CERTIFICATE")) {
                return isTrust()
                        ? without(store, ".certs", "BEGIN CERTIFICATE", "certificates")
                        : without(store, ".cert", "BEGIN CERTIFICATE", "certificates");
            }
            return store + " can't be used: " + reason;
        }

        private String without(String store, String suffix, String mark, String what) {
            Optional<String> setting = settings(store, suffix)
                    .filter(candidate -> !text(candidate).contains(mark))
                    .findFirst();
            return setting.orElse(store + ".*" + suffix) + " must hold " + what + " in PEM, was \""
                    + setting.map(this::value).orElse("") + '"';
        }

        /** Returns what the registry was told itself, or else what it says. */
        private String reason() {
            Throwable cause = refused.getCause();
            return cause == null ? message : cause.getMessage() == null ? cause.toString() : cause.getMessage();
        }

        /** Returns those that are set, in the order of their names; by the names that the environment has if that sets them. */
        private Stream<String> settings(String prefix, String suffix) {
            return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                    .filter(setting -> setting.startsWith(prefix) && setting.endsWith(suffix))
                    .sorted();
        }

        private String value(String setting) {
            return config.getOptionalValue(setting, String.class).orElse("");
        }

        /** Returns what the file holds that a setting names; nothing of one that can't be read. */
        private String text(String setting) {
            try {
                return new String(Files.readAllBytes(Path.of(value(setting))), StandardCharsets.ISO_8859_1);
            } catch (IOException unreadable) {
                return "";
            }
        }
    }
}
