package dev.faultline.backend.page;

/** What the request line asks for. Every text is one of these; none is refused by an exception. */
public sealed interface Target permits LocalPath, Target.Asterisk, Target.Hidden, Target.Malformed {

    /** The server itself: {@code OPTIONS *}. */
    record Asterisk() implements Target {}

    /** A well formed path that is never served: it has a dot-file, an encoded slash or a backslash in it. */
    record Hidden() implements Target {}

    /** No target at all, or one that climbs above the root. */
    record Malformed() implements Target {}

    /** Reads a request target as it was sent: decoded once, dot segments resolved, slashes merged. */
    static Target of(String raw) {
        if (raw.equals("*")) {
            return new Asterisk();
        }
        return TargetReader.read(raw);
    }
}
