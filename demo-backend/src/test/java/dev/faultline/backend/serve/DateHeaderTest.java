package dev.faultline.backend.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DateHeaderTest {

    @Test
    void writesOneTextPerSecond() {
        Instant start = Instant.parse("1994-11-06T08:49:37.100Z");
        AtomicReference<Instant> now = new AtomicReference<>(start);
        DateHeader date = new DateHeader(now::get);
        String first = date.now();
        now.set(start.plusMillis(800));
        assertSame(first, date.now());
        now.set(start.plusMillis(900));
        assertEquals("Sun, 06 Nov 1994 08:49:38 GMT", date.now());
    }
}
