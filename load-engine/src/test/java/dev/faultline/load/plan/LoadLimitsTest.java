package dev.faultline.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.load.plan.Demand.Arrival;
import dev.faultline.platform.wire.InvalidValue;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadLimitsTest {

    private static final LoadLimits STANDARD =
            LoadLimits.of(50_000, List.of("localhost", "127.0.0.0/8", "[::1]", "service-names"));

    private static LoadPlan plan(String url, Demand demand) {
        return LoadPlan.of(Target.of(url), demand, null, Transport.STANDARD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/",
                "http://LOCALHOST:8080/",
                "HTTP://localhost/",
                "http://localhost./",
                "http://127.0.0.1/",
                "http://127.255.255.255/",
                "http://[::1]/",
                "http://[0:0:0:0:0:0:0:1]/",
                "http://[::ffff:7f00:1]/",
                "http://demo-backend:8080/books",
                "http://Demo-Backend/",
                "http://a/",
                "http://ai1/",
                "http://beef/",
                "http://my_svc:8080/",
            })
    void loopbackAndServicesAreAllowedByDefault(String url) {
        STANDARD.check(plan(url, Demand.of(50_000, Arrival.CONSTANT)));
    }

    @ParameterizedTest(name = "{0} matches {1}: {2}")
    @CsvSource({
        "books.example.org, books.example.org, true",
        "Books.Example.Org., books.example.org, true",
        "books.example.org, books.example.org., true",
        "books.example.org, example.org, false",
        "example.org, books.example.org, false",
        "*.example.org, books.example.org, true",
        "*.example.org, a.b.example.org, true",
        "*.example.org, books.example.org., true",
        "*.example.org, example.org, false",
        "*.example.org, badexample.org, false",
        "*.svc, books.shop.svc, true",
        "*.svc, svc, false",
        "*.svc, books.shop.svc.evil.com, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/31, 10.0.0.1, true",
        "10.0.0.0/31, 10.0.0.2, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, [::1], false",
        "0.0.0.0/0, books, false",
        "::1, [::1], true",
        "[::1], [0:0::0:1], true",
        "::/0, [fd00::1], true",
        "::/0, 127.0.0.1, false",
        "fd00::/8, [FD12::1], true",
        "[fd00::]/8, [fd12::1], true",
        "fd00::/8, [fe00::1], false",
        "127.0.0.0/8, [::ffff:7f00:1], true",
        "service-names, books, true",
        "service-names, books.shop, false",
        "service-names, 127.0.0.1, false",
        "service-names, [::1], false",
        "books, books, true",
        "books, cooks, false",
    })
    void aPatternMatches(String pattern, String host, boolean matches) {
        Target target = Target.of("http://" + host + "/");
        assertEquals(matches, TargetPattern.parse("f", pattern).matches(target.host()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "*.",
                "*.*.svc",
                "a*",
                "*svc",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "10.0.0",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "010.0.0.1",
                "0x7f.1",
                "2130706433",
                "::1/129",
                "::1/64",
                "[::1",
                "::1]",
                "[10.0.0.1]",
                "::ffff:8.8.8.8",
                "fe80::1%lo",
                "http://a/",
                "a:80",
                "-a",
                "a-",
                "bücher",
                "a..b",
                "1::2::3",
                "10.0.0.0/8/8"
            })
    void whatIsNoPatternIsRefused(String pattern) {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> LoadLimits.of(1, List.of("localhost", pattern)));
        assertEquals("faultline.load.allowed-targets", refusal.field());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, 1_000_001})
    void theMaximumRateHasBounds(double rate) {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> LoadLimits.of(rate, List.of()));
        assertEquals("faultline.load.max-rate", refusal.field());
    }

    @Test
    void theRefusalSaysWhatIsAllowedAndWhichSettingChangesIt() {
        InvalidValue target = assertThrows(
                InvalidValue.class, () -> STANDARD.check(plan("http://example.com/", Demand.of(1, Arrival.CONSTANT))));
        assertEquals(
                "target must be one of localhost, 127.0.0.0/8, [::1], service-names (the setting"
                        + " faultline.load.allowed-targets, or attack --allow-target, allows others), was http://example.com/",
                target.getMessage());
        Stage calm = new Stage.Hold(50_000, Duration.ofSeconds(1));
        Stage flood = new Stage.Burst(1.0, 50_000, Duration.ofSeconds(2), Duration.ofSeconds(4));
        InvalidValue stage = assertThrows(
                InvalidValue.class,
                () -> STANDARD.check(plan("http://a/", new Demand(null, null, List.of(calm, flood), null))));
        assertEquals(
                "stages[1] must ask for at most 50000 arrivals a second (the setting faultline.load.max-rate changes"
                        + " that), was 50001",
                stage.getMessage());
    }

    @Test
    void aClosedLoopIsBoundInItsTargetOnly() {
        Demand closed = new Demand(null, null, null, Demand.MAX_CONCURRENCY);
        STANDARD.check(plan("http://a/", closed));
        assertThrows(InvalidValue.class, () -> STANDARD.check(plan("http://8.8.8.8/", closed)));
    }
}
