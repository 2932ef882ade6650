package dev.faultline.load.measure;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.HdrHistogram.Histogram;

/**
 * Times in HdrHistogram's own encoding, deflated: about a byte for each counter that counted. Its PackedHistogram takes
 * five times as much, and to fill one takes 20 ms of each second at 5,000/s; its compressed encoding is this one, but
 * keeps a buffer of the largest size with each histogram.
 */
final class PackedTimes implements Times {

    private static final PackedTimes NONE = new PackedTimes(0, 0, new byte[0]);

    private final long count;
    private final int length;
    private final byte[] deflated;

    private PackedTimes(long count, int length, byte[] deflated) {
        this.count = count;
        this.length = length;
        this.deflated = deflated;
    }

    static PackedTimes of(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return NONE;
        }
        ByteBuffer encoded = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoByteBuffer(encoded);
        // Longer than what it holds, whatever that is: what can't be made shorter gets a few bytes of head.
        byte[] deflated = new byte[encoded.capacity()];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(encoded.array(), 0, length);
        deflater.finish();
        int end = deflater.deflate(deflated);
        deflater.end();
        return new PackedTimes(histogram.getTotalCount(), length, Arrays.copyOf(deflated, end));
    }

    @Override
    public void record(long nanos) {
        throw written();
    }

    @Override
    public void add(Times others) {
        throw written();
    }

    @Override
    public void subtract(Times others) {
        throw written();
    }

    @Override
    public void reset() {
        throw written();
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public Histogram histogram() {
        return count == 0
                ? new OpenTimes().histogram()
                : Histogram.decodeFromByteBuffer(ByteBuffer.wrap(inflated()), 0);
    }

    @Override
    public Times packed() {
        return this;
    }

    @Override
    public long footprintBytes() {
        // Two objects' heads and the fields.
        return 48L + deflated.length;
    }

    private byte[] inflated() {
        byte[] encoded = new byte[length];
        Inflater inflater = new Inflater();
        inflater.setInput(deflated);
        try {
            inflater.inflate(encoded);
        } catch (DataFormatException e) {
            throw new IllegalStateException("what was packed can't be unpacked", e);
        } finally {
            inflater.end();
        }
        return encoded;
    }

    private static UnsupportedOperationException written() {
        return new UnsupportedOperationException("packed times are not written any more");
    }
}
