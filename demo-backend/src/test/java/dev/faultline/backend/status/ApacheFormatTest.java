package dev.faultline.backend.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApacheFormatTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "0,             0",
        "0.2,           .2",
        "1,             1",
        "100,           100",
        "0.177914,      .177914",
        "0.0001626444,  .000162644",
        "0.00001,       1e-05",
        "0.000015,      1.5e-05",
        "21.29164,      21.2916",
        "3461.5799,     3461.58",
        "999999,        999999",
        "999999.9,      1e+06",
        "1234567,       1.23457e+06",
        "14076.6,       14076.6"
    })
    void printsNumbersAsApacheDoes(double value, String text) {
        assertEquals(text, ApacheFormat.general(value, 6));
    }

    @ParameterizedTest(name = "{0} s are{1}")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0,''",
                "1, 1 second",
                "26, 26 seconds",
                "60, 1 minute",
                "3600, 1 hour",
                "86400, 1 day",
                "1026782, 11 days 21 hours 13 minutes 2 seconds"
            })
    void tellsTimeSpansInWords(long seconds, String words) {
        assertEquals(words, ApacheFormat.words(seconds));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"0, 0 B", "5119, 5119 B", "5120, 5.0 kB", "1048576, 1.0 MB", "1073741824, 1.0 GB"})
    void tellsSizesInTheUnitThatFits(double bytes, String size) {
        assertEquals(size, ApacheFormat.size(bytes));
    }

    @Test
    void tellsTimesWithTheirZone() {
        Instant instant = Instant.parse("2016-07-29T14:06:05Z");
        assertEquals("Friday, 29-Jul-2016 14:06:05 UTC", ApacheFormat.time(instant, ZoneId.of("UTC")));
        assertEquals("Friday, 29-Jul-2016 14:06:05 Z", ApacheFormat.time(instant, ZoneOffset.UTC));
        assertEquals("2016-07-29T14:06:05", ApacheFormat.built(instant, ZoneOffset.UTC));
    }
}
