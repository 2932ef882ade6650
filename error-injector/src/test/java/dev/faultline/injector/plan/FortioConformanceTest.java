package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.value.Partition;
import dev.faultline.platform.wire.Durations;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of fortio's own tests (fhttp/http_test.go: TestParseStatus, TestGenerateStatusBasic, EdgeSum, TestParseDelay,
 * TestGenerateSize, TestGenerateClose, TestEchoHeaders),
 * each with what fortio does and what this grammar does. They differ where fortio forgives what a plan should not: a bad
 * status is a 400 in both, but of a request there and of the plan here; a bad delay, size or header is ignored there and
 * refused here, and so is a bad close, which is taken for true there. What fortio echoes is the answer {@code ok} here.
 */
class FortioConformanceTest {

    private static final String REFUSED = "refused";

    private static Rule read(String form) {
        return FormGrammar.read(form.getBytes(StandardCharsets.UTF_8))
                .acceptedAt(Instant.EPOCH)
                .rules()
                .get(0);
    }

    @ParameterizedTest(name = "{0}: fortio {1}, here {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "x; 400; refused",
                "1::; 400; refused",
                "x:10; 400; refused",
                "555:x; 400; refused",
                "555:-1; 400; refused",
                "555:101; 400; refused",
                "551:45,551:56; 400; refused",
                "555; 555; 555",
                "555:100; 555; 555",
                "555:100%; 555; 555",
                "555:0; 200; 200",
                "555:0%; 200; 200",
                "551:45,551:55; 551; 551",
                "551:45%,551:55%; 551; 551",
                "503:99.0,503:1.00001; 503; 503",
                "503:99.0,503:1.00001,500:0.0001; 400; refused",
                // Beyond fortio's table: statuses that no server sends, and a percentage in another notation.
                "999; 999; refused",
                "-1; -1; refused",
                "555:1e2; 555; refused",
            })
    void statuses(String text, String fortio, String here) {
        try {
            List<StatusAbort> aborts = read("status=" + text).aborts().stream()
                    .map(abort -> (StatusAbort) abort)
                    .toList();
            Partition partition =
                    new Partition(aborts.stream().map(StatusAbort::percentage).toList());
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 1_000; i++) {
                int chosen = partition.pick(random.nextDouble());
                int status = chosen == Partition.REST ? 200 : aborts.get(chosen).status();
                assertEquals(here, Integer.toString(status), "fortio says " + fortio);
            }
        } catch (InvalidValue e) {
            assertEquals(here, REFUSED, e.getMessage());
        }
    }

    /** Draws that many answers and returns in which ways they differ from the one without a fault. */
    private static Set<String> drawn(String form, Function<StatusAbort, String> way) {
        List<StatusAbort> aborts =
                read(form).aborts().stream().map(abort -> (StatusAbort) abort).toList();
        Partition partition =
                new Partition(aborts.stream().map(StatusAbort::percentage).toList());
        SplittableRandom random = new SplittableRandom(1);
        Set<String> ways = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            int chosen = partition.pick(random.nextDouble());
            ways.add(chosen == Partition.REST ? "echo" : way.apply(aborts.get(chosen)));
        }
        return ways;
    }

    private static void check(String form, String here, Function<StatusAbort, String> way) {
        try {
            assertEquals(Set.of(here), drawn(form, way));
        } catch (InvalidValue e) {
            assertEquals(here, REFUSED, e.getMessage());
        }
    }

    @ParameterizedTest(name = "{0}: fortio {1}, here {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "x; echo; refused",
                "1::; echo; refused",
                "x:10; echo; refused",
                "555:x; echo; refused",
                "555:-1; echo; refused",
                "555:101; echo; refused",
                "551:45,551:56; echo; refused",
                "``; echo; refused",
                "512; 512; 512",
                "512:100; 512; 512",
                "512:0; echo; echo",
                "512:45,512:55; 512; 512",
                "512:45%,512:55%; 512; 512",
                "0; 0; 0",
                "262144; 262144; 262144",
                // Fortio cuts to its longest body, 256 KiB; ours is 1 GiB.
                "262145; 262144; 262145",
                "1000000:10,1000000:90; 262144; 1000000",
                "1073741825; 262144; refused",
                "-1; 0; refused",
            })
    void sizes(String text, String fortio, String here) {
        check("size=" + text, here, abort -> String.valueOf(abort.size()));
    }

    @ParameterizedTest(name = "{0}: fortio {1}, here {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "true; close; close",
                "false; echo; echo",
                "x; close; refused",
                "0; echo; echo",
                "0.0; echo; echo",
                "99.9999999; close; close",
                "100; close; close",
                "100%; close; close",
                // Above 100 fortio always closes, and below 0 never.
                "101; close; refused",
                "-1; echo; refused",
                // Fortio's text has it, its code takes it for true.
                "true:100; close; close",
                "true:0; close; echo",
            })
    void closes(String text, String fortio, String here) {
        check("close=" + text, here, abort -> String.join(",", abort.headers().getOrDefault("Connection", List.of())));
    }

    @Test
    void headers() {
        // With the space and the plus of a query; fortio ignores an empty header and one without a colon.
        String echo = "size=10&header=Foo:Bar1&header=Foo:Bar2&header=X:Y&header=Z:abc+def:xyz";
        assertEquals(
                Set.of("{Foo=[Bar1, Bar2], X=[Y], Z=[abc def:xyz]}"),
                drawn(echo, abort -> abort.headers().toString()));
        assertThrows(InvalidValue.class, () -> read(echo + "&header="));
        assertThrows(InvalidValue.class, () -> read(echo + "&header=Foo"));
    }

    @ParameterizedTest(name = "{0}: fortio {1}, here {2}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // Fortio says -1 to what it does not understand, and then does not wait.
                "``; ignored; refused",
                "x; ignored; refused",
                "1::; ignored; refused",
                "x:10; ignored; refused",
                "10ms:-1; ignored; refused",
                "20ms:101; ignored; refused",
                "20ms:101%; ignored; refused",
                "10ms:45,100ms:56; ignored; refused",
                // Fortio cuts to its longest delay, 1.5 s; ours is five minutes, and what is longer is refused.
                "10s:45,10s:55; 1.5s; 10s",
                "301s; 1.5s; refused",
                "100ms; 100ms; 100ms",
                "100ms:100; 100ms; 100ms",
                "100ms:100%; 100ms; 100ms",
                "100ms:0; 0s; 0s",
                "100ms:0%; 0s; 0s",
                "10ms:45,10ms:55; 10ms; 10ms",
                "10ms:45%,10ms:55%; 10ms; 10ms",
                "150us; 150us; 150us",
                "0.5s; 500ms; 500ms",
            })
    void delays(String text, String fortio, String here) {
        try {
            Delay delay = read("delay=" + text).delay();
            Delay.Sampler sampler = delay == null ? random -> Duration.ofDays(1) : delay.sampler();
            boolean never = delay != null && delay.percentage().value() == 0;
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 1_000; i++) {
                Duration drawn = never ? Duration.ZERO : sampler.sample(random);
                assertEquals(Durations.parse("", here), drawn, "fortio says " + fortio);
            }
        } catch (InvalidValue e) {
            assertEquals(here, REFUSED, e.getMessage());
        }
    }
}
