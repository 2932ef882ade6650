package dev.faultline.backend.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "index.html, text/html; charset=utf-8",
        "INDEX.HTM,  text/html; charset=utf-8",
        "a.css,      text/css; charset=utf-8",
        "a.json,     application/json",
        "a.tar.gz,   application/gzip",
        "a.unknown,  application/octet-stream",
        "html,       application/octet-stream",
        "a.,         application/octet-stream",
        "'',         application/octet-stream"
    })
    void goesByTheLastExtension(String name, String type) {
        assertEquals(type, MediaTypes.of(name));
    }
}
