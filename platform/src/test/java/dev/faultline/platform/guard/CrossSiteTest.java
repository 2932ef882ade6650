package dev.faultline.platform.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossSiteTest {

    @ParameterizedTest(name = "{0} {1} from {2}, {3}: {4}")
    @CsvSource({
        "POST, localhost:8080, , , true",
        "POST, localhost:8080, http://localhost:8080, , true",
        "POST, localhost:8080, http://localhost:8080, same-origin, true",
        "POST, localhost:8080, http://localhost:8080, same-site, true",
        "POST, LocalHost:8080, https://localhost:8080, , true",
        "POST, [::1]:8080, http://[::1]:8080, , true",
        "POST, chaos.example, https://chaos.example, , true",
        "POST, chaos.example:443, https://chaos.example, , true",
        "POST, chaos.example, https://chaos.example:443, , true",
        "POST, chaos.example:80, http://chaos.example, , true",
        "POST, chaos.example, http://chaos.example:443, , false",
        "POST, localhost:8080, http://localhost:8081, , false",
        "POST, localhost:8080, http://localhost, , false",
        "POST, localhost:8080, http://127.0.0.1:8080, , false",
        "POST, localhost:8080, http://evil.example:8080, , false",
        "POST, localhost:8080, http://localhost.evil.example:8080, , false",
        "POST, localhost:8080, http://localhost:8080@evil.example, , false",
        "POST, localhost:8080, null, , false",
        "POST, localhost:8080, '', , false",
        "POST, localhost:8080, 'http://a b', , false",
        "POST, , http://localhost:8080, , false",
        "POST, localhost:8080, , cross-site, false",
        "POST, localhost:8080, http://localhost:8080, Cross-Site, false",
        "PUT, localhost:8080, http://evil.example, , false",
        "PATCH, localhost:8080, http://evil.example, , false",
        "DELETE, localhost:8080, http://evil.example, , false",
        "BREW, localhost:8080, http://evil.example, , false",
        "GET, localhost:8080, http://evil.example, cross-site, true",
        "HEAD, localhost:8080, http://evil.example, cross-site, true",
        "OPTIONS, localhost:8080, http://evil.example, cross-site, true",
    })
    void onlyPagesOfThisHostChangeAnything(
            String method,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String fetchSite,
            boolean allowed) {
        assertEquals(allowed, CrossSite.refusal(method, host, origin, fetchSite) == null);
    }

    @ParameterizedTest(name = "{0} from {1}: {2}")
    @CsvSource({
        "POST, , true",
        "POST, http://localhost:8080, true",
        "POST, http://LOCALHOST:8080, true",
        "POST, http://chaos.localhost:8080, true",
        "POST, http://127.0.0.1:8080, true",
        "POST, http://192.168.1.7, true",
        "POST, http://[::1]:8080, true",
        "POST, http://load-client:8080, true",
        "POST, http://load-client.faultline.svc:8080, true",
        "POST, http://load-client.faultline.svc.cluster.local:8080, true",
        "POST, http://host.docker.internal:8080, true",
        "POST, https://chaos.example, true",
        "GET, http://evil.example, true",
        "POST, http://evil.example, false",
        "DELETE, http://evil.example:8080, false",
        "PUT, http://127.0.0.1.evil.example, false",
        "PUT, http://1.2.3.example, false",
        "PUT, http://localhost.evil.example, false",
        "POST, null, false",
        "POST, https:, false",
        "POST, 'http://a b', false",
    })
    void aNameThatAStrangerMayHaveChangesNothing(String method, @Nullable String origin, boolean allowed) {
        assertEquals(allowed, CrossSite.rebindingRefusal(method, origin) == null);
    }
}
