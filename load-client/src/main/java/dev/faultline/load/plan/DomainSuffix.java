package dev.faultline.load.plan;

import java.util.Optional;

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
