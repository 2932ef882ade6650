package dev.faultline.load.measure;

import org.jspecify.annotations.Nullable;

/** The newest windows of a bounded count, each by its number since the start. Not threadsafe. */
final class Ring {

    private final @Nullable Window[] windows;
    private long end;

    Ring(int capacity) {
        windows = new @Nullable Window[capacity];
    }

    void add(Window window) {
        windows[(int) (end % windows.length)] = window;
        end++;
    }

    /** Returns the number of the oldest window that is kept. */
    long begin() {
        return Math.max(0, end - windows.length);
    }

    /** Returns the number that the next window will have. */
    long end() {
        return end;
    }

    /** Returns the window of that number, which must be kept. */
    Window get(long number) {
        Window window = number < begin() || number >= end ? null : windows[(int) (number % windows.length)];
        if (window == null) {
            throw new IndexOutOfBoundsException("window " + number + " of " + begin() + " to " + end);
        }
        return window;
    }

    /** Returns the number of the first window whose middle lies after that time. */
    long firstAfter(long nanos) {
        long low = begin();
        long high = end;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (get(middle).middleNanos() - nanos > 0) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns about how much memory the windows take. */
    long footprintBytes() {
        long bytes = 0;
        for (long number = begin(); number < end; number++) {
            bytes += get(number).tally().footprintBytes();
        }
        return bytes;
    }
}
