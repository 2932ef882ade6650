package dev.faultline.learn.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.learn.observe.By;
import dev.faultline.learn.observe.Observed;
import dev.faultline.learn.observe.Route;
import dev.faultline.learn.observe.Span;
import dev.faultline.platform.wire.InvalidValue;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Series that lack what others have: a route, or a number. */
class PrometheusOddSeriesTest {

    private static final Instant FROM = Instant.ofEpochSecond(1_795_000_000);

    private static Observed read(String... labels) {
        List<String> series = new ArrayList<>();
        for (String label : labels) {
            series.add("{\"metric\":{" + label
                    + "\"status\":\"200\"},\"values\":[[1795000001,\"5\"],[1795000006,\"15\"]]}");
        }
        PrometheusSource source =
                new PrometheusSource("http://prometheus:9090", null, null, null, "requests_total", null);
        return read(source, String.join(",", series), By.PATH);
    }

    private static Observed read(PrometheusSource source, String series, @Nullable By by) {
        String answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series + "]}}";
        return PrometheusReader.read(
                (base, query) -> new PrometheusApi.Answer(
                        200, new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8))),
                source,
                new Span(FROM, Duration.ofSeconds(10), null),
                by,
                FROM.plusSeconds(10));
    }

    /** Such as what was refused before a router had looked at it. */
    @Test
    void aSeriesWithoutARouteAmongOthersIsTheRest() {
        Observed observed = read("\"path\":\"/cart\",", "");
        Route cart = Route.ofPath("/cart");
        assertEquals(Set.of(cart, Route.ALL), observed.slices().get(0).routes().keySet());
        assertEquals(20, observed.all().ended());
    }

    @Test
    void seriesOfWhichNoneHasARouteAreRefused() {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> read("", "\"instance\":\"a\","));
        assertEquals("by", refused.field());
        assertTrue(refused.rule().contains("no label such as path"), refused::getMessage);
    }

    /** It has bounds, so it must not be told that it has none. */
    @Test
    void aHistogramOfWhichNoSampleIsANumberHasCountedNothing() {
        PrometheusSource source = new PrometheusSource("http://prometheus:9090", null, null, "x_bucket", null, "s");
        String series = "{\"metric\":{\"le\":\"0.1\"},\"values\":[[1795000001,\"NaN\"],[1795000006,\"NaN\"]]}";
        InvalidValue refused = assertThrows(InvalidValue.class, () -> read(source, series, null));
        assertEquals("latencyQuery", refused.field());
        assertTrue(refused.rule().startsWith("must give what was counted from "), refused::getMessage);
    }
}
