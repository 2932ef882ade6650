package dev.faultline.load.plan;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** IP addresses as they are written; nobody is asked for a name. */
final class Address {

    private static final String BYTE = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
    private static final Pattern V4 = Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);
    // No zone, and no dotted end: what one reader takes as 8.8.8.8 must not be 010.8.8.8 to another.
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]{2,39}");

    private Address() {}

    /**
     * Returns the four bytes of an address in plain dotted decimals, without the leading zeros that some readers take
     * as octal.
     */
    static Optional<byte[]> v4(String text) {
        Matcher parts = V4.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[parts.groupCount()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts.group(i + 1));
        }
        return Optional.of(bytes);
    }

    /** Returns the bytes of an address in hexadecimals and colons: four of an IPv4 address that is mapped into IPv6. */
    static Optional<byte[]> v6(String text) {
        if (!V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // In brackets it is never taken as a name.
            return Optional.of(InetAddress.getByName("[" + text + "]").getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
