package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class FormGrammarTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private static FaultPlan read(String form) {
        return FormGrammar.read(form.getBytes(StandardCharsets.UTF_8)).acceptedAt(NOON);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "status=503; status 503 100%",
                "status=503:20; status 503 20%",
                "status=503:20%; status 503 20%",
                "status=503%3A20%25; status 503 20%",
                "status=503:20,500:10; status 503 20% status 500 10%",
                "status=503:20%,500:10%; status 503 20% status 500 10%",
                "status=503:99.0,503:1.00001; status 503 99% status 503 1.00001%",
                "status=555:.5; status 555 0.5%",
                "status=503:0; status 503 0%",
                "status=503: 20 ; status 503 20%",
            })
    void readsStatuses(String form, String aborts) {
        Rule rule = read(form).rules().get(0);
        String seen = rule.aborts().stream()
                .map(abort -> (StatusAbort) abort)
                .map(abort -> "status " + abort.status() + " " + abort.percentage())
                .reduce((a, b) -> a + " " + b)
                .orElse("");
        assertEquals(aborts, seen);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "delay=100ms; {'type':'fixed','value':'100ms','percentage':100}",
                "delay=100ms:20%; {'type':'fixed','value':'100ms','percentage':20}",
                "delay=150us; {'type':'fixed','value':'150us','percentage':100}",
                "delay=10ms:20,1s:0.5; {'type':'discrete','values':[{'value':'10ms','percentage':20},"
                        + "{'value':'1s','percentage':0.5}],'percentage':100}",
            })
    void readsDelays(String form, String json) {
        String written = new String(new PlanJson().write(read(form)), StandardCharsets.UTF_8);
        assertTrue(written.contains("\"delay\":" + json.replace('\'', '"')), written);
    }

    /** What differs from the answer without a fault, in one line a kind. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "size=512; 100% 200 512",
                "size=512:100; 100% 200 512",
                "size=0; 100% 200 0",
                "size=512:0; ``",
                "size=1024:50,65536:10; 50% 200 1024, 10% 200 65536",
                "size=1024:50%,65536:10%; 50% 200 1024, 10% 200 65536",
                "close=true; 100% 200 ok close",
                "close=100; 100% 200 ok close",
                "close=10%; 10% 200 ok close",
                "close=5.3; 5.3% 200 ok close",
                "close=true:10; 10% 200 ok close",
                "close=false; ``",
                "close=0; ``",
                "header=Foo:Bar; 100% 200 ok Foo=[Bar]",
                "header=Foo: Bar &header=Z:abc+def:xyz; 100% 200 ok Foo=[Bar] Z=[abc def:xyz]",
                "header=Foo:Bar1&header=foo:Bar2; 100% 200 ok Foo=[Bar1, Bar2]",
                "header=Connection:close; 100% 200 ok close",
                // Each is drawn by itself: shares multiply.
                "status=503:20&size=1024:50; 10% 503 1024, 10% 503, 40% 200 1024",
                "status=503&size=1024:50; 50% 503 1024, 50% 503",
                "status=503:20&close=10; 2% 503 close, 18% 503, 8% 200 ok close",
                "status=503:20&header=a:b; 20% 503 a=[b], 80% 200 ok a=[b]",
                "size=10:50&close=50&header=a:b; 25% 200 10 a=[b] close, 25% 200 10 a=[b], 25% 200 ok a=[b] close,"
                        + " 25% 200 ok a=[b]",
                "weights=200:1,503:1&size=10; 50% 200 10, 50% 503 10",
                "status=503:0&size=10:10; 10% 200 10",
                // Rounded to four decimal places the shares are the whole.
                "status=503:99.0,500:1.00001&header=a:b; 99% 503 a=[b], 1.00001% 500 a=[b]",
                // Such answers have no body.
                "status=204:50,503:50&size=10; 50% 204, 50% 503 10",
            })
    void combinesWhatIsDrawnIndependently(String form, String kinds) {
        assertEquals(kinds, statuses(form).stream().map(FormGrammarTest::kind).collect(Collectors.joining(", ")));
    }

    private static List<StatusAbort> statuses(String form) {
        return read(form).rules().get(0).aborts().stream()
                .map(abort -> (StatusAbort) abort)
                .toList();
    }

    private static String kind(StatusAbort abort) {
        StringBuilder kind = new StringBuilder(abort.percentage() + " " + abort.status());
        if (abort.size() != null) {
            kind.append(' ').append(abort.size());
            assertEquals("application/octet-stream", abort.contentType());
        }
        kind.append(abort.body() == null ? "" : " " + abort.body());
        Map<String, List<String>> headers = new TreeMap<>(abort.headers());
        boolean closes = headers.remove("Connection") != null;
        headers.forEach(
                (name, values) -> kind.append(' ').append(name).append('=').append(values));
        return kind + (closes ? " close" : "");
    }

    @Test
    void aContentTypeOfItsOwnIsThatOfTheSize() {
        StatusAbort abort = statuses("size=10&header=Content-Type:image/png").get(0);
        assertNull(abort.contentType());
        assertEquals(Map.of("Content-Type", List.of("image/png")), abort.headers());
    }

    @Test
    void soManyKindsOfAnswersAndNoMore() {
        String ten = IntStream.range(0, 10).mapToObj(i -> (300 + i) + ":10").collect(Collectors.joining(","));
        String sizes = IntStream.range(0, 10).mapToObj(i -> i + ":10").collect(Collectors.joining(","));
        assertEquals(
                100,
                statuses("status=" + ten.replace("304:10", "404:10") + "&size=" + sizes)
                        .size());
        InvalidValue invalid =
                assertThrows(InvalidValue.class, () -> read("status=" + ten + "&close=50&size=" + sizes));
        assertEquals("size", invalid.field());
    }

    @RepeatedTest(50)
    void everyPartKeepsItsShare(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        double status = random.nextInt(10_001) / 100.0;
        double size = random.nextInt(10_001) / 100.0;
        double close = random.nextInt(10_001) / 100.0;
        List<StatusAbort> all = statuses("status=503:" + status + "&size=7:" + size + "&close=" + close);
        assertEquals(status, share(all, abort -> abort.status() == 503), 1e-9);
        assertEquals(size, share(all, abort -> abort.size() != null), 1e-9);
        assertEquals(close, share(all, abort -> abort.headers().containsKey("Connection")), 1e-9);
        assertEquals(status * size / 100, share(all, abort -> abort.status() == 503 && abort.size() != null), 1e-9);
    }

    private static double share(List<StatusAbort> aborts, Predicate<StatusAbort> of) {
        return aborts.stream()
                .filter(of)
                .mapToDouble(abort -> abort.percentage().value())
                .sum();
    }

    @Test
    void readsAllThree() {
        FaultPlan plan = read("status=503:20,500:10&delay=10ms:20,1s:0.5&ttl=5m\r\n");
        assertEquals(NOON.plusSeconds(300), plan.expiresAt());
        assertEquals(
                "rule-1: delay discrete 100% + status 20% + status 10%, until 2026-01-31T12:05:00Z", plan.summary());
    }

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-forms.csv", delimiter = ';', quoteCharacter = '`')
    void refuses(String form, String field, String complaint) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> read(form));
        assertEquals(field == null ? "" : field, invalid.field());
        assertTrue((invalid.rule() + ", was " + invalid.value()).startsWith(complaint), invalid.getMessage());
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] form = {'s', 't', 'a', 't', 'u', 's', '=', (byte) 0xff};
        assertThrows(InvalidValue.class, () -> FormGrammar.read(form));
        assertThrows(InvalidValue.class, () -> read("status=%ff"));
        assertThrows(InvalidValue.class, () -> read(""));
    }
}
