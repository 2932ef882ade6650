package dev.faultline.load.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.load.plan.Feed.Order;
import dev.faultline.load.schedule.NumberedRandom;
import dev.faultline.platform.wire.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedRowsTest {

    private static final String SECRET = "s3cret";

    private static FeedRows read(String csv) {
        return FeedRows.read(Order.SEQUENTIAL, csv.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0} makes {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id,name~1,Ann | 1 Ann",
                "id,name~1,\"Ann, B.\" | 1 Ann, B.",
                "id,name~1,\"say \"\"hi\"\"\" | 1 say \"hi\"",
                "id , name~1,Ann | 1 Ann",
                "\ufeffid,name~1,Ann | 1 Ann",
                "id,name~~1,Ann~~ | 1 Ann",
                "id,name~1, | 1 ",
                "name,id~\u00c5sa,1 | 1 \u00c5sa",
            })
    void csvIsReadAsPeopleWriteIt(String csv, String filled) {
        for (String lineBreak : new String[] {"\n", "\r\n"}) {
            FeedRows feed = read(csv.replace("~", lineBreak));
            assertEquals(1, feed.rows().size());
            assertEquals(
                    filled.stripTrailing(),
                    feed.body("#{id} #{name}").fill(feed.rows().get(0)).stripTrailing());
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | must have a first line with the names of 1 to 50 columns",
                "id | must have a row beneath",
                "id,id~1,2 | must name each column once",
                "id,~1,2 | must name its columns by letters",
                "a b~1 | must name its columns by letters",
                "id,token~1 | must have 2 cells in each row",
                "id,token~1,s3cret,3 | must have 2 cells in each row",
                "id,token~1,\"s3cret | must be CSV; line",
                "id,token~1,\"s3cret\"x | must be CSV; line",
            })
    void whatIsNoTableIsRefusedWithoutItsCells(String csv, String rule) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> read(csv.replace('~', '\n')));
        assertTrue(refused.rule().startsWith(rule), refused.getMessage());
        assertFalse(refused.getMessage().contains(SECRET), refused.getMessage());
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThrows(
                InvalidValue.class,
                () -> FeedRows.read(Order.SEQUENTIAL, "id\n\u00fc".getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void moreRowsThanAreKeptAreRefused() {
        read("id\n" + "1\n".repeat(100_000));
        assertThrows(InvalidValue.class, () -> read("id\n" + "1\n".repeat(100_001)));
    }

    /** Before anything is sent, and telling which row: not the cell, which may be a secret. */
    @Test
    void everyRowMustMakeAHeaderThatCanBeSent() {
        FeedRows feed = read("id,token\n1,fine\n2,\"s3cret\n\"\n");
        InvalidValue refused = assertThrows(InvalidValue.class, () -> feed.header("Authorization", "Bearer #{token}"));
        assertEquals("headers.Authorization", refused.field());
        assertTrue(refused.rule().endsWith("row 2 of the feed is not"), refused.rule());
        assertFalse(refused.getMessage().contains(SECRET), refused.getMessage());
        feed.body("#{token}");
        assertTrue(feed.header("X", "no reference").isConstant());
    }

    @Test
    void aColumnThatIsNotThereIsRefused() {
        FeedRows feed = read("id\n1");
        InvalidValue refused = assertThrows(InvalidValue.class, () -> feed.path("/#{ID}"));
        assertEquals("path", refused.field());
        assertEquals("#{ID}", refused.value());
        assertTrue(feed.body("#{} #{a b} ${id} #id").isConstant(), "no references");
    }

    @Test
    void aPathMayNotGrowTooLong() {
        FeedRows feed = read("id\n" + "x".repeat(3_990));
        feed.path("/#{id}");
        assertThrows(InvalidValue.class, () -> feed.path("/0123456789/#{id}"));
    }

    /** Who shares a load takes the rows of his arrivals, in either order: a row belongs to the arrival's number. */
    @Test
    void aRowBelongsToTheNumberOfAnArrival() {
        byte[] csv = "id\n0\n1\n2\n".getBytes(StandardCharsets.UTF_8);
        NumberedRandom random = new NumberedRandom(7);
        FeedRows inOrder = FeedRows.read(Order.SEQUENTIAL, csv);
        FeedRows drawn = FeedRows.read(Order.RANDOM, csv);
        long[] counts = new long[3];
        SplittableRandom numbers = new SplittableRandom(1);
        for (int i = 0; i < 3_000; i++) {
            long number = numbers.nextLong(Long.MAX_VALUE);
            assertEquals(Long.toString(number % 3), inOrder.row(number, random)[0]);
            assertArrayEquals(drawn.row(number, random), drawn.row(number, random));
            counts[Integer.parseInt(drawn.row(i, random)[0])]++;
        }
        for (long count : counts) {
            // Five standard deviations of a binomial; the seed is fixed.
            assertEquals(1_000, (double) count, 5 * Math.sqrt(3_000 * 2.0 / 9));
        }
    }
}
