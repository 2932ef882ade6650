package dev.faultline.learn.source;

import java.io.InputStream;

/** Calls a Prometheus. Calls block, for at most half a minute. */
@FunctionalInterface
public interface PrometheusApi {

    /**
     * What it answered.
     *
     * @param status of HTTP
     * @param body to be read once
     */
    record Answer(int status, InputStream body) {}

    /**
     * Returns what it answers to a GET, whatever the status.
     *
     * @param base the address of the Prometheus, without a slash at its end
     * @param query path and query of the call, such as {@code /api/v1/query?query=up}
     * @throws dev.faultline.platform.wire.ControlFailed if it can't be reached, or answers too much
     * @throws dev.faultline.platform.wire.InvalidValue naming {@code url} if this process may not call it
     */
    Answer get(String base, String query);
}
