package dev.faultline.backend.page;

import java.time.Instant;
import java.util.List;

/** The site of a server without a document root: Apache's well-known page, and nothing else. Never blocks. */
public final class BuiltInSite implements Site {

    private static final String WORKS = "<html><body><h1>It works!</h1></body></html>\n";
    private static final List<String> INDEX = List.of(DocumentRoot.INDEX);

    private final Lookup page;

    /** @param built when the program was built, which is when its page last changed */
    public BuiltInSite(Instant built) {
        MemoryContent content = MemoryContent.of(WORKS);
        String version = Long.toHexString(content.length()) + "-" + Integer.toHexString(WORKS.hashCode());
        page = new Lookup.Found(new Page(MediaTypes.HTML, EntityTag.strong(version), built, content));
    }

    @Override
    public Lookup find(LocalPath path) {
        boolean index =
                path.slash() ? path.segments().isEmpty() : path.segments().equals(INDEX);
        return index ? page : new Lookup.Missing();
    }

    @Override
    public boolean mayBlock() {
        return false;
    }
}
