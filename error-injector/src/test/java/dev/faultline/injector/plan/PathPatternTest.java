package dev.faultline.injector.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {

    @ParameterizedTest(name = "{0} on {1}: {2}")
    @CsvSource({
        "/, /, true",
        "/, /a, false",
        "/a, /a, true",
        "/a, /a/, false",
        "/a, /A, false",
        "/a/*, /a/b, true",
        "/a/*, /a/, false",
        "/a/*, /a/b/c, false",
        "/a/*/c, /a/b/c, true",
        "/a/*/c, /a/c, false",
        "/*, /b, true",
        "/*/*, /b/c, true",
        "/a/**, /a, true",
        "/a/**, /a/, true",
        "/a/**, /a/b/c, true",
        "/a/**, /ab, false",
        "/*/x/**, /1/x/2/3, true",
        "/**, /, true",
        "/**, /a/b, true",
        "/**, '', true",
        "/a.b, /axb, false",
        "/a.b/*, /axb/c, false",
        "/(a/*, /(a/b, true",
        "/%7Esmith, /~smith, true",
        "/%c3%b6/*, /%C3%B6/x, true",
    })
    void matches(String pattern, String path, boolean matches) {
        PathPattern.check("path", pattern);
        assertEquals(matches, PathPattern.compile(pattern).test(path));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "/, /",
        "'', ''",
        "*, *",
        "/~smith, /~smith",
        "/%7Esmith, /~smith",
        "/%7esmith, /~smith",
        "/%61pi/%2D%2e%5F, /api/-._",
        "/%c3%b6, /%C3%B6",
        "/a%2fb, /a%2Fb",
        "/a%2ab, /a%2Ab",
        "/%2561, /%2561",
        "/%zz%4, /%zz%4",
        "/100%, /100%",
        "/a/./b, /a/b",
        "/a/../b, /b",
        "/../../b, /b",
        "/a/b/.., /a/",
        "/a/b/., /a/b/",
        "/a//../b, /a/b",
        "/a/%2e%2E/b, /b",
        "/.well-known/x, /.well-known/x",
        "/a/..., /a/...",
    })
    void normalises(String path, String normalised) {
        assertEquals(normalised, PathPattern.normalised(path));
        assertEquals(normalised, PathPattern.normalised(normalised), "twice");
    }
}
