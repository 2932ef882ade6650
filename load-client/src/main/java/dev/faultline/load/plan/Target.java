package dev.faultline.load.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.faultline.wire.InvalidValue;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go: a plain {@code http://host[:port][/path][?query]}. TLS is left to the mesh: a proxy cannot split
 * what it cannot read.
 */
public record Target(String host, int port, String path) {

    private static final String RULE = "must be a URL such as http://demo-backend:8080/";

    /**
     * Returns the target that the URL names; the port defaults to 80, the path to {@code /}.
     *
     * @throws InvalidValue if it is no such URL
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Target of(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new InvalidValue("", RULE, '"' + url + '"', e);
        }
        @Nullable String host = uri.getHost();
        if (!"http".equals(uri.getScheme()) || host == null || uri.getRawUserInfo() != null) {
            throw new InvalidValue("", RULE, '"' + url + '"');
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new InvalidValue("", "must have a port from 1 to 65535", '"' + url + '"');
        }
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new Target(host, uri.getPort() < 0 ? 80 : uri.getPort(), path + query);
    }

    /** Returns the authority as the Host header states it. */
    public String authority() {
        return port == 80 ? host : host + ":" + port;
    }

    @Override
    @JsonValue
    public String toString() {
        return "http://" + authority() + path;
    }
}
