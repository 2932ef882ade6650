package dev.faultline.platform.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = ';',
            value = {
                "Sun, 06 Nov 1994 08:49:37 GMT; 1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37 GMT; 1994-11-06T08:49:37Z",
                "Sun Nov  6 08:49:37 1994; 1994-11-06T08:49:37Z",
                "Wed Nov 16 08:49:37 1994; 1994-11-16T08:49:37Z",
                "Wednesday, 06-Nov-69 00:00:00 GMT; 2069-11-06T00:00:00Z"
            })
    void readsAllThreeForms(String text, Instant instant) {
        assertEquals(instant, HttpDate.parse(text));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "now",
                "Sun, 06 Nov 1994 08:49:37",
                "Mon, 06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "1994-11-06T08:49:37Z",
                "Sun, 06 Nov 1994 25:49:37 GMT"
            })
    void ignoresWhatIsNoDate(String text) {
        assertNull(HttpDate.parse(text));
    }

    @Test
    void writesThePreferredForm() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(Instant.parse("1994-11-06T08:49:37.999Z")));
    }
}
