package dev.faultline.load.plan;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The short names of Services in the client's own namespace: one label of DNS as Kubernetes demands it. A name without
 * dots that no Service has is looked up as it stands too, and some countries' domains answer there ({@code ai},
 * {@code xn--l1acc}): names of two letters and internationalised ones are left out.
 */
record ServiceNames() implements TargetPattern {

    /** How it is written; being such a name itself, it hides none. */
    static final String KEYWORD = "service-names";

    private static final Pattern NAME = Pattern.compile("(?![a-z]{2}$)(?!xn--)[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

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
