package dev.faultline.injector.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u00fc", "\u0000", "\uffff", "\ud83d\ude00"})
    void wholeCharactersCanBeWritten(String text) {
        Elements.writable("body", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void halvesCannot(String text) {
        InvalidValue invalid = assertThrows(InvalidValue.class, () -> Elements.writable("body", text));
        assertEquals("body must be made of whole characters, was half of a surrogate pair", invalid.getMessage());
    }

    @Test
    void nothingIsFine() {
        Elements.writable("body", null);
    }
}
