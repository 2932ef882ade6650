package dev.faultline.load.plan;

import dev.faultline.wire.InvalidValue;
import java.util.Locale;
import java.util.Optional;

/**
 * Hosts that may be targets. Names are matched as they are written and never resolved: a name that is allowed leads
 * wherever the DNS says, so whoever controls that decides too. Addresses are matched by value, however they are written.
 */
public sealed interface TargetPattern permits ServiceNames, HostName, DomainSuffix, AddressRange {

    /** Returns whether the host of a {@link Target} is one of these. */
    boolean matches(String host);

    /**
     * Returns the pattern that the text states: {@code service-names}, a name such as {@code books.example.org}, all
     * names beneath one such as {@code *.svc}, an address, or a range of addresses such as {@code 10.0.0.0/8}.
     *
     * @throws InvalidValue naming {@code field} if it states none
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
                                + " a range such as 10.0.0.0/8 or fd00::/8 with nothing set beyond its prefix",
                        '"' + text + '"'));
    }
}
