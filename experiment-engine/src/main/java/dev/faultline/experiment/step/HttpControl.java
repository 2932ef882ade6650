package dev.faultline.experiment.step;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import dev.faultline.load.plan.RequestSpec;
import dev.faultline.load.plan.Target;
import dev.faultline.platform.wire.ControlFailed;
import dev.faultline.platform.wire.Require;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Calls anything that speaks HTTP. Calls block, at most for their time-out. */
@FunctionalInterface
public interface HttpControl {

    /**
     * Makes the call and returns when it is answered as it expects.
     *
     * @throws ControlFailed if it is not answered, or otherwise
     */
    void call(Call call);

    /**
     * Checks a call against what this process may do.
     *
     * @throws dev.faultline.platform.wire.InvalidValue naming the field that goes beyond
     */
    default void check(Call call) {}

    /**
     * One HTTP request.
     *
     * @param method GET if not given
     * @param body a text is sent as it is, anything else as JSON
     * @param expect the status codes that are fine; any 2xx if not given
     * @param timeout 5 s if not given
     */
    record Call(
            String method,
            Target url,
            Map<String, String> headers,
            @Nullable JsonNode body,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<Integer> expect,

            Duration timeout) {

        private static final Duration TIMEOUT = Duration.ofSeconds(5);
        private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");

        /** Fills in what was not given. */
        public Call {
            method = method == null ? "GET" : method;
            Require.that(METHOD.matcher(method).matches(), "method", "must be capital letters", method);
            Require.present("url", url);
            headers = headers == null ? Map.of() : headers;
            RequestSpec.checkHeaders(headers);
            headers = Map.copyOf(headers);
            expect = expect == null ? List.of() : List.copyOf(expect);
            for (int status : expect) {
                Require.between("expect", status, 100, 599);
            }
            timeout = timeout == null ? TIMEOUT : timeout;
            Require.between("timeout", timeout, Duration.ofMillis(1), Duration.ofMinutes(1));
        }

        /** Returns whether it only reads, so that there is nothing to undo. */
        boolean isSafe() {
            return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
        }

        /** Returns whether an answer with that status is fine. */
        public boolean expects(int status) {
            return expect.isEmpty() ? status / 100 == 2 : expect.contains(status);
        }

        /** Returns what distinguishes it from other calls. */
        String key() {
            return "http " + method + " " + url;
        }

        /** Returns it for messages, without what may be a secret. */
        @Override
        public String toString() {
            return method + " " + url.withoutQuery();
        }
    }
}
