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
    })
    void matches(String pattern, String path, boolean matches) {
        PathPattern.check("path", pattern);
        assertEquals(matches, PathPattern.compile(pattern).test(path));
    }
}
