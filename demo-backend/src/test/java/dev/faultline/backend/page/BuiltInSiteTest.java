package dev.faultline.backend.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuiltInSiteTest {

    private final BuiltInSite site = new BuiltInSite(Instant.EPOCH);

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/?q", "/a/.."})
    void works(String target) {
        Page page = assertInstanceOf(Lookup.Found.class, find(target)).page();
        MemoryContent content = (MemoryContent) page.content();
        assertEquals(
                "<html><body><h1>It works!</h1></body></html>\n",
                new String(content.part(0, content.length()), StandardCharsets.UTF_8));
        assertEquals(Instant.EPOCH, page.modified());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a", "/index.html/", "/a/index.html"})
    void hasNothingElse(String target) {
        assertInstanceOf(Lookup.Missing.class, find(target));
    }

    @Test
    void tellsTheSameTagEveryTime() {
        Lookup other = new BuiltInSite(Instant.EPOCH).find((LocalPath) Target.of("/"));
        assertEquals(tag(find("/")), tag(other));
    }

    private static EntityTag tag(Lookup lookup) {
        return assertInstanceOf(Lookup.Found.class, lookup).page().tag();
    }

    private Lookup find(String target) {
        return site.find((LocalPath) Target.of(target));
    }
}
