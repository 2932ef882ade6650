package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.delay.Delay;
import dev.faultline.injector.fault.StatusAbort;
import dev.faultline.injector.value.Partition;
import dev.faultline.wire.Durations;
import dev.faultline.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The tables of fortio's own tests (fhttp/http_test.go: TestParseStatus, TestGenerateStatusBasic, EdgeSum, TestParseDelay),
 * each with what fortio does and what this grammar does. They differ where fortio forgives what a plan should not: a bad
 * status is a 400 in both, but of a request there and of the plan here; a bad delay is ignored there and refused here.
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
