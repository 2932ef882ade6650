package dev.faultline.backend.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {

    @ParameterizedTest(name = "{0} is {1}, slash {2}")
    @CsvSource({
        "/,                       '',        true",
        "/a,                      a,         false",
        "/a/,                     a,         true",
        "//a///b,                 a|b,       false",
        "/a/./b,                  a|b,       false",
        "/a/../b,                 b,         false",
        "/a/b/..,                 a,         true",
        "/a/.,                    a,         true",
        "/a/%2e%2E/b,             b,         false",
        "/%61%62,                 ab,        false",
        "/a%20b,                  a b,       false",
        "/a+b,                    a+b,       false",
        "/%C3%A9,                 é,         false",
        "/%252e%252e/x,           %2e%2e|x,  false",
        "http://host/a,           a,         false",
        "HTTPS://host:1/a/,       a,         true",
        "http://host,             '',        true",
        "http://host?q,           '',        true",
        "/http://host/a,          http:|host|a, false",
        "/a...,                   a...,      false"
    })
    void readsPathsBelowTheRoot(String raw, String segments, boolean slash) {
        LocalPath path = assertInstanceOf(LocalPath.class, Target.of(raw));
        assertEquals(segments.isEmpty() ? List.of() : List.of(segments.split("\\|")), path.segments());
        assertEquals(slash, path.slash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "?q",
                "#",
                "/a#b",
                "/a b",
                "/é",
                "/\0",
                "/..",
                "/../etc/passwd",
                "/a/../../b",
                "/%2e%2e/etc/passwd",
                "/%2e./x",
                "/.%2E/x",
                "//../x",
                "/%00",
                "/a%00.html",
                "/%",
                "/%4",
                "/%zz",
                "/%-1",
                "/%c0%ae%c0%ae/x",
                "/%c0%af",
                "/%e0%80%af",
                "/%ff",
                "/%ed%a0%80",
                "ftp://host/a",
                "http:///a",
                "*a",
                "//host:80/../..",
                "/%ef%bf%bf"
            })
    void refusesWhatIsNoPathOrClimbsOut(String raw) {
        assertInstanceOf(Target.Malformed.class, Target.of(raw));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/.htpasswd",
                "/.git/config",
                "/a/.env",
                "/a%2fb",
                "/..%2f..%2fetc",
                "/a%5cb",
                "/..%5c..%5cetc",
                "/..\\..\\etc",
                "/%2egit/config",
                "/...",
                "/.well-known/x"
            })
    void hidesDotFilesAndDisguisedSeparators(String raw) {
        assertInstanceOf(Target.Hidden.class, Target.of(raw));
    }

    @Test
    void readsTheAsterisk() {
        assertInstanceOf(Target.Asterisk.class, Target.of("*"));
    }

    @ParameterizedTest(name = "{0} moves to {1}")
    @CsvSource({
        "/docs,              /docs/",
        "/docs?a=b&c,        /docs/?a=b&c",
        "/a%20b/%C3%A9,      /a%20b/%C3%A9/",
        "//evil.example,     /evil.example/",
        "/a%0d%0aX:y,        /a%0D%0AX%3Ay/",
        "/%22%3Cb%3E,        /%22%3Cb%3E/"
    })
    void addsTheSlashWithoutLeavingTheServer(String raw, String location) {
        assertEquals(location, assertInstanceOf(LocalPath.class, Target.of(raw)).withSlash());
    }
}
