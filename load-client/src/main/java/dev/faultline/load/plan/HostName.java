package dev.faultline.load.plan;

import java.util.Optional;

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
