package dev.faultline.load.plan;

import dev.faultline.platform.wire.InvalidValue;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that may be targets. Names are matched as they are written and never resolved: a name that is allowed leads
 * wherever the DNS says, so whoever controls that decides too. Addresses are matched by value, however they are
 * written.
 */
public sealed interface TargetPattern {

    /** Returns whether the host of a {@link Target} is one of these. */
    boolean matches(String host);

    /**
     * Returns the pattern that is written as {@code service-names}, a name such as {@code books.example.org}, all
     * names beneath one such as {@code *.svc}, an address, or a range of addresses such as {@code 10.0.0.0/8}.
     *
     * @throws InvalidValue naming {@code field} if it is none of these
     */
    static TargetPattern parse(String field, String text) {
        String pattern = text.strip().toLowerCase(Locale.ROOT);
        return Optional.<TargetPattern>empty()
                .or(() -> ServiceNames.parse(pattern))
                .or(() -> DomainSuffix.parse(pattern))
                .or(() -> HostName.parse(pattern))
                .or(() -> AddressRange.parse(pattern))
                .orElseThrow(() -> new InvalidValue(
                        field,
                        "must be " + ServiceNames.KEYWORD + ", a name such as books.example.org, *.svc, an address, or"
                                + " a range such as 10.0.0.0/8 or fd00::/8 without bits set beyond its prefix",
                        '"' + text + '"'));
    }

    /**
     * The short names of Services in the client's own namespace: one label of DNS as Kubernetes demands it, or
     * with the underscores that Compose allows. A name
     * without dots that no Service has is looked up as it stands too, and some countries' domains answer there ({@code
     * ai}, {@code xn--l1acc}): names of two letters and internationalised ones are left out.
     */
    record ServiceNames() implements TargetPattern {

        /** How it is written; being such a name itself, it hides none. */
        static final String KEYWORD = "service-names";

        private static final Pattern NAME = Pattern.compile("(?![a-z]{2}$)(?!xn--)[a-z](?:[a-z0-9_-]{0,61}[a-z0-9_])?");

        static Optional<TargetPattern> parse(String text) {
            return text.equals(KEYWORD) ? Optional.of(new ServiceNames()) : Optional.empty();
        }

        @Override
        public boolean matches(String host) {
            return NAME.matcher(host).matches();
        }

        @Override
        public String toString() {
            return KEYWORD;
        }
    }

    /** One name. */
    record HostName(String name) implements TargetPattern {

        static Optional<TargetPattern> parse(String text) {
            return Target.isName(text) ? Optional.of(new HostName(withoutDot(text))) : Optional.empty();
        }

        @Override
        public boolean matches(String host) {
            return withoutDot(host).equals(name);
        }

        @Override
        public String toString() {
            return name;
        }

        /** Returns the name without the last dot, which says that it is whole and changes nothing else. */
        static String withoutDot(String name) {
            return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        }
    }

    /**
     * All names beneath a domain, at any depth, but not the domain itself.
     *
     * @param suffix the domain, beginning with its dot
     */
    record DomainSuffix(String suffix) implements TargetPattern {

        private static final String ANY = "*";

        static Optional<TargetPattern> parse(String text) {
            boolean beneath = text.startsWith(ANY + ".") && Target.isName(text.substring(2));
            return beneath ? Optional.of(new DomainSuffix(HostName.withoutDot(text.substring(1)))) : Optional.empty();
        }

        @Override
        public boolean matches(String host) {
            String name = HostName.withoutDot(host);
            return Target.isName(name) && name.length() > suffix.length() && name.endsWith(suffix);
        }

        @Override
        public String toString() {
            return ANY + suffix;
        }
    }

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
                    ? Target.ipv4(parts.group(2)).or(() -> Target.ipv6(parts.group(2)))
                    : Target.ipv6(parts.group(1));
            return address.flatMap(bytes -> range(text, bytes, parts.group(3)));
        }

        private static Optional<TargetPattern> range(String text, byte[] bytes, @Nullable String length) {
            int bits = bytes.length * Byte.SIZE;
            int prefixLength = length == null ? bits : Integer.parseInt(length);
            int shift = bits - prefixLength;
            BigInteger first = new BigInteger(1, bytes);
            // 10.1.2.3/8 is more likely a slip than 10.0.0.0/8; the lowest set bit of 0 is -1.
            if (shift < 0 || (first.signum() != 0 && first.getLowestSetBit() < shift)) {
                return Optional.empty();
            }
            return Optional.of(new AddressRange(text, bits, first.shiftRight(shift), shift));
        }

        @Override
        public boolean matches(String host) {
            return Target.address(host)
                    .filter(bytes -> bytes.length * Byte.SIZE == bits)
                    .filter(bytes -> new BigInteger(1, bytes).shiftRight(shift).equals(prefix))
                    .isPresent();
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
