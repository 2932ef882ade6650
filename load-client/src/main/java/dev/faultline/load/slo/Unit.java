package dev.faultline.load.slo;

import dev.faultline.wire.Require;
import java.util.Locale;

/** What the numbers of a metric are. */
enum Unit {
    /** A fraction from 0 to 1, shown in percent. */
    SHARE {
        @Override
        String shown(double value) {
            return String.format(Locale.ROOT, "%.2f%%", value * 100);
        }
    },

    /** Milliseconds. */
    TIME {
        @Override
        String shown(double value) {
            return Double.isInfinite(value) ? "unbounded" : String.format(Locale.ROOT, "%.1fms", value);
        }
    },

    /** How many. */
    COUNT {
        @Override
        String shown(double value) {
            return Require.plain(value);
        }
    },

    /** How many a second. */
    RATE {
        @Override
        String shown(double value) {
            return String.format(Locale.ROOT, "%.1f/s", value);
        }
    };

    /** Returns the number as people read it. */
    abstract String shown(double value);
}
