package dev.faultline.backend.answer;

import dev.faultline.backend.page.Content;
import dev.faultline.backend.page.Lookup;
import dev.faultline.backend.page.MemoryContent;
import dev.faultline.backend.page.Page;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Turns what was found into what is answered, for GET and HEAD alike. Threadsafe. */
public final class Answers {

    /** What a page, any page, can be asked. */
    private static final Field ALLOW = new Field("Allow", "GET, HEAD, OPTIONS");

    private static final String HTML = "text/html; charset=utf-8";

    private final InstantSource clock;

    /** @param clock tells the date that no {@code Last-Modified} may lie behind */
    public Answers(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the answer to a GET or HEAD with those header fields. */
    public Answer of(Lookup lookup, Fields fields) {
        if (lookup instanceof Lookup.Found found) {
            return page(found.page(), fields);
        }
        if (lookup instanceof Lookup.Moved moved) {
            return explained(Status.MOVED_PERMANENTLY, new Field("Location", moved.location()));
        }
        return explained(lookup instanceof Lookup.Forbidden ? Status.FORBIDDEN : Status.NOT_FOUND);
    }

    /** Returns the answer to an OPTIONS: what can be asked. */
    public static Answer options() {
        return new Answer(Status.OK, List.of(ALLOW, new Field("Content-Length", "0")), MemoryContent.EMPTY, 0, 0);
    }

    /** Returns the answer to a method that no page has. */
    public static Answer methodNotAllowed() {
        return explained(Status.METHOD_NOT_ALLOWED, ALLOW);
    }

    /** Returns a text that was made for this answer, so that nothing is remembered of it. */
    public static Answer fresh(String mediaType, String text, Field... more) {
        Content content = MemoryContent.of(text);
        List<Field> fields = new ArrayList<>(List.of(more));
        fields.add(new Field("Content-Type", mediaType));
        fields.add(new Field("Cache-Control", "no-store"));
        return whole(Status.OK, fields, content);
    }

    /** Returns a status with the page that explains it. */
    public static Answer explained(Status status, Field... more) {
        List<Field> fields = new ArrayList<>(List.of(more));
        fields.add(new Field("Content-Type", HTML));
        return whole(status, fields, MemoryContent.of(status.page()));
    }

    private Answer page(Page page, Fields fields) {
        Precondition precondition = Precondition.of(fields, page);
        if (precondition == Precondition.FAILED) {
            return explained(Status.PRECONDITION_FAILED);
        }
        List<Field> said = validators(page);
        if (precondition == Precondition.NOT_MODIFIED) {
            return new Answer(Status.NOT_MODIFIED, said, MemoryContent.EMPTY, 0, 0);
        }
        said.add(new Field("Accept-Ranges", "bytes"));
        long length = page.content().length();
        ByteRange range = Precondition.rangeHolds(fields, page)
                ? ByteRange.of(fields.get("Range"), length)
                : new ByteRange.Whole();
        if (range instanceof ByteRange.Unsatisfiable) {
            return explained(Status.RANGE_NOT_SATISFIABLE, new Field("Content-Range", "bytes */" + length));
        }
        said.add(new Field("Content-Type", page.mediaType()));
        if (range instanceof ByteRange.Part part) {
            said.add(new Field("Content-Range", "bytes " + part.first() + "-" + part.last() + "/" + length));
            said.add(new Field("Content-Length", Long.toString(part.length())));
            return new Answer(Status.PARTIAL_CONTENT, said, page.content(), part.first(), part.length());
        }
        return whole(Status.OK, said, page.content());
    }

    private List<Field> validators(Page page) {
        Instant now = clock.instant();
        Instant modified = page.modified().isAfter(now) ? now : page.modified();
        List<Field> fields = new ArrayList<>(8);
        fields.add(new Field("Last-Modified", HttpDate.format(modified)));
        fields.add(new Field("ETag", page.tag().toString()));
        return fields;
    }

    private static Answer whole(Status status, List<Field> fields, Content content) {
        fields.add(new Field("Content-Length", Long.toString(content.length())));
        return new Answer(status, fields, content, 0, content.length());
    }
}
