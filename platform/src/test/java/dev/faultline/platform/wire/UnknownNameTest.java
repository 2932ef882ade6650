package dev.faultline.platform.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownNameTest {

    private static final List<String> KNOWN = List.of("guards", "hold", "http", "maxInFlight", "rate", "x");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "guard, guards",
        "hodl, hold",
        "holds, hold",
        "HTTP, ''",
        "maxinflight, maxInFlight",
        "rates, rate",
        "y, ''",
        "wait, ''",
        "'', ''",
    })
    void namesWhatMayBeMeant(String name, String meant) {
        assertEquals(meant, UnknownName.nearest(name, KNOWN).orElse(""));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "guard; is not known here; did you mean guards? known are: guards, hold, http, maxInFlight, rate, x",
                "wait; is not known here; known are: guards, hold, http, maxInFlight, rate, x",
            })
    void namesAllThatAreKnown(String name, String first, String rest) {
        assertEquals(first + "; " + rest, UnknownName.rule(name, KNOWN));
    }
}
