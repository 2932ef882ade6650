package dev.faultline.backend.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest(name = "{0} of {1} is {2} to {3}")
    @CsvSource({
        "bytes=0-0,                      10, 0, 0",
        "bytes=0-9,                      10, 0, 9",
        "bytes=2-,                       10, 2, 9",
        "bytes=9-,                       10, 9, 9",
        "bytes=-3,                       10, 7, 9",
        "bytes=-10,                      10, 0, 9",
        "bytes=-99,                      10, 0, 9",
        "bytes=5-99,                     10, 5, 9",
        "bytes=5-99999999999999999999,   10, 5, 9",
        "bytes=-99999999999999999999,    10, 0, 9",
        "bytes=0000000000000000000001-2, 10, 1, 2",
        "BYTES=1-2,                      10, 1, 2",
        "bytes= 1-2,                     10, 1, 2"
    })
    void cuts(String header, long length, long first, long last) {
        assertEquals(new ByteRange.Part(first, last), ByteRange.of(header, length));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "bytes=10-,                      10",
        "bytes=10-20,                    10",
        "bytes=99999999999999999999-,    10",
        "bytes=-0,                       10",
        "bytes=0-,                       0",
        "bytes=-1,                       0"
    })
    void cannotCutWhatIsNotThere(String header, long length) {
        assertInstanceOf(ByteRange.Unsatisfiable.class, ByteRange.of(header, length));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-2",
                "bytes=0-1,3-4",
                "bytes=--1",
                "lines=0-1",
                "bytes=1 - 2",
                "bytes=0x1-2",
                "bytes=99999999999999999999-1"
            })
    void answersWholeWhatItDoesNotUnderstand(String header) {
        assertInstanceOf(ByteRange.Whole.class, ByteRange.of(header, 10));
    }
}
