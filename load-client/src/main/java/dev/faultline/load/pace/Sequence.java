package dev.faultline.load.pace;

import dev.faultline.wire.Require;
import java.util.Arrays;
import java.util.List;

/** Profiles one after the other, up to a length. Immutable; finds its place by halving. */
public final class Sequence implements Profile {

    private final List<Profile> parts;
    /** Where each part begins, and the last ends. */
    private final long[] starts;
    /** What is asked for before each part, and in all. */
    private final double[] before;

    private final long lengthNanos;

    private Sequence(List<Profile> parts, long[] starts, double[] before, long lengthNanos) {
        this.parts = parts;
        this.starts = starts;
        this.before = before;
        this.lengthNanos = lengthNanos;
    }

    /**
     * Returns the parts in that order.
     *
     * @param parts at least one, each with an end
     * @param atMostNanos where it ends at the latest
     */
    public static Sequence of(List<? extends Profile> parts, long atMostNanos) {
        Require.between("parts", parts.size(), 1, Integer.MAX_VALUE);
        long[] starts = new long[parts.size() + 1];
        double[] before = new double[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            Profile part = parts.get(i);
            starts[i + 1] = Math.addExact(starts[i], part.lengthNanos());
            before[i + 1] = before[i] + part.areaAt(part.lengthNanos());
        }
        long length = Math.min(starts[parts.size()], atMostNanos);
        return new Sequence(List.copyOf(parts), starts, before, length);
    }

    @Override
    public long lengthNanos() {
        return lengthNanos;
    }

    @Override
    public double areaAt(long nanos) {
        long at = Math.min(nanos, lengthNanos);
        int part = partAt(at);
        return part == parts.size()
                ? before[part]
                : before[part] + parts.get(part).areaAt(at - starts[part]);
    }

    @Override
    public long offsetOf(double area) {
        if (Area.none(area)) {
            return 0;
        }
        int part = partOf(area);
        if (part == parts.size()) {
            return NEVER;
        }
        // What rounding adds must not fall out of the part's own end.
        double within = Math.min(area, before[part + 1]) - before[part];
        long offset = starts[part] + parts.get(part).offsetOf(within);
        return offset <= lengthNanos ? offset : NEVER;
    }

    @Override
    public double rateAt(long nanos) {
        if (nanos >= lengthNanos) {
            return 0;
        }
        int part = partAt(nanos);
        return parts.get(part).rateAt(nanos - starts[part]);
    }

    /** Returns the part that has begun last; their number at the very end. */
    private int partAt(long nanos) {
        int found = Arrays.binarySearch(starts, nanos);
        return found >= 0 ? found : -found - 2;
    }

    /** Returns the first part by whose end the area is reached; their number if none is. */
    private int partOf(double area) {
        int low = 0;
        int high = parts.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (Area.covers(before[middle + 1], area)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
