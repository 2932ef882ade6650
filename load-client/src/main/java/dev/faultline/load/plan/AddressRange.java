package dev.faultline.load.plan;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that begin with the same bits.
 *
 * @param text as it was written
 * @param bits how many bits an address of the kind has: 32 or 128
 * @param prefix the common bits, as the number that they are when shifted to the right by {@code shift}
 */
record AddressRange(String text, int bits, BigInteger prefix, int shift) implements TargetPattern {

    private static final Pattern WRITTEN = Pattern.compile("(?:\\[([^\\[\\]]+)]|([^\\[\\]/]+))(?:/(\\d{1,3}))?");

    static Optional<TargetPattern> parse(String text) {
        Matcher parts = WRITTEN.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<byte[]> address = parts.group(1) == null
                ? Address.v4(parts.group(2)).or(() -> Address.v6(parts.group(2)))
                : Address.v6(parts.group(1));
        return address.flatMap(bytes -> range(text, bytes, parts.group(3)));
    }

    private static Optional<TargetPattern> range(String text, byte[] bytes, @Nullable String length) {
        int bits = bytes.length * Byte.SIZE;
        int prefixLength = length == null ? bits : Integer.parseInt(length);
        int shift = bits - prefixLength;
        BigInteger first = new BigInteger(1, bytes);
        // 10.1.2.3/8 is more likely a slip than 10.0.0.0/8; the lowest bit of 0 is told as -1.
        if (shift < 0 || (first.signum() != 0 && first.getLowestSetBit() < shift)) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(text, bits, first.shiftRight(shift), shift));
    }

    @Override
    public boolean matches(String host) {
        Optional<byte[]> address =
                host.startsWith("[") ? Address.v6(host.substring(1, host.length() - 1)) : Address.v4(host);
        return address.filter(bytes -> bytes.length * Byte.SIZE == bits)
                .filter(bytes -> new BigInteger(1, bytes).shiftRight(shift).equals(prefix))
                .isPresent();
    }

    @Override
    public String toString() {
        return text;
    }
}
