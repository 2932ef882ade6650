package dev.faultline.backend.page;

/** What a site holds under a path. */
public sealed interface Lookup {

    /** A page. */
    record Found(Page page) implements Lookup {}

    /**
     * A directory that was asked for without its slash.
     *
     * @param location the path with the slash and the query, percent-encoded
     */
    record Moved(String location) implements Lookup {}

    /** Nothing, or nothing that may be known of. */
    record Missing() implements Lookup {}

    /** Something that may not be read. */
    record Forbidden() implements Lookup {}
}
