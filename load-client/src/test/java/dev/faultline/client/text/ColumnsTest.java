package dev.faultline.client.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.faultline.platform.wire.InvalidValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {

    private final Columns columns = new Columns(-8, 6, 7);

    @Test
    void noCellLeavesItsColumn() {
        assertEquals(23, columns.width());
        assertEquals("name          1     2.5", columns.row("name", "1", "2.5"));
        assertEquals("a name.. 123456 1234567", columns.row("a name of 63", "123456", "1234567"));
        assertEquals("name     1234..       -", columns.row("name", "1234567", "-"));
    }

    @Test
    void coloursChangeNoWidth() {
        List<Columns.Cell> cells = List.of(
                new Columns.Cell("name", Ink.Paint.MARKED),
                new Columns.Cell("1.0", Ink.Paint.BAD),
                Columns.Cell.of("2"));
        assertEquals("\u001b[35mname\u001b[0m        \u001b[1;31m1.0\u001b[0m       2", columns.row(Ink.ANSI, cells));
        assertEquals(columns.row("name", "1.0", "2"), columns.row(Ink.NONE, cells));
        assertEquals(columns.row(Ink.NONE, cells).length(), Paragraph.columns(columns.row(Ink.ANSI, cells)));
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource({
        "0, 7, 0.0",
        "12.34, 7, 12.3",
        "60000, 7, 60000.0",
        "600000, 7, 600000",
        "9999999, 7, 9999999",
        "99999999, 7, 1e+08",
        "1.7976931348623157e308, 7, 2e+308",
    })
    void aNumberGetsShorterBeforeItGetsWider(double value, int width, String expected) {
        assertEquals(expected, Columns.number(value, width));
    }

    @Test
    void aRowHasACellForEachColumn() {
        assertEquals(
                "cells must be 3, was 2",
                assertThrows(InvalidValue.class, () -> columns.row("a", "b")).getMessage());
        assertEquals(
                "width must be from 5 to 80, was 4",
                assertThrows(InvalidValue.class, () -> new Columns(4)).getMessage());
    }
}
