package dev.faultline.injector.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "books, books, true",
        "books, BOOKS, true",
        "BOOKS, books, true",
        "books, books:7002, true",
        "books, books2, false",
        "books, mybooks, false",
        "books, books.shop, false",
        "books, '', false",
        "books:7002, books:7002, true",
        "books:7002, books:7003, false",
        "books:7002, books, false",
        "*.example.com, a.example.com, true",
        "*.example.com, a.b.Example.com:80, true",
        "*.example.com, example.com, false",
        "*.example.com, .example.com, false",
        "*.example.com, aexample.com, false",
        "*.example.com:80, a.example.com:80, true",
        "*.example.com:80, a.example.com:81, false",
        "10.0.0.1, 10.0.0.1:8080, true",
        "[::1], [::1], true",
        "[::1], [::1]:8080, true",
        "[::1]:8080, [::1]:8080, true",
        "[::1]:8080, [::1], false",
        "[fe80::A], [FE80::a], true",
    })
    void matches(String pattern, String host, boolean matches) {
        HostPattern.check("host", pattern);
        assertEquals(matches, HostPattern.compile(pattern).test(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "a.*",
                "*a",
                "a b",
                "http://a",
                "a/b",
                "a:",
                "a:x",
                "::1",
                "[::1",
                "a:123456",
                ".a"
            })
    void refuses(String pattern) {
        assertEquals(
                "host",
                assertThrows(InvalidValue.class, () -> HostPattern.check("host", pattern))
                        .field());
    }
}
