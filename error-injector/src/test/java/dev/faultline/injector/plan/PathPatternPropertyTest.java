package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternPropertyTest {

    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "a.b", "");

    /** Says of a pattern what its Javadoc says, as an expression of the JDK. */
    private static Pattern naive(String pattern) {
        String expression = Stream.of(pattern.substring(1).split("/", -1))
                .map(segment -> switch (segment) {
                    case "*" -> "/[^/]+";
                    case "**" -> "(?:/[^/]*)*";
                    default -> "/" + Pattern.quote(segment);
                })
                .collect(Collectors.joining());
        return Pattern.compile(expression);
    }

    private static String pattern(SplittableRandom random) {
        int length = random.nextInt(1, 6);
        int rest = random.nextInt(2 * length);
        return IntStream.range(0, length)
                .mapToObj(i -> i == rest ? "**" : random.nextInt(4) == 0 ? "*" : SEGMENTS.get(random.nextInt(5)))
                .collect(Collectors.joining("/", "/", ""));
    }

    private static String path(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(7))
                .mapToObj(i -> "/" + SEGMENTS.get(random.nextInt(5)))
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void matchesWhatTheNaiveExpressionDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int matches = 0;
        for (int i = 0; i < 4_000; i++) {
            String pattern = pattern(random);
            PathPattern.check("path", pattern);
            Pattern naive = naive(pattern);
            for (int j = 0; j < 20; j++) {
                String path = path(random);
                boolean expected = naive.matcher(path).matches();
                assertEquals(expected, PathPattern.compile(pattern).test(path), pattern + " on " + path);
                matches += expected ? 1 : 0;
            }
        }
        assertTrue(matches > 1_000, "only " + matches + " matched at all");
    }
}
