package dev.faultline.backend.serve;

import dev.faultline.backend.answer.HttpDate;
import java.time.Instant;
import java.time.InstantSource;

/** The {@code Date} of an answer, written once a second. Threadsafe: threads that race write the same text. */
final class DateHeader {

    private record Second(long epoch, String text) {}

    private final InstantSource clock;
    private volatile Second latest = new Second(-1, "");

    DateHeader(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        long epoch = Math.floorDiv(clock.millis(), 1000L);
        Second second = latest;
        if (second.epoch != epoch) {
            second = new Second(epoch, HttpDate.format(Instant.ofEpochSecond(epoch)));
            latest = second;
        }
        return second.text;
    }
}
