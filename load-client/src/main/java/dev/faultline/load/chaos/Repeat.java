package dev.faultline.load.chaos;

import java.time.Duration;

/** Does something again and again, for the first time after one period. */
record Repeat(Duration every, LocalFault what) implements LocalFault {

    @Override
    public String service() {
        return what.service();
    }
}
