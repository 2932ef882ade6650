package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.injector.fault.StatusAbort;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of go-httpbin (TestParseWeightedChoices, TestWeightedRandomChoice); what it refuses is in refused-forms.csv. */
class WeightsTest {

    private static List<StatusAbort> read(String weights) {
        String form = "weights=" + weights;
        return FormGrammar.read(form.getBytes(StandardCharsets.UTF_8))
                .acceptedAt(Instant.EPOCH)
                .rules()
                .get(0)
                .aborts()
                .stream()
                .map(abort -> (StatusAbort) abort)
                .toList();
    }

    private static BigDecimal sum(List<StatusAbort> aborts) {
        return aborts.stream()
                .map(abort -> BigDecimal.valueOf(abort.percentage().value()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "200:0.5,300:0.3,400:0.1,500:0.1; 200 50% 300 30% 400 10% 500 10%",
                "200,300,400; 200 33.333333333% 300 33.333333334% 400 33.333333333%",
                "200; 200 100%",
                "200:10,300,400:0.01; 200 90.826521344% 300 9.082652135% 400 0.090826521%",
                "200:0.7,503:0.3; 200 70% 503 30%",
                "200:0.7,429:0.2,503:0.1; 200 70% 429 20% 503 10%",
                "200:7,503:3; 200 70% 503 30%",
                "200:5,300:1,500:0.5; 200 76.923076923% 300 15.384615385% 500 7.692307692%",
                "503:1,503:1; 503 50% 503 50%",
                "200:.5,503:5.; 200 9.090909091% 503 90.909090909%",
                "200:1e3,503:1E-1; 200 99.990001% 503 0.009999%",
                "200: 7 , 503 :3; 200 70% 503 30%",
                "200%3A7%2C503%3A3; 200 70% 503 30%",
            })
    void weightsAreRelative(String weights, String shares) {
        List<StatusAbort> aborts = read(weights);
        String seen = aborts.stream()
                .map(abort -> abort.status() + " " + abort.percentage())
                .collect(Collectors.joining(" "));
        assertEquals(shares, seen);
        assertEquals(0, sum(aborts).compareTo(BigDecimal.valueOf(100)), () -> "sum is " + sum(aborts));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void percentagesAddUpToExactlyAHundred(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 500; i++) {
            String weights = IntStream.range(0, random.nextInt(2, 101))
                    .mapToObj(j -> 200 + j + ":" + random.nextInt(1, 1_000_000) + "e-" + random.nextInt(9))
                    .collect(Collectors.joining(","));
            assertEquals(0, sum(read(weights)).compareTo(BigDecimal.valueOf(100)), weights);
        }
    }
}
