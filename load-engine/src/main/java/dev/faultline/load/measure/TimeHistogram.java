package dev.faultline.load.measure;

import dev.faultline.platform.wire.InvalidValue;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Recorded times in nanoseconds: in a histogram that can be recorded into, or in a compressed one that is kept. */
sealed interface TimeHistogram {

    /**
     * Records a time.
     *
     * @throws UnsupportedOperationException if this is compressed, as all that write to it
     */
    default void record(long nanos) {
        throw readOnly();
    }

    /** Adds all that the other holds. */
    default void add(TimeHistogram other) {
        throw readOnly();
    }

    /**
     * Adds what was {@linkplain #encoded() encoded} of a histogram with as many digits; nothing of null.
     *
     * @throws InvalidValue naming the field if it is no such histogram
     */
    default void add(String field, @Nullable String encoded) {
        throw readOnly();
    }

    /** Subtracts all that the other holds, which must have been added before. */
    default void subtract(TimeHistogram other) {
        throw readOnly();
    }

    /** Forgets all times but keeps the memory. */
    default void reset() {
        throw readOnly();
    }

    /** Returns how many there are. */
    long count();

    /** Returns them to be read, never written; decompresses if need be. */
    Histogram histogram();

    /** Returns a small copy that can only be read. */
    CompressedHistogram packed();

    /** Returns about how much memory they take. */
    long footprintBytes();

    /** Returns them in HdrHistogram's compressed form, in Base64; null for none. */
    default @Nullable String encoded() {
        if (count() == 0) {
            return null;
        }
        Histogram histogram = histogram();
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(bytes, Deflater.BEST_SPEED);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("a compressed histogram is read-only");
    }

    /** A counter for each time that can be told apart: about 100 KiB, or 15 KiB of a coarse one. Confined to one thread. */
    final class RecordableHistogram implements TimeHistogram {

        /** Three digits: a percentile is right within 0.1 %. */
        private static final int DIGITS = 3;

        /** Finer than any network; HdrHistogram takes the power of two below it, 512 ns. */
        private static final long FINEST_NANOS = 1_000;

        /** Most times stay below this; longer ones make the histogram grow. */
        private static final long USUAL_NANOS = TimeUnit.SECONDS.toNanos(1);

        /** Longer than any attempt may take; longer times are recorded as this. */
        private static final long HIGHEST_NANOS = TimeUnit.HOURS.toNanos(1);

        /** Two digits: a percentile is right within 1 %. */
        private static final int COARSE_DIGITS = 2;

        private static final String NO_HISTOGRAM =
                "must be a histogram of HdrHistogram as it is written here, in Base64";

        /** Kind, length, shift, digits, finest, highest, ratio. */
        private static final int HEAD_BYTES = 40;

        private static final int LONGEST_ENCODED = 1 << 22;

        private final Histogram histogram;

        RecordableHistogram() {
            this(DIGITS);
        }

        private RecordableHistogram(int digits) {
            histogram = new Histogram(FINEST_NANOS, USUAL_NANOS, digits);
            histogram.setAutoResize(true);
        }

        /** Returns one that takes a seventh of the memory, for what there may be many of. */
        static RecordableHistogram coarse() {
            return new RecordableHistogram(COARSE_DIGITS);
        }

        @Override
        public void add(String field, @Nullable String encoded) {
            if (encoded == null) {
                return;
            }
            histogram.add(decoded(field, encoded));
        }

        private Histogram decoded(String field, String encoded) {
            try {
                byte[] bytes = Base64.getDecoder().decode(encoded);
                checkHead(bytes);
                Histogram decoded = Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), 0);
                if (decoded.getTotalCount() > 0 && decoded.getMaxValue() <= 2 * HIGHEST_NANOS) {
                    return decoded;
                }
            } catch (IllegalArgumentException
                    | IndexOutOfBoundsException
                    | BufferUnderflowException
                    | DataFormatException e) {
                throw new InvalidValue(field, NO_HISTOGRAM, "another text", e);
            }
            throw new InvalidValue(field, NO_HISTOGRAM, "one without times, or of too long ones");
        }

        /** Looks at what decides how much memory the rest takes, before any of it is read. */
        private void checkHead(byte[] bytes) throws DataFormatException {
            ByteBuffer packed = ByteBuffer.wrap(bytes);
            packed.getInt(); // what kind of histogram: the decoder looks at that
            if (packed.getInt() != packed.remaining()) {
                throw new DataFormatException("the length is another");
            }
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(bytes, packed.position(), packed.remaining());
                inflater.inflate(head.array());
            } finally {
                inflater.end();
            }
            head.getInt();
            int length = head.getInt();
            int shift = head.getInt();
            int digits = head.getInt();
            long finest = head.getLong();
            long highest = head.getLong();
            double ratio = head.getDouble();
            if (length < 0
                    || length > LONGEST_ENCODED
                    || shift != 0
                    || digits != histogram.getNumberOfSignificantValueDigits()
                    || finest != FINEST_NANOS
                    || highest < USUAL_NANOS
                    || highest > 4 * HIGHEST_NANOS
                    || ratio != 1) {
                throw new DataFormatException("the bounds are others");
            }
        }

        @Override
        public void record(long nanos) {
            histogram.recordValue(Math.min(HIGHEST_NANOS, Math.max(0, nanos)));
        }

        @Override
        public void add(TimeHistogram other) {
            if (other.count() > 0) {
                histogram.add(other.histogram());
            }
        }

        @Override
        public void subtract(TimeHistogram other) {
            if (other.count() > 0) {
                histogram.subtract(other.histogram());
            }
        }

        @Override
        public void reset() {
            histogram.reset();
        }

        @Override
        public long count() {
            return histogram.getTotalCount();
        }

        @Override
        public Histogram histogram() {
            return histogram;
        }

        @Override
        public CompressedHistogram packed() {
            return CompressedHistogram.of(histogram);
        }

        @Override
        public long footprintBytes() {
            return histogram.getEstimatedFootprintInBytes();
        }
    }

    /**
     * HdrHistogram's own encoding, deflated: about a byte for each counter in use. Its PackedHistogram takes five times
     * as much, and 20 ms of each second to fill at 5,000/s; its compressed encoding is the same as this one, but keeps
     * a buffer of the largest size with each histogram. Immutable.
     */
    final class CompressedHistogram implements TimeHistogram {

        private static final CompressedHistogram NONE = new CompressedHistogram(0, 0, new byte[0]);

        private final long count;
        private final int length;
        private final byte[] deflated;

        private CompressedHistogram(long count, int length, byte[] deflated) {
            this.count = count;
            this.length = length;
            this.deflated = deflated;
        }

        static CompressedHistogram of(Histogram histogram) {
            if (histogram.getTotalCount() == 0) {
                return NONE;
            }
            ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
            int length = histogram.encodeIntoByteBuffer(encoded);
            // Never too short: what can't be made shorter grows by a header of a few bytes, and the capacity is larger
            // than that.
            byte[] deflated = new byte[encoded.capacity()];
            Deflater deflater = new Deflater(Deflater.BEST_SPEED);
            deflater.setInput(encoded.array(), 0, length);
            deflater.finish();
            int end = deflater.deflate(deflated);
            deflater.end();
            return new CompressedHistogram(histogram.getTotalCount(), length, Arrays.copyOf(deflated, end));
        }

        @Override
        public long count() {
            return count;
        }

        @Override
        public Histogram histogram() {
            return count == 0
                    ? new RecordableHistogram().histogram()
                    : Histogram.decodeFromByteBuffer(ByteBuffer.wrap(inflated()), 0);
        }

        @Override
        public CompressedHistogram packed() {
            return this;
        }

        @Override
        public long footprintBytes() {
            // Two object headers and the fields.
            return 48L + deflated.length;
        }

        private byte[] inflated() {
            byte[] encoded = new byte[length];
            Inflater inflater = new Inflater();
            inflater.setInput(deflated);
            try {
                inflater.inflate(encoded);
            } catch (DataFormatException e) {
                throw new IllegalStateException("a compressed histogram can't be read", e);
            } finally {
                inflater.end();
            }
            return encoded;
        }
    }
}
