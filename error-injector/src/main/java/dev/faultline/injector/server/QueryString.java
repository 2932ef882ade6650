package dev.faultline.injector.server;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** The parameters of a query string; one that cannot be decoded has none. */
record QueryString(Map<String, List<String>> parameters) {

    /** More parameters than this are not looked at. */
    private static final int MOST = 1000;

    static QueryString of(String query) {
        try {
            return new QueryString(
                    new QueryStringDecoder(query, java.nio.charset.StandardCharsets.UTF_8, false, MOST).parameters());
        } catch (IllegalArgumentException malformed) {
            return new QueryString(Map.of());
        }
    }

    boolean has(String name, String value) {
        return parameters.getOrDefault(name, List.of()).contains(value);
    }
}
